"""What a coach is told of each slip, and that no sentence is ever a library's."""
# ruff: noqa: E501  (one slip a line)

from __future__ import annotations

from typing import Any, get_args

import pytest
from pydantic_core import core_schema

from coachbook.model import (
    agreement,
    closing,
    coachnotes,
    feedback,
    plan,
    practice,
    reflections,
    releases,
    sessions,
)
from coachbook.model.decode import decode
from coachbook.model.fields import Part
from coachbook.model.goals import GoalsFile
from coachbook.model.sentences import SENTENCES, Fault, sentence
from coachbook.model.sessions import SessionFile
from coachbook.model.vocabulary import NOUNS, SYNONYMS, VALUE_SYNONYMS
from coachbook.source.diagnostics import Diagnostic
from coachbook.source.yamltext import SourceFile, read

MODELS: dict[str, type[Part]] = {
    "engagement": agreement.EngagementFile,
    "goals": GoalsFile,
    "plan": plan.PlanFile,
    "feedback": feedback.FeedbackFile,
    "closing": closing.ClosingFile,
    "session": SessionFile,
    "reflection": reflections.ReflectionFile,
    "release": releases.ReleaseFile,
    "note": coachnotes.CoachNoteFile,
    "practice": practice.PracticeFile,
    "programme": practice.ProgrammeFile,
    "kit": practice.KitFront,
    "workbook": practice.WorkbookFile,
}
A_LIBRARY_SPEAKS = (
    "Input should",
    "Extra inputs",
    "valid dictionary",
    "Field required",
    "valid string",
    "pydantic",
)


def told(kind: str, text: str) -> tuple[Diagnostic, ...]:
    document, problems = read(SourceFile(f"{kind}.yml", text))
    assert document is not None, problems
    return decode(document, MODELS[kind])[1]


def lines(kind: str, text: str) -> list[str]:
    """Each finding as line:column code message = help."""
    return [
        f"{each.span.line}:{each.span.column} {each.code}: {each.words()} = {each.remedy()}"
        for each in sorted(
            told(kind, text), key=lambda each: (each.span is None, each.span and each.span.line)
        )
        if each.span
    ]


GOAL = "goals:\n  - id: delegate\n    title: Delegate\n"
SESSION = "session: 1\ndate: 2026-03-16\n"

SLIPS = [
    # dates
    (
        "session",
        "session: 1\ndate: 16/03/2026\n",
        "2:7 bad-date: '16/03/2026' is not a date, and 'date' needs one = write it year-month-day: 2026-03-16",
    ),
    ("session", "session: 1\ndate: 04/03/2026\n", "2026-03-04 or 2026-04-03"),
    ("session", "session: 1\ndate: 2026-3-4\n", "2026-03-04"),
    ("session", "session: 1\ndate: 2026-03-16T14:30\n", "2026-03-16"),
    ("session", "session: 1\ndate: 16 March 2026\n", "2026-03-16"),
    ("session", "session: 1\ndate: March 16th, 2026\n", "2026-03-16"),
    ("session", "session: 1\ndate: Monday, 16 Mar 2026\n", "2026-03-16"),
    ("session", "session: 1\ndate: 16.3.26\n", "all four digits of the year"),
    ("session", "session: 1\ndate: next Monday\n", "for example 2026-03-04"),
    ("session", "session: 1\ndate: 0\n", "'0' is not a date"),
    ("session", "session: 1\ndate: 2026-02-30\n", "does not exist = February 2026 has 28 days"),
    ("session", "session: 1\ndate: 2026-16-03\n", "a date is year-month-day: 2026-03-16"),
    ("session", "session: 1\ndate: [2026-03-16]\n", "a list is not a date"),
    # times
    ("session", SESSION + "start: 2.30pm\n", "3:8 bad-time: '2.30pm' is not a time of day, and 'start' needs one = write 14:30"),
    ("session", SESSION + "start: 9:00\n", "write 09:00"),
    ("session", SESSION + "start: 12:15 am\n", "write 00:15"),
    ("session", SESSION + "start: 1430\n", "write 14:30"),
    ("session", SESSION + "start: 14h30\n", "write 14:30"),
    ("session", SESSION + "start: 25:00\n", "24-hour clock"),
    ("session", SESSION + "start: noon\n", "24-hour clock"),
    # lengths
    ("programme", "title: T\nabout: A\nlength: 6 months\nsessions: {planned: 8}\n", "write it in weeks: 26 weeks"),
    ("programme", "title: T\nabout: A\nlength: 26\nsessions: {planned: 8}\n", "write it in weeks: 26 weeks"),
    ("programme", "title: T\nabout: A\nlength: 26 weeks\nsessions: {planned: 8, cadence: 2}\n", "2 weeks"),
    ("programme", "title: T\nabout: A\nlength: 26 weeks\nsessions: {planned: 8, cadence: weekly}\n", "1 week"),
    ("programme", "title: T\nabout: A\nlength: 26 weeks\nsessions: {planned: 8, cadence: 6 weeks}\n", "one to four weeks apart"),
    ("closing", "date: 2026-03-16\nfollow_up:\n  - {after: 12 weeks, planned: 2026-06-16}\n", "3 months"),
    # figures
    ("session", SESSION + "minutes: 90 minutes\n", "'90 minutes' is not a whole number, and 'minutes' needs one = write 90 alone"),
    ("session", SESSION + "minutes: an hour\n", "write it in digits"),
    ("session", SESSION + "minutes: 90.5\n", "a whole number, such as 90"),
    ("session", SESSION + "minutes: 2000\n", "out-of-range: '2000' is too large for 'minutes' = the most is 600"),
    ("session", SESSION + "minutes: 1\n", "'1' is too small for 'minutes' = the least is 5"),
    ("session", "session: one\ndate: 2026-03-16\n", "write it in digits"),
    ("goals", GOAL + "    measure: {what: w, unit: u, baseline: '3,5'}\n", "write 3.5, with a point"),
    ("goals", GOAL + "    measure: {what: w, unit: u, baseline: '12,400'}\n", "write 12400, without a comma"),
    ("goals", GOAL + "    measure: {what: w, unit: u, baseline: 40%}\n", "write 40 alone"),
    ("goals", GOAL + "    measure: {what: w, unit: u, baseline: nan}\n", "not a number"),
    ("goals", GOAL + "    measure: {what: w, unit: u, baseline: [14]}\n", "a list is not a number"),
    # choices
    ("session", SESSION + "status: complete\n", "did you mean 'held'? it may be planned, held, moved or cancelled"),
    ("session", SESSION + "mode: Zoom\n", "did you mean 'video'?"),
    ("session", SESSION + "mode: in-person\n", "did you mean 'in person'?"),
    ("session", SESSION + "mode: carrier pigeon\n", "it may be video, in person or phone"),
    ("goals", GOAL + "    ratings:\n      - {date: 2026-03-16, by: coachee, level: less}\n", "did you mean 'executive'?"),
    ("goals", GOAL + "    ratings:\n      - {date: 2026-03-16, by: coach, level: -1}\n", "did you mean 'less'?"),
    # shapes
    ("session", SESSION + "focus: delegate\n", "3:8 not-a-list: 'focus' holds a list = write  focus: [delegate]"),
    ("session", SESSION + "focus: delegate, cfo-trust\n", "write  focus: [delegate, cfo-trust]"),
    ("session", SESSION + "actions: Ask two peers\n", "begin each entry on a line of its own:  - text: ..."),
    ("session", SESSION + "actions: [Ask two peers]\n", "each entry of 'actions' has keys of its own = write  - text: Ask two peers"),
    ("goals", "goals:\n  id: delegate\n  title: Delegate\n", "put a hyphen and a space before the first key"),
    ("goals", GOAL + "    measure: decisions a week\n", "'measure' has keys of its own = put them on the lines below, indented by two spaces: what, unit"),
    ("goals", GOAL + "    measure:\n      - what: w\n", "take the hyphens away: there is one of it"),
    ("goals", GOAL + "    waive: [goal-without-measure]\n", "a code, a colon and the reason"),
    ("goals", GOAL + "    waive:\n      goal-without-measure:\n", "5:7 missing-key: 'goal-without-measure' is empty"),
    ("session", SESSION + "prompts:\n  - Silence: what is it for?\n", "put quotes around the whole text"),
    ("session", SESSION + "summary:\n  - one\n  - two\n", "'summary' holds one text"),
    ("session", SESSION + "prompts:\n  - What next?\n  -\n", "an entry of 'prompts' is empty = write something after the hyphen"),
    ("session", SESSION + "actions:\n  -\n", "an entry of 'actions' is empty"),
    ("goals", "- id: delegate\n", "1:1 not-a-mapping: goals.yml is made of keys and values, and this is a list"),
    ("note", "A bad day.\n", "a coach note is made of keys and values, and this is a text"),
    ("kit", "id: first\ntitle: T\nkind: reading\nstages: []\n", "'stages' needs at least one entry"),
    # names
    ("goals", "goals:\n  - id: Delegate Review\n    title: T\n", "2:9 bad-id: 'Delegate Review' cannot be an id: use small letters, digits and hyphens = write 'delegate-review'"),
    ("goals", "goals:\n  - id: 3x\n    title: T\n", "begin with a letter"),
    ("engagement", "timezone: BST+1\n", "'BST+1' is not a time zone"),
    ("release", "release: closing\nprepared: 2026-03-16\napproved: {by: I, date: 2026-03-16, digest: abc}\n", "bad-digest"),
    ("goals", "goals:\n  - id: delegate\n    title: " + "x" * 1001 + "\n", "'title' has 1,001 characters, and 1,000 is the most"),
    # keys
    ("goals", GOAL + "    mesure: {what: w, unit: u}\n", "4:5 unknown-key: 'mesure' is not a key of a goal = did you mean 'measure'?"),
    ("goals", GOAL + "    mesure:\n", "did you mean 'measure'?"),
    ("goals", GOAL + "    why: I am the bottleneck\n", "did you mean 'matters_to_me'?"),
    ("session", SESSION + "actions:\n  - {text: Ask, deadline: 2026-03-20}\n", "did you mean 'due'?"),
    ("goals", GOAL + "    unit: decisions a week\n", "it is a key of a measure: put it below 'measure', indented further"),
    ("goals", GOAL + "    measure:\n      what: w\n      unit: u\n      visible_to: [executive]\n", "it is a key of a goal: indent it less"),
    ("goals", GOAL + "    colour: green\n", "keys that may stand here: matters_to_me"),
    ("session", SESSION + "notes: She looked tired.\n", "your own notes belong in coach/, which the executive never reads"),
    ("session", "date: 2026-03-16\n", "1:1 missing-key: a session needs 'session' = add  session: (its number in the engagement)"),
    ("goals", "goals:\n  - title:\n    id: delegate\n", "2:5 missing-key: 'title' is empty = write a value after it"),
    ("engagement", "", "engagement.yml needs 'executive', 'coach', 'programme', 'starts' and 'ends'"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text", "expected"), SLIPS, ids=[text[-30:] for _, text, _ in SLIPS])
def test_a_slip_is_answered_in_a_coachs_words(kind: str, text: str, expected: str) -> None:
    assert any(expected in line for line in lines(kind, text)), lines(kind, text)


def test_a_misspelt_key_hides_the_missing_key_it_stands_for() -> None:
    assert [each.code for each in told("goals", "goals:\n  - id: delegate\n    titel: Delegate\n")] == [
        "unknown-key"
    ]


def test_keys_missing_in_one_place_are_one_finding() -> None:
    found = told("goals", GOAL + "    measure: {target: 4}\n")

    assert [each.words() for each in found] == ["a measure needs 'what' and 'unit'"]


def test_a_key_without_a_value_says_nothing() -> None:
    assert told("session", SESSION + "summary:\nplace: ~\n") == ()


def test_a_message_keeps_what_was_typed_apart() -> None:
    (found,) = told("session", SESSION + "minutes: as long as Ines likes\n")

    assert "Ines" not in found.message + found.help + found.redacted_words() + found.redacted_remedy()
    assert found.redacted_words() == "what is typed here is not a whole number, and 'minutes' needs one"


def test_sponsor_none_says_it_aloud() -> None:
    text = "executive: {name: I, role: R, organisation: O}\ncoach: c\nprogramme: p\nstarts: 2026-01-12\nends: 2026-07-10\n"

    assert told("engagement", text + "sponsor: none\n") == ()
    assert told("engagement", text + "sponsor: None\n") == ()


KINDS = (*get_args(core_schema.ErrorType), *SENTENCES)
VALUES: tuple[Any, ...] = ("x", "", "14,5", "2026-02-30", "{braces}", None, ["x"], {"x": "y"})


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_error_has_a_sentence_of_ours(kind: str) -> None:
    values = ["2026-02-30"] if kind == "no_such_day" else VALUES
    for typed in values:
        said = sentence(Fault(kind, ("goals", 0, "due"), typed, {}, plan.Action))
        whole = f"{said.message} {said.help}"

        assert said.code
        assert said.message.strip()
        assert not any(words in whole for words in A_LIBRARY_SPEAKS), whole
        assert "None" not in whole
        assert isinstance(typed, str) or "{typed}" not in whole, whole


def test_every_kind_of_ours_and_of_pydantic_is_walked() -> None:
    assert len(KINDS) > 100


def every_part(model: type[Part] = Part) -> set[type[Part]]:
    return {model, *(found for sub in model.__subclasses__() for found in every_part(sub))} - {Part}


def test_every_part_of_the_format_has_a_name_in_sentences() -> None:
    assert sorted({part.__name__ for part in every_part()} ^ set(NOUNS)) == []


def test_synonyms_mean_keys_and_choices_that_exist() -> None:
    keys = {name for part in every_part() for name in part.model_fields}
    schema = str([part.model_json_schema() for part in every_part()])

    assert {word for words in SYNONYMS.values() for word in words} - keys == set()
    assert {word for words in VALUE_SYNONYMS.values() for word in words if f"'{word}'" not in schema} == set()


def test_every_key_is_described() -> None:
    bare = {
        f"{part.__name__}.{name}"
        for part in every_part()
        for name, field in part.model_fields.items()
        if not field.description
    }

    assert bare == set()


def test_the_practice_note_of_a_session_is_not_the_practice() -> None:
    assert NOUNS[sessions.Practice.__name__] == "a practice note"
