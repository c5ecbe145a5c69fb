"""Is every private note sealed, and for nobody but its readers of today? For hooks before a commit, and for CI.

Comes in: a practice; no key and no library is needed. Goes out: diagnostics, without a word of any note.
Deliberately absent: putting it right (`notes.seal_plain`, `notes.rekey`).
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from coachbook.model.engagement import COACH_FOLDER
from coachbook.model.recipients import RecipientsFile
from coachbook.shell.notekeys import SEALED, damaged
from coachbook.shell.notereaders import (
    READERS_FILE,
    Sealing,
    coach_folder,
    coach_of,
    is_sealing,
    names_of,
    note_names,
    read_register,
    recipients_with_problems,
    sealing_of,
    short,
)
from coachbook.shell.workspace import CLIENTS, RECIPIENTS_FILE, Reading, Workspace, engagement_ids
from coachbook.source.diagnostics import Diagnostic
from coachbook.vault.errors import VaultError
from coachbook.vault.notes import envelope_of

_STAGED = ".coachbook-"
"""How the names of files begin that a killed write leaves behind."""


def check_notes(workspace: Workspace) -> tuple[tuple[Diagnostic, ...], Reading]:
    """What would let somebody read a note who should not, in every folder named coach. Needs no key.

    Looks at the folder and at what git holds ready to commit. A practice that does not seal has nothing to find.
    """
    file, problems, reading = recipients_with_problems(workspace)
    if not is_sealing(workspace):
        return tuple(_orphans(workspace)), reading
    found = list(problems)
    on_disk = set()
    for path in _files_in_coach_folders(workspace):
        on_disk.add(path)
        body = workspace.path(path).read_bytes()
        if path.endswith(SEALED):
            found.extend(_damage(path, body))
        elif body and not _is_harmless(path, body):
            found.append(_in_clear(path))
    found.extend(_still_in_git(path) for path in _tracked_by_git(workspace) if path not in on_disk)
    if file is not None:
        for id in engagement_ids(workspace):
            found.extend(_reader_problems(workspace, id, file))
    return tuple(found), reading


def _orphans(workspace: Workspace) -> Iterator[Diagnostic]:
    """Sealed notes in a practice that has lost its list of readers: without it, nothing would be checked any more."""
    if any(path.endswith(SEALED) for path in _files_in_coach_folders(workspace)):
        yield Diagnostic(
            code="bad-recipient",
            severity="error",
            message="there are sealed notes, and this list of their readers is missing",
            path=RECIPIENTS_FILE,
            span=None,
            help="restore it from git",
        )


def _files_in_coach_folders(workspace: Workspace) -> Iterator[str]:
    """Every file in a folder named coach below clients/, put-away engagements and editors' copies included."""
    clients = workspace.path(CLIENTS)
    for folder, folders, names in os.walk(clients):
        folders.sort()
        if COACH_FOLDER in Path(folder).relative_to(clients).parts:
            for name in sorted(names):
                place = Path(folder, name)
                if place.is_file():
                    yield place.relative_to(workspace.root).as_posix()


def _tracked_by_git(workspace: Workspace) -> Iterator[str]:
    """Plain files in coach folders that the next commit would hold; none where there is no git."""
    if shutil.which("git") is None:
        return
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--", CLIENTS],
        cwd=workspace.root,
        capture_output=True,
        check=False,
    )
    for path in (
        listed.stdout.decode("utf-8", "surrogateescape").split("\0") if listed.returncode == 0 else ()
    ):
        parts = path.split("/")
        if COACH_FOLDER in parts[1:-1] and not path.endswith(SEALED) and parts[-1] != READERS_FILE:
            yield path


def _is_harmless(path: str, body: bytes) -> bool:
    """Whether a file without a sealed note's name may lie in a coach's folder: the register, or an unfinished write."""
    name = path.rpartition("/")[2]
    return name == READERS_FILE or (name.startswith(_STAGED) and not list(_damage(path, body)))


def _damage(path: str, sealed: bytes) -> Iterator[Diagnostic]:
    try:
        envelope_of(sealed)
    except VaultError as error:
        yield damaged(path, error)


def _in_clear(path: str) -> Diagnostic:
    return Diagnostic(
        code="note-in-clear",
        severity="error",
        message="this lies in the clear in a coach's folder, and this practice seals its private notes",
        path=path,
        span=None,
        help="coachbook notes seal" if path.endswith(".yml") else "move it elsewhere, or write it as a note",
    )


def _still_in_git(path: str) -> Diagnostic:
    return Diagnostic(
        code="note-in-clear",
        severity="error",
        message="the next commit would still hold this private note in the clear",
        path=path,
        span=None,
        help="git rm --cached  and its name",
    )


def _reader_problems(workspace: Workspace, id: str, file: RecipientsFile) -> Iterator[Diagnostic]:
    """Notes of one engagement that open for others than those who may read them now."""
    names = note_names(workspace, id, SEALED)
    coach = coach_of(workspace, id) if names else None
    if coach is None:
        return
    readers = file.readers_of(coach)
    if not any(each.role == "coach" for each in readers):
        yield _without_own_key(id)
    allowed = {each.key for each in readers}
    register = read_register(workspace, id)
    for name in names:
        path = f"{coach_folder(id)}/{name}{SEALED}"
        body = workspace.path(path).read_bytes()
        if list(_damage(path, body)):
            continue
        sealing = sealing_of(body, register.get(f"{name}{SEALED}"))
        yield from _wrong_readers(path, sealing, allowed, names_of(file))


def _without_own_key(id: str) -> Diagnostic:
    return Diagnostic(
        code="bad-recipient",
        severity="error",
        message="the coach of this engagement has no key of her own",
        path=RECIPIENTS_FILE,
        span=None,
        help=f"add one with role coach for the coach of {id}",
    )


def _wrong_readers(
    path: str, sealing: Sealing | None, allowed: set[str], names: Mapping[str, str]
) -> Iterator[Diagnostic]:
    if sealing is None:
        yield _readers_differ(path, "nobody wrote down who can open this note", None)
        return
    for key in sorted(set(sealing.keys) - allowed):
        message = "'{typed}' can still open this note and is not among its readers"
        yield _readers_differ(path, message, names.get(key, short(key)))
    for key in sorted(allowed - set(sealing.keys)):
        message = "'{typed}' is among the readers of this note and cannot open it"
        yield _readers_differ(path, message, names.get(key, short(key)))


def _readers_differ(path: str, message: str, who: str | None) -> Diagnostic:
    return Diagnostic(
        code="note-readers",
        severity="error",
        message=message,
        path=path,
        span=None,
        help="coachbook notes rekey  seals it for its readers of today; older versions in git stay as they were",
        typed=who,
    )
