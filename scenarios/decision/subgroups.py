"""What it is worth to choose for each subgroup by itself.

The value of individualised care of Basu and Meltzer (2007, "Value of information on preference
heterogeneity and individualized care", *Medical Decision Making* 27: 112-127), for the attributes
that define the subgroups; Espinoza, Manca, Claxton and Sculpher (2014, "The value of heterogeneity
for cost-effectiveness subgroup analysis", *Medical Decision Making* 34: 951-964) call it the static
value of heterogeneity, and what is left to learn after the split the dynamic one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from scenarios.decision.curves import best_policy
from scenarios.decision.inputs import ROUNDING, check_names, numbers, read_thresholds
from sim.errors import InputError
from sim.messages import Said

Floats = npt.NDArray[np.float64]
#: Standard errors that a value must exceed to be told from what the choice of the best gives.
TOLD_ERRORS = 2.0


@dataclass(frozen=True)
class Grouped:
    """Cost and effect by subgroup.

    Attributes:
        policies: names, shape (policies,).
        groups: names, shape (groups,).
        cost: money per person of the subgroup, shape (draws, policies, groups).
        effect: units of effect per person of it, likewise.
        shares: of the subgroups among all persons, shape (groups,); they sum to 1.
    """

    policies: tuple[str, ...]
    groups: tuple[str, ...]
    cost: Floats
    effect: Floats
    shares: Floats


@dataclass(frozen=True)
class Stratified:
    """One policy for all against the best policy for each subgroup.

    Attributes:
        grouped: what it rests on.
        thresholds: money per unit of effect, shape (thresholds,).
        net_benefit: expected, money per person of the subgroup, (thresholds, policies, groups).
        uniform: position of the best single policy, shape (thresholds,).
        choice: position of the best policy of each subgroup, (thresholds, groups).
        value: of choosing per subgroup, money per person of all, (thresholds,); never below 0.
        error: standard error of it over draws, (thresholds,); NaN of one draw.
        probability: share of draws in which the choice per subgroup does better than the single
            policy, (thresholds,); a draw in which they do as well counts half.
        evpi_uniform: EVPI of a decision for all alike, money per person, (thresholds,).
        evpi_stratified: EVPI that is left when each subgroup has its own choice, (thresholds,).
    """

    grouped: Grouped
    thresholds: Floats
    net_benefit: Floats
    uniform: npt.NDArray[np.int64]
    choice: npt.NDArray[np.int64]
    value: Floats
    error: Floats
    probability: Floats
    evpi_uniform: Floats
    evpi_stratified: Floats

    def told(self, threshold: int) -> bool:
        """Whether choosing for each is worth more than the draws leave open at a threshold.

        The choices are the best of several on the same draws, so that some value always shows:
        it counts from twice its standard error on. Where all choose the same there is no doubt.
        """
        if len({self.uniform[threshold], *self.choice[threshold]}) == 1:
            return True
        return bool(self.value[threshold] > TOLD_ERRORS * self.error[threshold])

    def to_frame(self) -> pd.DataFrame:
        """One row per threshold; the choice of each subgroup in a column of its own."""
        names = np.array(self.grouped.policies, dtype=object)
        table = pd.DataFrame({"threshold": self.thresholds, "uniform": names[self.uniform]})
        for g, group in enumerate(self.grouped.groups):
            table[f"choice: {group}"] = names[self.choice[:, g]]
        for what in ("value", "error", "probability", "evpi_uniform", "evpi_stratified"):
            table[what] = getattr(self, what)
        return table

    def groups_to_frame(self) -> pd.DataFrame:
        """One row per threshold, subgroup and policy: share, expected net benefit, choice."""
        rows = [
            {
                "threshold": threshold,
                "group": group,
                "share": self.grouped.shares[g],
                "policy": policy,
                "net_benefit": self.net_benefit[t, p, g],
                "chosen": bool(self.choice[t, g] == p),
            }
            for t, threshold in enumerate(self.thresholds)
            for g, group in enumerate(self.grouped.groups)
            for p, policy in enumerate(self.grouped.policies)
        ]
        return pd.DataFrame(rows)


def read_groups(
    cost: npt.ArrayLike,
    effect: npt.ArrayLike,
    weights: npt.ArrayLike,
    policies: Sequence[str] | None,
    groups: Sequence[str] | None,
) -> Grouped:
    """Costs, effects and weights of subgroups that fit each other.

    Args:
        cost: money per person of the subgroup, shape (draws, policies, groups).
        effect: units of effect per person of it, the same shape.
        weights: persons or shares of the subgroups, shape (groups,); 0 or more.
        policies: their names.
        groups: their names.

    Raises:
        InputError: missing or infinite numbers, other shapes, weights below 0 or of nobody.
    """
    costs, effects = numbers(cost, "cost", 3), numbers(effect, "effect", 3)
    if costs.shape != effects.shape:
        raise InputError(
            Said("scenarios.cost_and_effect_are_not_of_the_same_draws_policies"),
            field="effect",
            found=Said("scenarios.shape_shape", shape=effects.shape),
            allowed=Said("scenarios.shape_shape_as_the_cost", shape=costs.shape),
        )
    _, count, many = costs.shape
    shares = numbers(weights, "weights", 1)
    if len(shares) != many:
        raise InputError(
            Said("scenarios.another_number_of_groups_than_the"),
            field="weights",
            found=len(shares),
            allowed=str(many),
        )
    if shares.min() < 0 or shares.sum() == 0:
        raise InputError(
            Said("scenarios.weights_of_nobody"),
            field="weights",
            found=shares.tolist(),
            allowed=Said("scenarios.0_or_more_and_above_0_for_some"),
        )
    return Grouped(
        check_names(policies or [f"policy {k + 1}" for k in range(count)], count, "policies"),
        check_names(groups or [f"group {k + 1}" for k in range(many)], many, "groups"),
        costs,
        effects,
        shares / shares.sum(),
    )


def choose_per_subgroup(
    cost: npt.ArrayLike,
    effect: npt.ArrayLike,
    weights: npt.ArrayLike,
    thresholds: npt.ArrayLike,
    *,
    policies: Sequence[str] | None = None,
    groups: Sequence[str] | None = None,
) -> Stratified:
    """Value of a decision per subgroup on what is known today.

    value = sum over groups of share x max_p E(NB_pg) - max_p sum over groups of share x E(NB_pg).
    It holds no cost of telling people apart, nor of treating them differently.

    Args:
        cost: money per person of the subgroup, shape (draws, policies, groups).
        effect: units of effect per person of it, the same shape.
        weights: persons or shares of the subgroups, shape (groups,).
        thresholds: money per unit of effect, 0 or more; shape (thresholds,) or one number.
        policies: their names.
        groups: their names.

    Raises:
        InputError: as of `read_groups`, or a threshold below 0.
    """
    grouped = read_groups(cost, effect, weights, policies, groups)
    values, _ = read_thresholds(thresholds)
    rows = [_at(grouped, float(threshold)) for threshold in values]
    net, uniform, choice, figures = zip(*rows, strict=True)
    return Stratified(
        grouped, values, np.array(net), np.array(uniform), np.array(choice), *np.array(figures).T
    )


def _at(
    grouped: Grouped, threshold: float
) -> tuple[Floats, int, npt.NDArray[np.int64], tuple[float, float, float, float, float]]:
    """Net benefit, best single policy, best of each group, and the five figures of a threshold."""
    benefit = threshold * grouped.effect - grouped.cost
    scale = np.abs(grouped.cost).max() + threshold * np.abs(grouped.effect).max()
    tie = ROUNDING * float(scale)
    everybody = benefit @ grouped.shares
    net, cost, effect = benefit.mean(axis=0), grouped.cost.mean(axis=0), grouped.effect.mean(axis=0)
    shares = grouped.shares
    single = best_policy(everybody.mean(axis=0), cost @ shares, effect @ shares, tie)
    choice = np.array(
        [best_policy(*means, tie) for means in zip(net.T, cost.T, effect.T, strict=True)]
    )
    own = np.stack([benefit[:, p, g] for g, p in enumerate(choice)], axis=1) @ grouped.shares
    gain = own - everybody[:, single]
    gain[np.abs(gain) <= tie] = 0.0
    draws = len(gain)
    error = float(gain.std(ddof=1) / np.sqrt(draws)) if draws > 1 else float("nan")
    known = (benefit.max(axis=1) @ grouped.shares - own).mean()
    figures = (
        max(float(gain.mean()), 0.0),
        error,
        float(np.mean((np.sign(gain) + 1) / 2)),
        max(float((everybody.max(axis=1) - everybody[:, single]).mean()), 0.0),
        max(float(known), 0.0),
    )
    return net, single, choice, figures
