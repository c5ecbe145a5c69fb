"""Building: what a coach finds afterwards, whatever is wrong with some of it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from coachbook.shell.build import BuildRequest, build
from coachbook.shell.engagements import Shared, Task, build_engagement
from coachbook.shell.templates import load_templates
from coachbook.shell.workspace import Workspace, read_practice
from practices import AS_OF, ROOT, change, copy_of_sample, files_below


def request_for(workspace: Workspace, *engagements: str, jobs: int = 1) -> BuildRequest:
    return BuildRequest(workspace, AS_OF, engagements, jobs, with_pdf=False, with_public=False)


def test_every_engagement_gets_a_site_of_its_own_below_preview(tmp_path: Path) -> None:
    workspace = copy_of_sample(tmp_path / "practice")

    report = build(request_for(workspace))

    assert report.built == ("harbour", "lantern", "meadow")
    assert not report.has_errors
    for id in report.built:
        assert (workspace.root / "preview" / id / "index.html").is_file()
    assert not (workspace.root / "site").exists()


def test_every_page_of_a_preview_says_that_it_is_one(tmp_path: Path) -> None:
    workspace = copy_of_sample(tmp_path / "practice", ("harbour",))
    build(request_for(workspace))

    pages = {
        name: body for name, body in files_below(workspace.root / "preview").items() if name.endswith(".html")
    }

    assert len(pages) > 20
    assert all(b"Preview in the clear" in body for body in pages.values())


def test_an_error_in_one_engagement_keeps_its_last_site_and_stops_no_other(tmp_path: Path) -> None:
    workspace = copy_of_sample(tmp_path / "practice", ("harbour", "lantern"))
    build(request_for(workspace))
    before = files_below(workspace.root / "preview" / "harbour")
    change(workspace, "clients/harbour/goals.yml", "id: delegate", "id: Delegate!")
    change(workspace, "clients/lantern/engagement.yml", "organisation: ", "organisation: New ")

    report = build(request_for(workspace))

    assert report.kept == ["harbour"]
    assert report.built == ("lantern",)
    assert files_below(workspace.root / "preview" / "harbour") == before
    assert report.has_errors


def test_the_same_practice_gives_the_same_bytes_whatever_the_workers_zone_and_hash_seed(
    tmp_path: Path,
) -> None:
    results = []
    for jobs, seed, zone in (("1", "0", "UTC"), ("2", "7", "Asia/Kolkata")):
        workspace = copy_of_sample(tmp_path / f"with-{jobs}", ("harbour", "meadow"))
        environment = {
            **os.environ,
            "PYTHONHASHSEED": seed,
            "TZ": zone,
            "PYTHONPATH": str(ROOT / "generator"),
        }
        command = [
            sys.executable,
            "-m",
            "coachbook",
            "-C",
            str(workspace.root),
            "build",
            "--no-pdf",
            "--no-public",
        ]
        subprocess.run([*command, "--jobs", jobs], env=environment, check=True, capture_output=True)
        results.append(files_below(workspace.root / "preview"))

    assert results[0] == results[1]


def test_a_page_that_is_gone_from_the_files_is_gone_from_the_site(tmp_path: Path) -> None:
    workspace = copy_of_sample(tmp_path / "practice", ("meadow",))
    build(request_for(workspace))
    assert (workspace.root / "preview/meadow/session-12.html").is_file()
    workspace.path("clients/meadow/sessions/2025-11-28.yml").unlink()

    build(request_for(workspace))

    assert not (workspace.root / "preview/meadow/session-12.html").exists()


def test_today_decides_what_is_late(tmp_path: Path) -> None:
    workspace = copy_of_sample(tmp_path / "practice", ("harbour",))
    build(request_for(workspace))

    home = (workspace.root / "preview/harbour/index.html").read_text(encoding="utf-8")

    assert "late by 4\u00a0days" in home


def test_a_practice_without_practice_yml_says_so_and_touches_nothing(tmp_path: Path) -> None:
    workspace = copy_of_sample(tmp_path / "practice", ("harbour",))
    build(request_for(workspace))
    before = files_below(workspace.root / "preview")
    workspace.path("content/practice.yml").write_text("name: [", encoding="utf-8")

    report = build(request_for(workspace))

    assert report.has_errors
    assert report.kept == ["harbour"]
    assert files_below(workspace.root / "preview") == before


def test_building_for_other_readers_never_opens_the_coachs_folder(tmp_path: Path) -> None:
    workspace = copy_of_sample(tmp_path / "practice", ("harbour",))
    notes = workspace.path("clients/harbour/coach")
    practice, reading = read_practice(workspace)
    assert practice is not None
    shared = Shared(practice, reading.broken(), load_templates(workspace))
    opened: list[str] = []

    def listen(event: str, arguments: tuple[object, ...]) -> None:
        if event in ("open", "os.scandir", "os.listdir") and str(notes) in str(arguments[0]):
            opened.append(str(arguments[0]))

    sys.addaudithook(listen)
    made = build_engagement(Task(workspace, "harbour", shared, AS_OF, with_pdf=False, notice=None))
    seen_while_building = list(opened)
    (notes / "proof.yml").write_text("date: 2026-03-16\n", encoding="utf-8")  # the guard sees an opening

    assert set(made.sites) == {"executive", "sponsor"}
    assert seen_while_building == []
    assert opened != []
