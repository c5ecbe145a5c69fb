"""What a visitor does in Chromium, in one line each."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

from host import Host
from playwright.sync_api import BrowserContext, Page, Worker, expect
from sealed_sample import Sample


def link(host: Host, sample: Sample, holder: str = "ines", more: str = "") -> str:
    """The one-click link of a person."""
    return f"{host.origin}/{sample.id}/#{sample.code(holder)}{more}"


def address(host: Host, sample: Sample, name: str = "index.html") -> str:
    """Where an unsealed file seems to lie."""
    return f"{host.origin}/{sample.id}/p/{sample.alias(name)}"


def enter(context: BrowserContext, host: Host, sample: Sample, **how: Any) -> Page:
    """A tab on the first page, opened by link, with everything fetched ahead."""
    tab = context.new_page()
    tab.goto(link(host, sample, **how))
    arrive(tab)
    expect(tab.locator("h1")).to_be_visible()
    settle(context)
    return tab


def arrive(tab: Page) -> None:
    """Waits for an unsealed page."""
    tab.wait_for_url(re.compile(r"/p/[a-z2-7]{10}\."))


def type_code(tab: Page, code: str, *, remember: bool = False) -> None:
    """Fills in the form of the gate and sends it."""
    tab.get_by_label("Your code").fill(code)
    if remember:
        tab.get_by_label("Remember on this device").check()
    tab.get_by_role("button", name="Open").click()


def said(tab: Page, words: str) -> None:
    """The gate, or the worker, says this."""
    expect(tab.locator("#said")).to_contain_text(words)


def workers(context: BrowserContext) -> list[Worker]:
    """The workers that run, the latest last."""
    return context.service_workers


def settle(context: BrowserContext) -> None:
    """Waits until the workers have fetched everything ahead."""
    for worker in workers(context):
        worker.evaluate("() => stocking")


def look_again(context: BrowserContext) -> None:
    """Lets the next page ask the host for news, as if half a minute had passed."""
    workers(context)[-1].evaluate("() => { checked = 0; }")


def stop_workers(context: BrowserContext, tab: Page) -> None:
    """What the browser does after half a minute of quiet."""
    session = context.new_cdp_session(tab)
    session.send("ServiceWorker.enable")
    session.send("ServiceWorker.stopAllWorkers")
    session.detach()
    tab.wait_for_timeout(100)


def newer(sample: Sample, **changes: Any) -> Sample:
    """The site a day later."""
    return replace(sample, day=sample.day + timedelta(days=1), **changes)
