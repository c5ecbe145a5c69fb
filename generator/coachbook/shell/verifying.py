"""Looking at what was published: every byte of the gate, the key file, the manifest and each object, from disk or web.

`verify` compares with what this practice would publish; run it from another network to notice a host that serves a
changed gate. `open_to_folder` shows what a holder sees, page by page, in the clear.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urljoin
from urllib.request import Request, urlopen

from coachbook.model.terms import Reader
from coachbook.render.gate import single_file
from coachbook.shell.access import Place, find_place
from coachbook.shell.keys import Keys, bundle_text
from coachbook.shell.publish import write_file
from coachbook.shell.register import read_practice_access
from coachbook.shell.sealing import (
    desk_pass,
    engagement_pass,
    engagement_reader,
    gate_of,
    site_of_reader,
)
from coachbook.shell.templates import load_templates
from coachbook.shell.workspace import Workspace, engagement_ids, read_practice
from coachbook.vault.encoding import CodeProblem, parse_code
from coachbook.vault.errors import KeyRefused, VaultError
from coachbook.vault.manifest import open_manifest
from coachbook.vault.schedule import AccessSecret
from coachbook.vault.site import KEY_FILE, MANIFEST, Finding, open_site, verify_site
from coachbook.vault.slots import SitePass

SECONDS_TO_WAIT = 20
LARGEST = 64 * 1024 * 1024

Fetch = Callable[[str], bytes | None]
"""The bytes at an address below a site, or None when there is nothing."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One site looked at: whose it is, and what is wrong. No findings: it is as it was made."""

    name: str
    reader: str
    site_id: str
    findings: tuple[Finding, ...]


def verify(workspace: Workspace, keys: Keys, where: str) -> tuple[Verdict, ...]:
    """Every site of the practice at `where`: a folder such as site/private, or the web address of one."""
    practice, _ = read_practice(workspace)
    if practice is None:
        raise KeyRefused("content/practice.yml cannot be read. See  coachbook check")
    gate = {each.url: each.body for each in gate_of(load_templates(workspace), practice.file.name)}
    verdicts = []
    for name, reader, given in _passes(workspace, keys):
        fetch = _fetcher(where, given.keys.site_id)
        verdicts.append(Verdict(name, reader, given.keys.site_id, tuple(_look(fetch, given, gate))))
    return tuple(verdicts)


def open_to_folder(place: Place, keys: Keys, holder: str, folder: Path, code: str | None = None) -> int:
    """Writes what a holder sees into `folder`, in the clear; returns the number of files. Raises VaultError."""
    access = place.access
    reader = next((each.reader for each in access.holders if each.id == holder), None)
    if reader is None:
        known = ", ".join(each.id for each in access.holders)
        raise KeyRefused(f"{place.engagement.id} has no holder {holder!r}. There is: {known}.")
    if keys.firm is None:
        raise KeyRefused("A bundle can build sites and open none: use the master key for that.")
    site = site_of_reader(place.workspace, engagement_reader(access, reader, place.engagement.id))
    version = next(each.version for each in access.holders if each.id == holder)
    secret = keys.firm.holder_secret(site, holder, version) if code is None else _typed(code)
    site_id = keys.firm.site_id(site)
    opened = open_site(site_id, _all_files(place.workspace.root / "site" / "private" / site_id), secret)
    for alias, file in opened.files.items():
        write_file(folder / alias, file.body, mode=0o600)
    start = f'<!doctype html><meta http-equiv="refresh" content="0; url={opened.manifest.home}">\n'
    write_file(folder / "index.html", start.encode(), mode=0o600)
    return len(opened.files)


def archive_of(place: Place, keys: Keys, reader: Reader) -> bytes:
    """A sealed site as one file that opens from a disk, with the same link or code. Raises VaultError."""
    if keys.firm is None:
        raise KeyRefused("A bundle can build sites and archive none: use the master key for that.")
    site = site_of_reader(place.workspace, engagement_reader(place.access, reader, place.engagement.id))
    site_id = keys.firm.site_id(site)
    sealed = _all_files(place.workspace.root / "site" / "private" / site_id)
    if KEY_FILE not in sealed:
        raise KeyRefused("This site has not been built yet. Type: coachbook build")
    return single_file(load_templates(place.workspace), place.practice.file.name, site_id, sealed)


def bundle_for(workspace: Workspace, keys: Keys, ids: tuple[str, ...]) -> tuple[str, int]:
    """The text of a bundle for these engagements, and how many sites it builds: no master, no coach's desk."""
    passes = {f"{id}/{reader}": given for id, reader, given in _engagement_passes(workspace, keys, ids)}
    return bundle_text(passes), len(passes)


def _typed(code: str) -> AccessSecret:
    raw = parse_code(code)
    if isinstance(raw, CodeProblem):
        raise KeyRefused(raw.value)
    return AccessSecret(raw)


def _passes(workspace: Workspace, keys: Keys) -> Iterator[tuple[str, str, SitePass]]:
    yield from _engagement_passes(workspace, keys, engagement_ids(workspace))
    practice, _ = read_practice(workspace)
    register, _ = read_practice_access(workspace)
    coaches = practice.file.coaches if practice is not None and register is not None else ()
    for coach in coaches:
        assert register is not None
        given = desk_pass(keys, register.of(coach.id))
        has_own = any(
            find_place(workspace, id).engagement.coach.id == coach.id for id in engagement_ids(workspace)
        )
        if given is not None and has_own:
            yield coach.id, "coach", given


def _engagement_passes(
    workspace: Workspace, keys: Keys, ids: tuple[str, ...]
) -> Iterator[tuple[str, str, SitePass]]:
    for id in ids:
        place = find_place(workspace, id)
        if place.access.closed is not None:
            continue
        readers = ("executive", "sponsor") if place.engagement.file.sponsor else ("executive",)
        for reader in readers:
            given = engagement_pass(keys, workspace, place.access, reader, id, place.coach)  # type: ignore[arg-type]
            if given is not None:
                yield id, reader, given


def _look(fetch: Fetch, given: SitePass, gate: Mapping[str, bytes]) -> Iterator[Finding]:
    for name, body in gate.items():
        found = fetch("" if name == "index.html" else name)
        if found is None:
            yield Finding(name, "This file of the gate is not there.")
        elif found != body:
            yield Finding(name, "This file of the gate is not the one that was made.")
    files = dict(_there(fetch, (KEY_FILE, MANIFEST)))
    with suppress(VaultError, KeyError):
        manifest = open_manifest(given.keys.content(), files[MANIFEST])
        files.update(_there(fetch, (f"d/{entry.name}.bin" for entry in manifest.files.values())))
    yield from verify_site(given, files)


def _there(fetch: Fetch, urls: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    for url in urls:
        if (body := fetch(url)) is not None:
            yield url, body


def _fetcher(where: str, site_id: str) -> Fetch:
    if where.startswith(("http://", "https://")):
        base = urljoin(where.rstrip("/") + "/", f"{site_id}/")
        return lambda url: _from_web(urljoin(base, url))
    folder = Path(where) / site_id
    return lambda url: _from_disk(folder / (url or "index.html"))


def _from_disk(place: Path) -> bytes | None:
    return place.read_bytes() if place.is_file() else None


def _from_web(address: str) -> bytes | None:
    try:
        with urlopen(
            Request(address, headers={"Cache-Control": "no-cache"}), timeout=SECONDS_TO_WAIT
        ) as answer:
            body: bytes = answer.read(LARGEST)
            return body
    except (URLError, TimeoutError, OSError):
        return None


def _all_files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*.bin")
        if path.is_file()
    }
