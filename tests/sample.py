"""The command, run in a process of its own as a coach would; `practices` makes what it is run on."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
ENGAGEMENTS = ("harbour", "lantern", "meadow")


def command(*arguments: str | Path) -> list[str]:
    """The command line of this checkout's `coachbook`."""
    return [sys.executable, "-m", "coachbook", *map(str, arguments)]


def environment(**more: str) -> dict[str, str]:
    """This process's environment with this checkout's code first, and none of the words that change a report."""
    kept = {name: value for name, value in os.environ.items() if name not in ("CI", "FORCE_COLOR", "PYTHONWARNINGS")}
    return {**kept, "PYTHONPATH": str(ROOT / "generator"), **more}


def run(*arguments: str | Path, timeout: float = 120) -> subprocess.CompletedProcess[str]:
    """Runs `coachbook` and returns what it said, whatever its exit code."""
    return subprocess.run(
        command(*arguments), capture_output=True, text=True, timeout=timeout, env=environment(), check=False
    )
