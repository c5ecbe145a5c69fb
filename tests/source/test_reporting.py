"""Diagnostics become a report: for a person, for a program, and for a place that others read."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from coachbook.source.diagnostics import Diagnostic, Related, Span, shown
from coachbook.source.reporting import ANSI, FORMATS, Checked, Format, report, summary
from coachbook.source.yamltext import SourceFile

PATH = "clients/harbour/goals.yml"
TEXT = "goals:\n  - id: delegate\n    titel: Delegate operational decisions\n    due: 14/07/2026\n"
CHECKED = Checked(
    n_engagements=42,
    version="1.0",
    sources={PATH: SourceFile(PATH, TEXT)},
    titles={"bad-date": "not a date"},
)

UNKNOWN = Diagnostic(
    code="unknown-key", severity="error", message="unknown key '{typed}'", path=PATH, span=Span(3, 5, 10),
    help="did you mean 'title'?", typed="titel", keys=("goals", 0, "titel"),
)  # fmt: skip
BAD_DATE = Diagnostic(
    code="bad-date", severity="error", message="'{typed}' is not a date", path=PATH, span=Span(4, 10, 20),
    help="write it year-month-day: 2026-07-14", typed="14/07/2026", keys=("goals", 0, "due"),
)  # fmt: skip
DANGLING = Diagnostic(
    code="unknown-goal", severity="warning", message="no goal has the id '{typed}'",
    path="clients/harbour/plan.yml", span=Span(2, 9), help="did you mean '{typed}e'?", typed="delegat",
    keys=("actions", 0, "goal"), related=(Related("'{typed}e' is here", PATH, Span(2, 9, 17)),),
)  # fmt: skip
WHOLE = Diagnostic(
    code="file-too-large", severity="error", message="too large", path="content/practice.yml", span=None
)
ALL = (DANGLING, BAD_DATE, UNKNOWN, WHOLE)


def written(*diagnostics: Diagnostic, form: Format = "full", redact: bool = False) -> str:
    return report(diagnostics, CHECKED, form=form, redact=redact)


def test_a_problem_is_shown_with_its_line_and_a_caret_below_it() -> None:
    assert (
        written(UNKNOWN)
        == """\
clients/harbour/goals.yml:3:5: error[unknown-key]: unknown key 'titel'
  |
2 |   - id: delegate
3 |     titel: Delegate operational decisions
  |     ^^^^^
4 |     due: 14/07/2026
  = help: did you mean 'title'?

1 problem in 1 of 42 engagements (1 error) · coachbook explain unknown-key
"""
    )


def test_a_related_place_is_named_below() -> None:
    assert written(DANGLING).splitlines()[:3] == [
        "clients/harbour/plan.yml:2:9: warning[unknown-goal]: no goal has the id 'delegat'",
        "  = note: 'delegate' is here (clients/harbour/goals.yml:2:9)",
        "  = help: did you mean 'delegate'?",
    ]


def test_problems_are_sorted_by_file_line_and_column() -> None:
    heads = written(*ALL, form="concise").splitlines()

    assert [head.split(" ")[0] for head in heads[:-1]] == [
        "clients/harbour/goals.yml:3:5:",
        "clients/harbour/goals.yml:4:10:",
        "clients/harbour/plan.yml:2:9:",
        "content/practice.yml:1:1:",
    ]


def test_the_last_line_counts() -> None:
    assert summary(ALL, 42) == (
        "4 problems in 1 of 42 engagements and 1 shared file (3 errors, 1 warning) · coachbook explain unknown-key"
    )
    assert summary((), 1) == "no problems in 1 engagement"
    assert summary((WHOLE,), 3).startswith("1 problem in 1 shared file (1 error)")


@pytest.mark.parametrize(
    ("line", "span", "text", "carets"),
    [
        ("\ta: x", Span(1, 5, 6), "    a: x", "       ^"),
        ("日本: x", Span(1, 5, 6), "日本: x", "      ^"),
        ("a: 日本", Span(1, 4, 6), "a: 日本", "   ^^^^"),
        ("e\u0301: x", Span(1, 5, 6), "e\u0301: x", "   ^"),
        ("a\u00a0b: x", Span(1, 2, 3), "a[U+00A0]b: x", " ^^^^^^^^"),
        ("a: \x1b[31m", Span(1, 4, 5), "a: [U+001B][31m", "   ^^^^^^^^"),
        ("a:", Span(1, 3), "a:", "  ^"),
        ("a: b", Span(1, 99, 100), "a: b", "    ^"),
    ],
)
def test_carets_stand_below_what_is_meant(line: str, span: Span, text: str, carets: str) -> None:
    problem = Diagnostic(code="x", severity="error", message="m", path="a.yml", span=span)
    checked = Checked(n_engagements=1, version="1", sources={"a.yml": SourceFile("a.yml", line)})

    lines = report([problem], checked, form="full", redact=False).splitlines()

    assert lines[2:4] == [f"1 | {text}", f"  | {carets}"]


def test_a_long_line_is_cut_around_the_place() -> None:
    line = "note: " + "word " * 200 + "HERE" + " more" * 50
    span = Span(1, line.index("HERE") + 1, line.index("HERE") + 5)
    problem = Diagnostic(code="x", severity="error", message="m", path="a.yml", span=span)
    checked = Checked(n_engagements=1, version="1", sources={"a.yml": SourceFile("a.yml", line)})

    _, _, shown_line, carets, *_ = report([problem], checked, form="full", redact=False).splitlines()

    assert len(shown_line) < 115
    assert shown_line[carets.index("^") :][:4] == "HERE"


def test_a_hundred_problems_of_one_file_are_enough() -> None:
    many = [
        Diagnostic(code="x", severity="error", message="m", path=PATH, span=Span(n, 1)) for n in range(1, 138)
    ]

    for form in ("concise", "full"):
        lines = [line for line in written(*many, form=form).splitlines() if line.startswith("clients")]
        assert len(lines) == 101
        assert lines[-1] == f"{PATH}: and 37 more"


def test_colours_only_add_to_the_words() -> None:
    coloured = report(ALL, CHECKED, form="full", redact=False, style=ANSI)
    for code in ANSI.values():
        coloured = coloured.replace(code, "")

    assert coloured == report(ALL, CHECKED, form="full", redact=False)


@pytest.mark.parametrize("form", FORMATS)
def test_a_redacted_report_holds_nothing_that_was_typed(form: Format) -> None:
    private = "Zorblax"
    diagnostics = [
        Diagnostic(
            code=code, severity="error", message="'{typed}' is wrong here", path=PATH, span=Span(3, 5, 12),
            help="perhaps '{typed}'?", typed=private, keys=("goals", private, "due"),
            related=(Related("'{typed}' again", PATH, Span(1, 1)),),
        )
        for code in ("unknown-key", "bad-date")
    ]  # fmt: skip
    text = f"goals:\n  {private}:\n    {private}: {private}\n"
    checked = Checked(n_engagements=1, version="1", sources={PATH: SourceFile(PATH, text)})

    assert private in report(diagnostics, checked, form=form, redact=False)
    assert private not in report(diagnostics, checked, form=form, redact=True)
    assert "what is typed here is wrong here" in report(diagnostics, checked, form=form, redact=True)


def test_a_redacted_fingerprint_does_not_depend_on_what_was_typed() -> None:
    other = Diagnostic(
        code="unknown-key", severity="error", message="unknown key '{typed}'", path=PATH,
        span=Span(3, 5, 10), typed="secret", keys=("goals", 0, "secret"),
    )  # fmt: skip

    assert fingerprints(UNKNOWN) == fingerprints(other)


def fingerprints(*diagnostics: Diagnostic, redact: bool = True) -> list[str]:
    return [
        result["partialFingerprints"]["coachbook/v1"]
        for result in sarif(*diagnostics, redact=redact)["results"]
    ]


def sarif(*diagnostics: Diagnostic, redact: bool = False) -> Any:
    return json.loads(written(*diagnostics, form="sarif", redact=redact))["runs"][0]


def test_json_has_a_version_and_every_field() -> None:
    content = json.loads(written(*ALL, form="json"))

    assert content["version"] == 1
    assert content["summary"] == {
        "problems": 4, "errors": 3, "warnings": 1, "notes": 0,
        "engagements": 42, "engagements_with_problems": 1, "redacted": False,
    }  # fmt: skip
    assert content["findings"][0] == {
        "code": "unknown-key", "severity": "error", "file": PATH, "line": 3, "column": 5, "end_column": 10,
        "path": ["goals", 0, "titel"], "message": "unknown key 'titel'", "help": "did you mean 'title'?",
        "notes": [], "fix": None,
    }  # fmt: skip
    assert content["findings"][2]["notes"][0]["message"] == "'delegate' is here"
    assert content["findings"][3]["line"] is None


def test_github_lines_put_errors_first_and_escape() -> None:
    odd = Diagnostic(
        code="x", severity="note", message="100% {typed}", path="clients/a,b:c/d.yml", span=None, typed="a\nb"
    )
    lines = written(DANGLING, odd, UNKNOWN, form="github").splitlines()

    assert lines[0] == (
        f"::error file={PATH},line=3,col=5,endColumn=10,title=unknown-key::unknown key 'titel'; did you mean 'title'?"
    )
    assert lines[1].startswith("::warning file=clients/harbour/plan.yml,line=2,col=9,title=unknown-goal::")
    assert lines[2] == "::notice file=clients/a%2Cb%3Ac/d.yml,title=x::100%25 a⏎b"
    assert lines[3].startswith("3 problems in 2 of 42 engagements")


def test_sarif_has_the_structure_of_version_2_1_0() -> None:
    log = json.loads(written(*ALL, form="sarif"))
    run = log["runs"][0]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]

    assert (log["version"], run["columnKind"]) == ("2.1.0", "unicodeCodePoints")
    assert run["tool"]["driver"]["name"] == "Coachbook"
    assert {"id": "bad-date", "shortDescription": {"text": "not a date"}} in run["tool"]["driver"]["rules"]
    assert len(run["results"]) == 4
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
        assert result["message"]["text"]
        location = result["locations"][0]["physicalLocation"]
        assert location["artifactLocation"]["uriBaseId"] == "%SRCROOT%"
        assert location.get("region", {"startLine": 1})["startLine"] >= 1
        assert location.get("region", {}).get("endColumn", 1) > 0
    assert "region" not in run["results"][3]["locations"][0]["physicalLocation"]
    assert run["results"][2]["relatedLocations"][0]["message"]["text"] == "'delegate' is here"


def test_sarif_fingerprints_survive_edits_above_and_differ_for_equal_problems() -> None:
    moved = Diagnostic(
        code="unknown-key", severity="error", message="unknown key '{typed}'", path=PATH,
        span=Span(30, 5, 10), typed="titel", keys=("goals", 0, "titel"),
    )  # fmt: skip

    assert fingerprints(UNKNOWN) == fingerprints(moved)
    assert len(set(fingerprints(UNKNOWN, moved))) == 2
    assert fingerprints(UNKNOWN, redact=False) != fingerprints(BAD_DATE, redact=False)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("plain", "plain"),
        ("x" * 80, "x" * 59 + "…"),
        ("a\tb\nc", "a⇥b⏎c"),
        ("ti\u200btle", "ti[U+200B]tle"),
        ("a\u00a0b\x1b", "a[U+00A0]b[U+001B]"),
        ("é日", "é日"),
    ],
)
def test_what_was_typed_is_shown_short_and_visible(typed: str, expected: str) -> None:
    assert shown(typed) == expected


def test_braces_in_what_was_typed_are_only_text() -> None:
    problem = Diagnostic(
        code="x", severity="error", message="'{typed}'", path="a", span=None, typed="{0} {typed}"
    )

    assert problem.words() == "'{0} {typed}'"


def test_a_remedy_that_needs_what_was_typed_is_dropped_when_redacted() -> None:
    assert (DANGLING.redacted_remedy(), BAD_DATE.redacted_remedy()) == ("", "")
    assert replace(BAD_DATE, typed="soon").redacted_remedy() == BAD_DATE.help
    assert replace(BAD_DATE, typed="soon", quotes=True).redacted_remedy() == ""
    assert BAD_DATE.redacted_words() == "what is typed here is not a date"
