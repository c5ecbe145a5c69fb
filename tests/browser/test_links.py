"""Every link and anchor of every page leads somewhere, and nothing leads away that was not meant to."""

from __future__ import annotations

from pathlib import Path

import pytest

from links import Folder
from sample import ENGAGEMENTS

SITES = [f"preview/{id}" for id in ENGAGEMENTS] + ["site/public"]


@pytest.mark.parametrize("site", SITES)
def test_every_link_leads_somewhere(site: str, built: Path) -> None:
    folder = Folder(built / site)
    assert len(folder.pages) > 10
    assert [fault for page in folder.pages for fault in folder.dead(page)] == []


@pytest.mark.parametrize("site", SITES)
def test_no_id_occurs_twice(site: str, built: Path) -> None:
    folder = Folder(built / site)
    assert {page: folder.page(page).repeated for page in folder.pages if folder.page(page).repeated} == {}


@pytest.mark.parametrize("id", ENGAGEMENTS)
def test_every_page_can_be_reached_from_home(id: str, built: Path) -> None:
    folder = Folder(built / "preview" / id)
    reached, to_see = {"index.html"}, ["index.html"]
    while to_see:
        links = {link.partition("#")[0] for _, link in folder.page(to_see.pop()).links}
        new = (links & folder.files) - reached
        reached |= new
        to_see += [name for name in new if name.endswith(".html")]
    assert sorted(set(folder.pages) - reached) == []


@pytest.mark.parametrize("id", ENGAGEMENTS)
def test_a_microsite_leads_only_where_its_people_do(id: str, built: Path) -> None:
    meant = ("mailto:", "tel:", "data:,", "https://northlight.example/", "https://meet.northlight.example/")
    away = Folder(built / "preview" / id).away()
    assert sorted(link for link in away if not link.startswith(meant)) == []


@pytest.mark.parametrize("id", ENGAGEMENTS)
def test_a_page_stays_small(id: str, built: Path) -> None:
    sizes = {path.name: path.stat().st_size for path in (built / "preview" / id).glob("*.html")}
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
