"""Who gains, who pays, and what no purse sees: by group, in natural units beside the kroner.

Effects are in the units they have (people of 100, weeks), kroner by purse; what the model has
beside them (trust, readiness, barriers) and what it does not have (health, coping, motivation,
`NOT_IN_MODEL`) stand in the same table. An equity-weighted decision shows its weights
(`scenarios.decision.equity`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from scenarios.comparison.intervals import percentiles
from scenarios.decision.equity import EquityDecision, equity_weighted
from scenarios.decision.group_lives import UNPRICED
from scenarios.decision.group_outcomes import GroupOutcomes
from scenarios.decision.outcome_names import ACTIVE_YEARS, OFF_BENEFIT
from scenarios.decision.setting import EquityWeights, decision_choices
from scenarios.economics.purse_names import PUBLIC_TOTAL
from scenarios.outcomes.registry import shown_in

#: Effects shown, and what a unit is multiplied by: years or people of 100, or weeks.
EFFECTS_SHOWN = {
    ACTIVE_YEARS: 100.0,
    **dict.fromkeys(shown_in("overview"), 100.0),
    OFF_BENEFIT: 1.0,
}
#: Purses shown: the young person's own, and who pays.
PURSES_SHOWN = ("person", "municipality", "state", PUBLIC_TOTAL)
#: What mentoring is meant to help with besides, and no rule of the model moves: it knows health,
#: coping and wishes as answers on the first day only.
NOT_IN_MODEL = ("health", "coping", "motivation")
EFFECT, KRONER, LEVEL, ABSENT = "effect", "kroner", "level", "absent"


@dataclass(frozen=True)
class Fairness:
    """Who gains and who pays, by group.

    Attributes:
        groups: costs and effects of the groups, which together are everybody.
        table: policy, group, share, kind (`effect`, `kroner`, `level`, `absent`), quantity, mean,
            low, high; against the reference, per young person of the group. `absent` has no
            number: the model does not know it.
        equity: the decision with and without the weights.
        weights: where they are from.
        threshold: value of a unit of effect that the equity decision was taken at, kroner.
    """

    groups: GroupOutcomes
    table: pd.DataFrame
    equity: EquityDecision
    weights: EquityWeights
    threshold: float

    @property
    def own(self) -> bool:
        """Whether the weights are the user's own."""
        return self.weights not in decision_choices().equity.values()

    @property
    def changes(self) -> bool:
        """Whether the weights change which policy is best."""
        best = [d.curves.best[0] for d in (self.equity.weighted, self.equity.unweighted)]
        return bool(best[0] != best[1])


def fairness(
    groups: GroupOutcomes,
    perspective: str,
    effect: str,
    threshold: float,
    weights: EquityWeights,
) -> Fairness:
    """Who gains and who pays.

    Args:
        groups: which together are everybody, each once.
        perspective: whose kroner are the cost.
        effect: what is weighted.
        threshold: value of a unit of effect of a group of weight 1, kroner.
        weights: what an effect counts for by group.

    Raises:
        InputError: weights that count for nobody.
    """
    equity = equity_weighted(
        -groups.net[perspective],
        groups.effect[effect],
        groups.shares,
        weights.of(groups.groups),
        threshold,
        policies=groups.policies,
        groups=groups.groups,
    )
    return Fairness(groups, _table(groups), equity, weights, threshold)


def _table(groups: GroupOutcomes) -> pd.DataFrame:
    rows = []
    for p, policy in enumerate(groups.policies[1:], start=1):
        for g, group in enumerate(groups.groups):
            numbers = [
                *((EFFECT, n, k * groups.effect[n][:, p, g]) for n, k in EFFECTS_SHOWN.items()),
                *((KRONER, name, groups.net[name][:, p, g]) for name in PURSES_SHOWN),
                *((LEVEL, name, groups.unpriced[name][:, p, g]) for name in UNPRICED),
            ]
            start = {"policy": policy, "group": group, "share": groups.shares[g]}
            for kind, quantity, draws in numbers:
                low, high = percentiles(draws)
                rows.append(
                    start
                    | {
                        "kind": kind,
                        "quantity": quantity,
                        "mean": float(draws.mean()),
                        "low": float(low),
                        "high": float(high),
                    }
                )
            nothing = {"mean": np.nan, "low": np.nan, "high": np.nan}
            rows += [start | {"kind": ABSENT, "quantity": q} | nothing for q in NOT_IN_MODEL]
    return pd.DataFrame(rows)
