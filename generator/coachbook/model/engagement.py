"""An engagement: its files as read, and the whole once every file is right.

`Record` holds each file with the document it came from, decoded or not, so that a slip in one file does not hide
what is wrong in another. `Engagement` exists only when all of them decoded; views are made from nothing else.
The coach's private notes are neither: they are read only for the coach, by a call of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from coachbook.model.agreement import EngagementFile
from coachbook.model.closing import ClosingFile
from coachbook.model.coachnotes import CoachNoteFile
from coachbook.model.decode import decode
from coachbook.model.feedback import FeedbackFile
from coachbook.model.fields import Part
from coachbook.model.goals import GoalsFile
from coachbook.model.plan import PlanFile
from coachbook.model.practice import Coach, Practice, ProgrammeFile, SessionPlan
from coachbook.model.reflections import ReflectionFile
from coachbook.model.releases import ReleaseFile
from coachbook.model.sessions import SessionFile
from coachbook.model.terms import Paper
from coachbook.source.diagnostics import Diagnostic
from coachbook.source.yamltext import Document

P = TypeVar("P", bound=Part)

SINGLE_FILES: Mapping[str, type[Part]] = {
    "engagement.yml": EngagementFile,
    "goals.yml": GoalsFile,
    "plan.yml": PlanFile,
    "feedback.yml": FeedbackFile,
    "closing.yml": ClosingFile,
}
"""Files an engagement has at most one of."""
FOLDERS: Mapping[str, type[Part]] = {
    "sessions": SessionFile,
    "reflections": ReflectionFile,
    "sponsor": ReleaseFile,
}
"""Folders that hold one file per session, reflection or release."""
COACH_FOLDER = "coach"
"""The coach's own folder: never part of a `Record`."""


@dataclass(frozen=True, slots=True)
class Entry(Generic[P]):
    """One file: the document, for placing findings, and its value if it decoded."""

    document: Document
    value: P | None


@dataclass(frozen=True, slots=True)
class Record:
    """What was read of one engagement. A missing file is None; a broken one is an Entry without a value."""

    id: str
    engagement: Entry[EngagementFile] | None
    goals: Entry[GoalsFile] | None
    plan: Entry[PlanFile] | None
    feedback: Entry[FeedbackFile] | None
    closing: Entry[ClosingFile] | None
    sessions: tuple[Entry[SessionFile], ...]
    reflections: tuple[Entry[ReflectionFile], ...]
    releases: tuple[Entry[ReleaseFile], ...]

    def entries(self) -> tuple[Entry[Part], ...]:
        """Every file there is, in reading order."""
        singles = (self.engagement, self.goals, self.plan, self.feedback, self.closing)
        found: list[Entry[Part]] = [entry for entry in singles if entry is not None]  # type: ignore[misc]
        for folder in (self.sessions, self.reflections, self.releases):
            found.extend(folder)  # type: ignore[arg-type]
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Engagement:
    """One engagement with all its files decoded and its coach and programme found. Sessions are in date order."""

    id: str
    file: EngagementFile
    goals: GoalsFile
    plan: PlanFile
    feedback: FeedbackFile
    closing: ClosingFile | None
    sessions: tuple[SessionFile, ...]
    releases: tuple[ReleaseFile, ...]
    coach: Coach
    programme: ProgrammeFile
    timezone: str
    paper: Paper

    @property
    def session_plan(self) -> SessionPlan:
        """Number, length and cadence: the agreement's, else the programme's."""
        return self.file.agreement.sessions or self.programme.sessions


def decode_record(
    id: str, documents: Iterable[Document], refused: Iterable[Document] = ()
) -> tuple[Record, tuple[Diagnostic, ...]]:
    """The engagement's files as types. Documents are named by path relative to the practice.

    `refused` are files that could not even be read: they count as there, so that nothing they hold is called unknown.
    """
    unread = frozenset(document.source.path for document in refused)
    problems: list[Diagnostic] = []
    singles: dict[str, Entry[Part]] = {}
    folders: dict[str, list[Entry[Part]]] = {name: [] for name in FOLDERS}
    for document in sorted((*documents, *refused), key=lambda each: each.source.path):
        *_, folder, name = document.source.path.split("/")
        model = FOLDERS.get(folder) or SINGLE_FILES.get(name)
        if model is None:
            continue
        value, found = (None, ()) if document.source.path in unread else decode(document, model)
        problems.extend(found)
        entry: Entry[Part] = Entry(document, value)
        if folder in FOLDERS:
            folders[folder].append(entry)
        else:
            singles[name] = entry
    record = Record(
        id=id,
        engagement=singles.get("engagement.yml"),  # type: ignore[arg-type]
        goals=singles.get("goals.yml"),  # type: ignore[arg-type]
        plan=singles.get("plan.yml"),  # type: ignore[arg-type]
        feedback=singles.get("feedback.yml"),  # type: ignore[arg-type]
        closing=singles.get("closing.yml"),  # type: ignore[arg-type]
        sessions=tuple(folders["sessions"]),  # type: ignore[arg-type]
        reflections=tuple(folders["reflections"]),  # type: ignore[arg-type]
        releases=tuple(folders["sponsor"]),  # type: ignore[arg-type]
    )
    return record, tuple(problems)


def decode_coach_notes(
    documents: Iterable[Document],
) -> tuple[tuple[Entry[CoachNoteFile], ...], tuple[Diagnostic, ...]]:
    """The coach's notes: called by `check` and by the coach's own desk, by nothing else."""
    entries: list[Entry[CoachNoteFile]] = []
    problems: list[Diagnostic] = []
    for document in documents:
        value, found = decode(document, CoachNoteFile)
        entries.append(Entry(document, value))
        problems.extend(found)
    return tuple(entries), tuple(problems)


def complete(record: Record, practice: Practice) -> Engagement | None:
    """The engagement, or None while a file is broken or its coach or programme cannot be found."""
    if record.engagement is None or any(entry.value is None for entry in record.entries()):
        return None
    file = record.engagement.value
    assert file is not None
    coach, programme = practice.coach(file.coach), practice.programmes.get(file.programme)
    if coach is None or programme is None:
        return None
    sessions = [entry.value for entry in record.sessions if entry.value is not None]
    return Engagement(
        id=record.id,
        file=file,
        goals=(record.goals and record.goals.value) or GoalsFile(),
        plan=(record.plan and record.plan.value) or PlanFile(),
        feedback=(record.feedback and record.feedback.value) or FeedbackFile(),
        closing=record.closing.value if record.closing else None,
        sessions=tuple(sorted(sessions, key=lambda session: (session.date, session.session))),
        releases=tuple(entry.value for entry in record.releases if entry.value is not None),
        coach=coach,
        programme=programme,
        timezone=file.timezone or practice.file.timezone,
        paper=file.paper or practice.file.paper,
    )


def reflections_of(record: Record) -> tuple[ReflectionFile, ...]:
    """What the executive sent back, oldest first: a value of its own, handed only to views that may hold it."""
    found = [entry.value for entry in record.reflections if entry.value is not None]
    return tuple(sorted(found, key=lambda reflection: reflection.date))
