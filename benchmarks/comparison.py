"""Time a comparison as a user runs it: seconds, and how time and memory grow with draws.

Each run is a process of its own, `mentorsim compare` with its results written, so that start-up
counts and memory is that of the run alone. Ratios tell more than seconds, which depend on the
machine: peak memory with many draws over that with few, and the time of a further world over the
time in which the engine lives one.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from benchmarks.timing import MEMORY_UNIT
from calibration.stored_posterior import shipped_posterior
from calibration.trial import the_trial
from scenarios.comparison.ensemble import SEEDS_PER_DRAW
from scenarios.comparison.prepared import prepared
from scenarios.comparison.setting import comparison_setting
from scenarios.policy.intake import cohort_for
from scenarios.policy.policies import load_policy
from sim.simulation import build, draw_person_traits

POLICIES = ("as-in-trial", "104-weeks", "caseload-25")
REFERENCE = "no-mentor"
WEEKS, FEW, MANY = 260, 100, 1000
#: Repeats of the engine alone.
LIVES = 9
MEGA = 1e6


class Run(NamedTuple):
    """What a run of the command took."""

    seconds: float
    cpu_seconds: float
    peak_bytes: int


def compare(draws: int, weeks: int, workers: int) -> Run:
    """Run the command and wait for it."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable,
            "-m",
            "mentorsim",
            "compare",
            *POLICIES,
            "--against",
            REFERENCE,
            "--weeks",
            str(weeks),
            "--draws",
            str(draws),
            "--workers",
            str(workers),
            "--out",
            str(Path(folder) / "out"),
        ]
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
    if status:
        raise SystemExit(f"mentorsim compare failed: {status}")
    return Run(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss * MEMORY_UNIT)


def engine_seconds(weeks: int) -> float:
    """Processor seconds in which the engine lives a world, mean over the policies."""
    trial, posterior = the_trial(), shipped_posterior().first(1)
    ready = prepared(trial, [load_policy(name) for name in (*POLICIES, REFERENCE)], posterior)
    values = next(iter(posterior.values()))
    cohort = cohort_for(trial, ready.intake, values, 1)
    person_traits, means = draw_person_traits(cohort, values, 1), []
    for policy in ready.offered:
        times = []
        for _ in range(LIVES):
            world = build(cohort, policy, values, 1, horizon=weeks + 1, person_traits=person_traits)
            start = time.process_time()
            world.advance(world.weeks)
            times.append(time.process_time() - start)
        means.append(statistics.median(times))
    return statistics.fmean(means)


def worlds(draws: int) -> int:
    """Worlds that a comparison lives: those under the barrier views are lived besides."""
    again = 2 * min(draws, int(comparison_setting().view_draws.value))
    return (draws + again) * SEEDS_PER_DRAW * (len(POLICIES) + 1)


def main() -> None:
    """Print every measurement."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.comparison", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the draws")
    parser.add_argument("--workers", type=int, default=2, help="threads (default 2)")
    options = parser.parse_args()
    part = 10 if options.quick else 1
    few, many = FEW // part, MANY // part
    print(f"{', '.join(POLICIES)} against {REFERENCE}, {WEEKS} weeks, {options.workers} threads")
    runs = {}
    for draws in (few, many):
        load = os.getloadavg()[0]
        runs[draws] = run = compare(draws, WEEKS, options.workers)
        print(
            f"  {draws:5} draws  {run.seconds:6.1f} s  ({run.cpu_seconds:.1f} s of processor time)"
            f"  peak memory {run.peak_bytes / MEGA:.0f} MB  load before it {load:.1f}"
        )
    grown = runs[many].peak_bytes / runs[few].peak_bytes
    further = worlds(many) - worlds(few)
    each = (runs[many].cpu_seconds - runs[few].cpu_seconds) / further
    engine = engine_seconds(WEEKS)
    print(f"memory, {many} draws over {few}: {grown:.2f}")
    print(f"processor time of a further world over the engine's: {each / engine:.2f}")
    print(f"  {each * 1e3:.2f} ms and {engine * 1e3:.2f} ms")
    busy = (runs[many].cpu_seconds - runs[few].cpu_seconds) / (
        runs[many].seconds - runs[few].seconds
    )
    print(f"threads kept busy by further draws: {busy:.2f} of {options.workers}")


if __name__ == "__main__":
    main()
