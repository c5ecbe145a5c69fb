"""One finished file of a site, in the clear: it cannot be written, only audited and then sealed or previewed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Artifact:
    """A file by its address relative to the site's root, in the clear."""

    url: str
    media_type: str
    body: bytes
