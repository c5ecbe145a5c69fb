"""`coachbook keygen`: the practice's master key, made once, kept outside git."""

from __future__ import annotations

import os
from pathlib import Path

import click

from coachbook.shell.keys import KEY_FILE, default_key_file, make_master, paper_copy


@click.command("keygen")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Where to put the key file.")
@click.option(
    "--paper/--no-paper", default=False, help="Print the paper copy: 56 signs that replace the file."
)
def command(out: Path | None, paper: bool) -> None:
    """Make the key that seals a practice's sites.

    It lies in a file that only you can read, outside git. Lose it, and every link must be made anew; let others have
    it, and they can open every site. Nothing is written over.
    """
    place = out or default_key_file(os.environ)
    try:
        master = make_master(place)
    except FileExistsError as error:
        raise click.UsageError(f"There is a key at {place} already. It is left as it is.") from error
    click.echo(f"Made {place}, which only you can read.")
    if out is not None:
        click.echo(f"Tell coachbook where it is:  export {KEY_FILE}={place}")
    if paper:
        click.echo(
            f"\nPaper copy. Write it down, keep it apart from this computer:\n\n  {paper_copy(master)}\n"
        )
    click.echo("Next: coachbook build, then  coachbook access list")
