"""The executive's site: every page of the plan as HTML, its stylesheet, its scripts and its search index.

In: an `ExecutiveView` and templates by name. Out: artifacts in the clear, in reading order. Calendar files,
workbooks and fonts are made elsewhere and lie beside these: `index.html`, `goal-1.html`, `session-7.ics`
in one folder, `assets/` below it.

The search index is read off the finished pages, so that it can never hold a word that no page shows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Final

from jinja2 import Environment

from coachbook.model.deskviews import CoachView
from coachbook.model.pages import SECTIONS, Page, executive_pages
from coachbook.model.sponsorviews import SponsorView
from coachbook.model.views import ExecutiveView
from coachbook.render.artifact import Artifact
from coachbook.render.environment import Source, template_environment
from coachbook.render.typography import NO_BREAK

View = ExecutiveView | SponsorView | CoachView
"""What a page's frame is drawn from; each has `practice_name`, `language`, `today` and `coach`."""
Contents = tuple[tuple[str, str], ...]

CONTENTS: Final[Contents] = tuple((url, title) for url, _, title in SECTIONS)


def render_site(
    view: ExecutiveView, templates: Mapping[str, Source], notice: str | None = None
) -> tuple[Artifact, ...]:
    """All pages with their index, style and scripts; `notice` stands at the top of every page."""
    environment, pages = template_environment(templates), executive_pages(view)
    bodies = [page_html(environment, page, view, CONTENTS, notice) for page in pages]
    index = _search_index(zip(pages, bodies, strict=True))
    return (
        *(Artifact(page.url, "text/html", body.encode()) for page, body in zip(pages, bodies, strict=True)),
        Artifact("assets/search-index.js", "text/javascript", index.encode()),
        *furniture(templates),
        Artifact("assets/search.js", "text/javascript", templates["scripts/search.js"][1].encode()),
    )


def page_html(
    environment: Environment, page: Page, view: View, contents: Contents, notice: str | None
) -> str:
    """One page of any reader's site, in its frame: `contents` are addresses and words, in their order."""
    template = environment.get_template(page.template)
    return template.render(view=view, page=page, sections=contents, notice=notice)


def furniture(templates: Mapping[str, Source]) -> tuple[Artifact, ...]:
    """What every reader's site has: the style, and the script that locks a sealed site and does nothing elsewhere."""
    return (
        Artifact("assets/site.css", "text/css", templates["styles/site.css"][1].encode()),
        Artifact("assets/lock.js", "text/javascript", templates["seal/lock.js"][1].encode()),
    )


_MAIN = re.compile(r"<main[^>]*>(.*)</main>", re.DOTALL)
_UNREAD = re.compile(r"<(svg|nav|noscript)\b.*?</\1>", re.DOTALL)
_HEADING = re.compile(r'<h([1-6])(?:[^>]*? id="([^"]*)")?[^>]*>(.*?)</h\1>', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_INLINE = re.compile(r"</?(?:a|em|strong|time|q|code|mark)\b[^>]*>")


def _search_index(pages: Iterator[tuple[Page, str]]) -> str:
    """A classic script that sets `coachbookIndex`: [address, page, heading, text] for each part of a page.

    Pages about one goal, session or resource come before those that list them, and Home, which repeats what
    others say, comes last; Search has nothing of its own.
    """
    found = [each for each in pages if each[0].url != "search.html"]
    found.sort(key=lambda each: (each[0].url == "index.html", each[0].subject is None))
    parts = [part for page, html in found for part in _parts(page, html)]
    body = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return f"window.coachbookIndex={body};\n"


def _parts(page: Page, html: str) -> Iterator[tuple[str, str, str, str]]:
    """The page's text, cut at each heading that has an address."""
    main = _MAIN.search(html)
    if main is None:
        return
    text = _UNREAD.sub("", main[1])
    url, heading, words = page.url, page.title, [""]
    done = 0
    for found in _HEADING.finditer(text):
        words.append(text[done : found.start()])
        if found[2] is None:
            words.append(f" {found[3]} ")
        else:
            if content := _words("".join(words)):
                yield url, page.title, heading, content
            url, heading, words = f"{page.url}#{found[2]}", _words(found[3]), []
        done = found.end()
    if content := _words("".join((*words, text[done:]))):
        yield url, page.title, heading, content


def _words(html: str) -> str:
    """Text without tags: an inline tag joins, any other parts."""
    return " ".join(unescape(_TAG.sub(" ", _INLINE.sub("", html))).replace(NO_BREAK, " ").split())
