"""A misspelt word is answered with the one that was meant, and a strange word with none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coachbook.source.suggest import distance, suggest

KEYS = ("id", "title", "due", "measure", "readings", "minutes", "summary", "known_as", "status", "focus")
SYNONYMS = {"deadline": "due", "notes": "summary"}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("titel", "title"),
        ("mesure", "measure"),
        ("Title", "title"),
        ("known-as", "known_as"),
        ("Known As", "known_as"),
        ("sumary", "summary"),
        ("stauts", "status"),
        ("tоtle", "title"),  # with a Cyrillic o
        ("ti\u200btle", "title"),
        ("deadline", "due"),
        ("notes", "summary"),
        ("duee", "due"),
        ("x", None),
        ("on", None),
        ("organisation", None),
        ("", None),
        ("a" * 5000, None),
    ],
)
def test_the_word_that_was_meant_is_found(typed: str, meant: str | None) -> None:
    assert suggest(typed, KEYS, synonyms=SYNONYMS) == meant


def test_what_is_already_there_is_never_suggested() -> None:
    assert suggest("titel", KEYS, present={"title"}) is None
    assert suggest("deadline", KEYS, present={"due"}, synonyms=SYNONYMS) is None


def test_a_synonym_of_something_unknown_here_is_not_suggested() -> None:
    assert suggest("deadline", ("title",), synonyms=SYNONYMS) is None


@pytest.mark.parametrize(
    ("one", "other", "apart"), [("", "abc", 3), ("ca", "ac", 1), ("ca", "abc", 3), ("kitten", "sitting", 3)]
)
def test_distance_counts_a_swap_as_one(one: str, other: str, apart: int) -> None:
    assert distance(one, other) == distance(other, one) == apart


@given(st.text(max_size=8), st.text(max_size=8))
def test_distance_is_nothing_only_for_equal_words(one: str, other: str) -> None:
    assert (distance(one, other) == 0) == (one == other)
    assert distance(one, other) <= max(len(one), len(other))
