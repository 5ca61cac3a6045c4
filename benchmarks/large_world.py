"""One large world, measured in a process of its own: prints a line of JSON for `benchmarks.large`.

    python benchmarks/large_world.py PEOPLE JOBCENTRES

It takes what it measures from the checkout that PYTHONPATH names, and uses only what builds before
worlds were divided (`sim.pieces`) have, too.
"""

from __future__ import annotations

import argparse
import json
import time
import tracemalloc

import numpy as np

from benchmarks.timing import peak_memory, table_bytes
from benchmarks.world import TRIAL_WEEKS, person_weeks
from calibration.trial import as_in_trial, the_trial
from sim.errors import InputError
from sim.parameters import parameter_space
from sim.population import draw_population
from sim.simulation import Cohort, Simulation, build
from sim.streams import HALF, Purpose, uniforms

#: People that are lived first, so that all code is compiled; twice as many are lived in pieces.
WARM = (2_588, 20_704)
#: Person-weeks that are lived at least: the fastest of the repeats counts.
ENOUGH = 3e6


def cohort_of(people: int, jobcentres: int) -> Cohort:
    """The trial's young people some times over; if there is one jobcentre, all are in the first."""
    trial, values = the_trial(), parameter_space().centres()
    if jobcentres == len(trial.staffing):
        copies = people // int(trial.seats.sum())
        return trial.cohort(values, 1, copies=copies, groups=("all",))
    seats = np.zeros(len(trial.staffing), np.int64)
    seats[0] = people
    population = draw_population(
        trial.population,
        seats,
        1,
        share_women=values["share_women"],
        share_never_su=values["share_never_su"],
    )
    u = uniforms(1, population.person, 0, Purpose.TRAITS)[2]
    return Cohort(
        population=population,
        entry=np.floor(u * trial.design.intake_weeks.value).astype(np.int32),
        start=trial.design.intake_start.value,
        staffing=trial.staffing,
        mentor_shares=trial.mentor_shares,
    )


def world_of(cohort: Cohort) -> Simulation:
    """Half of them are offered a mentor, as in the trial."""
    offered = uniforms(1, cohort.population.person, 0, Purpose.ARM)[0] < HALF
    values = parameter_space().centres()
    return build(cohort, as_in_trial(), values, 1, horizon=TRIAL_WEEKS, offered=offered)


def nanoseconds(cohort: Cohort) -> float:
    """Processor time per person-week of the weeks alone; the fastest of some repeats."""
    times, lived = [], 0.0
    while lived < ENOUGH:
        world = world_of(cohort)
        start = time.process_time()
        world.advance(world.weeks)
        times.append((time.process_time() - start) / person_weeks(world))
        lived += person_weeks(world)
    return min(times) * 1e9


def build_peak(cohort: Cohort) -> float:
    """The most memory that building takes, as a share of the tables that are built."""
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    world = world_of(cohort)
    peak = tracemalloc.get_traced_memory()[1] - before
    tracemalloc.stop()
    return peak / table_bytes(world)


def main() -> None:
    """Measure, or say that the build refuses so many."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("people", type=int)
    parser.add_argument("jobcentres", type=int)
    asked = parser.parse_args()
    for people in WARM:
        world_of(cohort_of(people, 13)).run(persons=False)
    try:
        cohort = cohort_of(asked.people, asked.jobcentres)
    except InputError as error:
        print(json.dumps({"refused": str(error)}))
        return
    before = peak_memory()
    taken = nanoseconds(cohort)
    found = {
        "people": cohort.population.n,
        "nanoseconds": taken,
        "table_bytes": table_bytes(world_of(cohort)) / cohort.population.n,
        "memory": peak_memory() - before,
        "peak": peak_memory(),
        "build_peak": build_peak(cohort),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
