"""`sponsor/*.yml`: the exact text a sponsor receives, approved by the executive by its digest."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from coachbook.model.fields import Day, Id, Part, Prose, Words
from coachbook.model.terms import Band, ReleaseMoment

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class ReleasedGoal(Part):
    """A goal in agreed words, with the executive's own judgement."""

    goal: Id
    """The goal."""
    words: Words
    """The goal as the sponsor reads it."""
    progress: Band | None = None
    """on track, some progress or stuck: set by the executive."""
    sentence: Words | None = None
    """One sentence by the executive."""


class Approval(Part):
    """The executive's agreement to exactly this text."""

    by: Words
    """Her name."""
    date: Day
    """The day."""
    digest: Digest
    """The digest of the text she read; any later change makes the release unreleased again."""


class ReleaseFile(Part):
    """One release."""

    release: ReleaseMoment
    """contracting, midpoint or closing."""
    prepared: Day
    """The day the coach wrote it."""
    summary: Prose | None = None
    """A paragraph."""
    goals: tuple[ReleasedGoal, ...] = ()
    """Goals in agreed words."""
    support_asked: tuple[Words, ...] = ()
    """What is asked of the sponsor."""
    approved: Approval | None = None
    """The executive's approval; absent means not released."""
