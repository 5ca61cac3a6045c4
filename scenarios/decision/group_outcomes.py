"""Costs and effects by group: who gains what, who pays, and what choosing by group is worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scenarios.comparison.intervals import without_seed_noise
from scenarios.decision.group_lives import FRONT, UNPRICED, SimulatedGroups
from scenarios.decision.outcome_names import SUMS
from scenarios.decision.policy_outcomes import effects_by_seed, net_kroner
from scenarios.decision.subgroups import Stratified, choose_per_subgroup
from scenarios.economics.price_draws import PriceValues
from scenarios.economics.purses import budget_account

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class GroupOutcomes:
    """Costs and effects per young person of a group, less those of the reference.

    Attributes:
        policies: names; the reference is the first.
        groups: names.
        shares: of everybody, shape (groups,).
        net: by sum of `scenarios.decision.policy_outcomes.SUMS`, kroner into it, (draws, policies,
            groups).
        effect: by effect, the same shape.
        unpriced: by quantity of `scenarios.decision.group_lives.UNPRICED`, the same shape.
    """

    policies: tuple[str, ...]
    groups: tuple[str, ...]
    shares: Floats
    net: dict[str, Floats]
    effect: dict[str, Floats]
    unpriced: dict[str, Floats]

    def among(self, groups: Sequence[str]) -> GroupOutcomes:
        """The same of some of the groups."""
        at = [self.groups.index(group) for group in groups]

        def part(tables: dict[str, Floats]) -> dict[str, Floats]:
            return {name: x[..., at] for name, x in tables.items()}

        return GroupOutcomes(
            self.policies,
            tuple(groups),
            self.shares[at],
            part(self.net),
            part(self.effect),
            part(self.unpriced),
        )

    def choose(self, perspective: str, effect: str, thresholds: npt.ArrayLike) -> Stratified:
        """What it is worth to choose for each group by itself, these groups being everybody.

        Args:
            perspective: whose kroner are the cost.
            effect: what counts.
            thresholds: value of a unit of effect, kroner.
        """
        return choose_per_subgroup(
            -self.net[perspective],
            self.effect[effect],
            self.shares,
            thresholds,
            policies=self.policies,
            groups=self.groups,
        )


def group_outcomes(
    lives: SimulatedGroups, reference: str, values: PriceValues, *, discounted: bool = False
) -> GroupOutcomes:
    """Costs and effects of every group; the noise of single seeds is taken out of the draws.

    Args:
        lives: of `scenarios.decision.group_lives.group_lives`.
        reference: the policy that the others are set against.
        values: prices of these draws.
        discounted: present values of purses.
    """
    names = (reference, *(p for p in lives.policies if p != reference))
    effect = effects_by_seed(lives.data, names)
    unpriced = lives.data["unpriced"].sel(policy=list(names))
    unpriced = unpriced - unpriced.sel(policy=reference)
    return GroupOutcomes(
        names,
        lives.groups,
        lives.shares(lives.groups),
        {
            k: without_seed_noise(x)[0]
            for k, x in _net_by_seed(lives, names, values, discounted).items()
        },
        {name: without_seed_noise(x)[0] for name, x in effect.items()},
        {
            name: without_seed_noise(
                unpriced.sel(quantity=name).transpose("draw", "seed", "policy", "group").to_numpy()
            )[0]
            for name in UNPRICED
        },
    )


def _net_by_seed(
    lives: SimulatedGroups, names: Sequence[str], values: PriceValues, discounted: bool
) -> dict[str, Floats]:
    """Kroner into every sum of `SUMS` less those of the first policy, all groups at once.

    Returns:
        Shape (draws, seeds, policies, groups) each.
    """
    data = lives.data
    shape = (data.sizes["draw"], data.sizes["seed"], len(names), len(lives.groups))
    net = {name: np.zeros(shape) for name in SUMS}
    basis = budget_account(lives.quantities(names[0]), values, FRONT)
    for p, policy in enumerate(names[1:], start=1):
        # One policy at a time: person-weeks by group, week and draw are many.
        mine = budget_account(lives.quantities(policy), values, FRONT)
        difference = (mine - basis).per_person()
        for name in SUMS:
            by_group = net_kroner(difference, name, discounted=discounted)
            net[name][:, :, p] = by_group.transpose(2, 1, 0)
    return net
