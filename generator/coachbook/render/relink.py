"""Gives every file of a site an address that says nothing, and rewrites the links between them.

A sealed site's addresses are letters drawn from its key, in one flat folder, so that no request that slips past the
worker tells the host which page is read. Pages are written with speaking names first; this step replaces them.
In: artifacts and the new names. Out: the same artifacts under the new names. Nothing else in them changes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from posixpath import dirname, join, normpath

from coachbook.render.artifact import Artifact

_LINKED = re.compile(r'(\s(?:href|src)=")([^"#?]*)((?:[#?][^"]*)?")')
_STYLE = re.compile(r'(url\(["\']?)([^"\')#?]+)(["\']?\))')
_INDEX = re.compile(r'(\[")([^"#]+)((?:#[^"]*)?",)')


def relinked(artifacts: Iterable[Artifact], names: Mapping[str, str]) -> tuple[Artifact, ...]:
    """The artifacts under their new addresses; `names` has one for each."""
    rewrite: Mapping[str, re.Pattern[str]] = {
        "text/html": _LINKED,
        "text/css": _STYLE,
        "text/javascript": _INDEX,
    }
    return tuple(_renamed(each, rewrite.get(each.media_type), names) for each in artifacts)


def _renamed(artifact: Artifact, pattern: re.Pattern[str] | None, names: Mapping[str, str]) -> Artifact:
    if pattern is None:
        return replace(artifact, url=names[artifact.url])
    # A script's addresses are used by the page that loads it, wherever the script itself lies.
    folder = "" if pattern is _INDEX else dirname(artifact.url)
    text = pattern.sub(_replacement(folder, names), artifact.body.decode())
    return replace(artifact, url=names[artifact.url], body=text.encode())


def _replacement(folder: str, names: Mapping[str, str]) -> Callable[[re.Match[str]], str]:
    def with_new_name(found: re.Match[str]) -> str:
        before, target, after = found.groups()
        return f"{before}{names.get(normpath(join(folder, target)), target)}{after}"

    return with_new_name
