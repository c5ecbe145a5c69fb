"""The bytes are those that were published, today and for good; every released vector file stays openable."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from coachbook.vault.encoding import CodeProblem, code_of, hyphenated, parse_code
from coachbook.vault.errors import NoSlot, OpenRefused
from coachbook.vault.manifest import open_manifest
from coachbook.vault.master import Master
from coachbook.vault.objects import SIZES, SizeClasses, open_object, record_of, seal_object
from coachbook.vault.schedule import AccessSecret, FirmKeys, Site, pass_phrase_secret, slot_keys
from coachbook.vault.site import open_site
from coachbook.vault.slots import open_slot, read_key_file, write_key_file
from vault.make_vectors import ANA, FIRM, KEYS, PHRASE, SITE, as_text, prose, slot_of

FOLDER = Path(__file__).parent / "vectors"
RELEASED = sorted(FOLDER.glob("*.json"))


def released(path: Path = FOLDER / "psv1.json") -> dict[str, Any]:
    said: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return said


VECTORS = released()


def unpacked(text: str) -> bytes:
    return base64.b64decode(text)


def test_the_builder_still_writes_the_released_vectors() -> None:
    packed = next(each for each in VECTORS["objects"] if each["flags"])
    record = record_of(prose(12_000), may_shrink=True)
    if hashlib.sha256(record).hexdigest() != packed["record_sha256"]:
        pytest.skip("another zlib packs differently; what it packs opens everywhere all the same")

    assert as_text() == (FOLDER / "psv1.json").read_text(encoding="utf-8")


def test_the_key_schedule_is_the_one_published_with_the_scheme() -> None:
    site = FIRM.site_keys(SITE)
    slot = slot_keys(KEYS.site_id, ANA)

    assert site.site_id == "e7kmdcjlvnrohvaqggq4ojsq6t"
    assert site.site_key.hex() == "85901758fec2360242960a766d2ed98f78594becacb4bf11de14f9c252665c10"
    assert KEYS.encryption.hex() == "1705c61f348ed07c82397f6e05261adce3c2a014a2532a637faf09e12042a480"
    assert KEYS.nonce.hex() == "d6c84facfa0362bdc072cc56e673352e320c4654f63c18b807d2640f470ea214"
    assert KEYS.name.hex() == "a38f23e4ba610382270ab5a5dd9bb8adb96e9cab3e31713fb6c8a66ebf3a00eb"
    assert ANA.raw.hex() == "5752dffd01c1f81e0103a6135d207e8d"
    assert hyphenated(code_of(ANA.raw)) == "2QAB-FZT0-E1Z0-F020-X62D-EJ0Z-MDT2"
    assert slot.slot_id.hex() == "f2a9973cdb74ed59ee8d114c8cde765e"
    assert slot.key.hex() == "4c30b53f997c9c151ef6a51939cbb431229ebc6e297d9cb7c2fe65acbb202fab"


def test_the_first_extract_is_the_one_published() -> None:
    assert VECTORS["schedule"]["prk"] == FIRM._prk.hex()  # nothing else may see it


def test_the_slot_is_the_one_published() -> None:
    expected = (
        "f2a9973cdb74ed59ee8d114c8cde765ed6bc832ffcf06b5d43cdbc32"
        "06aa63fd9e4ef6b2de06742db4f570277169cae435fd7f13b198cca9715bde015e8c81d549338f1d34d4c3d5ef99cc2cac6fdc4a"
    )

    assert slot_of(write_key_file(FIRM, SITE, (ANA,)), ANA) == expected


def test_the_object_is_the_one_published_with_classes_of_4_kib() -> None:
    sealed = seal_object(KEYS, "a.txt", b"hello", sizes=SizeClasses(step=4096))

    assert len(sealed.body) == 4096
    assert sealed.body[:12].hex() == "b7838e9b5fb3e750506c4728"
    assert hashlib.sha256(sealed.body).hexdigest() == (
        "8a3b663fe52520f58e48b99e5777f4591bfaf0d5e675a5a5d3760a44f6d8cd53"
    )
    assert sealed.name == "cas4niewuxhjevucmhf542euso"


def test_the_pass_phrase_is_the_one_published() -> None:
    salt = FIRM.pass_salt(SITE)

    assert salt.hex() == "e96e5684be2ac3c8057b83ee118d4239"
    assert pass_phrase_secret(PHRASE, salt, 600_000).raw.hex() == (
        "7990c6cc11310db697dca41fb43ff002b30b7a1f53501854b28b5fe1000ab6ed"
    )


def test_expansion_is_that_of_rfc_5869() -> None:
    # Appendix A.1, through the same two functions as everything else.
    from coachbook.vault import schedule

    prk = schedule._extract(bytes(range(13)), b"\x0b" * 22)
    okm = schedule._expand(prk, bytes(range(0xF0, 0xFA)), 42)

    assert prk.hex() == "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5"
    assert okm.hex() == (
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
    )


@pytest.mark.parametrize("path", RELEASED, ids=lambda path: path.stem)
def test_every_released_site_still_opens(path: Path) -> None:
    site = released(path)["site"]
    files = {url: unpacked(body) for url, body in site["files"].items()}
    for holder in site["holders"]:
        secret = parse_code(holder["code"])
        assert isinstance(secret, bytes)
        opened = open_site(site["site_id"], files, AccessSecret(secret))

        assert {alias: file.body.decode() for alias, file in opened.files.items()} == {
            alias: file["body"] for alias, file in site["opened"].items()
        }


@pytest.mark.parametrize("vector", VECTORS["objects"], ids=lambda vector: vector["what"])
def test_every_released_object_still_opens(vector: dict[str, Any]) -> None:
    raw = open_object(KEYS, vector["path"], vector["name"], unpacked(vector["object"]))

    assert (len(raw), hashlib.sha256(raw).hexdigest()) == (vector["raw_bytes"], vector["raw_sha256"])


@pytest.mark.parametrize("vector", VECTORS["refused_objects"], ids=lambda vector: vector["what"])
def test_every_record_that_lies_is_refused(vector: dict[str, Any]) -> None:
    with pytest.raises(OpenRefused):
        open_object(KEYS, vector["path"], vector["name"], unpacked(vector["object"]))


@pytest.mark.parametrize("vector", VECTORS["refused_manifests"], ids=lambda vector: vector["what"])
def test_every_odd_manifest_is_refused(vector: dict[str, Any]) -> None:
    with pytest.raises(OpenRefused):
        open_manifest(KEYS, unpacked(vector["bytes"]))


@pytest.mark.parametrize("vector", VECTORS["refused_key_files"], ids=lambda vector: vector["what"])
def test_every_odd_key_file_is_refused(vector: dict[str, Any]) -> None:
    with pytest.raises(OpenRefused):
        read_key_file(unpacked(vector["bytes"]))


def test_each_slot_opens_for_its_secret_and_no_other() -> None:
    given = VECTORS["key_file"]
    key_file = read_key_file(unpacked(given["bytes"]))
    for opener in given["opens"]:
        keys = open_slot(key_file, given["site_id"], AccessSecret(bytes.fromhex(opener["secret"])))
        assert (keys.encryption, keys.epoch) == (KEYS.encryption, 1)
    for stranger in given["does_not_open"]:
        with pytest.raises(NoSlot):
            open_slot(key_file, given["site_id"], AccessSecret(bytes.fromhex(stranger)))


def test_codes_are_accepted_and_refused_as_released() -> None:
    codes = VECTORS["codes"]

    assert {parse_code(typed) for typed in codes["accepted"]["typed"]} == {
        bytes.fromhex(codes["accepted"]["secret"])
    }
    for refused in codes["refused"]:
        assert parse_code(refused["typed"]) is CodeProblem[refused["problem"]]
    for pair in codes["pairs"]:
        assert (code_of(bytes.fromhex(pair["secret"])), parse_code(pair["shown"])) == (
            pair["code"],
            bytes.fromhex(pair["secret"]),
        )


def test_size_classes_are_the_released_ones() -> None:
    assert all(SIZES.of(each["bytes"]) == each["size"] for each in VECTORS["size_classes"])


def test_other_masters_give_nothing_in_common() -> None:
    other = FirmKeys(Master(bytes(range(1, 33))))

    assert other.site_id(Site("E-2026-014", "exec")) != KEYS.site_id
