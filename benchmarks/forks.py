"""What it saves to live policies that differ in caps as one until they part, and that it is exact.

    python -m benchmarks.forks [--draws 12]

The same policies, people and luck are lived twice, in turns: each world by itself, and together
(`sim.forks`). Seconds are processor time, of the weeks and of making the worlds.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence

from benchmarks.timing import peak_memory
from calibration.stored_posterior import shipped_posterior
from calibration.trial import the_trial
from scenarios.comparison.prepared import Prepared, prepared
from scenarios.policy.intake import cohort_for
from scenarios.policy.policies import load_policies
from sim.simulation import Simulation

SETS = {
    "104 against 52 weeks": ("104-weeks", "as-in-trial"),
    "26, 52, 78 and 104 weeks": ("26-weeks", "as-in-trial", "78-weeks", "104-weeks"),
    "104 and 52 weeks, nobody": ("104-weeks", "as-in-trial", "no-mentor"),
}
HORIZONS = (105, 261)


def lived(world: Simulation) -> bytes:
    """All counts of a world that is lived to its end."""
    return world.run(persons=False).people.tobytes()


def apart(
    ready: Prepared, draw: int, values: dict[str, float], seed: int, horizon: int
) -> list[bytes]:
    """Each world by itself."""
    cohort = cohort_for(ready.people, ready.intake, values, seed)
    return [lived(world) for world in ready.worlds(draw, cohort, values, seed, horizon)]


def together(
    ready: Prepared, draw: int, values: dict[str, float], seed: int, horizon: int
) -> list[bytes]:
    """As the commands do it."""
    cohort = cohort_for(ready.people, ready.intake, values, seed)
    return ready.simulate(draw, cohort, values, seed, horizon, lived)


Simulated = Callable[[Prepared, int, dict[str, float], int, int], list[bytes]]


def seconds(ways: Sequence[Simulated], ready: Prepared, draws: int, horizon: int) -> list[float]:
    """Of every way, in turns over the draws; each is the first as often as the last."""
    taken = [0.0 for _ in ways]
    for draw, values in enumerate(list(shipped_posterior().first(draws).values())):
        found = []
        for way in range(len(ways))[:: -1 if draw % 2 else 1]:
            start = time.process_time()
            found.append(ways[way](ready, draw, values, draw + 1, horizon))
            taken[way] += time.process_time() - start
        if any(other != found[0] for other in found):
            raise SystemExit(f"draw {draw}: not the same lives")
    return taken


def main() -> None:
    """Print a line for each set of policies and horizon."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=12)
    asked = parser.parse_args()
    for words, names in SETS.items():
        ready = prepared(the_trial(), load_policies(list(names)), shipped_posterior().first(2))
        seconds([apart, together], ready, 2, HORIZONS[0])
        for horizon in HORIZONS:
            one, other = seconds([apart, together], ready, asked.draws, horizon)
            print(f"{words:26} {horizon} weeks: {one / other:.2f} times less", flush=True)
    print(f"the same lives in all; peak memory {peak_memory() / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
