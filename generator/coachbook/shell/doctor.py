"""`doctor`: is this computer ready? Each line says yes or no, and the exact command for a no."""

from __future__ import annotations

import locale
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from coachbook.model.fields import zone
from coachbook.shell.books import how_to_add_pdfs, print_fonts
from coachbook.shell.schemas import stale_schemas
from coachbook.shell.workspace import Workspace, read_practice

GENERATED = ("site", "preview", "print")


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: what was looked at, whether it is well, and what to type if not. `is_needed` false: nice to have."""

    what: str
    is_well: bool
    remedy: str = ""
    is_needed: bool = True


def examine(workspace: Workspace | None) -> tuple[Finding, ...]:
    """Everything that can be wrong with a computer or a checkout, in the order to put it right."""
    findings = [_python(), _utf8(), _zones(), _mkdocs(), _pdf()]
    if workspace is None:
        findings.append(Finding("A practice here", False, "coachbook init my-practice"))
        return tuple(findings)
    findings += [look(workspace.root) for look in IN_A_PRACTICE]
    findings.append(_practice(workspace))
    return tuple(findings)


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding(f"Python {version}", sys.version_info >= (3, 11), "Install Python 3.11 or newer.")


def _utf8() -> Finding:
    encoding = locale.getpreferredencoding(False)
    well = sys.flags.utf8_mode == 1 or encoding.lower().replace("-", "") == "utf8"
    return Finding(f"Text is {encoding}", well, "export PYTHONUTF8=1", is_needed=False)


def _zones() -> Finding:
    try:
        zone("Europe/London")
    except ValueError:
        return Finding("Time zones", False, "pip install tzdata")
    return Finding("Time zones", True)


def _mkdocs() -> Finding:
    well = find_spec("mkdocs") is not None and find_spec("material") is not None
    return Finding("MkDocs and Material, for the public site", well, "pip install mkdocs-material")


def _pdf() -> Finding:
    from coachbook.render.pdf import PdfUnavailable, load_weasyprint

    try:
        load_weasyprint()
        well = print_fonts() is not None
    except PdfUnavailable:
        well = False
    return Finding("WeasyPrint, Pango and type, for workbooks", well, how_to_add_pdfs(), is_needed=False)


def _git(root: Path, *arguments: str) -> subprocess.CompletedProcess[str] | None:
    if shutil.which("git") is None:
        return None
    return subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=False)


def _repository(root: Path) -> Finding:
    found = _git(root, "rev-parse", "--is-inside-work-tree")
    return Finding(
        "A git repository", found is not None and found.returncode == 0, "git init", is_needed=False
    )


def _ignored(root: Path) -> Finding:
    found = _git(root, "check-ignore", *(f"{name}/x" for name in GENERATED))
    if found is None or _git(root, "rev-parse") is None or found.returncode > 1:
        return Finding("Generated folders are kept out of git", True)
    lines = set(found.stdout.split())
    missing = [name for name in GENERATED if f"{name}/x" not in lines]
    remedy = "Add to .gitignore: " + " ".join(f"/{name}/" for name in missing)
    return Finding("Generated folders are kept out of git", not missing, remedy)


def _committed(root: Path) -> Finding:
    found = _git(root, "ls-files", "--", *GENERATED)
    listed = found.stdout.split() if found and found.returncode == 0 else []
    remedy = f"git rm -r --cached {' '.join(GENERATED)}   (what was pushed stays in the history)"
    return Finding("No generated file is committed", not listed, remedy)


def _schemas(root: Path) -> Finding:
    return Finding("Schemas are this version's", not stale_schemas(root), "coachbook schema", is_needed=False)


def _practice(workspace: Workspace) -> Finding:
    practice, _ = read_practice(workspace)
    return Finding("content/ can be read", practice is not None, "coachbook check")


IN_A_PRACTICE: tuple[Callable[[Path], Finding], ...] = (_repository, _ignored, _committed, _schemas)
