"""The kinds of value a coach types: dates, times, cadences, ids, words and prose.

Every scalar arrives as the text typed. Each kind accepts exactly one spelling and refuses the rest with an
error type of our own, which `decode` turns into a sentence. Pydantic alone would read `due: 0` as 1970-01-01
and `14:30` as a number of seconds, so dates and times never reach its own parsers.
"""

from __future__ import annotations

import re
from datetime import date, time
from functools import lru_cache
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z", re.ASCII)
_TIME = re.compile(r"\d\d:\d\d\Z", re.ASCII)
_WEEKS = re.compile(r"(\d{1,2}) weeks?\Z", re.ASCII)
_MONTHS = re.compile(r"(\d{1,2}) months?\Z", re.ASCII)
ID_PATTERN = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
LONGEST_ID = 60


class Part(BaseModel):
    """A mapping in a practice's files. Frozen: nothing downstream can change what was read."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True, defer_build=True)


def _day(value: Any) -> Any:
    if isinstance(value, date):
        return value
    if isinstance(value, str) and _DAY.match(value.strip()):
        try:
            return date.fromisoformat(value.strip())
        except ValueError as error:
            raise PydanticCustomError("no_such_day", "no such day in the calendar") from error
    raise PydanticCustomError("bad_date", "not a date")


def _time_of_day(value: Any) -> Any:
    if isinstance(value, time):
        return value
    if isinstance(value, str) and _TIME.match(value.strip()):
        try:
            return time.fromisoformat(value.strip())
        except ValueError as error:
            raise PydanticCustomError("bad_time", "not a time of day") from error
    raise PydanticCustomError("bad_time", "not a time of day")


def _weeks(value: Any) -> Any:
    if isinstance(value, int):
        return value
    found = _WEEKS.match(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise PydanticCustomError("bad_weeks", "not a number of weeks")
    return int(found[1])


def _cadence(value: Any) -> Any:
    found = _WEEKS.match(value.strip()) if isinstance(value, str) else None
    weeks = int(found[1]) if found else value
    if not isinstance(weeks, int) or not 1 <= weeks <= 4:
        raise PydanticCustomError("bad_cadence", "sessions are one to four weeks apart")
    return weeks


def _months(value: Any) -> Any:
    if isinstance(value, int):
        return value
    found = _MONTHS.match(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise PydanticCustomError("bad_months", "not a number of months")
    return int(found[1])


@lru_cache(maxsize=64)
def zone(name: str) -> ZoneInfo:
    """The time zone of that IANA name; raises ValueError for a name that does not exist."""
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError) as error:  # ZoneInfoNotFoundError is a KeyError; '..' a ValueError
        raise ValueError("no such time zone") from error


def _zone_name(value: Any) -> Any:
    if isinstance(value, str):
        try:
            zone(value.strip())
        except ValueError as error:
            raise PydanticCustomError("unknown_timezone", "no such time zone") from error
        return value.strip()
    raise PydanticCustomError("unknown_timezone", "no such time zone")


def _none_or_mapping(value: Any) -> Any:
    """`sponsor: none` says it aloud; the same as leaving the key out."""
    return None if isinstance(value, str) and value.strip().lower() == "none" else value


Day = Annotated[date, BeforeValidator(_day)]
"""A calendar date, typed 2026-03-04."""
TimeOfDay = Annotated[time, BeforeValidator(_time_of_day)]
"""A time of day in the engagement's zone, typed 14:30."""
Cadence = Annotated[int, BeforeValidator(_cadence)]
"""Weeks between sessions, 1 to 4, typed `2 weeks`."""
Weeks = Annotated[int, BeforeValidator(_weeks), Field(ge=1, le=104)]
"""A number of weeks, typed `26 weeks`."""
Months = Annotated[int, BeforeValidator(_months), Field(ge=1, le=24)]
"""A number of months, typed `3 months`."""
ZoneName = Annotated[str, BeforeValidator(_zone_name)]
"""An IANA time zone, typed Europe/London."""
Id = Annotated[str, StringConstraints(strip_whitespace=True, pattern=ID_PATTERN, max_length=LONGEST_ID)]
"""A short word that other places refer to: small letters, digits and hyphens."""
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
"""One line of text."""
Prose = Annotated[str, StringConstraints(min_length=1)]
"""Markdown, typed in a | block."""
Minutes = Annotated[int, Field(ge=5, le=600)]
Count = Annotated[int, Field(ge=0, le=10_000)]
OutOfTen = Annotated[int, Field(ge=0, le=10)]
Number = Annotated[float, Field(allow_inf_nan=False)]
OrNone = BeforeValidator(_none_or_mapping)
