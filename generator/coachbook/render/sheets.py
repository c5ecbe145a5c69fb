"""The sheet model: blocks with heights in grid units, and whole writing lines shared out to fill a sheet.

One grid unit, g, is 2.75 mm. Text stands on 2g, a writing line takes 3g, a table row at least 3g. The
text area is a whole number of units on both papers, so a sheet's blocks can be added up before anything
is rendered, and no page ends half empty or spills over.

A sheet knows nothing of HTML beyond the safe prose in `Text`; templates/workbook/ draws each kind.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from typing import Final, Protocol, TypeVar

from markupsafe import Markup, escape

from coachbook.render.measure import Style, advance_widths, n_lines
from coachbook.render.typography import NO_BREAK, typeset

GRID: Final = 2.75
"""Millimetres in a grid unit."""
LINE: Final = 3
"""Grid units from one writing line to the next."""
FEWEST: Final = 2
"""Writing lines under a question; one line asks for a yes or a no."""
PROSE: Final = 128.0
"""Millimetres: a measure of about 70 characters."""

BODY: Final = Style("serif-regular.ttf", 10.5, 2)
LEAD: Final = Style("serif-italic.ttf", 12, 2)
QUESTION: Final = Style("serif-regular.ttf", 12, 2)
LABEL: Final = Style("sans-semibold.ttf", 8.5, 2)
TITLE: Final = Style("serif-semibold.ttf", 22, 4)
SMALL_TITLE: Final = Style("serif-semibold.ttf", 12, 2)

_LONGEST_PARAGRAPH: Final = 20
_DIVIDED: Final = 5
"""Lines: a longer paragraph is divided into pieces of five, so that it can go on over a page."""
_SHORTEST_END: Final = 10


@dataclass(frozen=True, slots=True)
class Format:
    """A paper's text area: `width` in millimetres, `height` in grid units."""

    name: str
    width: float
    height: int
    top: float
    bottom: float


FORMATS: Final[Mapping[str, Format]] = {
    "A4": Format("A4", 170.0, 92, 22.0, 21.8),
    "Letter": Format("Letter", 175.9, 86, 21.0, 21.7),
}
"""Margins leave a fifth of a millimetre to spare, against rounding. Inner 24 mm and outer 16 mm on both."""


@dataclass(frozen=True, slots=True)
class Text:
    """A heading or paragraph: safe HTML, and the class that styles it."""

    html: Markup
    style: str
    height: int
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class Space:
    """Room left free."""

    height: int
    kind: str = "space"


@dataclass(frozen=True, slots=True)
class Writing:
    """A label, a question and writing lines; `weight` is its part of the lines that a sheet has to give."""

    label: str
    question: str
    question_height: int
    weight: int = 1
    lines: int = 0
    kind: str = "writing"

    @property
    def fixed(self) -> int:
        """Height without the lines, with the gap after them."""
        return (2 if self.label else 0) + self.question_height + 2

    @property
    def height(self) -> int:
        """Height with the lines."""
        return self.fixed + LINE * self.lines


@dataclass(frozen=True, slots=True)
class Level:
    """A row of a goal's attainment scale."""

    score: str
    words: str
    description: str
    start: str
    """The remark beside the level where the goal started; empty elsewhere."""
    height: int
    kind: str = "level"


@dataclass(frozen=True, slots=True)
class Marks:
    """A row of eleven marks, 0 to 10, for each title; `rows` holds titles with their heights."""

    rows: tuple[tuple[str, int], ...]
    kind: str = "marks"

    @property
    def height(self) -> int:
        """The numbers, the rows, and a gap."""
        return 3 + sum(height for _, height in self.rows) + 2


@dataclass(frozen=True, slots=True)
class ActionRow:
    """A row of the action plan."""

    text: str
    owner: str
    due: str
    status: str
    height: int


@dataclass(frozen=True, slots=True)
class Actions:
    """The action plan's table: filled rows, then `n_empty` rows of 4g to write in."""

    rows: tuple[ActionRow, ...]
    n_empty: int
    kind: str = "actions"

    @property
    def height(self) -> int:
        """The head and every row."""
        return 3 + sum(row.height for row in self.rows) + 4 * self.n_empty


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents."""

    title: str
    number: int
    level: int

    @property
    def height(self) -> int:
        """Sections stand on 3g after a gap of one, what is in them on 2g."""
        return 4 if self.level == 1 else 2


@dataclass(frozen=True, slots=True)
class Contents:
    """The table of contents."""

    entries: tuple[Entry, ...]
    kind: str = "contents"

    @property
    def height(self) -> int:
        """All lines; the first section needs no gap above."""
        return max(0, sum(entry.height for entry in self.entries) - 1)


Block = Text | Space | Writing | Level | Marks | Actions | Contents


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page. `section` names the part that begins here; `level` is the title's depth in the outline."""

    eyebrow: str
    title: str
    blocks: tuple[Block, ...]
    section: str = ""
    level: int = 1
    title_class: str = "title"
    title_height: int = 0
    number: int = 0

    @property
    def head(self) -> int:
        """Height of eyebrow and title, with the gap below."""
        return 3 + self.title_height

    def room(self, at: Press) -> int:
        """Grid units left for blocks on that press's paper."""
        return at.paper.height - self.head


@dataclass(frozen=True, slots=True)
class Press:
    """A paper and the fonts' advance widths: all that is needed to measure."""

    paper: Format
    widths: Mapping[str, Mapping[int, float]]

    def height(self, text: str, style: Style, millimetres: float) -> int:
        """Grid units that `text` takes in a column, typeset as the template will."""
        return n_lines(typeset(text), self.widths[style.font], style.points, millimetres) * style.leading


def press(paper: str, fonts: Mapping[str, bytes]) -> Press:
    """A press for "A4" or "Letter", with fonts as for `pdf.document_pdf`."""
    return Press(FORMATS[paper], {name: advance_widths(ttf) for name, ttf in fonts.items()})


# Blocks


def glued(text: str) -> str:
    """`text` with its last words held together, so that no last line is shorter than about ten letters.

    WeasyPrint has no `text-wrap: balance`; a no-break space does the same for a line's end.
    """
    head, tail = " ".join(word for word in typeset(text).split(" ") if word), ""
    while len(tail) < _SHORTEST_END and head.count(" ") > 1:
        head, _, last = head.rpartition(" ")
        tail = f"{NO_BREAK}{last}{tail}"
    return head + tail


def shortened(text: str, style: Style, millimetres: float, at: Press, *, lines: int = 1) -> str:
    """`text`, or as many of its first words as so many lines hold, with an ellipsis."""
    words, shown = text.split(" "), text
    while len(words) > 1 and at.height(shown, style, millimetres) > lines * style.leading:
        words.pop()
        shown = " ".join(words) + "\u2026"
    return shown


def label(words: str) -> Text:
    """A small heading that stays with what follows it."""
    return Text(escape(typeset(words)), "label", 2)


def lead(words: str, at: Press) -> Text:
    """The italic line under a title, with a gap of 2g below."""
    words = glued(words)
    return Text(escape(words), "lead", at.height(words, LEAD, PROSE) + 2)


def paragraph(words: str, at: Press) -> Text:
    """A paragraph of plain text, with a gap of 1g below."""
    words = glued(words)
    return Text(escape(words), "body", at.height(words, BODY, PROSE) + 1)


def prose(html: str, at: Press) -> list[Text]:
    """Safe HTML as paragraphs; list items become paragraphs with a dash, very long ones are divided."""
    reader = _Paragraphs()
    reader.feed(html)
    reader.close()
    return [part for style, inner, words in reader.found() for part in _divided(style, inner, words, at)]


def question(words: str, at: Press, *, label: str = "", weight: int = 1) -> Writing:
    """A question with writing lines, their number still open."""
    words = glued(words)
    height = at.height(words, QUESTION, at.paper.width - 20) if words else 0
    return Writing(label, words, height, weight)


def sheet(eyebrow: str, title: str, at: Press, *, section: str = "", level: int = 1) -> Sheet:
    """A sheet with a head and no blocks yet; a title of more than three lines is set small."""
    if not title:
        return Sheet(eyebrow, "", (), section, level)
    title = glued(title)
    height, css = at.height(title, TITLE, at.paper.width), "title"
    if height > 3 * TITLE.leading:
        height, css = at.height(title, SMALL_TITLE, at.paper.width), "title small"
    return Sheet(eyebrow, title, (), section, level, css, height + 1)


# Sharing out


def share(free: int, weights: Sequence[int]) -> list[int]:
    """Whole writing lines for each weight out of `free` grid units; never fewer than `FEWEST`."""
    if not weights:
        return []
    lines, total = max(0, free) // LINE, sum(weights)
    shares = [lines * weight // total for weight in weights]
    for extra in range(lines - sum(shares)):
        shares[extra % len(shares)] += 1
    shares = [max(FEWEST, n) for n in shares]
    while sum(shares) > lines and max(shares) > FEWEST:
        shares[shares.index(max(shares))] -= 1
    return shares


def filled(target: Sheet, blocks: Sequence[Block], at: Press) -> Sheet:
    """The sheet with its blocks, every writing area given its share of what is left."""
    writings = [block for block in blocks if isinstance(block, Writing)]
    fixed = sum(block.fixed if isinstance(block, Writing) else block.height for block in blocks)
    # The last gap may hang below the text area, where nothing is printed.
    slack = 2 if blocks and isinstance(blocks[-1], Writing) else 0
    shares = iter(share(target.room(at) - fixed + slack, [block.weight for block in writings]))
    done = (replace(block, lines=next(shares)) if isinstance(block, Writing) else block for block in blocks)
    return replace(target, blocks=tuple(done))


class _Tall(Protocol):
    @property
    def height(self) -> int: ...


_T = TypeVar("_T", bound=_Tall)


def paginated(blocks: Sequence[_T], first: int, rest: int) -> list[list[_T]]:
    """Blocks in order on as few pages as they need: `first` units on the first, `rest` on the others.

    A label is never the last block of a page. There is always one page, if need be an empty one.
    """
    pages: list[list[_T]] = [[]]
    free = first
    for place, block in enumerate(blocks):
        need = block.height
        if isinstance(block, Text) and block.style == "label" and place + 1 < len(blocks):
            need += blocks[place + 1].height
        if need > free and pages[-1]:
            pages.append([])
            free = rest
        pages[-1].append(block)
        free -= block.height
    return pages


def grouped(needs: Sequence[int], first: int, rest: int) -> list[int]:
    """How many of the items, in order, go on each page: as few pages as they need, as even as can be."""
    sizes, free = [0], first
    for need in needs:
        if need > free and sizes[-1]:
            sizes.append(0)
            free = rest
        sizes[-1] += 1
        free -= need
    least, more = divmod(len(needs), len(sizes))
    even = [least] * (len(sizes) - more) + [least + 1] * more
    return even if _fits(even, needs, first, rest) else sizes


def _fits(sizes: Sequence[int], needs: Sequence[int], first: int, rest: int) -> bool:
    at = 0
    for page, size in enumerate(sizes):
        if sum(needs[at : at + size]) > (first if page == 0 else rest):
            return False
        at += size
    return True


# Prose


class _Paragraphs(HTMLParser):
    """Flattens sanitised HTML into paragraphs: style, inner HTML with inline tags, plain words."""

    _BLOCKS = frozenset(["p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "tr", "div"])
    _INLINE = frozenset(("em", "strong", "code"))
    _GAPS = frozenset(("br", "td", "th"))

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._done: list[tuple[str, str, str]] = []
        self._inner: list[str] = []
        self._words: list[str] = []
        self._open: list[str] = []
        self._lists = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in ("ul", "ol"):
            self._flush()
            self._lists += 1
        elif tag in self._BLOCKS:
            self._flush()
        elif tag in self._INLINE:
            self._open.append(tag)
            self._inner.append(f"<{tag}>")
        elif tag in self._GAPS:
            self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ul", "ol"):
            self._flush()
            self._lists = max(0, self._lists - 1)
        elif tag in self._BLOCKS:
            self._flush()
        elif self._open and self._open[-1] == tag:
            self._open.pop()
            self._inner.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self._inner.append(str(escape(data)))
        self._words.append(data)

    def _flush(self) -> None:
        words = " ".join("".join(self._words).split())
        if words:
            inner = "".join(self._inner) + "".join(f"</{tag}>" for tag in reversed(self._open))
            self._done.append(("item" if self._lists else "body", " ".join(inner.split()), words))
        self._inner, self._words, self._open = [], [], []

    def found(self) -> list[tuple[str, str, str]]:
        """Every paragraph read."""
        self._flush()
        return self._done


def _divided(style: str, inner: str, words: str, at: Press) -> list[Text]:
    width = PROSE - (5 if style == "item" else 0)
    # The inline tags let through have no attributes, so the last spaces are never inside one.
    inner, words = glued(inner), glued(words)
    height = at.height(words, BODY, width)
    if height <= _LONGEST_PARAGRAPH * BODY.leading:
        return [Text(Markup(inner), style, height + 1)]
    # A paragraph of more than twenty lines loses its emphasis: cutting inside tags is not worth it.
    parts: list[list[str]] = [[]]
    for word in words.split():
        if at.height(" ".join([*parts[-1], word]), BODY, width) > _DIVIDED * BODY.leading:
            parts.append([])
        parts[-1].append(word)
    texts = [" ".join(part) for part in parts]
    heights = [at.height(text, BODY, width) for text in texts]
    heights[-1] += 1
    return [Text(escape(text), style, height) for text, height in zip(texts, heights, strict=True)]
