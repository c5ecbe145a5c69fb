"""What the executive may read, as types: the wall between the files and every page.

Built only by `executive.py`. Dates stay dates and prose stays Markdown (`Markdown`): how they look is the
templates' business, what they say is settled here. Sorting, counting and choosing happen before a view exists.
Deliberately absent: the coach's notes, and any field for them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Day
from datetime import datetime
from typing import Literal, NewType

from coachbook.model.letters import DataHandlingView
from coachbook.model.sponsorviews import SharedPages
from coachbook.model.terms import (
    ActionKind,
    ActionStatus,
    AttainmentLevel,
    Author,
    Decision,
    GoalStatus,
    KitKind,
    Owner,
    Paper,
    SessionMode,
    SessionStatus,
    StageId,
    StageState,
)

Markdown = NewType("Markdown", str)
"""Prose as typed; a template shows it through the `prose` filter, which escapes raw HTML."""

Phase = Literal["welcome", "underway", "paused", "closed"]
"""welcome: no session held yet; closed: the closing meeting has taken place."""

Trend = Literal["reached", "closer", "unmoved", "further", "too early"]


@dataclass(frozen=True, slots=True)
class Link:
    """A page of this site, by its address relative to the site's root, and the words that lead there."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class CoachFacts:
    """The coach, as clients know her. `credentials` are those valid today."""

    name: str
    first_name: str
    role: str
    email: str
    booking_url: str | None
    credentials: tuple[str, ...]
    about: Markdown | None


@dataclass(frozen=True, slots=True)
class ExecutiveFacts:
    """The person this site is for."""

    name: str
    known_as: str
    role: str
    organisation: str


@dataclass(frozen=True, slots=True)
class StageMark:
    """One of the ten marks on the path. `note` says when, or what is done, in a few words."""

    id: StageId
    number: int
    title: str
    summary: str
    state: StageState
    note: str
    url: str


@dataclass(frozen=True, slots=True)
class SignatureEntry:
    """Who signs, and the day she did."""

    who: str
    role: str
    signed: Day | None


@dataclass(frozen=True, slots=True)
class RoleEntry:
    """What one side undertakes."""

    who: str
    undertakes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SponsorFacts:
    """The sponsor and the separate agreement with her, as the executive reads it."""

    name: str
    role: str
    objectives: tuple[str, ...]
    shares: tuple[str, ...]
    """What may be released, in words."""
    support: tuple[str, ...]
    never_shared: Markdown | None
    signatures: tuple[SignatureEntry, ...]


@dataclass(frozen=True, slots=True)
class WhoSees:
    """A row of the table "who sees what": a kind of content and each reader's answer in words."""

    what: str
    you: str
    coach: str
    sponsor: str
    """Empty when there is no sponsor."""


@dataclass(frozen=True, slots=True)
class AgreementPage:
    """What was agreed, with whom, and until when."""

    is_signed: bool
    objectives: tuple[str, ...]
    planned_sessions: int
    minutes: int
    cadence_weeks: int
    confidentiality: Markdown | None
    limits: tuple[str, ...]
    roles: tuple[RoleEntry, ...]
    measured_by: tuple[str, ...]
    cancellation: Markdown | None
    between_sessions: Markdown | None
    ending_early: Markdown | None
    notes_kept_until: Day | None
    records_kept_until: Day | None
    signatures: tuple[SignatureEntry, ...]
    sponsor: SponsorFacts | None
    who_sees: tuple[WhoSees, ...]


@dataclass(frozen=True, slots=True)
class InstrumentEntry:
    """An assessment in the register."""

    name: str
    taken: Day
    provider: str | None
    debriefed_by: str | None
    takeaways: tuple[str, ...]
    report_kept: str | None


@dataclass(frozen=True, slots=True)
class AssessmentPage:
    """Where the executive started. `is_empty` when the intake has not been written up."""

    is_empty: bool
    date: Day | None
    context: Markdown | None
    success_looks_like: Markdown | None
    strengths: tuple[str, ...]
    development_areas: tuple[str, ...]
    readiness: int | None
    instruments: tuple[InstrumentEntry, ...]


@dataclass(frozen=True, slots=True)
class ReadingEntry:
    """A measure's value on a day."""

    date: Day
    value: float
    note: str | None


@dataclass(frozen=True, slots=True)
class MeasureEntry:
    """A measure with its readings in date order; `points` start with the baseline on the day the goal was agreed."""

    what: str
    unit: str
    baseline: float | None
    target: float | None
    lower_is_better: bool
    readings: tuple[ReadingEntry, ...]
    latest: ReadingEntry | None
    points: tuple[tuple[Day, float], ...]
    trend: Trend


@dataclass(frozen=True, slots=True)
class LevelEntry:
    """One of the five written levels, -2 to +2."""

    level: AttainmentLevel
    score: int
    words: str
    text: str


@dataclass(frozen=True, slots=True)
class RatingEntry:
    """A dated judgement of the level."""

    date: Day
    by: Author
    who: str
    level: AttainmentLevel
    score: int
    note: str | None


@dataclass(frozen=True, slots=True)
class AttainmentEntry:
    """The five levels, lowest first, with the baseline and the ratings in date order."""

    levels: tuple[LevelEntry, ...]
    baseline: LevelEntry
    ratings: tuple[RatingEntry, ...]
    latest: RatingEntry | None


@dataclass(frozen=True, slots=True)
class ActionEntry:
    """Something to do. `late_days` counts from the due date to today, 0 when not late."""

    text: str
    due: Day | None
    owner: Owner
    who: str
    kind: ActionKind
    status: ActionStatus
    done: Day | None
    note: str | None
    late_days: int
    goal: Link | None
    session: Link | None


@dataclass(frozen=True, slots=True)
class InsightEntry:
    """A sentence worth keeping, with where it came from."""

    text: str
    by: Author
    who: str
    """"you", or the coach's first name."""
    source: str
    """"session 6", or "your reflection of 2 March"."""
    url: str
    date: Day


@dataclass(frozen=True, slots=True)
class PracticeEntry:
    """One try at a skill."""

    date: Day
    note: str


@dataclass(frozen=True, slots=True)
class ResourceEntry:
    """A worksheet or reading given in a session."""

    id: str
    title: str
    kind: KitKind
    minutes: int
    purpose: str
    why: str
    session: Link
    given: Day
    due: Day | None
    done: Day | None
    late_days: int
    practice: tuple[PracticeEntry, ...]
    body: Markdown
    source: str
    licence: str
    url: str


@dataclass(frozen=True, slots=True)
class AllianceEntry:
    """One check on the working relationship; the four lines 0 to 10."""

    session: Link
    date: Day
    goals: int
    way: int
    heard: int
    challenged: int
    mean: float
    change: str | None


@dataclass(frozen=True, slots=True)
class SessionEntry:
    """One session. `starts` knows its zone; None while no time is fixed."""

    number: int
    date: Day
    starts: datetime | None
    ends: datetime | None
    city: str
    """The last word of the zone's name: London."""
    minutes: int
    mode: SessionMode
    place: str | None
    status: SessionStatus
    moved_to: Day | None
    reason: Markdown | None
    has_page: bool
    url: str
    calendar_url: str | None
    agreement: str | None
    focus: tuple[Link, ...]
    summary: Markdown | None
    progress: Markdown | None
    challenges: Markdown | None
    strategies: Markdown | None
    insights: tuple[InsightEntry, ...]
    actions: tuple[ActionEntry, ...]
    resources: tuple[ResourceEntry, ...]
    prompts: tuple[str, ...]
    alliance: AllianceEntry | None
    reflections: tuple[Link, ...]
    before: Link | None
    after: Link | None


@dataclass(frozen=True, slots=True)
class IfThenEntry:
    """A plan tied to a moment."""

    when: str
    then: str
    obstacle: str | None
    goal: Link | None


@dataclass(frozen=True, slots=True)
class HabitWeekEntry:
    """How often a habit was kept in one week."""

    week: Day
    times: int
    note: str | None


@dataclass(frozen=True, slots=True)
class HabitEntry:
    """A small thing done at a fixed cue."""

    what: str
    cue: str
    aim: int
    since: Day
    goal: Link | None
    weeks: tuple[HabitWeekEntry, ...]


@dataclass(frozen=True, slots=True)
class ChangeEntry:
    """A change of goals or plan. `part` is "goals" or "plan"."""

    date: Day
    part: str
    what: str
    reason: str
    goal: Link | None


@dataclass(frozen=True, slots=True)
class GoalEntry:
    """One goal with everything that touches it."""

    id: str
    number: int
    title: str
    matters_to_me: Markdown | None
    matters_to_organisation: Markdown | None
    agreed: Day | None
    status: GoalStatus
    measure: MeasureEntry | None
    attainment: AttainmentEntry | None
    is_seen_by_sponsor: bool
    """Marked as one the sponsor may see once released."""
    word: str
    """Where it stands in a word or two: "closer", "as expected", "too early to say"."""
    actions: tuple[ActionEntry, ...]
    sessions: tuple[Link, ...]
    insights: tuple[InsightEntry, ...]
    if_thens: tuple[IfThenEntry, ...]
    changes: tuple[ChangeEntry, ...]
    url: str


@dataclass(frozen=True, slots=True)
class PlanPage:
    """The plan: open actions by due date, then what is done or dropped."""

    about: Markdown | None
    open: tuple[ActionEntry, ...]
    settled: tuple[ActionEntry, ...]
    n_late: int
    if_thens: tuple[IfThenEntry, ...]
    habits: tuple[HabitEntry, ...]
    changes: tuple[ChangeEntry, ...]


@dataclass(frozen=True, slots=True)
class GroupEntry:
    """A group of raters; `is_shown` false when it is too small to show apart from others."""

    id: str
    words: str
    invited: int
    answered: int
    is_shown: bool


@dataclass(frozen=True, slots=True)
class GroupScore:
    """A group's mean on an item, with how many answered."""

    group: str
    words: str
    mean: float
    n: int


@dataclass(frozen=True, slots=True)
class ItemEntry:
    """One behaviour. `gap` is self minus the mean of the groups shown; None without both."""

    text: str
    theme: str | None
    self_score: float | None
    scores: tuple[GroupScore, ...]
    """Groups other than self, in a fixed order."""
    others: float | None
    gap: float | None


@dataclass(frozen=True, slots=True)
class CommentTheme:
    """Remarks on one theme, in an order that says nothing about who wrote them."""

    theme: str
    comments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RoundEntry:
    """One round of feedback. Items keep the order of the questionnaire."""

    title: str
    closed: Day
    questionnaire: str | None
    lowest: float
    highest: float
    low: str
    high: str
    minimum: int
    groups: tuple[GroupEntry, ...]
    items: tuple[ItemEntry, ...]
    blind_spots: tuple[ItemEntry, ...]
    """Self much higher than others, widest first, at most three."""
    hidden_strengths: tuple[ItemEntry, ...]
    """Self much lower than others, widest first, at most three."""
    themes: tuple[CommentTheme, ...]


@dataclass(frozen=True, slots=True)
class ThemeEntry:
    """What several people said in interviews, in the coach's words."""

    theme: str
    sources: int
    text: Markdown


@dataclass(frozen=True, slots=True)
class TakeawayEntry:
    """What the executive took from it."""

    text: str
    source: str


@dataclass(frozen=True, slots=True)
class ChoiceEntry:
    """What she chose to work on."""

    text: str
    why: str
    goal: Link | None


@dataclass(frozen=True, slots=True)
class PulseEntry:
    """A short check with stakeholders, -3 to +3."""

    date: Day
    goal: Link | None
    answered: int
    mean: float
    improved: int


@dataclass(frozen=True, slots=True)
class FeedbackPage:
    """What others said and what she made of it."""

    is_empty: bool
    rounds: tuple[RoundEntry, ...]
    interviews_closed: Day | None
    interviews_held: int
    interview_themes: tuple[ThemeEntry, ...]
    takeaways: tuple[TakeawayEntry, ...]
    chosen: tuple[ChoiceEntry, ...]
    pulses: tuple[PulseEntry, ...]


@dataclass(frozen=True, slots=True)
class PromptEntry:
    """A question given in a session and not answered yet."""

    text: str
    session: Link


@dataclass(frozen=True, slots=True)
class ReflectionEntry:
    """One entry the executive sent back. `anchor` is its place on the page."""

    date: Day
    prompt: str | None
    kit: Link | None
    session: Link | None
    text: Markdown
    insight: str | None
    anchor: str


@dataclass(frozen=True, slots=True)
class ReflectionsPage:
    """Her own texts, newest first, and the questions still open."""

    prompts: tuple[PromptEntry, ...]
    entries: tuple[ReflectionEntry, ...]
    kept: tuple[InsightEntry, ...]


@dataclass(frozen=True, slots=True)
class MidpointEntry:
    """The mid-point review; `date` in the future when only planned."""

    date: Day
    is_held: bool
    present: tuple[str, ...]
    working: Markdown | None
    not_working: Markdown | None
    agreed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AttainmentSummary:
    """T-scores over the goals that have a scale, and what they may not be used for."""

    baseline: float
    latest: float
    as_of: Day
    n_goals: int


@dataclass(frozen=True, slots=True)
class ProgressPage:
    """How the work itself is going: goals, relationship, changes, mid-point."""

    attainment: AttainmentSummary | None
    alliance: tuple[AllianceEntry, ...]
    midpoint: MidpointEntry | None
    changes: tuple[ChangeEntry, ...]


@dataclass(frozen=True, slots=True)
class WorkbookEntry:
    """A workbook to download; its address carries the engagement's code name and no person's."""

    id: str
    title: str
    subtitle: str
    url: str
    paper: Paper


@dataclass(frozen=True, slots=True)
class RescoredEntry:
    """A goal from start to end."""

    goal: Link
    start: LevelEntry | None
    executive: LevelEntry | None
    coach: LevelEntry | None
    note: str | None


@dataclass(frozen=True, slots=True)
class EvaluationEntry:
    """A verdict; `who` in words."""

    who: str
    date: Day
    outcomes: int
    value: int | None
    words: Markdown | None


@dataclass(frozen=True, slots=True)
class ClosingPage:
    """How it ended and what stays. `planned` is the closing date agreed at the start."""

    date: Day | None
    is_held: bool
    planned: Day
    rescored: tuple[RescoredEntry, ...]
    attainment: AttainmentSummary | None
    what_changed: Markdown | None
    what_others_saw: Markdown | None
    what_did_not_move: Markdown | None
    impact: Markdown | None
    unintended: Markdown | None
    keep: tuple[str, ...]
    habits: tuple[str, ...]
    if_thens: tuple[IfThenEntry, ...]
    signals: tuple[str, ...]
    supports: tuple[str, ...]
    evaluations: tuple[EvaluationEntry, ...]


@dataclass(frozen=True, slots=True)
class FollowUpEntry:
    """A check-in after the end."""

    months: int
    planned: Day
    held: Day | None
    scores: tuple[RescoredEntry, ...]
    summary: Markdown | None
    decision: Decision | None


@dataclass(frozen=True, slots=True)
class TodoEntry:
    """A line of "before then": an action, a resource to read or fill in, or a question to think about."""

    text: str
    url: str
    due: Day | None
    late_days: int
    minutes: int | None
    kind: Literal["action", "worksheet", "reading", "prompt"]


@dataclass(frozen=True, slots=True)
class HomePage:
    """What the first screen says."""

    next_session: SessionEntry | None
    todo: tuple[TodoEntry, ...]
    thought: InsightEntry | None
    first_question: str
    """One question to think about, before the first session."""
    current_stage: StageMark
    next_stage: StageMark | None
    paused_since: Day | None
    paused_until: Day | None
    pause_note: str | None
    next_follow_up: FollowUpEntry | None


@dataclass(frozen=True, slots=True)
class ExecutiveView:
    """Everything the executive may read, and nothing else."""

    practice_name: str
    reference: str
    """The engagement's code name: the only name a file or an address may carry."""
    language: str
    today: Day
    phase: Phase
    programme: str
    starts: Day
    ends: Day
    planned_sessions: int
    held_sessions: int
    executive: ExecutiveFacts
    coach: CoachFacts
    home: HomePage
    stages: tuple[StageMark, ...]
    agreement: AgreementPage
    assessment: AssessmentPage
    goals: tuple[GoalEntry, ...]
    feedback: FeedbackPage
    plan: PlanPage
    sessions: tuple[SessionEntry, ...]
    resources: tuple[ResourceEntry, ...]
    reflections: ReflectionsPage
    progress: ProgressPage
    workbooks: tuple[WorkbookEntry, ...]
    closing: ClosingPage
    follow_ups: tuple[FollowUpEntry, ...]
    shared: SharedPages | None = None
    """The sponsor's pages as she reads them, and what waits for approval; None without a sponsor."""
    data_handling: DataHandlingView | None = None
    """How her data is kept: the page that says so; None where there is none."""
