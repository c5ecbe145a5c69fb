"""The colours of the site, measured: what axe cannot decide for words inside a drawing is decided here."""

import re
from itertools import product
from pathlib import Path

import pytest

CSS = (Path(__file__).resolve().parents[2] / "templates/styles/site.css").read_text(encoding="utf-8")
LIGHT, DARK, PRINT = (
    dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{3,6})", block))
    for block in re.findall(r":root \{[^}]*--paper[^}]*\}", CSS)
)
WORDS = ("ink", "quiet", "brand", "now-words")
MARKS = ("brand", "now", "done", "mark")


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    channels = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("tokens", [LIGHT, DARK, PRINT], ids=["light", "dark", "print"])
def test_words_and_marks_stand_out_from_what_they_lie_on(tokens: dict[str, str]) -> None:
    weak = [
        (name, ground, round(contrast(tokens[name], tokens[ground]), 2))
        for names, least in ((WORDS, 4.5), (MARKS, 3.0))
        for name, ground in product(names, ("paper", "panel"))
        if contrast(tokens[name], tokens[ground]) < least
    ]

    assert weak == []


def test_second_words_are_as_readable_as_first_ones() -> None:
    assert contrast(LIGHT["quiet"], LIGHT["paper"]) >= 7
    assert contrast(DARK["quiet"], DARK["paper"]) >= 7


def test_the_notice_lies_on_sand() -> None:
    assert min(contrast(tokens["ink"], tokens["rule"]) for tokens in (LIGHT, DARK)) >= 7


def test_nothing_is_forced_and_nothing_comes_from_elsewhere() -> None:
    assert "!important" not in CSS
    assert "//" not in re.sub(r"/\*.*?\*/", "", CSS, flags=re.DOTALL)


def test_every_colour_is_a_token() -> None:
    rules = re.sub(r":root \{[^}]*\}|/\*.*?\*/", "", CSS, flags=re.DOTALL)

    assert re.findall(r"#[0-9a-f]{3,8}\b", rules) == []
