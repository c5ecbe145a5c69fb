"""One engagement's unit of work: from its files to finished sites in the clear, in memory and nowhere else.

It runs in this process or in a worker, holds no key, and returns values for anything that files can do wrong.
Sealing and writing are the parent's business.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from time import perf_counter

from coachbook.model.checks import check, levelled
from coachbook.model.datahandling import Keeping
from coachbook.model.engagement import Engagement, complete, reflections_of
from coachbook.model.executive import executive_view
from coachbook.model.practice import Practice
from coachbook.model.sponsor import sponsor_view
from coachbook.model.terms import Reader
from coachbook.model.views import ExecutiveView
from coachbook.render.artifact import Artifact
from coachbook.render.audit import audit
from coachbook.render.site import render_site
from coachbook.render.sponsorsite import render_sponsor_site
from coachbook.shell.books import Books, books_of
from coachbook.shell.calendars import calendars_of
from coachbook.shell.checking import sources_of
from coachbook.shell.register import read_access
from coachbook.shell.shipped import web_fonts
from coachbook.shell.workspace import RECIPIENTS_FILE, Workspace, read_record
from coachbook.source.diagnostics import Diagnostic
from coachbook.source.yamltext import SourceFile

Sources = Mapping[str, SourceFile]
Templates = Mapping[str, tuple[str, str]]
Site = tuple[Artifact, ...]


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
class Task:
    """What one engagement's build is asked for."""

    workspace: Workspace
    id: str
    shared: Shared
    today: date
    with_pdf: bool
    notice: str | None
    """A line at the top of every page, for previews; None for what will be sealed."""


@dataclass(frozen=True, slots=True)
class EngagementBuild:
    """What one engagement's work came to. `sites` is empty when an error stopped it."""

    id: str
    sites: Mapping[Reader, Site] = field(default_factory=dict)
    engagement: Engagement | None = None
    n_pages: int = 0
    n_pdfs: int = 0
    problems: tuple[Diagnostic, ...] = ()
    sources: Sources = field(default_factory=dict)
    """Files with problems, for excerpts."""
    seconds: Mapping[str, float] = field(default_factory=dict)
    pdfs_missing: str | None = None
    """One line on why PDFs could not be made here."""


@dataclass(frozen=True, slots=True)
class Looked:
    """An engagement read, checked and seen through its readers' eyes. Without an `engagement` there is an error."""

    engagement: Engagement | None
    view: ExecutiveView | None
    problems: tuple[Diagnostic, ...]
    sources: Sources


def build_engagement(task: Task) -> EngagementBuild:
    """One engagement's sites, finished and audited. Returns problems, never raises for wrong input."""
    timings = Timings()
    looked = look(task.workspace, task.id, task.shared, task.today, timings)
    if looked.engagement is None or looked.view is None:
        return EngagementBuild(
            task.id, problems=looked.problems, sources=looked.sources, seconds=timings.seconds
        )
    books = Books()
    if task.with_pdf:
        with timings.measure("print"):
            books = books_of(looked.view, task.shared.practice, task.shared.templates)
    with timings.measure("render"):
        sites = sites_of(looked.engagement, looked.view, books, task)
    with timings.measure("audit"):
        faults = [fault for site in sites.values() for fault in audit_site(task.id, site)]
    is_fit = not any(fault.severity == "error" for fault in faults)
    return EngagementBuild(
        id=task.id,
        sites=sites if is_fit else {},
        engagement=looked.engagement,
        n_pages=sum(artifact.media_type == "text/html" for site in sites.values() for artifact in site),
        n_pdfs=len(books.files),
        problems=(*looked.problems, *books.problems, *faults),
        sources=looked.sources,
        seconds=timings.seconds,
        pdfs_missing=books.missing,
    )


def look(workspace: Workspace, id: str, shared: Shared, today: date, timings: Timings) -> Looked:
    """The engagement as its executive may see it, or what is wrong with it.

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
        return Looked(None, None, problems, sources)
    with timings.measure("view"):
        engagement = complete(record, practice)
        view = None
        if engagement is not None:
            keeping = keeping_of(workspace, engagement)
            view = executive_view(engagement, reflections_of(record), practice, today, keeping)
    return Looked(engagement, view, problems, sources)


def keeping_of(workspace: Workspace, engagement: Engagement) -> Keeping:
    """How this engagement's records are kept on this disk, for the page that tells the executive."""
    access, _ = read_access(workspace, engagement)
    sealed_notes = workspace.path(RECIPIENTS_FILE).is_file()
    return Keeping("L1" if sealed_notes else "L0", is_erasable=access is not None and access.erasable)


def sites_of(engagement: Engagement, view: ExecutiveView, books: Books, task: Task) -> dict[Reader, Site]:
    """The executive's site with its workbooks, and the sponsor's where there is one."""
    made = {book.url for book in books.files}
    shown = replace(view, workbooks=tuple(entry for entry in view.workbooks if entry.url in made))
    sites: dict[Reader, Site] = {
        "executive": (*executive_site(shown, task.shared.templates, task.notice), *books.files)
    }
    sponsor = sponsor_view(engagement, task.shared.practice, task.today)
    if sponsor is not None:
        pages = render_sponsor_site(sponsor, task.shared.templates, task.notice)
        sites["sponsor"] = (*pages, *fonts())
    return sites


def executive_site(view: ExecutiveView, templates: Templates, notice: str | None) -> Site:
    """The executive's site without its workbooks: pages, styles, scripts, fonts and calendars."""
    return (*render_site(view, templates, notice), *fonts(), *calendars_of(view))


def fonts() -> Site:
    """The screen's type, for every site."""
    return tuple(Artifact(f"assets/{name}", "font/woff2", body) for name, body in web_fonts().items())


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
