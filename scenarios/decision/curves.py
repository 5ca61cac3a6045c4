"""Net benefit, acceptability and the value of perfect information, over values of the effect.

Net monetary benefit is NB = value of a unit of effect x effect - cost (Stinnett and Mullahy
1998, *Medical Decision Making* 18). The best policy is the one of the highest *expected* net
benefit; the acceptability curve only says how sure that is (Fenwick, Claxton and Sculpher 2001,
"Representing uncertainty: the role of cost-effectiveness acceptability curves", *Health Economics*
10).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from scenarios.decision.inputs import ROUNDING, Outcomes

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Curves:
    """One row per value of a unit of effect (threshold).

    Attributes:
        names: of the policies, shape (policies,).
        thresholds: money per unit of effect, shape (thresholds,).
        net_benefit: expected net monetary benefit, money per person, (thresholds, policies).
        best: position of the policy with the highest expected net benefit, shape (thresholds,).
        ceac: acceptability curve: probability that a policy has the highest net benefit,
            (thresholds, policies). Rows sum to 1.
        expected_loss: what a policy costs on average for not being the best one in each draw,
            money per person, (thresholds, policies). The smallest of a row is the EVPI.
        evpi_error: standard error of the EVPI over draws, shape (thresholds,); NaN of one draw.
        population: persons the decision is taken for; None if not said.
    """

    names: tuple[str, ...]
    thresholds: Floats
    net_benefit: Floats
    best: npt.NDArray[np.int64]
    ceac: Floats
    expected_loss: Floats
    evpi_error: Floats
    population: float | None

    @property
    def ceaf(self) -> Floats:
        """Acceptability frontier: probability that the best policy is best, (thresholds,)."""
        return self.ceac[np.arange(len(self.best)), self.best]

    @property
    def evpi(self) -> Floats:
        """Expected value of perfect information, money per person, shape (thresholds,)."""
        return self.expected_loss[np.arange(len(self.best)), self.best]

    @property
    def population_evpi(self) -> Floats | None:
        """The same for everybody the decision is taken for, money, shape (thresholds,)."""
        return None if self.population is None else self.evpi * self.population

    def to_frame(self) -> pd.DataFrame:
        """One row per threshold and policy."""
        count = len(self.names)
        return pd.DataFrame(
            {
                "threshold": np.repeat(self.thresholds, count),
                "policy": np.tile(np.array(self.names, dtype=object), len(self.thresholds)),
                "net_benefit": self.net_benefit.ravel(),
                "ceac": self.ceac.ravel(),
                "expected_loss": self.expected_loss.ravel(),
                "best": (np.arange(count) == self.best[:, None]).ravel(),
            }
        )

    def decisions_to_frame(self) -> pd.DataFrame:
        """One row per threshold: the best policy, how sure, and what certainty would be worth."""
        table = pd.DataFrame(
            {
                "threshold": self.thresholds,
                "best": [self.names[k] for k in self.best],
                "ceaf": self.ceaf,
                "evpi": self.evpi,
                "evpi_error": self.evpi_error,
            }
        )
        if self.population_evpi is not None:
            table["population_evpi"] = self.population_evpi
        return table


def curves(outcomes: Outcomes, thresholds: Floats, population: float | None) -> Curves:
    """Everything that depends on the value of a unit of effect.

    EVPI = E(max NB) - max E(NB): what a decision maker who knew every draw's truth would gain over
    one who knows only the expectation. The policy chosen today is the same in both terms, so it is
    worked out as the mean of max NB - NB of that policy, which cannot fall below 0.

    Ties: in a draw in which several policies have the highest net benefit they share it equally.
    Of policies with the same expected net benefit the cheapest is best, then the most effective,
    then the first given. Net benefits closer than rounding are the same.

    Args:
        outcomes: costs and effects.
        thresholds: money per unit of effect, shape (thresholds,).
        population: persons the decision is taken for.
    """
    shape = (len(thresholds), len(outcomes.names))
    net, ceac, loss = np.empty(shape), np.empty(shape), np.empty(shape)
    best = np.empty(shape[0], dtype=np.int64)
    error = np.full(shape[0], np.nan)
    cost, effect = outcomes.cost.mean(axis=0), outcomes.effect.mean(axis=0)
    for t, threshold in enumerate(thresholds):
        benefit = net_benefit(outcomes, float(threshold))
        tie = tie_width(outcomes, float(threshold))
        net[t] = benefit.mean(axis=0)
        best[t] = best_policy(net[t], cost, effect, tie)
        top = benefit.max(axis=1, keepdims=True)
        winners = benefit >= top - tie
        ceac[t] = (winners / winners.sum(axis=1, keepdims=True)).mean(axis=0)
        losses = np.where(winners, 0.0, top - benefit)
        loss[t] = losses.mean(axis=0)
        if outcomes.draws > 1:
            error[t] = losses[:, best[t]].std(ddof=1) / np.sqrt(outcomes.draws)
    return Curves(outcomes.names, thresholds, net, best, ceac, loss, error, population)


def net_benefit(outcomes: Outcomes, threshold: float) -> Floats:
    """Net monetary benefit, money per person, shape (draws, policies)."""
    return threshold * outcomes.effect - outcomes.cost


def tie_width(outcomes: Outcomes, threshold: float) -> float:
    """Differences of net benefit up to this are rounding."""
    scale = np.abs(outcomes.cost).max() + threshold * np.abs(outcomes.effect).max()
    return ROUNDING * float(scale)


def best_policy(net: Floats, cost: Floats, effect: Floats, tie: float) -> int:
    """The highest net benefit; then the cheapest, the most effective, the first.

    Shapes (policies,), expected values all.

    Args:
        net: expected net benefit of each policy, kroner.
        cost: expected cost of each, kroner.
        effect: expected effect of each, in its unit.
        tie: differences of net benefit up to it are none, kroner.
    """
    tied = np.flatnonzero(net >= net.max() - tie)
    tied = tied[cost[tied] <= cost[tied].min() + tie]
    # At a value of 0 an effect is no benefit, but more of it for the same cost still dominates.
    same = ROUNDING * float(np.abs(effect).max())
    return int(tied[effect[tied] >= effect[tied].max() - same][0])
