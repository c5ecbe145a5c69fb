"""Text in, data with places out: how Coachbook reads YAML, and what it refuses to read.

Every scalar stays **the text as typed** (or None where nothing is typed); the models above decide
what is a date and what is a number, so ``NO``, ``14:30``, ``012``, ``+44...`` and ``1.10`` survive.
Tags, anchors, aliases, second documents, repeated keys, depth over 24 and files over 1 MiB are
refused while the parser's events arrive, so that no short text can cost much time or memory.

Reading takes two passes: the first builds the data and nothing else, for a clean file needs no
places; the second (``places``) is made when a place is first asked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
)

from coachbook.source import refusals
from coachbook.source.characters import looks_clean, refused_characters
from coachbook.source.diagnostics import Diagnostic, Keys, Span
from coachbook.source.encoding import LARGEST_FILE, SourceFile, decode, too_large
from coachbook.source.events import NULLS, NextEvent, events_of
from coachbook.source.places import Places, locate
from coachbook.source.syntax import explain
from coachbook.source.traps import find_traps

__all__ = ["Document", "SourceFile", "decode", "read", "read_front_matter"]

DEEPEST: Final = 24
"""Levels of mappings and lists inside each other; a practice uses about seven."""

_FRONT_MATTER: Final = re.compile(r"---[ \t]*(?:\r\n|\r|\n)")
_FENCE: Final = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\r\n|\r|\n|\Z)", re.MULTILINE)


class Document:
    """What one file says: ``data`` (dict, list, str or None) and, when asked for, where it says it."""

    __slots__ = ("_places", "_yaml", "data", "source")

    def __init__(self, source: SourceFile, data: Any, yaml_text: str | None = None) -> None:
        self.source = source
        self.data = data
        self._yaml = source.text if yaml_text is None else yaml_text
        self._places: Places | None = None

    def __repr__(self) -> str:
        return f"Document({self.source.path!r})"  # never the data: a repr ends up in logs

    def value_span(self, keys: Keys) -> Span:
        """Where the value at ``keys`` stands; where that is not in the file, its nearest known ancestor."""
        values = self._located().values
        for length in range(len(keys), -1, -1):
            if (span := values.get(keys[:length])) is not None:
                return span
        return Span(1, 1)

    def key_span(self, keys: Keys) -> Span:
        """Where the key at the end of ``keys`` stands; the value's place if it is an item of a list."""
        span = self._located().keys.get(keys)
        return self.value_span(keys) if span is None else span

    def _located(self) -> Places:
        if self._places is None:
            self._places = locate(self._yaml)
        return self._places


def read(source: SourceFile) -> tuple[Document | None, tuple[Diagnostic, ...]]:
    """The document in ``source``, and what is wrong or odd in it; None with at least one error if refused.

    A file that is empty or holds only comments reads as an empty mapping. Never raises, whatever
    the text. Diagnostics: the codes of ``refusals``, ``characters``, ``syntax`` and ``traps``.
    """
    return _read(source, source.text)


def read_front_matter(source: SourceFile) -> tuple[Document | None, str, tuple[Diagnostic, ...]]:
    """The YAML between two ``---`` lines that begins a Markdown file, and the Markdown below it.

    Places count in the whole file. Diagnostics: those of ``read``, no-front-matter,
    unclosed-front-matter; conflict markers and control characters are refused in the body too.
    """
    text = source.text
    if len(text) > LARGEST_FILE:
        return None, "", (too_large(source.path),)
    opening = _FRONT_MATTER.match(text)
    if opening is None:
        return None, text, (refusals.no_front_matter(source.path),)
    closing = _FENCE.search(text, opening.end())
    if closing is None:
        return None, "", (refusals.unclosed_front_matter(source.path),)
    body = text[closing.end() :]
    if refused := refused_characters(source.path, text):
        return None, body, refused
    # The opening line is a document start in YAML too, so the lines need no shifting.
    document, problems = _read(source, text[: closing.start()])
    return document, body, problems


def _read(source: SourceFile, text: str) -> tuple[Document | None, tuple[Diagnostic, ...]]:
    path = source.path
    if len(text) > LARGEST_FILE:
        return None, (too_large(path),)
    if not looks_clean(text) and (refused := refused_characters(path, text)):
        return None, refused
    try:
        data, n_repeats = _data(text)
    except _StopError as stop:
        return None, (refusals.refusal(stop.code, path, text, stop.mark),)
    except yaml.YAMLError as failure:
        return None, refused_characters(path, text) or (explain(path, text, failure),)
    if n_repeats:
        return None, refusals.repeated_keys(path, locate(text).repeats)
    traps = find_traps(path, text)
    if any(trap.severity == "error" for trap in traps):
        return None, traps
    return Document(source, {} if data is None else data, text), traps


class _StopError(Exception):
    """Something that Coachbook refuses was reached; never leaves this module."""

    def __init__(self, code: str, mark: Any) -> None:
        super().__init__(code)
        self.code = code
        self.mark = mark


def _data(text: str) -> tuple[Any, int]:
    """The data in ``text`` and the number of keys that stand twice in one mapping."""
    repeats: list[str] = []
    root: Any = None
    event: Any
    n_documents = 0
    with events_of(text) as next_event:
        while (event := next_event()) is not None:
            if event.__class__ is DocumentStartEvent:
                n_documents += 1
                if n_documents > 1:
                    raise _StopError("second-document", event.start_mark)
                root = _value(next_event(), next_event, 0, repeats.append)
    return root, len(repeats)


def _value(event: Any, next_event: NextEvent, depth: int, repeat: Callable[[str], None]) -> Any:
    """The value that ``event`` begins."""
    kind = event.__class__
    if kind is AliasEvent:
        raise _StopError("yaml-alias", event.start_mark)
    if event.tag is not None or event.anchor is not None:
        raise _StopError("yaml-anchor" if event.tag is None else "yaml-tag", event.start_mark)
    if kind is ScalarEvent:
        return None if event.value in NULLS and event.implicit[0] else event.value
    if depth >= DEEPEST:
        raise _StopError("too-deep", event.start_mark)
    if kind is MappingStartEvent:
        return _mapping(next_event, depth + 1, repeat)
    return _list(next_event, depth + 1, repeat)


# The two functions below are the inner loop of `coachbook check`: they treat the usual scalar in
# place and leave everything else to _value.


def _mapping(next_event: NextEvent, depth: int, repeat: Callable[[str], None]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    event: Any
    while True:
        event = next_event()
        if event.__class__ is not ScalarEvent:
            if event.__class__ is MappingEndEvent:
                return found
            raise _StopError("yaml-alias" if event.__class__ is AliasEvent else "odd-key", event.start_mark)
        if event.anchor is not None or event.tag is not None:
            raise _StopError("yaml-anchor" if event.tag is None else "yaml-tag", event.start_mark)
        key = event.value
        if key in found:
            repeat(key)
        event = next_event()
        if event.__class__ is ScalarEvent and event.anchor is None and event.tag is None:
            value = event.value
            found[key] = None if value in NULLS and event.implicit[0] else value
        else:
            found[key] = _value(event, next_event, depth, repeat)


def _list(next_event: NextEvent, depth: int, repeat: Callable[[str], None]) -> list[Any]:
    found: list[Any] = []
    while True:
        event = next_event()
        if event.__class__ is SequenceEndEvent:
            return found
        found.append(_value(event, next_event, depth, repeat))
