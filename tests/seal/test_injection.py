"""Script in a page that should never have got there: inert behind the worker and in the viewer, live when plain.

The renderer's sanitiser is the first guard and is tested elsewhere; here each payload stands in the page as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from host import Host, hosting
from playwright.sync_api import Browser, BrowserContext, Page
from sealed_sample import PLANTED, Sample, page, plain_files, together
from visitor import address, enter, link

from coachbook.vault.site import File

FIRE = "fired"
PAYLOADS = (
    f"<script>window.{FIRE}=1</script>",
    f"<script type=module>window.{FIRE}=1</script>",
    f"<script src=\"data:text/javascript,window.{FIRE}=1\"></script>",
    "<script src=\"/evil.js\"></script>",
    "<script src=\"@planted.js\"></script>",
    f"<img src=x onerror=\"window.{FIRE}=1\">",
    f"<img src=@dot.png onload=\"window.{FIRE}=1\">",
    f"<svg onload=\"window.{FIRE}=1\"></svg>",
    f"<svg><script>window.{FIRE}=1</script></svg>",
    f"<svg><animate onbegin=\"window.{FIRE}=1\" attributeName=x dur=1s></animate></svg>",
    f"<details open ontoggle=\"window.{FIRE}=1\">x</details>",
    f"<input autofocus onfocus=\"window.{FIRE}=1\">",
    f"<video><source onerror=\"window.{FIRE}=1\" src=x></video>",
    f"<audio src=x onerror=\"window.{FIRE}=1\"></audio>",
    f"<iframe srcdoc=\"<script>top.{FIRE}=1</script>\"></iframe>",
    f"<iframe src=\"javascript:top.{FIRE}=1\"></iframe>",
    "<iframe src=\"/evil.html\"></iframe>",
    f"<object data=\"data:text/html,<script>top.{FIRE}=1</script>\"></object>",
    "<object data=\"/evil.html\"></object>",
    "<embed src=\"/evil.html\">",
    f"<style onload=\"window.{FIRE}=1\"></style>",
    f"<style>@keyframes k{{}} #k{{animation:k 1s}}</style><p id=k onanimationstart=\"window.{FIRE}=1\">x</p>",
    f"<a id=click href=\"javascript:window.{FIRE}=1\">x</a>",
    f"<button id=click onclick=\"window.{FIRE}=1\">x</button>",
    "<base href=\"/evil/\"><script src=\"late.js\"></script>",
    f"<math><mtext></form><form><mglyph><style></math><img src onerror=\"window.{FIRE}=1\">",
    f"<p id=location></p><form name=body></form><script>window.{FIRE}=1</script>",
    f"<img src=x\x0conerror=\"window.{FIRE}=1\">",
)  # fmt: skip
NEEDS_CONTROL = 25
"""How many of these must run when the page is served plainly, or this test proves nothing."""

REQUESTS = (
    '<link rel=prefetch href="/evil.html">',
    '<link rel=stylesheet href="/evil.css">',
    '<img src="/evil.png">',
    '<style>body{background:url(/evil.png)}</style>',
    '<form id=f action="/evil.html"><button id=click>x</button></form>',
    '<video poster="/evil.png"></video>',
)  # fmt: skip

EVIL = f"window.{FIRE}=1;top.{FIRE}=1".encode()
ON_THE_HOST = {
    "/evil.js": EVIL,
    "/evil/late.js": EVIL,
    "/evil.html": b"<script>" + EVIL + b"</script>",
    "/evil.css": b"body{}",
    "/evil.png": b"",
}


@dataclass(frozen=True, slots=True)
class Planted:
    """The same pages twice: sealed, and as they are."""

    sealed: Sample
    host: Host
    plain: Host


@pytest.fixture(scope="module")
def planted() -> Iterator[Planted]:
    all_of_it = (*PAYLOADS, *REQUESTS)
    pages = {f"evil-{i}.html": page("Page", f"<p id=there>{each}</p>") for i, each in enumerate(all_of_it)}
    files = {**plain_files(), **pages, PLANTED: File("text/javascript", EVIL)}
    sealed = Sample(plain=files)
    plain = {f"/{name}": file.body.replace(b"@", b"") for name, file in files.items()} | ON_THE_HOST
    with hosting(together(sealed.published()) | ON_THE_HOST) as host, hosting(plain) as other:
        yield Planted(sealed, host, other)


def fired(tab: Page) -> bool:
    """Whether a payload ran, after a moment and a click."""
    tab.wait_for_timeout(80)
    if tab.locator("#click").count():
        tab.locator("#click").first.click(no_wait_after=True)
        tab.wait_for_timeout(40)
    try:
        return tab.evaluate(f"Boolean(window.{FIRE})")
    except Exception:
        return True


def test_payloads(context: BrowserContext, chromium: Browser, planted: Planted) -> None:
    tab = enter(context, planted.host, planted.sealed)
    with chromium.new_context() as other:
        control, live = other.new_page(), []
        for i, payload in enumerate(PAYLOADS):
            control.goto(f"{planted.plain.origin}/evil-{i}.html")
            live += [payload] if fired(control) else []
            tab.goto(address(planted.host, planted.sealed, f"evil-{i}.html"))
            assert tab.locator("#there, #location").count() or "evil" in tab.content(), payload
            assert not fired(tab), payload
    assert len(live) >= NEEDS_CONTROL, sorted(set(PAYLOADS) - set(live))
    assert planted.host.seen("evil") == []


def test_requests(context: BrowserContext, planted: Planted) -> None:
    tab = enter(context, planted.host, planted.sealed)
    for i in range(len(PAYLOADS), len(PAYLOADS) + len(REQUESTS)):
        tab.goto(address(planted.host, planted.sealed, f"evil-{i}.html"))
        assert not fired(tab)
    assert planted.host.seen("evil") == []


def test_payloads_in_the_viewer(context: BrowserContext, planted: Planted) -> None:
    context.add_init_script("delete Navigator.prototype.serviceWorker")
    tab = context.new_page()
    for i, payload in enumerate((*PAYLOADS, *REQUESTS)):
        tab.goto("about:blank")
        tab.goto(link(planted.host, planted.sealed, more=f"&!/{planted.sealed.alias(f'evil-{i}.html')}"))
        frame = tab.frame_locator("iframe")
        frame.locator("h1").wait_for()
        tab.wait_for_timeout(60)
        inner = tab.frames[1]
        if frame.locator("#click").count():
            frame.locator("#click").first.click(no_wait_after=True)
            tab.wait_for_timeout(40)
        assert not tab.evaluate(f"Boolean(window.{FIRE})"), payload
        assert not inner.evaluate(f"Boolean(window.{FIRE})"), payload
    assert planted.host.seen("evil") == []
