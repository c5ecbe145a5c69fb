"""`print`: handouts, written to print/<engagement>/ and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from coachbook.model.terms import Paper
from coachbook.shell.books import Books, books_of
from coachbook.shell.engagements import Shared, Sources, Timings, look
from coachbook.shell.publish import write_file
from coachbook.shell.templates import load_templates
from coachbook.shell.workspace import Workspace, read_practice
from coachbook.source.diagnostics import Diagnostic


@dataclass(frozen=True, slots=True)
class Printed:
    """The files written, and what kept others from being written."""

    paths: tuple[Path, ...] = ()
    problems: tuple[Diagnostic, ...] = ()
    sources: Sources = field(default_factory=dict)
    missing: str | None = None
    """One line with the command that adds PDFs, where they cannot be made here."""


def print_engagements(
    workspace: Workspace, ids: tuple[str, ...], today: date, paper: Paper | None
) -> Printed:
    """Every workbook of the engagements, on their own paper or the one asked for."""
    practice, reading = read_practice(workspace)
    problems = list(reading.problems)
    sources = {path: document.source for path, document in reading.documents.items()}
    paths: list[Path] = []
    if practice is None:
        return Printed((), tuple(problems), sources)
    shared = Shared(practice, reading.broken(), load_templates(workspace))
    for id in ids:
        looked = look(workspace, id, shared, today, Timings())
        problems.extend(looked.problems)
        sources.update(looked.sources)
        books = books_of(looked.view, practice, shared.templates, paper) if looked.view else Books()
        problems.extend(books.problems)
        if books.missing:
            return Printed(missing=books.missing)
        for book in books.files:
            target = workspace.root / "print" / id / book.url
            write_file(target, book.body)
            paths.append(target)
    return Printed(tuple(paths), tuple(problems), sources)
