"""The last look at a site before it is sealed: what no template, ours or a firm's, may break.

In: every artifact of one site, calendar files and workbooks included. Out: faults in words that hold
addresses and element names, never a client's text. Nothing is repaired.

    every link and anchor leads somewhere        no page asks another host for anything
    no script, style or handler inside a page    ids are unique, and there is one h1
    no page above 60 KB                          robots and referrers are told to keep out
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from coachbook.render.artifact import Artifact

LARGEST_PAGE: Final = 60 * 1024
"""Bytes of HTML, uncompressed."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with which page."""

    url: str
    message: str
    stops_publishing: bool = True
    """False for what is only unpleasant, such as a long page: nobody's long note may lock her site."""


_ID = re.compile(r'\sid="([^"]*)"')
_LINK = re.compile(r'<a\b[^>]*\shref="([^"]*)"')
_ASKED_FOR = re.compile(
    r'<(?:script|img|iframe|source|embed)\b[^>]*\ssrc="([^"]*)"|<link\b[^>]*\shref="([^"]*)"'
)
_INSIDE = re.compile(r'<script(?![^>]*\ssrc=)[^>]*>|<style\b|\sstyle="|\son[a-z]+="')
_REMOTE_STYLE = re.compile(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//")
_SCHEME = re.compile(r"(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)
_REMOTE = re.compile(r"(?:https?:)?//", re.IGNORECASE)
_LEAVES: Final = ("https:", "http:", "mailto:")


def audit(artifacts: Iterable[Artifact]) -> tuple[Fault, ...]:
    """Everything wrong with one site; () when nothing is."""
    site = tuple(artifacts)
    pages = {each.url: each.body.decode() for each in site if each.media_type == "text/html"}
    anchors = {url: frozenset(_ID.findall(html)) for url, html in pages.items()}
    known = frozenset(each.url for each in site)
    faults = [Fault(url, message) for url, html in pages.items() for message in _page(html)]
    faults += [
        Fault(url, _too_large(html), False)
        for url, html in pages.items()
        if len(html.encode()) > LARGEST_PAGE
    ]
    faults += [
        Fault(url, message) for url, html in pages.items() for message in _links(url, html, known, anchors)
    ]
    faults += [Fault(url, f"two files have the address {url}") for url in _twice(each.url for each in site)]
    faults += [
        Fault(each.url, "the stylesheet asks another host for something")
        for each in site
        if each.media_type == "text/css" and _REMOTE_STYLE.search(each.body.decode())
    ]
    return tuple(faults)


def _too_large(html: str) -> str:
    size = len(html.encode()) // 1024
    return f"the page has {size} KB; at most {LARGEST_PAGE // 1024} open quickly on a phone"


def _page(html: str) -> Iterator[str]:
    if inside := _INSIDE.search(html):
        yield f"`{inside[0].strip()}` inside the page; the content security policy would refuse it"
    if (n_titles := len(re.findall(r"<h1\b", html))) != 1:
        yield f"the page has {n_titles} top headings instead of one"
    for name in ("robots", "referrer"):
        if f'<meta name="{name}"' not in html:
            yield f"the page does not say `{name}`"
    for twice in _twice(_ID.findall(html)):
        yield f"the id `{twice}` is given twice"
    for found in _ASKED_FOR.finditer(html):
        if _REMOTE.match(found[1] or found[2] or ""):
            yield "the page asks another host for something"


def _links(url: str, html: str, known: frozenset[str], anchors: dict[str, frozenset[str]]) -> Iterator[str]:
    asked = {found[1] or found[2] or "" for found in _ASKED_FOR.finditer(html)}
    leads = {target for target in _LINK.findall(html) if not target.startswith(_LEAVES)}
    if any(_SCHEME.match(target) for target in leads):
        yield "a link leads nowhere a browser should go"
    for target in sorted(leads | asked):
        if _SCHEME.match(target):
            continue
        path, _, anchor = target.partition("#")
        if path and path not in known:
            yield f"a link leads to {path}, which is not there"
        elif anchor and anchor not in anchors.get(path or url, ()):
            yield f"a link leads to {path or url}#{anchor}, which has no such place"


def _twice(names: Iterable[str]) -> Iterator[str]:
    return (name for name, number in Counter(names).items() if number > 1)
