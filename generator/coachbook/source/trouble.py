"""A parser's failure in; out, what a rule needs to explain it: places, lines, what was read before.

The two parsers word their failures differently, so rules ask for the place and for the shape of the
line, and for the parser's words only where both use the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

import yaml
from yaml.events import MappingEndEvent, MappingStartEvent, ScalarEvent, SequenceEndEvent, SequenceStartEvent

from coachbook.source.diagnostics import Diagnostic, Keys, Related, Span
from coachbook.source.events import events_of
from coachbook.source.lines import split_lines

_COMMENT: Final = re.compile(r"(?:^|\s)#.*")


@dataclass(frozen=True, slots=True)
class Read:
    """A scalar that was read before the failure; lines 1-based, columns 0-based."""

    text: str
    is_key: bool
    style: str
    line: int
    column: int
    end_line: int


@dataclass(frozen=True, slots=True)
class Trouble:
    """Where a parser stopped and why; lines 1-based, columns 0-based.

    ``context_line`` is where the part began that could not be finished, or 0; ``bracket`` the place of
    the innermost bracket that was open.
    """

    path: str
    lines: list[str]
    words: str
    line: int
    column: int
    context_line: int
    context_column: int
    before: list[Read]
    bracket: tuple[int, int] | None

    def line_at(self, number: int) -> str:
        """The line with that number; empty outside the text."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    def character(self) -> str:
        """The character at which the parser stopped; empty at the end of a line."""
        return self.line_at(self.line)[self.column : self.column + 1]

    def line_above(self, number: int) -> int:
        """The nearest line above ``number`` that holds more than a comment, or 0."""
        for above in range(min(number - 1, len(self.lines)), 0, -1):
            if not is_idle(self.lines[above - 1]):
                return above
        return 0

    def suspects(self) -> Iterator[tuple[int, str]]:
        """The lines on which the cause may stand, the likeliest first."""
        numbers = (self.context_line, self.line, self.line_above(self.line))
        for number in dict.fromkeys(numbers):
            if number and not is_idle(self.line_at(number)):
                yield number, self.line_at(number)

    def error(
        self,
        code: str,
        span: Span,
        message: str,
        help_: str,
        *,
        typed: str | None = None,
        related: tuple[Related, ...] = (),
        keys: Keys = (),
    ) -> Diagnostic:
        """An error at ``span`` of this file."""
        return Diagnostic(
            code=code, severity="error", message=message, path=self.path, span=span,
            help=help_, typed=typed, related=related, keys=keys,
        )  # fmt: skip


def is_idle(line: str) -> bool:
    """True for a line that is empty or holds only a comment."""
    stripped = line.strip(" \t\r")  # and not an odd space, which is a letter to YAML
    return not stripped or stripped.startswith("#")


def bare(line: str) -> str:
    """``line`` without a comment at its end and without the spaces there."""
    return _COMMENT.sub("", line).rstrip()


def rest_of(line_number: int, line: str, column: int) -> Span:
    """From ``column`` (0-based) to the end of what is typed on ``line``."""
    end = len(bare(line))
    return Span(line_number, column + 1, end + 1 if end > column else None)


def trouble(path: str, text: str, failure: Exception) -> Trouble:
    """The failure of a parser on ``text``, ready to be explained."""
    lines = split_lines(text)
    at = getattr(failure, "problem_mark", None)
    began = getattr(failure, "context_mark", None)
    words = f"{getattr(failure, 'context', None) or ''}: {getattr(failure, 'problem', None) or failure}"
    line = min(at.line + 1, len(lines)) if at else 1
    before, bracket = _read_before(text)
    return Trouble(
        path=path,
        lines=lines,
        words=words,
        line=line,
        column=at.column if at else 0,
        context_line=began.line + 1 if began else 0,
        context_column=began.column if began else 0,
        before=before,
        bracket=bracket,
    )


def _read_before(text: str) -> tuple[list[Read], tuple[int, int] | None]:
    """The keys and values that the parser gave before it failed, and the place of the last open bracket."""
    read: list[Read] = []
    opened: list[Any] = []  # the events that began what is still open
    expects_key = [False]
    event: Any
    with suppress(yaml.YAMLError), events_of(text) as next_event:
        while (event := next_event()) is not None:
            kind = event.__class__
            if kind is ScalarEvent:
                start, end = event.start_mark, event.end_mark
                is_key = expects_key[-1]
                style = event.style or ""
                read.append(Read(event.value, is_key, style, start.line + 1, start.column, end.line + 1))
                expects_key[-1] = _is_mapping(opened) and not is_key
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                opened.append(event)
                expects_key.append(kind is MappingStartEvent)
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                opened.pop()
                expects_key.pop()
                expects_key[-1] = _is_mapping(opened)
    brackets = [event.start_mark for event in opened if event.flow_style]
    return read, (brackets[-1].line + 1, brackets[-1].column) if brackets else None


def _is_mapping(opened: list[Any]) -> bool:
    return bool(opened) and opened[-1].__class__ is MappingStartEvent
