"""YAML text in, the place of every key and value out: the slow half of reading, made only on demand.

A clean file never needs its places, so ``yamltext.read`` does not pay for them. The text has been
read before it comes here; deliberately absent: every refusal.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from yaml.events import (
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from coachbook.source.diagnostics import Keys, Span
from coachbook.source.events import events_of


@dataclass(frozen=True, slots=True)
class Scalar:
    """One key or value as it stands in the text; lines and columns 1-based, the end exclusive.

    ``style`` is empty for a plain scalar, else the character that begins it: ``'`` ``"`` ``|`` ``>``.
    """

    keys: Keys
    is_key: bool
    style: str
    value: str
    line: int
    column: int
    end_line: int
    end_column: int

    @property
    def span(self) -> Span:
        """The scalar's place; without an end if it goes on below its first line."""
        is_short = self.line == self.end_line and self.column < self.end_column
        return Span(self.line, self.column, self.end_column if is_short else None)


@dataclass(slots=True)
class Places:
    """Where everything in one document stands; ``repeats``: a key's path, its first place, the next."""

    values: dict[Keys, Span] = field(default_factory=dict)
    keys: dict[Keys, Span] = field(default_factory=dict)
    scalars: list[Scalar] = field(default_factory=list)
    repeats: list[tuple[Keys, Span, Span]] = field(default_factory=list)


@dataclass(slots=True)
class _Open:
    """A mapping or list that has begun: where we are in it."""

    path: Keys
    is_mapping: bool
    start: Span
    key: str | None = None
    n_items: int = 0

    def next_path(self) -> Keys:
        return (*self.path, self.key) if self.key is not None else (*self.path, self.n_items)

    def close_value(self) -> None:
        self.key = None
        self.n_items += 1


def locate(text: str) -> Places:
    """The places in ``text``, which must be YAML that ``yamltext`` has read without refusing it."""
    places = Places()
    stack: list[_Open] = []
    event: Any
    with events_of(text) as next_event:
        while (event := next_event()) is not None:
            kind = event.__class__
            if kind is ScalarEvent:
                _scalar(places, stack, event)
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                path = stack[-1].next_path() if stack else ()
                start = _span(event.start_mark)
                places.values[path] = start
                stack.append(_Open(path, kind is MappingStartEvent, start))
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                _end(places, stack, event.end_mark)
    return places


def _scalar(places: Places, stack: list[_Open], event: Any) -> None:
    around = stack[-1] if stack else None
    is_key = around is not None and around.is_mapping and around.key is None
    path: Keys = ()
    if around is not None:
        path = (*around.path, event.value) if is_key else around.next_path()
    scalar = _record(path, is_key, event)
    places.scalars.append(scalar)
    if around is None:
        places.values[path] = scalar.span
    elif not is_key:
        places.values[path] = scalar.span
        around.close_value()
    else:
        around.key = event.value
        if path in places.keys:
            places.repeats.append((path, places.keys[path], scalar.span))
        else:
            places.keys[path] = scalar.span


def _record(path: Keys, is_key: bool, event: Any) -> Scalar:
    start, end = event.start_mark, event.end_mark
    return Scalar(
        path, is_key, event.style or "", event.value,
        start.line + 1, start.column + 1, end.line + 1, end.column + 1,
    )  # fmt: skip


def _end(places: Places, stack: list[_Open], end: Any) -> None:
    ended = stack.pop()
    if end.line + 1 == ended.start.line and end.column + 1 > ended.start.column:  # [a, b] on one line
        places.values[ended.path] = Span(ended.start.line, ended.start.column, end.column + 1)
    if stack:
        stack[-1].close_value()


def _span(mark: Any) -> Span:
    return Span(mark.line + 1, mark.column + 1)
