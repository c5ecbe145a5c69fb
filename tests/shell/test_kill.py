"""A build that is killed at any moment leaves every site whole, and the next build clears up after it.

A process is killed without warning at random moments. Afterwards each site must hold what the earlier build or the
later one put there, and nothing of a mixture: previews and the public site byte for byte, sealed sites with every
object that their manifest names, opening to the pages of one build, and no other file. Earlier and later differ in
the day they are built for, which stands on every page. The moments come from a fixed seed, but what the build was
doing then depends on the machine: more runs see more.
"""

from __future__ import annotations

import os
import random
import subprocess
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import monotonic, perf_counter, sleep

import pytest

from coachbook.shell.access import find_place
from coachbook.shell.build import BuildRequest, build
from coachbook.shell.keys import find_keys
from coachbook.shell.sealing import desk_pass, engagement_pass, gate_of
from coachbook.shell.templates import load_templates
from coachbook.shell.verifying import verify
from coachbook.shell.workspace import Workspace
from coachbook.vault.schedule import AccessSecret
from coachbook.vault.site import open_site, verify_site
from coachbook.vault.slots import SitePass
from practices import copy_of_sample, files_below
from sample import ENGAGEMENTS, command, environment

DAYS = (date(2026, 3, 20), date(2026, 3, 21))
SEED = 20260320
SPONSORED = ("harbour", "meadow")
Files = Mapping[str, bytes]
Places = Mapping[str, Files]
"""What each place holds, as its reader would find it."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way to build: its options, how to look at what it made, and how often it is killed."""

    options: tuple[str, ...]
    look: Callable[[Path], Places]
    n_kills: int

    @property
    def with_public(self) -> bool:
        return "--no-public" not in self.options

    @property
    def is_sealed(self) -> bool:
        return "--preview" not in self.options


def previews(root: Path) -> Places:
    """The previews as they are."""
    return {f"preview/{each.name}": files_below(each) for each in (root / "preview").iterdir() if is_a_site(each)}


def previews_and_public(root: Path) -> Places:
    """The previews and the public site as they are."""
    return {**previews(root), "site/public": files_below(root / "site" / "public")}


def sealed(root: Path) -> Places:
    """The sealed sites, opened; each must be whole."""
    workspace, private = Workspace(root), root / "site" / "private"
    passes = passes_of(workspace)
    assert {each.name for each in private.iterdir() if each.is_dir() and is_a_site(each)} == set(passes)
    gate = {each.url: each.body for each in gate_of(load_templates(workspace), "Northlight Coaching")}
    there = {f"site/private/{id}": opened(private / id, gate, *passes[id]) for id in passes}
    beside = [each for each in private.iterdir() if each.is_file() and is_a_site(each)]
    return {**there, "site/private": {each.name: each.read_bytes() for each in beside}}


def is_a_site(place: Path) -> bool:
    """False for what a killed build made aside."""
    return not place.name.startswith(".coachbook-")


def passes_of(workspace: Workspace) -> dict[str, tuple[SitePass, AccessSecret]]:
    """By site: what seals it, and the coach's secret, which opens it."""
    keys, found = find_keys(workspace, {}), {}
    assert keys.firm is not None
    for id in ENGAGEMENTS:
        place = find_place(workspace, id)
        secret = keys.firm.coach_secret(place.coach.coach, place.coach.version)
        given = [
            desk_pass(keys, place.coach),
            engagement_pass(keys, workspace, place.access, "executive", id, place.coach),
        ]
        if id in SPONSORED:
            given.append(engagement_pass(keys, workspace, place.access, "sponsor", id, place.coach))
        found.update({each.keys.site_id: (each, secret) for each in given if each is not None})
    return found


def opened(folder: Path, gate: Files, given: SitePass, secret: AccessSecret) -> Files:
    """The pages of a sealed site. Fails for a file too few, too many, or not as it was made."""
    files = files_below(folder)
    inner = {name: files[name] for name in files.keys() - gate.keys()}
    assert {name: files.get(name) for name in gate} == gate
    assert verify_site(given, inner) == ()
    return {alias: file.body for alias, file in open_site(folder.name, inner, secret).files.items()}


WAYS = {
    "sealed": Way(("--no-public",), sealed, 24),
    "preview": Way(("--no-public", "--preview"), previews, 15),
    "preview and public": Way(("--preview",), previews_and_public, 3),
}


@dataclass(frozen=True, slots=True)
class Ground:
    """A practice to build in, what every place holds after a build for each of `DAYS`, and how long one takes."""

    root: Path
    way: Way
    whole: tuple[Places, Places]
    seconds: float


def left_over(root: Path) -> list[str]:
    """What a build made aside and did not take away."""
    places = (root / "site", root / "site" / "private", root / "preview")
    return sorted(path.name for place in places for path in place.glob(".coachbook-*"))


def build_here(root: Path, day: date, way: Way) -> None:
    """A build in this process, which must go well."""
    workspace = Workspace(root)
    keys = find_keys(workspace, {}) if way.is_sealed else None
    report = build(BuildRequest(workspace, day, (), 1, with_pdf=False, with_public=way.with_public, keys=keys))
    assert not report.has_errors, report.problems
    assert sorted(report.built) == sorted(ENGAGEMENTS)


def start_build(root: Path, day: date, way: Way) -> subprocess.Popen[bytes]:
    """A build as a process, in a session of its own so that what it starts can be waited for."""
    arguments = command("-C", root, "build", "--no-pdf", "--today", day.isoformat(), *way.options)
    quiet = subprocess.DEVNULL
    return subprocess.Popen(arguments, stdout=quiet, stderr=quiet, env=environment(), start_new_session=True)


def wait_for_writing(process: subprocess.Popen[bytes], root: Path) -> None:
    """Returns when a site has been put in place, or the process has ended: from here on a kill can do harm."""
    places = (root / "preview", root / "site" / "private")

    def stamps() -> list[int]:
        return [place.stat().st_mtime_ns if place.exists() else 0 for place in places]

    before = stamps()
    while process.poll() is None and stamps() == before:
        sleep(0.001)


def kill_after(process: subprocess.Popen[bytes], seconds: float) -> bool:
    """Kills the process, and not what it started; False if it had already ended. Waits until all of it is gone."""
    with suppress(subprocess.TimeoutExpired):
        process.wait(seconds)
    was_running = process.poll() is None
    process.kill()
    process.wait()
    until = monotonic() + 30
    with suppress(ProcessLookupError):
        while monotonic() < until:
            os.killpg(process.pid, 0)  # sends nothing: asks whether anything is left
            sleep(0.02)
    return was_running


def ground(folder: Path, way: Way) -> Ground:
    """A practice built for both days, the first one last, so that it is the earlier build of the first kill."""
    root = copy_of_sample(folder / "practice").root
    taken = []
    for day in DAYS:
        build_here(root, day, way)
        taken.append(way.look(root))
    started = perf_counter()
    assert start_build(root, DAYS[0], way).wait(120) == 0
    seconds = perf_counter() - started
    assert way.look(root) == taken[0], "a build for the same day does not make the same twice"
    assert sum(taken[0][place] != taken[1][place] for place in taken[0]) >= len(ENGAGEMENTS)
    return Ground(root, way, (taken[0], taken[1]), seconds)


def torn(made: Ground) -> list[str]:
    """Places that hold neither the earlier build nor the later one."""
    now = made.way.look(made.root)
    assert now.keys() == made.whole[0].keys()
    return [place for place, files in now.items() if files not in (made.whole[0][place], made.whole[1][place])]


@pytest.mark.skipif(os.name == "nt", reason="kill -9 is for POSIX")
@pytest.mark.parametrize("name", WAYS)
def test_a_kill_leaves_every_site_whole(name: str, tmp_path: Path) -> None:
    way = WAYS[name]
    made = ground(tmp_path, way)
    moments, seconds, n_in_time = random.Random(SEED), made.seconds, 0
    for n in range(3 * way.n_kills):
        process = start_build(made.root, DAYS[(n + 1) % 2], way)
        if n % 2:
            wait_for_writing(process, made.root)
            wait = moments.uniform(0.0, 0.2 * seconds)
        else:
            wait = moments.uniform(0.05, 1.0) * seconds
        if kill_after(process, wait):
            n_in_time += 1
        else:
            seconds *= 0.9  # the machine has become quicker than when it was measured
        assert torn(made) == [], f"after kill {n}"
        is_last = n_in_time == way.n_kills
        if n % 3 == 2 or is_last:
            # Not after each: what one kill leaves behind must not harm the build after the next one either.
            build_here(made.root, DAYS[(n + 1) % 2], way)
            assert left_over(made.root) == []
            assert way.look(made.root) == made.whole[(n + 1) % 2]
        if is_last:
            break
    else:
        pytest.fail("the kills came too late to show anything")
    if way.is_sealed:
        workspace = Workspace(made.root)
        verdicts = verify(workspace, find_keys(workspace, {}), str(made.root / "site" / "private"))
        assert len(verdicts) == len(passes_of(workspace))
        assert [each for each in verdicts if each.findings] == []


@pytest.mark.parametrize("name", WAYS)
def test_the_next_build_takes_away_whatever_lies_about(name: str, tmp_path: Path) -> None:
    root = copy_of_sample(tmp_path / "practice").root
    for place in ("site", "site/private", "preview"):
        (root / place / ".coachbook-folder").mkdir(parents=True)
        (root / place / ".coachbook-folder" / "index.html").write_text("half", encoding="utf-8")
        (root / place / ".coachbook-file").write_text("half", encoding="utf-8")
    build_here(root, DAYS[0], WAYS[name])
    assert left_over(root) == []
