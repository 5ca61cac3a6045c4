"""What a search costs beside comparing every policy that it looks through, in one run.

A search for a municipality of 300 young people a year, and its worlds. By default the worlds are
counted by the same search in an invented world with as many levers, and the processor time of one
is measured on some; `--whole` runs the search itself. A few policies are compared as `mentorsim
compare` does, and all would take as many times that. Cost is told in person-weeks (weeks that all
people of all worlds live) and in processor seconds; the worlds of the reference, which a comparison
lives besides, are left out of its side.
"""

from __future__ import annotations

import argparse
import time

import numpy as np

from calibration.stored_posterior import shipped_posterior
from mentorsim.present.search.searched import front_policies
from mentorsim.python.policies import load
from mentorsim.request.request import situated
from scenarios.comparison.compare import compare
from scenarios.comparison.ensemble import SEEDS_PER_DRAW, EnsembleSetting
from scenarios.comparison.setting import comparison_setting, horizon_to
from scenarios.comparison.views import BARRIER_VIEWS
from scenarios.search.found import Cost
from scenarios.search.invented import Invented
from scenarios.search.search import search_policies
from scenarios.search.setting import SearchSetting, search_setting
from scenarios.search.simulator import Simulator
from scenarios.search.space import space_of
from scenarios.search.wants import WANTS
from scenarios.search.worlds import three_sets
from scenarios.situation.policies import in_situation

#: A municipality, and what `mentorsim compare` does if nothing else is asked for.
SITUATION = {"young_people": {"per_year": 300}, "mentors": 12, "years": 4}
MENTORS, WEEKS, DRAWS = 12.0, 156, 128
#: Policies that are compared, and policies and worlds in which the search's time is measured.
COMPARED, TIMED, TIMED_WORLDS = 3, 64, 2
#: Worlds of people that are lived before anything is timed: what is compiled once.
FIRST = 2


def worlds_of_compare(draws: int) -> int:
    """Worlds that a comparison lives of each policy: those under barrier views come besides."""
    views = sum(value is not None for value in BARRIER_VIEWS.values())
    again = views * min(draws, int(comparison_setting().view_draws.value))
    return (draws + again) * SEEDS_PER_DRAW


def a_judge(workers: int) -> Simulator:
    """The simulator for the municipality; what is wanted needs no prices."""
    here = situated(SITUATION, None, None)
    assert here.situation is not None  # one was given
    return Simulator(
        space=space_of(load("as-in-trial")),
        people=here.dated,
        situation=here.situation,
        posts=MENTORS,
        posterior=shipped_posterior(),
        wants=(next(iter(WANTS.values())),),
        weights={},
        prices=None,
        horizon=horizon_to(WEEKS),
        workers=workers,
    )


def compared_seconds(judge: Simulator, draws: int) -> float:
    """Processor seconds of a policy in a comparison of the usual size."""
    rows = judge.space.grid.anywhere(COMPARED, np.random.default_rng(1))
    named = front_policies(judge, rows)
    reference = in_situation([load("no-mentor")], judge.situation, MENTORS)[0]
    few = judge.posterior.first(FIRST)
    compare(judge.people, named[:1], reference, few, EnsembleSetting(FIRST))
    begun = time.process_time()
    compare(
        judge.people,
        named,
        reference,
        judge.posterior.first(draws),
        EnsembleSetting(horizon_to(WEEKS), workers=judge.workers),
    )
    each = (time.process_time() - begun) / (len(named) + 1)
    return each * worlds_of_compare(DRAWS) / worlds_of_compare(draws)


def counted(judge: Simulator, setting: SearchSetting) -> tuple[Cost, float, float]:
    """Worlds of a search, and processor seconds of all and of the first front, from some worlds."""
    grid, rng = judge.space.grid, np.random.default_rng(2)
    effects = tuple(rng.normal(0.0, 0.3, (size, 1)) for size in grid.sizes)
    moved = tuple(rng.normal(0.0, 0.1, (size, 1, 3)) for size in grid.sizes)
    draws = len(judge.posterior)
    invented = Invented(grid, effects, moved, rng.normal(size=(draws, 3)), 0.5)
    cost = search_policies(invented, grid, draws, 1, setting, posts=MENTORS).cost
    rows = grid.anywhere(TIMED, rng)
    rows[:, judge.space.grid.names.index("first")] %= 5  # an order by gain is worked out once
    begun = time.process_time()
    judge.judged(rows, three_sets(draws, 1, setting).search[:TIMED_WORLDS])
    each = (time.process_time() - begun) / (TIMED * TIMED_WORLDS)
    return cost, each * cost.lived, each * cost.to_first


def whole(judge: Simulator, setting: SearchSetting) -> tuple[Cost, float, float]:
    """The same of the search itself."""
    first: list[float] = []
    begun = time.process_time()
    found = search_policies(
        judge,
        judge.space.grid,
        len(judge.posterior),
        1,
        setting,
        posts=MENTORS,
        exact=judge.exactly(),
        first=lambda _: first.append(time.process_time() - begun),
    )
    return found.cost, time.process_time() - begun, first[0]


def main() -> None:
    """Print what both cost."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search_cost", description=__doc__)
    parser.add_argument("--candidates", type=int, default=2000)
    parser.add_argument("--draws", type=int, default=4, help="of the comparison that is timed")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--whole", action="store_true", help="run the search itself")
    asked = parser.parse_args()
    judge = a_judge(asked.workers)
    setting = search_setting().changed(candidates=asked.candidates)
    each = compared_seconds(judge, asked.draws)
    cost, seconds, to_first = (whole if asked.whole else counted)(judge, setting)
    compared, alike = cost.candidates * worlds_of_compare(DRAWS), cost.candidates * each
    weeks = judge.person_weeks
    print(f"{cost.candidates} policies looked through; a world lives {weeks:,} person-weeks")
    for name, worlds, took in (
        ("search", cost.lived, seconds),
        ("first front", cost.to_first, to_first),
        ("comparing all of them", compared, alike),
    ):
        print(
            f"  {name:22} {worlds:10,} worlds {worlds * weeks / 1e9:9.2f} billion person-weeks "
            f"{took:10,.0f} s of processor time"
        )
    print(
        f"search over comparing: {cost.lived / compared:.4f} of the person-weeks, "
        f"{seconds / alike:.4f} of the processor time (at most 0.05)"
    )
    print(
        f"first front over a twentieth: {cost.to_first / (0.05 * compared):.4f} of the "
        f"person-weeks, {to_first / (0.05 * alike):.4f} of the processor time (at most 0.1)"
    )


if __name__ == "__main__":
    main()
