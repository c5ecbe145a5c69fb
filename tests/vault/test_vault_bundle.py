"""A bundle builds the sites it names to the byte, and can do nothing else."""

from __future__ import annotations

import json
import re
import traceback
from typing import Any

import pytest

from coachbook.vault import bundle as bundle_module
from coachbook.vault.bundle import read_bundle, write_bundle
from coachbook.vault.errors import KeyRefused
from coachbook.vault.master import Master, Seed, master_base64
from coachbook.vault.schedule import Site
from coachbook.vault.site import seal_site
from coachbook.vault.slots import site_pass
from vault.make_vectors import ANA, COACH, DAY, FIRM, SITE, noise, tiny_content
from vault.planting import gets_through, planted

SPONSOR = Site(SITE.uid, "sponsor", 3)
PASSES = (site_pass(FIRM, SITE, (ANA, COACH)), site_pass(FIRM, SPONSOR, (COACH,)))
TEXT = write_bundle(PASSES)


def changed(**changes: object) -> str:
    said = json.loads(TEXT)
    said["sites"][0] |= changes
    return json.dumps(said)


def test_a_bundle_seals_the_same_bytes_as_the_master() -> None:
    passes = read_bundle(TEXT)
    for given, site in zip(PASSES, (SITE, SPONSOR)):
        ours, theirs = passes[given.keys.site_id], FIRM.site_keys(site)
        if site is SITE:
            assert seal_site(tiny_content(), ours, DAY) == seal_site(tiny_content(), given, DAY)
        assert ours.keys.alias("goals.html", "html") == theirs.alias("goals.html", "html")
        assert (ours.keys.epoch, ours.key_file) == (site.epoch, given.key_file)


def test_a_bundle_says_its_format_and_version() -> None:
    said = json.loads(TEXT)

    assert (said["format"], said["version"], len(said["sites"])) == ("psv1-bundle", 1, 2)


def test_the_order_of_sites_does_not_matter() -> None:
    assert write_bundle(reversed(PASSES)) == TEXT


def test_a_bundle_holds_no_master_no_secret_and_no_name() -> None:
    master = Master(bytes(range(32)))
    for secret in (master.raw, ANA.raw, COACH.raw, FIRM.slot_nonce_key(), FIRM._prk):
        assert secret.hex() not in TEXT
        assert master_base64(Master(secret) if len(secret) == 32 else master)[:20] not in TEXT
        assert bundle_module._text(secret)[:20] not in TEXT
    assert not re.search("E-2026-014|exec|sponsor|ana|bert", TEXT)


def test_a_bundle_of_an_erasable_site_holds_no_seed() -> None:
    seed = Seed(noise(16, "seed"))
    erasable = Site("E-9", "exec", 1, seed)
    text = write_bundle((site_pass(FIRM, erasable, (FIRM.holder_secret(erasable, "ana", 1),)),))

    assert bundle_module._text(seed.raw)[:20] not in text


FIRST: dict[str, Any] = json.loads(TEXT)["sites"][0]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        "[" * 100_000,
        json.dumps({**json.loads(TEXT), "format": "psv2-bundle"}),
        json.dumps({**json.loads(TEXT), "version": 2}),
        json.dumps({**json.loads(TEXT), "sites": {}}),
        json.dumps({**json.loads(TEXT), "sites": [FIRST, FIRST]}),
        json.dumps({**json.loads(TEXT), "sites": [1]}),
        changed(extra=1),
        changed(site_id="../" + "a" * 23),
        changed(site_id=1),
        changed(epoch=0),
        changed(epoch=True),
        changed(epoch="1"),
        changed(site_key=FIRST["site_key"][:-4]),
        changed(site_key="é" * 44),
        changed(site_key=None),
        changed(alias_key=FIRST["alias_key"] + "\n"),
        changed(key_file=FIRST["key_file"][:-8]),
        changed(key_file=""),
    ],
)
def test_a_broken_bundle_is_refused(text: str) -> None:
    with pytest.raises(KeyRefused):
        read_bundle(text)


def test_no_refusal_shows_what_was_in_the_bundle() -> None:
    key = FIRST["site_key"]
    for text in (TEXT[:-3], changed(site_key=key + "="), changed(epoch=key)):
        with pytest.raises(KeyRefused) as caught:
            read_bundle(text)
        assert key[:8] not in "".join(traceback.format_exception(caught.value))
        assert caught.value.__context__ is None


@pytest.mark.parametrize(
    ("guard", "fault", "text"),
    [
        ("if not isinstance(said, dict) or said.keys() != _KEYS:", "if False:", changed(extra=1)),
        (
            "if not isinstance(site_id, str) or not _SITE_ID.fullmatch(site_id):",
            "if False:",
            changed(site_id="../x"),
        ),
        ("if type(epoch) is not int or not 1 <= epoch <= LARGEST_EPOCH:", "if False:", changed(epoch=0)),
        ("len(site_key) != N_KEY_BYTES or ", "", changed(site_key="AAAA")),
        (" or not _is_key_file(key_file)", "", changed(key_file="AAAA")),
        (
            "if len(by_id) != len(passes):",
            "if False:",
            json.dumps({**json.loads(TEXT), "sites": [FIRST, FIRST]}),
        ),
    ],
)
def test_each_check_of_a_bundle_refuses_something_alone(guard: str, fault: str, text: str) -> None:
    lenient = planted(bundle_module, guard, fault)

    assert not gets_through(lambda: read_bundle(text), KeyRefused)
    assert gets_through(lambda: lenient.read_bundle(text), KeyRefused)
