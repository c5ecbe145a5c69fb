"""Addresses as QR codes: what a scanner reads back, and what the drawing does not tell."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from PIL import Image, ImageDraw

from coachbook.render.qr import QUIET, qr_svg, qr_url

zxingcpp = pytest.importorskip("zxingcpp", reason="the scanner of the tests (extra dev)")

HOST = "https://pages.northlight.example"
PATH = "/e7kmdcjlvnrohvaqggq4ojsq6t/#"
CODE = "2QABFZT0E1Z0F020X62DEJ0ZMDT2"
LINK = f"{HOST}{PATH}{CODE}"
MODULE = 4
"""Pixels."""


def drawn(svg: str) -> Image.Image:
    """The drawing's paths as pixels; only the two kinds of path that it has."""
    root = ElementTree.fromstring(svg)
    size = int(root.attrib["viewBox"].split()[-1])
    image = Image.new("L", (size * MODULE, size * MODULE), 255)
    pen = ImageDraw.Draw(image)
    for x, y, n in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", list(root)[-1].attrib["d"]):
        left, top = int(x) * MODULE, int(y) * MODULE
        pen.rectangle((left, top, left + int(n) * MODULE - 1, top + MODULE - 1), fill=0)
    return image


def scanned(address: str) -> tuple[str, str, int]:
    """What a scanner reads: text, level of error correction, and how many modules wide it is with its margins."""
    svg = qr_svg(address, "Your link")
    found = zxingcpp.read_barcodes(drawn(svg))
    assert len(found) == 1
    return found[0].text, found[0].ec_level, int(svg.split('viewBox="0 0 ')[1].split()[0])


@pytest.mark.parametrize(
    ("address", "read"),
    [
        (LINK, f"{HOST.upper()}{PATH}{CODE}"),
        (f"{LINK}&b=2049301&!/x7.html", f"{HOST.upper()}{PATH}{CODE}&b=2049301&!/x7.html"),
        (f"{HOST}/north/{PATH[1:-1]}", f"{HOST.upper()}/north{PATH[:-1]}"),
        ("http://127.0.0.1:8642/private/x/#short", "HTTP://127.0.0.1:8642/private/x/#short"),
        ("https://me@Host.example/Path/", "https://me@Host.example/Path/"),
    ],
)
def test_a_scanner_reads_the_address_with_only_scheme_and_host_in_capitals(address: str, read: str) -> None:
    assert scanned(address)[0] == read
    assert scanned(address)[0].lower() == address.lower()


def test_the_level_is_m_or_better() -> None:
    assert scanned(LINK)[1] in ("M", "Q", "H")


def test_capitals_make_the_square_smaller_than_the_same_link_in_small_letters() -> None:
    assert scanned(LINK)[2] < scanned(LINK.replace(CODE, CODE.lower()) + "&b=204")[2]


def test_four_modules_around_it_are_white() -> None:
    image = drawn(qr_svg(LINK, "Your link"))
    inner = image.crop(
        (QUIET * MODULE, QUIET * MODULE, image.width - QUIET * MODULE, image.width - QUIET * MODULE)
    )

    assert inner.getpixel((0, 0)) == 0
    assert sum(each < 128 for each in image.tobytes()) == sum(each < 128 for each in inner.tobytes())


def test_the_drawing_names_itself_and_holds_no_code() -> None:
    svg = qr_svg(LINK, "Your <link> & more")

    assert "<title>Your &lt;link&gt; &amp; more</title>" in svg
    assert 'role="img"' in svg
    assert not any(part in svg + qr_url(LINK, "Your link") for part in (CODE, CODE[:4], "northlight", "e7km"))


def test_the_same_link_gives_the_same_drawing() -> None:
    assert qr_svg(LINK, "Your link") == qr_svg(LINK, "Your link")


def test_an_address_that_fits_no_code_is_refused() -> None:
    with pytest.raises(ValueError, match="too large"):
        qr_svg(f"{HOST}/{'x' * 3000}", "Your link")
