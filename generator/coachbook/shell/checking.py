"""`check`: every file of a practice read and judged, the coach's own notes included, and nothing rendered."""

from __future__ import annotations

from datetime import date

from coachbook.model.checks import check, check_practice, levelled
from coachbook.model.practice import Practice
from coachbook.shell.register import copied_registers
from coachbook.shell.workspace import Reading, Workspace, read_coach_notes, read_practice, read_record
from coachbook.source.diagnostics import Diagnostic
from coachbook.source.yamltext import SourceFile


def check_everything(
    workspace: Workspace, ids: tuple[str, ...], today: date
) -> tuple[tuple[Diagnostic, ...], dict[str, SourceFile]]:
    """Everything that is wrong or odd in the shared content and the engagements, with the files it is in."""
    practice, reading = read_practice(workspace)
    problems = [*shared_problems(practice, reading, today), *copied_registers(workspace).values()]
    sources = sources_of(reading, problems)
    for id in ids:
        found, more = _check_engagement(workspace, id, practice, reading.broken(), today)
        problems.extend(found)
        sources.update(more)
    return tuple(problems), sources


def shared_problems(practice: Practice | None, reading: Reading, today: date) -> tuple[Diagnostic, ...]:
    """What is wrong or odd in content/, at the practice's levels."""
    if practice is None:
        return tuple(reading.problems)
    found = check_practice(practice, reading.documents, today, reading.broken())
    return (*levelled(reading.problems, practice.file.lint), *found)


def _check_engagement(
    workspace: Workspace, id: str, practice: Practice | None, broken: frozenset[str], today: date
) -> tuple[tuple[Diagnostic, ...], dict[str, SourceFile]]:
    record, reading = read_record(workspace, id)
    notes, note_reading = read_coach_notes(workspace, id)
    found: tuple[Diagnostic, ...] = (*reading.problems, *note_reading.problems)
    if practice is not None:
        found = (*levelled(found, practice.file.lint), *check(record, notes, practice, today, broken))
    return found, {**sources_of(reading, found), **sources_of(note_reading, found)}


def sources_of(
    reading: Reading, problems: list[Diagnostic] | tuple[Diagnostic, ...]
) -> dict[str, SourceFile]:
    """The files that problems point into, for excerpts."""
    paths = {problem.path for problem in problems}
    paths |= {other.path for problem in problems for other in problem.related}
    return {path: document.source for path, document in reading.documents.items() if path in paths}
