"""Preview on this computer: everything in the clear, on the loopback address only, reloading as files change.

The pages are confidential, so nothing else may read them: the server listens on 127.0.0.1, answers only requests
whose Host is this address (a page elsewhere cannot reach it by DNS rebinding), lists no folders and lets nothing be
cached. A broken file shows its diagnostics as a page; the last good build stays one click away.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote, unquote

from coachbook import __version__
from coachbook.model.views import ExecutiveView
from coachbook.render.artifact import Artifact
from coachbook.shell.books import Books, books_of
from coachbook.shell.build import PREVIEW_NOTICE
from coachbook.shell.desks import desk_of_coach
from coachbook.shell.engagements import Shared, Sources, Task, Timings, look, sites_of
from coachbook.shell.public import PublicBuild, abandon_public, finish_public, start_public
from coachbook.shell.publish import Public
from coachbook.shell.templates import load_templates
from coachbook.shell.workspace import CLIENTS, Workspace, engagement_ids, read_practice
from coachbook.source.diagnostics import Diagnostic
from coachbook.source.reporting import Checked, report

MEDIA_TYPES: Mapping[str, str] = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
    ".xml": "application/xml; charset=utf-8",
}
LAST = "last/"
"""Prefix of an engagement's last good pages while its files are broken."""
INDEX = "index.html"
EVENTS = "/__events"
RELOAD = "/__reload.js"
RELOAD_SCRIPT = b"""new EventSource("/__events").onmessage = () => location.reload();\n"""
HEARTBEAT_SECONDS = 15


@dataclass(frozen=True, slots=True)
class Shown:
    """One engagement as it can be shown: the last good files, and what is wrong now."""

    sites: Mapping[str, Mapping[str, bytes]]
    """Files by address, by reader."""
    view: ExecutiveView | None
    problems: tuple[Diagnostic, ...]
    sources: Sources

    @property
    def is_broken(self) -> bool:
        """True while an error keeps the newest text from being shown."""
        return any(problem.severity == "error" for problem in self.problems)


NOTHING: Shown = Shown({}, None, (), {})


@dataclass(slots=True)
class Studio:
    """What the server shows, kept current by `refresh`; replaced piece by piece, never changed in place."""

    workspace: Workspace
    today: date
    engagements: dict[str, Shown] = field(default_factory=dict)
    shared: Shared | None = None
    practice_problems: tuple[Diagnostic, ...] = ()
    practice_sources: Sources = field(default_factory=dict)
    public: Path | None = None
    public_problems: tuple[Diagnostic, ...] = ()
    changed: threading.Condition = field(default_factory=threading.Condition)
    edition: int = 0

    def refresh(self, paths: frozenset[str] | None = None) -> None:
        """Reads again what `paths` (relative to the practice) touch; None means everything."""
        if paths is None or any(not path.startswith(f"{CLIENTS}/") for path in paths):
            self._read_shared()
            ids = engagement_ids(self.workspace)
            self.engagements = {id: shown for id, shown in self.engagements.items() if id in ids}
        else:
            touched = {path.split("/")[1] for path in paths}
            known = engagement_ids(self.workspace)
            for gone in touched - set(known):
                self.engagements.pop(gone, None)
            ids = tuple(sorted(touched & set(known)))
        for id in ids:
            self.engagements[id] = self._show(id)
        self.announce()

    def announce(self) -> None:
        """Tells open pages to load again."""
        with self.changed:
            self.edition += 1
            self.changed.notify_all()

    def wait_for_change(self, seen: int) -> tuple[bool, int]:
        """Whether anything changed since edition `seen` within a heartbeat, and the edition now."""
        with self.changed:
            changed = self.changed.wait_for(lambda: self.edition != seen, HEARTBEAT_SECONDS)
            return changed, self.edition

    def refresh_public(self) -> None:
        """Builds the methodology site again; the last good one stays if that fails."""
        site, problems = finish_public(start_public(self.workspace.root, self.today))
        self.take_public(site, problems)

    def take_public(self, site: Public | None, problems: tuple[Diagnostic, ...]) -> None:
        """Shows a methodology site that has been built."""
        self.public_problems = problems
        if site is not None:
            if self.public is not None:
                shutil.rmtree(self.public, ignore_errors=True)
            self.public = site.folder
        self.announce()

    def close(self) -> None:
        """Removes the staged methodology site."""
        if self.public is not None:
            shutil.rmtree(self.public, ignore_errors=True)

    def _read_shared(self) -> None:
        practice, reading = read_practice(self.workspace)
        if practice is not None:
            self.shared = Shared(practice, reading.broken(), load_templates(self.workspace))
        self.practice_problems = tuple(reading.problems)
        self.practice_sources = {path: document.source for path, document in reading.documents.items()}

    def _show(self, id: str) -> Shown:
        last = self.engagements.get(id, NOTHING)
        if self.shared is None:
            return last
        looked = look(self.workspace, id, self.shared, self.today, Timings())
        if looked.engagement is None or looked.view is None:
            return Shown(last.sites, last.view, looked.problems, looked.sources)
        # Every workbook is offered; its PDF is made when it is asked for.
        offered = Books(tuple(Artifact(book.url, "application/pdf", b"") for book in looked.view.workbooks))
        task = Task(self.workspace, id, self.shared, self.today, False, PREVIEW_NOTICE)
        sites: dict[str, Mapping[str, bytes]] = {
            reader: {each.url: each.body for each in site if each.body}
            for reader, site in sites_of(looked.engagement, looked.view, offered, task).items()
        }
        return Shown(sites, looked.view, looked.problems, looked.sources)

    def desk(self, coach_id: str) -> Mapping[str, bytes]:
        """A coach's desk, laid when it is asked for; empty for a coach there is not."""
        coach = self.shared.practice.coach(coach_id) if self.shared else None
        if coach is None or self.shared is None:
            return {}
        desk = desk_of_coach(
            coach,
            self.workspace,
            self.shared,
            self.today,
            lambda each, page: f"../{each.id}/{page}",
            PREVIEW_NOTICE,
        )
        return {each.url: each.body for each in desk.site or ()}

    def workbook(self, id: str, url: str) -> bytes | str | None:
        """A workbook made on demand: its bytes, a line on why there is none, or None for an unknown address."""
        shown = self.engagements.get(id, NOTHING)
        if (
            shown.view is None
            or self.shared is None
            or url not in {book.url for book in shown.view.workbooks}
        ):
            return None
        books = books_of(shown.view, self.shared.practice, self.shared.templates)
        for book in books.files:
            if book.url == url:
                return book.body
        return books.missing or "\n".join(problem.words() for problem in books.problems)


def serve(studio: Studio, port: int) -> Server:
    """A server on the loopback address, ready to run; port 0 takes a free one. Raises OSError for a taken port."""
    return Server(studio, port)


def watch(studio: Studio, stop: threading.Event) -> None:
    """Refreshes the studio whenever a file of the practice changes, until `stop` is set."""
    from watchfiles import watch as changes_in

    root = studio.workspace.root
    folders = [
        root / name for name in ("content", CLIENTS, "templates", "mkdocs.yml") if (root / name).exists()
    ]
    for changes in changes_in(*folders, debounce=50, step=10, stop_event=stop, yield_on_timeout=False):
        paths = frozenset(Path(path).relative_to(root).as_posix() for _, path in changes)
        site = {path for path in paths if path.startswith(("content/methodology/", "templates/methodology/"))}
        others = paths - site
        if others - {"mkdocs.yml"}:
            studio.refresh(frozenset(others))
        if site or "mkdocs.yml" in paths:
            studio.refresh_public()
            studio.refresh()  # stage names and summaries live on the public pages


class Server(ThreadingHTTPServer):
    """Serves a studio; threads end with the process."""

    daemon_threads = True

    def __init__(self, studio: Studio, port: int) -> None:
        self.studio = studio
        self.public_build: PublicBuild | None = None
        super().__init__(("127.0.0.1", port), Handler)

    @property
    def address(self) -> str:
        """Where to point a browser."""
        return f"http://127.0.0.1:{self.server_port}/"

    def build_public_in_background(self) -> None:
        """Builds the methodology site beside the first requests."""
        build = self.public_build = start_public(self.studio.workspace.root, self.studio.today)

        def finish() -> None:
            site, problems = finish_public(build)
            self.public_build = None
            self.studio.take_public(site, problems)

        threading.Thread(target=finish, daemon=True).start()

    def server_close(self) -> None:
        """Stops a methodology build under way and removes what was staged."""
        super().server_close()
        if self.public_build is not None:
            abandon_public(self.public_build)
        self.studio.close()


class Handler(BaseHTTPRequestHandler):
    """GET and HEAD of what the studio shows."""

    server: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answers one request."""
        if not self._is_for_this_computer():
            self._answer(
                HTTPStatus.MISDIRECTED_REQUEST, b"This preview answers this computer only.\n", "text/plain"
            )
            return
        path = _path_of(self.path)
        if path == EVENTS:
            self._events()
        elif path == RELOAD:
            self._answer(HTTPStatus.OK, RELOAD_SCRIPT, MEDIA_TYPES[".js"])
        elif path == "/":
            self._page(HTTPStatus.OK, index_page(self.server.studio))
        elif path == "/public" or path.startswith("/public/"):
            self._public(path.removeprefix("/public").lstrip("/"))
        elif path.startswith("/private/"):
            self._sealed(path.removeprefix("/private/"))
        else:
            self._engagement(path.lstrip("/"))

    do_HEAD = do_GET

    def log_message(self, format: str, *arguments: object) -> None:
        """Says nothing: addresses of pages do not belong in a terminal's history."""

    def _is_for_this_computer(self) -> bool:
        port = self.server.server_port
        return self.headers.get("Host") in {f"{host}:{port}" for host in ("127.0.0.1", "localhost", "[::1]")}

    def _engagement(self, path: str) -> None:
        wants_last = path.startswith(LAST)
        name, slash, url = path.removeprefix(LAST).partition("/")
        id, _, reader = name.partition(".")
        shown = self.server.studio.engagements.get(id)
        if id == "desk" and reader:
            self._from(self.server.studio.desk(reader), slash, url)
        elif shown is None:
            self._nothing()
        elif shown.is_broken and slash and not wants_last and not url.startswith("assets/"):
            self._page(HTTPStatus.OK, problems_page(id, shown))
        elif shown.view is not None and url in {book.url for book in shown.view.workbooks}:
            self._workbook(id, url)
        else:
            self._from(shown.sites.get(reader or "executive", {}), slash, url)

    def _from(self, files: Mapping[str, bytes], slash: str, url: str) -> None:
        """A file of a site; its folder's address without a slash leads to the one with it."""
        if not files:
            self._nothing()
        elif not slash:
            self._redirect_into()
        elif (url or INDEX) in files:
            self._file(url or INDEX, files[url or INDEX])
        else:
            self._nothing()

    def _nothing(self) -> None:
        self._page(HTTPStatus.NOT_FOUND, message_page("There is no such page", "Go back to the start."))

    def _sealed(self, url: str) -> None:
        """The sealed sites as a host would serve them: as they are, with a real 404 for what is not there."""
        folder = self.server.studio.workspace.root / "site" / "private"
        place, lost = file_below(folder, url), folder / "404.html"
        if place is not None and self._lacks_slash(place):
            self._redirect_into()
        elif place is not None:
            kind = MEDIA_TYPES.get(place.suffix, "application/octet-stream")
            self._answer(HTTPStatus.OK, place.read_bytes(), kind, cache="no-cache")
        elif lost.is_file():
            self._answer(HTTPStatus.NOT_FOUND, lost.read_bytes(), MEDIA_TYPES[".html"])
        else:
            words = message_page("Nothing is sealed yet", "Type: coachbook build")
            self._page(HTTPStatus.NOT_FOUND, words)

    def _workbook(self, id: str, url: str) -> None:
        made = self.server.studio.workbook(id, url)
        if made is None:
            self._page(HTTPStatus.NOT_FOUND, message_page("There is no such page", "Go back to the start."))
        elif isinstance(made, str):
            self._page(HTTPStatus.OK, message_page("No PDFs on this computer yet", made))
        else:
            self._answer(HTTPStatus.OK, made, MEDIA_TYPES[".pdf"])

    def _public(self, url: str) -> None:
        folder = self.server.studio.public
        if folder is None:
            words = self._public_words()
            self._page(HTTPStatus.OK, message_page("The methodology site", words))
            return
        place = file_below(folder, url)
        if place is None:
            self._page(HTTPStatus.NOT_FOUND, (folder / "404.html").read_text(encoding="utf-8"))
        elif self._lacks_slash(place):
            self._redirect_into()
        else:
            self._file(place.name, place.read_bytes())

    def _public_words(self) -> str:
        problems = self.server.studio.public_problems
        if problems:
            return "\n".join(problem.words() for problem in problems)
        return "It is being built. This page will load again when it is there."

    def _file(self, name: str, body: bytes) -> None:
        if name.endswith(".html"):
            self._page(HTTPStatus.OK, body.decode("utf-8"))
            return
        kind = MEDIA_TYPES.get(Path(name).suffix, "application/octet-stream")
        self._answer(HTTPStatus.OK, body, kind)

    def _page(self, status: HTTPStatus, html: str) -> None:
        self._answer(status, with_reload(html).encode("utf-8"), MEDIA_TYPES[".html"])

    def _lacks_slash(self, place: Path) -> bool:
        return place.name == INDEX and not _path_of(self.path).endswith(("/", INDEX))

    def _redirect_into(self) -> None:
        """Leads to the same address with a slash behind it, so that what a folder's page names lies inside it."""
        self.send_response(HTTPStatus.FOUND)
        self.send_header("Location", quote(_path_of(self.path)) + "/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _answer(self, status: HTTPStatus, body: bytes, media_type: str, cache: str = "no-store") -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", cache)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("X-Frame-Options", "DENY")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _events(self) -> None:
        """Server-sent events: one message whenever something changed."""
        studio = self.server.studio
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.close_connection = True
        seen = studio.edition
        try:
            while True:
                changed, seen = studio.wait_for_change(seen)
                self.wfile.write(b"data: changed\n\n" if changed else b": still here\n\n")
                self.wfile.flush()
        except (BrokenPipeError, ConnectionResetError):
            return


def _path_of(address: str) -> str:
    """The path of a request, decoded. Exactly one slash leads it, so that no redirect can lead to another host."""
    return "/" + unquote(address.partition("?")[0]).lstrip("/")


def file_below(folder: Path, url: str) -> Path | None:
    """The file a web server would show for an address below a folder; None for none, and for all that leads out."""
    parts = [part for part in url.split("/") if part]
    if ".." in parts or any(sign in url for sign in "\\\0:"):
        return None
    try:
        place = folder.joinpath(*parts).resolve()
        if place.is_dir():
            place = place / INDEX
        is_there = place.is_file() and place.is_relative_to(folder.resolve())
    except (OSError, ValueError):  # too long, or no name that this system can have
        return None
    return place if is_there else None


def with_reload(html: str) -> str:
    """The page with the reload script. Its own policy stays: both the script and its stream are this server's."""
    head, found, rest = html.partition("</head>")
    return f'{head}<script src="{RELOAD}"></script>{found}{rest}' if found else html


_SHELL = """<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{title}</title>
<style>
html {{ color-scheme: light dark; }}
:root {{ --paper: #FBFAF7; --ink: #1D2A2B; --green: #1F4A4D; --clay: #9A4524; --sand: #E9E3D8; }}
@media (prefers-color-scheme: dark) {{
  :root {{ --paper: #12191A; --ink: #E6E9E6; --green: #8FC1BD; --clay: #E79A74; --sand: #2A3536; }}
}}
body {{ max-width: 44rem; margin: 3rem auto; padding: 0 1.25rem; background: var(--paper); color: var(--ink);
  font: 18px/1.6 "Source Serif Pro", Georgia, serif; }}
h1 {{ font-weight: 600; font-size: 1.75rem; line-height: 1.25; }}
a {{ color: var(--green); }}
ul {{ list-style: none; padding: 0; }}
li {{ border-top: 1px solid var(--sand); padding: 0.75rem 0; }}
small, pre {{ font-size: 0.875rem; }}
.wrong {{ color: var(--clay); }}
pre {{ overflow-x: auto; white-space: pre; line-height: 1.5; padding: 1rem 0; border-top: 1px solid var(--sand); }}
</style>
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"""


def index_page(studio: Studio) -> str:
    """The start: every engagement, the methodology site, and what is wrong."""
    name = studio.shared.practice.file.name if studio.shared else "This practice"
    lines = [_engagement_line(id, shown) for id, shown in sorted(studio.engagements.items())]
    lines += _desk_lines(studio)
    lines.append('<li><a href="/public/">The public methodology site</a></li>')
    broken = [problem for problem in studio.practice_problems if problem.severity == "error"]
    shared = problems_text(studio.practice_problems, studio.practice_sources, 0) if broken else ""
    body = (
        f"<h1>{escape(name)}</h1>\n<p>Previews in the clear, on this computer only, as of "
        f"{studio.today.day} {studio.today:%B %Y}.</p>\n<ul>\n"
        + "\n".join(lines)
        + "\n</ul>"
        + (f"<pre>{escape(shared)}</pre>" if shared else "")
    )
    return _SHELL.format(title=escape(name), body=body)


def _engagement_line(id: str, shown: Shown) -> str:
    n_problems = len(shown.problems)
    words = f' <small class="wrong">{n_problems} to look at</small>' if n_problems else ""
    who = f"{shown.view.executive.name}, {shown.view.executive.organisation}" if shown.view else id
    sponsor = (
        f' <small><a href="/{escape(id)}.sponsor/">the sponsor’s site</a></small>'
        if "sponsor" in shown.sites
        else ""
    )
    return f'<li><a href="/{escape(id)}/">{escape(who)}</a> <small>{escape(id)}</small>{sponsor}{words}</li>'


def _desk_lines(studio: Studio) -> list[str]:
    coaches = studio.shared.practice.file.coaches if studio.shared else ()
    return [
        f'<li><a href="/desk.{escape(each.id)}/">The desk of {escape(each.name)}</a></li>' for each in coaches
    ]


def problems_page(id: str, shown: Shown) -> str:
    """What is wrong with an engagement, in full: only the coach reads this."""
    text = problems_text(shown.problems, shown.sources, 1)
    last = f'<p><a href="/{LAST}{escape(id)}/">See the last good pages</a></p>' if shown.sites else ""
    body = f"<h1>{escape(id)} cannot be shown as it is</h1>\n{last}\n<pre>{escape(text)}</pre>"
    return _SHELL.format(title="To correct", body=body)


def problems_text(problems: tuple[Diagnostic, ...], sources: Sources, n_engagements: int) -> str:
    """The report as a terminal would show it."""
    return report(
        problems,
        Checked(n_engagements=n_engagements, version=__version__, sources=sources),
        form="full",
        redact=False,
    )


def message_page(title: str, words: str) -> str:
    """A page with one thing to say."""
    body = f'<h1>{escape(title)}</h1>\n<p>{escape(words)}</p>\n<p><a href="/">Start</a></p>'
    return _SHELL.format(title=escape(title), body=body)
