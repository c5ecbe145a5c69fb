"""The desk as pages: what needs the coach first, her notes on her own pages, and links that lead on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import replace
from datetime import date
from html import unescape
from typing import Any

import pytest

from coachbook.model.desk import File, coach_view
from coachbook.model.deskviews import CoachView
from coachbook.render.audit import audit
from coachbook.render.desksite import render_desk_site
from planted import (
    MOMENTS,
    at,
    engagement_of,
    notes_of,
    planted,
    practice_of,
    reflections_of,
    shipped_templates,
)

SITE = "https://northlight.example/p/quarry/"


def files_at(moment: str) -> tuple[dict[str, Any], date]:
    files, today = at(planted().files, moment)
    return deepcopy(files), today


def view_of(files: Mapping[str, Any], today: date) -> CoachView:
    practice = practice_of(files)
    laid = File(engagement_of(files, practice), reflections_of(files), notes_of(files), SITE.__add__)
    return coach_view(practice.file.coaches[0], [laid], practice, today)


def site(view: CoachView) -> dict[str, str]:
    made = render_desk_site(view, shipped_templates())
    return {each.url: each.body.decode() for each in made if each.media_type == "text/html"}


def words_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@pytest.mark.parametrize("moment", MOMENTS)
def test_the_desk_is_sound(moment: str) -> None:
    made = render_desk_site(view_of(*files_at(moment)), shipped_templates())

    assert audit(made) == ()
    assert [each.url for each in made] == ["index.html", "engagement-quarry.html", "assets/site.css", "assets/lock.js"]


def test_an_empty_desk_makes_a_promise() -> None:
    view = view_of(*files_at("at work"))
    empty = replace(view, engagements=(), overdue=(), unwritten=(), sessions_this_week=(), days_this_week=())
    made = site(empty)

    assert set(made) == {"index.html"}
    assert "When an engagement names you as its coach it will be here." in words_of(made["index.html"])


def test_private_notes_stand_on_the_engagements_page() -> None:
    files, today = files_at("at work")
    made = site(view_of(files, today))
    note = files["notes"][0]

    for text in (
        note["notes"],
        *note["hypotheses"],
        note["preparation"],
        note["supervision"],
        note["limits"],
    ):
        assert text in made["engagement-quarry.html"]
        assert text not in made["index.html"]


def test_links_lead_into_the_executives_site() -> None:
    made = site(view_of(*files_at("at work")))

    assert f'href="{SITE}session-4.html"' in made["engagement-quarry.html"]
    assert f'href="{SITE}index.html"' in made["engagement-quarry.html"]


def test_what_needs_the_coach_is_said_with_its_remedy_at_hand() -> None:
    files, today = files_at("with an empty diary")
    files["engagement"]["agreement"]["signed"]["executive"] = None
    home = words_of(site(view_of(files, today))["index.html"])

    assert "To write up:" in home
    assert "Not signed: the agreement, by the executive" in home
    assert "Waiting for approval: the text of 1 February for" in home
    assert "No movement for 12 weeks:" in home
    assert "No next session in the diary." in home


def test_titles_carry_code_names_and_no_person() -> None:
    made = site(view_of(*files_at("at work")))

    assert re.findall(r"<title>(.*?) · ", "".join(made.values())) == ["Desk", "quarry"]


def test_nothing_a_person_typed_becomes_markup() -> None:
    files, today = files_at("at work")
    nasty = '<script>alert(1)</script><img src=x onerror="alert(2)">'
    files["notes"] = [{"date": "2026-02-16", "notes": nasty, "hypotheses": [nasty], "preparation": nasty}]
    files["engagement"]["executive"] |= {"name": nasty, "role": nasty, "organisation": nasty}
    files["goals"]["goals"][0]["title"] = nasty
    for action in files["plan"]["actions"]:
        action["text"] = nasty

    for html in site(view_of(files, today)).values():
        assert "<script>" not in html
        assert "<img" not in html
