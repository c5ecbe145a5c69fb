"""A dumb static host: files in memory, no headers of its own, and a list of everything it was asked for."""

from __future__ import annotations

import mimetypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(slots=True)
class Host:
    """What a test changes and reads while browsers talk to it."""

    origin: str
    files: dict[str, bytes]
    asked: list[tuple[str, str]] = field(default_factory=list)
    """Path with query, and Referer, of every request in order."""
    is_down: bool = False
    portal: bytes | None = None
    """When set, answers everything instead of the files, as the sign-in page of a hotel does."""
    slow: dict[str, threading.Event] = field(default_factory=dict)
    """Paths whose answer waits."""

    def seen(self, part: str) -> list[str]:
        """What was asked for with this text in its path."""
        return [path for path, _ in self.asked if part in path]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    host: Host

    def handle_error(self, request: object, client_address: object) -> None:
        """Says nothing when a browser hangs up."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        host = self.server.host
        host.asked.append((self.path, self.headers.get("Referer", "")))
        if host.is_down:
            self.close_connection = True
            return
        path = self.path.partition("?")[0]
        if path in host.slow:
            host.slow[path].wait(20)
        if host.portal is not None:
            self._send(200, "text/html", host.portal)
        elif path in host.files:
            kind = "text/html" if path.endswith("/") else mimetypes.guess_type(path)[0]
            self._send(200, kind or "application/octet-stream", host.files[path])
        else:
            self._send(404, "text/html", host.files.get("/404.html", b"nothing"))

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        # As GitHub Pages does, for what is missing too: the hardest of the common cases.
        self.send_header("Cache-Control", "max-age=600")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        """Says nothing between the dots of the tests."""


@contextmanager
def hosting(files: dict[str, bytes]) -> Iterator[Host]:
    """The files on a port of this computer."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.host = Host(f"http://127.0.0.1:{server.server_port}", dict(files))
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield server.host
        finally:
            for event in server.host.slow.values():
                event.set()
            server.shutdown()
            thread.join()
