"""`coachbook init`: a new practice."""

from __future__ import annotations

from pathlib import Path

import click

from coachbook.cli import Settings
from coachbook.shell.scaffold import SAMPLE_FIRM, NotEmpty, Start, init


@click.command("init")
@click.argument("directory", type=click.Path(path_type=Path), default=Path())
@click.option("--name", help=f"The firm's name; without it the example stays {SAMPLE_FIRM}.")
@click.pass_obj
def command(settings: Settings, directory: Path, name: str | None) -> None:
    """Make a new practice that builds at once.

    It holds one fictional engagement to read and copy from. Nothing that is there is written over.
    """
    try:
        made = init(settings.directory / directory, Start((name or SAMPLE_FIRM).strip() or SAMPLE_FIRM))
    except NotEmpty as error:
        raise click.UsageError(
            f"{directory} is not empty. Choose a new folder, so that nothing is lost."
        ) from error
    click.echo(f"Made a practice in {made}")
    click.echo(
        f"Next: cd {directory} && coachbook serve --open"
        if directory != Path()
        else "Next: coachbook serve --open"
    )
