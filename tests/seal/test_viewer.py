"""Without a worker: the gate shows the pages itself; and the single file, which needs no host at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from host import Host, hosting
from playwright.sync_api import BrowserContext, Page, expect
from sealed_sample import ICS, PDF, Sample, grouped, plain_files, single_file, together
from visitor import link, said, type_code


@pytest.fixture(params=["no worker", "blocked storage", "worker fails", "single file"])
def opened(
    request: pytest.FixtureRequest, context: BrowserContext, host: Host, sample: Sample, tmp_path: Path
) -> Iterator[Page]:
    """The first page, in each of the surroundings that have no worker."""
    tab = context.new_page()
    if request.param == "single file":
        file = tmp_path / "ein Ordner #1" / "pages.html"
        file.parent.mkdir()
        file.write_bytes(single_file(sample))
        tab.goto(f"{file.as_uri()}#{sample.code()}")
    else:
        if request.param == "no worker":
            tab.add_init_script("delete Navigator.prototype.serviceWorker")
        elif request.param == "blocked storage":
            tab.add_init_script("""const refuse = { get() { throw new DOMException("blocked", "SecurityError"); } };
                const names = ["indexedDB", "localStorage", "sessionStorage", "caches"];
                for (const name of names) Object.defineProperty(window, name, refuse);
                const refused = () => Promise.reject(new DOMException("blocked", "SecurityError"));
                navigator.serviceWorker.register = refused;""")
        else:
            host.files[f"/{sample.id}/sw.js"] = b"throw new Error('no');"
        tab.goto(link(host, sample))
    expect(tab.frame_locator("iframe").locator("h1")).to_have_text("Good morning, Ines")
    yield tab
    assert host.seen("/p/") == []
    if request.param == "single file":
        assert host.asked == []


def test_reading(opened: Page) -> None:
    frame = opened.frame_locator("iframe")
    assert opened.title() == "Good morning, Ines"
    body = frame.locator("body")
    assert body.evaluate("body => getComputedStyle(body).backgroundColor") == "rgb(1, 2, 3)"
    assert "blob:" in body.evaluate("body => getComputedStyle(body).backgroundImage")
    expect(frame.locator("#dot")).to_have_js_property("naturalWidth", 1)
    expect(frame.locator("#lock")).to_be_hidden()
    allowed = opened.locator("iframe").get_attribute("sandbox")
    assert allowed is not None
    assert "allow-scripts" not in allowed
    assert "allow-top-navigation" not in allowed
    frame.get_by_role("link", name="What was agreed").click()
    expect(frame.locator("h1")).to_have_text("Session")
    assert frame.locator("body").evaluate("body => body.ownerDocument.defaultView.scrollY") > 100
    opened.go_back()
    expect(frame.locator("h1")).to_have_text("Good morning, Ines")
    opened.go_forward()
    expect(frame.locator("h1")).to_have_text("Session")


def test_search(opened: Page) -> None:
    frame = opened.frame_locator("iframe")
    frame.get_by_role("link", name="Search").click()
    frame.locator("#words").press_sequentially("naivete")
    expect(frame.locator("#found")).to_have_text("1 place.")
    frame.locator("#results a").click()
    expect(frame.locator("h1")).to_have_text("Session")


def test_saving(opened: Page, tmp_path: Path) -> None:
    for id, name, body in (
        ("#pdf", "360 Bericht – Ünal.pdf", PDF),
        ("#ics", "session-5.ics", ICS),
        ("#attached", "attached.html", b"<script>top.fired = 1</script>"),
    ):
        with opened.expect_download() as download:
            opened.frame_locator("iframe").locator(id).click()
        assert download.value.suggested_filename == name
        download.value.save_as(tmp_path / "saved")
        assert (tmp_path / "saved").read_bytes() == body


def test_locking(opened: Page) -> None:
    opened.get_by_role("button", name="Lock").click()
    expect(opened.get_by_label("Your code")).to_be_visible()
    assert opened.locator("iframe").count() == 0


def test_an_object_that_is_not_what_it_says(context: BrowserContext, host: Host, sample: Sample) -> None:
    context.add_init_script("delete Navigator.prototype.serviceWorker")
    url, other = (f"/{sample.id}/{sample.object_url(name)}" for name in ("session.html", "search.html"))
    host.files[url] = host.files[other]
    tab = context.new_page()
    tab.goto(link(host, sample))
    tab.frame_locator("iframe").get_by_role("link", name="Session").click()
    expect(tab.get_by_role("status")).to_contain_text("could not be verified")
    expect(tab.frame_locator("iframe").locator("h1")).to_have_text("Good morning, Ines")


def test_a_single_file_by_code(context: BrowserContext, sample: Sample, tmp_path: Path) -> None:
    file = tmp_path / "pages.html"
    file.write_bytes(single_file(sample))
    tab = context.new_page()
    asked: list[Any] = []
    tab.on("request", lambda request: asked.append(request.url) if request.url.startswith("http") else None)
    tab.goto(file.as_uri())
    expect(tab.get_by_label("Remember on this device")).to_be_hidden()
    type_code(tab, grouped(Sample(uid="engagement-2").code()))
    said(tab, "ask for a new link")
    type_code(tab, grouped(sample.code()))
    expect(tab.frame_locator("iframe").locator("h1")).to_have_text("Good morning, Ines")
    assert asked == []


def test_the_single_file_is_one_file(sample: Sample) -> None:
    text = single_file(sample)
    assert b"src=" not in text.split(b"<script")[0]
    assert b"{{" not in text
    for name, file in plain_files().items():
        assert file.body[:60] not in text, name
    with hosting(together(sample.published())) as host:
        assert host.asked == []
