"""What is timed, and how: the weeks alone, after compiling and building.

Processor time, which other jobs on the machine disturb least; threads are timed by the clock.
"""

from __future__ import annotations

import gc
import math
import statistics
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from benchmarks.peer import Peer
from benchmarks.world import person_weeks, trial_world
from sim import streams
from sim.compiled import compiled
from sim.simulation import Simulation
from sim.state import BLOCK, PERSON, POST_PERSON
from sim.streams import Purpose

TRANSITION, PROGRAMME = np.uint32(Purpose.TRANSITION), np.uint32(Purpose.PROGRAMME)
POST_DRAW = np.uint32(Purpose.POST)
#: Lives of the engine in each pair with one of the peer. Building included they take about as long
#: as the peer's, so that both meet the same spells of the machine; their mean counts.
ENGINE_LIVES = 40
NANO = 1e9
#: Bytes in the unit in which the system tells peak memory.
MEMORY_UNIT = 1 if sys.platform == "darwin" else 1024


class Timed(NamedTuple):
    """Nanoseconds per young person and week of each repeat."""

    repeats: list[float]
    build_seconds: float

    @property
    def median(self) -> float:
        """The repeat in the middle."""
        return statistics.median(self.repeats)

    @property
    def span(self) -> str:
        """The fastest and the slowest repeat."""
        return f"{min(self.repeats):.1f} to {max(self.repeats):.1f} in {len(self.repeats)} repeats"


def _simulate(world: Simulation | Peer) -> float:
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


def _nanoseconds(world: Simulation, lives: Simulation | Peer) -> float:
    """Per young person and week, of all weeks of a world lived by the engine or the peer."""
    return _simulate(lives) * NANO / person_weeks(world)


def engine_and_peers(rounds: int, peers: Sequence[type[Peer]]) -> tuple[Timed, list[Timed]]:
    """All at the trial's size, in turns, so that a slow spell of the machine meets all.

    In a round the same world is lived by the engine (the mean of some lives) and by each peer.
    """
    engine: list[float] = []
    times: list[list[float]] = [[] for _ in peers]
    builds = [0.0 for _ in peers]
    for seed in range(rounds):
        lives = []
        for _ in range(ENGINE_LIVES):
            start = time.process_time()
            world = trial_world(seed)
            build = time.process_time() - start
            lives.append(_nanoseconds(world, world))
        engine.append(statistics.fmean(lives))
        for k, peer in enumerate(peers):
            world = trial_world(seed)
            start = time.process_time()
            model = peer(world, seed=seed)
            builds[k] = build + time.process_time() - start
            gc.collect()
            times[k].append(_nanoseconds(world, model))
    return Timed(engine, build), [Timed(t, b) for t, b in zip(times, builds, strict=True)]


def engine_at(copies: int, horizon: int, repeats: int) -> tuple[Timed, Simulation]:
    """The engine at another size: its time, and the last world."""
    times = []
    for seed in range(repeats):
        start = time.process_time()
        world = trial_world(seed, copies=copies, horizon=horizon)
        build = time.process_time() - start
        times.append(_nanoseconds(world, world))
    return Timed(times, build), world


def table_bytes(simulation: Simulation) -> int:
    """Bytes of a world's tables; those that all pieces count into are counted once."""
    tables = {
        id(table): table.nbytes
        for piece in simulation.pieces
        for table in piece.world
        if isinstance(table, np.ndarray)
    }
    return sum(tables.values())


def on_threads(threads: Sequence[int], replicates: int, repeats: int) -> dict[int, float]:
    """Seconds for the same replicates on 1, 2, ... threads; the median of the repeats."""
    seconds: dict[int, list[float]] = {count: [] for count in threads}
    for _ in range(repeats):
        for count in threads:
            worlds = [trial_world(seed) for seed in range(replicates)]
            with ThreadPoolExecutor(count) as pool:
                start = time.perf_counter()
                list(pool.map(_simulate, worlds))
                seconds[count].append(time.perf_counter() - start)
    return {count: statistics.median(values) for count, values in seconds.items()}


@compiled
def _fill(
    person: npt.NDArray[np.int32],
    post: npt.NDArray[np.int32],
    mentored: npt.NDArray[np.bool_],
    key0: np.uint32,
    key1: np.uint32,
    words: npt.NDArray[np.uint32],
    post_words: npt.NDArray[np.uint32],
) -> None:
    """The random words of every week and nothing else."""
    for week in range(mentored.shape[0]):
        streams.fill_words(
            post,
            np.uint32(week),
            POST_DRAW,
            key0,
            key1,
            post_words[0],
            post_words[1],
            post_words[2],
            post_words[3],
        )
        if week % 4 == 0:
            streams.fill_words(
                person,
                np.uint32(week // 4),
                TRANSITION,
                key0,
                key1,
                words[0],
                words[1],
                words[2],
                words[3],
            )
        for block in range(mentored.shape[1]):
            if mentored[week, block] and (week % 2 == 0 or not mentored[week - 1, block]):
                a, z = block * BLOCK, min(person.size, block * BLOCK + BLOCK)
                streams.fill_words(
                    person[a:z],
                    np.uint32(week // 2),
                    PROGRAMME,
                    key0,
                    key1,
                    words[0, a:z],
                    words[1, a:z],
                    words[2, a:z],
                    words[3, a:z],
                )


def fill_words_only(simulation: Simulation, repeats: int = 1) -> float:
    """Nanoseconds per person-week of a compiled loop that fills the words that a world draws."""
    world, mentored, times = simulation.world, [], []
    while simulation.week < simulation.weeks:
        simulation.advance()
        mentored.append(world.blocks > 0)
    setting, person, post = world.setting, world.whole[PERSON], world.post_whole[POST_PERSON, :-1]
    blocks, key0, key1 = np.array(mentored), np.uint32(setting["key0"]), np.uint32(setting["key1"])
    for _ in range(repeats):
        start = time.process_time()
        _fill(person, post, blocks, key0, key1, world.transition_words, world.post_words)
        times.append(time.process_time() - start)
    return statistics.median(times) * NANO / person_weeks(simulation)


def peak_memory() -> float:
    """The most memory that this process has held so far, in bytes; on Windows not known (NaN)."""
    if sys.platform == "win32":
        return math.nan
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * MEMORY_UNIT
