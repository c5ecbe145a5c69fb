"""What is built, by reader, and a web server for one folder, on this computer only."""

from __future__ import annotations

import threading
from collections.abc import Generator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from sample import ENGAGEMENTS

SPONSORS = ("harbour.sponsor", "meadow.sponsor")
DESKS = ("desk.daniel-osei", "desk.priya-raman")
PREVIEWS = (*ENGAGEMENTS, *SPONSORS, *DESKS)
"""Every folder below preview/."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Says nothing when a browser that has seen enough hangs up."""


class _Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *arguments: object) -> None:
        """Says nothing between the dots of the tests."""


def served(folder: Path) -> Generator[str]:
    """Yields the address while the folder is served; closing the generator stops the server."""
    with _Server(("127.0.0.1", 0), partial(_Handler, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()
