"""What a rule of one's own costs: the engine with it against the project's, in one run.

python -m benchmarks.own_rules
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping

from benchmarks.world import trial_world
from sim.own_rules import OwnEngine, engine_with
from sim.rates import Rates

ROUNDS = 9


def contact_probability(trust: float, base: float, by_trust: float) -> float:
    """The project's rule, written again."""
    return min(1.0, base + by_trust * trust)


def raised(hazard: float, response: float, readiness: float) -> float:
    """The project's rule, written again: part of every hazard."""
    return hazard * math.exp(response * readiness)


def raised_bound(hazard: float, response: float, readiness: float) -> float:
    """The most that it gives for any readiness up to this one."""
    return hazard * math.exp(max(0.0, response) * readiness)


def job_ratio(rates: Rates, completed: int, worked: int) -> float:
    """Nearly the project's rule: part of a hazard, and known when bounds are drawn."""
    return rates.completed_job_ratio if completed else 1.0 + 0.0 * worked


def seconds(own: OwnEngine | None, seed: int) -> float:
    """CPU seconds of the trial's weeks, the building of the world left out."""
    world = trial_world(seed)
    world.own = own
    began = time.process_time()
    world.advance(world.weeks)
    return time.process_time() - began


def ratio(rules: Mapping[str, Callable[..., float]]) -> float:
    """Fastest of some rounds with the rules over fastest without, taken in turns."""
    own = engine_with(rules)
    seconds(own, 0), seconds(None, 0)
    pairs = [(seconds(own, k), seconds(None, k)) for k in range(ROUNDS)]
    return min(mine for mine, _ in pairs) / min(usual for _, usual in pairs)


def main() -> None:
    """Print the ratios."""
    print("engine with a rule of one's own over the project's engine, CPU time")
    of_contact = ratio({"contact_probability": contact_probability})
    print(f"  contact_probability (bounds stay)  {of_contact:.2f}")
    of_ratios = ratio({"job_ratio": job_ratio})
    print(f"  job_ratio (bounds stay)            {of_ratios:.2f}")
    bounded = ratio({"raised": raised, "raised_bound": raised_bound})
    print(f"  raised (with a bound of its own)   {bounded:.2f}")
    of_hazards = ratio({"raised": raised})
    print(f"  raised (everybody is looked at)    {of_hazards:.2f}")


if __name__ == "__main__":
    main()
