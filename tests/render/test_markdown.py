import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from coachbook.render import markdown as house


def test_plain_paragraphs_are_set_and_escaped() -> None:
    html = house.prose('She said "no" & left.\n\nThen\nnothing.')

    assert html == Markup("<p>She said “no” &amp; left.</p>\n<p>Then\nnothing.</p>")


@given(
    st.lists(
        st.text(st.sampled_from("ab cde,.;'\"-–?!()/0123\n"), max_size=60).map(str.strip),
        min_size=1,
        max_size=3,
    ).map("\n\n".join)
)
def test_the_short_way_and_the_long_way_agree(text: str) -> None:
    """Plain text skips Markdown; it must look the same as if it had not."""
    text = text.strip()
    if house._MARKED_UP.search(text):
        return

    assert house.prose(text) == house._prose(text, 3)


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("*one* and **two**", "<p><em>one</em> and <strong>two</strong></p>"),
        ('"*Silence* is information"', "<p>“<em>Silence</em> is information”</p>"),
        ("`it's`", "<p><code>it's</code></p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("[it's](session-1.html)", '<p><a href="session-1.html" rel="noreferrer">it’s</a></p>'),
    ],
)
def test_markdown_becomes_html(typed: str, html: str) -> None:
    assert house.prose(typed) == html


@pytest.mark.parametrize(
    "typed",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html,x)",
        "![x](https://example.org/x.png)",
        '<p style="x" onclick="y">',
        "&lt;script&gt;",
        '<https://example.org/"onmouseover=alert(1)>',
    ],
)
def test_nothing_that_runs_or_loads_gets_through(typed: str) -> None:
    tags = " ".join(re.findall(r"<[^>]*>", house.prose(typed)))

    assert not any(mark in tags for mark in ("script", "<img", "data:", "style=", " on"))


def test_raw_html_is_shown_as_it_was_typed() -> None:
    assert house.prose("a <b>bold</b> claim") == "<p>a &lt;b&gt;bold&lt;/b&gt; claim</p>"


def test_headings_continue_the_page_without_a_gap() -> None:
    assert house.prose("# A\n\n### B\n\nc", 3) == "<h3>A</h3>\n<h4>B</h4>\n<p>c</p>"


def test_ticks_say_their_state() -> None:
    html = house.kit_body("- [ ] Ask it\n- [x] Wait\n- [link](a.html)")

    assert '<li class="tick"><span class="tick-state">to do: </span>Ask it</li>' in html
    assert '<li class="tick tick-done"><span class="tick-state">done: </span>Wait</li>' in html


def test_a_table_can_be_scrolled_and_an_empty_header_is_no_header() -> None:
    html = house.kit_body("| | First |\n|---|---|\n| Name | |")

    assert html.startswith("<div ")
    assert 'tabindex="0"' in html
    assert html.count("<th") == 2  # thead and one header
    assert '<th scope="col">First</th>' in html


def test_prompts_and_scales_of_the_kit_survive() -> None:
    html = house.kit_body("/// prompt | What now?\n    id: now\n    lines: 2\n///\n")

    assert '<div class="prompt" data-field="now">' in html
    assert '<div class="writing" data-lines="2"></div>' in html
