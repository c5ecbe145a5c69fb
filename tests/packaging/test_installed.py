"""The wheel, installed outside the checkout and used as a coach would: init, check, build.

The new environment sees the dependencies of this one and not its Coachbook: a path file names this one's
site-packages, and path files found there are not followed, so that an editable install stays out of sight.
"""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

import pytest

from coachbook import __version__
from links import Folder
from sample import ROOT

FIRM = "Firm: A & B"


@dataclass(frozen=True, slots=True)
class Installed:
    """An environment with the wheel, and a folder to work in."""

    scripts: Path
    home: Path

    def run(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Runs the installed command with nothing of this checkout in its environment."""
        hidden = ("CI", "PYTHONPATH", "VIRTUAL_ENV", "PYTHONHOME")
        kept = {name: value for name, value in os.environ.items() if name not in hidden}
        return subprocess.run(
            [self.scripts / "coachbook", *words],
            cwd=self.home,
            env={**kept, **more},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    base = tmp_path_factory.mktemp("installed")
    commands = [
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", base, ROOT],
        [sys.executable, "-m", "venv", "--without-pip", base / "env"],
    ]
    for each in commands:
        said = subprocess.run(each, capture_output=True, text=True, timeout=120, check=False)
        assert said.returncode == 0, said.stdout + said.stderr
    paths = {"base": str(base / "env"), "platbase": str(base / "env")}
    packages = Path(sysconfig.get_path("purelib", "venv", paths))
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    scripts = Path(sysconfig.get_path("scripts", "venv", paths))
    wheel = next(base.glob("*.whl"))
    pip = [sys.executable, "-m", "pip", "--python", scripts / "python", "install", "--quiet"]
    offline = ["--disable-pip-version-check", "--no-index", "--no-deps", "--force-reinstall"]
    said = subprocess.run(
        [*pip, *offline, "--prefix", base / "env", wheel], capture_output=True, text=True, timeout=120, check=False
    )
    assert said.returncode == 0, said.stdout + said.stderr
    return Installed(scripts, base)


@pytest.fixture(scope="module")
def practice(installed: Installed) -> Path:
    said = installed.run("init", "new", "--name", FIRM)
    assert said.returncode == 0, said.stdout + said.stderr
    assert "coachbook serve" in said.stdout
    return installed.home / "new"


@pytest.fixture(scope="module")
def built_practice(installed: Installed, practice: Path) -> Path:
    for words in (("--preview",), ("--no-public",)):
        said = installed.run("-C", "new", "build", "--no-pdf", *words)
        assert said.returncode == 0, said.stdout + said.stderr
    return practice


def test_it_runs_from_the_wheel_and_not_from_the_checkout(installed: Installed) -> None:
    code = "import coachbook, coachbook.shell.shipped as s; print(coachbook.__file__); print(s.shipped_root())"
    said = subprocess.run(
        [installed.scripts / "python", "-c", code],
        cwd=installed.home,
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert str(ROOT) not in said.stdout
    assert said.stdout.splitlines()[1].endswith("shipped")


def test_it_says_its_version(installed: Installed) -> None:
    said = installed.run("--version")
    assert (said.returncode, said.stdout) == (0, f"coachbook {__version__}\n")


def test_a_new_practice_has_no_errors(installed: Installed, practice: Path) -> None:
    said = installed.run("-C", "new", "check")
    assert said.returncode == 0, said.stdout + said.stderr


def test_a_new_practice_is_ready_for_git_and_editors(practice: Path) -> None:
    ignored = (practice / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert {"/site/", "/preview/", "/print/"} <= set(ignored)
    for name in ("README.md", "mkdocs.yml", ".vscode/settings.json", "schemas/session.schema.json"):
        assert (practice / name).is_file(), name
    assert (practice / "README.md").read_text(encoding="utf-8").startswith(f"# {FIRM}\n")


def test_nothing_is_written_over(installed: Installed, practice: Path) -> None:
    before = {path: path.read_bytes() for path in practice.rglob("*") if path.is_file()}
    said = installed.run("init", "new")
    assert said.returncode == 2
    assert "not empty" in said.stderr
    assert all(path.read_bytes() == body for path, body in before.items())


def test_the_pages_carry_the_firms_name(built_practice: Path) -> None:
    microsite = (built_practice / "preview" / "harbour" / "index.html").read_text(encoding="utf-8")
    public = (built_practice / "site" / "public" / "index.html").read_text(encoding="utf-8")
    assert "Firm: A &amp; B" in microsite
    assert "Firm: A &amp; B" in public


def test_the_sealed_sites_are_whole_and_carry_the_firms_name(installed: Installed, built_practice: Path) -> None:
    gates = list((built_practice / "site" / "private").glob("*/index.html"))
    assert len(gates) == 3
    assert all("Firm: A &amp; B" in gate.read_text(encoding="utf-8") for gate in gates)
    said = installed.run("-C", "new", "verify")
    assert said.returncode == 0, said.stdout + said.stderr


def test_no_page_carries_the_samples_name(built_practice: Path) -> None:
    pages = [*(built_practice / "preview").rglob("*.html"), *(built_practice / "site").rglob("*.html")]
    assert len(pages) > 40
    assert [page.name for page in pages if "Northlight" in page.read_text(encoding="utf-8")] == []


def test_every_link_of_the_new_practice_leads_somewhere(built_practice: Path) -> None:
    for folder in (Folder(built_practice / "preview"), Folder(built_practice / "site" / "public")):
        assert [fault for page in folder.pages for fault in folder.dead(page)] == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_it_completes_in(shell: str, installed: Installed) -> None:
    said = installed.run("completion", shell)
    assert said.returncode == 0
    assert "_COACHBOOK_COMPLETE" in said.stdout


def test_completion_answers_with_commands(installed: Installed) -> None:
    said = installed.run(_COACHBOOK_COMPLETE="bash_complete", COMP_WORDS="coachbook ch", COMP_CWORD="1")
    assert said.stdout.splitlines() == ["plain,check"]
