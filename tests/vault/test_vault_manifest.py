"""The list of files: strict about every field, numbered only when something changed (attacks 41, 43)."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from datetime import date, timedelta
from struct import pack

import pytest

from coachbook.vault import manifest as manifest_module
from coachbook.vault.errors import EpochDiffers, OpenRefused, SealRefused
from coachbook.vault.manifest import (
    Entry,
    Manifest,
    epoch_of,
    is_alias,
    numbered,
    open_manifest,
    seal_manifest,
    seal_manifest_text,
)
from coachbook.vault.objects import SizeClasses, seal_object
from coachbook.vault.schedule import Site
from vault.make_vectors import DAY, KEYS, SMALL, canonical, keys_of, odd_manifests, sound_manifest
from vault.planting import gets_through, planted

HOME = "homeaaaaaa.html"
FIRST_OF_DAY = (DAY - date(1970, 1, 1)).days * 100
RAW = seal_manifest_text(KEYS, canonical(sound_manifest()))
ODD = dict(odd_manifests())


def listed(n_files: int = 1, **changes: object) -> Manifest:
    text = Entry("b" * 26, "text/plain; charset=utf-8", 8192)
    files = {HOME: Entry("a" * 26, "text/html; charset=utf-8", 8192)}
    files |= {f"{letter * 10}.txt": text for letter in "bcdef"[: n_files - 1]}
    return replace(Manifest(KEYS.site_id, 1, 1, DAY, HOME, (), files), **changes)  # type: ignore[arg-type]


def test_a_manifest_opens_as_it_was_sealed() -> None:
    sealed = listed(files={HOME: Entry("a" * 26, "text/html; charset=utf-8", 8192, "Ünal – 1.html")})

    assert open_manifest(KEYS, seal_manifest(KEYS, sealed)) == sealed


def test_the_json_does_not_depend_on_the_order_of_files() -> None:
    entries = [
        (f"{letter * 10}.html", Entry(letter * 26, "text/html; charset=utf-8", 8192)) for letter in "abc"
    ]
    one, other = (listed(home="a" * 10 + ".html", files=dict(order)) for order in (entries, entries[::-1]))

    assert seal_manifest(KEYS, one) == seal_manifest(KEYS, other)


def test_the_epoch_stands_in_the_clear_and_is_bound() -> None:
    assert epoch_of(RAW) == 1
    for epoch in (0, 2, 2**32 - 1):
        with pytest.raises(EpochDiffers):
            open_manifest(KEYS, RAW[:4] + pack(">I", epoch) + RAW[8:])
        with pytest.raises(OpenRefused):
            open_manifest(replace(KEYS, epoch=epoch), RAW[:4] + pack(">I", epoch) + RAW[8:])


def test_every_changed_byte_and_every_other_length_is_noticed() -> None:
    raw = seal_manifest_text(KEYS, canonical(sound_manifest()), SizeClasses(64))
    for at in range(len(raw)):
        assert not gets_through(
            lambda at=at: open_manifest(KEYS, raw[:at] + bytes((raw[at] ^ 1,)) + raw[at + 1 :]), OpenRefused
        )
    for length in (*range(len(raw)), len(raw) + 1):
        assert not gets_through(
            lambda length=length: open_manifest(KEYS, raw.ljust(length, b"\0")[:length]), OpenRefused
        )


def test_keys_of_another_site_do_not_open_it() -> None:
    for site in (Site("E-2026-015", "exec"), Site("E-2026-014", "sponsor")):
        with pytest.raises(OpenRefused):
            open_manifest(keys_of(site), RAW)


def test_an_object_of_the_site_is_not_taken_for_its_manifest() -> None:
    as_file = seal_object(KEYS, "aaaaaaaaaa.json", canonical(sound_manifest()).encode())

    with pytest.raises(OpenRefused):
        open_manifest(KEYS, b"PSM1" + pack(">I", 1) + as_file.body)


@pytest.mark.parametrize("what", ODD)
def test_an_odd_manifest_is_refused(what: str) -> None:
    raw = seal_manifest_text(KEYS, ODD[what], SMALL)

    assert not gets_through(lambda: open_manifest(KEYS, raw), OpenRefused)


@pytest.mark.parametrize(
    "text",
    [
        canonical(sound_manifest())[:-1] + ',"v":1}',
        '{"files":{},' + canonical(sound_manifest())[1:],
        "[" * 100_000,
        canonical(sound_manifest()).replace('"build":17', '"build":NaN'),
        canonical(sound_manifest()).replace('"build":17', '"build":1' + "0" * 5000),
        "\ufeff" + canonical(sound_manifest()),
    ],
    ids=["key twice", "files twice", "deep", "not a number", "huge number", "byte order mark"],
)
def test_json_that_readers_may_read_differently_is_refused(text: str) -> None:
    with pytest.raises(OpenRefused):
        open_manifest(KEYS, seal_manifest_text(KEYS, text))


def test_a_manifest_in_another_encoding_is_refused() -> None:
    for encoding in ("utf-16", "utf-32"):
        sealed = seal_object(KEYS, "\0manifest", canonical(sound_manifest()).encode(encoding))
        with pytest.raises(OpenRefused):
            open_manifest(KEYS, b"PSM1" + pack(">I", 1) + sealed.body)


def test_a_million_files_are_refused_before_they_are_looked_at() -> None:
    with pytest.raises(SealRefused):
        seal_manifest_text(KEYS, "x" * (8 * 1024 * 1024 + 1))
    many = sound_manifest() | {"files": {f"{at}": 1 for at in range(20_001)}}
    with pytest.raises(OpenRefused, match="too many"):
        open_manifest(KEYS, seal_manifest_text(KEYS, json.dumps(many)))


@pytest.mark.parametrize(
    "path",
    [
        "__proto__",
        "../aaaaaaa.html",
        "aaaaaaaaaa.html\n",
        "aaaaaaaaaa",
        "aaaaaaaaa1.html",
        "AAAAAAAAAA.html",
        "",
        3,
        None,
    ],
)
def test_only_ten_letters_and_an_extension_are_an_address(path: object) -> None:
    assert not is_alias(path)
    assert is_alias("a2b3c4d5e6.html")


def test_what_a_reader_refuses_is_not_sealed() -> None:
    for broken in (
        listed(home="nobodyaaaa.html"),
        listed(scripts=(HOME,)),
        listed(build=0),
        listed(site_id="b" * 26),
        listed(epoch=2),
        listed(files={HOME: Entry("a" * 26, "text/html; charset=utf-8", 8192, "a\r\nb")}),
    ):
        with pytest.raises(SealRefused):
            seal_manifest(KEYS, broken)


# Numbers


def test_nothing_changed_keeps_number_and_day() -> None:
    before = numbered(listed(), None)

    assert numbered(listed(at=DAY + timedelta(9)), before) == before


def test_a_change_counts_on() -> None:
    before = numbered(listed(), None)
    after = numbered(listed(2), before)

    assert (before.build, after.build, after.at) == (FIRST_OF_DAY, FIRST_OF_DAY + 1, DAY)


def test_a_change_on_a_later_day_begins_the_numbers_of_that_day() -> None:
    after = numbered(listed(2, at=DAY + timedelta(1)), numbered(listed(), None))

    assert (after.build, after.at) == (FIRST_OF_DAY + 100, DAY + timedelta(1))


def test_a_clock_set_back_never_counts_back() -> None:
    before = numbered(listed(), None)

    assert numbered(listed(2, at=DAY - timedelta(400)), before).build == before.build + 1


def test_a_builder_without_the_previous_manifest_is_no_roll_back_the_next_day() -> None:
    lost = numbered(listed(2, at=DAY + timedelta(1)), None)

    assert lost.build > numbered(listed(2), numbered(listed(), None)).build


def test_a_new_epoch_starts_anew() -> None:
    before = replace(numbered(listed(), None), build=99_999_999)

    assert numbered(listed(epoch=2), before).build == FIRST_OF_DAY


def test_an_earlier_epoch_or_another_site_is_no_previous_build() -> None:
    for previous in (listed(epoch=2), listed(site_id="b" * 26)):
        with pytest.raises(SealRefused, match="previous build"):
            numbered(listed(), previous)


# Guards


@pytest.mark.parametrize(
    ("guard", "fault", "what"),
    [
        ('said.get("v") != VERSION or type(said["v"]) is not int:', "False:", "another version"),
        ("if said.keys() != _KEYS:", "if not said.keys() >= _KEYS:", "an unknown field"),
        ('if said["site"] != keys.site_id:', "if False:", "another site"),
        (
            'if said["epoch"] != keys.epoch or type(said["epoch"]) is not int:',
            "if False:",
            "another epoch inside",
        ),
        (' or type(said["epoch"]) is not int:', ":", "epoch as true"),
        ('if not _is_count(said["build"], _LARGEST):', "if False:", "build negative"),
        ("type(value) is int and", "", "build as true"),
        (
            'if not _is_count(said["max_offline_days"], _LARGEST_OFFLINE_DAYS):',
            "if False:",
            "offline days without end",
        ),
        ('if not _is_day(said["at"]):', "if False:", "no such day"),
        ("not 1 <= len(files) <= MOST_FILES:", "False:", "too many files"),
        ("if not all(is_alias(alias) for alias in files):", "if False:", "address __proto__"),
        ("if not all(is_alias(alias) for alias in files):", "if False:", "address leads up"),
        ('if not _is_file(files, said["home"], _PAGE):', "if False:", "home not in files"),
        ('and files[place]["t"] == media_type', "", "home is not a page"),
        ("not all(_is_file(files, each, _SCRIPT) for each in scripts):", "False:", "script not in files"),
        ("if len(set(scripts)) != len(scripts):", "if False:", "script named twice"),
        ('and entry["t"] in BY_MEDIA_TYPE', "", "media type not of the table"),
        ('and _NAME.fullmatch(entry["o"]) is not None', "", "object name with a slash"),
        ('and _is_count(entry["n"], MOST_OBJECT_BYTES)', "", "size beyond the largest object"),
        ('and entry["n"] >= LEAST_OBJECT_BYTES', "", "size below the smallest object"),
        ("and is_safe_file_name(file_name)", "", "file name with a line end"),
        ('entry.keys() - {"f"} != _ENTRY_KEYS:', "False:", "entry with an unknown field"),
    ],
)
def test_each_check_of_a_manifest_refuses_something_alone(guard: str, fault: str, what: str) -> None:
    lenient = planted(manifest_module, guard, fault)
    said = json.loads(ODD.get(what) or crowded())

    assert manifest_module._flaw(said, KEYS) is not None
    assert lenient._flaw(said, KEYS) is None


def crowded() -> str:
    """A manifest with more files than a site may have."""
    said = sound_manifest()
    entry = {"o": "a" * 26, "t": "application/json", "n": 8192}
    names = (f"aaaaaa{''.join(four)}.json" for four in itertools.product("abcdefghijklmnopqrst", repeat=4))
    files = said["files"] | {name: entry for name, _ in zip(names, range(20_000))}  # type: ignore[operator]
    return canonical(said | {"files": files})


def test_without_the_epoch_check_a_rotated_site_looks_damaged() -> None:
    lenient = planted(manifest_module, "expect_epoch(keys, epoch_of(raw))", "epoch_of(raw)")
    with pytest.raises(OpenRefused) as caught:
        lenient.open_manifest(replace(KEYS, epoch=2), RAW)

    assert not isinstance(caught.value, EpochDiffers)
