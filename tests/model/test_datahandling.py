"""The account of data handling and the letters: made from settings only, true to the agreements, in two voices."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import cache
from html import unescape
from typing import get_args

import pytest

from coachbook.model.datahandling import Keeping, NotesLevel, data_handling
from coachbook.model.engagement import Engagement
from coachbook.model.handover import coach_letter, executive_letter, sponsor_letter
from coachbook.model.letters import AccessLetterView, DataHandlingView, Voice, WayIn
from coachbook.model.practice import Practice, Processor, Records
from coachbook.model.terms import Share
from coachbook.render.environment import template_environment
from coachbook.render.letters import data_handling_html, letter_html, letter_messages
from planted import engagement_of, planted, practice_of, shipped_templates

TODAY = date(2026, 3, 1)
VOICES: tuple[Voice, ...] = get_args(Voice)
ADDRESS = "https://pages.northlight.example/e7kmdcjlvnrohvaqggq4ojsq6t/"
WAY_IN = WayIn(ADDRESS, f"{ADDRESS}#2QABFZT0E1Z0F020X62DEJ0ZMDT2", "2QAB-FZT0-E1Z0-F020-X62D-EJ0Z-MDT2")

IN_THE_ACCOUNT = {
    "practice.name",
    "practice.coaches.name",
    "practice.coaches.email",
    "engagement.executive.organisation",
    "engagement.sponsor.name",
    "practice.records.host",
    "practice.records.lawful_basis",
    "practice.records.processors.name",
    "practice.records.processors.purpose",
    "practice.records.processors.sees",
    "practice.records.processors.where",
}
IN_LETTERS = {
    "practice.name",
    "practice.coaches.name",
    "practice.coaches.email",
    "engagement.executive.name",
    "engagement.executive.known_as",
    "engagement.sponsor.name",
}
"""Every field whose words may be read there; of all others none may."""


@cache
def case() -> tuple[Engagement, Practice]:
    practice = practice_of(planted().files)
    return engagement_of(planted().files, practice), practice


def account(keeping: Keeping = Keeping(), voice: Voice = "executive") -> DataHandlingView:  # noqa: B008
    return data_handling(*case(), TODAY, keeping, voice)


def with_shares(*shares: Share) -> Engagement:
    engagement, _ = case()
    sponsor = engagement.file.sponsor
    assert sponsor is not None
    agreement = sponsor.agreement.model_copy(update={"shares": shares})
    file = engagement.file.model_copy(update={"sponsor": sponsor.model_copy(update={"agreement": agreement})})
    return replace(engagement, file=file)


def without_sponsor() -> Engagement:
    engagement, _ = case()
    return replace(engagement, file=engagement.file.model_copy(update={"sponsor": None}))


def as_file(view: DataHandlingView) -> str:
    return data_handling_html(view, template_environment(shipped_templates()))


def text(html: str) -> str:
    body = re.sub(r"</?(?:a|time)\b[^>]*>", "", html.split("<body>")[1])
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def fields_in(words: str) -> set[str]:
    """The fields of the planted engagement that can be read in `words`."""
    lower = words.lower()
    found = {path for path, each in planted().words.items() if any(word in lower for word in each)}
    return {re.sub(r"\[[^]]*\]", "", path) for path in found}


def letters() -> tuple[AccessLetterView, ...]:
    engagement, practice = case()
    return (
        executive_letter(engagement, practice, TODAY, WAY_IN),
        sponsor_letter(engagement, practice, TODAY, WAY_IN),
        coach_letter(engagement.coach, practice, TODAY, WAY_IN),
    )


# The account


@pytest.mark.parametrize("voice", VOICES)
def test_the_account_holds_settings_and_nothing_that_anybody_wrote(voice: Voice) -> None:
    assert fields_in(as_file(account(voice=voice))) == IN_THE_ACCOUNT


def test_the_search_finds_a_word_that_is_there() -> None:
    engagement, _ = case()

    assert fields_in(engagement.goals.goals[0].title) == {"goals.goals.title"}


@pytest.mark.parametrize("share", get_args(Share))
def test_the_sponsor_reads_only_what_the_agreement_shares(share: Share) -> None:
    _, practice = case()
    kinds = {
        "attendance": "Dates of sessions",
        "goals": "Goals",
        "progress": "Summaries",
        "closing": "The closing",
    }
    view = data_handling(with_shares(share), practice, TODAY)
    shared = [entry.what for entry in view.held if "only in a text that you approved" in entry.readers]

    assert [what.startswith(kinds[share]) for what in shared] == [True]


def test_without_a_sponsor_nobody_else_is_named() -> None:
    view = data_handling(without_sponsor(), case()[1], TODAY)

    assert "sponsor" not in " ".join(f"{entry.what} {entry.readers}" for entry in view.held).lower()
    assert len(view.responsible) == 1


def test_working_notes_are_the_coachs_and_the_executives_on_request() -> None:
    (notes,) = (entry for entry in account().held if "working notes" in entry.what)

    assert notes.readers == f"{case()[0].coach.name}; you on request"


@pytest.mark.parametrize(
    ("level", "claim"), [("L0", "This includes"), ("L1", "encrypted for named recipients")]
)
def test_the_level_of_notes_says_who_runs_the_server_can_read_them(level: NotesLevel, claim: str) -> None:
    assert claim in account(Keeping(notes=level)).places[0].text


def test_a_day_that_was_not_agreed_is_said_to_be_missing() -> None:
    engagement, practice = case()
    agreement = engagement.file.agreement.model_copy(update={"notes_kept_until": None})
    bare = replace(engagement, file=engagement.file.model_copy(update={"agreement": agreement}))

    assert "No last day has been agreed yet." in text(as_file(data_handling(bare, practice, TODAY)))


def test_processors_and_the_basis_in_law_are_the_practices_own_words() -> None:
    engagement, practice = case()
    company = Processor(name="Quillgit", purpose="keeps the repository", where="Ireland", sees="the working files")
    records = Records(processors=(company,), lawful_basis="the agreement.", host="Harbourside")
    firm = replace(practice, file=practice.file.model_copy(update={"records": records}))
    silent = replace(practice, file=practice.file.model_copy(update={"records": Records()}))
    page = text(as_file(data_handling(engagement, firm, TODAY)))

    assert "Quillgit, Ireland Keeps the repository. Can read: the working files." in page
    assert "The basis in law: the agreement." in page
    assert "With Harbourside, encrypted." in page
    assert "None has been named here." in text(as_file(data_handling(engagement, silent, TODAY)))


def test_an_erasable_engagement_says_what_its_seed_does_not_reach() -> None:
    assert "seed" not in text(as_file(account()))
    assert "It does not touch the working files, or copies of the coach’s desk." in text(
        as_file(account(Keeping(is_erasable=True)))
    )


def test_procurement_is_not_spoken_to_as_the_executive() -> None:
    page = text(as_file(account(voice="procurement")))

    assert not re.search(r"\b(?:you|your)\b", page, re.IGNORECASE)
    assert re.search(r"\byour\b", text(as_file(account())))


@pytest.mark.parametrize("voice", VOICES)
def test_the_account_claims_no_more_than_is_true(voice: Voice) -> None:
    page = text(as_file(account(Keeping(is_erasable=True, notes="L1"), voice)))

    assert "secur" not in page.lower()
    for admitted in (
        "could deliver a false one",
        "cannot be called back",
        "Git keeps earlier versions",
        "internet address",
    ):
        assert admitted in page


def test_the_file_needs_nothing_beside_it() -> None:
    html = as_file(account())

    assert "<script" not in html
    assert re.findall(r'(?:src|href)="(?!mailto:|data:|#)[^"]*"', html) == []
    assert "url(" not in html


# Letters


def test_letters_hold_no_content_and_name_only_who_must_be_named() -> None:
    environment = template_environment(shipped_templates())
    said = []
    for letter in letters():
        messages = letter_messages(letter, environment)
        said += [letter_html(letter, environment, parts) for parts in ("both", "link", "code")]
        said += [each.subject + each.body for each in (messages.address, messages.code, messages.one_click)]

    assert fields_in(" ".join(said)) == IN_LETTERS


def test_the_sponsors_letter_does_not_name_the_executive() -> None:
    _, sponsor, _ = letters()
    page = letter_html(sponsor, template_environment(shipped_templates()))

    assert not fields_in(page) & {"engagement.executive.name", "engagement.executive.known_as"}


def test_a_letter_says_who_else_has_a_link() -> None:
    engagement, practice = case()
    coach = engagement.coach.name
    alone = executive_letter(engagement, practice, TODAY, WAY_IN)
    shared = executive_letter(engagement, practice, TODAY, WAY_IN, holders=("your assistant",))
    erasable = executive_letter(engagement, practice, TODAY, WAY_IN, is_erasable=True)

    assert alone.who_else.startswith(
        f"{coach} has a separate link; nobody else has. Your organisation was given none."
    )
    assert shared.who_else.startswith(f"{coach} and your assistant have links of their own.")
    assert erasable.who_else.startswith("Nobody else has a link.")
    assert all("master key" in each.who_else for each in (alone, shared, erasable))


def test_there_is_no_letter_for_a_sponsor_who_is_not_there() -> None:
    with pytest.raises(ValueError, match="without a sponsor"):
        sponsor_letter(without_sponsor(), case()[1], TODAY, WAY_IN)
