"""Builds the `CoachView`: one coach's desk over all of her engagements, with her private notes.

In: a coach, and for each of her engagements its files, what the executive sent back, the coach's notes and the
address of the executive's site. What the executive may read her coach may read too, so most of the desk is chosen
from the executive's own view; only the notes come from elsewhere, and from nowhere but the argument `notes`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from coachbook.model.coachnotes import CoachNoteFile
from coachbook.model.deskviews import (
    AllianceLine,
    AllianceTrend,
    Case,
    CoachView,
    DeskAction,
    DeskCheckIn,
    DeskCoach,
    DeskDay,
    DeskEngagement,
    DeskFollowUp,
    DeskNote,
    DeskRelease,
    DeskSession,
    StillGoal,
)
from coachbook.model.engagement import Engagement
from coachbook.model.executive import executive_view
from coachbook.model.goals import Goal
from coachbook.model.practice import Coach, Practice
from coachbook.model.reflections import ReflectionFile
from coachbook.model.sponsor import waiting_releases
from coachbook.model.terms import ALLIANCE_LINES, AttainmentLevel, Author
from coachbook.model.views import (
    ActionEntry,
    AllianceEntry,
    ExecutiveView,
    Link,
    Markdown,
    Phase,
    SessionEntry,
)

STILL_DAYS: Final = 42
"""A goal that nothing has moved for six weeks, three sessions at the usual cadence, is worth a question."""
WEEK: Final = timedelta(days=7)
STEP: Final = 0.5
"""Points of ten that the mean of a check must move before it is called up or down."""
PHASES: Final[tuple[Phase, ...]] = ("underway", "welcome", "paused", "closed")
"""The order of engagements on the desk."""


@dataclass(frozen=True, slots=True)
class File:
    """One engagement as it is laid on the desk.

    `address` gives the whole address of a page of the executive's site, from its name there.
    """

    engagement: Engagement
    reflections: tuple[ReflectionFile, ...]
    notes: tuple[CoachNoteFile, ...]
    address: Callable[[str], str]


def coach_view(coach: Coach, files: Iterable[File], practice: Practice, today: date) -> CoachView:
    """The desk of `coach` on `today`. A file of another coach's engagement is left where it is."""
    own = (file for file in files if file.engagement.coach.id == coach.id)
    found = [_laid(file, practice, today) for file in sorted(own, key=lambda each: each.engagement.id)]
    engagements = tuple(
        sorted((each.engagement() for each in found), key=lambda each: PHASES.index(each.phase))
    )
    sessions = sorted(
        (session for each in found for session in each.coming()),
        key=lambda each: (each.date, each.starts is None, each.starts.timestamp() if each.starts else 0.0),
    )
    overdue = (action for each in engagements for action in each.actions if action.late_days)
    days = (day for each in found for day in each.days())
    return CoachView(
        practice_name=practice.file.name,
        language=practice.file.language,
        today=today,
        coach=DeskCoach(coach.name, coach.name.split()[0], coach.email),
        sessions_today=tuple(each for each in sessions if each.date == today),
        unwritten=tuple(
            sorted((s for each in engagements for s in each.unwritten), key=lambda each: each.date)
        ),
        overdue=tuple(sorted(overdue, key=lambda each: -each.late_days)),
        sessions_this_week=tuple(each for each in sessions if today < each.date <= today + WEEK),
        days_this_week=tuple(sorted(days, key=lambda each: (each.date, each.case.who))),
        engagements=engagements,
    )


def _laid(file: File, practice: Practice, today: date) -> _Laid:
    of = file.engagement
    view = executive_view(of, file.reflections, practice, today)
    return _Laid(file, view, Case(of.file.executive.name, f"engagement-{of.id}.html"), today)


@dataclass(frozen=True, slots=True)
class _Laid:
    """One engagement laid open: its files, the executive's view of them, and where its page on the desk is."""

    file: File
    view: ExecutiveView
    case: Case
    today: date

    @property
    def of(self) -> Engagement:
        """The engagement."""
        return self.file.engagement

    def link(self, text: str, url: str) -> Link:
        """A page of the executive's site, seen from the desk."""
        return Link(text, self.file.address(url))

    def engagement(self) -> DeskEngagement:
        """Everything the engagement's own page says."""
        view, file = self.view, self.of.file
        notes = tuple(
            _note(each) for each in sorted(self.file.notes, key=lambda each: each.date, reverse=True)
        )
        prepared = next((note for note in notes if note.preparation), None)
        actions = tuple(sorted(map(self._action, view.plan.open), key=lambda each: -each.late_days))
        coming = self.coming()
        return DeskEngagement(
            id=self.of.id,
            case=self.case,
            site=self.link("The site", "index.html"),
            role=file.executive.role,
            organisation=file.executive.organisation,
            sponsor=file.sponsor.name if file.sponsor else None,
            programme=view.programme,
            phase=view.phase,
            starts=view.starts,
            ends=view.ends,
            stage=view.home.current_stage.title,
            stage_note=view.home.current_stage.note,
            planned=view.planned_sessions,
            held=view.held_sessions,
            left=max(0, view.planned_sessions - view.held_sessions),
            next_session=coming[0] if coming else None,
            unwritten=tuple(
                self._session(each)
                for each in view.sessions
                if each.status == "planned" and each.date < self.today
            ),
            actions=actions,
            n_late=view.plan.n_late,
            still=tuple(self._still()),
            alliance=_alliance(view.progress.alliance),
            unsigned=tuple(self._unsigned()),
            releases=tuple(self._waiting()),
            follow_ups=self._follow_ups(),
            check_ins=tuple(
                DeskCheckIn(each.months, each.held, each.decision) for each in view.follow_ups if each.held
            ),
            preparation=prepared.preparation if prepared else None,
            prepared_on=prepared.date if prepared else None,
            notes=notes,
            url=self.case.url,
        )

    def coming(self) -> tuple[DeskSession, ...]:
        """Planned sessions from today on."""
        return tuple(
            self._session(each)
            for each in self.view.sessions
            if each.status == "planned" and each.date >= self.today
        )

    def days(self) -> Iterator[DeskDay]:
        """What falls due until seven days from now and is no session; check-ins that are late as well."""
        reviews = self.of.file.agreement.reviews
        planned = [("Mid-point review", None if self.of.feedback.midpoint else reviews.midpoint)]
        planned += [("Closing meeting", None if self.of.closing else reviews.closing)]
        planned += [(action.text, action.due) for action in self.view.plan.open]
        for what, day in planned:
            if day is not None and self.today <= day <= self.today + WEEK:
                yield DeskDay(self.case, day, what, 0)
        for each in self._follow_ups():
            if each.planned <= self.today + WEEK:
                months = "a month" if each.months == 1 else f"{each.months} months"
                yield DeskDay(self.case, each.planned, f"Check-in after {months}", each.late_days)

    def _session(self, entry: SessionEntry) -> DeskSession:
        return DeskSession(
            case=self.case,
            number=entry.number,
            date=entry.date,
            starts=entry.starts,
            city=entry.city,
            minutes=entry.minutes,
            mode=entry.mode,
            place=entry.place,
            link=self.link(f"Session {entry.number}", entry.url),
        )

    def _action(self, entry: ActionEntry) -> DeskAction:
        sponsor = self.of.file.sponsor
        who = {
            "executive": self.view.executive.known_as,
            "coach": "you",
            "sponsor": sponsor.name if sponsor else "the sponsor",
        }
        place = entry.session or Link("Plan", "plan.html")
        return DeskAction(
            self.case,
            entry.text,
            who[entry.owner],
            entry.due,
            entry.late_days,
            self.link(place.text, place.url),
        )

    def _still(self) -> Iterator[StillGoal]:
        if self.view.phase in ("closed", "paused"):
            return
        for number, goal in enumerate(self.of.goals.goals, 1):
            days = (self.today - last_movement(goal, self.of.file.starts, self.today)).days
            if goal.status == "active" and days >= STILL_DAYS:
                yield StillGoal(goal.title, days, self.link(goal.title, f"goal-{number}.html"))

    def _unsigned(self) -> Iterator[str]:
        file = self.of.file
        agreements: list[tuple[str, Iterable[tuple[str, date | None]]]] = [
            ("the agreement", file.agreement.signed)
        ]
        if file.sponsor:
            agreements.append(("the sponsor agreement", file.sponsor.agreement.signed))
        for what, signed in agreements:
            for who, day in signed:
                if day is None:
                    yield f"{what}, by {'you' if who == 'coach' else 'the ' + who}"

    def _waiting(self) -> Iterator[DeskRelease]:
        for each in waiting_releases(self.of, self.today):
            yield DeskRelease(
                each.text.moment,
                each.text.prepared,
                each.mark,
                each.was_approved,
                self.link("The text", each.url),
            )

    def _follow_ups(self) -> tuple[DeskFollowUp, ...]:
        return tuple(
            DeskFollowUp(each.months, each.planned, max(0, (self.today - each.planned).days))
            for each in self.view.follow_ups
            if each.held is None
        )


def last_movement(goal: Goal, starts: date, today: date) -> date:
    """The last day a reading or a rating of the goal differed from the one before; else the day it was agreed.

    The first reading is compared with the baseline, the first rating of each author with the baseline's level.
    """
    moved = [goal.agreed or starts]
    if goal.measure is not None:
        value = goal.measure.baseline
        for reading in sorted(goal.measure.readings, key=lambda each: each.date):
            if reading.date <= today and reading.value != value:
                moved.append(reading.date)
            value = reading.value
    levels: dict[Author, AttainmentLevel] = {}
    for rating in sorted(goal.ratings, key=lambda each: each.date):
        before = levels.get(rating.by, goal.attainment.baseline if goal.attainment else None)
        if rating.date <= today and rating.level != before:
            moved.append(rating.date)
        levels[rating.by] = rating.level
    return max(moved)


def _alliance(checks: tuple[AllianceEntry, ...]) -> AllianceLine | None:
    if not checks:
        return None
    last = checks[-1]
    scores = {name: getattr(last, name) for name in ALLIANCE_LINES}
    return AllianceLine(
        means=tuple(each.mean for each in checks),
        trend=_trend(checks),
        last=last.date,
        lowest=ALLIANCE_LINES[min(scores, key=lambda name: scores[name])],
        change=last.change,
    )


def _trend(checks: tuple[AllianceEntry, ...]) -> AllianceTrend:
    """Where the last check stands against the one before."""
    if len(checks) == 1:
        return "first check"
    moved = checks[-1].mean - checks[-2].mean
    return "up" if moved >= STEP else "down" if moved <= -STEP else "steady"


def _note(file: CoachNoteFile) -> DeskNote:
    return DeskNote(
        date=file.date,
        notes=_markdown(file.notes),
        hypotheses=file.hypotheses,
        preparation=_markdown(file.preparation),
        supervision=_markdown(file.supervision),
        limits=_markdown(file.limits),
    )


def _markdown(text: str | None) -> Markdown | None:
    return None if text is None else Markdown(text)
