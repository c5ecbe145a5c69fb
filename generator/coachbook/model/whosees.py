"""The table "who sees what", made from this engagement's own agreement and never from a template's memory."""

from __future__ import annotations

from coachbook.model.engagement import Engagement
from coachbook.model.views import WhoSees

NEVER = "Never"


def who_sees(engagement: Engagement) -> tuple[WhoSees, ...]:
    """One row for each kind of content; the sponsor's column is empty where there is no sponsor."""
    sponsor = engagement.file.sponsor
    shares = sponsor.agreement.shares if sponsor else ()
    rows = (
        ("Dates, roles and number of sessions agreed", "Yes", "Yes", "Yes"),
        ("How many sessions were held or cancelled", "Yes", "Yes", _released("attendance" in shares)),
        ("Goals you have agreed to share", "Yes", "Yes", _released("goals" in shares)),
        ("Goals you keep between us", "Yes", "Yes", NEVER),
        ("Your own judgement of progress", "Yes", "Yes", _released("progress" in shares)),
        ("What we say in sessions, insights and actions", "Yes", "Yes", NEVER),
        (
            "Feedback from colleagues",
            "Yes, in groups of three or more",
            "Yes, in groups of three or more",
            NEVER,
        ),
        ("Assessment results", "Yes", "The register only", NEVER),
        ("What you write and keep", "Yes", NEVER, NEVER),
        ("Reflections you choose to send back", "Yes", "Yes", NEVER),
        ("Your checks on how we work together", "Yes", "Yes", NEVER),
        (f"{engagement.coach.name.split()[0]}’s working notes", "On request", "Yes", NEVER),
        ("A closing summary", "Yes", "Yes", _released("closing" in shares)),
    )
    return tuple(
        WhoSees(what, you, coach, to_sponsor if sponsor else "") for what, you, coach, to_sponsor in rows
    )


def _released(is_shared: bool) -> str:
    return "Only the text you approved" if is_shared else NEVER
