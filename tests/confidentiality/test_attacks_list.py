"""`ATTACKS.md` names 65 attacks, each with tests that exist."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = Path(__file__).with_name("ATTACKS.md").read_text(encoding="utf-8")
ITEM = re.compile(r"^(\d+)\. (.+)$", re.MULTILINE)
PROOF = re.compile(r"`(tests/[\w/.]+\.py)::(test_\w+)`")


@cache
def names_in(path: str) -> frozenset[str]:
    """The tests of a file; a loop or a class does not hide one."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )


def missing(text: str) -> list[str]:
    """What is named and does not exist."""
    return [
        f"{path}::{name}"
        for path, name in PROOF.findall(text)
        if not (ROOT / path).is_file() or name not in names_in(path)
    ]


def test_there_are_65_in_order() -> None:
    assert [int(number) for number, _ in ITEM.findall(TEXT)] == list(range(1, 66))


def test_every_test_that_is_named_exists() -> None:
    assert missing(TEXT) == []


@pytest.mark.parametrize(
    ("number", "words"), ITEM.findall(TEXT), ids=[number for number, _ in ITEM.findall(TEXT)]
)
def test_each_has_words_and_a_proof(number: str, words: str) -> None:
    said = PROOF.sub("", words)

    assert len(said.split()) >= 3, number
    assert PROOF.search(words), number
    assert words.count("`tests/") == len(PROOF.findall(words)), "a proof that is not written path::test"


def test_a_test_that_is_gone_is_seen() -> None:
    assert missing("1. x `tests/confidentiality/test_attacks_list.py::test_gone`") != []
    assert missing("1. x `tests/confidentiality/test_gone.py::test_there_are_65_in_order`") != []
