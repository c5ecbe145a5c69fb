import json
import re
from collections.abc import Mapping
from dataclasses import replace
from html import escape, unescape
from pathlib import Path

import pytest
from example_view import ACTION, CLOSED, UNDERWAY, WELCOME
from jinja2 import UndefinedError

from coachbook.model.pages import executive_pages
from coachbook.model.views import ExecutiveView
from coachbook.render.artifact import Artifact
from coachbook.render.audit import audit
from coachbook.render.environment import template_environment
from coachbook.render.site import render_site

FOLDER = Path(__file__).resolve().parents[2] / "templates"
MOMENTS = {"welcome": WELCOME, "underway": UNDERWAY, "closed": CLOSED}
PAUSED = replace(
    UNDERWAY,
    phase="paused",
    home=replace(UNDERWAY.home, pause_note="Until the merger is through.", next_session=None),
)


def shipped() -> dict[str, tuple[str, str]]:
    files = (path for path in FOLDER.rglob("*") if path.suffix in {".html", ".css", ".js"})
    texts = {path.relative_to(FOLDER).as_posix(): path.read_text(encoding="utf-8") for path in files}
    found = {name: (name, text) for name, text in texts.items() if not name.startswith("methodology/")}
    return found | {f"shipped:{name}": each for name, each in found.items()}


TEMPLATES: Mapping[str, tuple[str, str]] = shipped()


def site(view: ExecutiveView, notice: str | None = None) -> dict[str, str]:
    return {each.url: each.body.decode() for each in render_site(view, TEMPLATES, notice)}


def text(html: str) -> str:
    main = re.search(r"<main.*?</main>", html, re.DOTALL)
    assert main is not None
    joined = re.sub(r"</?(?:a|time|strong|em)\b[^>]*>", "", main[0])
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", joined)).replace("\u00a0", " ").split())


@pytest.mark.parametrize("moment", MOMENTS)
def test_every_page_of_the_plan_is_made_and_sound(moment: str) -> None:
    view = MOMENTS[moment]
    made = render_site(view, TEMPLATES)
    beside = [
        Artifact(each.calendar_url, "text/calendar", b"") for each in view.sessions if each.calendar_url
    ]
    beside += [Artifact(each.url, "application/pdf", b"") for each in view.workbooks]

    assert [each.url for each in made if each.media_type == "text/html"] == [
        page.url for page in executive_pages(view)
    ]
    assert audit([*made, *beside]) == ()


def test_the_same_view_gives_the_same_bytes() -> None:
    first = render_site(UNDERWAY, TEMPLATES)
    template_environment.__globals__["_environment"].cache_clear()

    assert render_site(UNDERWAY, TEMPLATES) == first


def test_home_at_work_says_what_is_next_before_what_has_been() -> None:
    home = text(site(UNDERWAY)["index.html"])

    assert "Good to see you, Ines. One of twelve sessions done. One goal, until 10 July." in home
    order = [
        "Monday 30 March, 14:30 London",
        "late by 4 days",
        "A thought to carry",
        "Your goals",
        "The path",
    ]
    assert [home.index(part) for part in order] == sorted(home.index(part) for part in order)


def test_home_before_the_first_session_is_a_welcome() -> None:
    home = text(site(WELCOME)["index.html"])

    assert "Welcome, Ines." in home
    assert "What would have to be different?" in home
    assert "not signed yet" in home


def test_home_after_the_end_is_the_closing_page() -> None:
    home = text(site(CLOSED)["index.html"])

    assert "One has chaired To Three run it" in home
    assert "I can wait." in home
    assert "Friday 5 June" in home


def test_home_in_a_pause_says_so() -> None:
    home = text(site(PAUSED)["index.html"])

    assert "We are pausing. Until the merger is through." in home
    assert "Nothing is in the diary" in home


def test_bad_news_comes_with_its_remedy() -> None:
    plan = replace(UNDERWAY.plan, open=(ACTION, replace(ACTION, late_days=2)), n_late=2)
    page = text(site(replace(UNDERWAY, plan=plan))["plan.html"])

    assert "Two actions are late; the oldest by four days. Do them, move them or let them go." in page


@pytest.mark.parametrize("url", [url for url in site(WELCOME) if url.endswith(".html")])
def test_a_page_with_nothing_to_say_yet_makes_a_promise_and_shows_no_empty_table(url: str) -> None:
    html = site(WELCOME)[url]

    assert len(text(html).split()) > 5
    assert "<tbody>\n</tbody>" not in html
    assert not re.search(
        r"<(ul|ol|dl|section|figure)\b[^>]*>\s*</\1>", re.sub(r' id="results"></ol>', "", html)
    )


def test_the_notice_stands_on_every_page_and_only_when_given() -> None:
    with_notice, without = site(UNDERWAY, "Preview in the clear"), site(UNDERWAY)

    for url, html in with_notice.items():
        assert not url.endswith(".html") or '<p class="notice">Preview in the clear</p>' in html
    assert not any("notice" in html for url, html in without.items() if url.endswith(".html"))


def test_what_is_typed_stays_text() -> None:
    nasty = "<script>alert('x')</script> & \"y\""
    goal = replace(UNDERWAY.goals[0], title=nasty)
    made = site(replace(UNDERWAY, goals=(goal,), practice_name=nasty))

    assert not any("<script>alert" in html for html in made.values() if html.startswith("<!doctype"))
    assert escape("<script>alert(‘x’)</script> & “y”", quote=False) in made["goal-1.html"]


def test_titles_are_neutral() -> None:
    titles = {
        re.findall(r"<title>(.*?)</title>", html)[0] for url, html in site(UNDERWAY).items() if ".html" in url
    }

    assert "Goal 1 · Northlight Coaching" in titles
    assert not any("Delegate" in title for title in titles)


def test_search_finds_every_part_by_an_address_that_exists() -> None:
    made = site(UNDERWAY)
    script = made["assets/search-index.js"]
    index = json.loads(script.removeprefix("window.coachbookIndex=").removesuffix(";\n"))
    urls = [url for url, *_ in index]

    assert "session-1.html#insights" in urls
    assert "reflections.html#r-2026-03-17-1" in urls
    assert urls[-1].startswith("index.html")
    for url, page, heading, words in index:
        path, _, anchor = url.partition("#")
        assert not anchor or f'id="{anchor}"' in made[path]
        assert page
        assert heading
        assert words
        assert "<" not in words


def test_drawings_say_in_words_what_they_show() -> None:
    made = site(UNDERWAY)

    assert (
        "to 8 on 10\u00a0March\u00a02026, in decisions a week. The target is 4. Lower is better."
        in made["goal-1.html"]
    )
    assert "Your manager 3; Peers 3.4. You are +0.7 from the others together." in made["feedback.html"]
    assert "Direct reports: two of three answered. Fewer than three, so not shown" in made["feedback.html"]
    for html in made.values():
        for drawing in re.findall(r'<svg[^>]*role="img".*?</svg>', html, re.DOTALL):
            assert "<title" in drawing


def test_a_firm_can_extend_a_shipped_page() -> None:
    own = '{% extends "shipped:pages/goals.html" %}{% block lede %}<p>Ours.</p>{% endblock %}'
    made = render_site(UNDERWAY, {**TEMPLATES, "pages/goals.html": ("templates/pages/goals.html", own)})
    goals = next(each for each in made if each.url == "goals.html").body.decode()

    assert "<p>Ours.</p>" in goals
    assert "Delegate the weekly review" in goals


def test_a_name_that_does_not_exist_is_an_error_that_says_where() -> None:
    own = {**TEMPLATES, "pages/goals.html": ("templates/pages/goals.html", "{{ view.tite }}")}

    with pytest.raises(UndefinedError, match="tite") as raised:
        render_site(UNDERWAY, own)
    assert any("templates/pages/goals.html" in str(entry.path) for entry in raised.traceback)


def test_templates_use_only_what_is_called_by_name() -> None:
    """No template reaches for a loop over keys, a sort or a sum: that belongs in the view."""
    banned = re.compile(r"\|\s*(?:sort|sum|groupby|dictsort|safe|tojson|random|shuffle)\b")

    assert [
        name for name, (_, source) in TEMPLATES.items() if "workbook" not in name and banned.search(source)
    ] == []
