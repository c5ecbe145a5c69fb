"""`coachbook archive`: a sealed site as one file, to keep or to hand over."""

from __future__ import annotations

from pathlib import Path

import click

from coachbook.cli import Settings
from coachbook.cli.access_command import in_words
from coachbook.cli.common import the_engagements, the_keys, the_workspace
from coachbook.model.terms import Reader
from coachbook.shell.access import find_place
from coachbook.shell.publish import write_file
from coachbook.shell.verifying import archive_of


@click.command("archive")
@click.argument("engagement")
@click.option(
    "--reader",
    type=click.Choice(["executive", "sponsor"]),
    default="executive",
    show_default=True,
    help="Whose site.",
)
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The file to write."
)
@click.pass_obj
@in_words
def command(settings: Settings, engagement: str, reader: Reader, out: Path) -> None:
    """Put a sealed site into one file that opens without a host.

    It opens with a double click and the reader's code, from a disk or a memory stick, and never changes: for handing
    over at the end, for archives, and for whoever would rather not trust a host.
    """
    workspace = the_workspace(settings)
    the_engagements(workspace, (engagement,))
    if out.exists():
        raise click.UsageError(f"There is a file {out} already. Choose another name.")
    body = archive_of(find_place(workspace, engagement), the_keys(workspace), reader)
    write_file(out, body)
    click.echo(
        f"Wrote {out}, {len(body) // 1024} KB, sealed. Its code: coachbook access link {engagement} --split"
    )
