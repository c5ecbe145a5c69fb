"""`coachbook notes edit`: nothing is lost, and no text stays behind.

The editor is a script that writes down where its file lay. SIGKILL is the one end that can leave a text: it stays in
memory, in a folder that only this account can open, until the computer restarts; the next edit tells of it.
"""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep

import pytest
from sealed_notes import NOTE, PRIVATE_WORDS, Person, entry, person, run, surroundings, write_recipients

from coachbook.shell.noteedit import editor_of, memory_folder
from coachbook.shell.workspace import Workspace
from coachbook.vault.notes import open_note
from practices import files_below
from sample import command

GOOD = "date: 2026-03-16\nnotes: |\n  Rewritten, quite unlike before.\n"


def editor(folder: Path, *bodies: str, code: int = 0, waits: bool = False) -> Path:
    """A script that writes one body after the other into its file, one per run, and the file's place into a log."""
    script = folder / "editor.py"
    script.write_text(
        f"#!{sys.executable}\n"
        "import os, pathlib, sys, time\n"
        "file = pathlib.Path(sys.argv[-1])\n"
        f"log = pathlib.Path({str(folder / 'places')!r})\n"
        "n = len(log.read_text().splitlines()) if log.exists() else 0\n"
        f"bodies = {bodies!r}\n"
        f"pathlib.Path({str(folder / 'found')!r}).write_bytes(file.read_bytes())\n"
        "if n < len(bodies): file.write_text(bodies[n], encoding='utf-8')\n"
        "with log.open('a') as out:\n"
        "    modes = [oct(each.stat().st_mode & 0o777) for each in (file, file.parent)]\n"
        "    out.write(f'{file} {modes[0]} {modes[1]} {os.getpid()}\\n')\n"
        f"if {waits}: time.sleep(60)\n"
        f"sys.exit({code})\n",
        encoding="utf-8",
    )
    script.chmod(0o755)
    return script


def places(folder: Path) -> list[list[str]]:
    """For each run of the editor: the file, its mode, its folder's mode, and the editor's process."""
    log = folder / "places"
    return [line.split() for line in log.read_text().splitlines()] if log.exists() else []


def nothing_left(workspace: Workspace, folder: Path) -> bool:
    """Whether the file and its folder are gone, and its words are nowhere in the practice."""
    gone = not any(Path(place).parent.exists() for place, *_ in places(folder))
    bodies = files_below(workspace.root).values()
    return gone and not any(PRIVATE_WORDS in body or b"Rewritten" in body for body in bodies)


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """Where the editor's script and its log lie."""
    folder = tmp_path / "desk"
    folder.mkdir()
    return folder


def edit(
    workspace: Workspace, who: Person, script: Path, *words: str, said: str = ""
) -> subprocess.CompletedProcess[str]:
    return run(workspace, "notes", "edit", *words, key=who.file, said=said, more={"EDITOR": str(script)})


def test_a_note_is_opened_changed_and_sealed_for_the_readers_of_today(
    sealed: Workspace, priya: Person, tom: Person, safe: Person, desk: Path
) -> None:
    write_recipients(sealed, entry(priya), entry(safe, "recovery", ""))
    said = edit(sealed, priya, editor(desk, GOOD), "harbour", "2026-03-16")

    assert said.returncode == 0, said.stderr
    assert PRIVATE_WORDS in (desk / "found").read_bytes()
    body = sealed.path(f"{NOTE}.yml.age").read_bytes()
    assert open_note(body, [priya.key]) == open_note(body, [safe.key]) == GOOD.encode()
    assert f"{NOTE}.yml.age  Priya, Safe" in run(sealed, "notes", "recipients").stdout
    assert nothing_left(sealed, desk)


def test_while_it_is_edited_the_text_is_for_this_account_only_and_in_memory(
    sealed: Workspace, priya: Person, desk: Path
) -> None:
    edit(sealed, priya, editor(desk, GOOD), "harbour", "2026-03-16")
    place, mode, folder_mode, _ = places(desk)[0]

    assert (mode, folder_mode) == ("0o600", "0o700")
    if sys.platform == "linux":
        assert place.startswith("/dev/shm/")


def test_a_note_that_was_not_changed_is_not_written(sealed: Workspace, priya: Person, desk: Path) -> None:
    before = files_below(sealed.root)
    said = edit(sealed, priya, editor(desk), "harbour", "2026-03-16")

    assert said.returncode == 0
    assert "Nothing was changed" in said.stdout
    assert files_below(sealed.root) == before
    assert nothing_left(sealed, desk)


def test_without_a_day_a_new_note_is_begun_for_today(sealed: Workspace, priya: Person, desk: Path) -> None:
    untouched = edit(sealed, priya, editor(desk), "harbour")
    written = edit(sealed, priya, editor(desk, "", GOOD.replace("16", "20")), "harbour")

    assert "Nothing was changed" in untouched.stdout
    assert "Sealed clients/harbour/coach/2026-03-20.yml.age" in written.stdout
    assert b"date: 2026-03-20" in (desk / "found").read_bytes()
    assert run(sealed, "notes", "check").returncode == 0


def test_a_slip_is_shown_and_can_be_put_right(sealed: Workspace, priya: Person, desk: Path) -> None:
    bad = "date: 16 March\nnotes: [\n"
    said = edit(sealed, priya, editor(desk, bad, GOOD), "harbour", "2026-03-16", said="y\n")

    assert said.returncode == 0
    assert "error[unclosed-bracket]" in said.stdout
    assert "Edit again?" in said.stdout
    assert (desk / "found").read_bytes() == bad.encode()
    assert open_note(sealed.path(f"{NOTE}.yml.age").read_bytes(), [priya.key]) == GOOD.encode()
    assert nothing_left(sealed, desk)


def test_a_key_that_no_note_has_is_a_slip_too(sealed: Workspace, priya: Person, desk: Path) -> None:
    said = edit(
        sealed, priya, editor(desk, GOOD.replace("notes", "notse"), GOOD), "harbour", "2026-03-16", said="y\n"
    )

    assert "error[unknown-key]" in said.stdout
    assert said.returncode == 0


@pytest.mark.parametrize("answer", ["n\n", ""])
def test_a_text_with_slips_that_she_leaves_stays_where_it_is(
    sealed: Workspace, priya: Person, desk: Path, answer: str
) -> None:
    before = files_below(sealed.root)
    bad = "date: never\nnotes: Rewritten\n"
    said = edit(sealed, priya, editor(desk, bad), "harbour", "2026-03-16", said=answer)
    place = Path(places(desk)[0][0])

    assert said.returncode == 1
    assert str(place) in said.stderr
    assert place.read_text() == bad
    assert files_below(sealed.root) == before
    told = edit(sealed, priya, editor(desk), "harbour", "2026-03-16")
    assert str(place.parent) in told.stderr
    place.unlink()
    place.parent.rmdir()


def test_a_note_that_somebody_else_changed_meanwhile_is_not_written_over(
    sealed: Workspace, priya: Person, desk: Path
) -> None:
    place = sealed.path(f"{NOTE}.yml.age")
    script = editor(desk, GOOD)
    script.write_text(
        script.read_text().replace(
            "sys.exit", f"pathlib.Path({str(place)!r}).write_bytes(b'theirs')\nsys.exit"
        )
    )
    said = edit(sealed, priya, script, "harbour", "2026-03-16")
    kept = Path(places(desk)[0][0])

    assert said.returncode == 1
    assert "meanwhile" in said.stderr
    assert place.read_bytes() == b"theirs"
    assert kept.read_text() == GOOD
    kept.unlink()
    kept.parent.rmdir()


def test_an_editor_that_fails_seals_nothing_and_loses_nothing(
    sealed: Workspace, priya: Person, desk: Path
) -> None:
    before = files_below(sealed.root)
    said = edit(sealed, priya, editor(desk, GOOD, code=1), "harbour", "2026-03-16")
    kept = Path(places(desk)[0][0])

    assert said.returncode == 1
    assert files_below(sealed.root) == before
    assert kept.read_text() == GOOD
    kept.unlink()
    kept.parent.rmdir()


def test_an_editor_that_fails_without_a_change_leaves_nothing(
    sealed: Workspace, priya: Person, desk: Path
) -> None:
    said = edit(sealed, priya, editor(desk, code=1), "harbour", "2026-03-16")

    assert "Nothing was changed" in said.stdout
    assert nothing_left(sealed, desk)


@pytest.mark.parametrize("words", [["harbour", "../../x"], ["harbour", "2026-3-16"], ["harbuor"]])
def test_what_is_neither_a_note_nor_a_day_is_refused(
    sealed: Workspace, priya: Person, desk: Path, words: list[str]
) -> None:
    said = edit(sealed, priya, editor(desk, GOOD), *words)

    assert said.returncode in (1, 2)
    assert places(desk) == []


def test_a_plain_note_is_sealed_before_it_is_edited(plain: Workspace, priya: Person, desk: Path) -> None:
    said = edit(plain, priya, editor(desk, GOOD), "harbour", "2026-03-16")

    assert said.returncode == 1
    assert "coachbook notes seal harbour" in said.stderr
    assert places(desk) == []


def test_a_note_of_others_is_not_opened(sealed: Workspace, desk: Path, tmp_path: Path) -> None:
    said = edit(sealed, person(tmp_path / "keys", "Stranger"), editor(desk, GOOD), "harbour", "2026-03-16")

    assert said.returncode == 1
    assert places(desk) == []


def test_vim_is_told_to_keep_nothing_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "vim"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    words = editor_of({"VISUAL": f"{program} -g", "EDITOR": "other"}).words

    assert words[:2] == (str(program), "-g")
    assert {"-n", "NONE"} <= set(words)
    assert any("noundofile" in word for word in words)


def begin(workspace: Workspace, who: Person, desk: Path) -> subprocess.Popen[bytes]:
    """An edit that goes on until it is stopped; returns when the text has been changed."""
    script = editor(desk, GOOD, waits=True)
    process = subprocess.Popen(
        command("-C", workspace.root, "notes", "edit", "harbour", "2026-03-16"),
        env=surroundings(workspace, who.file, {"EDITOR": str(script)}),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        # Whoever runs the tests may ignore it, as nohup does, and what is ignored is inherited.
        preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL),
    )
    until = monotonic() + 20
    while not places(desk) and monotonic() < until:
        sleep(0.02)
    assert places(desk), "the editor was never started"
    return process


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_leaves_no_text_and_no_editor(
    sealed: Workspace, priya: Person, desk: Path, number: signal.Signals
) -> None:
    before = files_below(sealed.root)
    process = begin(sealed, priya, desk)
    process.send_signal(number)

    assert process.wait(20) == 130
    assert files_below(sealed.root) == before
    assert nothing_left(sealed, desk)
    with pytest.raises(ProcessLookupError):
        os.kill(int(places(desk)[0][3]), 0)


def test_sigkill_leaves_the_text_in_memory_for_this_account_and_the_next_edit_tells(
    sealed: Workspace, priya: Person, desk: Path
) -> None:
    before = files_below(sealed.root)
    process = begin(sealed, priya, desk)
    process.kill()
    process.wait(20)
    os.kill(int(places(desk)[0][3]), signal.SIGKILL)
    place = Path(places(desk)[0][0])

    assert files_below(sealed.root) == before
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700
    assert memory_folder({}) in (None, place.parents[1])
    told = edit(sealed, priya, editor(desk), "harbour", "2026-03-16")
    assert str(place.parent) in told.stderr
    place.unlink()
    place.parent.rmdir()


def test_a_signal_that_was_to_be_passed_over_still_is(sealed: Workspace, priya: Person, desk: Path) -> None:
    script = editor(desk, GOOD)
    script.write_text(
        script.read_text().replace("sys.exit", f"os.kill(os.getppid(), {int(signal.SIGHUP)})\nsys.exit")
    )
    line = " ".join(command("-C", sealed.root, "notes", "edit", "harbour", "2026-03-16"))
    done = subprocess.run(
        ["sh", "-c", f"trap '' HUP; exec {line}"],
        env=surroundings(sealed, priya.file, {"EDITOR": str(script)}),
        capture_output=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert open_note(sealed.path(f"{NOTE}.yml.age").read_bytes(), [priya.key]) == GOOD.encode()


def test_a_note_that_cannot_be_written_keeps_its_text(sealed: Workspace, priya: Person, desk: Path) -> None:
    in_the_way = sealed.path("clients/harbour/coach/2026-03-19.yml.age")
    script = editor(desk, GOOD)
    script.write_text(script.read_text().replace("sys.exit", f"os.mkdir({str(in_the_way)!r})\nsys.exit"))
    said = edit(sealed, priya, script, "harbour", "2026-03-19")
    kept = Path(places(desk)[0][0])

    assert said.returncode == 1
    assert "could not be written" in said.stderr
    assert kept.read_text() == GOOD
    kept.unlink()
    kept.parent.rmdir()
