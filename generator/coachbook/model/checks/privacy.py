"""The coach's own words, and whether they have strayed into a file that others read.

A run of five words that stands in coach/*.yml and again in a shared file is reported at the shared place, never
quoted. Three things are not strays: words in quotation marks in the note (the coach quotes what was said), words
that were shared before the note was written, and the executive's own (titles of goals, agreed actions,
reflections). Five words of which three carry meaning are the least: "at the end of the day" is nobody's secret.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain, islice
from typing import Final

from coachbook.model.checks.context import Context, Finding
from coachbook.model.checks.wording import texts_of, words_of
from coachbook.model.coachnotes import CoachNoteFile
from coachbook.source.yamltext import Document

RUN: Final = 5
"""Words in a row."""
WITH_MEANING: Final = 3
"""Words of a run that must not be the small change of the language."""

Phrase = tuple[bytes, ...]

_QUOTED: Final = re.compile('"[^"]*"|“[^”]*”|‘[^’]*’|«[^»]*»|^[ \t]*>.*$', re.MULTILINE)
_SMALL: Final = frozenset(
    words_of(
        "a about after again all also am an and any are as at back be because been before being between both but by "
        "can could day did do does doing done dont down each end even every few first for from get go goes going got "
        "had has have he her here herself him himself his how i if in into is it its itself just know last less like "
        "made make many may me might more most much must my myself never new next no not nothing now of off on once "
        "one only or other our out over own own part said same say says see she should so some something still such "
        "than that the their them then there these they thing things think this those three time to too two under "
        "until up us very want wants was way we week weeks well went were what when where which while who why will "
        "with without work would year years yes yet you your"
    )
)


def strays(context: Context) -> Iterator[Finding]:
    """`private-text-in-wider-audience`: the coach's words in a file that the executive reads."""
    private = _private_phrases(context)
    if not private:
        return
    vocabulary = frozenset(chain.from_iterable(private))
    hits = [document for document, words in context.shared if _holds_any(words, private, vocabulary)]
    if not hits:
        return
    known = _known_phrases(context, min(private.values()))
    secret = {phrase: day for phrase, day in private.items() if phrase not in known and _has_meaning(phrase)}
    days = _days(context)
    for document in hits:
        if "/reflections/" in document.source.path:
            continue
        yield from _strays_in(document, secret, days.get(document.source.path))


def _strays_in(document: Document, secret: dict[Phrase, date], day: date | None) -> Iterator[Finding]:
    for keys, text in texts_of(document):
        if any(
            phrase in secret and (day is None or day >= secret[phrase]) for phrase in _runs(words_of(text))
        ):
            yield Finding(
                code="private-text-in-wider-audience",
                message="words from the coach's own notes stand in this text, which the executive reads",
                help="say it in words meant for both; where the note only quotes what was said, "
                "put quotation marks around it in the note",
                document=document,
                keys=keys,
            )


def _private_phrases(context: Context) -> dict[Phrase, date]:
    """Each run of words in the coach's notes, with the first day it was noted."""
    phrases: dict[Phrase, date] = {}
    notes = [entry.value for entry in context.notes if entry.value is not None]
    for note in sorted(notes, key=lambda each: each.date, reverse=True):
        for text in _note_texts(note):
            for part in _QUOTED.split(text):
                phrases.update(dict.fromkeys(_runs(words_of(part)), note.date))
    return phrases


def _note_texts(note: CoachNoteFile) -> Iterator[str]:
    for text in (note.notes, note.preparation, note.supervision, note.limits):
        if text:
            yield text
    yield from note.hypotheses


def _has_meaning(phrase: Phrase) -> bool:
    return sum(word not in _SMALL for word in phrase) >= WITH_MEANING


def _runs(words: list[bytes]) -> Iterator[Phrase]:
    return zip(*(islice(words, start, None) for start in range(RUN)), strict=False)


def _holds_any(words: list[bytes], private: dict[Phrase, date], vocabulary: frozenset[bytes]) -> bool:
    """Whether any run of a file is private: first by words alone, which is cheap, then by runs."""
    known = bytes(map(vocabulary.__contains__, words))
    five = b"\1" * RUN
    place = known.find(five)
    while place >= 0:
        phrase = tuple(words[place : place + RUN])
        if phrase in private and _has_meaning(phrase):
            return True
        place = known.find(five, place + 1)
    return False


def _known_phrases(context: Context, since: date) -> set[Phrase]:
    """Runs that are no secret: what the executive says herself, and what was shared before `since`."""
    texts: list[str] = [goal.value.title for goal in context.goals]
    texts += [action.value.text for action in context.actions]
    if context.engagement:
        agreement, sponsor = context.engagement.value.agreement, context.engagement.value.sponsor
        texts += [*agreement.objectives, *(sponsor.agreement.objectives if sponsor else ())]
    for session in context.sessions:
        texts += [insight.text for insight in session.value.insights if insight.by == "executive"]
    texts += _all_texts(entry.document for entry in context.record.reflections)
    texts += _all_texts(session.document for session in context.sessions if session.value.date < since)
    return {phrase for text in texts for phrase in _runs(words_of(text))}


def _all_texts(documents: Iterable[Document]) -> list[str]:
    return [text for document in documents for _, text in texts_of(document)]


def _days(context: Context) -> dict[str, date]:
    """The day of each shared file that has one."""
    days = {each.document.source.path: each.value.date for each in context.sessions}
    days.update((each.document.source.path, each.value.prepared) for each in context.releases)
    return days


RULES = (strays,)
