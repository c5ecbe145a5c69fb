"""Text in, lines out, counted as editors and the YAML parsers count them."""

from __future__ import annotations

import re
from typing import Final

_NEWLINE: Final = re.compile(r"\r\n|\r|\n")


def split_lines(text: str) -> list[str]:
    """The lines of ``text`` without their ends; at least one.

    Why not ``str.splitlines``: it also breaks at form feeds and other characters that no editor counts.
    """
    if "\r" in text:
        return _NEWLINE.split(text)
    return text.split("\n")


def place_of(text: str, offset: int) -> tuple[int, int]:
    """Line and column, 1-based, of the character at ``offset``."""
    lines = split_lines(text[:offset])
    if text[offset - 1 : offset + 1] == "\r\n":  # inside a line end: the last column of that line
        return len(lines) - 1, len(lines[-2]) + 1
    return len(lines), len(lines[-1]) + 1


def indent_of(line: str) -> int:
    """The number of spaces that ``line`` begins with."""
    return len(line) - len(line.lstrip(" "))
