"""`coachbook doctor`: is this computer ready?"""

from __future__ import annotations

import json
import sys

import click

from coachbook.cli import FINDINGS, Settings
from coachbook.shell.doctor import examine
from coachbook.shell.workspace import find_workspace


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Say the result as JSON.")
@click.pass_obj
def command(settings: Settings, as_json: bool) -> None:
    """See whether this computer is ready.

    Each line says yes or no, and what to type for a no. Exit code 1 if something that is needed is missing.
    """
    findings = examine(find_workspace(settings.directory))
    if as_json:
        rows = [
            {"what": each.what, "well": each.is_well, "needed": each.is_needed, "remedy": each.remedy}
            for each in findings
        ]
        click.echo(json.dumps({"version": 1, "findings": rows}, indent=2))
    else:
        for each in findings:
            mark = "yes" if each.is_well else "NO " if each.is_needed else "no "
            click.echo(f"{mark}  {each.what}" + ("" if each.is_well else f"\n       {each.remedy}"))
    if any(each.is_needed and not each.is_well for each in findings):
        sys.exit(FINDINGS)
