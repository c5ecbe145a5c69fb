"""The access registers on disk: `clients/<engagement>/access.yml` and `content/access.yml`, read and written whole."""

from __future__ import annotations

from typing import TypeVar

from coachbook.model.access import AccessFile, CoachAccess, Holder, PracticeAccessFile, default_access
from coachbook.model.decode import decode as decode_part
from coachbook.model.engagement import Engagement
from coachbook.model.fields import Part
from coachbook.shell.publish import write_file
from coachbook.shell.workspace import ACCESS_FILE, CLIENTS, Workspace, engagement_ids
from coachbook.source.diagnostics import Diagnostic
from coachbook.source.yamltext import decode, read

P = TypeVar("P", bound=Part)

PRACTICE_REGISTER = "content/access.yml"
_HEADER = (
    "# Written by `coachbook access`: who may open what, and how often keys were changed. Holds no secret.\n"
)


def read_access(
    workspace: Workspace, engagement: Engagement
) -> tuple[AccessFile | None, tuple[Diagnostic, ...]]:
    """An engagement's register, or the defaults if it has none; None if it is broken: then nothing may be sealed."""
    path = access_path(engagement.id)
    if not workspace.path(path).is_file():
        return default_access(engagement.id, engagement.file.sponsor is not None), ()
    return _read(workspace, path, AccessFile)


def copied_registers(workspace: Workspace) -> dict[str, Diagnostic]:
    """Engagements whose register was copied from another's, by code name: their links would open each other's sites."""
    owners: dict[str, str] = {}
    copied: dict[str, Diagnostic] = {}
    for id in engagement_ids(workspace):
        path = access_path(id)
        access = _read(workspace, path, AccessFile)[0] if workspace.path(path).is_file() else None
        uid = access.uid if access is not None else id
        if uid in owners:
            # Nobody can tell which of the two is the copy, so neither is sealed.
            copied[id] = _copied(path, owners[uid])
            copied[owners[uid]] = _copied(access_path(owners[uid]), id)
        owners.setdefault(uid, id)
    return copied


def _copied(path: str, other: str) -> Diagnostic:
    return Diagnostic(
        code="copied-register",
        severity="error",
        message=f"this engagement has the keys of {other}: a link to one would open the other",
        path=path,
        span=None,
        help="delete access.yml in the folder that is the copy; its links are then made anew",
    )


def read_practice_access(workspace: Workspace) -> tuple[PracticeAccessFile | None, tuple[Diagnostic, ...]]:
    """The coaches' register, or the defaults if there is none."""
    if not workspace.path(PRACTICE_REGISTER).is_file():
        return PracticeAccessFile(), ()
    return _read(workspace, PRACTICE_REGISTER, PracticeAccessFile)


def write_access(workspace: Workspace, engagement: str, access: AccessFile) -> None:
    """Writes an engagement's register."""
    lines = [
        _HEADER,
        f"uid: {access.uid}\n",
        f"epochs: {{executive: {access.epochs.executive}, sponsor: {access.epochs.sponsor}}}\n",
        *([f"closed: {access.closed}\n"] if access.closed else []),
        *(["erasable: true\n"] if access.erasable else []),
        "holders:\n" if access.holders else "holders: []\n",
        *(f"  - {_holder(each)}\n" for each in access.holders),
    ]
    write_file(workspace.path(access_path(engagement)), "".join(lines).encode("utf-8"))


def write_practice_access(workspace: Workspace, access: PracticeAccessFile) -> None:
    """Writes the coaches' register."""
    lines = [_HEADER, "coaches:\n" if access.coaches else "coaches: []\n"]
    lines += [f"  - {_coach(each)}\n" for each in access.coaches]
    write_file(workspace.path(PRACTICE_REGISTER), "".join(lines).encode("utf-8"))


def access_path(engagement: str) -> str:
    """Where an engagement's register lies, relative to the practice."""
    return f"{CLIENTS}/{engagement}/{ACCESS_FILE}"


def _holder(holder: Holder) -> str:
    revoked = f", revoked: {holder.revoked}" if holder.revoked else ""
    return f"{{id: {holder.id}, reader: {holder.reader}, version: {holder.version}{revoked}}}"


def _coach(coach: CoachAccess) -> str:
    return f"{{coach: {coach.coach}, version: {coach.version}, epoch: {coach.epoch}}}"


def _read(workspace: Workspace, path: str, model: type[P]) -> tuple[P | None, tuple[Diagnostic, ...]]:
    source, problems = decode(path, workspace.path(path).read_bytes())
    if source is None:
        return None, problems
    document, more = read(source)
    if document is None:
        return None, (*problems, *more)
    value, found = decode_part(document, model)
    return value, (*problems, *more, *found)
