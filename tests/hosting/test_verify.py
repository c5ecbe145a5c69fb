"""A built practice on real servers, as `coachbook verify` sees it over the web."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from servers import SERVERS

from coachbook.cli import cli
from coachbook.shell.scaffold import Start, init


def run(practice: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, ["-C", str(practice), *words])


@pytest.mark.parametrize("name", SERVERS)
def test_verify_finds_what_was_made_and_notices_one_changed_byte(name: str, tmp_path: Path) -> None:
    practice = init(tmp_path / "practice", Start("Their firm"))
    built = run(practice, "build", "--no-pdf", "--no-public")
    assert built.exit_code == 0, built.output or built.exception
    with SERVERS[name](tmp_path, practice / "site") as server:
        before = run(practice, "verify", server.origin)
        gate = next((practice / "site" / "private").glob("*/shell.js"))
        gate.write_bytes(gate.read_bytes() + b"\n")
        after = run(practice, "verify", server.origin)

    assert before.exit_code == 0, before.output or before.exception
    assert "DIFFERS" not in before.output
    assert after.exit_code == 1
    assert "shell.js" in after.output
