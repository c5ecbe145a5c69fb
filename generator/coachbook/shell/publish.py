"""The only writer: whole folders, made aside and put in place in one step.

Three types can be written and no other: `Public` (the methodology site) and `Sealed` go below site/, `Preview`
(a microsite in the clear, for the coach's own eyes) goes below preview/ and nowhere else. A kill at any moment
leaves the earlier folder whole: the new one is built beside it and the two change places.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from coachbook.vault.sealed import Sealed

_STAGING = ".coachbook-"


@dataclass(frozen=True, slots=True)
class Public:
    """The methodology site, staged in a folder of its own by `public.build_public`."""

    folder: Path


@dataclass(frozen=True, slots=True)
class Preview:
    """A file in the clear, marked as such, for the coach's own machine."""

    url: str
    body: bytes


def publish_public(site: Public, root: Path) -> Path:
    """Puts the staged methodology site at site/public and returns that folder."""
    target = root / "site" / "public"
    _put_in_place(site.folder, target)
    return target


def publish_preview(files: Iterable[Preview], root: Path, engagement: str) -> Path:
    """Writes a microsite in the clear to preview/<engagement> and returns that folder."""
    target = root / "preview" / engagement
    staged = stage(target)
    try:
        _write(((file.url, file.body) for file in files), staged)
        _put_in_place(staged, target, mode=0o700)  # in the clear: nobody else on this computer reads it
    finally:
        shutil.rmtree(staged, ignore_errors=True)
    return target


def publish_sealed(files: Iterable[Sealed], root: Path, site_id: str) -> tuple[Path, int]:
    """Puts a sealed site at site/private/<site id>; the folder, and how many of its files are new or changed.

    A site whose bytes are all there already is left as it is, so that an upload has nothing to do.
    """
    wanted = {file.url: file.body for file in files}
    target = root / "site" / "private" / site_id
    there = _bytes_below(target)
    n_changed = sum(there.get(url) != body for url, body in wanted.items())
    if n_changed or there.keys() != wanted.keys():
        staged = stage(target)
        try:
            _write(wanted.items(), staged)
            _put_in_place(staged, target)
        finally:
            shutil.rmtree(staged, ignore_errors=True)
    return target, n_changed


def publish_beside_sealed(files: Mapping[str, bytes], root: Path) -> None:
    """The few files at the root of site/private: the same for every practice, and they name nobody."""
    for name, body in files.items():
        target = root / "site" / "private" / name
        if not target.is_file() or target.read_bytes() != body:
            write_file(target, body)


def _bytes_below(folder: Path) -> dict[str, bytes]:
    if not folder.is_dir():
        return {}
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def stage(target: Path) -> Path:
    """An empty folder beside `target`, on the same disk; whoever asks for it removes it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(prefix=_STAGING, dir=target.parent))


def sweep(parent: Path) -> None:
    """Removes what killed builds left beside their targets, and puts back a folder caught between two renames."""
    if not parent.is_dir():
        return
    for left in sorted(parent.glob(f"{_STAGING}*")):
        kept, name = _kept_name(left)
        if kept and not (parent / name).exists():
            left.rename(parent / name)
        elif left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)


def write_file(target: Path, body: bytes, mode: int = 0o644) -> None:
    """Writes one file aside and renames it into place; it never has more permissions than `mode`."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=_STAGING, dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
        Path(name).chmod(mode)
        os.replace(name, target)  # noqa: PTH105 (atomic over an existing file on every platform)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _write(files: Iterable[tuple[str, bytes]], folder: Path) -> None:
    made = {folder}
    for url, body in files:
        parts = url.split("/")
        place = folder.joinpath(*parts)
        if not place.is_relative_to(folder) or not {"", ".", ".."}.isdisjoint(parts):
            raise ValueError(f"{url!r} leads out of the site")
        if place.parent not in made:
            place.parent.mkdir(parents=True, exist_ok=True)
            made.add(place.parent)
        place.write_bytes(body)


def _put_in_place(staged: Path, target: Path, mode: int = 0o755) -> None:
    staged.chmod(mode)
    if not target.exists():
        staged.rename(target)
    elif not _exchange(staged, target):
        # Two renames leave a moment without a target; `sweep` puts the kept folder back after a kill in it.
        kept = target.with_name(f"{_STAGING}kept.{target.name}")
        shutil.rmtree(kept, ignore_errors=True)
        target.rename(kept)
        staged.rename(target)
        shutil.rmtree(kept, ignore_errors=True)
    else:
        shutil.rmtree(staged, ignore_errors=True)


def _kept_name(folder: Path) -> tuple[bool, str]:
    name = folder.name.removeprefix(_STAGING)
    return name.startswith("kept."), name.removeprefix("kept.")


def _exchange(one: Path, other: Path) -> bool:
    """Swaps two folders in one step where the system can; False where it cannot."""
    with suppress(OSError, AttributeError, ValueError):
        library = ctypes.CDLL(None, use_errno=True)
        first, second = os.fsencode(one), os.fsencode(other)
        if sys.platform == "darwin":
            swap = 0x2  # RENAME_SWAP
            return int(library.renamex_np(first, second, ctypes.c_uint(swap))) == 0
        at_working_folder, exchange = -100, 0x2  # AT_FDCWD, RENAME_EXCHANGE
        return (
            int(
                library.renameat2(
                    at_working_folder, first, at_working_folder, second, ctypes.c_uint(exchange)
                )
            )
            == 0
        )
    return False
