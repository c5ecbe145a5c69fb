"""Days and hours: what cannot be, what is the wrong way round, and what lies outside the agreed time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from coachbook.model.checks.context import Context, Finding, Other, Placed, within
from coachbook.model.fields import Part, zone
from coachbook.source.diagnostics import Keys
from coachbook.source.yamltext import Document


def end_before_start(context: Context) -> Iterator[Finding]:
    """`end-before-start`: a period that ends before it begins, or an approval older than its text."""
    if engagement := context.engagement:
        file = engagement.value
        if file.ends < file.starts:
            yield _backwards(engagement.document, ("ends",), ("starts",))
        if file.pause and file.pause.until and file.pause.until < file.pause.since:
            yield _backwards(engagement.document, ("pause", "until"), ("pause", "since"))
    for release in context.releases:
        approved = release.value.approved
        if approved and approved.date < release.value.prepared:
            yield _backwards(release.document, ("approved", "date"), ("prepared",))


def _backwards(document: Document, end: Keys, start: Keys) -> Finding:
    return Finding(
        code="end-before-start",
        message=f"this day is before '{start[-1]}'",
        help="correct one of the two; look at the year first",
        document=document,
        keys=end,
        others=(Other(f"'{start[-1]}' stands here", document, start),),
    )


def out_of_order(context: Context) -> Iterator[Finding]:
    """`out-of-order`: dated entries, or session numbers, that do not ascend."""
    for document, keys, day_key, entries in _dated_lists(context):
        for number in range(1, len(entries)):
            if getattr(entries[number], day_key) < getattr(entries[number - 1], day_key):
                yield Finding(
                    code="out-of-order",
                    message="this entry is older than the one above it",
                    help="put the entries in the order of their dates, or correct the date",
                    document=document,
                    keys=(*keys, number, day_key),
                    others=(Other("the one above", document, (*keys, number - 1, day_key)),),
                )
    for earlier, later in zip(context.live, context.live[1:], strict=False):
        if later.value.session < earlier.value.session:
            yield Finding(
                code="out-of-order",
                message=f"session {later.value.session} has a later date than session {earlier.value.session}",
                help="number sessions in the order of their dates",
                document=later.document,
                keys=("session",),
                others=(Other(f"session {earlier.value.session}", earlier.document, ("date",)),),
            )


def _dated_lists(context: Context) -> Iterator[tuple[Document, Keys, str, Sequence[Part]]]:
    """Each list whose entries carry dates: document, keys of the list, name of the date, entries."""
    for goal in context.goals:
        if goal.value.measure:
            yield goal.document, (*goal.keys, "measure", "readings"), "date", goal.value.measure.readings
        yield goal.document, (*goal.keys, "ratings"), "date", goal.value.ratings
    if goals := context.goals_file:
        yield goals.document, ("changes",), "date", goals.value.changes
    if plan := context.plan:
        yield plan.document, ("changes",), "date", plan.value.changes
        for habit in within(plan, plan.value.habits, "habits"):
            yield plan.document, (*habit.keys, "weeks"), "week", habit.value.weeks
    if feedback := context.feedback:
        yield feedback.document, ("pulses",), "date", feedback.value.pulses
    for session in context.sessions:
        for given in within(session, session.value.resources, "resources"):
            yield session.document, (*given.keys, "practice"), "date", given.value.practice


def date_in_future(context: Context) -> Iterator[Finding]:
    """`date-in-future`: a record of something that has not happened yet."""
    for document, keys, day in _recorded_days(context):
        if day > context.today:
            yield Finding(
                code="date-in-future",
                message="this day has not come yet, and only what has happened is recorded here",
                help="correct the date; look at the year first",
                document=document,
                keys=keys,
            )


def _recorded_days(context: Context) -> Iterator[tuple[Document, Keys, date]]:
    for document, keys, day_key, entries in _dated_lists(context):
        for number, entry in enumerate(entries):
            yield document, (*keys, number, day_key), getattr(entry, day_key)
    for action in context.actions:
        if action.value.done:
            yield action.document, (*action.keys, "done"), action.value.done
    for reflection in context.reflections:
        yield reflection.document, ("date",), reflection.value.date
    for release in context.releases:
        if release.value.approved:
            yield release.document, ("approved", "date"), release.value.approved.date
    yield from _signatures(context)
    if feedback := context.feedback:
        for each in within(feedback, feedback.value.rounds, "rounds"):
            yield feedback.document, (*each.keys, "closed"), each.value.closed
        if feedback.value.interviews:
            yield feedback.document, ("interviews", "closed"), feedback.value.interviews.closed
    for note in context.notes:
        if note.value is not None:
            yield note.document, ("date",), note.value.date


def _signatures(context: Context) -> Iterator[tuple[Document, Keys, date]]:
    if context.engagement is None:
        return
    document, file = context.engagement.document, context.engagement.value
    signed: list[tuple[Keys, Part]] = [(("agreement", "signed"), file.agreement.signed)]
    if file.sponsor:
        signed.append((("sponsor", "agreement", "signed"), file.sponsor.agreement.signed))
    for keys, signatures in signed:
        for who, day in signatures:
            if day is not None:
                yield document, (*keys, who), day


def outside_engagement(context: Context) -> Iterator[Finding]:
    """`date-outside-engagement`: a session or a review before the first or after the last day."""
    if context.engagement is None:
        return
    file, document = context.engagement.value, context.engagement.document
    if file.ends < file.starts:
        return  # end-before-start says it
    days: list[tuple[Document, Keys, date]] = [
        (each.document, ("date",), each.value.date) for each in context.live
    ]
    reviews = file.agreement.reviews
    for name, day in (("midpoint", reviews.midpoint), ("closing", reviews.closing)):
        if day:
            days.append((document, ("agreement", "reviews", name), day))
    for place, keys, day in days:
        if not file.starts <= day <= file.ends:
            side, key = (
                ("before its first day", "starts") if day < file.starts else ("after its last day", "ends")
            )
            yield Finding(
                code="date-outside-engagement",
                message=f"this day lies outside the engagement, {side}",
                help=f"correct the date, or move '{key}' in engagement.yml",
                document=place,
                keys=keys,
                others=(Other("the engagement's day stands here", document, (key,)),),
            )


def local_times(context: Context) -> Iterator[Finding]:
    """`no-such-local-time`, `ambiguous-local-time`: an hour that the change of the clocks skips or repeats."""
    file = context.engagement.value if context.engagement else None
    name = (file.timezone if file else None) or context.practice.file.timezone
    for session in context.sessions:
        value = session.value
        if value.start:
            yield from _clock(session, ("start",), datetime.combine(value.date, value.start), name)
        if value.next:
            moment = datetime.combine(value.next.date, value.next.start)
            yield from _clock(session, ("next", "start"), moment, name)


def _clock(placed: Placed[Part], keys: Keys, moment: datetime, name: str) -> Iterator[Finding]:
    # PEP 495: in a gap the offset grows from fold 0 to fold 1, in a repeated hour it shrinks.
    local = moment.replace(tzinfo=zone(name))
    before, after = local.utcoffset(), local.replace(fold=1).utcoffset()
    if before is None or after is None or before == after:
        return
    skipped = before < after
    happens = "is put forward and skips this time" if skipped else "is put back and has this time twice"
    yield Finding(
        code="no-such-local-time" if skipped else "ambiguous-local-time",
        message=f"on {moment:%Y-%m-%d} the clock in {name} {happens}",
        help="choose an hour earlier or later",
        document=placed.document,
        keys=keys,
    )


RULES = (end_before_start, out_of_order, date_in_future, outside_engagement, local_times)
