"""Both archives, opened: they hold what a coach needs and nothing private, generated or local.

Built offline in a temporary folder, the wheel from the source archive, as a release does it.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from coachbook.shell.scaffold import EXAMPLE, STARTER
from sample import ROOT

SHIPPED = [
    r"content/practice\.yml",
    r"content/(kit|methodology|methodology/process)/[a-z-]+\.md",
    r"content/(programmes|workbooks)/[a-z-]+\.yml",
    r"clients/harbour/(engagement|goals|plan|feedback|closing)\.yml",
    r"clients/harbour/(sessions|reflections|coach)/\d{4}-\d\d-\d\d\.yml",
    r"clients/harbour/sponsor/[a-z-]+\.yml",
    r"schemas/[a-z-]+\.schema\.json",
    r"templates/([a-z]+/){1,2}[a-z0-9-]+\.(html|css|js)",
    r"templates/methodology/([a-z-]+/)?[a-z0-9-]+\.html",
    r"templates/methodology/assets/(fonts|images|stylesheets)/[a-z-]+\.(woff2|svg|css)",
    r"templates/methodology/assets/fonts/LICENSE-OFL\.txt",
    r"\.vscode/(extensions|settings|tasks)\.json",
    r"mkdocs\.yml",
    r"\.editorconfig",
    r"\.gitattributes",
]
CODE = [r"([a-z]+/)*[a-z0-9_]+\.py", r"codes/[a-z0-9-]+\.md", r"py\.typed"]
IN_WHEEL = [
    *(f"coachbook/{pattern}" for pattern in CODE),
    *(f"coachbook/shipped/{pattern}" for pattern in SHIPPED),
    r"coachbook-[\d.]+\.dist-info/(METADATA|RECORD|WHEEL|entry_points\.txt)",
    r"coachbook-[\d.]+\.dist-info/licenses/(LICENSE|templates/methodology/assets/fonts/LICENSE-OFL\.txt)",
]
IN_SOURCE = [
    *(f"generator/coachbook/{pattern}" for pattern in CODE),
    *SHIPPED,
    r"(README|CHANGELOG)\.md|LICENSE|pyproject\.toml|PKG-INFO|\.gitignore",
    r"tools/wheel_hook\.py",
]
Archive = Mapping[str, bytes]


def strangers(names: list[str], allowed: list[str]) -> list[str]:
    """Names that no pattern of the allow-list covers."""
    pattern = re.compile("|".join(f"(?:{each})" for each in allowed))
    return [name for name in names if not pattern.fullmatch(name)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with both archives, built without isolation: nothing is fetched."""
    folder = tmp_path_factory.mktemp("dist")
    said = subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert said.returncode == 0, said.stdout + said.stderr
    return folder


@pytest.fixture(scope="module")
def wheel(folder: Path) -> Archive:
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def source(folder: Path) -> Archive:
    with tarfile.open(next(folder.glob("*.tar.gz"))) as archive:
        members = [member for member in archive.getmembers() if member.isfile()]
        files = {member.name: archive.extractfile(member) for member in members}
        return {name.partition("/")[2]: file.read() for name, file in files.items() if file}


def test_the_wheel_holds_only_what_is_meant(wheel: Archive) -> None:
    assert strangers(list(wheel), IN_WHEEL) == []


def test_the_source_archive_holds_only_what_is_meant(source: Archive) -> None:
    assert strangers(list(source), IN_SOURCE) == []


@pytest.mark.parametrize(
    "name",
    [
        "coachbook/shipped/clients/meadow/engagement.yml",
        "coachbook/shipped/clients/harbour/.DS_Store",
        "coachbook/shipped/clients/harbour/coach/2026-03-16.yml~",
        "coachbook/shipped/content/.practice.yml.swp",
        "coachbook/shipped/preview/harbour/index.html",
        "coachbook/shipped/site/public/index.html",
        "coachbook/shipped/site/private/index.html",
        "coachbook/shipped/keys/practice.key",
        "coachbook/shipped/.coachbook/demo.key",
        "coachbook/render/__pycache__/site.cpython-311.pyc",
    ],
)
def test_the_allow_list_refuses(name: str) -> None:
    assert strangers([name], IN_WHEEL) == [name]


def test_the_wheel_holds_every_module_and_template(wheel: Archive) -> None:
    package = ROOT / "generator" / "coachbook"
    there_should_be = [f"coachbook/{path.relative_to(package).as_posix()}" for path in package.rglob("*.py")]
    there_should_be += [f"coachbook/codes/{path.name}" for path in (package / "codes").glob("*.md")]
    for part in ("templates", "content", EXAMPLE, "schemas"):
        files = [path for path in (ROOT / part).rglob("*") if path.is_file() and "__pycache__" not in path.parts]
        there_should_be += [f"coachbook/shipped/{path.relative_to(ROOT).as_posix()}" for path in files]
    assert sorted(set(there_should_be) - set(wheel)) == []


def test_the_wheel_holds_what_init_copies(wheel: Archive) -> None:
    for part in (*STARTER, EXAMPLE):
        place = f"coachbook/shipped/{part}"
        assert any(name == place or name.startswith(f"{place}/") for name in wheel), part


def test_no_archive_names_this_computer(wheel: Archive, source: Archive) -> None:
    here = str(ROOT).encode()
    home = str(Path.home()).encode() + b"/"
    for archive in (wheel, source):
        assert [name for name, body in archive.items() if here in body or home in body] == []


def test_the_wheel_says_what_it_is(wheel: Archive) -> None:
    name = next(name for name in wheel if name.endswith("METADATA"))
    metadata = wheel[name].decode()
    assert "\nRequires-Python: >=3.11\n" in metadata
    assert "\nProvides-Extra: pdf\n" in metadata
    assert "\nLicense-Expression: MIT\n" in metadata
    assert wheel["coachbook/shipped/mkdocs.yml"] == (ROOT / "mkdocs.yml").read_bytes()


def test_the_lock_file_of_the_browser_tests_names_no_server() -> None:
    text = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in text
    assert '"integrity"' in text
