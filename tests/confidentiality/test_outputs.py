"""Everything a build writes or says besides the pages: reports, keys, leftovers, modes, sizes, other programs.

Hostile file names and files that are no files come first; then canaries in what a job's log shows; then keys; then
what lies on the disk afterwards. Beside each guard stands the fault that made it fail once.
"""

from __future__ import annotations

import base64
import os
import re
import secrets
import signal
import stat
import subprocess
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from http.client import HTTPConnection
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pydantic import TypeAdapter, ValidationError

from coachbook.cli import cli
from coachbook.model.fields import Id
from coachbook.model.practice import Coach
from coachbook.render.pdf import PdfError, _fetcher, document_pdf
from coachbook.render.words import mailto
from coachbook.shell import public, serve, workspace
from coachbook.shell.access import close, find_holder, find_place, holder_link, revoke, rotate
from coachbook.shell.build import BuildReport, BuildRequest, build
from coachbook.shell.keys import (
    BUNDLE,
    KEY_FILE,
    MASTER,
    Keys,
    find_keys,
    find_master,
    make_master,
    without_keys,
)
from coachbook.shell.workspace import Workspace, is_code_name, read_record
from coachbook.source.encoding import LARGEST_FILE
from coachbook.vault.encoding import code_of
from coachbook.vault.errors import KeyRefused
from coachbook.vault.master import Master, master_base64, master_from_key_file, master_paper
from coachbook.vault.schedule import FirmKeys
from practices import AS_OF, change, copy_of_sample, files_below
from sample import command, environment

CANARY = "zanzibarquillfeather"
RAW = bytes(range(7, 39))
KEY = base64.b64encode(RAW).decode()


@pytest.fixture
def harbour(tmp_path: Path) -> Workspace:
    return copy_of_sample(tmp_path / "practice", ("harbour",))


def keys_of(raw: bytes = RAW) -> Keys:
    return Keys(FirmKeys(Master(raw)), {})


def sealed(practice: Workspace, keys: Keys | None = None) -> BuildReport:
    return build(BuildRequest(practice, AS_OF, (), 1, False, False, keys or keys_of()))


def say(practice: Workspace, *arguments: str, **variables: str | None) -> Result:
    """Runs a command in this process, as in a job: nothing shown in colours, every report redacted."""
    runner = CliRunner(env={"CI": "true", MASTER: None, KEY_FILE: None, BUNDLE: None, **variables})
    return runner.invoke(cli, ["-C", str(practice.root), *arguments])


def all_it_said(result: Result) -> str:
    """Output, error and the exception with all that it carries."""
    return f"{result.output}\n{result.stderr}\n{result.exception!r}\n{getattr(result.exception, '__context__', '')!r}"


# Names and files that are none.

HOSTILE_NAMES = (
    "../x", "..", ".", "..\\x", "/etc", "C:\\x", "a/b", "a\\b", "a\0b", "%2e%2e", "a.", "a ", " a", "CON", "aux.",
    "nul.txt", "COM1", "con:", "a" * 61, "a" * 5000, "\u202eevil", "a\u200bb", "p\u0430ypal", "é", "e\u0301",
    "Harbour", "HARBOUR", "a\n", "a\nb", "a--b", "-a", "a-", "1a", "", "a_b", "a.b", "harbour.sponsor",
    "desk.priya-raman", "a~", "a;b", "$(id)", "`id`", "a|b", "<script>", '"', "'", "__proto__", "ａ", "ﬁ", "ß", "١",
)  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE_NAMES, ids=ascii)
def test_a_hostile_id_is_refused(name: str) -> None:
    assert not is_code_name(name)
    if name == name.strip():
        with pytest.raises(ValidationError):
            TypeAdapter(Id).validate_python(name)


@pytest.mark.parametrize(
    "name", ["harbour.sponsor", "desk.priya-raman", "CON.", "a b", "\u202eevil", "%2e%2e", "Harbour2"]
)
def test_a_folder_with_a_hostile_name_stops_nobody_elses_build(harbour: Workspace, name: str) -> None:
    harbour.path("clients/harbour").rename(harbour.path(f"clients/{name}"))
    good = copy_of_sample(harbour.root.with_name("good"), ("lantern",))
    good.path("clients/lantern").rename(harbour.path("clients/lantern"))

    report = sealed(harbour)

    assert report.kept == [name]
    assert report.built == ("lantern",)
    assert "bad-id" in {problem.code for problem in report.problems}


def test_an_engagement_is_named_on_the_command_line_by_a_folder_there_is(harbour: Workspace) -> None:
    for name in ("../harbour", "harbour/../harbour", "/etc", "harbour/", ".", "~"):
        for words in (
            ("build", name),
            ("access", "link", name),
            ("print", name),
            ("open", name, "--out", "x"),
        ):
            result = say(harbour, *words, **{MASTER: KEY})
            assert result.exit_code == 2, words
    assert not (harbour.root / "site").exists()


def put_pipe(place: Path) -> None:
    os.mkfifo(place)


def put_endless(place: Path) -> None:
    place.symlink_to("/dev/zero")


def put_folder(place: Path) -> None:
    place.mkdir()


def put_loop(place: Path) -> None:
    place.symlink_to(place.name)


def put_link_out(place: Path) -> None:
    outside = place.parents[3] / "outside.yml"
    outside.write_text(
        f"actions:\n  - {{text: {CANARY}, owner: executive, kind: behaviour}}\n", encoding="utf-8"
    )
    place.symlink_to(outside)


def put_link_to_another(place: Path) -> None:
    other = place.parents[1] / "lantern" / place.name
    other.parent.mkdir()
    other.write_text(
        f"actions:\n  - {{text: {CANARY}, owner: executive, kind: behaviour}}\n", encoding="utf-8"
    )
    place.symlink_to(other)


def put_100_megabytes(place: Path) -> None:
    with place.open("wb") as file:
        file.truncate(100 * 1024 * 1024)


@pytest.mark.skipif(os.name != "posix", reason="pipes and links of POSIX")
@pytest.mark.parametrize(
    "put", [put_pipe, put_endless, put_folder, put_loop, put_link_out, put_link_to_another, put_100_megabytes]
)
def test_what_is_no_file_of_the_engagement_is_refused(
    harbour: Workspace, put: Callable[[Path], None]
) -> None:
    place = harbour.path("clients/harbour/plan.yml")
    place.unlink()
    put(place)

    record, reading = read_record(harbour, "harbour")

    assert {"unreadable-file", "file-too-large"} & {problem.code for problem in reading.problems}
    assert record.plan is None or record.plan.value is None
    assert CANARY not in repr(reading.problems)


def test_of_a_large_file_hardly_more_is_read_than_is_allowed(harbour: Workspace) -> None:
    place = harbour.path("clients/harbour/plan.yml")
    put_100_megabytes(place)

    body = workspace.read_regular(str(place))

    assert body is not None
    assert len(body) == LARGEST_FILE + 1


def test_without_the_look_at_links_anothers_file_is_read(
    harbour: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = harbour.path("clients/harbour/plan.yml")
    place.unlink()
    put_link_to_another(place)
    monkeypatch.setattr(workspace, "_stays_inside", lambda *_: True)

    assert CANARY in repr(read_record(harbour, "harbour")[0].plan)


# Addresses that a coach types.


def test_an_address_of_a_coach_writes_to_nobody_else() -> None:
    assert mailto("priya@northlight.example") == "mailto:priya@northlight.example"
    assert mailto("a@b.example?bcc=c@d.example&subject=x\r\nBcc: e") == (
        "mailto:a@b.example%3Fbcc%3Dc@d.example%26subject%3Dx%0D%0ABcc%3A%20e"
    )


@pytest.mark.parametrize(
    "url", ["javascript:x", "data:text/html,x", "//x", "northlight.example", "https:x", "x https://y"]
)
def test_a_booking_page_is_on_the_web_or_there_is_none(url: str) -> None:
    coach = {"id": "ada", "name": "Ada", "email": "ada@example.org"}

    assert Coach.model_validate({**coach, "booking_url": url}).booking_page is None
    assert (
        Coach.model_validate({**coach, "booking_url": "https://x.example/y"}).booking_page
        == "https://x.example/y"
    )


# Paper: nothing is fetched.


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "http://169.254.169.254/latest/meta-data", "https://evil.example/", "ftp://evil.example/x",
        "data:text/css,x", "data:text/html,x", "font:../../etc/passwd", "font:other.ttf", "/etc/passwd", "",
        "DATA:image/svg+xml,<svg/>", "data:image/svg+xml;base64,PHN2Zy8+", "jar:file:///x", "gopher://x",
    ],
)  # fmt: skip
def test_a_workbook_is_handed_its_fonts_and_nothing_else(url: str) -> None:
    pytest.importorskip("weasyprint")

    with pytest.raises(ValueError, match="not among the fonts"):
        _fetcher({"serif.ttf": b"x"}).fetch(url)


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="file://{place}">', '<object data="file://{place}"></object>', '<embed src="file://{place}">',
        '<link rel="attachment" href="file://{place}">', '<link rel="stylesheet" href="file://{place}">',
        "<style>@import url('file://{place}');</style>", "<style>p{{background:url(file://{place})}}</style>",
        "<style>@font-face{{font-family:x;src:url(file://{place})}} p{{font-family:x}}</style>",
        '<svg><image href="file://{place}" width="9" height="9"/></svg>',
    ],
)  # fmt: skip
def test_a_document_that_asks_for_a_file_is_no_workbook(markup: str, tmp_path: Path) -> None:
    pytest.importorskip("weasyprint")
    place = tmp_path / "secret.txt"
    place.write_text(CANARY, encoding="utf-8")
    html = f"<html lang=en><title>x</title><p>x</p>{markup.format(place=place)}"

    made = b""
    with suppress(PdfError):
        made = document_pdf(html, stylesheets=(), fonts={})

    # Either the complaint stops the book, or the book has nothing of the file.
    assert CANARY.encode() not in everything_in(made)
    assert b"/EmbeddedFile" not in made


def everything_in(body: bytes) -> bytes:
    """The bytes of a PDF and of its packed streams."""
    parts = [body]
    for part in body.split(b"stream")[1::2]:
        with suppress(zlib.error):
            parts.append(zlib.decompress(part.strip(b"\r\n")))
    return b"".join(parts)


# What a job's log shows.


def valued(keys: str, value: str, text: str) -> str:
    """The text with another value at each of these keys."""
    return re.sub(rf"(?m)^(\s*-?\s*)({keys}): .*$", rf"\1\2: {value}", text)


TROUBLE: Mapping[str, Callable[[str], str]] = {
    "another type": lambda text: valued("date|due|starts|ends|prepared|status", CANARY, text),
    "an unknown key": lambda text: f"{text}\n{CANARY}: {CANARY}\n",
    "a repeated key": lambda text: f"{CANARY}: {CANARY}\n{CANARY}: {CANARY}\n{text}",
    "a tag": lambda text: f"{text}\nx: !{CANARY} {CANARY}\n",
    "an anchor": lambda text: f"{text}\nx: &{CANARY} {CANARY}\ny: *{CANARY}\n",
    "a tab": lambda text: f"{text}\n\t{CANARY}: {CANARY}\n",
    "an open quote": lambda text: f'{text}\nx: "{CANARY}\n',
    "a colon": lambda text: f"{text}\nx: {CANARY}: {CANARY}\n",
    "a symbol": lambda text: f"{text}\nx: @{CANARY}\n{CANARY}\n",
    "a conflict": lambda text: f"{text}\n<<<<<<< {CANARY}\nx: {CANARY}\n=======\n>>>>>>> {CANARY}\n",
    "a list": lambda text: f"- {CANARY}\n- {text}",
    "a control character": lambda text: f"{text}\nx: {CANARY}\x07{CANARY}\n",
    "ids": lambda text: valued("id|goal|coach|programme|kit|owner|by", f"{CANARY.title()}!", text),
    "known ids": lambda text: re.sub(r"(?m)^(\s*- )id: (.*)$", rf"\1id: {CANARY}-\2", text),
    "references": lambda text: valued("goal|coach|programme|kit", CANARY, text),
    "numbers": lambda text: re.sub(r": \d[\d.]*$", f": {CANARY}", text, flags=re.MULTILINE),
}  # fmt: skip


@pytest.mark.parametrize("name", TROUBLE)
def test_no_trouble_makes_a_job_say_what_was_typed(harbour: Workspace, name: str) -> None:
    """Every file of the engagement is broken in this way, and those of the practice in a second run."""
    for places in (
        sorted(harbour.path("clients").rglob("*.yml")),
        sorted(harbour.path("content").rglob("*.yml")),
    ):
        for place in places:
            place.write_text(TROUBLE[name](place.read_text(encoding="utf-8")), encoding="utf-8", newline="")
        for words in (
            ("check",), ("check", "--format", "json"), ("check", "--format", "github"), ("check", "--format", "sarif"),
            ("build", "--no-pdf", "--no-public", "--jobs", "1"), ("access", "list"), ("access", "link", "harbour"),
        ):  # fmt: skip
            result = say(harbour, *words, **{MASTER: KEY})
            assert CANARY not in all_it_said(result).lower(), words
            assert result.exit_code in (0, 1, 2), (words, result.exception)


def test_the_search_finds_what_a_report_for_the_coach_herself_quotes(harbour: Workspace) -> None:
    change(harbour, "clients/harbour/goals.yml", "id: delegate", f"id: {CANARY.title()}!")

    assert CANARY in say(harbour, "check", CI="").output.lower()


def test_what_mkdocs_says_of_a_page_is_not_quoted_in_a_job(harbour: Workspace) -> None:
    config = harbour.path("mkdocs.yml")
    config.write_text(f"{config.read_text(encoding='utf-8')}\n{CANARY}: [{CANARY}\n", encoding="utf-8")

    result = say(harbour, "build", "--no-pdf", "--jobs", "1", **{MASTER: KEY})

    assert result.exit_code == 1
    assert "public-site" in result.output
    assert CANARY not in all_it_said(result)


def put_link_to_clients(practice: Workspace) -> str:
    practice.path("content/methodology/clients").symlink_to(practice.path("clients"))
    return "content/methodology/clients"


def put_notes_among_the_pages(practice: Workspace) -> str:
    practice.path("content/methodology/notes.yml").write_text(f"notes: {CANARY}\n", encoding="utf-8")
    return "notes.yml"


def put_dead_link(practice: Workspace) -> str:
    page = practice.path("content/methodology/questions.md")
    page.write_text(f"{page.read_text(encoding='utf-8')}\n[x](nowhere.md)\n", encoding="utf-8")
    return "questions.md"


@pytest.mark.parametrize("put", [put_link_to_clients, put_notes_among_the_pages, put_dead_link])
def test_only_pages_that_belong_there_are_published(
    harbour: Workspace, put: Callable[[Workspace], str]
) -> None:
    """MkDocs follows links and copies whatever lies among the pages; and --quiet would have it forgive dead links."""
    name = put(harbour)

    report = build(BuildRequest(harbour, AS_OF, (), 1, False, True, keys_of()))

    assert report.public is None
    assert any(name in problem.words() for problem in report.problems if problem.code == "public-site")
    assert not (harbour.root / "site" / "public").exists()


def test_the_methods_builder_is_handed_no_key(harbour: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """It runs the templates and hooks of a firm, and of whoever wrote them."""
    handed: list[dict[str, str]] = []

    class Process:
        def __init__(self, command: object, *, env: dict[str, str], **_: object) -> None:
            handed.append(env)

    for name in (MASTER, KEY_FILE, BUNDLE):
        monkeypatch.setenv(name, KEY)
    monkeypatch.setattr(public.subprocess, "Popen", Process)
    public.start_public(harbour.root, AS_OF)

    assert KEY not in repr(handed)
    assert "PATH" in handed[0]
    assert without_keys({MASTER: "x", "PATH": "y"}) == {"PATH": "y"}


# Keys.


def disguises(raw: bytes) -> list[str]:
    """A key as it could be printed."""
    return [
        raw.hex(), base64.b64encode(raw).decode(), base64.urlsafe_b64encode(raw).decode(),
        base64.b32encode(raw).decode(), repr(raw)[2:-1], str(list(raw))[1:-1], master_paper(Master(raw)),
        master_paper(Master(raw)).replace("-", ""),
    ]  # fmt: skip


BROKEN_KEYS = (
    KEY[:-4], KEY + "AAAA", KEY + "\n", f" {KEY}", KEY.replace("=", ""), f'"{KEY}"', RAW.hex(), "A" * 44, "", " ",
    KEY * 3, base64.urlsafe_b64encode(RAW).decode() + "!", base64.b64encode(bytes(32)).decode(),
    base64.b64encode(b"\xff" * 32).decode(),
)  # fmt: skip


@pytest.mark.parametrize("key", BROKEN_KEYS, ids=range(len(BROKEN_KEYS)))
def test_a_broken_key_is_refused_and_not_repeated(harbour: Workspace, key: str, tmp_path: Path) -> None:
    place = tmp_path / "master.key"
    place.write_text(f"coachbook {key}\n", encoding="utf-8")
    place.chmod(0o600)
    for words in (
        ("build", "--no-pdf", "--no-public"),
        ("access", "link", "harbour"),
        ("verify", "site/private"),
        ("bundle",),
    ):
        for variables in ({MASTER: key}, {KEY_FILE: str(place)}, {BUNDLE: str(place)}):
            result = say(harbour, *words, **variables)
            said = all_it_said(result)
            assert result.exit_code == 2, (words, said)
            assert not any(form in said for form in (key.strip() or "\0", KEY[:20], RAW.hex()[:20])), words
    assert not (harbour.root / "site" / "private").exists()
    assert not (harbour.root / ".coachbook").exists()


def test_an_empty_master_key_never_becomes_a_demo_key(harbour: Workspace) -> None:
    """A build server whose secret is not set hands over an empty word."""
    with pytest.raises(KeyRefused):
        find_master({MASTER: ""})
    assert find_master({"XDG_CONFIG_HOME": str(harbour.root)}) is None


def test_no_command_says_a_key_it_was_not_asked_for(harbour: Workspace, tmp_path: Path) -> None:
    codes = [code_of(FirmKeys(Master(RAW)).coach_secret("priya-raman", 1).raw)]
    place = find_place(harbour, "harbour")
    codes += [holder_link(place, keys_of(), each).one_click[-28:] for each in place.access.holders]
    for words in (
        ("build", "--no-pdf", "--no-public"), ("build", "--no-pdf", "--no-public", "--json"), ("access", "list"),
        ("access", "list", "--json"), ("verify", str(harbour.root / "site/private")), ("check",), ("doctor",),
        ("access", "rotate", "harbour", "executive"), ("access", "revoke", "harbour", "sponsor"),
        ("open", "harbour", "--as", "nobody", "--out", str(tmp_path / "x")),
        ("open", "harbour", "--code", codes[0], "--out", str(tmp_path / "y")),
    ):  # fmt: skip
        said = all_it_said(say(harbour, *words, **{MASTER: KEY}))
        assert not any(form in said for form in (*disguises(RAW), *codes)), words


def test_in_a_job_a_demo_key_prints_no_link(harbour: Workspace, tmp_path: Path) -> None:
    variables = {"XDG_CONFIG_HOME": str(tmp_path)}
    said = all_it_said(say(harbour, "build", "--no-pdf", "--no-public", **variables))
    raw = master_from_key_file((harbour.root / ".coachbook/demo.key").read_text(encoding="utf-8")).raw

    assert "demo key" in said
    assert "/#" not in said
    assert not any(form in said for form in disguises(raw))
    assert "/#" in say(harbour, "build", "--no-pdf", "--no-public", CI="", **variables).output


def test_keys_are_written_for_their_owner_only(harbour: Workspace, tmp_path: Path) -> None:
    make_master(tmp_path / "deep" / "master.key")
    find_keys(harbour, {"XDG_CONFIG_HOME": str(tmp_path)})

    for place in (tmp_path / "deep" / "master.key", harbour.root / ".coachbook" / "demo.key"):
        assert stat.S_IMODE(place.stat().st_mode) == 0o600
        assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700


def test_a_register_older_than_what_is_published_opens_nothing_again(harbour: Workspace) -> None:
    """A build from a clone without the last access.yml would bring withdrawn links back to life."""
    register = harbour.path("clients/harbour/access.yml")
    register.unlink(missing_ok=True)
    assert not sealed(harbour).has_errors
    rotate(find_place(harbour, "harbour"), "executive")
    assert not sealed(harbour).has_errors
    published = files_below(harbour.root / "site")
    register.unlink()

    report = sealed(harbour)

    assert [problem.code for problem in report.problems if problem.severity == "error"] == ["not-sealed"]
    assert {each.reader for each in report.sites} <= {"coach"}
    before = {name: body for name, body in published.items() if "/d/" not in name}
    assert before.items() <= files_below(harbour.root / "site").items()


def test_a_closed_site_is_not_opened_again_by_a_lost_register(harbour: Workspace) -> None:
    sealed(harbour)
    close(find_place(harbour, "harbour"), AS_OF)
    sealed(harbour)
    harbour.path("clients/harbour/access.yml").unlink()

    report = sealed(harbour)

    assert [problem.code for problem in report.problems if problem.severity == "error"] == ["not-sealed"]
    assert {each.reader for each in report.sites} <= {"coach"}


def test_a_withdrawn_link_is_not_made_again(harbour: Workspace) -> None:
    revoke(find_place(harbour, "harbour"), "sponsor", date(2026, 3, 20))
    place = find_place(harbour, "harbour")

    with pytest.raises(Exception, match="withdrawn"):
        holder_link(place, keys_of(), find_holder(place, "sponsor"))


# What lies on the disk.


def plant_notes(practice: Workspace, n_notes: int) -> None:
    folder = practice.path("clients/harbour/coach")
    for number in range(n_notes):
        text = f"date: 2026-02-{number + 1:02}\nnotes: {CANARY} {secrets.token_hex(50 * number)}\n"
        (folder / f"2026-02-{number + 1:02}-{CANARY}.yml").write_text(text, encoding="utf-8")


def test_the_number_and_length_of_notes_change_no_other_readers_site(harbour: Workspace) -> None:
    first = sealed(harbour)
    desk = next(each.folder.name for each in first.sites if each.reader == "coach")
    before = files_below(harbour.root / "site" / "private")
    plant_notes(harbour, 12)
    second = sealed(harbour)
    after = files_below(harbour.root / "site" / "private")

    def without_desk(files: dict[str, bytes]) -> dict[str, bytes]:
        return {name: body for name, body in files.items() if not name.startswith(desk)}

    assert without_desk(before) == without_desk(after)
    assert before != after
    assert {each.reader: each.n_changed for each in second.sites if each.reader != "coach"} == {
        "executive": 0, "sponsor": 0,
    }  # fmt: skip


def test_objects_have_a_few_sizes_and_say_no_name(harbour: Workspace) -> None:
    plant_notes(harbour, 3)
    sealed(harbour)
    files = files_below(harbour.root / "site" / "private")
    objects = {name: body for name, body in files.items() if "/d/" in name}

    assert len({len(body) for body in objects.values()}) < len(objects) / 4
    for name, body in files.items():
        assert re.fullmatch(r"[\w.-]+|[a-z2-7]+/[\w.-]+|[a-z2-7]+/d/[a-z2-7]+\.bin", name)
        # Long words only: four letters turn up by chance in a mebibyte of sealed bytes.
        for word in (CANARY, "harbour", "ines duarte", "marcus", "adeyemi"):
            assert word not in name.lower()
            assert word.encode() not in body.lower()


def test_a_build_leaves_nothing_behind_and_shows_previews_to_nobody(
    harbour: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    before = files_below(harbour.root)
    plant_notes(harbour, 1)
    planted = files_below(harbour.root)

    sealed(harbour)
    made = files_below(harbour.root).keys() - planted.keys()
    build(BuildRequest(harbour, AS_OF, (), 1, False, False))

    assert {name.split("/")[0] for name in made} == {"site"}
    assert list(temporary.iterdir()) == []
    assert before.keys() < planted.keys()
    for folder in (harbour.root / "preview").iterdir():
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def leftovers(root: Path) -> Iterator[bytes]:
    for folder, _, names in os.walk(root):
        if "clients" not in Path(folder).parts:
            for name in names:
                yield name.encode() + b"\n" + (Path(folder) / name).read_bytes()


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_a_killed_build_leaves_nothing_in_the_clear(harbour: Workspace, tmp_path: Path) -> None:
    plant_notes(harbour, 3)
    change(harbour, "clients/harbour/goals.yml", "title: Delegate", f"title: {CANARY} Delegate")
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    variables = environment(TMPDIR=str(temporary), COACHBOOK_MASTER=KEY, CI="true")
    for seconds in (0.35, 0.5, 0.7, 0.9):
        words = command("-C", harbour.root, "build", "--no-public", "--no-pdf")
        process = subprocess.Popen(words, env=variables, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        process.wait()

        for root in (harbour.root, temporary):
            assert not any(CANARY.encode() in body.lower() for body in leftovers(root))


def test_the_search_of_leftovers_sees_a_preview(harbour: Workspace) -> None:
    change(harbour, "clients/harbour/goals.yml", "title: Delegate", f"title: {CANARY} Delegate")
    build(BuildRequest(harbour, AS_OF, (), 1, False, False))

    assert any(CANARY.encode() in body.lower() for body in leftovers(harbour.root))


def test_other_processes_places_and_seeds_seal_the_same_bytes(harbour: Workspace) -> None:
    seen = []
    for seed, zone, language in (
        ("0", "Pacific/Auckland", "C"),
        ("77", "America/Los_Angeles", "de_DE.UTF-8"),
    ):
        variables = environment(
            PYTHONHASHSEED=seed, TZ=zone, LANG=language, LC_ALL=language, COACHBOOK_MASTER=KEY
        )
        words = command("-C", harbour.root, "build", "--no-public", "--no-pdf")
        assert subprocess.run(words, env=variables, capture_output=True, check=False).returncode == 0
        seen.append(files_below(harbour.root / "site"))
        for name in seen[0]:
            (harbour.root / "site" / name).unlink(missing_ok=True)

    assert seen[0]
    assert seen[0] == seen[1]


# The preview in a browser.


def test_a_preview_keeps_the_pages_own_policy(harbour: Workspace) -> None:
    page = '<head><meta http-equiv="Content-Security-Policy" content="x"></head>'

    assert 'http-equiv="Content-Security-Policy"' in serve.with_reload(page)
    assert serve.RELOAD in serve.with_reload(page)


def test_a_preview_can_be_neither_framed_nor_loaded_by_another_origin(harbour: Workspace) -> None:
    studio = serve.Studio(harbour, AS_OF)
    studio.refresh()
    with serve.serve(studio, 0) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        for path in ("", "harbour/", "harbour/assets/search-index.js", "harbour/sessions.ics", "nowhere"):
            connection = HTTPConnection("127.0.0.1", server.server_port)
            connection.request("GET", f"/{path}")
            answer = connection.getresponse()
            assert answer.getheader("Cross-Origin-Resource-Policy") == "same-origin", path
            assert answer.getheader("X-Frame-Options") == "DENY", path
            assert answer.getheader("Access-Control-Allow-Origin") is None
            connection.close()
        server.shutdown()


def test_the_key_in_the_tests_is_a_key() -> None:
    assert master_base64(Master(RAW)) == KEY
    assert find_master({MASTER: KEY}) is not None
