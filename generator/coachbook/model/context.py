"""What the builders of the executive's view share, and nothing in it that she may not read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from coachbook.model.engagement import Engagement
from coachbook.model.goals import Goal
from coachbook.model.practice import Coach, Practice
from coachbook.model.reflections import ReflectionFile
from coachbook.model.terms import Author
from coachbook.model.views import (
    Link,
    Markdown,
)


@dataclass(frozen=True, slots=True)
class Context:
    """What the builders below share; nothing in it that the executive may not read."""

    engagement: Engagement
    practice: Practice
    reflections: tuple[ReflectionFile, ...]
    goals: tuple[Goal, ...]
    goal_links: dict[str, Link]
    today: date

    def who(self, by: Author) -> str:
        """How a sentence names whoever said or judged something."""
        return "you" if by == "executive" else first_name(self.engagement.coach)

    def goal(self, id: str | None) -> Link | None:
        """The link to a goal, or None for one there is not."""
        return self.goal_links.get(id or "")


def first_name(coach: Coach) -> str:
    """The coach's first name, as sentences use it."""
    return coach.name.split()[0]


def markdown_of(text: str | None) -> Markdown | None:
    """Prose as prose; no text stays no text."""
    return None if text is None else Markdown(text)
