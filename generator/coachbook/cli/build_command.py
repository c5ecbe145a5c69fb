"""`coachbook build`: makes everything, says where it is and what to do next."""

from __future__ import annotations

import json
import sys
from datetime import date
from time import perf_counter

import click

from coachbook.cli import FINDINGS, Settings
from coachbook.cli.common import (
    must_redact,
    show_report,
    the_day,
    the_engagements,
    the_keys,
    the_workspace,
    today_option,
)
from coachbook.shell.build import BuildReport, BuildRequest, build
from coachbook.shell.workspace import Workspace


@click.command("build")
@click.argument("engagements", nargs=-1)
@today_option
@click.option("--jobs", type=click.IntRange(0, 64), default=0, help="Worker processes; 0 chooses.")
@click.option("--pdf/--no-pdf", "with_pdf", default=True, help="Make the workbooks too.")
@click.option("--public/--no-public", "with_public", default=True, help="Make the public site too.")
@click.option("--preview", is_flag=True, help="In the clear, below preview/, for your own eyes.")
@click.option("--json", "as_json", is_flag=True, help="Say the result as JSON.")
@click.option("--timings", is_flag=True, help="Say how long each step took.")
@click.pass_obj
def command(
    settings: Settings,
    engagements: tuple[str, ...],
    today: date | None,
    jobs: int,
    with_pdf: bool,
    with_public: bool,
    preview: bool,
    as_json: bool,
    timings: bool,
) -> None:
    """Make the public site, the private sites and the workbooks.

    Private sites are sealed with the practice's key and lie below site/private; nothing in the clear is written
    there. With names, only those engagements. An error in one engagement keeps its last good sites and stops no
    other; the exit code is then 1.
    """
    workspace = the_workspace(settings)
    ids = the_engagements(workspace, engagements)
    keys = None if preview else the_keys(workspace)
    request = BuildRequest(workspace, the_day(workspace, today), ids, jobs, with_pdf, with_public, keys)
    started = perf_counter()
    report = build(request, _Progress(started, as_json))
    seconds = perf_counter() - started
    if as_json:
        click.echo(json.dumps(_as_data(report, workspace, seconds), indent=2))
    else:
        _say(report, request, seconds)
        if timings:
            _say_timings(report)
    if report.has_errors:
        sys.exit(FINDINGS)


class _Progress:
    """One changing line on a terminal, and only for work over a second; nothing anywhere else."""

    def __init__(self, started: float, is_quiet: bool) -> None:
        self.started = started
        self.is_shown = sys.stderr.isatty() and not is_quiet

    def __call__(self, what: str, done: int, total: int) -> None:
        if not self.is_shown or perf_counter() - self.started < 1:
            return
        if done == total:
            click.echo("\r\x1b[K", nl=False, err=True)
        else:
            click.echo(f"\r\x1b[K{done} of {total} engagements, {what}", nl=False, err=True)


def _say(report: BuildReport, request: BuildRequest, seconds: float) -> None:
    root = request.workspace.root
    serious = [problem for problem in report.problems if problem.severity == "error"]
    n_other = len(report.problems) - len(serious)
    if serious:
        show_report(
            serious,
            report.sources,
            len(request.engagements),
            "full",
            must_redact("full", None),
            to_stderr=True,
        )
    counts = (
        _counted(len(report.sites), "preview" if request.keys is None else "sealed site"),
        _counted(report.n_pages, "page"),
        _counted(report.n_pdfs, "workbook"),
    )
    click.echo(f"Built {', '.join(counts)} in {seconds:.1f} s")
    for site in report.sites:
        change = "unchanged" if not site.n_changed else "preview" if request.keys is None else "sealed"
        click.echo(
            f"  {site.name:<16} {site.reader:<10} {site.folder.relative_to(root).as_posix()}  {change}"
        )
    if report.public is not None:
        click.echo(f"  {'public site':<27} {report.public.relative_to(root).as_posix()}")
    if report.kept:
        click.echo(f"Not built, last good version kept: {', '.join(report.kept)}")
    _say_links(report, request)
    if report.pdfs_missing:
        click.echo(report.pdfs_missing)
    if n_other:
        click.echo(f"{_counted(n_other, 'remark')} on the files: coachbook check")
    click.echo(
        "Next: coachbook serve --open"
        if not serious
        else "Next: correct what is named above, then build again"
    )


def _say_links(report: BuildReport, request: BuildRequest) -> None:
    if request.keys is None:
        click.echo("In the clear, for this computer only: do not send or publish what lies below preview/.")
    elif request.keys.is_demo:
        click.echo("Sealed with a demo key. Before you publish or send anything: coachbook keygen")
        if not must_redact("full", None):
            click.echo("While coachbook serve runs, these open the sealed sites as their readers will:")
            for site in report.sites:
                if site.link:
                    click.echo(f"  {site.name:<16} {site.reader:<10} {site.link}")
    else:
        click.echo("Links: coachbook access list")


def _say_timings(report: BuildReport) -> None:
    for verb, seconds in report.timings.seconds.items():
        click.echo(f"  {verb:<16} {seconds * 1000:8.1f} ms")


def _as_data(report: BuildReport, workspace: Workspace, seconds: float) -> dict[str, object]:
    """The result for programs. Counts and paths only: no word that was typed."""
    return {
        "version": 1,
        "sites": [
            {
                "name": site.name,
                "reader": site.reader,
                "folder": site.folder.relative_to(workspace.root).as_posix(),
                "changed": site.n_changed,
            }
            for site in report.sites
        ],
        "kept": report.kept,
        "public": report.public.relative_to(workspace.root).as_posix() if report.public else None,
        "pages": report.n_pages,
        "workbooks": report.n_pdfs,
        "errors": sum(problem.severity == "error" for problem in report.problems),
        "remarks": sum(problem.severity != "error" for problem in report.problems),
        "seconds": round(seconds, 3),
        "timings": {verb: round(value, 4) for verb, value in report.timings.seconds.items()},
        "pdfs_missing": report.pdfs_missing,
    }


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
