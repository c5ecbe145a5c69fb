"""Text in, the characters that must not be in it out, each with its place.

What breaks lines behind the coach's back, what cannot be printed, and what version control left
behind is refused wherever it stands. Spaces and joiners that only look odd are a matter of place:
fine in prose, wrong in a key (``traps`` and ``syntax`` ask for them here).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice
from typing import Final

from coachbook.source.diagnostics import Diagnostic, Related, Span
from coachbook.source.lines import place_of, split_lines

CONTROL: Final = re.compile(
    "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\u2028\u2029\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
_UNKNOWN_TO_PARSERS: Final = re.compile("[\x85\u2028\u2029\ud800-\udfff\ufeff-\uffff]")
_LINE_SEPARATORS: Final = "\x85\u2028\u2029"

ODD_SPACES: Final = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_BIDI_MARKS: Final = "\u200e\u200f\u202a-\u202e\u2066-\u206f"
_JOINERS: Final = "\u00ad\u180e\u200b-\u200d\u2060-\u2064"
LOST: Final = "\ufffd"
SMART_QUOTES: Final = "\u201c\u201d\u201e\u201f\u2018\u2019\u201a\u00ab\u00bb"

ODD: Final = re.compile(f"[{ODD_SPACES}{_BIDI_MARKS}{_JOINERS}]")
"""Characters that look like a space or like nothing: refused in keys and between parts of YAML."""
ODD_AT_EDGE: Final = re.compile(f"[{ODD_SPACES}\u00ad\u200b\u2060]")
"""Those that are refused at the beginning and end of a value too (direction marks belong there)."""
ODD_ANYWHERE: Final = re.compile(f"[{ODD_SPACES}{_BIDI_MARKS}{_JOINERS}{LOST}]")
_ODD_SPACE: Final = re.compile(f"[{ODD_SPACES}]")

_AT_MOST: Final = 20
"""Diagnostics for one kind of character in one file: after that the coach has understood."""


def refused_characters(path: str, text: str) -> tuple[Diagnostic, ...]:
    """Conflict markers, and characters that are refused wherever they stand; () for a clean text.

    Diagnostics: merge-conflict, line-separator, hidden-character, control-character.
    """
    problems: list[Diagnostic] = []
    if "<<<<<<<" in text or ">>>>>>>" in text:
        problems.extend(_conflicts(path, text))
    problems.extend(_refused(path, text))
    return tuple(problems)


def looks_clean(text: str) -> bool:
    """True if ``refused_characters`` could only find what a YAML parser refuses too; runs on every file."""
    if "<<<<<<<" in text or ">>>>>>>" in text:
        return False
    return text.isascii() or _UNKNOWN_TO_PARSERS.search(text) is None


def _refused(path: str, text: str) -> Iterator[Diagnostic]:
    for match in islice(CONTROL.finditer(text), _AT_MOST):
        line, column = place_of(text, match.start())
        yield _refusal(path, match[0], Span(line, column, column + 1))


def _refusal(path: str, character: str, span: Span) -> Diagnostic:
    if character == "\ufeff":
        return hidden_character(path, character, span)
    if character in _LINE_SEPARATORS:
        return Diagnostic(
            code="line-separator",
            severity="error",
            message=f"a hidden line break ({_named(character)}) stands here: YAML begins a new line at it, "
            "editors do not",
            path=path,
            span=span,
            help="delete it and press Enter instead, or type a space",
        )
    return control_character(path, character, span)


def control_character(path: str, character: str, span: Span) -> Diagnostic:
    """The refusal of a character that cannot be printed."""
    return Diagnostic(
        code="control-character",
        severity="error",
        message=f"a character that cannot be printed ({_named(character)}) stands here",
        path=path,
        span=span,
        help="delete it and type what should stand there; it often comes with text copied from a PDF",
    )


def odd_character(path: str, character: str, span: Span) -> Diagnostic:
    """The refusal of one of the characters of ``ODD`` where it would be taken for part of a word."""
    if not _ODD_SPACE.match(character):
        return hidden_character(path, character, span)
    return Diagnostic(
        code="odd-space",
        severity="error",
        message=f"this is not an ordinary space but a {_named(character)}, which YAML takes for a letter",
        path=path,
        span=span,
        help="delete it and press the space bar; it often comes with text pasted from a chat or a document",
    )


def hidden_character(path: str, character: str, span: Span) -> Diagnostic:
    """The refusal of a character that nobody can see."""
    return Diagnostic(
        code="hidden-character",
        severity="error",
        message=f"an invisible character ({_named(character)}) stands here and makes this another word",
        path=path,
        span=span,
        help="delete the word and type it again by hand; it often comes with pasted text",
    )


def lost_character(path: str, span: Span) -> Diagnostic:
    """The warning for the mark that another program left where it lost a letter."""
    return Diagnostic(
        code="lost-character",
        severity="warning",
        message="a letter was lost here: another program could not read it and left the mark \ufffd",
        path=path,
        span=span,
        help="type the letter again",
    )


def _named(character: str) -> str:
    """What to call a character: its name in words and its number."""
    name = _NAMES.get(character) or unicodedata.name(character, "").lower()
    number = f"U+{ord(character):04X}"
    return f"{name}, {number}" if name else number


_NAMES: Final = {
    "\u00a0": "non-breaking space",
    "\ufeff": "byte-order mark",
    "\x85": "next line",
    "\x00": "null",
    "\x1b": "escape",
    "\x08": "backspace",
    "\x0c": "form feed",
}

_CONFLICT: Final = re.compile(r"(<{7}|\|{7}|={7}|>{7})(?: |$)")


def _conflicts(path: str, text: str) -> list[Diagnostic]:
    """One diagnostic for each conflict: at its first marker, with the last one as the related place."""
    found: list[Diagnostic] = []
    opened: Span | None = None
    for number, line in enumerate(split_lines(text), 1):
        marker = _CONFLICT.match(line)
        if marker is None or marker[1][0] in "|=":
            continue
        span = Span(number, 1, 8)
        if marker[1][0] == "<":
            found.append(_conflict(path, span, ()))
            opened = span
        elif opened is not None:
            found[-1] = _conflict(path, opened, (Related("the conflict ends here", path, span),))
            opened = None
        else:
            found.append(_conflict(path, span, ()))
    return found[:_AT_MOST]


def _conflict(path: str, span: Span, related: tuple[Related, ...]) -> Diagnostic:
    return Diagnostic(
        code="merge-conflict",
        severity="error",
        message="git could not join two versions of this file and left both of them here",
        path=path,
        span=span,
        help="keep the lines that are right; delete the others and the lines <<<<<<<, ======= and >>>>>>>",
        related=related,
    )
