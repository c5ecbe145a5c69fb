"""`coachbook open`: what a holder sees, in a folder, for checking."""

from __future__ import annotations

from pathlib import Path

import click

from coachbook.cli import Settings
from coachbook.cli.access_command import in_words
from coachbook.cli.common import the_engagements, the_keys, the_workspace
from coachbook.shell.access import find_place
from coachbook.shell.verifying import open_to_folder


@click.command("open")
@click.argument("engagement")
@click.option("--as", "holder", default="executive", show_default=True, help="Whose eyes to look through.")
@click.option("--code", help="Open with this typed code instead of the practice's key.")
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="An empty folder."
)
@click.pass_obj
@in_words
def command(settings: Settings, engagement: str, holder: str, code: str | None, out: Path) -> None:
    """Open a sealed site into a folder, in the clear, to check what a holder sees."""
    workspace = the_workspace(settings)
    the_engagements(workspace, (engagement,))
    if out.exists() and any(out.iterdir()):
        raise click.UsageError(f"{out} is not empty. Choose a new folder, so that nothing is lost.")
    if out.resolve().is_relative_to(workspace.root / "site"):
        raise click.UsageError("Nothing in the clear goes below site/. Choose another folder.")
    n_files = open_to_folder(find_place(workspace, engagement), the_keys(workspace), holder, out, code)
    click.echo(f"Opened {n_files} files into {out}, in the clear. Delete them when you have looked.")
