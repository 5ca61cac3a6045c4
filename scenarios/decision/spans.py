"""A number with its interval over draws, and whether there are draws enough to judge it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from scenarios.comparison.intervals import INTERVAL, enough_draws, summary

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Span:
    """A number with its interval over draws.

    Attributes:
        mean: over draws and seeds.
        low, high: of the interval, without the noise of seeds; what is shown, and what a verdict
            rests on.
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
    def holds_zero(self) -> bool:
        """Whether zero cannot be told from the number: it is in the interval that is shown."""
        return self.low <= 0.0 <= self.high


def span(values: Floats) -> Span:
    """Mean, interval and noise of numbers by draw and seed, shape (draws, seeds)."""
    return span_of(summary(values), len(values))


def span_of(found: Mapping[str, Any], draws: int) -> Span:
    """A number as `scenarios.comparison.intervals.summary` tells it.

    The interval is never narrower than the noise of the seeds in the mean, taken as normal: where
    hardly any life differs, draws that shrink to their mean agree on no more than luck. Of too few
    draws, which are not judged, it is the outermost of them.

    Args:
        found: `mean`, `low`, `high` and `noise`.
        draws: behind it.
    """
    mean, low, high, noise = (float(found[name]) for name in ("mean", "low", "high", "noise"))
    if noise > 0 and enough_draws(draws):
        luck = [float(ndtri(bound / 100) * noise + mean) for bound in INTERVAL]
        low, high = min(low, luck[0]), max(high, luck[1])
    return Span(mean, low, high, noise, draws)
