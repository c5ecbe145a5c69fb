"""Calendar files of a site: one per planned session, and one with all of them."""

from __future__ import annotations

from coachbook.model.views import ExecutiveView
from coachbook.render.artifact import Artifact

MEDIA_TYPE = "text/calendar"


def calendars_of(view: ExecutiveView) -> tuple[Artifact, ...]:
    """The calendar files the site links to; none when nothing is planned, and then icalendar is not imported."""
    planned = [session for session in view.sessions if session.calendar_url]
    if not planned:
        return ()
    from coachbook.exchange.calendar import FEED, feed_calendar, session_calendar

    files = [Artifact(each.calendar_url or "", MEDIA_TYPE, session_calendar(view, each)) for each in planned]
    return (*files, Artifact(FEED, MEDIA_TYPE, feed_calendar(view)))
