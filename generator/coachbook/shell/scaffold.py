"""`init`: a new practice that builds at once, with the same names as this one, so that one manual serves both."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from coachbook.shell.publish import stage
from coachbook.shell.schemas import write_schemas
from coachbook.shell.shipped import shipped_root
from coachbook.source.lines import split_lines
from coachbook.source.places import locate

SAMPLE_FIRM = "Northlight Coaching"
STARTER = ("content", "mkdocs.yml", "templates/methodology", ".vscode", ".editorconfig", ".gitattributes")
EXAMPLE = "clients/harbour"
_SAMPLE = re.compile(r"\bNorthlight(?: Coaching)?\b")
"""The sample's name, whole and short. Its addresses are in small letters and stay: they lead nowhere."""
_FRONT_MATTER = re.compile(r"(---\n.*?\n)---\n", re.DOTALL)
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
    """What a new practice is called: one line, whatever was typed."""

    name: str

    @property
    def firm(self) -> str:
        """The name as it is written into files; the sample's if there is none."""
        words = " ".join(self.name.split())
        return "".join(sign for sign in words if sign.isprintable()) or SAMPLE_FIRM


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
    folder.joinpath("README.md").write_text(README.format(name=start.firm), encoding="utf-8")
    _rename_firm(folder, start.firm)
    write_schemas(folder)


def _rename_firm(folder: Path, name: str) -> None:
    """Puts the firm's name in place of the sample's, wherever readers would see it."""
    if name == SAMPLE_FIRM:
        return
    shared, engagement = folder / "content", folder / EXAMPLE
    for path in (
        folder / "mkdocs.yml",
        *shared.rglob("*.md"),
        *shared.rglob("*.yml"),
        *engagement.rglob("*.yml"),
    ):
        text = path.read_text(encoding="utf-8")
        changed = _renamed_page(text, name) if path.suffix == ".md" else _renamed_yaml(text, name)
        if changed != text:
            path.write_text(changed, encoding="utf-8")


def _renamed_page(text: str, name: str) -> str:
    """A Markdown page with the new name, in its front matter as well."""
    found = _FRONT_MATTER.match(text)
    front = found[1] if found else ""
    return _renamed_yaml(front, name) + _renamed(text[len(front) :], name)


def _renamed_yaml(text: str, name: str) -> str:
    """A YAML text with the new name. A value that holds it is put in quotes: a name may hold a colon or a hash."""
    begins = [0, *accumulate(len(line) + 1 for line in split_lines(text))]
    pieces, at = [], 0
    for scalar in locate(text).scalars:
        # Folded and literal text, like a comment, takes any name as it is.
        if scalar.style not in ("|", ">") and _SAMPLE.search(scalar.value):
            start = begins[scalar.line - 1] + scalar.column - 1
            pieces += [_renamed(text[at:start], name), _quoted(_renamed(scalar.value, name))]
            at = begins[scalar.end_line - 1] + scalar.end_column - 1
    return "".join((*pieces, _renamed(text[at:], name)))


def _renamed(text: str, name: str) -> str:
    return _SAMPLE.sub(lambda _: name, text)


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
