"""Two-way maps: an outcome over two factors at once, and where its sign is sure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from scenarios.comparison.intervals import (
    enough_draws,
    few_draws_note,
    percentiles,
    without_seed_noise,
)
from scenarios.sensitivity.beforehand import check_question
from scenarios.sensitivity.draws import check_draws
from scenarios.sensitivity.factors import Factor
from scenarios.sensitivity.question import Question
from scenarios.sensitivity.runs import Running
from scenarios.sensitivity.thresholds import along, grid
from sim.errors import InputError
from sim.messages import Said
from sim.shown import ResultShown, Shown, with_interval

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, repr=False)
class TwoWay(ResultShown):
    """An outcome over two factors.

    Attributes:
        across, up: the factors.
        x, y: their values, rising.
        mean, lower, upper: of the outcome over the draws, shape (x, y).
        above: share of the draws in which it is above zero, same shape.
        sure: where all draws but one agree about the sign, same shape; nowhere with too few draws
            for an interval.
        draws: behind a cell.
        extrapolated: whether anything lies beyond what the trial speaks to.
    """

    across: Factor
    up: Factor
    x: Floats
    y: Floats
    mean: Floats
    lower: Floats
    upper: Floats
    above: Floats
    sure: npt.NDArray[np.bool_]
    draws: int
    extrapolated: bool

    def shown(self) -> Shown:
        """Corners of the map, in a few lines."""
        rows = tuple(
            (
                f"{self.x[i]:,.4g}",
                f"{self.y[j]:,.4g}",
                with_interval(
                    float(self.mean[i, j]),
                    float(self.lower[i, j]),
                    float(self.upper[i, j]),
                    2,
                    enough=enough_draws(self.draws),
                    beyond=self.extrapolated,
                ),
            )
            for i in (0, -1)
            for j in (0, -1)
        )
        gains = int((self.mean > 0).sum())
        return Shown(
            f"Map of {self.across.name} and {self.up.name}: {self.mean.size} cells",
            facts=(
                f"The mean is above 0 in {gains}, and the sign is sure in {int(self.sure.sum())}; "
                f"{self.draws} posterior draws behind a cell. Its corners:",
            ),
            columns=(self.across.name, self.up.name, "outcome"),
            rows=rows,
            after=few_draws_note(self.draws),
            further=(".table()", ".sure", "tell(question, result)", "plot(question, result)"),
        )

    def table(self) -> pd.DataFrame:
        """One row per cell: the two values, mean, low, high, above, sure."""
        x, y = np.meshgrid(self.x, self.y, indexing="ij")
        return pd.DataFrame(
            {
                self.across.name: x.ravel(),
                self.up.name: y.ravel(),
                "mean": self.mean.ravel(),
                "low": self.lower.ravel(),
                "high": self.upper.ravel(),
                "above": self.above.ravel(),
                "sure": self.sure.ravel(),
            }
        )


def two_way(
    question: Question,
    across: Factor,
    up: Factor,
    points: int,
    draws: int,
    seed: int,
    running: Running | None = None,
) -> TwoWay:
    """An outcome over two factors, all else as in the posterior.

    Args:
        question: a policy against another, in an outcome.
        across: the one factor.
        up: the other factor.
        points: values of each.
        draws: of the posterior, at every pair of values.
        seed: of the worlds.
        running: where it is run and what is kept.

    Raises:
        InputError: the same factor twice, too few points, more draws than there are, an
            outcome without end or without a better and a worse, or two policies that cannot differ
            in the outcome.
    """
    if across.key == up.key:
        raise InputError(
            Said("scenarios.the_same_factor_twice"),
            field="factors",
            found=across.name,
            allowed=Said("scenarios.two_factors"),
        )
    if points < 2:
        raise InputError(
            Said("scenarios.too_few_values"),
            field="points",
            found=points,
            allowed=Said("scenarios.2_or_more"),
        )
    if question.outcome.ratio:
        raise InputError(
            Said("scenarios.a_cost_per_extra_person_has"),
            field="outcome",
            found=question.outcome.name,
            allowed=Said("scenarios.net_public_education_or_employment"),
        )
    question.outcome.sense()
    x, y = grid(across, points, None, None), grid(up, points, None, None)
    check_draws(question, draws)
    check_question(question, [across, up], seed)
    # The people's make-up changes slowest: worlds are made as seldom as can be.
    found = along(question, [(up, y), (across, x)], draws, seed, running or Running())
    by_draw, _ = without_seed_noise(np.moveaxis(found, 0, 2))
    lower, upper = percentiles(by_draw)
    shape = (len(y), len(x))
    above = ((by_draw > 0).mean(axis=0) + 0.5 * (by_draw == 0).mean(axis=0)).reshape(shape).T
    most = (draws - 1) / draws
    sure = ((above >= most) | (above <= 1 - most)) & enough_draws(draws)
    return TwoWay(
        across,
        up,
        x,
        y,
        by_draw.mean(axis=0).reshape(shape).T,
        lower.reshape(shape).T,
        upper.reshape(shape).T,
        above,
        sure,
        draws,
        question.beyond([across, up]),
    )
