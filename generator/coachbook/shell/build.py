"""The build, verb by verb: read, parse, validate, check, view, plan, render, publish.

One engagement is one unit of work. It runs here or in a worker process; either way it returns values and never
raises, and only the parent writes. An error in one engagement stops that engagement's publishing, so that its last
good site stays, and no other's.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter

from coachbook.model.checks import check, levelled
from coachbook.model.engagement import complete, reflections_of
from coachbook.model.executive import executive_view
from coachbook.model.practice import Practice
from coachbook.model.views import ExecutiveView
from coachbook.render.artifact import Artifact
from coachbook.render.audit import audit
from coachbook.render.site import render_site
from coachbook.shell.books import Books, books_of
from coachbook.shell.calendars import calendars_of
from coachbook.shell.checking import shared_problems, sources_of
from coachbook.shell.public import abandon_public, finish_public, start_public
from coachbook.shell.publish import Preview, publish_preview, publish_public, sweep
from coachbook.shell.shipped import web_fonts
from coachbook.shell.templates import load_templates
from coachbook.shell.workspace import (
    Reading,
    Workspace,
    engagement_ids,
    read_practice,
    read_record,
)
from coachbook.source.diagnostics import Diagnostic
from coachbook.source.yamltext import SourceFile

Sources = Mapping[str, SourceFile]
Templates = Mapping[str, tuple[str, str]]

PREVIEW_NOTICE = "Preview in the clear, on this computer only. Do not send or publish this page."
SMALL = 8
"""Fewer engagements than this are built in this process unless PDFs are wanted: a worker costs 0.3 s to start."""


@dataclass(frozen=True, slots=True)
class BuildRequest:
    """What to build. `engagements` empty means all of them."""

    workspace: Workspace
    today: date
    engagements: tuple[str, ...] = ()
    jobs: int = 0
    """Worker processes; 0 lets the build choose."""
    with_pdf: bool = True
    with_public: bool = True


@dataclass(slots=True)
class Timings:
    """Seconds spent in each verb, over all engagements and workers."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def measure(self, verb: str) -> Iterator[None]:
        """Adds the time of the block to the verb's."""
        started = perf_counter()
        try:
            yield
        finally:
            self.seconds[verb] = self.seconds.get(verb, 0.0) + perf_counter() - started

    def add(self, other: Mapping[str, float]) -> None:
        """Adds a worker's times."""
        for verb, seconds in other.items():
            self.seconds[verb] = self.seconds.get(verb, 0.0) + seconds


@dataclass(frozen=True, slots=True)
class Shared:
    """What every engagement's build is handed: a value that can cross to a worker process."""

    practice: Practice
    broken: frozenset[str]
    """Files of content/ that could not be read."""
    templates: Templates


@dataclass(frozen=True, slots=True)
class EngagementBuild:
    """What one engagement's work came to. `files` is empty when an error stopped it."""

    id: str
    files: tuple[Preview, ...]
    n_pages: int
    n_pdfs: int
    problems: tuple[Diagnostic, ...]
    sources: Sources
    """Files with problems, for excerpts."""
    seconds: Mapping[str, float]
    pdfs_missing: str | None
    """One line on why PDFs could not be made here."""


@dataclass(slots=True)
class BuildReport:
    """What a build came to; the command line prints it and chooses the exit code from `has_errors`."""

    built: dict[str, Path] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)
    """Engagements whose last good site stays, because of an error."""
    n_pages: int = 0
    n_pdfs: int = 0
    public: Path | None = None
    problems: list[Diagnostic] = field(default_factory=list)
    sources: dict[str, SourceFile] = field(default_factory=dict)
    timings: Timings = field(default_factory=Timings)
    pdfs_missing: str | None = None

    @property
    def has_errors(self) -> bool:
        """True when something was not built as asked."""
        return any(problem.severity == "error" for problem in self.problems)


Progress = Callable[[str, int, int], None]
"""Told what was finished, how many are, and out of how many."""


def build(request: BuildRequest, progress: Progress = lambda *_: None) -> BuildReport:
    """Builds the public site, the microsites and the workbooks of the engagements asked for."""
    report, root = BuildReport(), request.workspace.root
    for folder in (root / "site", root / "preview"):
        sweep(folder)
    public = start_public(root, request.today) if request.with_public else None
    try:
        with report.timings.measure("read"):
            practice, reading = read_practice(request.workspace)
        _note(report, reading, shared_problems(practice, reading, request.today))
        if practice is None:
            report.kept.extend(request.engagements or engagement_ids(request.workspace))
        else:
            _build_engagements(
                request,
                Shared(practice, reading.broken(), load_templates(request.workspace)),
                report,
                progress,
            )
        if public is not None:
            progress("public site", 0, 0)
            with report.timings.measure("public site"):
                site, problems = finish_public(public)
            report.problems.extend(problems)
            report.public = publish_public(site, root) if site else None
            public = None
    finally:
        if public is not None:
            abandon_public(public)
    return report


def _build_engagements(
    request: BuildRequest, shared: Shared, report: BuildReport, progress: Progress
) -> None:
    ids = request.engagements or engagement_ids(request.workspace)
    work = _Work(request, shared)
    for done, result in enumerate(_results(work, ids, request), 1):
        report.problems.extend(result.problems)
        report.sources.update(result.sources)
        report.timings.add(result.seconds)
        report.pdfs_missing = report.pdfs_missing or result.pdfs_missing
        if result.files:
            with report.timings.measure("publish"):
                report.built[result.id] = publish_preview(result.files, request.workspace.root, result.id)
            report.n_pages += result.n_pages
            report.n_pdfs += result.n_pdfs
        else:
            report.kept.append(result.id)
        progress(result.id, done, len(ids))


def _results(work: _Work, ids: tuple[str, ...], request: BuildRequest) -> Iterable[EngagementBuild]:
    """Results in the order of `ids`, whatever the number of workers."""
    wanted = request.jobs or (1 if len(ids) < SMALL and not request.with_pdf else os.cpu_count() or 1)
    n_workers = max(1, min(wanted, len(ids)))
    if n_workers == 1:
        return map(work, ids)
    return _pooled(work, ids, n_workers)


def _pooled(work: _Work, ids: tuple[str, ...], n_workers: int) -> Iterator[EngagementBuild]:
    # spawn, and not fork: Pango and fontconfig hold state that a fork would copy half-way.
    with ProcessPoolExecutor(n_workers, mp_context=get_context("spawn")) as pool:
        yield from pool.map(work, ids)


@dataclass(frozen=True, slots=True)
class _Work:
    """One engagement's work, as a value that can cross to a worker process."""

    request: BuildRequest
    shared: Shared

    def __call__(self, id: str) -> EngagementBuild:
        return build_engagement(
            self.request.workspace, id, self.shared, self.request.today, self.request.with_pdf
        )


def build_engagement(
    workspace: Workspace, id: str, shared: Shared, today: date, with_pdf: bool
) -> EngagementBuild:
    """One engagement from its files to the bytes of its site. Returns problems, never raises for wrong input."""
    timings = Timings()
    view, problems, sources = view_engagement(workspace, id, shared, today, timings)
    if view is None:
        return EngagementBuild(id, (), 0, 0, problems, sources, timings.seconds, None)
    books = Books()
    if with_pdf:
        with timings.measure("print"):
            books = books_of(view, shared.practice, shared.templates)
    with timings.measure("render"):
        made = {book.url for book in books.files}
        shown = replace(view, workbooks=tuple(entry for entry in view.workbooks if entry.url in made))
        site = (*site_of(shown, shared.templates), *books.files)
    with timings.measure("audit"):
        found = (*problems, *books.problems, *audit_site(id, site))
    is_fit = not any(problem.code == "page-fault" and problem.severity == "error" for problem in found)
    return EngagementBuild(
        id=id,
        files=tuple(Preview(artifact.url, artifact.body) for artifact in site) if is_fit else (),
        n_pages=sum(artifact.url.endswith(".html") for artifact in site),
        n_pdfs=len(books.files),
        problems=found,
        sources=sources,
        seconds=timings.seconds,
        pdfs_missing=books.missing,
    )


def view_engagement(
    workspace: Workspace, id: str, shared: Shared, today: date, timings: Timings
) -> tuple[ExecutiveView | None, tuple[Diagnostic, ...], Sources]:
    """What the executive may read of an engagement, or None with at least one error.

    The coach's notes are not opened here: what only they could reveal is `check`'s business.
    """
    practice = shared.practice
    with timings.measure("read"):
        record, reading = read_record(workspace, id)
    with timings.measure("check"):
        problems = (
            *levelled(reading.problems, practice.file.lint),
            *check(record, (), practice, today, shared.broken),
        )
    sources = sources_of(reading, problems)
    if any(problem.severity == "error" for problem in problems):
        return None, problems, sources
    with timings.measure("view"):
        engagement = complete(record, practice)
        view = executive_view(engagement, reflections_of(record), practice, today) if engagement else None
    return view, problems, sources


def site_of(view: ExecutiveView, templates: Templates) -> tuple[Artifact, ...]:
    """The microsite in the clear, marked as a preview: pages, styles, scripts, fonts and calendars."""
    fonts = (Artifact(f"assets/{name}", "font/woff2", body) for name, body in web_fonts().items())
    return (*render_site(view, templates, PREVIEW_NOTICE), *fonts, *calendars_of(view))


def audit_site(id: str, site: Iterable[Artifact]) -> tuple[Diagnostic, ...]:
    """What the last look found, as diagnostics. An error keeps the earlier site in place."""
    return tuple(
        Diagnostic(
            code="page-fault",
            severity="error" if fault.stops_publishing else "warning",
            message=f"{fault.url} is not fit to be read: {{typed}}",
            path=f"clients/{id}/engagement.yml",
            span=None,
            help="if a text of yours holds the link or the length, correct it; otherwise a template does",
            typed=fault.message,
        )
        for fault in audit(site)
    )


def _note(report: BuildReport, reading: Reading, problems: tuple[Diagnostic, ...]) -> None:
    report.problems.extend(problems)
    report.sources.update(sources_of(reading, problems))
