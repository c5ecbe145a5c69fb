"""Key files: one slot each, dummies nobody can tell, and nothing read before it is bounded (attacks 37, 38, 40, 45)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from coachbook.vault import slots as slots_module
from coachbook.vault.errors import EpochDiffers, KeyRefused, NoSlot, OpenRefused
from coachbook.vault.master import Master, Seed
from coachbook.vault.schedule import AccessSecret, FirmKeys, Site, slot_keys
from coachbook.vault.slots import expect_epoch, open_slot, read_key_file, write_key_file
from vault.make_vectors import ANA, COACH, FIRM, KEYS, SITE, noise, odd_key_files
from vault.planting import gets_through, planted

RAW = write_key_file(FIRM, SITE, (ANA, COACH))
SLOTS = [RAW[at : at + 80] for at in range(26, len(RAW), 80)]


def holders(n_holders: int) -> list[AccessSecret]:
    return [FIRM.holder_secret(SITE, f"holder {at}", 1) for at in range(n_holders)]


def opens(raw: bytes, secret: AccessSecret = ANA, site_id: str = KEYS.site_id) -> bool:
    try:
        return open_slot(read_key_file(raw), site_id, secret).encryption == KEYS.encryption
    except OpenRefused:
        return False


def test_each_holder_opens_the_same_keys() -> None:
    many = holders(20)
    raw = write_key_file(FIRM, SITE, many)

    assert all(opens(raw, each) for each in many)


def test_eight_slots_take_666_bytes() -> None:
    assert len(RAW) == 666


@pytest.mark.parametrize(
    ("n_holders", "n_slots"), [(0, 8), (1, 8), (8, 8), (9, 16), (16, 16), (17, 24), (256, 256)]
)
def test_the_size_tells_the_number_of_holders_in_steps_of_eight(n_holders: int, n_slots: int) -> None:
    assert len(write_key_file(FIRM, SITE, holders(n_holders))) == 26 + 80 * n_slots


def test_the_257th_holder_is_refused() -> None:
    with pytest.raises(KeyRefused, match="at most 256"):
        write_key_file(FIRM, SITE, holders(257))


def test_the_order_of_holders_cannot_be_seen() -> None:
    assert write_key_file(FIRM, SITE, (COACH, ANA)) == RAW


def test_real_slots_stand_anywhere_among_the_dummies() -> None:
    places = set()
    for n in range(40):
        site = Site(f"E-{n}", "exec")
        secret = FIRM.holder_secret(site, "ana", 1)
        ids = [slot_id for slot_id, _ in read_key_file(write_key_file(FIRM, site, (secret,))).slots]
        places.add(ids.index(slot_keys(FIRM.site_id(site), secret).slot_id))

    assert len(places) == 8


def test_dummies_change_with_the_epoch_and_never_with_the_build() -> None:
    assert write_key_file(FIRM, SITE, (ANA, COACH)) == RAW
    assert not set(SLOTS) & {
        write_key_file(FIRM, Site(SITE.uid, SITE.audience, 2), ())[at : at + 80] for at in range(26, 666, 80)
    }


def test_a_closed_site_opens_for_nobody() -> None:
    closed = write_key_file(FIRM, SITE, ())

    assert len(closed) == len(RAW)
    assert not opens(closed) and not opens(closed, COACH)  # noqa: PT018


def test_the_same_secret_twice_is_refused() -> None:
    with pytest.raises(KeyRefused, match="two holders"):
        write_key_file(FIRM, SITE, (ANA, ANA))


def test_an_erasable_site_takes_no_secret_that_outlives_its_seed() -> None:
    erasable = Site("E-1", "exec", 1, Seed(noise(16, "seed")))
    for shared in (COACH, FIRM.firm_secret(1)):
        with pytest.raises(KeyRefused, match="erasable"):
            write_key_file(FIRM, erasable, (shared,))
    lenient = planted(slots_module, "if site.seed is not None and secret.is_shared:", "if False:")

    assert lenient.write_key_file(FIRM, erasable, (COACH,))


def test_another_site_engagement_audience_or_epoch_does_not_open() -> None:
    for site in (Site("E-2026-015", "exec"), Site(SITE.uid, "sponsor")):
        assert not opens(RAW, FIRM.holder_secret(site, "ana", 1))
        assert not opens(RAW, ANA, FIRM.site_id(site))
        with pytest.raises(NoSlot):
            open_slot(read_key_file(write_key_file(FIRM, site, (ANA,))), KEYS.site_id, ANA)
    later = write_key_file(FIRM, Site(SITE.uid, SITE.audience, 2), (ANA,))
    keys = open_slot(read_key_file(later), KEYS.site_id, ANA)

    assert (keys.epoch, keys.encryption == KEYS.encryption) == (2, False)
    with pytest.raises(EpochDiffers):
        expect_epoch(keys, 1)


def test_a_replaced_version_does_not_open() -> None:
    assert not opens(RAW, FIRM.holder_secret(SITE, "ana", 2))


def test_every_changed_bit_of_a_slot_is_noticed_by_its_holder() -> None:
    start = RAW.index(slot_keys(KEYS.site_id, ANA).slot_id)
    for at in range(start, start + 80):
        for bit in (1, 16, 128):
            assert not opens(RAW[:at] + bytes((RAW[at] ^ bit,)) + RAW[at + 1 :])


def test_every_other_length_is_refused() -> None:
    for length in (*range(len(RAW)), len(RAW) + 1, len(RAW) + 80):
        with pytest.raises(OpenRefused):
            read_key_file(RAW.ljust(length, b"\0")[:length])


def test_slots_cannot_be_swapped_between_holders() -> None:
    ana, coach = (slot_keys(KEYS.site_id, each).slot_id for each in (ANA, COACH))
    bodies = {slot[:16]: slot[16:] for slot in SLOTS}
    bodies[ana], bodies[coach] = bodies[coach], bodies[ana]
    swapped = RAW[:26] + b"".join(slot_id + body for slot_id, body in sorted(bodies.items()))

    with pytest.raises(OpenRefused, match="damaged"):
        open_slot(read_key_file(swapped), KEYS.site_id, ANA)


def test_iterations_out_of_bounds_are_not_written() -> None:
    for iterations in (0, 599_999, 10_000_001):
        with pytest.raises(KeyRefused):
            write_key_file(FIRM, SITE, (ANA,), iterations)


def test_a_key_file_shows_no_slot() -> None:
    assert "slots" not in repr(read_key_file(RAW))


ODD = dict(odd_key_files())


@pytest.mark.parametrize(
    ("guard", "attack"),
    [
        ("if magic != MAGIC:", "another magic"),
        ("if n_slots % N_SLOTS_STEP or not N_SLOTS_STEP <= n_slots <= MOST_SLOTS:", "264 slots"),
        ("if n_slots % N_SLOTS_STEP or not N_SLOTS_STEP <= n_slots <= MOST_SLOTS:", "7 slots"),
        ("if n_slots % N_SLOTS_STEP or not N_SLOTS_STEP <= n_slots <= MOST_SLOTS:", "no slots"),
        ("if len(raw) != _HEADER.size + n_slots * N_SLOT_BYTES:", "one byte more"),
        ("if len(raw) != _HEADER.size + n_slots * N_SLOT_BYTES:", "16 slots said, 8 there"),
        ("if any(one[0] >= other[0] for one, other in pairwise(slots)):", "a slot twice"),
        ("if any(one[0] >= other[0] for one, other in pairwise(slots)):", "slots out of order"),
    ],
)
def test_each_check_of_a_key_file_refuses_something_alone(guard: str, attack: str) -> None:
    lenient = planted(slots_module, guard, "if False:")

    assert not gets_through(lambda: read_key_file(ODD[attack]), OpenRefused)
    assert gets_through(lambda: lenient.read_key_file(ODD[attack]), OpenRefused)


@pytest.mark.parametrize("attack", ["iterations 1", "iterations 599999", "iterations 2^32-1"])
def test_without_its_bounds_the_work_asked_for_is_taken(attack: str) -> None:
    guard = 'raise OpenRefused("The key file asks for an amount of work that is out of bounds.")'
    lenient = planted(slots_module, guard, "pass")

    assert not gets_through(lambda: read_key_file(ODD[attack]), OpenRefused)
    assert gets_through(lambda: lenient.read_key_file(ODD[attack]), OpenRefused)


def test_without_associated_data_a_slot_moves_to_another_site() -> None:
    """The same secret in two sites: only the salt and the associated data keep the slots apart."""
    lenient = planted(slots_module, 'return MAGIC + site_id.encode("ascii") + slot_id', "return MAGIC")
    sealed = lenient.write_key_file(FIRM, SITE, (ANA,))

    assert lenient.open_slot(lenient.read_key_file(sealed), KEYS.site_id, ANA).encryption == KEYS.encryption
    assert not opens(sealed)


def test_every_refusal_is_free_of_keys() -> None:
    attacks: list[Callable[[], object]] = [
        lambda: open_slot(read_key_file(RAW), KEYS.site_id, holders(1)[0]),
        lambda: read_key_file(RAW[:-1]),
    ]
    for attack in attacks:
        with pytest.raises(OpenRefused) as caught:
            attack()
        assert ANA.raw.hex() not in str(caught.value)
        assert "\\x" not in str(caught.value)


def test_keys_of_another_practice_do_not_open() -> None:
    other = FirmKeys(Master(noise(32, "other practice")))

    assert not opens(RAW, other.holder_secret(SITE, "ana", 1))
