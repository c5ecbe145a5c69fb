"""This computer's private key for notes, and opening notes with it: the one place that reads that key.

What comes in: the environment, a key file that only its owner may read. What goes out: the keys, or in one sentence
why there are none. Deliberately absent: who else can read a note (`notes`), and writing one.
"""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from coachbook.source.diagnostics import Diagnostic
from coachbook.vault.errors import NoSlot, VaultError
from coachbook.vault.notes import AgeMissing, NoteKey, note_keys_of, open_note

SEALED = ".yml.age"
"""How the name of a sealed note ends."""
VARIABLE = "COACHBOOK_NOTES_KEY"


class NoNoteKey(Exception):
    """There is no key to use; the one string says why and what to do."""


def note_key_path(environment: Mapping[str, str] = os.environ) -> Path:
    """Where the key file lies: COACHBOOK_NOTES_KEY, else coachbook/notes.key in the folder for settings."""
    named = environment.get(VARIABLE)
    if named:
        return Path(named).expanduser()
    settings = environment.get("XDG_CONFIG_HOME")
    folder = Path(settings) if settings and Path(settings).is_absolute() else Path.home() / ".config"
    return folder / "coachbook" / "notes.key"


def load_note_keys(path: Path | None = None) -> tuple[NoteKey, ...]:
    """The keys of this computer. Raises `NoNoteKey` if there are none, or if others may read the file."""
    path = path or note_key_path()
    try:
        # One look at one open file: between a look at a name and its opening, the file could be another.
        with path.open("rb") as file:
            state = os.fstat(file.fileno())
            text = file.read(65536).decode("utf-8", "replace")
    except FileNotFoundError as error:
        is_named = bool(os.environ.get(VARIABLE))
        raise NoNoteKey(
            f"name a file that is there in {VARIABLE}" if is_named else f"set {VARIABLE}"
        ) from error
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise NoNoteKey(f"let {path} be read ({reason})") from error
    if os.name == "posix" and stat.S_IMODE(state.st_mode) & 0o077:
        raise NoNoteKey(f"type  chmod 600 {path}  (others can read the key)")
    try:
        return note_keys_of(text)
    except AgeMissing as error:
        raise NoNoteKey("type  pip install 'coachbook[age]'") from error
    except VaultError as error:
        raise NoNoteKey(f"put a key into {path} (coachbook notes keygen makes one)") from error


@dataclass(slots=True)
class NoteOpener:
    """Opens the sealed notes of one engagement and counts, by reason, those it has to leave out."""

    keys: tuple[NoteKey, ...] = ()
    remedy: str | None = None
    left_out: Counter[str] = field(default_factory=Counter)

    def open(self, path: str, sealed: bytes) -> tuple[bytes | None, tuple[Diagnostic, ...]]:
        """The text; None where it is sealed for others, or (with an error) where it is damaged."""
        if self.remedy is not None:
            self.left_out[self.remedy] += 1
            return None, ()
        try:
            return open_note(sealed, self.keys), ()
        except NoSlot:
            self.left_out["use the key of somebody who can read them"] += 1
            return None, ()
        except VaultError as error:
            return None, (damaged(path, error),)

    def remarks(self, folder: str) -> tuple[Diagnostic, ...]:
        """One line for each reason why notes were left out."""
        return tuple(
            Diagnostic(
                code="notes-sealed",
                severity="note",
                message=f"{counted(number)} sealed; {remedy} to check {'it' if number == 1 else 'them'} too",
                path=folder,
                span=None,
            )
            for remedy, number in self.left_out.items()
        )


def note_opener() -> NoteOpener:
    """An opener with this computer's keys. Never fails: without a key it opens nothing and says what is missing."""
    try:
        return NoteOpener(load_note_keys())
    except NoNoteKey as error:
        return NoteOpener(remedy=str(error))


def counted(number: int) -> str:
    """`1 private note is`, `3 private notes are`."""
    return "1 private note is" if number == 1 else f"{number} private notes are"


def damaged(path: str, error: VaultError) -> Diagnostic:
    """An error for a file with the name of a sealed note that is none."""
    return Diagnostic(
        code="damaged-note",
        severity="error",
        message=f"this sealed note cannot be opened: {_small(str(error))}",
        path=path,
        span=None,
        help="restore it from git; a text that was never sealed: name it .yml and type  coachbook notes seal",
    )


def _small(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:].rstrip(".")
