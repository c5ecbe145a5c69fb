"""The coaches' own notes at rest: making a key, reading a note, sealing it, and sealing it anew for other readers.

Comes in: a practice and the private key of this computer. Goes out: sealed files, each tried before the plain text
goes, or `NotesRefused` with nothing done. Deliberately absent: writing a note (`noteedit`), and the check for what
is not sealed (`notecheck`), which needs no key.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ParamSpec, TypeVar

from coachbook.shell.notekeys import SEALED, NoNoteKey, load_note_keys, note_key_path
from coachbook.shell.notereaders import (
    NotesRefused,
    Sealing,
    circle_of,
    coach_folder,
    is_current,
    names_of,
    note_names,
    read_register,
    sealing_of,
    short,
    write_register,
)
from coachbook.shell.publish import write_file
from coachbook.shell.workspace import RECIPIENTS_FILE, Workspace, read_recipients
from coachbook.vault.errors import NoSlot, VaultError
from coachbook.vault.notes import NoteKey, envelope_of, new_note_key, note_key_file, open_note, seal_note

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Access:
    """Who can open one sealed note: names, or keys nobody in content/recipients.yml has; None if not known."""

    path: str
    readers: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Rekeyed:
    """What `rekey` did, by path: sealed anew, left as it was, and not opened by this computer's key."""

    done: tuple[str, ...]
    current: tuple[str, ...]
    unopened: tuple[str, ...]


def make_key(workspace: Workspace | None) -> tuple[Path, str]:
    """A new private key in its file; returns the path and the public key. Never writes over a key."""
    path = note_key_path()
    if workspace is not None and path.resolve().is_relative_to(workspace.root):
        raise NotesRefused(f"{path} lies in the practice, where git would keep it. Choose a place outside.")
    key = _vaulted(new_note_key)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise NotesRefused(f"There is a key in {path} already. Nothing was written over.") from error
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise NotesRefused(f"{path} cannot be written: {reason}.") from error
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(note_key_file(key))
        file.flush()
        os.fsync(file.fileno())
    return path, key.public


def own_keys() -> tuple[NoteKey, ...]:
    """This computer's keys, or the reason why there are none."""
    try:
        return load_note_keys()
    except NoNoteKey as error:
        raise NotesRefused(f"There is no private key to use here: {error}.") from error


def put_sealed(workspace: Workspace, id: str, name: str, plain: bytes, keys: tuple[NoteKey, ...]) -> str:
    """Seals a note for everybody who may read it now, tries it, and puts it in place; returns its path.

    Refuses where none of `keys` opens it afterwards: nobody seals a note that she could not read again.
    """
    circle = circle_of(workspace, id)
    if not {key.public for key in keys} & set(circle.keys):
        raise NotesRefused(
            f"The key of this computer is not among those that read the notes of {id}: add it to {RECIPIENTS_FILE}."
        )
    sealed = seal_note(plain, circle.keys)
    if open_note(sealed, keys) != plain:
        raise NotesRefused("What was sealed does not open to the same text. Nothing was written.")
    path = f"{coach_folder(id)}/{name}{SEALED}"
    # The note first: a kill between the two leaves a note whose readers are "not known", and never a wrong claim.
    write_file(workspace.path(path), sealed)
    _settle(workspace.path(path))
    _note_readers(workspace, id, f"{name}{SEALED}", Sealing(envelope_of(sealed).digest, circle.keys))
    return path


def read_note(workspace: Workspace, id: str, name: str) -> tuple[bytes, bytes]:
    """A sealed note as it lies there, and its text. Refuses what this computer's keys do not open."""
    path = f"{coach_folder(id)}/{name}{SEALED}"
    sealed = workspace.path(path).read_bytes()
    try:
        return sealed, open_note(sealed, own_keys())
    except NoSlot as error:
        raise NotesRefused(f"{path} is sealed for others, not for the key of this computer.") from error
    except VaultError as error:
        raise NotesRefused(f"{path} cannot be opened. {error}") from error


def show_note(workspace: Workspace, id: str, name: str | None) -> bytes:
    """The text of a note, plain or sealed; of the latest where no name is given."""
    sealed, plain = note_names(workspace, id, SEALED), note_names(workspace, id, ".yml")
    known = sorted({*sealed, *plain})
    if not known:
        raise NotesRefused(f"There are no private notes in {coach_folder(id)}.")
    chosen = name or known[-1]
    if chosen not in known:
        raise NotesRefused(f"There is no note {chosen} in {coach_folder(id)}. There are: {', '.join(known)}.")
    if chosen in sealed:
        return read_note(workspace, id, chosen)[1]
    return workspace.path(f"{coach_folder(id)}/{chosen}.yml").read_bytes()


def seal_plain(workspace: Workspace, ids: Iterable[str]) -> Iterator[str]:
    """Seals every plain note and then removes the plain file; yields each new path as soon as it is in place."""
    keys = own_keys()
    for id in ids:
        sealed = set(note_names(workspace, id, SEALED))
        for name in note_names(workspace, id, ".yml"):
            path = f"{coach_folder(id)}/{name}"
            if name in sealed:
                raise NotesRefused(f"{path}.yml and {path}{SEALED} are both there. Keep the right one.")
            plain = workspace.path(f"{path}.yml").read_bytes()
            done = _vaulted(put_sealed, workspace, id, name, plain, keys)
            if workspace.path(f"{path}.yml").read_bytes() != plain:
                raise NotesRefused(f"{path}.yml was changed while it was sealed: keep it, and remove {done}.")
            workspace.path(f"{path}.yml").unlink()
            yield done


def rekey(workspace: Workspace, ids: Iterable[str], even_current: bool) -> Rekeyed:
    """Seals every note anew whose readers are not those of today (all of them with `even_current`)."""
    keys = own_keys()
    done, current, unopened = [], [], []
    for id in ids:
        names = note_names(workspace, id, SEALED)
        circle = circle_of(workspace, id) if names else None
        register = read_register(workspace, id)
        for name in names:
            path = f"{coach_folder(id)}/{name}{SEALED}"
            sealed = workspace.path(path).read_bytes()
            assert circle is not None
            if not even_current and is_current(sealed, register.get(f"{name}{SEALED}"), circle):
                current.append(path)
                continue
            try:
                plain = open_note(sealed, keys)
            except VaultError:
                unopened.append(path)
                continue
            done.append(_vaulted(put_sealed, workspace, id, name, plain, keys))
        _forget_readers(workspace, id)
    return Rekeyed(tuple(done), tuple(current), tuple(unopened))


def who_reads(workspace: Workspace, ids: Iterable[str]) -> tuple[Access, ...]:
    """Who can open each sealed note, as `.readers` says it of exactly these bytes."""
    file, _ = read_recipients(workspace)
    names = names_of(file)
    found = []
    for id in ids:
        register = read_register(workspace, id)
        for name in note_names(workspace, id, SEALED):
            path = f"{coach_folder(id)}/{name}{SEALED}"
            sealing = sealing_of(workspace.path(path).read_bytes(), register.get(f"{name}{SEALED}"))
            found.append(Access(path, None if sealing is None else _named(sealing.keys, names)))
    return tuple(found)


def _named(keys: Iterable[str], names: Mapping[str, str]) -> tuple[str, ...]:
    """The names in the order of the list, then keys that nobody in it has."""
    known = set(keys)
    strangers = sorted(known - names.keys())
    return (*(name for key, name in names.items() if key in known), *map(short, strangers))


def _note_readers(workspace: Workspace, id: str, name: str, sealing: Sealing) -> None:
    write_register(workspace, id, {**read_register(workspace, id), name: sealing})


def _forget_readers(workspace: Workspace, id: str) -> None:
    """Takes out of `.readers` the notes that are gone."""
    register = read_register(workspace, id)
    kept = {f"{name}{SEALED}" for name in note_names(workspace, id, SEALED)}
    if register.keys() - kept:
        write_register(workspace, id, {name: each for name, each in register.items() if name in kept})


def _vaulted(call: Callable[P, R], *words: P.args, **named: P.kwargs) -> R:
    """The call, with the vault's refusals as ours: the floor above knows no vault."""
    try:
        return call(*words, **named)
    except VaultError as error:
        raise NotesRefused(str(error)) from error


def _settle(path: Path) -> None:
    """Waits until the file is on the disk: the only other copy of its text is about to be removed."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
