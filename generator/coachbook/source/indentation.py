"""Lines that begin in the wrong column: which key such a line seems to belong to.

A line that fits nowhere is compared with the keys above it that are still open; the nearest column
wins, and the answer says how many spaces that would be.
"""

from __future__ import annotations

import re
from typing import Final

from coachbook.source.diagnostics import Diagnostic, Related, Span
from coachbook.source.lines import indent_of
from coachbook.source.trouble import Read, Trouble, is_idle, rest_of

_BLOCK_HEADER: Final = re.compile(r".*(?:^|[\s:-])[|>][-+0-9]*\s*(?:#.*)?$")
_SPEAKS_OF_STRUCTURE: Final = ("expected key", "indicator", "block end", "not allowed")


def uneven_text(found: Trouble) -> Diagnostic | None:
    """A text below ``key: |`` whose first line is indented further than a later one."""
    indent = indent_of(found.line_at(found.line))
    for number in range(found.line - 1, 0, -1):
        line = found.line_at(number)
        if line.strip() and indent_of(line) <= indent:
            break
    else:
        return None
    if not _BLOCK_HEADER.match(line) or indent_of(line) >= indent or number + 1 >= found.line:
        return None
    first = next(n for n in range(number + 1, found.line) if found.line_at(n).strip())
    depth = indent_of(found.line_at(first))
    return found.error(
        "uneven-text",
        rest_of(found.line, found.line_at(found.line), indent),
        f"this line begins further left than the first line of its text ({indent} spaces, not {depth})",
        "begin every line of the text in the column of its first line",
        related=(Related("the text begins here", found.path, Span(first, depth + 1)),),
    )


def misindented(found: Trouble) -> Diagnostic | None:
    """A line that stands beside no key and no item above it."""
    if not any(words in found.words for words in _SPEAKS_OF_STRUCTURE):
        return None
    line = found.line_at(found.line)
    if is_idle(line):
        return None
    indent = indent_of(line)
    beside = min(_open_keys(found), key=lambda key: abs(key.column - indent), default=None)
    span = rest_of(found.line, line, indent)
    if beside is None:
        return found.error(
            "misindented", span, f"this line is indented by {indent} spaces and fits no line above it",
            "begin it in the column of the lines it belongs with",
        )  # fmt: skip
    message, help_ = _sentences(line, indent, beside)
    if _is_beside_item(found, indent):
        message = (
            "this line stands in the column of a list's items and is none; the key above them is '{typed}'"
        )
        help_ = (
            f"begin it with '- ' if it is an item; beside that key it begins {_with_spaces(beside.column)}"
        )
    related = Related("'{typed}' stands here", found.path, Span(beside.line, beside.column + 1))
    return found.error("misindented", span, message, help_, typed=beside.text, related=(related,))


def _sentences(line: str, indent: int, beside: Read) -> tuple[str, str]:
    is_item = line.lstrip().startswith("- ")
    if is_item and beside.column == indent:
        return (
            "an item of a list stands beside the key '{typed}', which has its value already",
            "indent it below the key that holds the list",
        )
    if is_item:
        return (
            f"this item is indented by {indent} and fits no list above it; the nearest key is '{{typed}}'",
            "begin every '- ' of a list in the same column, below the key that holds the list",
        )
    here, below = _with_spaces(beside.column), _with_spaces(beside.column + 2)
    return (
        f"this line is indented by {indent} and fits no line above it; it seems to belong beside '{{typed}}'",
        f"begin it {here} to stand beside that key, or {below} to stand below it",
    )


def _with_spaces(number: int) -> str:
    return {0: "without a space", 1: "with 1 space"}.get(number, f"with {number} spaces")


def _is_beside_item(found: Trouble, indent: int) -> bool:
    """True for a line without a dash whose nearest neighbour above in the same column has one."""
    if found.line_at(found.line).lstrip().startswith("-"):
        return False
    for number in range(found.line - 1, 0, -1):
        line = found.line_at(number)
        if not is_idle(line) and indent_of(line) <= indent:
            return indent_of(line) == indent and line.lstrip().startswith("- ")
    return False


def _open_keys(found: Trouble) -> list[Read]:
    """The keys above the line that could still take another key beside them, nearest first."""
    open_keys: list[Read] = []
    limit = 1 << 30
    for scalar in reversed(found.before):
        if scalar.is_key and scalar.line < found.line and scalar.column < limit:
            open_keys.append(scalar)
            limit = scalar.column
    return open_keys
