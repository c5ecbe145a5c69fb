"""`coachbook notes`: keys, sealing, showing, and sealing anew when readers change."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from sealed_notes import NOTE, PRIVATE_WORDS, Person, bare_practice, entry, person, run, write_recipients

from coachbook.shell.workspace import Workspace, read_coach_notes
from coachbook.vault.errors import NoSlot
from coachbook.vault.notes import note_keys_of, open_note
from practices import change, files_below


def notes_below(workspace: Workspace) -> dict[str, bytes]:
    return files_below(workspace.path("clients/harbour/coach"))


def test_keygen_writes_a_key_for_this_account_only_and_prints_the_public_one(tmp_path: Path) -> None:
    workspace = bare_practice(tmp_path)
    said = run(workspace, "notes", "keygen")

    file = tmp_path / "settings/coachbook/notes.key"
    assert said.returncode == 0, said.stderr
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [key.public for key in note_keys_of(file.read_text())] == [said.stdout.strip()]
    assert "SECRET" not in said.stdout + said.stderr


def test_keygen_never_writes_over_a_key_nor_into_the_practice(tmp_path: Path) -> None:
    workspace = bare_practice(tmp_path)
    kept = tmp_path / "notes.key"
    kept.write_text("mine", encoding="utf-8")

    over, inside = (run(workspace, "notes", "keygen", key=key) for key in (kept, workspace.path("notes.key")))

    assert over.returncode == inside.returncode == 1
    assert kept.read_text() == "mine"
    assert not workspace.path("notes.key").exists()


def test_seal_leaves_no_plain_note_and_every_word_of_it(plain: Workspace, priya: Person, tom: Person) -> None:
    before = {name: body for name, body in notes_below(plain).items() if name.endswith(".yml")}
    said = run(plain, "notes", "seal", key=priya.file)
    after = notes_below(plain)

    assert said.returncode == 0
    assert sorted(after) == [".readers", *(f"{name}.age" for name in sorted(before))]
    for who in (priya, tom):
        assert {name: open_note(after[f"{name}.age"], [who.key]) for name in before} == before
    assert not any(PRIVATE_WORDS in body for body in files_below(plain.root).values())
    assert "git keeps them" in said.stdout


def test_nobody_seals_what_she_could_not_read_again(plain: Workspace, tmp_path: Path) -> None:
    stranger = person(tmp_path / "keys", "Stranger")
    before = files_below(plain.root)
    said = run(plain, "notes", "seal", key=stranger.file)

    assert said.returncode == 1
    assert "not among those" in said.stderr
    assert files_below(plain.root) == before


def test_a_note_that_is_there_both_plain_and_sealed_is_left_to_the_coach(
    sealed: Workspace, priya: Person
) -> None:
    sealed.path(f"{NOTE}.yml").write_text("date: 2026-03-16\n", encoding="utf-8")
    said = run(sealed, "notes", "seal", key=priya.file)

    assert said.returncode == 1
    assert "both there" in said.stderr
    assert sealed.path(f"{NOTE}.yml").is_file()


def test_show_prints_the_latest_or_the_one_that_is_named(sealed: Workspace, priya: Person) -> None:
    latest, named = (
        run(sealed, "notes", "show", "harbour", *day, key=priya.file) for day in ([], ["2026-01-26"])
    )

    assert PRIVATE_WORDS.decode() in latest.stdout
    assert "date: 2026-01-26" in named.stdout


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
def test_a_key_that_others_can_read_is_not_used(sealed: Workspace, priya: Person, mode: int) -> None:
    priya.file.chmod(mode)
    said = run(sealed, "notes", "show", "harbour", key=priya.file)

    assert said.returncode == 1
    assert "chmod 600" in said.stderr
    assert "allowed" not in said.stdout


def test_the_wrong_key_is_told_so_in_a_sentence(sealed: Workspace, tmp_path: Path) -> None:
    stranger = person(tmp_path / "keys", "Stranger")
    said = run(sealed, "notes", "show", "harbour", key=stranger.file)

    assert said.returncode == 1
    assert "sealed for others" in said.stderr
    assert "fault of Coachbook" not in said.stderr


def test_a_damaged_note_is_told_so_in_a_sentence(sealed: Workspace, priya: Person) -> None:
    place = sealed.path(f"{NOTE}.yml.age")
    lines = place.read_bytes().splitlines(keepends=True)
    lines[-3] = b"A" * 64 + b"\n"
    place.write_bytes(b"".join(lines))

    said = run(sealed, "notes", "show", "harbour", key=priya.file)

    assert said.returncode == 1
    assert "damaged" in said.stderr


def test_recipients_lists_who_can_open_what(sealed: Workspace) -> None:
    said = run(sealed, "notes", "recipients")

    assert said.returncode == 0
    assert f"{NOTE}.yml.age  Priya, Tom, Safe" in said.stdout.splitlines()
    assert len(said.stdout.splitlines()) == 4


def test_rekey_changes_nothing_while_the_readers_are_right(sealed: Workspace, priya: Person) -> None:
    before = files_below(sealed.root)
    said = run(sealed, "notes", "rekey", key=priya.file)

    assert said.returncode == 0
    assert "0 sealed anew, 4 as they were" in said.stdout
    assert files_below(sealed.root) == before


def test_who_was_removed_opens_nothing_after_rekey_and_who_was_added_opens_all(
    sealed: Workspace, priya: Person, tom: Person, safe: Person, tmp_path: Path
) -> None:
    anna = person(tmp_path / "keys", "Anna")
    write_recipients(sealed, entry(priya), entry(anna, "supervisor"), entry(safe, "recovery", ""))

    assert "Tom" not in run(sealed, "notes", "recipients").stdout
    said = run(sealed, "notes", "rekey", key=safe.file)

    assert said.returncode == 0
    assert "older versions" in said.stdout
    for name, body in notes_below(sealed).items():
        if name.endswith(".age"):
            assert open_note(body, [anna.key]) == open_note(body, [priya.key])
            with pytest.raises(NoSlot):
                open_note(body, [tom.key])


def test_rekey_says_which_notes_its_key_does_not_open(
    sealed: Workspace, priya: Person, tmp_path: Path
) -> None:
    late = person(tmp_path / "keys", "Late")
    write_recipients(sealed, entry(priya), entry(late, "supervisor"))
    before = notes_below(sealed)
    said = run(sealed, "notes", "rekey", key=late.file)

    assert said.returncode == 1
    assert said.stdout.count("Not opened") == 4
    assert notes_below(sealed) == before


def test_rekey_all_seals_every_note_anew(sealed: Workspace, priya: Person) -> None:
    before = notes_below(sealed)
    run(sealed, "notes", "rekey", "--all", key=priya.file)
    after = notes_below(sealed)

    assert all(before[name] != after[name] for name in before)
    assert run(sealed, "notes", "check").returncode == 0


def test_a_supervisor_reads_only_the_coaches_named(
    tmp_path: Path, priya: Person, tom: Person, safe: Person
) -> None:
    workspace = bare_practice(tmp_path, "harbour", "meadow")
    change(workspace, "clients/meadow/engagement.yml", "coach: priya-raman", "coach: daniel-osei")
    daniel = person(tmp_path / "keys", "Daniel")
    write_recipients(
        workspace,
        entry(priya),
        entry(daniel, "coach", "[daniel-osei]"),
        entry(tom, "supervisor", "[daniel-osei]"),
    )
    for who, id in ((priya, "harbour"), (daniel, "meadow")):
        assert run(workspace, "notes", "seal", id, key=who.file).returncode == 0

    said = run(workspace, "notes", "recipients").stdout.splitlines()

    assert {line.split("  ")[1] for line in said if "/harbour/" in line} == {"Priya"}
    assert {line.split("  ")[1] for line in said if "/meadow/" in line} == {"Daniel, Tom"}


def test_a_practice_without_recipients_keeps_plain_notes(tmp_path: Path, priya: Person) -> None:
    workspace = bare_practice(tmp_path)
    before = files_below(workspace.root)
    said = run(workspace, "notes", "seal", key=priya.file)

    assert said.returncode == 1
    assert "plain files" in said.stderr
    assert files_below(workspace.root) == before
    assert run(workspace, "notes", "check").returncode == 0


def test_notes_read_alike_plain_and_sealed(
    plain: Workspace, priya: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = [entry.value for entry in read_coach_notes(plain, "harbour")[0]]
    run(plain, "notes", "seal", key=priya.file)
    monkeypatch.setenv("COACHBOOK_NOTES_KEY", str(priya.file))
    entries, reading = read_coach_notes(plain, "harbour")

    assert len(before) == 4
    assert [entry.value for entry in entries] == before
    assert reading.problems == []
