"""One visit to a page: everything that a test wants to know about it, gathered while it is open."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Request, Response

PHONE = {"width": 320, "height": 640}
LOOK = """() => {
  const root = document.documentElement, room = root.clientWidth;
  const edge = part => part.getBoundingClientRect().right;
  const wide = root.scrollWidth <= room ? [] : [`page ${root.scrollWidth} px`,
    ...[...document.querySelectorAll("body *")].filter(part => edge(part) > room + 1).slice(0, 4)
      .map(part => `${part.tagName.toLowerCase()}.${part.className} to ${Math.round(edge(part))} px`)];
  const stored = [document.cookie, ...Object.keys(localStorage), ...Object.keys(sessionStorage)].filter(Boolean);
  const words = what => (document.querySelector(what)?.innerText ?? "").trim();
  const links = [...document.links].map(link => link.href);
  return {heading: words("h1"), text: words("main"), links, wide, stored};
}"""


@dataclass(frozen=True, slots=True)
class Visit:
    """What happened on one page. Empty tuples mean that all was well."""

    name: str
    heading: str
    text: str
    """The words of <main> as they are shown."""
    links: tuple[str, ...]
    """Whole addresses of everything linked to."""
    complaints: tuple[str, ...]
    """Console errors and warnings, exceptions, failed requests, answers of 400 and more."""
    away: tuple[str, ...]
    """Requests to another host."""
    too_wide: tuple[str, ...]
    """What stands out of a window of 320 px."""
    stored: tuple[str, ...]
    """Cookies, and names of anything kept in storage."""


class Visitor:
    """A tab as narrow as a small phone, and what it writes down while pages are open in it."""

    def __init__(self, context: BrowserContext, home: str) -> None:
        self._context, self._home = context, home
        self._complaints: list[str] = []
        self._away: list[str] = []
        self._tab = tab = context.new_page()
        tab.set_viewport_size(PHONE)
        tab.on("console", lambda said: said.type in ("error", "warning") and self._complaints.append(said.text))
        tab.on("pageerror", lambda error: self._complaints.append(str(error)))
        tab.on("requestfailed", self._note_failure)
        tab.on("response", self._note_answer)
        tab.on("request", self._note_request)

    def visit(self, name: str) -> Visit:
        """Opens a page of the site and looks at it."""
        self._complaints.clear()
        self._away.clear()
        tab = self._tab
        tab.goto(self._home + name, wait_until="load")
        seen = tab.evaluate(LOOK)
        stored = [*seen["stored"], *(str(each.get("name")) for each in self._context.cookies())]
        return Visit(
            name=name,
            heading=seen["heading"],
            text=seen["text"],
            links=tuple(seen["links"]),
            complaints=tuple(self._complaints),
            away=tuple(self._away),
            too_wide=tuple(seen["wide"]),
            stored=tuple(stored),
        )

    def _note_failure(self, request: Request) -> None:
        # What the page before was still loading when this one was opened is no fault of either.
        if request.failure != "net::ERR_ABORTED":
            self._complaints.append(f"{request.failure}: {request.url}")

    def _note_answer(self, answer: Response) -> None:
        if answer.status >= 400:
            self._complaints.append(f"{answer.status} {answer.url}")

    def _note_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.netloc != urlsplit(self._home).netloc:
            self._away.append(request.url)
