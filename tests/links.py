"""Links and anchors of a folder of pages: what leads nowhere, and what leads away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

LINKS = {"href", "src", "poster", "action", "data"}
OWN = "http://folder.invalid/"
"""Stands for the folder while links are resolved; a name that nobody can have."""


@dataclass(frozen=True, slots=True)
class Page:
    """Where a page may be jumped to, and where it leads: (tag, address) as written."""

    anchors: frozenset[str]
    links: tuple[tuple[str, str], ...]
    repeated: tuple[str, ...]
    """Ids that occur more than once."""


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.ids: list[str] = []
        self.links: list[tuple[str, str]] = []
        self.base = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if value is None:
                continue
            if name == "id" or (name == "name" and tag == "a"):
                self.ids.append(value)
            elif name in LINKS:
                self.links.append((tag, value))
            elif name == "srcset":
                self.links.extend((tag, part.split()[0]) for part in value.split(",") if part.strip())


def parse(html: str) -> Page:
    """The anchors and links of one page."""
    parser = _Parser()
    parser.feed(html)
    parser.close()
    repeated = sorted({each for each in parser.ids if parser.ids.count(each) > 1})
    return Page(frozenset(parser.ids), tuple(parser.links), tuple(repeated))


@dataclass(frozen=True)
class Folder:
    """A folder of pages, as a web server would show it."""

    root: Path
    _seen: dict[str, Page] = field(default_factory=dict)

    @cached_property
    def files(self) -> frozenset[str]:
        """Every file, relative, with `/`."""
        return frozenset(path.relative_to(self.root).as_posix() for path in self.root.rglob("*") if path.is_file())

    @property
    def pages(self) -> list[str]:
        """Every HTML file, in order."""
        return sorted(name for name in self.files if name.endswith(".html"))

    def page(self, name: str) -> Page:
        """One page, parsed once."""
        if name not in self._seen:
            self._seen[name] = parse((self.root / name).read_text(encoding="utf-8"))
        return self._seen[name]

    def dead(self, name: str) -> Iterator[str]:
        """What is wrong with the links of one page, in words."""
        for tag, link, path, anchor in self._inside(name):
            file = self._file(path)
            if file is None:
                yield f"{name}: <{tag}> leads to {link!r}, and there is no such file"
            elif anchor and file.endswith(".html") and anchor not in self.page(file).anchors:
                yield f"{name}: <{tag}> leads to {link!r}, and {file} has no such anchor"

    def leaving(self, name: str) -> Iterator[str]:
        """Links of one page, as written, to files of this folder that are not in the page's own first folder."""
        own = name.partition("/")[0]
        for _, link, path, _ in self._inside(name):
            if path.partition("/")[0] != own:
                yield link

    def away(self) -> Mapping[str, set[str]]:
        """Addresses that lead out of the folder, each with the pages that hold it."""
        found: dict[str, set[str]] = {}
        for name in self.pages:
            for _, link in self.page(name).links:
                if urlsplit(link).scheme or link.startswith("//"):
                    found.setdefault(link, set()).add(name)
        return found

    def _inside(self, name: str) -> Iterator[tuple[str, str, str, str]]:
        """Tag, link as written, path and anchor of every link of a page that stays on the server."""
        for tag, link in self.page(name).links:
            target = urljoin(OWN + name, link)
            if target.startswith(OWN):
                parts = urlsplit(target)
                yield tag, link, unquote(parts.path.lstrip("/")), unquote(parts.fragment)

    def _file(self, path: str) -> str | None:
        for candidate in (path, f"{path}index.html" if path.endswith("/") or not path else f"{path}/index.html"):
            if candidate in self.files:
                return candidate
        return None
