"""A sealed site in Chromium: opening, reading, searching, saving."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from host import Host, hosting
from playwright.sync_api import BrowserContext, expect
from sealed_sample import (
    FIRM,
    ICS,
    PDF,
    Sample,
    grouped,
    page,
    plain_files,
    together,
)
from visitor import (
    address,
    arrive,
    enter,
    link,
    said,
    type_code,
)

from coachbook.vault.schedule import pass_phrase_secret
from coachbook.vault.site import File

pytestmark = pytest.mark.usefixtures("quiet_host")


def test_by_link(context: BrowserContext, host: Host, sample: Sample) -> None:
    tab = enter(context, host, sample)
    expect(tab.locator("h1")).to_have_text("Good morning, Ines")
    assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(1, 2, 3)"
    assert tab.evaluate("document.getElementById('dot').naturalWidth") == 1
    expect(tab.get_by_role("button", name="Lock")).to_be_visible()


def test_the_code_is_nowhere_to_be_found(context: BrowserContext, host: Host, sample: Sample) -> None:
    tab = enter(context, host, sample)
    for at in (tab, enter(context, host, sample)):
        found = at.evaluate("""async () => JSON.stringify([location.href, history.state, document.referrer, window.name,
            document.title, document.cookie, {...localStorage}, {...sessionStorage}, performance.getEntries(),
            (await indexedDB.databases()).map(each => each.name), document.documentElement.outerHTML])""")
        assert sample.code() not in found
    assert not [path for path, _ in host.asked if sample.code() in path]


@pytest.mark.parametrize(
    "spelling",
    [str.lower, grouped, lambda code: f" “{grouped(code)}” \n", lambda code: code.replace("0", "o")],
)
def test_by_code(spelling: object, context: BrowserContext, host: Host, sample: Sample) -> None:
    tab = context.new_page()
    tab.goto(f"{host.origin}/{sample.id}/")
    type_code(tab, spelling(sample.code()))  # type: ignore[operator]
    arrive(tab)
    expect(tab.locator("h1")).to_have_text("Good morning, Ines")


def test_by_pass_phrase(context: BrowserContext, host: Host, sample: Sample) -> None:
    secret = pass_phrase_secret("correct horse battery staple", FIRM.pass_salt(sample.site), 600_000)
    host.files.update(replace(sample, passphrases=(secret,)).published())
    tab = context.new_page()
    tab.goto(f"{host.origin}/{sample.id}/")
    type_code(tab, " correct horse  battery staple")
    arrive(tab)


def test_deep_links(context: BrowserContext, host: Host, sample: Sample) -> None:
    tab = context.new_page()
    tab.goto(link(host, sample, more=f"&!/{sample.alias('session.html')}"))
    tab.wait_for_url(address(host, sample, "session.html"))
    other = context.new_page()
    other.goto(address(host, sample, "search.html"))
    expect(other.locator("h1")).to_have_text("Search")


@pytest.mark.parametrize(
    "page",
    [
        "//evil.example",
        "/https:evil",
        "..%2f..%2fevil",
        "javascript:alert(1)",
        "__proto__",
        "constructor",
        "x" * 4000,
    ],
)
def test_a_target_that_is_no_page_leads_home(
    page: str, context: BrowserContext, host: Host, sample: Sample
) -> None:
    tab = context.new_page()
    tab.goto(link(host, sample, more=f"&!/{page}"))
    tab.wait_for_url(address(host, sample))


def test_links_back_and_forward(context: BrowserContext, host: Host, sample: Sample) -> None:
    tab = enter(context, host, sample)
    tab.get_by_role("link", name="What was agreed").click()
    tab.wait_for_url(address(host, sample, "session.html") + "#asked")
    assert tab.evaluate("scrollY") > 100
    tab.go_back()
    expect(tab.locator("h1")).to_have_text("Good morning, Ines")
    tab.go_forward()
    expect(tab.locator("h1")).to_have_text("Session")
    tab.reload()
    expect(tab.locator("h1")).to_have_text("Session")


def test_search(context: BrowserContext, host: Host, sample: Sample) -> None:
    tab = enter(context, host, sample)
    tab.get_by_role("link", name="Search").click()
    tab.locator("#words").fill("naivete")
    expect(tab.locator("#found")).to_have_text("One place.")
    tab.locator("#results a").click()
    tab.wait_for_url(address(host, sample, "session.html") + "#asked")


def test_files(context: BrowserContext, host: Host, sample: Sample, tmp_path: Path) -> None:
    tab = enter(context, host, sample)
    for name, body in (("session.ics", ICS), ("attached.html", b"<script>top.fired = 1</script>")):
        with tab.expect_download() as download:
            tab.locator("#ics" if name == "session.ics" else "#attached").click()
        assert download.value.suggested_filename == (plain_files()[name].file_name)
        download.value.save_as(tmp_path / name)
        assert (tmp_path / name).read_bytes() == body
    got = tab.evaluate(
        """async url => {
          const got = await fetch(url), part = await fetch(url, {headers: {Range: "bytes=1-3"}});
          return [got.status, got.headers.get("content-type"), got.headers.get("content-disposition"),
                  (await got.arrayBuffer()).byteLength,
                  part.status, part.headers.get("content-range"), await part.text()];
        }""",
        sample.alias("report.pdf"),
    )
    name = "inline; filename*=UTF-8''360%20Bericht%20%E2%80%93%20%C3%9Cnal.pdf"
    assert got == [200, "application/pdf", name, len(PDF), 206, f"bytes 1-3/{len(PDF)}", "PDF"]
    tab.locator("#pdf").click()
    tab.wait_for_url(address(host, sample, "report.pdf"))
    tab.go_back()
    expect(tab.locator("h1")).to_have_text("Good morning, Ines")
    tab.locator("#svg").click()
    tab.wait_for_url(address(host, sample, "drawing.svg"))
    tab.go_back()
    expect(tab.locator("h1")).to_have_text("Good morning, Ines")


def test_headers(context: BrowserContext, host: Host, sample: Sample) -> None:
    tab = enter(context, host, sample)
    answer = tab.reload()
    assert answer is not None
    headers = answer.headers
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    policy = headers["content-security-policy"]
    for part in (
        "default-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "trusted-types 'none'",
    ):
        assert part in policy
    assert "unsafe" not in policy


def test_an_address_that_is_none(context: BrowserContext, host: Host, sample: Sample) -> None:
    tab = enter(context, host, sample)
    answer = tab.goto(f"{host.origin}/{sample.id}/p/aaaaaaaaaa.html")
    assert answer is not None
    assert answer.status == 404
    said(tab, "no such page")
    tab.get_by_role("link", name="To the first page").click()
    tab.wait_for_url(address(host, sample))


def test_eval_and_the_like(context: BrowserContext) -> None:
    """Inside a script that is allowed: strings become neither code nor markup, and nothing can be registered."""
    script = """const tries = {
      eval: () => eval("1"), Function: () => new Function("return 1")(),
      innerHTML: () => { document.body.innerHTML = "<b>x</b>"; },
      write: () => document.write("x"), srcdoc: () => { document.createElement("iframe").srcdoc = "x"; },
      timeout: () => setTimeout("window.late = 1"), script: () => { document.createElement("script").src = "x.js"; }};
    window.got = Object.keys(tries).filter(name => { try { tries[name](); return true; } catch { return false; } });
    window.register = navigator.serviceWorker.register("sw.js").then(() => true, () => false);"""
    plain = plain_files() | {"tries.js": File("text/javascript", script.encode())}
    plain["session.html"] = page("Session", "<p>x</p>", scripts='<script src="@tries.js"></script>')
    sample = Sample(plain=plain)
    with hosting(together(sample.published())) as host:
        tab = enter(context, host, sample, more=f"&!/{sample.alias('session.html')}")
        assert tab.evaluate("window.got") == []
        assert tab.evaluate("window.register") is False
        assert tab.evaluate("window.late") is None
        assert host.seen("/p/") == []
