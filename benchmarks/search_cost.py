"""What a search costs beside comparing every policy that it looks through, in one run.

A search over many policies for a municipality is run; its worlds and processor time are counted.
A few of its policies are compared as `mentorsim compare` does by default; all would take as many
times that. Cost is told in person-weeks (weeks that all people of all worlds live) and in processor
seconds. Compared with no mentor, whose worlds are left out of the comparison's side.
"""

from __future__ import annotations

import argparse
import time

import numpy as np

from calibration.stored_posterior import shipped_posterior
from mentorsim.notebook import load
from mentorsim.searches.searched import front_policies
from mentorsim.situated import situated
from scenarios.comparison.compare import compare
from scenarios.comparison.ensemble import SEEDS_PER_DRAW, EnsembleSetting
from scenarios.comparison.setting import comparison_setting, horizon_to
from scenarios.comparison.views import BARRIER_VIEWS
from scenarios.search.judging import Keeping
from scenarios.search.search import search_policies
from scenarios.search.setting import search_setting
from scenarios.search.simulator import Simulator
from scenarios.search.space import space_of
from scenarios.search.wants import WANTS
from scenarios.situation.policies import in_situation

#: A municipality, and what `mentorsim compare` does if nothing else is asked for.
SITUATION = {"young_people": {"per_year": 300}, "mentors": 12, "years": 4}
WEEKS, DRAWS, COMPARED = 156, 128, 3


def worlds_of_compare(draws: int) -> int:
    """Worlds that a comparison lives of each policy: those under barrier views come besides."""
    views = sum(value is not None for value in BARRIER_VIEWS.values())
    again = views * min(draws, int(comparison_setting().view_draws.value))
    return (draws + again) * SEEDS_PER_DRAW


def main() -> None:
    """Print what both cost."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search_cost", description=__doc__)
    parser.add_argument("--candidates", type=int, default=2000)
    parser.add_argument("--draws", type=int, default=DRAWS, help="of the comparison that is timed")
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    here, setting = situated(SITUATION, None, None), search_setting()
    setting = setting.changed(candidates=asked.candidates)
    assert here.situation is not None  # one was given
    judge = Simulator(
        space=space_of(load("as-in-trial")), people=here.dated, situation=here.situation,
        posts=12.0, posterior=shipped_posterior(), wants=(next(iter(WANTS.values())),), weights={},
        prices=None, horizon=horizon_to(WEEKS), workers=asked.workers,
    )  # fmt: skip
    rows = judge.space.grid.anywhere(COMPARED, np.random.default_rng(1))
    named = front_policies(judge, rows)
    reference = in_situation([load("no-mentor")], here.situation, 12.0)[0]
    compare(  # compiles what is compiled once
        judge.people, named[:1], reference, judge.posterior.first(2), EnsembleSetting(5)
    )
    begun = time.process_time()
    compare(
        judge.people, named, reference, judge.posterior.first(asked.draws),
        EnsembleSetting(horizon_to(WEEKS), workers=asked.workers),
    )  # fmt: skip
    # The reference is lived as well; the policies' share of the time is theirs of the worlds.
    each = (time.process_time() - begun) / (len(named) + 1)
    each *= worlds_of_compare(DRAWS) / worlds_of_compare(asked.draws)
    first: list[float] = []
    begun, keeping = time.process_time(), Keeping()
    found = search_policies(
        judge, judge.space.grid, len(judge.posterior), 1, setting, keeping,
        posts=12.0, exact=judge.exactly(),
        first=lambda _: first.append(time.process_time() - begun),
    )  # fmt: skip
    seconds, cost = time.process_time() - begun, found.cost
    compared = cost.candidates * worlds_of_compare(DRAWS)
    whole = cost.candidates * each
    weeks = judge.person_weeks
    print(f"{cost.candidates} policies looked through, {len(found.rows)} on the front")
    print(f"person-weeks of a world: {weeks:,}")
    for name, worlds, took in (
        ("search", cost.lived, seconds), ("first front", cost.to_first, first[0]),
        ("comparing all of them", compared, whole),
    ):  # fmt: skip
        print(
            f"  {name:22} {worlds:10,} worlds {worlds * weeks / 1e9:9.2f} billion person-weeks "
            f"{took:10,.0f} s of processor time"
        )
    print(
        f"search over comparing: {cost.lived / compared:.4f} of the person-weeks, "
        f"{seconds / whole:.4f} of the processor time (at most 0.05)"
    )
    print(
        f"first front over a twentieth: {cost.to_first / (0.05 * compared):.4f} of the "
        f"person-weeks, {first[0] / (0.05 * whole):.4f} of the processor time (at most 0.1)"
    )


if __name__ == "__main__":
    main()
