"""Chromium, and the built sample practice on a server of this computer.

Chromium is the one named by CHROMIUM, or the first on the path; without one these tests are skipped and say so.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from here import served
from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "google-chrome", "google-chrome-stable")
# Chromium asks its maker for news on its own; here it is to ask nobody for anything.
QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for the tests of a file; each takes a context of its own, with nothing remembered.

    It ends with the file: another folder has a driver of its own, and a thread can have only one at a time.
    """
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip("Chromium is not installed; tools/test installs it")
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=path, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def previews(built: Path) -> Iterator[str]:
    """The address of preview/, with a folder for each site."""
    yield from served(built / "preview")


@pytest.fixture(scope="session")
def public(built: Path) -> Iterator[str]:
    """The address of the public site."""
    yield from served(built / "site" / "public")
