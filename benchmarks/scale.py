"""Measure threads and a Dask cluster on the same worlds, and work out what a national run costs.

    python -m benchmarks.scale                        # print the page
    python -m benchmarks.scale --write docs/scale.md  # write it

Every number of the page is measured in this run or worked out from one; what a national run is
stands in `scale.yaml`.
"""

from __future__ import annotations

import argparse
import pickle
import platform
import statistics
import textwrap
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path

import numpy as np
import xarray as xr
from pydantic import BaseModel, ConfigDict

from benchmarks.large import Large, sizes
from calibration.posterior import Posterior
from calibration.sourced import Sourced
from calibration.stored_posterior import shipped_posterior
from calibration.trial import the_trial
from scenarios.comparison.cluster import connect
from scenarios.comparison.cluster_task import packed
from scenarios.comparison.ensemble import (
    DRAWS_PER_PIECE,
    SEEDS_PER_DRAW,
    EnsembleSetting,
    SimulationTask,
    simulate,
    simulate_all,
)
from scenarios.comparison.prepared import Prepared, prepared
from scenarios.economics.rates import weeks_per_year
from scenarios.policy.policies import load_policies
from sim.executor import Executor
from sim.strict_yaml import load_yaml

FOLDER = Path(__file__).parent
POLICIES = ["104-weeks", "no-mentor"]
#: Threads, and workers of one thread each, that are measured.
WORKERS = (1, 2)
KILO, MEGA, GIGA = 1e3, 1e6, 1e9
HOUR = 3600.0
#: Letters in a line of the page.
COLUMNS = 118


class National(BaseModel):
    """What a national run is: the numbers of `benchmarks/scale.yaml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    people: Sourced[float]
    years: Sourced[float]
    draws: Sourced[float]
    policies: Sourced[float]
    night: Sourced[float]


def national() -> National:
    """The national run of the page."""
    text = (FOLDER / "scale.yaml").read_text(encoding="utf-8")
    return National.model_validate(load_yaml(text, file="scale.yaml"))


@dataclass(frozen=True)
class Measured:
    """What was measured, all at the horizon of the national run.

    Attributes:
        machine: Python, libraries and processor.
        people: of a world.
        weeks: since entry, week 0 included.
        worlds: that were lived in a repeat.
        threads, cluster: by number of workers, person-weeks a second of each repeat.
        connect: seconds until the cluster had been found in order.
        task_bytes, result_bytes: of a task of `draws_per_task` draws.
        draws_per_task: draws that travel together.
        same: whether threads and cluster gave the same bits.
        large: large worlds, the trial's size first (`benchmarks.large`); none if not asked for.
    """

    machine: str
    people: int
    weeks: int
    worlds: int
    threads: dict[int, tuple[float, ...]]
    cluster: dict[int, tuple[float, ...]]
    connect: float
    task_bytes: int
    result_bytes: int
    draws_per_task: int
    same: bool
    large: tuple[Large, ...] = ()

    @property
    def rate(self) -> float:
        """Person-weeks per second and core: one thread, the middle repeat."""
        return statistics.median(self.threads[1])


@dataclass(frozen=True)
class Cost:
    """What a national run takes.

    Attributes:
        person_weeks: that are lived.
        core_hours: at the measured rate.
        tasks: that travel, and the bytes of tasks and results together.
        bytes: of them.
        cores: that finish in a night.
    """

    person_weeks: float
    core_hours: float
    tasks: float
    bytes: float
    cores: float


def cost_of(run: National, measured: Measured) -> Cost:
    """Arithmetic from measured speed: everything is proportional."""
    weeks = run.years.value * weeks_per_year()
    lives = run.draws.value * SEEDS_PER_DRAW * run.policies.value
    person_weeks = run.people.value * weeks * lives
    core_hours = person_weeks / measured.rate / HOUR
    # A world of the trial's size stands for a part of the country; each is a task's draw.
    worlds_of_people = run.people.value / measured.people
    tasks = np.ceil(run.draws.value / measured.draws_per_task) * np.ceil(worlds_of_people)
    return Cost(
        person_weeks=person_weeks,
        core_hours=core_hours,
        tasks=float(tasks),
        bytes=float(tasks) * (measured.task_bytes + measured.result_bytes),
        cores=float(np.ceil(core_hours / run.night.value)),
    )


@contextmanager
def local_cluster(workers: int) -> Iterator[str]:
    """A Dask cluster of processes on this machine, over TCP; its address."""
    from distributed import LocalCluster

    cluster = LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        processes=True,
        protocol="tcp",
        host="127.0.0.1",
        dashboard_address=None,
        memory_limit=0,
    )
    try:
        yield cluster.scheduler_address.replace("tcp://", "dask://")
    finally:
        cluster.close()


def _timed(lived: Callable[[], object], person_weeks: float) -> float:
    """Person-weeks a second."""
    start = time.perf_counter()
    lived()
    return person_weeks / (time.perf_counter() - start)


def measure(
    draws: int, repeats: int, workers: Sequence[int] = WORKERS, *, large: bool = False
) -> Measured:
    """Live the same worlds on threads and on clusters, in turns.

    Args:
        draws: of the posterior.
        repeats: of everything.
        workers: numbers of threads, and of workers of a cluster.
        large: whether large worlds are measured, too, which takes a minute and some memory.
    """
    posterior, trial = shipped_posterior().first(draws), the_trial()
    ready = prepared(trial, load_policies(POLICIES), posterior)
    weeks = round(national().years.value * weeks_per_year()) + 1
    people = int(trial.seats.sum())
    worlds = draws * SEEDS_PER_DRAW * len(POLICIES)
    person_weeks = float(people) * (weeks - 1) * worlds

    def lived(count: int, executor: Executor | None = None) -> xr.Dataset:
        return simulate_all(ready, posterior, EnsembleSetting(weeks, 1, count, executor))

    here = lived(1)
    threads = {
        count: tuple(_timed(partial(lived, count), person_weeks) for _ in range(repeats))
        for count in workers
    }
    cluster, connecting, same = {}, [], True
    for count in workers:
        with local_cluster(count) as address:
            start = time.perf_counter()
            with connect(address) as executor:
                connecting.append(time.perf_counter() - start)
                same = same and lived(count, executor).identical(here)
                cluster[count] = tuple(
                    _timed(partial(lived, count, executor), person_weeks) for _ in range(repeats)
                )
    task = _task(ready, posterior, weeks)
    return Measured(
        machine=_machine(),
        people=people,
        weeks=weeks,
        worlds=worlds,
        threads=threads,
        cluster=cluster,
        connect=statistics.median(connecting),
        task_bytes=len(packed(simulate, (task,))),
        result_bytes=len(pickle.dumps(simulate(task), protocol=5)),
        draws_per_task=len(task.draws),
        same=same,
        large=tuple(sizes()) if large else (),
    )


def _task(ready: Prepared, posterior: Posterior, weeks: int) -> SimulationTask:
    draws = tuple(posterior.first(min(len(posterior), DRAWS_PER_PIECE)).values())
    return SimulationTask(ready, draws, first=0, seed=1, horizon=weeks)


def _machine() -> str:
    import numba

    return (
        f"Python {platform.python_version()}, numba {numba.__version__}, "
        f"distributed {version('distributed')}, {platform.machine()}, {platform.system()}"
    )


def page(run: National, measured: Measured) -> str:
    """docs/scale.md."""
    cost = cost_of(run, measured)
    two = max(measured.threads)
    rows = "\n".join(
        f"| {name} | {count} | {_mega(rates)} | {_mega(_per_core(rates, count))} |"
        for name, found in (("threads", measured.threads), ("Dask workers", measured.cluster))
        for count, rates in found.items()
    )
    overhead = 1 - statistics.median(measured.cluster[two]) / statistics.median(
        measured.threads[two]
    )
    worlds_at_once = run.people.value / measured.people
    parts = {
        "rows": rows,
        "machine": measured.machine,
        "people": f"{measured.people:,}",
        "weeks": f"{measured.weeks - 1:,}",
        "worlds": f"{measured.worlds:,}",
        "repeats": f"{len(measured.threads[1])}",
        "same": "the same to the bit" if measured.same else "NOT the same",
        "more": "slower" if overhead > 0 else "faster",
        "overhead": f"{abs(overhead):.0%}",
        "two": f"{two}",
        "connect": f"{measured.connect:.1f}",
        "draws_per_task": f"{measured.draws_per_task}",
        "task": f"{measured.task_bytes / KILO:.0f}",
        "per_draw": f"{measured.task_bytes / measured.draws_per_task / KILO:.1f}",
        "result": f"{measured.result_bytes / KILO:.0f}",
        "result_per_draw": f"{measured.result_bytes / measured.draws_per_task / KILO:.0f}",
        "seconds": f"{_task_seconds(measured):.1f}",
        "national_people": f"{run.people.value:,.0f}",
        "national_source": textwrap.fill(run.people.source.strip(), COLUMNS),
        "years": f"{run.years.value:.0f}",
        "draws": f"{run.draws.value:,.0f}",
        "policies": f"{run.policies.value:.0f}",
        "seeds": f"{SEEDS_PER_DRAW}",
        "person_weeks": f"{cost.person_weeks:.3g}",
        "rate": f"{measured.rate / MEGA:.0f}",
        "core_hours": f"{cost.core_hours:,.1f}",
        "hours": f"{cost.core_hours / two:,.1f}",
        "cores": f"{cost.cores:.0f}",
        "night": f"{run.night.value:.0f}",
        "worlds_at_once": f"{np.ceil(worlds_at_once):.0f}",
        "tasks": f"{cost.tasks:,.0f}",
        "gigabytes": f"{cost.bytes / GIGA:,.1f}",
        "large": large_worlds(run, measured.large),
    }
    return (FOLDER / "scale.md").read_text(encoding="utf-8").format(**parts)


def large_worlds(run: National, large: Sequence[Large]) -> str:
    """The page's section on large worlds, the trial's size first; a line if none was measured."""
    if not large:
        return "Not measured in this run."
    small = large[0]
    rows = "\n".join(
        f"| {found.people:,} | {found.jobcentres} | {found.nanoseconds:.1f} | "
        f"{found.nanoseconds / small.nanoseconds:.1f} | {found.table_bytes:.0f} | "
        f"{found.build_peak:.2f} | {found.peak / MEGA:,.0f} |"
        for found in large
    )
    most = max(large, key=lambda found: found.people)
    per_person = (most.peak - small.peak) / most.people
    words = (
        f"A world of {most.people:,} people takes {per_person:.0f} bytes a person beyond what the "
        f"libraries take: who they are, and their rows. So {run.people.value:,.0f} people as one "
        f"world take {per_person * run.people.value / MEGA:,.0f} MB. Each thread lives a world of "
        f"its own; policies that part late hold two at a time (`sim/forks.py`): on two threads at "
        f"most four times as much for the rows, whatever the number of draws, policies and weeks."
    )
    return (
        "| people | jobcentres | ns a person-week | times the trial's size | "
        "bytes a person | built with, times | peak, MB |\n"
        "| --- | --- | --- | --- | --- | --- | --- |\n"
        + rows
        + "\n\n"
        + textwrap.fill(words, COLUMNS)
    )


def _per_core(rates: Sequence[float], count: int) -> list[float]:
    return [rate / count for rate in rates]


def _mega(rates: Sequence[float]) -> str:
    middle = f"{statistics.median(rates) / MEGA:.0f}"
    return f"{middle} ({min(rates) / MEGA:.0f} to {max(rates) / MEGA:.0f})"


def _task_seconds(measured: Measured) -> float:
    """Seconds of one task on one core."""
    worlds = measured.draws_per_task * SEEDS_PER_DRAW * len(POLICIES)
    return worlds * measured.people * (measured.weeks - 1) / measured.rate


def main() -> None:
    """Print or write the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--draws", type=int, default=64, help="posterior draws that are lived")
    parser.add_argument("--repeats", type=int, default=5, help="of every measurement")
    parser.add_argument("--write", type=Path, help="file to write instead of printing")
    options = parser.parse_args()
    if options.draws < 2 or options.repeats < 1:
        parser.error("at least 2 draws and 1 repeat")
    text = page(national(), measure(options.draws, options.repeats, large=True))
    if options.write is None:
        print(text)
    else:
        options.write.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
