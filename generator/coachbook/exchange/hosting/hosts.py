"""The hosts there are, and which module writes for which."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from coachbook.exchange.hosting import caddy, cloudflare, github, nginx, s3
from coachbook.exchange.hosting.facts import HostFile, Publication

_WRITERS: Mapping[str, Callable[[Publication], tuple[HostFile, ...]]] = {
    "nginx": nginx.files,
    "caddy": caddy.files,
    "cloudflare": cloudflare.files,
    "github": github.files,
    "s3": s3.files,
}

HOSTS = tuple(_WRITERS)
"""The hosts, the firm's own servers first."""

OWN_SERVER = ("nginx", "caddy")
"""Hosts where the firm chooses folders, ports and logs."""


def hosting_files(host: str, publication: Publication) -> tuple[HostFile, ...]:
    """Everything needed to publish on one of `HOSTS`, the configuration first."""
    return _WRITERS[host](publication)
