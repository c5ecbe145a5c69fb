"""The commands as they are typed: words in, words and exit code out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import click
import pytest

from coachbook.cli import COMMANDS, cli
from coachbook.shell.shipped import codes
from practices import ROOT, change, copy_of_sample, files_below


def run(
    *words: str, at: Path = ROOT, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Runs the command in a process of its own, as a person would."""
    clean = {name: value for name, value in os.environ.items() if name not in ("CI", "FORCE_COLOR")}
    clean |= {"PYTHONPATH": str(ROOT / "generator"), **(environment or {})}
    command = [sys.executable, "-m", "coachbook", "-C", str(at), *words]
    return subprocess.run(command, env=clean, capture_output=True, text=True, check=False)


def test_the_sample_practice_has_no_errors_and_a_few_honest_warnings() -> None:
    result = run("check", "--format", "json")
    summary = json.loads(result.stdout)["summary"]

    assert result.returncode == 0
    assert summary["errors"] == 0
    assert 1 <= summary["warnings"] <= 8


def test_strict_counts_warnings() -> None:
    assert run("check", "--strict").returncode == 1


def test_an_error_ends_in_exit_code_1_and_names_file_line_and_column(tmp_path: Path) -> None:
    workspace = copy_of_sample(tmp_path / "practice", ("harbour",))
    change(workspace, "clients/harbour/goals.yml", "- id: delegate\n    title:", "- id: delegate\n    titel:")

    result = run("check", at=workspace.root)

    assert result.returncode == 1
    assert "error[unknown-key]" in result.stdout
    assert "Did you mean 'title'?" in result.stdout or "did you mean 'title'" in result.stdout
    assert "titel: Delegate the weekly operating review" in result.stdout


@pytest.mark.parametrize("format_", ["github", "sarif"])
def test_formats_that_others_read_hold_no_word_that_was_typed(tmp_path: Path, format_: str) -> None:
    workspace = copy_of_sample(tmp_path / "practice", ("harbour",))
    secret = "Tomas wept in the car"
    change(workspace, "clients/harbour/engagement.yml", "programme:", f"{secret}: yes\nprogramme:")

    result = run("check", "--format", format_, at=workspace.root)

    assert result.returncode == 1
    assert "Tomas" not in result.stdout + result.stderr


def test_in_ci_every_format_is_redacted_by_itself(tmp_path: Path) -> None:
    workspace = copy_of_sample(tmp_path / "practice", ("harbour",))
    change(workspace, "clients/harbour/engagement.yml", "starts: ", "starts: Tomas wept ")

    here = run("check", at=workspace.root)
    in_ci = run("check", at=workspace.root, environment={"CI": "true"})
    build = run(
        "build", "--preview", "--no-pdf", "--no-public", at=workspace.root, environment={"CI": "true"}
    )

    assert "Tomas" in here.stdout
    assert "Tomas" not in in_ci.stdout + in_ci.stderr
    assert "Tomas" not in build.stdout + build.stderr
    assert "clients/harbour/engagement.yml" in in_ci.stdout


def test_build_ends_with_what_was_made_where_and_what_to_do_next(tmp_path: Path) -> None:
    workspace = copy_of_sample(tmp_path / "practice", ("lantern",))

    result = run("build", "--preview", "--no-pdf", "--no-public", at=workspace.root)

    assert result.returncode == 0
    assert "preview/lantern" in result.stdout
    assert "Next: coachbook serve --open" in result.stdout
    assert "In the clear" in result.stdout


def test_build_as_json_is_versioned_and_holds_no_client_text(tmp_path: Path) -> None:
    workspace = copy_of_sample(tmp_path / "practice", ("harbour",))

    result = run("build", "--preview", "--no-pdf", "--no-public", "--json", at=workspace.root)
    data = json.loads(result.stdout)

    assert data["version"] == 1
    assert [(site["name"], site["reader"]) for site in data["sites"]][:2] == [
        ("harbour", "executive"),
        ("harbour", "sponsor"),
    ]
    assert "Ines" not in result.stdout


def test_build_of_an_unknown_engagement_names_the_known_ones() -> None:
    result = run("build", "harbor")

    assert result.returncode == 2
    assert "harbour, lantern, meadow" in result.stderr


def test_a_command_that_does_not_exist_gets_the_nearest_name() -> None:
    result = run("chek")

    assert result.returncode == 2
    assert "Did you mean 'check'?" in result.stderr


def test_outside_a_practice_the_next_step_is_named(tmp_path: Path) -> None:
    result = run("check", at=tmp_path)

    assert result.returncode == 2
    assert "coachbook init" in result.stderr


def test_init_never_writes_over_anything(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")

    result = run("init", ".", at=tmp_path)

    assert result.returncode == 2
    assert files_below(tmp_path) == {"mine.txt": b"mine"}


@pytest.mark.parametrize("code", codes())
def test_every_code_can_be_explained(code: str) -> None:
    from coachbook.shell.reference import code_body, code_facts

    facts = code_facts(code)

    assert facts["severity"] in ("error", "warning", "note")
    assert len(facts["title"]) > 5
    assert len(code_body(code)) > 40


def test_explain_prints_one_code_and_suggests_the_nearest() -> None:
    good, wrong = run("explain", "unknown-key"), run("explain", "unknwon-key")

    assert good.returncode == 0
    assert "unknown-key (error)" in good.stdout
    assert wrong.returncode == 2
    assert "unknown-key" in wrong.stderr


def test_a_fault_of_ours_is_one_sentence_without_client_words(tmp_path: Path) -> None:
    script = (
        "import coachbook.cli.check_command as c\n"
        "def fail(*a): raise RuntimeError('Tomas wept')\n"
        "c.check_everything = fail\n"
        "from coachbook.cli import main\n"
        f"main(['-C', {str(ROOT)!r}, '--traceback', 'check'])\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "generator")}
    result = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False
    )

    assert result.returncode == 3
    assert "This is a fault of Coachbook's" in result.stderr
    assert "Tomas" not in result.stderr
    assert "Traceback" not in result.stderr


def test_a_closed_pipe_is_not_an_error() -> None:
    command = f"{sys.executable} -m coachbook explain | head -1"
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "generator")}

    result = subprocess.run(
        ["sh", "-c", command], env=environment, capture_output=True, text=True, check=False
    )

    assert result.stderr == ""
    assert result.stdout.count("\n") == 1


@pytest.mark.parametrize("name", COMMANDS)
def test_the_table_of_commands_says_what_each_command_says(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)

    assert command is not None
    assert command.get_short_help_str(200) == COMMANDS[name]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_name_the_command(shell: str) -> None:
    result = run("completion", shell)

    assert result.returncode == 0
    assert "coachbook" in result.stdout


@pytest.mark.parametrize(
    "name", ["weasyprint", "mkdocs", "jinja2", "babel", "icalendar", "markdown", "watchfiles"]
)
def test_check_imports_nothing_heavy(name: str) -> None:
    script = (
        "import sys\nfrom coachbook.cli import main\n"
        f"try: main(['-C', {str(ROOT)!r}, 'check'])\n"
        f"except SystemExit: pass\nsys.exit(7 if {name!r} in sys.modules else 0)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "generator")}

    assert (
        subprocess.run(
            [sys.executable, "-c", script], env=environment, capture_output=True, check=False
        ).returncode
        == 0
    )
