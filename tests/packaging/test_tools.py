"""tools/start and tools/test as far as they go without setting anything up: their use, and a machine without Python."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from sample import ROOT

SCRIPTS = ("tools/start", "tools/test", "tools/setup.sh", ".ci/run")


@pytest.mark.parametrize("name", SCRIPTS)
def test_it_is_plain_shell(name: str) -> None:
    said = subprocess.run(["sh", "-n", ROOT / name], capture_output=True, text=True, check=False)
    assert (said.returncode, said.stderr) == (0, "")


@pytest.mark.parametrize("name", ["tools/start", "tools/test", ".ci/run"])
def test_it_can_be_run(name: str) -> None:
    assert (ROOT / name).stat().st_mode & 0o111


@pytest.mark.parametrize("name", ["tools/start", "tools/test"])
def test_it_tells_its_use(name: str) -> None:
    said = subprocess.run([ROOT / name, "--help"], capture_output=True, text=True, check=True)
    assert f"  {name} [" in said.stdout


@pytest.mark.parametrize("name", ["tools/start", "tools/test"])
def test_without_a_new_enough_python_it_says_so_in_one_line(name: str, tmp_path: Path) -> None:
    for tool in ("sh", "dirname", "uname", "cat", "sed"):
        found = shutil.which(tool)
        assert found
        (tmp_path / tool).symlink_to(found)
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    old.chmod(0o755)
    bare = {"PATH": str(tmp_path)}
    said = subprocess.run(
        [ROOT / name], env=bare, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    assert said.returncode == 1
    assert said.stdout == ""
    assert said.stderr.count("\n") == 1
    assert "Python 3.11 or newer" in said.stderr
