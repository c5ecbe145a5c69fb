"""Calendar files of a site: one per planned session, and one with all of them."""

from __future__ import annotations

from coachbook.model.views import ExecutiveView
from coachbook.shell.publish import Preview


def calendars_of(view: ExecutiveView) -> tuple[Preview, ...]:
    """The calendar files the site links to; none when nothing is planned, and then icalendar is not imported."""
    planned = [session for session in view.sessions if session.calendar_url]
    if not planned:
        return ()
    from coachbook.exchange.calendar import FEED, feed_calendar, session_calendar

    files = [Preview(session.calendar_url or "", session_calendar(view, session)) for session in planned]
    return (*files, Preview(FEED, feed_calendar(view)))
