"""Feedback as the executive reads it: small groups stay out, gaps and remarks are put in an honest order."""

from __future__ import annotations

from hashlib import sha256

from coachbook.model.feedback import FeedbackFile, Item, Round
from coachbook.model.terms import ANONYMOUS_GROUPS, GROUP_WORDS
from coachbook.model.views import (
    ChoiceEntry,
    CommentTheme,
    FeedbackPage,
    GroupEntry,
    GroupScore,
    ItemEntry,
    Link,
    Markdown,
    PulseEntry,
    RoundEntry,
    TakeawayEntry,
    ThemeEntry,
)

MUCH = 1 / 3
"""A gap is marked when it is wider than this share of the scale's points (Primalogik's rule; domain notes)."""
MOST_SHOWN = 3


def feedback_page(file: FeedbackFile, minimum: int, goal_links: dict[str, Link]) -> FeedbackPage:
    """The feedback page; `minimum` is the practice's smallest anonymous group."""
    interviews = file.interviews
    return FeedbackPage(
        is_empty=not (file.rounds or interviews or file.takeaways or file.chosen or file.pulses),
        rounds=tuple(_round(each, minimum) for each in sorted(file.rounds, key=lambda each: each.closed)),
        interviews_closed=interviews.closed if interviews else None,
        interviews_held=interviews.held if interviews else 0,
        interview_themes=tuple(
            ThemeEntry(theme.theme, theme.sources, Markdown(theme.text))
            for theme in (interviews.themes if interviews else ())
            if theme.sources >= minimum
        ),
        takeaways=tuple(TakeawayEntry(each.text, each.source) for each in file.takeaways),
        chosen=tuple(
            ChoiceEntry(each.text, each.why, goal_links.get(each.goal or "")) for each in file.chosen
        ),
        pulses=tuple(
            PulseEntry(each.date, goal_links.get(each.goal), each.answered, each.mean, each.improved)
            for each in sorted(file.pulses, key=lambda each: each.date)
            if each.answered >= minimum
        ),
    )


def _round(file: Round, minimum: int) -> RoundEntry:
    groups = tuple(
        GroupEntry(
            group.group,
            GROUP_WORDS[group.group],
            group.invited,
            group.answered,
            group.group not in ANONYMOUS_GROUPS or group.answered >= minimum,
        )
        for group in file.groups
    )
    answered = {group.id: group.answered for group in groups if group.is_shown}
    items = tuple(_item(item, answered, minimum) for item in file.items)
    threshold = (file.scale.highest - file.scale.lowest + 1) * MUCH
    gaps = sorted((item for item in items if item.gap is not None), key=lambda item: item.gap or 0)
    return RoundEntry(
        title=file.title,
        closed=file.closed,
        questionnaire=file.questionnaire,
        lowest=file.scale.lowest,
        highest=file.scale.highest,
        low=file.scale.low,
        high=file.scale.high,
        minimum=minimum,
        groups=groups,
        items=items,
        blind_spots=tuple(item for item in reversed(gaps) if (item.gap or 0) >= threshold)[:MOST_SHOWN],
        hidden_strengths=tuple(item for item in gaps if (item.gap or 0) <= -threshold)[:MOST_SHOWN],
        themes=_themes(file),
    )


def _item(item: Item, answered: dict[str, int], minimum: int) -> ItemEntry:
    """An item with the scores that may be shown: each group again by its number on this very item."""
    scores = [
        GroupScore(score.group, GROUP_WORDS[score.group], score.mean, score.n or answered[score.group])
        for score in item.scores
        if score.group in answered
        and (score.group not in ANONYMOUS_GROUPS or (score.n or answered[score.group]) >= minimum)
    ]
    own = next((score.mean for score in scores if score.group == "self"), None)
    order: list[str] = list(GROUP_WORDS)
    others = sorted((s for s in scores if s.group != "self"), key=lambda score: order.index(score.group))
    # The mean over displayed groups only: a total that included a hidden group would let it be computed.
    total = sum(score.n for score in others)
    mean = round(sum(score.mean * score.n for score in others) / total, 1) if total else None
    gap = round(own - mean, 1) if own is not None and mean is not None else None
    return ItemEntry(item.text, item.theme, own, tuple(others), mean, gap)


def _themes(file: Round) -> tuple[CommentTheme, ...]:
    """Remarks by theme; within a theme ordered by digest, so that order says nothing about who or when."""
    themes: dict[str, list[str]] = {}
    for comment in file.comments:
        themes.setdefault(comment.theme, []).append(comment.text)
    return tuple(
        CommentTheme(theme, tuple(sorted(texts, key=lambda text: sha256(text.encode()).digest())))
        for theme, texts in themes.items()
    )
