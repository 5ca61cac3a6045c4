"""Time the engine against idiomatic Mesa and against the machine's floor, in one run."""

from __future__ import annotations

import argparse
import platform

import mesa
import numba

from benchmarks import timing
from benchmarks.peer import Peer
from benchmarks.tuned import TunedPeer
from benchmarks.world import TRIAL_WEEKS, person_weeks, trial_world

MEGA = 1e6


def main() -> None:
    """Print every measurement."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer repeats, smaller sizes")
    parser.add_argument(
        "--repeats", type=int, help="rounds of engine and peers (default 9; with --quick 3)"
    )
    options = parser.parse_args()
    quick, pairs = options.quick, options.repeats or (3 if options.quick else 9)
    if pairs < 1:
        parser.error(f"--repeats must be at least 1, found {pairs}")
    print(
        f"Python {platform.python_version()}, Mesa {mesa.__version__}, numba {numba.__version__}, "
        f"{platform.machine()}"
    )
    print(f"compile or load from cache: {timing.warm_up():.1f} s\n")

    engine, (peer, tuned) = timing.engine_and_peers(pairs, (Peer, TunedPeer))
    print("the trial (2,588 people, half offered a mentor), nanoseconds per person-week")
    for name, timed in (("engine", engine), ("idiomatic Mesa", peer), ("tuned Mesa", tuned)):
        print(
            f"  {name:14} {timed.median:8.1f}   ({timed.span}; build {timed.build_seconds:.2f} s)"
        )
    for name, timed in (("idiomatic Mesa", peer), ("Mesa tuned by hand", tuned)):
        ratios = [b / a for a, b in zip(engine.repeats, timed.repeats, strict=True)]
        print(f"ratio to {name}: {timed.median / engine.median:.0f}")
        print(f"  {min(ratios):.0f} to {max(ratios):.0f} over {pairs} rounds")
    words = timing.fill_words_only(trial_world(0), 5 if quick else 15)
    print(f"random words alone: {words:.1f}, {words / engine.median:.0%} of the engine's time\n")

    print("growth with people (74 weeks since entry)")
    for copies in (1, 4) if quick else (1, 4, 20, 77):
        before = timing.peak_memory()
        timed, world = timing.engine_at(copies, TRIAL_WEEKS, 3 if copies < 20 else 2)
        grown, people = (timing.peak_memory() - before) / MEGA, world.cohort.population.n
        print(
            f"  {people:7,} people  {timed.median:6.1f} ns per person-week  "
            f"build {timed.build_seconds:6.2f} s  "
            f"state {timing.table_bytes(world) / people:4.0f} bytes per person  "
            f"peak memory +{grown:.0f} MB"
        )
    print("growth with weeks (2,588 people)")
    for weeks in (73, 156) if quick else (73, 156, 260):
        timed, world = timing.engine_at(1, weeks + 1, 3 if quick else 7)
        total = timed.median * person_weeks(world) / MEGA
        print(f"  {weeks:4} weeks  {timed.median:6.1f} ns per person-week  {total:.1f} ms")

    replicates = 24 if quick else 64
    seconds = timing.on_threads((1, 2), replicates, 3 if quick else 5)
    print(f"threads over {replicates} replicates of the trial")
    for count, taken in seconds.items():
        print(
            f"  {count} thread{'s' if count > 1 else ' '}  {taken:.3f} s  x{seconds[1] / taken:.2f}"
        )
    print(f"peak memory of this run: {timing.peak_memory() / MEGA:.0f} MB")


if __name__ == "__main__":
    main()
