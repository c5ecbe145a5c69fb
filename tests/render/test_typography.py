import html

import markdown
import pytest

from coachbook.render.typography import JOINT, typeset


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        ('"Silence is information", she said.', "“Silence is information”, she said."),
        ("'Silence,' she said, 'is information.'", "‘Silence,’ she said, ‘is information.’"),
        ("\"'Never' is a long time\"", "“‘Never’ is a long time”"),
        ("the directors' review isn't Ines's", "the directors’ review isn’t Ines’s"),
        ("in the '90s, and 'tis true", "in the ’90s, and ’tis true"),
        ("a pause - then an answer", "a pause\u00a0– then an answer"),
        ("a pause -- then an answer", "a pause\u00a0– then an answer"),
        ("pages 3--5", "pages 3–5"),
        ("well...", "well…"),
        ("on 30 March for 90 minutes", "on 30\u00a0March for 90\u00a0minutes"),
        ("a talk with Dr Rao", "a talk with Dr\u00a0Rao"),
        ("a well-known ex-colleague", "a well-known ex-colleague"),
        ("- a list", "- a list"),
        ("2026-03-20", "2026-03-20"),
    ],
)
def test_text_is_set_as_a_compositor_would(typed: str, set_: str) -> None:
    assert typeset(typed) == set_


@pytest.mark.parametrize("kept", ["https://example.org/it's--a...b", "o'neill@example.org", "www.x.org/a--b"])
def test_addresses_are_left_alone(kept: str) -> None:
    assert typeset(f"see {kept} there") == f"see {kept} there"


def test_setting_twice_changes_nothing() -> None:
    once = typeset("\"She said 'no'\" - in the '90s, on 3 May...")

    assert typeset(once) == once


def test_quotes_look_through_a_joint_between_two_runs() -> None:
    assert typeset(f'"{JOINT}Silence{JOINT}" is information') == f"“{JOINT}Silence{JOINT}” is information"


@pytest.mark.parametrize(
    "text",
    [
        'He said "yes" and left.',
        "They're the board's own 'rules'.",
        "A \"quoted 'word' inside\" it.",
        "Wait... what?",
        "In the '90s it wasn't so.",
    ],
)
def test_agrees_with_python_markdown_where_both_know_the_rule(text: str) -> None:
    theirs = markdown.markdown(text, extensions=["smarty"])

    assert f"<p>{typeset(text)}</p>" == html.unescape(theirs)
