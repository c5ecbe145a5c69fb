"""A web address as a QR code, drawn as SVG.

In: an address. Out: one SVG, the same for the same address, with the quiet zone of four modules that ISO/IEC 18004
asks for and error correction of level M (15 per cent), or better where that costs no space. Deliberately absent: the
address, in any form that can be read or searched; the drawing's title is the caller's and says what it is.

Scheme and host mean the same in capitals, and a code consists of capitals and digits: both are written in the
alphanumeric mode, two signs in eleven bits. The path between them is written as it is, because hosts tell its small
letters from capitals. This makes most links one size smaller, and so easier to scan from paper.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Final
from urllib.parse import quote

import segno
from markupsafe import escape
from segno.consts import MODE_ALPHANUMERIC, MODE_BYTE

QUIET: Final = 4
"""Modules of white on every side."""

_LINK: Final = re.compile(
    r"(?P<host>https?://[A-Za-z0-9.-]+(?::\d+)?)?(?P<path>[^#]*#?)(?P<code>[0-9A-Z]*)(?P<rest>.*)", re.DOTALL
)
_WORTH_A_SWITCH: Final = 12
"""Fewer signs than this are not shorter in a mode of their own: each change of mode costs up to 17 bits."""


def qr_svg(address: str, title: str) -> str:
    """The drawing as an SVG element of no fixed size; black on white, whatever lies around it.

    Black and not the ink of the page: a printer renders a dark colour as dots, and a scanner has to cope with them.
    Raises `ValueError` for an address that is too long for any QR code.
    """
    # segno's types leave out the list of (content, mode) that its encoder takes.
    code = segno.make_qr(list(_segments(address)), error="m")  # type: ignore[arg-type]
    rows = [list(row) for row in code.matrix_iter(border=QUIET)]
    size = len(rows)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" role="img" '
        f'shape-rendering="crispEdges"><title>{escape(title)}</title>'
        f'<path fill="#fff" d="M0 0h{size}v{size}h-{size}z"/><path d="{"".join(_runs(rows))}"/></svg>'
    )


def qr_url(address: str, title: str) -> str:
    """The drawing as the address of an image."""
    return f"data:image/svg+xml,{quote(qr_svg(address, title))}"


def _segments(address: str) -> Iterator[tuple[str, int]]:
    """The address in pieces, each with the mode that writes it shortest."""
    found = _LINK.fullmatch(address)
    assert found is not None  # every part may be empty
    host, path, code, rest = (found[name] or "" for name in ("host", "path", "code", "rest"))
    if len(host) < _WORTH_A_SWITCH:
        host, path = "", host + path
    if len(code) < _WORTH_A_SWITCH:
        code, path, rest = "", path + code + rest, ""
    pieces = (
        (host.upper(), MODE_ALPHANUMERIC),
        (path, MODE_BYTE),
        (code, MODE_ALPHANUMERIC),
        (rest, MODE_BYTE),
    )
    yield from (piece for piece in pieces if piece[0])


def _runs(rows: list[list[int]]) -> Iterator[str]:
    """The dark modules as one path: every run of a row a rectangle, so that no seams show between rows."""
    for y, row in enumerate(rows):
        x = 0
        for is_dark, group in groupby(row):
            n = len(list(group))
            if is_dark:
                yield f"M{x} {y}h{n}v1h-{n}z"
            x += n
