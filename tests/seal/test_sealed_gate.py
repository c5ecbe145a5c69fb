"""The gate in Chromium: slips, wrong and damaged links, frames, openers, strangers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from host import Host, hosting
from playwright.sync_api import BrowserContext, expect
from sealed_sample import (
    Sample,
    grouped,
)
from visitor import (
    address,
    arrive,
    enter,
    link,
    said,
    type_code,
)

pytestmark = pytest.mark.usefixtures("quiet_host")


@pytest.mark.parametrize(("typed", "words"), [
    ("", "type your code first"), ("2QAB-FZT0", "this has 8"), ("2QAB-FZT0-E1Z0-F020-X62D-EJ0Z-MDT3", "typing error"),
    ("2QАB-FZT0-E1Z0-F020-X62D-EJ0Z-MDT2", "typing error")])  # fmt: skip
def test_a_slip_of_the_finger_reaches_no_network(
    typed: str, words: str, context: BrowserContext, host: Host, sample: Sample
) -> None:
    tab = context.new_page()
    tab.goto(f"{host.origin}/{sample.id}/")
    expect(tab.get_by_label("Your code")).to_be_focused()
    before = len(host.asked)
    type_code(tab, typed)
    said(tab, words)
    assert len(host.asked) == before
    expect(tab.get_by_label("Your code")).to_have_value(typed)
    expect(tab.get_by_label("Your code")).to_be_focused()
    expect(tab.get_by_label("Your code")).to_have_attribute("aria-invalid", "")


def test_a_code_for_something_else(context: BrowserContext, host: Host, sample: Sample) -> None:
    tab = context.new_page()
    for other in (
        Sample(uid="engagement-2"),
        Sample(audience="sponsor"),
        replace(sample, holders={"ines": 2}),
    ):
        tab.goto("about:blank")
        tab.goto(f"{host.origin}/{sample.id}/")
        type_code(tab, grouped(other.code()))
        said(tab, "ask for a new link")
        expect(tab.get_by_label("Your code")).to_have_value("")


def test_a_link_that_did_not_arrive_whole(context: BrowserContext, host: Host, sample: Sample) -> None:
    tab = context.new_page()
    tab.goto(link(host, sample)[:-5])
    said(tab, "did not arrive whole")
    assert tab.url == f"{host.origin}/{sample.id}/"  # even a damaged code does not stay in the address bar
    type_code(tab, sample.code())
    arrive(tab)


def test_a_link_that_a_mail_filter_changed(context: BrowserContext, host: Host, sample: Sample) -> None:
    tab = context.new_page()
    tab.goto(link(host, sample).replace("#", "%23"))
    said(tab, "ask for a new link soon")
    tab.get_by_role("button", name="Read on").click()
    arrive(tab)
    assert host.seen("%23") != []  # which is why it says so


def test_a_link_pasted_over_the_open_gate(context: BrowserContext, host: Host, sample: Sample) -> None:
    tab = context.new_page()
    tab.goto(f"{host.origin}/{sample.id}/")
    expect(tab.get_by_label("Your code")).to_be_visible()
    tab.evaluate("code => { location.hash = code; }", sample.code())
    arrive(tab)


def test_a_page_address_without_a_worker(context: BrowserContext, host: Host, sample: Sample) -> None:
    tab = context.new_page()
    tab.goto(address(host, sample, "session.html"))
    expect(tab.get_by_label("Your code")).to_be_visible()
    assert tab.url == f"{host.origin}/{sample.id}/"
    type_code(tab, sample.code())
    tab.wait_for_url(address(host, sample, "session.html"))
    host.asked.clear()  # the first address was the visitor's own, and opaque


def test_it_installs_nothing_for_somebody_who_only_looks(
    context: BrowserContext, host: Host, sample: Sample
) -> None:
    tab = context.new_page()
    tab.goto(f"{host.origin}/{sample.id}/")
    expect(tab.get_by_label("Your code")).to_be_visible()
    assert tab.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.length)") == 0
    assert host.seen(".bin") == []


def test_frames(context: BrowserContext, host: Host, sample: Sample) -> None:
    """Refused by itself before there is a worker, by the browser after."""
    html = f'<iframe id="f" src="{link(host, sample)}"></iframe>'.encode()
    with hosting({"/": html}) as other:
        tab = context.new_page()
        tab.goto(other.origin.replace("127.0.0.1", "localhost") + "/")
        expect(tab.frame_locator("#f").locator("#said")).to_contain_text("inside another page")
        expect(tab.frame_locator("#f").get_by_label("Your code")).to_be_hidden()
    enter(context, host, sample)
    for src in (f"/{sample.id}/", f"/{sample.id}/p/{sample.alias('index.html')}"):
        host.files["/frame/"] = f'<iframe id="f" src="{src}"></iframe>'.encode()
        tab = context.new_page()
        tab.goto(f"{host.origin}/frame/")
        tab.wait_for_timeout(300)
        assert "Good morning" not in tab.frame_locator("#f").locator("html").inner_html()
        assert tab.frame_locator("#f").locator("form").count() == 0


def test_no_opener(context: BrowserContext, host: Host, sample: Sample) -> None:
    enter(context, host, sample)
    host.files["/opener/"] = b"<h1>Opener</h1>"
    tab = context.new_page()
    tab.goto(f"{host.origin}/opener/")
    with context.expect_page() as opened:
        tab.evaluate("url => { window.other = open(url); }", address(host, sample))
    expect(opened.value.locator("h1")).to_have_text("Good morning, Ines")
    assert opened.value.evaluate("window.opener") is None
    tab.wait_for_function("window.other.closed")
