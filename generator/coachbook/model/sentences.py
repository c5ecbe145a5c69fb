"""What to say of each slip: pydantic's kinds of error, and ours from `fields`, in a coach's words.

Comes in: one fault, with its keys, what was typed and the part of the format it stands in. Goes out: a code, a
message and what to do. Messages may hold `{typed}`, never the typed text itself, so that a report made for a
public place can leave it out. The kinds that typing cannot cause share one sentence.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from pydantic import BaseModel

from coachbook.model.vocabulary import NOUNS, VALUE_SYNONYMS
from coachbook.source.diagnostics import Keys
from coachbook.source.suggest import suggest


@dataclass(frozen=True, slots=True)
class Fault:
    """One pydantic error, in the terms the sentences need."""

    kind: str
    keys: Keys
    typed: Any
    context: Mapping[str, Any]
    part: type[BaseModel] | None
    """The part whose key is at fault."""
    inner: type[BaseModel] | None = None
    """The part that the value, or each entry of the list, should be."""

    @property
    def key(self) -> str:
        """The nearest key, for sentences; positions in lists are skipped."""
        return next((str(key) for key in reversed(self.keys) if isinstance(key, str)), "this file")

    @property
    def is_entry(self) -> bool:
        """Whether an entry of a list is at fault, and not the value of a key."""
        return bool(self.keys) and isinstance(self.keys[-1], int)


@dataclass(frozen=True, slots=True)
class Sentence:
    """What to say of a fault. `message` and `help` may hold `{typed}`."""

    code: str
    message: str
    help: str = ""


def sentence(fault: Fault) -> Sentence:
    """What to say of a fault; never empty, never a library's own words."""
    if fault.typed is None and fault.kind not in _WITHOUT_VALUE:
        return _empty_entry(fault) if fault.is_entry else _empty(fault)
    said = SENTENCES.get(fault.kind, _not_understood)(fault)
    if isinstance(fault.typed, str):
        return said
    shape = "a list" if isinstance(fault.typed, list) else "a group of keys"
    help_ = "" if "{typed}" in said.help else said.help
    return Sentence(said.code, said.message.replace("'{typed}'", shape), help_)


def noun(part: type[BaseModel] | None) -> str:
    """What a sentence calls a part."""
    return NOUNS.get(part.__name__, "this part") if part else "this part"


def listed(names: list[str]) -> str:
    """Names in quotes: 'a', 'b' and 'c'."""
    quoted = [f"'{name}'" for name in names]
    return " and ".join((", ".join(quoted[:-1]), quoted[-1])) if len(quoted) > 1 else quoted[0]


def _missing(fault: Fault) -> Sentence:
    field = fault.part.model_fields.get(fault.key) if fault.part else None
    meaning = (field.description or "").split(". ")[0].rstrip(".") if field else ""
    help_ = f"add  {fault.key}: ({meaning[:1].lower()}{meaning[1:]})" if meaning else f"add  {fault.key}:"
    return Sentence("missing-key", f"{noun(fault.part)} needs '{fault.key}'", help_)


def _empty(fault: Fault) -> Sentence:
    return Sentence("missing-key", f"'{fault.key}' is empty", "write a value after it, or take the key out")


def _empty_entry(fault: Fault) -> Sentence:
    return Sentence(
        "missing-key",
        f"an entry of '{fault.key}' is empty",
        "write something after the hyphen, or take the line out",
    )


def _empty_list(fault: Fault) -> Sentence:
    return Sentence(
        "missing-key",
        f"'{fault.key}' needs at least one entry",
        "add one, starting with a hyphen and a space",
    )


def _bad_date(fault: Fault) -> Sentence:
    return Sentence(
        "bad-date", f"'{{typed}}' is not a date, and '{fault.key}' needs one", _meant_date(fault.typed)
    )


_SLASHED: Final = re.compile(r"(\d{1,2})[./ -](\d{1,2})[./ -](\d{4})\Z", re.ASCII)
_LOOSE: Final = re.compile(r"(\d{4})[./ -]?(\d{1,2})[./ -]?(\d{1,2})(?:\b|[T ])", re.ASCII)
_NAMED: Final = re.compile(
    r"(?:[A-Za-z]+,? )?(?:(\d{1,2})(?:st|nd|rd|th)? ([A-Za-z]{3,9})|([A-Za-z]{3,9}) (\d{1,2})(?:st|nd|rd|th)?)"
    r",? (\d{4})\Z",
    re.ASCII,
)
_SHORT_YEAR: Final = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2}\Z", re.ASCII)
_MONTHS: Final = tuple(name.lower()[:3] for name in calendar.month_name)


def _meant_date(typed: Any) -> str:
    """Which day was probably meant; both readings when day and month could change places."""
    text = typed.strip() if isinstance(typed, str) else ""
    days = list(dict.fromkeys(day.isoformat() for day in _days_meant(text)))
    if days:
        return f"write it year-month-day: {' or '.join(days)}"
    if _SHORT_YEAR.match(text):
        return "write it year-month-day, with all four digits of the year: 2026-03-04"
    return "write it year-month-day, for example 2026-03-04"


def _days_meant(text: str) -> Iterator[date]:
    if found := _LOOSE.match(text):
        yield from _day(found[1], found[2], found[3])
    elif found := _SLASHED.match(text):
        yield from _day(found[3], found[2], found[1])
        yield from _day(found[3], found[1], found[2])
    elif found := _NAMED.match(text):
        name = (found[2] or found[3]).lower()[:3]
        if name in _MONTHS[1:]:
            yield from _day(found[5], str(_MONTHS.index(name)), found[1] or found[4])


def _day(year: str, month: str, day: str) -> Iterator[date]:
    """The day, if there is one."""
    try:
        yield date(int(year), int(month), int(day))
    except ValueError:
        return


def _no_such_day(fault: Fault) -> Sentence:
    year, month, day = (int(part) for part in str(fault.typed).strip().split("-"))
    if not year or not 1 <= month <= 12:
        help_ = "a date is year-month-day, and the month is between 01 and 12"
        if 1 <= day <= 12 < month and year:
            help_ = f"a date is year-month-day: {year:04}-{day:02}-{month:02}"
    else:
        help_ = f"{calendar.month_name[month]} {year} has {calendar.monthrange(year, month)[1]} days"
    return Sentence("bad-date", "'{typed}' is a day that does not exist", help_)


_CLOCK: Final = re.compile(
    r"(\d{1,2})(?:[:.h ]?([0-5]\d))?(?:[:.][0-5]\d)?\s*([ap])?\.?(?:m\.?)?\Z", re.ASCII | re.IGNORECASE
)


def _bad_time(fault: Fault) -> Sentence:
    message = f"'{{typed}}' is not a time of day, and '{fault.key}' needs one"
    found = _CLOCK.match(fault.typed.strip()) if isinstance(fault.typed, str) else None
    if found:
        hour, half = int(found[1]), (found[3] or "").lower()
        if half and 1 <= hour <= 12:
            hour = hour % 12 + (12 if half == "p" else 0)
        if hour < 24:
            return Sentence("bad-time", message, f"write {hour:02}:{int(found[2] or 0):02}")
    return Sentence("bad-time", message, "write hours and minutes on the 24-hour clock, for example 14:30")


def _bad_cadence(fault: Fault) -> Sentence:
    weeks = _number_in(fault.typed)
    if weeks is not None and not 1 <= weeks <= 4:
        help_ = "sessions are one to four weeks apart: write 1 week, 2 weeks, 3 weeks or 4 weeks"
    else:
        help_ = f"write it in weeks: {_count(weeks or 2, 'week')}"
    return Sentence("bad-duration", f"'{{typed}}' is not a cadence for '{fault.key}'", help_)


def _bad_weeks(fault: Fault) -> Sentence:
    number = _number_in(fault.typed)
    is_months = isinstance(fault.typed, str) and "month" in fault.typed.lower()
    weeks = round(number * 52 / 12) if number and is_months else number
    return Sentence(
        "bad-duration",
        f"'{{typed}}' is not a length for '{fault.key}'",
        f"write it in weeks: {_count(weeks or 26, 'week')}",
    )


def _bad_months(fault: Fault) -> Sentence:
    number = _number_in(fault.typed)
    is_weeks = isinstance(fault.typed, str) and "week" in fault.typed.lower()
    months = max(1, round(number * 12 / 52)) if number and is_weeks else number
    return Sentence(
        "bad-duration",
        f"'{{typed}}' is not a length for '{fault.key}'",
        f"write it in months: {_count(months or 3, 'month')}",
    )


_NUMBERS: Final = ("no", "one", "two", "three", "four", "five", "six")


def _number_in(typed: Any) -> int | None:
    """The first number in a text, in digits or as a word."""
    text = typed.lower() if isinstance(typed, str) else ""
    if found := re.search(r"\d{1,3}", text, re.ASCII):
        return int(found[0])
    if "fortnight" in text:
        return 2
    if "weekly" in text:
        return 1
    return next((number for number, word in enumerate(_NUMBERS) if re.search(rf"\b{word}\b", text)), None)


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def _not_a_list(fault: Fault) -> Sentence:
    if isinstance(fault.typed, dict):
        help_ = (
            "put a hyphen and a space before the first key of each entry, and indent its other keys to match"
        )
    elif fault.inner:
        help_ = f"begin each entry on a line of its own:  - {next(iter(fault.inner.model_fields))}: ..."
    elif isinstance(fault.typed, str) and re.fullmatch(r"[\w -]+(, *[\w -]+)*", fault.typed):
        help_ = f"write  {fault.key}: [{{typed}}]"
    else:
        help_ = "put each entry on a line of its own, starting with a hyphen and a space"
    return Sentence("not-a-list", f"'{fault.key}' holds a list", help_)


_FREE_KEYS: Final[Mapping[str, str]] = {
    "waive": "on the lines below, indented: a code, a colon and the reason, such as "
    "goal-without-measure: exploratory until March",
    "lint": "on the lines below, indented: a code, a colon and a level, such as session-gap: off",
}


def _not_a_mapping(fault: Fault) -> Sentence:
    if fault.key in _FREE_KEYS and fault.inner is None:
        return Sentence("not-a-mapping", f"'{fault.key}' has keys of its own", _FREE_KEYS[fault.key])
    keys = list(fault.inner.model_fields) if fault.inner else []
    if fault.is_entry:
        message = f"each entry of '{fault.key}' has keys of its own"
        help_ = f"write  - {keys[0]}: {{typed}}" if keys and isinstance(fault.typed, str) else ""
    else:
        message = f"'{fault.key}' has keys of its own"
        help_ = "take the hyphens away: there is one of it" if isinstance(fault.typed, list) else ""
    if not help_ and keys:
        help_ = f"put them on the lines below, indented by two spaces: {', '.join(keys[:5])}"
    return Sentence("not-a-mapping", message, help_)


def _not_text(fault: Fault) -> Sentence:
    if isinstance(fault.typed, dict):
        help_ = "if the text itself has a colon in it, put quotes around the whole text"
    else:
        help_ = "write it as one text; for several lines type | after the key and indent them below it"
    what = f"each entry of '{fault.key}' is one text" if fault.is_entry else f"'{fault.key}' holds one text"
    return Sentence("not-one-text", what, help_)


def _too_long(fault: Fault) -> Sentence:
    longest = int(fault.context.get("max_length", 1000))
    return Sentence(
        "too-long",
        f"'{fault.key}' has {len(str(fault.typed)):,} characters, and {longest:,} is the most",
        "shorten it; a longer text belongs under a key that takes several lines",
    )


def _bad_pattern(fault: Fault) -> Sentence:
    if fault.key == "digest":
        return Sentence(
            "bad-digest",
            "'{typed}' is not a digest: 64 characters, each 0 to 9 or a to f",
            "copy the digest whole from the text that was approved",
        )
    slug = re.sub(r"[^a-z0-9]+", "-", str(fault.typed).lower()).strip("-")
    help_ = (
        f"write '{slug}'"
        if slug[:1].isalpha() and len(slug) <= 60
        else "begin with a letter, for example spring-2026"
    )
    return Sentence("bad-id", "'{typed}' cannot be an id: use small letters, digits and hyphens", help_)


def _not_one_of(fault: Fault) -> Sentence:
    allowed = tuple(re.findall(r"'([^']*)'", str(fault.context.get("expected", ""))))
    typed = fault.typed.strip().lower() if isinstance(fault.typed, str) else ""
    meant = next((word for word in VALUE_SYNONYMS.get(typed, ()) if word in allowed), None)
    meant = meant or suggest(typed, allowed)
    guess = f"did you mean '{meant}'? " if meant else ""
    return Sentence(
        "not-one-of",
        f"'{{typed}}' is not a choice for '{fault.key}'",
        f"{guess}it may be {_either(allowed)}",
    )


def _either(words: tuple[str, ...]) -> str:
    return " or ".join((", ".join(words[:-1]), words[-1])) if len(words) > 1 else "".join(words)


def _not_a_number(fault: Fault) -> Sentence:
    text = fault.typed.strip() if isinstance(fault.typed, str) else ""
    whole = fault.kind.startswith("int")
    found = re.search(r"[-+]?\d+(?:[.,]\d+)*", text, re.ASCII)
    if found is None:
        help_ = "write it in digits; words belong in a note"
    elif re.fullmatch(r"[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?", found[0], re.ASCII):
        help_ = f"write {found[0].replace(',', '')}, without a comma"
    elif "," in found[0]:
        help_ = f"write {found[0].replace(',', '.')}, with a point"
    elif whole and "." in found[0]:
        help_ = f"write a whole number, such as {found[0].partition('.')[0]}"
    else:
        help_ = f"write {found[0]} alone; a unit or a word has a key of its own"
    return Sentence(
        "not-a-number",
        f"'{{typed}}' is not a {'whole ' if whole else ''}number, and '{fault.key}' needs one",
        help_,
    )


def _out_of_range(fault: Fault) -> Sentence:
    limits = {
        "ge": ("small", "least"),
        "gt": ("small", "least"),
        "le": ("large", "most"),
        "lt": ("large", "most"),
    }
    name = next((each for each in limits if each in fault.context), "ge")
    size, end = limits[name]
    bound = fault.context.get(name, 0)
    return Sentence(
        "out-of-range",
        f"'{{typed}}' is too {size} for '{fault.key}'",
        f"the {end} is {bound:g}",
    )


def _unknown_zone(fault: Fault) -> Sentence:
    return Sentence(
        "unknown-timezone",
        "'{typed}' is not a time zone",
        "write a continent and a city in it, for example Europe/London or America/New_York",
    )


def _not_understood(fault: Fault) -> Sentence:
    return Sentence(
        "not-understood",
        f"'{{typed}}' cannot be used for '{fault.key}'",
        "docs/format.md says what it may hold",
    )


_WITHOUT_VALUE: Final = frozenset(("missing", "extra_forbidden", "too_short"))
"""Kinds that are not about a value that was typed."""

SENTENCES: Final[Mapping[str, Callable[[Fault], Sentence]]] = {
    "missing": _missing,
    "bad_date": _bad_date,
    "no_such_day": _no_such_day,
    "bad_time": _bad_time,
    "bad_cadence": _bad_cadence,
    "bad_weeks": _bad_weeks,
    "bad_months": _bad_months,
    "tuple_type": _not_a_list,
    "list_type": _not_a_list,
    "dict_type": _not_a_mapping,
    "model_type": _not_a_mapping,
    "model_attributes_type": _not_a_mapping,
    "string_type": _not_text,
    "string_too_short": _empty,
    "string_too_long": _too_long,
    "string_pattern_mismatch": _bad_pattern,
    "literal_error": _not_one_of,
    "int_parsing": _not_a_number,
    "int_parsing_size": _not_a_number,
    "int_type": _not_a_number,
    "int_from_float": _not_a_number,
    "float_parsing": _not_a_number,
    "float_type": _not_a_number,
    "finite_number": _not_a_number,
    "greater_than_equal": _out_of_range,
    "less_than_equal": _out_of_range,
    "greater_than": _out_of_range,
    "less_than": _out_of_range,
    "too_short": _empty_list,
    "unknown_timezone": _unknown_zone,
}
"""Pydantic's kinds of error, and ours from `fields`, that typing can cause; `decode` adds the unknown key."""
