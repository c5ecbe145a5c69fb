"""Hostile text in every text field: no page of any reader gains, loses or changes an element that is ours.

Each string of `hostile` stands in each text field of each model once. What Markdown may add (paragraphs, emphasis,
lists, links with an address that a browser may follow) is left out of the comparison; everything else of a page must
be, element by element, what it is around harmless words. Then Chromium: the sanitiser alone, without our policy, and
the sealed site. Beside each guard stands the fault that made it fail once.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import pytest
from hostile import LIVE, SCHEMES, STRINGS, aimed

from coachbook.model.desk import File, coach_view
from coachbook.model.executive import executive_view
from coachbook.model.sponsor import sponsor_view
from coachbook.render import environment as environments
from coachbook.render import markdown as fields
from coachbook.render.artifact import Artifact
from coachbook.render.audit import audit
from coachbook.render.desksite import render_desk_site
from coachbook.render.relink import relinked
from coachbook.render.site import render_site
from coachbook.render.sponsorsite import render_sponsor_site
from coachbook.shell.books import books_of
from coachbook.shell.calendars import calendars_of
from coachbook.shell.engagements import fonts
from coachbook.source.characters import CONTROL
from planted import (
    MOMENTS,
    approve,
    at,
    engagement_of,
    notes_of,
    planted,
    practice_of,
    reflections_of,
    shipped_templates,
)

tinyhtml5 = pytest.importorskip("tinyhtml5", reason="comes with the PDF extra")

LONGEST = 900
"""Characters; a line of text takes 1,000."""
FIRE = "window.fired=1"
BLANK = re.compile(r"[\s\x00-\x1f\x7f]")
DESK_LINKS = "https://northlight.example/p/quarry/"

Sites = dict[str, tuple[Artifact, ...]]


def portions(strings: Iterable[str]) -> list[str]:
    """The strings, several to a text, each beginning a paragraph."""
    texts = [""]
    for each in strings:
        if len(texts[-1]) + len(each) > LONGEST:
            texts.append("")
        texts[-1] += ("\n\n" if texts[-1] else "") + each
    return [f"a{text}" if not text.strip() else text for text in texts]


@cache
def words() -> dict[str, int]:
    """Each planted word with its number."""
    return {word: n for n, word in enumerate(w for found in planted().words.values() for w in found)}


def replaced(data: Any, text_for: Callable[[int], str]) -> Any:
    """The data with each planted text exchanged for the one of its number."""
    if isinstance(data, dict):
        return {key: replaced(value, text_for) for key, value in data.items()}
    if isinstance(data, list):
        return [replaced(each, text_for) for each in data]
    found = re.search(r"qz[a-z]{4}\b", data) if isinstance(data, str) else None
    if not found or found[0] not in words():
        return data
    text = text_for(words()[found[0]])
    # An address that is none of the web is left out of the page; this one stays one.
    return f"https://book.example/{BLANK.sub('', text)}" if data.startswith("https://") else text


def sites_of(files: Mapping[str, Any], day: date) -> Sites:
    """All three readers' sites, with calendars and fonts, as they are before they are sealed."""
    practice = practice_of(files)
    engagement, templates = engagement_of(files, practice), shipped_templates()
    view = executive_view(engagement, reflections_of(files), practice, day)
    sponsors = sponsor_view(engagement, practice, day)
    assert sponsors is not None
    laid = File(engagement, reflections_of(files), notes_of(files), DESK_LINKS.__add__)
    desk = coach_view(practice.file.coaches[0], [laid], practice, day)
    books = tuple(Artifact(book.url, "application/pdf", b"") for book in view.workbooks)
    return {
        "executive": (*render_site(view, templates), *calendars_of(view), *fonts(), *books),
        "sponsor": (*render_sponsor_site(sponsors, templates), *fonts()),
        "coach": (*render_desk_site(desk, templates), *fonts()),
    }


def hostile_sites(text_for: Callable[[int], str], moment: str) -> Sites:
    """The sites around these texts, each in a paragraph below the planted word, which keeps equal texts apart."""
    below = list(words())
    hostile = replaced(planted().files, lambda number: f"{below[number]}\n\n{text_for(number)}")
    return sites_of(*at(approve(hostile), moment))


@cache
def harmless_sites(moment: str) -> Sites:
    return sites_of(*at(approve(planted().files), moment))


# A page as a browser takes it apart.

BARE = frozenset(
    [
        "p",
        "br",
        "hr",
        "em",
        "strong",
        "ul",
        "ol",
        "li",
        "blockquote",
        "code",
        "pre",
        "a",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    ]
)
OF_MARKDOWN = frozenset(("scroll", "tick", "tick tick-done", "tick-state"))
MARKED_DOWN = {"start", "scope", "title"}
FIRST_WORD = re.compile("qz", re.IGNORECASE)


Elements = tuple[tuple[str, Mapping[str, str]], ...]


@lru_cache(maxsize=512)
def elements(html: str) -> Elements:
    """Each element with its attributes, in order, as HTML5 has it; a comment is called `!`."""
    return tuple(
        (
            each.tag.rpartition("}")[2] if isinstance(each.tag, str) else "!",
            {key.rpartition("}")[2]: value for key, value in each.attrib.items()},
        )
        for each in tinyhtml5.parse(html).iter()
    )


def is_of_markdown(name: str, attributes: Mapping[str, str]) -> bool:
    """What a text may add to a page."""
    if attributes.get("class") in OF_MARKDOWN:
        return True
    if name == "a":
        return attributes.get("rel") == "noreferrer" and attributes.keys() <= {"href", "rel", "title"}
    return name in BARE and attributes.keys() <= MARKED_DOWN


def outline(html: str) -> list[tuple[str, Mapping[str, str]]]:
    """What a page has that no text may add or change."""
    return [each for each in elements(html) if not is_of_markdown(*each)]


def differences(harmless: str, hostile: str) -> list[str]:
    """Where the outlines part; an attribute that held a planted word may hold another text."""
    one, other = outline(harmless), outline(hostile)
    found = [f"{len(one)} elements became {len(other)}"] if len(one) != len(other) else []
    for (name, attributes), (other_name, others) in zip(one, other, strict=False):
        if name != other_name or attributes.keys() != others.keys():
            return [*found, f"<{name}> {sorted(attributes)} became <{other_name}> {sorted(others)}"]
        found += [
            f"<{name} {key}> was {value!r} and became {others[key]!r}"
            for key, value in attributes.items()
            if value != others[key] and not FIRST_WORD.search(value)
        ]
    return found


ADDRESS = re.compile(
    r"https?://.+|mailto:[^?]+(\?.*)?|[a-z0-9-]+\.(html|ics|pdf)(#[\w-]+)?|#[\w-]+|assets/[\w.-]+|data:,||"
    rf"{re.escape(DESK_LINKS)}.+",
    re.DOTALL,
)
LEADS = ("href", "src", "action", "formaction", "data", "poster", "srcset", "background", "cite", "ping")


def bad_addresses(html: str) -> list[str]:
    """Addresses that are not of the few kinds a page may hold, as a browser reads them: without tabs and blanks."""
    return [
        value
        for _, attributes in elements(html)
        for key, value in attributes.items()
        if key in LEADS
        and not ADDRESS.fullmatch(re.sub(r"[\t\r\n]", "", value).strip("\x00\x20\x1f").lower())
    ]


TAG = re.compile(r'<[^"<>]*(?:"[^"]*"[^"<>]*)*>')


def spoken(html: str) -> str:
    """All text of a page, joined."""
    return TAG.sub("", html)


def pages(site: Iterable[Artifact]) -> dict[str, str]:
    return {each.url: each.body.decode() for each in site if each.media_type == "text/html"}


def broken(sites: Sites, moment: str) -> list[str]:
    """Everything that hostile text did to the sites."""
    found = []
    for reader, site in sites.items():
        before, after = pages(harmless_sites(moment)[reader]), pages(site)
        if before.keys() != after.keys():
            found.append(f"{reader} has other pages: {sorted(before.keys() ^ after.keys())}")
        for url in before.keys() & after.keys():
            found += [f"{reader}/{url}: {each}" for each in differences(before[url], after[url])]
            found += [f"{reader}/{url} leads to {each!r}" for each in bad_addresses(after[url])]
        faults = set(audit(site)) - set(audit(harmless_sites(moment)[reader]))
        found += [f"{reader}: {each.url}: {each.message}" for each in faults if each.stops_publishing]
        found += misnamed(site)
    return found


def misnamed(site: tuple[Artifact, ...]) -> list[str]:
    """Pages whose words change when the site gets its sealed addresses: a link was seen where there was none."""
    names = {each.url: f"sealed{number:05}.html" for number, each in enumerate(site)}
    after = pages(relinked(site, names))
    return [
        f"{url} says something else when it is sealed"
        for url, html in pages(site).items()
        if spoken(after[names[url]]) != spoken(html)
    ]


# The proof without a browser.

TEXTS = portions(aimed(STRINGS, FIRE))


def test_the_list_is_long() -> None:
    assert len(STRINGS) >= 350
    assert all(each in "\n\n".join(TEXTS) for each in aimed(STRINGS, FIRE) if each.strip())


@pytest.mark.parametrize("number", range(len(TEXTS)))
def test_no_string_in_any_field_changes_a_page_of_any_reader(number: int) -> None:
    moment = list(MOMENTS)[number % len(MOMENTS)] if number >= len(MOMENTS) else "at work"

    assert broken(hostile_sites(lambda _: TEXTS[number], moment), moment) == []


def test_strings_one_to_a_field_change_no_page_either() -> None:
    strings = [each for each in aimed(STRINGS, FIRE) if each.strip()]
    for start in range(0, len(strings), 127):
        sites = hostile_sites(lambda number, start=start: strings[(number + start) % len(strings)], "at work")

        assert broken(sites, "at work") == []


def test_the_search_index_stays_a_list_of_texts() -> None:
    for text in TEXTS[::3]:
        site = hostile_sites(lambda _, text=text: text, "at work")["executive"]
        index = next(each.body.decode() for each in site if each.url == "assets/search-index.js")
        entries = json.loads(index.removeprefix("window.coachbookIndex=").removesuffix(";\n"))

        assert {entry[0].partition("#")[0] for entry in entries} <= {each.url for each in site}
        assert all(len(entry) == 4 and all(isinstance(part, str) for part in entry) for entry in entries)
        names = {each.url: f"sealed{number:05}.html" for number, each in enumerate(site)}
        renamed = next(
            each.body for each in relinked(site, names) if each.url == names["assets/search-index.js"]
        )
        again = json.loads(renamed.decode().removeprefix("window.coachbookIndex=").removesuffix(";\n"))
        assert [entry[1:] for entry in again] == [entry[1:] for entry in entries]


PROPERTIES = {
    "BEGIN", "END", "PRODID", "VERSION", "METHOD", "UID", "SEQUENCE", "SUMMARY", "DTSTART", "DTEND", "DTSTAMP",
    "STATUS", "CLASS", "LOCATION",
}  # fmt: skip


def test_a_calendar_has_its_few_properties_and_no_more() -> None:
    seen = set()
    # Control characters are refused when a file is read, typed as they are or as an escape.
    for text in (CONTROL.sub("", text) for text in TEXTS):
        site = hostile_sites(lambda _, text=text: text, "at work")["executive"]
        for each in site:
            if each.media_type == "text/calendar":
                lines = each.body.replace(b"\r\n ", b"").split(b"\r\n")
                seen |= {re.split(b"[;:]", line)[0].decode() for line in lines if line}
                assert not re.search(rb"(?<!\r)\n|\r(?!\n)|[\x00-\x08\x0b\x0c\x0e-\x1f]", each.body)

    assert seen == PROPERTIES


def test_a_workbook_takes_hostile_text_and_fetches_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    pypdf = pytest.importorskip("pypdf")
    import socket

    def refuse(*_: object, **__: object) -> object:
        raise AssertionError("a workbook asked for an address")

    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    files, day = at(approve(replaced(planted().files, lambda number: TEXTS[number % len(TEXTS)])), "at work")
    practice = practice_of(files)
    view = executive_view(engagement_of(files, practice), reflections_of(files), practice, day)

    books = books_of(view, practice, shipped_templates())

    assert [problem.message for problem in books.problems] == []
    (book,) = books.files
    document = pypdf.PdfReader(io.BytesIO(book.body))
    assert not document.attachments
    actions = str([page.get("/Annots") for page in document.pages]) + str(document.trailer["/Root"])
    assert not re.search(r"/(JavaScript|Launch|SubmitForm|EmbeddedFile|OpenAction|AA)\b", actions)


NEEDS_TRUST = {
    "iframe",
    "object",
    "embed",
    "form",
    "base",
    "applet",
    "frame",
    "frameset",
    "style",
    "img",
    "video",
    "audio",
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_no_page_holds_what_needs_trust(moment: str) -> None:
    for site in harmless_sites(moment).values():
        for html in pages(site).values():
            for name, attributes in elements(html):
                assert name not in NEEDS_TRUST
                assert not attributes.keys() & {"download", "ping", "target", "style", "srcdoc", "formaction"}
                assert not [key for key in attributes if key.startswith("on")]
                assert name != "script" or attributes.get("src", "").startswith("assets/")


# Each guard, broken once.


@pytest.fixture
def forgetful() -> Iterator[None]:
    """What was rendered before is rendered again, and once more afterwards."""

    def forget() -> None:
        for remembered in (fields._plain, fields._prose, fields._kit_body, environments._environment):
            remembered.cache_clear()

    forget()
    yield
    forget()


ONE_OF_EACH = "\n\n".join(aimed(("<img src=x onerror={fire}>", "[x](javascript:{fire})"), FIRE))


def sites_of_one() -> list[str]:
    return broken(hostile_sites(lambda _: ONE_OF_EACH, "at work"), "at work")


@pytest.mark.usefixtures("forgetful")
def test_without_the_sanitiser_an_address_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    harmless_sites("at work")

    class Lax:
        def clean(self, html: str) -> str:
            return html.replace("<a ", '<a rel="noreferrer" ')

    monkeypatch.setattr(fields, "_CLEANER", Lax())
    fields._prose.cache_clear()

    assert any("javascript:" in each for each in sites_of_one())


@pytest.mark.usefixtures("forgetful")
def test_without_escaping_an_element_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    harmless_sites("at work")
    environments._environment.cache_clear()
    original = environments.Environment
    monkeypatch.setattr(
        environments, "Environment", lambda **options: original(**{**options, "autoescape": False})
    )

    assert any("<img>" in each or "elements became" in each for each in sites_of_one())


@pytest.mark.usefixtures("forgetful")
def test_without_escaped_quotes_a_sealed_page_says_something_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fields, "_quotes_escaped", lambda html: html)
    text = '`see href="goals.html" onclick="x"`'

    found = broken(hostile_sites(lambda _: text, "at work"), "at work")

    assert any("says something else" in each for each in found)
    assert any("onclick" in each for each in found)


def test_a_link_to_another_host_without_a_scheme_is_dropped() -> None:
    for each in SCHEMES:
        if each not in ("https:/evil.example", ":"):
            html = str(fields.prose(f"[words](<{each}>) and [words]({each})"))
            assert 'href="' not in html, each
    assert 'href="https://ok.example/"' in fields.prose("[words](https://ok.example/)")
    assert 'href="goals.html#goal-1"' in fields.prose("[words](goals.html#goal-1)")


# In Chromium: the words stay words. A thread of its own, since a second driver in one thread is refused.

NAMES = ("chromium", "google-chrome", "google-chrome-stable")
QUIET = ("--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run")
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')


@dataclass
class Seen:
    """What pages did besides being read."""

    fired: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    schemes: set[str] = field(default_factory=set)


LOOK = """() => ({
  fired: Boolean(window.fired),
  handlers: [...document.querySelectorAll('*')].some(
    (each) => [...each.attributes].some((one) => one.name.startsWith('on') || one.name === 'style')),
  schemes: [...document.links].map((each) => each.protocol),
  foreign: document.querySelectorAll('iframe, object, embed, form, base, style, video, audio, img').length,
})"""


def chromium() -> str:
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip("Chromium is not installed; tools/test installs it")
    return path


@contextmanager
def a_tab(origin: str, seen: Seen) -> Iterator[Any]:
    """A tab that may talk to `origin` only, and notes what else is tried."""
    sync_playwright = pytest.importorskip("playwright.sync_api").sync_playwright

    def gate(route: Any) -> None:
        if route.request.url.startswith((origin, "data:", "blob:")):
            route.continue_()
        else:
            seen.asked.append(route.request.url)
            route.abort()

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=QUIET)
        context = browser.new_context()
        context.route("**/*", gate)
        tab = context.new_page()
        tab.on("dialog", lambda dialog: (seen.fired.append(f"dialog on {tab.url}"), dialog.dismiss()))
        yield tab
        browser.close()


def look(tab: Any, address: str, seen: Seen) -> None:
    """Opens a page and notes what it does."""
    tab.goto(address)
    tab.wait_for_timeout(15)
    found = tab.evaluate(LOOK)
    if found["fired"] or found["handlers"] or found["foreign"]:
        seen.fired.append(address)
    if tab.url.partition("#")[0] != address:
        seen.left.append(tab.url)
    seen.schemes |= set(found["schemes"])


def elsewhere(work: Callable[[], Seen]) -> Seen:
    """Runs it in a thread of its own."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a folder on this computer."""
    import threading
    from functools import partial
    from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *arguments: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, body in files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(body)


def live_in_turn() -> Sites:
    """The strings that run, dangerous links among them, several to a field and every one on many pages."""
    texts = portions(aimed((*LIVE, *(f"[bait]({each})" for each in SCHEMES)), FIRE))
    return hostile_sites(lambda number: texts[number % len(texts)], "at work")


def test_in_the_clear_and_without_our_policy_nothing_runs(tmp_path: Path) -> None:
    """The sanitiser alone: the pages' own policy is taken out, so nothing else could have stopped a script."""
    sites = live_in_turn()
    for reader, site in sites.items():
        write(tmp_path / reader, {each.url: POLICY.sub("", each.body.decode()).encode()
                                  if each.media_type == "text/html" else each.body for each in site})  # fmt: skip
    control = {
        f"control/{n}.html": f"<!doctype html><p>{each}".encode() for n, each in enumerate(aimed(LIVE, FIRE))
    }
    write(tmp_path, control)
    live: list[str] = []

    def visit() -> Seen:
        seen = Seen()
        with served(tmp_path) as origin, a_tab(origin, seen) as tab:
            for reader, site in sites.items():
                for url in pages(site):
                    look(tab, f"{origin}{reader}/{url}", seen)
            for name in control:
                tab.goto(origin + name)
                tab.wait_for_timeout(40)
                if tab.locator(".bait").count():
                    tab.locator(".bait").first.click(no_wait_after=True)
                    tab.wait_for_timeout(30)
                live.extend([name] if tab.evaluate("Boolean(window.fired)") else [])
        return seen

    seen = elsewhere(visit)

    assert (seen.fired, seen.left, seen.asked) == ([], [], [])
    assert seen.schemes <= {"http:", "https:", "mailto:"}
    assert len(live) >= 40, sorted(set(control) - set(live))


def test_on_the_sealed_site_nothing_runs(tmp_path: Path) -> None:
    from coachbook.shell.sealing import gate_of, link_for, seal, write_root
    from coachbook.shell.workspace import Workspace
    from coachbook.vault.master import Master
    from coachbook.vault.schedule import FirmKeys, Site
    from coachbook.vault.slots import site_pass

    firm = FirmKeys(Master(hashlib.sha256(b"a practice that is made up").digest()))
    whose = Site("quarry", "executive", 1)
    secret = firm.holder_secret(whose, "executive", 1)
    workspace = Workspace(tmp_path)
    gate = gate_of(shipped_templates(), '"><script>window.fired=1</script>')
    site = tuple(each for each in live_in_turn()["executive"] if each.body)
    made = seal(site, site_pass(firm, whose, (secret,)), workspace, date(2026, 3, 1), gate)
    write_root(shipped_templates(), workspace, "http://127.0.0.1")

    def visit() -> Seen:
        seen = Seen()
        with served(tmp_path / "site" / "private") as origin, a_tab(origin, seen) as tab:
            tab.goto(link_for(origin, made.site_id, secret))
            tab.wait_for_url(re.compile("/p/"))
            home = tab.url.rpartition("/")[0]
            names = firm.site_keys(whose)
            for url in pages(site):
                look(tab, f"{home}/{names.alias(url, 'html')}", seen)
                assert tab.locator("h1").count() == 1
        return seen

    seen = elsewhere(visit)

    assert (seen.fired, seen.left, seen.asked) == ([], [], [])
    assert seen.schemes <= {"http:", "https:", "mailto:"}
