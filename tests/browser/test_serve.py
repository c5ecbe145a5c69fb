"""`coachbook serve` as a process: it answers this computer only, shows edits by itself, and survives a broken file.

Reload times are recorded with the test (`--junit-xml` shows them) and printed with -s; the machine may be busy, so
that only a page that stays as it was is a failure.
"""

from __future__ import annotations

import http.client
import re
import socket
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from practices import copy_of_sample
from sample import command, environment

PATIENCE = 20_000
"""Milliseconds until a page that has not changed is a failure."""
SESSION = "clients/harbour/sessions/2026-03-16.yml"
PAGE = "harbour/session-7.html"
"""Where `SESSION` is shown."""


@dataclass(frozen=True, slots=True)
class Preview:
    """A running `coachbook serve` and the practice it shows."""

    practice: Path
    address: str

    @property
    def port(self) -> int:
        """The port it took."""
        return urlsplit(self.address).port or 0

    def get(self, path: str, host: str | None = None, method: str = "GET") -> http.client.HTTPResponse:
        """One request, with the path sent as it is written; the body is read."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.putrequest(method, path, skip_host=True)
            connection.putheader("Host", host or f"127.0.0.1:{self.port}")
            connection.putheader("Connection", "close")
            connection.endheaders()
            answer = connection.getresponse()
            answer.text = answer.read().decode("utf-8", "replace")  # type: ignore[attr-defined]
            return answer
        finally:
            connection.close()


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    practice = copy_of_sample(tmp_path_factory.mktemp("serve") / "practice").root
    arguments = command("-C", practice, "serve", "--port", "0")
    words = practice.parent / "errors.txt"
    with (
        words.open("w", encoding="utf-8") as errors,
        subprocess.Popen(
            arguments, stdout=subprocess.PIPE, stderr=errors, text=True, env=environment()
        ) as server,
    ):
        try:
            assert server.stdout
            address = re.search(r"http://127\.0\.0\.1:\d+/", server.stdout.readline())
            assert address
            yield Preview(practice, address[0])
        finally:
            server.terminate()
    assert words.read_text(encoding="utf-8") == "", "whatever was asked, nothing went wrong inside"


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    with browser.new_context() as context:
        yield context.new_page()


@pytest.mark.parametrize("host", ["elsewhere.example", "elsewhere.example:{port}", "127.0.0.1", "127.0.0.1:1", ""])
@pytest.mark.parametrize("path", ["/", "/harbour/", "/harbour/index.html", "/public/", "/__events", "/__reload.js"])
def test_another_name_is_refused(path: str, host: str, preview: Preview) -> None:
    answer = preview.get(path, host.format(port=preview.port) or " ")
    assert answer.status == 421
    assert "harbour" not in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1:{port}", "localhost:{port}"])
def test_this_computer_is_answered(host: str, preview: Preview) -> None:
    answer = preview.get("/harbour/", host.format(port=preview.port))
    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "no-store"


def test_no_other_computer_can_connect(preview: Preview) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing: only asks which address would be used
        except OSError:
            pytest.skip("this computer has no other address")
        own = probe.getsockname()[0]
    if own.startswith("127."):
        pytest.skip("this computer has no other address")
    with pytest.raises(OSError, match=r"refused|timed out"), socket.create_connection((own, preview.port), timeout=2):
        pass


@pytest.mark.parametrize(
    "path",
    [
        "/../content/practice.yml",
        "/harbour/../../content/practice.yml",
        "/harbour/../lantern/../../clients/harbour/engagement.yml",
        "/harbour/%2e%2e/%2e%2e/content/practice.yml",
        "/harbour/..%2f..%2fcontent%2fpractice.yml",
        "/public/../../content/practice.yml",
        "/public/%2e%2e/%2e%2e/content/practice.yml",
        "/public/..%5c..%5ccontent%5cpractice.yml",
        "/public//etc/passwd",
        "/public/%2fetc/passwd",
        "//etc/passwd",
        "/last/../content/practice.yml",
        "/clients/harbour/engagement.yml",
        "/harbour/coach/2026-03-16.yml",
        "/public/a%00b",
        "/harbour/a%00b",
        "/private/../content/practice.yml",
        "/private/../../content/practice.yml",
        "/private/%2e%2e/public/../../content/practice.yml",
        "/private/..%2f..%2fcontent%2fpractice.yml",
        "/private/..%5c..%5ccontent%5cpractice.yml",
        "/private//etc/passwd",
        "/private/c:/x",
        "/private/a%00b",
        "/private/%ff%fe",
        "/private/%ed%a0%80",
        pytest.param("/private/" + "a" * 300, id="a long name"),
        pytest.param("/private/" + "a/" * 3000, id="a long path"),
        "/private/",
        "/private",
        pytest.param("/public/" + "a" * 300, id="a long public name"),
        "/public/%ff",
        "/public/[",
        "//[",
        "/harbour/%ff",
        "/desk.priya-raman/../content/practice.yml",
        "/desk./index.html",
        "/harbour.coach/",
    ],
)
def test_no_path_leads_out(path: str, preview: Preview, public_ready: None) -> None:
    answer = preview.get(path)
    assert answer.status == 404
    assert not re.search(r"root:|minimum_raters|coachees?:|schemas/", answer.text)


@pytest.fixture(scope="module")
def public_ready(preview: Preview) -> None:
    """Waits until the public site is built."""
    until = perf_counter() + PATIENCE / 1000
    while "It is being built" in preview.get("/public/").text:
        assert perf_counter() < until


@pytest.mark.parametrize("path", [b"/private/\xff", b"/public/\xff\xfe", b"/\xc3\x28", b"x", b"http://[/public/"])
def test_bytes_that_are_no_text_are_no_page(path: bytes, preview: Preview, public_ready: None) -> None:
    with socket.create_connection(("127.0.0.1", preview.port), timeout=20) as connection:
        connection.sendall(b"GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\n\r\n" % (path, preview.port))
        assert connection.makefile("rb").readline().startswith(b"HTTP/1.1 404 ")


@pytest.mark.parametrize(
    ("path", "to"),
    [("/harbour", "/harbour/"), ("/public", "/public/"), ("/public/process", None), ("/%2f%2Fharbour", "/harbour/")],
)
def test_a_redirect_stays_on_this_server(path: str, to: str | None, preview: Preview, public_ready: None) -> None:
    answer = preview.get(path)
    assert answer.headers["Location"] == to
    assert answer.status == (302 if to else 404)


@pytest.mark.parametrize("path", ["/harbour/assets/", "/harbour/assets", "/public/assets/", "/public/process/"])
def test_no_folder_is_listed(path: str, preview: Preview, public_ready: None) -> None:
    assert preview.get(path).status == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_nothing_can_be_changed(method: str, preview: Preview) -> None:
    assert preview.get("/harbour/", method=method).status == 501


def test_the_start_page_leads_everywhere(tab: Page, preview: Preview, public_ready: None) -> None:
    tab.goto(preview.address)
    for link in tab.locator("main a").all():
        address = link.get_attribute("href") or ""
        assert preview.get(address).status == 200, address
    assert tab.locator("main a").count() == 8


def edit(preview: Preview, change: Callable[[str], str]) -> float:
    """Saves the session with a change, as an editor does; returns when."""
    file = preview.practice / SESSION
    text = change(file.read_text(encoding="utf-8"))
    started = perf_counter()
    file.write_text(text, encoding="utf-8")
    return started


def test_an_edit_shows_by_itself(tab: Page, preview: Preview, record_property: Callable[[str, object], None]) -> None:
    tab.goto(preview.address + PAGE)
    good = (preview.practice / SESSION).read_text(encoding="utf-8")
    seconds = []
    for n in range(5):
        words = f"Edited for the {n}th time"
        started = edit(preview, lambda text, words=words: re.sub(r"(?m)^agreement: .*$", f"agreement: {words}", text))
        expect(tab.locator("main")).to_contain_text(words, timeout=PATIENCE)
        seconds.append(perf_counter() - started)
        expect(tab.locator("h1")).not_to_contain_text("cannot be shown")
        # The page has to be listening again before the next edit; a person is never this quick.
        tab.wait_for_timeout(150)
    edit(preview, lambda _: good)
    record_property("reload_seconds", round(median(seconds), 3))
    print(f"reload after an edit: median {median(seconds):.3f} s, most {max(seconds):.3f} s")  # noqa: T201


def test_a_broken_file_is_shown_and_the_last_good_pages_stay(tab: Page, preview: Preview) -> None:
    address = preview.address + PAGE
    tab.goto(address)
    good = (preview.practice / SESSION).read_text(encoding="utf-8")
    edit(preview, lambda text: text + "\nfocuss: typed wrong\n")
    expect(tab.locator("h1")).to_contain_text("cannot be shown", timeout=PATIENCE)
    expect(tab.locator("pre")).to_contain_text(SESSION)
    expect(tab.locator("pre")).to_contain_text("focuss")

    assert preview.get("/lantern/").status == 200
    tab.get_by_role("link", name="See the last good pages").click()
    expect(tab.locator("h1")).not_to_contain_text("cannot be shown")
    tab.get_by_role("link", name="Goals").first.click()
    expect(tab).to_have_url(f"{preview.address}last/harbour/goals.html")

    tab.goto(address)
    edit(preview, lambda _: good)
    expect(tab.locator("h1")).not_to_contain_text("cannot be shown", timeout=PATIENCE)


def test_a_page_that_a_browser_asks_for_twice_is_whole(preview: Preview) -> None:
    full, head = preview.get("/harbour/index.html"), preview.get("/harbour/index.html", method="HEAD")
    assert head.status == 200
    assert head.text == ""
    assert int(head.headers["Content-Length"]) == len(full.text.encode())
