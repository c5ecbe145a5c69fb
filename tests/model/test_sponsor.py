"""What a sponsor gets: nothing without approval of exactly this text, and of an approved text exactly that."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from coachbook.model import releasetext
from coachbook.model.releasetext import FORMAT, digest, release_text, written
from coachbook.model.sponsor import shared_pages, sponsor_view
from coachbook.model.sponsorviews import Attendance, GoalText, ReleaseText, SharedPages, SponsorView
from planted import approve, at, engagement_of, planted, practice_of

TODAY = date(2026, 3, 1)
TEXT = ReleaseText(
    moment="midpoint",
    prepared=date(2026, 2, 1),
    about="Ines Duarte",
    to="Helen Marsh",
    summary="Five sessions.\n\nTwo goals.",
    goals=(
        GoalText("The review runs alone", "on track", "It does."),
        GoalText("The board talks", None, None),
    ),
    attendance=Attendance(12, 5, 1),
    support_asked=("Keep Tuesdays free",),
)

Change = Callable[[dict[str, Any]], object]


def files_at_work() -> dict[str, Any]:
    """The planted engagement with its first release approved, as data that a test may change."""
    files, _ = at(approve(planted().files), "at work")
    return deepcopy(files)


def view_of(files: Mapping[str, Any], today: date = TODAY) -> SponsorView:
    practice = practice_of(files)
    view = sponsor_view(engagement_of(files, practice), practice, today)
    assert view is not None
    return view


def pages_of(files: Mapping[str, Any], today: date = TODAY) -> SharedPages:
    practice = practice_of(files)
    pages = shared_pages(engagement_of(files, practice), practice, today)
    assert pages is not None
    return pages


def text_of(files: Mapping[str, Any], number: int = 0) -> ReleaseText:
    engagement = engagement_of(files, practice_of(files))
    text = release_text(engagement, engagement.releases[number])
    assert text is not None
    return text


def put(files: dict[str, Any], path: str, value: Any) -> None:
    """Writes a value at a path such as `sessions.0.status`."""
    *way, last = (int(step) if step.isdigit() else step for step in path.split("."))
    holder: Any = files
    for step in way:
        holder = holder[step]
    holder[last] = value


def test_without_a_sponsor_there_is_no_view() -> None:
    files = files_at_work()
    files["engagement"]["sponsor"] = None
    practice = practice_of(files)

    assert sponsor_view(engagement_of(files, practice), practice, TODAY) is None
    assert shared_pages(engagement_of(files, practice), practice, TODAY) is None


def test_a_release_is_there_once_it_is_approved() -> None:
    (release,) = view_of(files_at_work()).releases

    assert (release.number, release.url) == (1, "sponsor-release-1.html")
    assert release.approved_on == date(2026, 2, 4)
    assert digest(release.text).startswith(release.mark)
    assert len(release.mark) == 12


def test_without_approval_nothing_is_there_and_nothing_says_so() -> None:
    files = files_at_work()
    files["releases"][0]["approved"] = None
    without = {**files, "releases": []}

    assert view_of(files) == view_of(without)


def test_an_approval_counts_from_its_day_on() -> None:
    files = files_at_work()

    assert view_of(files, date(2026, 2, 3)).releases == ()
    assert len(view_of(files, date(2026, 2, 4)).releases) == 1


@pytest.mark.parametrize(
    ("by", "counts"),
    [
        ("Dr Ines Duarte", True),
        ("Ines Duarte", True),
        ("ines duarte", True),
        ("Nini Duarte", True),
        ("Priya Raman", False),
        ("Ines Raman", False),
    ],
)
def test_only_the_executive_approves(by: str, counts: bool) -> None:
    files = files_at_work()
    files["engagement"]["executive"] |= {"name": "Dr Ines Duarte", "known_as": "Nini"}
    files = approve(files)
    files["releases"][0]["approved"]["by"] = by

    assert len(view_of(files).releases) == counts


WITHDRAWING: Mapping[str, tuple[str, Any]] = {
    "the summary": ("releases.0.summary", "Another summary"),
    "a goal's words": ("releases.0.goals.0.words", "Other words"),
    "a goal's band": ("releases.0.goals.0.progress", "stuck"),
    "a goal's sentence": ("releases.0.goals.0.sentence", "Another sentence"),
    "a sentence taken out": ("releases.0.goals.0.sentence", None),
    "what is asked": ("releases.0.support_asked", ["Something else"]),
    "the day": ("releases.0.prepared", "2026-02-02"),
    "the moment": ("releases.0.release", "closing"),
    "a goal closed to the sponsor": ("goals.goals.0.visible_to", ["executive"]),
    "a goal opened to her": ("goals.goals.1.visible_to", ["executive", "sponsor"]),
    "no goals shared": ("engagement.sponsor.agreement.shares", ["attendance", "progress", "closing"]),
    "no counts shared": ("engagement.sponsor.agreement.shares", ["goals", "progress", "closing"]),
    "no progress shared": ("engagement.sponsor.agreement.shares", ["goals", "attendance", "closing"]),
    "a session cancelled after all": ("sessions.0.status", "cancelled"),
    "a session moved after all": ("sessions.1.status", "moved"),
    "the number agreed": ("engagement.agreement.sessions.planned", 14),
    "another sponsor": ("engagement.sponsor.name", "Somebody Else"),
    "another name": ("engagement.executive.name", "Somebody Else"),
    "a signature taken back": ("engagement.sponsor.agreement.signed.executive", None),
}


@pytest.mark.parametrize("change", WITHDRAWING)
def test_a_change_withdraws_the_release(change: str) -> None:
    files = files_at_work()
    put(files, *WITHDRAWING[change])

    assert view_of(files).releases == ()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("sessions.3.status", "cancelled"),  # after the release was prepared
        ("sessions.0.summary", "Another summary"),
        ("sessions.1.reason", "Another reason"),
        ("goals.goals.0.title", "Another title"),
        ("engagement.sponsor.role", "Another role"),
        ("engagement.sponsor.agreement.support", ["Something else"]),
    ],
)
def test_a_change_elsewhere_leaves_it(path: str, value: Any) -> None:
    files = files_at_work()
    put(files, path, value)

    assert len(view_of(files).releases) == 1


def test_the_withdrawal_is_seen_to_rest_on_the_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    files = files_at_work()
    put(files, *WITHDRAWING["the summary"])
    monkeypatch.setattr(releasetext, "digest", lambda _: files["releases"][0]["approved"]["digest"])

    assert len(view_of(files).releases) == 1


def test_a_withdrawn_text_waits_for_the_executive_again() -> None:
    files = files_at_work()
    put(files, *WITHDRAWING["the summary"])

    waiting = pages_of(files).waiting

    assert [(each.text.moment, each.was_approved) for each in waiting] == [
        ("midpoint", True),
        ("closing", False),
    ]
    assert [each.url for each in waiting] == ["sponsor-waiting-1.html", "sponsor-waiting-2.html"]
    assert "Another summary" in waiting[0].written


def test_the_executive_has_the_same_view_as_the_sponsor() -> None:
    files = files_at_work()

    assert pages_of(files).site == view_of(files)


def test_releases_are_numbered_in_the_order_of_approval() -> None:
    files = approve(files_at_work(), 1, on="2026-02-27")
    files = approve(files, 0, on="2026-02-28")

    assert [(each.number, each.text.moment) for each in view_of(files).releases] == [
        (1, "closing"),
        (2, "midpoint"),
    ]


@pytest.mark.parametrize(
    ("shares", "kinds"),
    [
        (
            ["goals", "attendance", "progress"],
            {"goals", "band", "sentence", "attendance", "summary", "support"},
        ),
        (["goals"], {"goals", "summary", "support"}),
        (["attendance"], {"attendance", "summary", "support"}),
        (["progress"], {"summary", "support"}),
    ],
)
def test_what_may_be_shared_gates_each_kind(shares: list[str], kinds: set[str]) -> None:
    files = files_at_work()
    files["engagement"]["sponsor"]["agreement"]["shares"] = shares
    text = text_of(files)

    found = {
        "goals": bool(text.goals),
        "band": any(goal.band for goal in text.goals),
        "sentence": any(goal.sentence for goal in text.goals),
        "attendance": text.attendance is not None,
        "summary": text.summary is not None,
        "support": bool(text.support_asked),
    }

    assert {kind for kind, is_there in found.items() if is_there} == kinds


@pytest.mark.parametrize(("number", "shares"), [(0, []), (1, ["goals", "attendance", "progress"])])
def test_nothing_is_told_where_nothing_of_the_kind_was_agreed(number: int, shares: list[str]) -> None:
    files = files_at_work()
    files["engagement"]["sponsor"]["agreement"]["shares"] = shares
    engagement = engagement_of(files, practice_of(files))

    assert release_text(engagement, engagement.releases[number]) is None


def test_sessions_are_counted_until_the_text_was_prepared() -> None:
    assert text_of(files_at_work(), 0).attendance == Attendance(13, 1, 1)
    assert text_of(files_at_work(), 1).attendance == Attendance(13, 2, 1)


def test_the_agreement_is_there_once_the_executive_has_signed_it() -> None:
    files = files_at_work()
    assert view_of(files).agreement is not None

    put(files, "engagement.sponsor.agreement.signed.executive", None)

    assert view_of(files).agreement is None


@pytest.mark.parametrize(
    ("status", "today", "words"),
    [
        ("active", date(2025, 9, 1), "Not begun"),
        ("active", date(2026, 3, 1), "Under way"),
        ("paused", date(2026, 3, 1), "Paused"),
        ("active", date(2026, 3, 20), "Complete"),
        ("closed", date(2026, 3, 1), "Complete"),
    ],
)
def test_the_status_is_one_of_four_words(status: str, today: date, words: str) -> None:
    files = files_at_work()
    files["engagement"]["status"] = status

    assert view_of(files, today).status == words


def test_milestones_are_the_days_that_all_three_know() -> None:
    files = files_at_work()
    files["feedback"]["midpoint"] = None
    view = view_of(files, date(2026, 1, 5))

    assert [(each.what, each.date.isoformat(), each.is_held) for each in view.milestones] == [
        ("Mid-point review", "2026-01-20", False),
        ("Closing meeting", "2026-03-10", False),
        ("Check-in after a month", "2026-03-17", False),
        ("Check-in after 3 months", "2026-06-10", False),
    ]
    assert view.next_milestone == view.milestones[0]


def test_the_text_reads_like_a_page_one_could_sign() -> None:
    assert (
        written(TEXT)
        == """\
coachbook-release-1
moment:
    midpoint
prepared:
    2026-02-01
about:
    Ines Duarte
to:
    Helen Marsh
summary:
    Five sessions.
    \n\
    Two goals.
goal:
    The review runs alone
progress:
    on track
sentence:
    It does.
goal:
    The board talks
sessions planned:
    12
sessions held:
    5
sessions cancelled:
    1
support asked:
    Keep Tuesdays free
"""
    )


def test_the_digest_of_a_text_never_changes() -> None:
    """An approval given once holds for good; a new form of text needs a new name beside `coachbook-release-1`."""
    assert FORMAT == "coachbook-release-1"
    assert digest(TEXT) == "c923e0b1a90575e662978fcd60f502a9fa35daf30ae62822977613d5df44d68c"


DIFFERENT = (
    replace(TEXT, moment="closing"),
    replace(TEXT, prepared=date(2026, 2, 2)),
    replace(TEXT, about="Ines"),
    replace(TEXT, to="Helen"),
    replace(TEXT, summary=None),
    replace(TEXT, summary="Five sessions.\nTwo goals."),
    replace(TEXT, summary="Five sessions.\u2028\u2028Two goals."),
    replace(TEXT, goals=TEXT.goals[::-1]),
    replace(TEXT, goals=TEXT.goals[:1]),
    replace(TEXT, goals=(TEXT.goals[0], replace(TEXT.goals[1], band="stuck"))),
    replace(TEXT, goals=(TEXT.goals[0], replace(TEXT.goals[1], sentence="stuck"))),
    replace(TEXT, attendance=None),
    replace(TEXT, attendance=Attendance(12, 1, 5)),
    replace(TEXT, support_asked=()),
    replace(TEXT, support_asked=("Keep Tuesdays", "free")),
    replace(TEXT, support_asked=("Keep Tuesdays\nfree",)),
    # A text that tries to look like other headings.
    replace(TEXT, summary="Five sessions.\n\nTwo goals.\ngoal:\n    The review runs alone"),
    replace(TEXT, summary="Five sessions.\n\nTwo goals.\ngoal:\nThe review runs alone", goals=TEXT.goals[1:]),
    replace(TEXT, support_asked=("Keep Tuesdays free\nsupport asked:\nCome",)),
    replace(TEXT, support_asked=("Keep Tuesdays free", "Come")),
)


def test_two_different_texts_never_have_one_form() -> None:
    forms = {written(text) for text in (TEXT, *DIFFERENT)}

    assert len(forms) == len(DIFFERENT) + 1
