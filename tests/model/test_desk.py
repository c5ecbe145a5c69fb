"""The coach's desk: what is due, what stands still, what is missing, and only on her own desk."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from coachbook.model.desk import STILL_DAYS, File, coach_view, last_movement
from coachbook.model.deskviews import CoachView, DeskEngagement
from coachbook.model.goals import Goal
from planted import approve, at, engagement_of, notes_of, planted, practice_of, reflections_of

SITE = "https://northlight.example/p/quarry/"
TODAY = date(2026, 3, 1)


def files_at(moment: str) -> tuple[dict[str, Any], date]:
    files, today = at(planted().files, moment)
    return deepcopy(files), today


def desk(files: dict[str, Any], today: date, id: str = "quarry") -> CoachView:
    practice = practice_of(files)
    laid = File(engagement_of(files, practice, id), reflections_of(files), notes_of(files), SITE.__add__)
    return coach_view(practice.file.coaches[0], [laid], practice, today)


def engagement(files: dict[str, Any], today: date) -> DeskEngagement:
    (found,) = desk(files, today).engagements
    return found


def test_a_session_of_today_stands_under_today_and_not_under_the_week() -> None:
    files, _ = files_at("at work")
    view = desk(files, date(2026, 3, 5))

    assert [(each.number, each.link.url) for each in view.sessions_today] == [(4, f"{SITE}session-4.html")]
    assert view.sessions_this_week == ()


@pytest.mark.parametrize(
    ("today", "is_there"),
    [
        (date(2026, 2, 25), False),
        (date(2026, 2, 26), True),
        (date(2026, 3, 4), True),
        (date(2026, 3, 5), False),
    ],
)
def test_the_week_is_the_seven_days_ahead(today: date, is_there: bool) -> None:
    files, _ = files_at("at work")

    assert bool(desk(files, today).sessions_this_week) is is_there


def test_a_session_whose_day_has_passed_waits_to_be_written_up() -> None:
    files, _ = files_at("at work")
    view = desk(files, date(2026, 3, 6))

    assert [each.number for each in view.unwritten] == [4]
    assert engagement(files, date(2026, 3, 6)).next_session is None


def test_overdue_actions_come_latest_first_with_who_does_them() -> None:
    files, today = files_at("at work")
    overdue = desk(files, today).overdue

    assert {each.late_days for each in overdue} == {9}
    assert {each.who for each in overdue} == {files["engagement"]["executive"]["known_as"]}
    assert all(each.link.url.startswith(SITE) for each in overdue)


def test_the_coachs_own_actions_are_yours() -> None:
    files, today = files_at("at work")
    own = [each for each in engagement(files, today).actions if each.due == date(2026, 3, 4)]

    assert {each.who for each in own} == {"you"}


def test_the_week_holds_actions_and_reviews_that_fall_due() -> None:
    files, today = files_at("at work")
    files["feedback"]["midpoint"] = None
    files["engagement"]["agreement"]["reviews"]["midpoint"] = "2026-03-03"
    days = desk(files, today).days_this_week

    assert days[0].what == "Mid-point review"
    assert {each.date for each in days[1:]} == {date(2026, 3, 4)}


def test_a_late_check_in_stays_until_it_is_held() -> None:
    files, _ = files_at("after the end")
    late = [each for each in desk(files, date(2026, 7, 1)).days_this_week if each.late_days]

    assert [(each.what, each.late_days) for each in late] == [("Check-in after 3 months", 21)]
    assert [each.months for each in engagement(files, date(2026, 7, 1)).check_ins] == [1]


def goal_of(**changes: Any) -> Goal:
    return Goal.model_validate({**planted().files["goals"]["goals"][0], **changes})


def test_a_goal_moves_with_a_reading_or_a_rating_that_differs() -> None:
    assert last_movement(goal_of(), date(2025, 10, 6), TODAY) == date(2025, 12, 13)


def test_the_same_reading_again_is_no_movement() -> None:
    measure = planted().files["goals"]["goals"][0]["measure"]
    again = [{"date": "2025-12-12", "value": 5}, {"date": "2026-02-20", "value": 5}]
    goal = goal_of(measure={**measure, "readings": again}, ratings=[])

    assert last_movement(goal, date(2025, 10, 6), TODAY) == date(2025, 12, 12)


def test_the_same_rating_again_is_no_movement_and_a_rating_to_come_does_not_count() -> None:
    ratings = [
        {"date": "2026-01-10", "by": "executive", "level": "expected"},
        {"date": "2026-02-10", "by": "executive", "level": "expected"},
        {"date": "2026-04-10", "by": "executive", "level": "more"},
    ]

    assert last_movement(goal_of(ratings=ratings, measure=None), TODAY, TODAY) == date(2026, 1, 10)


@pytest.mark.parametrize(("days", "is_still"), [(STILL_DAYS - 1, False), (STILL_DAYS, True)])
def test_a_goal_stands_still_after_six_weeks(days: int, is_still: bool) -> None:
    files, _ = files_at("at work")
    today = date.fromordinal(date(2025, 12, 13).toordinal() + days)

    assert bool(engagement(files, today).still) is is_still


def test_a_reached_goal_and_a_paused_engagement_do_not_stand_still() -> None:
    files, today = files_at("at work")
    for goal in files["goals"]["goals"]:
        goal["status"] = "reached"
    paused, _ = files_at("paused")

    assert engagement(files, today).still == ()
    assert engagement(paused, today).still == ()


@pytest.mark.parametrize(
    ("last", "trend"),
    [((9, 7, 10, 8), "steady"), ((10, 9, 10, 10), "up"), ((5, 5, 9, 8), "down")],
)
def test_the_trend_of_the_checks_is_the_last_against_the_one_before(
    last: tuple[int, ...], trend: str
) -> None:
    files, today = files_at("at work")
    names = ("goals", "way", "heard", "challenged")
    files["sessions"][3]["alliance"] |= dict(zip(names, last, strict=True))
    line = engagement(files, today).alliance

    assert line is not None
    assert (line.trend, line.means[0], line.lowest) == (
        trend,
        8.5,
        "We are working on the right things" if trend == "down" else "The way we work suits me",
    )


def test_one_check_is_the_first() -> None:
    files, today = files_at("at work")
    files["sessions"][3]["alliance"] = None
    line = engagement(files, today).alliance

    assert line is not None
    assert line.trend == "first check"


def test_sessions_left_are_those_agreed_and_not_held() -> None:
    files, today = files_at("at work")
    found = engagement(files, today)

    assert (found.planned, found.held, found.left) == (13, 2, 11)


def test_missing_signatures_are_named() -> None:
    files, today = files_at("at work")
    files["engagement"]["agreement"]["signed"]["executive"] = None
    files["engagement"]["sponsor"]["agreement"]["signed"]["coach"] = None

    assert engagement(files, today).unsigned == (
        "the agreement, by the executive",
        "the sponsor agreement, by you",
    )


def test_releases_wait_until_they_are_approved() -> None:
    files, today = files_at("at work")
    before = engagement(files, today).releases
    after = engagement(approve(files), today).releases

    assert [each.moment for each in before] == ["midpoint", "closing"]
    assert [each.link.url for each in before] == [
        f"{SITE}sponsor-waiting-1.html",
        f"{SITE}sponsor-waiting-2.html",
    ]
    assert [each.moment for each in after] == ["closing"]


def test_notes_come_newest_first_and_the_newest_preparation_is_at_hand() -> None:
    files, today = files_at("at work")
    files["notes"] = [
        {"date": "2026-01-10", "notes": "older", "preparation": "bring the count"},
        {"date": "2026-02-16", "notes": "newer"},
    ]
    found = engagement(files, today)

    assert [each.notes for each in found.notes] == ["newer", "older"]
    assert (found.preparation, found.prepared_on) == ("bring the count", date(2026, 1, 10))


def test_another_coachs_engagement_is_left_where_it_is() -> None:
    files, today = files_at("at work")
    practice = practice_of(files)
    laid = File(engagement_of(files, practice), reflections_of(files), notes_of(files), SITE.__add__)
    other = practice.file.coaches[0].model_copy(update={"id": "bea"})

    view = coach_view(other, [laid], practice, today)

    assert view.engagements == ()
    assert view.overdue == view.sessions_this_week == view.days_this_week == ()


def test_engagements_at_work_come_before_those_that_rest() -> None:
    practice = practice_of(planted().files)
    laid = []
    for id, moment in (("alpha", "paused"), ("beta", "at work"), ("gamma", "at work")):
        files, _ = files_at(moment)
        laid.append(File(engagement_of(files, practice, id), (), (), SITE.__add__))
    view = coach_view(practice.file.coaches[0], reversed(laid), practice, TODAY)

    assert [each.id for each in view.engagements] == ["beta", "gamma", "alpha"]


def test_sessions_in_two_zones_come_in_the_order_they_happen() -> None:
    files, _ = files_at("at work")
    practice = practice_of(files)
    here = engagement_of(files, practice, "here")
    there = replace(here, id="there", timezone="Australia/Sydney")
    laid = [File(each, (), (), SITE.__add__) for each in (here, there)]

    view = coach_view(practice.file.coaches[0], laid, practice, date(2026, 3, 5))

    assert [each.case.url for each in view.sessions_today] == [
        "engagement-there.html",
        "engagement-here.html",
    ]
