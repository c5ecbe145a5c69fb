"""Keys are derived for one purpose each, come in strictly or not at all, and never show what they hold (attack 44)."""

from __future__ import annotations

import base64
import copy
import itertools
import pickle
import re
import traceback
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coachbook.vault import master as master_module
from coachbook.vault import schedule
from coachbook.vault.encoding import CodeProblem
from coachbook.vault.errors import KeyRefused
from coachbook.vault.master import (
    Master,
    Seed,
    master_base64,
    master_from_base64,
    master_from_key_file,
    master_from_paper,
    master_key_file,
    master_paper,
    new_master,
    new_pass_phrase,
    new_seed,
    seed_from_key_file,
    seed_key_file,
)
from coachbook.vault.schedule import (
    AccessSecret,
    FirmKeys,
    Site,
    content_keys,
    info,
    pass_phrase_secret,
    slot_keys,
    tidy_phrase,
)
from coachbook.vault.slots import site_pass
from vault.make_vectors import ANA, COACH, FIRM, KEYS, SITE, noise
from vault.planting import planted

RAW = noise(32, "master")
TEXT = base64.b64encode(RAW).decode()
SEED = Seed(noise(16, "seed"))
LABEL = re.compile(r'(?:info\(|_expand\([^"]*?)"([a-z-]+)"')


def refused(text: str) -> bool:
    try:
        master_from_base64(text)
    except KeyRefused:
        return True
    return False


def test_a_master_comes_back_from_every_shape() -> None:
    master = Master(RAW)
    typed = master_from_paper(master_paper(master))

    assert isinstance(typed, Master)
    assert typed.raw == RAW
    assert master_from_base64(master_base64(master)).raw == RAW
    assert master_from_key_file(master_key_file(master)).raw == RAW
    assert master_from_key_file(master_key_file(master).replace("\n", "\r\n")).raw == RAW
    assert seed_from_key_file(seed_key_file(SEED)).raw == SEED.raw


@pytest.mark.parametrize("n_bytes", [0, 16, 31, 33, 64])
def test_a_master_of_another_length_is_refused(n_bytes: int) -> None:
    with pytest.raises(KeyRefused, match="exactly 32 bytes"):
        Master(noise(n_bytes))


@pytest.mark.parametrize(
    "raw", [bytes(32), b"\xff" * 32, b"ab" * 16, b"passpass" * 4, b"0000111122223333" * 2]
)
def test_a_master_that_was_not_drawn_is_refused(raw: bytes) -> None:
    with pytest.raises(KeyRefused, match="not drawn at random"):
        Master(raw)


@pytest.mark.parametrize(
    "text",
    [
        "",
        TEXT + "\n",
        " " + TEXT,
        TEXT[:-1],
        TEXT + "=",
        TEXT.replace("=", ""),
        TEXT[:20] + "\n" + TEXT[20:],
        TEXT.replace(TEXT[0], "é", 1),
        TEXT.replace(TEXT[0], "-", 1),
        RAW.hex(),
        TEXT * 2,
    ],
)
def test_base64_that_is_not_exactly_a_master_is_refused(text: str) -> None:
    assert refused(text)


def test_base64_with_spare_bits_set_is_refused() -> None:
    last = TEXT[-2]
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    sloppy = TEXT[:-2] + alphabet[alphabet.index(last) + 1] + "="

    assert base64.b64decode(sloppy) == RAW
    assert refused(sloppy)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# nothing\n",
        TEXT,
        f"psv1-seed:{TEXT}\n",
        f"psv1-master: {TEXT}\n",
        f"psv1-master:{TEXT}\npsv1-master:{TEXT}\n",
    ],
)
def test_a_file_that_is_not_a_key_file_is_refused(text: str) -> None:
    with pytest.raises(KeyRefused):
        master_from_key_file(text)


def test_a_slip_on_paper_is_a_value() -> None:
    shown = master_paper(Master(RAW))

    assert master_from_paper(shown[:-1]) is CodeProblem.WRONG_LENGTH
    assert master_from_paper(("1" if shown[0] != "1" else "2") + shown[1:]) is CodeProblem.TYPING_ERROR


def test_no_refusal_shows_a_key() -> None:
    needle = re.compile("|".join(re.escape(TEXT[at : at + 8]) for at in range(0, 36, 4)))
    for text in (TEXT + "\n", TEXT[:-1] + "é", TEXT[:-2] + "+="):
        for read in (master_from_base64, master_from_key_file, seed_from_key_file):
            with pytest.raises(KeyRefused) as caught:
                read(text)
            assert not needle.search("".join(traceback.format_exception(caught.value)))
            assert caught.value.__context__ is None


HOLDING = (
    *(Master(RAW), SEED, FIRM, ANA, COACH, KEYS, FIRM.site_keys(SITE), slot_keys(KEYS.site_id, ANA)),
    *(site_pass(FIRM, SITE, (ANA,)), Site("u", "exec", 1, SEED)),
)


@pytest.mark.parametrize("value", HOLDING, ids=lambda value: type(value).__name__)
def test_no_value_shows_what_it_holds(value: object) -> None:
    shown = f"{value!r} {value} {value!a}"

    assert "b'" not in shown
    assert 'b"' not in shown
    assert not re.search(r"[0-9a-f]{16}", shown.replace(KEYS.site_id, ""))


def test_the_keys_of_a_practice_stay_in_their_process() -> None:
    with pytest.raises(TypeError, match="stay in the process"):
        pickle.dumps(FIRM)
    with pytest.raises(TypeError, match="stay in the process"):
        copy.deepcopy(FIRM)


def test_no_two_names_share_a_key() -> None:
    sites = [Site(*each) for each in itertools.product(("E-1", "E-2"), ("exec", "sponsor", "coach"), (1, 2))]
    sites += [Site("E-1", "exec", 1, SEED), Site("E-1e", "xec"), Site("E", "-1exec")]
    keys = [FIRM.site_keys(site).site_key for site in sites]
    secrets = [
        FIRM.holder_secret(site, holder, v).raw for site in sites[::2] for holder in "ab" for v in (1, 2)
    ]
    secrets += [FIRM.coach_secret(coach, v).raw for coach in "ab" for v in (1, 2)]
    secrets += [FIRM.firm_secret(v).raw for v in (1, 2)]

    assert len({*keys}) == len(keys)
    assert len({*secrets}) == len(secrets)


def test_a_coach_cannot_be_recognised_across_sites() -> None:
    one, other = (slot_keys(FIRM.site_id(Site(uid, "coach")), COACH) for uid in ("E-1", "E-2"))

    assert one.slot_id != other.slot_id
    assert one.key != other.key


def test_names_and_addresses_stay_over_epochs_and_keys_do_not() -> None:
    first, second = (FIRM.site_keys(Site("E-1", "exec", epoch)) for epoch in (1, 2))

    assert first.site_id == second.site_id
    assert first.alias("goals.html", "html") == second.alias("goals.html", "html")
    assert first.site_key != second.site_key
    assert FIRM.holder_secret(Site("E-1", "exec", 1), "ana", 1).raw == (
        FIRM.holder_secret(Site("E-1", "exec", 2), "ana", 1).raw
    )


def test_without_its_seed_an_erasable_site_cannot_be_derived() -> None:
    erasable, plain, other = (Site("E-1", "exec", 1, seed) for seed in (SEED, None, Seed(noise(16, "other"))))

    assert len({FIRM.site_keys(site).site_key for site in (erasable, plain, other)}) == 3
    assert len({FIRM.holder_secret(site, "ana", 1).raw for site in (erasable, plain, other)}) == 3


def test_if_access_left_the_seed_out_the_master_would_open_an_erased_site() -> None:
    fault = planted(
        schedule,
        '"access", *place, holder, version, *_seed(site)',
        '"access", *place, holder, version',
    )
    firm = fault.FirmKeys(Master(RAW))

    assert firm.holder_secret(Site("E-1", "exec", 1, SEED), "ana", 1).raw == (
        firm.holder_secret(Site("E-1", "exec"), "ana", 1).raw
    )


def test_no_label_is_the_beginning_of_another() -> None:
    labels = set(LABEL.findall(Path(schedule.__file__).read_text(encoding="utf-8"))) | {
        "enc",
        "nonce",
        "name",
    }

    assert len(labels) >= 14
    assert [
        (one, other) for one in labels for other in labels if one != other and other.startswith(one)
    ] == []


@given(st.lists(st.text(max_size=5), max_size=4), st.lists(st.text(max_size=5), max_size=4))
def test_two_lists_of_fields_never_run_together(one: list[str], other: list[str]) -> None:
    assert (info("x", *one) == info("x", *other)) == (one == other)


def test_without_lengths_fields_run_together() -> None:
    fault = planted(schedule, 'parts += (len(raw).to_bytes(2, "big"), raw)', "parts.append(raw)")

    assert info("x", "ab", "c") != info("x", "a", "bc")
    assert fault.info("x", "ab", "c") == fault.info("x", "a", "bc")


@pytest.mark.parametrize("epoch", [0, -1, 2**32])
def test_an_epoch_out_of_bounds_is_refused(epoch: int) -> None:
    with pytest.raises(KeyRefused):
        Site("E-1", "exec", epoch)


def test_names_that_cannot_be_are_refused() -> None:
    for broken in (
        lambda: Site("", "exec"),
        lambda: Site("E-1", ""),
        lambda: info("x", "a" * 65536),
        lambda: info("x", -1),
    ):
        with pytest.raises(KeyRefused):
            broken()
    for n_bytes in (0, 15, 17, 31, 33):
        with pytest.raises(KeyRefused):
            AccessSecret(bytes(n_bytes))


@given(st.text(alphabet="ab \t\n\u00a0\u3000\u2028\u1680", max_size=12))
def test_blanks_in_a_pass_phrase_do_not_matter(typed: str) -> None:
    tidy = tidy_phrase(typed)

    assert tidy == " ".join(typed.split())
    assert tidy_phrase(tidy) == tidy


def test_settings_of_pass_phrases_out_of_bounds_are_refused() -> None:
    salt = FIRM.pass_salt(SITE)
    for phrase, own_salt, iterations in (
        ("a b", salt, 599_999),
        ("a b", salt, 2**32),
        ("a b", b"", 600_000),
        (" \n", salt, 600_000),
    ):
        with pytest.raises(KeyRefused):
            pass_phrase_secret(phrase, own_salt, iterations)


def test_fresh_keys_are_what_was_drawn() -> None:
    assert new_master(noise).raw == noise(32)
    assert new_seed(noise).raw == noise(16)


def test_a_broken_source_of_randomness_makes_no_key() -> None:
    for make in (new_master, new_seed):
        with pytest.raises(KeyRefused):
            make(bytes)


def test_a_pass_phrase_is_five_words_of_the_list() -> None:
    words = [f"word{at}" for at in range(7776)]
    drawn = iter(range(100))

    assert new_pass_phrase(words, lambda n: next(drawn).to_bytes(n, "big")) == "word0 word1 word2 word3 word4"


def test_draws_that_would_favour_the_first_words_are_thrown_away() -> None:
    words = [f"word{at}" for at in range(7776)]
    limit = 2**32 - 2**32 % 7776
    draws = [limit, 2**32 - 1, 5, 6, limit, limit - 1, 7, 8]
    drawn, faulty_draws = iter(draws), iter(draws)
    fault = planted(master_module, ">= n_all - n_all % limit", ">= n_all")

    assert (
        new_pass_phrase(words, lambda n: next(drawn).to_bytes(n, "big")) == "word5 word6 word7775 word7 word8"
    )
    assert fault.new_pass_phrase(words, lambda n: next(faulty_draws).to_bytes(n, "big")).startswith(
        f"word{limit % 7776} "
    )


@pytest.mark.parametrize("words", [["a"] * 7776, [str(at) for at in range(7775)]])
def test_a_poor_list_of_words_is_refused(words: list[str]) -> None:
    with pytest.raises(KeyRefused, match="7776 words"):
        new_pass_phrase(words, noise)


@pytest.mark.parametrize(
    ("guard", "fault", "text"),
    [
        ('if base64.b64encode(raw).decode("ascii") != text:', "if False:", TEXT[:-2] + "+="),
        ("if len(raw) != n_bytes:", "if False:", base64.b64encode(noise(33)).decode()),
        ("if len(set(raw)) < n_bytes // 4:", "if False:", base64.b64encode(bytes(32)).decode()),
    ],
)
def test_each_check_of_a_master_refuses_something_alone(guard: str, fault: str, text: str) -> None:
    lenient = planted(master_module, guard, fault)
    if text.endswith("+="):
        alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        text = TEXT[:-2] + alphabet[alphabet.index(TEXT[-2]) + 1] + "="

    assert refused(text)
    assert lenient.master_from_base64(text)


def test_content_keys_differ_from_each_other_and_from_the_site_key() -> None:
    keys = content_keys(KEYS.site_id, 1, RAW)

    assert len({RAW, keys.encryption, keys.nonce, keys.name}) == 4


def test_a_firm_is_made_from_a_master_and_nothing_else() -> None:
    assert FirmKeys(Master(RAW)).site_id(SITE) == FirmKeys(Master(RAW)).site_id(SITE)
