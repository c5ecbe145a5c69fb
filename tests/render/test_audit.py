import pytest

from coachbook.render.artifact import Artifact
from coachbook.render.audit import LARGEST_PAGE, audit

HEAD = '<meta name="robots" content="noindex"><meta name="referrer" content="no-referrer">'


def page(body: str, url: str = "index.html") -> Artifact:
    return Artifact(url, "text/html", f'{HEAD}<h1 id="top">A</h1>{body}'.encode())


def messages(*artifacts: Artifact) -> list[str]:
    return [fault.message for fault in audit(artifacts)]


def test_a_sound_page_has_no_faults() -> None:
    sound = '<a href="#top">a</a> <a href="goal.html#top">b</a> <a href="mailto:x@y.example">c</a>'

    assert messages(page(sound), page("", "goal.html")) == []


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('<a href="gone.html">x</a>', "a link leads to gone.html, which is not there"),
        ('<a href="#gone">x</a>', "a link leads to index.html#gone, which has no such place"),
        ('<a href="javascript:x()">x</a>', "a link leads nowhere a browser should go"),
        ('<script src="https://cdn.example/x.js"></script>', "the page asks another host for something"),
        ('<img src="//cdn.example/x.png">', "the page asks another host for something"),
        ("<script>x()</script>", "`<script>` inside the page; the content security policy would refuse it"),
        ('<p style="color:red">', '`style="` inside the page; the content security policy would refuse it'),
        ('<b onclick="x()">', '`onclick="` inside the page; the content security policy would refuse it'),
        ("<h1>B</h1>", "the page has 2 top headings instead of one"),
        ('<p id="top">', "the id `top` is given twice"),
        ("x" * LARGEST_PAGE, "the page has 60 KB; at most 60 open quickly on a phone"),
    ],
)
def test_each_fault_is_found(body: str, said: str) -> None:
    assert messages(page(body)) == [said]


def test_a_page_that_search_engines_may_read_is_a_fault() -> None:
    assert messages(Artifact("index.html", "text/html", b"<h1>A</h1>")) == [
        "the page does not say `robots`",
        "the page does not say `referrer`",
    ]


def test_a_stylesheet_may_not_ask_another_host() -> None:
    style = Artifact("assets/site.css", "text/css", b'@import "https://fonts.example/x.css";')

    assert messages(style) == ["the stylesheet asks another host for something"]


def test_two_files_cannot_have_one_address() -> None:
    assert messages(page(""), page("")) == ["two files have the address index.html"]
