"""What it would be worth to know some parameters for certain: EVPPI.

EVPPI(q) = E_q max_p E(NB_p | q) - max_p E(NB_p). The inner expectation is a regression of net
benefit on q over the draws at hand: Strong, Oakley and Brennan (2014), "Estimating multiparameter
partial expected value of perfect information from a probabilistic sensitivity analysis sample",
*Medical Decision Making* 34: 311-326.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from scenarios.decision.curves import Curves, net_benefit, tie_width
from scenarios.decision.inputs import Outcomes
from scenarios.decision.smoothing import Basis, fit, process_basis, resampled, spline_basis
from sim.errors import InputError
from sim.messages import Said

Floats = npt.NDArray[np.float64]

#: Fewest draws for a regression, and draws per parameter learnt together.
FEWEST_DRAWS, DRAWS_PER_PARAMETER = 20, 5
#: Redrawn fits behind a standard error: it is itself good to a tenth.
REFITS = 100
#: Most numbers held at once while redrawing.
AT_ONCE = 4_000_000


@dataclass(frozen=True)
class PartialInformation:
    """What knowing one parameter, or one group of them, would be worth.

    Attributes:
        name: of the parameter or group.
        parameters: how many are learnt together; constant ones are not counted.
        evppi: money per person, shape (thresholds,); from 0 to the EVPI.
        error: standard error, (thresholds,): of the regression and of the draws together.
        bias: how much too high the regression's noise makes it on average, (thresholds,). The
            best of noisy values looks better than it is; `evppi` is not corrected for it.
        regression: what the regression alone gave, (thresholds,), before the bounds below.
        bound: per threshold what it was set to because theory allows no more or no less: `EVPI`,
            or the name of a parameter or group that it contains; empty if nothing was.
        population: persons the decision is taken for; None if not said.
    """

    name: str
    parameters: int
    evppi: Floats
    error: Floats
    bias: Floats
    regression: Floats
    bound: tuple[str, ...]
    population: float | None

    @property
    def population_evppi(self) -> Floats | None:
        """For everybody the decision is taken for, money, shape (thresholds,)."""
        return None if self.population is None else self.evppi * self.population

    def to_frame(self, thresholds: Floats) -> pd.DataFrame:
        """One row per threshold."""
        table = pd.DataFrame(
            {
                "threshold": thresholds,
                "name": self.name,
                "parameters": self.parameters,
                "evppi": self.evppi,
                "error": self.error,
                "bias": self.bias,
                "bound": self.bound,
            }
        )
        if self.population_evppi is not None:
            table["population_evppi"] = self.population_evppi
        return table


def partial_information(
    outcomes: Outcomes, curve: Curves, learnt: Mapping[str, Floats], seed: int
) -> tuple[PartialInformation, ...]:
    """EVPPI of everything that could be learnt.

    Net benefit less that of the policy best today is regressed, so that what all policies share
    is no noise. Theory orders the values: nothing is worth more than perfect information, nor
    less than a part of itself. Estimates that break the order are set to its bound and say so.

    Args:
        outcomes: costs and effects.
        curve: what the same outcomes gave without regressions.
        learnt: name to columns learnt together, shape (draws, k).
        seed: of the redrawn fits behind standard error and bias.

    Raises:
        InputError: too few draws for a regression on so many parameters.
    """
    raw = [_regressions(outcomes, curve, name, columns, seed) for name, columns in learnt.items()]
    columns = {name: _column_set(values) for name, values in learnt.items()}
    found: dict[str, PartialInformation] = {}
    # Small before large: what a group is set to is already in bounds.
    for one in sorted(raw, key=lambda r: len(columns[r.name])):
        value, bound = one.regression.copy(), [""] * len(one.regression)
        for other in found.values():
            if columns[other.name] < columns[one.name]:
                for t in np.flatnonzero(other.evppi > value):
                    value[t], bound[t] = other.evppi[t], other.name
        for t in np.flatnonzero(value > curve.evpi):
            value[t], bound[t] = curve.evpi[t], "EVPI"
        found[one.name] = PartialInformation(
            one.name,
            one.parameters,
            value,
            one.error,
            one.bias,
            one.regression,
            tuple(bound),
            curve.population,
        )
    return tuple(found[name] for name in learnt)


def _column_set(values: Floats) -> frozenset[bytes]:
    """Which parameters a group holds, by what is in them; constants teach nothing."""
    return frozenset(v.tobytes() for v in values.T if v.min() < v.max())


def _regressions(
    outcomes: Outcomes, curve: Curves, name: str, columns: Floats, seed: int
) -> PartialInformation:
    # A column twice in a group is learnt once.
    varying = np.unique(columns[:, columns.min(axis=0) < columns.max(axis=0)], axis=1)
    count, zeros = varying.shape[1], np.zeros(len(curve.thresholds))
    if count == 0:
        return PartialInformation(
            name, 0, zeros, zeros, zeros, zeros, ("",) * len(zeros), curve.population
        )
    fewest = max(FEWEST_DRAWS, DRAWS_PER_PARAMETER * count)
    if outcomes.draws < fewest:
        raise InputError(
            Said("scenarios.too_few_draws_for_a_regression"),
            field=f"parameters: {name}",
            found=outcomes.draws,
            allowed=Said("scenarios.fewest_draws_for_count", fewest=fewest, count=count),
        )
    if count == 1:
        basis = spline_basis(varying[:, 0])
    else:
        # Against the mean of all policies, so that their order makes no difference.
        both = [x - x.mean(axis=1, keepdims=True) for x in (outcomes.cost, outcomes.effect)]
        basis = process_basis(varying, np.concatenate(both, axis=1))
    rows = np.array(
        [
            # The same seed each time: a threshold's error does not depend on the other thresholds.
            _one_threshold(
                outcomes, basis, float(threshold), int(best), np.random.default_rng(seed)
            )
            for threshold, best in zip(curve.thresholds, curve.best, strict=True)
        ]
    )
    return PartialInformation(
        name,
        count,
        rows[:, 0],
        rows[:, 1],
        rows[:, 2],
        rows[:, 0],
        ("",) * len(rows),
        curve.population,
    )


def _one_threshold(
    outcomes: Outcomes, basis: Basis, threshold: float, best: int, rng: np.random.Generator
) -> tuple[float, float, float]:
    """EVPPI, its standard error and its bias."""
    benefit = net_benefit(outcomes, threshold)
    gain = benefit - benefit[:, [best]]
    gain[np.abs(gain) <= tie_width(outcomes, threshold)] = 0.0
    gain = gain[:, np.flatnonzero(np.abs(gain).max(axis=0) > 0)]
    if not gain.shape[1]:
        return 0.0, 0.0, 0.0
    found = fit(basis, gain)
    learnt = np.maximum(found.fitted.max(axis=1), 0.0)
    value = float(learnt.mean())
    at_once = max(1, AT_ONCE // gain.size)
    redrawn = np.concatenate(
        [
            _value(resampled(basis, found, min(at_once, REFITS - start), rng))
            for start in range(0, REFITS, at_once)
        ]
    )
    draws = learnt.var(ddof=1) / len(learnt)
    return value, float(np.sqrt(redrawn.var(ddof=1) + draws)), float(redrawn.mean() - value)


def _value(fitted: Floats) -> Floats:
    """EVPPI of fits of the gains over one policy, shape (draws, fits, responses)."""
    chosen = np.maximum(fitted.max(axis=2), 0.0).mean(axis=0)
    return np.asarray(chosen - np.maximum(fitted.mean(axis=0).max(axis=1), 0.0))
