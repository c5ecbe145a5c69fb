"""Goals, measures and actions: can both sides see the goal move, and does anybody do what was agreed?

Every rule keeps quiet until its stage: a goal needs an action only once the work has begun.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from coachbook.model.checks.context import Context, Finding, Other, Placed, T, days
from coachbook.model.goals import Goal, Measure
from coachbook.model.plan import Action
from coachbook.source.diagnostics import TYPED, Keys
from coachbook.source.suggest import suggest

MOST_GOALS: Final = 4
"""Active goals at a time; above that nothing is worked on long enough to move."""
READING_EVERY: Final = timedelta(weeks=6)
"""A measure without a figure for longer than this says nothing about the present."""
SESSIONS_BEFORE_ACTION: Final = 2
"""Sessions held before a goal without any action is asked about."""


def without_measure(context: Context) -> Iterator[Finding]:
    """`goal-without-measure`: neither a measure nor a written scale."""
    for goal in context.active_goals:
        if goal.value.measure is None and goal.value.attainment is None:
            yield _at(
                goal,
                ("id",),
                "goal-without-measure",
                "'{typed}' has neither a measure nor a written scale, so nobody will see it move",
                "write measure: with what, unit, baseline and target; or attainment: with five levels",
            )


def without_figures(context: Context) -> Iterator[Finding]:
    """`goal-without-baseline-or-target`: a measure that says neither from where nor to where."""
    for goal, measure in _measures(context):
        missing = [key for key in ("baseline", "target") if getattr(measure, key) is None]
        if missing:
            yield _at(
                goal,
                ("measure", "what"),
                "goal-without-baseline-or-target",
                f"the measure of '{{typed}}' has no {' and no '.join(missing)}",
                "write the figure at the start and the figure you both expect at the end",
            )


def goes_backwards(context: Context) -> Iterator[Finding]:
    """`measure-goes-backwards`: the target lies on the wrong side of the baseline."""
    for goal, measure in _measures(context):
        if measure.baseline is None or measure.target is None or measure.better is None:
            continue
        gain = measure.target - measure.baseline
        if (gain < 0) if measure.better == "higher" else (gain > 0):
            yield _at(
                goal,
                ("measure", "better"),
                "measure-goes-backwards",
                f"'{measure.better}' is better here, and the target {measure.target:g} lies on the other side of "
                f"the baseline {measure.baseline:g}",
                "change the two figures about, or correct 'better'; it may be left out",
            )


def outside_scale(context: Context) -> Iterator[Finding]:
    """`reading-outside-scale`: a figure below the lowest or above the highest there can be."""
    for goal in context.goals:
        if goal.value.measure is None:
            continue
        measure = goal.value.measure
        for keys, value in _figures(measure):
            too_low = measure.lowest is not None and value < measure.lowest
            too_high = measure.highest is not None and value > measure.highest
            if too_low or too_high:
                limit = "lowest" if too_low else "highest"
                yield _at(
                    goal,
                    ("measure", *keys),
                    "reading-outside-scale",
                    f"{value:g} is {'below' if too_low else 'above'} {getattr(measure, limit):g}, "
                    f"the {limit} value there can be",
                    f"correct the figure or '{limit}'",
                    Other(f"'{limit}' stands here", goal.document, (*goal.keys, "measure", limit)),
                )


def _figures(measure: Measure) -> Iterator[tuple[Keys, float]]:
    for key in ("baseline", "target"):
        if (value := getattr(measure, key)) is not None:
            yield (key,), value
    for number, reading in enumerate(measure.readings):
        yield ("readings", number, "value"), reading.value


def no_reading_lately(context: Context) -> Iterator[Finding]:
    """`no-reading-lately`: the last figure is older than six weeks."""
    engagement = context.engagement
    if engagement is None or not context.is_active:
        return
    for goal, measure in _measures(context):
        begun = goal.value.agreed or engagement.value.starts
        last = max((reading.date for reading in measure.readings), default=begun)
        if max(last, begun) + READING_EVERY < context.today:
            yield _at(
                goal,
                ("measure", "readings") if measure.readings else ("measure", "what"),
                "no-reading-lately",
                f"the last figure for '{{typed}}' is {days((context.today - max(last, begun)).days)} old",
                "ask for one before the next session, and add it under readings",
            )


def ratings_without_scale(context: Context) -> Iterator[Finding]:
    """`rating-without-scale`: levels are given that nobody has described."""
    for goal in context.goals:
        if goal.value.ratings and goal.value.attainment is None:
            yield _at(
                goal,
                ("ratings",),
                "rating-without-scale",
                "'{typed}' is rated on five levels that are not written down",
                "write attainment: with the five levels; without them a rating cannot be checked by anybody",
            )


def without_action(context: Context) -> Iterator[Finding]:
    """`goal-without-action`: nothing at all is being done about a goal."""
    if not (context.is_active and context.plan_known and context.sessions_known):
        return
    if context.n_held < SESSIONS_BEFORE_ACTION:
        return
    served = {action.value.goal for action in context.actions if action.value.status != "dropped"}
    if context.plan:
        served.update(habit.goal for habit in context.plan.value.habits)
        served.update(each.goal for each in context.plan.value.if_thens)
    ids = tuple(goal.value.id for goal in context.goals)
    # A misspelt id serves the goal that it means: unknown-goal says the rest.
    served.update([suggest(id_, ids) for id_ in served if id_ is not None and id_ not in ids])
    for goal in context.active_goals:
        if goal.value.id not in served:
            yield _at(
                goal,
                ("id",),
                "goal-without-action",
                "no action, habit or if-then plan serves '{typed}'",
                "agree on one small thing, or write status: paused",
            )


def too_many(context: Context) -> Iterator[Finding]:
    """`too-many-goals`: more than can be worked on at a time."""
    active = tuple(context.active_goals)
    if len(active) > MOST_GOALS:
        yield _at(
            active[MOST_GOALS],
            ("id",),
            "too-many-goals",
            f"{len(active)} goals are active at once",
            f"two or three get done; write status: paused for those beyond {MOST_GOALS}",
        )


def overdue(context: Context) -> Iterator[Finding]:
    """`overdue-action`: open, and its day has passed."""
    if context.is_closed:
        return
    for action in context.actions:
        value = action.value
        if value.status == "open" and value.done is None and value.due and value.due < context.today:
            yield _at(
                action,
                ("due",),
                "overdue-action",
                f"this action is {days((context.today - value.due).days)} late",
                "write status: done or dropped, or agree on a new day",
            )


def without_due(context: Context) -> Iterator[Finding]:
    """`action-without-due`: open, and no day is agreed."""
    if context.is_closed:
        return
    for action in context.actions:
        if action.value.status == "open" and action.value.done is None and action.value.due is None:
            yield _at(
                action,
                ("text",),
                "action-without-due",
                "no day is agreed for this action",
                "write due: and the day; what has no day is seldom done",
            )


def for_dropped_goal(context: Context) -> Iterator[Finding]:
    """`action-for-dropped-goal`: an open action serves a goal that was given up."""
    dropped = {goal.value.id: goal for goal in context.goals if goal.value.status == "dropped"}
    for action in context.actions:
        goal = dropped.get(action.value.goal or "")
        if goal is not None and action.value.status == "open":
            yield _at(
                action,
                ("goal",),
                "action-for-dropped-goal",
                "this action is open, and the goal '{typed}' was dropped",
                "write status: dropped, or name the goal it serves now",
                Other("the goal was dropped here", goal.document, (*goal.keys, "status")),
            )


def done_without_date(context: Context) -> Iterator[Finding]:
    """`done-without-date` and `done-but-open`: the status and the day do not agree."""
    for action in context.actions:
        value = action.value
        if value.status == "done" and value.done is None:
            message = "this action is done, and 'done' does not say when"
            yield _at(action, ("status",), "done-without-date", message, "write done: and the day")
        elif value.status == "open" and value.done is not None:
            yield _at(
                action,
                ("done",),
                "done-but-open",
                "this action has a day on which it was done, and its status is open",
                "write status: done, or take the day out",
            )


_VAGUE: Final = re.compile(
    r"(?i)\A(?:try to|try and|attempt to|aim to|be (?:more|less|better)|get better|work on|think about|consider|"
    r"reflect on|improve|focus on|remember to)\b|\bbe more\b|\bas (?:much|often) as possible\b"
)


def vague(context: Context) -> Iterator[Finding]:
    """`vague-action`: worded so that nobody could see it happen."""
    for action in context.actions:
        found = _VAGUE.search(action.value.text) if action.value.status == "open" else None
        if found:
            yield _at(
                action,
                ("text",),
                "vague-action",
                f'an action that says "{found[0].lower()}" cannot be seen to happen',
                "say what will be done, with whom and when",
            )


def _measures(context: Context) -> Iterator[tuple[Placed[Goal], Measure]]:
    for goal in context.active_goals:
        if goal.value.measure is not None:
            yield goal, goal.value.measure


def _at(placed: Placed[T], keys: Keys, code: str, message: str, help_: str, *others: Other) -> Finding:
    return Finding(
        code=code,
        message=message,
        help=help_,
        document=placed.document,
        keys=(*placed.keys, *keys),
        typed=_goal_id(placed.value) if TYPED in message else None,
        others=others,
    )


def _goal_id(value: object) -> str | None:
    """The id of the goal, or of the goal an action serves: an executive's word, which a job's log leaves out."""
    return value.id if isinstance(value, Goal) else value.goal if isinstance(value, Action) else None


RULES = (
    without_measure,
    without_figures,
    goes_backwards,
    outside_scale,
    no_reading_lately,
    ratings_without_scale,
    without_action,
    too_many,
    overdue,
    without_due,
    for_dropped_goal,
    done_without_date,
    vague,
)
