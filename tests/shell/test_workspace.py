"""Reading a practice: what is refused, and that nothing outside it is read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from coachbook.shell.workspace import engagement_ids, find_workspace, read_practice, read_record
from practices import copy_of_sample


def test_a_practice_is_found_from_any_folder_below_it(tmp_path: Path) -> None:
    workspace = copy_of_sample(tmp_path / "practice", ("harbour",))

    assert find_workspace(workspace.path("clients/harbour/sessions")) == workspace
    assert find_workspace(tmp_path) is None


def test_folders_that_begin_with_a_dot_or_underscore_are_not_engagements(tmp_path: Path) -> None:
    workspace = copy_of_sample(tmp_path / "practice", ("harbour",))
    workspace.path("clients/.git").mkdir()
    workspace.path("clients/_archive").mkdir()

    assert engagement_ids(workspace) == ("harbour",)


def test_the_sample_practice_reads_without_a_problem(tmp_path: Path) -> None:
    workspace = copy_of_sample(tmp_path / "practice")

    practice, reading = read_practice(workspace)

    assert practice is not None
    assert reading.problems == []
    for id in engagement_ids(workspace):
        assert read_record(workspace, id)[1].problems == []


@pytest.mark.parametrize("path", ["clients/harbour/goals.yml", "clients/harbour/sessions/2026-03-16.yml"])
def test_a_link_that_leads_out_of_the_practice_is_refused(tmp_path: Path, path: str) -> None:
    workspace = copy_of_sample(tmp_path / "practice", ("harbour",))
    outside = tmp_path / "outside.yml"
    outside.write_text("secret: text of another practice\n", encoding="utf-8")
    workspace.path(path).unlink()
    workspace.path(path).symlink_to(outside)

    _, reading = read_record(workspace, "harbour")

    assert [(each.code, each.path) for each in reading.problems] == [("unreadable-file", path)]
    assert reading.documents[path].source.text == ""


def test_a_folder_of_sessions_that_is_a_link_out_is_not_read(tmp_path: Path) -> None:
    workspace = copy_of_sample(tmp_path / "practice", ("harbour", "meadow"))
    elsewhere = tmp_path / "elsewhere"
    workspace.path("clients/meadow/sessions").rename(elsewhere)
    workspace.path("clients/meadow/sessions").symlink_to(elsewhere)

    record, _ = read_record(workspace, "meadow")

    assert record.sessions == ()


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file, whatever its permissions")
def test_a_file_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    workspace = copy_of_sample(tmp_path / "practice", ("harbour",))
    workspace.path("clients/harbour/plan.yml").chmod(0)

    _, reading = read_record(workspace, "harbour")

    assert [each.code for each in reading.problems] == ["unreadable-file"]


def test_an_engagement_without_engagement_yml_is_told_so(tmp_path: Path) -> None:
    workspace = copy_of_sample(tmp_path / "practice", ("harbour",))
    workspace.path("clients/harbour/engagement.yml").unlink()

    _, reading = read_record(workspace, "harbour")

    assert [(each.code, each.path) for each in reading.problems] == [
        ("missing-file", "clients/harbour/engagement.yml")
    ]


def test_a_directory_in_place_of_a_file_is_not_a_traceback(tmp_path: Path) -> None:
    workspace = copy_of_sample(tmp_path / "practice", ("harbour",))
    workspace.path("content/practice.yml").unlink()
    workspace.path("content/practice.yml").mkdir()

    practice, reading = read_practice(workspace)

    assert practice is None
    assert [each.code for each in reading.problems] == ["unreadable-file"]
