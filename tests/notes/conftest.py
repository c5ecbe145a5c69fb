"""A practice with four notes of one coach, in the clear and sealed, and the people around it."""

from __future__ import annotations

from pathlib import Path

import pytest
from sealed_notes import Person, bare_practice, entry, person, run, write_recipients

from coachbook.shell.workspace import Workspace


@pytest.fixture
def priya(tmp_path: Path) -> Person:
    """The coach."""
    return person(tmp_path / "keys", "Priya")


@pytest.fixture
def tom(tmp_path: Path) -> Person:
    """Her supervisor."""
    return person(tmp_path / "keys", "Tom")


@pytest.fixture
def safe(tmp_path: Path) -> Person:
    """The recovery key."""
    return person(tmp_path / "keys", "Safe")


@pytest.fixture
def plain(tmp_path: Path, priya: Person, tom: Person, safe: Person) -> Workspace:
    """A practice that is to seal its notes, and has not yet."""
    workspace = bare_practice(tmp_path)
    write_recipients(workspace, entry(priya), entry(tom, "supervisor"), entry(safe, "recovery", ""))
    return workspace


@pytest.fixture
def sealed(plain: Workspace, priya: Person) -> Workspace:
    """The same, with its notes sealed for coach, supervisor and recovery key."""
    said = run(plain, "notes", "seal", key=priya.file)
    assert said.returncode == 0, said.stderr
    return plain
