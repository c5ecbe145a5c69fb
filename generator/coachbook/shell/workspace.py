"""A practice on disk: finds it, reads its files as values, and never follows a link out of it.

What comes in: a folder. What goes out: documents, a `Practice`, and a `Record` per engagement, each with the
problems found. The coach's folder has a reader of its own, so that a build for another reader cannot open it.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from coachbook.model.coachnotes import CoachNoteFile
from coachbook.model.decode import decode as decode_part
from coachbook.model.engagement import (
    COACH_FOLDER,
    FOLDERS,
    SINGLE_FILES,
    Entry,
    Record,
    decode_coach_notes,
    decode_record,
)
from coachbook.model.fields import ID_PATTERN, LONGEST_ID, Part
from coachbook.model.practice import (
    KitFront,
    KitPiece,
    Practice,
    PracticeFile,
    ProgrammeFile,
    Stage,
    StageFront,
    WorkbookFile,
)
from coachbook.model.recipients import RecipientsFile
from coachbook.model.terms import STAGES
from coachbook.shell.notekeys import SEALED, note_opener
from coachbook.source.diagnostics import Diagnostic
from coachbook.source.encoding import LARGEST_FILE
from coachbook.source.suggest import suggest
from coachbook.source.yamltext import Document, SourceFile, decode, read, read_front_matter

P = TypeVar("P", bound=Part)
Opened = Callable[[str, bytes], tuple[bytes | None, tuple[Diagnostic, ...]]]
"""From a path and sealed bytes to the text, or None with what is wrong."""

PRACTICE_FILE = "content/practice.yml"
RECIPIENTS_FILE = "content/recipients.yml"
CLIENTS = "clients"
ACCESS_FILE = "access.yml"
"""The register of links, which `register` reads."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """The folder of a practice, absolute."""

    root: Path

    def path(self, relative: str) -> Path:
        """The place of a path written with `/`, relative to the practice."""
        return self.root.joinpath(*relative.split("/"))


@dataclass(slots=True)
class Reading:
    """What reading gathered on the way: every document by path, and every problem."""

    documents: dict[str, Document] = field(default_factory=dict)
    problems: list[Diagnostic] = field(default_factory=list)

    def broken(self) -> frozenset[str]:
        """Paths with an error: what they would define must not be called unknown elsewhere."""
        return frozenset(problem.path for problem in self.problems if problem.severity == "error")


def find_workspace(start: Path) -> Workspace | None:
    """The practice that `start` lies in: the nearest folder upwards with content/practice.yml, or None."""
    start = start.resolve()
    for folder in (start, *start.parents):
        if folder.joinpath(*PRACTICE_FILE.split("/")).is_file():
            return Workspace(folder)
    return None


def engagement_ids(workspace: Workspace) -> tuple[str, ...]:
    """The code names of the engagements, in order. Folders that begin with a dot or underscore are not engagements."""
    clients = workspace.path(CLIENTS)
    if not clients.is_dir():
        return ()
    names = (entry.name for entry in os.scandir(clients) if entry.is_dir(follow_symlinks=False))
    return tuple(sorted(name for name in names if not name.startswith((".", "_"))))


def is_code_name(name: str) -> bool:
    """Whether a folder below clients/ can be an engagement: its name becomes part of addresses and file names."""
    return len(name) <= LONGEST_ID and re.match(ID_PATTERN, name) is not None and not name.endswith("\n")


def read_practice(workspace: Workspace) -> tuple[Practice | None, Reading]:
    """The practice's shared content; None while practice.yml or a stage page is broken or missing."""
    reading = Reading()
    file = _read_yaml(workspace, PRACTICE_FILE, PracticeFile, reading)
    stages = _read_stages(workspace, reading)
    programmes = _read_folder(workspace, "content/programmes", ProgrammeFile, reading)
    workbooks = _read_folder(workspace, "content/workbooks", WorkbookFile, reading)
    kit = _read_kit(workspace, reading)
    if file is None or stages is None:
        return None, reading
    return Practice(file, programmes, kit, workbooks, stages), reading


def read_record(workspace: Workspace, id: str) -> tuple[Record, Reading]:
    """One engagement's files, without the coach's own; nothing of a folder whose name can be no code name."""
    folder = f"{CLIENTS}/{id}"
    reading = Reading()
    if not is_code_name(id):
        reading.problems.append(_no_code_name(folder))
        return decode_record(id, [], [])[0], reading
    paths = [
        f"{folder}/{name}" for name in SINGLE_FILES if os.path.lexists(f"{workspace.root}/{folder}/{name}")
    ]
    for sub in FOLDERS:
        names = _names(workspace, f"{folder}/{sub}")
        paths.extend(f"{folder}/{sub}/{name}" for name in names if name.endswith(".yml"))
        reading.problems.extend(
            _unknown_file(f"{folder}/{sub}/{name}", name.removesuffix(".yaml") + ".yml")
            for name in names
            if name.endswith(".yaml")
        )
    reading.problems.extend(_strangers(workspace, folder))
    record, problems = decode_record(id, *_read_documents(workspace, paths, reading))
    reading.problems.extend(problems)
    if f"{folder}/engagement.yml" not in paths:
        reading.problems.append(_missing(f"{folder}/engagement.yml"))
    return record, reading


def read_coach_notes(workspace: Workspace, id: str) -> tuple[tuple[Entry[CoachNoteFile], ...], Reading]:
    """The coach's own notes: for `check`, which the coach runs, and for the coach's desk; for no other reader.

    Sealed notes are opened with this computer's key. Those it does not open are left out, with one remark.
    """
    reading = Reading()
    folder = f"{CLIENTS}/{id}/{COACH_FOLDER}"
    documents, _ = _read_documents(workspace, _files(workspace, folder, ".yml"), reading)
    if sealed := _files(workspace, folder, SEALED):
        opener = note_opener()
        documents += _read_documents(workspace, sealed, reading, opener.open)[0]
        documents.sort(key=lambda each: each.source.path)
        reading.problems.extend(opener.remarks(folder))
    entries, problems = decode_coach_notes(documents)
    reading.problems.extend(problems)
    return entries, reading


def read_recipients(workspace: Workspace) -> tuple[RecipientsFile | None, Reading]:
    """Who can open the coaches' own notes; None with no problem where notes are not sealed at all."""
    reading = Reading()
    if not os.path.lexists(workspace.path(RECIPIENTS_FILE)):
        return None, reading
    return _read_yaml(workspace, RECIPIENTS_FILE, RecipientsFile, reading), reading


def read_texts(folder: Path, suffixes: tuple[str, ...]) -> dict[str, str]:
    """Every text file below `folder` with one of the suffixes, by relative path; empty if there is no folder."""
    if not folder.is_dir():
        return {}
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.suffix in suffixes and path.is_file()
    }


def _files(workspace: Workspace, folder: str, suffix: str) -> list[str]:
    return [f"{folder}/{name}" for name in _names(workspace, folder) if name.endswith(suffix)]


def _names(workspace: Workspace, folder: str) -> list[str]:
    """Names of the files in a folder, in order; none if it is missing or a link out of the practice."""
    place = workspace.path(folder)
    if not place.is_dir() or (place.is_symlink() and not _stays_inside(workspace, place)):
        return []
    entries = sorted(os.scandir(place), key=lambda each: each.name)
    return [entry.name for entry in entries if not entry.name.startswith((".", "_")) and entry.is_file()]


def _bytes(workspace: Workspace, path: str, reading: Reading) -> bytes | None:
    """The file's bytes; a problem instead when it cannot be read or is a link that leaves the practice."""
    place = f"{workspace.root}/{path}"
    try:
        # Plain calls, not Path: a practice of 200 engagements has 4,000 files.
        if os.path.islink(place) and not _stays_inside(workspace, Path(place)):  # noqa: PTH114
            reading.problems.append(_unreadable(path, f"it is a link that leads out of {_home(path)}"))
            return None
        body = read_regular(place)
        if body is not None:
            return body
        reading.problems.append(_unreadable(path, "it is not an ordinary file"))
    except FileNotFoundError:
        reading.problems.append(_missing(path))
    except OSError as error:
        reading.problems.append(_unreadable(path, (error.strerror or "unknown reason").lower()))
    return None


def read_regular(place: str) -> bytes | None:
    """The bytes of an ordinary file, one more than is ever read of a larger one; None for a pipe or a device.

    Raises OSError. Opened without waiting: a pipe that nobody writes to would hold up the build for ever.
    """
    handle = os.open(place, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb") as file:
        return file.read(LARGEST_FILE + 1) if stat.S_ISREG(os.fstat(handle).st_mode) else None


def _stays_inside(workspace: Workspace, place: Path) -> bool:
    """Whether a link leads to something of the same engagement, or of the practice's shared content."""
    home = workspace.path(_home(place.relative_to(workspace.root).as_posix()))
    try:
        return place.resolve(strict=True).is_relative_to(home.resolve())
    except RuntimeError as error:  # what pathlib makes of a link that leads to itself, before Python 3.13
        raise OSError(errno.ELOOP, "it is a link that leads to itself") from error


def _home(path: str) -> str:
    """What a file belongs to: its engagement's folder, or the first folder of its path."""
    return "/".join(path.split("/")[: 2 if path.startswith(f"{CLIENTS}/") else 1])


def _strangers(workspace: Workspace, folder: str) -> Iterator[Diagnostic]:
    """Files that look like part of the engagement and that nothing reads: a misspelt name loses a whole file."""
    names = (*SINGLE_FILES, *FOLDERS, COACH_FOLDER, ACCESS_FILE)
    for entry in sorted(os.scandir(workspace.path(folder)), key=lambda each: each.name):
        if entry.name in names or entry.name.startswith((".", "_")):
            continue
        if entry.is_dir() or entry.name.endswith((".yml", ".yaml")):
            yield _unknown_file(f"{folder}/{entry.name}", suggest(entry.name, names))


def _unknown_file(path: str, meant: str | None) -> Diagnostic:
    return Diagnostic(
        code="unknown-file",
        severity="warning",
        message="nothing reads this file or folder",
        path=path,
        span=None,
        help=f"rename it to '{meant}'" if meant else "begin its name with _ if it should only be kept here",
    )


def _no_code_name(folder: str) -> Diagnostic:
    return Diagnostic(
        code="bad-id",
        severity="error",
        message="this folder's name cannot be an engagement's code name: use small letters, digits and hyphens",
        path=folder,
        span=None,
        help="rename the folder, for example to spring-2026, or begin its name with _ to leave it out",
    )


def _missing(path: str) -> Diagnostic:
    return Diagnostic(
        code="missing-file",
        severity="error",
        message="this file is missing",
        path=path,
        span=None,
        help="restore it from git, or copy it from another engagement",
    )


def _unreadable(path: str, reason: str) -> Diagnostic:
    return Diagnostic(
        code="unreadable-file",
        severity="error",
        message=f"this file cannot be read: {reason}",
        path=path,
        span=None,
        help="correct the file's permissions, or put the file itself in its place",
    )


def _read_documents(
    workspace: Workspace, paths: Iterable[str], reading: Reading, opened: Opened | None = None
) -> tuple[list[Document], list[Document]]:
    """The documents that could be read, and stand-ins for the files that could not; `opened` unseals bytes first."""
    documents: list[Document] = []
    refused: list[Document] = []
    for path in paths:
        raw = _bytes(workspace, path, reading)
        if opened is not None and raw is not None:
            raw, problems = opened(path, raw)
            reading.problems.extend(problems)
        source, problems = decode(path, raw) if raw is not None else (None, ())
        reading.problems.extend(problems)
        document, problems = read(source) if source is not None else (None, ())
        reading.problems.extend(problems)
        if document is not None:
            documents.append(document)
        else:
            # A refused file still lends its text to the excerpt in the report.
            document = Document(source or SourceFile(path, ""), {})
            refused.append(document)
        reading.documents[path] = document
    return documents, refused


def _read_yaml(workspace: Workspace, path: str, model: type[P], reading: Reading) -> P | None:
    for document in _read_documents(workspace, [path], reading)[0]:
        value, problems = decode_part(document, model)
        reading.problems.extend(problems)
        return value
    return None


def _read_folder(workspace: Workspace, folder: str, model: type[P], reading: Reading) -> dict[str, P]:
    found = {}
    for path in _files(workspace, folder, ".yml"):
        value = _read_yaml(workspace, path, model, reading)
        if value is not None:
            found[Path(path).stem] = value
    return found


def _read_front(
    workspace: Workspace, path: str, model: type[P], reading: Reading
) -> tuple[P, str, int] | None:
    """Front matter as `model`, the body, and the line the body starts on."""
    raw = _bytes(workspace, path, reading)
    if raw is None:
        return None
    source, problems = decode(path, raw)
    reading.problems.extend(problems)
    if source is None:
        return None
    document, body, problems = read_front_matter(source)
    reading.problems.extend(problems)
    reading.documents[path] = document or Document(source, {})
    if document is None:
        return None
    value, problems = decode_part(document, model)
    reading.problems.extend(problems)
    line = source.text.count("\n") - body.count("\n") + 1
    return None if value is None else (value, body, line)


def _read_kit(workspace: Workspace, reading: Reading) -> dict[str, KitPiece]:
    kit = {}
    for path in _files(workspace, "content/kit", ".md"):
        found = _read_front(workspace, path, KitFront, reading)
        if found is not None:
            front, body, line = found
            kit[Path(path).stem] = KitPiece(front, body, path, line)
    return kit


def _read_stages(workspace: Workspace, reading: Reading) -> tuple[Stage, ...] | None:
    stages = []
    for id in STAGES:
        found = _read_front(workspace, f"content/methodology/process/{id}.md", StageFront, reading)
        if found is not None:
            stages.append(Stage(id, found[0].stage, found[0].title, found[0].description))
    return tuple(stages) if len(stages) == len(STAGES) else None
