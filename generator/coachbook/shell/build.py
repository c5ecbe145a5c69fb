"""The build, verb by verb: read, parse, validate, check, view, plan, render, audit, seal, publish.

One engagement is one unit of work (`engagements`), done here or in a worker process. Only this process holds keys, and
only it writes: sealed sites below site/private, or, when a preview is asked for, clear ones below preview/. An error in
one engagement keeps its last good sites and stops no other's.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from multiprocessing import get_context
from pathlib import Path

from coachbook.model.access import AccessFile, CoachAccess, PracticeAccessFile
from coachbook.model.engagement import Engagement
from coachbook.model.terms import Reader
from coachbook.shell.access import LOCAL_ADDRESS
from coachbook.shell.checking import shared_problems, sources_of
from coachbook.shell.desks import desk_of_coach
from coachbook.shell.engagements import EngagementBuild, Shared, Site, Task, Timings, build_engagement
from coachbook.shell.keys import Keys
from coachbook.shell.public import abandon_public, finish_public, start_public
from coachbook.shell.publish import Preview, publish_preview, publish_public, publish_sealed, sweep
from coachbook.shell.register import PRACTICE_REGISTER, copied_registers, read_access, read_practice_access
from coachbook.shell.sealing import (
    SealedTo,
    closed_files,
    desk_pass,
    engagement_pass,
    engagement_reader,
    gate_of,
    link_for,
    page_link,
    seal,
    site_of_reader,
    write_root,
)
from coachbook.shell.templates import load_templates
from coachbook.shell.workspace import Reading, Workspace, engagement_ids, read_practice
from coachbook.source.diagnostics import Diagnostic
from coachbook.source.yamltext import SourceFile
from coachbook.vault.errors import VaultError
from coachbook.vault.schedule import FirmKeys
from coachbook.vault.sealed import Sealed

PREVIEW_NOTICE = "Preview in the clear, on this computer only. Do not send or publish this page."
SMALL = 8
"""Fewer engagements than this are built in this process unless PDFs are wanted: a worker costs 0.3 s to start."""


@dataclass(frozen=True, slots=True)
class BuildRequest:
    """What to build. `engagements` empty means all of them; without `keys` a preview in the clear is made."""

    workspace: Workspace
    today: date
    engagements: tuple[str, ...] = ()
    jobs: int = 0
    """Worker processes; 0 lets the build choose."""
    with_pdf: bool = True
    with_public: bool = True
    keys: Keys | None = None


@dataclass(frozen=True, slots=True)
class BuiltSite:
    """A site put in place: whose, where, and how many of its files are new. `link` only when a demo key made it."""

    name: str
    """The engagement's code name, or the coach's id for a desk."""
    reader: str
    folder: Path
    n_changed: int
    link: str | None = None


@dataclass(slots=True)
class BuildReport:
    """What a build came to; the command line prints it and chooses the exit code from `has_errors`."""

    sites: list[BuiltSite] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    """Engagements whose last good sites stay, because of an error."""
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

    @property
    def built(self) -> tuple[str, ...]:
        """Engagements that were built, in order."""
        return tuple(dict.fromkeys(site.name for site in self.sites if site.reader != "coach"))


Progress = Callable[[str, int, int], None]
"""Told what was finished, how many are, and out of how many."""


def build(request: BuildRequest, progress: Progress = lambda *_: None) -> BuildReport:
    """Builds the public site, the microsites, the desks and the workbooks of the engagements asked for."""
    report, root = BuildReport(), request.workspace.root
    for folder in (root / "site", root / "site" / "private", root / "preview"):
        sweep(folder)
    public = start_public(root, request.today) if request.with_public else None
    try:
        with report.timings.measure("read"):
            practice, reading = read_practice(request.workspace)
        _note(report, reading, shared_problems(practice, reading, request.today))
        if practice is None:
            report.kept.extend(request.engagements or engagement_ids(request.workspace))
        else:
            shared = Shared(practice, reading.broken(), load_templates(request.workspace))
            _build_engagements(request, shared, report, progress)
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
    writer = _writer(request, shared, report)
    for done, result in enumerate(_results(request, shared, ids), 1):
        report.problems.extend(result.problems)
        report.sources.update(result.sources)
        report.timings.add(result.seconds)
        report.pdfs_missing = report.pdfs_missing or result.pdfs_missing
        if result.engagement is not None and result.sites and writer.write(result.engagement, result.sites):
            report.n_pages += result.n_pages
            report.n_pdfs += result.n_pdfs
        else:
            report.kept.append(result.id)
        progress(result.id, done, len(ids))
    writer.write_desks()


def _results(request: BuildRequest, shared: Shared, ids: tuple[str, ...]) -> Iterable[EngagementBuild]:
    """Results in the order of `ids`, whatever the number of workers."""
    notice = PREVIEW_NOTICE if request.keys is None else None
    tasks = [Task(request.workspace, id, shared, request.today, request.with_pdf, notice) for id in ids]
    wanted = request.jobs or (1 if len(ids) < SMALL and not request.with_pdf else os.cpu_count() or 1)
    n_workers = max(1, min(wanted, len(ids)))
    return map(build_engagement, tasks) if n_workers == 1 else _pooled(tasks, n_workers)


def _pooled(tasks: list[Task], n_workers: int) -> Iterator[EngagementBuild]:
    # spawn, and not fork: Pango and fontconfig hold state that a fork would copy half-way.
    with ProcessPoolExecutor(n_workers, mp_context=get_context("spawn")) as pool:
        yield from pool.map(build_engagement, tasks)


def _writer(request: BuildRequest, shared: Shared, report: BuildReport) -> _PreviewWriter | _SealingWriter:
    if request.keys is None:
        return _PreviewWriter(request, shared, report)
    register, problems = read_practice_access(request.workspace)
    report.problems.extend(problems)
    write_root(shared.templates, request.workspace, shared.practice.file.private_address or LOCAL_ADDRESS)
    gate = gate_of(shared.templates, shared.practice.file.name)
    copied = copied_registers(request.workspace)
    return _SealingWriter(request, shared, report, request.keys, register, gate, copied)


@dataclass(frozen=True, slots=True)
class _PreviewWriter:
    """Writes sites in the clear below preview/, for the coach's own eyes."""

    request: BuildRequest
    shared: Shared
    report: BuildReport

    def write(self, engagement: Engagement, sites: Mapping[Reader, Site]) -> bool:
        """Writes an engagement's sites; never fails."""
        for reader, site in sites.items():
            name = engagement.id if reader == "executive" else f"{engagement.id}.{reader}"
            self._put(name, engagement.id, reader, site)
        return True

    def write_desks(self) -> None:
        """Writes each coach's desk."""
        for coach in self.shared.practice.file.coaches:
            desk = desk_of_coach(
                coach,
                self.request.workspace,
                self.shared,
                self.request.today,
                lambda engagement, page: f"../{engagement.id}/{page}",
                PREVIEW_NOTICE,
            )
            self.report.problems.extend(desk.problems)
            if desk.site is not None:
                self._put(f"desk.{coach.id}", coach.id, "coach", desk.site)

    def _put(self, folder: str, name: str, reader: str, site: Site) -> None:
        files = [Preview(artifact.url, artifact.body) for artifact in site]
        with self.report.timings.measure("publish"):
            place = publish_preview(files, self.request.workspace.root, folder)
        self.report.sites.append(BuiltSite(name, reader, place, len(files)))


@dataclass(frozen=True, slots=True)
class _SealingWriter:
    """Seals sites and puts them below site/private. A site whose key is missing or refused is left as it was."""

    request: BuildRequest
    shared: Shared
    report: BuildReport
    keys: Keys
    register: PracticeAccessFile | None
    gate: tuple[Sealed, ...]
    copied: Mapping[str, Diagnostic]
    """Engagements that share their keys with another, and are therefore not sealed."""

    def write(self, engagement: Engagement, sites: Mapping[Reader, Site]) -> bool:
        """Seals an engagement's sites; False and a diagnostic when they may not or cannot be sealed."""
        if engagement.id in self.copied:
            self.report.problems.append(self.copied[engagement.id])
            return False
        access, problems = read_access(self.request.workspace, engagement)
        self.report.problems.extend(problems)
        if access is None or self.register is None:
            return False
        try:
            if access.closed is not None:
                return self._close(engagement, access, sites)
            made = [self._seal(engagement, access, reader, site) for reader, site in sites.items()]
        except VaultError as refusal:
            self.report.problems.append(_refused(engagement.id, refusal))
            return False
        return any(made)

    def write_desks(self) -> None:
        """Seals each coach's desk; a build server, which has no notes and no coach's key, makes none."""
        if self.keys.firm is None or self.register is None:
            return
        for coach in self.shared.practice.file.coaches:
            desk = desk_of_coach(
                coach, self.request.workspace, self.shared, self.request.today, self._address, None
            )
            self.report.problems.extend(desk.problems)
            if desk.site is None:
                continue
            try:
                self._seal_desk(self.keys.firm, self.register.of(coach.id), desk.site)
            except VaultError as refusal:
                self.report.problems.append(_desk_refused(refusal))

    def _seal_desk(self, firm: FirmKeys, own: CoachAccess, site: Site) -> None:
        given = desk_pass(self.keys, own)
        if given is None:
            return
        with self.report.timings.measure("seal"):
            sealed = seal(site, given, self.request.workspace, self.request.today, self.gate)
        link = None
        if self.keys.is_demo:
            link = link_for(self._base(), sealed.site_id, firm.coach_secret(own.coach, own.version))
        self.report.sites.append(BuiltSite(own.coach, "coach", sealed.folder, sealed.n_changed, link))

    def _seal(self, engagement: Engagement, access: AccessFile, reader: Reader, site: Site) -> bool:
        """False when this build was handed a bundle without the site's key."""
        assert self.register is not None
        coach = self.register.of(engagement.coach.id)
        given = engagement_pass(self.keys, self.request.workspace, access, reader, engagement.id, coach)
        if given is None:
            return False
        with self.report.timings.measure("seal"):
            sealed = seal(site, given, self.request.workspace, self.request.today, self.gate)
        link = self._demo_link(engagement, access, reader, sealed)
        self.report.sites.append(BuiltSite(engagement.id, reader, sealed.folder, sealed.n_changed, link))
        return True

    def _close(self, engagement: Engagement, access: AccessFile, sites: Mapping[Reader, Site]) -> bool:
        if self.keys.firm is None:
            return False
        for reader in sites:
            site = site_of_reader(self.request.workspace, engagement_reader(access, reader, engagement.id))
            files = closed_files(self.shared.templates, self.shared.practice.file.name, self.keys.firm, site)
            folder, n_changed = publish_sealed(
                files, self.request.workspace.root, self.keys.firm.site_id(site)
            )
            self.report.sites.append(BuiltSite(engagement.id, reader, folder, n_changed))
        return True

    def _demo_link(
        self, engagement: Engagement, access: AccessFile, reader: Reader, sealed: SealedTo
    ) -> str | None:
        holders = access.active(reader)
        if not self.keys.is_demo or self.keys.firm is None or not holders:
            return None
        site = site_of_reader(self.request.workspace, engagement_reader(access, reader, engagement.id))
        secret = self.keys.firm.holder_secret(site, holders[0].id, holders[0].version)
        return link_for(self._base(), sealed.site_id, secret)

    def _address(self, engagement: Engagement, page: str) -> str:
        """A page of the executive's site, opened with the coach's own code, which only her sealed desk shows."""
        access, _ = read_access(self.request.workspace, engagement)
        firm = self.keys.firm
        if access is None or firm is None or self.register is None:
            return f"{self._base()}/"
        whose = engagement_reader(access, "executive", engagement.id)
        try:
            site = site_of_reader(self.request.workspace, whose)
        except VaultError:  # its seed was destroyed: there is nothing to lead to
            return f"{self._base()}/"
        own = self.register.of(engagement.coach.id)
        secret = None if access.erasable else firm.coach_secret(own.coach, own.version)
        return page_link(self._base(), firm.site_keys(site), page, secret)

    def _base(self) -> str:
        return (self.shared.practice.file.private_address or LOCAL_ADDRESS).rstrip("/")


def _refused(id: str, refusal: VaultError) -> Diagnostic:
    return Diagnostic(
        code="not-sealed",
        severity="error",
        message=f"this engagement's sites were not sealed: {refusal}",
        path=f"clients/{id}/engagement.yml",
        span=None,
        help="put the key right; what was published last stays as it is",
    )


def _desk_refused(refusal: VaultError) -> Diagnostic:
    return Diagnostic(
        code="not-sealed",
        severity="error",
        message=f"a coach's desk was not sealed: {refusal}",
        path=PRACTICE_REGISTER,
        span=None,
        help="put the key right; what was published last stays as it is",
    )


def _note(report: BuildReport, reading: Reading, problems: tuple[Diagnostic, ...]) -> None:
    report.problems.extend(problems)
    report.sources.update(sources_of(reading, problems))
