"""Words in, exit code out: the only floor that reads arguments, environment and terminal.

Exit codes: 0 fine, 1 findings, 2 wrong usage, 3 a fault of ours, 130 interrupted. Each command is a module of its
own, imported only when it runs, so that `--help` costs no more than click.
"""

from __future__ import annotations

import gc
import importlib
import os
import sys
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import click

from coachbook import __version__
from coachbook.source.suggest import suggest

FINDINGS, USAGE, OUR_FAULT, INTERRUPTED = 1, 2, 3, 130

COMMANDS: Mapping[str, str] = {
    "init": "Make a new practice that builds at once.",
    "check": "Say what is wrong or odd in the files.",
    "explain": "Explain a diagnostic code.",
    "build": "Make the public site, the private sites and the workbooks.",
    "serve": "Show everything on this computer, reloading as files change.",
    "print": "Make workbooks as PDF.",
    "keygen": "Make the key that seals a practice's sites.",
    "access": "List, make, replace and withdraw the links that open sealed sites.",
    "open": "Open a sealed site into a folder, in the clear, to check what a holder sees.",
    "archive": "Put a sealed site into one file that opens without a host.",
    "verify": "Compare what is published with what was made.",
    "bundle": "Write the keys a build server needs, and no others.",
    "notes": "Keep the coach's own notes sealed.",
    "hosting": "Print the configuration of a host.",
    "schema": "Write the schemas that editors use.",
    "doctor": "See whether this computer is ready.",
    "completion": "Print the completion script for a shell.",
}
"""Commands in the order of a coach's first day, with their one line of help (a test compares it with the command)."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What every command is told: where the practice is looked for."""

    directory: Path


class LazyCommands(click.Group):
    """Imports a command's module when it is called and never to list it."""

    def list_commands(self, context: click.Context) -> list[str]:
        """The names, in a coach's order."""
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """The command, or None for a name there is not."""
        if name not in COMMANDS:
            return None
        command = importlib.import_module(f"coachbook.cli.{name}_command").command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, context: click.Context, words: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with the nearest name for one there is not."""
        if words and words[0] not in COMMANDS and not words[0].startswith("-"):
            meant = suggest(words[0], COMMANDS)
            context.fail(
                f"There is no command {words[0]!r}." + (f" Did you mean {meant!r}?" if meant else "")
            )
        return super().resolve_command(context, words)

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """The list in `--help`, from `COMMANDS`."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyCommands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "--version", message="coachbook %(version)s")
@click.option(
    "-C",
    "directory",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="Work on the practice in this folder instead of the current one.",
)
@click.option(
    "--traceback", "with_traceback", is_flag=True, help="After a fault of ours, print where it happened."
)
@click.pass_context
def cli(context: click.Context, directory: Path, with_traceback: bool) -> None:
    """Keep a coaching practice as text, and make its sites and workbooks."""
    if not directory.is_dir():
        raise click.UsageError(f"There is no folder {directory}")
    context.obj = Settings(directory)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Runs the command line and leaves with its exit code; never shows a traceback that was not asked for."""
    # A tenth of a short run went into looking for cycles among objects that all stay until the end.
    gc.set_threshold(100_000, 50, 50)
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        sys.exit(cli.main(args=words, prog_name="coachbook", standalone_mode=False) or 0)
    except click.exceptions.Exit as exit_:
        sys.exit(exit_.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped. What was there before is whole.", err=True)
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        # `| head` closed the pipe; Python would complain once more when it flushes at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:
        _own_up(error, "--traceback" in words)
        sys.exit(OUR_FAULT)


def _own_up(error: Exception, with_traceback: bool) -> None:
    """Says that the fault is ours, and no word of a file: messages of exceptions can hold client text."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "an unknown place"
    click.echo(
        f"This is a fault of Coachbook's, not of your files: {type(error).__name__} at {place}.", err=True
    )
    click.echo(
        "Nothing was written over. Run it again with  coachbook --traceback ...  and report what it prints.",
        err=True,
    )
    if with_traceback:
        # Places and lines of code only: the message may quote a client.
        click.echo("".join(traceback.format_list(frames)), err=True)
