"""The master key of a practice and the seeds of erasable engagements: made, written down, read back strictly.

In: bytes, one word of base64, the text of a key file, or what somebody typed from paper. Out: a `Master` or a `Seed`
that never shows what it holds, or `KeyRefused`. Deliberately absent: where the file lies and who may read it (shell).
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final, Literal

from coachbook.vault.encoding import N_MASTER_BYTES, CodeProblem, paper_of, parse_paper
from coachbook.vault.errors import KeyRefused

N_SEED_BYTES: Final = 16
LEAST_WORDS: Final = 7776
"""A pass phrase is drawn from at least as many words: six dice name one, and five words make 64 bits."""
N_PHRASE_WORDS: Final = 5

_MASTER_LINE: Final = "psv1-master:"
_SEED_LINE: Final = "psv1-seed:"
_MASTER_WORDS: Final = (
    "# Master key of a practice, version 1. Whoever has it can open every site.\n"
    "# Keep it out of git. Keep the paper copy apart from this computer.\n"
)
_SEED_WORDS: Final = (
    "# Seed of one engagement, version 1. When every copy is gone, the master key no longer opens its sites.\n"
    "# Keep it out of git and out of long-lived backups.\n"
)

Random = Callable[[int], bytes]
"""Draws so many bytes that nobody can foresee."""


@dataclass(frozen=True, slots=True, eq=False)
class Master:
    """The 32 bytes from which every key of a practice comes."""

    raw: bytes = field(repr=False)

    def __post_init__(self) -> None:
        _check(self.raw, N_MASTER_BYTES, "master key")


@dataclass(frozen=True, slots=True, eq=False)
class Seed:
    """16 bytes that belong to one engagement; without them its keys cannot be derived again."""

    raw: bytes = field(repr=False)

    def __post_init__(self) -> None:
        _check(self.raw, N_SEED_BYTES, "seed")


def new_master(random: Random) -> Master:
    """A fresh master key."""
    return Master(random(N_MASTER_BYTES))


def new_seed(random: Random) -> Seed:
    """A fresh seed for one engagement."""
    return Seed(random(N_SEED_BYTES))


def master_from_base64(text: str) -> Master:
    """From exactly 44 signs of base64, as an environment variable holds it; no blank, no line end."""
    return Master(_from_base64(text, "master key"))


def master_from_key_file(text: str) -> Master:
    """From the text that `master_key_file` wrote."""
    return Master(_from_key_file(text, _MASTER_LINE, "master key"))


def master_from_paper(typed: str) -> Master | CodeProblem:
    """From the signs of the paper copy, typed by a person."""
    raw = parse_paper(typed)
    return raw if isinstance(raw, CodeProblem) else Master(raw)


def seed_from_key_file(text: str) -> Seed:
    """From the text that `seed_key_file` wrote."""
    return Seed(_from_key_file(text, _SEED_LINE, "seed"))


def master_base64(master: Master) -> str:
    """44 signs for an environment variable."""
    return base64.b64encode(master.raw).decode("ascii")


def master_key_file(master: Master) -> str:
    """The text of a key file, to be written with mode 0600."""
    return f"{_MASTER_WORDS}{_MASTER_LINE}{master_base64(master)}\n"


def master_paper(master: Master) -> str:
    """56 signs in groups of four for a paper copy; they carry a check of 24 bits against slips."""
    return paper_of(master.raw)


def seed_key_file(seed: Seed) -> str:
    """The text of a seed file, to be written with mode 0600."""
    return f"{_SEED_WORDS}{_SEED_LINE}{base64.b64encode(seed.raw).decode('ascii')}\n"


def new_pass_phrase(words: Sequence[str], random: Random) -> str:
    """Five words drawn evenly from a list of at least 7,776 different ones: 64 bits or more."""
    if len(words) < LEAST_WORDS or len(set(words)) != len(words):
        raise KeyRefused(f"A list for pass phrases has at least {LEAST_WORDS} words, all different.")
    return " ".join(words[_below(len(words), random)] for _ in range(N_PHRASE_WORDS))


def _below(limit: int, random: Random) -> int:
    # Draws beyond the last whole multiple are thrown away: taking the rest of them would favour the first words.
    n_all = 1 << 32
    while (drawn := int.from_bytes(random(4), "big")) >= n_all - n_all % limit:
        pass
    return drawn % limit


def _from_key_file(text: str, line: str, what: Literal["master key", "seed"]) -> bytes:
    lines = [each for each in text.splitlines() if each and not each.startswith("#")]
    if len(lines) != 1 or not lines[0].startswith(line):
        raise KeyRefused(f"This is not a file with one {what}: a single line begins with {line!r}.")
    return _from_base64(lines[0].removeprefix(line), what)


def _from_base64(text: str, what: str) -> bytes:
    raw = b""
    # Not raised inside the handler: an exception from the decoder would travel along and may hold what it read.
    with suppress(binascii.Error):
        raw = base64.b64decode(text.encode("ascii", "replace"), validate=True)
    if not raw:
        raise KeyRefused(f"The {what} is not one word of base64; look for blanks or a line end.")
    if base64.b64encode(raw).decode("ascii") != text:
        raise KeyRefused(f"The {what} is not written as base64 is; copy it again.")
    return raw


def _check(raw: bytes, n_bytes: int, what: str) -> None:
    if len(raw) != n_bytes:
        raise KeyRefused(f"A {what} has exactly {n_bytes} bytes; this one has {len(raw)}.")
    if len(set(raw)) < n_bytes // 4:
        raise KeyRefused(f"This {what} was not drawn at random.")
