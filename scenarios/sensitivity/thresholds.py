"""From which value of one factor a policy pays, or gains: the threshold, and how sure it is.

Every posterior draw lives at every value. The threshold is where the mean over the draws crosses a
level; around it lie the values at which it is not sure on which side of the level the outcome is:
from where 97.5 % of the draws are on the one side to where 97.5 % are on the other. Where each draw
crosses once, these are the ends of the interval of the draws' own thresholds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scenarios.comparison.ensemble import SEEDS_PER_DRAW
from scenarios.comparison.intervals import (
    INTERVAL,
    enough_draws,
    few_draws_note,
    percentiles,
    without_seed_noise,
)
from scenarios.sensitivity.beforehand import check_question
from scenarios.sensitivity.draws import check_draws, drawn_rows
from scenarios.sensitivity.factors import Factor, lever_factor
from scenarios.sensitivity.question import Question
from scenarios.sensitivity.runs import Running, run_design
from sim.errors import InputError
from sim.messages import Said
from sim.shown import ResultShown, Shown, number, with_interval

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Crossing:
    """A value at which the mean crosses the level.

    Attributes:
        value: of the factor.
        upwards: whether the outcome is above the level beyond it.
        low, high: values between which it is not sure on which side the outcome is; NaN where
            that goes on to the end of the range.
    """

    value: float
    upwards: bool
    low: float
    high: float


@dataclass(frozen=True, repr=False)
class Threshold(ResultShown):
    """An outcome along one factor.

    Attributes:
        factor: what is varied.
        level: that is to be crossed.
        values: of the factor, shape (points,), rising.
        mean, lower, upper: of the outcome over the draws, shape (points,).
        above: share of the draws above the level, shape (points,).
        crossings: of the mean, in order; none if it stays on one side.
        draws: behind it.
        extrapolated: whether anything lies beyond what the trial speaks to.
    """

    factor: Factor
    level: float
    values: Floats
    mean: Floats
    lower: Floats
    upper: Floats
    above: Floats
    crossings: tuple[Crossing, ...]
    draws: int
    extrapolated: bool

    def shown(self) -> Shown:
        """Where the mean crosses, and the outcome along the factor, in a few lines."""
        enough, last = enough_draws(self.draws), len(self.values) - 1
        rows = tuple(
            (
                f"{self.values[k]:,.4g}",
                with_interval(
                    float(self.mean[k]),
                    float(self.lower[k]),
                    float(self.upper[k]),
                    2,
                    enough=enough,
                    beyond=self.extrapolated,
                ),
                number(float(self.above[k]), 2) if enough else "–",
            )
            for k in sorted({0, last // 4, last // 2, 3 * last // 4, last})
        )
        where = ", ".join(f"{crossing.value:,.4g}" for crossing in self.crossings)
        words = f"crosses it at {where}" if where else f"stays {self.side} it"
        return Shown(
            f"Threshold of {self.factor.name} ({self.factor.unit}): level {self.level:g}",
            facts=(f"The mean over {self.draws} posterior draws {words}",),
            columns=(self.factor.name, "outcome", "share above"),
            rows=rows,
            after=few_draws_note(self.draws),
            further=(
                ".crossings",
                ".values",
                ".mean",
                "tell(question, result)",
                "plot(question, result)",
            ),
        )

    @property
    def side(self) -> str:
        """`above` or `below` if the mean never crosses, else `crosses`."""
        if self.crossings:
            return "crosses"
        return "above" if self.mean[0] > self.level else "below"


def find_threshold(
    question: Question,
    factor: Factor,
    points: int,
    draws: int,
    seed: int,
    running: Running | None = None,
    *,
    level: float = 0.0,
    low: float | None = None,
    high: float | None = None,
) -> Threshold:
    """Where an outcome crosses a level along a factor.

    Args:
        question: what is asked.
        factor: what is varied, all else as in the posterior.
        points: values of the factor.
        draws: of the posterior; each with worlds and prices of its own.
        seed: of the first world.
        running: how.
        level: to be crossed.
        low, high: ends of the range; by default those of the factor's bar or lever.

    Raises:
        InputError: a range that is none, too few points or draws, an outcome without end, or two
            policies that cannot differ in the outcome.
    """
    how = running or Running()
    if question.outcome.ratio:
        raise InputError(
            Said("scenarios.a_cost_per_extra_person_has"),
            field="outcome",
            found=question.outcome.name,
            allowed=Said("scenarios.net_public_education_or_employment"),
        )
    if points < 3:
        raise InputError(
            Said("scenarios.too_few_values"),
            field="points",
            found=points,
            allowed=Said("scenarios.3_or_more"),
        )
    if factor.kind == "lever":
        factor = lever_factor(factor.name, low, high)
        question.model([factor])  # whether the policy can be changed so far
    values = grid(factor, points, low, high)
    check_draws(question, draws)
    check_question(question, [factor], seed)
    found = along(question, [(factor, values)], draws, seed, how)
    by_draw, _ = without_seed_noise(np.moveaxis(found, 0, 2))
    mean = by_draw.mean(axis=0)
    lower, upper = percentiles(by_draw)
    above = (by_draw > level).mean(axis=0) + 0.5 * (by_draw == level).mean(axis=0)
    return Threshold(
        factor,
        level,
        values,
        mean,
        lower,
        upper,
        above,
        crossings(values, mean, above, level),
        draws,
        question.beyond([factor]),
    )


def grid(factor: Factor, points: int, low: float | None, high: float | None) -> Floats:
    """Values of a factor from low to high, each once.

    Args:
        factor: what is moved.
        points: how many values, before whole numbers fall together.
        low: lower end; None is the factor's own.
        high: upper end; None is the factor's own.

    Raises:
        InputError: a range that is none, or beyond what the factor can be.
    """
    usual = factor.at(np.array([0.01, 0.99])) if factor.kind != "lever" else None
    first = low if low is not None else float(factor.low if usual is None else usual[0])
    last = high if high is not None else float(factor.high if usual is None else usual[1])
    inside = factor.kind == "lever" or factor.low <= first < last <= factor.high
    if not first < last or not inside:
        raise InputError(
            Said("scenarios.a_range_goes_from_low_to"),
            field="range",
            found=f"{first:g}:{last:g}",
            allowed=Said(
                "scenarios.within_low_to_high_unit",
                low=factor.low,
                high=factor.high,
                unit=factor.unit,
            ),
        )
    values = np.linspace(first, last, points)
    return np.unique(np.round(values)) if factor.whole else values


def along(
    question: Question,
    axes: Sequence[tuple[Factor, Floats]],
    draws: int,
    seed: int,
    running: Running,
) -> Floats:
    """The outcome of every draw on a grid of factors, each with two seeds.

    Args:
        question: what is asked.
        axes: factors and their values.
        draws: of the posterior.
        seed: of the first world.
        running: how.

    Returns:
        Shape (points of the first axis, ..., draws, seeds), flattened over the axes: (points,
        draws, seeds).

    Raises:
        InputError: more draws than there are.
    """
    count = SEEDS_PER_DRAW
    known, base = drawn_rows(question, draws, seed)
    inputs = list(known)
    place = {f.key: k for k, f in enumerate(inputs)}
    for factor, _ in axes:
        if factor.key not in place:
            place[factor.key] = len(inputs)
            inputs.append(factor)
            base = np.column_stack([base, np.full(draws, np.nan)])
    meshes = np.meshgrid(*(values for _, values in axes), indexing="ij")
    cells = np.stack([mesh.ravel() for mesh in meshes], axis=1)
    rows, seeds = [], []
    # Worlds of one draw and seed stand together: their people are made once.
    for k in range(draws):
        for s in range(count):
            block = np.repeat(base[k : k + 1], len(cells), axis=0)
            for (factor, _), column in zip(axes, cells.T, strict=True):
                block[:, place[factor.key]] = column
            rows.append(block)
            seeds += [seed + count * k + s] * len(cells)
    model = question.model(inputs)
    found = run_design(model, np.concatenate(rows), np.array(seeds), running, name="along").reshape(
        draws, count, len(cells)
    )
    return np.moveaxis(found, 2, 0)


def crossings(values: Floats, mean: Floats, above: Floats, level: float) -> tuple[Crossing, ...]:
    """Where a curve crosses a level, and between which values its side is not sure.

    Args:
        values: of the factor, shape (points,).
        mean: of the outcome at each.
        above: share of draws above the level at each, 0 to 1.
        level: that is crossed.
    """
    low, high = INTERVAL[0] / 100, INTERVAL[1] / 100
    side = mean > level
    found = []
    for k in np.flatnonzero(side[1:] != side[:-1]):
        upwards = bool(side[k + 1])
        at = _between(values, mean, int(k), level)
        # From the crossing outwards to where nearly all draws are on one side.
        before, after = (low, high) if upwards else (high, low)
        left = _reach(values, above, int(k), before, upwards, step=-1)
        right = _reach(values, above, int(k), after, upwards, step=1)
        found.append(Crossing(at, upwards, left, right))
    return tuple(found)


def _between(values: Floats, curve: Floats, k: int, level: float) -> float:
    share = (level - curve[k]) / (curve[k + 1] - curve[k])
    return float(values[k] + share * (values[k + 1] - values[k]))


def _reach(
    values: Floats, above: Floats, k: int, level: float, upwards: bool, *, step: int
) -> float:
    """The value at which the share above reaches a level, going one way from interval k."""
    rising = upwards
    place = k if step < 0 else k + 1

    def past(share: float) -> bool:
        return share <= level if (step < 0) == rising else share >= level

    while 0 <= place < len(values) and not past(float(above[place])):
        place += step
    if not 0 <= place < len(values):
        return float("nan")
    inner = place - step
    if above[inner] == above[place]:
        return float(values[place])
    share = (level - above[place]) / (above[inner] - above[place])
    return float(values[place] + share * (values[inner] - values[place]))
