"""The plan of a site: which pages there are, which template draws each, and what each is about.

Addresses and titles are neutral: they show in browser history and shared tabs, so they carry numbers and
never a goal's words. All pages lie in one folder, so that a copied folder opens by double click.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from coachbook.model.views import ExecutiveView, GoalEntry, ResourceEntry, SessionEntry

Subject = GoalEntry | SessionEntry | ResourceEntry | None


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its address within the site, its template, its title, and the part of the view it is about."""

    url: str
    template: str
    title: str
    section: str
    """The entry of the contents this page belongs to, by address."""
    subject: Subject = None


SECTIONS: Final[tuple[tuple[str, str, str], ...]] = (
    ("index.html", "pages/home.html", "Home"),
    ("agreement.html", "pages/agreement.html", "Our agreement"),
    ("assessment.html", "pages/assessment.html", "Starting point"),
    ("goals.html", "pages/goals.html", "Goals"),
    ("feedback.html", "pages/feedback.html", "Feedback"),
    ("plan.html", "pages/plan.html", "Plan"),
    ("sessions.html", "pages/sessions.html", "Sessions"),
    ("resources.html", "pages/resources.html", "Resources"),
    ("reflections.html", "pages/reflections.html", "Reflections"),
    ("progress.html", "pages/progress.html", "Progress"),
    ("workbook.html", "pages/workbook.html", "Workbook"),
    ("closing.html", "pages/closing.html", "Closing"),
    ("follow-up.html", "pages/follow-up.html", "Follow-up"),
    ("search.html", "pages/search.html", "Search"),
)
"""Address, template and title of the pages every engagement has, in the order of the contents."""


def executive_pages(view: ExecutiveView) -> tuple[Page, ...]:
    """The pages of an executive's site, in reading order."""
    pages = [Page(url, template, title, url) for url, template, title in SECTIONS]
    pages += [
        Page(goal.url, "pages/goal.html", f"Goal {goal.number}", "goals.html", goal) for goal in view.goals
    ]
    pages += [
        Page(session.url, "pages/session.html", f"Session {session.number}", "sessions.html", session)
        for session in view.sessions
        if session.has_page
    ]
    pages += [
        Page(resource.url, "pages/resource.html", resource.title, "resources.html", resource)
        for resource in view.resources
    ]
    return tuple(pages)
