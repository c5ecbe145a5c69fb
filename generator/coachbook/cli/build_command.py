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
    as_json: bool,
    timings: bool,
) -> None:
    """Make the public site, the microsites and the workbooks.

    With names, only those engagements. An error in one engagement keeps its last good site and stops no other;
    the exit code is then 1.
    """
    workspace = the_workspace(settings)
    ids = the_engagements(workspace, engagements)
    request = BuildRequest(workspace, the_day(workspace, today), ids, jobs, with_pdf, with_public)
    started = perf_counter()
    report = build(request, _Progress(started, as_json))
    seconds = perf_counter() - started
    if as_json:
        click.echo(json.dumps(_as_data(report, workspace, seconds), indent=2))
    else:
        _say(report, workspace, len(ids), seconds)
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


def _say(report: BuildReport, workspace: Workspace, n_engagements: int, seconds: float) -> None:
    serious = [problem for problem in report.problems if problem.severity == "error"]
    n_other = len(report.problems) - len(serious)
    if serious:
        show_report(serious, report.sources, n_engagements, "full", must_redact("full", None), to_stderr=True)
    made = [
        _counted(len(report.built), "microsite"),
        _counted(report.n_pages, "page"),
        _counted(report.n_pdfs, "workbook"),
    ]
    click.echo(f"Built {', '.join(made)} in {seconds:.1f} s")
    for id, folder in report.built.items():
        click.echo(f"  {id:<16} {folder.relative_to(workspace.root).as_posix()}/index.html")
    if report.public is not None:
        click.echo(f"  {'public site':<16} {report.public.relative_to(workspace.root).as_posix()}/index.html")
    if report.kept:
        click.echo(f"Not built, last good version kept: {', '.join(report.kept)}")
    if report.built:
        click.echo(
            "Microsites are in the clear, for this computer only: sealing comes with the next release."
        )
    if report.pdfs_missing:
        click.echo(report.pdfs_missing)
    if n_other:
        click.echo(f"{_counted(n_other, 'remark')} on the files: coachbook check")
    click.echo(
        "Next: coachbook serve --open"
        if not serious
        else "Next: correct what is named above, then build again"
    )


def _say_timings(report: BuildReport) -> None:
    for verb, seconds in report.timings.seconds.items():
        click.echo(f"  {verb:<16} {seconds * 1000:8.1f} ms")


def _as_data(report: BuildReport, workspace: Workspace, seconds: float) -> dict[str, object]:
    """The result for programs. Counts and paths only: no word that was typed."""
    return {
        "version": 1,
        "built": {id: folder.relative_to(workspace.root).as_posix() for id, folder in report.built.items()},
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
