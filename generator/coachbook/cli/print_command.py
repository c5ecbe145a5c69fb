"""`coachbook print`: workbooks as PDF, in a folder of their own."""

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
from coachbook.model.terms import Paper
from coachbook.shell.printing import print_engagements


@click.command("print")
@click.argument("engagements", nargs=-1)
@click.option("--paper", type=click.Choice(["A4", "Letter"]), help="Instead of the engagement's own paper.")
@today_option
@click.pass_obj
def command(
    settings: Settings, engagements: tuple[str, ...], paper: Paper | None, today: date | None
) -> None:
    """Make workbooks as PDF.

    They are written to print/<engagement>/, in the clear: give them to the executive and to nobody else.
    """
    workspace = the_workspace(settings)
    ids = the_engagements(workspace, engagements)
    printed = print_engagements(workspace, ids, the_day(workspace, today), paper)
    if printed.missing:
        raise click.ClickException(printed.missing)
    for path in printed.paths:
        click.echo(path.relative_to(workspace.root).as_posix())
    errors = [problem for problem in printed.problems if problem.severity == "error"]
    if errors:
        show_report(errors, printed.sources, len(ids), "full", must_redact("full", None), to_stderr=True)
        sys.exit(FINDINGS)
