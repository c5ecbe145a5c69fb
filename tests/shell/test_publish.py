"""The writer: whole folders or nothing, and nothing outside its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from coachbook.shell import publish
from coachbook.shell.publish import Preview, publish_preview, sweep
from practices import files_below


def test_a_site_replaces_the_earlier_one_whole(tmp_path: Path) -> None:
    publish_preview([Preview("index.html", b"one"), Preview("old.html", b"old")], tmp_path, "harbour")

    publish_preview([Preview("index.html", b"two"), Preview("assets/a.css", b"css")], tmp_path, "harbour")

    assert files_below(tmp_path / "preview") == {"harbour/index.html": b"two", "harbour/assets/a.css": b"css"}


def test_without_the_swap_of_the_system_two_renames_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publish, "_exchange", lambda one, other: False)
    publish_preview([Preview("index.html", b"one")], tmp_path, "harbour")

    publish_preview([Preview("index.html", b"two")], tmp_path, "harbour")

    assert files_below(tmp_path / "preview") == {"harbour/index.html": b"two"}


def test_a_build_killed_between_the_two_renames_is_put_right_by_the_next(tmp_path: Path) -> None:
    kept = tmp_path / "preview" / ".coachbook-kept.harbour"
    kept.mkdir(parents=True)
    (kept / "index.html").write_bytes(b"one")
    (tmp_path / "preview" / ".coachbook-half").mkdir()

    sweep(tmp_path / "preview")

    assert files_below(tmp_path / "preview") == {"harbour/index.html": b"one"}


@pytest.mark.parametrize("url", ["../outside.html", "a/../../outside.html", "/etc/outside.html"])
def test_an_address_that_leads_out_of_the_site_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(ValueError, match="leads out of the site"):
        publish_preview([Preview(url, b"x")], tmp_path / "practice", "harbour")

    assert files_below(tmp_path) == {}


def test_a_failure_while_writing_leaves_the_earlier_site_and_no_rubbish(tmp_path: Path) -> None:
    publish_preview([Preview("index.html", b"one")], tmp_path, "harbour")

    with pytest.raises(ValueError, match="leads out"):
        publish_preview([Preview("index.html", b"two"), Preview("../x", b"x")], tmp_path, "harbour")

    assert files_below(tmp_path) == {"preview/harbour/index.html": b"one"}
