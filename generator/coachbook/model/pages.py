"""The plan of a site: which pages there are, which template draws each, and what each is about.

Addresses and titles are neutral: they show in browser history and shared tabs, so they carry numbers and
never a goal's words. All pages lie in one folder, so that a copied folder opens by double click.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from coachbook.model.deskviews import CoachView, DeskEngagement
from coachbook.model.sponsorviews import ReleaseEntry, SponsorAgreementPage, SponsorView, WaitingEntry
from coachbook.model.views import ExecutiveView, GoalEntry, ResourceEntry, SessionEntry

Subject = (
    GoalEntry
    | SessionEntry
    | ResourceEntry
    | SponsorView
    | SponsorAgreementPage
    | ReleaseEntry
    | WaitingEntry
    | DeskEngagement
    | None
)


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its address within the site, its template, its title, and the part of the view it is about."""

    url: str
    template: str
    title: str
    section: str
    """The entry of the contents this page belongs to, by address."""
    subject: Subject = None
    layout: str = "layouts/site.html"
    """The frame around it, for a template that stands on the sites of two readers."""


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


MIRROR: Final = "sponsor/mirror.html"
"""The frame of the sponsor's pages on the executive's own site."""


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
    if view.data_handling is not None:
        template = "pages/data-handling.html"
        pages.append(Page("data-handling.html", template, "How your data is kept", "agreement.html"))
    if view.shared is not None:
        pages += _mirrored(view.shared.site)
        pages += [
            Page(each.url, "sponsor/waiting.html", f"Waiting for you {each.number}", "agreement.html", each)
            for each in view.shared.waiting
        ]
    return tuple(pages)


def sponsor_pages(view: SponsorView) -> tuple[Page, ...]:
    """The pages of a sponsor's site. What stands in their text depends on `subject` alone, and links past Home."""
    return _shared(view, "index.html", "sponsor/frame.html", "Home")


def _mirrored(view: SponsorView) -> tuple[Page, ...]:
    """The same pages among the executive's own: other frames and addresses, and in the text the same bytes."""
    pages = _shared(view, "sponsor.html", MIRROR, "Shared pages")
    return tuple(replace(page, section="agreement.html") for page in pages)


def _shared(view: SponsorView, home: str, layout: str, title: str) -> tuple[Page, ...]:
    pages = [Page(home, "sponsor/home.html", title, home, view, layout)]
    if view.agreement is not None:
        url = "sponsor-agreement.html"
        pages.append(Page(url, "sponsor/agreement.html", "Sponsor agreement", url, view.agreement, layout))
    pages += [
        Page(each.url, "sponsor/release.html", f"Summary {each.number}", home, each, layout)
        for each in view.releases
    ]
    return tuple(pages)


def desk_pages(view: CoachView) -> tuple[Page, ...]:
    """The pages of a coach's desk: the day and the week, then one for each engagement, titled by its code name."""
    return (
        Page("index.html", "desk/home.html", "Desk", "index.html", layout="desk/frame.html"),
        *(
            Page(each.url, "desk/engagement.html", each.id, "index.html", each, "desk/frame.html")
            for each in view.engagements
        ),
    )
