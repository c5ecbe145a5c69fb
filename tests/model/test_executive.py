"""The executive's view: what she is told on a given day, chosen and counted before any page exists."""

from __future__ import annotations

from datetime import date

from coachbook.model.engagement import Engagement, complete, reflections_of
from coachbook.model.executive import executive_view
from coachbook.model.practice import Practice
from coachbook.model.reflections import ReflectionFile
from coachbook.model.views import ExecutiveView
from coachbook.shell.workspace import Workspace, read_practice, read_record
from practices import AS_OF, ROOT


def sample(id: str) -> tuple[Engagement, tuple[ReflectionFile, ...], Practice]:
    practice, _ = read_practice(Workspace(ROOT))
    record, _ = read_record(Workspace(ROOT), id)
    assert practice is not None
    engagement = complete(record, practice)
    assert engagement is not None
    return engagement, reflections_of(record), practice


def view_of(id: str, today: date = AS_OF) -> ExecutiveView:
    return executive_view(*sample(id), today)


def test_each_moment_of_an_engagement_has_its_own_home() -> None:
    assert [view_of(id).phase for id in ("lantern", "harbour", "meadow")] == ["welcome", "underway", "closed"]


def test_a_moved_or_cancelled_session_is_not_counted_twice() -> None:
    view = view_of("harbour")

    assert view.held_sessions == 7
    assert [session.number for session in view.sessions if session.has_page] == list(range(1, 10))


def test_what_is_due_before_the_next_session_comes_late_first() -> None:
    todo = view_of("harbour").home.todo
    due = [each.due for each in todo if each.due is not None]

    assert [each.late_days for each in todo[:2]] == [4, 2]
    assert due == sorted(due)
    assert all(day <= date(2026, 3, 30) for day in due)


def test_nothing_of_a_later_day_counts_today() -> None:
    earlier = view_of("harbour", date(2026, 1, 10))
    goal = earlier.goals[0]

    assert earlier.held_sessions < 7
    assert goal.measure is not None
    assert all(reading.date <= date(2026, 1, 10) for reading in goal.measure.readings)
    assert goal.attainment is None or all(each.date <= date(2026, 1, 10) for each in goal.attainment.ratings)


def test_closing_levels_count_among_a_goals_ratings() -> None:
    view = view_of("meadow")

    assert view.closing.is_held
    assert view.progress.attainment is not None
    assert view.progress.attainment.latest > view.progress.attainment.baseline
    assert any(rating.date == date(2025, 11, 28) for rating in view.goals[0].attainment.ratings)  # type: ignore[union-attr]


def test_two_reflections_of_one_day_have_places_of_their_own() -> None:
    engagement, _, practice = sample("harbour")
    entry = ReflectionFile(date=date(2026, 3, 18), text="One.")
    view = executive_view(engagement, (entry, entry.model_copy(update={"text": "Two."})), practice, AS_OF)

    anchors = [each.anchor for each in view.reflections.entries]

    assert len(set(anchors)) == 2


def test_a_small_group_and_all_that_could_reveal_it_stay_out() -> None:
    (round_,) = view_of("harbour").feedback.rounds

    assert [group.id for group in round_.groups if not group.is_shown] == ["others"]
    assert not any(score.group == "others" for item in round_.items for score in item.scores)
