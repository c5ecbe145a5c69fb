"""What several commands need: the practice, the day, the report, and where it may show what was typed."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from datetime import date

import click

from coachbook import __version__
from coachbook.cli import Settings
from coachbook.shell.clock import build_day
from coachbook.shell.keys import Keys, find_keys
from coachbook.shell.workspace import Workspace, engagement_ids, find_workspace
from coachbook.source.diagnostics import Diagnostic
from coachbook.source.reporting import ANSI, PLAIN, Checked, Format, report
from coachbook.source.yamltext import SourceFile
from coachbook.vault.errors import KeyRefused


class DayType(click.ParamType[date]):
    """A day on the command line, typed 2026-03-20."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day, or a usage error with an example."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(
                f"{value!r} is not a date. Write it year-month-day, for example 2026-03-20.", param, ctx
            )


today_option = click.option(
    "--today", type=DayType(), help="Work as if today were this day, for example 2026-03-20."
)


def the_workspace(settings: Settings) -> Workspace:
    """The practice to work on, or a usage error that says how to make one."""
    workspace = find_workspace(settings.directory)
    if workspace is None:
        raise click.UsageError("There is no practice here. Make one with  coachbook init my-practice")
    return workspace


def the_engagements(workspace: Workspace, asked: tuple[str, ...]) -> tuple[str, ...]:
    """The engagements asked for, all of them if none; a usage error for a name there is not."""
    known = engagement_ids(workspace)
    unknown = [name for name in asked if name not in known]
    if unknown:
        there_are = f"There are: {', '.join(known)}." if known else "There are none yet."
        raise click.UsageError(f"There is no engagement {unknown[0]!r}. {there_are}")
    return asked or known


def the_keys(workspace: Workspace) -> Keys:
    """The keys of this practice, or a usage error that says what is wrong with the key, never what it holds."""
    try:
        return find_keys(workspace, os.environ)
    except KeyRefused as error:
        raise click.UsageError(str(error)) from None


def the_day(workspace: Workspace, asked: date | None) -> date:
    """The day to build for: asked for, else `as_of`, else today in the practice's zone."""
    return asked or build_day(workspace)


def must_redact(format: Format, asked: bool | None) -> bool:
    """True where others read the report: job logs and code scanning, unless asked otherwise."""
    if asked is not None:
        return asked
    return format in ("github", "sarif") or os.environ.get("CI", "").lower() in ("1", "true", "yes")


def show_report(
    problems: Iterable[Diagnostic],
    sources: Mapping[str, SourceFile],
    n_engagements: int,
    format: Format,
    redact: bool,
    titles: Mapping[str, str] | None = None,
    to_stderr: bool = False,
) -> None:
    """Prints a report; coloured for people on a terminal."""
    checked = Checked(n_engagements=n_engagements, version=__version__, sources=sources, titles=titles or {})
    style = ANSI if _is_coloured(to_stderr) else PLAIN
    click.echo(report(problems, checked, form=format, redact=redact, style=style), nl=False, err=to_stderr)


def _is_coloured(to_stderr: bool) -> bool:
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return (sys.stderr if to_stderr else sys.stdout).isatty()
