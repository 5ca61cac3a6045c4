"""What could be learnt before choosing: groups of model parameters and of prices.

The groups are data (`scenarios/decision/decision.yaml`); a price belongs to the value of knowing it
only if the accounts were worked out from it and it has a range.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from calibration.posterior import Posterior
from scenarios.decision.analysis import analyse
from scenarios.decision.evppi import DRAWS_PER_PARAMETER, FEWEST_DRAWS
from scenarios.decision.setting import decision_choices
from scenarios.economics.price_draws import PriceValues
from sim.parameters import parameter_space

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class ValueOfInformation:
    """What it would be worth to know some things for certain before choosing.

    Attributes:
        names: of the groups that could be assessed, in the order of the file.
        willingness_to_pay: values of a unit of effect, kroner, shape (worths,).
        evppi: kroner per young person, shape (groups, worths); never above the EVPI.
        error, bias: of it, the same shape (`scenarios.decision.evppi`).
        fewest: groups that could not be assessed, and the draws that they need.
    """

    names: tuple[str, ...]
    willingness_to_pay: Floats
    evppi: Floats
    error: Floats
    bias: Floats
    fewest: Mapping[str, int]

    def told(self, group: int, at: int) -> bool:
        """Whether a value is more than what noise alone gives on average, twice over."""
        return bool(self.evppi[group, at] > 2 * self.bias[group, at] and self.evppi[group, at] > 0)

    def most(self, at: int) -> tuple[str, ...]:
        """The groups most worth knowing at a value of a unit, the first the most.

        Those that stand out from noise and are no further below the first than the standard error
        of the difference. None if some groups could not be assessed.
        """
        if self.fewest:
            return ()
        told = [k for k in range(len(self.names)) if self.told(k, at)]
        order = sorted(told, key=lambda k: -float(self.evppi[k, at]))

        def behind(k: int) -> float:
            return float(self.evppi[order[0], at] - self.evppi[k, at])

        return tuple(
            self.names[k]
            for k in order
            if behind(k) <= np.hypot(self.error[order[0], at], self.error[k, at])
        )


def learnable(
    posterior: Posterior, values: PriceValues, reads: Collection[str]
) -> dict[str, Floats]:
    """Draws of what could be learnt together, by group; shape (draws, k). Constants are left out.

    Args:
        posterior: the draws of the model's parameters.
        values: one draw of prices per draw.
        reads: prices that the kroner were worked out from.
    """
    groups: dict[str, list[str]] = {}
    for parameter in parameter_space():
        if parameter.name in posterior.draws.columns:
            groups.setdefault(parameter.group, []).append(parameter.name)
    found = {}
    for name, learnt in decision_choices().learn.items():
        columns = [
            posterior.draws[p].to_numpy(float)
            for group in learnt.parameters
            for p in groups.get(group, [])
        ]
        if values.draws is not None:
            columns += [values[price] for price in learnt.prices if price in reads]
        varying = [column for column in columns if column.min() < column.max()]
        if varying:
            found[name] = np.stack(varying, axis=1)
    return found


def value_of_information(
    cost: Floats,
    effect: Floats,
    willingness_to_pay: Floats,
    evpi: Floats,
    learnt: Mapping[str, Floats],
) -> ValueOfInformation:
    """EVPPI of every group.

    Args:
        cost, effect: means over the seeds of a draw, shape (draws, policies). The regression takes
            their noise out by itself.
        willingness_to_pay: values of a unit of effect, kroner, shape (worths,).
        evpi: of draws without the noise of seeds, (worths,): nothing is worth more than that.
        learnt: of `learnable`.
    """
    draws = len(cost)
    needed = {
        name: max(FEWEST_DRAWS, DRAWS_PER_PARAMETER * columns.shape[1])
        for name, columns in learnt.items()
    }
    chosen = {name: columns for name, columns in learnt.items() if needed[name] <= draws}
    information = analyse(cost, effect, willingness_to_pay, chosen or None).information
    shape = (len(information), len(willingness_to_pay))
    evppi = np.array([one.evppi for one in information]).reshape(shape)
    return ValueOfInformation(
        tuple(one.name for one in information),
        willingness_to_pay,
        np.minimum(evppi, evpi),
        np.array([one.error for one in information]).reshape(shape),
        np.array([one.bias for one in information]).reshape(shape),
        {name: count for name, count in needed.items() if count > draws},
    )
