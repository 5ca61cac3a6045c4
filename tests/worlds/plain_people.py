"""About 100,000 people who do not differ, and how far counts of them may be from a chance."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import numpy.typing as npt
from scipy import stats

from calibration.trial import the_trial
from sim.parameters import parameter_space
from sim.simulation import Cohort

Floats = npt.NDArray[np.float64]

#: About 100,000 people.
COPIES = 39
#: False-alarm rate of each statistical test, over all the shares that it compares.
ALARM = 1e-7

#: Nobody differs from anybody, no season, no trend, no ordinary services.
PLAIN = {
    **dict.fromkeys(
        (
            "education_su",
            "education_no_grades",
            "education_barriers",
            "job_barriers",
            "job_transfer",
            "pension_barriers",
            "ordinary_share",
            "pension_age",
            "pension_trend",
        ),
        0.0,
    ),
    "august_peak": 1.0,
    "january_peak": 1.0,
}


def plain_values(**changes: float) -> dict[str, float]:
    """The centres, but for what makes people differ and for these changes."""
    return parameter_space().values({**PLAIN, **changes})


@cache
def crowd(seed: int = 77) -> Cohort:
    """About 100,000 people who enter over some weeks."""
    return the_trial().cohort(parameter_space().centres(), seed, copies=COPIES, groups=("all",))


def at_once(cohort: Cohort) -> Cohort:
    """The same people, but all of them enter in week 0 and are 25 years old."""
    n = cohort.population.n
    population = replace(cohort.population, age=np.full(n, 25.0))
    return replace(cohort, population=population, entry=np.zeros(n, np.int32), _cache={})


def rarest(counts: npt.NDArray[np.integer], n: int, expected: Floats) -> float:
    """How rare the most surprising count is: the least of the binomial's two tails, doubled.

    Exact for any count, also where next to nobody is expected.
    """
    chance = np.clip(expected, 0.0, 1.0)
    below = stats.binom.cdf(counts, n, chance)
    above = stats.binom.sf(counts - 1, n, chance)
    return float(2.0 * np.minimum(below, above).min())


def limit(comparisons: int) -> float:
    """What `rarest` falls below once in 1 / ALARM tests of so many counts (Bonferroni)."""
    return ALARM / comparisons
