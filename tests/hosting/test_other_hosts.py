"""Hosts that cannot run here: their files in the shape those hosts read, and every script run for real."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from servers import PUBLIC, generated

SITE = "abcdefghijklmnopqrstuvwxyz"
OBJECT = f"{SITE}/d/{'k2' * 13}.bin"
GATE = ("index.html", "core.js", "shell.js", "shell.css", "sw.js")
FILES = ("404.html", "404.js", "robots.txt", ".nojekyll", OBJECT, f"{SITE}/m.bin", f"{SITE}/k.bin")
PRIVATE = (*FILES, *(f"{SITE}/{name}" for name in GATE))


@pytest.fixture
def practice(tmp_path: Path) -> Path:
    """A practice after a build, and after another that was killed."""
    folder = tmp_path / "practice"
    left_over = f"{SITE}/.coachbook-x1/m.bin"
    for name in (
        *(f"private/{each}" for each in (*PRIVATE, left_over)),
        "public/index.html",
        "public/404.html",
    ):
        place = folder / "site" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(name)
    return folder


def publish(made: Path, practice: Path, *words: object, stub: str = "") -> subprocess.CompletedProcess[str]:
    """Runs the script as a coach would, with a program of the host's that only writes down what it was asked."""
    programs = practice.parent / "programs"
    programs.mkdir(exist_ok=True)
    if stub:
        program = programs / stub
        program.write_text('#!/bin/sh\nfor each in "$@"; do printf \'%s|\' "$each"; done >>"$TOLD"; echo >>"$TOLD"\n'
                           'find . -type f >>"$TOLD.files"\n')  # fmt: skip
        program.chmod(0o755)
    environment = {
        **os.environ,
        "PATH": f"{programs}:{os.environ['PATH']}",
        "TOLD": str(practice.parent / "told"),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
    }
    command = ("sh", str(made / "publish.sh"), *map(str, words))
    return subprocess.run(command, cwd=practice, env=environment, capture_output=True, text=True, check=False)


def told(practice: Path) -> list[list[str]]:
    """Every call of the stub, in order."""
    return [line.rstrip("|").split("|") for line in (practice.parent / "told").read_text().splitlines()]


def files_below(folder: Path) -> set[str]:
    found = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {path.as_posix() for path in found if path.parts[0] != ".git"}


def rules(text: str) -> Mapping[str, list[str]]:
    """The rules of a `_headers` file by their address."""
    found: dict[str, list[str]] = {}
    headers: list[str] = []
    for line in text.splitlines():
        if line.startswith("  "):
            headers.append(line.strip())
        else:
            headers = found.setdefault(line, [])
    return found


def test_cloudflare_gets_headers_within_its_limits(tmp_path: Path) -> None:
    text = (generated(tmp_path, "cloudflare") / "private" / "_headers").read_text()

    everything, objects = rules(text)["/*"], rules(text)["/:site/d/*"]
    assert "X-Frame-Options: DENY" in everything
    assert "Cache-Control: no-cache" in everything
    assert "! Access-Control-Allow-Origin" in everything
    assert objects == ["! Cache-Control", "Cache-Control: public, max-age=31536000, immutable"]
    assert all(len(line) <= 2000 for line in text.splitlines())
    assert "service-worker-allowed" not in text.lower()


def test_cloudflare_is_told_no_word_of_the_practice(tmp_path: Path, practice: Path) -> None:
    made = generated(tmp_path / "made", "cloudflare", "--public-domain", PUBLIC)
    result = publish(made, practice, "sealed", "open", stub="wrangler")

    assert result.returncode == 0, result.stderr
    assert [call[2:5] for call in told(practice)] == [
        ["private", "--project-name", "sealed"],
        ["public", "--project-name", "open"],
    ]
    assert all(call[-2:] == ["--commit-message", "Publish"] for call in told(practice))
    sent = (practice.parent / "told.files").read_text()
    assert "./private/_headers" in sent
    assert f"./private/{OBJECT}" in sent
    assert ".coachbook-" not in sent
    assert "_redirects" not in sent


def test_github_gets_one_commit_without_past_name_or_hour(tmp_path: Path, practice: Path) -> None:
    made = generated(tmp_path / "made", "github", "--domain", "private.northlight.example")
    remote, clone = tmp_path / "remote.git", tmp_path / "clone"
    subprocess.run(("git", "init", "--quiet", "--bare", str(remote)), check=True)
    for build in ("first", "second"):
        (practice / "site/private" / SITE / "k.bin").write_text(build)
        result = publish(made, practice, remote)
        assert result.returncode == 0, result.stderr
    subprocess.run(("git", "clone", "--quiet", "-b", "gh-pages", str(remote), str(clone)), check=True)
    log = subprocess.run(
        ("git", "-C", str(clone), "log", "--format=%an <%ae> %cn %aI %cI %s"),
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    moment = "2000-01-01T00:00:00"
    assert log.count("\n") == 1
    assert log.startswith("Coachbook <coachbook@localhost> Coachbook ")
    assert log.count(moment) == 2
    assert files_below(clone) == {*PRIVATE, "CNAME"}
    assert (clone / SITE / "k.bin").read_text() == "second"
    assert (clone / "CNAME").read_text() == "private.northlight.example\n"


def test_github_gets_no_domain_where_it_has_its_own(tmp_path: Path, practice: Path) -> None:
    made, remote = (
        generated(tmp_path / "made", "github", "--domain", "firm.github.io"),
        tmp_path / "remote.git",
    )
    subprocess.run(("git", "init", "--quiet", "--bare", str(remote)), check=True)
    result = publish(made, practice, remote)
    listed = ("git", "-C", str(remote), "ls-tree", "-r", "--name-only", "gh-pages")

    assert result.returncode == 0, result.stderr
    assert "CNAME" not in subprocess.run(listed, capture_output=True, text=True, check=True).stdout


def test_s3_headers_and_errors_have_the_shape_of_the_api(tmp_path: Path) -> None:
    made = generated(tmp_path, "s3", "--public-domain", PUBLIC)
    policy, errors = (json.loads((made / name).read_text()) for name in ("headers.json", "errors.json"))

    security = policy["SecurityHeadersConfig"]
    assert security["FrameOptions"] == {"Override": True, "FrameOption": "DENY"}
    assert "frame-ancestors 'none'" in security["ContentSecurityPolicy"]["ContentSecurityPolicy"]
    assert security["StrictTransportSecurity"]["AccessControlMaxAgeSec"] == 31536000
    custom = {each["Header"]: each["Value"] for each in policy["CustomHeadersConfig"]["Items"]}
    assert custom["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert custom["Cross-Origin-Opener-Policy"] == "same-origin"
    assert policy["CustomHeadersConfig"]["Quantity"] == len(custom) <= 10
    assert {
        each["ErrorCode"]: (each["ResponseCode"], each["ErrorCachingMinTTL"]) for each in errors["Items"]
    } == {
        403: ("404", 0),
        404: ("404", 0),
    }
    assert "CustomHeadersConfig" not in json.loads((made / "public-headers.json").read_text())


def test_s3_gets_objects_first_and_what_starts_the_gate_last(tmp_path: Path, practice: Path) -> None:
    made = generated(tmp_path / "made", "s3")
    result = publish(made, practice, "bucket", stub="aws")

    assert result.returncode == 0, result.stderr
    calls = told(practice)
    wanted = [[after for word, after in itertools.pairwise(call) if word == "--include"] for call in calls]
    assert wanted[0] == ["*/d/*.bin"]
    assert wanted[1] == ["*/m.bin", "*/k.bin"]
    assert wanted[-2:] == [["*/index.html"], ["*/sw.js"]]
    assert all("--delete" not in call for call in calls)
    rules_of = [call[call.index("--cache-control") + 1] for call in calls]
    kept = dict(zip(map(tuple, wanted), rules_of, strict=True))
    assert kept.pop(("*/d/*.bin",)) == "public, max-age=31536000, immutable"
    assert kept.pop(("404.html",)) == "no-store"
    assert set(kept.values()) == {"no-cache"}


def test_s3_deletes_only_when_asked_to(tmp_path: Path, practice: Path) -> None:
    result = publish(generated(tmp_path / "made", "s3"), practice, "bucket", "sweep", stub="aws")

    assert result.returncode == 0, result.stderr
    assert ["--delete" in call for call in told(practice)] == [False] * (len(told(practice)) - 1) + [True]


@pytest.mark.parametrize(
    ("name", "uri", "found"),
    [
        ("folders.js", f"/{SITE}/", f"/{SITE}/index.html"),
        ("folders.js", f"/{SITE}", f"301 /{SITE}/"),
        ("folders.js", f"/{OBJECT}", f"/{OBJECT}"),
        ("folders.js", "//evil.example", "//evil.example"),
        ("public-folders.js", "/stages/", "/stages/index.html"),
        ("public-folders.js", "/stages", "301 /stages/"),
        ("public-folders.js", "/assets/site.css", "/assets/site.css"),
        ("public-folders.js", "//evil/x", "301 /evil/x/"),
        ("public-folders.js", "/\\evil/x", "301 /evil/x/"),
    ],
)
def test_s3_finds_the_page_of_a_folder(tmp_path: Path, name: str, uri: str, found: str) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node is not installed; tools/test installs it")
    script = (generated(tmp_path, "s3", "--public-domain", PUBLIC) / name).read_text()
    ask = """const got = handler({request: {uri: process.argv[1]}});
             console.log(got.uri ?? `${got.statusCode} ${got.headers.location.value}`)"""
    result = subprocess.run((node, "-e", script + ask, uri), capture_output=True, text=True, check=True)

    assert result.stdout.strip() == found


@pytest.mark.parametrize("host", ["nginx", "caddy"])
def test_a_server_of_ones_own_gets_everything_and_keeps_the_old_until_swept(
    tmp_path: Path, practice: Path, host: str
) -> None:
    if shutil.which("rsync") is None:
        pytest.skip("rsync is not installed; tools/test installs it")
    made, server = generated(tmp_path / "made", host, "--public-domain", PUBLIC), tmp_path / "server"
    (server / "private").mkdir(parents=True)
    first = publish(made, practice, server)
    (practice / "site/private" / OBJECT).rename(practice / "site/private" / SITE / "d" / f"{'z3' * 13}.bin")
    publish(made, practice, server)
    before = files_below(server / "private")
    swept = publish(made, practice, server, "sweep")

    assert (first.returncode, swept.returncode) == (0, 0), first.stderr + swept.stderr
    served = {name for name in PRIVATE if not name.startswith(".")}
    assert before == {*served, f"{SITE}/d/{'z3' * 13}.bin"}
    assert files_below(server / "private") == before - {OBJECT}
    assert files_below(server / "public") == {"index.html", "404.html"}


def test_rsync_sends_objects_first_and_what_starts_the_gate_last(tmp_path: Path, practice: Path) -> None:
    publish(generated(tmp_path / "made", "nginx"), practice, "coach@server:/srv", stub="rsync")

    passes = [" ".join(call) for call in told(practice)]
    assert [("/*/d/*.bin" in each, "k.bin" in each, "--exclude=/*/sw.js" in each) for each in passes] == [
        (True, False, False),
        (False, True, False),
        (False, False, True),
        (False, False, False),
    ]
    assert not any("--delete" in each for each in passes)


@pytest.mark.parametrize("host", ["nginx", "caddy", "cloudflare", "github", "s3"])
def test_a_script_in_the_wrong_folder_touches_nothing(tmp_path: Path, practice: Path, host: str) -> None:
    made = generated(tmp_path / "made", host)
    empty = tmp_path / "elsewhere" / "practice"
    empty.mkdir(parents=True)
    for stub in ("rsync", "wrangler", "aws", "git"):
        result = publish(made, empty, "somewhere", "sweep", stub=stub)

        assert result.returncode == 1
        assert "coachbook build" in result.stderr
    assert not (empty.parent / "told").exists()


def test_every_script_asks_where_to(tmp_path: Path, practice: Path) -> None:
    for host in ("nginx", "caddy", "cloudflare", "github", "s3"):
        result = publish(generated(tmp_path / host, host), practice)

        assert result.returncode != 0
        assert "for example" in result.stderr
