"""Text that YAML reads without complaint, and not as it was meant: the silent traps.

Runs on every clean file, so a handful of cheap searches come first; only a file in which one of
them finds something is read again with the places of its parts. Deliberately absent: whatever a
model can see, such as a list where a text belongs.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from coachbook.source import characters
from coachbook.source.diagnostics import Diagnostic, Span
from coachbook.source.lines import indent_of, split_lines
from coachbook.source.places import Scalar, locate
from coachbook.source.syntax import dash_without_space, no_space_after_colon

# Searched for in every file: each begins with fixed characters, which makes the search ten times faster.
_HASH: Final = re.compile(r" #[^\s#!]")
_FOLDED: Final = re.compile(r" >[-+0-9]*[ \t\r]*(?:#.*)?$", re.MULTILINE)
_GLUED_DASH: Final = re.compile(r"\n *+(?:- ++)*+-[^\W\d_]")
_GLUED_COLON: Final = re.compile(r":[^\s/\d]")
_SMART_KEY: Final = re.compile(f"\n *+(?:- ++)*+[{characters.SMART_QUOTES}]")

_LIST_ITEM: Final = re.compile(r" *(?:[-*+]|\d+[.)]) +\S")
_GLUED_LINES: Final = re.compile(r"^ *+(?:- ++)*+[a-z_]++:[^\s/]", re.MULTILINE)
_GLUED_LINE: Final = re.compile(r" *(?:- +)*(?:(-)[^\W\d_]|([a-z_]+:)[^\s/])")
_NOT_A_KEY: Final = re.compile(r" *(?:- +)*(?:mailto|tel|urn|doi|isbn|sip|data):")
_BEFORE_A_VALUE: Final = re.compile(r"\s*(?:-\s*)*[\w-]*:?")

_AT_MOST: Final = 20
"""Findings of one kind in one file."""


def find_traps(path: str, text: str) -> tuple[Diagnostic, ...]:
    """What in ``text``, which was read without a refusal, hardly means what it says.

    Diagnostics: text-after-hash, list-in-folded-text, lost-character (warnings); odd-space,
    hidden-character, control-character, smart-quotes (errors); dash-without-space,
    no-space-after-colon (errors where the text is certainly torn, else warnings).
    """
    if not _is_suspect(text):
        return ()
    return _Traps(path, text).found()


def _is_suspect(text: str) -> bool:
    return (
        _HASH.search(text) is not None
        or _FOLDED.search(text) is not None
        or _GLUED_DASH.search(text) is not None
        or (_GLUED_COLON.search(text) is not None and _GLUED_LINES.search(text) is not None)
        or ("\\" in text and '"' in text)
        or (not text.isascii() and _has_odd(text))
    )


def _has_odd(text: str) -> bool:
    may_be_key = text[:1] in characters.SMART_QUOTES or _SMART_KEY.search(text) is not None
    return may_be_key or characters.ODD_ANYWHERE.search(text) is not None


class _Traps:
    """One suspect file: its lines, its scalars in order, and a way from a place to the scalar there."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.lines = split_lines(text)
        self.scalars: Sequence[Scalar] = locate(text).scalars
        self.starts = [(scalar.line, scalar.column) for scalar in self.scalars]

    def found(self) -> tuple[Diagnostic, ...]:
        kinds = (
            self.hashes(), self.folded_lists(), self.glued_lines(), self.odd_characters(),
            self.escaped_controls(), self.smart_keys(),
        )  # fmt: skip
        return tuple(diagnostic for kind in kinds for diagnostic in islice(kind, _AT_MOST))

    def last_scalar(self, line: int, column: int) -> Scalar | None:
        """The scalar that begins last at or before a place."""
        index = bisect_right(self.starts, (line, column))
        return self.scalars[index - 1] if index else None

    def scalar_at(self, line: int, column: int) -> Scalar | None:
        """The scalar that covers a place."""
        last = self.last_scalar(line, column)
        if last is None or (line, column) >= (last.end_line, last.end_column):
            return None
        return last

    def between(self, scalar: Scalar | None, line: int, column: int) -> str:
        """What stands on the line between the end of ``scalar`` and a place."""
        start = scalar.end_column - 1 if scalar is not None and scalar.end_line == line else 0
        return self.lines[line - 1][start : column - 1]

    def hashes(self) -> Iterator[Diagnostic]:
        """``note: see #3 next week``: text that became a comment."""
        for number, line in enumerate(self.lines, 1):
            if line.lstrip().startswith("#"):
                continue
            for match in _HASH.finditer(line):
                column = match.start() + 2
                scalar = self.last_scalar(number, column)
                if scalar is None or scalar.line != number or self.scalar_at(number, column):
                    continue
                if not scalar.style and self.between(scalar, number, column).strip(" \t-:") == "":
                    yield self._hash(scalar, Span(number, column, len(line) + 1), line[column - 1 :])
                break

    def _hash(self, scalar: Scalar, span: Span, lost: str) -> Diagnostic:
        return Diagnostic(
            code="text-after-hash",
            severity="warning",
            message="a # after a space begins a comment, so '{typed}' is not part of the text",
            path=self.path,
            span=span,
            help="put the whole text in quotes; if it is meant as a comment, put a space after the #",
            typed=lost.rstrip(),
            keys=scalar.keys,
        )

    def folded_lists(self) -> Iterator[Diagnostic]:
        """A list in a text that begins with ``>``, which joins its lines into one."""
        for scalar in self.scalars:
            if scalar.style != ">":
                continue
            base: int | None = None
            is_below_text = False  # a list after an empty line stays a list
            last = scalar.end_line if scalar.end_column > 1 else scalar.end_line - 1
            for number in range(scalar.line + 1, min(last, len(self.lines)) + 1):
                line = self.lines[number - 1]
                if line.strip() and base is None:
                    base = indent_of(line)
                if is_below_text and indent_of(line) == base and _LIST_ITEM.match(line):
                    yield self._folded(scalar, Span(number, base + 1, len(line.rstrip()) + 1))
                    break
                is_below_text = bool(line.strip())

    def _folded(self, scalar: Scalar, span: Span) -> Diagnostic:
        return Diagnostic(
            code="list-in-folded-text",
            severity="warning",
            message="'>' joins the lines of a text, so the items of this list end up on one line",
            path=self.path,
            span=span,
            help="write '|' instead of '>' after the key",
            keys=scalar.keys,
        )

    def glued_lines(self) -> Iterator[Diagnostic]:
        """``-x`` and ``key:value`` that became part of the text above, or a text of their own."""
        for scalar in self.scalars:
            if scalar.style or scalar.is_key:
                continue
            for number in range(scalar.line, min(scalar.end_line, len(self.lines)) + 1):
                glued = _GLUED_LINE.match(self.lines[number - 1])
                if glued is None or _NOT_A_KEY.match(self.lines[number - 1]):
                    continue
                diagnostic = self._glued(scalar, number, glued)
                if diagnostic is not None:
                    yield diagnostic
                    break

    def _glued(self, scalar: Scalar, number: int, glued: re.Match[str]) -> Diagnostic | None:
        group = 1 if glued[1] else 2
        column = glued.start(group) + 1
        span = Span(number, column, glued.end(group) + 1)
        is_first = number == scalar.line
        if is_first and column != scalar.column:
            return None  # the line begins with something else, and the scalar stands further right
        if group == 2:
            return no_space_after_colon(self.path, span, "warning" if is_first else "error")
        # `- -x`, an item of its own, may be meant; a dash right below its key cannot.
        is_below_key = is_first and not self.lines[number - 1].lstrip().startswith("- ")
        return dash_without_space(self.path, span, "error" if is_below_key else "warning")

    def odd_characters(self) -> Iterator[Diagnostic]:
        """Odd spaces and invisible characters in keys, between parts, and at the edge of a value."""
        for number, line in enumerate(self.lines, 1):
            if line.isascii():
                continue
            for match in characters.ODD_ANYWHERE.finditer(line):
                column = match.start() + 1
                span = Span(number, column, column + 1)
                scalar = self.scalar_at(number, column)
                if scalar is None and "#" in self.between(self.last_scalar(number, column), number, column):
                    break  # the rest of the line is a comment
                if match[0] == characters.LOST:
                    yield characters.lost_character(self.path, span)
                elif scalar is None or self._is_wrong_in(scalar, line, match):
                    yield characters.odd_character(self.path, match[0], span)

    def _is_wrong_in(self, scalar: Scalar, line: str, odd: re.Match[str]) -> bool:
        if scalar.is_key:
            return True
        if scalar.style in ("|", ">"):
            return False
        if not scalar.style and _BEFORE_A_VALUE.fullmatch(line[: odd.start()]):
            return True  # stands where indentation, or the space after a colon or dash, belongs
        is_at_edge = scalar.value[:1] == odd[0] and line[: odd.start()].endswith((" ", '"', "'"))
        is_at_end = scalar.value[-1:] == odd[0] and odd.end() >= len(line.rstrip("\"' ,]}"))
        return (is_at_edge or is_at_end) and characters.ODD_AT_EDGE.match(odd[0]) is not None

    def escaped_controls(self) -> Iterator[Diagnostic]:
        r"""``"\0"`` and its like: characters that no page and no PDF can hold."""
        for scalar in self.scalars:
            if scalar.style == '"' and (control := characters.CONTROL.search(scalar.value)):
                yield characters.control_character(self.path, control[0], scalar.span)

    def smart_keys(self) -> Iterator[Diagnostic]:
        """Keys in curly quotes, which would be part of the key."""
        for scalar in self.scalars:
            if scalar.is_key and not scalar.style and scalar.value[:1] in tuple(characters.SMART_QUOTES):
                yield Diagnostic(
                    code="smart-quotes",
                    severity="error",
                    message="curly quotes are letters to YAML, and here they are part of the key",
                    path=self.path,
                    span=scalar.span,
                    help="delete them: a key needs no quotes",
                    keys=scalar.keys[:-1],
                )
