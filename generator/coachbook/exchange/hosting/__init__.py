"""Configuration for the hosts that a practice may be published on, as text.

In: a `Publication`. Out: the files for one host. Each module writes the language of one host; `facts` holds what is the
same for all of them: headers, how long a file may be kept, which addresses there are. Deliberately absent: secrets,
names of people, and anything that depends on the content of a site.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from coachbook.exchange.hosting import caddy, cloudflare, github, nginx, s3
from coachbook.exchange.hosting.facts import HostFile, Publication, header_policy

__all__ = ["HOSTS", "OWN_SERVER", "HostFile", "Publication", "header_policy", "hosting_files"]

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
