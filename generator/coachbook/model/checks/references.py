"""Names that other places refer to: each is defined once, and each reference finds what it names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from coachbook.model.checks.context import Context, Finding, Other, P, Placed, within
from coachbook.source.diagnostics import Keys
from coachbook.source.suggest import suggest
from coachbook.source.yamltext import Document


class HasId(Protocol):
    """A part that other places refer to."""

    @property
    def id(self) -> str:
        """The word they use."""


class HasGoal(Protocol):
    """A part that may refer to a goal."""

    @property
    def goal(self) -> str | None:
        """The goal's id."""


def missing_engagement_file(context: Context) -> Iterator[Finding]:
    """`missing-file`: a folder without engagement.yml."""
    path = f"clients/{context.record.id}/engagement.yml"
    if context.record.engagement is None and path not in context.broken:
        yield Finding(
            code="missing-file",
            message="this folder has no engagement.yml, so nothing says whose engagement it is",
            help="write one with executive, coach, programme, starts and ends; eight lines are enough",
            document=None,
            path=path,
        )


def duplicate_ids(context: Context) -> Iterator[Finding]:
    """`duplicate-id`: two goals, or two rounds of feedback, with one id."""
    yield from repeated(context.goals, "goal")
    feedback = context.feedback
    if feedback:
        yield from repeated(tuple(within(feedback, feedback.value.rounds, "rounds")), "round of feedback")


def repeated(items: Iterable[Placed[HasId]], noun: str) -> Iterator[Finding]:
    """A `duplicate-id` for each item whose `id` an earlier one has."""
    first: dict[str, Placed[HasId]] = {}
    for item in items:
        id_ = item.value.id
        earlier = first.setdefault(id_, item)
        if earlier is not item:
            yield Finding(
                code="duplicate-id",
                message=f"two entries have the id '{{typed}}', so a reference to this {noun} could mean either",
                help="give one of them another id, and correct the places that mean it",
                document=item.document,
                keys=(*item.keys, "id"),
                typed=id_,
                others=(Other("the other one stands here", earlier.document, (*earlier.keys, "id")),),
            )


def duplicate_sessions(context: Context) -> Iterator[Finding]:
    """`duplicate-session`: two sessions that took or take place have one number."""
    first: dict[int, Document] = {}
    for placed in context.live:
        number = placed.value.session
        earlier = first.setdefault(number, placed.document)
        if earlier is not placed.document:
            yield Finding(
                code="duplicate-session",
                message=f"another session is number {number} too",
                help="number sessions in the order of their dates; a moved session gives its number to the new day",
                document=placed.document,
                keys=("session",),
                others=(Other("the other one stands here", earlier, ("session",)),),
            )


def unknown_goals(context: Context) -> Iterator[Finding]:
    """`unknown-goal`: a reference to a goal that goals.yml does not have."""
    if not context.goals_known:
        return
    goals = {placed.value.id: placed for placed in context.goals}
    for document, keys, id_ in _goal_references(context):
        if id_ not in goals:
            meant = suggest(id_, tuple(goals))
            place = goals[meant] if meant else None
            listed = f"goals here: {', '.join(goals)}" if goals else "add the goal to goals.yml first"
            yield Finding(
                code="unknown-goal",
                message="'{typed}' is not the id of a goal",
                help=f"did you mean '{meant}'?" if meant else listed,
                document=document,
                keys=keys,
                typed=id_,
                others=(Other(f"'{meant}' is defined here", place.document, (*place.keys, "id")),)
                if place
                else (),
                quotes=bool(goals),
            )


Reference = tuple[Document, Keys, str]


def _goal_references(context: Context) -> Iterator[Reference]:
    """Every place that names a goal."""
    yield from _named(context.actions)
    for session in context.sessions:
        for number, id_ in enumerate(session.value.focus):
            yield session.document, ("focus", number), id_
        yield from _named(within(session, session.value.insights, "insights"))
    if context.goals_file:
        yield from _named(within(context.goals_file, context.goals_file.value.changes, "changes"))
    if plan := context.plan:
        yield from _named(within(plan, plan.value.if_thens, "if_thens"))
        yield from _named(within(plan, plan.value.habits, "habits"))
        yield from _named(within(plan, plan.value.changes, "changes"))
    if feedback := context.feedback:
        yield from _named(within(feedback, feedback.value.chosen, "chosen"))
        yield from _named(within(feedback, feedback.value.pulses, "pulses"))
    if closing := context.closing:
        yield from _named(within(closing, closing.value.rescored, "rescored"))
        yield from _named(within(closing, closing.value.sustain.if_thens, "sustain", "if_thens"))
        for number, check_in in enumerate(closing.value.follow_up):
            yield from _named(within(closing, check_in.scores, "follow_up", number, "scores"))
    for release in context.releases:
        yield from _named(within(release, release.value.goals, "goals"))


def _named(items: Iterable[Placed[HasGoal]]) -> Iterator[Reference]:
    for item in items:
        id_ = item.value.goal
        if id_ is not None:
            yield item.document, (*item.keys, "goal"), id_


def unknown_coach(context: Context) -> Iterator[Finding]:
    """`unknown-coach`: the engagement's coach is not in practice.yml."""
    engagement = context.engagement
    if engagement and context.practice.coach(engagement.value.coach) is None:
        id_, ids = engagement.value.coach, tuple(coach.id for coach in context.practice.file.coaches)
        yield _unknown("coach", "the id of a coach in practice.yml", engagement, ("coach",), id_, ids)


def unknown_programme(context: Context) -> Iterator[Finding]:
    """`unknown-programme`: there is no such file in content/programmes."""
    engagement = context.engagement
    if engagement is None:
        return
    id_ = engagement.value.programme
    if id_ not in context.practice.programmes and f"content/programmes/{id_}.yml" not in context.broken:
        ids = tuple(context.practice.programmes)
        yield _unknown("programme", "a programme in content/programmes", engagement, ("programme",), id_, ids)


def unknown_kit(context: Context) -> Iterator[Finding]:
    """`unknown-kit`: a session gives, or a reflection answers, a piece that content/kit does not have."""
    ids = context.practice.kit
    for session in context.sessions:
        for number, given in enumerate(session.value.resources):
            if given.kit not in ids and not _is_broken_kit(context, given.kit):
                keys = ("resources", number, "kit")
                yield _unknown(
                    "kit", "the id of a piece in content/kit", session, keys, given.kit, tuple(ids)
                )
    for reflection in context.reflections:
        kit = reflection.value.kit
        if kit is not None and kit not in ids and not _is_broken_kit(context, kit):
            yield _unknown("kit", "the id of a piece in content/kit", reflection, ("kit",), kit, tuple(ids))


def _is_broken_kit(context: Context, id_: str) -> bool:
    return f"content/kit/{id_}.md" in context.broken


def _unknown(noun: str, kind: str, holder: Placed[P], keys: Keys, id_: str, ids: tuple[str, ...]) -> Finding:
    meant = suggest(id_, ids)
    return Finding(
        code=f"unknown-{noun}",
        message=f"'{{typed}}' is not {kind}",
        help=f"did you mean '{meant}'?" if meant else f"there is: {', '.join(sorted(ids)) or 'none yet'}",
        document=holder.document,
        keys=keys,
        typed=id_,
    )


def unknown_session(context: Context) -> Iterator[Finding]:
    """`unknown-session`: a reflection follows a session that has no file."""
    if not context.sessions_known:
        return
    numbers = {placed.value.session for placed in context.sessions}
    for reflection in context.reflections:
        number = reflection.value.session
        if number is not None and number not in numbers:
            yield Finding(
                code="unknown-session",
                message=f"no file in sessions/ has the number {number}",
                help="correct the number, or leave the key out when the entry follows no session",
                document=reflection.document,
                keys=("session",),
            )


def file_names(context: Context) -> Iterator[Finding]:
    """`file-name-differs`: a session's file is not named for its date."""
    for session in context.sessions:
        name = session.document.source.path.rpartition("/")[2].removesuffix(".yml")
        day = session.value.date.isoformat()
        if not name.startswith(day):
            yield Finding(
                code="file-name-differs",
                message=f"the file's name does not begin with the session's date, {day}",
                help=f"rename the file to {day}.yml, or correct the date",
                document=session.document,
                keys=("date",),
            )


RULES = (
    missing_engagement_file,
    duplicate_ids,
    duplicate_sessions,
    unknown_goals,
    unknown_coach,
    unknown_programme,
    unknown_kit,
    unknown_session,
    file_names,
)
