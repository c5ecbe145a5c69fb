"""Letters, messages, statements and archives: written where the coach says, for her eyes, and never below site/."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from coachbook.shell import access as links
from coachbook.shell.access import NotPossible, find_place
from coachbook.shell.build import BuildRequest, build
from coachbook.shell.keys import find_keys, make_master, paper_copy, restore_master
from coachbook.shell.letters import (
    letter_pdf,
    letter_to_holder,
    link_drawing,
    message_text,
    refuse_published_place,
    statement_html,
)
from coachbook.shell.verifying import archive_of
from coachbook.vault.errors import KeyRefused
from practices import AS_OF, copy_of_sample


def test_a_letter_holds_the_code_and_no_word_of_the_engagement(tmp_path: Path) -> None:
    pytest.importorskip("weasyprint")
    workspace = copy_of_sample(tmp_path / "practice", ("harbour",))
    keys, place = find_keys(workspace, {"XDG_CONFIG_HOME": str(tmp_path)}), find_place(workspace, "harbour")
    letter = letter_to_holder(place, keys, "executive", AS_OF)
    code = links.holder_link(place, keys, links.find_holder(place, "executive")).code

    both = "".join(page.extract_text() for page in PdfReader(io.BytesIO(letter_pdf(letter, "both"))).pages)
    only_link = "".join(page.extract_text() for page in PdfReader(io.BytesIO(letter_pdf(letter, "link"))).pages)

    assert code.replace("-", "") in both.replace("-", "").replace(" ", "").replace("\n", "")
    assert code[:9] not in only_link
    assert "operating review" not in both


def test_a_split_message_never_has_address_and_code_together(tmp_path: Path) -> None:
    workspace = copy_of_sample(tmp_path / "practice", ("harbour",))
    keys, place = find_keys(workspace, {"XDG_CONFIG_HOME": str(tmp_path)}), find_place(workspace, "harbour")
    letter = letter_to_holder(place, keys, "executive", AS_OF)
    link = links.holder_link(place, keys, links.find_holder(place, "executive"))

    first, second = message_text(letter, True).split("Subject: As promised")

    assert link.address in first
    assert link.code not in first
    assert link.code in second
    assert link.address not in second
    assert link.one_click in message_text(letter, False)


def test_the_statement_for_procurement_names_the_host_and_holds_no_code(tmp_path: Path) -> None:
    workspace = copy_of_sample(tmp_path / "practice", ("harbour",))
    keys, place = find_keys(workspace, {"XDG_CONFIG_HOME": str(tmp_path)}), find_place(workspace, "harbour")
    code = links.holder_link(place, keys, links.find_holder(place, "executive")).code

    page = statement_html(place, AS_OF).decode()

    assert "Harbourside Hosting" in page
    assert code not in page
    assert "<script" not in page


def test_nothing_with_a_code_may_be_written_where_it_would_be_published(tmp_path: Path) -> None:
    workspace = copy_of_sample(tmp_path / "practice", ("harbour",))

    with pytest.raises(NotPossible, match="below site"):
        refuse_published_place(workspace, workspace.root / "site" / "private" / "letter.pdf")
    refuse_published_place(workspace, tmp_path / "letter.pdf")


def test_a_qr_code_does_not_spell_out_the_link(tmp_path: Path) -> None:
    workspace = copy_of_sample(tmp_path / "practice", ("lantern",))
    keys, place = find_keys(workspace, {"XDG_CONFIG_HOME": str(tmp_path)}), find_place(workspace, "lantern")
    link = links.holder_link(place, keys, links.find_holder(place, "executive"))

    drawing = link_drawing(link).decode()

    assert drawing.startswith("<svg")
    assert link.code.replace("-", "") not in drawing
    assert link.address not in drawing


def test_an_archive_is_one_sealed_file_and_needs_a_build(tmp_path: Path) -> None:
    workspace = copy_of_sample(tmp_path / "practice", ("harbour",))
    keys, place = find_keys(workspace, {"XDG_CONFIG_HOME": str(tmp_path)}), find_place(workspace, "harbour")
    with pytest.raises(KeyRefused, match="not been built"):
        archive_of(place, keys, "executive")

    build(BuildRequest(workspace, AS_OF, (), 1, with_pdf=False, with_public=False, keys=keys))
    body = archive_of(place, keys, "executive")

    assert b"Ines" not in body
    assert b"operating review" not in body
    assert body.count(b"<script") >= 3


def test_a_key_comes_back_from_its_paper_copy(tmp_path: Path) -> None:
    master = make_master(tmp_path / "one" / "master.key")
    typed = paper_copy(master).lower().replace("-", " ")

    restore_master(tmp_path / "two" / "master.key", typed)

    assert (tmp_path / "two" / "master.key").read_bytes() == (tmp_path / "one" / "master.key").read_bytes()
    with pytest.raises(FileExistsError):
        restore_master(tmp_path / "two" / "master.key", typed)
    with pytest.raises(KeyRefused, match=r"typing error|incomplete"):
        restore_master(tmp_path / "three.key", typed[:-1])
