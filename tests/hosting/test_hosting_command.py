"""`coachbook hosting` as it is typed, and what it refuses."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from servers import ROOT, generated

from coachbook.cli import Settings
from coachbook.cli.hosting_command import command
from coachbook.exchange.hosting.facts import Publication, header_policy
from coachbook.exchange.hosting.hosts import HOSTS
from coachbook.shell.scaffold import Start, init

POLICY = "default-src 'none'"


def run(*words: str, at: Path = ROOT) -> Result:
    return CliRunner().invoke(command, words, obj=Settings(at))


@pytest.mark.parametrize("host", HOSTS)
def test_it_prints_what_it_would_write(tmp_path: Path, host: str) -> None:
    made = generated(tmp_path, host, "--domain", "private.northlight.example")
    printed = run(host, "--domain", "private.northlight.example")

    for path in (path for path in made.rglob("*") if path.is_file()):
        assert path.read_text() in printed.stdout
        assert "private.example" not in path.read_text()
    assert printed.stderr == ""


def test_one_file_is_printed_bare() -> None:
    result = run("nginx", "--file", "coachbook.conf", "--domain", "private.northlight.example")

    assert "==>" not in result.stdout
    assert "server_name private.northlight.example;" in result.stdout
    assert run("github").stdout.startswith("#!/bin/sh\n")


def test_without_a_domain_it_says_what_stands_for_it(tmp_path: Path) -> None:
    result = run("caddy", at=tmp_path)

    assert "private.example {" in result.stdout
    assert "give it with --domain" in result.stderr


def test_the_practice_says_where_its_private_sites_will_be(tmp_path: Path) -> None:
    made = init(tmp_path / "practice", Start("Their firm"))
    file = made / "content" / "practice.yml"
    lines = (line for line in file.read_text().splitlines() if not line.startswith("private_address:"))
    file.write_text("\n".join((*lines, "private_address: https://pages.firm.example/")) + "\n")
    result = run("nginx", at=made)

    assert "server_name pages.firm.example;" in result.stdout
    assert result.stderr == ""
    assert "server_name other.example;" in run("nginx", "--domain", "other.example", at=made).stdout


def test_writing_twice_changes_nothing(tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in generated(tmp_path, "s3").iterdir()}

    assert {path: path.read_bytes() for path in generated(tmp_path, "s3").iterdir()} == before


def test_a_practice_with_a_gate_of_its_own_gets_that_gates_policy(tmp_path: Path) -> None:
    made = init(tmp_path / "practice", Start("Their firm"))
    page = made / "templates" / "seal" / "404.html"
    page.parent.mkdir(parents=True)
    shipped = (ROOT / "templates" / "seal" / "404.html").read_text()
    page.write_text(re.sub(r"'sha256-[^']+'", "'sha256-dGhlaXJz'", shipped))

    assert "'sha256-dGhlaXJz'" in run("nginx", at=made).stdout
    assert "'sha256-dGhlaXJz'" not in run("nginx", at=tmp_path).stdout


@pytest.mark.parametrize(
    "words",
    [
        ("nginx", "--domain", 'x.example"; evil'),
        ("nginx", "--domain", "localhost"),
        ("caddy", "--domain", "x.example {"),
        ("github", "--domain", "x.example; rm -rf /"),
        ("s3", "--public-domain", "$(reboot).example"),
        ("nginx", "--root", '/srv"; include /etc/passwd; #'),
        ("nginx", "--root", "/srv/$host"),
        ("caddy", "--root", "/srv/{env.HOME}"),
        ("nginx", "--root", "relative"),
        ("nginx", "--root", "/srv/../etc"),
        ("nginx", "--log", "/var/log/x\ny"),
        ("nginx", "--listen", "8080"),
        ("caddy", "--listen", "127.0.0.1:80; evil"),
        ("nginx", "--domain", "x.example", "--public-domain", "x.example"),
        ("github", "--listen", "127.0.0.1:8080"),
        ("s3", "--root", "/srv"),
        ("nginx", "--file", "nothing.conf"),
        ("apache",),
    ],
)
def test_what_would_not_be_safe_in_a_configuration_is_wrong_usage(words: tuple[str, ...]) -> None:
    result = run(*words)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Error: " in result.stderr


def test_the_header_allows_what_either_page_needs_and_nobody_to_frame_them() -> None:
    policies = (
        "default-src 'none'; style-src 'self'; img-src 'none'",
        "default-src 'none'; style-src 'sha256-x'; img-src data:",
    )
    pages = (f'<meta http-equiv="Content-Security-Policy" content="{each}">' for each in policies)

    assert header_policy((*pages, "<p>A page without a policy</p>")) == (
        "default-src 'none'; style-src 'self' 'sha256-x'; img-src data:; frame-ancestors 'none'"
    )


def test_the_header_allows_every_page_that_ships_what_it_allows_itself() -> None:
    folder = ROOT / "templates" / "seal"
    header = _directives(header_policy((folder / name).read_text() for name in ("index.html", "404.html")))
    for name in ("index.html", "404.html", "closed/index.html"):
        found = re.search(r'Content-Security-Policy" content="([^"]+)"', (folder / name).read_text())
        assert found
        for directive, sources in _directives(found[1]).items():
            assert sources - {"'none'"} <= header[directive], f"{name}: {directive}"
    assert not {"'unsafe-inline'", "'unsafe-eval'", "*", "https:"} & set().union(*header.values())


def _directives(policy: str) -> dict[str, set[str]]:
    words = (each.split() for each in policy.split(";"))
    return {name: set(sources) for name, *sources in words}


def test_a_gate_without_a_policy_is_refused() -> None:
    with pytest.raises(ValueError, match="no Content-Security-Policy"):
        header_policy(("<p>",))


@pytest.mark.parametrize("listen", ["127.0.0.1:8080", "[::1]:8080"])
def test_without_tls_it_answers_at_one_address_only(listen: str) -> None:
    address, _, port = listen.rpartition(":")

    assert Publication("x.example", POLICY, listen=listen).bound_to == (address, port)
    assert f"listen {listen} default_server;" in run("nginx", "--listen", listen).stdout
    assert f"bind {address.strip('[]')}\n" in run("caddy", "--listen", listen).stdout


def test_nothing_ever_widens_the_scope_of_a_worker() -> None:
    assert not [host for host in HOSTS if "service-worker-allowed" in run(host).stdout.lower()]
