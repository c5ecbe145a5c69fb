"""Notes as age files: what opens, what does not, and what is told without a key."""

from __future__ import annotations

import sys

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coachbook.vault.errors import KeyRefused, NoSlot, OpenRefused, SealRefused, VaultError
from coachbook.vault.notes import (
    AgeMissing,
    envelope_of,
    is_public_key,
    new_note_key,
    note_key_file,
    note_keys_of,
    open_note,
    seal_note,
)

ONE, OTHER = new_note_key(), new_note_key()
TEXT = "date: 2026-03-16\nnotes: |\n  Café – 你好.\r\n".encode()
SEALED = seal_note(TEXT, [ONE.public])


@settings(max_examples=30, deadline=None)
@given(st.binary(max_size=5000))
def test_what_is_sealed_opens_to_the_same_bytes_for_each_reader(plain: bytes) -> None:
    sealed = seal_note(plain, [ONE.public, OTHER.public])

    assert open_note(sealed, [ONE]) == plain
    assert open_note(sealed, [OTHER]) == plain
    assert envelope_of(sealed).n_keys == 2


def test_any_age_program_opens_it_and_ours_opens_what_any_wrote() -> None:
    recipient = pyrage.x25519.Recipient.from_str(ONE.public)
    identity = pyrage.x25519.Identity.from_str(ONE.private)

    assert pyrage.decrypt(SEALED, [identity]) == TEXT
    assert open_note(pyrage.encrypt(TEXT, [recipient]), [ONE]) == TEXT


def test_another_key_is_told_apart_from_damage() -> None:
    with pytest.raises(NoSlot):
        open_note(SEALED, [OTHER])


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_damage_opens_and_none_is_a_fault_of_ours(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(SEALED) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda each: each != SEALED[at]))
    damaged = SEALED[:at] + bytes((byte,)) + SEALED[at + 1 :]
    cut = SEALED[:at]

    for bad in (damaged, cut):
        try:
            opened = open_note(bad, [ONE])
        except VaultError:
            continue
        assert opened == TEXT, "changed bytes opened to another text"


@pytest.mark.parametrize(
    "bad", [b"", b"date: 2026-03-16\n", b"age-encryption.org/v1\n", b"\x00" * 99, SEALED[:-40]]
)
def test_what_is_no_age_file_is_seen_without_a_key(bad: bytes) -> None:
    with pytest.raises(OpenRefused):
        envelope_of(bad)


def test_line_ends_of_another_system_change_neither_text_nor_digest() -> None:
    elsewhere = SEALED.replace(b"\n", b"\r\n")

    assert open_note(elsewhere, [ONE]) == TEXT
    assert envelope_of(elsewhere) == envelope_of(SEALED)


def test_a_pass_phrase_counts_as_an_opening_we_do_not_know() -> None:
    mac, body = b"--- " + b"A" * 43, b"B" * 43
    sealed = (
        b"age-encryption.org/v1\n-> scrypt CCCCCCCCCCCCCCCCCCCCCC 18\n"
        + body
        + b"\n"
        + mac
        + b"\n"
        + b"D" * 40
    )

    assert envelope_of(sealed).has_foreign
    with pytest.raises(OpenRefused):
        open_note(sealed, [ONE])


def test_the_noise_that_writers_add_is_not_counted() -> None:
    seen = [envelope_of(seal_note(TEXT, [ONE.public])) for _ in range(50)]

    assert {(each.n_keys, each.has_foreign) for each in seen} == {(1, False)}


def test_a_key_file_is_read_back_with_an_old_key_below_the_new_one() -> None:
    text = note_key_file(ONE) + "\r\n" + note_key_file(OTHER)

    assert note_keys_of(text) == (ONE, OTHER)


@pytest.mark.parametrize(
    "text",
    ["", "# only words\n", ONE.public, "AGE-SECRET-KEY-1XYZ", ONE.private[:-1]],
    ids=["nothing", "words", "a public key", "no key", "a key cut short"],
)
def test_a_key_file_without_a_sound_key_is_refused(text: str) -> None:
    with pytest.raises(KeyRefused) as refused:
        note_keys_of(text)

    assert "SECRET" not in str(refused.value)


def test_a_private_key_is_in_no_repr() -> None:
    assert ONE.private not in repr(ONE)


def test_a_slip_in_a_public_key_is_seen() -> None:
    key = ONE.public

    assert is_public_key(key)
    for at in range(len(key)):
        assert not is_public_key(key[:at] + ("q" if key[at] != "q" else "p") + key[at + 1 :])
    assert not any(map(is_public_key, ("", "age1", key[:-1], key + "q", key.upper(), f" {key}", ONE.private)))


def test_sealing_for_nobody_or_for_no_key_is_refused() -> None:
    with pytest.raises(SealRefused):
        seal_note(TEXT, [])
    with pytest.raises(KeyRefused):
        seal_note(TEXT, ["age1nobody"])


def test_without_the_library_it_says_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyrage", None)

    with pytest.raises(AgeMissing, match=r"pip install 'coachbook\[age\]'"):
        open_note(SEALED, [ONE])
    assert envelope_of(SEALED).n_keys == 1
