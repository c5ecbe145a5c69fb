"""The public methodology site: MkDocs in a process of its own, into a folder beside the real one.

MkDocs empties its output folder before it writes, so it is never handed site/public itself. It runs beside the
engagements' build and is asked for its result at the end.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

from coachbook.shell.keys import without_keys
from coachbook.shell.publish import Public, stage
from coachbook.source.diagnostics import Diagnostic


@dataclass(frozen=True, slots=True)
class PublicBuild:
    """A MkDocs build under way."""

    process: subprocess.Popen[str]
    folder: Path


def start_public(root: Path, today: date) -> PublicBuild:
    """Starts building the methodology site; `finish_public` waits for it."""
    folder = stage(root / "site" / "public")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)]
    # MkDocs dates its sitemap from this and not from the clock, so that the same practice gives the same bytes.
    epoch = str(int(datetime.combine(today, time(), UTC).timestamp()))
    # It runs a firm's own templates and hooks, which have no business with keys.
    environment = without_keys(os.environ)
    environment |= {"NO_MKDOCS_2_WARNING": "1", "PYTHONUTF8": "1", "SOURCE_DATE_EPOCH": epoch}
    process = subprocess.Popen(
        command, cwd=root, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    return PublicBuild(process, folder)


def finish_public(build: PublicBuild) -> tuple[Public | None, tuple[Diagnostic, ...]]:
    """The staged site, or None with a diagnostic for each line MkDocs wrote."""
    output, _ = build.process.communicate()
    if build.process.returncode == 0:
        return Public(build.folder), ()
    shutil.rmtree(build.folder, ignore_errors=True)
    lines = [line.strip() for line in output.splitlines() if line.strip() and "Aborted with" not in line]
    return None, tuple(_problem(line) for line in lines[-20:] or ["MkDocs stopped without a word"])


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
