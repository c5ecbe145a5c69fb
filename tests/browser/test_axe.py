"""axe finds nothing to object to, in light and in dark."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from playwright.sync_api import Page as Tab

from links import Folder
from sample import ENGAGEMENTS, ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
KINDS = ("index", "goal-1", "session-1", "feedback", "agreement")
MORE = {
    "harbour": ("plan", "progress", "resource-weekly-reflection", "search", "data-handling"),
    "meadow": ("closing", "follow-up"),
}
PUBLIC = ("", "how-it-works/", "process/feedback/", "confidentiality/")
OTHERS = (
    "harbour.sponsor/index.html",
    "meadow.sponsor/index.html",
    "meadow.sponsor/sponsor-release-1.html",
    "meadow.sponsor/sponsor-agreement.html",
    "desk.priya-raman/index.html",
    "desk.priya-raman/engagement-harbour.html",
    "desk.daniel-osei/engagement-lantern.html",
)
PAGES = [*(f"{id}/{kind}.html" for id in ENGAGEMENTS for kind in (*KINDS, *MORE.get(id, ()))), *OTHERS]
SCHEMES = ("light", "dark")


@cache
def axe_script() -> str:
    """The whole of axe, to be run in the page."""
    return AXE.read_text(encoding="utf-8")


pytestmark = pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed; tools/test installs it")


def objections(tab: Tab) -> list[str]:
    """What axe objects to in the page that is open, one line for each place."""
    # Through the debugger and not a <script>: the pages' own policy allows no script but theirs.
    tab.evaluate(axe_script())
    found: dict[str, Any] = tab.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{rule['id']}: {' '.join(map(str, node['target']))}: {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_a_microsite(page: str, scheme: Any, browser: Browser, previews: str) -> None:
    with browser.new_context(color_scheme=scheme, reduced_motion="reduce") as context:
        tab = context.new_page()
        tab.goto(previews + page)
        assert objections(tab) == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_contents_on_a_phone(scheme: Any, browser: Browser, previews: str) -> None:
    with browser.new_context(color_scheme=scheme, viewport={"width": 390, "height": 844}) as context:
        tab = context.new_page()
        tab.goto(previews + "harbour/index.html")
        tab.get_by_role("button", name="Contents").click()
        assert tab.get_by_role("navigation").get_by_role("link", name="Goals").is_visible()
        assert objections(tab) == []


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("page", PUBLIC)
def test_a_page_of_the_public_site(page: str, scheme: Any, browser: Browser, public: str) -> None:
    with browser.new_context(color_scheme=scheme, reduced_motion="reduce") as context:
        tab = context.new_page()
        tab.goto(public + page)
        assert objections(tab) == []


def test_the_pages_named_here_are_built(built: Path) -> None:
    assert set(PAGES) <= set(Folder(built / "preview").pages)


def test_axe_sees_a_fault(browser: Browser) -> None:
    with browser.new_context() as context:
        tab = context.new_page()
        tab.set_content("<html lang=en><title>t</title><main><h1>t</h1><img src='x.png'></main>")
        assert [line.partition(":")[0] for line in objections(tab)] == ["image-alt"]
