"""Commands, their help and the README say the same."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from coachbook.cli import COMMANDS, cli
from sample import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def without_help(command: click.Command, name: str) -> Iterator[str]:
    """Commands and options, also of commands inside a command, that say nothing about themselves."""
    if not command.help:
        yield name
    for each in command.params:
        if isinstance(each, click.Option) and not each.help:
            yield f"{name} {each.opts[0]}"
    for inner in command.commands.values() if isinstance(command, click.Group) else ():
        yield from without_help(inner, f"{name} {inner.name}")


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_quotes_each_ones_help(name: str) -> None:
    command = importlib.import_module(f"coachbook.cli.{name}_command").command
    assert command.name == name
    first = (command.help or "").strip().split("\n\n")[0]
    assert " ".join(first.split()) == COMMANDS[name]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_has_help(name: str) -> None:
    said = CliRunner().invoke(cli, [name, "--help"])
    assert said.exit_code == 0
    assert COMMANDS[name].split()[0] in said.output
    command = importlib.import_module(f"coachbook.cli.{name}_command").command
    assert list(without_help(command, name)) == []


@pytest.mark.parametrize("name", COMMANDS)
def test_the_readme_names(name: str) -> None:
    assert re.search(rf"coachbook {name}\b", README)


def test_the_readme_opens_with_the_two_commands() -> None:
    opening = README[:2500]
    assert "tools/start" in opening
    assert "tools/test" in opening


def test_there_is_no_module_for_a_command_that_is_not_listed() -> None:
    folder = ROOT / "generator" / "coachbook" / "cli"
    assert {path.stem.removesuffix("_command") for path in folder.glob("*_command.py")} == set(COMMANDS)
