"""Cut the five screen fonts out of Source Serif Pro and Source Sans Pro.

In: the TTF files inside the PyPI packages ``font-source-serif-pro`` and ``font-source-sans-pro``.
Out: five WOFF2 files and the licence, in the folder named on the command line. The same input gives the
same bytes on every run and every machine: no time of day, no path and no tool version is written.

"Source" is a reserved name under the SIL Open Font License, so a modified copy must be called something
else: the families are renamed "Coachbook Serif" and "Coachbook Sans". Copyright and licence stay inside.

Absent on purpose: hinting (the screens that needed it are gone), bold and black
weights (the design uses regular and semibold only), fonts for print (those are whole TTF files).

    python tools/subset_fonts.py templates/methodology/assets/fonts
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from importlib.resources import files
from io import BytesIO
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

# Seconds since 1904-01-01, the epoch of the OpenType head table: 2026-01-01 00:00 UTC.
FIXED_TIME = 3_850_070_400

# Basic Latin, Latin-1 and Latin Extended-A; a few modifier letters; General Punctuation; currency; letterlike
# signs; arrows; mathematical minus and comparison signs; the shapes and ticks of lists and legends.
CODE_POINTS = (
    *range(0x0020, 0x007F),
    *range(0x00A0, 0x0180),
    *range(0x02C6, 0x02DE),
    *range(0x2000, 0x2070),
    0x20AC,
    0x2116,
    0x2122,
    *range(0x2190, 0x2200),
    0x2212,
    0x2248,
    0x2260,
    0x2264,
    0x2265,
    0x25A0,
    0x25A1,
    0x25C6,
    0x25CA,
    0x25CB,
    0x25CF,
    0x2713,
)

# Kerning, marks, ligatures and the figure styles that the style sheets ask for. Small capitals and
# stylistic sets are left behind.
FEATURES = ("kern", "mark", "mkmk", "ccmp", "locl", "liga", "lnum", "onum", "pnum", "tnum", "ordn", "case")

RENAMED = {"Source Serif Pro": "Coachbook Serif", "Source Sans Pro": "Coachbook Sans"}

# The name records that a style sheet or an operating system reads, and those the licence asks to keep.
FAMILY, STYLE, UNIQUE, FULL, VERSION, POSTSCRIPT = 1, 2, 3, 4, 5, 6
COPYRIGHT, DESIGNER, LICENCE, LICENCE_URL = 0, 9, 13, 14
KEPT = (COPYRIGHT, DESIGNER, LICENCE, LICENCE_URL)
WINDOWS_UNICODE_ENGLISH = (3, 1, 0x409)


@dataclass(frozen=True, slots=True)
class Cut:
    """One font to make: where it comes from and what it is called afterwards."""

    package: str
    source: str
    family: str
    style: str

    @property
    def target(self) -> str:
        """File name of the result, such as ``coachbook-serif-regular.woff2``."""
        return f"{self.family} {self.style}".lower().replace(" ", "-") + ".woff2"


CUTS = (
    Cut("font_source_serif_pro", "SourceSerifPro-Regular.ttf", "Coachbook Serif", "Regular"),
    Cut("font_source_serif_pro", "SourceSerifPro-It.ttf", "Coachbook Serif", "Italic"),
    Cut("font_source_serif_pro", "SourceSerifPro-Semibold.ttf", "Coachbook Serif", "Semibold"),
    Cut("font_source_sans_pro", "SourceSansPro-Regular.ttf", "Coachbook Sans", "Regular"),
    Cut("font_source_sans_pro", "SourceSansPro-Semibold.ttf", "Coachbook Sans", "Semibold"),
)


def main(arguments: list[str]) -> int:
    """Write every cut and the licence into the one folder named; 0 when done, 2 when called wrongly."""
    if len(arguments) != 1:
        print("usage: python tools/subset_fonts.py FOLDER", file=sys.stderr)
        return 2

    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    for cut in CUTS:
        woff2 = make(cut)
        (folder / cut.target).write_bytes(woff2)
        print(f"{cut.target:32} {len(woff2):6} bytes")
    (folder / "LICENSE-OFL.txt").write_text(licence(), encoding="utf-8", newline="\n")
    return 0


def make(cut: Cut) -> bytes:
    """The WOFF2 bytes of one cut."""
    original = files(cut.package).joinpath("files", cut.source).read_bytes()
    font = TTFont(BytesIO(original), recalcTimestamp=False)
    reduce(font)
    rename(font, cut)
    font["head"].modified = FIXED_TIME
    font.flavor = "woff2"
    out = BytesIO()
    font.save(out)
    return out.getvalue()


def reduce(font: TTFont) -> None:
    """Drop every glyph, feature and table that the sites never use."""
    options = subset.Options()
    options.hinting = False
    options.layout_features = list(FEATURES)
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.drop_tables += ["DSIG"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=CODE_POINTS)
    subsetter.subset(font)


def rename(font: TTFont, cut: Cut) -> None:
    """Give the font its own name everywhere; keep who drew it and under which licence."""
    names = font["name"]
    kept = {number: names.getDebugName(number) for number in KEPT}
    version = names.getDebugName(VERSION).split(";")[0]
    postscript = f"{cut.family}-{cut.style}".replace(" ", "")
    names.names = []
    for number, text in {
        **kept,
        FAMILY: cut.family,
        STYLE: cut.style,
        UNIQUE: f"{version};{postscript}",
        FULL: f"{cut.family} {cut.style}",
        VERSION: f"{version}; subset",
        POSTSCRIPT: postscript,
    }.items():
        if text:
            names.setName(text, number, *WINDOWS_UNICODE_ENGLISH)


def licence() -> str:
    """Both copyright lines, one sentence on what was changed, and the licence they share."""
    texts = [
        files(package).joinpath("files", "LICENSE.txt").read_text(encoding="utf-8")
        for package in dict.fromkeys(cut.package for cut in CUTS)
    ]
    copyrights = [text.split("\n", 1)[0].strip() for text in texts]
    terms = texts[0].split("\n", 1)[1].replace("\r\n", "\n").strip()
    changes = " and ".join(f"{new} is a subset of {old}" for old, new in RENAMED.items())
    return "\n".join((*copyrights, "", f"{changes}, renamed as the licence asks.", "", terms, ""))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
