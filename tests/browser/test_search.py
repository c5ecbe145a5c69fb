"""Searching finds the engagement's own words, and every hit opens at its place."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from links import Folder
from sample import ENGAGEMENTS

WORDS = {"harbour": ("decision", "delegate"), "lantern": ("session",), "meadow": ("goal", "MEETING")}


@pytest.mark.parametrize("id", ENGAGEMENTS)
def test_hits_open_at_their_place(id: str, browser: Browser, built: Path, previews: str) -> None:
    folder = Folder(built / "preview" / id)
    with browser.new_context() as context:
        tab = context.new_page()
        for word in WORDS[id]:
            tab.goto(f"{previews}{id}/search.html")
            tab.get_by_role("searchbox").fill(word)
            hits = tab.locator("#results a")
            expect(hits.first).to_be_visible()
            addresses = [urlsplit(hit.get_attribute("href") or "") for hit in hits.all()]
            for address in addresses:
                assert address.path in folder.pages, address
                assert not address.fragment or address.fragment in folder.page(address.path).anchors, address
            hits.first.click()
            tab.wait_for_url(f"**/{addresses[0].path}*")
            assert word.lower() in tab.locator("main").inner_text().lower()


def test_a_word_that_is_not_there_is_answered(browser: Browser, previews: str) -> None:
    with browser.new_context() as context:
        tab = context.new_page()
        tab.goto(f"{previews}harbour/search.html")
        tab.get_by_role("searchbox").fill("xylophone")
        expect(tab.locator("#found")).to_contain_text("Nothing found")
        assert tab.locator("#results a").count() == 0


def test_searching_asks_nobody(browser: Browser, previews: str) -> None:
    asked: list[str] = []
    with browser.new_context() as context:
        tab = context.new_page()
        tab.goto(f"{previews}harbour/search.html")
        tab.on("request", lambda request: asked.append(request.url))
        tab.get_by_role("searchbox").press_sequentially("decision")
        expect(tab.locator("#results a").first).to_be_visible()
    assert asked == []


def test_a_copied_folder_can_be_searched_from_the_disk(browser: Browser, built: Path) -> None:
    with browser.new_context() as context:
        tab = context.new_page()
        tab.goto((built / "preview" / "harbour" / "search.html").as_uri())
        tab.get_by_role("searchbox").fill("decision")
        expect(tab.locator("#results a").first).to_be_visible()


def test_the_public_site_can_be_searched(browser: Browser, public: str) -> None:
    with browser.new_context() as context:
        tab = context.new_page()
        tab.goto(public)
        field = tab.get_by_role("textbox", name="Search")
        field.click()
        field.press_sequentially("sponsor")
        hit = tab.locator(".md-search-result__link").first
        expect(hit).to_be_visible(timeout=15_000)
        hit.click()
        expect(tab.locator("main")).to_contain_text("sponsor")
