"""The gate's own files: what they say in the clear, what they may load, how they read, and how big they are."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
import subprocess
from pathlib import Path
from typing import Any, Literal

import pytest
from host import Host
from playwright._impl._driver import compute_driver_executable
from playwright.sync_api import Browser, Page, expect
from sealed_sample import PRACTICE, TEMPLATES, Sample, closed_files, gate_files, root_files, single_file
from vectors_in_browsers import SCRIPT, vectors
from visitor import enter, link, said, type_code

ROOT = TEMPLATES.parent
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
VALIDATE = ROOT / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"
SCRIPTS = sorted((TEMPLATES / "seal").rglob("*.js"))


def test_the_policies_are_one() -> None:
    """The gate's own policy and the one its worker sends differ in what only a header can say."""
    files = {name: body.decode() for name, body in gate_files().items()}
    meta = re.search(r'Content-Security-Policy" content="([^"]+)"', files[""])
    header = re.search(r"GATE_POLICY = ((?:\"[^\"]+\"\s*\+?\s*)+);", files["sw.js"])
    assert meta is not None
    assert header is not None
    assert "".join(re.findall(r'"([^"]+)"', header[1])) == meta[1] + "; frame-ancestors 'none'"
    assert "unsafe" not in meta[1]


def test_the_style_of_the_lost_page_has_its_hash() -> None:
    text = root_files()["/404.html"].decode()
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    assert style is not None
    assert base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode() in text


def test_they_name_nobody(sample: Sample) -> None:
    """Nothing of a site is in them; the practice only where its name is meant to stand."""
    files = {
        **gate_files(),
        **{f"closed {name}": body for name, body in closed_files().items()},
        **root_files(),
    }
    for name, body in files.items():
        assert sample.id.encode() not in body, name
        assert b"{{" not in body, name
        assert (PRACTICE.encode() in body) == (name in ("", "closed ")), name


def test_they_load_nothing_from_elsewhere_and_make_no_code_of_text(sample: Sample) -> None:
    for text in (*(path.read_text() for path in SCRIPTS), *(body.decode() for body in gate_files().values())):
        assert not re.search(r"\b(eval|Function|innerHTML|insertAdjacentHTML|document\.write)\b\s*[(=]", text)
        assert set(re.findall(r"https?://[\w.]+", text)) <= {"https://site.invalid"}
    html = b"".join(
        (gate_files()[""], single_file(sample), *closed_files().values(), *root_files().values())
    ).decode()
    assert not re.search(r"<[a-z][^>]*\s(download|ping|(style|on[a-z]+)=)", html)


def test_they_are_small() -> None:
    """What a first visit fetches before it can open anything."""
    first = [body for name, body in gate_files().items() if name != "viewer.js"]
    assert sum(map(len, first)) < 58_000
    assert sum(len(gzip.compress(body)) for body in first) < 20_000


def test_without_scripts_there_is_an_explanation() -> None:
    noscript = re.search(r"<noscript>(.*?)</noscript>", gate_files()[""].decode(), re.DOTALL)
    assert noscript is not None
    assert "Scripts are switched off here" in noscript[1]


@pytest.mark.skipif(not VALIDATE.is_file(), reason="html-validate is not installed; tools/test installs it")
def test_they_are_valid(tmp_path: Path) -> None:
    pages = {"gate": gate_files()[""], "closed": closed_files()[""], "404": root_files()["/404.html"]}
    for name, body in pages.items():
        (tmp_path / f"{name}.html").write_bytes(body)
    rules = ROOT / "tests" / "browser" / "htmlvalidate.json"
    arguments = [
        compute_driver_executable()[0],
        VALIDATE,
        "--config",
        rules,
        "--formatter",
        "text",
        *tmp_path.iterdir(),
    ]
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_vectors_in_chromium(chromium: Browser, host: Host, sample: Sample) -> None:
    with chromium.new_context() as context:
        tab = context.new_page()
        tab.goto(f"{host.origin}/{sample.id}/")
        assert tab.evaluate(SCRIPT, vectors()) == []


def _objections(tab: Page) -> list[str]:
    tab.evaluate(AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = tab.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{rule['id']}: {node['failureSummary']}" for rule in found["violations"] for node in rule["nodes"]
    ]


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed; tools/test installs it")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe(scheme: Literal["light", "dark"], chromium: Browser, host: Host, sample: Sample) -> None:
    """Every face of the gate, on a phone."""
    with chromium.new_context(color_scheme=scheme, viewport={"width": 390, "height": 844}) as context:
        tab = context.new_page()
        tab.goto(f"{host.origin}/{sample.id}/")
        said(tab, "Open the link you were sent")
        assert _objections(tab) == []
        type_code(tab, "2QAB")
        said(tab, "this has 4")
        assert _objections(tab) == []
        tab.goto(link(host, sample).replace("#", "%23"))
        said(tab, "mail filter")
        assert _objections(tab) == []
        enter(context, host, sample)
        tab.goto(f"{host.origin}/{sample.id}/p/aaaaaaaaaa.html")
        said(tab, "no such page")
        assert _objections(tab) == []
        tab.goto(f"{host.origin}/nothing")
        assert _objections(tab) == []
    with chromium.new_context(color_scheme=scheme) as context:
        context.add_init_script("delete Navigator.prototype.serviceWorker")
        tab = context.new_page()
        tab.goto(link(host, sample))
        expect(tab.frame_locator("iframe").locator("h1")).to_be_visible()
        assert _objections(tab) == []


@pytest.mark.parametrize("width", [320, 640])
def test_nothing_stands_out(width: int, chromium: Browser, host: Host, sample: Sample) -> None:
    """On the smallest phone, and on a computer at 200 %."""
    with chromium.new_context(viewport={"width": width, "height": 400}) as context:
        tab = context.new_page()
        tab.goto(f"{host.origin}/{sample.id}/")
        said(tab, "Open the link")
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        tab.keyboard.press("Tab")
        tab.keyboard.press("Space")
        expect(tab.get_by_label("Remember on this device")).to_be_checked()
