"""Which policies can be worth their cost at all: dominance, extended dominance, the frontier.

Expected costs and effects only; how sure they are is in `plane` and `curves`.
The rules are those of Drummond, Sculpher, Claxton, Stoddart and Torrance (2015, *Methods for the
Economic Evaluation of Health Care Programmes*, 4th ed., chapter 4).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd

from scenarios.decision.inputs import ROUNDING

Floats = npt.NDArray[np.float64]

ON_FRONTIER = "frontier"
DOMINATED = "dominated"
EXTENDEDLY_DOMINATED = "extendedly dominated"
SAME = "same as another"


@dataclass(frozen=True)
class Strategy:
    """One policy in the order of cost.

    Attributes:
        name: of the policy.
        number: its position among the policies given.
        cost: expected, money per person.
        effect: expected, units of effect per person.
        status: `frontier`, `dominated`, `extendedly dominated` or `same as another`.
        by: who dominates it: one policy, or the two that a mixture is made of; the policy it is
            the same as; nobody on the frontier.
        extra_cost: over the policy before it on the frontier; NaN off the frontier, and for the
            cheapest.
        extra_effect: likewise.
        icer: incremental cost-effectiveness ratio, extra_cost / extra_effect; money per unit of
            effect. Never negative.
    """

    name: str
    number: int
    cost: float
    effect: float
    status: str
    by: tuple[str, ...] = ()
    extra_cost: float = float("nan")
    extra_effect: float = float("nan")
    icer: float = float("nan")


@dataclass(frozen=True)
class Frontier:
    """All policies, cheapest first.

    Attributes:
        strategies: shape (policies,).
    """

    strategies: tuple[Strategy, ...]

    @property
    def efficient(self) -> tuple[Strategy, ...]:
        """Those on the frontier, cheapest first; their ICERs never fall."""
        return tuple(s for s in self.strategies if s.status == ON_FRONTIER)

    def __getitem__(self, name: str) -> Strategy:
        """The strategy of that name; KeyError if there is none."""
        return {s.name: s for s in self.strategies}[name]

    def to_frame(self) -> pd.DataFrame:
        """One row per policy, cheapest first; `by` as words."""
        rows = [{**vars(s), "by": " + ".join(s.by)} for s in self.strategies]
        return pd.DataFrame(rows).set_index("name")


def frontier(cost: Floats, effect: Floats, names: tuple[str, ...]) -> Frontier:
    """Order policies by cost and mark those that no value of the effect would choose.

    A policy is *dominated* if another costs no more and gives no less, and is better in one of
    the two. It is *extendedly dominated* if two others, mixed so as to give the same effect, cost
    less. On the frontier ICERs never fall; a policy exactly on the line between two others stays
    (a mixture is as good, not better). Of policies that are the same in both, the first stays.
    Differences below `ROUNDING` of the largest number count as none.

    Args:
        cost: expected, money per person, shape (policies,).
        effect: expected, units per person, shape (policies,).
        names: of the policies, shape (policies,).
    """
    c, e = _rounded(cost), _rounded(effect)
    order = sorted(range(len(names)), key=lambda k: (c[k], -e[k], k))
    status = [ON_FRONTIER] * len(names)
    by: list[tuple[str, ...]] = [()] * len(names)
    hull: list[int] = []
    best: int | None = None
    for k in order:
        # The most effective so far costs no more: it dominates whatever gives no more than it.
        if best is not None and e[k] <= e[best]:
            same = c[k] == c[best] and e[k] == e[best]
            status[k], by[k] = SAME if same else DOMINATED, (names[best],)
            continue
        best = k
        while len(hull) > 1 and _falls(c, e, hull[-2], hull[-1], k):
            status[hull.pop()] = EXTENDEDLY_DOMINATED
        hull.append(k)
    for k in order:
        if status[k] == EXTENDEDLY_DOMINATED:
            above = next(i for i, h in enumerate(hull) if e[h] > e[k])
            by[k] = (names[hull[above - 1]], names[hull[above]])
    steps = {k: (float(cost[k] - cost[j]), float(effect[k] - effect[j])) for j, k in pairwise(hull)}
    nothing = (float("nan"), float("nan"))
    return Frontier(
        tuple(
            Strategy(
                names[k],
                k,
                float(cost[k]),
                float(effect[k]),
                status[k],
                by[k],
                *steps.get(k, nothing),
                icer=steps[k][0] / steps[k][1] if k in steps else float("nan"),
            )
            for k in order
        )
    )


def _rounded(values: Floats) -> Floats:
    """Values on a grid so fine that only rounding errors disappear."""
    grid = ROUNDING * float(np.abs(values).max())
    return values if grid == 0.0 else np.round(values / grid) * grid


def _falls(c: Floats, e: Floats, i: int, j: int, k: int) -> bool:
    """Whether the ICER from i to j is above that from j to k, beyond rounding."""
    # Cross products, because the ratio of a step of almost no effect is all rounding.
    left = (c[j] - c[i]) * (e[k] - e[j])
    right = (c[k] - c[j]) * (e[j] - e[i])
    scale = np.abs(c[[i, j, k]]).max() * (e[k] - e[i])
    scale += np.abs(e[[i, j, k]]).max() * (c[k] - c[i])
    return bool(left - right > 2 * ROUNDING * scale)
