"""A place in a text in, the lines around it with carets below it out, as they line up on a terminal.

Wide characters take two columns, joining marks none; tabs become spaces; what cannot be seen is
named; a long line is cut around the place.
"""

from __future__ import annotations

import unicodedata
from typing import Final

from coachbook.source.diagnostics import Span, visible

_TAB: Final = "    "
_WIDEST: Final = 100
"""Terminal columns of one excerpt line."""
_LEAD: Final = 40
"""Columns kept before the place when a long line is cut."""


def excerpt(lines: list[str], span: Span) -> list[str]:
    """The line at ``span``, carets below it, and a line of context either side, each with its number.

    Returns [] if the place is not in ``lines``.
    """
    if not 0 < span.line <= len(lines):
        return []
    gutter = len(str(min(span.line + 1, len(lines))))
    shown = [f"{'':{gutter}} |"]
    if span.line > 1:
        shown.append(_numbered(span.line - 1, lines, gutter))
    text, carets = _pointed(lines[span.line - 1], span)
    shown.append(f"{span.line:{gutter}} | {text}".rstrip())
    shown.append(f"{'':{gutter}} | {carets}")
    if span.line < len(lines) and lines[span.line].strip():
        shown.append(_numbered(span.line + 1, lines, gutter))
    return shown


def _numbered(number: int, lines: list[str], gutter: int) -> str:
    text = _cut(_cells(lines[number - 1]), 0)
    return f"{number:{gutter}} | {text}".rstrip()


def _pointed(line: str, span: Span) -> tuple[str, str]:
    cells = _cells(line)
    start = min(span.column - 1, len(cells))
    end = min(max(span.end_column or 0, span.column + 1) - 1, max(len(cells), start + 1))
    before = sum(map(width, cells[:start]))
    first = 0
    if before > _WIDEST - _LEAD // 2:  # the place would fall off the right edge
        while sum(map(width, cells[first:start])) > _LEAD:
            first += 1
    lead = sum(map(width, cells[first:start])) + (2 if first else 0)
    carets = sum(map(width, cells[start:end])) or 1
    return _cut(cells, first), " " * lead + "^" * max(1, min(carets, _WIDEST - lead))


def _cut(cells: list[str], first: int) -> str:
    """The cells from ``first`` on, as many as fit; an ellipsis stands for what is left out."""
    room = _WIDEST
    kept: list[str] = ["… "] if first else []
    for cell in cells[first:]:
        room -= width(cell)
        if room < 0:
            return "".join(kept) + "…"
        kept.append(cell)
    return "".join(kept)


def _cells(line: str) -> list[str]:
    """What to print for each character of ``line``."""
    if line.isascii() and line.isprintable():
        return list(line)
    return [_TAB if character == "\t" else _cell(character) for character in line]


def _cell(character: str) -> str:
    # A joiner inside an emoji belongs to it; only elsewhere would it be worth naming.
    return character if character == "\u200d" else visible(character)


def width(cell: str) -> int:
    """Terminal columns that ``cell`` takes."""
    if cell.isascii():
        return len(cell)
    return sum(map(_character_width, cell))


def _character_width(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
