"""A small text becomes data in which every scalar is what was typed, and every part has its place."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coachbook.source import events
from coachbook.source.diagnostics import Keys, Span
from coachbook.source.yamltext import Document, SourceFile, decode, read, read_front_matter

PARSERS = [events.python_parser] if events.CParser is None else [events.c_parser, events.python_parser]


def document(text: str) -> Document:
    found, problems = read(SourceFile("goals.yml", text))

    assert problems == ()
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("", {}),
        ("# only a comment\n", {}),
        ("---\n", {}),
        ("~\n", {}),
        ("a: 1\n", {"a": "1"}),
        ("- a\n- b: c\n  d: [e, f]\n", ["a", {"b": "c", "d": ["e", "f"]}]),
        ("a:\nb: ~\nc: null\nd: 'null'\ne: ''\n", {"a": None, "b": None, "c": None, "d": "null", "e": ""}),
        ("a: |\n  one\n  two\nb: >\n  one\n  two\n", {"a": "one\ntwo\n", "b": "one two\n"}),
        ("null: 1\n~: 2\n", {"null": "1", "~": "2"}),
        ("? a\n: b\n", {"a": "b"}),
        ("just words\n", "just words"),
        ("a: {}\nb: []\n", {"a": {}, "b": []}),
        ("<<: {a: 1}\n", {"<<": {"a": "1"}}),
        ("a: 1\r\nb:\r\n- 2\r\n", {"a": "1", "b": ["2"]}),
    ],
)
@pytest.mark.parametrize("parser", PARSERS)
def test_a_text_becomes_data(text: str, data: Any, parser: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "new_parser", parser)

    assert document(text).data == data


AS_TYPED = [
    "NO", "off", "On", "yes", "y", "2026-03-01", "14:30", "9:05", "1:30:00", "12:30:45.5", "012", "089",
    "+447700900123", "1_000", "1,000", "1e3", "1.0e+3", "1.10", "2026-3-1", "2026-03", "01/03/2026",
    "2026-03-01 14:30:00", "2026-02-30", "=", "0x1F", ".inf", "NaN", "true", "<<",
]  # fmt: skip


@pytest.mark.parametrize("typed", AS_TYPED)
@pytest.mark.parametrize("parser", PARSERS)
def test_a_value_that_yaml_would_turn_into_another_stays_as_typed(
    typed: str, parser: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "new_parser", parser)

    assert document(f"value: {typed}\n{typed}: key\nitems: ['{typed}']\n").data == {
        "value": typed,
        typed: "key",
        "items": [typed],
    }


PLACES = """\
goals:
  - id: delegate
    "title": 'Delegate it'
    focus: [a, bc]
    why: |
      Some
    measure:
      unit:
"""


@pytest.mark.parametrize(
    ("keys", "value", "key"),
    [
        ((), Span(1, 1), Span(1, 1)),
        (("goals",), Span(2, 3), Span(1, 1, 6)),
        (("goals", 0), Span(2, 5), Span(2, 5)),
        (("goals", 0, "id"), Span(2, 9, 17), Span(2, 5, 7)),
        (("goals", 0, "title"), Span(3, 14, 27), Span(3, 5, 12)),
        (("goals", 0, "focus"), Span(4, 12, 19), Span(4, 5, 10)),
        (("goals", 0, "focus", 1), Span(4, 16, 18), Span(4, 16, 18)),
        (("goals", 0, "why"), Span(5, 10), Span(5, 5, 8)),
        (("goals", 0, "measure", "unit"), Span(8, 12), Span(8, 7, 11)),
        # What is not there is reported at what would hold it.
        (("goals", 0, "due"), Span(2, 5), Span(2, 5)),
        (("goals", 7, "due"), Span(2, 3), Span(2, 3)),
        (("sessions",), Span(1, 1), Span(1, 1)),
    ],
)
@pytest.mark.parametrize("parser", PARSERS)
def test_every_part_has_a_place(
    keys: Keys, value: Span, key: Span, parser: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "new_parser", parser)
    found = document(PLACES)

    assert (found.value_span(keys), found.key_span(keys)) == (value, key)


def test_places_of_an_empty_file_are_its_beginning() -> None:
    assert document("# nothing\n").value_span(("goals",)) == Span(1, 1)


def test_columns_count_characters_and_not_bytes() -> None:
    assert document("é👩: {ü: x}\n").value_span(("é👩", "ü")) == Span(1, 9, 10)


def test_a_document_does_not_show_its_data() -> None:
    assert repr(document("note: private\n")) == "Document('goals.yml')"


FRONT = "---\ntitle: A first question\nstages: [sessions]\n---\n# Heading\n\n---\n\nText: with # everything\n"


def test_front_matter_and_body_come_apart() -> None:
    found, body, problems = read_front_matter(SourceFile("a.md", FRONT))

    assert found is not None
    assert (found.data, problems) == ({"title": "A first question", "stages": ["sessions"]}, ())
    assert body == "# Heading\n\n---\n\nText: with # everything\n"
    assert found.value_span(("stages", 0)) == Span(3, 10, 18)


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("# No dashes\n", "no-front-matter", 1),
        ("", "no-front-matter", 1),
        ("---\ntitle: x\n", "unclosed-front-matter", 1),
        ("---\ntitle: a: b\n---\nText\n", "unquoted-colon", 2),
        ("---\ntitle: a\n---\nText\n<<<<<<< HEAD\n", "merge-conflict", 5),
        ("---\ntitle: a\n---\nText\x07\n", "control-character", 4),
        ("---\n" + "a: b\n" * 300_000, "file-too-large", 0),
    ],
)
def test_front_matter_that_cannot_be_read_is_refused(text: str, code: str, line: int) -> None:
    found, _, problems = read_front_matter(SourceFile("a.md", text))

    assert found is None
    assert [(p.code, p.span.line if p.span else 0) for p in problems] == [(code, line)]


def test_front_matter_with_windows_line_ends_is_read() -> None:
    found, body, problems = read_front_matter(SourceFile("a.md", FRONT.replace("\n", "\r\n")))

    assert found is not None
    assert (found.data["title"], problems) == ("A first question", ())
    assert body.startswith("# Heading\r\n")


def test_front_matter_may_be_empty() -> None:
    found, body, problems = read_front_matter(SourceFile("a.md", "---\n---\nText"))

    assert found is not None
    assert (found.data, body, problems) == ({}, "Text", ())


# Pieces that YAML has a use for, so that random texts reach the odd corners of both parsers.
PIECES = st.sampled_from(
    ["a: ", "b:", "- ", "-", "  ", "    ", "\n", "\n", "\t", "'", '"', "[", "]", "{", "}", ", ", "#", " #x", "|",
     ">", "&a", "*a", "!x", "? ", "%", "@", "---\n", "...\n", "\\", "\\U", "\u00a0", "\u2028", "\x85", "é", "“", "x",
     "<<<<<<< ", "\r", "\x00", "\ufeff", "\u200b", "word ", ": ", "1"]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=60)


def check(text: str) -> None:
    """What every text must give: data or an error, and places inside the text."""
    found, problems = read(SourceFile("a.yml", text))
    n_lines = text.count("\n") + text.count("\r") + 1

    assert (found is None) == any(problem.severity == "error" for problem in problems)
    for problem in problems:
        span = problem.span
        assert span is not None
        assert 1 <= span.line <= n_lines
        assert 1 <= span.column <= len(text) + 1
        assert span.end_column is None or span.end_column > span.column
        assert "{typed}" not in problem.words() + problem.remedy()
    if found is not None:
        found.value_span(("a", 0))
    read_front_matter(SourceFile("a.md", "---\n" + text))


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_no_text_whatever_raises(text: str) -> None:
    check(text)


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_no_text_whatever_raises_without_libyaml(text: str) -> None:
    used = events.new_parser
    events.new_parser = events.python_parser
    try:
        check(text)
    finally:
        events.new_parser = used


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200) | TEXTS.map(lambda text: text.encode("utf-16", "surrogatepass")))
def test_no_bytes_whatever_raise(raw: bytes) -> None:
    source, problems = decode("a.yml", raw)

    assert (source is None) == any(problem.severity == "error" for problem in problems)
    if source is not None:
        read(source)


VALUES = st.recursive(
    st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1, max_size=12).map(lambda t: t.replace("'", "")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.from_regex(r"[a-z]{1,6}", fullmatch=True), inner),
    max_leaves=12,
)  # fmt: skip


def written(value: Any) -> str:
    """``value`` as YAML, every text in single quotes."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {written(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    return f"'{value}'"


@settings(max_examples=150, deadline=None)
@given(VALUES)
def test_what_is_written_is_what_is_read_and_found_at_its_place(value: Any) -> None:
    text = f"root: {written(value)}\n"
    found = document(text)

    assert found.data == {"root": value}
    for keys, leaf in leaves(value, ("root",)):
        span = found.value_span(keys)
        assert text[span.column - 1 : (span.end_column or 0) - 1] == f"'{leaf}'"


def leaves(value: Any, keys: Keys) -> list[tuple[Keys, str]]:
    if isinstance(value, str):
        return [(keys, value)]
    parts = value.items() if isinstance(value, dict) else enumerate(value)
    return [leaf for key, part in parts for leaf in leaves(part, (*keys, key))]
