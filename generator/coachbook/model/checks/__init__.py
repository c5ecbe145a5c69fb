"""The rules: an engagement's files in, diagnostics out, each placed at the value it is about.

A rule is a function from a context to findings. Rules see what decoded and nothing else, so a slip in one file
silences only what would be a guess. Waivers and levels are applied to findings before their places are looked up.
Deliberately absent: the shape of files (`decode`) and what YAML itself forbids (the source floor).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import chain
from typing import Final

from coachbook.model.checks import (
    agreements,
    dates,
    feedback,
    goals,
    privacy,
    references,
    rhythm,
    shared,
    text,
)
from coachbook.model.checks.context import Finding, context_of
from coachbook.model.checks.levels import levelled, may_be_set, severity_of
from coachbook.model.checks.waivers import without_waived
from coachbook.model.coachnotes import CoachNoteFile
from coachbook.model.engagement import Entry, Record
from coachbook.model.practice import Level, Practice
from coachbook.source.diagnostics import Diagnostic, Span
from coachbook.source.worksheets import read_fields
from coachbook.source.yamltext import Document

__all__ = ["check", "check_practice", "levelled"]

RULES: Final = (
    *references.RULES,
    *dates.RULES,
    *rhythm.RULES,
    *agreements.RULES,
    *goals.RULES,
    *feedback.RULES,
    *privacy.RULES,
    *text.RULES,
)


def check(
    record: Record,
    notes: tuple[Entry[CoachNoteFile], ...],
    practice: Practice,
    today: date,
    broken: frozenset[str] = frozenset(),
) -> tuple[Diagnostic, ...]:
    """What is odd or wrong in one engagement, at the practice's levels and without what is waived.

    `notes` are the coach's own, read for this and for nothing the executive sees; () leaves the rules about them
    out. `broken` names the files, of content/ and of this engagement, that could not be read at all: what they
    would define is called neither unknown nor missing.
    """
    context = context_of(record, notes, practice, today, broken)
    found = chain.from_iterable(rule(context) for rule in RULES)
    return tuple(_placed(without_waived(context, found), practice.file.lint))


def check_practice(
    practice: Practice,
    documents: Mapping[str, Document],
    today: date,
    broken: frozenset[str] = frozenset(),
) -> tuple[Diagnostic, ...]:
    """What is odd or wrong in content/; `documents` by path relative to the practice."""
    around = shared.Shared(practice, documents, today, broken)
    found = chain.from_iterable(rule(around) for rule in shared.RULES)
    blocks = chain.from_iterable(
        read_fields(piece.body, path=piece.path, first_line=piece.body_line)[1]
        for piece in practice.kit.values()
    )
    return (*_placed(found, practice.file.lint), *blocks)


def _placed(findings: Iterable[Finding], lint: Mapping[str, Level]) -> Iterator[Diagnostic]:
    for finding in findings:
        level = lint.get(finding.code) if may_be_set(finding.code) else None
        if level != "off":
            yield Diagnostic(
                code=finding.code,
                severity=level or severity_of(finding.code),
                message=finding.message,
                path=finding.file,
                span=_span(finding),
                help=finding.help,
                typed=finding.typed,
                keys=finding.keys,
                related=tuple(other.related() for other in finding.others),
                quotes=finding.quotes,
            )


def _span(finding: Finding) -> Span | None:
    if finding.span or finding.document is None:
        return finding.span
    if finding.is_about_key:
        return finding.document.key_span(finding.keys)
    return finding.document.value_span(finding.keys)
