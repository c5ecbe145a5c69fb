"""What every engagement shares: `content/practice.yml`, programmes, workbooks and the front matter of the kit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final, Literal

from pydantic import Field

from coachbook.model.fields import Cadence, Count, Day, Id, Minutes, Part, Prose, Weeks, Words, ZoneName
from coachbook.model.terms import KitKind, Paper, StageId, WorkbookPart

Level = Literal["error", "warning", "note", "off"]

_WEB_ADDRESS: Final = re.compile(r"https?://[^\s\x00-\x1f\x7f]+", re.IGNORECASE)


class Credential(Part):
    """A qualification, shown only between the day it was granted and the day it expires."""

    name: Words
    """As the awarding body writes it."""
    granted: Day
    """The day it was granted; a credential is never claimed before this day."""
    expires: Day | None = None
    """The last day it is valid, where it expires."""


class Coach(Part):
    """A coach of the practice, named in engagements by id."""

    id: Id
    """The word engagements use in `coach:`."""
    name: Words
    """The name as clients see it."""
    role: Words = "Coach"
    """One line under the name."""
    email: Words
    """Where an executive can write; printed at the foot of each page."""
    booking_url: Words | None = None
    """Where an executive books or moves a session, if there is such a page."""
    credentials: tuple[Credential, ...] = ()
    """Qualifications with their dates."""
    about: Prose | None = None
    """A short paragraph for the welcome page, in Markdown."""

    @property
    def booking_page(self) -> str | None:
        """`booking_url` if it is an address of the web; pages lead to no other (`bad-address` tells of it)."""
        url = self.booking_url
        return url if url and _WEB_ADDRESS.fullmatch(url) else None


class Processor(Part):
    """A company that holds or handles records for the practice."""

    name: Words
    """Who."""
    purpose: Words
    """What for."""
    where: Words
    """The country or region in which it keeps them."""
    sees: Words
    """What it can read: `nothing but sealed files`, or `my mail`."""


class Records(Part):
    """How the practice keeps its records, for the page that tells each executive."""

    host: Words | None = None
    """The company that hosts the sealed sites."""
    processors: tuple[Processor, ...] = ()
    """Other companies that hold or handle records: mail, backup, accounting."""
    lawful_basis: Words | None = None
    """The ground in law on which records are kept, in the practice's own words."""


class PracticeFile(Part):
    """`content/practice.yml`: the firm, its coaches and its defaults."""

    name: Words
    """The firm's name, at the top of every page and on every cover."""
    address: Words | None = None
    """Where the public site will be published, starting https://."""
    private_address: Words | None = None
    """Where the sealed sites will be published, starting https://; links are made for it."""
    timezone: ZoneName = "Europe/London"
    """The zone for engagements that name none."""
    language: Literal["en-GB"] = "en-GB"
    """The language of the fixed words."""
    paper: Paper = "A4"
    """The paper for engagements that name none."""
    as_of: Day | None = None
    """Build as if today were this day; for samples and tests. `--today` overrides it."""
    coaches: Annotated[tuple[Coach, ...], Field(min_length=1)]
    """At least one coach."""
    minimum_raters: Annotated[int, Field(ge=3, le=20)] = 3
    """The fewest people an anonymous group may hold before its figures are shown; may be raised, never lowered."""
    records: Records = Records()
    """How records are kept; told to each executive and to procurement."""
    lint: dict[str, Level] = {}
    """A level for each diagnostic that should be stricter or gentler here, by its code."""


class SessionPlan(Part):
    """How many sessions, how long, how often."""

    planned: Annotated[int, Field(ge=1, le=100)]
    """The number agreed."""
    minutes: Minutes = 90
    """The length of one session."""
    cadence: Cadence = 2
    """Weeks between sessions: `1 week` to `4 weeks`."""


class ProgrammeFile(Part):
    """`content/programmes/<id>.yml`: the shape an engagement starts from."""

    title: Words
    """The name the executive reads."""
    about: Prose
    """Who it is for and what it does, in a paragraph."""
    length: Weeks
    """From first to last session, for example `26 weeks`."""
    sessions: SessionPlan
    """Defaults that an engagement's agreement may change."""
    stages: tuple[StageId, ...] = ()
    """Stages this programme uses; all ten when left out."""
    kit: tuple[Id, ...] = ()
    """Worksheets and readings a coach usually gives."""
    workbooks: tuple[Id, ...] = ("reflection",)
    """Workbooks made for each engagement."""


class KitFront(Part):
    """The front matter of `content/kit/<id>.md`: what a worksheet or reading is for."""

    id: Id
    """The same word as the file's name."""
    title: Words
    """The heading the executive reads."""
    kind: KitKind
    """`worksheet` to write in, or `reading`."""
    stages: Annotated[tuple[StageId, ...], Field(min_length=1)]
    """The stages it belongs to."""
    minutes: Annotated[int, Field(ge=1, le=240)]
    """How long it takes an executive alone."""
    purpose: Words
    """What it is for, in one sentence."""
    when: Words
    """When to use it."""
    when_not: Words
    """When to leave it in the drawer."""
    source: Words
    """Where the idea comes from."""
    licence: Words
    """The terms the text may be copied under."""
    version: Count
    """Raised by one whenever the text changes."""


class WorkbookFile(Part):
    """`content/workbooks/<id>.yml`: a workbook's title and its parts in order."""

    title: Words
    """The title on the cover."""
    subtitle: Words
    """One line under it."""
    parts: Annotated[tuple[WorkbookPart, ...], Field(min_length=1)]
    """Parts in order, between cover and back: how-to-use, goals, prompts, weeks, plan, notes."""


class StageFront(Part):
    """The front matter of `content/methodology/process/<stage>.md`: the one place for a stage's name."""

    title: Words
    """The stage's name, everywhere."""
    stage: Annotated[int, Field(ge=1, le=10)]
    """Its number on the path."""
    description: Words
    """One sentence: what the stage is."""


@dataclass(frozen=True, slots=True)
class KitPiece:
    """A worksheet or reading: front matter and Markdown body, with the place where the body starts."""

    front: KitFront
    body: str
    path: str
    body_line: int
    """1-based line of the body's first line in the file."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One of the ten stages, as the public stage page names it."""

    id: StageId
    number: int
    title: str
    summary: str


@dataclass(frozen=True, slots=True)
class Practice:
    """Everything the engagements share, with references resolved."""

    file: PracticeFile
    programmes: Mapping[str, ProgrammeFile]
    kit: Mapping[str, KitPiece]
    workbooks: Mapping[str, WorkbookFile]
    stages: tuple[Stage, ...]
    """In the order of `terms.STAGES`."""

    def coach(self, id: str) -> Coach | None:
        """The coach of that id, or None."""
        return next((coach for coach in self.file.coaches if coach.id == id), None)
