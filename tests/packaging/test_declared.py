"""Whatever is imported is declared in pyproject.toml: what a coach installs, and what the tests need beside it."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from sample import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
FOR_COACHES = [*PROJECT["dependencies"], *EXTRAS["pdf"], *EXTRAS["age"]]
COMES_WITH = {"pydantic_core": "pydantic"}
"""Packages that another one brings in exactly one version, and so are not declared beside it."""


def normal(name: str) -> str:
    """A distribution's name as the index spells it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def names(requirements: Iterable[str]) -> set[str]:
    """The distributions that are required."""
    return {normal(re.split(r"[][<>=;~! ]", each, maxsplit=1)[0]) for each in requirements}


def imported(folder: Path) -> Iterator[tuple[str, str]]:
    """File and package of every import that is neither Python's own nor of this repository."""
    own = {path.stem for path in (ROOT / "tests").rglob("*") if path.suffix in ("", ".py")} | {"coachbook"}
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            found = [each.name for each in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level:
                found = [node.module or ""]
            for name in {each.partition(".")[0] for each in found} - own - sys.stdlib_module_names:
                yield path.relative_to(ROOT).as_posix(), COMES_WITH.get(name, name)


@pytest.mark.parametrize(
    ("folder", "requirements"),
    [
        ("generator", FOR_COACHES),
        ("tests", [*FOR_COACHES, *EXTRAS["dev"]]),
        ("tools", [*FOR_COACHES, *EXTRAS["dev"]]),
    ],
)
def test_every_import_is_declared(folder: str, requirements: list[str]) -> None:
    declared, made_by = names(requirements), packages_distributions()
    undeclared = {
        f"{file} imports {package}"
        for file, package in imported(ROOT / folder)
        if declared.isdisjoint(map(normal, made_by.get(package, [package])))
    }
    assert undeclared == set()


def test_the_developers_extra_holds_the_others() -> None:
    others = next(each for each in EXTRAS["dev"] if each.startswith("coachbook["))
    assert set(others.removeprefix("coachbook[").rstrip("]").split(",")) == EXTRAS.keys() - {"dev"}
