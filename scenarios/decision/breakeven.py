"""What a unit of effect must be worth, or how many must succeed, before a policy pays.

The interval of a break-even value is not the interval of a ratio: a ratio has no order across
quadrants, and its denominator may be 0. It is the set of values at which the acceptability
probability lies inside the level (Fenwick, O'Brien and Briggs 2004, "Cost-effectiveness
acceptability curves - facts, fallacies and frequently asked questions", *Health Economics* 13).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from scenarios.comparison.intervals import percentiles
from scenarios.decision.inputs import numbers
from sim.errors import InputError
from sim.messages import Said

Floats = npt.NDArray[np.float64]
#: Intervals (low, high) in order; the last may have no end.
Segments = tuple[tuple[float, float], ...]


def undecided(extra_cost: Floats, extra_effect: Floats, level: float) -> Segments:
    """Values of a unit of effect at which neither of two policies is surely better.

    P(v) is the share of draws with v x extra effect > extra cost, a step function of the value v.
    A draw in which both are 0 counts half.

    Args:
        extra_cost: money per person, shape (draws,).
        extra_effect: units of effect per person, shape (draws,).
        level: P between (1 - level) / 2 and (1 + level) / 2 is undecided.

    Returns:
        Intervals of v from 0 up. One without an end says that no value, however large, makes it
        sure; several that the curve leaves the band and comes back.
    """
    gains = (extra_cost < 0) | ((extra_cost == 0) & (extra_effect > 0))
    share = gains + 0.5 * ((extra_cost == 0) & (extra_effect == 0))
    turns = extra_cost * extra_effect > 0
    roots = extra_cost[turns] / extra_effect[turns]
    order = np.argsort(roots)
    steps = np.cumsum(np.sign(extra_effect[turns])[order])
    edges = np.concatenate([[0.0], roots[order], [np.inf]])
    p = (share.sum() + np.concatenate([[0.0], steps])) / len(extra_cost)
    tail = (1 - level) / 2
    found: list[tuple[float, float]] = []
    # Half a draw of slack: shares are whole numbers of half draws, up to rounding.
    slack = 0.1 / len(extra_cost)
    for low, high, inside in zip(
        edges[:-1], edges[1:], (p >= tail - slack) & (p <= 1 - tail + slack), strict=True
    ):
        if not inside or low == high:
            continue
        if found and found[-1][1] == low:
            found[-1] = (found[-1][0], float(high))
        else:
            found.append((float(low), float(high)))
    return tuple(found)


@dataclass(frozen=True)
class BreakEvenRate:
    """How many successes per participant pay for themselves.

    Attributes:
        needed: expected cost over expected value: the rate at which the expected net result is 0.
        interval: of cost over value across draws; infinite where a success is worth nothing.
        never: share of draws in which more than 1 success per participant is needed.
        achieved: expected rate; NaN if none was given.
        achieved_interval: over draws.
        probability: that the rate achieved pays, draw by draw; NaN if none was given.
        level: of the intervals.
    """

    needed: float
    interval: tuple[float, float]
    never: float
    achieved: float
    achieved_interval: tuple[float, float]
    probability: float
    level: float

    def to_frame(self) -> pd.DataFrame:
        """One row per quantity: value, low, high."""
        nan = float("nan")
        rows = {
            "rate needed": (self.needed, *self.interval),
            "rate achieved": (self.achieved, *self.achieved_interval),
            "probability that it pays": (self.probability, nan, nan),
            "probability that no rate pays": (self.never, nan, nan),
        }
        return pd.DataFrame.from_dict(rows, orient="index", columns=["value", "low", "high"])


def break_even_rate(
    cost: npt.ArrayLike,
    value: npt.ArrayLike,
    rate: npt.ArrayLike | None = None,
    *,
    level: float = 0.95,
) -> BreakEvenRate:
    """Successes per participant at which a policy pays for itself.

    The net result of a draw is rate x value - cost. It is 0 on average at E(cost) / E(value), if
    the rate does not go with the value. A cost below 0 needs no success: a rate of 0.

    Args:
        cost: money per participant, shape (draws,).
        value: money per extra success, shape (draws,) or one number.
        rate: extra successes per participant, shape (draws,); below 0 if the policy loses some.
        level: of the intervals, between 0 and 1.

    Raises:
        InputError: missing or infinite numbers, other shapes, or a success that is on average
            worth nothing, so that no rate can pay.
    """
    check_level(level)
    costs = numbers(cost, "cost", 1)
    values = _per_draw(value, "value", len(costs))
    if values.mean() <= 0:
        raise InputError(
            Said("scenarios.a_success_is_on_average_worth"),
            field="value",
            found=float(values.mean()),
            allowed=Said("scenarios.above_0_on_average"),
        )
    tails = (50 * (1 - level), 50 * (1 + level))
    worth = values > 0
    needed = np.where(costs <= 0, 0.0, np.inf)
    pays = worth & (costs > 0)
    needed[pays] = costs[pays] / values[pays]
    achieved = np.full(3, np.nan)
    probability = float("nan")
    if rate is not None:
        rates = _per_draw(rate, "rate", len(costs))
        achieved = np.array([rates.mean(), *percentiles(rates, tails)])
        probability = float(np.mean(rates * values >= costs))
    # A quantile between a number and infinity would be no number: take the draw itself.
    low, high = np.percentile(needed, tails, method="inverted_cdf")
    return BreakEvenRate(
        needed=max(float(costs.mean() / values.mean()), 0.0),
        interval=(float(low), float(high)),
        never=float(np.mean(needed > 1)),
        achieved=float(achieved[0]),
        achieved_interval=(float(achieved[1]), float(achieved[2])),
        probability=probability,
        level=level,
    )


def check_level(level: float) -> None:
    """Refuse a level of intervals that is none."""
    if not 0 < level < 1:
        raise InputError(
            Said("scenarios.no_level"),
            field="level",
            found=level,
            allowed=Said("scenarios.above_0_and_below_1"),
        )


def _per_draw(values: npt.ArrayLike, field: str, draws: int) -> Floats:
    if np.ndim(values) == 0:
        return np.full(draws, numbers([values], field, 1)[0])
    found = numbers(values, field, 1)
    if len(found) != draws:
        raise InputError(
            Said("scenarios.another_number_of_draws_than_the"),
            field=field,
            found=len(found),
            allowed=str(draws),
        )
    return found
