"""Where the marks of each drawing lie: numbers for the macros in `parts/charts.html`, and nothing drawn here.

Across, a drawing is measured in per cent of its own width, so that it fills a phone and a desk alike while
its words keep their size; down, in CSS pixels from the top. Every drawing is paired with its numbers as a
table by the macro that draws it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

from coachbook.model.views import GoalEntry, ItemEntry, MeasureEntry, RoundEntry, StageMark

LEFT: Final = 1.5
RIGHT: Final = 98.5
"""The first and last place of a mark, in per cent: half a mark's width stays inside on a phone."""


@dataclass(frozen=True, slots=True)
class Point:
    """A value on a day. `anchor` is where its label hangs: start, middle or end."""

    x: float
    y: float
    date: date
    value: float
    anchor: str
    is_labelled: bool


@dataclass(frozen=True, slots=True)
class Segment:
    """A straight stroke between two points."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, slots=True)
class ProgressChart:
    """A measure over time; `target_y` is None without a target."""

    points: tuple[Point, ...]
    segments: tuple[Segment, ...]
    target_y: float | None
    height: int
    axis: int
    """Where the line for the dates lies, a little below the lowest value."""


def progress_chart(measure: MeasureEntry) -> ProgressChart | None:
    """None with fewer than two values: a single dot says less than the sentence."""
    if len(measure.points) < 2:
        return None
    top, floor, axis = 34.0, 146.0, 166
    values = [value for _, value in measure.points]
    scale = _Scale(min(values + _known(measure.target)), max(values + _known(measure.target)), floor, top)
    first, last = measure.points[0][0], measure.points[-1][0]
    across = _Scale(first.toordinal(), last.toordinal(), LEFT, RIGHT)
    places = [(across.at(day.toordinal()), scale.at(value)) for day, value in measure.points]
    ends = {0: "start", len(places) - 1: "end"}
    has_room = len(places) <= 7
    points = tuple(
        Point(x, y, day, value, ends.get(index, "middle"), has_room or index in ends)
        for index, ((x, y), (day, value)) in enumerate(zip(places, measure.points, strict=True))
    )
    target_y = scale.at(measure.target) if measure.target is not None else None
    return ProgressChart(points, _strokes(places), target_y, axis + 34, axis)


@dataclass(frozen=True, slots=True)
class Sparkline:
    """A line of 96 by 24 pixels: `path` for a polyline, its last point, and where the target lies, if any."""

    path: str
    x: float
    y: float
    target_y: float | None


def sparkline(goal: GoalEntry) -> Sparkline | None:
    """The measure's values, or the executive's own ratings where there is no measure; None without either."""
    values, target = _course(goal)
    if not values:
        return None
    scale = _Scale(min(values + _known(target)), max(values + _known(target)), 20.0, 4.0)
    step = 88.0 / max(len(values) - 1, 1)
    places = [(round(4 + index * step, 1), scale.at(value)) for index, value in enumerate(values)]
    path = " ".join(f"{x:g},{y:g}" for x, y in places)
    return Sparkline(path, *places[-1], target_y=None if target is None else scale.at(target))


@dataclass(frozen=True, slots=True)
class GapMark:
    """A group's mean on an item; `shape` names the symbol, `y` moves apart what would lie on top of another."""

    shape: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class GapRow:
    """One behaviour: the marks, and the range the others span (None with fewer than two of them)."""

    marks: tuple[GapMark, ...]
    low: float | None
    high: float | None


def gap_row(item: ItemEntry, round_: RoundEntry) -> GapRow:
    """The row of an item on its round's scale; the executive's own mark comes last and lies on top."""
    scale = _Scale(round_.lowest, round_.highest, LEFT, RIGHT)
    scored = [(score.group, scale.at(score.mean)) for score in item.scores]
    if item.self_score is not None:
        scored.append(("self", scale.at(item.self_score)))
    others = [x for shape, x in scored if shape != "self"]
    spans = len(others) > 1
    return GapRow(_apart(scored), min(others) if spans else None, max(others) if spans else None)


@dataclass(frozen=True, slots=True)
class PathMark:
    """A stage's mark on the line; `is_here` on the one current stage. `label` is empty on most."""

    x: float
    stage: StageMark
    is_here: bool
    label: str
    anchor: str


CLEAR: Final = 25.0
"""How far apart, in per cent, two labels on the path must stand."""


def path_marks(stages: Sequence[StageMark], here: StageMark) -> tuple[PathMark, ...]:
    """The marks at even distances: the current one says "now", the ends "done" and "ahead" where there is room."""
    scale = _Scale(0, max(len(stages) - 1, 1), LEFT, RIGHT)
    places = [scale.at(index) for index in range(len(stages))]
    at = next((x for x, stage in zip(places, stages, strict=True) if stage.id == here.id), LEFT)
    marks = []
    for x, stage in zip(places, stages, strict=True):
        is_here, is_end = stage.id == here.id, x in (LEFT, RIGHT)
        has_label = is_here or (is_end and abs(x - at) >= CLEAR)
        anchor = "start" if x < CLEAR / 2 else "end" if x > 100 - CLEAR / 2 else "middle"
        marks.append(PathMark(x, stage, is_here, stage.state if has_label else "", anchor))
    return tuple(marks)


NEAR: Final = 4.0
"""Marks closer than this, in per cent, would touch on a phone."""
LANES: Final = (20.0, 10.0, 30.0, 4.0, 36.0)
"""Heights to choose from, middle first."""


def _apart(scored: Sequence[tuple[str, float]]) -> tuple[GapMark, ...]:
    marks: list[GapMark] = []
    for shape, x in sorted(scored, key=lambda each: each[0] == "self", reverse=True):
        taken = {mark.y for mark in marks if abs(mark.x - x) < NEAR}
        marks.append(GapMark(shape, x, next((lane for lane in LANES if lane not in taken), LANES[0])))
    return tuple(reversed(marks))


@dataclass(frozen=True, slots=True)
class _Scale:
    """A straight line from values to places; a scale with no width puts everything in the middle."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        if self.high == self.low:
            return round((self.start + self.end) / 2, 1)
        share = (value - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)


def _known(value: float | None) -> list[float]:
    return [] if value is None else [value]


def _strokes(places: Sequence[tuple[float, float]]) -> tuple[Segment, ...]:
    return tuple(Segment(*a, *b) for a, b in pairwise(places))


def _course(goal: GoalEntry) -> tuple[list[float], float | None]:
    """The values of a goal over time and where they should go; "as expected" is 0 on the written scale."""
    measure = goal.measure
    if measure is not None and len(measure.points) > 1:
        return [value for _, value in measure.points], measure.target
    if goal.attainment is None:
        return [], None
    own = [float(rating.score) for rating in goal.attainment.ratings if rating.by == "executive"]
    return [float(goal.attainment.baseline.score), *own], 0.0
