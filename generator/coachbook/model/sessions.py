"""`sessions/<date>.yml`: what both sides may read about one session."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from coachbook.model.fields import Day, Id, Minutes, OutOfTen, Part, Prose, TimeOfDay, Words
from coachbook.model.plan import Action
from coachbook.model.terms import Author, SessionMode, SessionStatus


class Insight(Part):
    """A sentence worth keeping."""

    text: Words
    """The sentence, as it was said."""
    by: Author = "executive"
    """Who said it."""
    goal: Id | None = None
    """The goal it touches."""


class Practice(Part):
    """One try at a skill."""

    date: Day
    """The day."""
    note: Words
    """What happened."""


class KitGiven(Part):
    """A worksheet or reading given in a session, with the reason."""

    kit: Id
    """A kit id from content/kit."""
    why: Words
    """Why she was given it."""
    due: Day | None = None
    """The day it should be done by."""
    done: Day | None = None
    """The day it was done."""
    practice: tuple[Practice, ...] = ()
    """Tries at the skill, by date."""


class Alliance(Part):
    """The executive's check on the working relationship: four lines, 0 to 10."""

    goals: OutOfTen
    """We are working on the right things."""
    way: OutOfTen
    """The way we work suits me."""
    heard: OutOfTen
    """I am heard, and can say what I think."""
    challenged: OutOfTen
    """I am challenged enough."""
    change: Words | None = None
    """One change for next time."""


class NextSession(Part):
    """The next session, when it is fixed before it has a file of its own."""

    date: Day
    """The day."""
    start: TimeOfDay
    """The time."""


class SessionFile(Part):
    """`sessions/<date>.yml`."""

    session: Annotated[int, Field(ge=1, le=100)]
    """Its number in the engagement."""
    date: Day
    """The day it takes place; the file has the same name."""
    start: TimeOfDay | None = None
    """The time it starts, in the engagement's zone."""
    minutes: Minutes | None = None
    """Its length; as agreed when left out."""
    mode: SessionMode = "video"
    """video, in person or phone."""
    place: Words | None = None
    """Where, when in person."""
    status: SessionStatus = "planned"
    """planned, held, moved or cancelled."""
    moved_to: Day | None = None
    """The new day, when it was moved."""
    reason: Prose | None = None
    """Why it was moved or cancelled, if it should be remembered."""
    agreement: Words | None = None
    """What the executive wanted from this session, agreed at its start."""
    focus: tuple[Id, ...] = ()
    """The goals worked on."""
    summary: Prose | None = None
    """What both would say it was about."""
    progress: Prose | None = None
    """What has moved since last time."""
    challenges: Prose | None = None
    """What is in the way."""
    strategies: Prose | None = None
    """What she will try."""
    insights: tuple[Insight, ...] = ()
    """Sentences worth keeping."""
    actions: tuple[Action, ...] = ()
    """What was agreed to be done."""
    resources: tuple[KitGiven, ...] = ()
    """Worksheets and readings given."""
    prompts: tuple[Words, ...] = ()
    """Questions to reflect on before next time."""
    alliance: Alliance | None = None
    """The check on the working relationship, where one was made."""
    next: NextSession | None = None
    """The next session, until it has a file of its own."""
    waive: dict[str, Words] = {}
    """Diagnostics that are meant for this session, each with the reason."""
