"""Every code of the source floor has a page whose bad example causes it and whose good one does not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from coachbook.source.yamltext import decode, read, read_front_matter

ROOT = Path(__file__).parents[2]
CODES = ROOT / "generator/coachbook/codes"
SOURCES = ROOT / "generator/coachbook/source"

BLOCK = re.compile(r"^(`{3,})\w+ (\S+)( escaped)?\n(.*?)^\1$", re.MULTILINE | re.DOTALL)
ESCAPE = re.compile(r"\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|(t))")
NOT_SHOWN = {"file-too-large"}


def own_codes() -> set[str]:
    """Every code that a module of the source floor names."""
    said = [path.read_text(encoding="utf-8") for path in SOURCES.glob("*.py")]
    named = re.compile(
        r'code="([a-z0-9-]+)"|\.error\(\s*"([a-z0-9-]+)"|^    "([a-z]+-[a-z]+)": \(|_StopError\("([a-z-]+)"',
        re.M,
    )
    return {name for text in said for match in named.findall(text) for name in match if name}


def example(code: str, heading: str) -> tuple[str, bytes]:
    """Path and bytes of the first example below a heading of a code's page."""
    page = (CODES / f"{code}.md").read_text(encoding="utf-8")
    block = BLOCK.search(page.partition(f"\n## {heading}\n")[2])
    assert block is not None, f"{code} has no example below {heading}"
    return block[2], unescaped(block[4]) if block[3] else block[4].encode()


def unescaped(text: str) -> bytes:
    r"""The bytes of an ``escaped`` block: ``\xNN`` is a byte, ``\uNNNN`` a character, ``\t`` a tab."""
    raw = b""
    at = 0
    for match in ESCAPE.finditer(text):
        raw += text[at : match.start()].encode()
        byte, character, _ = match.groups()
        raw += bytes((int(byte, 16),)) if byte else (chr(int(character, 16)) if character else "\t").encode()
        at = match.end()
    return raw + text[at:].encode()


def found(path: str, raw: bytes) -> list[tuple[str, str]]:
    source, problems = decode(path, raw)
    if source is not None:
        problems += read_front_matter(source)[2] if path.endswith(".md") else read(source)[1]
    return [(problem.code, problem.severity) for problem in problems]


def test_every_code_has_a_page() -> None:
    codes = own_codes()

    assert len(codes) >= 38
    assert {code for code in codes if not (CODES / f"{code}.md").is_file()} == set()


@pytest.mark.parametrize("code", sorted(own_codes() - NOT_SHOWN))
def test_a_page_shows_the_mistake_and_the_remedy(code: str) -> None:
    page = (CODES / f"{code}.md").read_text(encoding="utf-8")
    severity = re.search(r"^severity: (\w+)$", page, re.MULTILINE)

    assert severity is not None
    assert set(found(*example(code, "Bad"))) == {(code, severity[1])}
    assert found(*example(code, "Good")) == []
