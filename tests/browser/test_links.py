"""Every link and anchor of every page leads somewhere, and nothing leads away that was not meant to."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from here import DESKS, PREVIEWS

from links import Folder
from sample import ENGAGEMENTS


@pytest.fixture(scope="module")
def previews(built: Path) -> Folder:
    return Folder(built / "preview")


@pytest.fixture(scope="module")
def public(built: Path) -> Folder:
    return Folder(built / "site" / "public")


def pages_of(site: str, folder: Folder) -> list[str]:
    """The pages of one site; there are some."""
    pages = [page for page in folder.pages if page.startswith(f"{site}/")]
    assert len(pages) > 1
    return pages


def test_every_reader_has_a_site(previews: Folder) -> None:
    assert {page.partition("/")[0] for page in previews.pages} == set(PREVIEWS)


@pytest.mark.parametrize("site", PREVIEWS)
def test_every_link_leads_somewhere(site: str, previews: Folder) -> None:
    assert [fault for page in pages_of(site, previews) for fault in previews.dead(page)] == []


def test_every_link_of_the_public_site_leads_somewhere(public: Folder) -> None:
    assert len(public.pages) > 10
    assert [fault for page in public.pages for fault in public.dead(page)] == []


@pytest.mark.parametrize("site", PREVIEWS)
def test_only_a_desk_leads_to_another_readers_site(site: str, previews: Folder) -> None:
    leaving = {link for page in pages_of(site, previews) for link in previews.leaving(page)}
    if site in DESKS:
        assert leaving
        assert all(re.fullmatch(rf"\.\./({'|'.join(ENGAGEMENTS)})/.*", link) for link in leaving)
    else:
        assert leaving == set()


def test_no_id_occurs_twice(previews: Folder, public: Folder) -> None:
    pages = [(folder, page) for folder in (previews, public) for page in folder.pages]
    assert {page: folder.page(page).repeated for folder, page in pages if folder.page(page).repeated} == {}


@pytest.mark.parametrize("site", PREVIEWS)
def test_every_page_can_be_reached_from_home(site: str, built: Path) -> None:
    folder = Folder(built / "preview" / site)
    reached, to_see = {"index.html"}, ["index.html"]
    while to_see:
        links = {link.partition("#")[0] for _, link in folder.page(to_see.pop()).links}
        new = (links & folder.files) - reached
        reached |= new
        to_see += [name for name in new if name.endswith(".html")]
    assert sorted(set(folder.pages) - reached) == []


@pytest.mark.parametrize("site", PREVIEWS)
def test_a_site_leads_only_where_its_people_do(site: str, built: Path) -> None:
    meant = ("mailto:", "tel:", "data:,", "https://northlight.example/", "https://meet.northlight.example/")
    away = Folder(built / "preview" / site).away()
    assert sorted(link for link in away if not link.startswith(meant)) == []


def test_a_page_stays_small(previews: Folder) -> None:
    sizes = {name: (previews.root / name).stat().st_size for name in previews.pages}
    assert {name: size for name, size in sizes.items() if size >= 60_000} == {}


PAGE = '<p id="a">x</p><p id="a">y</p><a href="{link}">to</a><img src="there.png">'


@pytest.mark.parametrize(
    ("link", "n_faults"),
    [
        ("other.html", 0),
        ("other.html#a", 0),
        ("#a", 0),
        ("./", 0),
        ("/other.html", 0),
        ("sub/", 0),
        ("mailto:a@b.example", 0),
        ("missing.html", 1),
        ("other.html#b", 1),
        ("#b", 1),
        ("/missing/", 1),
        ("sub/missing.html", 1),
    ],
)
def test_the_link_check_sees(link: str, n_faults: int, tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    for name in ("other.html", "sub/index.html", "there.png"):
        (tmp_path / name).write_text('<p id="a">', encoding="utf-8")
    (tmp_path / "index.html").write_text(PAGE.format(link=link), encoding="utf-8")
    folder = Folder(tmp_path)
    assert len(list(folder.dead("index.html"))) == n_faults
    assert folder.page("index.html").repeated == ("a",)


def test_a_link_to_a_neighbour_is_seen(tmp_path: Path) -> None:
    links = ("../b/page.html", "page.html#x", "../../a/page.html", "https://c.example/")
    for site in ("a", "b"):
        (tmp_path / site).mkdir()
        text = "".join(f'<a href="{link}">to</a>' for link in links)
        (tmp_path / site / "page.html").write_text(text, encoding="utf-8")
    folder = Folder(tmp_path)
    assert list(folder.leaving("a/page.html")) == ["../b/page.html"]
    assert list(folder.leaving("b/page.html")) == ["../../a/page.html"]
