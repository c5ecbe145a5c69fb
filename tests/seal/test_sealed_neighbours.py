"""In Chromium: two sites on one origin, and pages of that origin that mean harm."""

from __future__ import annotations

import pytest
from host import Host
from playwright.sync_api import BrowserContext, expect
from sealed_sample import (
    Sample,
    plain_files,
    together,
)
from visitor import (
    address,
    enter,
    said,
    stop_workers,
    type_code,
)

pytestmark = pytest.mark.usefixtures("quiet_host")


def test_two_sites(context: BrowserContext, host: Host, sample: Sample) -> None:
    other = Sample(uid="engagement-2", plain=plain_files("Good morning, Tomas"))
    host.files = together(sample.published(), other.published())
    one = enter(context, host, sample)
    two = context.new_page()
    two.goto(address(host, other))
    host.asked.clear()  # the other site has no worker yet: its opaque address reached the host
    expect(two.get_by_label("Your code")).to_be_visible()
    type_code(two, sample.code())
    said(two, "ask for a new link")
    type_code(two, other.code())
    two.wait_for_url(address(host, other, "index.html"))
    expect(two.locator("h1")).to_have_text("Good morning, Tomas")
    two.get_by_role("button", name="Lock").click()
    said(two, "Locked")
    one.reload()
    expect(one.locator("h1")).to_have_text("Good morning, Ines")
    host.files = together(sample.published(), other.closed())
    two.evaluate("navigator.serviceWorker.getRegistration().then(one => one.update())")
    expect(two.locator("h1")).to_have_text("These pages are closed")
    left = one.evaluate(
        "async () => [await caches.keys(), (await indexedDB.databases()).map(each => each.name)].flat()"
    )
    assert f"psv1-{sample.id}-data" in left
    assert all(sample.id in name for name in left)


def test_forged_messages(context: BrowserContext, host: Host, sample: Sample) -> None:
    tab = enter(context, host, sample)
    host.files["/evil/"] = b"<h1>Evil</h1>"
    evil = context.new_page()
    evil.goto(f"{host.origin}/evil/")
    heard = evil.evaluate("""async scope => {
        const worker = (await navigator.serviceWorker.getRegistration(scope)).active;
        const types = ["keep", "status", "lock", "remember", "enter", "check"];
        const answers = await Promise.all(types.map(type => new Promise(done => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = ({ data }) => done(data);
          setTimeout(done, 400, null);
          worker.postMessage({ type, page: "x", pass: {} }, [port2]);
        })));
        return answers.filter(Boolean);
    }""", f"/{sample.id}/")  # fmt: skip
    assert heard == []
    tab.reload()
    expect(tab.locator("h1")).to_have_text("Good morning, Ines")


def test_a_strange_worker_is_lent_nothing(context: BrowserContext, host: Host, sample: Sample) -> None:
    """Any worker of the origin can send messages to all of its windows."""
    tab = enter(context, host, sample)
    host.files["/evil/"] = b"<h1>Evil</h1>"
    host.files["/evil/sw.js"] = b"""onmessage = async (event) => {
      const all = await clients.matchAll({ includeUncontrolled: true, type: "window" }), got = [];
      for (const each of all) {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = ({ data }) => got.push(data);
        each.postMessage({ type: "lend" }, [port2]);
        each.postMessage({ type: "locked" }); }
      await new Promise((done) => setTimeout(done, 400)); event.ports[0].postMessage([all.length, got.length]); };"""
    evil = context.new_page()
    evil.goto(f"{host.origin}/evil/")
    got = evil.evaluate("""async () => {
        const worker = await navigator.serviceWorker.register("sw.js");
        await navigator.serviceWorker.ready;
        return new Promise(done => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = ({ data }) => done(data);
          worker.active.postMessage(0, [port2]);
        });
      }""")
    assert got[0] >= 2, "the strange worker sees the window"
    assert got[1] == 0
    expect(tab.locator("h1")).to_have_text("Good morning, Ines")


def test_scopes(context: BrowserContext, host: Host, sample: Sample) -> None:
    host.files["/evil/"] = b"<h1>Evil</h1>"
    evil = context.new_page()
    evil.goto(f"{host.origin}/evil/")
    for scope in ("/", f"/{Sample(uid='engagement-2').id}/"):
        refused = (
            "([url, scope]) => navigator.serviceWorker.register(url, {scope}).then(() => '', why => why.name)"
        )
        assert evil.evaluate(refused, [f"/{sample.id}/sw.js", scope]) == "SecurityError"


def test_cold_workers_and_the_host(context: BrowserContext, host: Host, sample: Sample) -> None:
    """Chromium would send such navigations to the host while the worker starts; `quiet_host` sees that it does not."""
    tab = enter(context, host, sample)
    for _ in range(8):
        stop_workers(context, tab)
        tab.goto(address(host, sample, "session.html"))
        stop_workers(context, tab)
        tab.get_by_role("link", name="Home").click()
        expect(tab.locator("h1")).to_have_text("Good morning, Ines")
