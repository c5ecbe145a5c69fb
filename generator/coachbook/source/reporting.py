"""Diagnostics and sources in, a report as text out: for people, programs, and places that others read.

``redact=True`` is for every report that leaves the coach's machine (job logs, code scanning): no
excerpt, nothing that was typed, and no key that is not ours. Deliberately absent: deciding when
that is so, colours of a particular terminal, and printing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from types import MappingProxyType
from typing import Final, Literal

from coachbook.source.diagnostics import Diagnostic, Severity, order
from coachbook.source.encoding import SourceFile
from coachbook.source.excerpts import excerpt
from coachbook.source.lines import split_lines
from coachbook.source.machine import github_lines, json_report, place, sarif_report

Format = Literal["full", "concise", "json", "github", "sarif"]
FORMATS: Final[tuple[Format, ...]] = ("full", "concise", "json", "github", "sarif")

AT_MOST_PER_FILE: Final = 100

PLAIN: Final[Mapping[str, str]] = MappingProxyType({})
ANSI: Final[Mapping[str, str]] = MappingProxyType(
    {"error": "\x1b[1;31m", "warning": "\x1b[1;33m", "note": "\x1b[1;36m", "caret": "\x1b[1;31m",
     "margin": "\x1b[34m", "strong": "\x1b[1m", "end": "\x1b[0m"}
)  # fmt: skip
"""A style is a name for each thing that may be coloured, and ``end``; an empty one colours nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What was looked at, for the last line and for the programs that read a report.

    ``n_engagements`` counts those checked, with and without problems; ``version`` is Coachbook's.
    """

    n_engagements: int
    version: str
    sources: Mapping[str, SourceFile] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)


def report(
    diagnostics: Iterable[Diagnostic],
    checked: Checked,
    *,
    form: Format,
    redact: bool,
    style: Mapping[str, str] = PLAIN,
) -> str:
    """The whole report, ending in a newline; ``style`` colours the formats for people only.

    Sorted by file, line and column; the formats for people stop at 100 problems of one file.
    """
    found = sorted(diagnostics, key=order)
    if form == "json":
        return json_report(found, checked.n_engagements, n_affected(found), redact=redact)
    if form == "sarif":
        return sarif_report(found, version=checked.version, titles=checked.titles, redact=redact)
    if form == "github":
        lines = [*github_lines(found, redact=redact), summary(found, checked.n_engagements)]
    elif form == "concise":
        lines = [*_concise(found, redact, style), summary(found, checked.n_engagements)]
    else:
        lines = [*_full(found, checked.sources, redact, style), summary(found, checked.n_engagements)]
    return "\n".join(lines) + "\n"


def summary(diagnostics: Sequence[Diagnostic], n_engagements: int) -> str:
    """The last line: how many problems, where, and how to read more about the first of them."""
    checked = _counted(n_engagements, "engagement")
    if not diagnostics:
        return f"no problems in {checked}"
    n_shared = len({d.path for d in diagnostics if _engagement(d.path) is None})
    n_engaged = n_affected(diagnostics)
    where = [f"{n_engaged} of {checked}"] if n_engaged else []
    where += [_counted(n_shared, "shared file")] if n_shared else []
    by_severity = Counter(d.severity for d in diagnostics)
    counts = [_counted(by_severity[severity], severity) for severity in _SEVERITIES if by_severity[severity]]
    first = min(diagnostics, key=lambda d: (_SEVERITIES.index(d.severity), order(d)))
    return (
        f"{_counted(len(diagnostics), 'problem')} in {' and '.join(where)} ({', '.join(counts)})"
        f" · coachbook explain {first.code}"
    )


_SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "note")


def n_affected(diagnostics: Iterable[Diagnostic]) -> int:
    """The number of engagements that have at least one problem."""
    return len({_engagement(d.path) for d in diagnostics} - {None})


def _engagement(path: str) -> str | None:
    parts = path.split("/")
    return parts[1] if parts[0] == "clients" and len(parts) > 2 else None


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _concise(found: Sequence[Diagnostic], redact: bool, style: Mapping[str, str]) -> Iterable[str]:
    for _, group in groupby(found, key=lambda d: d.path):
        in_file = list(group)
        for diagnostic in in_file[:AT_MOST_PER_FILE]:
            yield _head(diagnostic, redact, style, is_whole_file_placed=True)
        yield from _and_more(in_file)


def _full(
    found: Sequence[Diagnostic], sources: Mapping[str, SourceFile], redact: bool, style: Mapping[str, str]
) -> Iterable[str]:
    for path, group in groupby(found, key=lambda d: d.path):
        in_file = list(group)
        source = sources.get(path)
        lines = split_lines(source.text) if source is not None and not redact else []
        for diagnostic in in_file[:AT_MOST_PER_FILE]:
            yield from _face(diagnostic, lines, redact, style)
            yield ""
        for line in _and_more(in_file):
            yield from (line, "")


def _and_more(in_file: Sequence[Diagnostic]) -> Iterable[str]:
    if len(in_file) > AT_MOST_PER_FILE:
        yield f"{in_file[0].path}: and {len(in_file) - AT_MOST_PER_FILE} more"


def _head(
    diagnostic: Diagnostic, redact: bool, style: Mapping[str, str], *, is_whole_file_placed: bool = False
) -> str:
    words = diagnostic.redacted_words() if redact else diagnostic.words()
    where = place(diagnostic.path, diagnostic.span)
    if is_whole_file_placed and diagnostic.span is None:  # editors' problem matchers want line and column
        where = f"{diagnostic.path}:1:1"
    kind = _styled(f"{diagnostic.severity}[{diagnostic.code}]", diagnostic.severity, style)
    return f"{where}: {kind}: {_styled(words, 'strong', style)}"


def _face(diagnostic: Diagnostic, lines: list[str], redact: bool, style: Mapping[str, str]) -> Iterable[str]:
    """One problem in full: head, excerpt, notes, help."""
    yield _head(diagnostic, redact, style)
    gutter = 1
    if diagnostic.span is not None and lines:
        for line in excerpt(lines, diagnostic.span):
            margin, bar, text = line.partition("|")
            gutter = len(margin) - 1
            is_carets = not margin.strip() and text.strip(" ^") == "" and text != ""
            shown = _styled(text, "caret", style) if is_carets else text
            yield f"{_styled(margin + bar, 'margin', style)}{shown}"
    notes = diagnostic.redacted_notes() if redact else diagnostic.notes()
    for words, related in zip(notes, diagnostic.related, strict=True):
        yield f"{'':{gutter}} = note: {words} ({place(related.path, related.span)})"
    if remedy := diagnostic.redacted_remedy() if redact else diagnostic.remedy():
        yield f"{'':{gutter}} = help: {remedy}"


def _styled(text: str, name: str, style: Mapping[str, str]) -> str:
    begin = style.get(name, "")
    return f"{begin}{text}{style.get('end', '')}" if begin else text
