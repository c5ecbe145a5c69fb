"""What a reflection workbook may say: the one executive's goals, prompts, weeks and actions, ready to print.

Text arrives formatted (dates, figures, late words) in the book's language, so that nothing below has to
know a calendar. Prose is HTML already, sanitised by the Markdown step and marked safe. There is no field
for a coach's note, for a sponsor, or for an organisation: the book lies open on desks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from coachbook.model.terms import Paper
from coachbook.model.terms import WorkbookPart as WorkbookPart

MOST_WEEKS: Final = 12
"""Weekly openings in one book; a longer engagement gets a second book."""


@dataclass(frozen=True, slots=True)
class WorkbookColours:
    """Brand colours as `#RRGGBB`, already checked against white paper (text 4.5:1, marks 3:1)."""

    brand: str = "#1F4A4D"
    ink: str = "#1D2A2B"
    rule: str = "#7D908C"
    """Writing lines: about 3.4:1, so that they print and still recede."""
    quiet: str = "#C9C5BA"
    """Hairlines between rows."""


@dataclass(frozen=True, slots=True)
class WorkbookLevel:
    """One of the five written levels of a goal."""

    score: str
    """With a real minus sign: "−2"."""
    words: str
    """"much less than expected"."""
    description: str
    is_start: bool = False
    """Whether the goal started here."""


@dataclass(frozen=True, slots=True)
class WorkbookGoal:
    """A goal; an empty text leaves its heading out, and () leaves the levels out."""

    title: str
    why: str = ""
    """Why it matters to the executive: safe HTML."""
    measure: str = ""
    """One sentence."""
    levels: tuple[WorkbookLevel, ...] = ()
    """From much less to much more than expected."""


@dataclass(frozen=True, slots=True)
class WorkbookPrompt:
    """A question given in a session."""

    question: str
    given: str = ""
    """"Session 4, 2 March 2026"."""


@dataclass(frozen=True, slots=True)
class WorkbookWeek:
    """A week with an opening of its own."""

    title: str
    """"Week of 6 April 2026"."""


@dataclass(frozen=True, slots=True)
class WorkbookAction:
    """An open action."""

    text: str
    owner: str
    due: str = ""
    """"Friday 27 March 2026", or empty."""
    status: str = ""
    """"open", "late by 4 days"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkbookView:
    """Everything a reflection workbook shows."""

    practice_name: str
    title: str
    """The book's title, without a name: it becomes the PDF's title."""
    subtitle: str
    known_as: str
    coach_name: str
    reference: str
    """The engagement's code name."""
    starts: str
    ends: str
    paper: Paper = "A4"
    language: str = "en-GB"
    goals: tuple[WorkbookGoal, ...] = ()
    prompts: tuple[WorkbookPrompt, ...] = ()
    weeks: tuple[WorkbookWeek, ...] = ()
    """At most `MOST_WEEKS`."""
    actions: tuple[WorkbookAction, ...] = ()
    parts: tuple[WorkbookPart, ...] = ("how-to-use", "goals", "prompts", "weeks", "plan", "notes")
    colours: WorkbookColours = WorkbookColours()


def workbook_weeks(first: date, last: date) -> tuple[date, ...]:
    """The Mondays of the weeks from `first` to `last`, both included, at most `MOST_WEEKS` of them."""
    monday = first - timedelta(days=first.weekday())
    n_weeks = max(0, (last - monday).days // 7 + 1)
    return tuple(monday + timedelta(weeks=week) for week in range(min(n_weeks, MOST_WEEKS)))
