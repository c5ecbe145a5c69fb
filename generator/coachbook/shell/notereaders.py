"""Who can read each of the coaches' own notes: now, by content/recipients.yml, and as each file was sealed.

A practice with that file keeps every note as `clients/<id>/coach/<name>.yml.age` (level L1); one without it keeps them
as plain files (L0). age files do not say for whom they are sealed, so `.readers` beside them does, bound to the bytes
of each file by a digest. Deliberately absent: keys, and the text of any note.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from coachbook.model.engagement import COACH_FOLDER
from coachbook.model.recipients import Recipient, RecipientsFile
from coachbook.shell.publish import write_file
from coachbook.shell.workspace import (
    CLIENTS,
    RECIPIENTS_FILE,
    Reading,
    Workspace,
    read_practice,
    read_recipients,
    read_record,
)
from coachbook.source.diagnostics import Diagnostic, Keys
from coachbook.source.yamltext import Document
from coachbook.vault.errors import VaultError
from coachbook.vault.notes import envelope_of, is_public_key

READERS_FILE = ".readers"
_READERS_HEAD = (
    "# coachbook readers 1\n"
    "# Written by `coachbook notes`: for which keys each note was sealed. The age files themselves do not say.\n"
)
_READERS_LINE = re.compile(r"(\S+) sha256:([0-9a-f]{64})((?: age1\S+)+)\Z")


class NotesRefused(Exception):
    """Nothing was done; the one string says why and what to do. Holds no word of a note."""


@dataclass(frozen=True, slots=True)
class Sealing:
    """What `.readers` says of one note: which bytes it means, and for which public keys they were sealed."""

    digest: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Circle:
    """Who may read the notes of one engagement now."""

    coach: str
    readers: tuple[Recipient, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """The public keys, without repeats."""
        return tuple(dict.fromkeys(each.key for each in self.readers))


def is_sealing(workspace: Workspace) -> bool:
    """Whether the practice seals its notes (level L1)."""
    return os.path.lexists(workspace.path(RECIPIENTS_FILE))


def coach_folder(id: str) -> str:
    """The folder of an engagement's private notes, relative to the practice."""
    return f"{CLIENTS}/{id}/{COACH_FOLDER}"


def note_names(workspace: Workspace, id: str, suffix: str) -> tuple[str, ...]:
    """Names without their suffix (`.yml` or `.yml.age`) of an engagement's notes, in order; links are passed over."""
    folder = workspace.path(coach_folder(id))
    if not folder.is_dir() or folder.is_symlink():
        return ()
    names = sorted(
        each.name
        for each in os.scandir(folder)
        if each.name.endswith(suffix) and each.name[0] not in "._" and each.is_file(follow_symlinks=False)
    )
    return tuple(name.removesuffix(suffix) for name in names)


def circle_of(workspace: Workspace, id: str) -> Circle:
    """Who may read an engagement's notes now. Refuses while that is not beyond doubt."""
    file, problems, _ = recipients_with_problems(workspace)
    if file is None and not problems:
        raise NotesRefused(
            f"This practice keeps its notes as plain files. To seal them, write {RECIPIENTS_FILE} (docs/notes.md)."
        )
    if file is None or any(each.severity == "error" for each in problems):
        raise NotesRefused(f"{RECIPIENTS_FILE} has a mistake: coachbook notes check  says which.")
    coach = coach_of(workspace, id)
    if coach is None:
        raise NotesRefused(
            f"{CLIENTS}/{id}/engagement.yml does not say who the coach is: coachbook check {id}"
        )
    readers = file.readers_of(coach)
    if not any(each.role == "coach" for each in readers):
        raise NotesRefused(
            f"{RECIPIENTS_FILE} has no key with role coach for {coach}, so she could not read it."
        )
    return Circle(coach, readers)


def recipients_with_problems(
    workspace: Workspace,
) -> tuple[RecipientsFile | None, tuple[Diagnostic, ...], Reading]:
    """content/recipients.yml, and what is wrong in it; None without a problem where there is no such file."""
    file, reading = read_recipients(workspace)
    if file is None:
        return None, tuple(reading.problems), reading
    practice, _ = read_practice(workspace)
    coaches = {coach.id for coach in practice.file.coaches} if practice else None
    found = _recipient_problems(file, reading.documents[RECIPIENTS_FILE], coaches)
    return file, (*reading.problems, *found), reading


def coach_of(workspace: Workspace, id: str) -> str | None:
    """The id of an engagement's coach; None while engagement.yml cannot be read."""
    entry = read_record(workspace, id)[0].engagement
    return entry.value.coach if entry is not None and entry.value is not None else None


def names_of(file: RecipientsFile | None) -> dict[str, str]:
    """The names of those who have a key now, by public key."""
    return {each.key: each.name for each in file.recipients} if file else {}


def short(key: str) -> str:
    """The beginning of a public key: enough for people to tell two apart."""
    return f"{key[:16]}…"


def read_register(workspace: Workspace, id: str) -> dict[str, Sealing]:
    """What `.readers` says, by file name. Lines it cannot read say nothing, and those notes count as not known."""
    place = workspace.path(f"{coach_folder(id)}/{READERS_FILE}")
    if not place.is_file():
        return {}
    text = place.read_bytes().decode("utf-8", "replace")
    if not text.startswith(_READERS_HEAD.partition("\n")[0]):
        return {}
    matches = filter(None, map(_READERS_LINE.match, text.splitlines()))
    return {found[1]: Sealing(found[2], tuple(found[3].split())) for found in matches}


def write_register(workspace: Workspace, id: str, register: Mapping[str, Sealing]) -> None:
    """Writes `.readers` whole, one line per note in order, so that git merges two coaches' changes."""
    lines = [
        f"{name} sha256:{each.digest} {' '.join(sorted(each.keys))}\n"
        for name, each in sorted(register.items())
    ]
    place = workspace.path(f"{coach_folder(id)}/{READERS_FILE}")
    write_file(place, (_READERS_HEAD + "".join(lines)).encode("utf-8"))


def sealing_of(sealed: bytes, noted: Sealing | None) -> Sealing | None:
    """What is written down of exactly these bytes; None where nothing is, or where it cannot be true."""
    try:
        envelope = envelope_of(sealed)
    except VaultError:
        return None
    if noted is None or noted.digest != envelope.digest:
        return None
    return None if envelope.has_foreign or envelope.n_keys != len(noted.keys) else noted


def is_current(sealed: bytes, noted: Sealing | None, circle: Circle) -> bool:
    """Whether exactly those who may read the note now can open it."""
    sealing = sealing_of(sealed, noted)
    return sealing is not None and set(sealing.keys) == set(circle.keys)


def _recipient_problems(
    file: RecipientsFile, document: Document, coaches: set[str] | None
) -> Iterator[Diagnostic]:
    """Slips in content/recipients.yml that its shape allows. `coaches` is None while practice.yml is broken."""
    seen: set[str] = set()
    for number, each in enumerate(file.recipients):
        at: Keys = ("recipients", number)
        if not is_public_key(each.key):
            yield _wrong_recipient(document, (*at, "key"), *_key_words(each.key))
        elif each.key in seen:
            yield _wrong_recipient(
                document, (*at, "key"), "this key stands here twice", "give each person a key of her own"
            )
        seen.add(each.key)
        if fault := _role_fault(each):
            yield _wrong_recipient(document, at, *fault)
        for place, coach in enumerate(each.coaches):
            if coaches is not None and coach not in coaches:
                yield _wrong_recipient(
                    document,
                    (*at, "coaches", place),
                    "no coach has this id",
                    "use an id from content/practice.yml",
                )


def _key_words(key: str) -> tuple[str, str]:
    if key.upper().startswith("AGE-SECRET-KEY"):
        return (
            "this is a private key, and whoever sees this file can now read the notes",
            "make a new one with  coachbook notes keygen  and write its public key here; this one is spent",
        )
    return (
        "this is not a public key of age's",
        "copy the whole word that  coachbook notes keygen  printed: age1…",
    )


def _role_fault(each: Recipient) -> tuple[str, str] | None:
    if each.role == "recovery" and each.coaches:
        return "a recovery key opens all notes", "take 'coaches' out, or make the role supervisor"
    if each.role == "coach" and len(each.coaches) != 1:
        return "a key with role coach belongs to one coach", "add  coaches: [her-id]"
    if each.role == "supervisor" and not each.coaches:
        return "this does not say whose notes the supervisor reads", "add  coaches: [ids of the coaches]"
    return None


def _wrong_recipient(document: Document, keys: Keys, message: str, help: str) -> Diagnostic:
    return Diagnostic(
        code="bad-recipient",
        severity="error",
        message=message,
        path=document.source.path,
        span=document.value_span(keys),
        help=help,
        keys=keys,
    )
