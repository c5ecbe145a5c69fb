"""Who reads what, word by word: the matrix of readers, held by words planted in every field of every file.

One fictional engagement has a word of its own in each text. All three sites are made at four moments, and for each
word the readers whose bytes hold it are exactly those of the table. A second proof changes every value there is,
figures and dates as well, and looks which changes reach a sponsor's bytes at all. Beside each guard stands the fault
that made it fail once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Any, get_args, get_type_hints

import pytest
from planted import (
    AFTER,
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
from pydantic import ValidationError

from coachbook.model import releasetext, sponsor, terms
from coachbook.model.desk import File, coach_view
from coachbook.model.executive import executive_view
from coachbook.model.practice import Coach
from coachbook.model.sponsor import sponsor_view
from coachbook.model.sponsorviews import SponsorView
from coachbook.model.views import ExecutiveView
from coachbook.render.artifact import Artifact
from coachbook.render.desksite import render_desk_site
from coachbook.render.site import render_site
from coachbook.render.sponsorsite import render_sponsor_site

SITE = "https://northlight.example/p/quarry/"

READERS = """
practice.name                                        executive sponsor coach
practice.address                                     nobody
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
    practice = practice_of(files)
    view = sponsor_view(engagement_of(files, practice), practice, today)
    assert view is not None
    return bytes_of(render_sponsor_site(view, shipped_templates()))


def executive_bytes(files: Mapping[str, Any], today: date) -> bytes:
    practice = practice_of(files)
    view = executive_view(engagement_of(files, practice), reflections_of(files), practice, today)
    return bytes_of(render_site(view, shipped_templates()))


def desk_bytes(files: Mapping[str, Any], today: date, coach: Coach | None = None) -> bytes:
    practice = practice_of(files)
    laid = File(engagement_of(files, practice), reflections_of(files), notes_of(files), SITE)
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
        reader: b"\n".join(made(*at(files, moment)) for moment in MOMENTS).lower() for reader, made in BYTES.items()
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
practice.name practice.coaches.name practice.coaches.role practice.coaches.email practice.language
programme.title
engagement.executive.name engagement.executive.role engagement.executive.organisation
engagement.starts engagement.status engagement.closed
engagement.sponsor engagement.sponsor.name engagement.sponsor.role
engagement.sponsor.agreement engagement.sponsor.agreement.objectives engagement.sponsor.agreement.support
engagement.sponsor.agreement.never_shared engagement.sponsor.agreement.shares
engagement.sponsor.agreement.signed engagement.sponsor.agreement.signed.sponsor
engagement.sponsor.agreement.signed.coach engagement.sponsor.agreement.signed.executive
engagement.ends engagement.agreement.sessions engagement.agreement.sessions.planned engagement.agreement
goals.goals goals.goals.id goals.goals.visible_to
feedback.midpoint feedback.midpoint.date
closing closing.date closing.follow_up closing.follow_up.after closing.follow_up.planned
sessions sessions.date sessions.status
releases releases.release releases.prepared releases.summary
releases.goals releases.goals.goal releases.goals.words releases.goals.progress releases.goals.sentence
releases.support_asked releases.approved releases.approved.by releases.approved.date releases.approved.digest
"""


def changed(value: Any) -> Iterator[Any]:
    """Other values of the same kind, most likely first."""
    if isinstance(value, str):
        if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            yield (date.fromisoformat(value) + timedelta(days=1)).isoformat()
        elif re.fullmatch(r"\d\d:\d\d", value):
            yield "11:11"
        yield value + "x"
        yield from (word for name in dir(terms) for word in get_args(getattr(terms, name)) if word != value)
    else:
        yield value + 1
        yield value - 1


def variants(data: Any, path: str = "") -> Iterator[tuple[str, Callable[[Any], None]]]:
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
                yield where, lambda holder, key=key, other=other: holder.__setitem__(key, other)


def reaching_sponsor(files: dict[str, Any], today: date) -> set[str]:
    """The fields of which some change alters a byte of the sponsor's site."""
    before, reached = sponsor_bytes(files, today), set()
    for path, change in variants(files):
        if path in reached:
            continue
        other = deepcopy(files)
        change(other)
        try:
            after = sponsor_bytes(other, today)
        except (ValidationError, KeyError, AssertionError):
            continue  # not a practice any more
        if after != before:
            reached.add(path)
    return reached


def test_nothing_else_changes_a_byte_of_the_sponsors_site() -> None:
    files, today = at(full(), "at work")
    files["notes"] = []  # never handed to this builder, as its arguments show
    reached = reaching_sponsor(files, today)

    assert reached - set(REACHES_SPONSOR.split()) == set()


def test_the_changes_do_reach_what_the_sponsor_reads() -> None:
    files, today = at(full(), "at work")
    few = {name: files[name] for name in ("releases", "engagement")}
    rest = {name: value for name, value in files.items() if name not in few}
    before = sponsor_bytes(files, today)

    for path in ("releases.summary", "releases.goals.sentence", "engagement.sponsor.agreement.support"):
        change = next(change for found, change in variants(few) if found == path)
        other = deepcopy(few)
        change(other)
        assert sponsor_bytes({**rest, **other}, today) != before, path
