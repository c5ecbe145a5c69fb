from dataclasses import replace
from datetime import date

from example_view import MARKS, MEASURE, ROUND, THE_GOAL

from coachbook.render import charts


def test_a_measure_runs_from_edge_to_edge_and_down_to_its_target() -> None:
    chart = charts.progress_chart(MEASURE)

    assert chart is not None
    assert [point.x for point in chart.points] == [charts.LEFT, charts.RIGHT]
    assert chart.points[0].y < chart.points[1].y < (chart.target_y or 0) < chart.axis < chart.height
    assert len(chart.segments) == 1


def test_one_value_is_a_sentence_and_no_chart() -> None:
    assert charts.progress_chart(replace(MEASURE, points=MEASURE.points[:1])) is None


def test_a_measure_that_never_moved_is_a_level_line() -> None:
    level = replace(MEASURE, target=None, points=((date(2026, 1, 1), 5.0), (date(2026, 2, 1), 5.0)))
    chart = charts.progress_chart(level)

    assert chart is not None
    assert chart.target_y is None
    assert chart.points[0].y == chart.points[1].y


def test_a_crowded_line_labels_only_its_ends() -> None:
    many = tuple((date(2026, 1, day), float(day)) for day in range(1, 12))
    chart = charts.progress_chart(replace(MEASURE, points=many))

    assert chart is not None
    assert [point.is_labelled for point in chart.points] == [True, *[False] * 9, True]


def test_a_goal_without_measure_draws_its_own_ratings() -> None:
    line = charts.sparkline(replace(THE_GOAL, measure=None))

    assert line is not None
    assert line.path == "4,20 92,4"
    assert charts.sparkline(replace(THE_GOAL, measure=None, attainment=None)) is None


def test_marks_on_the_same_value_do_not_hide_each_other() -> None:
    same = tuple(replace(score, mean=4.0) for score in ROUND.items[0].scores)
    row = charts.gap_row(replace(ROUND.items[0], self_score=4.0, scores=same), ROUND)

    assert len({(mark.x, mark.y) for mark in row.marks}) == 3
    assert row.marks[-1].shape == "self"
    assert row.marks[-1].y == charts.LANES[0]


def test_a_range_needs_two_groups() -> None:
    row = charts.gap_row(replace(ROUND.items[0], scores=ROUND.items[0].scores[:1]), ROUND)

    assert (row.low, row.high) == (None, None)


def test_the_path_says_now_where_she_is_and_names_both_ends() -> None:
    marks = charts.path_marks(MARKS, MARKS[4])

    assert [mark.label for mark in marks if mark.label] == ["done", "now", "ahead"]
    assert [mark.is_here for mark in marks].index(True) == 4


def test_labels_on_the_path_keep_clear_of_each_other() -> None:
    first = tuple(replace(mark, state="now" if mark.number == 2 else mark.state) for mark in MARKS)

    assert [mark.label for mark in charts.path_marks(first, first[1]) if mark.label] == ["now", "ahead"]
