"""A whole site: sealed the same everywhere, opened whole or not at all, the same where nothing changed (attack 46)."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coachbook.vault import site as site_module
from coachbook.vault.errors import EpochDiffers, KeyRefused, NoSlot, OpenRefused, SealRefused, VaultError
from coachbook.vault.manifest import open_manifest, seal_manifest
from coachbook.vault.master import Seed
from coachbook.vault.schedule import AccessSecret, Site
from coachbook.vault.site import Content, File, SealedSite, close_site, open_site, seal_site, verify_site
from coachbook.vault.slots import site_pass, write_key_file
from vault.make_vectors import ANA, COACH, DAY, FIRM, KEYS, SITE, keys_of, noise, tiny_content, tiny_site
from vault.planting import gets_through, planted

ROOT = Path(__file__).parents[2]
SEALED = tiny_site()
CONTENT = tiny_content()
PASS = site_pass(FIRM, SITE, (ANA, COACH), 600_000)
SITE_KEYS = PASS.keys
NAME = re.compile(r"k\.bin|m\.bin|d/[a-z2-7]{26}\.bin")


def on_host(site: SealedSite = SEALED) -> dict[str, bytes]:
    return {each.url: each.body for each in site.files}


def opened(files: Mapping[str, bytes], secret: AccessSecret = ANA) -> dict[str, bytes]:
    return {alias: file.body for alias, file in open_site(SEALED.site_id, files, secret).files.items()}


def edited(**changes: bytes) -> Content:
    """The content with new bodies for the files whose addresses end as said."""
    files = {
        alias: replace(file, body=changes[ending])
        if (ending := alias.rpartition(".")[2]) in changes
        else file
        for alias, file in CONTENT.files.items()
    }
    return replace(CONTENT, files=files)


def resealed(content: Content, day: date = DAY, previous: SealedSite | None = SEALED) -> SealedSite:
    return seal_site(content, PASS, day, previous and previous.manifest)


def changed_urls(before: SealedSite, after: SealedSite) -> set[str]:
    return {url for url, body in on_host(after).items() if on_host(before).get(url) != body}


def test_each_holder_opens_every_file() -> None:
    expected = {alias: file.body for alias, file in CONTENT.files.items()}

    assert opened(on_host(), ANA) == expected
    assert opened(on_host(), COACH) == expected


def test_file_names_and_types_arrive() -> None:
    files = open_site(SEALED.site_id, on_host(), ANA).files
    pdf = next(file for alias, file in files.items() if alias.endswith(".pdf"))

    assert (pdf.media_type, pdf.file_name) == ("application/pdf", "360 Bericht – Ünal.pdf")


@settings(deadline=None, max_examples=25)
@given(
    st.dictionaries(
        st.text(min_size=1, max_size=10).filter(str.isascii), st.binary(max_size=20_000), max_size=6
    )
)
def test_any_site_comes_back(bodies: dict[str, bytes]) -> None:
    home = SITE_KEYS.alias("index.html", "html")
    files = {home: File("text/html", b"home")}
    files |= {
        SITE_KEYS.alias(path, "bin"): File("image/unheard-of", body, path) for path, body in bodies.items()
    }
    sealed = seal_site(Content(files, home), PASS, DAY)

    assert opened(on_host(sealed)) == {alias: file.body for alias, file in files.items()}
    assert verify_site(PASS, on_host(sealed)) == ()


def test_nothing_but_the_three_kinds_of_file_is_written() -> None:
    assert [each.url for each in SEALED.files if not NAME.fullmatch(each.url)] == []


def test_the_order_is_that_of_publishing() -> None:
    urls = [each.url for each in SEALED.files]

    assert urls[-2:] == ["m.bin", "k.bin"]
    assert all(url.startswith("d/") for url in urls[:-2])


def test_no_host_reads_a_word_a_path_or_a_type() -> None:
    everything = b"".join(url.encode() + body for url, body in on_host().items())
    for word in (
        b"Session",
        b"html",
        b"Bericht",
        b"VCALENDAR",
        b"exec",
        b"E-2026-014",
        b"2026",
        CONTENT.home.encode(),
    ):
        assert word not in everything


def test_equal_files_of_two_readers_have_nothing_in_common() -> None:
    other_site = Site(SITE.uid, "sponsor")
    keys = FIRM.site_keys(other_site)
    home = keys.alias("index.html", "html")
    files = {home: CONTENT.files[CONTENT.home]}
    other = seal_site(Content(files, home), site_pass(FIRM, other_site, (ANA,)), DAY)

    assert {each.url for each in other.files} & {each.url for each in SEALED.files} == {"m.bin", "k.bin"}
    assert not set(on_host(other).values()) & set(on_host().values())
    assert other.site_id != SEALED.site_id
    assert home != CONTENT.home


def test_objects_have_sizes_of_the_classes_only() -> None:
    assert {len(each.body) for each in SEALED.files if each.url.startswith("d/")} == {8192}
    assert len(on_host()["m.bin"]) == 8 + 8192


# What changes when


def test_an_unchanged_site_keeps_every_byte_on_a_later_day() -> None:
    assert on_host(resealed(CONTENT, DAY + timedelta(30))) == on_host()


def test_without_the_previous_manifest_the_day_would_show() -> None:
    assert changed_urls(SEALED, resealed(CONTENT, DAY + timedelta(30), None)) == {"m.bin"}


def test_one_edited_page_changes_its_object_and_the_manifest() -> None:
    after = resealed(edited(css=b"body {}"))
    (css,) = (entry.name for alias, entry in after.manifest.files.items() if alias.endswith(".css"))

    assert changed_urls(SEALED, after) == {f"d/{css}.bin", "m.bin"}
    assert after.manifest.build == SEALED.manifest.build + 1


def test_a_new_file_name_changes_the_manifest_only() -> None:
    files = {
        alias: replace(file, file_name=file.file_name and "new.pdf") for alias, file in CONTENT.files.items()
    }

    assert changed_urls(SEALED, resealed(replace(CONTENT, files=files))) == {"m.bin"}


def test_a_new_epoch_changes_every_object_and_no_address() -> None:
    later = Site(SITE.uid, SITE.audience, 2)
    rotated = seal_site(CONTENT, site_pass(FIRM, later, (ANA,)), DAY, SEALED.manifest)

    assert rotated.manifest.files.keys() == SEALED.manifest.files.keys()
    assert not set(on_host(rotated).values()) & set(on_host().values())
    assert opened(on_host(rotated)) == opened(on_host())
    with pytest.raises(NoSlot):
        opened(on_host(rotated), COACH)


def test_the_order_of_files_and_scripts_does_not_matter() -> None:
    backwards = Content(dict(reversed(CONTENT.files.items())), CONTENT.home, CONTENT.scripts[::-1])

    assert on_host(resealed(backwards)) == on_host()


SEAL_ELSEWHERE = """
import hashlib
from vault.make_vectors import tiny_site
for each in tiny_site().files:
    print(each.url, hashlib.sha256(each.body).hexdigest())
"""


@pytest.mark.parametrize(
    ("seed", "zone"), [("0", "UTC"), ("1", "Pacific/Kiritimati"), ("4242", "America/Lima")]
)
def test_another_process_seals_the_same_bytes(seed: str, zone: str) -> None:
    paths = os.pathsep.join(str(ROOT / each) for each in ("generator", "tests"))
    environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C", "PYTHONPATH": paths}
    said = subprocess.run(
        (sys.executable, "-c", SEAL_ELSEWHERE), env=environment, capture_output=True, text=True, check=True
    ).stdout

    assert said.splitlines() == [
        f"{each.url} {hashlib.sha256(each.body).hexdigest()}" for each in SEALED.files
    ]


# What is refused


def test_a_missing_exchanged_or_shortened_object_is_noticed() -> None:
    one, other = sorted(url for url in on_host() if url.startswith("d/"))[:2]
    sound = on_host()
    for broken in (
        {url: body for url, body in sound.items() if url != one},
        sound | {one: sound[other], other: sound[one]},
        sound | {one: sound[one][:-1]},
        sound | {one: sound[one] + b"\0"},
        sound | {one: b""},
    ):
        with pytest.raises(OpenRefused):
            opened(broken)
        assert verify_site(PASS, broken) != ()


@pytest.mark.parametrize("url", ["k.bin", "m.bin"])
def test_a_missing_key_file_or_manifest_is_said(url: str) -> None:
    left = {each: body for each, body in on_host().items() if each != url}

    with pytest.raises(OpenRefused, match=re.escape(f"{url} is missing")):
        opened(left)
    assert url in {finding.url for finding in verify_site(PASS, left)}


def test_half_published_epochs_are_told_from_damage() -> None:
    later = Site(SITE.uid, SITE.audience, 2)
    with pytest.raises(EpochDiffers):
        opened(on_host() | {"k.bin": write_key_file(FIRM, later, (ANA,))})
    rotated = seal_site(CONTENT, site_pass(FIRM, later, (ANA,)), DAY)
    with pytest.raises(EpochDiffers):
        opened(on_host() | {"m.bin": on_host(rotated)["m.bin"]})


def test_an_old_object_beside_a_new_manifest_is_noticed() -> None:
    after = resealed(edited(css=b"body {}"))
    (old,) = (entry.name for alias, entry in SEALED.manifest.files.items() if alias.endswith(".css"))
    (new,) = (entry.name for alias, entry in after.manifest.files.items() if alias.endswith(".css"))

    with pytest.raises(OpenRefused):
        opened(on_host(after) | {f"d/{new}.bin": on_host()[f"d/{old}.bin"]})


def test_files_that_are_not_part_of_the_site_are_found() -> None:
    extra = on_host() | {"notes.txt": b"", f"d/{'a' * 26}.bin": bytes(8192)}

    assert {finding.url for finding in verify_site(PASS, extra)} == {"notes.txt", f"d/{'a' * 26}.bin"}


def test_everything_wrong_is_found_at_once() -> None:
    broken = {url: body[:-1] for url, body in on_host().items() if url != "m.bin"} | {
        "m.bin": on_host()["m.bin"]
    }
    found = {finding.url for finding in verify_site(PASS, broken)}

    assert found == set(on_host()) - {"m.bin"}


def test_a_key_file_of_other_holders_is_found() -> None:
    other = on_host() | {"k.bin": write_key_file(FIRM, SITE, (ANA,), 600_000)}

    assert [finding.url for finding in verify_site(PASS, other)] == ["k.bin"]


def test_a_sound_site_has_no_findings() -> None:
    assert verify_site(PASS, on_host()) == ()
    assert verify_site(site_pass(FIRM, Site(SITE.uid, "sponsor"), (ANA,)), on_host()) != ()


@pytest.mark.parametrize(
    "alias",
    ["index.html", "aaaaaaaaaa.css", "aaaaaaaaaa.HTML", "../aaaaaaa.html", "aaaaaaaaaa.", "__proto__"],
)
def test_an_address_that_is_none_or_of_another_kind_is_not_sealed(alias: str) -> None:
    files = {**CONTENT.files, alias: File("text/html", b"")}

    with pytest.raises(SealRefused, match="address"):
        resealed(replace(CONTENT, files=files))


def test_a_home_or_script_that_is_not_there_is_not_sealed() -> None:
    for broken in (replace(CONTENT, home="nobodyaaaa.html"), replace(CONTENT, scripts=(CONTENT.home,))):
        with pytest.raises(SealRefused):
            resealed(broken)


def test_a_site_without_files_is_not_sealed() -> None:
    with pytest.raises(SealRefused):
        resealed(Content({}, "aaaaaaaaaa.html"))


def test_no_refusal_says_a_file_name_or_a_word_of_the_client() -> None:
    files = {**CONTENT.files, "confidential": File("text/html", b"termination talk", "termination.html")}
    with pytest.raises(VaultError) as caught:
        resealed(replace(CONTENT, files=files))

    assert not re.search("confidential|termination", str(caught.value))


def test_a_hostile_file_name_is_made_harmless() -> None:
    alias = next(alias for alias in CONTENT.files if alias.endswith(".pdf"))
    hostile = replace(CONTENT.files[alias], file_name='../a"\r\nX: y;\u202efdp.exe')
    entry = resealed(replace(CONTENT, files={**CONTENT.files, alias: hostile})).manifest.files[alias]

    assert entry.file_name == "-a---X- y--fdp.exe"


def test_a_closed_site_is_a_key_file_that_nobody_opens() -> None:
    (left,) = close_site(FIRM, Site(SITE.uid, SITE.audience, 2))

    assert left.url == "k.bin"
    with pytest.raises(NoSlot):
        opened(on_host() | {"k.bin": left.body})


def test_an_erased_site_is_lost_to_the_master_key() -> None:
    """Everything the master derives without the seed, tried on everything that was public."""
    erasable = Site("E-9", "exec", 1, Seed(noise(16, "seed")))
    keys = FIRM.site_keys(erasable)
    given = site_pass(FIRM, erasable, (FIRM.holder_secret(erasable, "ana", 1),))
    home = keys.alias("index.html", "html")
    sealed = seal_site(Content({home: File("text/html", b"")}, home), given, DAY)
    forgotten = replace(erasable, seed=None)
    left = (FIRM.holder_secret(forgotten, "ana", 1), FIRM.coach_secret("bert", 1), FIRM.firm_secret(1))

    for secret in left:
        with pytest.raises(NoSlot):
            open_site(sealed.site_id, on_host(sealed), secret)
    with pytest.raises(OpenRefused):
        open_manifest(keys_of(forgotten), on_host(sealed)["m.bin"])
    with pytest.raises(KeyRefused):
        write_key_file(FIRM, erasable, left[1:])


# Guards


def test_without_the_size_in_the_manifest_only_the_name_guards() -> None:
    lenient = planted(site_module, "if len(sealed) != entry.n_bytes:", "if False:")
    alias = CONTENT.home
    lied = replace(
        SEALED.manifest,
        files={**SEALED.manifest.files, alias: replace(SEALED.manifest.files[alias], n_bytes=16384)},
    )
    files = on_host() | {"m.bin": seal_manifest(KEYS, lied)}

    assert not gets_through(lambda: open_site(SEALED.site_id, files, ANA), OpenRefused)
    assert gets_through(lambda: lenient.open_site(SEALED.site_id, files, ANA), OpenRefused)


def test_without_the_look_for_strangers_an_extra_file_stays_unseen() -> None:
    lenient = planted(site_module, "for url in sorted(files.keys() - expected):", "for url in ():")
    extra = on_host() | {"notes.txt": b""}

    assert lenient.verify_site(PASS, extra) == ()
    assert verify_site(PASS, extra) != ()


def test_without_sorted_files_the_order_of_the_caller_would_show() -> None:
    careless = planted(site_module, "for alias in sorted(files):", "for alias in files:")
    backwards = replace(CONTENT, files=dict(reversed(CONTENT.files.items())))
    one, other = (careless.seal_site(each, PASS, DAY).files for each in (CONTENT, backwards))

    assert [each.url for each in one] != [each.url for each in other]


def test_without_the_check_of_addresses_a_path_of_the_client_goes_in() -> None:
    careless = planted(site_module, "if not is_alias(alias) or alias", "if alias")
    files = {**CONTENT.files, "termination-talk.html": File("text/html", b"")}

    with pytest.raises(SealRefused, match="list of files"):
        careless.seal_site(replace(CONTENT, files=files), PASS, DAY)
