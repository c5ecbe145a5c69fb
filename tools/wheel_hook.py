"""Hatchling build hook: the repository's single files that `coachbook init` copies, into the wheel.

Only into a real wheel. An editable install reads them where they lie, and would otherwise leave copies of its own
in site-packages.
"""

from __future__ import annotations

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SINGLE_FILES = ("mkdocs.yml", ".editorconfig", ".gitattributes")


class ShippedFiles(BuildHookInterface):
    """Adds `SINGLE_FILES` to `coachbook/shipped`; hatchling fails the build if one is missing."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it writes; `version` is "standard" or "editable"."""
        if version == "standard":
            build_data["force_include"].update({name: f"coachbook/shipped/{name}" for name in SINGLE_FILES})
