"""How long people wait before anything is lived: the first run ever, and every later start.

    python -m benchmarks.starts OTHER [--repeats 3] [first] [world] [page]

OTHER is the folder of another checkout (`git worktree add`). Both builds take turns, so that a slow
spell of the machine meets both; ratios are of the medians.

* `first`: a comparison with an empty cache of machine code, by the clock and in processor time,
  children included.
* `world`: processor time until a command has lived its first world, with a full cache.
* `page`: by the clock, from starting the server until its page has run for a reader, beside an
  empty Streamlit page; and until the server says that it is starting.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from benchmarks.page_start import opened, rivals

#: What is asked the first time ever.
FIRST = "compare as-in-trial --draws 2"
#: Commands that live worlds, by name.
LIVING = {
    "compare": "compare as-in-trial 104-weeks --draws 2",
    "decide": "decide as-in-trial --draws 40",
    "forecast": "forecast as-in-trial 104-weeks --years 3 --draws 2",
    "rank": "rank as-in-trial 104-weeks --hours 100 --draws 2",
    "tornado": "tornado as-in-trial --draws 2",
    "trial": "trial",
}
#: Runs a command, and ends it with its processor time once a world has lived all its weeks.
UNTIL_A_WORLD = """
import os, sys, time
from sim.simulation import Simulation
def advance(world, weeks=1, lived=Simulation.advance):
    lived(world, weeks)
    if world.week == world.weeks:
        print(time.process_time(), file=sys.stderr, flush=True)
        os._exit(0)
Simulation.advance = advance
sys.argv[0] = "mentorsim"
from mentorsim.__main__ import main
main()
"""
HERE = Path(__file__).parent.parent
Seconds = list[float]


def _surroundings(build: Path, **more: str) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(build)} | more


def first_run(build: Path) -> Seconds:
    """Seconds by the clock, and of processors, of a command that finds nothing compiled."""
    with tempfile.TemporaryDirectory() as cache:
        used, begun = os.times(), time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "mentorsim", *FIRST.split()],
            cwd=build,
            check=True,
            stdout=subprocess.DEVNULL,
            env=_surroundings(build, MENTORSIM_CACHE=cache),
        )
        taken, after = time.perf_counter() - begun, os.times()
    user = after.children_user - used.children_user
    return [taken, user + after.children_system - used.children_system]


def until_a_world(build: Path, command: str) -> Seconds:
    """Seconds of processors until a command has lived a world."""
    done = subprocess.run(
        [sys.executable, "-c", UNTIL_A_WORLD, *command.split()],
        cwd=build,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=_surroundings(build),
    )
    if done.returncode != 0:
        raise RuntimeError(f"{command}: {done.stderr}")
    return [float(done.stderr.split()[-1])]


def in_turns(
    builds: Mapping[str, Path], measure: Callable[[Path], Seconds], repeats: int
) -> dict[str, Seconds]:
    """Medians of what is measured, by build; builds take turns."""
    found: dict[str, list[Seconds]] = {name: [] for name in builds}
    for _ in range(repeats):
        for name, build in builds.items():
            found[name].append(measure(build))
    return {
        name: [statistics.median(column) for column in zip(*rows, strict=True)]
        for name, rows in found.items()
    }


def _first(builds: Mapping[str, Path], repeats: int) -> None:
    found = in_turns(builds, first_run, repeats)
    for place, what in enumerate(("by the clock", "of processors")):
        before, now = found["other"][place], found["this"][place]
        ratio = before / now
        print(f"first run ever, {what}: {before:.1f} s and {now:.1f} s, {ratio:.2f} times less")


def _world(builds: Mapping[str, Path], repeats: int) -> None:
    for name, command in LIVING.items():
        measure = partial(until_a_world, command=command)
        in_turns(builds, measure, 1)  # fills caches
        found = in_turns(builds, measure, repeats)
        (before,), (now,) = found["other"], found["this"]
        ratio = before / now
        print(f"{name:9} first world: {before:.2f} s and {now:.2f} s, {ratio:.2f} times less")


def _page(builds: Mapping[str, Path], repeats: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        taken: dict[str, list[Seconds]] = {}
        for _ in range(repeats):
            for name, (command, build) in rivals(builds, Path(folder)).items():
                taken.setdefault(name, []).append(opened(command, build))
    middle = {
        name: [statistics.median(column) for column in zip(*rows, strict=True)]
        for name, rows in taken.items()
    }
    empty = middle["empty"][1]
    for name, (said, up) in middle.items():
        ratio = up / empty
        print(f"page, {name:6} first word {said:.2f} s, up {up:.2f} s, {ratio:.2f} x an empty page")


#: What can be measured.
PARTS = {"first": _first, "world": _world, "page": _page}


def main() -> None:
    """Print what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("other", type=Path, help="folder of another checkout")
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="else all")
    parser.add_argument("--repeats", type=int, default=3)
    asked = parser.parse_args()
    builds = {"other": asked.other.resolve(), "this": HERE}
    for part in asked.parts or PARTS:
        PARTS[part](builds, asked.repeats)


if __name__ == "__main__":
    main()
