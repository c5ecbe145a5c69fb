"""`plan.yml`: what the executive will do between sessions, in three kinds, with if-then plans and habits."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from coachbook.model.fields import Day, Id, Part, Prose, Words
from coachbook.model.goals import Change
from coachbook.model.terms import ActionKind, ActionStatus, Owner


class Action(Part):
    """Something to do: building a skill, taking a learning opportunity, or changing a behaviour."""

    text: Words
    """What will be done, so that both could see it happen."""
    due: Day | None = None
    """The day it should be done by."""
    owner: Owner = "executive"
    """Who does it."""
    kind: ActionKind = "behaviour"
    """skill, learning or behaviour."""
    status: ActionStatus = "open"
    """open, done or dropped."""
    done: Day | None = None
    """The day it was done."""
    goal: Id | None = None
    """The goal it serves."""
    note: Words | None = None
    """What came of it."""
    waive: dict[str, Words] = {}
    """Diagnostics that are meant for this action, each with the reason."""


class IfThen(Part):
    """A plan tied to a moment: if this happens, then I do that."""

    when: Words
    """The moment, as she will meet it."""
    then: Words
    """What she will do."""
    goal: Id | None = None
    """The goal it serves."""
    obstacle: Words | None = None
    """What will get in the way, and what she does then."""


class HabitWeek(Part):
    """How often a habit was kept in one week."""

    week: Day
    """The Monday of the week."""
    times: Annotated[int, Field(ge=0, le=50)]
    """How often."""
    note: Words | None = None
    """What the cue met, if it was missed."""


class Habit(Part):
    """A small thing done at a fixed cue."""

    what: Words
    """The behaviour, small enough to do on a bad day."""
    cue: Words
    """What it follows."""
    aim: Annotated[int, Field(ge=1, le=50)] = 5
    """Times a week."""
    since: Day
    """The day it began."""
    goal: Id | None = None
    """The goal it serves."""
    weeks: tuple[HabitWeek, ...] = ()
    """How it went."""


class PlanFile(Part):
    """`plan.yml`."""

    about: Prose | None = None
    """The plan in a paragraph: what comes first and why."""
    actions: tuple[Action, ...] = ()
    """Actions that did not come out of a session; the others live in their session's file."""
    if_thens: tuple[IfThen, ...] = ()
    """If-then plans."""
    habits: tuple[Habit, ...] = ()
    """Habits."""
    changes: tuple[Change, ...] = ()
    """What was changed about the plan, and why."""
