"""The chance that a trial finds a difference between two arms, and that chance over the posterior.

*Power* is for a true difference that is taken as given; *assurance* is its mean over what the
difference may be (O'Hagan, Stevens and Campbell 2005, "Assurance in clinical trial design",
*Pharmaceutical Statistics* 4: 187-201). As the trial grows power nears 1, assurance only the
probability that the difference is there.

The test is that of two shares with the variance pooled under "no difference" (Fleiss, Levin and
Paik 2003, *Statistical Methods for Rates and Proportions*, 3rd ed., chapter 4). Where whole
jobcentres are drawn, variances are the design effect 1 + (m - 1) ICC larger, m people of an arm
per jobcentre (Donner and Klar 2000, *Design and Analysis of Cluster Randomization Trials*), and
the test has as many degrees of freedom as jobcentres less two.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq
from scipy.stats import nct, norm, t

Floats = npt.NDArray[np.float64]

#: Fewest jobcentres of an arm that leave something to measure their variation by.
FEWEST_JOBCENTRES = 2
#: People per arm beyond which no trial is looked for: more than there are in the country.
MOST_PEOPLE = 1e8


@dataclass(frozen=True)
class Clusters:
    """Whole jobcentres are drawn for an arm.

    Attributes:
        people: of the trial in a jobcentre.
        icc: share of the outcome's variance that lies between jobcentres.
    """

    people: float
    icc: float

    def per_arm(self, n: Floats) -> Floats:
        """Jobcentres in an arm of n people, shape of n."""
        return np.ceil(np.asarray(n, float) / self.people - 1e-9)


@dataclass(frozen=True)
class Test:
    """How a difference is judged.

    Attributes:
        alpha: chance of a false alarm, two-sided.
        clusters: whether whole jobcentres are drawn; None is people within jobcentres.
    """

    __test__ = False  # nothing for pytest to collect

    alpha: float
    clusters: Clusters | None = None

    def design_effect(self, n: Floats) -> Floats:
        """Variance of an arm's share over that of n people drawn one by one, shape of n.

        NaN where an arm has fewer than two jobcentres.
        """
        n = np.asarray(n, float)
        if self.clusters is None:
            return np.ones_like(n)
        count = self.clusters.per_arm(n)
        effect = 1.0 + (n / np.maximum(count, 1.0) - 1.0) * self.clusters.icc
        return np.where(count >= FEWEST_JOBCENTRES, effect, np.nan)

    def freedom(self, n: Floats) -> Floats:
        """Degrees of freedom, shape of n; infinite where people are drawn one by one."""
        n = np.asarray(n, float)
        if self.clusters is None:
            return np.full(n.shape, np.inf)
        return 2.0 * (self.clusters.per_arm(n) - 1.0)


@dataclass(frozen=True)
class Chances:
    """Of a significant difference.

    Attributes:
        above: the second share is found to be larger.
        below: it is found to be smaller.
    """

    above: Floats
    below: Floats

    @property
    def either(self) -> Floats:
        """Of either."""
        return self.above + self.below


def chances(first: Floats, second: Floats, n: Floats, test: Test) -> Chances:
    """Chances that a trial with n people in each of two arms finds a difference.

    Args:
        first, second: true shares, 0 to 1.
        n: people per arm; the three broadcast.
        test: how it is judged.

    Returns:
        NaN where there are too few jobcentres for a test.
    """
    p, q, n = np.broadcast_arrays(*(np.asarray(x, float) for x in (first, second, n)))
    mean = (p + q) / 2
    scale = test.design_effect(n) / n
    under_none = np.sqrt(2 * mean * (1 - mean) * scale)
    true = np.sqrt((p * (1 - p) + q * (1 - q)) * scale)
    certain = true == 0.0
    away = np.divide(q - p, true, out=np.zeros_like(true), where=~certain)
    ratio = np.divide(under_none, true, out=np.ones_like(true), where=~certain)
    freedom = test.freedom(n)
    if test.clusters is None:
        limit = norm.isf(test.alpha / 2) * ratio
        above, below = norm.sf(limit - away), norm.cdf(-limit - away)
    else:
        usable = np.where(freedom > 0, freedom, np.nan)
        limit = t.isf(test.alpha / 2, usable) * ratio
        above, below = nct.sf(limit, usable, away), nct.sf(limit, usable, -away)
    # Where nothing varies (shares of 0 or 1) a difference is seen for certain.
    above = np.where(certain, 1.0 * (q > p), above) + 0.0 * scale
    below = np.where(certain, 1.0 * (q < p), below) + 0.0 * scale
    return Chances(np.asarray(above), np.asarray(below))


def people_needed(first: float, second: float, test: Test, wanted: float) -> float:
    """People per arm from which a given difference is found with the wanted chance.

    Args:
        first: share in the first arm, 0 to 1.
        second: share in the other.
        test: how it is judged.
        wanted: chance of finding the difference, 0 to 1.

    Returns:
        Infinite if no trial that could be held finds it.
    """

    def missing(log_n: float) -> float:
        found = chances(np.array(first), np.array(second), np.array(np.exp(log_n)), test).either
        return float(np.nan_to_num(found)) - wanted

    return _smallest(missing, test)


def people_for_assurance(first: Floats, second: Floats, test: Test, wanted: float) -> float:
    """People per arm from which the second arm is found to be better with the wanted assurance.

    Args:
        first, second: shares by draw, turned so that more is better, shape (draws,).
        test: how it is judged.
        wanted: chance, 0 to 1.

    Returns:
        Infinite if no trial reaches it: its limit is the share of draws in which it is better.
    """

    def missing(log_n: float) -> float:
        found = chances(first, second, np.array(np.exp(log_n)), test).above
        return float(np.nan_to_num(found).mean()) - wanted

    return _smallest(missing, test)


def _smallest(missing: Callable[[float], float], test: Test) -> float:
    least = 2.0 if test.clusters is None else FEWEST_JOBCENTRES * test.clusters.people
    low, high = np.log(least), np.log(MOST_PEOPLE)
    if missing(low) >= 0:
        return float(np.ceil(least))
    if missing(high) < 0:
        return float("inf")
    # Whole jobcentres make steps: the root is good to a step, which is what can be said.
    return float(np.ceil(np.exp(brentq(missing, low, high, xtol=1e-6))))
