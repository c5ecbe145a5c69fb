"""What is handed over on paper, by message or to a procurement department, as types with their text already chosen.

Three views: the letter that lets one person in, the paper copy of the practice's master key, and the account of how
an engagement's data is kept. `handover.py` makes the letters, `datahandling.py` the account. Deliberately absent:
any field for an engagement's content.

What opens a site is never in a `repr`, so that no traceback and no failing test prints it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date as Day
from typing import Final, Literal
from urllib.parse import urlsplit

from coachbook.model.terms import Paper

LetterReader = Literal["executive", "sponsor", "coach"]
LetterParts = Literal["both", "link", "code"]
"""both: one letter opens the pages; link and code: two letters that are to travel by different ways."""

Mailbox = Literal["private", "employer", "unknown"]
"""Whose the reader's mailbox is. What is unknown is warned of as if it were the employer's."""

Voice = Literal["executive", "procurement"]
"""Whom an account of data handling speaks to: the executive as "you", or an organisation about her."""

_CODE: Final = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){6}")
_PAPER: Final = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){13}")


@dataclass(frozen=True, slots=True)
class WayIn:
    """How one person gets in: the plain address, the link that holds the code, and the code to be typed.

    `address` opens nothing by itself and must not hold the code; `link` is the address, `#`, and the code without
    its hyphens, with whatever else the link says after it. Raises `ValueError`, which repeats none of them.
    """

    address: str
    link: str = field(repr=False)
    code: str = field(repr=False)
    """Seven groups of four signs, with hyphens (`vault.encoding.hyphenated`)."""

    def __post_init__(self) -> None:
        if not _CODE.fullmatch(self.code):
            raise ValueError("a code has seven groups of four signs")
        if not self.link.startswith(f"{self.address}#{self.code.replace('-', '')}"):
            raise ValueError("the link is the address, a # and the code")
        if urlsplit(self.address).scheme not in ("https", "http") or set(self.address) & set("#?\"'<> "):
            raise ValueError("the address is a plain web address")

    @property
    def groups(self) -> tuple[str, ...]:
        """The code, group by group."""
        return tuple(self.code.split("-"))


@dataclass(frozen=True, slots=True)
class AccessLetterView:
    """One person's letter: what it opens, how, and who else can."""

    practice_name: str
    language: str
    paper: Paper
    made: Day
    reader: LetterReader
    name: str
    """The reader's, in full."""
    called: str
    """How a message greets the reader."""
    reference: str
    """The engagement's code name; empty for a coach's desk."""
    what: str
    """What the address opens, in a sentence or two."""
    who_else: str
    """Who else can open it, in sentences."""
    contact: str
    """Whom to tell when it is lost."""
    contact_mail: str
    """Where to write; empty when there is no address to give."""
    mailbox: Mailbox
    way_in: WayIn


@dataclass(frozen=True, slots=True)
class KeyBackupView:
    """The paper copy of a master key."""

    practice_name: str
    language: str
    paper: Paper
    made: Day
    symbols: str = field(repr=False)
    """Fourteen groups of four signs, with hyphens (`vault.encoding.paper_of`)."""
    command: str
    """What to type on a new computer to begin to type the key back."""

    def __post_init__(self) -> None:
        if not _PAPER.fullmatch(self.symbols):
            raise ValueError("a master key on paper has fourteen groups of four signs")

    @property
    def groups(self) -> tuple[str, ...]:
        """The key, group by group."""
        return tuple(self.symbols.split("-"))


@dataclass(frozen=True, slots=True)
class HeldEntry:
    """One kind of data: what it is, what for, who reads it, until when (None: not agreed yet)."""

    what: str
    why: str
    readers: str
    until: Day | None


@dataclass(frozen=True, slots=True)
class PlaceEntry:
    """A place where data lies, or a right and how to use it: a term and a few sentences."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class ProcessorEntry:
    """A company that processes data for the practice."""

    name: str
    purpose: str
    where: str
    sees: str
    """What it can read, in words."""


@dataclass(frozen=True, slots=True)
class DataHandlingView:
    """How the data of one engagement is kept. Made from settings only; it holds nothing that anybody said or wrote."""

    practice_name: str
    language: str
    voice: Voice
    reference: str
    made: Day
    lede: str
    responsible: tuple[str, ...]
    contact: str
    contact_mail: str
    lawful_basis: str | None
    held: tuple[HeldEntry, ...]
    places: tuple[PlaceEntry, ...]
    processors: tuple[ProcessorEntry, ...]
    rights: tuple[PlaceEntry, ...]
    is_erasable: bool
    """The engagement's keys need a seed of its own, which can be destroyed."""
