"""Where an engagement is on the ten-stage path, read from what has been written down.

Stages 5 to 8 run together, so several marks can be "now"; the first of them is the current one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from coachbook.model.engagement import Engagement
from coachbook.model.practice import Stage
from coachbook.model.reflections import ReflectionFile
from coachbook.model.terms import StageId, StageState
from coachbook.model.views import StageMark

PAGE_OF_STAGE: Final[Mapping[StageId, str]] = {
    "assessment": "assessment.html",
    "contracting": "agreement.html",
    "feedback": "feedback.html",
    "planning": "plan.html",
    "sessions": "sessions.html",
    "skills": "resources.html",
    "reflection": "reflections.html",
    "adjustment": "progress.html",
    "closing": "closing.html",
    "follow-up": "follow-up.html",
}


def held(engagement: Engagement, today: date) -> int:
    """Sessions that have taken place."""
    return sum(session.status == "held" and session.date <= today for session in engagement.sessions)


def is_closed(engagement: Engagement, today: date) -> bool:
    """True once the closing meeting has taken place or the engagement is marked closed."""
    return engagement.file.status == "closed" or (
        engagement.closing is not None and engagement.closing.date <= today
    )


def stage_marks(
    engagement: Engagement, reflections: tuple[ReflectionFile, ...], stages: tuple[Stage, ...], today: date
) -> tuple[StageMark, ...]:
    """The marks on the path, for the stages the programme uses."""
    used = engagement.programme.stages or tuple(stage.id for stage in stages)
    return tuple(
        _mark(stage, *STATES[stage.id](engagement, reflections, today))
        for stage in stages
        if stage.id in used
    )


def _mark(stage: Stage, state: StageState, note: str) -> StageMark:
    return StageMark(stage.id, stage.number, stage.title, stage.summary, state, note, PAGE_OF_STAGE[stage.id])


State = tuple[StageState, str]


def _assessment(engagement: Engagement, reflections: object, today: date) -> State:
    if not engagement.goals.goals:
        return ("now", "Goals to come") if engagement.goals.assessment.date else ("now", "Intake to come")
    n_goals = len(engagement.goals.goals)
    return "done", "One goal" if n_goals == 1 else f"{_count(n_goals)} goals"


def _contracting(engagement: Engagement, reflections: object, today: date) -> State:
    signed = engagement.file.agreement.signed
    if signed.executive and signed.coach:
        return "done", "Signed"
    return "now", "To be signed"


def _feedback(engagement: Engagement, reflections: object, today: date) -> State:
    file = engagement.feedback
    if file.rounds or file.interviews or file.takeaways:
        return "done", "Debriefed" if file.chosen else "Gathered"
    return ("done", "Not used") if is_closed(engagement, today) else ("ahead", "")


def _planning(engagement: Engagement, reflections: object, today: date) -> State:
    actions = [
        *engagement.plan.actions,
        *(each for session in engagement.sessions for each in session.actions),
    ]
    if not actions:
        return "ahead", ""
    n_open = sum(action.status == "open" for action in actions)
    note = f"{_count(n_open)} open" if n_open else "All settled"
    return ("done" if held(engagement, today) else "ahead"), note


def _sessions(engagement: Engagement, reflections: object, today: date) -> State:
    n_held, planned = held(engagement, today), engagement.session_plan.planned
    if is_closed(engagement, today) or n_held >= planned:
        return "done", f"{_count(n_held)} held"
    return (
        ("now", f"{_count(n_held)} of {_count(planned).lower()}")
        if n_held
        else ("ahead", f"{_count(planned)} planned")
    )


def _skills(engagement: Engagement, reflections: object, today: date) -> State:
    n_given = sum(len(session.resources) for session in engagement.sessions)
    return _in_course(engagement, today, n_given, "One resource", "resources")


def _reflection(engagement: Engagement, reflections: tuple[ReflectionFile, ...], today: date) -> State:
    return _in_course(engagement, today, len(reflections), "One entry", "entries")


def _adjustment(engagement: Engagement, reflections: object, today: date) -> State:
    n_checks = sum(session.alliance is not None for session in engagement.sessions)
    return _in_course(engagement, today, n_checks, "One check", "checks")


def _in_course(engagement: Engagement, today: date, number: int, one: str, many: str) -> State:
    note = one if number == 1 else f"{_count(number)} {many}" if number else ""
    if is_closed(engagement, today):
        return "done", note
    # A sheet to prepare with comes before the first session; the work on skills does not begin with it.
    return ("now", note) if number and held(engagement, today) else ("ahead", "")


def _closing(engagement: Engagement, reflections: object, today: date) -> State:
    if is_closed(engagement, today):
        return "done", "Closed"
    return "ahead", ""


def _follow_up(engagement: Engagement, reflections: object, today: date) -> State:
    if engagement.closing is None or not is_closed(engagement, today):
        return "ahead", ""
    follow_up = engagement.closing.follow_up
    n_held = sum(each.held is not None and each.held <= today for each in follow_up)
    if follow_up and n_held == len(follow_up):
        return "done", f"{_count(n_held)} held"
    return (
        "now",
        f"{_count(n_held)} of {_count(len(follow_up)).lower()} held" if follow_up else "To be arranged",
    )


_COUNTS = (
    *("No", "One", "Two", "Three", "Four", "Five", "Six"),
    *("Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve"),
)


def _count(number: int) -> str:
    return _COUNTS[number] if number < len(_COUNTS) else str(number)


STATES: Final[Mapping[StageId, Callable[[Engagement, tuple[ReflectionFile, ...], date], State]]] = {
    "assessment": _assessment,
    "contracting": _contracting,
    "feedback": _feedback,
    "planning": _planning,
    "sessions": _sessions,
    "skills": _skills,
    "reflection": _reflection,
    "adjustment": _adjustment,
    "closing": _closing,
    "follow-up": _follow_up,
}
"""How each stage's mark is read."""
