"""Links and who has them: listed, made, replaced, withdrawn. The registers change; the next build makes it so.

Replacing or withdrawing a link raises the epoch of that site: the earlier key file is public, so a link that is only
struck off would still open what was published before. What somebody has already read stays read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from coachbook.model.access import AccessFile, CoachAccess, Epochs, Holder, PracticeAccessFile
from coachbook.model.engagement import Engagement, complete
from coachbook.model.practice import Practice
from coachbook.model.terms import Reader
from coachbook.shell.keys import Keys, make_seed
from coachbook.shell.register import read_access, read_practice_access, write_access, write_practice_access
from coachbook.shell.sealing import code_for, desk_of, engagement_reader, link_for, site_of_reader
from coachbook.shell.workspace import Workspace, engagement_ids, read_practice, read_record
from coachbook.vault.schedule import AccessSecret, FirmKeys, Site

LOCAL_ADDRESS = "http://127.0.0.1:8642/private"
"""Where `coachbook serve` shows the sealed sites on this computer."""


class NotPossible(Exception):
    """What was asked cannot be done; the one string says why and what to do."""


@dataclass(frozen=True, slots=True)
class Place:
    """An engagement with its register and its coach's."""

    workspace: Workspace
    practice: Practice
    engagement: Engagement
    access: AccessFile
    coach: CoachAccess

    @property
    def base(self) -> str:
        """Where links lead: the practice's private address, or this computer's preview."""
        return self.practice.file.private_address or LOCAL_ADDRESS


@dataclass(frozen=True, slots=True)
class Link:
    """What opens a site: the one-click link, and the same in two parts."""

    holder: str
    reader: str
    address: str
    code: str
    one_click: str


def find_place(workspace: Workspace, id: str) -> Place:
    """An engagement with its registers. Raises NotPossible while any file it rests on is broken."""
    practice, _ = read_practice(workspace)
    record, _ = read_record(workspace, id)
    engagement = complete(record, practice) if practice else None
    if practice is None or engagement is None:
        raise NotPossible(f"{id} cannot be read as it is. See what is wrong with  coachbook check {id}")
    access, problems = read_access(workspace, engagement)
    practice_access, more = read_practice_access(workspace)
    if access is None or practice_access is None:
        raise NotPossible(f"The access register cannot be read: {(*problems, *more)[0].redacted_words()}.")
    return Place(workspace, practice, engagement, access, practice_access.of(engagement.coach.id))


def holder_link(place: Place, keys: Keys, holder: Holder, least_build: int | None = None) -> Link:
    """The link of a holder. Raises NotPossible for one that was withdrawn."""
    if holder.revoked is not None:
        raise NotPossible(f"The link of {holder.id} was withdrawn on {holder.revoked}.")
    firm, site = _firm(keys), _site(place, holder.reader)
    return _link(
        place.base, firm, site, holder.id, firm.holder_secret(site, holder.id, holder.version), least_build
    )


def coach_link(base: str, keys: Keys, coach: CoachAccess) -> Link:
    """The link of a coach to her desk; the same code opens her engagements' sites."""
    firm, site = _firm(keys), desk_of(coach)
    return _link(base, firm, site, coach.coach, firm.coach_secret(coach.coach, coach.version), None)


def find_holder(place: Place, id: str) -> Holder:
    """The holder of that name. Raises NotPossible and names the known ones."""
    for holder in place.access.holders:
        if holder.id == id:
            return holder
    known = ", ".join(each.id for each in place.access.holders) or "nobody"
    raise NotPossible(f"{place.engagement.id} has no holder {id!r}. There is: {known}.")


def add_holder(place: Place, id: str, reader: Reader) -> AccessFile:
    """One more person or occasion with a link of her own. The epoch stays: nobody loses anything."""
    if any(each.id == id for each in place.access.holders):
        raise NotPossible(f"{place.engagement.id} already has a holder {id!r}. Choose another word.")
    if reader == "sponsor" and place.engagement.file.sponsor is None:
        raise NotPossible(f"{place.engagement.id} has no sponsor, so there is no site to open.")
    return _written(place, holders=(*place.access.holders, Holder(id=id, reader=reader)))


def rotate(place: Place, id: str) -> AccessFile:
    """A new link for a holder; the old one stops opening what is built from now on."""
    holder = find_holder(place, id)
    newer = holder.model_copy(update={"version": holder.version + 1, "revoked": None})
    return _changed(place, holder, newer)


def revoke(place: Place, id: str, today: date) -> AccessFile:
    """Withdraws a holder's link."""
    holder = find_holder(place, id)
    return _changed(place, holder, holder.model_copy(update={"revoked": today}))


def close(place: Place, today: date) -> AccessFile:
    """Closes the sites for good: the next build leaves a notice and a key file that nobody opens."""
    return _written(place, closed=today, epochs=_raised(place.access, ("executive", "sponsor")))


def make_erasable(place: Place) -> AccessFile:
    """Gives the engagement a seed of its own: without it the master key neither builds nor opens its sites."""
    if place.access.erasable:
        raise NotPossible(f"{place.engagement.id} is erasable already.")
    make_seed(place.workspace, place.engagement.id)
    return _written(place, erasable=True, epochs=_raised(place.access, ("executive", "sponsor")))


def rotate_coach(workspace: Workspace, practice: Practice, coach: str) -> PracticeAccessFile:
    """A new link for a coach. Every site she could open gets a new key; her executives' links stay as they are."""
    register, _ = read_practice_access(workspace)
    if register is None or practice.coach(coach) is None:
        raise NotPossible(f"There is no coach {coach!r}.")
    old = register.of(coach)
    newer = old.model_copy(update={"version": old.version + 1, "epoch": old.epoch + 1})
    for id in engagement_ids(workspace):
        place = find_place(workspace, id)
        if place.engagement.coach.id == coach:
            _written(place, epochs=_raised(place.access, ("executive", "sponsor")))
    others = tuple(each for each in register.coaches if each.coach != coach)
    changed = PracticeAccessFile(coaches=(*others, newer))
    write_practice_access(workspace, changed)
    return changed


def _firm(keys: Keys) -> FirmKeys:
    if keys.firm is None:
        raise NotPossible("A bundle builds sites and makes no links: use the master key for that.")
    return keys.firm


def _site(place: Place, audience: Reader) -> Site:
    return site_of_reader(place.workspace, engagement_reader(place.access, audience, place.engagement.id))


def _link(
    base: str, firm: FirmKeys, site: Site, holder: str, secret: AccessSecret, least_build: int | None
) -> Link:
    site_id = firm.site_id(site)
    address = f"{base.rstrip('/')}/{site_id}/"
    return Link(
        holder, site.audience, address, code_for(secret), link_for(base, site_id, secret, least_build)
    )


def _changed(place: Place, old: Holder, new: Holder) -> AccessFile:
    holders = tuple(new if each == old else each for each in place.access.holders)
    return _written(place, holders=holders, epochs=_raised(place.access, (old.reader,)))


def _raised(access: AccessFile, readers: tuple[Reader, ...]) -> Epochs:
    return access.epochs.model_copy(update={reader: access.epochs.of(reader) + 1 for reader in readers})


def _written(place: Place, **changes: object) -> AccessFile:
    """The register with these changes, on disk. The first change fixes its `uid`: then the folder can be renamed."""
    access = place.access.model_copy(update=changes)
    write_access(place.workspace, place.engagement.id, access)
    return access
