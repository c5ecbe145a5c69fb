"""Bytes are text, or a sentence says which byte is not and what it probably was."""

from __future__ import annotations

import pytest

from coachbook.source.diagnostics import Span
from coachbook.source.yamltext import decode


def test_utf8_is_read_with_and_without_its_mark() -> None:
    for raw in ("é: 1\r\n".encode(), "é: 1\r\n".encode("utf-8-sig")):
        source, problems = decode("a.yml", raw)

        assert source is not None
        assert (source.text, problems) == ("é: 1\r\n", ())


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_is_read_with_a_warning(encoding: str) -> None:
    source, (problem,) = decode("a.yml", "\ufeffa: é\n".encode(encoding))

    assert source is not None
    assert (source.text, problem.code, problem.severity) == ("a: é\n", "utf-16", "warning")


@pytest.mark.parametrize(
    ("byte", "words"),
    [
        (0x93, "byte 0x93 would be a left curly quote in Windows-1252"),
        (0x92, "byte 0x92 would be a curly apostrophe in Windows-1252"),
        (0xE9, "byte 0xE9 would be a letter e with acute in Windows-1252"),
        (0x97, "byte 0x97 would be an em dash in Windows-1252"),
        (0x81, "byte 0x81 begins no character"),
    ],
)
def test_a_byte_of_an_older_encoding_is_named_at_its_place(byte: int, words: str) -> None:
    source, (problem,) = decode("a.yml", "é: 1\nnote: é".encode() + bytes((byte, 0x20, 0x0A)))

    assert source is None
    assert (problem.code, problem.span) == ("not-utf8", Span(2, 8, 9))
    assert problem.words() == f"this file is not UTF-8 text: {words}"


@pytest.mark.parametrize(
    "raw",
    [b"\x89PNG\0\0\r\n", "a: 1\n".encode("utf-16-le"), "a: 1".encode("utf-32"), b"\xff\xfea", b"\x00"],
)
def test_what_is_not_text_is_refused(raw: bytes) -> None:
    source, (problem,) = decode("a.yml", raw)

    assert source is None
    assert problem.code in ("not-text", "not-utf8")


def test_a_file_over_the_limit_is_refused() -> None:
    source, (problem,) = decode("a.yml", b"a" * (1024 * 1024 + 1))

    assert (source, problem.code) == (None, "file-too-large")
