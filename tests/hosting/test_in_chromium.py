"""A sealed site in Chromium behind real nginx and real Caddy: the host's headers and the gate get on together."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright
from servers import SERVERS, Server

from coachbook.cli import cli
from coachbook.shell.scaffold import Start, init

sys.path.insert(0, str(Path(__file__).parents[1] / "seal"))
from sealed_sample import Sample, together
from visitor import address, arrive, enter, link, type_code

NAMES = ("chromium", "google-chrome", "google-chrome-stable")
# Chromium asks its maker for news on its own; here it is to ask nobody for anything.
QUIET = ["--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-default-apps",
         "--disable-sync", "--no-first-run", "--no-default-browser-check"]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Published:
    """A sealed site on a running server, in the shape that the visitor's steps expect of a host."""

    server: Server
    sample: Sample

    @property
    def origin(self) -> str:
        # A worker needs a secure context, which plain HTTP is on this computer only.
        return self.server.origin


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip("Chromium is not installed; tools/test installs it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="module", params=SERVERS)
def host(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    folder, sample = tmp_path_factory.mktemp(request.param), Sample()
    for url, body in together(sample.published()).items():
        place = folder / "site" / "private" / (url + "index.html" if url.endswith("/") else url).lstrip("/")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(body)
    with SERVERS[request.param](folder, folder / "site") as running:
        yield Published(running, sample)


@pytest.fixture(autouse=True)
def blocked(chromium: Browser) -> Iterator[list[str]]:
    """In whatever a test does: no policy blocks anything, unless the test takes it out of the list."""
    found: list[str] = []
    yield found
    assert found == []


@pytest.fixture
def context(chromium: Browser, blocked: list[str]) -> Iterator[BrowserContext]:
    with _listening(chromium, blocked) as made:
        yield made


def _listening(chromium: Browser, blocked: list[str]) -> BrowserContext:
    def note(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "X-Frame-Options" in message.text:
            blocked.append(message.text)

    made = chromium.new_context()
    made.set_default_timeout(8000)
    made.on("console", note)
    return made


def hard_reload(tab: Page) -> None:
    """Shift and reload: past the worker, to the host."""
    session = tab.context.new_cdp_session(tab)
    session.send("Page.reload", {"ignoreCache": True})
    session.detach()


def test_a_link_opens_the_site(host: Published, context: BrowserContext) -> None:
    tab = enter(context, host, host.sample)  # type: ignore[arg-type]

    expect(tab.locator("h1")).to_have_text("Good morning, Ines")
    assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(1, 2, 3)"


def test_a_deep_link_leads_by_the_gate_to_its_page(host: Published, context: BrowserContext) -> None:
    tab = context.new_page()
    answer = tab.goto(address(host, host.sample, "session.html"))  # type: ignore[arg-type]
    type_code(tab, host.sample.code())
    arrive(tab)

    assert answer is not None
    assert answer.status == 404
    expect(tab.locator("h1")).to_have_text("Session")
    assert tab.url == address(host, host.sample, "session.html")  # type: ignore[arg-type]


def test_a_hard_reload_leads_back_to_the_page(host: Published, context: BrowserContext) -> None:
    tab = enter(context, host, host.sample)  # type: ignore[arg-type]
    tab.get_by_role("link", name="What was agreed").click()
    expect(tab.locator("h1")).to_have_text("Session")
    # A second page keeps the key while the first is away; with the last one it is gone, and the gate asks for the code.
    other = context.new_page()
    other.goto(address(host, host.sample, "search.html"))  # type: ignore[arg-type]
    expect(other.locator("h1")).to_have_text("Search")
    tab.bring_to_front()
    with tab.expect_response(lambda response: response.status == 404):
        hard_reload(tab)

    tab.wait_for_url(f"**/{host.sample.alias('session.html')}*")
    expect(tab.locator("h1")).to_have_text("Session")


def test_what_is_not_there_is_said_in_the_pages_own_style(host: Published, context: BrowserContext) -> None:
    tab = context.new_page()
    tab.goto(f"{host.origin}/nothing")

    expect(tab.locator("h1")).to_have_text("Nothing here")
    assert tab.evaluate("getComputedStyle(document.body).maxWidth") == "480px"


def test_without_a_worker_the_viewer_shows_page_style_and_picture(
    host: Published, context: BrowserContext
) -> None:
    tab = context.new_page()
    tab.add_init_script("delete Navigator.prototype.serviceWorker")
    tab.goto(link(host, host.sample))  # type: ignore[arg-type]
    shown = tab.frame_locator("iframe")

    expect(shown.locator("h1")).to_have_text("Good morning, Ines")
    assert shown.locator("#dot").evaluate("each => each.naturalWidth") == 1
    assert shown.locator("body").evaluate("each => getComputedStyle(each).backgroundColor") == "rgb(1, 2, 3)"


def test_a_mangled_link_opens_and_leaves_no_code_in_the_log(host: Published, context: BrowserContext) -> None:
    tab = context.new_page()
    tab.goto(f"{host.origin}/{host.sample.id}/%23{host.sample.code()}")
    tab.wait_for_url(f"{host.origin}/{host.sample.id}/**")
    expect(tab.locator("main")).to_be_visible()
    enter(context, host, host.sample)  # type: ignore[arg-type]

    logged = host.server.logged()
    assert f"/{host.sample.id}/k.bin" in logged
    assert host.sample.code() not in logged
    assert "/p/" not in logged


def test_nobody_can_frame_the_gate(host: Published, context: BrowserContext, blocked: list[str]) -> None:
    tab = context.new_page()
    tab.set_content(f'<iframe src="{host.origin}/{host.sample.id}/"></iframe>')
    tab.wait_for_timeout(500)

    assert tab.frames[1].url.startswith("chrome-error:")
    assert len(blocked) >= 1
    blocked.clear()


def test_a_built_practice_reads_behind_a_host(context: BrowserContext, tmp_path: Path) -> None:
    practice = init(tmp_path / "practice", Start("Their firm"))
    file = practice / "content" / "practice.yml"
    # Without it the sites are made for  coachbook serve , which shows them in a folder.
    lines = (line for line in file.read_text().splitlines() if not line.startswith("private_address:"))
    file.write_text("\n".join((*lines, "private_address: https://private.firm.example")) + "\n")
    # In CI a build prints no links, not even of a demo key.
    at_home = CliRunner(env={"CI": ""})
    built = at_home.invoke(cli, ["-C", str(practice), "build", "--no-pdf", "--no-public", "harbour"])
    found = re.search(
        r"harbour +executive +https?://\S+/(?P<site>[a-z2-7]{26})/#(?P<code>[0-9A-Z]{28})", built.output
    )
    assert found, built.output or built.exception
    with SERVERS["nginx"](tmp_path, practice / "site") as server:
        tab = context.new_page()
        tab.goto(f"{server.origin}/{found['site']}/#{found['code']}")
        arrive(tab)
        page, heading = tab.url, tab.locator("h1").inner_text()
        other = context.new_page()
        other.goto(page)
        with tab.expect_response(lambda response: response.status == 404):
            hard_reload(tab)
        tab.wait_for_url(page)

        expect(tab.locator("h1")).to_have_text(heading)
        assert found["code"] not in server.logged()
