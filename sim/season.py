"""The calendar of education starts: weeks of the year in which intake bunches."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from sim.reference import reference


def season(
    start: date, weeks: int, august_peak: float, january_peak: float
) -> npt.NDArray[np.float64]:
    """Multipliers of the hazard of starting an education, shape (weeks,), mean 1 over a year.

    Args:
        start: Monday of calendar week 0.
        weeks: calendar weeks wanted.
        august_peak: starts in an August week relative to a week outside the peaks.
        january_peak: the same for January.
    """
    spans = reference().season
    year = np.ones(52)
    peaks = {"august": august_peak, "january": january_peak}
    for name, peak in peaks.items():
        year[spans[name].first - 1 : spans[name].last] = peak
    year /= year.mean()
    return np.asarray(year[_week_of_year(start, weeks)])


@lru_cache(maxsize=64)
def _week_of_year(start: date, weeks: int) -> npt.NDArray[np.int64]:
    """Week of the year from 0, shape (weeks,); the same for every world of a comparison."""
    numbers = [(start + timedelta(weeks=k)).isocalendar().week for k in range(weeks)]
    # ISO years have 52 or 53 weeks; the 53rd is an ordinary week.
    index = np.minimum(numbers, 52) - 1
    index.flags.writeable = False
    return index
