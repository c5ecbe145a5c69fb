"""The firm's public site: it builds twice without a word, says its stages once, and asks nobody for anything.

In: mkdocs.yml, content/methodology and templates/methodology as they stand. Each builder works on a copy
in a temporary folder, since both write beside their configuration. Looks are not tested here.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
import yaml

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "content" / "methodology"
THEME = ROOT / "templates" / "methodology"

STAGES = (
    "assessment",
    "contracting",
    "feedback",
    "planning",
    "sessions",
    "skills",
    "reflection",
    "adjustment",
    "closing",
    "follow-up",
)
HEADINGS = [
    "What happens",
    "What you do",
    "What your coach does",
    "What your sponsor does",
    "What comes out of it",
    "How long it takes",
    "Questions people ask",
]


@dataclass(frozen=True, slots=True)
class Built:
    """One finished build: where its files are and all that the builder said."""

    folder: Path
    output: str

    def pages(self) -> list[str]:
        """Every HTML file, as a posix path below the site."""
        return sorted(path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*.html"))

    def read(self, page: str) -> str:
        """The text of one page."""
        return (self.folder / page).read_text(encoding="utf-8")


class Reader(HTMLParser):
    """What a page points at and what may be pointed at: links, things it loads, ids, and its h1."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[str] = []
        self.loads: list[str] = []
        self.ids: list[str] = []
        self.headings: list[str] = []
        self._in_h1 = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if "id" in values:
            self.ids.append(values["id"])
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        if tag == "link" and values.get("rel") not in {"canonical", "prev", "next"}:
            self.loads.append(values["href"])
        if "src" in values:
            self.loads.append(values["src"])
        if tag == "h1":
            self.headings.append("")
            self._in_h1 = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "h1":
            self._in_h1 = False

    def handle_data(self, data: str) -> None:
        if self._in_h1:
            self.headings[-1] += data.strip()


def read_page(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    return reader


def front_matter(page: Path) -> tuple[dict[str, object], str]:
    """The YAML between the first two --- lines of a page, and the Markdown below it."""
    _, head, body = page.read_text(encoding="utf-8").split("---\n", 2)
    return yaml.safe_load(head), body


def build(folder: Path, *command: str) -> Built:
    """Run one builder on a copy of the public site's sources."""
    shutil.copy(ROOT / "mkdocs.yml", folder)
    shutil.copytree(PAGES, folder / "content" / "methodology")
    shutil.copytree(THEME, folder / "templates" / "methodology")
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "NO_COLOR": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return Built(folder / "site" / "public", done.stdout)


@pytest.fixture(scope="module")
def mkdocs(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build(tmp_path_factory.mktemp("mkdocs"), "mkdocs", "build", "--strict")


@pytest.fixture(scope="module")
def zensical(tmp_path_factory: pytest.TempPathFactory) -> Built:
    if find_spec("zensical") is None:
        pytest.skip("zensical is not installed; it is the second builder of this site")
    return build(
        tmp_path_factory.mktemp("zensical"), "zensical", "build", "--strict", "--config-file", "mkdocs.yml"
    )


@pytest.fixture(scope="module", params=["mkdocs", "zensical"])
def site(request: pytest.FixtureRequest) -> Built:
    built = request.getfixturevalue(request.param)
    assert isinstance(built, Built)
    return built


# --- Both builders ---------------------------------------------------------------------------------


def test_a_build_says_nothing_that_needs_attention(site: Built) -> None:
    assert not re.search(r"warning|error|deprecat", site.output, re.IGNORECASE), site.output


def test_both_builders_make_the_same_pages(mkdocs: Built, zensical: Built) -> None:
    assert zensical.pages() == mkdocs.pages()


def test_every_source_page_is_built(site: Built) -> None:
    sources = [path.relative_to(PAGES).with_suffix("") for path in PAGES.rglob("*.md")]
    expected = {"404.html"} | {
        "index.html" if source.name == "index" else f"{source.as_posix()}/index.html" for source in sources
    }

    assert set(site.pages()) == expected


def test_a_page_has_one_main_heading_and_no_repeated_id(site: Built) -> None:
    for page in site.pages():
        reader = read_page(site.read(page))

        assert len(reader.headings) == 1, page
        assert len(reader.ids) == len(set(reader.ids)), page


def test_every_link_and_anchor_leads_somewhere(site: Built) -> None:
    assert list(broken_links(site)) == []


def broken_links(site: Built) -> Iterator[tuple[str, str]]:
    """(page, link) for every link inside the site that has no page or no anchor behind it."""
    ids = {page: {*read_page(site.read(page)).ids, ""} for page in site.pages()}
    for page in site.pages():
        for link in read_page(site.read(page)).links:
            if urlsplit(link).scheme in {"https", "mailto"}:
                continue
            # The not-found page is served from any address, so its links start at the root.
            target = urlsplit(urljoin(f"/{page}", link))
            path = unquote(target.path).lstrip("/")
            if path == "" or path.endswith("/"):
                path += "index.html"
            if target.fragment not in ids.get(path, set()):
                yield page, link


def test_the_link_check_sees_a_dead_anchor(mkdocs: Built, tmp_path: Path) -> None:
    broken = Built(tmp_path / "site", "")
    shutil.copytree(mkdocs.folder, broken.folder)
    home = broken.folder / "index.html"
    home.write_text(
        broken.read("index.html").replace("confidentiality/#who-sees-what", "confidentiality/#nobody"),
        encoding="utf-8",
    )

    assert ("index.html", "confidentiality/#nobody") in set(broken_links(broken))


def test_a_page_loads_nothing_from_elsewhere(site: Built) -> None:
    for page in site.pages():
        elsewhere = [load for load in read_page(site.read(page)).loads if urlsplit(load).netloc]

        assert elsewhere == [], page


def test_a_style_sheet_loads_nothing_from_elsewhere(site: Built) -> None:
    outside = re.compile(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//")
    for sheet in site.folder.rglob("*.css"):
        assert not outside.search(sheet.read_text(encoding="utf-8")), sheet.name


def test_every_file_that_a_page_loads_is_there(site: Built) -> None:
    for page in site.pages():
        for load in read_page(site.read(page)).loads:
            path = urlsplit(urljoin(f"/{page}", load)).path

            assert (site.folder / path.lstrip("/")).is_file(), (page, load)


def test_the_fonts_named_in_the_style_sheet_are_shipped(site: Built) -> None:
    sheets = site.folder / "assets" / "stylesheets"
    named = re.findall(r"url\(\"(.+?\.woff2)\"\)", (sheets / "northlight.css").read_text(encoding="utf-8"))

    assert len(named) == 5
    assert all((sheets / name).resolve().is_file() for name in named)


def test_the_search_dialog_has_a_name(site: Built) -> None:
    for page in site.pages():
        dialogs = re.findall(r"<[^>]*role=\"dialog\"[^>]*>", site.read(page))

        assert dialogs, page
        assert all(dialog.count("aria-label=") == 1 for dialog in dialogs), page


# --- Ten stages, said once -------------------------------------------------------------------------


@pytest.mark.parametrize(("number", "stage"), list(enumerate(STAGES, start=1)))
def test_a_stage_page_has_its_front_matter_and_headings(number: int, stage: str) -> None:
    head, body = front_matter(PAGES / "process" / f"{stage}.md")

    assert set(head) == {"title", "stage", "description"}
    assert head["stage"] == number
    assert re.fullmatch(r"[A-Z].{40,140}\.", str(head["description"]))
    assert re.findall(r"^## (.+)$", body, re.MULTILINE) == HEADINGS


def test_there_is_no_other_page_among_the_stages() -> None:
    assert {page.stem for page in (PAGES / "process").glob("*.md")} == set(STAGES)


def test_the_navigation_lists_the_stages_in_order_and_leaves_their_titles_to_them() -> None:
    config = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    entries = next(entry["How it works"] for entry in config["nav"] if "How it works" in entry)

    assert entries[1:] == [f"process/{stage}.md" for stage in STAGES]


def test_the_names_in_the_picture_are_the_titles_of_the_stages() -> None:
    picture = (THEME / "assets" / "images" / "process.svg").read_text(encoding="utf-8")
    drawn = re.findall(
        r"<text class=\"number\"[^>]*>(\d+)</text><text class=\"label[^\"]*\">(.+?)</text>", picture
    )
    names = [(int(number), re.sub(r"<[^>]+>", "", label)) for number, label in drawn]

    assert names == [(number, title(stage)) for number, stage in enumerate(STAGES, start=1)]


def title(stage: str) -> str:
    """The title of a stage, from the one place that holds it."""
    return str(front_matter(PAGES / "process" / f"{stage}.md")[0]["title"])


def test_the_overview_lists_every_stage_with_its_summary(site: Built) -> None:
    page = site.read("how-it-works/index.html")
    listed = re.findall(r"<li>\s*<a href=\"[^\"]+\">([^<]+)</a>\s*<p>([^<]+)</p>", page)
    heads = [front_matter(PAGES / "process" / f"{stage}.md")[0] for stage in STAGES]

    assert listed == [(head["title"], head["description"]) for head in heads]


def test_no_marker_for_a_part_is_left_in_a_page(site: Built) -> None:
    assert [page for page in site.pages() if "data-part" in site.read(page)] == []


def test_the_picture_is_described_in_words(site: Built) -> None:
    page = site.read("how-it-works/index.html")
    svg = re.search(r"<svg[^>]*class=\"process\".*?</svg>", page, re.DOTALL)

    assert svg is not None
    assert 'role="img"' in svg[0]
    assert 'aria-labelledby="process-title process-words"' in svg[0]
    assert re.search(r"<title id=\"process-title\">.+</title>", svg[0])
    assert re.search(r"<desc id=\"process-words\">.{80,}</desc>", svg[0])


# --- What may be said ------------------------------------------------------------------------------


@pytest.mark.parametrize("page", sorted(PAGES.rglob("*.md")), ids=lambda page: page.stem)
def test_a_page_promises_nothing_it_should_not(page: Path) -> None:
    text = page.read_text(encoding="utf-8")

    assert not re.search(r"\b(secure|securely|guarantee\w*|encrypt\w*|unbreakable)\b", text, re.IGNORECASE)
    assert "!" not in text


# --- Colours and type ------------------------------------------------------------------------------


def tokens(scheme: str) -> dict[str, str]:
    """The colour tokens of one scheme as the style sheet gives them, name to #rrggbb."""
    sheet = (THEME / "assets" / "stylesheets" / "northlight.css").read_text(encoding="utf-8")
    block = re.search(rf"\[data-md-color-scheme=\"{scheme}\"\] \{{(.+?)\}}", sheet, re.DOTALL)
    assert block is not None
    return dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", block[1]))


def luminance(colour: str) -> float:
    """Relative luminance, 0 to 1, of #rrggbb; WCAG 2.2, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio, 1 to 21, of two colours; WCAG 2.2, 1.4.3."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


# The picture draws text on shapes, which a browser's checker cannot judge; here the pairs are computed.
@pytest.mark.parametrize("scheme", ["default", "slate"])
@pytest.mark.parametrize(
    ("text", "ground", "least"),
    [
        ("ink", "paper", 7.0),
        ("ink", "mist", 7.0),
        ("green", "paper", 7.0),
        ("green", "mist", 7.0),
        ("paper", "green", 7.0),
        ("quiet", "paper", 4.5),
        ("quiet", "mist", 4.5),
        ("clay", "paper", 4.5),
    ],
)
def test_words_stand_out_from_their_ground(scheme: str, text: str, ground: str, least: float) -> None:
    colours = tokens(scheme)

    assert contrast(colours[text], colours[ground]) >= least


def test_the_fonts_have_a_name_of_their_own_and_every_letter_of_the_site() -> None:
    ttlib = pytest.importorskip("fontTools.ttLib")
    pytest.importorskip("brotli")
    fonts = sorted((THEME / "assets" / "fonts").glob("*.woff2"))
    typed = {ord(c) for page in PAGES.rglob("*.md") for c in page.read_text(encoding="utf-8")} - {0x0A}
    made = {ord(c) for c in "‘’“”–—…·\u00a0"}

    assert len(fonts) == 5
    for path in fonts:
        font = ttlib.TTFont(path)

        assert font["name"].getDebugName(1) in {"Coachbook Serif", "Coachbook Sans"}
        assert "Source" not in font["name"].getDebugName(4)
        assert typed | made <= set(font.getBestCmap()), path.name
