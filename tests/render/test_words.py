from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from coachbook.render import words

TODAY = date(2026, 3, 20)
NB = "\u00a0"


def plain(markup: str) -> str:
    return words.Markup(markup).striptags()


def test_a_date_this_year_has_its_weekday_and_no_year() -> None:
    written = words.weekday(date(2026, 3, 30), TODAY)

    assert written == f'<time datetime="2026-03-30">Monday 30{NB}March</time>'


def test_a_date_in_another_year_has_the_year() -> None:
    assert words.plain_date(date(2025, 11, 28)) == f"28{NB}November{NB}2025"
    assert f"28{NB}November{NB}2025" in words.day(date(2025, 11, 28), TODAY)
    assert f"Friday 28{NB}November{NB}2025" in words.weekday(date(2025, 11, 28), TODAY)


def test_a_time_is_the_clock_of_its_own_zone() -> None:
    moment = datetime(2026, 3, 30, 14, 30, tzinfo=ZoneInfo("Europe/London"))

    assert words.clock(moment) == '<time datetime="2026-03-30T14:30+01:00">14:30</time>'


@pytest.mark.parametrize(
    ("due", "said"),
    [
        (date(2026, 3, 20), "due today"),
        (date(2026, 3, 21), "due tomorrow"),
        (date(2026, 3, 26), f"due{NB}Thursday"),
        (date(2026, 3, 27), f"due{NB}27{NB}March"),
        (date(2026, 3, 16), f"due{NB}16{NB}March"),
        (date(2027, 1, 4), f"due{NB}4{NB}January{NB}2027"),
    ],
)
def test_due_names_the_weekday_only_while_it_can_be_one_day(due: date, said: str) -> None:
    assert f">{said}<" in words.due(due, TODAY)


def test_counts_are_words_up_to_twelve() -> None:
    assert [words.count(number) for number in (0, 1, 7, 12, 13, 1250)] == [
        "no", "one", "seven", "twelve", "13", "1,250",
    ]  # fmt: skip
    assert words.counted(1, "action") == "one action"
    assert words.counted(3, "person", "people") == "three people"
    assert [words.times(number) for number in range(4)] == ["never", "once", "twice", "three times"]
    assert words.every(1) == "every week"
    assert words.every(2) == "every two weeks"


def test_late_says_by_how_much() -> None:
    assert words.late(1) == f"late by 1{NB}day"
    assert words.late(4) == f"late by 4{NB}days"


def test_numbers_have_a_real_minus_sign_and_no_empty_decimals() -> None:
    assert [words.number_words(value) for value in (8.0, 7.5, -2, 0.333)] == ["8", "7.5", "−2", "0.33"]
    assert [words.signed(value) for value in (1.2, -0.4, 0.0)] == ["+1.2", "−0.4", "0"]
    assert words.one_decimal(3) == "3.0"


def test_lists_end_with_and() -> None:
    assert [words.listed(parts) for parts in ((), ("a",), ("a", "b"), ("a", "b", "c"))] == [
        "", "a", "a and b", "a, b and c",
    ]  # fmt: skip
