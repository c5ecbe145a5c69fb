"""Building and checking where the notes are sealed: without the key nothing changes for any other reader."""

from __future__ import annotations

import base64
import json
import sys
from pathlib import Path

import pytest
from sealed_notes import NOTE, Person, person, run

from coachbook.shell.workspace import Workspace, read_coach_notes
from practices import files_below


def remarks(workspace: Workspace, key: Path | None) -> list[tuple[str, str, str]]:
    """What `check` says about notes, and nothing else: code, level, message."""
    said = run(workspace, "check", "--format", "json", key=key)
    assert said.returncode == 0, said.stdout + said.stderr
    found = json.loads(said.stdout)["findings"]
    return [(each["code"], each["severity"], each["message"]) for each in found if "note" in each["code"]]


def previews(workspace: Workspace) -> dict[str, bytes]:
    """Every byte of the microsites in the clear, made without a key."""
    said = run(workspace, "build", "--preview", "--no-pdf", "--no-public")
    assert said.returncode == 0, said.stdout + said.stderr
    return files_below(workspace.path("preview"))


def test_check_without_the_key_says_how_many_notes_it_left_out(sealed: Workspace) -> None:
    expected = "4 private notes are sealed; set COACHBOOK_NOTES_KEY to check them too"

    assert remarks(sealed, None) == [("notes-sealed", "note", expected)]


def test_check_with_the_key_reads_them_all(sealed: Workspace, priya: Person) -> None:
    assert remarks(sealed, priya.file) == []


def test_check_with_anothers_key_leaves_them_out_as_well(sealed: Workspace, tmp_path: Path) -> None:
    ((code, severity, message),) = remarks(sealed, person(tmp_path / "keys", "Stranger").file)

    assert (code, severity) == ("notes-sealed", "note")
    assert "somebody who can read them" in message


def test_check_with_a_key_that_others_can_read_says_so_and_is_no_error(
    sealed: Workspace, priya: Person
) -> None:
    priya.file.chmod(0o644)

    assert "chmod 600" in remarks(sealed, priya.file)[0][2]


def test_a_slip_in_a_sealed_note_is_found_with_its_line(
    plain: Workspace, priya: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = plain.path(f"{NOTE}.yml")
    place.write_text(place.read_text().replace("hypotheses:", "hypothesis:"), encoding="utf-8")
    run(plain, "notes", "seal", key=priya.file)
    monkeypatch.setenv("COACHBOOK_NOTES_KEY", str(priya.file))
    (problem,) = read_coach_notes(plain, "harbour")[1].problems

    assert (problem.code, problem.path) == ("unknown-key", f"{NOTE}.yml.age")
    assert problem.span is not None


def test_a_damaged_note_is_an_error_of_the_note_alone(
    sealed: Workspace, priya: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed.path(f"{NOTE}.yml.age").write_bytes(b"not age")
    monkeypatch.setenv("COACHBOOK_NOTES_KEY", str(priya.file))
    entries, reading = read_coach_notes(sealed, "harbour")

    assert len(entries) == 3
    assert [(each.code, each.severity) for each in reading.problems] == [("damaged-note", "error")]


def test_without_the_library_notes_are_left_out_with_one_line(
    sealed: Workspace, priya: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyrage", None)
    monkeypatch.setenv("COACHBOOK_NOTES_KEY", str(priya.file))
    entries, reading = read_coach_notes(sealed, "harbour")

    assert entries == ()
    assert [(each.severity, "coachbook[age]" in each.message) for each in reading.problems] == [
        ("note", True)
    ]


def test_executive_and_sponsor_get_the_same_bytes_whether_notes_are_plain_or_shut(
    plain: Workspace, priya: Person
) -> None:
    before = previews(plain)
    run(plain, "notes", "seal", key=priya.file)
    after = previews(plain)
    changed = {url for url in before.keys() | after.keys() if before.get(url) != after.get(url)}

    assert {url.split("/")[0] for url in before} == {"harbour", "harbour.sponsor", "desk.priya-raman"}
    assert changed == set(), "nor is the desk that has the notes replaced by one without"


def test_what_is_published_for_executive_and_sponsor_is_the_same_as_well(
    plain: Workspace, priya: Person
) -> None:
    before = published(plain)
    run(plain, "notes", "seal", key=priya.file)
    after = published(plain)

    assert len({url.split("/")[0] for url in before if "/" in url}) == 3
    assert after == before


def published(workspace: Workspace) -> dict[str, bytes]:
    """Every byte below site/private, sealed with a key that stays the same."""
    master = {"COACHBOOK_MASTER": base64.b64encode(bytes(range(32))).decode()}
    said = run(workspace, "build", "--no-pdf", "--no-public", more=master)
    assert said.returncode == 0, said.stdout + said.stderr
    return files_below(workspace.path("site/private"))
