"""Each policy against one reference: the cost-effectiveness plane, read quadrant by quadrant.

A ratio of extra cost to extra effect means two opposite things in two quadrants and nothing in the
other two (Briggs, Claxton and Sculpher 2006, *Decision Modelling for Health Economic Evaluation*,
chapter 5). So a ratio comes with a verdict, or there is a verdict alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from scenarios.comparison.intervals import percentiles
from scenarios.decision.breakeven import Segments, undecided
from scenarios.decision.inputs import ROUNDING, Outcomes

Floats = npt.NDArray[np.float64]

GAINS_AT_A_COST = "gains effect at a cost"
DOMINATES = "dominates"
DOMINATED = "dominated"
SAVES_AT_A_LOSS = "saves at a loss of effect"
SAME = "no difference"


@dataclass(frozen=True)
class Contrast:
    """One policy less the reference.

    Attributes:
        policy: its name.
        reference: the name of what it is compared with.
        extra_cost: expected, money per person, with the interval over draws.
        extra_cost_interval: (low, high).
        extra_effect: expected, units per person.
        extra_effect_interval: (low, high).
        verdict: `gains effect at a cost`, `dominates`, `dominated`, `saves at a loss of effect`
            or `no difference`, of the expected values.
        ratio: money per unit of effect, above 0: paid per unit gained, or, if the policy saves
            at a loss, saved per unit lost. NaN for the other verdicts.
        undecided: the values of a unit of effect at which neither is surely better, as intervals
            (low, high), high may be infinite: where the probability that the policy has the
            greater net benefit is inside the level. Empty if one is sure at every value.
        quadrants: share of draws in each verdict but the last; on an axis half to either side.
    """

    policy: str
    reference: str
    extra_cost: float
    extra_cost_interval: tuple[float, float]
    extra_effect: float
    extra_effect_interval: tuple[float, float]
    verdict: str
    ratio: float
    undecided: Segments
    quadrants: dict[str, float]

    @property
    def icer(self) -> float | str:
        """The ratio where effect is bought, else the verdict in words."""
        return self.ratio if self.verdict == GAINS_AT_A_COST else self.verdict


@dataclass(frozen=True)
class Plane:
    """The cost-effectiveness plane around a reference.

    Attributes:
        names: of the policies, shape (policies,).
        reference: its name.
        extra_cost: money per person, shape (draws, policies); 0 for the reference.
        extra_effect: units per person, shape (draws, policies).
        contrasts: one per policy other than the reference, in the order given.
        level: of the intervals.
    """

    names: tuple[str, ...]
    reference: str
    extra_cost: Floats
    extra_effect: Floats
    contrasts: tuple[Contrast, ...]
    level: float

    def __getitem__(self, name: str) -> Contrast:
        """The contrast of that policy; KeyError for the reference or an unknown name."""
        return {c.policy: c for c in self.contrasts}[name]

    def to_frame(self) -> pd.DataFrame:
        """One row per policy other than the reference."""
        rows = []
        for c in self.contrasts:
            row: dict[str, object] = {"policy": c.policy, "verdict": c.verdict, "ratio": c.ratio}
            for what in ("extra_cost", "extra_effect"):
                low, high = getattr(c, f"{what}_interval")
                row |= {what: getattr(c, what), f"{what}_low": low, f"{what}_high": high}
            row["undecided"] = "; ".join(
                f"{_plain(low)} to {_plain(high)}" for low, high in c.undecided
            )
            rows.append(row | {f"share: {name}": share for name, share in c.quadrants.items()})
        return pd.DataFrame(rows).set_index("policy")

    def points(self) -> pd.DataFrame:
        """One row per draw and policy other than the reference, to plot."""
        draws = np.arange(len(self.extra_cost))
        parts = [
            pd.DataFrame(
                {
                    "draw": draws,
                    "policy": name,
                    "extra_effect": self.extra_effect[:, k],
                    "extra_cost": self.extra_cost[:, k],
                }
            )
            for k, name in enumerate(self.names)
            if name != self.reference
        ]
        return pd.concat(parts, ignore_index=True)


def _plain(value: float) -> str:
    """Six digits of an amount, without an exponent; `inf` where there is no end."""
    return np.format_float_positional(value, precision=6, fractional=False, trim="-")


def plane(outcomes: Outcomes, reference: int, level: float) -> Plane:
    """Every policy less the reference, draw by draw.

    Args:
        outcomes: costs and effects.
        reference: position of the policy that is compared with.
        level: of the intervals, between 0 and 1.
    """
    extra_cost = outcomes.cost - outcomes.cost[:, [reference]]
    extra_effect = outcomes.effect - outcomes.effect[:, [reference]]
    for extra, of in ((extra_cost, outcomes.cost), (extra_effect, outcomes.effect)):
        extra[np.abs(extra) <= ROUNDING * np.abs(of).max()] = 0.0
    contrasts = tuple(
        _contrast(name, outcomes.names[reference], extra_cost[:, k], extra_effect[:, k], level)
        for k, name in enumerate(outcomes.names)
        if k != reference
    )
    return Plane(
        outcomes.names, outcomes.names[reference], extra_cost, extra_effect, contrasts, level
    )


def verdict(extra_cost: float, extra_effect: float) -> tuple[str, float]:
    """What an extra cost and an extra effect amount to, and their ratio if it means something.

    On an axis the policy that is better in the one and no worse in the other dominates.
    """
    if extra_cost == 0 and extra_effect == 0:
        return SAME, float("nan")
    if extra_effect >= 0 and extra_cost <= 0:
        return DOMINATES, float("nan")
    if extra_effect <= 0 and extra_cost >= 0:
        return DOMINATED, float("nan")
    words = GAINS_AT_A_COST if extra_effect > 0 else SAVES_AT_A_LOSS
    return words, extra_cost / extra_effect


def _contrast(name: str, reference: str, cost: Floats, effect: Floats, level: float) -> Contrast:
    tails = (50 * (1 - level), 50 * (1 + level))
    means = [
        0.0 if abs(mean) <= ROUNDING * np.abs(x).max() else mean
        for x in (cost, effect)
        for mean in [float(x.mean())]
    ]
    words, ratio = verdict(means[0], means[1])
    return Contrast(
        name,
        reference,
        means[0],
        _pair(percentiles(cost, tails)),
        means[1],
        _pair(percentiles(effect, tails)),
        words,
        ratio,
        undecided(cost, effect, level),
        _quadrants(cost, effect),
    )


def _pair(values: Floats) -> tuple[float, float]:
    return float(values[0]), float(values[1])


def _quadrants(cost: Floats, effect: Floats) -> dict[str, float]:
    dearer = (np.sign(cost) + 1) / 2
    better = (np.sign(effect) + 1) / 2
    return {
        GAINS_AT_A_COST: float(np.mean(better * dearer)),
        DOMINATES: float(np.mean(better * (1 - dearer))),
        DOMINATED: float(np.mean((1 - better) * dearer)),
        SAVES_AT_A_LOSS: float(np.mean((1 - better) * (1 - dearer))),
    }
