"""Access letters, key copies and messages: one page each, opened by what they say, and silent about the rest."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import get_args
from urllib.parse import unquote

import pytest
from jinja2 import Environment
from pypdf import PdfReader

from coachbook.model.letters import AccessLetterView, KeyBackupView, LetterParts, LetterReader, WayIn
from coachbook.model.terms import Paper
from coachbook.render.environment import template_environment
from coachbook.render.letters import key_backup_html, letter_css, letter_html, letter_messages
from coachbook.render.pdf import document_pdf

TEMPLATES = Path(__file__).parents[2] / "templates"
ADDRESS = "https://pages.northlight.example/e7kmdcjlvnrohvaqggq4ojsq6t/"
CODE = "2QAB-FZT0-E1Z0-F020-X62D-EJ0Z-MDT2"
SYMBOLS = "-".join(f"{number:04}" for number in range(14))
WAY_IN = WayIn(ADDRESS, f"{ADDRESS}#{CODE.replace('-', '')}&b=2049301", CODE)
LETTER = AccessLetterView(
    practice_name="Northlight & Daughters",
    language="en-GB",
    paper="A4",
    made=date(2026, 3, 20),
    reader="executive",
    name="Ines Duarte",
    called="Ines",
    reference="harbour",
    what="The pages of your work are kept for you at an address of their own.",
    who_else="Priya Raman has a separate link; nobody else has.",
    contact="Priya Raman",
    contact_mail="priya.raman@northlight.example",
    mailbox="unknown",
    way_in=WAY_IN,
)
BACKUP = KeyBackupView(
    "Northlight & Daughters", "en-GB", "A4", date(2026, 3, 20), SYMBOLS, "coachbook keygen"
)
LONG = replace(
    LETTER,
    practice_name="The Northlight Partnership for Executive Development and Transition",
    name="Professor Maximiliane Alexandra von Hohenlohe-Öhringen",
    what=f"{LETTER.what} " * 4,
    who_else=f"{LETTER.who_else} " * 4,
    way_in=WayIn(f"{ADDRESS}{'x' * 60}/", f"{ADDRESS}{'x' * 60}/#{CODE.replace('-', '')}", CODE),
)
PARTS: tuple[LetterParts, ...] = get_args(LetterParts)
PAPERS: tuple[Paper, ...] = get_args(Paper)


@cache
def environment() -> Environment:
    paths = [path for folder in ("letters", "parts") for path in (TEMPLATES / folder).iterdir()]
    names = {path.relative_to(TEMPLATES).as_posix(): path for path in paths}
    return template_environment({name: (name, path.read_text("utf-8")) for name, path in names.items()})


@cache
def fonts() -> Mapping[str, bytes]:
    serif, sans = (files(f"font_source_{each}_pro") / "files" for each in ("serif", "sans"))
    return {
        "serif-regular.ttf": (serif / "SourceSerifPro-Regular.ttf").read_bytes(),
        "serif-italic.ttf": (serif / "SourceSerifPro-It.ttf").read_bytes(),
        "serif-semibold.ttf": (serif / "SourceSerifPro-Semibold.ttf").read_bytes(),
        "sans-regular.ttf": (sans / "SourceSansPro-Regular.ttf").read_bytes(),
        "sans-semibold.ttf": (sans / "SourceSansPro-Semibold.ttf").read_bytes(),
    }


def html(letter: AccessLetterView, parts: LetterParts = "both") -> str:
    return letter_html(letter, environment(), parts)


def printed(letter: AccessLetterView, parts: LetterParts = "both") -> bytes:
    return document_pdf(
        html(letter, parts), stylesheets=(letter_css(letter.paper, environment()),), fonts=fonts()
    )


def words(pdf: bytes) -> str:
    return " ".join(PdfReader(BytesIO(pdf)).pages[0].extract_text().replace("\u00a0", " ").split())


# The letter


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("parts", PARTS)
def test_a_letter_is_one_page_even_with_long_names(parts: LetterParts, paper: Paper) -> None:
    for letter in (LETTER, LONG):
        assert len(PdfReader(BytesIO(printed(replace(letter, paper=paper), parts))).pages) == 1


def test_a_name_without_end_makes_two_pages_and_not_none() -> None:
    pages = PdfReader(BytesIO(printed(replace(LETTER, who_else="x " * 3000)))).pages

    assert len(pages) > 1
    assert CODE[-4:] in pages[0].extract_text()


def test_the_printed_square_opens_the_pages() -> None:
    zxingcpp = pytest.importorskip("zxingcpp", reason="the scanner of the tests (extra dev)")
    from test_qr import drawn

    for parts, expected in (("both", WAY_IN.link), ("link", WAY_IN.address)):
        svg = re.search(r'src="data:image/svg\+xml,([^"]*)"', html(LETTER, parts))
        assert svg is not None
        (found,) = zxingcpp.read_barcodes(drawn(unquote(svg[1])))
        assert found.text.lower() == expected.lower()


def test_the_whole_letter_has_address_and_code_in_seven_groups() -> None:
    page = words(printed(LETTER))

    assert ADDRESS in page.replace(" ", "")
    assert re.search(r"\s*-\s*".join(CODE.split("-")), page)
    for promise in (
        "Press Lock",
        "On a shared computer",
        "If this letter is lost",
        "the old one opens nothing that is new",
    ):
        assert promise in page


def test_two_letters_that_travel_apart_do_not_hold_each_other() -> None:
    address, code = html(LETTER, "link"), html(LETTER, "code")

    assert not any(group in address for group in WAY_IN.groups)
    assert all(f">{group}<" in code for group in WAY_IN.groups)
    assert not any(part in code for part in (ADDRESS, "northlight.example/", "harbour", "<img"))


@pytest.mark.parametrize("reader", get_args(LetterReader))
def test_every_reader_is_told_what_the_host_sees(reader: LetterReader) -> None:
    page = html(replace(LETTER, reader=reader))

    assert "What the host sees" in page
    assert ("belongs to an employer" in page) == (reader != "sponsor")


def test_no_letter_and_no_message_promises_safety() -> None:
    texts = [path.read_text("utf-8") for path in TEMPLATES.glob("letters/*")]
    texts.append((TEMPLATES / "parts" / "data-handling.html").read_text("utf-8"))
    texts.append((TEMPLATES.parent / "docs" / "privacy.md").read_text("utf-8"))

    words = " ".join(texts).lower().replace("content-security-policy", "")

    assert "secur" not in words


def test_the_file_says_nothing_of_the_code_or_the_person_outside_its_page() -> None:
    pdf = PdfReader(BytesIO(printed(LETTER)))
    assert pdf.xmp_metadata is not None
    about = f"{pdf.metadata} {pdf.outline}".encode() + pdf.xmp_metadata.stream.get_data()

    assert not any(
        word.encode() in about for word in ("Ines", "Duarte", "2QAB", "northlight.example", "harbour")
    )


def test_the_file_is_tagged_and_its_square_has_words() -> None:
    pdf = printed(LETTER)
    root = PdfReader(BytesIO(pdf)).trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert 'alt="QR code of your link"' in html(LETTER)


def test_the_bytes_are_the_same_every_time() -> None:
    assert printed(LETTER) == printed(LETTER)


def test_what_somebody_typed_is_never_markup() -> None:
    assert "Ines &lt;b&gt;" in html(replace(LETTER, name="Ines <b>"))


# What a way in may be


@pytest.mark.parametrize(
    "parts",
    [
        (ADDRESS, f"{ADDRESS}#{CODE.replace('-', '')}", CODE[:-1]),
        (ADDRESS, f"{ADDRESS}#{CODE.replace('-', '')}", CODE.lower()),
        (ADDRESS, f"{ADDRESS}#{'0' * 28}", CODE),
        (f"{ADDRESS}#{CODE}", f"{ADDRESS}#{CODE}#{CODE.replace('-', '')}", CODE),
        ("javascript:alert(1)/", f"javascript:alert(1)/#{CODE.replace('-', '')}", CODE),
    ],
)
def test_a_way_in_that_does_not_fit_together_is_refused_without_repeating_it(
    parts: tuple[str, str, str],
) -> None:
    with pytest.raises(ValueError, match=r"^(a code|the link|the address)") as refused:
        WayIn(*parts)
    assert "2QAB" not in str(refused.value)


def test_nothing_shows_a_code_by_accident() -> None:
    shown = f"{LETTER} {BACKUP} {letter_messages(LETTER, environment())}"

    assert "2QAB" not in shown
    assert SYMBOLS[:9] not in shown


# Messages


def test_a_message_is_plain_text_with_address_or_code_on_a_line_of_its_own() -> None:
    messages = letter_messages(LETTER, environment())

    assert f"\n{ADDRESS}\n" in messages.address.body
    assert f"\n{CODE}\n" in messages.code.body
    assert f"\n{WAY_IN.link}\n" in messages.one_click.body
    assert all(
        each.body.startswith("Dear Ines,\n") and each.body.endswith("Northlight & Daughters\n")
        for each in (messages.address, messages.code, messages.one_click)
    )


def test_the_two_parts_do_not_hold_each_other() -> None:
    messages = letter_messages(LETTER, environment())

    assert "2QAB" not in messages.address.subject + messages.address.body
    assert "http" not in messages.code.subject + messages.code.body


def test_the_one_click_message_says_what_it_means() -> None:
    body = letter_messages(LETTER, environment()).one_click.body

    assert "Whoever can read this message can open the pages" in body
    assert "keeps it in its history" in body


def test_the_sender_is_warned_of_an_employers_mailbox() -> None:
    said = {
        mailbox: letter_messages(replace(LETTER, mailbox=mailbox), environment())
        for mailbox in ("private", "employer", "unknown")
    }

    assert said["employer"].one_click.before_sending.startswith("This mailbox is the employer’s")
    assert said["unknown"].one_click.before_sending.startswith("If this mailbox is the employer’s")
    assert "employer" not in said["private"].one_click.before_sending + said["private"].code.before_sending
    assert all("another way than the address" in each.code.before_sending for each in said.values())


# The key on paper


@pytest.mark.parametrize("paper", PAPERS)
def test_the_key_copy_is_one_page_with_every_group(paper: Paper) -> None:
    css = letter_css(paper, environment())
    pdf = document_pdf(key_backup_html(BACKUP, environment()), stylesheets=(css,), fonts=fonts())
    page = words(pdf)

    assert len(PdfReader(BytesIO(pdf)).pages) == 1
    assert " ".join(BACKUP.groups) in page
    assert "coachbook keygen" in page


def test_a_key_copy_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="fourteen groups"):
        replace(BACKUP, symbols=SYMBOLS[:-5])
