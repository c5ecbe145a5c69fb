"""`reflections/*.yml`: what the executive chose to send back. Nothing she keeps to herself is ever here."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from coachbook.model.fields import Day, Id, Part, Prose, Words


class ReflectionFile(Part):
    """One entry."""

    date: Day
    """The day she wrote it."""
    prompt: Words | None = None
    """The question it answers."""
    kit: Id | None = None
    """The worksheet it answers, if it was one."""
    session: Annotated[int, Field(ge=1, le=100)] | None = None
    """The session it follows."""
    text: Prose
    """What she wrote."""
    insight: Words | None = None
    """The sentence worth keeping."""
