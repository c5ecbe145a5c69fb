"""How it goes and how it ended, as the executive reads it: progress, closing, follow-ups."""

from __future__ import annotations

from collections.abc import Iterable

from coachbook.model.closing import Rescored
from coachbook.model.context import Context, first_name, markdown_of
from coachbook.model.goalviews import (
    attainment_summary,
    level_entry,
)
from coachbook.model.path import is_closed
from coachbook.model.planviews import change_entries, if_then_entry
from coachbook.model.views import (
    ClosingPage,
    EvaluationEntry,
    FollowUpEntry,
    MidpointEntry,
    ProgressPage,
    RescoredEntry,
    SessionEntry,
)


def progress_page(context: Context, sessions: tuple[SessionEntry, ...]) -> ProgressPage:
    """How the work itself is going."""
    engagement = context.engagement
    changes = (
        *change_entries(context, "goals", engagement.goals.changes),
        *change_entries(context, "plan", engagement.plan.changes),
    )
    return ProgressPage(
        attainment=attainment_summary(context.goals, context.today),
        alliance=tuple(
            session.alliance for session in sessions if session.alliance and session.status == "held"
        ),
        midpoint=_midpoint(context),
        changes=tuple(sorted(changes, key=lambda change: change.date, reverse=True)),
    )


def _midpoint(context: Context) -> MidpointEntry | None:
    review = context.engagement.feedback.midpoint
    planned = context.engagement.file.agreement.reviews.midpoint
    if review is None:
        return MidpointEntry(planned, False, (), None, None, ()) if planned else None
    sponsor = context.engagement.file.sponsor
    names = {
        "executive": "you",
        "coach": first_name(context.engagement.coach),
        "sponsor": sponsor.name if sponsor else "your sponsor",
    }
    return MidpointEntry(
        review.date,
        review.date <= context.today,
        tuple(names[each] for each in review.present),
        markdown_of(review.working),
        markdown_of(review.not_working),
        review.agreed,
    )


def _rescored(context: Context, scores: Iterable[Rescored]) -> tuple[RescoredEntry, ...]:
    goals = {goal.id: goal for goal in context.goals}
    entries = []
    for each in scores:
        goal, link = goals.get(each.goal), context.goal(each.goal)
        if goal is None or link is None:
            continue
        scale = goal.attainment
        entries.append(
            RescoredEntry(
                goal=link,
                start=level_entry(scale, scale.baseline) if scale else None,
                executive=level_entry(scale, each.executive) if scale else None,
                coach=level_entry(scale, each.coach) if scale and each.coach else None,
                note=each.note,
            )
        )
    return tuple(entries)


def closing_page(context: Context) -> ClosingPage:
    """How it ended and what stays; before the end, the day that was agreed for it."""
    file, engagement = context.engagement.closing, context.engagement
    planned = engagement.file.agreement.reviews.closing or engagement.file.ends
    if file is None:
        return ClosingPage(
            None, False, planned, (), None, None, None, None, None, None, (), (), (), (), (), ()
        )
    sponsor = engagement.file.sponsor
    verdicts = [("You", file.evaluation.executive)]
    if sponsor is not None:
        verdicts.append((sponsor.name, file.evaluation.sponsor))
    return ClosingPage(
        date=file.date,
        is_held=is_closed(engagement, context.today),
        planned=planned,
        rescored=_rescored(context, file.rescored),
        attainment=attainment_summary(context.goals, file.date),
        what_changed=markdown_of(file.what_changed),
        what_others_saw=markdown_of(file.what_others_saw),
        what_did_not_move=markdown_of(file.what_did_not_move),
        impact=markdown_of(file.impact),
        unintended=markdown_of(file.unintended),
        keep=file.keep,
        habits=file.sustain.habits,
        if_thens=tuple(if_then_entry(context, each) for each in file.sustain.if_thens),
        signals=file.sustain.signals,
        supports=file.sustain.supports,
        evaluations=tuple(
            EvaluationEntry(who, each.date, each.outcomes, each.value, markdown_of(each.words))
            for who, each in verdicts
            if each is not None
        ),
    )


def follow_up_entries(context: Context) -> tuple[FollowUpEntry, ...]:
    """Check-ins after the end, by their planned day."""
    file = context.engagement.closing
    if file is None:
        return ()
    return tuple(
        FollowUpEntry(
            months=each.after,
            planned=each.planned,
            held=each.held,
            scores=_rescored(context, each.scores),
            summary=markdown_of(each.summary),
            decision=each.decision,
        )
        for each in sorted(file.follow_up, key=lambda each: each.planned)
    )
