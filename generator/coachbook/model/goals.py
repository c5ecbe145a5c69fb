"""`goals.yml`: where the executive starts, what she wants to change, and how both will know."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from coachbook.model.fields import Day, Id, Number, OutOfTen, Part, Prose, Words
from coachbook.model.terms import AttainmentLevel, Author, Direction, GoalStatus, Reader


class Instrument(Part):
    """An assessment taken: the register only. Items, norms and report pages stay with their owners."""

    name: Words
    """What it is called."""
    taken: Day
    """The day it was taken."""
    provider: Words | None = None
    """Who supplied it."""
    debriefed_by: Words | None = None
    """Who went through the result with the executive."""
    takeaways: tuple[Words, ...] = ()
    """What the executive took from it, in her own words."""
    report_kept: Words | None = None
    """Where the report itself lives."""


class Assessment(Part):
    """The first picture: intake, strengths, development areas, instruments."""

    date: Day | None = None
    """The day of the intake conversation."""
    context: Prose | None = None
    """What is going on around the executive."""
    success_looks_like: Prose | None = None
    """What will be different if this works, in her words."""
    strengths: tuple[Words, ...] = ()
    """What she can already rely on."""
    development_areas: tuple[Words, ...] = ()
    """What she wants to be better at."""
    readiness: OutOfTen | None = None
    """How ready she felt to change something, 0 to 10, at the start."""
    instruments: tuple[Instrument, ...] = ()
    """Assessments taken."""


class Reading(Part):
    """One value of a measure on one day."""

    date: Day
    """The day it was read."""
    value: Number
    """The figure, in the measure's unit."""
    note: Words | None = None
    """What explains it."""


class Measure(Part):
    """A figure that shows whether the goal moves."""

    what: Words
    """What is counted."""
    unit: Words
    """What one of them is."""
    baseline: Number | None = None
    """Where it stood at the start."""
    target: Number | None = None
    """Where it should be at the end."""
    better: Direction | None = None
    """`lower` or `higher`; read from baseline and target when left out."""
    lowest: Number | None = None
    """The lowest value there can be."""
    highest: Number | None = None
    """The highest value there can be."""
    readings: tuple[Reading, ...] = ()
    """Values by date."""


class Attainment(Part):
    """Five written levels from -2 to +2, agreed before the work starts."""

    much_less: Words
    """-2: much less than expected."""
    less: Words
    """-1: somewhat less than expected; usually where she starts."""
    expected: Words
    """0: what both expect if the work goes well."""
    more: Words
    """+1: somewhat more than expected."""
    much_more: Words
    """+2: much more than expected."""
    baseline: AttainmentLevel = "less"
    """The level on the day the scale was written."""
    weight: Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)] = 1
    """Importance times difficulty, when goals should not count alike."""


class Rating(Part):
    """A dated judgement of the level reached."""

    date: Day
    """The day of the judgement."""
    by: Author
    """Whose judgement: executive or coach."""
    level: AttainmentLevel
    """One of the five levels."""
    note: Words | None = None
    """What it rests on."""


class Goal(Part):
    """Something the executive wants to be different."""

    id: Id
    """A short word that sessions and actions refer to."""
    title: Words
    """The goal, as a line she would say aloud."""
    matters_to_me: Prose | None = None
    """Why it matters to the executive."""
    matters_to_organisation: Prose | None = None
    """Why it matters to the organisation."""
    agreed: Day | None = None
    """The day the goal was agreed."""
    status: GoalStatus = "active"
    """active, reached, paused or dropped."""
    measure: Measure | None = None
    """How both will see it move."""
    attainment: Attainment | None = None
    """The five written levels."""
    ratings: tuple[Rating, ...] = ()
    """Levels reached, by date."""
    visible_to: tuple[Reader, ...] = ("executive",)
    """Who may read the goal at all; a sponsor also needs a release."""
    waive: dict[str, Words] = {}
    """Diagnostics that are meant for this goal, each with the reason."""


class Change(Part):
    """A change of goals or plan: what, when and why."""

    date: Day
    """The day it was agreed."""
    what: Words
    """What changed."""
    reason: Words
    """Why."""
    goal: Id | None = None
    """The goal it concerns."""


class GoalsFile(Part):
    """`goals.yml`."""

    assessment: Assessment = Assessment()
    """Where the executive starts."""
    goals: tuple[Goal, ...] = ()
    """Two or three; more than four is a list of wishes."""
    changes: tuple[Change, ...] = ()
    """What was changed about the goals, and why."""
