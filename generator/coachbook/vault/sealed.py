"""The one value of the vault that may be written: a file that only its readers can open."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed file by its address relative to the folder of its site, for example ``d/<name>.bin``."""

    url: str
    body: bytes
