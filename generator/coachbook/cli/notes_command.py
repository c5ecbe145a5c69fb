"""`coachbook notes`: the coach's own notes, sealed for her and for nobody who is not meant to read them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import wraps
from typing import ParamSpec, TypeVar

import click

from coachbook.cli import FINDINGS, INTERRUPTED, Settings
from coachbook.cli.common import (
    must_redact,
    show_report,
    the_day,
    the_engagements,
    the_workspace,
    today_option,
)
from coachbook.shell.checking import sources_of
from coachbook.shell.notecheck import check_notes
from coachbook.shell.noteedit import Stopped, TextKept, edit_note, editor_of, left_behind, memory_folder
from coachbook.shell.notereaders import NotesRefused, is_sealing
from coachbook.shell.notes import make_key, rekey, seal_plain, show_note, who_reads
from coachbook.shell.workspace import Workspace, engagement_ids, find_workspace
from coachbook.source.diagnostics import Diagnostic, visible
from coachbook.source.reporting import FORMATS, Format
from coachbook.source.yamltext import SourceFile

P = ParamSpec("P")
R = TypeVar("R")


@click.group("notes")
def command() -> None:
    """Keep the coach's own notes sealed.

    Notes lie in the coach/ folder of each engagement. A practice with content/recipients.yml seals them in age's
    format for the people named there, so that not even the host of the repository can read them.
    """


def _refusing(call: Callable[P, R]) -> Callable[P, R]:
    """Refusals as one line and exit code 1."""

    @wraps(call)
    def refusing(*words: P.args, **named: P.kwargs) -> R:
        try:
            return call(*words, **named)
        except NotesRefused as error:
            raise click.ClickException(str(error)) from error

    return refusing


@command.command("keygen")
@click.pass_obj
@_refusing
def keygen(settings: Settings) -> None:
    """Make a private key on this computer and print its public key.

    The private key goes to ~/.config/coachbook/notes.key, or where COACHBOOK_NOTES_KEY says, for this account only.
    """
    path, public = make_key(find_workspace(settings.directory))
    click.echo(
        f"Wrote {path}. Keep a copy on paper or in a safe: without it, your notes cannot be read.", err=True
    )
    click.echo("Next: write the public key into content/recipients.yml", err=True)
    click.echo(public)


@command.command("edit")
@click.argument("engagement")
@click.argument("note", metavar="[DATE]", required=False)
@today_option
@click.pass_obj
@_refusing
def edit(settings: Settings, engagement: str, note: str | None, today: date | None) -> None:
    """Write or change a note, which is then sealed.

    It opens in your editor and is sealed when you close it. Without a date, it is today's. The editor is the one
    named in VISUAL or EDITOR.
    """
    workspace, id = _one(settings, engagement)
    editor = editor_of()
    _tell_what_was_left()
    if memory_folder() is None:
        click.echo(
            "There is no memory file system here: while you edit, the text lies on the disk.", err=True
        )
    if editor.keeps_copies:
        click.echo(
            "This editor may keep a copy of its own of what you write. docs/notes.md says more.", err=True
        )
    try:
        done = edit_note(workspace, id, note, the_day(workspace, today), editor, _ask)
    except TextKept as error:
        message = f"{error}\nYour text is in {error.place} until you remove it or restart the computer."
        raise click.ClickException(message) from error
    except Stopped:
        click.echo("Stopped. The note is what it was before.", err=True)
        sys.exit(INTERRUPTED)
    if done.warnings:
        _report(done.warnings, {}, 1)
    click.echo(f"Sealed {done.path}" if done.outcome == "sealed" else "Nothing was changed.")


@command.command("show")
@click.argument("engagement")
@click.argument("note", metavar="[DATE]", required=False)
@click.pass_obj
@_refusing
def show(settings: Settings, engagement: str, note: str | None) -> None:
    """Print a note; the latest one without a date."""
    workspace, id = _one(settings, engagement)
    text = show_note(workspace, id, note).decode("utf-8", "replace")
    if sys.stdout.isatty():
        text = "".join(each if each == "\n" else visible(each) for each in text)
    click.echo(text, nl=not text.endswith("\n"))


@command.command("recipients")
@click.argument("engagements", nargs=-1)
@click.pass_obj
@_refusing
def recipients(settings: Settings, engagements: tuple[str, ...]) -> None:
    """List who can open each sealed note.

    To add or remove somebody, edit content/recipients.yml, then run coachbook notes rekey.
    """
    workspace = the_workspace(settings)
    found = who_reads(workspace, the_engagements(workspace, engagements))
    for each in found:
        click.echo(f"{each.path}  {', '.join(each.readers) if each.readers else 'not known'}")
    if not found:
        click.echo("There are no sealed notes here.")


@command.command("rekey")
@click.argument("engagements", nargs=-1)
@click.option("--all", "even_current", is_flag=True, help="Also those that are sealed for the right people.")
@click.pass_obj
@_refusing
def rekey_notes(settings: Settings, engagements: tuple[str, ...], even_current: bool) -> None:
    """Seal notes anew for the people who may read them now.

    Exit code 1 if this computer's key does not open one of them.
    """
    workspace = the_workspace(settings)
    done = rekey(workspace, the_engagements(workspace, engagements), even_current)
    for path in done.done:
        click.echo(f"Sealed anew  {path}")
    for path in done.unopened:
        click.echo(f"Not opened   {path}")
    click.echo(f"{len(done.done)} sealed anew, {len(done.current)} as they were.")
    if done.done:
        click.echo("Whoever was removed can still read older versions: git and copies of it keep them.")
    if done.unopened:
        click.echo("What was not opened needs the key of somebody who can read it.", err=True)
        sys.exit(FINDINGS)


@command.command("seal")
@click.argument("engagements", nargs=-1)
@click.pass_obj
@_refusing
def seal(settings: Settings, engagements: tuple[str, ...]) -> None:
    """Turn plain notes into sealed ones.

    Each is tried with this computer's key before the plain file is removed.
    """
    workspace = the_workspace(settings)
    n_sealed = 0
    for path in seal_plain(workspace, the_engagements(workspace, engagements)):
        click.echo(f"Sealed {path}")
        n_sealed += 1
    if n_sealed:
        click.echo("If the plain notes were ever committed, git keeps them. docs/notes.md says what to do.")
    else:
        click.echo("There were no plain notes.")


@command.command("check")
@click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    default="full",
    show_default=True,
    help="How to say it.",
)
@click.pass_obj
def check(settings: Settings, format_: Format) -> None:
    """Say whether every private note is sealed, and for whom.

    For a hook before each commit; it needs no key. Exit code 1 if a note could be read by somebody who should not.
    """
    workspace = the_workspace(settings)
    problems, reading = check_notes(workspace)
    if not problems and not is_sealing(workspace) and format_ == "full":
        click.echo("This practice keeps its notes as plain files: there is no content/recipients.yml.")
        return
    _report(problems, sources_of(reading, problems), len(engagement_ids(workspace)), format_)
    if any(each.severity == "error" for each in problems):
        sys.exit(FINDINGS)


def _one(settings: Settings, engagement: str) -> tuple[Workspace, str]:
    workspace = the_workspace(settings)
    return workspace, the_engagements(workspace, (engagement,))[0]


def _ask(problems: Sequence[Diagnostic], sources: Mapping[str, SourceFile]) -> bool:
    """Shows what is wrong and asks; the end of the input is a no."""
    _report(problems, sources, 1)
    try:
        return click.confirm("Edit again?", default=True)
    except click.Abort:
        return False


def _report(
    problems: Sequence[Diagnostic], sources: Mapping[str, SourceFile], n: int, format_: Format = "full"
) -> None:
    show_report(problems, sources, n, format_, must_redact(format_, None))


def _tell_what_was_left() -> None:
    for folder in left_behind():
        click.echo(
            f"An earlier edit left a text in {folder}. Take out what you need, then remove it.", err=True
        )
