"""The plan as the executive reads it: actions by due date, if-then plans, habits, changes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from coachbook.model.context import Context, markdown_of
from coachbook.model.goals import Change
from coachbook.model.plan import IfThen
from coachbook.model.sessionviews import (
    action_entry,
)
from coachbook.model.views import (
    ChangeEntry,
    HabitEntry,
    HabitWeekEntry,
    IfThenEntry,
    PlanPage,
    SessionEntry,
)


def plan_page(context: Context, sessions: tuple[SessionEntry, ...]) -> PlanPage:
    """Every action, wherever it was agreed, with if-then plans and habits."""
    file = context.engagement.plan
    actions = [action_entry(context, each, None) for each in file.actions]
    actions += [action for session in sessions for action in session.actions]
    open_ = sorted((a for a in actions if a.status == "open"), key=lambda a: (a.due or date.max, a.text))
    settled = sorted(
        (a for a in actions if a.status != "open"), key=lambda a: a.done or a.due or date.min, reverse=True
    )
    return PlanPage(
        about=markdown_of(file.about),
        open=tuple(open_),
        settled=tuple(settled),
        n_late=sum(action.late_days > 0 for action in open_),
        if_thens=tuple(if_then_entry(context, each) for each in file.if_thens),
        habits=tuple(
            HabitEntry(
                each.what,
                each.cue,
                each.aim,
                each.since,
                context.goal(each.goal),
                tuple(
                    HabitWeekEntry(week.week, week.times, week.note)
                    for week in sorted(each.weeks, key=lambda week: week.week)
                ),
            )
            for each in file.habits
        ),
        changes=change_entries(context, "plan", file.changes),
    )


def if_then_entry(context: Context, plan: IfThen) -> IfThenEntry:
    """A plan tied to a moment."""
    return IfThenEntry(plan.when, plan.then, plan.obstacle, context.goal(plan.goal))


def change_entries(context: Context, part: str, changes: Iterable[Change]) -> tuple[ChangeEntry, ...]:
    """Changes of goals or plan, newest first."""
    return tuple(
        ChangeEntry(each.date, part, each.what, each.reason, context.goal(each.goal))
        for each in sorted(changes, key=lambda each: each.date, reverse=True)
    )
