"""In Chromium: what the host changes is noticed, and nothing of it is shown."""

from __future__ import annotations

from dataclasses import replace

import pytest
from host import Host
from playwright.sync_api import BrowserContext, expect
from sealed_sample import (
    WORDS,
    Sample,
    page,
    together,
)
from visitor import (
    address,
    arrive,
    enter,
    link,
    look_again,
    newer,
    said,
    type_code,
)

pytestmark = pytest.mark.usefixtures("quiet_host")


def _flipped(raw: bytes, at: int = -1) -> bytes:
    changed = bytearray(raw)
    changed[at] ^= 1
    return bytes(changed)


@pytest.mark.parametrize("name", ["k.bin", "m.bin"])
def test_key_file_and_manifest(name: str, context: BrowserContext, host: Host, sample: Sample) -> None:
    url = f"/{sample.id}/{name}"
    good, bad = (
        host.files[url],
        _flipped(host.files[url]) if name == "m.bin" else host.files[url][:-1],
    )
    tab = enter(context, host, sample)
    host.files[url] = bad
    look_again(context)
    answer = tab.goto(address(host, sample, "session.html"))
    assert answer is not None
    assert answer.status == 502
    said(tab, "could not be verified")
    assert WORDS not in tab.content()
    host.files[url] = good
    tab.get_by_role("link", name="Try again").click()
    expect(tab.locator("h1")).to_have_text("Session")
    host.files[url] = bad
    fresh = context.browser.new_context().new_page()  # type: ignore[union-attr]
    fresh.goto(link(host, sample))
    said(fresh, "could not be verified")
    fresh.context.close()


def _older(sample: Sample) -> bytes:
    """What the session's page was before: sealed with the same keys for the same address."""
    before = replace(sample, plain={**sample.plain, "session.html": page("Session", "An older page")})
    return before.sealed()[before.object_url("session.html")]


@pytest.mark.parametrize("how", ["flipped", "missing", "swapped", "older", "empty"])
def test_one_object(how: str, context: BrowserContext, host: Host, sample: Sample) -> None:
    url, other = (f"/{sample.id}/{sample.object_url(name)}" for name in ("session.html", "search.html"))
    good = host.files[url]
    if how == "missing":
        del host.files[url]
    else:
        host.files[url] = {
            "flipped": _flipped(good, 500),
            "swapped": host.files[other],
            "older": _older(sample),
            "empty": b"",
        }[how]
    tab = enter(context, host, sample)
    answer = tab.goto(address(host, sample, "session.html"))
    assert answer is not None
    assert answer.status == (404 if how == "missing" else 502)
    said(tab, "did not arrive" if how == "missing" else "could not be verified")
    tab.get_by_role("link", name="To the first page").click()
    expect(tab.locator("h1")).to_have_text("Good morning, Ines")
    # The host remembers "404" for ten minutes and so does the browser; the reader does not have to wait for it.
    host.files[url] = good
    tab.get_by_role("link", name="Session").click()
    expect(tab.locator("h1")).to_have_text("Session")


def test_an_older_version(context: BrowserContext, host: Host, sample: Sample) -> None:
    host.files = together(newer(sample).published())
    tab = enter(context, host, sample)
    host.files = together(sample.published())
    look_again(context)
    answer = tab.reload()
    assert answer is not None
    assert answer.status == 409
    said(tab, "of 2026-03-16")
    said(tab, "of 2026-03-17")
    fresh = context.new_page()
    fresh.goto(link(host, sample))
    said(fresh, "older version")


def test_an_older_version_on_a_first_visit(context: BrowserContext, host: Host, sample: Sample) -> None:
    tab = context.new_page()
    tab.goto(link(host, sample, more=f"&b={newer(sample).manifest['build']}"))
    said(tab, "the one your link belongs to")
    tab.goto("about:blank")
    tab.goto(link(host, sample, more=f"&b={sample.manifest['build']}"))
    arrive(tab)


def test_a_portal_in_between(context: BrowserContext, host: Host, sample: Sample) -> None:
    tab = enter(context, host, sample)
    host.portal = b"<h1>Sign in to the hotel</h1>"
    look_again(context)
    tab.get_by_role("link", name="Session").click()
    expect(tab.locator("h1")).to_have_text("Session")
    tab.get_by_role("button", name="Lock").click()
    expect(tab.locator("h1")).to_have_text("Private pages")  # not the portal's page, and from the cache
    type_code(tab, sample.code())
    said(tab, "could not be verified")
    kept = f"async () => {{ const c = await caches.open('psv1-{sample.id}-data'); return (await c.keys()).length; }}"
    assert tab.evaluate(kept) == 0
    host.portal = None
    tab.get_by_role("button", name="Try again").click()
    arrive(tab)
