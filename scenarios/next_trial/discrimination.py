"""How well a trial would tell two hypotheses apart.

A trial reports differences between its arms, in one or more groups of people. Somebody who holds
both hypotheses for equally likely before it then believes in each by how likely it makes the
report: by the Bayes factor, the ratio of two marginal likelihoods. Counted are

* the *error*: how often the wrong one looks likelier (a coin toss: 0.5);
* the *belief*: the expected posterior probability of the true one (a coin toss: 0.5).

A marginal likelihood is the mean over the hypothesis' draws of the normal density of the report
around what the draw implies, as wide as sampling error and the gaps between draws (a kernel of
Scott's width: Scott 2015, *Multivariate Density Estimation*, 2nd ed., 6.3). The draw that a report
was simulated from is left out, and its twin under the other hypothesis too: nobody will know the
truth that well. Levels in the arms are not used: they would differ in another year whichever
hypothesis is true.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import logsumexp

from sim.errors import InputError
from sim.messages import Said

Floats = npt.NDArray[np.float64]

#: Fewest draws of a hypothesis for each number that is reported: fewer say nothing of its shape.
DRAWS_PER_REPORT = 10
#: Standard deviation of a share that is exact as far as anybody can measure.
EXACT = 1e-6


@dataclass(frozen=True)
class Hypothesis:
    """What a trial would report if something were true.

    Attributes:
        reported: without sampling error, shape (draws, k).
        variance: of the sampling errors, which are independent, shape (draws, k).
    """

    reported: Floats
    variance: Floats


@dataclass(frozen=True)
class Discrimination:
    """How well two hypotheses are told apart.

    Attributes:
        error: how often the wrong one looks likelier.
        belief: expected posterior probability of the true one.
        noise: standard error of `error` over draws.
    """

    error: float
    belief: float
    noise: float


def fewest_draws(k: int) -> int:
    """Draws of a hypothesis that are needed for k reported numbers."""
    return DRAWS_PER_REPORT * k


def told_apart(one: Hypothesis, other: Hypothesis, *, data_sets: int, seed: int) -> Discrimination:
    """How well a trial tells two hypotheses apart, both equally likely before it.

    Args:
        one, other: what it would report under each; draws of the same number are twins.
        data_sets: simulated reports per draw.
        seed: of them.

    Raises:
        InputError: too few draws of one of them.
    """
    k = one.reported.shape[1]
    for found in (one, other):
        if len(found.reported) < fewest_draws(k):
            raise InputError(
                Said("scenarios.too_few_draws_to_tell_hypotheses"),
                field="--draws",
                found=len(found.reported),
                allowed=Said(
                    "scenarios.fewest_draws_or_more_of_each", fewest_draws=fewest_draws(k)
                ),
            )
    rng = np.random.default_rng(seed)
    luck = rng.standard_normal((data_sets, max(len(one.reported), len(other.reported)), k))
    wrong, belief, noise = [], [], 0.0
    for true, false in ((one, other), (other, one)):
        right = _beliefs(true, false, luck[:, : len(true.reported)])
        misses = (right < 0.5) + 0.5 * (right == 0.5)
        wrong.append(float(misses.mean()))
        belief.append(float(right.mean()))
        # Reports of one draw share its truth: the draws are what is independent.
        noise += float(misses.mean(axis=0).var(ddof=1) / len(true.reported))
    return Discrimination(float(np.mean(wrong)), float(np.mean(belief)), float(np.sqrt(noise) / 2))


def _beliefs(true: Hypothesis, false: Hypothesis, luck: Floats) -> Floats:
    """Posterior probability of the true hypothesis, shape (data sets, draws)."""
    seen = true.reported + np.sqrt(true.variance) * luck
    likelier = _log_likelihood(seen, true) - _log_likelihood(seen, false)
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(likelier, -500.0, 500.0))))


def _log_likelihood(seen: Floats, hypothesis: Hypothesis) -> Floats:
    """Log marginal likelihood of reports, each without the draw of its number.

    Args:
        seen: shape (data sets, draws, k).
        hypothesis: whose draws may be fewer or more.
    """
    count, k = hypothesis.reported.shape
    gaps = hypothesis.reported.var(axis=0, ddof=1) * count ** (-2.0 / (k + 4))
    variance = hypothesis.variance + gaps + EXACT**2
    away = np.square(seen[:, :, None, :] - hypothesis.reported) / variance
    density = -0.5 * (away + np.log(variance)).sum(axis=3)
    own = np.arange(min(seen.shape[1], count))
    density[:, own, own] = -np.inf
    others = count - (np.arange(seen.shape[1]) < count)
    return np.asarray(logsumexp(density, axis=2) - np.log(others))
