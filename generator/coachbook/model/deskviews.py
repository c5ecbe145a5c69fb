"""What a coach reads at her desk, as types: all of her engagements at once, and her own notes.

Built only by `desk.py`, for one coach; nothing of another coach's engagements can be among them. This is the only
view with a field for a private note. Addresses into an executive's site are whole: the site is elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Day
from datetime import datetime
from typing import Literal

from coachbook.model.terms import Decision, ReleaseMoment, SessionMode
from coachbook.model.views import Link, Markdown, Phase

AllianceTrend = Literal["first check", "up", "steady", "down"]


@dataclass(frozen=True, slots=True)
class DeskCoach:
    """Whose desk it is."""

    name: str
    first_name: str
    email: str


@dataclass(frozen=True, slots=True)
class Case:
    """Which engagement a line on the desk belongs to: the executive's name, leading to the engagement's page."""

    who: str
    url: str


@dataclass(frozen=True, slots=True)
class DeskSession:
    """A session to hold or to write up. `starts` knows its zone; None while no time is fixed."""

    case: Case
    number: int
    date: Day
    starts: datetime | None
    city: str
    minutes: int
    mode: SessionMode
    place: str | None
    link: Link
    """Its page on the executive's site."""


@dataclass(frozen=True, slots=True)
class DeskAction:
    """An open action. `who` does it: the executive's name, "you", or the sponsor's name."""

    case: Case
    text: str
    who: str
    due: Day | None
    late_days: int
    link: Link
    """Where it was agreed, on the executive's site."""


@dataclass(frozen=True, slots=True)
class DeskDay:
    """A day that needs the coach for something other than a session: a review, a check-in, an action due."""

    case: Case
    date: Day
    what: str
    late_days: int


@dataclass(frozen=True, slots=True)
class StillGoal:
    """An active goal that no reading and no rating has moved for `days` days."""

    title: str
    days: int
    link: Link


@dataclass(frozen=True, slots=True)
class AllianceLine:
    """The executive's checks on the working relationship: their means, oldest first, and where the last one went."""

    means: tuple[float, ...]
    trend: AllianceTrend
    last: Day
    lowest: str
    """The line she scored lowest at the last check, in the words she read."""
    change: str | None
    """What she asked for then."""


@dataclass(frozen=True, slots=True)
class DeskRelease:
    """A prepared text that waits for the executive."""

    moment: ReleaseMoment
    prepared: Day
    mark: str
    was_approved: bool
    link: Link


@dataclass(frozen=True, slots=True)
class DeskFollowUp:
    """A check-in that has not been held."""

    months: int
    planned: Day
    late_days: int


@dataclass(frozen=True, slots=True)
class DeskCheckIn:
    """A check-in that has been held, and what was decided."""

    months: int
    held: Day
    decision: Decision | None


@dataclass(frozen=True, slots=True)
class DeskNote:
    """A private note. It stands on the coach's own pages and nowhere else."""

    date: Day
    notes: Markdown | None
    hypotheses: tuple[str, ...]
    preparation: Markdown | None
    supervision: Markdown | None
    limits: Markdown | None


@dataclass(frozen=True, slots=True)
class DeskEngagement:
    """One engagement as its coach needs it before a session."""

    id: str
    case: Case
    site: Link
    """The executive's own site."""
    role: str
    organisation: str
    sponsor: str | None
    programme: str
    phase: Phase
    starts: Day
    ends: Day
    stage: str
    """The stage it is in now."""
    stage_note: str
    planned: int
    held: int
    left: int
    next_session: DeskSession | None
    unwritten: tuple[DeskSession, ...]
    """Sessions whose day has passed and that are still planned."""
    actions: tuple[DeskAction, ...]
    """Open ones, late first, then by due date."""
    n_late: int
    still: tuple[StillGoal, ...]
    alliance: AllianceLine | None
    unsigned: tuple[str, ...]
    """Signatures that are missing, in words."""
    releases: tuple[DeskRelease, ...]
    follow_ups: tuple[DeskFollowUp, ...]
    check_ins: tuple[DeskCheckIn, ...]
    preparation: Markdown | None
    """The last thing she wrote down to bring to the next session."""
    prepared_on: Day | None
    notes: tuple[DeskNote, ...]
    """Newest first."""
    url: str


@dataclass(frozen=True, slots=True)
class CoachView:
    """One coach's desk over all of her engagements."""

    practice_name: str
    language: str
    today: Day
    coach: DeskCoach
    sessions_today: tuple[DeskSession, ...]
    """By time."""
    unwritten: tuple[DeskSession, ...]
    """Sessions to write up, oldest first."""
    overdue: tuple[DeskAction, ...]
    """Latest first."""
    sessions_this_week: tuple[DeskSession, ...]
    """From tomorrow to seven days from now."""
    days_this_week: tuple[DeskDay, ...]
    """Reviews, check-ins and due actions until seven days from now; check-ins that are late come first."""
    engagements: tuple[DeskEngagement, ...]
    """At work first, then paused, then closed; by code name."""
