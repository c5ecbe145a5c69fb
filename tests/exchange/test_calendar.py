"""Calendar files: neutral, stable, and what a calendar program reads back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from icalendar import Calendar

from coachbook.exchange.calendar import feed_calendar, session_calendar
from coachbook.model.engagement import complete, reflections_of
from coachbook.model.executive import executive_view
from coachbook.model.views import ExecutiveView
from coachbook.shell.workspace import Workspace, read_practice, read_record

ROOT = Path(__file__).parents[2]


def sample_view(id: str = "harbour") -> ExecutiveView:
    workspace = Workspace(ROOT)
    practice, _ = read_practice(workspace)
    assert practice is not None
    assert practice.file.as_of is not None
    record, _ = read_record(workspace, id)
    engagement = complete(record, practice)
    assert engagement is not None
    return executive_view(engagement, reflections_of(record), practice, practice.file.as_of)


def events(body: bytes) -> list[object]:
    return list(Calendar.from_ical(body).walk("VEVENT"))


def test_a_planned_session_is_one_event_in_utc_that_names_nobody_but_the_coach() -> None:
    view = sample_view()
    session = view.home.next_session
    assert session is not None

    body = session_calendar(view, session)
    (event,) = Calendar.from_ical(body).walk("VEVENT")

    assert event["SUMMARY"] == "Session with Priya"
    assert event.decoded("DTSTART") == datetime(2026, 3, 30, 13, 30, tzinfo=UTC)
    assert event.decoded("DTEND") == datetime(2026, 3, 30, 15, 0, tzinfo=UTC)
    assert event["CLASS"] == "PRIVATE"
    assert "Ines" not in body.decode()
    assert "DESCRIPTION" not in event


def test_the_same_session_gives_the_same_bytes() -> None:
    first, second = sample_view(), sample_view()
    assert first.home.next_session is not None
    assert second.home.next_session is not None

    assert session_calendar(first, first.home.next_session) == session_calendar(
        second, second.home.next_session
    )


def test_a_moved_session_keeps_its_uid_and_raises_its_sequence() -> None:
    view = sample_view()
    planned = view.home.next_session
    assert planned is not None
    assert planned.starts is not None
    moved = replace(planned, status="moved")
    later = replace(planned, date=planned.date.replace(month=4, day=2))
    view = replace(view, sessions=(moved, later))

    (event,) = Calendar.from_ical(feed_calendar(view)).walk("VEVENT")

    assert event["UID"] == f"session-{planned.number}@harbour.coachbook"
    assert event["SEQUENCE"] == 1


def test_a_cancelled_session_that_nothing_replaces_is_cancelled_in_the_feed() -> None:
    view = sample_view()
    planned = view.home.next_session
    assert planned is not None
    view = replace(view, sessions=(replace(planned, status="cancelled"),))

    (event,) = Calendar.from_ical(feed_calendar(view)).walk("VEVENT")

    assert event["STATUS"] == "CANCELLED"


def test_lines_are_folded_at_75_octets_and_end_in_crlf() -> None:
    view = sample_view()
    planned = view.home.next_session
    assert planned is not None
    far = replace(planned, mode="in person", place="Ångström rooms, " * 12)

    body = session_calendar(view, far)

    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    assert body.endswith(b"END:VCALENDAR\r\n")


def test_a_place_cannot_smuggle_in_another_line() -> None:
    view = sample_view()
    planned = view.home.next_session
    assert planned is not None
    hostile = replace(planned, mode="in person", place="Room 4\r\nATTACH:file:///etc/passwd")

    (event,) = Calendar.from_ical(session_calendar(view, hostile)).walk("VEVENT")

    assert "ATTACH" not in event
