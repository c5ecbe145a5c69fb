"""`coachbook bundle`: what a build server may hold."""

from __future__ import annotations

from pathlib import Path

import click

from coachbook.cli import Settings
from coachbook.cli.access_command import in_words
from coachbook.cli.common import the_engagements, the_keys, the_workspace
from coachbook.shell.keys import BUNDLE
from coachbook.shell.publish import write_file
from coachbook.shell.verifying import bundle_for


@click.command("bundle")
@click.argument("engagements", nargs=-1)
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The file to write."
)
@click.pass_obj
@in_words
def command(settings: Settings, engagements: tuple[str, ...], out: Path) -> None:
    """Write the keys a build server needs, and no others.

    The bundle builds the named engagements' sites. It holds no master key, makes no link and opens no desk; whoever has
    it can read those sites until their links are replaced. Make a new one after every change of links.
    """
    workspace = the_workspace(settings)
    text, n_sites = bundle_for(workspace, the_keys(workspace), the_engagements(workspace, engagements))
    if out.exists():
        raise click.UsageError(f"There is a file {out} already. Choose another name.")
    write_file(out, text.encode("utf-8"), mode=0o600)
    click.echo(
        f"Wrote {out} for {n_sites} sites, which only you can read. On the server:  {BUNDLE}={out.name}"
    )
