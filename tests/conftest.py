"""What tests of several folders share: the sample practice, built once in the clear."""

from __future__ import annotations

from pathlib import Path

import pytest

from practices import copy_of_sample
from sample import run


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sample practice after `coachbook build --preview`; look at it and change nothing."""
    practice = copy_of_sample(tmp_path_factory.mktemp("built") / "practice").root
    said = run("-C", practice, "build", "--preview")
    assert said.returncode == 0, said.stdout + said.stderr
    return practice
