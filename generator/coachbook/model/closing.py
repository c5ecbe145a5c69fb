"""`closing.yml`: how it ended, what stays, and the follow-up."""

from __future__ import annotations

from coachbook.model.fields import Day, Id, Months, OutOfTen, Part, Prose, Words
from coachbook.model.plan import IfThen
from coachbook.model.terms import AttainmentLevel, Decision


class Rescored(Part):
    """A goal's level at the end, as each side sees it."""

    goal: Id
    """The goal."""
    executive: AttainmentLevel
    """The executive's judgement."""
    coach: AttainmentLevel | None = None
    """The coach's judgement, made separately."""
    note: Words | None = None
    """What it rests on."""


class Sustain(Part):
    """What keeps the change alive."""

    habits: tuple[Words, ...] = ()
    """What she goes on doing."""
    if_thens: tuple[IfThen, ...] = ()
    """Plans for the moments that tempt her back."""
    signals: tuple[Words, ...] = ()
    """How she would notice slipping."""
    supports: tuple[Words, ...] = ()
    """Who and what helps."""


class Evaluation(Part):
    """A verdict on the engagement's outcomes; 0 to 10 with words."""

    date: Day
    """The day it was given."""
    outcomes: OutOfTen
    """How far the outcomes were reached."""
    value: OutOfTen | None = None
    """How far it was worth the time."""
    words: Prose | None = None
    """The verdict in words."""


class Evaluations(Part):
    """The executive's and the sponsor's verdicts."""

    executive: Evaluation | None = None
    """The executive's."""
    sponsor: Evaluation | None = None
    """The sponsor's."""


class FollowUp(Part):
    """A check-in after the end."""

    after: Months
    """When, counted from the closing: `3 months`."""
    planned: Day
    """The day fixed for it."""
    held: Day | None = None
    """The day it took place."""
    scores: tuple[Rescored, ...] = ()
    """The goals' levels on that day."""
    summary: Prose | None = None
    """What lasted, what slipped."""
    decision: Decision | None = None
    """close, continue or renew."""


class ClosingFile(Part):
    """`closing.yml`."""

    date: Day
    """The day of the closing meeting."""
    rescored: tuple[Rescored, ...] = ()
    """The goals' levels at the end."""
    what_changed: Prose | None = None
    """What is different, in the executive's words."""
    what_others_saw: Prose | None = None
    """What people around her noticed."""
    what_did_not_move: Prose | None = None
    """What stayed, and why."""
    impact: Prose | None = None
    """What it meant for the organisation."""
    unintended: Prose | None = None
    """What else happened, welcome or not."""
    keep: tuple[Words, ...] = ()
    """Insights worth keeping."""
    sustain: Sustain = Sustain()
    """What keeps it alive."""
    evaluation: Evaluations = Evaluations()
    """Verdicts."""
    follow_up: tuple[FollowUp, ...] = ()
    """Check-ins at agreed months."""
