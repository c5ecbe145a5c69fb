"""The text of a release: exactly what a sponsor would read, in one written form, and its digest.

In: an engagement and one of its release files. Out: a `ReleaseText`, from which the sponsor's page is made and
nothing else is; its written form, `coachbook-release-1`, which can be read, printed and signed; and the digest of
that form, which the executive approves. Whatever changes the page changes the digest: a goal's words, what may be
shared, a session that turns out to have been cancelled before the text was prepared.

The written form:

    coachbook-release-1
    moment:
        closing
    summary:
        Twelve sessions took place.
    ...

A heading stands at the margin and ends in a colon; every line of text below it is indented by four spaces. So no
text, whatever it says, can be taken for a heading, and two different releases never have the same form.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from typing import Final, Literal

from coachbook.model.agreement import EngagementFile, Executive, Sponsor
from coachbook.model.engagement import Engagement
from coachbook.model.goals import GoalsFile
from coachbook.model.practice import SessionPlan
from coachbook.model.releases import ReleasedGoal, ReleaseFile
from coachbook.model.sessions import SessionFile
from coachbook.model.sponsorviews import Attendance, GoalText, ReleaseText
from coachbook.model.terms import Share

FORMAT: Final = "coachbook-release-1"
MARK: Final = 12
"""Characters of a digest that people compare by eye."""

Standing = Literal["approved", "changed", "waiting"]
"""approved: the digest is that of the text; changed: it was, of another text; waiting: nobody has approved it."""


def release_text(engagement: Engagement, release: ReleaseFile) -> ReleaseText | None:
    """What the release would tell the sponsor; None where the agreement lets it tell nothing.

    Nothing may be told without a sponsor, before the executive has signed the sponsor agreement, when that shares
    nothing, or at the closing when that shares no closing summary.
    """
    return text_of(release, engagement.file, engagement.goals, engagement.sessions, engagement.session_plan)


def text_of(
    release: ReleaseFile,
    file: EngagementFile,
    goals: GoalsFile,
    sessions: tuple[SessionFile, ...],
    plan: SessionPlan,
) -> ReleaseText | None:
    """`release_text` from the files themselves, for rules that look at an engagement in parts."""
    sponsor = file.sponsor
    if sponsor is None or not _may_tell(sponsor, release):
        return None
    shares = sponsor.agreement.shares
    return ReleaseText(
        moment=release.release,
        prepared=release.prepared,
        about=file.executive.name,
        to=sponsor.name,
        summary=release.summary.strip() if release.summary else None,
        goals=tuple(_goals(release.goals, goals, shares)),
        attendance=_attendance(sessions, plan, release.prepared) if "attendance" in shares else None,
        support_asked=release.support_asked,
    )


def _may_tell(sponsor: Sponsor, release: ReleaseFile) -> bool:
    shares = sponsor.agreement.shares
    if sponsor.agreement.signed.executive is None or not shares:
        return False
    return release.release != "closing" or "closing" in shares


def _goals(
    released: tuple[ReleasedGoal, ...], goals: GoalsFile, shares: tuple[Share, ...]
) -> Iterator[GoalText]:
    """The released goals that both agreements open: the sponsor's in general, `visible_to` each by itself."""
    if "goals" not in shares:
        return
    visible_to = {goal.id: goal.visible_to for goal in goals.goals}
    for each in released:
        if {"executive", "sponsor"} <= set(visible_to.get(each.goal, ())):
            has_progress = "progress" in shares
            yield GoalText(
                each.words,
                each.progress if has_progress else None,
                each.sentence if has_progress else None,
            )


def _attendance(sessions: tuple[SessionFile, ...], plan: SessionPlan, until: date) -> Attendance:
    """Counts only: a moved session is neither held nor cancelled, and no reason is looked at."""
    statuses = [session.status for session in sessions if session.date <= until]
    return Attendance(plan.planned, statuses.count("held"), statuses.count("cancelled"))


def written(text: ReleaseText) -> str:
    """The text in the form `coachbook-release-1`, to be read, printed, signed and digested."""
    return "\n".join((FORMAT, *_lines(text))) + "\n"


def _lines(text: ReleaseText) -> Iterator[str]:
    yield from _part("moment", text.moment)
    yield from _part("prepared", text.prepared.isoformat())
    yield from _part("about", text.about)
    yield from _part("to", text.to)
    if text.summary is not None:
        yield from _part("summary", text.summary)
    for goal in text.goals:
        yield from _part("goal", goal.words)
        if goal.band is not None:
            yield from _part("progress", goal.band)
        if goal.sentence is not None:
            yield from _part("sentence", goal.sentence)
    if text.attendance is not None:
        counts = text.attendance
        yield from _part("sessions planned", str(counts.planned))
        yield from _part("sessions held", str(counts.held))
        yield from _part("sessions cancelled", str(counts.cancelled))
    for each in text.support_asked:
        yield from _part("support asked", each)


def _part(heading: str, text: str) -> Iterator[str]:
    yield f"{heading}:"
    # Only "\n" ends a line here: splitting at U+2028 and its like would give two texts one form.
    yield from (f"    {line}" for line in text.split("\n"))


def digest(text: ReleaseText) -> str:
    """SHA-256 of the written form in UTF-8, in hexadecimal: what an approval names."""
    return sha256(written(text).encode()).hexdigest()


def standing(text: ReleaseText, release: ReleaseFile, executive: Executive, today: date) -> Standing:
    """How the text stands on `today`. Only the executive approves, so another name leaves it waiting."""
    approval = release.approved
    if approval is None or approval.date > today or not _is_of(approval.by, executive):
        return "waiting"
    return "approved" if approval.digest == digest(text) else "changed"


def _is_of(by: str, executive: Executive) -> bool:
    """Whether the name under an approval is the executive's: each of its words is, so a title may be left out."""
    names = f"{executive.name} {executive.known_as or ''}"
    return set(by.casefold().split()) <= set(names.casefold().split())
