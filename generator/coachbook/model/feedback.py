"""`feedback.yml`: what others said, what the executive made of it, and the mid-point review.

Figures are aggregates only: a raw answer has no place in these types.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from coachbook.model.fields import Count, Day, Id, Number, Part, Prose, Words
from coachbook.model.terms import Owner, RaterGroup


class Scale(Part):
    """The scale the raters answered on."""

    lowest: Number = 1
    """The lowest answer."""
    highest: Number = 5
    """The highest answer."""
    low: Words = "rarely"
    """What the lowest answer means."""
    high: Words = "consistently"
    """What the highest answer means."""


class Group(Part):
    """A group of raters and how many answered."""

    group: RaterGroup
    """self, manager, peers, reports or others."""
    invited: Count
    """How many were asked."""
    answered: Count
    """How many answered."""


class Score(Part):
    """A group's mean on one item."""

    group: RaterGroup
    """Whose mean."""
    mean: Number
    """The mean, to one decimal."""
    n: Count | None = None
    """How many answered this item; the group's number when left out."""


class Item(Part):
    """One behaviour that was asked about."""

    text: Words
    """The behaviour, as it was put to the raters."""
    theme: Words | None = None
    """What it belongs to."""
    scores: tuple[Score, ...] = ()
    """Means by group; a group that is too small is left out."""


class Comment(Part):
    """A remark, pooled over groups and without a name."""

    theme: Words
    """What it is about."""
    text: Words
    """The remark."""


class Round(Part):
    """One round of feedback from several people."""

    id: Id
    """A short word, such as spring-2026."""
    title: Words
    """What the executive calls it."""
    closed: Day
    """The day the last answer was counted; nothing is added later."""
    questionnaire: Words | None = None
    """Whose questions were asked."""
    scale: Scale = Scale()
    """The scale."""
    groups: Annotated[tuple[Group, ...], Field(min_length=1)]
    """Who answered."""
    items: tuple[Item, ...] = ()
    """Behaviours with their means."""
    comments: tuple[Comment, ...] = ()
    """Remarks."""


class Theme(Part):
    """What several people said in interviews, put in the coach's words."""

    theme: Words
    """The theme."""
    sources: Count
    """How many people said it."""
    text: Prose
    """A paraphrase that identifies nobody."""


class Interviews(Part):
    """A round of interviews with colleagues."""

    closed: Day
    """The day of the last interview."""
    held: Count
    """How many people were interviewed."""
    themes: tuple[Theme, ...] = ()
    """What came up."""


class Takeaway(Part):
    """What the executive took from feedback or an assessment."""

    text: Words
    """In her own words."""
    source: Words
    """Where it came from."""


class Choice(Part):
    """What the executive chose to work on, and why."""

    text: Words
    """The choice."""
    why: Words
    """Her reason."""
    goal: Id | None = None
    """The goal it became."""


class Pulse(Part):
    """A short check with stakeholders on one behaviour: has it become less or more effective, -3 to +3."""

    date: Day
    """The day it closed."""
    goal: Id
    """The goal asked about."""
    answered: Count
    """How many answered."""
    mean: Annotated[float, Field(ge=-3, le=3, allow_inf_nan=False)]
    """The mean answer."""
    improved: Count
    """How many saw an improvement."""


class Midpoint(Part):
    """The mid-point review."""

    date: Day
    """The day."""
    present: tuple[Owner, ...] = ("executive", "coach")
    """Who took part."""
    working: Prose | None = None
    """What works."""
    not_working: Prose | None = None
    """What does not."""
    agreed: tuple[Words, ...] = ()
    """What was agreed for the second half."""


class FeedbackFile(Part):
    """`feedback.yml`."""

    rounds: tuple[Round, ...] = ()
    """Rounds of feedback."""
    interviews: Interviews | None = None
    """Interviews with colleagues."""
    takeaways: tuple[Takeaway, ...] = ()
    """What she took from it."""
    chosen: tuple[Choice, ...] = ()
    """What she chose to work on."""
    pulses: tuple[Pulse, ...] = ()
    """Short checks with stakeholders."""
    midpoint: Midpoint | None = None
    """The mid-point review."""
