"""`content/recipients.yml`: who can open the coaches' own notes. A practice that has this file seals them."""

from __future__ import annotations

from typing import Literal

from coachbook.model.fields import Id, Part, Words

RecipientRole = Literal["coach", "supervisor", "recovery"]


class Recipient(Part):
    """Somebody who can open private notes, or a key that lies in a safe."""

    name: Words
    """Who it is, for lists: a person, or where the recovery key lies."""
    role: RecipientRole
    """coach (the notes of her own engagements), supervisor (those of the coaches named) or recovery (all notes)."""
    coaches: tuple[Id, ...] = ()
    """The coaches whose notes this key opens, by their ids in practice.yml; none for a recovery key."""
    key: Words
    """The public key, as `coachbook notes keygen` prints it: age1 and 58 signs. Never the private one."""

    def may_read(self, coach: str) -> bool:
        """Whether notes of that coach's engagements are sealed for this key."""
        return self.role == "recovery" or coach in self.coaches


class RecipientsFile(Part):
    """Everybody who can open private notes."""

    recipients: tuple[Recipient, ...]
    """One entry per key."""

    def readers_of(self, coach: str) -> tuple[Recipient, ...]:
        """Everybody who may read the notes of that coach's engagements, in the order of the file."""
        return tuple(each for each in self.recipients if each.may_read(coach))
