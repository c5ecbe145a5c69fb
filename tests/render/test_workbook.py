"""The reflection workbook: sheets that add up, and the PDF that comes of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment
from markupsafe import Markup
from pypdf import PdfReader

from coachbook.model.workbook import (
    MOST_WEEKS,
    WorkbookAction,
    WorkbookGoal,
    WorkbookLevel,
    WorkbookPrompt,
    WorkbookView,
    WorkbookWeek,
    workbook_weeks,
)
from coachbook.render.environment import template_environment
from coachbook.render.measure import n_lines
from coachbook.render.pdf import PdfFault, PdfUnavailable, document_pdf, load_weasyprint
from coachbook.render.ruled import ruled_css
from coachbook.render.sheets import glued, grouped, press, prose, share
from coachbook.render.workbook import workbook_css, workbook_html

TEMPLATES = Path(__file__).parents[2] / "templates"

LEVELS = tuple(
    WorkbookLevel(score, words, text, is_start=score == "−1")
    for score, words, text in (
        ("−2", "much less than expected", "I take the review back within a month."),
        ("−1", "somewhat less than expected", "I run it; Tomas prepares the papers."),
        ("0", "as expected", "Tomas runs three of four reviews; I read the minutes."),
        ("+1", "somewhat more than expected", "Tomas runs all of them."),
        ("+2", "much more than expected", "The review is half as long, and nobody asks me about it."),
    )
)
GOAL = WorkbookGoal(
    "Delegate the weekly operating review",
    Markup(
        "<p>I spend Sunday evenings rewriting slides.</p><p>I also like being the one who <em>knows</em>.</p>"
    ),
    "Reviews that Tomas runs without me: from none in March to three of four by July.",
    LEVELS,
)
PROMPTS = (
    WorkbookPrompt(
        "What would you do with the Sunday evening, if it came back?", "Session 2, 19 January 2026"
    ),
    WorkbookPrompt("Where this week did you fill a silence?", "Session 6, 16 March 2026"),
)
ACTIONS = (
    WorkbookAction("Ask two peers for one thing to stop", "You", "16 March 2026", "late by 4 days"),
    WorkbookAction("Send the stakeholder map", "Priya Raman", "24 March 2026", "open"),
)
WEEKS = tuple(
    WorkbookWeek(f"Week of {monday.day} {monday:%B %Y}")
    for monday in workbook_weeks(date(2026, 4, 6), date(2026, 4, 26))
)
BOOK = WorkbookView(
    practice_name="Northlight Coaching",
    title="Reflection workbook",
    subtitle="A book to write in",
    known_as="Ines Duarte",
    coach_name="Priya Raman",
    reference="harbour",
    starts="6 April 2026",
    ends="24 July 2026",
    goals=(GOAL, replace(GOAL, title="Say the difficult thing first")),
    prompts=PROMPTS,
    weeks=WEEKS,
    actions=ACTIONS,
)

LONG = ("Which conversation that you have not had would change the most, for you and for others? " * 12)[
    :1000
]
SHAPES: Mapping[str, WorkbookView] = {
    "A4": BOOK,
    "Letter": replace(BOOK, paper="Letter"),
    "nothing yet": replace(BOOK, goals=(), prompts=(), weeks=(), actions=()),
    "one goal, no prompts": replace(BOOK, goals=(GOAL,), prompts=()),
    "seven goals": replace(BOOK, goals=(GOAL,) * 7, paper="Letter"),
    "fifteen long goals": replace(BOOK, goals=(replace(GOAL, title=LONG[:300]),) * 15, weeks=WEEKS[:1]),
    "long prompts": replace(BOOK, prompts=(WorkbookPrompt(LONG, "Session 2"),) * 3 + PROMPTS),
    "many actions": replace(BOOK, actions=ACTIONS * 20),
    "long names": replace(
        BOOK,
        known_as="Maximiliane Alexandra von Hohenlohe-Öhringen",
        coach_name="Nguyễn Thị Phương Thảo Ελένη",
    ),
    "long prose": replace(
        BOOK,
        goals=(
            WorkbookGoal(
                LONG[:400],
                Markup("<p>{}</p><ul><li>one <strong>reason</strong></li></ul>").format(LONG * 4),
                LONG[:500],
                tuple(replace(level, description=LONG[:600]) for level in LEVELS),
            ),
        ),
        actions=(
            WorkbookAction(LONG, "Executive sponsor", "Wednesday 23 September 2026", "late by 114 days"),
        ),
    ),
}


@cache
def fonts() -> Mapping[str, bytes]:
    serif = files("font_source_serif_pro") / "files"
    sans = files("font_source_sans_pro") / "files"
    return {
        "serif-regular.ttf": (serif / "SourceSerifPro-Regular.ttf").read_bytes(),
        "serif-italic.ttf": (serif / "SourceSerifPro-It.ttf").read_bytes(),
        "serif-semibold.ttf": (serif / "SourceSerifPro-Semibold.ttf").read_bytes(),
        "sans-regular.ttf": (sans / "SourceSansPro-Regular.ttf").read_bytes(),
        "sans-semibold.ttf": (sans / "SourceSansPro-Semibold.ttf").read_bytes(),
    }


@cache
def environment() -> Environment:
    paths = [*TEMPLATES.glob("workbook/*"), TEMPLATES / "styles" / "workbook.css"]
    names = {path.relative_to(TEMPLATES).as_posix(): path for path in paths}
    return template_environment({name: (name, path.read_text("utf-8")) for name, path in names.items()})


def html_of(book: WorkbookView) -> str:
    return workbook_html(book, environment(), fonts())


def pdf_of(book: WorkbookView) -> bytes:
    return document_pdf(html_of(book), stylesheets=(workbook_css(book, environment()),), fonts=fonts())


@cache
def reader(shape: str) -> PdfReader:
    return PdfReader(BytesIO(pdf_of(SHAPES[shape])))


def words_of(page: Any) -> str:
    return " ".join(page.extract_text().split())


# Sharing out


def test_every_line_that_fits_is_given_to_a_question():
    assert share(86, [1, 1, 1]) == [10, 9, 9]
    assert share(36, [3, 2]) == [8, 4]


def test_a_question_never_has_fewer_than_two_lines():
    assert share(3, [1, 1]) == [2, 2]
    assert share(20, [3, 2, 2]) == [2, 2, 2]


def test_prompts_are_spread_evenly_over_the_pages_they_need():
    assert grouped([29, 29, 29, 29], 81, 89) == [2, 2]
    assert grouped([60, 40, 40], 80, 89) == [1, 2]
    assert grouped([80, 80], 81, 89) == [1, 1]


def test_lines_are_counted_from_advance_widths():
    widths = {ord("a"): 0.5, 32: 0.25}
    em_of_10_points = 10 * 25.4 / 72

    assert n_lines("aa aa", widths, 10, 2.5 * em_of_10_points) == 1
    assert n_lines("aa aa", widths, 10, 2.2 * em_of_10_points) == 2
    assert n_lines("a" * 8, widths, 10, 2.2 * em_of_10_points) == 3
    assert n_lines("", widths, 10, 10) == 1


def test_a_last_line_is_never_one_short_word():
    assert (
        glued("by then the room has made other plans.") == "by then the room has made\u00a0other\u00a0plans."
    )
    assert glued("Notes") == "Notes"


def test_prose_keeps_its_emphasis_and_loses_its_structure():
    found = prose("<p>One &amp; <em>two</em></p><ul><li>three\n four</li></ul>", press("A4", fonts()))

    assert [(text.style, str(text.html).replace("\u00a0", " ")) for text in found] == [
        ("body", "One &amp; <em>two</em>"),
        ("item", "three four"),
    ]


def test_ruled_lines_are_one_drawing_per_count():
    css = ruled_css([2], "#7D908C")

    assert ".ruled-2 { height: 16.50mm" in css
    assert css.count("url(") == 1
    assert css.count("M0%20") == 2
    assert "gradient" not in css


def test_weeks_are_mondays_and_at_most_twelve():
    assert (date(2026, 4, 6), date(2026, 4, 13)) == workbook_weeks(date(2026, 4, 8), date(2026, 4, 13))
    assert len(workbook_weeks(date(2026, 4, 6), date(2026, 12, 31))) == MOST_WEEKS
    assert workbook_weeks(date(2026, 4, 6), date(2026, 4, 1)) == ()


# The book


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_of_book_has_exactly_its_sheets_and_an_even_number_of_pages(shape: str):
    pages = reader(shape).pages

    assert len(pages) % 2 == 0
    assert f'data-sheets="{len(pages)}"' in html_of(SHAPES[shape])


@pytest.mark.parametrize("shape", SHAPES)
def test_no_text_needs_more_room_than_it_was_given(shape: str):
    """Heights as least heights: a block that needed more would push its sheet over, and fail."""
    book = SHAPES[shape]
    loose = html_of(book).replace('style="height:', 'style="min-height:')

    assert document_pdf(loose, stylesheets=(workbook_css(book, environment()),), fonts=fonts())


@pytest.mark.parametrize("shape", ["A4", "Letter"])
def test_the_book_is_sixteen_pages_on_both_papers(shape: str):
    assert len(reader(shape).pages) == 16


@pytest.mark.parametrize(("shape", "size"), [("A4", (595.3, 841.9)), ("Letter", (612.0, 792.0))])
def test_the_paper_is_the_engagements(shape: str, size: tuple[float, float]):
    box = reader(shape).pages[0].mediabox

    assert size == (round(float(box.width), 1), round(float(box.height), 1))


@pytest.mark.parametrize("shape", ["A4", "Letter", "nothing yet", "seven goals"])
def test_the_contents_give_the_true_page_of_every_part(shape: str):
    pages = [words_of(page) for page in reader(shape).pages]
    bookmarks = list(outline(reader(shape)))
    at = 0
    for title, number in bookmarks:
        entry = f"{title} {number}"
        at = pages[1].index(entry, at) + len(entry)

        assert title in ("Your goals", "Week by week") or title in pages[number - 1]
        assert str(number) in pages[number - 1].split()


def outline(pdf: PdfReader) -> list[tuple[str, int]]:
    """Bookmarks in order, with their page counted from 1."""

    def walk(entries: list[Any]) -> list[tuple[str, int]]:
        found: list[tuple[str, int]] = []
        for entry in entries:
            if isinstance(entry, list):
                found += walk(entry)
            else:
                number = pdf.get_destination_page_number(entry)
                assert number is not None
                found.append((" ".join(str(entry.title).split()), number + 1))
        return found

    return walk(pdf.outline)


def test_bookmarks_name_the_parts_and_what_is_in_them():
    assert [entry for entry in outline(reader("A4")) if entry[1] < 16] == [
        ("How to use this book", 3),
        ("Your goals", 4),
        ("Delegate the weekly operating review", 4),
        ("Say the difficult thing first", 5),
        ("Questions from your sessions", 6),
        ("Week by week", 8),
        ("Week of 6 April 2026", 8),
        ("Week of 13 April 2026", 10),
        ("Week of 20 April 2026", 12),
        ("Action plan", 14),
        ("Notes", 15),
    ]


def test_a_week_opens_on_a_left_page():
    assert all(number % 2 == 0 for title, number in outline(reader("Letter")) if title.startswith("Week of"))


def test_the_cover_says_whose_book_it_is_and_carries_no_folio():
    cover = words_of(reader("A4").pages[0])

    for words in ("Ines Duarte", "with Priya Raman", "6 April 2026 to 24 July 2026", "Reference harbour"):
        assert words in cover
    assert "Private to Ines Duarte and Priya Raman." in cover
    assert not cover.endswith("1")


def test_the_goal_sheet_says_why_how_and_where_it_started():
    sheet = words_of(reader("A4").pages[3])

    for words in (
        "Sunday evenings",
        "from none in March",
        "−2",
        "somewhat less than expected",
        "(where you started)",
    ):
        assert words in sheet


def test_the_action_plan_holds_open_actions_and_rows_to_write_in():
    html = html_of(BOOK)
    sheet = words_of(reader("A4").pages[13])

    assert "Ask two peers for one thing to stop You 16 March 2026 late by 4 days" in sheet
    assert html.count('<div style="height: 11.0mm"></div>') >= 8


def test_what_a_coach_types_is_never_markup():
    goal = replace(GOAL, title="Less <b>more</b> & better")

    assert "Less &lt;b&gt;more&lt;/b&gt;" in html_of(replace(BOOK, goals=(goal,)))


# The file


def test_the_bytes_are_the_same_every_time():
    assert pdf_of(BOOK) == pdf_of(BOOK)


def test_metadata_and_bookmarks_hold_no_name_of_a_person():
    pdf = reader("A4")
    metadata = pdf.metadata or {}
    xmp = pdf.xmp_metadata

    assert metadata["/Title"] == "Reflection workbook"
    assert not any(name in str(metadata) for name in ("Ines", "Duarte", "Priya", "Raman"))
    assert xmp is not None
    assert b"Ines" not in xmp.stream.get_data()
    assert not any("Ines" in title for title, _ in outline(pdf))


def test_the_file_is_tagged_and_names_its_language():
    root: Any = reader("A4").trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"


def test_only_the_fonts_handed_over_are_embedded():
    pdf = reader("long names")
    embedded = {
        font.get_object()["/BaseFont"].split("+")[1]
        for page in pdf.pages
        for font in page["/Resources"]["/Font"].values()
    }

    assert embedded
    assert all(name.startswith("Workbook") for name in embedded)


def test_a_warning_is_a_fault():
    with pytest.raises(PdfFault, match="nonsense"):
        document_pdf("<html lang=en><title>x</title>", stylesheets=("p { nonsense: 1 }",), fonts={})


def test_a_character_that_no_font_has_does_not_withhold_the_book():
    odd = "\U0010fffd"

    assert pdf_of(replace(SHAPES["nothing yet"], known_as=f"Ines {odd}"))


@pytest.mark.parametrize("url", ["https://example.org/a.png", "file:///etc/hostname", "font:unknown.ttf"])
def test_nothing_is_fetched_that_was_not_handed_over(url: str):
    with pytest.raises(PdfFault):
        document_pdf(f'<html lang=en><title>x</title><img alt=x src="{url}">', stylesheets=(), fonts={})


def test_a_sheet_that_spills_over_is_a_fault():
    html = '<html lang="en" data-sheets="1"><title>x</title><p>one<p style="break-before: page">two'

    with pytest.raises(PdfFault, match="2 pages came out of 1 sheets"):
        document_pdf(html, stylesheets=(), fonts={})


@pytest.mark.parametrize(
    ("error", "words"),
    [(ImportError, "WeasyPrint is not installed"), (OSError, "Pango library is not installed")],
)
def test_what_is_missing_is_said_in_one_line(
    error: type[Exception], words: str, monkeypatch: pytest.MonkeyPatch
):
    def refuse(name: str, *rest: object) -> object:
        raise error(name)

    monkeypatch.setattr("builtins.__import__", refuse)

    with pytest.raises(PdfUnavailable, match=words):
        load_weasyprint()
