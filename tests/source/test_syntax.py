"""Every mistake in YAML is answered with its own code, its place and a sentence: with either parser."""

from __future__ import annotations

import time

import pytest

from coachbook.source import events
from coachbook.source.diagnostics import Diagnostic
from coachbook.source.yamltext import SourceFile, read

PARSERS = [events.python_parser] if events.CParser is None else [events.c_parser, events.python_parser]


@pytest.fixture(params=PARSERS, ids=lambda parser: parser.__name__)
def either_parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "new_parser", request.param)


def problems(text: str) -> tuple[Diagnostic, ...]:
    return read(SourceFile("clients/harbour/goals.yml", text))[1]


def brief(text: str) -> list[str]:
    """``code line:column`` of each problem, with the end if there is one."""
    lines = []
    for problem in problems(text):
        span = problem.span
        end = "" if span is None or span.end_column is None else f"-{span.end_column}"
        lines.append(f"{problem.code} {span.line}:{span.column}{end}" if span else problem.code)
    return lines


MISTAKES = [
    # What YAML has and Coachbook does not.
    ("a: !!binary x\n", "yaml-tag 1:4-12"),
    ("note: !important\n", "yaml-tag 1:7-17"),
    ("note: &co\n", "yaml-anchor 1:7-10"),
    ("a: &a [*a]\n", "yaml-anchor 1:4-6"),
    ("a: 1\nb: *a\n", "yaml-alias 2:4-6"),
    ("*a : 1\n", "yaml-alias 1:1-3"),
    ("- &x b: 1\n", "yaml-anchor 1:3-5"),
    ("a: 1\n---\nb: 2\n", "second-document 2:1-4"),
    ("a: 1\n---\n", "second-document 2:1-4"),
    ("a: {{ name }}\n", "odd-key 1:5-6"),
    ("[a]: b\n", "odd-key 1:1-5"),
    ("a: " + "[" * 30_000, "too-deep 1:27-227"),
    ("a: 1\nb: 2\na: 3\n", "duplicate-key 3:1-2"),
    ("goals:\n  - id: x\n    due: 1\n    due: 2\n", "duplicate-key 4:5-8"),
    ("a: {b: 1, b: 2}\n", "duplicate-key 1:11-12"),
    # Characters.
    ("a: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> main\n", "merge-conflict 2:1-8"),
    ('a: "x\n<<<<<<< HEAD\ny\n=======\nz\n>>>>>>> main\n"\n', "merge-conflict 2:1-8"),
    ("a: 1\n>>>>>>> main\n", "merge-conflict 2:1-8"),
    ("a: x\u2028y: z\n", "line-separator 1:5-6"),
    ("a: x\u2029\n", "line-separator 1:5-6"),
    ("# c\na: x\x85y\n", "line-separator 2:5-6"),
    ("a: b\x07\n", "control-character 1:5-6"),
    ("a: \x00\n", "control-character 1:4-5"),
    ("a: é\x1b[31m\n", "control-character 1:5-6"),
    ("a: \x7f\n", "control-character 1:4-5"),
    ("a: \ud800\n", "control-character 1:4-5"),
    ('a: "x\\0y"\n', "control-character 1:4-10"),
    ("a: x\ufeff\n", "hidden-character 1:5-6"),
    ("ti\u200btle: x\n", "hidden-character 1:3-4"),
    ("id: delegate\u200b\n", "hidden-character 1:13-14"),
    ("a:\n\u00a0\u00a0b: 1\n", ["odd-space 2:1-2", "odd-space 2:2-3"]),
    ("a:\u00a0x\nb: 1\n", "odd-space 1:3-4"),
    ("b: 1\na:\u00a0x\n", "odd-space 2:3-4"),
    ("a:\n  -\u00a0x\n", "odd-space 2:4-5"),
    ("a: \u00a02026-03-04\n", "odd-space 1:4-5"),
    ("a: 2026-03-04\u00a0\n", "odd-space 1:14-15"),
    ("a:\n  b: 1\n  \u00a0c: 1\n", ["odd-space 3:3-4"]),
    ("a: caf\ufffd\n", "lost-character 1:7-8"),
    # Tabs.
    ("a:\n\tb: 1\n", "tab-character 2:1-2"),
    ("a:\n  b: 1\n\tc: 2\n", "tab-character 3:1-2"),
    ("a:\n  b: 1\n \tc: 2\n", "tab-character 3:2-3"),
    ("a: x\n\ty: z\n", "tab-character 2:1-2"),
    ("a: x\n\ty\n", "tab-character 2:1-2"),
    # Quotes.
    ('a: "x\nb: 1\nc: 2\n', "unclosed-quote 1:4-6"),
    ('a: "x\nb: "y"\n', "unclosed-quote 1:4-6"),
    ("a: 'x\nb: it's\n", "unclosed-quote 1:4-6"),
    ("a: 1\nb: 'it\nc: 3\n", "unclosed-quote 2:4-7"),
    ('note: "Listen" more\nb: 1\n', "text-after-quote 1:16-20"),
    ("a: 'it's late'\n", "text-after-quote 1:8-15"),
    ('- "a" b\n- c\n', "text-after-quote 1:7-8"),
    ("note: “hi: there”\nb: 1\n", "smart-quotes 1:7-8"),
    ("“title”: x\n", "smart-quotes 1:1-8"),
    ('a: "C:\\path"\n', "bad-escape 1:7-9"),
    ('a: "\\UFFFFFFFF"\n', "bad-escape 1:5-7"),
    ('a: "\\ud800"\n', "bad-escape 1:5-7"),
    ('a: "\\xZZ"\n', "bad-escape 1:5-7"),
    # Brackets.
    ("note: [draft] do it\nb: 1\n", "text-after-bracket 1:15-20"),
    ("a: [x, y\nb: 1\n", "unclosed-bracket 1:4-5"),
    ("a: {x: 1\nb: 1\n", "unclosed-bracket 1:4-5"),
    ("a: [x, y\n", "unclosed-bracket 1:4-5"),
    ("a: [x, {y: 1,\n", "unclosed-bracket 1:8-9"),
    ("a:\n  - [x,\n", "unclosed-bracket 2:5-6"),
    ("a: [x, y}\n", "unclosed-bracket 1:4-5"),
    ("a: [x #y]\nb: 1\n", "unclosed-bracket 1:4-5"),
    ("a: x\nb: ]\n", "starts-with-symbol 2:4-5"),
    # Colons and dashes.
    ("note: Goal: speak less\nb: 1\n", "unquoted-colon 1:7-23"),
    ("- note: x: y # c\n", "unquoted-colon 1:9-13"),
    ("note: He said\n  two things: no\n", "unquoted-colon 2:3-17"),
    ("a:x\nb: 1\n", "no-space-after-colon 1:1-3"),
    ("a: 1\nb:x\n", "no-space-after-colon 2:1-3"),
    ("- a: 1\n  b:x\n  c: 1\n", "no-space-after-colon 2:3-5"),
    ("goals:\n  - id: a\n    title: B\n    due:soon\n", "no-space-after-colon 4:5-9"),
    ("- id: a\n    title:Foo\n", "no-space-after-colon 2:5-11"),
    ("a:\n  -x\n  -y\n", "dash-without-space 2:3-4"),
    ("a:\n  - x\n  -y\n", "dash-without-space 3:3-4"),
    ("a:\n  - x\n    -y\n", "dash-without-space 3:5-6"),
    ("a:\n-x\n-y\n", "dash-without-space 2:1-2"),
    ("a:\n  -id: x\n   b: y\n", "dash-without-space 2:3-4"),
    ("a: - b\n", "list-beside-key 1:4-7"),
    # Beginnings.
    ("note: *important*\n", "starts-with-symbol 1:7-18"),
    ("a: @x\n", "starts-with-symbol 1:4-6"),
    ("a: %x\n", "starts-with-symbol 1:4-6"),
    ("a: `x`\n", "starts-with-symbol 1:4-7"),
    ("a: & co\n", "starts-with-symbol 1:4-8"),
    ("a: * one\n", "starts-with-symbol 1:4-9"),
    ("a: , x\n", "starts-with-symbol 1:4-7"),
    ("a: !{}\n", "starts-with-symbol 1:4-7"),
    ("a: | text\n  more\n", "text-after-bar 1:5-10"),
    ("a: >text\n", "text-after-bar 1:5-9"),
    # Indentation.
    ("a:\n  b: 1\n c: 2\n", "misindented 3:2-6"),
    ("a:\n  b: 1\n   c: 2\n", "misindented 3:4-8"),
    ("a: 1\n- b\n", "misindented 2:1-4"),
    ("a:\n  - b\n  c: 1\n", "misindented 3:3-7"),
    ("a:\n  - b\n - c\n", "misindented 3:2-5"),
    ("a: |\n    x\n  y\nb: 1\n", "uneven-text 3:3-4"),
    ("just words\na: 1\n", "line-without-key 1:1-11"),
    ("a: 1\njust words\nb: 2\n", "line-without-key 2:1-11"),
    ("a: 1\nb: 2\njust words # c\n", "line-without-key 3:1-11"),
    ("[a]\nb: 1\n", "line-without-key 2:1-5"),
    ("\u00a0\na: 1\n", "odd-space 1:1-2"),
    # Text that YAML reads without complaint.
    ("note: see #3 next week\n", "text-after-hash 1:11-23"),
    ("note: #3\n", "text-after-hash 1:7-9"),
    ("- Agreed action #3\n", "text-after-hash 1:17-19"),
    ("a: >\n  para\n  - one\n  - two\n", "list-in-folded-text 3:3-8"),
    ("a: 1\nb: >-\n  1. one\n  2. two\nc: 1\n", "list-in-folded-text 4:3-9"),
]


@pytest.mark.usefixtures("either_parser")
@pytest.mark.parametrize(("text", "expected"), MISTAKES, ids=lambda case: repr(case)[:40])
def test_a_mistake_is_named_at_its_place(text: str, expected: str | list[str]) -> None:
    assert brief(text) == ([expected] if isinstance(expected, str) else expected)


@pytest.mark.usefixtures("either_parser")
@pytest.mark.parametrize("text", [text for text, _ in MISTAKES], ids=lambda text: repr(text)[:40])
def test_the_same_mistake_is_found_with_windows_line_ends(text: str) -> None:
    codes = [problem.code for problem in problems(text)]

    assert [problem.code for problem in problems(text.replace("\n", "\r\n"))] == codes


FINE = [
    "",
    "# nothing but a comment\n",
    "a: 1 # a comment\n",
    "a: 1 #\n",
    "---\na: 1\n...\n",
    "%YAML 1.2\n---\na: 1\n",
    "a: |\n  see #3\n  - one\n  -two\n  key:value\n  \tx\n",
    "a: |\n  =======\n  <<< not a marker\n",
    'a: "see #3: yes"\n',
    "a: Halden & Rowe * 2 @ noon!\n",
    "a: >\n  para\n\n  - one\n\n  - two\n",
    "a: >\n  para\n    - one\n    - two\n",
    "a: >\n  para\nb:\n  - one\n  - two\n",
    "link: https://example.org/a#b\n",
    "links:\n  - mailto:ines@example.org\n",
    "a: Bonjour\u00a0! L\u00a0; oui\n",
    "# a\u00a0comment\na: 1 # with\u00a0one\n",
    "a: 👩\u200d💻 at work\n",
    "a: |\n  \u00a0 kept\n",
    "a: “quoted” text — and more\n",
    "on: 1\nyes: 2\nnull: 3\n",
    "a: -5\nb:\n  -5\n",
]


@pytest.mark.usefixtures("either_parser")
@pytest.mark.parametrize("text", FINE, ids=repr)
def test_what_is_not_a_mistake_is_left_alone(text: str) -> None:
    assert brief(text) == []


def test_both_places_of_a_repeated_key_are_named() -> None:
    (problem,) = problems("goals: 1\nplan: 2\ngoals: 3\n")

    assert problem.words() == "'goals' is written twice in the same place, and only one of the two can count"
    assert problem.notes() == ("'goals' stands here first",)
    assert (problem.related[0].span.line, problem.keys) == (1, ("goals",))


def test_a_misindented_line_is_told_the_key_it_seems_to_belong_to() -> None:
    (problem,) = problems("goals:\n  - id: x\n    measure: a\n   title: b\n")

    assert problem.words() == (
        "this line is indented by 3 and fits no line above it; it seems to belong beside 'measure'"
    )
    assert (
        problem.remedy()
        == "begin it with 4 spaces to stand beside that key, or with 6 spaces to stand below it"
    )


def test_a_key_among_the_items_of_a_list_is_told_so() -> None:
    (problem,) = problems("goals:\n  - one\n  plan: two\n")

    assert problem.words().startswith("this line stands in the column of a list's items and is none")
    assert (
        problem.remedy() == "begin it with '- ' if it is an item; beside that key it begins without a space"
    )


def test_an_unquoted_colon_is_answered_with_the_line_to_write() -> None:
    (problem,) = problems("note: Goal: speak less\n")

    assert problem.remedy() == 'put the text in quotes: "Goal: speak less"'
    assert problem.redacted_remedy() == ""


def test_a_conflict_names_its_other_end() -> None:
    (problem,) = problems("<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> main\n")

    assert problem.related[0].span.line == 5


@pytest.mark.usefixtures("either_parser")
@pytest.mark.parametrize("opening", ["[", "{", "- ", "[{", "? "])
def test_a_million_brackets_are_answered_at_once(opening: str) -> None:
    text = opening * (1_000_000 // len(opening))
    start = time.process_time()

    assert problems(text)[0].severity == "error"
    assert time.process_time() - start < 3.0


def test_a_bomb_of_references_never_goes_off() -> None:
    bomb = "a: &a [x, x]\n" + "".join(f"{c}: &{c} [*a, *a]\n" for c in "bcdefgh")

    assert [problem.code for problem in problems(bomb)] == ["yaml-anchor"]


def test_a_text_over_the_limit_is_refused() -> None:
    assert [problem.code for problem in problems("a" * (1024 * 1024 + 1))] == ["file-too-large"]


@pytest.mark.parametrize("text", [text for text, _ in MISTAKES], ids=lambda text: repr(text)[:40])
def test_every_problem_says_what_to_do_without_the_parsers_own_words(text: str) -> None:
    for problem in problems(text):
        words = f"{problem.words()} {problem.remedy()}"

        assert problem.help
        assert "scalar" not in words
        assert "token" not in words
        assert "mapping" not in words
