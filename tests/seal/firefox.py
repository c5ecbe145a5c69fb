"""Firefox without a driver: just enough WebDriver BiDi to open tabs, type, click and look, over a socket of our own."""

from __future__ import annotations

import base64
import json
import os
import re
import socket
import struct
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

QUIET = {
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.newtabpage.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "dom.disable_open_during_load": False,
    "extensions.update.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,#remote-settings-dummy/v1",
    "toolkit.telemetry.reportingpolicy.firstRun": False,
}


@dataclass(slots=True)
class Firefox:
    """A running Firefox; commands go one after another."""

    channel: socket.socket
    downloads: Path
    last: int = 0

    def command(self, method: str, **params: Any) -> Any:
        """Sends a command and waits for its own answer; events in between are dropped."""
        self.last += 1
        _send(self.channel, json.dumps({"id": self.last, "method": method, "params": params}))
        while True:
            found = json.loads(_receive(self.channel))
            if found.get("id") == self.last:
                if found["type"] == "error":
                    raise RuntimeError(f"{method}: {found['error']}: {found['message']}")
                return found["result"]

    def tab(self) -> Tab:
        """A new tab."""
        return Tab(self, self.command("browsingContext.create", type="tab")["context"])


@dataclass(slots=True)
class Tab:
    """One tab."""

    firefox: Firefox
    context: str

    def goto(self, url: str, wait: str = "complete") -> None:
        self.firefox.command("browsingContext.navigate", context=self.context, url=url, wait=wait)

    def evaluate(self, expression: str) -> Any:
        """The value of an expression in the page; promises are waited for. Plain values only."""
        found = self.firefox.command(
            "script.evaluate", expression=f"(async () => JSON.stringify(await ({expression})))()",
            target={"context": self.context}, awaitPromise=True, userActivation=True)  # fmt: skip
        if found["type"] == "exception":
            raise RuntimeError(found["exceptionDetails"]["text"])
        text = found["result"].get("value")
        return None if text is None else json.loads(text)

    def wait(self, expression: str, seconds: float = 8) -> Any:
        """Until the expression is truthy; pages may come and go meanwhile."""
        end, why = time.monotonic() + seconds, ""
        while time.monotonic() < end:
            try:
                if found := self.evaluate(expression):
                    return found
            except RuntimeError as problem:
                why = str(problem)
            time.sleep(0.05)
        raise AssertionError(f"not within {seconds} s: {expression} {why} {self._state()}")

    def _state(self) -> str:
        try:
            return str(
                self.evaluate("[location.href, document.body && document.body.innerText.slice(0, 300)]")
            )
        except RuntimeError as problem:
            return str(problem)

    def back(self) -> None:
        self.firefox.command("browsingContext.traverseHistory", context=self.context, delta=-1)

    def reload(self) -> None:
        self.firefox.command("browsingContext.reload", context=self.context, wait="complete")

    def screenshot(self) -> bytes:
        return base64.b64decode(
            self.firefox.command("browsingContext.captureScreenshot", context=self.context)["data"]
        )

    def close(self) -> None:
        self.firefox.command("browsingContext.close", context=self.context)


@contextmanager
def started(path: str) -> Iterator[Firefox]:
    """A Firefox with an empty profile that asks nobody for anything."""
    with tempfile.TemporaryDirectory() as folder:
        profile, downloads = Path(folder) / "profile", Path(folder) / "downloads"
        profile.mkdir()
        downloads.mkdir()
        saving = {"browser.download.folderList": 2, "browser.download.dir": str(downloads)}
        lines = [
            f"user_pref({json.dumps(name)}, {json.dumps(value)});"
            for name, value in {**QUIET, **saving}.items()
        ]
        (profile / "user.js").write_text("\n".join(lines))
        command = [
            path,
            "--headless",
            "--remote-debugging-port",
            "0",
            "--profile",
            str(profile),
            "--no-remote",
        ]
        environment = {**os.environ, "HOME": folder, "MOZ_HEADLESS": "1"}
        with subprocess.Popen(
            command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, env=environment
        ) as process:
            try:
                with _connected(_address(process)) as channel:
                    firefox = Firefox(channel, downloads)
                    firefox.command(
                        "session.new", capabilities={"alwaysMatch": {"acceptInsecureCerts": False}}
                    )
                    yield firefox
            finally:
                process.terminate()
                process.wait(20)


def _address(process: subprocess.Popen[str]) -> tuple[str, int]:
    assert process.stderr is not None
    for line in process.stderr:
        if found := re.search(r"WebDriver BiDi listening on ws://([\d.]+):(\d+)", line):
            return found[1], int(found[2])
    raise RuntimeError("Firefox ended before it could be reached")


@contextmanager
def _connected(address: tuple[str, int]) -> Iterator[socket.socket]:
    with socket.create_connection(address, 60) as channel:
        key = base64.b64encode(os.urandom(16)).decode()
        lines = (
            "GET /session HTTP/1.1",
            f"Host: {address[0]}:{address[1]}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Sec-WebSocket-Key: {key}",
            "Sec-WebSocket-Version: 13",
        )
        channel.sendall("\r\n".join((*lines, "", "")).encode())
        answer = b""
        while not answer.endswith(b"\r\n\r\n"):
            answer += channel.recv(1)
        if b" 101 " not in answer.split(b"\r\n")[0]:
            raise RuntimeError(answer.decode())
        yield channel


def _send(channel: socket.socket, text: str) -> None:
    """One masked text frame (RFC 6455)."""
    raw, mask = text.encode(), os.urandom(4)
    if len(raw) < 126:
        length = bytes([0x80 | len(raw)])
    else:
        length = (
            struct.pack(">BH", 0xFE, len(raw)) if len(raw) < 1 << 16 else struct.pack(">BQ", 0xFF, len(raw))
        )
    channel.sendall(b"\x81" + length + mask + bytes(byte ^ mask[i % 4] for i, byte in enumerate(raw)))


def _receive(channel: socket.socket) -> str:
    """The next whole text message."""
    parts = []
    while True:
        first, second = _exactly(channel, 2)
        n = second & 0x7F
        if n > 125:
            n = int.from_bytes(_exactly(channel, 2 if n == 126 else 8), "big")
        raw = _exactly(channel, n)
        if first & 0x0F in (0, 1):
            parts.append(raw)
            if first & 0x80:
                return b"".join(parts).decode()


def _exactly(channel: socket.socket, n: int) -> bytes:
    raw = b""
    while len(raw) < n:
        part = channel.recv(n - len(raw))
        if not part:
            raise RuntimeError("Firefox hung up")
        raw += part
    return raw
