"""The same site in Firefox. Every test has a host on a port of its own, and with it an origin of its own."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from firefox import Firefox, Tab
from host import Host
from sealed_sample import ICS, Sample, grouped, plain_files, single_file, together
from visitor import address, link, newer

OPEN = """location.pathname.includes('/p/') && document.readyState === 'complete'
    && document.querySelector('h1')?.innerText"""
GATE = "document.getElementById('form')?.hidden === false && !location.pathname.includes('/p/')"
FRAME = "document.querySelector('iframe')?.contentDocument"


pytestmark = pytest.mark.usefixtures("quiet_host")


@pytest.fixture
def tab(firefox: Firefox) -> Iterator[Tab]:
    made = firefox.tab()
    yield made
    made.close()


def enter(tab: Tab, host: Host, sample: Sample) -> None:
    tab.goto("about:blank")
    tab.goto(link(host, sample), "none")
    assert tab.wait(OPEN)


def heading(tab: Tab, words: str) -> None:
    tab.wait(f"document.querySelector('h1')?.innerText === {json.dumps(words)}")


def says(tab: Tab, words: str) -> None:
    tab.wait(f"document.getElementById('said')?.innerText.includes({json.dumps(words)})")


def type_code(tab: Tab, code: str, *, remember: bool = False) -> None:
    tab.wait(GATE)
    tab.evaluate(f"""(code.value = {json.dumps(code)}, remember.checked = {json.dumps(remember)},
        document.querySelector('button[type=submit]').click(), 1)""")


def click(tab: Tab, words: str) -> None:
    tab.evaluate(
        f"""([...document.querySelectorAll('a, button')]
            .find(each => each.innerText.includes({json.dumps(words)})).click(), 1)"""
    )


def test_reading(tab: Tab, host: Host, sample: Sample) -> None:
    enter(tab, host, sample)
    assert tab.evaluate("[location.hash, history.state, document.referrer, document.cookie]") == [
        "",
        None,
        "",
        "",
    ]
    assert tab.evaluate(
        "[getComputedStyle(document.body).backgroundColor, dot.naturalWidth, lock.hidden]"
    ) == ["rgb(1, 2, 3)", 1, False]
    click(tab, "What was agreed")
    heading(tab, "Session")
    assert tab.wait("scrollY > 100")
    tab.back()
    heading(tab, "Good morning, Ines")
    click(tab, "Search")
    heading(tab, "Search")
    tab.evaluate("(words.value = 'naivete', words.dispatchEvent(new Event('input')), 1)")
    assert tab.wait("found.innerText") == "One place."
    tab.reload()
    heading(tab, "Search")


def test_deep_link_and_typed_code(tab: Tab, host: Host, sample: Sample) -> None:
    tab.goto(address(host, sample, "session.html"))
    host.asked.clear()  # that address was the visitor's own, and opaque
    type_code(tab, grouped(sample.code()).lower())
    heading(tab, "Session")


def test_files(tab: Tab, firefox: Firefox, host: Host, sample: Sample) -> None:
    enter(tab, host, sample)
    tab.evaluate("(pdf.click(), 1)")
    tab.wait(f"location.href === {json.dumps(address(host, sample, 'report.pdf'))}")
    tab.back()
    heading(tab, "Good morning, Ines")
    tab.evaluate("(ics.click(), 1)")
    saved, end = firefox.downloads / "session-5.ics", time.monotonic() + 5
    while not (saved.is_file() and saved.stat().st_size) and time.monotonic() < end:
        time.sleep(0.05)
    assert saved.read_bytes() == ICS


def test_messages_of_the_gate(tab: Tab, host: Host, sample: Sample) -> None:
    tab.goto(f"{host.origin}/{sample.id}/")
    type_code(tab, "2QAB-FZT0-E1Z0-F020-X62D-EJ0Z-MDT3")
    says(tab, "typing error")
    type_code(tab, Sample(uid="engagement-2").code())
    says(tab, "ask for a new link")
    tab.goto(link(host, sample).replace("#", "%23"), "none")
    says(tab, "ask for a new link soon")
    click(tab, "Read on")
    assert tab.wait(OPEN)


def test_locking_all_tabs(tab: Tab, firefox: Firefox, host: Host, sample: Sample) -> None:
    enter(tab, host, sample)
    other = firefox.tab()
    enter(other, host, sample)
    click(other, "Lock")
    for each in (tab, other):
        says(each, "Locked")
    tab.goto(address(host, sample))
    assert tab.wait(GATE)
    tab.back()
    assert not tab.evaluate(OPEN)
    other.close()


def test_the_last_window_ends_the_session(tab: Tab, firefox: Firefox, host: Host, sample: Sample) -> None:
    other = firefox.tab()
    enter(other, host, sample)
    other.close()
    tab.goto(address(host, sample))
    assert tab.wait(GATE)


def test_a_device_that_remembers(tab: Tab, firefox: Firefox, host: Host, sample: Sample) -> None:
    tab.goto(f"{host.origin}/{sample.id}/")
    type_code(tab, sample.code(), remember=True)
    assert tab.wait(OPEN)
    assert tab.wait("remember.checked")
    other = firefox.tab()
    tab.goto("about:blank")
    other.goto(f"{host.origin}/{sample.id}/", "none")
    assert other.wait(OPEN)
    other.close()


def test_publishing(tab: Tab, host: Host, sample: Sample) -> None:
    """An update shows on the next first page; a revoked person is told; a closed site says so."""
    enter(tab, host, sample)
    host.files.update(newer(sample, plain=plain_files("A new morning")).published())
    tab.goto(link(host, sample), "none")
    heading(tab, "A new morning")
    host.files = together(newer(sample, epoch=2, holders={"aide": 1}).published())
    tab.goto(link(host, sample), "none")
    says(tab, "ask for a new link")
    host.files = together(sample.closed())
    tab.goto(f"{host.origin}/{sample.id}/", "none")
    heading(tab, "These pages are closed")
    assert tab.wait("navigator.serviceWorker.getRegistrations().then(all => all.length === 0)")
    assert tab.evaluate("caches.keys()") == []


def test_tampering(tab: Tab, host: Host, sample: Sample) -> None:
    session, other = (f"/{sample.id}/{sample.object_url(name)}" for name in ("session.html", "search.html"))
    good = host.files[session]
    host.files[session] = host.files[other]
    enter(tab, host, sample)
    click(tab, "Session")
    says(tab, "could not be verified")
    host.files[session] = good
    click(tab, "Try again")
    heading(tab, "Session")
    manifest = bytearray(host.files[f"/{sample.id}/m.bin"])
    manifest[-1] ^= 1
    host.files[f"/{sample.id}/m.bin"] = bytes(manifest)
    tab.goto(link(host, sample), "none")
    says(tab, "could not be verified")


def test_offline(tab: Tab, host: Host, sample: Sample) -> None:
    enter(tab, host, sample)
    tab.wait(
        f"""caches.open('psv1-{sample.id}-data').then(one => one.keys())
            .then(all => all.length === {len(sample.plain) + 2})"""
    )
    host.is_down = True
    click(tab, "Session")
    heading(tab, "Session")
    tab.goto(f"{host.origin}/{sample.id}/#{sample.code('aide')}", "none")
    heading(tab, "Good morning, Ines")


def test_the_vectors(tab: Tab, host: Host, sample: Sample) -> None:
    """This engine's own cryptography and inflating, on the sealed objects that must be refused."""
    from vectors_in_browsers import SCRIPT, vectors

    tab.goto(f"{host.origin}/{sample.id}/")
    assert tab.evaluate(f"({SCRIPT})({json.dumps(vectors())})") == []


def test_a_single_file(tab: Tab, sample: Sample, tmp_path: Path) -> None:
    file = tmp_path / "pages.html"
    file.write_bytes(single_file(sample))
    tab.goto(f"{file.as_uri()}#{sample.code()}", "none")
    tab.wait(f"{FRAME}?.querySelector('h1')?.innerText === 'Good morning, Ines'")
    assert tab.evaluate(
        f"[getComputedStyle({FRAME}.body).backgroundColor, {FRAME}.getElementById('dot').naturalWidth]"
    ) == ["rgb(1, 2, 3)", 1]
    tab.evaluate(f"({FRAME}.querySelector('main a').click(), 1)")
    tab.wait(f"{FRAME}?.querySelector('h1')?.innerText === 'Session'")
    tab.back()
    tab.wait(f"{FRAME}?.querySelector('h1')?.innerText === 'Good morning, Ines'")
    click(tab, "Lock")
    assert tab.wait(GATE)
