"""The field's words: the closed vocabularies that files, views and templates share.

One word per idea. A new word needs a reason and a line here.
"""

from __future__ import annotations

from typing import Final, Literal, get_args

StageId = Literal[
    "assessment",
    "contracting",
    "feedback",
    "planning",
    "sessions",
    "skills",
    "reflection",
    "adjustment",
    "closing",
    "follow-up",
]
STAGES: Final[tuple[StageId, ...]] = get_args(StageId)
"""The ten stages in order; their titles and summaries are typed once, on the public stage pages."""

EngagementStatus = Literal["active", "paused", "closed"]
SessionStatus = Literal["planned", "held", "moved", "cancelled"]
SessionMode = Literal["video", "in person", "phone"]
ActionKind = Literal["skill", "learning", "behaviour"]
ActionStatus = Literal["open", "done", "dropped"]
GoalStatus = Literal["active", "reached", "paused", "dropped"]
Owner = Literal["executive", "coach", "sponsor"]
Author = Literal["executive", "coach"]
Reader = Literal["executive", "sponsor"]
Direction = Literal["higher", "lower"]
Paper = Literal["A4", "Letter"]
RaterGroup = Literal["self", "manager", "peers", "reports", "others"]
ReleaseMoment = Literal["contracting", "midpoint", "closing"]
Band = Literal["on track", "some progress", "stuck"]
Share = Literal["goals", "attendance", "progress", "closing"]
Decision = Literal["close", "continue", "renew"]
KitKind = Literal["worksheet", "reading"]
WorkbookPart = Literal["how-to-use", "goals", "prompts", "weeks", "plan", "notes"]
StageState = Literal["done", "now", "ahead"]

AttainmentLevel = Literal["much_less", "less", "expected", "more", "much_more"]
LEVELS: Final[tuple[AttainmentLevel, ...]] = get_args(AttainmentLevel)
LEVEL_SCORE: Final[dict[AttainmentLevel, int]] = {
    "much_less": -2,
    "less": -1,
    "expected": 0,
    "more": 1,
    "much_more": 2,
}
LEVEL_WORDS: Final[dict[AttainmentLevel, str]] = {
    "much_less": "much less than expected",
    "less": "somewhat less than expected",
    "expected": "as expected",
    "more": "somewhat more than expected",
    "much_more": "much more than expected",
}

ANONYMOUS_GROUPS: Final[frozenset[RaterGroup]] = frozenset(("peers", "reports", "others"))
"""Groups whose members answered in confidence; self and manager are attributable and were told so."""

GROUP_WORDS: Final[dict[RaterGroup, str]] = {
    "self": "You",
    "manager": "Your manager",
    "peers": "Peers",
    "reports": "Direct reports",
    "others": "Other colleagues",
}

ALLIANCE_LINES: Final[dict[str, str]] = {
    "goals": "We are working on the right things",
    "way": "The way we work suits me",
    "heard": "I am heard, and can say what I think",
    "challenged": "I am challenged enough",
}
"""Our own four lines, 0 to 10; no published instrument's items (domain rules)."""
