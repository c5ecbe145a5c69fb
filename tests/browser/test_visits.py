"""Every page of every site, opened in Chromium: quiet, narrow, alone, and without scripts.

Each page is opened once with scripts and once without; the tests look at what was written down.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from here import PREVIEWS, served
from playwright.sync_api import Browser
from visits import Visit, Visitor

from links import Folder
from sample import ENGAGEMENTS

SITES = (*PREVIEWS, "public")
NEEDS_SCRIPTS = {"search.html"}
"""Pages whose purpose is a script; without one they say what to do instead."""
Visits = Callable[[str], list[Visit]]


def _visitor(browser: Browser, built: Path, addresses: dict[str, str], with_scripts: bool) -> Visits:
    made: dict[str, list[Visit]] = {}

    def visits(site: str) -> list[Visit]:
        if site not in made:
            folder = built / "site" / "public" if site == "public" else built / "preview" / site
            context = browser.new_context(java_script_enabled=with_scripts)
            visitor = Visitor(context, addresses[site])
            made[site] = [visitor.visit(name) for name in Folder(folder).pages]
            context.close()
        return made[site]

    return visits


@pytest.fixture(scope="module")
def addresses(previews: str, public: str) -> dict[str, str]:
    return {**{site: f"{previews}{site}/" for site in PREVIEWS}, "public": public}


@pytest.fixture(scope="module")
def visits(browser: Browser, built: Path, addresses: dict[str, str]) -> Visits:
    return _visitor(browser, built, addresses, with_scripts=True)


@pytest.fixture(scope="module")
def plain_visits(browser: Browser, built: Path, addresses: dict[str, str]) -> Visits:
    return _visitor(browser, built, addresses, with_scripts=False)


@pytest.mark.parametrize("site", SITES)
def test_no_page_complains(site: str, visits: Visits) -> None:
    assert len(visits(site)) > 1
    assert {each.name: each.complaints for each in visits(site) if each.complaints} == {}


@pytest.mark.parametrize("site", SITES)
def test_no_page_asks_anybody_else(site: str, visits: Visits) -> None:
    assert {each.name: each.away for each in visits(site) if each.away} == {}


@pytest.mark.parametrize("site", SITES)
def test_no_page_scrolls_sideways_at_320_pixels(site: str, visits: Visits) -> None:
    assert {each.name: each.too_wide for each in visits(site) if each.too_wide} == {}


@pytest.mark.parametrize("site", PREVIEWS)
def test_a_private_site_keeps_nothing_in_the_browser(site: str, visits: Visits) -> None:
    assert {each.name: each.stored for each in visits(site) if each.stored} == {}


def test_the_public_site_sets_no_cookie(visits: Visits) -> None:
    # Material keeps the colours a reader chose in local storage; no cookie, and nothing before a choice is made.
    kept = {name for each in visits("public") for name in each.stored if not name.endswith(".__palette")}
    assert kept == set()


@pytest.mark.parametrize("site", SITES)
def test_every_page_has_a_heading(site: str, visits: Visits) -> None:
    assert [each.name for each in visits(site) if not each.heading.strip()] == []


@pytest.mark.parametrize("site", SITES)
def test_every_word_is_there_without_scripts(site: str, visits: Visits, plain_visits: Visits) -> None:
    pairs = zip(visits(site), plain_visits(site), strict=True)
    lost = {
        scripted.name: sorted(_words(scripted) - _words(plain))
        for scripted, plain in pairs
        if scripted.name not in NEEDS_SCRIPTS
    }
    assert {name: words for name, words in lost.items() if words} == {}


@pytest.mark.parametrize("site", ENGAGEMENTS)
def test_the_search_page_says_what_to_do_without_scripts(site: str, plain_visits: Visits) -> None:
    page = next(each for each in plain_visits(site) if each.name in NEEDS_SCRIPTS)
    assert "Contents" in page.text


PLANTED = """<!doctype html><html lang="en"><title>t</title><link rel="icon" href="data:,"><h1>Planted</h1>
<main><p>plain</p><p id="more"></p><div style="width: 400px">wide</div><img src="missing.png" alt="">
<script>document.cookie = "seen=1"; document.getElementById("more").textContent = "scripted";
new Image().src = "http://elsewhere.invalid/x.png"; console.error("aloud");</script></main>"""


def test_a_visit_sees_every_fault(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(PLANTED, encoding="utf-8")
    with closing(served(tmp_path)) as address:
        home = next(address)
        with browser.new_context() as context:
            seen = Visitor(context, home).visit("page.html")
        with browser.new_context(java_script_enabled=False) as context:
            plain = Visitor(context, home).visit("page.html")
    assert "aloud" in seen.complaints
    assert any(line.startswith("404") for line in seen.complaints)
    assert seen.away == ("http://elsewhere.invalid/x.png",)
    assert seen.too_wide
    assert "seen" in seen.stored
    assert _words(seen) - _words(plain) == {"scripted"}


def _words(page: Visit) -> set[str]:
    return set(re.findall(r"\w+", page.text.lower()))
