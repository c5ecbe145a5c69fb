"""Configuration for hosts: the gate's own policy from its templates, and files written where they were asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from coachbook.exchange.hosting.facts import HostFile, Publication, header_policy
from coachbook.exchange.hosting.hosts import HOSTS, OWN_SERVER, hosting_files
from coachbook.shell.publish import write_file
from coachbook.shell.shipped import shipped_root
from coachbook.shell.workspace import find_workspace, read_practice

__all__ = ["HOSTS", "OWN_SERVER", "HostFile", "configuration", "private_domain", "write_configuration"]

_PAGES = ("seal/index.html", "seal/404.html")
"""The pages that the host itself answers with."""


def configuration(host: str, directory: Path, options: Mapping[str, str]) -> tuple[HostFile, ...]:
    """Everything needed to publish the sites of the practice in or above `directory` on one of `HOSTS`.

    Outside a practice the shipped templates count. `options` are the fields of `Publication` but its policy.
    `ValueError` for a value that does not fit a configuration, with a sentence for the coach.
    """
    policy = header_policy(_page(directory, name) for name in _PAGES)
    return hosting_files(host, Publication(policy=policy, **options))


def private_domain(directory: Path) -> str | None:
    """The domain of the practice's `private_address`; None without a practice, or while it has none on the web."""
    workspace = find_workspace(directory)
    practice = read_practice(workspace)[0] if workspace else None
    address = (practice.file.private_address if practice else None) or ""
    return urlsplit(address).hostname if address.startswith("https://") else None


def write_configuration(files: Iterable[HostFile], folder: Path) -> tuple[Path, ...]:
    """Writes the files below `folder`, over those of an earlier time; returns their places."""
    written = []
    for file in files:
        place = folder.joinpath(*file.name.split("/"))
        write_file(place, file.text.encode("utf-8"))
        written.append(place)
    return tuple(written)


def _page(directory: Path, name: str) -> str:
    """A template, the practice's own if it has one."""
    workspace = find_workspace(directory)
    roots = ([workspace.root] if workspace else []) + [shipped_root()]
    found = next(path for root in roots if (path := root / "templates" / name).is_file())
    return found.read_text(encoding="utf-8")
