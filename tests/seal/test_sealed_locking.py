"""In Chromium: all tabs are locked at once, nothing lives longer than it may, and nothing is left on the disk."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from browsers import QUIET
from host import Host
from playwright.sync_api import BrowserContext, Page, Playwright, expect
from sealed_sample import (
    WORDS,
    Sample,
    grouped,
    raw_keys,
)
from visitor import (
    address,
    arrive,
    enter,
    said,
    settle,
    stop_workers,
    type_code,
    workers,
)

pytestmark = pytest.mark.usefixtures("quiet_host")


def test_all_tabs(context: BrowserContext, host: Host, sample: Sample) -> None:
    one, two = enter(context, host, sample), enter(context, host, sample)
    two.get_by_role("link", name="Session").click()
    expect(two.locator("h1")).to_have_text("Session")
    one.get_by_role("button", name="Lock").click()
    for tab in (one, two):
        said(tab, "Locked")
        assert (
            tab.evaluate("caches.keys().then(all => all.filter(name => name.endsWith('data')).length)") == 0
        )
    two.go_back()
    expect(two.get_by_label("Your code")).to_be_visible()
    stop_workers(context, one)
    one.goto(address(host, sample))
    expect(one.get_by_label("Your code")).to_be_visible()
    type_code(one, sample.code())
    arrive(one)


def test_a_stopped_worker_borrows_from_open_tabs(context: BrowserContext, host: Host, sample: Sample) -> None:
    tab = enter(context, host, sample)
    stop_workers(context, tab)
    tab.reload()
    expect(tab.locator("h1")).to_have_text("Good morning, Ines")
    stop_workers(context, tab)
    tab.get_by_role("link", name="Session").click()
    expect(tab.locator("h1")).to_have_text("Session")


def test_a_tab_cannot_lend_what_has_been_locked(context: BrowserContext, host: Host, sample: Sample) -> None:
    """It has missed the lock: the worker was stopped between writing and telling."""
    one, two = enter(context, host, sample), enter(context, host, sample)
    workers(context)[-1].evaluate("async () => { await keep('lockedAt', Date.now()); }")
    stop_workers(context, one)
    two.goto(address(host, sample, "session.html"))
    expect(two.get_by_label("Your code")).to_be_visible()
    expect(one.locator("h1")).to_have_text("Good morning, Ines")


def test_a_page_on_its_way_does_not_outrun_the_lock(
    context: BrowserContext, host: Host, sample: Sample
) -> None:
    one, two = enter(context, host, sample), enter(context, host, sample)
    url = f"/{sample.id}/{sample.object_url('session.html')}"
    kept = "([name, url]) => caches.open(name).then(cache => cache.delete(url))"
    assert one.evaluate(kept, [f"psv1-{sample.id}-data", url])
    host.slow[url] = threading.Event()
    two.get_by_role("link", name="Session").click(no_wait_after=True)
    two.wait_for_timeout(200)
    one.get_by_role("button", name="Lock").click()
    said(one, "Locked")
    host.slow[url].set()
    expect(two.get_by_label("Your code")).to_be_visible()
    assert one.evaluate("caches.keys().then(all => all.filter(name => name.endsWith('data')))") == []


def test_the_last_window_ends_the_session(context: BrowserContext, host: Host, sample: Sample) -> None:
    enter(context, host, sample).close()
    tab = context.new_page()
    tab.goto(address(host, sample))
    expect(tab.get_by_label("Your code")).to_be_visible()


def test_twelve_hours(context: BrowserContext, host: Host, sample: Sample) -> None:
    tab = enter(context, host, sample)
    workers(context)[-1].evaluate("() => { pass.until = Date.now() - 1; }")
    tab.get_by_role("link", name="Session").click()
    said(tab, "Your time on this device is over")


def test_a_device_that_remembers(context: BrowserContext, host: Host, sample: Sample) -> None:
    tab = context.new_page()
    tab.goto(f"{host.origin}/{sample.id}/")
    type_code(tab, sample.code(), remember=True)
    arrive(tab)
    settle(context)
    expect(tab.get_by_label("Remember on this device")).to_be_checked()
    stop_workers(context, tab)
    tab.close()
    tab = context.new_page()
    tab.goto(f"{host.origin}/{sample.id}/")
    arrive(tab)
    tab.get_by_role("button", name="Lock").click()
    said(tab, "Locked")
    stop_workers(context, tab)
    tab.goto(address(host, sample))
    expect(tab.get_by_label("Your code")).to_be_visible()


def test_remembering_can_be_begun_and_ended_on_a_page(
    context: BrowserContext, host: Host, sample: Sample
) -> None:
    tab = enter(context, host, sample)
    box = tab.get_by_label("Remember on this device")
    expect(box).not_to_be_checked()
    stored = """async name => new Promise(done => {
        const opening = indexedDB.open(name);
        opening.onsuccess = () => {
          const asked = opening.result.transaction("kept").objectStore("kept").getKey("device");
          asked.onsuccess = () => { opening.result.close(); done(asked.result || ""); };
        };
      })"""
    database = f"psv1-{sample.id}"
    box.check()
    tab.wait_for_timeout(200)
    assert tab.evaluate(stored, database) == "device"
    box.uncheck()
    tab.wait_for_timeout(200)
    assert tab.evaluate(stored, database) == ""
    expect(tab.locator("h1")).to_have_text("Good morning, Ines")


def _profile(folder: Path) -> bytes:
    return b"\n".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_nothing_readable_is_left_on_the_disk(
    driver: Playwright, chromium_path: str, host: Host, sample: Sample, tmp_path: Path
) -> None:
    """In session mode, by typed code. The site's name and its sealed bytes are found: the search does search."""
    with driver.chromium.launch_persistent_context(
        tmp_path, executable_path=chromium_path, args=QUIET
    ) as context:
        tab: Page = context.new_page()
        tab.goto(f"{host.origin}/{sample.id}/")
        type_code(tab, grouped(sample.code()))
        arrive(tab)
        settle(context)
        tab.get_by_role("link", name="Session").click()
        expect(tab.get_by_text(WORDS)).to_be_visible()
    found = _profile(tmp_path)
    assert sample.id.encode() in found
    assert sample.sealed()[sample.object_url("session.html")][:200] in found
    assert WORDS.encode() not in found
    assert WORDS.encode("utf-16-le") not in found
    for what, raw in raw_keys([sample]).items():
        assert raw not in found, what
    assert grouped(sample.code()).encode() not in found
