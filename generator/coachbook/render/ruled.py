"""Ruled writing lines for paper: one vector background for each number of lines.

Why not CSS gradients or a tiled pattern: gradients are invisible in PDFium and displaced in MuPDF, tiles
show seams. One SVG per number of lines is right in every viewer tried, and costs the least.
Lengths are millimetres; the SVG counts in hundredths of one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from urllib.parse import quote

PITCH: Final = 8.25
"""From one writing line to the next, in millimetres; under 7.5 a hand feels cramped."""

_WIDTH: Final = 200
"""Wider than the text area of any paper; the box cuts it."""
_STROKE: Final = 0.18


def ruled_css(counts: Iterable[int], colour: str) -> str:
    """CSS rules `.ruled-N`: a box N writing lines high with its lines drawn; `colour` is `#RRGGBB`."""
    return "\n".join(_rule(n, colour) for n in counts)


def _rule(n: int, colour: str) -> str:
    height = f"{n * PITCH:.2f}mm"
    return (
        f".ruled-{n} {{ height: {height}; "
        f'background: url("{_lines(n, colour)}") no-repeat 0 0 / {_WIDTH}mm {height} }}'
    )


def _lines(n: int, colour: str) -> str:
    """A data URL. Each line lies 0.12 mm above its pitch, so that the last is not cut in half."""
    path = "".join(f"M0 {round(line * PITCH * 100) - 12}H{_WIDTH * 100}" for line in range(1, n + 1))
    height = round(n * PITCH * 100)
    return _data_url(
        f"<svg xmlns='http://www.w3.org/2000/svg' width='{_WIDTH}mm' height='{n * PITCH:.2f}mm' "
        f"viewBox='0 0 {_WIDTH * 100} {height}'>"
        f"<path d='{path}' stroke='{colour}' stroke-width='{round(_STROKE * 100)}'/></svg>"
    )


def marks_url(n: int, step: float, diameter: float, colour: str) -> str:
    """A data URL: `n` open circles in a row, `step` from centre to centre, in a box `n * step` wide."""
    size = round(step * 100)
    middle, radius = size // 2, round(diameter * 50)
    circles = "".join(f"<circle cx='{size * at + middle}' cy='{middle}' r='{radius}'/>" for at in range(n))
    return _data_url(
        f"<svg xmlns='http://www.w3.org/2000/svg' width='{n * step:.2f}mm' height='{step:.2f}mm' "
        f"viewBox='0 0 {size * n} {size}' fill='none' stroke='{colour}' stroke-width='22'>{circles}</svg>"
    )


def box_url(side: float, colour: str) -> str:
    """A data URL: an open square to tick, `side` millimetres wide."""
    edge = round(side * 100)
    inner = edge - 26
    return _data_url(
        f"<svg xmlns='http://www.w3.org/2000/svg' width='{side:.2f}mm' height='{side:.2f}mm' "
        f"viewBox='0 0 {edge} {edge}'>"
        f"<rect x='13' y='13' width='{inner}' height='{inner}' "
        f"fill='none' stroke='{colour}' stroke-width='26'/></svg>"
    )


def _data_url(svg: str) -> str:
    return f"data:image/svg+xml,{quote(svg)}"
