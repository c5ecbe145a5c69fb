"""YAML text in, parser events out: the only module that knows which of PyYAML's two parsers is at work.

libyaml's C parser is about twenty times faster; where PyYAML was built without it, its pure-Python
parser gives the same events and the same places. Deliberately absent: PyYAML's resolver and
constructor, which would turn ``NO`` into false and ``14:30`` into 870.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final, Protocol, cast

import yaml
from yaml.events import ScalarEvent
from yaml.scanner import ScannerError

try:
    from yaml._yaml import CParser
except ImportError:  # PyYAML without libyaml
    CParser = None  # type: ignore[assignment,misc]

NextEvent = Callable[[], Any]
"""Gives the next event, or None after the last; raises yaml.YAMLError where the text is not YAML."""


class Mark(Protocol):
    """A place as the parser counts it: 0-based, in code points."""

    line: int
    column: int


class _Parser(Protocol):
    def get_event(self) -> Any: ...
    def dispose(self) -> None: ...


def c_parser(text: str) -> _Parser:
    """libyaml's parser on ``text``."""
    return cast(_Parser, CParser(text))


def python_parser(text: str) -> _Parser:
    """PyYAML's own parser on ``text``; raises yaml.reader.ReaderError for control characters."""
    return cast(_Parser, _PythonParser(text))


class _PythonParser(yaml.SafeLoader):
    r"""PyYAML's own parser, with libyaml's answer to ``"\UFFFFFFFF"`` and ``"\uD800"``: no such character."""

    def get_event(self) -> Any:
        try:
            event: Any = super().get_event()  # type: ignore[no-untyped-call]
        except (ValueError, OverflowError):
            mark = self.get_mark()
            raise _bad_escape(mark, mark) from None
        if event.__class__ is ScalarEvent and _SURROGATE.search(event.value):
            raise _bad_escape(event.start_mark, event.end_mark)
        return event


def _bad_escape(start: Any, end: Any) -> ScannerError:
    return ScannerError("while scanning a double-quoted scalar", start, "invalid escape code", end)


_SURROGATE: Final = re.compile("[\ud800-\udfff]")


new_parser: Callable[[str], _Parser] = python_parser if CParser is None else c_parser
"""The parser in use; a test of the other one replaces it."""


@contextmanager
def events_of(text: str) -> Iterator[NextEvent]:
    """The events of ``text``, one call at a time, so that a reader can stop before a bomb has gone off."""
    parser = new_parser(text)
    try:
        yield parser.get_event
    finally:
        parser.dispose()


NULLS: Final = frozenset(("", "~", "null", "Null", "NULL"))
"""The plain scalars that mean "nothing here"; every other scalar is text."""
