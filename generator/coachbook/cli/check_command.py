"""`coachbook check`: says what is wrong or odd, everywhere at once."""

from __future__ import annotations

import sys
from datetime import date

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
from coachbook.shell.checking import check_everything
from coachbook.shell.reference import code_facts
from coachbook.source.reporting import FORMATS, Format


@click.command("check")
@click.argument("engagements", nargs=-1)
@click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    default="full",
    show_default=True,
    help="How to say it.",
)
@click.option("--strict", is_flag=True, help="Count warnings as findings, for the exit code.")
@click.option(
    "--redact/--no-redact",
    default=None,
    help="Leave out every word that was typed. On by itself in CI and for github and sarif.",
)
@today_option
@click.pass_obj
def command(
    settings: Settings,
    engagements: tuple[str, ...],
    format_: Format,
    strict: bool,
    redact: bool | None,
    today: date | None,
) -> None:
    """Say what is wrong or odd in the files.

    Exit code 1 if there is an error (with --strict, also for a warning), 0 otherwise.
    """
    workspace = the_workspace(settings)
    ids = the_engagements(workspace, engagements)
    problems, sources = check_everything(workspace, ids, the_day(workspace, today))
    titles = {code: code_facts(code).get("title", "") for code in {problem.code for problem in problems}}
    show_report(problems, sources, len(ids), format_, must_redact(format_, redact), titles)
    counted = ("error", "warning") if strict else ("error",)
    if any(problem.severity in counted for problem in problems):
        sys.exit(FINDINGS)
