"""What is wrong, where, and what to do: the one value in which every floor reports a problem.

A diagnostic keeps what the coach typed apart from our own words, so that a report made for a public
place (a job log, a code-scanning upload) can leave it out. Deliberately absent: how a report looks
(``reporting``), and the long explanation of each code (``codes/*.md``).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final, Literal

Severity = Literal["error", "warning", "note"]
Keys = tuple[str | int, ...]
"""A path inside a document, for example ``("goals", 0, "due")``."""

TYPED: Final = "{typed}"
LONGEST_TYPED: Final = 60
"""Characters of typed text that a message shows."""

_IN_PLACE_OF_TYPED: Final = "what is typed here"
_IN_PLACE_OF_NOTE: Final = "what it may mean stands here"
_WORD: Final = re.compile(r"[^\W_]+")
_SYMBOLS: Final = {"\n": "⏎", "\r": "⏎", "\t": "⇥"}


@dataclass(frozen=True, slots=True)
class Span:
    """A place on one line: 1-based, in code points, as editors count; ``end_column`` is exclusive."""

    line: int
    column: int
    end_column: int | None = None


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that belongs to a problem; ``message`` may hold ``{typed}`` and no other client words."""

    message: str
    path: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One problem, as a value.

    ``message``, ``help`` and the messages of ``related`` are templates that may hold ``{typed}``;
    ``typed`` is the only field that may hold what a coach or an executive wrote. Two exceptions: a remedy
    may say the typed text put right, and with ``quotes`` remedy and notes name ids from other places.
    ``path`` is relative to the practice, with ``/``; without a ``span`` the whole file is meant.
    """

    code: str
    severity: Severity
    message: str
    path: str
    span: Span | None
    help: str = ""
    typed: str | None = None
    keys: Keys = ()
    related: tuple[Related, ...] = ()
    quotes: bool = False

    def words(self) -> str:
        """The message in full, for the coach's own eyes."""
        return _filled(self.message, self.typed)

    def remedy(self) -> str:
        """What to do, in full; empty when there is nothing to add."""
        return _filled(self.help, self.typed)

    def notes(self) -> tuple[str, ...]:
        """What to say at each related place, in full."""
        return tuple(_filled(other.message, self.typed) for other in self.related)

    def redacted_words(self) -> str:
        """The message without anything that was typed."""
        return _redacted(self.message)

    def redacted_remedy(self) -> str:
        """What to do; empty when it cannot be said without what was typed."""
        return "" if self.quotes or TYPED in self.help or _echoes(self.help, self.typed) else self.help

    def redacted_notes(self) -> tuple[str, ...]:
        """What to say at each related place, without anything that was typed."""
        return tuple(_IN_PLACE_OF_NOTE if self.quotes else _redacted(other.message) for other in self.related)


def shown(text: str, longest: int = LONGEST_TYPED) -> str:
    """``text`` on one line, at most ``longest`` characters, with every invisible character made visible.

    Why: a zero-width space in a key looks right and is wrong, and an escape sequence must never
    reach a terminal.
    """
    short = text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
    if short.isascii() and short.isprintable():
        return short
    return "".join(map(visible, short))


def visible(character: str) -> str:
    """One character, or its name in brackets if it cannot be seen: ``[U+200B]``."""
    if character in _SYMBOLS:
        return _SYMBOLS[character]
    if character != " " and unicodedata.category(character) in _INVISIBLE:
        return f"[U+{ord(character):04X}]"
    return character


# Control, format, surrogate, unassigned, private use; line, paragraph and (other than ours) space separators.
_INVISIBLE: Final = frozenset(("Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp", "Zs"))


def order(diagnostic: Diagnostic) -> tuple[str, int, int, str, str]:
    """The key that sorts diagnostics by file, line and column; a whole file comes before its lines."""
    span = diagnostic.span or Span(0, 0)
    return diagnostic.path, span.line, span.column, diagnostic.code, diagnostic.message


def _filled(template: str, typed: str | None) -> str:
    # str.replace and not str.format: what was typed may hold braces.
    return template if typed is None else template.replace(TYPED, shown(typed))


def _echoes(template: str, typed: str | None) -> bool:
    """Whether a remedy repeats a word or a figure of what was typed, as one that puts it right does."""
    if not typed:
        return False
    said = {word.lower().lstrip("0") for word in _WORD.findall(template)}
    return any(word.lower().lstrip("0") in said for word in _WORD.findall(typed))


def _redacted(template: str) -> str:
    return template.replace(f"'{TYPED}'", _IN_PLACE_OF_TYPED).replace(TYPED, _IN_PLACE_OF_TYPED)
