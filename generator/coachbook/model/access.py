"""`access.yml`: who may open which site, and how often each key was changed. Holds no secret.

Written whole by `coachbook access`, never by hand. Without the file an engagement has the defaults: its folder's name
as `uid`, one holder for the executive and one for the sponsor, everything in its first version.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from coachbook.model.fields import Day, Id, Part
from coachbook.model.terms import Reader

Uid = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,64}$")]
Version = Annotated[int, Field(ge=1, le=100_000)]


class Holder(Part):
    """A person, or an occasion, with a link of her own."""

    id: Id
    """A word for the holder, such as executive or helen-phone."""
    reader: Reader
    """Whose site it opens."""
    version: Version = 1
    """Raised when the link is replaced."""
    revoked: Day | None = None
    """The day the link was withdrawn."""


class Epochs(Part):
    """How often each site's key was changed; raised whenever somebody loses access."""

    executive: Version = 1
    """The executive's site."""
    sponsor: Version = 1
    """The sponsor's site."""

    def of(self, reader: Reader) -> int:
        """The epoch of that reader's site."""
        return self.executive if reader == "executive" else self.sponsor


class AccessFile(Part):
    """`clients/<engagement>/access.yml`."""

    uid: Uid
    """The engagement's own name for its keys; never changed, also when the folder is renamed."""
    epochs: Epochs = Epochs()
    """How often each site's key was changed."""
    holders: tuple[Holder, ...] = ()
    """Who has a link."""
    closed: Day | None = None
    """The day the sites were closed for good."""
    erasable: bool = False
    """True when the keys also need a seed of this engagement's own, kept outside git."""

    def active(self, reader: Reader) -> tuple[Holder, ...]:
        """Holders whose link opens that reader's site."""
        return tuple(each for each in self.holders if each.reader == reader and each.revoked is None)


class CoachAccess(Part):
    """A coach's own link: one secret for all her sites."""

    coach: Id
    """A coach's id from content/practice.yml."""
    version: Version = 1
    """Raised when her link is replaced."""
    epoch: Version = 1
    """How often the key of her desk was changed."""


class PracticeAccessFile(Part):
    """`content/access.yml`: the coaches' links. Holds no secret."""

    coaches: tuple[CoachAccess, ...] = ()
    """Coaches whose link or desk key was changed; the others have the first version."""

    def of(self, coach: str) -> CoachAccess:
        """That coach's versions."""
        return next((each for each in self.coaches if each.coach == coach), CoachAccess(coach=coach))


def default_access(engagement: str, has_sponsor: bool) -> AccessFile:
    """What an engagement without an access file has."""
    holders = [Holder(id="executive", reader="executive")]
    if has_sponsor:
        holders.append(Holder(id="sponsor", reader="sponsor"))
    return AccessFile(uid=engagement, holders=tuple(holders))
