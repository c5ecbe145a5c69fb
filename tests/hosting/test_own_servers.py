"""Real nginx and real Caddy with the generated files: every rule a private site needs of its host."""

from __future__ import annotations

import gzip
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from servers import PUBLIC, SERVERS, Answer, Server

SITE = "abcdefghijklmnopqrstuvwxyz"
OBJECT = f"/{SITE}/d/{'k2' * 13}.bin"
GATE_CSS = "body { color: black }\n" * 60
SEALED = bytes(range(256)) * 32
CODE = "0123456789ABCDEFGHJKMNPQRSTV"

TREE = {
    "private/404.html": "<!doctype html><title>Nothing here</title>"
    + "<p>There is no page at this address.</p>" * 20,
    "private/404.js": "/* the way back */",
    "private/robots.txt": "User-agent: *\nDisallow: /\n",
    "private/.nojekyll": "",
    "private/.git/config": "[remote]",
    f"private/{SITE}/index.html": "<!doctype html><title>Private pages</title>",
    f"private/{SITE}/shell.css": GATE_CSS,
    f"private/{SITE}/core.js": "'use strict'; /* é */",
    f"private/{SITE}/sw.js": "'use strict';",
    f"private/{SITE}/.hidden": "hidden",
    "public/index.html": "<!doctype html><title>The method</title>",
    "public/404.html": "<!doctype html><title>Not found</title>",
    "public/stages/index.html": "<!doctype html><title>Stages</title>",
    "secret.txt": "outside",
}
BINARIES = (f"private/{SITE}/k.bin", f"private/{SITE}/m.bin", f"private{OBJECT}")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What lies on the server."""
    folder = tmp_path_factory.mktemp("published") / "site"
    for name, body in {**{n: t.encode() for n, t in TREE.items()}, **dict.fromkeys(BINARIES, SEALED)}.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(body)
    (folder / "private" / SITE / "linked.css").symlink_to(folder / "secret.txt")
    return folder


@pytest.fixture(scope="module", params=SERVERS)
def server(
    request: pytest.FixtureRequest, site: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp(request.param)
    with SERVERS[request.param](folder, site) as running:
        yield running


def is_the_404_page(answer: Answer) -> bool:
    """The page that finds the way back, kept by nobody."""
    return (
        (answer.status, answer.headers["cache-control"]) == (404, "no-store")
        and answer.headers["content-type"] == "text/html; charset=utf-8"
        and answer.body == TREE["private/404.html"].encode()
    )


FOUND = {
    f"/{SITE}/": ("text/html; charset=utf-8", "no-cache"),
    f"/{SITE}/index.html": ("text/html; charset=utf-8", "no-cache"),
    f"/{SITE}/core.js": ("text/javascript; charset=utf-8", "no-cache"),
    f"/{SITE}/sw.js": ("text/javascript; charset=utf-8", "no-cache"),
    f"/{SITE}/shell.css": ("text/css; charset=utf-8", "no-cache"),
    f"/{SITE}/k.bin": ("application/octet-stream", "no-cache"),
    f"/{SITE}/m.bin": ("application/octet-stream", "no-cache"),
    OBJECT: ("application/octet-stream", "public, max-age=31536000, immutable"),
    "/404.js": ("text/javascript; charset=utf-8", "no-cache"),
    "/robots.txt": ("text/plain; charset=utf-8", "no-cache"),
}


@pytest.mark.parametrize("path", FOUND)
def test_what_is_there_has_its_type_and_its_cache_rule(server: Server, path: str) -> None:
    answer = server.ask(path)

    assert (answer.status, answer.headers["content-type"], answer.headers["cache-control"]) == (
        200,
        *FOUND[path],
    )
    assert "location" not in answer.headers


@pytest.mark.parametrize(
    "path", [*FOUND, "/", f"/{SITE}", f"/{SITE}/p/aaaaaaaaaa.html", "/.git/config", "/nothing.bin"]
)
def test_every_answer_has_every_header(server: Server, path: str) -> None:
    headers = server.ask(path).headers

    policy = dict(each.strip().partition(" ")[::2] for each in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["script-src"] == policy["worker-src"] == policy["connect-src"] == "'self'"
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-robots-tag"] == "noindex, nofollow, noarchive"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["strict-transport-security"] == "max-age=31536000"
    assert "service-worker-allowed" not in headers
    assert not re.search(r"\d", headers.get("server", ""))


@pytest.mark.parametrize(
    "path",
    [
        "/",
        f"/{SITE}/p/aaaaaaaaaa.html",
        f"/{SITE}/p/",
        f"/{SITE}/%23{CODE}",
        f"/{SITE}/d/",
        f"/{SITE}/d/{'z' * 26}.bin",
        f"/{SITE}/missing.js",
        f"/{SITE}/index.html/",
        "/zzzzzzzzzzzzzzzzzzzzzzzzzz/",
        "//evil.example/p/",
    ],
)
def test_what_is_not_there_is_404_with_the_page_that_finds_the_way_back(server: Server, path: str) -> None:
    assert is_the_404_page(server.ask(path))


@pytest.mark.parametrize(
    "path", ["/.nojekyll", "/.git/config", "/.git/", f"/{SITE}/.hidden", f"/{SITE}/%2ehidden", "/.env"]
)
def test_files_with_a_dot_are_as_missing_as_what_is_not_there(server: Server, path: str) -> None:
    assert is_the_404_page(server.ask(path))


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        f"/{SITE}/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/..%5csecret.txt",
        "/%252e%252e/secret.txt",
        "//../secret.txt",
        "/./../secret.txt",
        "/secret.txt%00.html",
        "/../public/index.html",
    ],
)
def test_no_path_leads_out_of_the_folder(server: Server, path: str) -> None:
    answer = server.ask(path)

    assert answer.status in (400, 404, 500)  # 500 from Caddy for a zero byte
    assert b"outside" not in answer.body
    assert b"The method" not in answer.body


@pytest.mark.parametrize(
    "path", ["//evil.example", "//evil.example/..", f"//{SITE}", "/%5cevil.example", f"/{SITE}"]
)
def test_no_redirect_leads_to_another_host(server: Server, path: str) -> None:
    assert re.fullmatch(rf"(/{SITE}/)?", server.ask(path).headers.get("location", ""))


def test_a_link_without_its_last_slash_arrives(server: Server) -> None:
    answer = server.ask(f"/{SITE}")

    assert answer.status in (301, 308)
    assert answer.headers["cache-control"] == "no-cache"


def test_head_answers_as_get_without_a_body(server: Server) -> None:
    for path in (OBJECT, f"/{SITE}/", f"/{SITE}/p/aaaaaaaaaa.html"):
        get, head = server.ask(path), server.ask(path, "HEAD")

        assert (head.status, head.body) == (get.status, b"")
        assert head.headers["cache-control"] == get.headers["cache-control"]
        assert head.headers["content-length"] == str(len(get.body))


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PROPFIND"])
def test_nothing_can_be_done_but_read(server: Server, site: Path, method: str) -> None:
    assert server.ask(f"/{SITE}/k.bin", method).status == 405
    assert (site / "private" / SITE / "k.bin").read_bytes() == SEALED


def test_a_hard_reload_gets_the_file_and_a_soft_one_is_spared_it(server: Server) -> None:
    first = server.ask(f"/{SITE}/m.bin")
    asked_anew = server.ask(f"/{SITE}/m.bin", **{"If-None-Match": first.headers["etag"]})
    hard = server.ask(f"/{SITE}/m.bin", **{"Cache-Control": "no-cache", "Pragma": "no-cache"})

    assert (asked_anew.status, asked_anew.headers["cache-control"], asked_anew.body) == (304, "no-cache", b"")
    assert (hard.status, hard.body) == (200, SEALED)


def test_the_gate_is_packed_and_what_is_sealed_is_not(server: Server) -> None:
    css = server.ask(f"/{SITE}/shell.css", **{"Accept-Encoding": "gzip"})
    missing = server.ask("/missing", **{"Accept-Encoding": "gzip"})
    sealed = [
        server.ask(path, **{"Accept-Encoding": "gzip, br, zstd"}) for path in (OBJECT, f"/{SITE}/k.bin")
    ]

    assert gzip.decompress(css.body).decode() == GATE_CSS
    assert "accept-encoding" in css.headers["vary"].lower()
    assert missing.status == 404
    assert gzip.decompress(missing.body).decode() == TREE["private/404.html"]
    assert all("content-encoding" not in each.headers and each.body == SEALED for each in sealed)


def test_an_object_that_appears_after_it_was_missed_is_found(server: Server, site: Path) -> None:
    name = f"/{SITE}/d/{'q' * 26}.bin"
    before = server.ask(name)
    place = site / "private" / name.lstrip("/")
    place.write_bytes(b"late")
    after = server.ask(name)
    place.unlink()

    assert before.headers["cache-control"] == "no-store"
    assert (after.status, after.body) == (200, b"late")


def test_the_log_holds_no_query_no_code_and_no_visitor(server: Server) -> None:
    planted = (
        f"/{SITE}/?code={CODE}",
        f"/{SITE}/%23{CODE}",
        f"/{SITE}/{CODE}",
        f"/{SITE}/p/wanttoread.html?q=1",
    )
    for path in (
        *planted,
        f"/{CODE}/..%2f..%2f..%2f",
        f"/.{CODE}",
        f"/{SITE}/d/?{CODE}",
        f"/{SITE}/k.bin?{CODE}#{CODE}",
    ):
        server.ask(path, Referer=f"https://mail.example/{CODE}", **{"User-Agent": "Curious/1.0"})
    server.ask(f"/{SITE}/k.bin", "POST", **{"User-Agent": "Curious/1.0"})
    server.ask(OBJECT)

    logged = server.logged()
    assert OBJECT in logged
    for told in (CODE, "wanttoread", "Curious", "mail.example", "127.0.0.1 ", '"127.0.0.1"', "?"):
        assert told not in logged.replace(server.origin.removeprefix("http://"), ""), told


def test_the_log_shortens_addresses(server: Server) -> None:
    server.ask(OBJECT)

    assert "127.0.0.0" in server.logged()


@pytest.mark.parametrize("path", ["/", "/stages/", "/missing/", "/.git/config"])
def test_the_public_site_has_its_own_rules(server: Server, path: str) -> None:
    answer = server.ask(path, Host=PUBLIC)

    is_there = path in ("/", "/stages/")
    assert answer.status == (200 if is_there else 404)
    assert answer.body.startswith(b"<!doctype html>")
    assert answer.headers["x-frame-options"] == "DENY"
    assert "x-robots-tag" not in answer.headers
    assert answer.headers["content-security-policy"] == "frame-ancestors 'none'"
    assert b"Private pages" not in server.ask(f"/{SITE}/", Host=PUBLIC).body


@pytest.mark.parametrize("server", ["caddy"], indirect=True)
def test_caddy_finds_nothing_to_warn_of_in_the_file(server: Server) -> None:
    assert "not formatted" not in server.logged()


@pytest.mark.parametrize("server", ["nginx"], indirect=True)
def test_nginx_follows_no_link_out_of_the_folder(server: Server, site: Path) -> None:
    assert stat.S_ISLNK(os.lstat(site / "private" / SITE / "linked.css").st_mode)
    assert is_the_404_page(server.ask(f"/{SITE}/linked.css"))


DEEP = f"/{SITE}/p/aaaaaaaaaa.html"
FAULTS = {
    "headers on found files only": ("nginx", (" always;", ";"), test_every_answer_has_every_header, DEEP),
    "no policy": (
        "nginx",
        ("add_header Content-Sec", "add_header X-Sec"),
        test_every_answer_has_every_header,
        DEEP,
    ),
    "a header that widens": (
        "nginx",
        ('X-Frame-Options "DENY"', 'Service-Worker-Allowed "/"'),
        test_every_answer_has_every_header,
        DEEP,
    ),
    "everything kept": (
        "nginx",
        ("$coachbook_cache always", '"max-age=600" always'),
        test_what_is_there_has_its_type_and_its_cache_rule,
        OBJECT,
    ),
    "found instead of missing": (
        "nginx",
        ("=404 /404.html", "=200 /404.html"),
        test_what_is_not_there_is_404_with_the_page_that_finds_the_way_back,
        DEEP,
    ),
    "a listing": (
        "nginx",
        ("autoindex off", "autoindex on"),
        test_what_is_not_there_is_404_with_the_page_that_finds_the_way_back,
        f"/{SITE}/d/",
    ),
    "dot files": (
        "nginx",
        ("location ~ /\\.", "location ~ /\\.\\."),
        test_files_with_a_dot_are_as_missing_as_what_is_not_there,
        "/.git/config",
    ),
    "the address in the log": (
        "nginx",
        ("$request_method $coachbook_address", "$request_method $request_uri"),
        test_the_log_holds_no_query_no_code_and_no_visitor,
        None,
    ),
    "errors in the log": (
        "nginx",
        ('-error.log" crit', '-error.log" info'),
        test_the_log_holds_no_query_no_code_and_no_visitor,
        None,
    ),
    "framing, Caddy": (
        "caddy",
        ('X-Frame-Options "DENY"', 'X-Frame-Options "SAMEORIGIN"'),
        test_every_answer_has_every_header,
        DEEP,
    ),
    "everything packed, Caddy": (
        "caddy",
        ("header Content-Type text/*", "header Content-Type *"),
        test_the_gate_is_packed_and_what_is_sealed_is_not,
        None,
    ),
    "missing ones kept": (
        "caddy",
        ('header Cache-Control "no-store"', 'header Cache-Control "no-cache"'),
        test_what_is_not_there_is_404_with_the_page_that_finds_the_way_back,
        DEEP,
    ),
    "dot files, Caddy": (
        "caddy",
        ("hide .*", "hide nothing"),
        test_files_with_a_dot_are_as_missing_as_what_is_not_there,
        "/.git/config",
    ),
    "the address in the log, Caddy": (
        "caddy",
        ("request>uri regexp", "request>nothing regexp"),
        test_the_log_holds_no_query_no_code_and_no_visitor,
        None,
    ),
    "writing, Caddy": ("caddy", ("respond @writing 405", ""), test_nothing_can_be_done_but_read, "POST"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_guards_see_a_planted_fault(fault: str, site: Path, tmp_path: Path) -> None:
    name, planted, guard, where = FAULTS[fault]
    with SERVERS[name](tmp_path, site, planted) as server:
        arguments = (
            {"site": site, "method": where} if where == "POST" else {} if where is None else {"path": where}
        )
        with pytest.raises((AssertionError, KeyError)):
            guard(server, **arguments)
