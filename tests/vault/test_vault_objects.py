"""Objects open in one place, from exactly their bytes, and say the truth about themselves (attacks 36 to 39)."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import zlib
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coachbook.vault import objects as objects_module
from coachbook.vault.errors import OpenRefused, SealRefused
from coachbook.vault.objects import (
    MOST_RAW_BYTES,
    SIZES,
    SizeClasses,
    associated_data,
    open_object,
    padme,
    record_of,
    seal_object,
    seal_record,
)
from coachbook.vault.schedule import ContentKeys, Site
from vault.make_vectors import KEYS, keys_of, lies, noise, prose
from vault.planting import gets_through, planted

PATH = "aaaaaaaaaa.txt"
SMALL = SizeClasses(step=128)
SEALED = seal_object(KEYS, PATH, b"hello")
TINY = seal_object(KEYS, PATH, b"hello", sizes=SMALL)
LIES = dict(lies())


def opens(sealed: bytes, path: str = PATH, keys: ContentKeys = KEYS, name: str | None = None) -> bool:
    """Whether bytes open under their own name, as if the attacker could make it: the name is tested apart."""
    associated = associated_data(keys, path)
    digest = hmac.digest(keys.name, associated + hashlib.sha256(sealed).digest(), "sha256")
    own = objects_module.base32(digest)[:26]
    return gets_through(lambda: open_object(keys, path, name or own, sealed), OpenRefused)


@settings(deadline=None)
@given(st.binary(max_size=40_000), st.booleans())
def test_what_is_sealed_opens(raw: bytes, may_shrink: bool) -> None:
    sealed = seal_object(KEYS, PATH, raw, may_shrink=may_shrink)

    assert open_object(KEYS, PATH, sealed.name, sealed.body) == raw
    assert len(sealed.body) % 8192 == 0


@settings(deadline=None)
@given(st.text(min_size=1, max_size=20), st.integers(0, 60_000))
def test_any_path_and_any_length_opens(path: str, n_bytes: int) -> None:
    path = path.encode("utf-8", "replace").decode()
    raw = prose(n_bytes)
    sealed = seal_object(KEYS, path, raw)

    assert open_object(KEYS, path, sealed.name, sealed.body) == raw


def test_every_changed_bit_is_noticed() -> None:
    for at in range(len(TINY.body)):
        for bit in range(8):
            changed = TINY.body[:at] + bytes((TINY.body[at] ^ 1 << bit,)) + TINY.body[at + 1 :]
            assert not opens(changed)
            assert not opens(changed, name=TINY.name)


def test_every_changed_byte_of_a_real_object_is_noticed() -> None:
    for at in range(len(SEALED.body)):
        changed = SEALED.body[:at] + bytes((SEALED.body[at] ^ 0x55,)) + SEALED.body[at + 1 :]
        assert not opens(changed)


def test_every_other_length_is_noticed() -> None:
    for body in (TINY.body, SEALED.body):
        for length in (*range(len(body)), len(body) + 1, len(body) + 16, 2 * len(body)):
            assert not opens(body.ljust(length, b"\0")[:length])


def test_an_object_opens_in_its_place_only() -> None:
    for path in ("aaaaaaaaab.txt", "", PATH + "\0", "\0manifest", PATH.upper()):
        assert not opens(SEALED.body, path)


def test_keys_of_another_site_audience_or_epoch_do_not_open() -> None:
    for site in (Site("E-2026-015", "exec"), Site("E-2026-014", "sponsor"), Site("E-2026-014", "exec", 2)):
        assert not opens(SEALED.body, keys=keys_of(site))
        assert not opens(SEALED.body, keys=replace(keys_of(site), encryption=KEYS.encryption))


def test_an_object_moved_to_another_epoch_with_the_same_key_is_noticed() -> None:
    assert not opens(SEALED.body, keys=replace(KEYS, epoch=2))
    assert not opens(SEALED.body, keys=replace(KEYS, site_id="a" * 26))


def test_an_old_object_under_a_new_name_is_noticed() -> None:
    old, new = (seal_object(KEYS, PATH, raw) for raw in (b"before", b"after"))

    assert not opens(old.body, name=new.name)
    assert opens(old.body, name=old.name)


def test_without_the_name_an_old_object_passes_for_the_new() -> None:
    old, new = (seal_object(KEYS, PATH, raw) for raw in (b"before", b"after"))
    lenient = planted(
        objects_module, "if not hmac.compare_digest(_name(keys, associated, sealed), name):", "if False:"
    )

    assert lenient.open_object(KEYS, PATH, new.name, old.body) == b"before"


@pytest.mark.parametrize(
    ("guard", "fault", "keys", "path"),
    [
        ('            keys.site_id.encode("ascii"),\n', "", replace(KEYS, site_id="a" * 26), PATH),
        ('            keys.epoch.to_bytes(4, "big"),\n', "", replace(KEYS, epoch=2), PATH),
        ("            place,\n", "", KEYS, "aaaaaaaaab.txt"),
    ],
    ids=["site", "epoch", "path"],
)
def test_without_a_part_of_the_associated_data_an_object_moves(
    guard: str, fault: str, keys: ContentKeys, path: str
) -> None:
    lenient = planted(objects_module, guard, fault)
    sealed = lenient.seal_object(KEYS, PATH, b"hello")

    assert not gets_through(lambda: open_object(keys, path, SEALED.name, SEALED.body), OpenRefused)
    assert lenient.open_object(keys, path, sealed.name, sealed.body) == b"hello"


@pytest.mark.parametrize("lie", LIES)
def test_a_record_that_lies_is_refused(lie: str) -> None:
    sealed = seal_record(KEYS, PATH, LIES[lie])

    assert not gets_through(lambda: open_object(KEYS, PATH, sealed.name, sealed.body), OpenRefused)


VERSION = "if version != _VERSION or flags & ~_DEFLATED or reserved:"
LENGTHS = "if end > len(record) or n_raw > MOST_RAW_BYTES:"
PADDING = "if record.count(0, end) != len(record) - end:"
RAW_LENGTH = "if len(raw) != n_raw:"
END = "if not stream.eof or stream.unused_data:"


@pytest.mark.parametrize(
    ("guard", "fault", "lie"),
    [
        (VERSION, "if flags & ~_DEFLATED or reserved:", "unknown version"),
        (VERSION, "if version != _VERSION or reserved:", "unknown flag"),
        (VERSION, "if version != _VERSION or flags & ~_DEFLATED:", "reserved bytes not zero"),
        (PADDING, "if False:", "padding not zero at its beginning"),
        (PADDING, "if False:", "padding not zero at its end"),
        (RAW_LENGTH, "if False:", "raw length too short, not packed"),
        (RAW_LENGTH, "if False:", "raw length too long, not packed"),
        (RAW_LENGTH, "if False:", "inflates to less than it says"),
        (END, "if False:", "bytes after the packed body"),
    ],
)
def test_each_check_of_a_record_refuses_something_alone(guard: str, fault: str, lie: str) -> None:
    lenient = planted(objects_module, guard, fault)
    sealed = seal_record(KEYS, PATH, LIES[lie])

    assert gets_through(lambda: lenient.open_object(KEYS, PATH, sealed.name, sealed.body), OpenRefused)


def test_without_its_bound_a_length_runs_past_the_record() -> None:
    lenient = planted(objects_module, LENGTHS, "if n_raw > MOST_RAW_BYTES:")
    record = objects_module._HEADER.pack(1, 0, 0, 100, 88) + b"x" * 88

    assert not gets_through(lambda: objects_module._unpacked(record), OpenRefused)
    with pytest.raises(OpenRefused, match="padding"):
        lenient._unpacked(record)  # the padding of a record that ends too soon is another number, too


def test_a_bomb_is_cut_off_where_it_was_announced() -> None:
    bomb = zlib.compress(bytes(50_000_000), 9, wbits=-15)
    asked = []
    lenient = planted(
        objects_module, "raw = stream.decompress(body, n_raw + 1)", "raw = stream.decompress(body)"
    )
    real = zlib.decompressobj

    class Watched:
        """A stream that notes how much came out of it."""

        def __init__(self, wbits: int) -> None:
            self._stream = real(wbits)

        def decompress(self, body: bytes, most: int = 0) -> bytes:
            out = self._stream.decompress(body, most)
            asked.append(len(out))
            return out

        def __getattr__(self, name: str) -> object:
            return getattr(self._stream, name)

    for module in (objects_module, lenient):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(zlib, "decompressobj", Watched)
            assert (
                not gets_through(lambda module=module: module._inflated(bomb, 10), OpenRefused)
                or module is lenient
            )

    assert asked == [11, 50_000_000]


@pytest.mark.parametrize("lie", ["inflates to more than it says", "inflates to much more than it says"])
def test_what_inflates_to_more_is_refused_by_its_end(lie: str) -> None:
    with pytest.raises(OpenRefused, match="another length"):
        objects_module._unpacked(LIES[lie])


def test_a_file_beyond_the_largest_is_not_sealed() -> None:
    with pytest.raises(SealRefused, match="at most 64 MiB"):
        seal_object(KEYS, PATH, bytes(MOST_RAW_BYTES + 1))
    with pytest.raises(SealRefused, match="path is too long"):
        associated_data(KEYS, "a" * 65_536)


def test_the_largest_file_fits_the_largest_object() -> None:
    assert padme(MOST_RAW_BYTES + 40) <= objects_module.MOST_OBJECT_BYTES


# Sizes


@pytest.mark.parametrize(
    ("n_raw", "size"),
    [(0, 8192), (8152, 8192), (8153, 16384), (65_496, 65_536), (65_497, 67_584), (100_000, 100_352)],
)
def test_objects_come_in_classes(n_raw: int, size: int) -> None:
    assert len(seal_object(KEYS, PATH, noise(n_raw)).body) == size


@given(st.integers(65_537, 2**31))
def test_padme_is_never_smaller_and_at_most_12_percent_larger(n_bytes: int) -> None:
    assert n_bytes <= padme(n_bytes) <= n_bytes * 1.12
    assert padme(padme(n_bytes)) == padme(n_bytes)


@given(st.integers(41, 10_000_000), st.integers(41, 10_000_000))
def test_a_longer_file_never_has_a_smaller_class(one: int, other: int) -> None:
    assert SIZES.of(min(one, other)) <= SIZES.of(max(one, other))


def test_files_are_packed_only_when_that_saves_a_class() -> None:
    assert record_of(prose(8000), may_shrink=True)[1] == 0
    assert record_of(prose(12_000), may_shrink=True)[1] == 1
    assert record_of(prose(12_000), may_shrink=False)[1] == 0
    assert record_of(noise(12_000), may_shrink=True)[1] == 0


# Nonces


def nonces_of(levels: tuple[int, ...]) -> dict[tuple[bytes, bytes], set[tuple[bytes, bytes]]]:
    """For each (key, nonce) every (associated data, record) that was sealed with it, over a small corpus."""
    builder = planted(objects_module, "_LEVELS: Final = (1, 6)", f"_LEVELS: Final = {levels}")
    used: dict[tuple[bytes, bytes], set[tuple[bytes, bytes]]] = {}
    sites = [
        Site(uid, audience, epoch)
        for uid in ("E-1", "E-2")
        for audience in ("exec", "sponsor")
        for epoch in (1, 2)
    ]
    bodies = [prose(n) + tail for n in (0, 5, 9_000, 20_000, 70_000) for tail in (b"", b"!")]
    for site, raw, path in itertools.product(sites, bodies, (PATH, "aaaaaaaaab.txt")):
        keys = keys_of(site)
        record = builder.record_of(raw, may_shrink=True)
        sealed = builder.seal_record(keys, path, record)
        used.setdefault((keys.encryption, sealed.body[:12]), set()).add((associated_data(keys, path), record))
    return used


def test_an_equal_nonce_means_equal_input_whatever_zlib_does() -> None:
    together: dict[tuple[bytes, bytes], set[tuple[bytes, bytes]]] = {}
    for levels in ((1, 6), (9,), (1,), (3, 4)):
        for used, inputs in nonces_of(levels).items():
            together.setdefault(used, set()).update(inputs)

    assert len(together) > 160, "other levels gave other records"
    assert [used for used, inputs in together.items() if len(inputs) != 1] == []


def test_a_nonce_from_the_file_before_packing_would_repeat() -> None:
    """The fault that the synthetic nonce must not have: one nonce, two records."""
    faulty = planted(
        objects_module,
        "nonce = hmac.digest(keys.nonce, associated + record,",
        "nonce = hmac.digest(keys.nonce, associated + b'',",
    )
    quick, thorough = (
        planted(objects_module, "_LEVELS: Final = (1, 6)", f"_LEVELS: Final = ({level},)").record_of(
            prose(20_000), may_shrink=True
        )
        for level in (1, 6)
    )

    assert quick != thorough
    assert (
        faulty.seal_record(KEYS, PATH, quick).body[:12] == faulty.seal_record(KEYS, PATH, thorough).body[:12]
    )
    assert seal_record(KEYS, PATH, quick).body[:12] != seal_record(KEYS, PATH, thorough).body[:12]
