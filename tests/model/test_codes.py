"""Every diagnostic has a page; its bad example causes it at the level the page says, and its good one does not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fictional import diagnose

from coachbook.model.checks.levels import ERRORS, NOTES, READER_WARNINGS, WARNINGS, severity_of

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "generator/coachbook/codes"
PACKAGE = ROOT / "generator/coachbook"

BLOCK = re.compile(r"^(`{3,})\w+ (\S+)( escaped)?\n(.*?)^\1$", re.MULTILINE | re.DOTALL)
ESCAPE = re.compile(r"\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|(t))")
NAMED = re.compile(
    r'code="([a-z0-9-]+)"|\bSentence\(\s*"([a-z0-9-]+)"|\.error\(\s*"([a-z0-9-]+)"|_StopError\("([a-z-]+)"'
    r'|\b(?:_finding|_at|_in_body)\(\s*(?:[\w.]+,\s*(?:\([^()]*(?:\([^()]*\))?[^()]*\),|"\w+",|[^"\n]*?,)?\s*)?'
    r'"([a-z0-9]+(?:-[a-z0-9]+)+)"'
)

NOT_SHOWN = {
    "file-too-large": "a page that holds a mebibyte helps nobody",
    "not-understood": "no typing causes it: it is said if pydantic grows a kind of error that we do not know",
    "unknown-file": "it is about names on the disk, not about text",
    "copied-register": "it is about two folders, not about text",
    "notes-sealed": "it is about keys and files on the disk, not about text",
    "note-in-clear": "it is about keys and files on the disk, not about text",
    "damaged-note": "it is about keys and files on the disk, not about text",
    "note-readers": "it is about keys and files on the disk, not about text",
    "bad-recipient": "it is about keys and files on the disk, not about text",
    "not-sealed": "it is about keys, not about text",
    "unreadable-file": "it is about the disk, not about text",
    "public-site": "it is about MkDocs' build, not about text",
    "page-fault": "it is about making a page, not about text",
    "workbook-fault": "it is about making a workbook, not about text",
}
"""Codes whose page shows no example that could be built, and why."""


def codes_with_pages() -> list[str]:
    return sorted(path.stem for path in PAGES.glob("*.md"))


def front(code: str, key: str) -> str:
    page = (PAGES / f"{code}.md").read_text(encoding="utf-8")
    found = re.search(rf"^{key}: (.+)$", page.partition("\n---\n")[0], re.MULTILINE)
    assert found is not None, f"{code}.md has no {key}"
    return found[1]


def example(code: str, heading: str) -> dict[str, bytes]:
    """The files of an example: path and bytes."""
    page = (PAGES / f"{code}.md").read_text(encoding="utf-8")
    section = page.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return {
        path: unescaped(text) if escaped else text.encode()
        for _, path, escaped, text in BLOCK.findall(section)
    }


def unescaped(text: str) -> bytes:
    r"""The bytes of an ``escaped`` block: ``\xNN`` is a byte, ``\uNNNN`` a character, ``\t`` a tab."""
    raw, at = b"", 0
    for match in ESCAPE.finditer(text):
        byte, character, _ = match.groups()
        said = bytes((int(byte, 16),)) if byte else (chr(int(character, 16)) if character else "\t").encode()
        raw, at = raw + text[at : match.start()].encode() + said, match.end()
    return raw + text[at:].encode()


def codes_below(folder: Path) -> set[str]:
    """Every code that a module in the folder names."""
    texts = [path.read_text(encoding="utf-8") for path in folder.rglob("*.py")]
    named = {name for text in texts for match in NAMED.findall(text) for name in match if name}
    refused = re.findall(
        r'^    "([a-z]+-[a-z]+)": \($|^    "([a-z]+-[a-z]+)": \("', "\n".join(texts), re.MULTILINE
    )
    return named | (
        {name for match in refused for name in match if name} if folder.name == "source" else set()
    )


def codes_in_source() -> set[str]:
    return codes_below(PACKAGE) | codes_below(PACKAGE / "source") | ERRORS | WARNINGS | NOTES


def test_the_base_practice_has_nothing_to_report() -> None:
    assert [(found.code, found.path, found.words()) for found in diagnose({})] == []


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    assert sorted(codes_in_source() - set(codes_with_pages())) == []
    assert sorted(set(codes_with_pages()) - codes_in_source()) == []


def test_reader_and_rules_share_no_code() -> None:
    ours = ERRORS | WARNINGS | NOTES

    assert codes_below(PACKAGE / "source") & ours == set()
    assert codes_below(PACKAGE / "source") >= READER_WARNINGS


def test_every_code_of_the_model_has_a_level() -> None:
    assert sorted(codes_below(PACKAGE / "model") - ERRORS - WARNINGS - NOTES) == []


@pytest.mark.parametrize("code", sorted(ERRORS | WARNINGS | NOTES | READER_WARNINGS))
def test_a_page_says_the_level_that_the_rules_use(code: str) -> None:
    level = "warning" if code in READER_WARNINGS else severity_of(code)

    assert front(code, "severity") == level


def test_the_settable_codes_are_the_warnings_and_notes_of_the_pages() -> None:
    settable = {code for code in codes_with_pages() if front(code, "severity") in ("warning", "note")}

    assert settable == WARNINGS | NOTES | READER_WARNINGS


@pytest.mark.parametrize("code", codes_with_pages())
def test_a_title_begins_small_and_has_no_full_stop(code: str) -> None:
    title = front(code, "title").strip("'\"")

    assert not title.endswith(".")
    assert title[:1].islower() or not title[:1].isalpha()


@pytest.mark.parametrize("code", sorted(set(codes_with_pages()) - set(NOT_SHOWN)))
def test_the_bad_example_causes_it(code: str) -> None:
    files = example(code, "Bad")
    found = diagnose(files)

    assert files
    assert (code, front(code, "severity")) in {(each.code, each.severity) for each in found}


@pytest.mark.parametrize("code", sorted(set(codes_with_pages()) - set(NOT_SHOWN)))
def test_the_good_example_does_not(code: str) -> None:
    files = example(code, "Good")
    found = diagnose(files)

    assert files
    assert [each.words() for each in found if each.code == code or each.severity == "error"] == []
