"""What is timed, and how: the weeks alone, after compiling and building.

Processor time, which other jobs on the machine disturb least; threads are timed by the clock.
"""

from __future__ import annotations

import gc
import resource
import statistics
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np

from benchmarks.peer import Peer
from benchmarks.world import TRIAL_WEEKS, person_weeks, trial_world
from sim import kernels
from sim.compiled import compiled
from sim.moves import BLOCK
from sim.simulation import Simulation
from sim.state import ENTERED, PERSON
from sim.streams import Purpose

#: Weekly addresses that the engine draws: four words each.
TRANSITION, PROGRAMME = np.uint32(Purpose.TRANSITION), np.uint32(Purpose.PROGRAMME)
NANO = 1e9


class Timed(NamedTuple):
    """Seconds of each repeat, and the weeks that young people lived in one."""

    seconds: list[float]
    person_weeks: int
    build_seconds: float

    @property
    def nanoseconds(self) -> float:
        """Median per young person and week."""
        return statistics.median(self.seconds) * NANO / self.person_weeks

    @property
    def span(self) -> str:
        """The fastest and the slowest repeat, in the same unit."""
        low, high = (x * NANO / self.person_weeks for x in (min(self.seconds), max(self.seconds)))
        return f"{low:.0f} to {high:.0f} over {len(self.seconds)} repeats"


def _live(world: Simulation | Peer) -> float:
    """Seconds to live all weeks."""
    start = time.process_time()
    if isinstance(world, Simulation):
        world.advance(world.weeks)
    else:
        for _ in range(world.weeks):
            world.step()
    return time.process_time() - start


def warm_up() -> float:
    """Seconds to compile the engine, or to load what was compiled before."""
    start = time.perf_counter()
    trial_world(0, horizon=2).run()
    fill_words_only(trial_world(0, horizon=2))
    return time.perf_counter() - start


def engine_and_peer(repeats: int) -> tuple[Timed, Timed]:
    """Both at the trial's size, in turns: three lives of the engine, then one of the peer."""
    seconds: dict[str, list[float]] = {"engine": [], "peer": []}
    build: dict[str, float] = {}
    for repeat in range(repeats):
        for _ in range(3):
            start = time.process_time()
            world = trial_world(repeat)
            build["engine"] = time.process_time() - start
            seconds["engine"].append(_live(world))
        world = trial_world(repeat)
        start = time.process_time()
        peer = Peer(world, seed=repeat)
        build["peer"] = time.process_time() - start
        gc.collect()
        seconds["peer"].append(_live(peer))
    # Entry weeks differ by seed, but their sum over the trial's people hardly does.
    weeks = person_weeks(trial_world(0))
    return (
        Timed(seconds["engine"], weeks, build["engine"]),
        Timed(seconds["peer"], weeks, build["peer"]),
    )


def engine_at(copies: int, horizon: int, repeats: int) -> tuple[Timed, int, int]:
    """The engine at another size: its time, people, and bytes of the world's tables."""
    seconds = []
    for repeat in range(repeats):
        start = time.process_time()
        world = trial_world(repeat, copies=copies, horizon=horizon)
        build = time.process_time() - start
        size = sum(table.nbytes for table in world.world if isinstance(table, np.ndarray))
        seconds.append(_live(world))
    return Timed(seconds, person_weeks(world), build), world.scene.population.n, size


def on_threads(threads: Sequence[int], replicates: int, repeats: int) -> dict[int, float]:
    """Seconds for the same replicates on 1, 2, ... threads; the median of the repeats."""
    seconds: dict[int, list[float]] = {count: [] for count in threads}
    for _ in range(repeats):
        for count in threads:
            worlds = [trial_world(seed) for seed in range(replicates)]
            with ThreadPoolExecutor(count) as pool:
                start = time.perf_counter()
                list(pool.map(_live, worlds))
                seconds[count].append(time.perf_counter() - start)
    return {count: statistics.median(values) for count, values in seconds.items()}


@compiled
def _fill(person, entered, mentored, key0, key1, words):
    """The random words of every week and nothing else."""
    for week in range(entered.size):
        n = entered[week]
        kernels.fill_words(
            person[:n], np.uint32(week), TRANSITION, key0, key1,
            words[0, :n], words[1, :n], words[2, :n], words[3, :n],
        )  # fmt: skip
        for block in range(mentored.shape[1]):
            if mentored[week, block]:
                a, z = block * BLOCK, min(n, block * BLOCK + BLOCK)
                kernels.fill_words(
                    person[a:z], np.uint32(week), PROGRAMME, key0, key1,
                    words[4, a:z], words[5, a:z], words[6, a:z], words[7, a:z],
                )  # fmt: skip


def fill_words_only(simulation: Simulation, repeats: int = 1) -> float:
    """Seconds that a compiled loop needs to fill the words that this world would draw."""
    world, entered, mentored = simulation.world, [], []
    while simulation.week < simulation.weeks:
        simulation.advance()
        entered.append(int(world.totals[ENTERED]))
        mentored.append(world.blocks > 0)
    setting, seconds = world.setting, []
    for _ in range(repeats):
        start = time.process_time()
        _fill(
            world.whole[PERSON], np.array(entered), np.array(mentored),
            np.uint32(setting["key0"]), np.uint32(setting["key1"]), world.words,
        )  # fmt: skip
        seconds.append(time.process_time() - start)
    return statistics.median(seconds)


def peak_memory() -> int:
    """The most memory that this process has held so far, in bytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def floor_share(engine: Timed, repeats: int) -> float:
    """Random words alone as a share of the engine's time at the trial's size."""
    alone = fill_words_only(trial_world(0, horizon=TRIAL_WEEKS), repeats)
    return alone / statistics.median(engine.seconds)
