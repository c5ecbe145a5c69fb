"""The public methodology site: MkDocs in a process of its own, into a folder beside the real one.

MkDocs empties its output folder before it writes, so it is never handed site/public itself. It runs beside the
engagements' build and is asked for its result at the end.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Final

from coachbook.shell.keys import without_keys
from coachbook.shell.publish import Public, stage
from coachbook.source.diagnostics import Diagnostic

PAGES: Final = "content/methodology"
KINDS: Final = frozenset(
    (".html", ".css", ".js", ".map", ".json", ".xml", ".gz", ".txt", ".svg", ".png", ".jpg", ".jpeg", ".gif",
     ".webp", ".avif", ".ico", ".woff2", ".woff", ".pdf")
)  # fmt: skip
"""Suffixes of files that may be published: MkDocs copies whatever lies among the pages, a file of notes too."""
_IS_TALK: Final = re.compile(r"INFO\b|\s*Aborted with")


@dataclass(frozen=True, slots=True)
class PublicBuild:
    """A MkDocs build under way."""

    process: subprocess.Popen[str]
    folder: Path
    links_out: tuple[str, ...] = ()
    """Links among the pages that lead elsewhere, relative to the practice: MkDocs would follow and publish them."""


def start_public(root: Path, today: date) -> PublicBuild:
    """Starts building the methodology site; `finish_public` waits for it."""
    folder = stage(root / "site" / "public")
    # Not --quiet: MkDocs counts for --strict only the warnings that it is about to print.
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    # MkDocs dates its sitemap from this and not from the clock, so that the same practice gives the same bytes.
    epoch = str(int(datetime.combine(today, time(), UTC).timestamp()))
    # It runs a firm's own templates and hooks, which have no business with keys.
    environment = without_keys(os.environ)
    environment |= {"NO_MKDOCS_2_WARNING": "1", "PYTHONUTF8": "1", "SOURCE_DATE_EPOCH": epoch}
    process = subprocess.Popen(
        command, cwd=root, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    return PublicBuild(process, folder, tuple(_links_out(root)))


def finish_public(build: PublicBuild) -> tuple[Public | None, tuple[Diagnostic, ...]]:
    """The staged site, or None with a diagnostic for each line MkDocs wrote."""
    output, _ = build.process.communicate()
    strays = _strays(build)
    if build.process.returncode == 0 and not strays:
        return Public(build.folder), ()
    shutil.rmtree(build.folder, ignore_errors=True)
    lines = [line.strip() for line in output.splitlines() if line.strip() and not _IS_TALK.match(line)]
    return None, tuple(
        _problem(line) for line in (*strays, *lines[-20:]) or ["MkDocs stopped without a word"]
    )


def _links_out(root: Path) -> Iterator[str]:
    pages = root / PAGES
    for folder, folders, names in os.walk(pages):
        for name in (*folders, *names):
            place = Path(folder, name)
            if place.is_symlink() and not place.resolve().is_relative_to(pages.resolve()):
                yield place.relative_to(root).as_posix()


def _strays(build: PublicBuild) -> tuple[str, ...]:
    """What has no place on a public site: links that lead out of the pages, and files of other kinds than it has."""
    files = (path for path in build.folder.rglob("*") if path.is_file())
    odd = sorted(
        path.relative_to(build.folder).as_posix() for path in files if path.suffix.lower() not in KINDS
    )
    return (
        *(f"{link} is a link that leads out of {PAGES}" for link in build.links_out),
        *(f"{name} is of no kind that belongs on the public site" for name in odd),
    )


def abandon_public(build: PublicBuild) -> None:
    """Stops a build that is no longer wanted."""
    build.process.kill()
    build.process.communicate()
    shutil.rmtree(build.folder, ignore_errors=True)


def _problem(line: str) -> Diagnostic:
    return Diagnostic(
        code="public-site",
        severity="error",
        message="MkDocs cannot build the methodology site: {typed}",
        path="mkdocs.yml",
        span=None,
        help="correct the page it names; the site published last stays as it is",
        typed=line,
    )
