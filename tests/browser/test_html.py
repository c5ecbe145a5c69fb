"""html-validate has nothing to say about any page of any reader's site.

It runs on the Node.js that Playwright brings, since that of Debian 12 and Ubuntu 24.04 is too old for it.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from playwright._impl._driver import compute_driver_executable

from links import Folder
from sample import ROOT

VALIDATE = ROOT / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"
RULES = ROOT / "tests" / "browser" / "htmlvalidate.json"

pytestmark = pytest.mark.skipif(not VALIDATE.is_file(), reason="html-validate is not installed; tools/test installs it")


def validate(*files: Path) -> subprocess.CompletedProcess[str]:
    """What html-validate says about the files; exit code 0 for nothing."""
    node = compute_driver_executable()[0]
    arguments = [node, VALIDATE, "--config", RULES, "--formatter", "text", *files]
    return subprocess.run(arguments, capture_output=True, text=True, timeout=120, check=False)


def test_every_page_is_valid(built: Path) -> None:
    folder = Folder(built / "preview")
    said = validate(*(folder.root / page for page in folder.pages))
    assert (said.returncode, said.stdout, said.stderr) == (0, "", "")


def test_it_sees_a_fault(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<!doctype html><html lang=en><title>t</title><p><div>x</div></p>", encoding="utf-8")
    assert validate(page).returncode == 1
