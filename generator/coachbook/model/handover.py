"""Builds access letters: the words in which each reader is let in.

In: an engagement or a coach, the practice, and the `WayIn` that the shell derived. Out: an `AccessLetterView`. A letter
may lie open on a desk, so nothing of an engagement's content is taken; beside the reader's own name it has the
coach's, and those of other holders as the caller words them. The sponsor's letter does not name the executive.
"""

from __future__ import annotations

from datetime import date as Day

from coachbook.model.engagement import Engagement
from coachbook.model.letters import AccessLetterView, Mailbox, WayIn
from coachbook.model.practice import Coach, Practice


def executive_letter(
    engagement: Engagement,
    practice: Practice,
    made: Day,
    way_in: WayIn,
    *,
    holders: tuple[str, ...] = (),
    is_erasable: bool = False,
    mailbox: Mailbox = "unknown",
) -> AccessLetterView:
    """The letter to the executive.

    `holders` names in words whoever else was given a link to her pages. The coach's own link opens them unless the
    engagement is erasable; then she is among the holders, or cannot open them.
    """
    executive, coach = engagement.file.executive, engagement.coach
    return AccessLetterView(
        practice_name=practice.file.name,
        language=practice.file.language,
        paper=engagement.paper,
        made=made,
        reader="executive",
        name=executive.name,
        called=executive.known_as or executive.name.split()[0],
        reference=engagement.id,
        what=(
            f"The pages of your work with {coach.name} are kept for you at an address of their own: what you have "
            "agreed, your goals and sessions, and what comes next."
        ),
        who_else=_who_else(
            () if is_erasable else (coach.name,), holders, "Your organisation was given none.", practice
        ),
        contact=coach.name,
        contact_mail=coach.email,
        mailbox=mailbox,
        way_in=way_in,
    )


def sponsor_letter(
    engagement: Engagement,
    practice: Practice,
    made: Day,
    way_in: WayIn,
    *,
    holders: tuple[str, ...] = (),
    is_erasable: bool = False,
    mailbox: Mailbox = "employer",
) -> AccessLetterView:
    """The letter to the sponsor; it does not name the executive. Raises `ValueError` when there is no sponsor."""
    sponsor, coach = engagement.file.sponsor, engagement.coach
    if sponsor is None:
        raise ValueError("an engagement without a sponsor has no letter for one")
    return AccessLetterView(
        practice_name=practice.file.name,
        language=practice.file.language,
        paper=engagement.paper,
        made=made,
        reader="sponsor",
        name=sponsor.name,
        called=sponsor.name,
        reference=engagement.id,
        what=(
            "Your pages on the coaching you arranged are kept for you at an address of their own: the agreed "
            "facts, your agreement, and the texts that the executive has read and approved."
        ),
        who_else="The executive can read every one of these pages. "
        + _who_else(() if is_erasable else (coach.name,), holders, "", practice),
        contact=coach.name,
        contact_mail=coach.email,
        mailbox=mailbox,
        way_in=way_in,
    )


def coach_letter(coach: Coach, practice: Practice, made: Day, way_in: WayIn) -> AccessLetterView:
    """The letter to a coach: her code opens her desk and the pages of all of her engagements."""
    return AccessLetterView(
        practice_name=practice.file.name,
        language=practice.file.language,
        paper=practice.file.paper,
        made=made,
        reader="coach",
        name=coach.name,
        called=coach.name.split()[0],
        reference="",
        what=(
            "Your desk is kept at an address of its own, with your working notes. The same code also opens "
            "the pages of your clients and sponsors, but for erasable ones; keep it as you would keep all their files."
        ),
        who_else=_who_else((), (), "", practice),
        contact=f"whoever keeps the keys of {practice.file.name}",
        contact_mail="",
        mailbox="private",
        way_in=way_in,
    )


def _who_else(
    coach: tuple[str, ...], holders: tuple[str, ...], if_nobody_else: str, practice: Practice
) -> str:
    """Who has a link of their own, what may be added when that is all, and who can make more."""
    others = (*coach, *holders)
    keeper = f"Whoever keeps the master key of {practice.file.name} can make new links."
    if not others:
        return f"Nobody else has a link. {keeper}"
    if holders:
        have = "has a separate link" if len(others) == 1 else "have links of their own"
        return f"{_and(others)} {have}. {keeper}"
    return " ".join(
        filter(None, (f"{_and(others)} has a separate link; nobody else has.", if_nobody_else, keeper))
    )


def _and(parts: tuple[str, ...]) -> str:
    """A, b and c."""
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))
