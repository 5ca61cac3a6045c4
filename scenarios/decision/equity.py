"""A decision in which a unit of effect counts more for some groups than for others.

Equity weights multiply effects, never costs (Cookson et al. 2017, "Using cost-effectiveness
analysis to address health equity concerns", *Value in Health* 20: 206-212). They are a judgement:
every result carries the table of weights, and the same decision without them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from scenarios.decision.analysis import Decision, analyse
from scenarios.decision.inputs import Parameters, numbers
from scenarios.decision.subgroups import Grouped, read_groups
from sim.errors import InputError
from sim.messages import Said

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class EquityDecision:
    """One decision with and without equity weights.

    Attributes:
        grouped: cost and effect by group, and the groups' shares.
        weights: equity weight of a unit of effect in each group, shape (groups,), as given.
        weighted: the decision in which effects are weighted; its unit of effect is that of a
            group of weight 1.
        unweighted: the same with every weight 1.
    """

    grouped: Grouped
    weights: Floats
    weighted: Decision
    unweighted: Decision

    @property
    def mean_weight(self) -> float:
        """Mean over persons: above 1 the weights also raise effects as such against costs."""
        return float(self.grouped.shares @ self.weights)

    def weights_to_frame(self) -> pd.DataFrame:
        """One row per group: share of persons, equity weight, and effects as they count."""
        effect = self.grouped.effect.mean(axis=0)
        table = pd.DataFrame(
            {"share": self.grouped.shares, "equity_weight": self.weights},
            index=pd.Index(self.grouped.groups, name="group"),
        )
        for p, policy in enumerate(self.grouped.policies):
            table[f"effect: {policy}"] = effect[p]
            table[f"weighted effect: {policy}"] = effect[p] * self.weights
        return table

    def to_frame(self) -> pd.DataFrame:
        """One row per threshold and policy: expected net benefit with and without the weights."""
        table = self.weighted.curves.to_frame()[["threshold", "policy", "net_benefit", "best"]]
        plain = self.unweighted.curves.to_frame()
        table["unweighted_net_benefit"] = plain["net_benefit"]
        table["unweighted_best"] = plain["best"]
        return table


def equity_weighted(
    cost: npt.ArrayLike,
    effect: npt.ArrayLike,
    weights: npt.ArrayLike,
    equity: npt.ArrayLike,
    thresholds: npt.ArrayLike,
    parameters: Parameters | None = None,
    *,
    policies: Sequence[str] | None = None,
    groups: Sequence[str] | None = None,
    reference: int | str = 0,
    parameter_groups: Mapping[str, Sequence[str]] | None = None,
    population: float | None = None,
    level: float = 0.95,
    seed: int = 1,
) -> EquityDecision:
    """Analyse policies by net benefit with weighted effects.

    NB_p = sum over groups of share_g x (threshold x equity_g x effect_pg - cost_pg). Weights are
    taken as given: only those whose mean over persons is 1 leave the worth of effects as such.

    Args:
        cost: money per person of the group, shape (draws, policies, groups).
        effect: units of effect per person of it, the same shape.
        weights: persons or shares of the groups, shape (groups,).
        equity: what a unit of effect counts in each group, shape (groups,); 0 or more.
        thresholds: money per unit of effect that counts once; (thresholds,) or one number.
        parameters: as of `scenarios.decision.analyse`.
        policies: their names.
        groups: names of the groups of persons.
        reference: policy the others are compared with, by name or position.
        parameter_groups: as `groups` of `scenarios.decision.analyse`.
        population: persons the decision is taken for.
        level: of intervals, between 0 and 1.
        seed: as of `scenarios.decision.analyse`.

    Raises:
        InputError: as of `read_groups` and `analyse`, or equity weights below 0 or all 0.
    """
    grouped = read_groups(cost, effect, weights, policies, groups)
    counted = numbers(equity, "equity", 1)
    if len(counted) != len(grouped.groups):
        raise InputError(
            Said("scenarios.another_number_of_groups_than_the"),
            field="equity",
            found=len(counted),
            allowed=str(len(grouped.groups)),
        )
    if counted.min() < 0 or not (counted * grouped.shares).any():
        raise InputError(
            Said("scenarios.an_effect_that_counts_against_a"),
            field="equity",
            found=counted.tolist(),
            allowed=Said("scenarios.0_or_more_and_above_0"),
        )

    def decision(of_effect: Floats) -> Decision:
        return analyse(
            grouped.cost @ grouped.shares,
            grouped.effect @ (grouped.shares * of_effect),
            thresholds,
            parameters,
            names=grouped.policies,
            reference=reference,
            groups=parameter_groups,
            population=population,
            level=level,
            seed=seed,
        )

    return EquityDecision(grouped, counted, decision(counted), decision(np.ones(len(counted))))
