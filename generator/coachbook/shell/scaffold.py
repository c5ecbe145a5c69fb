"""`init`: a new practice that builds at once, with the same names as this one, so that one manual serves both."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from coachbook.shell.publish import stage
from coachbook.shell.schemas import write_schemas
from coachbook.shell.shipped import shipped_root

SAMPLE_FIRM = "Northlight Coaching"
STARTER = ("content", "mkdocs.yml", "templates/methodology", ".vscode", ".editorconfig", ".gitattributes")
EXAMPLE = "clients/harbour"
_MARK = "\x00"
"""Stands for the new name while the old one is replaced; no file of a practice may hold it."""
GITIGNORE = """# Made by Coachbook: never committed.
/site/
/preview/
/print/
/.cache/
/.coachbook/
# Private by nature: keys, and raw answers of a survey.
*.key
*.age-key
/inbox/
"""
README = """# {name}

A coaching practice kept as text. Engagements lie in `clients/`, one folder each, named by a code name and never by
a person. What they share lies in `content/`.

    coachbook serve      look at everything, on this computer only
    coachbook check      what is wrong or odd
    coachbook build      make the sites and the workbooks

`clients/harbour` is a fictional example: read it, copy from it, then delete it.
Take `as_of:` out of `content/practice.yml` when you delete the example; until then every build pretends that
today is the example's day.
"""


class NotEmpty(Exception):
    """The folder already holds something, and nothing is written over."""


@dataclass(frozen=True, slots=True)
class Start:
    """What a new practice is called."""

    name: str


def init(target: Path, start: Start) -> Path:
    """Makes a practice in `target`. Raises `NotEmpty` if anything but a .git folder is there already."""
    target = target.resolve()
    if target.exists() and (not target.is_dir() or any(each.name != ".git" for each in target.iterdir())):
        raise NotEmpty(str(target))
    staged = stage(target)
    try:
        _fill(staged, start)
        staged.chmod(0o755)
        if target.exists():
            for each in staged.iterdir():
                each.rename(target / each.name)
        else:
            staged.rename(target)
    finally:
        shutil.rmtree(staged, ignore_errors=True)
    return target


def _fill(folder: Path, start: Start) -> None:
    shipped = shipped_root()
    for name in (*STARTER, EXAMPLE):
        source, place = shipped / name, folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, place, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, place)
    folder.joinpath(".gitignore").write_text(GITIGNORE, encoding="utf-8")
    folder.joinpath("README.md").write_text(README.format(name=start.name), encoding="utf-8")
    _rename_firm(folder, start.name)
    write_schemas(folder)


def _rename_firm(folder: Path, name: str) -> None:
    """Puts the firm's name in place of the sample's, wherever readers would see it."""
    texts = [
        folder / "mkdocs.yml",
        *folder.joinpath("content").rglob("*.md"),
        *folder.joinpath("content").rglob("*.yml"),
    ]
    for path in texts:
        text = path.read_text(encoding="utf-8")
        changed = re.sub(rf"^((?:site_)?name: ){SAMPLE_FIRM}$", rf"\g<1>{_MARK}", text, flags=re.MULTILINE)
        changed = changed.replace(_MARK, _for_yaml(name))
        changed = changed.replace(SAMPLE_FIRM, name)
        if changed != text:
            path.write_text(changed, encoding="utf-8")


def _for_yaml(name: str) -> str:
    """The name as a YAML value: quoted, so that a colon or a hash in it cannot break the file."""
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
