"""How likely each policy has each rank, and which policies are not told apart.

A chance of a rank is a share of posterior draws. What seeds do to a draw is taken out of every
difference between two policies, as in every interval. It cannot be taken out of the mean over
draws: where that is within a few standard errors of what seeds alone make (`told_apart` of
`scenarios/comparison/comparison.yaml`), the simulation has not seen which of the two is better on
average, and the draws are moved so that their mean says neither. Else two policies of equal effect,
whose draws differ by seeds only, would be ranked by the luck of the seeds. At three standard errors
two such policies are told apart by mistake in 0.3 % of rankings; a difference of five standard
errors is seen in 98 %.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scenarios.comparison.intervals import without_seed_noise
from scenarios.comparison.seeds import over_worlds
from scenarios.comparison.setting import comparison_setting

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Apart:
    """By how much two policies differ, and how far the simulation can tell.

    Attributes:
        policy, against: their names.
        mean: of the difference over draws, the unit of the outcome.
        noise: the standard error that seeds leave in it, the unit of the outcome.
        same_until: the last week up to which the two are the same for everybody.
        same: whether they are the same in the week that is looked at.
        told: whether the mean is beyond what seeds alone make.
    """

    policy: str
    against: str
    mean: float
    noise: float
    same_until: int
    same: bool

    @property
    def told(self) -> bool:
        """Whether the simulation has seen which is better on average."""
        return not self.same and abs(self.mean) > within_luck(self.noise)


def within_luck(noise: float) -> float:
    """How far from zero seeds alone may take a mean, the unit of its standard error `noise`."""
    return float(comparison_setting().told_apart.value) * noise


def apart(
    values: Floats, one: int, other: int, names: tuple[str, ...], same_until: int, week: int
) -> Apart:
    """Two policies set against each other.

    Args:
        values: an outcome, shape (draws, seeds, policies).
        one, other: positions of the two.
        names: of the policies.
        same_until: the last week up to which they are the same.
        week: that is looked at, since entry.
    """
    difference = values[..., one] - values[..., other]
    _, within = without_seed_noise(difference)
    return Apart(
        policy=names[one],
        against=names[other],
        mean=float(over_worlds(difference)),
        noise=float(np.sqrt(within / len(difference))),
        same_until=same_until,
        same=week <= same_until,
    )


def rank_probabilities(
    values: Floats, *, more_is_better: bool, same: Collection[tuple[int, int]] = ()
) -> Floats:
    """How likely each policy has each rank.

    Args:
        values: an outcome, shape (draws, seeds, policies).
        more_is_better: whether the largest is first.
        same: pairs of positions, the smaller first, of policies that count as the same.

    Returns:
        Shape (policies, ranks); rows and columns sum to 1. Equal policies share their ranks.

    In every draw a policy's place is that of the number of others that it beats there; policies
    that beat as many share their places.
    """
    sign = 1.0 if more_is_better else -1.0
    draws, _, count = values.shape
    wins = np.zeros((draws, count))
    for one in range(count):
        for other in range(one + 1, count):
            ahead = np.zeros(draws)
            if (one, other) not in same:
                ahead = np.sign(sign * _judged(values[..., one] - values[..., other]))
            wins[:, one] += ahead
            wins[:, other] -= ahead
    probability = np.zeros((count, count))
    for k in range(count):
        before = (wins > wins[:, [k]]).sum(axis=1)
        equal = (wins == wins[:, [k]]).sum(axis=1)
        for r in range(count):
            shares = (before <= r) & (r < before + equal)
            probability[k, r] = (shares / equal).sum() / draws
    return probability


def _judged(difference: Floats) -> Floats:
    """A difference in every draw; around zero if its mean is no more than what seeds make."""
    moved, within = without_seed_noise(difference)
    mean, noise = float(moved.mean()), float(np.sqrt(within / len(moved)))
    return moved - mean if 0.0 < abs(mean) <= within_luck(noise) else moved
