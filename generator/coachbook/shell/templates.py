"""Templates as values: the shipped ones, and a practice's own of the same name, which win."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from coachbook.shell.shipped import shipped_root
from coachbook.shell.workspace import Workspace, read_texts

SHIPPED = "shipped:"
SUFFIXES = (".html", ".css", ".js", ".svg")


def load_templates(workspace: Workspace) -> Mapping[str, tuple[str, str]]:
    """Name -> (origin, text). A shipped template can also be reached as `shipped:<name>`, so a firm can extend it."""
    found: dict[str, tuple[str, str]] = {}
    shipped_folder, own_folder = shipped_root() / "templates", workspace.root / "templates"
    for name, text in _engagement_templates(shipped_folder):
        found[name] = found[SHIPPED + name] = (f"{SHIPPED}{name}", text)
    if own_folder.resolve() != shipped_folder.resolve():
        for name, text in _engagement_templates(own_folder):
            found[name] = (f"templates/{name}", text)
    return found


def _engagement_templates(folder: Path) -> list[tuple[str, str]]:
    texts = read_texts(folder, SUFFIXES)
    return [(name, text) for name, text in texts.items() if not name.startswith("methodology/")]
