"""What tests of several folders share: the sample practice, built once in the clear."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from practices import copy_of_sample
from sample import run


@pytest.fixture(scope="session", autouse=True)
def nobodys_keys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Hides the keys of whoever runs the tests: a practice without a key of its own makes a demo key."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [each for each in os.environ if each.startswith("COACHBOOK_")]:
            patch.delenv(name)
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("settings")))
        yield


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sample practice after `coachbook build --preview`; look at it and change nothing."""
    practice = copy_of_sample(tmp_path_factory.mktemp("built") / "practice").root
    said = run("-C", practice, "build", "--preview")
    assert said.returncode == 0, said.stdout + said.stderr
    return practice
