"""Builds the `SponsorView`: the only way from an engagement to a sponsor's pages.

An allow-list by construction: each field is named here. Reflections and the coach's notes are not arguments. A
release passes only as a `ReleaseText` whose digest the executive approved; of any other the view holds nothing, not
even that there is one. `shared_pages` hands the executive the same view, with what waits for her approval.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from coachbook.model.agreement import SponsorAgreement
from coachbook.model.engagement import Engagement
from coachbook.model.path import is_closed
from coachbook.model.practice import Practice
from coachbook.model.releases import Approval
from coachbook.model.releasetext import MARK, digest, release_text, standing, written
from coachbook.model.sponsorviews import (
    Milestone,
    ReleaseEntry,
    ReleaseText,
    SharedPages,
    Signature,
    SponsorAgreementPage,
    SponsorCoach,
    SponsorView,
    WaitingEntry,
)
from coachbook.model.terms import Share

SHARED_IN_WORDS: Final[dict[Share, str]] = {
    "goals": "Goals, in agreed words",
    "attendance": "How many sessions have been planned, held and cancelled",
    "progress": "Progress on each goal, in the executive’s own judgement",
    "closing": "A closing summary",
}


def sponsor_view(engagement: Engagement, practice: Practice, today: date) -> SponsorView | None:
    """What the sponsor may read on `today`; None when the engagement has no sponsor."""
    file, sponsor, coach = engagement.file, engagement.file.sponsor, engagement.coach
    if sponsor is None:
        return None
    milestones = _milestones(engagement, today)
    return SponsorView(
        practice_name=practice.file.name,
        language=practice.file.language,
        today=today,
        sponsor=sponsor.name,
        executive=file.executive.name,
        role=file.executive.role,
        organisation=file.executive.organisation,
        coach=SponsorCoach(coach.name, coach.name.split()[0], coach.role, coach.email),
        programme=engagement.programme.title,
        planned_sessions=engagement.session_plan.planned,
        starts=file.starts,
        ends=file.ends,
        status=_status(engagement, today),
        milestones=milestones,
        next_milestone=next((each for each in milestones if each.date > today), None),
        agreement=_agreement(engagement, sponsor.agreement),
        releases=_releases(engagement, today),
    )


def shared_pages(engagement: Engagement, practice: Practice, today: date) -> SharedPages | None:
    """The sponsor's pages for the executive's own site, and the texts that wait for her; None without a sponsor."""
    view = sponsor_view(engagement, practice, today)
    return None if view is None else SharedPages(view, waiting_releases(engagement, today))


def waiting_releases(engagement: Engagement, today: date) -> tuple[WaitingEntry, ...]:
    """The prepared texts that the executive has not approved as they now stand, oldest first."""
    entries: list[WaitingEntry] = []
    for release in sorted(engagement.releases, key=lambda each: (each.prepared, each.release)):
        text = release_text(engagement, release)
        stands = standing(text, release, engagement.file.executive, today) if text else "approved"
        if text is not None and stands != "approved":
            number = len(entries) + 1
            entries.append(
                WaitingEntry(
                    number=number,
                    url=f"sponsor-waiting-{number}.html",
                    text=text,
                    written=written(text),
                    mark=digest(text)[:MARK],
                    was_approved=stands == "changed",
                )
            )
    return tuple(entries)


def _releases(engagement: Engagement, today: date) -> tuple[ReleaseEntry, ...]:
    """What was approved, in the order of approval. Of a release file only the approval gets this far."""
    approved: list[tuple[Approval, ReleaseText]] = []
    for release in engagement.releases:
        text = release_text(engagement, release)
        if text is None or release.approved is None:
            continue
        if standing(text, release, engagement.file.executive, today) == "approved":
            approved.append((release.approved, text))
    approved.sort(key=lambda pair: (pair[0].date, pair[1].prepared, pair[1].moment))
    return tuple(_entry(number, approval, text) for number, (approval, text) in enumerate(approved, 1))


def _entry(number: int, approval: Approval, text: ReleaseText) -> ReleaseEntry:
    return ReleaseEntry(
        number=number,
        url=f"sponsor-release-{number}.html",
        text=text,
        approved_by=text.about,
        approved_on=approval.date,
        mark=digest(text)[:MARK],
    )


def _status(engagement: Engagement, today: date) -> str:
    """One of four words; why an engagement is paused, or how it ended, is not the sponsor's."""
    if is_closed(engagement, today):
        return "Complete"
    if engagement.file.status == "paused":
        return "Paused"
    return "Under way" if engagement.file.starts <= today else "Not begun"


def _milestones(engagement: Engagement, today: date) -> tuple[Milestone, ...]:
    """Mid-point and closing meeting, on the day they took place or else are planned for, and planned check-ins."""
    reviews, review = engagement.file.agreement.reviews, engagement.feedback.midpoint
    closing = engagement.closing
    found = []
    if midpoint := review.date if review else reviews.midpoint:
        found.append(Milestone("Mid-point review", midpoint, review is not None and midpoint <= today))
    last = closing.date if closing else reviews.closing or engagement.file.ends
    found.append(Milestone("Closing meeting", last, is_closed(engagement, today)))
    for each in closing.follow_up if closing else ():
        after = "a month" if each.after == 1 else f"{each.after} months"
        found.append(Milestone(f"Check-in after {after}", each.planned, False))
    return tuple(sorted(found, key=lambda each: each.date))


def _agreement(engagement: Engagement, agreement: SponsorAgreement) -> SponsorAgreementPage | None:
    file, coach, signed = engagement.file, engagement.coach, agreement.signed
    sponsor = file.sponsor
    if sponsor is None or signed.executive is None:
        return None
    return SponsorAgreementPage(
        executive=file.executive.name,
        coach=coach.name,
        objectives=agreement.objectives,
        shares=tuple(SHARED_IN_WORDS[share] for share in agreement.shares),
        support=agreement.support,
        never_shared=agreement.never_shared,
        signatures=(
            Signature(sponsor.name, sponsor.role, signed.sponsor),
            Signature(coach.name, coach.role, signed.coach),
            Signature(file.executive.name, file.executive.role, signed.executive),
        ),
    )
