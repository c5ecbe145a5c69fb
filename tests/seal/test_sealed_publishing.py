"""In Chromium: updates, rotation, revocation, closing, and no connection at all."""

from __future__ import annotations

import threading

import pytest
from host import Host
from playwright.sync_api import BrowserContext, expect
from sealed_sample import (
    PRACTICE,
    Sample,
    plain_files,
    together,
)
from visitor import (
    arrive,
    enter,
    link,
    look_again,
    newer,
    said,
    settle,
    stop_workers,
    type_code,
    workers,
)

pytestmark = pytest.mark.usefixtures("quiet_host")


def test_an_update_while_pages_are_open(context: BrowserContext, host: Host, sample: Sample) -> None:
    tab = enter(context, host, sample)
    other = enter(context, host, sample)
    host.files.update(newer(sample, plain=plain_files("A new morning")).published())
    expect(other.locator("#updated")).to_be_hidden()
    look_again(context)
    tab.get_by_role("link", name="Session").click()
    expect(tab.locator("h1")).to_have_text("Session")
    expect(other.locator("#updated")).to_be_visible()
    other.get_by_role("link", name="Show the new version").click()
    expect(other.locator("h1")).to_have_text("A new morning")
    expect(other.locator("#updated")).to_be_hidden()


def test_a_rotation_keeps_other_people_in(context: BrowserContext, host: Host, sample: Sample) -> None:
    tab = enter(context, host, sample, holder="aide")
    rotated = newer(sample, epoch=2, holders={"ines": 2, "aide": 1}, plain=plain_files("Rotated"))
    host.files = together(rotated.published())
    look_again(context)
    tab.reload()
    expect(tab.locator("h1")).to_have_text("Rotated")


@pytest.mark.parametrize("remember", [False, True])
def test_a_revoked_person(remember: bool, context: BrowserContext, host: Host, sample: Sample) -> None:
    tab = context.new_page()
    tab.goto(f"{host.origin}/{sample.id}/")
    type_code(tab, sample.code(), remember=remember)
    arrive(tab)
    settle(context)
    host.files = together(newer(sample, epoch=2, holders={"aide": 1}).published())
    look_again(context)
    tab.get_by_role("link", name="Session").click()
    said(tab, "This access has ended")
    assert tab.evaluate("caches.keys().then(all => all.filter(name => name.endsWith('data')).length)") == 0
    type_code(tab, sample.code())
    said(tab, "ask for a new link")


def test_half_published(context: BrowserContext, host: Host, sample: Sample) -> None:
    tab = enter(context, host, sample)
    after = newer(sample, epoch=2).published()
    host.files[f"/{sample.id}/k.bin"] = after[f"/{sample.id}/k.bin"]
    look_again(context)
    tab.reload()
    expect(tab.locator("h1")).to_have_text("Good morning, Ines")
    tab.get_by_role("button", name="Lock").click()
    said(tab, "Locked")
    type_code(tab, sample.code())
    said(tab, "being updated at this moment")
    host.files.update(after)
    tab.get_by_role("button", name="Try again").click()
    arrive(tab)


def test_offline(context: BrowserContext, host: Host, sample: Sample) -> None:
    tab = enter(context, host, sample)
    host.is_down = True
    look_again(context)
    tab.get_by_role("link", name="Session").click()
    expect(tab.locator("h1")).to_have_text("Session")
    stop_workers(context, tab)
    tab.get_by_role("link", name="Home").click()
    expect(tab.locator("h1")).to_have_text("Good morning, Ines")
    assert tab.evaluate("document.getElementById('dot').naturalWidth") == 1
    gate = context.new_page()
    gate.goto(f"{host.origin}/{sample.id}/#{sample.code('aide')}")
    arrive(gate)
    expect(gate.locator("h1")).to_have_text("Good morning, Ines")


def test_offline_for_too_long(context: BrowserContext, host: Host, sample: Sample) -> None:
    tab = enter(context, host, sample)
    host.is_down = True
    workers(context)[-1].evaluate(
        "async () => { await keep('fresh', Date.now() - 15 * 24 * 3600000); checked = 0; }"
    )
    tab.reload()
    said(tab, "Please connect once")
    host.is_down = False
    tab.get_by_role("link", name="Try again").click()
    expect(tab.locator("h1")).to_have_text("Good morning, Ines")


def test_a_host_that_does_not_answer_costs_a_second(
    context: BrowserContext, host: Host, sample: Sample
) -> None:
    tab = enter(context, host, sample)
    host.slow = {f"/{sample.id}/{name}": threading.Event() for name in ("k.bin", "m.bin")}
    look_again(context)
    tab.get_by_role("link", name="Session").click(timeout=3000)
    expect(tab.locator("h1")).to_have_text("Session", timeout=2500)


def test_a_closed_site(context: BrowserContext, host: Host, sample: Sample) -> None:
    tab = enter(context, host, sample)
    host.files = together(sample.closed())
    tab.evaluate("navigator.serviceWorker.getRegistration().then(one => one.update())")
    expect(tab.locator("h1")).to_have_text("These pages are closed")
    expect(tab.get_by_text("write to " + PRACTICE)).to_be_visible()
    tab.wait_for_function("async () => !(await navigator.serviceWorker.getRegistrations()).length")
    left = "async () => [await caches.keys(), (await indexedDB.databases()).map(each => each.name)].flat()"
    assert tab.evaluate(left) == []
    fresh = context.new_page()
    fresh.goto(link(host, sample))
    expect(fresh.locator("h1")).to_have_text("These pages are closed")
