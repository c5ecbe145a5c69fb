"""From the executive's view to a workbook's: everything that a printed page says, put into words.

The book lies open on desks, so only what may lie there is taken: no sponsor, no organisation, no feedback.
"""

from __future__ import annotations

from datetime import date

from markupsafe import Markup

from coachbook.model.terms import Paper, WorkbookPart
from coachbook.model.views import (
    ActionEntry,
    ExecutiveView,
    GoalEntry,
    LevelEntry,
    MeasureEntry,
    WorkbookEntry,
)
from coachbook.model.workbook import (
    WorkbookAction,
    WorkbookGoal,
    WorkbookLevel,
    WorkbookPrompt,
    WorkbookView,
    WorkbookWeek,
    workbook_weeks,
)
from coachbook.render.markdown import prose
from coachbook.render.typography import typeset
from coachbook.render.words import initial, late, number_words, plain_date, weekday


def workbook_view(
    view: ExecutiveView, entry: WorkbookEntry, parts: tuple[WorkbookPart, ...], paper: Paper | None = None
) -> WorkbookView:
    """The book for this engagement on its own paper, or on the one asked for."""
    sessions = {session.url: session for session in view.sessions if session.has_page}
    return WorkbookView(
        practice_name=view.practice_name,
        title=entry.title,
        subtitle=entry.subtitle,
        known_as=view.executive.known_as,
        coach_name=view.coach.name,
        reference=view.reference,
        starts=plain_date(view.starts),
        ends=plain_date(view.ends),
        paper=paper or entry.paper,
        language=view.language,
        goals=tuple(_goal(goal) for goal in view.goals if goal.status in ("active", "reached")),
        prompts=tuple(
            WorkbookPrompt(
                typeset(prompt.text),
                f"{prompt.session.text}, {plain_date(sessions[prompt.session.url].date)}",
            )
            for prompt in view.reflections.prompts
        ),
        weeks=tuple(WorkbookWeek(f"Week of {plain_date(monday)}") for monday in _mondays(view)),
        actions=tuple(_action(action, view.today) for action in view.plan.open),
        parts=parts,
    )


def _mondays(view: ExecutiveView) -> tuple[date, ...]:
    """The weeks still to come, from the start or from today; a closed engagement has none."""
    if view.phase == "closed":
        return ()
    return workbook_weeks(max(view.starts, view.today), view.ends)


def _goal(goal: GoalEntry) -> WorkbookGoal:
    scale = goal.attainment
    return WorkbookGoal(
        title=typeset(goal.title),
        why=prose(goal.matters_to_me) if goal.matters_to_me else Markup(),
        measure=typeset(_measure_sentence(goal.measure)) if goal.measure else "",
        levels=tuple(_level(level, level == scale.baseline) for level in scale.levels) if scale else (),
    )


def _level(level: LevelEntry, is_start: bool) -> WorkbookLevel:
    score = f"+{level.score}" if level.score > 0 else str(level.score).replace("-", "\u2212")
    return WorkbookLevel(score, level.words, typeset(level.text), is_start)


def _measure_sentence(measure: MeasureEntry) -> str:
    """Recurring decisions that need me: from 14 to 4 decisions a week."""
    if measure.baseline is None or measure.target is None:
        return f"{initial(measure.what)}, in {measure.unit}."
    start, end = number_words(measure.baseline), number_words(measure.target)
    return f"{initial(measure.what)}: from {start} to {end} {measure.unit}."


def _action(action: ActionEntry, today: date) -> WorkbookAction:
    return WorkbookAction(
        text=typeset(action.text),
        owner=initial(action.who),
        due=weekday(action.due, today).striptags() if action.due else "",
        status=late(action.late_days) if action.late_days else "open",
    )
