"""Codes forgive what hands and mail programs do to them, and notice slips before anything is fetched (attack 42)."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coachbook.vault import encoding
from coachbook.vault.encoding import (
    CROCKFORD,
    CodeProblem,
    base32,
    code_of,
    hyphenated,
    link_fragment,
    paper_of,
    parse_code,
    parse_paper,
)
from vault.make_vectors import noise
from vault.planting import planted

SECRETS = st.binary(min_size=16, max_size=16)
SEPARATORS = ("-", " ", "\u00ad", "\r\n", "=\n", "–", "\u200b", "\ufeff", "'", "”", ".", "\u00a0", "_")


@given(SECRETS)
def test_what_is_printed_can_be_typed(secret: bytes) -> None:
    assert parse_code(hyphenated(code_of(secret))) == secret


@given(SECRETS, st.lists(st.sampled_from(SEPARATORS), min_size=29, max_size=29), st.randoms())
def test_separators_case_and_look_alikes_do_not_matter(
    secret: bytes, between: list[str], chance: object
) -> None:
    looks_like = {"0": "0Oo", "1": "1IiLl"}
    pick = chance.choice  # type: ignore[attr-defined]
    signs = [pick(looks_like.get(sign, sign + sign.lower())) for sign in code_of(secret)]
    typed = "".join(mark + sign for mark, sign in zip(between, signs)) + between[-1]

    assert parse_code(typed) == secret


@given(st.text(max_size=60))
def test_anything_typed_gets_an_answer(typed: str) -> None:
    answer = parse_code(typed)

    assert isinstance(answer, CodeProblem) or len(answer) == 16


def test_single_wrong_signs_are_noticed_as_often_as_ten_bits_allow() -> None:
    slips = [
        code[:at] + other + code[at + 1 :]
        for code in (code_of(noise(16, f"slip {n}")) for n in range(20))
        for at in range(28)
        for other in CROCKFORD
        if other != code[at]
    ]
    unnoticed = [typed for typed in slips if not isinstance(parse_code(typed), CodeProblem)]

    assert len(slips) == 20 * 28 * 31
    assert len(unnoticed) < 40, "17 are expected, one in 1024"


def test_an_unnoticed_slip_is_still_another_secret() -> None:
    for n in range(20):
        secret = noise(16, f"slip {n}")
        code = code_of(secret)
        for at in range(28):
            for other in set(CROCKFORD) - {code[at]}:
                assert parse_code(code[:at] + other + code[at + 1 :]) != secret


def test_transpositions_are_noticed_as_often_as_ten_bits_allow() -> None:
    swapped = []
    for n in range(200):
        code = code_of(noise(16, f"swap {n}"))
        swapped += [
            code[:at] + two + one + code[at + 2 :]
            for at, (one, two) in enumerate(pairwise(code))
            if one != two
        ]
    unnoticed = [typed for typed in swapped if not isinstance(parse_code(typed), CodeProblem)]

    assert len(unnoticed) < 20, "5 are expected, one in 1024"


@pytest.mark.parametrize("sign", ["А", "Ｕ", "ß", "é", "٣", "Ⅷ", "€"])
def test_foreign_signs_are_never_taken_for_others(sign: str) -> None:
    code = code_of(noise(16))

    assert isinstance(parse_code(sign + code[1:]), CodeProblem)


@given(st.binary(min_size=32, max_size=32))
def test_a_master_comes_back_from_paper(master: bytes) -> None:
    assert parse_paper(paper_of(master).lower().replace("-", " \n")) == master


def test_every_single_slip_on_paper_is_noticed() -> None:
    shown = paper_of(noise(32))
    for at, sign in enumerate(shown):
        for other in set(CROCKFORD) - {sign} if sign != "-" else ():
            assert parse_paper(shown[:at] + other + shown[at + 1 :]) is CodeProblem.TYPING_ERROR


def test_a_link_says_code_build_and_page() -> None:
    assert link_fragment(bytes(16), 7, "aaaaaaaaaa.html") == f"{code_of(bytes(16))}&b=7&!/aaaaaaaaaa.html"
    assert link_fragment(bytes(16)) == code_of(bytes(16))


def test_base32_is_lower_case_without_padding() -> None:
    assert base32(b"hello!") == "nbswy3dpee"


@pytest.mark.parametrize("length", [0, 15, 17, 32])
def test_only_secrets_of_16_bytes_have_a_code(length: int) -> None:
    with pytest.raises(ValueError, match="16 bytes expected"):
        code_of(bytes(length))


def test_without_the_check_a_slip_passes() -> None:
    fault = planted(
        encoding, "return secret if check == _code_check(secret) else", "return secret if True else"
    )
    typed = code_of(noise(16))
    typed = ("0" if typed[5] != "0" else "1").join((typed[:5], typed[6:]))

    assert parse_code(typed) is CodeProblem.TYPING_ERROR
    assert isinstance(fault.parse_code(typed), bytes)


def test_without_the_format_bits_a_slip_in_the_first_sign_passes() -> None:
    fault = planted(encoding, "if body >> 8 * N_SECRET_BYTES:", "body %= 1 << 128\n    if False:")
    code = code_of(noise(16))
    typed = CROCKFORD[CROCKFORD.index(code[0]) + 8] + code[1:]

    assert parse_code(typed) is CodeProblem.TYPING_ERROR
    assert isinstance(fault.parse_code(typed), bytes)


def test_without_the_check_of_paper_a_slip_passes() -> None:
    fault = planted(
        encoding, "return master if hmac.compare_digest(check, _paper_check(master)) else", "return master or"
    )
    shown = paper_of(noise(32))
    typed = shown[:20] + ("0" if shown[20] != "0" else "1") + shown[21:]

    assert parse_paper(typed) is CodeProblem.TYPING_ERROR
    assert isinstance(fault.parse_paper(typed), bytes)
