"""What is the same for every host: the addresses of a private site, its headers, and how long a file may be kept.

A private site needs little from its host, and most of it is defence in depth: once it is unlocked, the worker answers
below `p/` and sets stricter headers of its own. What only the host can do is forbid framing of the gate, keep objects
for a year and everything else not at all, answer 404 with the page that finds the way back, and write a log from
which nobody learns who read what.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

KEEP: Final = "public, max-age=31536000, immutable"
"""For objects: other content means another name."""

ASK: Final = "no-cache"
"""For everything else: a browser may keep it and asks each time whether it still holds."""

NEVER: Final = "no-store"
"""For what is missing: an object asked for a second too early must not stay missing."""

FOLDER: Final = "[a-z2-7]{26}"
OBJECT: Final = rf"/{FOLDER}/d/{FOLDER}\.bin"
"""The address of an object, as a regular expression that nginx (PCRE) and Caddy (RE2) both read."""

KNOWN: Final = (
    rf"/(?:404\.html|404\.js|robots\.txt|{FOLDER}|{FOLDER}/(?:[a-z]+\.(?:bin|css|html|js)|d/{FOLDER}\.bin)?)?"
)
"""Every address that a private host answers. A log names these and no other: an address that a mail filter mangled may
hold the code of a reader, and an address below `p/` says what somebody wanted to read."""

MEDIA_TYPES: Final = (
    ("bin", "application/octet-stream"),
    ("css", "text/css; charset=utf-8"),
    ("html", "text/html; charset=utf-8"),
    ("js", "text/javascript; charset=utf-8"),
    ("txt", "text/plain; charset=utf-8"),
)
"""Every kind of file there is on a private host."""

_HSTS: Final = ("Strict-Transport-Security", "max-age=31536000")
_PRIVATE: Final = (
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    (
        "Permissions-Policy",
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
    ("Referrer-Policy", "no-referrer"),
    _HSTS,
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("X-Robots-Tag", "noindex, nofollow, noarchive"),
)

PUBLIC_HEADERS: Final = (
    ("Content-Security-Policy", "frame-ancestors 'none'"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    _HSTS,
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
)
"""For the methodology site, which is for everybody and may be found."""

RETENTION_DAYS: Final = 14
"""How long a log is kept: long enough to look into a fault, short enough to say so to a client."""

LOG_NOTE: Final = """\
# The log holds a shortened network address, the hour, and which sealed file was sent: no query, no referrer, no
# browser, and no other address, because one that a mail filter mangled may hold somebody's code."""

_META_POLICY: Final = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"{}]+)">')
_DOMAIN: Final = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]")
_PATH: Final = re.compile(r"(?:/[\w .@+=~,-]+)+")
_LISTEN: Final = re.compile(r"(?P<address>[0-9.]+|\[[0-9a-f:]+\]):(?P<port>[0-9]{1,5})")


@dataclass(frozen=True, slots=True)
class HostFile:
    """A file of a host's configuration; the name may hold `/`."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Publication:
    """What is published where. `ValueError` for a value that would not be safe inside a configuration.

    `root` is the folder on the server that holds private/ and public/. `listen` is an address with a port, such as
    127.0.0.1:8080: there the server answers without TLS, and nowhere else. `log` is the file for the log; without
    one, the place that is usual for the server.
    """

    domain: str
    policy: str
    public_domain: str | None = None
    root: str = "/srv/coachbook"
    listen: str | None = None
    log: str | None = None

    def __post_init__(self) -> None:
        for domain in filter(None, (self.domain, self.public_domain)):
            if len(domain) > 253 or not _DOMAIN.fullmatch(domain):
                raise ValueError(
                    f"{domain!r} is not a domain; write it in small letters, such as private.example"
                )
        if self.domain == self.public_domain:
            raise ValueError("The private sites and the public site need a domain each")
        for path in filter(None, (self.root, self.log)):
            if not _PATH.fullmatch(path) or ".." in path.split("/"):
                raise ValueError(f"{path!r} is not a path from the root, such as /srv/coachbook")
        if self.listen is not None and not _LISTEN.fullmatch(self.listen):
            raise ValueError(f"{self.listen!r} is not an address with a port, such as 127.0.0.1:8080")

    @property
    def bound_to(self) -> tuple[str, str] | None:
        """Address and port to answer at without TLS; None with TLS, on every address of the server."""
        found = _LISTEN.fullmatch(self.listen or "")
        return (found["address"], found["port"]) if found else None

    @property
    def private_headers(self) -> tuple[tuple[str, str], ...]:
        """Names and values for every answer from the private host."""
        return (("Content-Security-Policy", self.policy), *_PRIVATE)


def public_log(log: str) -> str:
    """The log of the public site, beside that of the private ones."""
    return log.removesuffix(".log") + "-public.log"


def header_policy(pages: Iterable[str]) -> str:
    """One policy for the header of a whole host, from the policies that its pages carry themselves.

    A browser enforces header and page together, so the header allows what any of the pages needs, and each page narrows
    it for itself. Added is what only a header can say: that nobody may frame the pages.
    `ValueError` when no page has a policy.
    """
    policies = [found[1] for page in pages if (found := _META_POLICY.search(page))]
    if not policies:
        raise ValueError("The gate page has no Content-Security-Policy that can be read")
    allowed: dict[str, dict[str, None]] = {}
    for directive in (each.split() for policy in policies for each in policy.split(";") if each.strip()):
        allowed.setdefault(directive[0], {}).update(dict.fromkeys(directive[1:]))
    allowed["frame-ancestors"] = {"'none'": None}
    return "; ".join(" ".join((name, *_without_none(sources))) for name, sources in allowed.items())


def _without_none(sources: Iterable[str]) -> Iterable[str]:
    """`'none'` means nothing beside another source, and browsers warn of it."""
    some = [source for source in sources if source != "'none'"]
    return some or ["'none'"]
