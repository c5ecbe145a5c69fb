"""`coachbook verify`: is what is published what was made?"""

from __future__ import annotations

import json
import sys

import click

from coachbook.cli import FINDINGS, Settings
from coachbook.cli.access_command import in_words
from coachbook.cli.common import the_keys, the_workspace
from coachbook.shell.verifying import verify


@click.command("verify")
@click.argument("where", required=False)
@click.option("--json", "as_json", is_flag=True, help="Say it as JSON.")
@click.pass_obj
@in_words
def command(settings: Settings, where: str | None, as_json: bool) -> None:
    """Compare what is published with what was made.

    WHERE is a web address or a folder; without it, site/private. Looks at the gate byte for byte, at the key file, the
    manifest and every object. Run it from another network now and then. Exit code 1 if anything differs.
    """
    workspace = the_workspace(settings)
    verdicts = verify(workspace, the_keys(workspace), where or str(workspace.root / "site" / "private"))
    if as_json:
        rows = [
            {
                "name": each.name,
                "reader": each.reader,
                "findings": [{"file": one.url, "message": one.message} for one in each.findings],
            }
            for each in verdicts
        ]
        click.echo(json.dumps({"version": 1, "sites": rows}, indent=2))
    else:
        for each in verdicts:
            click.echo(
                f"  {each.name:<16} {each.reader:<10} {'as it was made' if not each.findings else 'DIFFERS'}"
            )
            for one in each.findings:
                click.echo(f"      {one.url}: {one.message}")
    if any(each.findings for each in verdicts):
        sys.exit(FINDINGS)
