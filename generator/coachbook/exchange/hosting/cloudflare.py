"""Cloudflare Pages: `_headers` for each project, and the script that publishes.

Pages answers what is missing with `404.html`, status 404 and `no-store` as soon as that file is there, and leads
`index.html` back to its folder by itself. There is no `_redirects`: the gate has one address.
"""

from __future__ import annotations

from collections.abc import Iterable

from coachbook.exchange.hosting.facts import ASK, KEEP, PUBLIC_HEADERS, HostFile, Publication
from coachbook.exchange.hosting.upload import CHECK_BUILT, LEFT_OVER, NAME

_HEADERS = "_headers"


def files(publication: Publication) -> tuple[HostFile, ...]:
    """Headers and the script. The folders keep the two projects apart."""
    found = [HostFile(f"private/{_HEADERS}", _private(publication))]
    if publication.public_domain:
        found.append(HostFile(f"public/{_HEADERS}", _rule("/*", (*PUBLIC_HEADERS, ("Cache-Control", ASK)))))
    return (*found, HostFile(NAME, _script(publication)))


def _private(publication: Publication) -> str:
    everything = _rule(
        "/*", (*publication.private_headers, ("Cache-Control", ASK)), ("Access-Control-Allow-Origin",)
    )
    # Headers of several rules are joined; the exclamation mark takes the earlier one away.
    return everything + _rule("/:site/d/*", (("Cache-Control", KEEP),), ("Cache-Control",))


def _rule(address: str, headers: Iterable[tuple[str, str]], without: Iterable[str] = ()) -> str:
    lines = [f"  ! {name}" for name in without] + [f"  {name}: {value}" for name, value in headers]
    return "\n".join((address, *lines)) + "\n"


def _script(publication: Publication) -> str:
    both = publication.public_domain is not None
    usage = f"sh {NAME} PROJECT" + (" PUBLIC-PROJECT" if both else "")
    public = '\npublish site/public public "${2:?"name the project of the public site too"}"' if both else ""
    return f"""#!/bin/sh
# Publishes on Cloudflare Pages. Keep this script beside the folders with {_HEADERS}. Run it in the practice's folder,
# after  coachbook build  and, once,  wrangler login :
#
#   {usage}
#
# In the project's settings, switch off what changes pages on the way: Web Analytics, Rocket Loader, Email Address
# Obfuscation. The gate's policy would block them, and  coachbook verify  would report them. Give the project
# {publication.domain} as its own domain.
set -eu
project=${{1:?"name the project, for example  {usage}"}}
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
{CHECK_BUILT}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# In a folder of its own and with words of its own: inside a repository, Wrangler sends your last commit message along.
publish() {{
  mkdir "$work/$2"
  cp -R "$1/." "$work/$2/"
  find "$work/$2" -name '{LEFT_OVER}' -prune -exec rm -rf {{}} +
  cp "$here/$2/{_HEADERS}" "$work/$2/{_HEADERS}"
  (cd "$work" && wrangler pages deploy "$2" --project-name "$3" --branch main --commit-message Publish)
}}

# A deployment changes all files at once, so there is no order to keep.
publish site/private private "$project"{public}
"""
