"""Who reads what, word by word: the matrix of readers, held by words planted in every field of every file.

One fictional engagement has a word of its own in each text. All three sites are made at four moments, and for each
word the readers whose bytes hold it are exactly those of the table. A second proof changes every value there is,
figures and dates as well, and looks which changes reach a sponsor's bytes at all. Beside each guard stands the fault
that made it fail once.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import is_dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Any, get_args, get_type_hints

import pytest
from pydantic import ValidationError

from coachbook.model import sponsor, terms
from coachbook.model.coachnotes import CoachNoteFile
from coachbook.model.desk import File, coach_view
from coachbook.model.deskviews import CoachView, DeskNote
from coachbook.model.executive import executive_view
from coachbook.model.practice import Coach, Practice
from coachbook.model.sponsor import sponsor_view
from coachbook.model.sponsorviews import SponsorView
from coachbook.model.views import ExecutiveView
from coachbook.render.artifact import Artifact
from coachbook.render.desksite import render_desk_site
from coachbook.render.site import render_site
from coachbook.render.sponsorsite import render_sponsor_site
from planted import (
    MANY,
    MOMENTS,
    approve,
    at,
    engagement_of,
    notes_of,
    planted,
    practice_of,
    reflections_of,
    shipped_templates,
)

SITE = "https://northlight.example/p/quarry/"

READERS = """
practice.name                                        executive sponsor coach
practice.address                                     nobody
practice.private_address                             nobody
practice.records.host                                 executive
practice.records.processors.name                      executive
practice.records.processors.purpose                   executive
practice.records.processors.where                     executive
practice.records.processors.sees                      executive
practice.records.lawful_basis                         executive
practice.coaches.name                                executive sponsor coach
practice.coaches.role                                executive sponsor
practice.coaches.email                               executive sponsor
practice.coaches.booking_url                         executive
practice.coaches.credentials[valid].name             executive
practice.coaches.credentials[expired].name           nobody
practice.coaches.about                               executive
programme.title                                      executive sponsor coach
programme.about                                      nobody
workbook.*                                           executive
kit.when                                             nobody
kit.when_not                                         nobody
kit.*                                                executive

engagement.executive.known_as                        executive coach
engagement.executive.*                               executive sponsor coach
engagement.pause.note                                executive
engagement.sponsor.name                              executive sponsor coach
engagement.sponsor.role                              executive sponsor
engagement.sponsor.agreement.objectives              executive sponsor
engagement.sponsor.agreement.support                 executive sponsor
engagement.sponsor.agreement.never_shared            executive sponsor
engagement.agreement.*                               executive
*.waive                                              nobody

goals.assessment.*                                   executive
goals.goals[*].title                                 executive coach
goals.goals[*].*                                     executive
goals.changes.*                                      executive

plan.actions[done].text                              executive
plan.actions[*].text                                 executive coach
plan.*                                               executive

feedback.rounds.items.theme                          nobody
feedback.interviews.themes[few].*                    nobody
feedback.*                                           executive

closing.follow_up[planned].*                         nobody
closing.*                                            executive

sessions[held].reason                                nobody
sessions[planned].reason                             nobody
sessions[planned].place                              executive coach
sessions[held].alliance.change                       executive coach
sessions[moved].alliance.change                      nobody
sessions[*].actions[done].text                       executive
sessions[*].actions[*].text                          executive coach
sessions[*].actions[*].note                          executive
sessions[*].insights[*].text                         executive
sessions[*].resources.practice.note                  executive
sessions[cancelled].reason                           executive
sessions[moved].reason                               executive
sessions[cancelled].*                                nobody
sessions[moved].*                                    nobody
sessions[*].*                                        executive

reflections.*                                        executive

releases[approved].summary                           executive sponsor
releases[approved].goals[open].words                 executive sponsor
releases[approved].goals[open].sentence              executive sponsor
releases[approved].support_asked                     executive sponsor
releases[*].goals[closed].*                          nobody
releases[waiting].*                                  executive
releases[approved].approved.by                       nobody

notes.*                                              coach
"""
"""A field, and whose pages its words stand on; the first row that fits counts. `*` stands for anything."""

ROWS = tuple(
    (re.compile(re.escape(pattern).replace(r"\*", ".*")), frozenset(readers.split()) - {"nobody"})
    for pattern, _, readers in (line.partition(" ") for line in READERS.splitlines() if line)
)


def readers_of(path: str) -> frozenset[str]:
    """Whose the field is, by the table; a field that nobody has thought about is an error."""
    for pattern, readers in ROWS:
        if pattern.fullmatch(path):
            return readers
    raise AssertionError(f"{path} is in no row of the table")


def bytes_of(site: Iterable[Artifact]) -> bytes:
    """Every byte a site has, addresses among them."""
    return b"\n".join(each.url.encode() + b"\n" + each.body for each in site)


def sponsor_bytes(files: Mapping[str, Any], today: date) -> bytes:
    view = view_for_sponsor(files, today)
    return bytes_of(render_sponsor_site(view, shipped_templates())) if view else b""


def executive_bytes(files: Mapping[str, Any], today: date) -> bytes:
    practice = practice_of(files)
    view = executive_view(engagement_of(files, practice), reflections_of(files), practice, today)
    return bytes_of(render_site(view, shipped_templates()))


def desk_bytes(files: Mapping[str, Any], today: date, coach: Coach | None = None) -> bytes:
    practice = practice_of(files)
    laid = File(engagement_of(files, practice), reflections_of(files), notes_of(files), SITE.__add__)
    view = coach_view(coach or practice.file.coaches[0], [laid], practice, today)
    return bytes_of(render_desk_site(view, shipped_templates()))


BYTES: Mapping[str, Callable[[Mapping[str, Any], date], bytes]] = {
    "executive": executive_bytes,
    "sponsor": sponsor_bytes,
    "coach": desk_bytes,
}


@cache
def full() -> dict[str, Any]:
    """The files, with the first release approved."""
    return approve(planted().files)


def misread(files: Mapping[str, Any]) -> dict[str, tuple[set[str], set[str]]]:
    """Fields whose words stand elsewhere than the table says: the readers found, and those of the table."""
    sites = {
        reader: b"\n".join(made(*at(files, moment)) for moment in MOMENTS).lower()
        for reader, made in BYTES.items()
    }
    wrong = {}
    for path, words in planted().words.items():
        found = {reader for reader, body in sites.items() if any(word.encode() in body for word in words)}
        if found != readers_of(path):
            wrong[path] = (found, set(readers_of(path)))
    return wrong


def test_each_word_stands_on_the_pages_of_its_readers_and_on_no_others() -> None:
    assert misread(full()) == {}


def test_the_table_has_no_row_that_fits_nothing() -> None:
    paths = list(planted().words)
    idle = [
        pattern.pattern
        for number, (pattern, _) in enumerate(ROWS)
        if not any(
            pattern.fullmatch(path) and not any(earlier.fullmatch(path) for earlier, _ in ROWS[:number])
            for path in paths
        )
    ]

    assert idle == []


def test_the_table_names_each_field_once() -> None:
    assert len(planted().words) > 200
    assert len({word for words in planted().words.values() for word in words}) > 250


# What reaches a sponsor at all: every value is changed and every entry taken away, one by one.

REACHES_SPONSOR = """
practice.name practice.coaches.name practice.coaches.role practice.coaches.email
programme.title
engagement.executive.name engagement.executive.role engagement.executive.organisation
engagement.starts engagement.status
engagement.sponsor engagement.sponsor.name engagement.sponsor.role
engagement.sponsor.agreement engagement.sponsor.agreement.objectives engagement.sponsor.agreement.support
engagement.sponsor.agreement.never_shared engagement.sponsor.agreement.shares
engagement.sponsor.agreement.signed engagement.sponsor.agreement.signed.sponsor
engagement.sponsor.agreement.signed.coach engagement.sponsor.agreement.signed.executive
engagement.ends engagement.agreement.sessions engagement.agreement.sessions.planned engagement.agreement
goals.goals goals.goals.id goals.goals.visible_to
feedback.midpoint feedback.midpoint.date
closing.date closing.follow_up closing.follow_up.after closing.follow_up.planned
sessions sessions.status
releases releases.release releases.prepared releases.summary
releases.goals releases.goals.goal releases.goals.words releases.goals.progress releases.goals.sentence
releases.support_asked releases.approved releases.approved.by releases.approved.date releases.approved.digest
"""


CHOICES = [
    words for words in map(get_args, vars(terms).values()) if all(isinstance(each, str) for each in words)
]


def changed(value: Any) -> tuple[Any, ...]:
    """Other values of the same kind; of a choice all others, since they need not all matter."""
    if others := tuple(word for words in CHOICES if value in words for word in words if word != value):
        return others
    if not isinstance(value, str):
        return (value + 1, value - 1)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return ((date.fromisoformat(value) + timedelta(days=1)).isoformat(),)
    if re.fullmatch(r"\d\d:\d\d", value):
        return ("11:11",)
    return (value[::-1],) if re.fullmatch(r"[0-9a-f]{64}", value) else (value + "x",)


def variants(data: Any, path: str = "") -> Iterator[tuple[str, Callable[[Any], object]]]:
    """Every place in the data with a change to make there: another value, or none at all."""
    inner = data.items() if isinstance(data, dict) else enumerate(data)
    for key, value in inner:
        where = path if isinstance(key, int) else f"{path}.{key}".lstrip(".")
        yield where, lambda holder, key=key: holder.pop(key)
        if isinstance(value, dict | list):
            for below, change in variants(value, where):
                yield below, lambda holder, key=key, change=change: change(holder[key])
        elif value is not None:
            for other in changed(value):
                yield where, lambda holder, key=key, other=other: operator.setitem(holder, key, other)


def view_for_sponsor(files: Mapping[str, Any], today: date) -> SponsorView | None:
    practice = practice_of(files)
    return sponsor_view(engagement_of(files, practice), practice, today)


def reaching_sponsor(files: dict[str, Any], today: date) -> set[str]:
    """The fields of which some change alters the sponsor's view, which is all that her site is made from."""
    before, reached = view_for_sponsor(files, today), set()
    for name in files:
        for path, change in variants({name: files[name]}):
            if path in reached or (path == name and name not in MANY):
                continue
            other = {name: deepcopy(files[name])}
            change(other)
            try:
                after = view_for_sponsor({**files, **other}, today)
            except ValidationError:
                continue  # not a practice any more
            if after != before:
                reached.add(path)
    return reached


def test_nothing_else_changes_a_byte_of_the_sponsors_site() -> None:
    files, today = at(full(), "at work")

    assert reaching_sponsor(files, today) == set(REACHES_SPONSOR.split())


# What the types can hold at all.


def reachable(kind: Any) -> set[type]:
    """The classes that a value of this type can hold, however deep; of a type that is no class, its parts."""
    found, to_see = set(), [kind]
    while to_see:
        each = to_see.pop()
        if is_dataclass(each) and each not in found:
            assert isinstance(each, type)
            found.add(each)
            to_see += get_type_hints(each).values()
        to_see += [inner for inner in get_args(each) if inner is not ...]
    return found


def test_a_sponsors_view_is_made_of_its_own_few_types() -> None:
    assert {each.__name__ for each in reachable(SponsorView)} == {
        "SponsorView",
        "SponsorCoach",
        "SponsorAgreementPage",
        "Signature",
        "Milestone",
        "ReleaseEntry",
        "ReleaseText",
        "GoalText",
        "Attendance",
    }


def test_only_the_desk_has_a_place_for_a_note() -> None:
    assert DeskNote in reachable(CoachView)
    assert DeskNote not in reachable(ExecutiveView) | reachable(SponsorView)


def test_no_view_inherits_from_another() -> None:
    for view in (ExecutiveView, SponsorView, CoachView):
        assert view.__bases__ == (object,)


@pytest.mark.parametrize("builder", [executive_view, sponsor_view, render_site, render_sponsor_site])
def test_a_note_cannot_be_handed_to_another_readers_builder(builder: Callable[..., object]) -> None:
    for name, kind in get_type_hints(builder).items():
        assert "note" not in name.replace("notice", "")
        assert not {DeskNote, CoachNoteFile, File} & {*reachable(kind), kind, *get_args(kind)}


# One coach's desk and another's.


def two_coaches() -> tuple[Practice, list[File], Coach, Coach]:
    """Two engagements of one practice, each with a coach and words of its own: ada's begin with qz, bea's with wx."""
    laid = []
    for prefix, id in (("qz", "ada"), ("wx", "bea")):
        files = planted(prefix).files
        files["practice"]["coaches"][0]["id"] = files["engagement"]["coach"] = id
        practice = practice_of(files)
        engagement = engagement_of(files, practice, f"case-{id}")
        laid.append(File(engagement, reflections_of(files), notes_of(files), SITE.__add__))
    return practice, laid, laid[0].engagement.coach, laid[1].engagement.coach


def desk_words(coach: Coach, laid: list[File], practice: Practice) -> dict[str, set[str]]:
    """The planted words on a coach's desk, by the coach whose they are; the practice's own name is everybody's."""
    view = replace(coach_view(coach, laid, practice, MOMENTS["at work"][0]), practice_name="")
    body = bytes_of(render_desk_site(view, shipped_templates())).decode().lower()
    return {prefix: set(re.findall(rf"{prefix}[a-z]{{4}}\b", body)) for prefix in ("qz", "wx")}


def test_a_desk_holds_nothing_of_another_coachs_engagement() -> None:
    practice, laid, ada, bea = two_coaches()

    assert desk_words(ada, laid, practice)["wx"] == set()
    assert desk_words(bea, laid, practice)["qz"] == set()
    assert len(desk_words(ada, laid, practice)["qz"]) > 20


def test_the_search_sees_an_engagement_on_the_wrong_desk() -> None:
    practice, laid, ada, _ = two_coaches()
    astray = [replace(each, engagement=replace(each.engagement, coach=ada)) for each in laid]

    assert len(desk_words(ada, astray, practice)["wx"]) > 20


def test_changing_a_note_changes_the_desk_and_nothing_else() -> None:
    files, today = at(full(), "at work")
    noted = {**files, "notes": [{**files["notes"][0], "notes": "Something else altogether."}]}

    assert desk_bytes(noted, today) != desk_bytes(files, today)
    assert executive_bytes(noted, today) == executive_bytes(files, today)
    assert sponsor_bytes(noted, today) == sponsor_bytes(files, today)


# Each guard, broken once.


def test_the_table_sees_a_text_that_nobody_approved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sponsor, "standing", lambda *_: "approved")
    files = deepcopy(full())
    files["releases"][1]["approved"] = {"by": "Nobody", "date": "2026-02-21", "digest": "0" * 64}

    assert misread(files)["releases[waiting].summary"] == ({"executive", "sponsor"}, {"executive"})


def test_the_table_sees_a_goal_the_sponsor_may_not_read() -> None:
    files = planted().files
    files["goals"]["goals"][1]["visible_to"] = ["executive", "sponsor"]

    found = misread(approve(files))

    assert found["releases[approved].goals[closed].words"] == ({"executive", "sponsor"}, set())


def test_the_table_sees_a_note_that_strayed_into_a_session() -> None:
    files = deepcopy(full())
    files["sessions"][0]["summary"] = files["notes"][0]["notes"]

    assert misread(files)["notes.notes"] == ({"executive", "coach"}, {"coach"})


def test_the_changes_see_a_field_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sponsor, "_status", lambda engagement, _: str(engagement.file.pause))
    files, today = at(full(), "paused")

    assert "engagement.pause.note" in reaching_sponsor(files, today)
