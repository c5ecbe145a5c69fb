"""Sealed builds: what lies on the host, who can open it, and what rotating, revoking and closing do."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from coachbook.shell import access as links
from coachbook.shell.access import NotPossible, find_place
from coachbook.shell.build import BuildReport, BuildRequest, build
from coachbook.shell.keys import Keys, default_key_file, find_keys, make_master
from coachbook.shell.verifying import bundle_for, open_to_folder, verify
from coachbook.shell.workspace import Workspace
from coachbook.vault.encoding import parse_code
from coachbook.vault.errors import KeyRefused, NoSlot, VaultError
from coachbook.vault.schedule import AccessSecret
from coachbook.vault.site import open_site
from practices import AS_OF, change, copy_of_sample, files_below

TEXT = b"Delegate the weekly operating review"


def practice_at(folder: Path, *engagements: str) -> tuple[Workspace, Keys]:
    workspace = copy_of_sample(folder, engagements or ("harbour", "lantern"))
    return workspace, find_keys(workspace, {"XDG_CONFIG_HOME": str(folder.parent / "config")})


def sealed_build(workspace: Workspace, keys: Keys, today: date = AS_OF) -> BuildReport:
    return build(BuildRequest(workspace, today, (), 1, with_pdf=False, with_public=False, keys=keys))


def sealed_files(workspace: Workspace, site_id: str) -> dict[str, bytes]:
    return files_below(workspace.root / "site" / "private" / site_id)


def opens(workspace: Workspace, code: str, site_id: str) -> bool:
    raw = parse_code(code)
    assert isinstance(raw, bytes)
    try:
        return bool(open_site(site_id, sealed_files(workspace, site_id), AccessSecret(raw)).files)
    except VaultError:
        return False


def link_of(workspace: Workspace, keys: Keys, id: str, holder: str = "executive") -> links.Link:
    place = find_place(workspace, id)
    return links.holder_link(place, keys, links.find_holder(place, holder))


def site_id_of(link: links.Link) -> str:
    return link.address.rstrip("/").rsplit("/", 1)[-1]


def test_nothing_below_site_can_be_read_without_a_code(tmp_path: Path) -> None:
    workspace, keys = practice_at(tmp_path / "practice")

    report = sealed_build(workspace, keys)
    written = files_below(workspace.root / "site")

    assert not report.has_errors
    assert not (workspace.root / "preview").exists()
    assert written
    names = (TEXT, b"Ines Duarte", b"Halden", b"Helen Marsh", b"Marcus", b"Priya", b"harbour", b"lantern")
    assert [(name, word) for name, body in written.items() for word in names if word in body] == []
    assert not any(word.decode().lower() in " ".join(written).lower() for word in names)


def test_each_holder_opens_her_own_site_and_no_other(tmp_path: Path) -> None:
    workspace, keys = practice_at(tmp_path / "practice")
    sealed_build(workspace, keys)
    executive, sponsor = link_of(workspace, keys, "harbour"), link_of(workspace, keys, "harbour", "sponsor")
    other = link_of(workspace, keys, "lantern")

    assert opens(workspace, executive.code, site_id_of(executive))
    assert opens(workspace, sponsor.code, site_id_of(sponsor))
    assert not opens(workspace, executive.code, site_id_of(sponsor))
    assert not opens(workspace, sponsor.code, site_id_of(executive))
    assert not opens(workspace, other.code, site_id_of(executive))
    assert len({site_id_of(each) for each in (executive, sponsor, other)}) == 3


def test_the_coachs_code_opens_her_desk_and_her_engagements_and_no_colleagues(tmp_path: Path) -> None:
    workspace, keys = practice_at(tmp_path / "practice")
    report = sealed_build(workspace, keys)
    desks = {site.name: site.folder.name for site in report.sites if site.reader == "coach"}
    place = find_place(workspace, "harbour")
    priya = links.coach_link(place.base, keys, place.coach)
    hers = site_id_of(link_of(workspace, keys, "harbour"))
    daniels = site_id_of(link_of(workspace, keys, "lantern"))

    assert opens(workspace, priya.code, desks["priya-raman"])
    assert opens(workspace, priya.code, hers)
    assert not opens(workspace, priya.code, desks["daniel-osei"])
    assert not opens(workspace, priya.code, daniels)


def test_an_unchanged_practice_writes_no_file(tmp_path: Path) -> None:
    workspace, keys = practice_at(tmp_path / "practice")
    sealed_build(workspace, keys)
    before = {path: path.stat().st_mtime_ns for path in (workspace.root / "site").rglob("*")}

    again = sealed_build(workspace, keys)

    assert {path: path.stat().st_mtime_ns for path in (workspace.root / "site").rglob("*")} == before
    assert all(site.n_changed == 0 for site in again.sites)


def test_a_new_link_closes_the_old_one_and_leaves_everybody_elses(tmp_path: Path) -> None:
    workspace, keys = practice_at(tmp_path / "practice")
    links.add_holder(find_place(workspace, "harbour"), "phone", "executive")
    sealed_build(workspace, keys)
    old, phone = link_of(workspace, keys, "harbour"), link_of(workspace, keys, "harbour", "phone")
    site_id = site_id_of(old)
    assert opens(workspace, phone.code, site_id)

    links.rotate(find_place(workspace, "harbour"), "executive")
    sealed_build(workspace, keys)
    new = link_of(workspace, keys, "harbour")

    assert site_id_of(new) == site_id
    assert opens(workspace, new.code, site_id)
    assert opens(workspace, phone.code, site_id)
    assert not opens(workspace, old.code, site_id)


def test_a_withdrawn_link_does_not_open_even_with_the_old_key_file(tmp_path: Path) -> None:
    workspace, keys = practice_at(tmp_path / "practice")
    sealed_build(workspace, keys)
    link = link_of(workspace, keys, "harbour")
    site_id, raw = site_id_of(link), parse_code(link.code)
    archived = sealed_files(workspace, site_id)["k.bin"]
    assert isinstance(raw, bytes)

    links.revoke(find_place(workspace, "harbour"), "executive", AS_OF)
    change(workspace, "clients/harbour/plan.yml", "actions:", "actions:  # changed")
    sealed_build(workspace, keys)
    files = sealed_files(workspace, site_id) | {"k.bin": archived}

    with pytest.raises(VaultError):
        open_site(site_id, files, AccessSecret(raw))
    with pytest.raises(NotPossible, match="withdrawn"):
        link_of(workspace, keys, "harbour")


def test_a_closed_engagement_leaves_a_notice_that_nobody_opens(tmp_path: Path) -> None:
    workspace, keys = practice_at(tmp_path / "practice", "harbour")
    sealed_build(workspace, keys)
    link = link_of(workspace, keys, "harbour")

    links.close(find_place(workspace, "harbour"), AS_OF)
    report = sealed_build(workspace, keys)
    left = sealed_files(workspace, site_id_of(link))

    assert not report.has_errors
    assert not any(name.startswith("d/") or name == "m.bin" for name in left)
    assert not opens(workspace, link.code, site_id_of(link))


def test_destroying_the_seed_of_an_erasable_engagement_ends_every_way_in(tmp_path: Path) -> None:
    workspace, keys = practice_at(tmp_path / "practice", "harbour")
    links.make_erasable(find_place(workspace, "harbour"))
    sealed_build(workspace, keys)
    link = link_of(workspace, keys, "harbour")
    assert opens(workspace, link.code, site_id_of(link))
    before = sealed_files(workspace, site_id_of(link))

    shutil.rmtree(workspace.root / ".coachbook" / "seeds")
    report = sealed_build(workspace, keys)

    assert [problem.code for problem in report.problems if problem.severity == "error"] == ["not-sealed"]
    assert sealed_files(workspace, site_id_of(link)) == before
    with pytest.raises(KeyRefused, match="seed of this engagement is gone"):
        link_of(workspace, keys, "harbour")


def test_a_copied_folder_never_shares_its_keys(tmp_path: Path) -> None:
    workspace, keys = practice_at(tmp_path / "practice", "harbour")
    links.add_holder(find_place(workspace, "harbour"), "phone", "executive")  # writes the register
    shutil.copytree(workspace.path("clients/harbour"), workspace.path("clients/quay"))

    report = sealed_build(workspace, keys)

    assert {each.code for each in report.problems if each.severity == "error"} == {"copied-register"}
    assert sorted(report.kept) == ["harbour", "quay"]


def test_a_bundle_builds_the_same_bytes_and_makes_no_link(tmp_path: Path) -> None:
    workspace, keys = practice_at(tmp_path / "practice")
    sealed_build(workspace, keys)
    text, n_sites = bundle_for(workspace, keys, ("harbour",))
    bundle = tmp_path / "bundle.json"
    bundle.write_text(text, encoding="utf-8")
    bundle.chmod(0o600)
    site_id = site_id_of(link_of(workspace, keys, "harbour"))
    before = sealed_files(workspace, site_id)
    shutil.rmtree(workspace.root / "site")

    limited = find_keys(workspace, {"COACHBOOK_BUNDLE": str(bundle)})
    report = sealed_build(workspace, limited)

    assert n_sites == 2
    assert sealed_files(workspace, site_id) == before
    assert {site.name for site in report.sites} == {"harbour"}
    with pytest.raises(NotPossible, match="makes no links"):
        link_of(workspace, limited, "harbour")


def test_verify_notices_every_kind_of_change(tmp_path: Path) -> None:
    workspace, keys = practice_at(tmp_path / "practice", "harbour")
    sealed_build(workspace, keys)
    private = workspace.root / "site" / "private"
    folder = private / site_id_of(link_of(workspace, keys, "harbour"))
    assert all(not each.findings for each in verify(workspace, keys, str(private)))

    for name in (
        "sw.js",
        "index.html",
        "k.bin",
        "m.bin",
        next(folder.glob("d/*.bin")).relative_to(folder).as_posix(),
    ):
        whole = (folder / name).read_bytes()
        (folder / name).write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        found = [each for each in verify(workspace, keys, str(private)) if each.findings]
        (folder / name).write_bytes(whole)

        assert [(each.name, each.reader) for each in found] == [("harbour", "executive")], name


def test_open_shows_what_the_holder_sees(tmp_path: Path) -> None:
    workspace, keys = practice_at(tmp_path / "practice", "harbour")
    sealed_build(workspace, keys)
    place = find_place(workspace, "harbour")

    open_to_folder(place, keys, "executive", tmp_path / "hers")
    open_to_folder(place, keys, "sponsor", tmp_path / "helens")

    assert any(TEXT in body for body in files_below(tmp_path / "hers").values())
    assert not any(TEXT in body for body in files_below(tmp_path / "helens").values())
    with pytest.raises(NoSlot):
        open_to_folder(
            place, keys, "executive", tmp_path / "x", link_of(workspace, keys, "harbour", "sponsor").code
        )


def test_without_a_key_a_demo_key_is_made_once_and_kept_private(tmp_path: Path) -> None:
    workspace, keys = practice_at(tmp_path / "practice", "lantern")
    demo = workspace.root / ".coachbook" / "demo.key"

    again = find_keys(workspace, {"XDG_CONFIG_HOME": str(tmp_path / "config")})

    assert keys.is_demo
    assert again.is_demo
    assert demo.stat().st_mode & 0o777 == 0o600
    assert link_of(workspace, keys, "lantern") == link_of(workspace, again, "lantern")


def test_a_key_that_others_can_read_is_refused_and_never_shown(tmp_path: Path) -> None:
    workspace, _ = practice_at(tmp_path / "practice", "lantern")
    environment = {"XDG_CONFIG_HOME": str(tmp_path / "other")}
    place = default_key_file(environment)
    make_master(place)
    secret = place.read_text(encoding="utf-8").split(":")[-1].strip()
    place.chmod(0o644)

    with pytest.raises(KeyRefused, match="chmod 600") as refusal:
        find_keys(workspace, environment)

    assert secret not in str(refusal.value)
    with pytest.raises(FileExistsError):
        make_master(place)


def test_a_private_note_changes_no_byte_of_the_other_readers_sites(tmp_path: Path) -> None:
    workspace, keys = practice_at(tmp_path / "practice", "harbour")
    sealed_build(workspace, keys)
    ids = [site_id_of(link_of(workspace, keys, "harbour", holder)) for holder in ("executive", "sponsor")]
    before = [sealed_files(workspace, each) for each in ids]
    note = next(workspace.path("clients/harbour/coach").glob("*.yml"))
    note.write_text("date: 2026-03-16\nnotes: something else altogether\n", encoding="utf-8")

    report = sealed_build(workspace, keys)

    assert [sealed_files(workspace, each) for each in ids] == before
    assert [site.n_changed > 0 for site in report.sites if site.reader == "coach"] == [True]
