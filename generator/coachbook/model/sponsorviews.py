"""What a sponsor may read, as types: engagement facts, her own agreement, and texts that the executive released.

Built only by `sponsor.py`; what stands in a release is built only from a `ReleaseText`, whose digest the executive
approved. Deliberately absent, and with no field to put them in: sessions and what is said in them, notes, reflections,
feedback, assessments, checks on the working relationship, actions, ratings, goals nobody released, the coach's
private notes. `SharedPages` is the executive's copy of the same pages, with what still waits for her approval.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Day

from coachbook.model.terms import Band, ReleaseMoment


@dataclass(frozen=True, slots=True)
class Attendance:
    """Sessions as counts: agreed in all, and held and cancelled until the day the release was prepared."""

    planned: int
    held: int
    cancelled: int


@dataclass(frozen=True, slots=True)
class GoalText:
    """A goal in the agreed words, with the executive's own judgement where it is shared."""

    words: str
    band: Band | None
    sentence: str | None


@dataclass(frozen=True, slots=True)
class ReleaseText:
    """Exactly what one release tells a sponsor, in the order of the page; nothing of it comes from elsewhere."""

    moment: ReleaseMoment
    prepared: Day
    about: str
    """The executive's name."""
    to: str
    """The sponsor's name: an approval holds for one reader."""
    summary: str | None
    """Markdown."""
    goals: tuple[GoalText, ...]
    attendance: Attendance | None
    support_asked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReleaseEntry:
    """A released text as a page: the text, who approved it and when, and the first characters of its digest."""

    number: int
    """Counted in the order of approval, so that a later release never moves an earlier page."""
    url: str
    text: ReleaseText
    approved_by: str
    approved_on: Day
    mark: str


@dataclass(frozen=True, slots=True)
class SponsorCoach:
    """The coach, as a sponsor may reach her."""

    name: str
    first_name: str
    role: str
    email: str


@dataclass(frozen=True, slots=True)
class Milestone:
    """A day that all three know of. A check-in stays a plan here: whether it was held is not the sponsor's."""

    what: str
    date: Day
    is_held: bool


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs the sponsor agreement, and the day she did."""

    who: str
    role: str
    signed: Day | None


@dataclass(frozen=True, slots=True)
class SponsorAgreementPage:
    """The sponsor agreement. It exists only once the executive has signed it."""

    executive: str
    coach: str
    objectives: tuple[str, ...]
    shares: tuple[str, ...]
    """What may be released, in words."""
    support: tuple[str, ...]
    never_shared: str | None
    """Markdown."""
    signatures: tuple[Signature, ...]


@dataclass(frozen=True, slots=True)
class SponsorView:
    """Everything a sponsor may read of one engagement, and nothing else."""

    practice_name: str
    language: str
    today: Day
    sponsor: str
    executive: str
    role: str
    organisation: str
    coach: SponsorCoach
    programme: str
    planned_sessions: int
    starts: Day
    ends: Day
    status: str
    """In words: "Under way", "Paused", "Complete"."""
    milestones: tuple[Milestone, ...]
    """By date."""
    next_milestone: Milestone | None
    """For the promise that stands where there is no release yet."""
    agreement: SponsorAgreementPage | None
    """None until the executive has signed."""
    releases: tuple[ReleaseEntry, ...]
    """In the order of approval; only those whose approved digest is the digest of their text."""


@dataclass(frozen=True, slots=True)
class WaitingEntry:
    """A prepared text that the executive has not approved, or approved in other words. She alone reads it."""

    number: int
    url: str
    text: ReleaseText
    written: str
    """The text as it would be printed and signed."""
    mark: str
    """The first characters of its digest."""
    was_approved: bool
    """An approval is there, and the text is no longer the one that was approved."""


@dataclass(frozen=True, slots=True)
class SharedPages:
    """The sponsor's pages as the executive finds them on her own site, and what waits for her."""

    site: SponsorView
    waiting: tuple[WaitingEntry, ...]
