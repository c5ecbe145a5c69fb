"""Builds the `DataHandlingView`: how the data of one engagement is kept, made from settings and from nothing else.

In: an engagement's agreements, the practice, and what only the practice knows (`Keeping`). Out: the account, spoken to
the executive or to an organisation that asks before it buys. Who reads what follows from the sponsor agreement, as in
`whosees.py`. What is the same for every engagement stands in templates/parts/data-handling.html.

Sources: GDPR and UK GDPR, Articles 12 to 21, 28 and 30; docs/sealed-format.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Day
from typing import Literal

from coachbook.model.engagement import Engagement
from coachbook.model.letters import DataHandlingView, HeldEntry, PlaceEntry, ProcessorEntry, Voice
from coachbook.model.practice import Practice
from coachbook.model.terms import Share

NotesLevel = Literal["L0", "L1"]
"""L0: working notes lie readable in the repository. L1: they are encrypted there, for named recipients."""


@dataclass(frozen=True, slots=True)
class Keeping:
    """What neither practice.yml nor a file of the engagement says: what was found on the disk."""

    notes: NotesLevel = "L0"
    is_erasable: bool = False
    """The engagement's keys need a seed of its own."""


@dataclass(frozen=True, slots=True)
class _Account:
    """What the parts of the account share: the engagement, how it is kept, and how its people are called."""

    engagement: Engagement
    practice: Practice
    keeping: Keeping
    voice: Voice

    @property
    def who(self) -> str:
        """The executive."""
        return "you" if self.voice == "executive" else "the executive"

    @property
    def whose(self) -> str:
        """The executive's."""
        return "your" if self.voice == "executive" else "the executive’s"

    @property
    def coach(self) -> str:
        """Her full name."""
        return self.engagement.coach.name

    @property
    def sponsor(self) -> str | None:
        """Her full name; None without a sponsor."""
        sponsor = self.engagement.file.sponsor
        return sponsor.name if sponsor else None


def data_handling(
    engagement: Engagement,
    practice: Practice,
    made: Day,
    keeping: Keeping = Keeping(),  # frozen
    voice: Voice = "executive",
) -> DataHandlingView:
    """The account as it stands on the day `made`."""
    account = _Account(engagement, practice, keeping, voice)
    return DataHandlingView(
        practice_name=practice.file.name,
        language=practice.file.language,
        voice=voice,
        reference=engagement.id,
        made=made,
        lede=(
            f"What is held about {account.whose} coaching, why, who reads it, where it lies and until when. "
            "It is made from the settings of this engagement and from the agreements signed for it."
        ),
        responsible=_responsible(account),
        contact=account.coach,
        contact_mail=engagement.coach.email,
        lawful_basis=practice.file.records.lawful_basis,
        held=_held(account),
        places=_places(account),
        processors=tuple(
            ProcessorEntry(each.name, each.purpose, each.where, each.sees)
            for each in practice.file.records.processors
        ),
        rights=_rights(account),
        is_erasable=keeping.is_erasable,
    )


def _responsible(account: _Account) -> tuple[str, ...]:
    name, organisation = account.practice.file.name, account.engagement.file.executive.organisation
    first = (
        f"{name} decides what is held and for what purpose, and answers for it. For this engagement, "
        f"write to {account.coach}."
    )
    if account.sponsor is None:
        return (first,)
    second = (
        f"{account.sponsor} arranged the coaching for {organisation}. For what it receives under the sponsor "
        f"agreement, {organisation} answers itself."
    )
    return first, second


# What is held


def _held(account: _Account) -> tuple[HeldEntry, ...]:
    agreement = account.engagement.file.agreement
    notes, records = agreement.notes_kept_until, agreement.records_kept_until
    two = f"{account.who} and {account.coach}"
    all_three = f"{account.who}, {account.coach} and {account.sponsor}" if account.sponsor else two
    entries = [
        HeldEntry(
            "Names, roles, first and last day, number of sessions agreed",
            "To arrange the work and to account for it",
            all_three,
            records,
        ),
        HeldEntry("The coaching agreement", "To hold each side to what it promised", two, records),
        HeldEntry(
            "Dates of sessions, and whether they took place",
            "To arrange them and to account for them",
            _shared(account, two, "attendance", "the number of sessions"),
            records,
        ),
        HeldEntry(
            "Goals, measures, actions and the plan",
            "To work on them, and to see whether anything moves",
            _shared(account, two, "goals", "goals"),
            notes,
        ),
        HeldEntry(
            "Summaries of sessions, and judgements of progress",
            "To go on where the last session ended",
            _shared(account, two, "progress", f"{account.whose} own judgement of progress"),
            notes,
        ),
        HeldEntry(
            "What colleagues answered, combined",
            f"To see the work as others see it; groups are shown from {account.practice.file.minimum_raters} "
            "answers up",
            two,
            notes,
        ),
        HeldEntry(
            "Assessments: which, when, and what was taken from them",
            "To choose what to work on",
            two,
            notes,
        ),
        HeldEntry(
            f"Reflections that {account.who} {'choose' if account.voice == 'executive' else 'chooses'} to send",
            "To think further together",
            two,
            notes,
        ),
        HeldEntry(
            f"{account.coach.split()[0]}’s working notes",
            "To prepare, and to be answerable for the work",
            f"{account.coach}; {account.who} on request",
            notes,
        ),
        HeldEntry(
            "The closing review",
            "To say what changed, and to keep it",
            _shared(account, two, "closing", "a closing summary"),
            notes,
        ),
    ]
    if account.sponsor:
        entries.insert(
            2, HeldEntry("The sponsor agreement", "To hold each side to what it promised", all_three, records)
        )
    return tuple(entries)


def _shared(account: _Account, two: str, share: Share, what: str) -> str:
    sponsor = account.engagement.file.sponsor
    if sponsor is None or share not in sponsor.agreement.shares:
        return two
    return f"{two}; {sponsor.name}: {what}, only in a text that {account.who} approved"


# Where it lies


def _places(account: _Account) -> tuple[PlaceEntry, ...]:
    return (
        PlaceEntry("Working files", _working_files(account)),
        PlaceEntry("Published pages", _published(account)),
        PlaceEntry("Keys", _keys(account)),
        PlaceEntry(
            f"{_initial(account.whose)} device",
            "Keeps an encrypted copy, for reading without a connection. What opens it stays in the browser’s memory "
            "until the pages are locked or closed, twelve hours at most. With “Remember on this device” a key "
            "is kept there for 30 days, and whoever can use the device can then open the pages.",
        ),
    )


def _working_files(account: _Account) -> str:
    files = (
        f"Text files in a repository of {account.practice.file.name} with all earlier versions (git). People with "
        "access to it can read them, and so can whoever runs the server it is kept on."
    )
    first = account.coach.split()[0]
    if account.keeping.notes == "L1":
        return (
            f"{files} {first}’s working notes are the exception: they lie there encrypted for named "
            "recipients, and whoever runs the server cannot read them."
        )
    return f"{files} This includes {first}’s working notes, which are in files of their own."


def _published(account: _Account) -> str:
    host = account.practice.file.records.host or "a web host"
    first = account.coach.split()[0]
    if account.sponsor is None:
        sites = (
            f"{_initial(account.whose)} pages and {first}’s desk, with the working notes, are separate sites"
        )
    else:
        sites = (
            f"{_initial(account.whose)} pages, those for {account.sponsor}, and {first}’s desk, with the working "
            "notes, are separate sites"
        )
    return f"With {host}, encrypted. The host has no key. {sites}, with keys and names that have nothing in common."


def _keys(account: _Account) -> str:
    words = (
        "All come from one master key, which is kept apart from the files and is never published. A server that "
        "builds the pages, where there is one, holds the keys of those pages and not the master key."
    )
    if account.keeping.is_erasable:
        return f"{words} This engagement also has a seed of its own: without it the master key does not open its pages."
    return words


def _initial(words: str) -> str:
    return words[:1].upper() + words[1:]


# Rights


def _rights(account: _Account) -> tuple[PlaceEntry, ...]:
    you = account.voice == "executive"
    record = "record on you" if you else "record on the executive"
    return (
        PlaceEntry(
            "To see it", f"A copy of the whole {record}, {account.coach.split()[0]}’s working notes included."
        ),
        PlaceEntry("To correct it", "What is wrong is corrected; what is disputed is marked so."),
        PlaceEntry("To take it along", "The record is plain text, and is handed over as it is."),
        PlaceEntry(
            "To have it deleted, or not used",
            "Before the agreed day as well, unless a law obliges the practice to keep it.",
        ),
        PlaceEntry(
            "To complain",
            f"To {account.practice.file.name}, and at any time to the data protection authority "
            f"where {account.who} {'live or work' if you else 'lives or works'}.",
        ),
    )
