"""Calendar files (RFC 5545) for planned sessions: neutral, small, the same bytes each time.

A calendar is shared with assistants and shows on lock screens, so an entry says only who meets and where to look:
never a goal, never what the session is about. Times are in UTC, which every calendar reads alike.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from icalendar import Calendar, Event

from coachbook.model.views import ExecutiveView, SessionEntry

FEED = "sessions.ics"


def session_calendar(view: ExecutiveView, session: SessionEntry) -> bytes:
    """One planned session as a calendar file."""
    return _calendar(view, (session,))


def feed_calendar(view: ExecutiveView) -> bytes:
    """Every coming session and every cancelled one, as one file to subscribe to."""
    latest = {session.number: session for session in view.sessions if session.status != "moved"}
    return _calendar(view, latest.values())


def _calendar(view: ExecutiveView, sessions: Iterable[SessionEntry]) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Coachbook//Sessions//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for session in sessions:
        if (
            session.starts is not None
            and session.ends is not None
            and session.status in ("planned", "cancelled")
        ):
            calendar.add_component(_event(view, session, session.starts, session.ends))
    return bytes(calendar.to_ical())


def _event(view: ExecutiveView, session: SessionEntry, starts: datetime, ends: datetime) -> Event:
    """One event. Its UID is the session's number, so that a moved session moves in the calendar too (RFC 5546)."""
    event = Event()
    event.add("uid", f"session-{session.number}@{view.reference}.coachbook")
    event.add(
        "sequence", sum(each.number == session.number and each.date < session.date for each in view.sessions)
    )
    event.add("summary", f"Session with {view.coach.first_name}")
    event.add("dtstart", starts.astimezone(UTC))
    event.add("dtend", ends.astimezone(UTC))
    # From the data and not from the clock: the same practice gives the same bytes.
    event.add("dtstamp", starts.astimezone(UTC))
    event.add("status", "CANCELLED" if session.status == "cancelled" else "CONFIRMED")
    event.add("class", "PRIVATE")
    if session.place and session.mode == "in person":
        event.add("location", session.place)
    return event
