"""From finished files to a sealed site on disk: addresses that say nothing, sealed bytes, and the gate beside them.

The keys never leave this process. What is written is the gate, which is the same for every site of a version, and
objects that only holders can open; the clear files are dropped as soon as they are sealed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from coachbook.model.access import AccessFile, CoachAccess
from coachbook.model.terms import Reader
from coachbook.render.artifact import Artifact
from coachbook.render.gate import closed_gate, gate_files, root_files
from coachbook.render.relink import relinked
from coachbook.shell.keys import Keys, find_seed
from coachbook.shell.publish import publish_beside_sealed, publish_sealed
from coachbook.shell.workspace import Workspace
from coachbook.vault.encoding import code_of, hyphenated, link_fragment
from coachbook.vault.errors import KeyRefused, VaultError
from coachbook.vault.manifest import Manifest, epoch_of, open_manifest
from coachbook.vault.media import medium_of
from coachbook.vault.schedule import AccessSecret, FirmKeys, Site, SiteKeys
from coachbook.vault.sealed import Sealed
from coachbook.vault.site import KEY_FILE, MANIFEST, Content, File, close_site, seal_site
from coachbook.vault.slots import SitePass, site_pass

Templates = Mapping[str, tuple[str, str]]

HOME = "index.html"


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose site it is: an engagement's executive or sponsor, or a coach at her desk."""

    uid: str
    audience: str
    epoch: int
    seed_of: str | None = None
    """The engagement whose seed also enters the keys, when it is erasable."""


@dataclass(frozen=True, slots=True)
class SealedTo:
    """Where a sealed site lies and how it is opened. `codes` maps a holder to her 28 symbols."""

    site_id: str
    folder: Path
    n_changed: int
    build: int


def engagement_reader(access: AccessFile, audience: Reader, engagement: str) -> Whose:
    """The executive's or sponsor's site of an engagement."""
    seed_of = engagement if access.erasable else None
    return Whose(access.uid, audience, access.epochs.of(audience), seed_of)


def desk_of(coach: CoachAccess) -> Site:
    """The vault's name for a coach's desk."""
    return Site(f"desk-{coach.coach}", "coach", coach.epoch)


def site_of_reader(workspace: Workspace, whose: Whose) -> Site:
    """The vault's name for the site. Raises KeyRefused when its seed has been destroyed."""
    if whose.seed_of is None:
        return Site(whose.uid, whose.audience, whose.epoch)
    seed = find_seed(workspace, whose.seed_of)
    if seed is None:
        raise KeyRefused("The seed of this engagement is gone: its sites cannot be built or opened again.")
    return Site(whose.uid, whose.audience, whose.epoch, seed)


def secrets_of(
    firm: FirmKeys, site: Site, access: AccessFile, audience: Reader, coach: CoachAccess
) -> tuple[AccessSecret, ...]:
    """Everyone who may open an engagement's site: its holders and, unless it is erasable, the coach."""
    held = tuple(firm.holder_secret(site, each.id, each.version) for each in access.active(audience))
    return held if access.erasable else (*held, firm.coach_secret(coach.coach, coach.version))


def engagement_pass(
    keys: Keys,
    workspace: Workspace,
    access: AccessFile,
    audience: Reader,
    engagement: str,
    coach: CoachAccess,
) -> SitePass | None:
    """What seals an engagement's site; None when this build was handed a bundle without it."""
    if keys.firm is None:
        return keys.passes.get(f"{engagement}/{audience}")
    site = site_of_reader(workspace, engagement_reader(access, audience, engagement))
    return site_pass(keys.firm, site, secrets_of(keys.firm, site, access, audience, coach))


def desk_pass(keys: Keys, coach: CoachAccess) -> SitePass | None:
    """What seals a coach's desk; never part of a bundle."""
    if keys.firm is None:
        return None
    site = desk_of(coach)
    return site_pass(keys.firm, site, (keys.firm.coach_secret(coach.coach, coach.version),))


def seal(
    artifacts: Iterable[Artifact], given: SitePass, workspace: Workspace, day: date, gate: tuple[Sealed, ...]
) -> SealedTo:
    """Seals a finished site and puts it in place."""
    site_id = given.keys.site_id
    content = content_of(artifacts, given.keys)
    previous = _previous(workspace.root / "site" / "private" / site_id, given)
    sealed = seal_site(content, given, day, previous)
    folder, n_changed = publish_sealed((*sealed.files, *gate), workspace.root, site_id)
    return SealedTo(site_id, folder, n_changed, sealed.manifest.build)


def content_of(artifacts: Iterable[Artifact], keys: SiteKeys) -> Content:
    """The artifacts under addresses that say nothing, ready to be sealed. Raises KeyRefused if two would collide."""
    files = tuple(artifacts)
    names = {each.url: keys.alias(each.url, medium_of(each.media_type).extension) for each in files}
    if len(set(names.values())) != len(names):
        raise KeyRefused("Two files would get the same address.")
    renamed = relinked(files, names)
    scripts = tuple(names[each.url] for each in files if each.media_type == "text/javascript")
    return Content(
        {
            each.url: File(each.media_type, each.body, _file_name(old))
            for each, old in zip(renamed, files, strict=True)
        },
        home=names[HOME],
        scripts=scripts,
    )


def _file_name(artifact: Artifact) -> str | None:
    """The name under which a reader saves a file; pages have none."""
    if medium_of(artifact.media_type).extension in ("pdf", "ics"):
        return PurePosixPath(artifact.url).name
    return None


def gate_of(templates: Templates, practice_name: str) -> tuple[Sealed, ...]:
    """The gate of every site: what stands on the host in the clear. It names the practice and nobody else."""
    return tuple(Sealed(name, body) for name, body in gate_files(templates, practice_name).items())


def closed_files(templates: Templates, practice_name: str, firm: FirmKeys, site: Site) -> tuple[Sealed, ...]:
    """A closed site: a notice, a worker that clears up after itself, and a key file that nobody opens."""
    notice = (Sealed(name, body) for name, body in closed_gate(templates, practice_name).items())
    return (*notice, *close_site(firm, site))


def write_root(templates: Templates, workspace: Workspace, base: str) -> None:
    """What lies at the root of site/private; `base` is where it will be published."""
    publish_beside_sealed(root_files(templates, urlsplit(base).path.rstrip("/") + "/"), workspace.root)


def code_for(secret: AccessSecret) -> str:
    """The code as it is typed: seven groups of four."""
    return hyphenated(code_of(secret.raw))


def link_for(base: str, site_id: str, secret: AccessSecret, least_build: int | None = None) -> str:
    """The one-click link. Whoever has it can open the site."""
    return f"{base.rstrip('/')}/{site_id}/#{link_fragment(secret.raw, least_build)}"


def page_link(base: str, keys: SiteKeys, page: str, secret: AccessSecret | None) -> str:
    """The address of one page, by its name before sealing; it opens by itself if it carries a secret."""
    alias = keys.alias(page, "html")
    fragment = f"!/{alias}" if secret is None else link_fragment(secret.raw, page=alias)
    return f"{base.rstrip('/')}/{keys.site_id}/#{fragment}"


def _previous(folder: Path, given: SitePass) -> Manifest | None:
    """The manifest of the last build, if it is there, of this epoch and whole.

    Raises KeyRefused when it is of a later epoch than the register says, or when the site was closed.
    """
    place = folder / MANIFEST
    if not place.is_file():
        if (folder / KEY_FILE).is_file():
            raise KeyRefused(
                "This site was closed, and the register of links does not say so: restore its access.yml."
            )
        return None
    raw = place.read_bytes()
    epoch = 0
    with suppress(VaultError):
        epoch = epoch_of(raw)
        if epoch == given.keys.epoch:
            return open_manifest(given.keys.content(), raw)
    if epoch > given.keys.epoch:
        raise KeyRefused(
            "The register of links is older than what was published last: links withdrawn since then would open "
            "this site again. Restore access.yml from git, or from the computer that changed it last."
        )
    return None
