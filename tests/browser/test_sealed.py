"""The sample practice, sealed by `coachbook build`, opened in Chromium with the links that `coachbook access` prints.

What a gate does with slips, tampering and neighbours is tested in tests/seal on a made-up site. Here stands the whole
way of the real one: practice, build, host, link, page. The host lists what it was asked for. The seconds from a link
to the first page are recorded with the test (`--junit-xml` shows them) and printed with -s; the machine may be busy, so
that they fail nothing.
"""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from urllib.parse import urlsplit

import pytest
from host import Host, hosting
from playwright.sync_api import Browser, BrowserContext, Page, expect
from visitor import arrive, said, settle, type_code
from visits import Visit, Visitor

from practices import AS_OF, change, copy_of_sample, files_below
from sample import command, environment, run

PAGE = re.compile(r"/([a-z2-7]{26})/p/[a-z2-7]{10}\.html")
"""The address of an unsealed page."""
NAMES = (
    "Ines", "Duarte", "Halden", "Helen Marsh", "Adeyemi", "Anstey", "Lindqvist", "Ashmere", "Kwarteng",
    "Priya", "Raman", "Osei", "harbour", "lantern", "meadow", "Delegate", "operating review", "new CFO",
    "Let the board talk", "controller", "Say no to the owners", "four hospitals", "senior colleagues", "my evenings",
)  # fmt: skip
"""Words that only a holder may read: people, organisations, code names and pieces of goals."""


@dataclass(frozen=True, slots=True)
class Published:
    """A practice, and a host that shows its site/private."""

    root: Path
    host: Host

    def coachbook(self, *words: str) -> str:
        """Runs a command on the practice, which must go well; what it printed."""
        done = run("-C", self.root, *words)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def build(self, *words: str) -> None:
        """Builds without the public site, and uploads everything."""
        self.coachbook("build", "--no-public", *words)
        files = {f"/{name}": body for name, body in files_below(self.root / "site" / "private").items()}
        gates = {name.removesuffix("index.html"): body for name, body in files.items() if name.endswith("/index.html")}
        self.host.files.clear()
        self.host.files.update(files | gates)

    def link(self, *words: str) -> str:
        """The link of a holder, as `coachbook access link` prints it."""
        return self.coachbook("access", "link", *words).strip()

    def code(self, *words: str) -> str:
        """The code of a holder as it is typed, from the second half of `--split`."""
        return self.coachbook("access", "link", *words, "--split").split()[-1]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    """The sample practice, published for a host of this computer; only harbour has its workbooks."""
    workspace = copy_of_sample(tmp_path_factory.mktemp("sealed") / "practice")
    with hosting({}) as host:
        change(workspace, "content/practice.yml", "timezone: ", f"private_address: {host.origin}\ntimezone: ")
        made = Published(workspace.root, host)
        made.build("lantern", "meadow", "--no-pdf")
        made.build("harbour")
        yield made


@pytest.fixture(autouse=True)
def quiet_host(published: Published) -> Iterator[None]:
    """Whatever a test does, the host is told of no page and of no code."""
    published.host.asked.clear()
    yield
    asked = [path for path, _ in published.host.asked]
    referers = [referer for _, referer in published.host.asked]
    assert [path for path in asked if "/p/" in path] == []
    assert [referer for referer in referers if "/p/" in referer or "#" in referer] == []
    assert [path for path in asked if re.search(r"[0-9A-HJKMNP-TV-Z]{20}", path)] == []


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that has never been here."""
    with browser.new_context() as made:
        made.set_default_timeout(20_000)
        yield made


def enter(context: BrowserContext, link: str) -> Page:
    """A tab on the first page of the site that the link opens."""
    tab = context.new_page()
    tab.goto(link)
    arrive(tab)
    expect(tab.locator("h1")).to_be_visible()
    settle(context)
    return tab


def gate_of(link: str) -> str:
    """The address without the code."""
    return link.partition("#")[0]


def test_a_link_opens_home_in_one_go(
    context: BrowserContext, published: Published, record_property: Callable[[str, object], None]
) -> None:
    link = published.link("harbour")
    tab = context.new_page()
    started = perf_counter()
    tab.goto(link)
    arrive(tab)
    expect(tab.locator("h1")).to_be_visible()
    seconds = perf_counter() - started
    assert PAGE.search(tab.url)
    assert link.partition("#")[2] not in tab.url
    expect(tab.locator("main")).to_contain_text("Delegate the weekly operating review")
    record_property("seconds_to_first_reading", round(seconds, 3))
    print(f"from the link to the first page: {seconds:.2f} s")  # noqa: T201


@pytest.mark.parametrize("spelling", [str, str.lower, lambda code: f"  {code.lower().replace('-', ' ')} "])
def test_a_typed_code_opens_it(
    spelling: Callable[[str], str], context: BrowserContext, published: Published
) -> None:
    code = published.code("harbour", "executive")
    assert re.fullmatch(r"([0-9A-Z]{4}-){6}[0-9A-Z]{4}", code)
    tab = context.new_page()
    tab.goto(gate_of(published.link("harbour")))
    expect(tab.get_by_text("Northlight Coaching")).to_be_visible()
    type_code(tab, spelling(code))
    arrive(tab)
    expect(tab.locator("main")).to_contain_text("Delegate the weekly operating review")


@pytest.mark.parametrize("reader", [("lantern",), ("harbour", "sponsor"), ("--coach", "daniel-osei")])
def test_another_readers_code_does_not(
    reader: tuple[str, ...], context: BrowserContext, published: Published
) -> None:
    tab = context.new_page()
    tab.goto(gate_of(published.link("harbour")))
    type_code(tab, published.code(*reader))
    said(tab, "ask for a new link")
    assert PAGE.search(tab.url) is None


def test_the_sponsor_reads_the_sponsors_site(context: BrowserContext, published: Published) -> None:
    tab = enter(context, published.link("meadow", "sponsor"))
    expect(tab.locator("main")).not_to_contain_text("Get my evenings back")
    tab.get_by_role("link", name=re.compile("agreed", re.IGNORECASE)).first.click()
    expect(tab.locator("h1")).to_be_visible()
    other = context.new_page()
    other.goto(gate_of(published.link("meadow", "sponsor")) + "#" + published.link("meadow").partition("#")[2])
    said(other, "ask for a new link")


def test_the_desk_opens_and_leads_into_the_executives_site(context: BrowserContext, published: Published) -> None:
    tab = enter(context, published.link("--coach", "priya-raman"))
    tab.locator("main").get_by_role("link", name="Ines Duarte").first.click()
    expect(tab.locator("h1")).to_contain_text("Ines")
    tab.get_by_role("link", name=re.compile("^What .* reads$")).click()
    arrive(tab)
    expect(tab.locator("main")).to_contain_text("Delegate the weekly operating review")
    assert tab.url.startswith(gate_of(published.link("harbour")) + "p/")


def test_every_link_of_the_desk_opens_what_it_names(context: BrowserContext, published: Published) -> None:
    enter(context, published.link("--coach", "daniel-osei"))
    pages = crawl(context, published.link("--coach", "daniel-osei"))
    inside = gate_of(published.link("lantern"))
    links = sorted({link for page in pages.values() for link in page.links if link.startswith(inside)})
    assert len(links) > 2
    for link in links[:6]:
        tab = enter(context, link)
        assert tab.url.startswith(inside + "p/")
        expect(tab.locator("main")).not_to_contain_text("no such page")
        tab.close()


def test_a_deep_link_leads_to_its_page(context: BrowserContext, browser: Browser, published: Published) -> None:
    link = published.link("harbour")
    tab = enter(context, link)
    tab.get_by_role("link", name="Let the board talk").first.click()
    expect(tab.locator("h1")).to_contain_text("Let the board talk")
    page = tab.url.partition("#")[0]
    with browser.new_context() as elsewhere:
        other = elsewhere.new_page()
        other.goto(f"{link}&!/{page.rpartition('/')[2]}")
        expect(other.locator("h1")).to_contain_text("Let the board talk")
    with browser.new_context() as bare:
        other = bare.new_page()
        other.goto(page)
        expect(other.get_by_label("Your code")).to_be_visible()
        type_code(other, published.code("harbour", "executive"))
        expect(other.locator("h1")).to_contain_text("Let the board talk")
    published.host.asked[:] = [each for each in published.host.asked if each[0] != urlsplit(page).path]


def test_the_site_can_be_searched(context: BrowserContext, published: Published) -> None:
    tab = enter(context, published.link("harbour"))
    tab.get_by_role("link", name="Search").first.click()
    tab.get_by_role("searchbox").fill("decision")
    hit = tab.locator("#results a").first
    expect(hit).to_be_visible()
    hit.click()
    expect(tab.get_by_role("searchbox")).to_have_count(0)
    expect(tab.locator("main")).to_contain_text(re.compile("decision", re.IGNORECASE))


def test_the_workbook_and_the_calendar(context: BrowserContext, published: Published) -> None:
    from pypdf import PdfReader

    pages = crawl(context, published.link("harbour"))
    links = {link for page in pages.values() for link in page.links}
    tab = context.pages[0]
    books = [link for link in links if link.endswith(".pdf")]
    assert books
    read = """async url => { const got = await fetch(url), type = got.headers.get("content-type");
      return [got.status, type, Array.from(new Uint8Array(await got.arrayBuffer()))]; }"""
    for book in books:
        status, kind, body = tab.evaluate(read, book)
        assert (status, kind) == (200, "application/pdf")
        assert len(PdfReader(io.BytesIO(bytes(body))).pages) > 1
    calendars = sorted({(name, link) for name, page in pages.items() for link in page.links if link.endswith(".ics")})
    assert calendars
    name, link = calendars[0]
    tab.goto(gate_of(published.link("harbour")) + f"p/{name}")
    with tab.expect_download() as download:
        tab.locator(f'a[href$="{link.rpartition("/")[2]}"]').first.click()
    assert re.fullmatch(r"[a-z0-9-]+\.ics", download.value.suggested_filename)
    assert Path(download.value.path()).read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")


def test_locking_one_tab_locks_all(context: BrowserContext, published: Published) -> None:
    link = published.link("harbour")
    one, two = enter(context, link), enter(context, link)
    two.get_by_role("link", name="Let the board talk").first.click()
    expect(two.locator("h1")).to_contain_text("Let the board talk")
    one.get_by_role("button", name="Lock").click()
    for tab in (one, two):
        said(tab, "Locked")
        assert "Ines" not in tab.content()
    two.go_back()
    expect(two.get_by_label("Your code")).to_be_visible()


@pytest.mark.parametrize("reader", [("harbour",), ("meadow", "sponsor"), ("--coach", "priya-raman")])
def test_every_page_opens_without_complaint(
    reader: tuple[str, ...], context: BrowserContext, published: Published, tmp_path: Path
) -> None:
    link = published.link(*reader)
    pages = crawl(context, link)
    assert {name: page.complaints for name, page in pages.items() if page.complaints} == {}
    assert {name: page.away for name, page in pages.items() if page.away} == {}
    assert {name: page.too_wide for name, page in pages.items() if page.too_wide} == {}
    assert {name: page.stored for name, page in pages.items() if page.stored} == {}
    assert [name for name, page in pages.items() if not page.heading.strip()] == []
    if "--coach" not in reader:
        holder = reader[1] if len(reader) > 1 else "executive"
        published.coachbook("open", reader[0], "--as", holder, "--out", str(tmp_path / "open"))
        assert set(pages) == {path.name for path in (tmp_path / "open").glob("*.html")} - {"index.html"}


def test_no_name_stands_below_site_private(published: Published, tmp_path: Path) -> None:
    private = published.root / "site" / "private"
    published.coachbook("open", "harbour", "--out", str(tmp_path / "open"))
    assert "Ines" in found_in(files_below(tmp_path / "open"), NAMES)  # the search does search
    files = files_below(private)
    readable = {name: body for name, body in files.items() if not name.endswith(".bin")}
    assert found_in(readable, NAMES) == set()
    # In what is sealed, four letters in a row may come up by chance; seven do not.
    assert found_in(files, tuple(name for name in NAMES if len(name) > 6)) == set()
    assert [name for name in files for word in NAMES if word.lower() in name.lower()] == []
    naming = {name.rpartition("/")[2] for name, body in readable.items() if b"Northlight" in body}
    assert naming == {"index.html"}


def found_in(files: dict[str, bytes], words: tuple[str, ...]) -> set[str]:
    """Which of the words stand in any file, in the encodings a text is likely to have."""
    everything = b"\n".join(files.values())
    return {word for word in words for code in ("utf-8", "utf-16-le", "utf-16-be") if word.encode(code) in everything}


def test_the_first_file_of_every_site_is_the_same_gate(published: Published) -> None:
    gates = {body for name, body in published.host.files.items() if re.fullmatch(r"/[a-z2-7]{26}/index\.html", name)}
    assert len(gates) == 1


def test_a_replaced_link_and_a_withdrawn_one(browser: Browser, published: Published) -> None:
    """Last of all, since it changes the practice: a new link for one, none for another, and the third keeps hers."""
    published.coachbook("access", "add", "meadow", "sofia-phone")
    published.build("meadow", "--no-pdf")
    before = {holder: published.link("meadow", holder) for holder in ("executive", "sofia-phone", "sponsor")}
    for link in before.values():
        opens(browser, link)
    published.coachbook("access", "rotate", "meadow", "executive")
    published.coachbook("access", "revoke", "meadow", "sponsor", "--today", AS_OF.isoformat())
    published.build("meadow", "--no-pdf")
    refuses(browser, before["executive"])
    refuses(browser, before["sponsor"])
    opens(browser, before["sofia-phone"])
    now = published.link("meadow", "executive")
    assert gate_of(now) == gate_of(before["executive"])
    opens(browser, now)
    done = run("-C", published.root, "access", "link", "meadow", "sponsor")
    assert done.returncode == 2
    assert "withdrawn" in done.stderr
    published.coachbook("verify")


def opens(browser: Browser, link: str) -> None:
    """In a browser that has never been there, the link opens the site."""
    with browser.new_context() as context:
        enter(context, link)


def refuses(browser: Browser, link: str) -> None:
    """In a browser that has never been there, the link opens nothing."""
    with browser.new_context() as context:
        tab = context.new_page()
        tab.goto(link)
        said(tab, "ask for a new link")
        expect(tab.get_by_label("Your code")).to_be_visible()


def crawl(context: BrowserContext, link: str) -> dict[str, Visit]:
    """Every page of the site that can be reached from its first one, by the last part of its address."""
    tab = enter(context, link)
    inside = gate_of(link) + "p/"
    visitor = Visitor(context, inside)
    to_see, seen = [tab.url.rpartition("/")[2]], dict[str, Visit]()
    while to_see:
        name = to_see.pop()
        if name not in seen:
            seen[name] = visitor.visit(name)
            inner = (each.partition("#")[0] for each in seen[name].links if each.startswith(inside))
            to_see += [each.removeprefix(inside) for each in inner if each.endswith(".html")]
    return seen


def test_the_preview_server_shows_sealed_sites_too(browser: Browser, published: Published) -> None:
    arguments = command("-C", published.root, "serve", "--port", "0")
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, env=environment()) as server:
        try:
            assert server.stdout
            address = re.search(r"http://127\.0\.0\.1:\d+/", server.stdout.readline())
            assert address
            link = published.link("harbour").replace(published.host.origin + "/", address[0] + "private/")
            with browser.new_context() as context:
                tab = enter(context, link)
                assert tab.url.startswith(f"{address[0]}private/")
                tab.get_by_role("link", name="Let the board talk").first.click()
                expect(tab.locator("h1")).to_contain_text("Let the board talk")
        finally:
            server.terminate()
