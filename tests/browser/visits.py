"""One visit to a page: everything that a test wants to know about it, gathered while it is open."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page

PHONE = {"width": 320, "height": 640}
DESK = {"width": 1280, "height": 900}
TOO_WIDE = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  const parts = [...document.querySelectorAll("body *")].filter(part => part.getBoundingClientRect().right > room + 1);
  return [`page ${document.documentElement.scrollWidth} px`, ...parts.slice(0, 4).map(part =>
    `${part.tagName.toLowerCase()}.${part.className} to ${Math.round(part.getBoundingClientRect().right)} px`)];
}"""
STORED = """() => [document.cookie, ...Object.keys(localStorage), ...Object.keys(sessionStorage)].filter(Boolean)"""


@dataclass(frozen=True, slots=True)
class Visit:
    """What happened on one page. Empty tuples mean that all was well."""

    name: str
    heading: str
    text: str
    """The words of <main> as they are shown."""
    complaints: tuple[str, ...]
    """Console errors and warnings, exceptions, failed requests, answers of 400 and more."""
    away: tuple[str, ...]
    """Requests to another host."""
    too_wide: tuple[str, ...]
    """What stands out of a window of 320 px."""
    stored: tuple[str, ...]
    """Cookies, and names of anything kept in storage."""


class _Listener:
    """Writes down what a page asks for and complains of."""

    def __init__(self, page: Page, home: str) -> None:
        self.complaints: list[str] = []
        self.away: list[str] = []
        self._host = urlsplit(home).netloc
        page.on("console", lambda said: said.type in ("error", "warning") and self.complaints.append(said.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("requestfailed", lambda request: self.complaints.append(f"failed: {request.url}"))
        page.on("response", lambda answer: answer.status >= 400 and self.complaints.append(f"{answer.status} {answer.url}"))
        page.on("request", lambda request: self._note(request.url))

    def _note(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob") and parts.netloc != self._host:
            self.away.append(url)


def visit(context: BrowserContext, home: str, name: str) -> Visit:
    """Opens the page at desktop width, looks, and makes the window as narrow as a small phone."""
    page = context.new_page()
    listener = _Listener(page, home)
    page.set_viewport_size(DESK)
    page.goto(home + name, wait_until="load")
    heading = page.locator("h1").first.inner_text()
    text = page.locator("main").first.inner_text()
    page.set_viewport_size(PHONE)
    too_wide = page.evaluate(TOO_WIDE)
    stored = [*page.evaluate(STORED), *(str(each.get("name")) for each in context.cookies())]
    page.close()
    return Visit(
        name, heading, text, tuple(listener.complaints), tuple(listener.away), tuple(too_wide), tuple(stored)
    )
