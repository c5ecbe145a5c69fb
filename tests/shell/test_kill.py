"""A build that is killed at any moment leaves every site whole, and the next build clears up after it.

A process is killed without warning at random moments. Afterwards each folder must hold the files of the earlier build
or those of the later one, byte for byte, and nothing of a mixture. Earlier and later differ in the day they are
built for, which stands on every page. The moments come from a fixed seed, but what the build was doing then depends
on the machine: more runs see more.
"""

from __future__ import annotations

import os
import random
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import monotonic, perf_counter, sleep

import pytest

from coachbook.shell.build import BuildRequest, build
from coachbook.shell.workspace import Workspace
from practices import copy_of_sample, files_below
from sample import ENGAGEMENTS, command, environment

DAYS = (date(2026, 3, 20), date(2026, 3, 21))
N_KILLS, N_PUBLIC_KILLS = 25, 4
SEED = 20260320
Files = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Ground:
    """A practice to build in, what each folder holds after a build for each of `DAYS`, and how long one takes."""

    root: Path
    whole: Mapping[str, tuple[Files, ...]]
    seconds: float


def left_over(root: Path) -> list[str]:
    """What a build made aside and did not take away."""
    return sorted(path.name for place in ("site", "preview") for path in (root / place).glob(".coachbook-*"))


def build_here(root: Path, day: date, with_public: bool) -> None:
    """A build in this process, which must go well."""
    report = build(BuildRequest(Workspace(root), day, jobs=1, with_pdf=False, with_public=with_public))
    assert not report.has_errors, report.problems
    assert sorted(report.built) == sorted(ENGAGEMENTS)


def start_build(root: Path, day: date, with_public: bool) -> subprocess.Popen[bytes]:
    """A build as a process, in a session of its own so that what it starts can be waited for."""
    words = ["-C", root, "build", "--no-pdf", "--today", day.isoformat()]
    arguments = command(*words, *(() if with_public else ("--no-public",)))
    quiet = subprocess.DEVNULL
    return subprocess.Popen(arguments, stdout=quiet, stderr=quiet, env=environment(), start_new_session=True)


def wait_for_writing(process: subprocess.Popen[bytes], root: Path) -> None:
    """Returns when something has changed in preview/, or the process has ended: from here on a kill can do harm."""
    places = [root / "preview", *(root / "preview" / id / "agreement.html" for id in ENGAGEMENTS)]

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


def ground(folder: Path, with_public: bool) -> Ground:
    """A practice built for both days, the first one last, so that it is the earlier build of the first kill."""
    root = copy_of_sample(folder / "practice").root
    places = [f"preview/{id}" for id in ENGAGEMENTS] + (["site/public"] if with_public else [])
    taken: dict[str, list[Files]] = {place: [] for place in places}
    for day in DAYS:
        build_here(root, day, with_public)
        for place in places:
            taken[place].append(files_below(root / place))
    started = perf_counter()
    assert start_build(root, DAYS[0], with_public).wait(120) == 0
    seconds = perf_counter() - started
    whole = {place: tuple(sets) for place, sets in taken.items()}
    for place in places:
        assert files_below(root / place) == whole[place][0], f"{place} is not the same twice"
    return Ground(root, whole, seconds)


@pytest.mark.skipif(os.name == "nt", reason="kill -9 is for POSIX")
@pytest.mark.parametrize(("with_public", "n_kills"), [(False, N_KILLS), (True, N_PUBLIC_KILLS)])
def test_a_kill_leaves_every_site_whole(with_public: bool, n_kills: int, tmp_path: Path) -> None:
    made = ground(tmp_path, with_public)
    for id in ENGAGEMENTS:
        earlier, later = made.whole[f"preview/{id}"]
        assert earlier != later
    moments, seconds, n_in_time = random.Random(SEED), made.seconds, 0
    for n in range(3 * n_kills):
        process = start_build(made.root, DAYS[(n + 1) % 2], with_public)
        if n % 2:
            wait_for_writing(process, made.root)
            wait = moments.uniform(0.0, 0.1 * seconds)
        else:
            wait = moments.uniform(0.05, 1.0) * seconds
        if kill_after(process, wait):
            n_in_time += 1
        else:
            seconds *= 0.9  # the machine has become quicker than when it was measured
        for place, sets in made.whole.items():
            assert files_below(made.root / place) in sets, f"{place} is torn after kill {n}"
        is_last = n_in_time == n_kills
        if n % 3 == 2 or is_last:
            # Not after each: what one kill leaves behind must not harm the build after the next one either.
            build_here(made.root, DAYS[(n + 1) % 2], with_public)
            assert left_over(made.root) == []
            assert all(
                files_below(made.root / place) == sets[(n + 1) % 2] for place, sets in made.whole.items()
            )
        if is_last:
            return
    pytest.fail("the kills came too late to show anything")
