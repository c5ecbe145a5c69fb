"""The rules where the pages' examples do not reach: places, edges, what silences them, waivers and levels."""
# ruff: noqa: E501  (one case a line)

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest
from fictional import BASE, TODAY, diagnose

from coachbook.model.checks import levelled
from coachbook.source.diagnostics import Diagnostic, Severity, Span

CLIENT = "clients/harbour/"
GOALS = BASE[f"{CLIENT}goals.yml"]
ENGAGEMENT = BASE[f"{CLIENT}engagement.yml"]
SECOND = BASE[f"{CLIENT}sessions/2026-03-16.yml"]


def of(files: Mapping[str, str | None], today: date = TODAY) -> list[str]:
    """The codes found, in the order of files and lines; paths in `files` are within the engagement."""
    return [found.code for found in full(files, today)]


def full(files: Mapping[str, str | None], today: date = TODAY) -> list[Diagnostic]:
    placed = {path if path.startswith("content/") else CLIENT + path: text for path, text in files.items()}
    return sorted(diagnose(placed, today), key=lambda each: (each.path, each.span.line if each.span else 0))


def second(more: str) -> dict[str, str | None]:
    """The session of 16 March with more in it."""
    return {"sessions/2026-03-16.yml": SECOND + more}


def note(text: str, day: str = "2026-03-16") -> dict[str, str | None]:
    return {f"coach/{day}.yml": f"date: {day}\nnotes: |\n  {text}\n"}


# Places


def test_a_finding_stands_at_the_value_it_is_about() -> None:
    (found,) = full(second("focus: [delegate, delegte]\n"))

    assert (found.code, found.span, found.keys) == ("unknown-goal", Span(6, 19, 26), ("focus", 1))
    assert [(other.path, other.span) for other in found.related] == [(f"{CLIENT}goals.yml", Span(2, 9, 17))]
    assert found.remedy() == "did you mean 'delegate'?"


def test_an_overdue_action_says_how_late_it_is() -> None:
    (found,) = full(second("actions:\n  - {text: Ask two peers, due: 2026-03-19}\n"))

    assert (found.code, found.span) == ("overdue-action", Span(7, 32, 42))
    assert found.words() == "this action is 1 day late"


def test_a_link_in_the_kit_is_placed_in_the_whole_file() -> None:
    path = "content/kit/the-first-question.md"
    (found,) = full({path: BASE[path] + "\nThen [read on](gone.md).\n"})

    assert (found.code, found.span) == ("broken-link", Span(16, 6, 24))


@pytest.mark.parametrize(
    ("target", "codes"),
    [
        ("the-first-question.md", []),
        ("the-first-question.md#when", []),
        ("https://example.org/a.md", []),
        ("#when", []),
        ("gone.md#when", ["broken-link"]),
    ],
)
def test_links_of_the_kit(target: str, codes: list[str]) -> None:
    path = "content/kit/the-first-question.md"

    assert of({path: f"{BASE[path]}[read]({target})\n\n```\n[read](gone.md)\n```\n`[x](gone.md)`\n"}) == codes


# A broken file silences what would be a guess, and nothing else


@pytest.mark.parametrize("broken", ["goals:\n  - id: delegate\n", "goals: [\n"])
def test_a_broken_goals_file_makes_no_goal_unknown(broken: str) -> None:
    codes = of({"goals.yml": broken, **second("start: 25:00\n")})

    assert "unknown-goal" not in codes
    assert len(codes) == 2


@pytest.mark.parametrize("broken", ["session: 3\n", "session: [\n"])
def test_a_broken_session_leaves_gaps_and_goals_alone(broken: str) -> None:
    codes = of({"sessions/2026-03-30.yml": broken, "plan.yml": "about: Nothing yet.\n"})

    assert len(codes) == 1


def test_a_broken_engagement_is_not_a_missing_one() -> None:
    assert of({"engagement.yml": "executive: [\n"}) == ["unclosed-bracket"]


def test_a_broken_piece_of_the_kit_is_not_unknown() -> None:
    codes = of(
        {
            "content/kit/the-first-question.md": "---\nid: the-first-question\n---\n",
            **second("resources:\n  - {kit: the-first-question, why: A way to begin}\n"),
        }
    )

    assert codes == ["missing-key"]


def test_a_misspelt_goal_is_told_once() -> None:
    plan = BASE[f"{CLIENT}plan.yml"].replace("goal: delegate", "goal: delegte")

    assert of({"plan.yml": plan}) == ["unknown-goal"]


# Rhythm


def test_a_pause_is_no_gap() -> None:
    later = {"sessions/2026-03-30.yml": None, "sessions/2026-04-27.yml": "session: 3\ndate: 2026-04-27\n"}
    pause = ENGAGEMENT + "pause: {since: 2026-03-20, until: 2026-04-17}\n"

    assert of(later) == ["session-gap"]
    assert of({**later, "engagement.yml": pause}) == []


def test_old_gaps_are_not_told() -> None:
    assert (
        of(
            {
                "sessions/2026-03-02.yml": None,
                "sessions/2026-01-12.yml": "session: 1\ndate: 2026-01-12\nstatus: held\nsummary: S\n",
            }
        )
        == []
    )


def test_a_next_session_may_be_named_in_the_last_one() -> None:
    alone: dict[str, str | None] = {"sessions/2026-03-30.yml": None, "sessions/2026-03-16.yml": None}
    first = BASE[f"{CLIENT}sessions/2026-03-02.yml"]

    assert of(alone) == ["no-next-session"]
    assert of({**alone, "sessions/2026-03-02.yml": first + "next: {date: 2026-03-23, start: 14:30}\n"}) == []


def test_nothing_is_asked_of_an_engagement_that_has_not_begun() -> None:
    bare: dict[str, str | None] = dict.fromkeys(
        (
            "goals.yml",
            "plan.yml",
            "sessions/2026-03-02.yml",
            "sessions/2026-03-16.yml",
            "sessions/2026-03-30.yml",
        )
    )
    later = ENGAGEMENT.replace("starts: 2026-01-12", "starts: 2026-04-06")

    assert of({**bare, "engagement.yml": later}) == []


@pytest.mark.parametrize(
    ("day", "start", "zone", "codes"),
    [
        ("2026-03-29", "00:59", "Europe/London", []),
        ("2026-03-29", "01:00", "Europe/London", ["no-such-local-time"]),
        ("2026-03-29", "01:59", "Europe/London", ["no-such-local-time"]),
        ("2026-03-29", "02:00", "Europe/London", []),
        ("2026-03-29", "01:30", "America/New_York", []),
        ("2026-03-29", "01:30", "UTC", []),
    ],
)
def test_hours_that_the_clock_skips(day: str, start: str, zone: str, codes: list[str]) -> None:
    files = {
        "engagement.yml": f"{ENGAGEMENT}timezone: {zone}\n",
        "sessions/2026-03-30.yml": None,
        f"sessions/{day}.yml": f"session: 3\ndate: {day}\nstart: {start}\n",
    }

    assert of(files) == codes


# Feedback


def feedback(groups: str, scores: str, more: str = "") -> dict[str, str | None]:
    return {
        "feedback.yml": "rounds:\n  - id: spring\n    title: Spring\n    closed: 2026-03-06\n"
        f"    groups: [{groups}]\n    items:\n      - text: Leaves decisions where they belong\n        scores: [{scores}]\n{more}"
    }


PEERS = "{group: peers, invited: 6, answered: 5}"


@pytest.mark.parametrize(
    ("groups", "scores", "codes"),
    [
        (PEERS, "{group: peers, mean: 4}", []),
        (PEERS, "{group: peers, mean: 4, n: 2}", ["group-too-small"]),
        (PEERS, "{group: peers, mean: 4, n: 7}", ["more-answers-than-asked"]),
        ("{group: manager, invited: 1, answered: 1}", "{group: manager, mean: 4}", []),
        ("{group: self, invited: 1, answered: 1}", "{group: self, mean: 4}", []),
        ("{group: reports, invited: 2, answered: 2}", "{group: reports, mean: 4}", ["group-too-small"]),
        ("{group: reports, invited: 2, answered: 2}", "", []),
        (f"{PEERS}, {{group: reports, invited: 2, answered: 2}}, {{group: others, invited: 7, answered: 7}}", "{group: others, mean: 4}", []),
        (PEERS, "{group: peers, mean: 0.9}", ["score-outside-scale"]),
    ],
)  # fmt: skip
def test_who_may_be_shown(groups: str, scores: str, codes: list[str]) -> None:
    assert of(feedback(groups, scores)) == codes


def test_a_practice_may_ask_for_more_people() -> None:
    stricter = BASE["content/practice.yml"] + "minimum_raters: 6\n"

    assert of({**feedback(PEERS, "{group: peers, mean: 4}"), "content/practice.yml": stricter}) == [
        "group-too-small"
    ]


@pytest.mark.parametrize(
    ("closed", "answered", "codes"),
    [
        ("2026-03-16", 6, ["groups-can-be-subtracted"]),
        ("2026-03-16", 8, []),
        ("2026-03-16", 5, []),
        ("2026-09-16", 6, []),
    ],
)
def test_a_round_repeated_with_one_more_answer_gives_that_answer_away(
    closed: str, answered: int, codes: list[str]
) -> None:
    again = (
        f"  - id: again\n    title: Again\n    closed: {closed}\n"
        f"    groups: [{{group: peers, invited: 9, answered: {answered}}}]\n"
        "    items:\n      - {text: Leaves decisions where they belong, scores: [{group: peers, mean: 4}]}\n"
    )
    found = of(feedback(PEERS, "{group: peers, mean: 4}", again), date(2026, 3, 20))

    assert [code for code in found if code != "date-in-future"] == codes


# Privacy


STRAY = "she expects the new finance director to fail and collects evidence"


def test_a_stray_sentence_is_told_without_quoting_it() -> None:
    files = {
        **note(STRAY),
        **second("progress: Perhaps, I think, she EXPECTS the new finance-director to fail.\n"),
    }
    (found,) = full(files)

    assert (found.code, found.severity, found.keys) == (
        "private-text-in-wider-audience",
        "error",
        ("progress",),
    )
    assert found.typed is None
    assert "finance" not in found.message + found.help


@pytest.mark.parametrize(
    "files",
    [
        {**note(f'She said: "{STRAY}".'), **second(f"progress: {STRAY}\n")},
        {**note(f"She said: “{STRAY}”."), **second(f"progress: {STRAY}\n")},
        {**note(STRAY, "2026-03-17"), **second(f"progress: {STRAY}\n")},
        {**note(STRAY), "reflections/2026-03-18.yml": f"date: 2026-03-18\ntext: {STRAY}\n"},
        {**note("She wants to delegate the weekly operating review, and cannot."), **second("progress: Delegate the weekly operating review.\n")},
        {**note("It went well at the end of the day for all of them."), **second("progress: Well at the end of the day for them.\n")},
        {**note("finance director fails"), **second("progress: finance director fails\n")},
    ],
    ids=["quoted", "curly-quotes", "shared-before", "her-own", "a-title", "small-change", "short"],
)  # fmt: skip
def test_words_that_are_no_strays(files: dict[str, str | None]) -> None:
    assert of(files) == []


def test_a_stray_in_the_goals_is_told_whatever_its_date() -> None:
    goals = GOALS.replace("    visible_to", f"    matters_to_me: {STRAY}\n    visible_to")

    assert of({**note(STRAY), "goals.yml": goals}) == ["private-text-in-wider-audience"]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Write to tomas@halden.example about it", ["contact-detail-in-prose"]),
        ("Write to priya.raman@northlight.example", []),
        ("Ring +44 20 7946 0958", ["contact-detail-in-prose"]),
        ("Ring (020) 7946-0958", ["contact-detail-in-prose"]),
        ("Between 2026-03-16 and 2026-03-30 at 14:30", []),
        ("Budget 2026 2027, 14 000 000 pounds", []),
        ("The password is not the point", []),
        ("Password: heron4471", ["looks-like-secret"]),
        ("https://ines:heron@wiki.example/x", ["looks-like-secret", "contact-detail-in-prose"]),
        ("ghp_" + "a1B2" * 9, ["looks-like-secret"]),
        ("[name] will ring back", ["todo-left"]),
        ("It is all [as agreed] in the minutes", []),
        ("Todo el equipo", []),
        ("A tribunal hearing in May", ["sensitive-words"]),
    ],
)
def test_what_is_looked_for_in_prose(text: str, codes: list[str]) -> None:
    assert sorted(of(second(f'progress: "{text}"\n'))) == sorted(codes)


def test_how_to_reach_the_coach_may_be_said_where_it_belongs() -> None:
    reach = ENGAGEMENT.replace(
        "agreement:\n  signed: {exec", "agreement:\n  between_sessions: Ring 020 7946 0958.\n  signed: {exec"
    )

    assert reach != ENGAGEMENT
    assert of({"engagement.yml": reach}) == []


def test_a_secret_in_a_coachs_note_is_one_too() -> None:
    assert of(note("The password is heron4471.")) == ["looks-like-secret"]


# Waivers and levels


UNMEASURED = "goals:\n  - id: delegate\n    title: Delegate the weekly operating review\n"


@pytest.mark.parametrize(
    ("goals", "engagement", "codes"),
    [
        ("", "", ["goal-without-measure"]),
        ("    waive: {goal-without-measure: exploratory}\n", "", []),
        ("", "waive: {goal-without-measure: exploratory}\n", []),
        ("    waive: {too-many-goals: no}\n", "waive: {goal-without-measure: yes}\n", ["stale-waiver"]),
        ("    waive: {unknown-goal: no}\n", "", ["fixed-level", "goal-without-measure"]),
        ("    waive: {goal-without-mesure: later}\n", "", ["goal-without-measure", "unknown-waiver"]),
    ],
)
def test_waivers(goals: str, engagement: str, codes: list[str]) -> None:
    files = {"goals.yml": UNMEASURED + goals, "engagement.yml": ENGAGEMENT + engagement}

    assert sorted(of(files)) == codes


def test_a_stale_waiver_may_be_waived_for_the_whole_engagement() -> None:
    files = {
        "engagement.yml": ENGAGEMENT + "waive: {too-many-goals: no, stale-waiver: kept for the record}\n"
    }

    assert of(files) == []


def test_a_waiver_on_one_action_leaves_the_other() -> None:
    late = "  - {{text: Ask {}, due: 2026-03-17, goal: delegate{}}}\n"
    plan = (
        "actions:\n" + late.format("Tomas", ", waive: {overdue-action: he is ill}") + late.format("Ana", "")
    )
    (found,) = full({"plan.yml": plan})

    assert (found.code, found.keys) == ("overdue-action", ("actions", 1, "due"))


@pytest.mark.parametrize(("level", "severity"), [("error", "error"), ("note", "note"), ("off", None)])
def test_a_practice_sets_its_levels(level: str, severity: Severity | None) -> None:
    practice = BASE["content/practice.yml"] + f"lint: {{goal-without-measure: {level}}}\n"
    found = full({"goals.yml": UNMEASURED, "content/practice.yml": practice})

    assert [each.severity for each in found] == ([severity] if severity else [])


def test_levels_reach_the_readers_warnings_and_never_an_error() -> None:
    def one(code: str, severity: Severity) -> Diagnostic:
        return Diagnostic(code=code, severity=severity, message="m", path="p", span=None)

    given = (one("utf-16", "warning"), one("unknown-key", "error"), one("text-after-hash", "error"))
    left = levelled(given, {"utf-16": "off", "unknown-key": "off", "text-after-hash": "off"})

    assert [each.code for each in left] == ["unknown-key", "text-after-hash"]
    assert levelled(left, {"utf-16": "off"}) == left
