"""`coachbook schema`: schemas for editors."""

from __future__ import annotations

import json

import click

from coachbook.cli import Settings
from coachbook.cli.common import the_workspace
from coachbook.model.schema import SCHEMAS, schema
from coachbook.shell.schemas import write_schemas


@click.command("schema")
@click.argument("name", required=False, type=click.Choice(list(SCHEMAS)))
@click.pass_obj
def command(settings: Settings, name: str | None) -> None:
    """Write the schemas that editors use.

    With a name, print that one instead.
    """
    if name is not None:
        click.echo(json.dumps(schema(name), indent=2, ensure_ascii=False))
        return
    written = write_schemas(the_workspace(settings).root)
    for path in written:
        click.echo(path)
    if not written:
        click.echo("The schemas are current.")
