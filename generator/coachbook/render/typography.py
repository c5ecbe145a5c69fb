"""Quotation marks, dashes and no-break spaces, so that a coach may type what the keyboard has.

In: plain text as typed. Out: the same text with “curly” quotes and apostrophes, spaced en dashes, one
character for an ellipsis, and spaces that hold a number to its unit and a day to its month. Addresses
(web, mail) are left alone; code never gets here.

Why not Python-Markdown's `smarty`: it works only inside a full Markdown run, a hundred times dearer than
these fields can afford, and it knows neither ’90s, spaced dashes nor no-break spaces. The tests hold the
two together on what both know.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

NO_BREAK: Final = "\u00a0"
JOINT: Final = "\ue000"
"""Marks the place where two runs of text meet (end of an emphasis, say); quotes look through it."""
OPAQUE: Final = "\ufffc"
"""Stands for something that is not text, such as code; quotes treat it as a word."""

_WORTH_A_LOOK = re.compile(r"""['"]|\.\.\.|--|[ ]-[ ]|\d[ ]|\b(?:Mr|Ms|Mrs|Dr|Prof)[ ]""")
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_UNITS = "minutes?|hours?|days?|weeks?|months?|years?|people|points?|per cent|percent|million|billion|%"
_MARKS = re.compile(
    rf"""
      (?P<address>(?:\w+://|www\.)(?:[^\s"'<>\uE000]|'(?=\w))+ | [\w.+-]+(?:'[\w.+-]+)*@[\w-]+\.[\w.-]+)
    | (?P<ellipsis>\.{{3,}})
    | (?P<spaced>(?<=\S)[ ]+-{{1,3}}[ ]+(?=\S))
    | (?P<joined>(?<=\w)-{{2,3}}(?=\w))
    | (?P<double>")
    | (?P<single>')
    | (?P<unit>(?<=\d)[ ](?=(?:{_MONTHS}|{_UNITS})(?!\w)))
    | (?P<title>(?:(?<=\bMr)|(?<=\bMs)|(?<=\bMrs)|(?<=\bDr)|(?<=\bProf))[ ](?=[A-Z]))
    """,
    re.VERBOSE,
)
_ELISION = re.compile(r"(?:\d\ds?|tis|twas|twere|til|em|cause|bout|round)\b", re.IGNORECASE)
_OPENERS = frozenset(" \t\n\u00a0([{/–—")
_LOOK_THROUGH = "\"'" + JOINT


@lru_cache(maxsize=8192)
def typeset(text: str) -> str:
    """The text as a compositor would set it; text that is already set comes back as it is."""
    if not _WORTH_A_LOOK.search(text):
        return text
    return _MARKS.sub(_set, text)


def _set(mark: re.Match[str]) -> str:
    match mark.lastgroup:
        case "ellipsis":
            return "…"
        case "spaced":
            return f"{NO_BREAK}{'—' if '---' in mark[0] else '–'} "
        case "joined":
            return "—" if len(mark[0]) == 3 else "–"
        case "double":
            return "“" if _opens(mark) else "”"
        case "single":
            return "‘" if _opens(mark) and not _is_elision(mark) else "’"
        case "unit" | "title":
            return NO_BREAK
        case _:
            return mark[0]


def _opens(mark: re.Match[str]) -> bool:
    """True when a word follows and none touches from the left, whatever other quotes stand between."""
    before = mark.string[: mark.start()].rstrip(_LOOK_THROUGH)
    after = mark.string[mark.end() :].lstrip(_LOOK_THROUGH)
    return (not before or before[-1] in _OPENERS) and bool(after) and not after[0].isspace()


def _is_elision(mark: re.Match[str]) -> bool:
    """’90s and ’tis; but a quotation may also begin with a number: then a second quote closes it."""
    rest = mark.string[mark.end() :]
    elided = _ELISION.match(rest)
    return elided is not None and not re.search(r"\w'(?!\w)", rest)
