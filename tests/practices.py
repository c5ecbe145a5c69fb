"""Practices for tests: a copy of the sample one, small and quick to make."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

from coachbook.shell.workspace import Workspace

ROOT = Path(__file__).parents[1]
AS_OF = date(2026, 3, 20)
"""The sample practice's day."""
SHARED = ("content", "mkdocs.yml", "schemas")


def copy_of_sample(
    folder: Path, engagements: tuple[str, ...] = ("harbour", "lantern", "meadow")
) -> Workspace:
    """The sample practice with these engagements, at `folder`; templates are the shipped ones."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in SHARED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name)
        else:
            shutil.copy(source, folder / name)
    shutil.copytree(ROOT / "templates" / "methodology", folder / "templates" / "methodology")
    for id in engagements:
        shutil.copytree(ROOT / "clients" / id, folder / "clients" / id)
    return Workspace(folder.resolve())


def files_below(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by relative path; empty if there is no folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def change(workspace: Workspace, path: str, old: str, new: str) -> None:
    """Replaces one piece of text in a file of the practice; it must be there exactly once."""
    place = workspace.path(path)
    text = place.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
    place.write_text(text.replace(old, new), encoding="utf-8")
