"""What the data of a trial would be worth to a decision: EVSI, and what is left after its cost.

EVSI(n) = E_x max_p E(NB_p | x) - max_p E(NB_p), where x is what a trial with n people per arm
would report. The inner expectation is a regression of net benefit on simulated reports, one per
posterior draw: Strong, Oakley, Brennan and Breeze (2015), "Estimating the expected value of sample
information using the probabilistic sensitivity analysis sample", *Medical Decision Making* 35:
570-583.

Two things that theory says are used. A regression on noise makes the best of noisy values look
better than it is: that bias is estimated by redrawing the fit, and taken off. And a larger trial is
never worth less: over the sizes the values are the nearest that do not fall (isotonic regression).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.optimize import isotonic_regression

from scenarios.decision_curves import Curves, curves, net_benefit, tie_width
from scenarios.decision_information import FEWEST_DRAWS
from scenarios.decision_inputs import Outcomes
from scenarios.decision_smoothing import (
    Basis,
    fit,
    length_scales,
    process_basis,
    resampled,
    spline_basis,
)
from sim.errors import InputError

Floats = npt.NDArray[np.float64]

#: Redrawn fits behind the bias of one regression; data sets and sizes average over many.
REFITS = 40


@dataclass(frozen=True)
class SampleInformation:
    """What trials of several sizes would be worth.

    Attributes:
        sizes: people per arm, shape (sizes,).
        curve: of the same decision: what is best today, and the EVPI.
        evsi: money per person, shape (thresholds, sizes); from 0 to the EVPI, never falling.
        error: standard error over data sets and posterior draws, (thresholds, sizes).
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
    data_sets: int,
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
        data_sets: simulated data sets per draw and size.
        seed: of them.

    Raises:
        InputError: too few draws for a regression.
    """
    if outcomes.draws < FEWEST_DRAWS:
        raise InputError(
            "too few draws to say what a trial is worth", field="--draws", found=outcomes.draws,
            allowed=f"{FEWEST_DRAWS} or more",
        )  # fmt: skip
    curve = curves(outcomes, thresholds, population)
    rng = np.random.default_rng(seed)
    luck = rng.standard_normal((data_sets, outcomes.draws, reported.shape[1]))
    gains = [_gain(outcomes, curve, t) for t in range(len(thresholds))]
    # Policies against their mean, so that their order makes no difference.
    both = [x - x.mean(axis=1, keepdims=True) for x in (outcomes.cost, outcomes.effect)]
    against = np.concatenate(both, axis=1)
    smooth = _Smoother(reported, against)
    found = np.empty((2, data_sets, len(thresholds), len(sizes)))
    for k in range(data_sets):
        for s in range(len(sizes)):
            basis = smooth.basis(reported + np.einsum("dij,dj->di", spread[s], luck[k]))
            for t, gain in enumerate(gains):
                found[:, k, t, s] = (0.0, 0.0) if basis is None else _value(basis, gain, rng)
    mean = np.clip(found[0].mean(axis=0), 0.0, curve.evpi[:, None])
    rising = [isotonic_regression(row).x if len(row) > 1 else row for row in mean]
    # Data sets share the draws: what those leave open does not average out.
    error = np.sqrt(found[0].var(axis=0, ddof=1) / data_sets + found[1].mean(axis=0))
    return SampleInformation(sizes, curve, np.array(rising), error)


class _Smoother:
    """Bases in what trials report; several reports need length scales, found once without error."""

    def __init__(self, reported: Floats, responses: Floats) -> None:
        self._responses = responses
        self._varying = reported.min(axis=0) < reported.max(axis=0)
        several = int(self._varying.sum()) > 1
        self._scales = length_scales(reported[:, self._varying], responses) if several else None

    def basis(self, seen: Floats) -> Basis | None:
        """Of one data set per draw; None if no draw could report anything else than another."""
        varying = seen[:, self._varying]
        if not varying.shape[1]:
            return None
        if self._scales is None:
            return spline_basis(varying[:, 0])
        return process_basis(varying, self._responses, scales=self._scales)


def _gain(outcomes: Outcomes, curve: Curves, t: int) -> Floats:
    """Net benefit of the other policies over that of the one best today, (draws, others)."""
    threshold = float(curve.thresholds[t])
    benefit = net_benefit(outcomes, threshold)
    gain = benefit - benefit[:, [int(curve.best[t])]]
    gain[np.abs(gain) <= tie_width(outcomes, threshold)] = 0.0
    return np.asarray(gain[:, np.flatnonzero(np.abs(gain).max(axis=0) > 0)])


def _value(basis: Basis, gain: Floats, rng: np.random.Generator) -> tuple[float, float]:
    """EVSI of one data set per draw, less the bias of its regression; its variance over draws."""
    if not gain.shape[1]:
        return 0.0, 0.0
    fitted = fit(basis, gain)
    learnt = np.maximum(fitted.fitted.max(axis=1), 0.0)
    value = float(learnt.mean())
    redrawn = resampled(basis, fitted, REFITS, rng)
    best = np.maximum(redrawn.max(axis=2), 0.0).mean(axis=0)
    today = np.maximum(redrawn.mean(axis=0).max(axis=1), 0.0)
    return value - (float((best - today).mean()) - value), float(learnt.var(ddof=1) / len(learnt))
