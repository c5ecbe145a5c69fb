"""The closed table of kinds of file, and file names that no header trips over (attack 60)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coachbook.vault.media import TABLE, UNKNOWN, is_safe_file_name, medium_of, safe_file_name


def test_extensions_and_types_are_there_once() -> None:
    assert (
        len({medium.extension for medium in TABLE})
        == len({medium.media_type for medium in TABLE})
        == len(TABLE)
    )


@pytest.mark.parametrize("spelt", ["text/html", "TEXT/HTML", " text/html ; charset=latin-1", "text/html;x"])
def test_spelling_and_parameters_do_not_matter(spelt: str) -> None:
    assert medium_of(spelt).media_type == "text/html; charset=utf-8"


@pytest.mark.parametrize(
    "odd", ["", "html", "application/xhtml+xml", "text/xml", "text/html\r\nX: y", "image/svg"]
)
def test_what_the_table_does_not_know_is_saved_and_never_shown(odd: str) -> None:
    assert medium_of(odd) is UNKNOWN
    assert not UNKNOWN.is_shown


@given(st.text(max_size=300))
def test_any_name_becomes_a_safe_one_and_stays_it(name: str) -> None:
    safe = safe_file_name(name)

    assert is_safe_file_name(safe)
    assert safe_file_name(safe) == safe
    assert not safe.startswith((".", " "))


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("360 Bericht – Ünal.pdf", "360 Bericht – Ünal.pdf"),
        ("../../etc/passwd", "-..-etc-passwd"),
        ("a\r\nSet-Cookie: x.pdf", "a--Set-Cookie- x.pdf"),
        ("u\u0308.pdf", "ü.pdf"),
        ("annual\u202efdp.exe", "annual-fdp.exe"),
        ("", "file"),
        ("...", "file"),
        ("x" * 200 + ".pdf", "x" * 116 + ".pdf"),
        ("x" * 200, "x" * 120),
    ],
)
def test_names(name: str, safe: str) -> None:
    assert safe_file_name(name) == safe
