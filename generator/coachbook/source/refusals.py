"""A place that must not be read in, a sentence in a coach's words out: what Coachbook leaves out of YAML.

Tags, anchors, aliases, second documents, keys that are not words, depth and repeated keys are all
legal YAML; each is refused because a coach who typed it meant something else, or because it lets
a short file grow without bound.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Final

from coachbook.source.diagnostics import Diagnostic, Keys, Related, Span
from coachbook.source.events import Mark
from coachbook.source.lines import split_lines

_AT_MOST: Final = 20
"""Repeated keys reported for one file."""

_QUOTE_IT: Final = "if it is meant as text, put the whole value in quotes"

_WORDS: Final = {
    "yaml-tag": ("text may not begin with '!' here: YAML takes the word for a type", _QUOTE_IT),
    "yaml-anchor": ("text may not begin with '&' here: YAML takes the word for a label", _QUOTE_IT),
    "yaml-alias": (
        "text may not begin with '*' here: YAML takes the word for a copy of something labelled",
        f"{_QUOTE_IT}; for a list, write '- ' at the start of each line",
    ),
    "second-document": (
        "this begins a second document, and a file holds one",
        "delete the line of dashes, or put what follows it into a file of its own",
    ),
    "odd-key": (
        "a list or a group stands where a key belongs",
        "a placeholder such as {{ name }} needs quotes around it; elsewhere one '{' or '[' is too many",
    ),
    "too-deep": (
        "lists and groups stand inside each other more than 24 levels deep",
        "look for '[' or '{' or '- ' typed too often; a list is easiest to read with '- ' at each line",
    ),
}


def refusal(code: str, path: str, text: str, mark: Mark) -> Diagnostic:
    """The diagnostic for a part of YAML that is not read; ``mark`` is where it begins."""
    message, help_ = _WORDS[code]
    return Diagnostic(
        code=code, severity="error", message=message, path=path, span=_word_at(text, mark), help=help_
    )


def _word_at(text: str, mark: Mark) -> Span:
    lines = split_lines(text)
    line = lines[mark.line] if mark.line < len(lines) else ""
    word = line[mark.column : mark.column + 200].split(maxsplit=1)
    end = mark.column + 1 + len(word[0]) if word and not line[mark.column].isspace() else None
    return Span(mark.line + 1, mark.column + 1, end)


def repeated_keys(path: str, repeats: Iterable[tuple[Keys, Span, Span]]) -> tuple[Diagnostic, ...]:
    """One diagnostic for each key that stands again in the mapping that already has it."""
    return tuple(
        Diagnostic(
            code="duplicate-key",
            severity="error",
            message="'{typed}' is written twice in the same place, and only one of the two can count",
            path=path,
            span=again,
            help="keep one; if both matter, join what stands below them under one",
            typed=str(keys[-1]),
            keys=keys,
            related=(Related("'{typed}' stands here first", path, first),),
        )
        for keys, first, again in islice(repeats, _AT_MOST)
    )


def no_front_matter(path: str) -> Diagnostic:
    """The refusal of a Markdown file that does not begin with ``---``."""
    return Diagnostic(
        code="no-front-matter",
        severity="error",
        message="this file does not begin with a line of three dashes and its particulars",
        path=path,
        span=Span(1, 1),
        help="put them first: a line ---, then lines such as title: ..., then a line --- again",
    )


def unclosed_front_matter(path: str) -> Diagnostic:
    """The refusal of front matter without its closing line."""
    return Diagnostic(
        code="unclosed-front-matter",
        severity="error",
        message="the particulars that begin here have no end",
        path=path,
        span=Span(1, 1, 4),
        help="write a line --- below the last of them, where the text begins",
    )
