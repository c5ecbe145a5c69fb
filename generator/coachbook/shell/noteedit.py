"""Writing a note that is sealed: its text lies in one file for the editor, in memory where there is such a place.

Comes in: an engagement, a day, an editor and somebody to ask. Goes out: a sealed note, or the reason why not. The file
is removed however the edit ends, by SIGTERM, SIGINT and SIGHUP too, with one exception: a text that could not be
sealed is left where it is, and its place is told. After SIGKILL it stays as well; `left_behind` finds it.
"""

from __future__ import annotations

import os
import secrets
import shlex
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import FrameType
from typing import Final, Literal

from coachbook.model.engagement import decode_coach_notes
from coachbook.shell.notekeys import SEALED
from coachbook.shell.notereaders import NotesRefused, circle_of, coach_folder, note_names
from coachbook.shell.notes import own_keys, put_sealed, read_note
from coachbook.shell.workspace import Workspace
from coachbook.source.diagnostics import Diagnostic
from coachbook.source.yamltext import Document, SourceFile, decode, read
from coachbook.vault.errors import VaultError
from coachbook.vault.notes import NoteKey

_PREFIX: Final = "coachbook-note-"
_STOPPING: Final = tuple(
    getattr(signal, name) for name in ("SIGTERM", "SIGINT", "SIGHUP") if hasattr(signal, name)
)
_VIMS: Final = ("vim", "nvim", "gvim", "mvim")
_QUIET_VIM: Final = ("-n", "-i", "NONE", "-c", "set nobackup nowritebackup noundofile")
"""No swap file, no list of past texts, no backup: vim keeps all three outside the folder that is removed."""
_HOARDERS: Final = ("code", "code-insiders", "codium", "cursor", "subl", "atom", "zed", "idea")
"""Editors known to keep copies of what they open, in places of their own."""

Ask = Callable[[Sequence[Diagnostic], Mapping[str, SourceFile]], bool]
"""Shows what is wrong and asks whether to edit again."""


class TextKept(Exception):
    """The text could not be sealed and is still there. The one string says why; `place` is where."""

    def __init__(self, reason: str, place: Path) -> None:
        super().__init__(reason)
        self.place = place


class Stopped(Exception):
    """A signal ended the edit; the text is gone, and the note is what it was before."""


@dataclass(frozen=True, slots=True)
class Edited:
    """How it ended: the note's path, and whether it was written."""

    path: str
    outcome: Literal["sealed", "unchanged"]
    warnings: tuple[Diagnostic, ...] = ()


@dataclass(slots=True)
class Room:
    """The folder in which one text lies while it is edited."""

    folder: Path
    is_kept: bool = False
    """The text could not be sealed and stays."""
    is_closing: bool = False
    """The edit is over, and signals change nothing any more."""


@dataclass(frozen=True, slots=True)
class Editor:
    """The words that start an editor, and whether it is one of those that keep copies."""

    words: tuple[str, ...]
    keeps_copies: bool


def editor_of(environment: Mapping[str, str] = os.environ) -> Editor:
    """The editor from VISUAL or EDITOR, else one that is there; with words that keep vim from writing elsewhere."""
    named = environment.get("VISUAL") or environment.get("EDITOR") or ""
    words = tuple(shlex.split(named)) or tuple(filter(None, [shutil.which("nano") or shutil.which("vi")]))
    if not words or shutil.which(words[0]) is None:
        raise NotesRefused("There is no editor to use: name one in EDITOR, for example  export EDITOR=nano")
    name = Path(words[0]).stem
    return Editor(words + _QUIET_VIM if name in _VIMS else words, name in _HOARDERS)


def edit_note(
    workspace: Workspace, id: str, name: str | None, today: date, editor: Editor, ask: Ask
) -> Edited:
    """Lets the coach edit a note, or begin that of a day (of today without a name), until it reads well or she stops.

    Raises `NotesRefused` before anything was opened, `TextKept` where her text could not be sealed, `Stopped` where
    a signal ended it.
    """
    chosen = _chosen(workspace, id, name, today)
    keys = own_keys()
    circle = circle_of(workspace, id)
    if chosen in note_names(workspace, id, SEALED):
        sealed, before = read_note(workspace, id, chosen)
    else:
        sealed, before = None, _beginning(chosen, today, [each.name for each in circle.readers])
    path = f"{coach_folder(id)}/{chosen}{SEALED}"
    with _room() as room:
        file = room.folder / f"{chosen}.yml"
        _write_private(file, before)
        text, warnings = _until_it_reads(room, file, path, before, editor, ask)
        if text == before:
            return Edited(path, "unchanged")
        with _signals_waiting():
            _seal(workspace, id, chosen, text, sealed, keys, room, file)
    return Edited(path, "sealed", warnings)


def memory_folder(environment: Mapping[str, str] = os.environ) -> Path | None:
    """A folder in a memory file system that we may write to; None where there is none."""
    for named in (environment.get("XDG_RUNTIME_DIR"), "/dev/shm"):
        if (
            named
            and Path(named).is_dir()
            and os.access(named, os.W_OK | os.X_OK)
            and _is_in_memory(Path(named))
        ):
            return Path(named)
    return None


def left_behind() -> tuple[Path, ...]:
    """Folders with a text that an earlier edit left: it could not be sealed, or the edit was killed outright."""
    places = {memory_folder(), Path(tempfile.gettempdir())} - {None}
    found = [
        each for place in places if place for each in place.glob(f"{_PREFIX}*") if _is_ours_and_over(each)
    ]
    return tuple(sorted(found))


def _chosen(workspace: Workspace, id: str, name: str | None, today: date) -> str:
    """The name of the note to edit; refuses one that is neither there nor a day, and one that lies in the clear."""
    sealed = note_names(workspace, id, SEALED)
    chosen = name or today.isoformat()
    if chosen in note_names(workspace, id, ".yml"):
        raise NotesRefused(
            f"{coach_folder(id)}/{chosen}.yml is a plain file. Seal it: coachbook notes seal {id}"
        )
    if chosen not in sealed:
        try:
            is_day = date.fromisoformat(chosen).isoformat() == chosen
        except ValueError:
            is_day = False
        if not is_day:
            there_are = f"There are: {', '.join(sealed)}." if sealed else "There are none yet."
            raise NotesRefused(f"{chosen!r} is neither a note of {id} nor a day. {there_are}")
    return chosen


def _beginning(name: str, today: date, readers: Sequence[str]) -> bytes:
    with suppress(ValueError):
        today = date.fromisoformat(name)
    return (
        f"# Private. Sealed as soon as you save and close, for: {', '.join(readers)}.\n"
        "# Keys: notes, hypotheses, preparation, supervision, limits. Begin each line of a text with two spaces.\n"
        f"\ndate: {today}\nnotes: |\n"
    ).encode()


def _until_it_reads(
    room: Room, file: Path, path: str, before: bytes, editor: Editor, ask: Ask
) -> tuple[bytes, tuple[Diagnostic, ...]]:
    """Runs the editor until the text has no error, is what it was, or the coach has enough of it."""
    while True:
        code = _run([*editor.words, str(file)])
        try:
            text = file.read_bytes()
        except OSError as error:
            raise NotesRefused("The editor left no file, so nothing was changed.") from error
        if text == before:
            return before, ()
        if code != 0:
            room.is_kept = True
            raise TextKept(f"The editor ended with exit code {code}, so nothing was sealed.", file)
        document, problems = _judged(path, text)
        if not any(each.severity == "error" for each in problems):
            return text, problems
        if not ask(problems, {path: document.source}):
            room.is_kept = True
            raise TextKept("The text has mistakes, so it was not sealed.", file)


def _judged(path: str, text: bytes) -> tuple[Document, tuple[Diagnostic, ...]]:
    """What the reader and the shape of a note have to say."""
    source, problems = decode(path, text)
    found = list(problems)
    document, problems = read(source) if source is not None else (None, ())
    found.extend(problems)
    if document is not None:
        found.extend(decode_coach_notes([document])[1])
    return document or Document(source or SourceFile(path, ""), {}), tuple(found)


def _seal(
    workspace: Workspace,
    id: str,
    name: str,
    text: bytes,
    sealed: bytes | None,
    keys: tuple[NoteKey, ...],
    room: Room,
    file: Path,
) -> None:
    """Puts the text in place of `sealed`. Whatever goes wrong, the text is kept and its place told."""
    room.is_kept = True
    place = workspace.path(f"{coach_folder(id)}/{name}{SEALED}")
    try:
        if (place.read_bytes() if place.exists() else None) != sealed:
            raise TextKept(
                "The note was changed by somebody else meanwhile, so yours was not written over it.", file
            )
        put_sealed(workspace, id, name, text, keys)
    except (NotesRefused, VaultError) as error:
        raise TextKept(str(error), file) from error
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise TextKept(f"The sealed note could not be written: {reason}.", file) from error
    room.is_kept = False


@contextmanager
def _room() -> Iterator[Room]:
    """A folder that only this account can look into, removed at the end however that comes about."""
    parent = memory_folder() or Path(tempfile.gettempdir())
    # Named before it is made, so that there is no moment in which a signal could find it made and unknown.
    room = Room(parent / f"{_PREFIX}{os.getpid()}-{secrets.token_hex(8)}")
    with _signals_raising(room):
        try:
            try:
                room.folder.mkdir(mode=0o700)
                yield room
            finally:
                room.is_closing = True
        finally:
            # A signal in the line above still ends here, and from that line on signals are passed over.
            if not room.is_kept:
                shutil.rmtree(room.folder, ignore_errors=True)


@contextmanager
def _signals_raising(room: Room) -> Iterator[None]:
    """Turns the signals that ask a program to end into `Stopped`, so that what has to be tidied up is."""

    def stop(number: int, frame: FrameType | None) -> None:
        if not room.is_closing:
            raise Stopped

    # A signal that was to be passed over before (nohup) still is.
    ours = [number for number in _STOPPING if signal.getsignal(number) != signal.SIG_IGN]
    before = [(number, signal.signal(number, stop)) for number in ours]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler if handler is not None else signal.SIG_DFL)


@contextmanager
def _signals_waiting() -> Iterator[None]:
    """Lets signals wait for a step that is short and must be whole. Windows cannot, and takes its chance."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _STOPPING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _run(words: Sequence[str]) -> int:
    """Runs the editor to its end; if we have to stop, the editor stops first, or it would write its file again."""
    process = subprocess.Popen(words)
    try:
        return process.wait()
    except BaseException:
        with _signals_waiting():
            _end(process)
        raise


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(2)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _write_private(file: Path, body: bytes) -> None:
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(body)


def _is_in_memory(folder: Path) -> bool:
    """Whether the folder lies in a memory file system, by the table of mounts (proc(5), mountinfo)."""
    try:
        table = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    kinds = {}
    for line in table.splitlines():
        place, _, rest = line.partition(" - ")
        kinds[place.split(" ")[4]] = rest.split(" ")[0]
    here = folder.resolve()
    nearest = next((each for each in (here, *here.parents) if str(each) in kinds), None)
    return nearest is not None and kinds[str(nearest)] in ("tmpfs", "ramfs")


def _is_ours_and_over(folder: Path) -> bool:
    """Whether it is this account's and the edit that made it has ended."""
    owner, _, _ = folder.name.removeprefix(_PREFIX).partition("-")
    try:
        if folder.stat().st_uid != os.getuid() or not owner.isdigit():
            return False
        os.kill(int(owner), 0)
    except ProcessLookupError:
        return True
    except (OSError, AttributeError):
        return False
    return False
