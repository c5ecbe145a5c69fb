"""Dates, numbers and small phrases in words: what the templates' filters say.

Dates come out as `<time>` elements, because a date on a page is always one; a day and its month are held
together. Months, weekdays and digits are Babel's (CLDR, en_GB); counting words up to twelve are ours, since
CLDR's spellout rules are not in Babel. Nothing here asks what day it is: today is an argument.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Final
from urllib.parse import quote

from markupsafe import Markup

from coachbook.model.terms import Decision, SessionMode
from coachbook.render.typography import NO_BREAK

LOCALE: Final = "en_GB"
_COUNTS: Final = (
    "no", "one", "two", "three", "four", "five", "six",
    "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
_TIMES: Final = ("never", "once", "twice")
_MODES: Final[dict[SessionMode, str]] = {"video": "by video", "phone": "by phone", "in person": "in person"}
_DECISIONS: Final[dict[Decision, str]] = {
    "close": "The work is complete.",
    "continue": "We meet again for the next check-in.",
    "renew": "We agreed to begin a new engagement.",
}


def weekday(day: date, today: date) -> Markup:
    """Monday 30 March; with the year when it is not this one."""
    return _time(day, "EEEE d MMMM" if day.year == today.year else "EEEE d MMMM y")


def day(day: date, today: date) -> Markup:
    """30 March; with the year when it is not this one."""
    return _time(day, "d MMMM" if day.year == today.year else "d MMMM y")


def full_date(day: date) -> Markup:
    """30 March 2026."""
    return _time(day, "d MMMM y")


def plain_date(day: date) -> str:
    """30 March 2026 without markup, for the inside of a drawing."""
    return _formatted(_date_only(day), "d MMMM y")


def short_date(day: date, today: date) -> str:
    """30 Mar without markup, for the axis of a drawing; with the year when it is not this one."""
    return _formatted(_date_only(day), "d MMM" if day.year == today.year else "d MMM y")


def clock(moment: datetime) -> Markup:
    """14:30, in the zone the moment carries."""
    return Markup('<time datetime="{}">{:%H:%M}</time>').format(moment.isoformat(timespec="minutes"), moment)


def due(day: date, today: date) -> Markup:
    """Due Friday, while that can only be one day; else due 30 March."""
    ahead = (day - today).days
    if ahead in (0, 1):
        words = ("due today", "due tomorrow")[ahead]
    elif 1 < ahead < 7:
        words = f"due{NO_BREAK}{_formatted(_date_only(day), 'EEEE')}"
    else:
        words = f"due{NO_BREAK}{day_words(day, today)}"
    return Markup('<time datetime="{}">{}</time>').format(_date_only(day).isoformat(), words)


def day_words(day: date, today: date) -> str:
    """30 March without markup; with the year when it is not this one."""
    return _formatted(_date_only(day), "d MMMM" if day.year == today.year else "d MMMM y")


def late(days: int) -> str:
    """Late by 4 days."""
    return f"late by {days}{NO_BREAK}day" if days == 1 else f"late by {days}{NO_BREAK}days"


def count(number: int) -> str:
    """A number in words up to twelve, in digits beyond."""
    return _COUNTS[number] if 0 <= number < len(_COUNTS) else number_words(number)


def counted(number: int, one: str, many: str = "") -> str:
    """One action, twelve sessions; `many` is `one` with an s when left out."""
    return f"{count(number)} {one if number == 1 else many or one + 's'}"


def times(number: int) -> str:
    """Never, once, twice, three times."""
    return _TIMES[number] if 0 <= number < len(_TIMES) else f"{count(number)} times"


def every(weeks: int) -> str:
    """Every week, every two weeks."""
    return "every week" if weeks == 1 else f"every {count(weeks)} weeks"


@lru_cache(maxsize=4096)
def number_words(value: float) -> str:
    """8, 7.5 or 1,250: at most two decimals, a real minus sign."""
    from babel.numbers import format_decimal

    return format_decimal(value, format="#,##0.##", locale=LOCALE).replace("-", "\u2212")


def one_decimal(value: float) -> str:
    """3.0: for columns, where every row has the same number of decimals."""
    return f"{value:.1f}".replace("-", "\u2212")


def signed(value: float) -> str:
    """+1.2 or −0.4; nothing is 0."""
    words = number_words(value)
    return f"+{words}" if value > 0 else words


def listed(parts: Sequence[str]) -> str:
    """A, b and c."""
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


def initial(words: str) -> str:
    """The words with a capital first letter and nothing else changed."""
    return words[:1].upper() + words[1:]


def mode(mode: SessionMode) -> str:
    """By video, by phone, in person."""
    return _MODES[mode]


def decision(decision: Decision) -> str:
    """What was decided at a follow-up, as a sentence."""
    return _DECISIONS[decision]


def mailto(address: str) -> str:
    """The link that writes to an address and to nobody besides: `?bcc=` in it is part of the name."""
    return f"mailto:{quote(address, safe='@')}"


def _time(day: date, pattern: str) -> Markup:
    only = _date_only(day)
    return Markup('<time datetime="{}">{}</time>').format(only.isoformat(), _formatted(only, pattern))


def _date_only(day: date) -> date:
    """The day of a moment, so that both share one memo and no time of day slips into a date."""
    return day.date() if isinstance(day, datetime) else day


@lru_cache(maxsize=4096)
def _formatted(day: date, pattern: str) -> str:
    from babel.dates import format_date

    words = format_date(day, pattern, locale=LOCALE)
    return words if pattern.startswith("EEEE") and "d" not in pattern else _hold(words)


def _hold(words: str) -> str:
    """No line break between the day, its month and its year; the weekday may stand on the line before."""
    first, _, rest = words.partition(" ")
    return f"{first} {rest.replace(' ', NO_BREAK)}" if first.isalpha() else words.replace(" ", NO_BREAK)
