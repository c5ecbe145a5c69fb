"""The Jinja environment: templates are values, so that a worker needs no disk.

In: templates by name, a firm's own over the shipped ones; every shipped one also under `shipped:` and its
name, so that `{% extends "shipped:pages/session.html" %}` reaches what it replaces. Out: an environment
that compiles each when first asked for and keeps it. Every text a template prints is typeset and escaped; a name that
does not exist is an error that says where.

The filters are the whole vocabulary of a template. They format; they never choose, sort or add up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final

from jinja2 import Environment, FunctionLoader, StrictUndefined

from coachbook.render import charts, markdown, words
from coachbook.render.typography import typeset

Source = tuple[str, str]
"""Where a template lies, for messages, and its text."""


FILTERS: Final[Mapping[str, Callable[..., Any]]] = {
    # dates
    "weekday": words.weekday,
    "day": words.day,
    "full_date": words.full_date,
    "plain_date": words.plain_date,
    "short_date": words.short_date,
    "clock": words.clock,
    "due": words.due,
    "late": words.late,
    # numbers
    "count": words.count,
    "counted": words.counted,
    "times": words.times,
    "every": words.every,
    "number": words.number_words,
    "one_decimal": words.one_decimal,
    "signed": words.signed,
    # words
    "listed": words.listed,
    "initial": words.initial,
    "mode": words.mode,
    "decision": words.decision,
    "mailto": words.mailto,
    # prose
    "prose": markdown.prose,
    "kit_body": markdown.kit_body,
    # where the marks of a drawing lie
    "progress_chart": charts.progress_chart,
    "sparkline": charts.sparkline,
    "gap_row": charts.gap_row,
    "path_marks": charts.path_marks,
}


def template_environment(templates: Mapping[str, Source]) -> Environment:
    """The environment over these templates, by name; the same texts get the same one, already compiled."""
    return _environment(tuple(sorted(templates.items())))


@lru_cache(maxsize=2)
def _environment(templates: tuple[tuple[str, Source], ...]) -> Environment:
    found = dict(templates)

    def load(name: str) -> tuple[str, str, Callable[[], bool]] | None:
        if name not in found:
            return None
        origin, text = found[name]
        return text, origin, lambda: True

    environment = Environment(
        loader=FunctionLoader(load),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finished,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )
    environment.filters.update(FILTERS)
    return environment


def _finished(value: object) -> object:
    """Plain text is typeset on its way out; markup has been already."""
    return typeset(value) if type(value) is str else value
