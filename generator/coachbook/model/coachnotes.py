"""`coach/*.yml`: what only the coach reads. A type of its own, never a field of an engagement."""

from __future__ import annotations

from coachbook.model.fields import Day, Part, Prose, Words


class CoachNoteFile(Part):
    """One private note."""

    date: Day
    """The day it was written."""
    notes: Prose | None = None
    """The note."""
    hypotheses: tuple[Words, ...] = ()
    """What might be going on."""
    preparation: Prose | None = None
    """What to bring to the next session."""
    supervision: Prose | None = None
    """What to take to supervision."""
    limits: Prose | None = None
    """Anything that touches the limits of confidentiality."""
