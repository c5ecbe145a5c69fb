"""Practices that seal their notes, made for tests: keys in a folder of their own, and the command with one of them."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from coachbook.shell.workspace import Workspace
from coachbook.vault.notes import NoteKey, new_note_key, note_key_file
from practices import copy_of_sample
from sample import command, environment

NOTE = "clients/harbour/coach/2026-03-16"
COACH = "priya-raman"
PRIVATE_WORDS = b"allowed to be"
"""Words of `NOTE` that stand nowhere else."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a key, and the file it lies in."""

    name: str
    key: NoteKey
    file: Path


def person(folder: Path, name: str) -> Person:
    """Somebody with a new key in `folder`."""
    folder.mkdir(exist_ok=True)
    key = new_note_key()
    file = folder / f"{name}.key"
    file.write_text(note_key_file(key), encoding="utf-8")
    file.chmod(0o600)
    return Person(name, key, file)


def entry(who: Person, role: str = "coach", coaches: str = f"[{COACH}]") -> str:
    """One entry of content/recipients.yml."""
    lines = [f"  - name: {who.name}", f"    role: {role}", f"    key: {who.key.public}"]
    return "\n".join([*lines, *([f"    coaches: {coaches}"] if coaches else [])]) + "\n"


def write_recipients(workspace: Workspace, *entries: str) -> None:
    """Writes content/recipients.yml; from then on the practice seals."""
    workspace.path("content/recipients.yml").write_text("recipients:\n" + "".join(entries), encoding="utf-8")


def run(
    workspace: Workspace,
    *words: str,
    key: Path | None = None,
    said: str = "",
    more: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """`coachbook` in this practice with the key in that file (None: without one), told `said` where it asks."""
    return subprocess.run(
        command("-C", workspace.root, *words),
        env=surroundings(workspace, key, more),
        input=said,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def surroundings(
    workspace: Workspace, key: Path | None, more: Mapping[str, str] | None = None
) -> dict[str, str]:
    """The environment: no key of this computer's own, and temporary files where a test can look at them."""
    rooms = workspace.root.parent / "rooms"
    rooms.mkdir(exist_ok=True)
    named = {"COACHBOOK_NOTES_KEY": str(key)} if key else {}
    kept = {
        name: value
        for name, value in environment().items()
        if name not in ("COACHBOOK_NOTES_KEY", "VISUAL", "EDITOR", "XDG_RUNTIME_DIR")
    }
    return {
        **kept,
        "XDG_CONFIG_HOME": str(workspace.root.parent / "settings"),
        "TMPDIR": str(rooms),
        **named,
        **(more or {}),
    }


def bare_practice(folder: Path, *engagements: str) -> Workspace:
    """The sample practice, with its notes in the clear and nobody to seal them for."""
    return copy_of_sample(folder / "practice", engagements or ("harbour",))
