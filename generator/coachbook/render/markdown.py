"""Markdown fields and kit pieces as safe HTML.

In: prose as a coach or an executive typed it. Out: `Markup` with curly quotes, headings that continue the
page's own, tables that can scroll, and nothing outside an allow-list: raw HTML is shown as text, then nh3
drops whatever else is not listed. Pictures and remote anything are absent on purpose: a page asks no third
party for anything.

Most fields are plain paragraphs. One pattern decides that, and they skip the Markdown machinery; the
answer is the same (a property test holds the two together) and costs a hundredth.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from xml.etree import ElementTree as etree

import markdown
import nh3
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markupsafe import Markup, escape

from coachbook.render.typography import JOINT, OPAQUE, typeset

_MARKED_UP = re.compile(
    r"""
      [*_`\[\]<>&\\|~\x00-\x08\x0b-\x1f]       # inline marks, tables, entities, control characters
    | [ ]{2,}$ | \t | ^[ ]                      # hard breaks, code, continuation lines
    | ^(?:[-+\#>:=]|\d{1,9}[.)]|/{3})           # lists, headings, quotes, underlines, blocks
    """,
    re.VERBOSE | re.MULTILINE,
)
_PARAGRAPHS = re.compile(r"\n{2,}")
_TICK = re.compile(r"\[([ xX])\](?=\s|$)\s?")
_HEADING = re.compile(r"<(/?)h([1-6])>")
_VERBATIM: Final = frozenset(("code", "pre"))
_INLINE: Final = frozenset(("a", "code", "em", "span", "strong"))

_LEADS_SOMEWHERE = re.compile(
    r"https?://\S+ | mailto:\S+ | [a-z0-9-]+\.(?:html|ics|pdf)(?:\#[\w-]+)? | \#[\w-]+",
    re.VERBOSE | re.IGNORECASE,
)
"""The whole grammar of an address: the web, a mailbox, or a file or place of this site. `//host` is none of them."""
_TAG_OR_QUOTE = re.compile(r'<[^"<>]*(?:"[^"]*"[^"<>]*)*>|"')

_TEXT_TAGS = "p br hr em strong ul ol li blockquote code pre a h2 h3 h4 h5 h6 span div"
_TABLE_TAGS = "table thead tbody tr th td"
_CLEANER = nh3.Cleaner(
    tags=set(f"{_TEXT_TAGS} {_TABLE_TAGS}".split()),
    attributes={
        "a": {"href", "title"},
        "ol": {"start"},
        "div": {"data-field", "data-lines", "tabindex"},
        "th": {"scope"},
    },
    tag_attribute_values={"div": {"role": {"group"}, "aria-label": {"Table"}}},
    allowed_classes={
        "div": {"prompt", "scale", "writing", "scroll"},
        "p": {"prompt-question", "scale-question", "scale-ends"},
        "span": {"scale-low", "scale-high", "tick-state"},
        "ol": {"scale-marks"},
        "li": {"tick", "tick-done"},
    },
    url_schemes={"https", "http", "mailto"},
    attribute_filter=lambda tag, name, value: _kept(name, value),
    link_rel="noreferrer",
)


def _kept(name: str, value: str) -> str | None:
    """The attribute's value, or None for an address that leads nowhere: then the words stay without a link."""
    return None if name == "href" and not _LEADS_SOMEWHERE.fullmatch(value) else value


def prose(text: str, level: int = 3) -> Markup:
    """A field as HTML; its highest heading, if it has any, becomes `level` (2 to 6)."""
    text = text.strip()
    return _plain(text) if not _MARKED_UP.search(text) else _prose(text, level)


def kit_body(text: str, level: int = 2) -> Markup:
    """The body of a worksheet or reading, with its prompts, scales and tick lists."""
    return _kit_body(text, level)


@lru_cache(maxsize=2048)
def _plain(text: str) -> Markup:
    paragraphs = (escape(typeset(paragraph)) for paragraph in _PARAGRAPHS.split(text) if paragraph)
    return Markup("\n").join(Markup("<p>{}</p>").format(paragraph) for paragraph in paragraphs)


@lru_cache(maxsize=2048)
def _prose(text: str, level: int) -> Markup:
    return _convert(_field_converter(), text, level)


@lru_cache(maxsize=256)
def _kit_body(text: str, level: int) -> Markup:
    return _convert(_kit_converter(), text, level)


def _convert(converter: markdown.Markdown, text: str, level: int) -> Markup:
    converter.reset()
    return Markup(_quotes_escaped(_CLEANER.clean(_settled(converter.convert(text), level))))


def _quotes_escaped(html: str) -> str:
    """The same HTML with quotation marks in its text as entities, so that ` href="` in a page is always a tag's.

    The audit and the renaming of links rely on it: somebody may well show a piece of HTML in her code.
    """
    return _TAG_OR_QUOTE.sub(lambda found: "&#34;" if found[0] == '"' else found[0], html)


@lru_cache(maxsize=1)
def _field_converter() -> markdown.Markdown:
    """Made once: building it costs more than a page."""
    return markdown.Markdown(extensions=["tables", "sane_lists", _HouseStyle()])


@lru_cache(maxsize=1)
def _kit_converter() -> markdown.Markdown:
    from coachbook.render.worksheet import WorksheetExtension

    return markdown.Markdown(extensions=["tables", "sane_lists", WorksheetExtension(), _HouseStyle()])


class _HouseStyle(Extension):
    """Raw HTML shown as text, pictures as links; then ticks, tables and typography.

    They run between the inline pass (20) and prettify (10).
    """

    def extendMarkdown(self, md: markdown.Markdown) -> None:
        md.preprocessors.deregister("html_block")
        for name in ("html", "image_link", "image_reference", "short_image_ref"):
            md.inlinePatterns.deregister(name)
        md.treeprocessors.register(_Ticks(md), "house_ticks", 18)
        md.treeprocessors.register(_Tables(md), "house_tables", 17)
        md.treeprocessors.register(_Typography(md), "house_typography", 16)


class _Ticks(Treeprocessor):
    """`- [ ] text`: the state as a class for the eye and as a word for a screen reader."""

    def run(self, root: etree.Element) -> None:
        for entry in root.iter("li"):
            holder = (
                entry[0] if len(entry) and entry[0].tag == "p" and not (entry.text or "").strip() else entry
            )
            tick = _TICK.match(holder.text or "")
            if tick is None:
                continue
            is_done = tick[1] != " "
            state = etree.Element("span", {"class": "tick-state"})
            state.text, state.tail = ("done: " if is_done else "to do: "), (holder.text or "")[tick.end() :]
            holder.text = None
            holder.insert(0, state)
            entry.set("class", "tick tick-done" if is_done else "tick")


class _Tables(Treeprocessor):
    """A table scrolls inside its own frame, which the keyboard can reach; header cells say what they head."""

    def run(self, root: etree.Element) -> None:
        for parent in list(root.iter()):
            for place, child in enumerate(list(parent)):
                if child.tag != "table":
                    continue
                frame = etree.Element(
                    "div", {"class": "scroll", "tabindex": "0", "role": "group", "aria-label": "Table"}
                )
                parent[place] = frame
                frame.append(child)
                frame.tail, child.tail = child.tail, None
                for cell in list(child.iter("th")):
                    if len(cell) or (cell.text or "").strip():
                        cell.set("scope", "col")
                    else:
                        cell.tag = "td"  # a header without words heads nothing
                for cell in (*child.iter("th"), *child.iter("td")):
                    cell.attrib.pop("style", None)


@dataclass(frozen=True, slots=True)
class _Run:
    """A stretch of text: the element and attribute (text or tail) it hangs on, and how it may be set."""

    element: etree.Element
    name: str
    text: str
    is_prose: bool
    """False for code, and for what already holds a joint."""
    opens_block: bool
    """Nothing before it is on its line, so a quote in front of it opens."""


class _Typography(Treeprocessor):
    """Sets the text of each block as one run, so that a quotation may begin inside an emphasis."""

    def run(self, root: etree.Element) -> None:
        runs = list(_runs(root, is_verbatim=False))
        if not runs:
            return
        joined = JOINT.join("\n" * run.opens_block + (run.text if run.is_prose else OPAQUE) for run in runs)
        for run, text in zip(runs, typeset(joined).split(JOINT), strict=True):
            if run.is_prose:
                setattr(run.element, run.name, text[run.opens_block :])


def _runs(element: etree.Element, *, is_verbatim: bool) -> Iterator[_Run]:
    """Each stretch of text in reading order."""
    is_verbatim = is_verbatim or element.tag in _VERBATIM
    if element.text:
        is_prose = not is_verbatim and JOINT not in element.text
        yield _Run(element, "text", element.text, is_prose, element.tag not in _INLINE)
    for child in element:
        yield from _runs(child, is_verbatim=is_verbatim)
        if child.tail:
            is_prose = not is_verbatim and JOINT not in child.tail
            yield _Run(child, "tail", child.tail, is_prose, child.tag not in _INLINE)


def _settled(html: str, level: int) -> str:
    """The same HTML with its heading levels, in order, renumbered from `level`: none skipped, none below h6."""
    used = sorted({tag[2] for tag in _HEADING.finditer(html)})
    new = {old: min(level + place, 6) for place, old in enumerate(used)}
    return _HEADING.sub(lambda tag: f"<{tag[1]}h{new[tag[2]]}>", html)
