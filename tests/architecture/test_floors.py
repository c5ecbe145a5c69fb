"""The house stands: each floor imports only what the table in ARCHITECTURE.md allows, and pure floors stay pure.

Planted faults that made each guard fail once are tests themselves: `test_the_guard_sees_…`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "generator" / "coachbook"

MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "source": ("source",),
    "model": ("source", "model"),
    "render": (
        "render",
        "source.diagnostics",
        "source.worksheets",
        "model.terms",
        "model.views",
        "model.sponsorviews",
        "model.deskviews",
        "model.pages",
        "model.workbook",
        "model.letters",
        "model.datahandling",
    ),
    "exchange": ("exchange", "source", "model"),
    "vault": ("vault", "source.diagnostics"),
    "shell": ("shell", "source", "model", "render", "exchange", "vault"),
    "cli": ("cli", "shell", "source", "model.terms", "model.schema", "vault.errors"),
}
"""The table of ARCHITECTURE.md, section "Floors"."""

LIBRARIES: dict[str, frozenset[str]] = {
    "source": frozenset(("yaml",)),
    "model": frozenset(("pydantic", "pydantic_core")),
    "render": frozenset(
        ("jinja2", "markupsafe", "markdown", "nh3", "babel", "segno", "weasyprint", "pymdownx", "fontTools")
    ),
    "exchange": frozenset(("icalendar",)),
    "vault": frozenset(("cryptography", "pyrage")),
    "shell": frozenset(("watchfiles",)),
    "cli": frozenset(("click",)),
}
STANDARD_LIBRARY_ON_DISK = frozenset(
    (
        "os",
        "pathlib",
        "subprocess",
        "shutil",
        "socket",
        "tempfile",
        "random",
        "secrets",
        "threading",
        "time",
        "io.open",
    )
)
BANNED_CALLS = frozenset(
    (
        "open",
        "read_text",
        "read_bytes",
        "write_text",
        "write_bytes",
        "now",
        "today",
        "utcnow",
        "getenv",
        "random",
    )
)
PURE = ("source", "model", "render", "exchange")


def modules() -> dict[str, ast.Module]:
    """Every module of the package by dotted name below `coachbook`."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        name = ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")
        found[name] = ast.parse(path.read_text(encoding="utf-8"))
    return found


def imports_of(name: str, tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Absolute dotted names that a module imports, with their lines; relative imports are resolved."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                parts = ["coachbook", *name.split(".")][: -node.level] if name else ["coachbook"]
                base = ".".join([*parts, *(node.module or "").split(".")]).rstrip(".")
            else:
                base = node.module or ""
            yield base, node.lineno


def floor_of(name: str) -> str:
    return name.split(".")[0]


def wrong_imports(name: str, tree: ast.Module) -> list[str]:
    floor = floor_of(name)
    if floor not in MAY_IMPORT:
        return []
    wrong = []
    for imported, line in imports_of(name, tree):
        top = imported.split(".")[0]
        if top == "coachbook":
            inner = imported.removeprefix("coachbook").lstrip(".")
            allowed = not inner or any(
                inner == each or inner.startswith(each + ".") for each in MAY_IMPORT[floor]
            )
        elif top in ("__future__",):
            allowed = True
        else:
            others = {library for libraries in LIBRARIES.values() for library in libraries} | {
                "mkdocs",
                "pypdf",
            }
            allowed = top in LIBRARIES[floor] or top not in others
            if floor in PURE and top in STANDARD_LIBRARY_ON_DISK:
                allowed = False
        if not allowed:
            wrong.append(f"{name}:{line} imports {imported}")
    return wrong


def banned_calls(name: str, tree: ast.Module) -> list[str]:
    if floor_of(name) not in PURE:
        return []
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in BANNED_CALLS:
                found.append(f"{name}:{node.lineno} calls {called}")
    return found


def test_each_floor_imports_only_what_its_row_allows() -> None:
    wrong = [each for name, tree in modules().items() for each in wrong_imports(name, tree)]

    assert wrong == []


def test_no_pure_floor_touches_disk_clock_or_chance() -> None:
    found = [each for name, tree in modules().items() for each in banned_calls(name, tree)]

    assert found == []


def test_there_are_no_import_cycles() -> None:
    known = modules()
    graph = {
        name: {
            target
            for imported, _ in imports_of(name, tree)
            if (target := imported.removeprefix("coachbook").lstrip(".")) in known
            and target not in ("", name)
        }
        for name, tree in known.items()
    }
    try:
        tuple(TopologicalSorter(graph).static_order())
    except CycleError as cycle:
        pytest.fail(f"modules import each other in a circle: {cycle.args[1]}")


def test_every_module_says_what_it_is_for() -> None:
    silent = [name for name, tree in modules().items() if not ast.get_docstring(tree)]

    assert silent == []


def test_no_view_and_no_page_can_hold_a_coach_note() -> None:
    """The wall: what render may import never names the coach's notes, their type or their folder."""
    for name in ("model.views", "model.pages", "model.workbook", "model.executive"):
        tree = modules()[name]
        imported = {each for each, _ in imports_of(name, tree)}

        assert not any("coachnotes" in each for each in imported), name
        assert "CoachNoteFile" not in ast.dump(tree), name


def test_the_architecture_page_shows_every_floor() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    floors = {floor_of(name) for name in modules() if "." in name}

    assert all(f"| {floor} |" in text for floor in floors)


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("source.planted", "import pydantic"),
        ("model.planted", "from coachbook.render import site"),
        ("model.planted", "import pathlib"),
        ("render.planted", "from coachbook.model.engagement import Engagement"),
        ("render.planted", "from coachbook.model import coachnotes"),
        ("exchange.planted", "from coachbook.shell.publish import Preview"),
        ("shell.planted", "from coachbook.cli import main"),
        ("cli.planted", "from coachbook.render.site import render_site"),
    ],
)
def test_the_guard_sees_a_planted_import(name: str, line: str) -> None:
    assert wrong_imports(name, ast.parse(line)) != []


@pytest.mark.parametrize("line", ["open('x')", "date.today()", "Path('x').read_text()", "datetime.now()"])
def test_the_guard_sees_a_planted_call(line: str) -> None:
    assert banned_calls("model.planted", ast.parse(line)) != []
