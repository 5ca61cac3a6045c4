"""How much slower a world is under a policy in Python: the weeks alone, and all of a world.

A world in which a function acts lives week by week under the Mesa face. The function decides how
long it takes: one that does nothing shows the price of the face, one that looks at everybody in
every week what is usual.
"""

from __future__ import annotations

import argparse
import statistics
import time
from typing import TYPE_CHECKING

from calibration.stored_posterior import shipped_posterior
from calibration.trial import the_trial
from scenarios.policy.intake import cohort_for
from scenarios.policy.policies import NamedPolicy, load_policy
from scenarios.policy.python_policy import with_act
from sim.programme import Intake
from sim.simulation import draw_person_traits

if TYPE_CHECKING:
    from sim.model import MentoringModel

BASE, WEEKS, REPEATS = "as-in-trial", 156, 9
MILLI = 1e3


def nothing(model: MentoringModel) -> None:
    """Do nothing."""


def look_at_everybody(model: MentoringModel) -> None:
    """Look in every week for those who are mentored and trust little, and do nothing."""
    model.youths.select(lambda youth: youth.mentored and youth.trust < 0.2)


def seconds(named: NamedPolicy, repeats: int) -> float:
    """Processor time of a world from its making to its accounts; the median after a first one."""
    values = next(iter(shipped_posterior().first(1).values()))
    cohort = cohort_for(the_trial(), Intake(), values, 1)
    person_traits, times = draw_person_traits(cohort, values, 1), []
    for _ in range(1 + repeats):
        start = time.process_time()
        world = named.world(
            named.policy, cohort, values, 1, horizon=WEEKS + 1, person_traits=person_traits
        )
        world.run(persons=False)
        times.append(time.process_time() - start)
    return statistics.median(times[1:])


def main() -> None:
    """Print every measurement."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.python_policies", description=__doc__
    )
    parser.add_argument("--repeats", type=int, default=REPEATS, help=f"worlds (default {REPEATS})")
    options = parser.parse_args()
    base = load_policy(BASE)
    title, words = base.policy.title, base.policy.description
    plain = seconds(base, options.repeats)
    print(f"{BASE}, {WEEKS} weeks, the trial's people: {plain * MILLI:.1f} ms of processor time")
    for act in (nothing, look_at_everybody):
        python = seconds(with_act(act.__name__, base, act, title, words), options.repeats)
        print(f"  {act.__name__:18} {python * MILLI:7.1f} ms, {python / plain:.0f} times as long")


if __name__ == "__main__":
    main()
