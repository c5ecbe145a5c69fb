"""How much room a text takes on paper, from a font's advance widths: enough to share out a sheet exactly.

Widths are in em. Lines are broken greedily at spaces and kerning is ignored, so that the count errs on the
long side; a text never needs more lines than it is given.
Source of the tables: OpenType `cmap`, `hmtx` and `head`, read with fontTools, which WeasyPrint brings.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from math import ceil
from typing import Final

Widths = Mapping[int, float]
"""Advance width in em by code point."""

_UNKNOWN: Final = 1.3
"""A character that the font does not have is taken from another font; emoji are the widest."""
_MARGIN: Final = 1.02
"""Room for a bold word in a line measured with the regular face."""
_RAGGED: Final = 1.25
"""A word wider than its column, such as an address, is broken at its strokes and hyphens, short of the edge."""
_POINT: Final = 25.4 / 72
"""Millimetres in a point."""


@dataclass(frozen=True, slots=True)
class Style:
    """A face and size: `font` is its key among the fonts handed over, `leading` is in grid units."""

    font: str
    points: float
    leading: int


@lru_cache(maxsize=16)
def advance_widths(ttf: bytes) -> Widths:
    """The advance widths of a TrueType font."""
    from fontTools.ttLib import TTFont

    font = TTFont(BytesIO(ttf), lazy=True)
    metrics, em = font["hmtx"].metrics, font["head"].unitsPerEm
    return {code: metrics[glyph][0] / em for code, glyph in font.getBestCmap().items()}


def n_lines(text: str, widths: Widths, points: float, millimetres: float) -> int:
    """Lines that `text` fills in a column; at least one. A word wider than the column is broken."""
    room = millimetres / (points * _POINT) / _MARGIN
    space = widths.get(32, 0.25)
    used, lines = 0.0, 1
    for word in re.split(r"[ \t\r\n]+", text.strip(" \t\r\n")):  # not at a no-break space
        width = sum(widths.get(ord(character), _UNKNOWN) for character in word)
        if used and used + space + width > room:
            lines, used = lines + 1, width
        else:
            used += (space if used else 0) + width
        if used > room:
            broken = ceil(used * _RAGGED / room) - 1
            lines, used = lines + broken, max(0.0, used - broken * room)
    return lines
