"""A goal as its reader sees it: the measure's trend, the five levels, and the word for where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from coachbook.model.attainment import t_score
from coachbook.model.closing import ClosingFile
from coachbook.model.goals import Attainment, Goal, Measure, Rating
from coachbook.model.terms import LEVEL_SCORE, LEVEL_WORDS, LEVELS, AttainmentLevel
from coachbook.model.views import (
    AttainmentEntry,
    AttainmentSummary,
    LevelEntry,
    MeasureEntry,
    RatingEntry,
    ReadingEntry,
    Trend,
)

TREND_WORDS: Final[dict[Trend, str]] = {
    "reached": "reached",
    "closer": "closer",
    "unmoved": "not moved yet",
    "further": "further away",
    "too early": "too early to say",
}


def level_entry(scale: Attainment, level: AttainmentLevel) -> LevelEntry:
    """One written level of the scale."""
    return LevelEntry(level, LEVEL_SCORE[level], LEVEL_WORDS[level], getattr(scale, level))


def measure_entry(measure: Measure, since: date, until: date) -> MeasureEntry:
    """The measure with its readings up to `until`; the baseline stands on `since`."""
    readings = tuple(
        ReadingEntry(reading.date, reading.value, reading.note)
        for reading in sorted(measure.readings, key=lambda each: each.date)
        if reading.date <= until
    )
    points = [(reading.date, reading.value) for reading in readings]
    if measure.baseline is not None and (not points or points[0][0] > since):
        points.insert(0, (since, measure.baseline))
    return MeasureEntry(
        what=measure.what,
        unit=measure.unit,
        baseline=measure.baseline,
        target=measure.target,
        lower_is_better=_lower_is_better(measure),
        readings=readings,
        latest=readings[-1] if readings else None,
        points=tuple(points),
        trend=_trend(measure, readings),
    )


def _lower_is_better(measure: Measure) -> bool:
    if measure.better is not None or measure.baseline is None or measure.target is None:
        return measure.better == "lower"
    return measure.target < measure.baseline


def _trend(measure: Measure, readings: tuple[ReadingEntry, ...]) -> Trend:
    """Where the last reading stands against the baseline and the target."""
    start = measure.baseline if measure.baseline is not None else (readings[0].value if readings else None)
    if not readings or start is None or (measure.baseline is None and len(readings) < 2):
        return "too early"
    sign = -1 if _lower_is_better(measure) else 1
    moved = sign * (readings[-1].value - start)
    if measure.target is not None and sign * (readings[-1].value - measure.target) >= 0:
        return "reached"
    return "closer" if moved > 0 else "further" if moved < 0 else "unmoved"


def attainment_entry(goal: Goal, who: dict[str, str], until: date) -> AttainmentEntry | None:
    """The five levels with the ratings up to `until`; `who` names executive and coach."""
    if goal.attainment is None:
        return None
    ratings = tuple(
        RatingEntry(
            rating.date, rating.by, who[rating.by], rating.level, LEVEL_SCORE[rating.level], rating.note
        )
        for rating in sorted(goal.ratings, key=lambda each: (each.date, each.by))
        if rating.date <= until
    )
    return AttainmentEntry(
        levels=tuple(level_entry(goal.attainment, level) for level in LEVELS),
        baseline=level_entry(goal.attainment, goal.attainment.baseline),
        ratings=ratings,
        latest=_latest(ratings),
    )


def _latest(ratings: tuple[RatingEntry, ...]) -> RatingEntry | None:
    """The executive's last rating counts; the coach's only while she has made none."""
    own = [rating for rating in ratings if rating.by == "executive"]
    return (own or list(ratings) or [None])[-1]  # type: ignore[list-item]


def standing(goal: Goal, measure: MeasureEntry | None, attainment: AttainmentEntry | None) -> str:
    """A word or two for where the goal stands."""
    if goal.status in ("reached", "paused", "dropped"):
        return goal.status
    if measure is not None and measure.trend != "too early":
        return TREND_WORDS[measure.trend]
    if attainment is not None and attainment.latest is not None:
        return LEVEL_WORDS[attainment.latest.level]
    return TREND_WORDS["too early"]


def with_closing(goals: Iterable[Goal], closing: ClosingFile | None) -> tuple[Goal, ...]:
    """The goals with the closing meeting's and follow-ups' levels among their ratings, where they are typed once."""
    scored = _scored_after(closing)
    return tuple(
        goal.model_copy(update={"ratings": (*goal.ratings, *scored.get(goal.id, ()))}) if scored else goal
        for goal in goals
    )


def _scored_after(closing: ClosingFile | None) -> dict[str, list[Rating]]:
    scored: dict[str, list[Rating]] = {}
    if closing is None:
        return scored
    moments = [(closing.date, closing.rescored)]
    moments += [(each.held, each.scores) for each in closing.follow_up if each.held is not None]
    for day, scores in moments:
        for each in scores:
            ratings = scored.setdefault(each.goal, [])
            ratings.append(Rating(date=day, by="executive", level=each.executive, note=each.note))
            if each.coach is not None:
                ratings.append(Rating(date=day, by="coach", level=each.coach))
    return scored


def attainment_summary(goals: Iterable[Goal], until: date) -> AttainmentSummary | None:
    """T at the start and now, over active and reached goals that have a scale and a rating. None without any."""
    starts: list[int] = []
    now: list[int] = []
    weights: list[float] = []
    days: list[date] = []
    for goal in goals:
        ratings = [rating for rating in goal.ratings if rating.by == "executive" and rating.date <= until]
        if goal.attainment is None or not ratings or goal.status in ("dropped", "paused"):
            continue
        last = max(ratings, key=lambda rating: rating.date)
        starts.append(LEVEL_SCORE[goal.attainment.baseline])
        now.append(LEVEL_SCORE[last.level])
        weights.append(goal.attainment.weight)
        days.append(last.date)
    if not days or not sum(weights):
        return None
    return AttainmentSummary(
        baseline=round(t_score(starts, weights), 1),
        latest=round(t_score(now, weights), 1),
        as_of=max(days),
        n_goals=len(days),
    )
