"""Real nginx and real Caddy on a port of this computer, with the generated configuration as it is."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from coachbook.cli import Settings
from coachbook.cli.hosting_command import command

ROOT = Path(__file__).parents[2]
PUBLIC = "northlight.example"

Planted = tuple[str, str] | None
"""A fault to plant in the configuration: what stands there, and what takes its place."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A response; names of headers in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: where, and what its logs say."""

    origin: str
    folder: Path

    def ask(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """One request, its path sent byte for byte as it is given."""
        connection = http.client.HTTPConnection("127.0.0.1", int(self.origin.rpartition(":")[2]), timeout=10)
        try:
            connection.request(method, path, headers=headers)
            found = connection.getresponse()
            names = {name.lower(): value for name, value in found.getheaders()}
            return Answer(found.status, names, found.read())
        finally:
            connection.close()

    def logged(self) -> str:
        """Every log the server wrote anywhere."""
        return "".join(path.read_text() for path in sorted(self.folder.glob("*.log")))


def generated(folder: Path, *words: str) -> Path:
    """The files that `coachbook hosting` writes."""
    result = CliRunner().invoke(command, [*words, "--out", str(folder)], obj=Settings(ROOT))
    assert result.exit_code == 0, result.output
    return folder


def nginx_program() -> str:
    """nginx, or the test is skipped."""
    program = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        pytest.skip("nginx is not installed; tools/test installs it")
    return program


@contextmanager
def nginx(folder: Path, site: Path, planted: Planted = None) -> Iterator[Server]:
    """nginx with the private sites first and the public one by its name."""
    program, port = nginx_program(), free_port()
    with nginx_running(program, folder, _configured("nginx", folder, site, port, planted), port) as server:
        yield server


@contextmanager
def nginx_running(program: str, folder: Path, made: Path, port: int) -> Iterator[Server]:
    """nginx with only what every system's own configuration has around ours."""
    types = "text/html html; text/css css;"
    paths = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = " ".join(f'{name}_temp_path "{folder}/{name}";' for name in paths)
    (folder / "nginx.conf").write_text(
        f"""daemon off; master_process off; pid "{folder}/nginx.pid"; error_log "{folder}/main.log";
events {{}}
http {{ access_log "{folder}/other.log"; {temporary} types {{ {types} }} include "{made}/coachbook.conf"; }}"""
    )
    command_line = (program, "-p", str(folder), "-e", f"{folder}/main.log", "-c", f"{folder}/nginx.conf")
    with _running(command_line, folder, port) as server:
        yield server


@contextmanager
def caddy(folder: Path, site: Path, planted: Planted = None) -> Iterator[Server]:
    """Caddy with its own files kept in `folder`."""
    program = shutil.which("caddy")
    if program is None:
        pytest.skip("Caddy is not installed; tools/test installs it")
    port = free_port()
    made = _configured("caddy", folder, site, port, planted)
    command_line = (program, "run", "--config", str(made / "Caddyfile"), "--adapter", "caddyfile")
    with _running(command_line, folder, port) as server:
        yield server


SERVERS: Mapping[str, Callable[..., AbstractContextManager[Server]]] = {"nginx": nginx, "caddy": caddy}


def _configured(host: str, folder: Path, site: Path, port: int, planted: Planted) -> Path:
    where = ("--listen", f"127.0.0.1:{port}", "--root", str(site), "--log", str(folder / "coachbook.log"))
    made = generated(folder / "made", host, "--public-domain", PUBLIC, *where)
    if planted is not None:
        before, after = planted
        file = next(path for path in made.iterdir() if path.suffix != ".sh")
        text = file.read_text()
        assert before in text
        file.write_text(text.replace(before, after))
    return made


@contextmanager
def _running(command_line: tuple[str, ...], folder: Path, port: int) -> Iterator[Server]:
    homes = {name: str(folder) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")}
    with (folder / "output.log").open("wb") as output:
        process = subprocess.Popen(
            command_line, stdout=output, stderr=subprocess.STDOUT, env={**os.environ, **homes}
        )
        try:
            _wait(process, folder, port)
            yield Server(f"http://127.0.0.1:{port}", folder)
        finally:
            process.terminate()
            process.wait(10)


def _wait(process: subprocess.Popen[bytes], folder: Path, port: int) -> None:
    until = time.monotonic() + 15
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    pytest.fail((folder / "output.log").read_text() or "The server did not start")


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
