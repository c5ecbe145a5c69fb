"""Kit worksheets: the `prompt` and `scale` blocks, what they say and how they look."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as etree

import pytest
from markdown import Markdown

from coachbook.render.worksheet import WorksheetExtension
from coachbook.source.worksheets import Prompt, Scale, read_fields

KIT = Path(__file__).parents[2] / "content" / "kit"

PROMPT = """\
/// prompt | What did you decide not to do?
    id: not-doing
    lines: 4
///
"""
SCALE = """\
/// scale | How ready are you?
    id: ready
    low: no
    high: on
    from: -1
    to: 1
///
"""


def render(body: str) -> str:
    return Markdown(extensions=["tables", "smarty", "pymdownx.superfences", WorksheetExtension()]).convert(
        body
    )


def problems(body: str) -> list[tuple[int, int, str]]:
    """Line, column and words of every diagnostic."""
    _, diagnostics = read_fields(body, path="content/kit/piece.md")
    return [(found.span.line, found.span.column, found.words()) for found in diagnostics if found.span]


def test_a_prompt_becomes_a_question_with_room_to_write():
    expected = (
        '<div class="prompt" data-field="not-doing">\n'
        '<p class="prompt-question">What did you decide not to do?</p>\n'
        '<div class="writing" data-lines="4"></div>\n'
        "</div>"
    )

    assert expected == render(PROMPT)


def test_a_scale_says_what_its_ends_mean_before_its_marks():
    words = "".join(etree.fromstring(render(SCALE)).itertext()).split()

    assert words == ["How", "ready", "are", "you?", "−1:", "no", "1:", "on", "−1", "0", "1"]


def test_values_are_the_words_typed_and_not_yaml():
    fields, diagnostics = read_fields(SCALE, path="piece.md")

    assert ((Scale("ready", "How ready are you?", "no", "on", -1, 1),), ()) == (fields, diagnostics)


def test_lines_default_to_three():
    fields, _ = read_fields("/// prompt | Why?\n    id: why\n///\n", path="piece.md")

    assert (Prompt("why", "Why?", 3),) == fields


def test_a_question_may_hold_emphasis_quotes_and_a_bar():
    html = render('/// prompt | Say *one* thing: "yes" | no\n    id: one\n///\n')

    assert "Say <em>one</em> thing: &ldquo;yes&rdquo; | no</p>" in html


def test_words_at_the_ends_are_escaped():
    html = render(SCALE.replace("low: no", "low: <b>*no*</b> & less"))

    assert "−1: &lt;b&gt;*no*&lt;/b&gt; &amp; less" in html


def test_blocks_follow_text_and_each_other_without_blank_lines():
    html = render(f"Before\n{PROMPT}{SCALE}After")

    assert [child.tag for child in etree.fromstring(f"<x>{html}</x>")] == ["p", "div", "div", "p"]


def test_a_block_inside_a_code_fence_is_an_example():
    body = f"```\n{PROMPT}```\n\n{PROMPT}"
    fields, diagnostics = read_fields(body, path="piece.md")

    assert (len(fields), diagnostics) == (1, ())
    assert render(body).count('class="prompt"') == 1


def test_places_count_in_the_whole_file():
    _, diagnostics = read_fields("text\n\n" + PROMPT.replace("4", "x"), path="piece.md", first_line=10)

    assert [(found.span.line, found.span.column) for found in diagnostics if found.span] == [(14, 12)]


@pytest.mark.parametrize(
    ("body", "line", "column", "words"),
    [
        (
            PROMPT.replace("lines: 4", "lines: four"),
            3,
            12,
            "`lines` must be a whole number from 1 to 24, not four",
        ),
        (PROMPT.replace("lines: 4", "lines: 0"), 3, 12, "`lines` must be a whole number"),
        (PROMPT.replace("lines: 4", "lines: 4000"), 3, 12, "`lines` must be a whole number"),
        (PROMPT.replace("lines: 4", "lines: 4.5"), 3, 12, "`lines` must be a whole number"),
        (PROMPT.replace("lines: 4", "lines:"), 3, 5, "`lines` must be a whole number"),
        (PROMPT.replace("lines", "line"), 3, 5, "a prompt has no option line"),
        (PROMPT.replace("lines: 4", "attrs: {id: x}"), 3, 5, "a prompt has no option attrs"),
        (PROMPT.replace("lines: 4", "id: twice"), 3, 5, "id is given twice"),
        (PROMPT.replace("not-doing", "Not Doing"), 2, 9, "Not Doing cannot be an id"),
        (PROMPT.replace("not-doing", "x" * 41), 2, 9, "cannot be an id"),
        (PROMPT.replace("    id: not-doing\n", ""), 1, 1, "this prompt has no id"),
        (PROMPT.replace(" | What did you decide not to do?", ""), 1, 1, "this prompt has no question"),
        (PROMPT.replace("    lines: 4\n///\n", "    lines: 4\n"), 1, 1, "this block is never closed"),
        (PROMPT.replace("    lines: 4", "lines: 4"), 3, 1, "this line is inside a block"),
        (PROMPT.replace("prompt", "promt"), 1, 5, "there is no block called promt"),
        (PROMPT + "\n" + PROMPT, 7, 9, "two blocks in this piece have the id not-doing"),
        (SCALE.replace("    low: no\n", ""), 1, 1, "this scale does not say what its low end means"),
        (SCALE.replace("to: 1", "to: -1"), 1, 1, "a scale from -1 to -1 cannot be drawn"),
        (SCALE.replace("from: -1", "from: -10"), 1, 1, "a scale from -10 to 1 cannot be drawn"),
        (SCALE.replace("to: 1", "to: ten"), 6, 9, "`to` must be a whole number"),
    ],
)
def test_a_mistake_is_named_with_its_place_and_shown_as_text(body: str, line: int, column: int, words: str):
    found = problems(body)

    assert (line, column) == found[0][:2]
    assert words in found[0][2]
    assert len(found) == 1
    assert (1 if line > 6 and "prompt" in body else 0) == render(body).count('<div class="prompt"')


@pytest.mark.parametrize("piece", sorted(KIT.glob("*.md")), ids=lambda piece: piece.stem)
def test_every_kit_piece_is_sound(piece: Path):
    _, front, body = piece.read_text("utf-8").split("---\n", 2)
    fields, diagnostics = read_fields(body, path=piece.name)

    assert diagnostics == ()
    assert len(fields) == len(re.findall(r'data-field="', render(body)))
    if "kind: worksheet" in front:
        assert 4 <= len(fields) <= 9
        assert "**Bring to your coach:**" in body.rstrip().rsplit("\n", 1)[-1]
    else:
        assert 500 <= len(body.split()) <= 950
