"""docs/format.md: every file and every key a coach may type, written from the models that judge them."""

from __future__ import annotations

from collections.abc import Iterator
from types import UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from coachbook.model import fields
from coachbook.model.schema import SCHEMAS
from coachbook.model.vocabulary import NOUNS

FORMAT_INTRODUCTION: Final = """\
Written by `tools/write_reference.py` from the models that judge the files; a test keeps it current. Keys in bold are
needed; all others may be left out until their stage needs them.
"""

PLACES: Final = {
    "practice": "content/practice.yml",
    "programme": "content/programmes/<id>.yml",
    "workbook": "content/workbooks/<id>.yml",
    "kit": "content/kit/<id>.md (front matter)",
    "stage": "content/methodology/process/<stage>.md (front matter)",
    "engagement": "clients/<engagement>/engagement.yml",
    "goals": "clients/<engagement>/goals.yml",
    "plan": "clients/<engagement>/plan.yml",
    "feedback": "clients/<engagement>/feedback.yml",
    "closing": "clients/<engagement>/closing.yml",
    "session": "clients/<engagement>/sessions/<date>.yml",
    "reflection": "clients/<engagement>/reflections/<date>.yml",
    "release": "clients/<engagement>/sponsor/<moment>.yml",
    "coach-note": "clients/<engagement>/coach/<date>.yml",
    "recipients": "content/recipients.yml",
}
"""Where each kind of file lies."""

KINDS: Final = {
    fields.Day: "a date, `2026-03-04`",
    fields.TimeOfDay: "a time, `14:30`",
    fields.Cadence: "`1 week` to `4 weeks`",
    fields.Weeks: "weeks, `26 weeks`",
    fields.Months: "months, `3 months`",
    fields.ZoneName: "a time zone, `Europe/London`",
    fields.Id: "an id, `board-presence`",
    fields.Words: "one line",
    fields.Prose: "Markdown",
    fields.Minutes: "minutes",
    fields.OutOfTen: "0 to 10",
    fields.Number: "a number",
    fields.Count: "a number",
}
"""How the kinds of `model/fields.py` are typed."""


def format_reference() -> str:
    """The whole format as Markdown: every file, every key, what it means."""
    parts = [
        "# The format\n",
        FORMAT_INTRODUCTION,
    ]
    for name, model in SCHEMAS.items():
        parts.append(f"## {PLACES[name]}\n\n{(model.__doc__ or '').strip()}\n\n{_table(model)}")
        parts.extend(
            f"### {NOUNS[part.__name__]}\n\n{(part.__doc__ or '').strip()}\n\n{_table(part)}"
            for part in _parts(model)
        )
    return "\n".join(parts)


def _table(model: type[BaseModel]) -> str:
    rows = ["| key | holds | meaning |", "|---|---|---|"]
    for name, field in model.model_fields.items():
        key = f"**{name}**" if field.is_required() else name
        rows.append(
            f"| {key} | {_kind(model, name, field)} | {(field.description or '').replace('|', chr(92) + '|')} |"
        )
    return "\n".join(rows) + "\n"


def _kind(model: type[BaseModel], name: str, field: FieldInfo) -> str:
    annotation: Any = model.__annotations__.get(name, field.annotation)
    if isinstance(annotation, str):
        annotation = field.rebuild_annotation()
    return _words(annotation)


def _words(kind: Any) -> str:
    """What a coach types for a kind of value."""
    if kind in KINDS:
        return KINDS[kind]
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        return _words(next(each for each in get_args(kind) if each is not type(None)))
    if origin is tuple:
        return f"a list: {_words(get_args(kind)[0])}"
    if origin is Literal:
        return ", ".join(f"`{each}`" for each in get_args(kind))
    if origin is dict:
        return "keys and values"
    if hasattr(kind, "__metadata__"):
        # A field's own limits are merged into the kind's, so a kind is known by its validator.
        known = (words for each, words in KINDS.items() if get_args(each)[1] in get_args(kind)[1:])
        return next(known, "") or _words(get_args(kind)[0])
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return NOUNS[kind.__name__]
    return {str: "one line", int: "a number", float: "a number"}.get(kind, "a value")


def _parts(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """The parts below a model, each once, in the order they are met."""
    seen: list[type[BaseModel]] = []
    waiting = [field.annotation for field in model.model_fields.values()]
    while waiting:
        kind = waiting.pop(0)
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            if kind not in seen:
                seen.append(kind)
                waiting[:0] = [field.annotation for field in kind.model_fields.values()]
        else:
            waiting[:0] = [each for each in get_args(kind) if each is not type(None) and each is not Ellipsis]
    return iter(seen)
