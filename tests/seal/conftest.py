"""Browsers for the sealed sites: each test gets a context of its own. A browser that is missing skips its tests."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from browsers import CHROMIUMS, QUIET
from firefox import Firefox, started
from host import Host, hosting
from playwright.sync_api import Browser, BrowserContext, Playwright, sync_playwright
from sealed_sample import Sample, together


@pytest.fixture(scope="session")
def chromium_path() -> str:
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if path is None:
        pytest.skip("Chromium is not installed; tools/test installs it")
    return path


@pytest.fixture(scope="module")
def driver() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="module")
def chromium(driver: Playwright, chromium_path: str) -> Iterator[Browser]:
    browser = driver.chromium.launch(executable_path=chromium_path, args=QUIET)
    yield browser
    browser.close()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    with chromium.new_context() as made:
        made.set_default_timeout(8000)
        yield made


@pytest.fixture(scope="session")
def firefox() -> Iterator[Firefox]:
    path = os.environ.get("FIREFOX") or shutil.which("firefox-esr") or shutil.which("firefox")
    if path is None:
        pytest.skip("Firefox is not installed; tools/test installs it")
    with started(path) as browser:
        yield browser


@pytest.fixture
def sample() -> Sample:
    return Sample()


@pytest.fixture
def host(sample: Sample) -> Iterator[Host]:
    """One site on a host that logs."""
    with hosting(together(sample.published())) as made:
        yield made


@pytest.fixture
def quiet_host(host: Host) -> Iterator[None]:
    """In whatever a test does: the host is asked for no page and is told no address."""
    yield
    assert host.seen("/p/") == [], "a page was asked of the host"
    assert {path.partition("?")[2] for path, _ in host.asked} <= {"", "a1b2c3"}
    # A script that is loaded says which page asked for it; the pages that do are the gate and the worker.
    assert not [referer for _, referer in host.asked if "/p/" in referer]
