"""`coachbook notes check`, the guard before each commit: each thing it must see, planted once."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from sealed_notes import NOTE, Person, entry, person, run, write_recipients

from coachbook.shell.workspace import Workspace
from coachbook.vault.notes import seal_note

AGE = f"{NOTE}.yml.age"


def findings(workspace: Workspace) -> dict[str, list[str]]:
    """Codes by path, without a key and without the library being asked for one."""
    said = run(workspace, "notes", "check", "--format", "json")
    found: dict[str, list[str]] = {}
    for each in json.loads(said.stdout)["findings"]:
        found.setdefault(each["file"], []).append(each["code"])
    assert said.returncode == (1 if found else 0), said.stderr
    return found


def test_a_practice_in_order_has_nothing_to_report(sealed: Workspace) -> None:
    assert findings(sealed) == {}


@pytest.mark.parametrize(
    "path",
    [
        "clients/harbour/coach/2026-03-18.yml",
        "clients/harbour/coach/2026-03-18.yaml",
        "clients/harbour/coach/.2026-03-16.yml.swp",
        "clients/harbour/coach/2026-03-16.yml~",
        "clients/harbour/coach/_old/2025.txt",
        "clients/_ended/coach/2024-01-01.yml",
    ],
)
def test_whatever_lies_in_the_clear_is_seen(sealed: Workspace, path: str) -> None:
    place = sealed.path(path)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("date: 2026-03-18\nnotes: hers\n", encoding="utf-8")

    assert findings(sealed) == {path: ["note-in-clear"]}


def test_an_empty_file_that_keeps_a_folder_is_no_note(sealed: Workspace) -> None:
    sealed.path("clients/harbour/coach/.gitkeep").touch()

    assert findings(sealed) == {}


@pytest.mark.parametrize("body", [b"", b"date: 2026-03-16\nnotes: hers\n", b"age-encryption.org/v1\nhers"])
def test_a_file_that_only_has_the_name_is_seen(sealed: Workspace, body: bytes) -> None:
    sealed.path(AGE).write_bytes(body)

    assert findings(sealed) == {AGE: ["damaged-note"]}


def test_a_reader_who_was_removed_and_one_who_was_added_are_named(
    sealed: Workspace, priya: Person, safe: Person, tmp_path: Path
) -> None:
    write_recipients(
        sealed,
        entry(priya),
        entry(safe, "recovery", ""),
        entry(person(tmp_path / "keys", "Anna"), "supervisor"),
    )
    said = run(sealed, "notes", "check")

    assert findings(sealed)[AGE] == ["note-readers", "note-readers"]
    assert said.stdout.count("can still open this note") == 4
    assert "'Anna' is among the readers of this note and cannot open it" in said.stdout


def test_a_reader_who_is_now_another_coachs_supervisor_is_seen(
    sealed: Workspace, priya: Person, tom: Person, safe: Person
) -> None:
    write_recipients(
        sealed, entry(priya), entry(tom, "supervisor", "[daniel-osei]"), entry(safe, "recovery", "")
    )

    assert "'Tom' can still open" in run(sealed, "notes", "check").stdout


def test_a_note_put_there_by_another_program_is_not_taken_on_trust(
    sealed: Workspace, priya: Person, tom: Person, safe: Person, tmp_path: Path
) -> None:
    stranger = person(tmp_path / "keys", "Stranger")
    keys = [each.key.public for each in (priya, tom, stranger)]
    sealed.path(AGE).write_bytes(seal_note(b"date: 2026-03-16\n", keys))

    assert findings(sealed) == {AGE: ["note-readers"]}
    assert run(sealed, "notes", "rekey", key=priya.file).returncode == 0
    assert findings(sealed) == {}


def test_what_is_written_down_must_fit_the_number_of_keys(
    sealed: Workspace, priya: Person, tom: Person, safe: Person
) -> None:
    register = sealed.path("clients/harbour/coach/.readers")
    text = register.read_text().replace(f" {safe.key.public}", "")
    register.write_text(text, encoding="utf-8")
    write_recipients(sealed, entry(priya), entry(tom, "supervisor"))

    assert findings(sealed)[AGE] == ["note-readers"]


def test_a_register_with_a_conflict_in_it_counts_as_not_known_and_rekey_mends_it(
    sealed: Workspace, priya: Person
) -> None:
    register = sealed.path("clients/harbour/coach/.readers")
    register.write_text("<<<<<<< ours\n" + register.read_text(), encoding="utf-8")

    assert len(findings(sealed)) == 4
    run(sealed, "notes", "rekey", key=priya.file)
    assert findings(sealed) == {}


def git(workspace: Workspace, *words: str) -> None:
    who = ["-c", "user.name=t", "-c", "user.email=t@example.com"]
    subprocess.run(["git", *who, *words], cwd=workspace.root, check=True, capture_output=True)


def test_a_plain_note_that_git_would_still_commit_is_seen(plain: Workspace, priya: Person) -> None:
    git(plain, "init", "-q")
    git(plain, "add", "-A")
    git(plain, "commit", "-qm", "plain")
    run(plain, "notes", "seal", key=priya.file)

    assert findings(plain)[f"{NOTE}.yml"] == ["note-in-clear"]
    git(plain, "add", "-A")
    assert findings(plain) == {}


def test_a_lost_list_of_readers_does_not_turn_the_check_off(sealed: Workspace) -> None:
    sealed.path("content/recipients.yml").unlink()

    assert findings(sealed) == {"content/recipients.yml": ["bad-recipient"]}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("key: age1", "key: age1q", "not a public key"),
        ("coaches: [priya-raman]", "coaches: [pria-raman]", "no coach has this id"),
        ("role: recovery", "role: supervisor", "whose notes"),
        ("    coaches: [priya-raman]\n", "", "belongs to one coach"),
    ],
)
def test_a_slip_in_the_list_of_readers_is_seen(sealed: Workspace, old: str, new: str, words: str) -> None:
    place = sealed.path("content/recipients.yml")
    place.write_text(place.read_text().replace(old, new, 1), encoding="utf-8")
    said = run(sealed, "notes", "check")

    assert said.returncode == 1
    assert "error[bad-recipient]" in said.stdout
    assert words in said.stdout


def test_a_private_key_in_the_list_of_readers_is_called_that(sealed: Workspace, priya: Person) -> None:
    write_recipients(sealed, entry(priya).replace(priya.key.public, priya.key.private))
    said = run(sealed, "notes", "check", "--format", "github")

    assert "private key" in said.stdout
    assert priya.key.private not in said.stdout


def test_a_coach_without_a_key_of_her_own_is_told(sealed: Workspace, safe: Person) -> None:
    write_recipients(sealed, entry(safe, "recovery", ""))

    assert "bad-recipient" in findings(sealed)["content/recipients.yml"]


def test_the_hook_runs_the_check() -> None:
    import yaml

    hooks = yaml.safe_load((Path(__file__).parents[2] / ".pre-commit-hooks.yaml").read_text())

    assert [(each["id"], each["entry"], each["pass_filenames"], each["always_run"]) for each in hooks] == [
        ("coachbook-notes", "coachbook notes check", False, True)
    ]
