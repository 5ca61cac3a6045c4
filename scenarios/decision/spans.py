"""A number with its interval over draws, and whether there are draws enough to judge it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import norm

from scenarios.comparison.intervals import INTERVAL, enough_draws, summary

Floats = npt.NDArray[np.float64]

#: Standard errors to either side of a mean that noise may move it by.
TWO_SIDED = float(norm.ppf(INTERVAL[1] / 100))


@dataclass(frozen=True)
class Span:
    """A number with its interval over draws.

    Attributes:
        mean: over draws and seeds.
        low, high: of the interval, without the noise of seeds.
        noise: standard error that seeds alone leave in the mean.
        draws: behind it.
    """

    mean: float
    low: float
    high: float
    noise: float
    draws: int

    @property
    def enough(self) -> bool:
        """Whether there are draws enough for the interval to carry a verdict."""
        return enough_draws(self.draws)

    @property
    def judged(self) -> tuple[float, float]:
        """The interval with the noise of seeds in its mean: what a verdict rests on."""
        return self.low - TWO_SIDED * self.noise, self.high + TWO_SIDED * self.noise

    @property
    def holds_zero(self) -> bool:
        """Whether zero cannot be told from the number."""
        low, high = self.judged
        return low <= 0.0 <= high


def span(values: Floats) -> Span:
    """Mean, interval and noise of numbers by draw and seed, shape (draws, seeds)."""
    found = {name: float(x) for name, x in summary(values).items()}
    return Span(found["mean"], found["low"], found["high"], found["noise"], len(values))
