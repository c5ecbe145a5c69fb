"""Where keys lie and how they are read: never in git, never in a log, never in a worker.

The master key comes from the environment, from a key file that only its owner may read, or, for a first look, from a
demo key made on the spot inside the practice's own ignored folder. A build server is handed a bundle instead.
"""

from __future__ import annotations

import json
import os
import secrets
import stat
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from coachbook.shell.publish import write_file
from coachbook.shell.workspace import Workspace
from coachbook.vault.bundle import read_bundle, write_bundle
from coachbook.vault.encoding import CodeProblem
from coachbook.vault.errors import KeyRefused
from coachbook.vault.master import (
    Master,
    Seed,
    master_from_base64,
    master_from_key_file,
    master_from_paper,
    master_key_file,
    master_paper,
    new_master,
    new_seed,
    seed_from_key_file,
    seed_key_file,
)
from coachbook.vault.schedule import FirmKeys
from coachbook.vault.slots import SitePass

MASTER = "COACHBOOK_MASTER"
KEY_FILE = "COACHBOOK_KEY_FILE"
BUNDLE = "COACHBOOK_BUNDLE"
_BUNDLE = "coachbook-bundle-1"
OWN_FOLDER = ".coachbook"
"""Inside a practice and ignored by git: the demo key and the seeds of erasable engagements."""


@dataclass(frozen=True, slots=True)
class Keys:
    """What this build may seal with: the whole practice's keys, or the passes of a bundle."""

    firm: FirmKeys | None
    passes: Mapping[str, SitePass]
    """From a bundle: what seals each site, by `harbour/executive` and the like."""
    is_demo: bool = False


def key_folder(environment: Mapping[str, str]) -> Path:
    """Where keys of one's own lie: ~/.config/coachbook, or what XDG_CONFIG_HOME says."""
    base = environment.get("XDG_CONFIG_HOME")
    return (Path(base) if base else Path.home() / ".config") / "coachbook"


def default_key_file(environment: Mapping[str, str]) -> Path:
    """The key file used when nothing else is said."""
    return key_folder(environment) / "master.key"


def find_keys(workspace: Workspace, environment: Mapping[str, str]) -> Keys:
    """The keys for this practice; a demo key is made if there are none. Raises KeyRefused for a key that is no good."""
    if bundle := environment.get(BUNDLE):
        return Keys(None, read_passes(_private_text(Path(bundle))))
    master = find_master(environment)
    if master is not None:
        return Keys(FirmKeys(master), {})
    return Keys(FirmKeys(_demo_master(workspace)), {}, is_demo=True)


def bundle_text(passes: Mapping[str, SitePass]) -> str:
    """The text of a bundle file: the vault's bundle, and which of its sites is whose."""
    places = {place: given.keys.site_id for place, given in passes.items()}
    return (
        json.dumps({"format": _BUNDLE, "places": places, "keys": write_bundle(passes.values())}, indent=1)
        + "\n"
    )


def read_passes(text: str) -> dict[str, SitePass]:
    """What `bundle_text` wrote. Raises KeyRefused for anything else."""
    said: object = None
    # Not raised inside the handler: the decoder's exception holds the whole text.
    with suppress(ValueError, RecursionError):
        said = json.loads(text)
    if not isinstance(said, dict) or said.get("format") != _BUNDLE:
        raise KeyRefused("This is not a key bundle of coachbook bundle.")
    places, keys = said.get("places"), said.get("keys")
    if not isinstance(places, dict) or not isinstance(keys, str):
        raise KeyRefused("This key bundle is damaged.")
    by_site = read_bundle(keys)
    if not set(places.values()) <= by_site.keys():
        raise KeyRefused("This key bundle is damaged.")
    return {str(place): by_site[site_id] for place, site_id in places.items()}


def without_keys(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment for another program: what names or holds a key is left out."""
    return {name: value for name, value in environment.items() if name not in (MASTER, KEY_FILE, BUNDLE)}


def find_master(environment: Mapping[str, str]) -> Master | None:
    """The practice's own master key, or None if this computer has none."""
    if (typed := environment.get(MASTER)) is not None:
        # Empty too is refused: a build server whose secret is missing would seal with a demo key of the moment.
        return master_from_base64(typed)
    named = environment.get(KEY_FILE)
    place = Path(named) if named else default_key_file(environment)
    if not named and not place.exists():
        return None
    return master_from_key_file(_private_text(place))


def make_master(place: Path) -> Master:
    """A new master key in a file that only its owner may read. Raises FileExistsError rather than replace one."""
    if place.exists():
        raise FileExistsError(str(place))
    master = new_master(secrets.token_bytes)
    _write_private(place, master_key_file(master))
    return master


def restore_master(place: Path, typed: str) -> Master:
    """The key file again, from the signs of its paper copy. Raises KeyRefused for a slip, FileExistsError."""
    if place.exists():
        raise FileExistsError(str(place))
    master = master_from_paper(typed)
    if isinstance(master, CodeProblem):
        raise KeyRefused(master.value)
    _write_private(place, master_key_file(master))
    return master


def paper_copy(master: Master) -> str:
    """The master key as 56 signs, to be written down."""
    return master_paper(master)


def find_seed(workspace: Workspace, engagement: str) -> Seed | None:
    """The seed of an erasable engagement; None once it has been destroyed."""
    place = seed_file(workspace, engagement)
    return seed_from_key_file(_private_text(place)) if place.exists() else None


def make_seed(workspace: Workspace, engagement: str) -> Seed:
    """A seed for an engagement that shall be erasable."""
    seed = new_seed(secrets.token_bytes)
    _write_private(seed_file(workspace, engagement), seed_key_file(seed))
    return seed


def seed_file(workspace: Workspace, engagement: str) -> Path:
    """Where the seed of an engagement lies."""
    return workspace.root / OWN_FOLDER / "seeds" / f"{engagement}.seed"


def _demo_master(workspace: Workspace) -> Master:
    place = workspace.root / OWN_FOLDER / "demo.key"
    return master_from_key_file(_private_text(place)) if place.exists() else make_master(place)


def _private_text(place: Path) -> str:
    """The text of a key file. Raises KeyRefused when it is missing, unreadable, or open to others."""
    try:
        mode = place.stat().st_mode
        text = place.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        # Without the cause: a decoder's exception holds what it read.
        raise KeyRefused(f"There is no readable key file at {place}.") from None
    if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise KeyRefused(f"Others on this computer can read {place}. Type: chmod 600 {place}")
    return text


def _write_private(place: Path, text: str) -> None:
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_file(place, text.encode("utf-8"), mode=0o600)
