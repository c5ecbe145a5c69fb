"""The rhythm of the work: sessions held, planned, moved and missed, and engagements that stand still."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from coachbook.model.checks.context import Context, Finding, Other, Placed, days, paused_days
from coachbook.model.sessions import SessionFile

SLACK: Final = 1.5
"""A gap between sessions may be this many times the agreed cadence before anybody is told."""
GRACE: Final = timedelta(days=7)
"""After a session, this long to plan the next one and to write the summary."""
STALE_AFTER: Final = timedelta(days=60)
"""Days without any sign of work after which an active engagement is asked about."""


def held_in_future(context: Context) -> Iterator[Finding]:
    """`session-in-future-held`: a session that is said to have taken place tomorrow."""
    for placed in context.live:
        if placed.value.status == "held" and placed.value.date > context.today:
            yield _at(
                placed,
                "status",
                "session-in-future-held",
                f"this session is marked held, and {placed.value.date} has not come yet",
                "write status: planned, or correct the date",
            )


def still_planned(context: Context) -> Iterator[Finding]:
    """`past-session-still-planned`: the day has passed and nobody has said what happened."""
    for placed in context.live:
        if placed.value.status == "planned" and placed.value.date < context.today:
            late = (context.today - placed.value.date).days
            yield _at(
                placed,
                "status" if "status" in placed.value.model_fields_set else "date",
                "past-session-still-planned",
                f"this session was {days(late)} ago and is still marked planned",
                "write status: held, moved or cancelled",
            )


def held_without_summary(context: Context) -> Iterator[Finding]:
    """`held-without-summary`: a week after a session its page is still empty."""
    for placed in context.live:
        value = placed.value
        if value.status == "held" and value.summary is None and value.date + GRACE < context.today:
            yield _at(
                placed,
                "status",
                "held-without-summary",
                "this session was held and has no summary, so its page says little",
                "write summary: two or three sentences that both would agree on",
            )


def moved_without_date(context: Context) -> Iterator[Finding]:
    """`moved-without-date`: moved, and nobody says to when."""
    for placed in context.sessions:
        if placed.value.status == "moved" and placed.value.moved_to is None:
            yield _at(
                placed,
                "status",
                "moved-without-date",
                "this session was moved, and 'moved_to' does not say to which day",
                "write moved_to: and the new day, or status: cancelled",
            )


def cancelled_with_summary(context: Context) -> Iterator[Finding]:
    """`cancelled-with-summary`: something is recorded of a session that did not take place."""
    for placed in context.sessions:
        value = placed.value
        filled = [
            key
            for key in ("summary", "progress", "challenges", "strategies", "insights", "alliance")
            if getattr(value, key)
        ]
        if value.status in ("moved", "cancelled") and filled:
            yield _at(
                placed,
                filled[0],
                "cancelled-with-summary",
                f"this session is marked {value.status}, and '{filled[0]}' says what happened in it",
                "correct the status, or take the text out",
            )


def two_on_one_day(context: Context) -> Iterator[Finding]:
    """`two-sessions-same-day`: two files for one day."""
    for earlier, later in zip(context.live, context.live[1:], strict=False):
        if earlier.value.date == later.value.date:
            yield _at(
                later,
                "date",
                "two-sessions-same-day",
                "another session stands on the same day",
                "correct one of the two dates; if both are right, waive this here with the reason",
                Other("the other session", earlier.document, ("date",)),
            )


def session_gap(context: Context) -> Iterator[Finding]:
    """`session-gap`: the wait for a session still to come is much longer than agreed."""
    plan, engagement = context.session_plan, context.engagement
    if plan is None or engagement is None or not context.sessions_known or context.is_closed:
        return
    for earlier, later in zip(context.live, context.live[1:], strict=False):
        first, last = earlier.value.date, later.value.date
        gap = (last - first).days - paused_days(engagement.value.pause, first, last)
        if last >= context.today and gap > plan.cadence * 7 * SLACK:
            agreed = "1 week" if plan.cadence == 1 else f"{plan.cadence} weeks"
            yield _at(
                later,
                "date",
                "session-gap",
                f"{days(gap)} lie between this session and the one before it; {agreed} were agreed",
                "plan one in between, or waive this here with the reason",
                Other("the session before", earlier.document, ("date",)),
            )


def no_next_session(context: Context) -> Iterator[Finding]:
    """`no-next-session`: sessions are left and none is planned."""
    plan, engagement = context.session_plan, context.engagement
    if plan is None or engagement is None or not context.sessions_known or not context.is_active:
        return
    if context.n_held >= plan.planned or _next_day(context) is not None or _quiet_days(context) is not None:
        return
    last = context.live[-1] if context.live else None
    since = last.value.date if last else engagement.value.starts
    if since + GRACE < context.today <= engagement.value.ends:
        yield Finding(
            code="no-next-session",
            message=f"{context.n_held} of {plan.planned} sessions held so far, and no other is planned",
            help="write a file in sessions/ for the next one, or next: in the last one",
            document=last.document if last else engagement.document,
            keys=("date",) if last else ("starts",),
        )


def _next_day(context: Context) -> date | None:
    named = [each.value.date for each in context.live]
    named += [each.value.next.date for each in context.live if each.value.next]
    named += [each.value.moved_to for each in context.sessions if each.value.moved_to]
    return min((day for day in named if day >= context.today), default=None)


def more_than_agreed(context: Context) -> Iterator[Finding]:
    """`sessions-over-agreement`: more sessions than were agreed."""
    plan, engagement = context.session_plan, context.engagement
    if plan is None or engagement is None or len(context.live) <= plan.planned:
        return
    agreed_here = engagement.value.agreement.sessions is not None
    number = ("agreement", "sessions", "planned") if agreed_here else ("programme",)
    yield _at(
        context.live[plan.planned],
        "session",
        "sessions-over-agreement",
        f"{plan.planned} sessions were agreed, and there are {len(context.live)}",
        "agree on the further sessions, and write the new number under agreement: sessions: planned",
        Other("the number agreed", engagement.document, number),
    )


def stale_engagement(context: Context) -> Iterator[Finding]:
    """`stale-engagement`: active, and nothing for two months."""
    engagement, quiet = context.engagement, _quiet_days(context)
    if engagement is not None and quiet is not None:
        yield Finding(
            code="stale-engagement",
            message=f"this engagement is active, and the last sign of work is {days(quiet)} old",
            help="plan a session, write status: paused with the reason, or close the engagement",
            document=engagement.document,
            keys=("status",) if "status" in engagement.value.model_fields_set else ("starts",),
        )


def _quiet_days(context: Context) -> int | None:
    """Days since the last sign of work, if that is too long ago; None also where a file is missing from the picture."""
    engagement = context.engagement
    is_whole = context.sessions_known and context.reflections_known and context.goals_known
    if engagement is None or not is_whole or not context.is_active or context.today > engagement.value.ends:
        return None
    last = max(day for day in _signs_of_work(context, engagement.value.starts) if day <= context.today)
    is_quiet = last + STALE_AFTER < context.today and _next_day(context) is None
    return (context.today - last).days if is_quiet else None


def _signs_of_work(context: Context, starts: date) -> Iterator[date]:
    yield starts
    for session in context.live:
        yield session.value.date
    for reflection in context.reflections:
        yield reflection.value.date
    for goal in context.goals:
        for reading in goal.value.measure.readings if goal.value.measure else ():
            yield reading.date
        for rating in goal.value.ratings:
            yield rating.date


def past_end(context: Context) -> Iterator[Finding]:
    """`engagement-past-end`: the last day has passed and the engagement is not closed."""
    engagement = context.engagement
    if engagement is None or engagement.value.ends < engagement.value.starts:
        return  # end-before-start says it
    if not context.is_closed and engagement.value.ends < context.today:
        late = (context.today - engagement.value.ends).days
        yield Finding(
            code="engagement-past-end",
            message=f"the engagement ended {days(late)} ago and is still {engagement.value.status}",
            help="write status: closed, or agree on a later 'ends'",
            document=engagement.document,
            keys=("ends",),
        )


def closed_without_closing(context: Context) -> Iterator[Finding]:
    """`closed-without-closing`: closed, and nothing says how it ended."""
    engagement = context.engagement
    if (
        engagement
        and context.is_closed
        and context.record.closing is None
        and not _is_broken(context, "closing.yml")
    ):
        yield Finding(
            code="closed-without-closing",
            message="the engagement is closed and has no closing.yml",
            help="write closing.yml with the date, the goals rescored and what stays",
            document=engagement.document,
            keys=("status",),
        )


def _is_broken(context: Context, name: str) -> bool:
    return f"clients/{context.record.id}/{name}" in context.broken


def pause_over(context: Context) -> Iterator[Finding]:
    """`pause-over`, `paused-without-dates`: paused beyond the day agreed, or nobody says since when."""
    engagement = context.engagement
    if engagement is None or engagement.value.status != "paused":
        return
    pause = engagement.value.pause
    if pause is None:
        yield Finding(
            code="paused-without-dates",
            message="the engagement is paused, and 'pause' does not say since when",
            help="write pause: with since, and until and a note where they are known",
            document=engagement.document,
            keys=("status",),
        )
    elif pause.until and pause.until < context.today:
        yield Finding(
            code="pause-over",
            message=f"the pause ended {days((context.today - pause.until).days)} ago, and the status is still paused",
            help="write status: active, or a later 'until'",
            document=engagement.document,
            keys=("pause", "until"),
        )


def follow_up_due(context: Context) -> Iterator[Finding]:
    """`follow-up-due`: a check-in whose day has passed without a word."""
    if context.closing is None:
        return
    for number, check_in in enumerate(context.closing.value.follow_up):
        if check_in.held is None and check_in.planned < context.today:
            yield Finding(
                code="follow-up-due",
                message=f"this check-in was planned for {check_in.planned} and is not marked held",
                help="write held: and the day, or plan another day",
                document=context.closing.document,
                keys=("follow_up", number, "planned"),
            )


def _at(
    placed: Placed[SessionFile], key: str, code: str, message: str, help_: str, *others: Other
) -> Finding:
    return Finding(
        code=code, message=message, help=help_, document=placed.document, keys=(key,), others=others
    )


RULES = (
    held_in_future,
    still_planned,
    held_without_summary,
    moved_without_date,
    cancelled_with_summary,
    two_on_one_day,
    session_gap,
    no_next_session,
    more_than_agreed,
    stale_engagement,
    past_end,
    closed_without_closing,
    pause_over,
    follow_up_due,
)
