"""The sponsor's pages, on her own site and on the executive's: the same text, byte for byte."""

from __future__ import annotations

import re
from collections.abc import Iterable
from copy import deepcopy
from datetime import date
from html import unescape
from typing import Any

import pytest

from coachbook.model.executive import executive_view
from coachbook.model.sponsor import sponsor_view
from coachbook.model.views import ExecutiveView
from coachbook.render.artifact import Artifact
from coachbook.render.audit import audit
from coachbook.render.site import render_site
from coachbook.render.sponsorsite import render_sponsor_site
from planted import (
    MOMENTS,
    approve,
    at,
    engagement_of,
    planted,
    practice_of,
    reflections_of,
    shipped_templates,
)

MAIN = re.compile(r"<main.*?</main>", re.DOTALL)


def files_at(moment: str) -> tuple[dict[str, Any], date]:
    files, today = at(approve(planted().files), moment)
    return deepcopy(files), today


def view_of(files: dict[str, Any], today: date) -> ExecutiveView:
    practice = practice_of(files)
    return executive_view(engagement_of(files, practice), reflections_of(files), practice, today)


def executive_site(files: dict[str, Any], today: date) -> dict[str, str]:
    return pages(render_site(view_of(files, today), shipped_templates()))


def artifacts(files: dict[str, Any], today: date, notice: str | None = None) -> tuple[Artifact, ...]:
    practice = practice_of(files)
    view = sponsor_view(engagement_of(files, practice), practice, today)
    assert view is not None
    return render_sponsor_site(view, shipped_templates(), notice)


def sponsor_site(files: dict[str, Any], today: date) -> dict[str, str]:
    return pages(artifacts(files, today))


def pages(site: Iterable[Artifact]) -> dict[str, str]:
    return {each.url: each.body.decode() for each in site if each.media_type == "text/html"}


def main_of(html: str) -> str:
    found = MAIN.search(html)
    assert found is not None
    return found[0]


def words_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main_of(html))).split())


@pytest.mark.parametrize("moment", MOMENTS)
def test_the_executive_reads_the_same_bytes(moment: str) -> None:
    files, today = files_at(moment)
    theirs, hers = sponsor_site(files, today), executive_site(files, today)

    for url, html in theirs.items():
        assert main_of(hers["sponsor.html" if url == "index.html" else url]) == main_of(html), url


@pytest.mark.parametrize("moment", MOMENTS)
def test_the_executive_finds_every_page_the_sponsor_has_and_no_other(moment: str) -> None:
    files, today = files_at(moment)
    theirs = {"sponsor.html" if url == "index.html" else url for url in sponsor_site(files, today)}
    hers = {url for url in executive_site(files, today) if url.startswith("sponsor")}

    assert {url for url in hers if "waiting" not in url} == theirs


def test_a_template_that_looks_at_the_reader_is_seen() -> None:
    """The planted fault: a page whose text depends on something else than its subject."""
    files, today = files_at("at work")
    name, text = shipped_templates()["sponsor/release.html"]
    templates = {
        **shipped_templates(),
        "sponsor/release.html": (name, text.replace("Prepared on", "{{ page.title }}{{ page.layout }}")),
    }
    hers = pages(render_site(view_of(files, today), templates))["sponsor-release-1.html"]

    assert main_of(hers) != main_of(sponsor_site(files, today)["sponsor-release-1.html"])


def test_the_executive_is_told_whose_page_it_is() -> None:
    files, today = files_at("at work")
    name = files["engagement"]["sponsor"]["name"]

    for url, html in executive_site(files, today).items():
        if url.startswith("sponsor") and "waiting" not in url:
            assert f"This is what {name} reads" in html
    assert all("This is what" not in html for html in sponsor_site(files, today).values())


@pytest.mark.parametrize("moment", MOMENTS)
def test_the_site_is_sound(moment: str) -> None:
    assert audit(artifacts(*files_at(moment))) == ()


def test_a_notice_stands_on_every_page() -> None:
    made = pages(artifacts(*files_at("at work"), notice="Preview in the clear."))

    assert len(made) == 3
    assert all("Preview in the clear." in html for html in made.values())


def test_without_release_the_first_page_makes_a_calm_promise() -> None:
    files, today = files_at("at work")
    files["releases"] = []
    made = sponsor_site(files, today)

    assert set(made) == {"index.html", "sponsor-agreement.html"}
    assert "Nothing has been released so far" in words_of(made["index.html"])
    assert "closing meeting is planned for 10 March 2026" in words_of(made["index.html"])


def test_an_unapproved_text_changes_no_byte_for_the_sponsor() -> None:
    files, today = files_at("at work")
    without = {**files, "releases": files["releases"][:1]}

    assert artifacts(files, today) == artifacts(without, today)


def test_an_unapproved_text_waits_on_the_executives_site_with_its_mark() -> None:
    files, today = files_at("at work")
    page = executive_site(files, today)["sponsor-waiting-1.html"]
    shared = view_of(files, today).shared

    assert shared is not None
    assert shared.waiting[0].mark in words_of(page)
    assert shared.waiting[0].written in page
    assert files["releases"][1]["summary"] in words_of(page)


def test_an_approved_text_shows_who_approved_it_and_when() -> None:
    files, today = files_at("at work")
    page = words_of(sponsor_site(files, today)["sponsor-release-1.html"])

    assert f"by {files['engagement']['executive']['name']} on 4 February 2026" in page
    assert "On track" in page
    assert files["releases"][0]["goals"][0]["sentence"] in page


def test_our_agreement_leads_to_what_the_sponsor_reads() -> None:
    files, today = files_at("at work")
    agreement = executive_site(files, today)["agreement.html"]

    for url in ("sponsor.html", "sponsor-agreement.html", "sponsor-release-1.html", "sponsor-waiting-1.html"):
        assert f'href="{url}"' in agreement


def test_without_a_sponsor_nothing_leads_there() -> None:
    files, today = files_at("at work")
    files["engagement"]["sponsor"] = None
    made = executive_site(files, today)

    assert not any(url.startswith("sponsor") for url in made)
    assert 'id="shared"' not in made["agreement.html"]


def test_titles_are_neutral() -> None:
    files, today = files_at("at work")
    hers = {url: html for url, html in executive_site(files, today).items() if url.startswith("sponsor")}
    titles = [
        re.findall(r"<title>(.*?) · ", html)[0]
        for html in (*sponsor_site(files, today).values(), *hers.values())
    ]

    assert set(titles) == {"Home", "Sponsor agreement", "Summary 1", "Shared pages", "Waiting for you 1"}


def test_nothing_a_person_typed_becomes_markup() -> None:
    files, _ = files_at("at work")
    nasty = '<script>alert(1)</script><img src=x onerror="alert(2)">'
    release = files["releases"][0]
    release |= {"summary": nasty, "support_asked": [nasty]}
    release["goals"][0] |= {"words": nasty, "sentence": nasty}
    files["engagement"]["sponsor"]["agreement"] |= {
        "objectives": [nasty],
        "support": [nasty],
        "never_shared": nasty,
    }
    made = artifacts(approve(files), date(2026, 3, 1))
    waiting = executive_site(files, date(2026, 3, 1))["sponsor-waiting-1.html"]

    assert audit(made) == ()
    for html in (*pages(made).values(), waiting):
        assert "<script>" not in html
        assert "<img" not in html
