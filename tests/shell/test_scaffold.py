"""`init`: a practice that builds at once, and never over anything."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from coachbook.shell.build import BuildRequest, build
from coachbook.shell.checking import check_everything
from coachbook.shell.scaffold import SAMPLE_FIRM, NotEmpty, Start, init
from coachbook.shell.schemas import stale_schemas
from coachbook.shell.workspace import Workspace, engagement_ids, read_practice
from practices import AS_OF, ROOT, files_below

NAMES = [
    "Ravel & Stone: Coaching",
    'The "Quiet" Firm #1',
    "Ågren, O’Neil",
    r"\\g<1> 'n' [x] {y}",
    "- @%",
    "2026",
    "No",
]


@pytest.mark.parametrize("name", NAMES[:3])
def test_a_new_practice_checks_clean_and_builds_under_its_own_name(tmp_path: Path, name: str) -> None:
    root = init(tmp_path / "new", Start(name))
    workspace = Workspace(root)

    practice, _ = read_practice(workspace)
    problems, _ = check_everything(workspace, engagement_ids(workspace), AS_OF)
    report = build(BuildRequest(workspace, AS_OF, (), 1, with_pdf=False, with_public=False))

    assert practice is not None
    assert practice.file.name == name
    assert [problem for problem in problems if problem.severity == "error"] == []
    assert report.built == ("harbour",)
    assert stale_schemas(root) == ()


def renamed(value: object, name: str) -> object:
    """The same value with the sample's name replaced in every text."""
    if isinstance(value, dict):
        return {key: renamed(each, name) for key, each in value.items()}
    if isinstance(value, list):
        return [renamed(each, name) for each in value]
    return re.sub(r"Northlight( Coaching)?", lambda _: name, value) if isinstance(value, str) else value


@pytest.mark.parametrize("name", NAMES)
def test_a_new_name_changes_nothing_else(tmp_path: Path, name: str) -> None:
    root = init(tmp_path / "new", Start(name))

    for path in (
        root / "content/practice.yml",
        root / "mkdocs.yml",
        *sorted((root / "clients").rglob("*.yml")),
    ):
        before = yaml.load((ROOT / path.relative_to(root)).read_text(encoding="utf-8"), yaml.BaseLoader)
        after = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
        assert after == renamed(before, name), path
    assert [path for path, body in files_below(root).items() if b"Northlight" in body] == []


def test_without_a_name_the_files_are_the_samples(tmp_path: Path) -> None:
    root = init(tmp_path / "new", Start(" \n"))

    for part in ("content", "clients/harbour"):
        assert files_below(root / part) == files_below(ROOT / part)
    assert (root / "README.md").read_text(encoding="utf-8").startswith(f"# {SAMPLE_FIRM}\n")


def test_a_name_is_one_line(tmp_path: Path) -> None:
    root = init(tmp_path / "new", Start("Two\nLines\x07 Ltd"))

    practice, _ = read_practice(Workspace(root))

    assert practice is not None
    assert practice.file.name == "Two Lines Ltd"


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")

    with pytest.raises(NotEmpty):
        init(tmp_path, Start("Firm"))

    assert files_below(tmp_path) == {"notes.txt": b"mine"}


def test_a_fresh_git_repository_counts_as_empty(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "HEAD").write_text("ref: refs/heads/main\n", encoding="utf-8")

    init(tmp_path, Start("Firm"))

    assert (tmp_path / "content" / "practice.yml").is_file()
    assert (tmp_path / ".git" / "HEAD").is_file()


def test_nothing_of_another_engagement_or_of_the_builders_comes_along(tmp_path: Path) -> None:
    root = init(tmp_path / "new", Start("Firm"))

    names = files_below(root)

    assert {name.split("/")[1] for name in names if name.startswith("clients/")} == {"harbour"}
    assert not any(
        name.startswith((".coachbook-", "generator", "tests", "site", "preview")) for name in names
    )
