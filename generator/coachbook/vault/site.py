"""A whole site sealed, opened, and checked.

In: the finished files of one reader's site by their addresses, and its keys; or the sealed files and a secret. Out:
`SealedSite` in the order in which it is published, or the files again. Deliberately absent: the gate page and its
scripts, which are the same for all sites and hold nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from coachbook.vault.errors import OpenRefused, SealRefused, VaultError
from coachbook.vault.manifest import Entry, Manifest, is_alias, numbered, open_manifest, seal_manifest
from coachbook.vault.media import medium_of, safe_file_name
from coachbook.vault.objects import SIZES, SealedObject, SizeClasses, open_object, seal_object
from coachbook.vault.schedule import AccessSecret, ContentKeys, FirmKeys, Site
from coachbook.vault.sealed import Sealed
from coachbook.vault.slots import SitePass, open_slot, read_key_file, write_key_file

KEY_FILE: Final = "k.bin"
MANIFEST: Final = "m.bin"
_OBJECTS: Final = "d/"


@dataclass(frozen=True, slots=True)
class File:
    """A finished file in the clear; ``file_name`` is the name under which people save it."""

    media_type: str
    body: bytes = field(repr=False)
    file_name: str | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """The files of a site by their addresses (`SiteKeys.alias`); the page to begin with; the scripts that may run."""

    files: Mapping[str, File] = field(repr=False)
    home: str
    scripts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SealedSite:
    """What to publish for a site, in this order: objects, manifest, key file."""

    site_id: str
    files: tuple[Sealed, ...] = field(repr=False)
    manifest: Manifest = field(repr=False)


@dataclass(frozen=True, slots=True)
class OpenedSite:
    """A site as its reader sees it."""

    manifest: Manifest
    files: Mapping[str, File] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with a sealed site: the file it concerns, and one sentence."""

    url: str
    message: str


def seal_site(
    content: Content,
    given: SitePass,
    day: date,
    previous: Manifest | None = None,
    sizes: SizeClasses = SIZES,
) -> SealedSite:
    """Seals every file of a site. The same content, keys and previous manifest give the same bytes.

    With the manifest of the previous build, an unchanged site keeps its build number and day, and so every byte.
    `SealRefused` when an address, the home or a script is not as the format wants it.
    """
    keys = given.keys
    content_keys = keys.content()
    objects = {
        alias: _seal_file(content_keys, alias, file, sizes) for alias, file in _in_order(content.files)
    }
    entries = {alias: _entry(content.files[alias], sealed) for alias, sealed in objects.items()}
    manifest = numbered(
        Manifest(keys.site_id, keys.epoch, 0, day, content.home, tuple(sorted(content.scripts)), entries),
        previous,
    )
    files = [Sealed(f"{_OBJECTS}{each.name}.bin", each.body) for each in objects.values()]
    files += (Sealed(MANIFEST, seal_manifest(content_keys, manifest)), Sealed(KEY_FILE, given.key_file))
    return SealedSite(keys.site_id, tuple(files), manifest)


def close_site(firm: FirmKeys, site: Site) -> tuple[Sealed, ...]:
    """What stays of a closed site: a key file that nobody opens. Give it the epoch after the last one."""
    return (Sealed(KEY_FILE, write_key_file(firm, site, ())),)


def open_site(site_id: str, files: Mapping[str, bytes], secret: AccessSecret) -> OpenedSite:
    """Every file of a site, checked; ``files`` holds the sealed ones by their addresses below the site's folder.

    Raises at the first thing that is wrong: `NoSlot`, `EpochDiffers` or `OpenRefused`.
    """
    keys = open_slot(read_key_file(_found(files, KEY_FILE)), site_id, secret)
    manifest = open_manifest(keys, _found(files, MANIFEST))
    opened = {alias: _open_file(keys, files, alias, entry) for alias, entry in manifest.files.items()}
    return OpenedSite(manifest, opened)


def verify_site(given: SitePass, files: Mapping[str, bytes]) -> tuple[Finding, ...]:
    """Everything that is wrong with a sealed site.

    Empty when the key file is the one that was made, each named object opens, and nothing else is there.

    The caller has taken out the gate's own files after comparing them byte for byte.
    """
    keys = given.keys.content()
    findings = []
    if files.get(KEY_FILE) != given.key_file:
        findings.append(Finding(KEY_FILE, "The key file is missing, or not the one that was made."))
    try:
        manifest = open_manifest(keys, _found(files, MANIFEST))
    except VaultError as why:
        return (*findings, Finding(MANIFEST, str(why)))
    return (*findings, *_findings(keys, manifest, files))


def _findings(keys: ContentKeys, manifest: Manifest, files: Mapping[str, bytes]) -> Iterator[Finding]:
    expected = {KEY_FILE, MANIFEST}
    for alias, entry in manifest.files.items():
        url = _url(entry)
        expected.add(url)
        try:
            _open_file(keys, files, alias, entry)
        except VaultError as why:
            yield Finding(url, str(why))
    for url in sorted(files.keys() - expected):
        yield Finding(url, "This file is not part of the site.")


def _in_order(files: Mapping[str, File]) -> Iterator[tuple[str, File]]:
    for alias in sorted(files):
        file = files[alias]
        if not is_alias(alias) or alias.rpartition(".")[2] != medium_of(file.media_type).extension:
            raise SealRefused(
                "A file has an address that does not fit its kind; make it with `SiteKeys.alias`."
            )
        yield alias, file


def _seal_file(keys: ContentKeys, alias: str, file: File, sizes: SizeClasses) -> SealedObject:
    return seal_object(keys, alias, file.body, may_shrink=medium_of(file.media_type).may_shrink, sizes=sizes)


def _entry(file: File, sealed: SealedObject) -> Entry:
    file_name = None if file.file_name is None else safe_file_name(file.file_name)
    return Entry(sealed.name, medium_of(file.media_type).media_type, len(sealed.body), file_name)


def _open_file(keys: ContentKeys, files: Mapping[str, bytes], alias: str, entry: Entry) -> File:
    sealed = _found(files, _url(entry))
    if len(sealed) != entry.n_bytes:
        raise OpenRefused("An object has another size than the manifest says.")
    return File(entry.media_type, open_object(keys, alias, entry.name, sealed), entry.file_name)


def _url(entry: Entry) -> str:
    return f"{_OBJECTS}{entry.name}.bin"


def _found(files: Mapping[str, bytes], url: str) -> bytes:
    raw = files.get(url)
    if raw is None:
        raise OpenRefused(f"The file {url} is missing.")
    return raw
