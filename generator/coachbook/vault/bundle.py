"""What a build server gets instead of the master: the keys of named sites, ready to seal and nothing more.

In: the keys of sites and their finished key files. Out: the text of a bundle, and back. The key files are public
anyway and already hold every slot, so a bundle needs no holder's secret: whoever steals it can read and forge the
sites it names until their epoch is raised, and can make no link. An erasable engagement is erased only when its
bundles are gone too.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, Final

from coachbook.vault.errors import KeyRefused, OpenRefused
from coachbook.vault.schedule import LARGEST_EPOCH, N_KEY_BYTES, SiteKeys
from coachbook.vault.slots import SitePass, read_key_file

VERSION: Final = 1
_FORMAT: Final = "psv1-bundle"
_SITE_ID: Final = re.compile(r"[a-z2-7]{26}")
_KEYS: Final = frozenset(("site_id", "epoch", "site_key", "alias_key", "key_file"))


def write_bundle(passes: Iterable[SitePass]) -> str:
    """The text of a bundle: JSON, sites in the order of their ids."""
    sites = [_as_json(each) for each in sorted(passes, key=lambda each: each.keys.site_id)]
    return (
        json.dumps({"format": _FORMAT, "version": VERSION, "sites": sites}, indent=1, sort_keys=True) + "\n"
    )


def read_bundle(text: str) -> dict[str, SitePass]:
    """The passes of a bundle by site id. `KeyRefused` for anything that `write_bundle` does not write."""
    said: Any = None
    # Not raised inside the handler: the decoder's exception holds the whole text.
    with suppress(ValueError, RecursionError):
        said = json.loads(text)
    if not isinstance(said, dict) or said.get("format") != _FORMAT:
        raise KeyRefused("This is not a key bundle.")
    if said.get("version") != VERSION or not isinstance(said.get("sites"), list):
        raise KeyRefused("This key bundle is of another version.")
    passes = [_from_json(each) for each in said["sites"]]
    by_id = {each.keys.site_id: each for each in passes}
    if len(by_id) != len(passes):
        raise KeyRefused("A site is in this key bundle twice.")
    return by_id


def _as_json(given: SitePass) -> dict[str, object]:
    keys = given.keys
    return {
        "site_id": keys.site_id,
        "epoch": keys.epoch,
        "site_key": _text(keys.site_key),
        "alias_key": _text(keys.alias_key),
        "key_file": _text(given.key_file),
    }


def _from_json(said: object) -> SitePass:
    if not isinstance(said, dict) or said.keys() != _KEYS:
        raise KeyRefused("A site of this key bundle is not described as sites are.")
    site_id, epoch = said["site_id"], said["epoch"]
    if not isinstance(site_id, str) or not _SITE_ID.fullmatch(site_id):
        raise KeyRefused("A site of this key bundle has a name that no site has.")
    if type(epoch) is not int or not 1 <= epoch <= LARGEST_EPOCH:
        raise KeyRefused("A site of this key bundle has an epoch that cannot be.")
    site_key, alias_key, key_file = (_bytes(said[each]) for each in ("site_key", "alias_key", "key_file"))
    if len(site_key) != N_KEY_BYTES or len(alias_key) != N_KEY_BYTES or not _is_key_file(key_file):
        raise KeyRefused("A key of this key bundle is damaged.")
    return SitePass(SiteKeys(site_id, epoch, site_key, alias_key), key_file)


def _is_key_file(raw: bytes) -> bool:
    try:
        read_key_file(raw)
    except OpenRefused:
        return False
    return True


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _bytes(said: object) -> bytes:
    if isinstance(said, str) and said.isascii():
        with suppress(binascii.Error):
            return base64.b64decode(said, validate=True)
    return b""
