"""`coachbook keygen`: the practice's master key, made once, kept outside git, and its copy on paper."""

from __future__ import annotations

import os
from pathlib import Path

import click

from coachbook.cli import Settings
from coachbook.cli.access_command import in_words
from coachbook.cli.common import the_day, the_workspace
from coachbook.shell.access import NotPossible
from coachbook.shell.keys import (
    KEY_FILE,
    default_key_file,
    find_master,
    make_master,
    paper_copy,
    restore_master,
)
from coachbook.shell.letters import key_paper_pdf, refuse_published_place
from coachbook.shell.publish import write_file
from coachbook.shell.workspace import read_practice


@click.command("keygen")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Where to put the key file.")
@click.option("--paper", is_flag=True, help="Show the paper copy: 56 signs that replace the file.")
@click.option("--from-paper", is_flag=True, help="Type the paper copy back into a key file.")
@click.option(
    "--paper-pdf", type=click.Path(path_type=Path, dir_okay=False), help="Write the present key's paper copy."
)
@click.pass_obj
@in_words
def command(
    settings: Settings, out: Path | None, paper: bool, from_paper: bool, paper_pdf: Path | None
) -> None:
    """Make the key that seals a practice's sites.

    It lies in a file that only you can read, outside git. Lose it, and every link must be made anew; let others have
    it, and they can open every site. Nothing is written over.
    """
    if paper_pdf is not None:
        _write_paper(settings, paper_pdf)
        return
    place = out or default_key_file(os.environ)
    try:
        if from_paper:
            master = restore_master(
                place, click.prompt("The signs on the paper, with or without hyphens", hide_input=True)
            )
        else:
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


def _write_paper(settings: Settings, out: Path) -> None:
    workspace = the_workspace(settings)
    practice, _ = read_practice(workspace)
    master = find_master(os.environ)
    if master is None or practice is None:
        raise NotPossible(
            "There is no key yet, or content/practice.yml cannot be read. Make one with  coachbook keygen"
        )
    refuse_published_place(workspace, out)
    if out.exists():
        raise NotPossible(f"There is a file {out} already. Choose another name.")
    write_file(out, key_paper_pdf(workspace, practice, master, the_day(workspace, None)), mode=0o600)
    click.echo(f"Wrote {out}, which only you can read. Print it, then delete the file.")
