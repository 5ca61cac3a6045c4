"""Time a variance-based sensitivity analysis: `python -m benchmarks.sensitivity [SAMPLES]`.

Sobol's indices of the twenty parameters of the first groups of the list, effect of 104 against 52
weeks on education. Seconds on the wall depend on what else the machine does, which is said beside
them; seconds of its processors do so much less.
"""

from __future__ import annotations

import os
import sys
import time

from calibration.stored_posterior import shipped_posterior
from calibration.trial import the_trial
from scenarios.policy.policies import load_policy
from scenarios.sensitivity.design import over_priors
from scenarios.sensitivity.methods import SOBOL, USUAL
from scenarios.sensitivity.named import find_factors
from scenarios.sensitivity.question import ask
from scenarios.sensitivity.runs import Running, run_design
from scenarios.sensitivity.sensitivity import analyse

FACTORS, WEEK, WORKERS = 20, 104, 2


def main(samples: int) -> None:
    """Measure once, after a first row has warmed the engine."""
    posterior = shipped_posterior()
    question = ask(
        the_trial(),
        load_policy("104-weeks"),
        load_policy("as-in-trial"),
        "education",
        WEEK,
        posterior,
    )
    factors = find_factors(["parameters"], None)[:FACTORS]
    design, model = over_priors(SOBOL, factors, samples, 1), question.model(factors)
    run_design(model, design.x[:1], 1, Running())
    busy, wall, worked = os.getloadavg()[0], time.perf_counter(), time.process_time()
    found = analyse(model, design, 1, Running(WORKERS))
    wall, worked = time.perf_counter() - wall, time.process_time() - worked
    again = found.noise.rows * (found.noise.seeds - 1)
    print(
        f"{FACTORS} factors, {samples:,} base points: {found.runs:,} pairs of lives of "
        f"{the_trial().seats.sum():,} young people over {WEEK} weeks,\nand {again:,} more for the "
        f"noise. {worked:.0f} s of processor time, {wall:.0f} s on the wall with {WORKERS} "
        f"threads\n(load before it began: {busy:.1f} on {os.cpu_count()} cores)."
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else USUAL[SOBOL])
