"""The sealed list of a site's files, ``m.bin``: what exists, under which object name, as what kind of file.

    "PSM1" | u32 epoch | object sealed with the path "\\0manifest", holding JSON

The epoch stands in the clear so that a reader can tell a rotated site from a damaged one; it is authenticated as part
of the object's associated data. In: a `Manifest`, or the bytes of one. Out: the other. Deliberately absent: the files.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from coachbook.vault.errors import OpenRefused, SealRefused
from coachbook.vault.media import BY_MEDIA_TYPE, is_safe_file_name, medium_of
from coachbook.vault.objects import (
    LEAST_OBJECT_BYTES,
    MOST_OBJECT_BYTES,
    SIZES,
    SizeClasses,
    open_unnamed,
    seal_object,
)
from coachbook.vault.schedule import ContentKeys
from coachbook.vault.slots import expect_epoch

MAGIC: Final = b"PSM1"
PATH: Final = "\0manifest"
"""No file of a site has this path: an alias has no zero byte."""
VERSION: Final = 1
OFFLINE_DAYS: Final = 14
MOST_FILES: Final = 20_000
MOST_BYTES: Final = 8 * 1024 * 1024
BUILDS_PER_DAY: Final = 100

_ALIAS: Final = re.compile(r"[a-z2-7]{10}\.[a-z0-9]{1,5}")
_NAME: Final = re.compile(r"[a-z2-7]{26}")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_KEYS: Final = frozenset(
    ("v", "site", "epoch", "build", "at", "home", "scripts", "max_offline_days", "files")
)
_ENTRY_KEYS: Final = frozenset(("o", "t", "n"))
_LARGEST: Final = 2**53 - 1
_LARGEST_OFFLINE_DAYS: Final = 366
_EPOCH_BYTES: Final = 4
_PAGE: Final = medium_of("text/html").media_type
_SCRIPT: Final = medium_of("text/javascript").media_type


@dataclass(frozen=True, slots=True)
class Entry:
    """One file: its object's name, its media type, the size of its object in bytes, perhaps a name for people."""

    name: str
    media_type: str
    n_bytes: int
    file_name: str | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a site is made of. ``home`` and ``scripts`` are addresses in ``files``; ``at`` is the day of the content."""

    site_id: str
    epoch: int
    build: int
    at: date
    home: str
    scripts: tuple[str, ...]
    files: Mapping[str, Entry]
    max_offline_days: int = OFFLINE_DAYS


def numbered(manifest: Manifest, previous: Manifest | None) -> Manifest:
    """The manifest with its build number and day: the previous ones if nothing else changed, else the next.

    Numbers start each day at a hundred times the days since 1970: a builder that has lost the previous manifest (a
    fresh clone) still counts on, and readers who saw yesterday's build do not take today's for a roll-back.
    """
    first_of_day = (manifest.at - date(1970, 1, 1)).days * BUILDS_PER_DAY
    if previous is None or previous.epoch < manifest.epoch:
        return replace(manifest, build=first_of_day)
    if previous.site_id != manifest.site_id or previous.epoch > manifest.epoch:
        raise SealRefused("The previous build is of another site or of a later epoch.")
    if replace(manifest, build=previous.build, at=previous.at) == previous:
        return previous
    return replace(manifest, build=max(previous.build + 1, first_of_day))


def seal_manifest(keys: ContentKeys, manifest: Manifest) -> bytes:
    """The bytes of ``m.bin``."""
    text = json.dumps(_as_json(manifest), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    if _flaw(json.loads(text), keys) is not None:
        raise SealRefused("The list of files breaks a rule of the format.")
    return seal_manifest_text(keys, text)


def seal_manifest_text(keys: ContentKeys, text: str, sizes: SizeClasses = SIZES) -> bytes:
    """Seals the JSON of a manifest as it stands."""
    raw = text.encode()
    if len(raw) > MOST_BYTES:
        raise SealRefused("The list of files is too long.")
    return MAGIC + keys.epoch.to_bytes(_EPOCH_BYTES, "big") + seal_object(keys, PATH, raw, sizes=sizes).body


def epoch_of(raw: bytes) -> int:
    """The epoch that ``m.bin`` says in the clear, for a builder who chooses the key by it; not yet authenticated."""
    if len(raw) < len(MAGIC) + _EPOCH_BYTES or raw[: len(MAGIC)] != MAGIC:
        raise OpenRefused("The manifest is of another version, or not a manifest.")
    return int.from_bytes(raw[len(MAGIC) :][:_EPOCH_BYTES], "big")


def open_manifest(keys: ContentKeys, raw: bytes) -> Manifest:
    """The manifest in ``m.bin``. Checks in order: magic, epoch, GCM, then every field.

    `EpochDiffers` when the key is of another epoch, `OpenRefused` for everything else that is wrong.
    """
    expect_epoch(keys, epoch_of(raw))
    text = open_unnamed(keys, PATH, raw[len(MAGIC) + _EPOCH_BYTES :])
    if len(text) > MOST_BYTES:
        raise OpenRefused("The manifest is too long.")
    try:
        said = json.loads(text.decode(), object_pairs_hook=_without_doubles)
    except (ValueError, RecursionError):
        raise OpenRefused("The manifest is not JSON with single keys.") from None
    flaw = _flaw(said, keys)
    if flaw is not None:
        raise OpenRefused(f"The manifest is not sound: {flaw}.")
    return _from_json(said)


def is_alias(path: object) -> bool:
    """Whether a path is an address that a site can have: ten letters and an extension, in one flat folder."""
    return isinstance(path, str) and _ALIAS.fullmatch(path) is not None


def _as_json(manifest: Manifest) -> dict[str, object]:
    return {
        "v": VERSION,
        "site": manifest.site_id,
        "epoch": manifest.epoch,
        "build": manifest.build,
        "at": manifest.at.isoformat(),
        "home": manifest.home,
        "scripts": list(manifest.scripts),
        "max_offline_days": manifest.max_offline_days,
        "files": {alias: _entry_as_json(entry) for alias, entry in manifest.files.items()},
    }


def _entry_as_json(entry: Entry) -> dict[str, object]:
    said: dict[str, object] = {"o": entry.name, "t": entry.media_type, "n": entry.n_bytes}
    return said if entry.file_name is None else said | {"f": entry.file_name}


def _from_json(said: dict[str, Any]) -> Manifest:
    files = {
        alias: Entry(entry["o"], entry["t"], entry["n"], entry.get("f"))
        for alias, entry in said["files"].items()
    }
    return Manifest(
        site_id=said["site"],
        epoch=said["epoch"],
        build=said["build"],
        at=date.fromisoformat(said["at"]),
        home=said["home"],
        scripts=tuple(said["scripts"]),
        files=MappingProxyType(files),
        max_offline_days=said["max_offline_days"],
    )


def _without_doubles(pairs: list[tuple[str, object]]) -> dict[str, object]:
    said = dict(pairs)
    if len(said) != len(pairs):
        raise ValueError
    return said


def _flaw(said: object, keys: ContentKeys) -> str | None:
    """What is wrong with the JSON of a manifest, without its content; None when nothing is."""
    if not isinstance(said, dict) or said.get("v") != VERSION or type(said["v"]) is not int:
        return "it is of another version"
    if said.keys() != _KEYS:
        return "a field is missing or unknown"
    if said["site"] != keys.site_id:
        return "it is of another site"
    if said["epoch"] != keys.epoch or type(said["epoch"]) is not int:
        return "it is of another epoch"
    if not _is_count(said["build"], _LARGEST):
        return "its number is out of bounds"
    if not _is_count(said["max_offline_days"], _LARGEST_OFFLINE_DAYS):
        return "its days without connection are out of bounds"
    if not _is_day(said["at"]):
        return "its day is not a day"
    return _flaw_of_files(said["files"]) or _flaw_of_places(said)


def _flaw_of_files(files: object) -> str | None:
    if not isinstance(files, dict) or not 1 <= len(files) <= MOST_FILES:
        return "it has no files, or too many"
    if not all(is_alias(alias) for alias in files):
        return "an address is none"
    if not all(_is_entry(entry) for entry in files.values()):
        return "a file is not described as files are"
    return None


def _flaw_of_places(said: dict[str, Any]) -> str | None:
    files, scripts = said["files"], said["scripts"]
    if not _is_file(files, said["home"], _PAGE):
        return "its home is not one of its pages"
    if not isinstance(scripts, list) or not all(_is_file(files, each, _SCRIPT) for each in scripts):
        return "a script is not one of its files"
    if len(set(scripts)) != len(scripts):
        return "a script is there twice"
    return None


def _is_file(files: dict[str, Any], place: object, media_type: str) -> bool:
    return isinstance(place, str) and place in files and files[place]["t"] == media_type


def _is_entry(entry: object) -> bool:
    if not isinstance(entry, dict) or entry.keys() - {"f"} != _ENTRY_KEYS:
        return False
    file_name = entry.get("f", "file")
    return (
        isinstance(entry["o"], str)
        and _NAME.fullmatch(entry["o"]) is not None
        and isinstance(entry["t"], str)
        and entry["t"] in BY_MEDIA_TYPE
        and _is_count(entry["n"], MOST_OBJECT_BYTES)
        and entry["n"] >= LEAST_OBJECT_BYTES
        and isinstance(file_name, str)
        and is_safe_file_name(file_name)
    )


def _is_count(value: object, largest: int) -> bool:
    return type(value) is int and 1 <= value <= largest


def _is_day(value: object) -> bool:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True
