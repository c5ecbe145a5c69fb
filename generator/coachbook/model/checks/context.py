"""What a rule may look at, and how it reports: a context in, findings out.

A context holds only what decoded. Where a file is broken its value is None (or its items are absent), and the
`*_known` flags say whether a rule may conclude anything from absence. A finding knows its keys and not yet its
place, because places cost time and most findings of a waived or switched-off kind never need one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Generic, TypeVar

from coachbook.model.agreement import EngagementFile, Pause
from coachbook.model.checks.wording import words_of
from coachbook.model.closing import ClosingFile
from coachbook.model.coachnotes import CoachNoteFile
from coachbook.model.engagement import Entry, Record
from coachbook.model.feedback import FeedbackFile
from coachbook.model.fields import Part
from coachbook.model.goals import Goal, GoalsFile
from coachbook.model.plan import Action, PlanFile
from coachbook.model.practice import Practice, SessionPlan
from coachbook.model.reflections import ReflectionFile
from coachbook.model.releases import ReleaseFile
from coachbook.model.sessions import SessionFile
from coachbook.source.diagnostics import Keys, Related, Span
from coachbook.source.yamltext import Document

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
P = TypeVar("P", bound=Part)

LIVE: Final = frozenset(("planned", "held"))
"""Sessions that take or took place; moved and cancelled ones only say why another day is empty."""


@dataclass(frozen=True, slots=True)
class Placed(Generic[T_co]):
    """A value and where it stands: the document, and its keys in it."""

    value: T_co
    document: Document
    keys: Keys = ()


@dataclass(frozen=True, slots=True)
class Other:
    """A second place that belongs to a finding; `message` holds no client words."""

    message: str
    document: Document
    keys: Keys

    def related(self) -> Related:
        """The place, looked up."""
        return Related(self.message, self.document.source.path, self.document.value_span(self.keys))


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A problem before its place is looked up. `document` None: the file at `path` as a whole, which may be missing."""

    code: str
    message: str
    document: Document | None
    keys: Keys = ()
    help: str = ""
    typed: str | None = None
    others: tuple[Other, ...] = ()
    is_about_key: bool = False
    """Whether the key and not the value is marked."""
    path: str = ""
    span: Span | None = None
    """A place that no key leads to, such as a line of Markdown."""
    quotes: bool = False
    """Whether `help` and `others` name ids that stand elsewhere: an engagement's goals are not for a job's log."""

    @property
    def file(self) -> str:
        """The path of the file, relative to the practice."""
        return self.document.source.path if self.document else self.path


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """One engagement as far as it decoded, the practice around it, and the day."""

    record: Record
    notes: tuple[Entry[CoachNoteFile], ...]
    practice: Practice
    today: date
    broken: frozenset[str]
    """Paths that could not be read: what they would define is not called unknown, nor is it missing."""
    engagement: Placed[EngagementFile] | None
    goals_file: Placed[GoalsFile] | None
    plan: Placed[PlanFile] | None
    feedback: Placed[FeedbackFile] | None
    closing: Placed[ClosingFile] | None
    goals: tuple[Placed[Goal], ...]
    actions: tuple[Placed[Action], ...]
    """Those of the plan, then those of each session."""
    sessions: tuple[Placed[SessionFile], ...]
    """By date, then number."""
    live: tuple[Placed[SessionFile], ...]
    """Planned and held ones only."""
    reflections: tuple[Placed[ReflectionFile], ...]
    releases: tuple[Placed[ReleaseFile], ...]
    shared: tuple[tuple[Document, list[bytes]], ...]
    """The files whose text the executive reads, each with its words, punctuation and case taken away."""
    session_plan: SessionPlan | None
    """Number, length and cadence; None when neither the agreement nor a known programme says."""
    goals_known: bool
    plan_known: bool
    sessions_known: bool
    reflections_known: bool

    @property
    def is_active(self) -> bool:
        """Whether the work is going on: active, and begun."""
        file = self.engagement.value if self.engagement else None
        return file is not None and file.status == "active" and file.starts <= self.today

    @property
    def is_closed(self) -> bool:
        """Whether the engagement says that it is closed."""
        return self.engagement is not None and self.engagement.value.status == "closed"

    @property
    def n_held(self) -> int:
        """Sessions held so far."""
        return sum(placed.value.status == "held" for placed in self.live)

    @property
    def active_goals(self) -> Iterator[Placed[Goal]]:
        """Goals that are being worked on."""
        return (placed for placed in self.goals if placed.value.status == "active")


def context_of(
    record: Record,
    notes: tuple[Entry[CoachNoteFile], ...],
    practice: Practice,
    today: date,
    broken: frozenset[str] = frozenset(),
) -> Context:
    """Everything the rules share, gathered once."""
    engagement, goals_file, plan = _one(record.engagement), _one(record.goals), _one(record.plan)
    folder = f"clients/{record.id}"
    unread = {
        path.removeprefix(f"{folder}/").split("/")[0] for path in broken if path.startswith(f"{folder}/")
    }
    sessions = tuple(sorted(_all(record.sessions), key=lambda each: (each.value.date, each.value.session)))
    return Context(
        record=record,
        notes=notes,
        practice=practice,
        today=today,
        broken=broken,
        engagement=engagement,
        goals_file=goals_file,
        plan=plan,
        feedback=_one(record.feedback),
        closing=_one(record.closing),
        goals=tuple(within(goals_file, goals_file.value.goals, "goals")) if goals_file else (),
        actions=tuple(_actions(plan, sessions)),
        sessions=sessions,
        live=tuple(each for each in sessions if each.value.status in LIVE),
        reflections=_all(record.reflections),
        releases=_all(record.releases),
        shared=tuple((each.document, words_of(each.document.source.text)) for each in record.entries()),
        session_plan=_session_plan(engagement, practice),
        goals_known="goals.yml" not in unread and (record.goals is None or goals_file is not None),
        plan_known="plan.yml" not in unread and (record.plan is None or plan is not None),
        sessions_known="sessions" not in unread and _are_read(record.sessions),
        reflections_known="reflections" not in unread and _are_read(record.reflections),
    )


def within(holder: Placed[P], values: tuple[T, ...], *keys: str | int) -> Iterator[Placed[T]]:
    """Each of `values`, which stand in `holder` in the list at `keys`."""
    for number, value in enumerate(values):
        yield Placed(value, holder.document, (*holder.keys, *keys, number))


def paused_days(pause: Pause | None, first: date, last: date) -> int:
    """How many of the days from `first` to `last` fall into the pause."""
    if pause is None:
        return 0
    begin, end = max(first, pause.since), min(last, pause.until or last)
    return max(0, (end - begin) // timedelta(days=1))


def days(number: int) -> str:
    """A number of days in words."""
    return "1 day" if number == 1 else f"{number} days"


def _one(entry: Entry[P] | None) -> Placed[P] | None:
    return Placed(entry.value, entry.document) if entry is not None and entry.value is not None else None


def _are_read(entries: tuple[Entry[P], ...]) -> bool:
    return all(entry.value is not None for entry in entries)


def _all(entries: tuple[Entry[P], ...]) -> tuple[Placed[P], ...]:
    return tuple(Placed(entry.value, entry.document) for entry in entries if entry.value is not None)


def _actions(
    plan: Placed[PlanFile] | None, sessions: tuple[Placed[SessionFile], ...]
) -> Iterator[Placed[Action]]:
    if plan is not None:
        yield from within(plan, plan.value.actions, "actions")
    for session in sessions:
        yield from within(session, session.value.actions, "actions")


def _session_plan(engagement: Placed[EngagementFile] | None, practice: Practice) -> SessionPlan | None:
    if engagement is None:
        return None
    programme = practice.programmes.get(engagement.value.programme)
    return engagement.value.agreement.sessions or (programme.sessions if programme else None)
