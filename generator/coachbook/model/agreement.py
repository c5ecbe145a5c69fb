"""`engagement.yml`: who, when, and what was agreed with the executive and, apart from that, with a sponsor."""

from __future__ import annotations

from typing import Annotated

from coachbook.model.fields import Day, Id, OrNone, Part, Prose, Words, ZoneName
from coachbook.model.practice import SessionPlan
from coachbook.model.terms import EngagementStatus, Paper, Share


class Executive(Part):
    """The person coached."""

    name: Words
    """Full name, for the agreement and covers."""
    known_as: Words | None = None
    """How the site greets her; the first word of the name when left out."""
    role: Words
    """Her position."""
    organisation: Words
    """Where she works."""


class Signed(Part):
    """The days the agreement was signed; a missing day means not signed yet."""

    executive: Day | None = None
    """The day the executive signed."""
    coach: Day | None = None
    """The day the coach signed."""


class SponsorSigned(Part):
    """The days the sponsor agreement was signed."""

    sponsor: Day | None = None
    """The day the sponsor signed."""
    coach: Day | None = None
    """The day the coach signed."""
    executive: Day | None = None
    """The day the executive agreed to what the sponsor receives."""


class Roles(Part):
    """What each side undertakes to do."""

    executive: tuple[Words, ...] = ()
    """What the executive undertakes."""
    coach: tuple[Words, ...] = ()
    """What the coach undertakes."""
    sponsor: tuple[Words, ...] = ()
    """What the sponsor undertakes, where there is one."""


class Reviews(Part):
    """The dates both sides have set aside to look at the work itself."""

    midpoint: Day | None = None
    """The mid-point review."""
    closing: Day | None = None
    """The closing meeting."""


class Agreement(Part):
    """What executive and coach agreed before the work began."""

    signed: Signed = Signed()
    """Who signed, and when."""
    objectives: tuple[Words, ...] = ()
    """What the engagement is for."""
    sessions: SessionPlan | None = None
    """Number, length and cadence; the programme's when left out."""
    confidentiality: Prose | None = None
    """What stays between the two, in plain words."""
    limits: tuple[Words, ...] = ()
    """When confidentiality ends: law, harm, what else was agreed."""
    roles: Roles = Roles()
    """Who undertakes what."""
    progress_measured_by: tuple[Words, ...] = ()
    """How both will know."""
    cancellation: Prose | None = None
    """Notice, and what happens without it."""
    between_sessions: Prose | None = None
    """How to reach the coach, and what for."""
    ending_early: Prose | None = None
    """How either side stops."""
    notes_kept_until: Day | None = None
    """The day notes are destroyed."""
    records_kept_until: Day | None = None
    """The day the agreement itself and dates of sessions are destroyed."""
    reviews: Reviews = Reviews()
    """Mid-point and closing."""


class SponsorAgreement(Part):
    """The separate agreement with the sponsor: what she receives and what she gives."""

    signed: SponsorSigned = SponsorSigned()
    """Who signed, and when."""
    objectives: tuple[Words, ...] = ()
    """What the organisation hopes for, in words the executive has agreed."""
    shares: tuple[Share, ...] = ()
    """What may be released to the sponsor, and nothing else: goals, attendance, progress, closing."""
    support: tuple[Words, ...] = ()
    """What the sponsor undertakes to do."""
    never_shared: Prose | None = None
    """What will not be reported, in plain words."""


class Sponsor(Part):
    """The person who arranges or pays for the coaching."""

    name: Words
    """Full name."""
    role: Words
    """Position."""
    agreement: SponsorAgreement = SponsorAgreement()
    """The sponsor agreement."""


class Pause(Part):
    """Why nothing is happening, said plainly."""

    since: Day
    """First day of the pause."""
    until: Day | None = None
    """When the work resumes, if known."""
    note: Words | None = None
    """One line the executive reads."""


class EngagementFile(Part):
    """`engagement.yml`: eight lines are enough to begin."""

    executive: Executive
    """The person coached."""
    coach: Id
    """A coach's id from content/practice.yml."""
    programme: Id
    """A programme's id from content/programmes."""
    starts: Day
    """First day of the engagement."""
    ends: Day
    """Last day of the engagement, before any follow-up."""
    status: EngagementStatus = "active"
    """active, paused or closed."""
    pause: Pause | None = None
    """Since when and until when, while paused."""
    timezone: ZoneName | None = None
    """The zone of every time in this engagement; the practice's when left out."""
    paper: Paper | None = None
    """The paper of the workbooks; the practice's when left out."""
    sponsor: Annotated[Sponsor | None, OrNone] = None
    """The sponsor, or `none`."""
    agreement: Agreement = Agreement()
    """What was agreed."""
    waive: dict[str, Words] = {}
    """Diagnostics that are meant here, each with the reason: `goal-without-measure: exploratory until March`."""
