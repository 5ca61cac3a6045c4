"""What the data of a trial would be worth to a decision: EVSI, and what is left after its cost.

EVSI(n) = E_x max_p E(NB_p | x) - max_p E(NB_p), where x is what a trial with n people per arm
would report. Two steps give the inner expectation:

* g(t) = E(NB | t), where t is what a trial without sampling error would report: a regression over
  the posterior draws (Strong, Oakley and Brennan 2014, *Medical Decision Making* 34: 311-326).
* E(NB | x) = E(g(t) | x), because x tells of NB only through t: the draws, weighted by how likely
  each makes the simulated x (Menzies 2016, "An efficient estimator for the expected value of sample
  information", *Medical Decision Making* 36: 308-320).

So nothing is regressed on noise: a trial of nobody is worth nothing, and a very large one what it
would be worth to know t. What the regression leaves open is the error; where it makes the best of
noisy values look better than it is, that bias is taken off. A larger trial is never worth less:
over the sizes the values are the nearest that do not fall (isotonic regression).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.optimize import isotonic_regression
from scipy.special import softmax

from scenarios.decision.curves import Curves, curves, net_benefit, tie_width
from scenarios.decision.evppi import FEWEST_DRAWS
from scenarios.decision.inputs import Outcomes
from scenarios.decision.smoothing import fit, process_basis, resampled, spline_basis
from sim.errors import InputError
from sim.messages import Said

Floats = npt.NDArray[np.float64]

#: Redrawn regressions behind bias and error: those are themselves good to a tenth.
REFITS = 60


@dataclass(frozen=True)
class SampleInformation:
    """What trials of several sizes would be worth.

    Attributes:
        sizes: people per arm, shape (sizes,).
        curve: of the same decision: what is best today, and the EVPI.
        evsi: money per person, shape (thresholds, sizes); from 0 to the EVPI, never falling.
        error: standard error: of the regression, the data sets and the posterior draws,
            (thresholds, sizes).
    """

    sizes: Floats
    curve: Curves
    evsi: Floats
    error: Floats

    def net(self, cost: Floats) -> Floats:
        """Expected net benefit of sampling (ENBS): EVSI of everybody less the trial's cost.

        Args:
            cost: of a trial, money, shape (sizes,).

        Returns:
            Money, shape (thresholds, sizes).
        """
        assert self.curve.population is not None
        return self.evsi * self.curve.population - cost

    def to_frame(self, cost: Floats) -> pd.DataFrame:
        """One row per threshold and size: evsi, error, population_evsi, cost, net, pays_from.

        `pays_from` is the number of people that a decision must be for so that the trial is worth
        its cost; infinite where it teaches nothing.
        """
        count = len(self.sizes)
        rows = len(self.curve.thresholds)
        assert self.curve.population is not None
        pays_from = np.divide(
            cost, self.evsi, out=np.full(self.evsi.shape, np.inf), where=self.evsi > 0
        )
        return pd.DataFrame(
            {
                "value": np.repeat(self.curve.thresholds, count),
                "n": np.tile(self.sizes, rows).astype(int),
                "evsi": self.evsi.ravel(),
                "error": self.error.ravel(),
                "population_evsi": self.evsi.ravel() * self.curve.population,
                "cost": np.tile(cost, rows),
                "net": self.net(cost).ravel(),
                "pays_from": pays_from.ravel(),
            }
        )


def sample_information(
    outcomes: Outcomes,
    thresholds: Floats,
    reported: Floats,
    spread: Floats,
    sizes: Floats,
    *,
    population: float,
    reports: int,
    seed: int,
) -> SampleInformation:
    """EVSI of trials of several sizes.

    Args:
        outcomes: costs and effects of what can be decided, per person.
        thresholds: money per unit of effect, shape (thresholds,).
        reported: what a trial without sampling error would report in each draw, shape (draws, k).
        spread: roots of the covariance of the sampling errors, shape (sizes, draws, k, k): an
            error is such a root times k standard normals. The same normals serve all sizes.
        sizes: people per arm, rising, shape (sizes,).
        population: persons the decision is taken for.
        reports: that are simulated of each size, in all; at least one per draw.
        seed: of them.

    Raises:
        InputError: too few draws for a regression.
    """
    if outcomes.draws < FEWEST_DRAWS:
        raise InputError(
            Said("scenarios.too_few_draws_to_say_what"),
            field="--draws",
            found=outcomes.draws,
            allowed=Said("scenarios.fewest_draws_or_more", fewest_draws=FEWEST_DRAWS),
        )
    curve = curves(outcomes, thresholds, population)
    rng = np.random.default_rng(seed)
    data_sets = -(-reports // outcomes.draws)
    luck = rng.standard_normal((data_sets, outcomes.draws, reported.shape[1]))
    # The same redraws for every threshold: a threshold's error does not depend on the others.
    gains = [
        _regressed(reported, _gain(outcomes, curve, t), np.random.default_rng([seed, 1]))
        for t in range(len(thresholds))
    ]
    shape = (len(thresholds), len(sizes))
    value, error = np.zeros(shape), np.zeros(shape)
    for s in range(len(sizes)):
        weights = [_weights(reported, spread[s], one) for one in luck]
        for t, gain in enumerate(gains):
            value[t, s], error[t, s] = _value(weights, gain)
    bounded = np.clip(value, 0.0, curve.evpi[:, None])
    rising = [isotonic_regression(row).x if len(row) > 1 else row for row in bounded]
    return SampleInformation(sizes, curve, np.array(rising), error)


def _gain(outcomes: Outcomes, curve: Curves, t: int) -> Floats:
    """Net benefit of the other policies over that of the one best today, (draws, others)."""
    threshold = float(curve.thresholds[t])
    benefit = net_benefit(outcomes, threshold)
    gain = benefit - benefit[:, [int(curve.best[t])]]
    gain[np.abs(gain) <= tie_width(outcomes, threshold)] = 0.0
    return np.asarray(gain[:, np.flatnonzero(np.abs(gain).max(axis=0) > 0)])


def _regressed(reported: Floats, gain: Floats, rng: np.random.Generator) -> Floats:
    """Expected gains given what is reported, and others that could as well be true.

    Args:
        reported: shape (draws, k).
        gain: shape (draws, others).
        rng: of the others.

    Returns:
        Shape (draws, 1 + REFITS, others), the fit first.
    """
    varying = reported[:, reported.min(axis=0) < reported.max(axis=0)]
    if not varying.shape[1] or not gain.shape[1]:
        mean = np.broadcast_to(gain.mean(axis=0), gain.shape)
        return np.repeat(mean[:, None], 1 + REFITS, axis=1)
    one = varying.shape[1] == 1
    basis = spline_basis(varying[:, 0]) if one else process_basis(varying, gain)
    fitted = fit(basis, gain)
    return np.concatenate([fitted.fitted[:, None], resampled(basis, fitted, REFITS, rng)], axis=1)


def _weights(reported: Floats, spread: Floats, luck: Floats) -> Floats:
    """Posterior weights of the draws given one simulated report of each draw.

    Args:
        reported: shape (draws, k).
        spread: roots of the covariances of the sampling errors, shape (draws, k, k).
        luck: standard normals, shape (draws, k).

    Returns:
        By report and draw, shape (draws, draws); rows sum to 1.
    """
    seen = reported + np.einsum("dij,dj->di", spread, luck)
    inverse = np.linalg.inv(spread)
    away = np.einsum("dij,rdj->rdi", inverse, seen[:, None] - reported)
    log_size = np.log(np.diagonal(spread, axis1=1, axis2=2)).sum(axis=1)
    log = -0.5 * np.square(away).sum(axis=2) - log_size
    return np.asarray(softmax(log, axis=1))


def _value(weights: Sequence[Floats], gain: Floats) -> tuple[float, float]:
    """EVSI less its bias, and its standard error.

    Args:
        weights: of `_weights`, one for each data set.
        gain: of `_regressed`.
    """
    draws, fits, others = gain.shape
    if not others:
        return 0.0, 0.0
    best, mean = np.zeros((draws, fits)), np.zeros((fits, others))
    for one in weights:
        expected = (one @ gain.reshape(draws, -1)).reshape(draws, fits, others)
        best += np.maximum(expected.max(axis=2), 0.0) / len(weights)
        mean += expected.mean(axis=0) / len(weights)
    value = best.mean(axis=0) - np.maximum(mean.max(axis=1), 0.0)
    error = np.sqrt(value[1:].var(ddof=1) + best[:, 0].var(ddof=1) / draws)
    return float(2 * value[0] - value[1:].mean()), float(error)
