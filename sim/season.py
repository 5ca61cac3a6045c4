"""What the calendar does: education starts bunch, pensions are granted by the rules of the year."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from sim.reference import reference

DAYS_PER_YEAR = 365.25


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


def pension_trend(start: date, weeks: int, growth: float) -> npt.NDArray[np.float64]:
    """Multipliers of the hazard of a pension by calendar week, shape (weeks,).

    Few under 40 were granted one just after the reform of 2013; grants grew for some years.

    Args:
        start: Monday of calendar week 0.
        weeks: calendar weeks wanted.
        growth: log growth in a year.
    """
    span = reference().pension_trend
    first, years = span["first_year"].value, span["years"].value
    begun = (start - date(int(first), 1, 1)).days / DAYS_PER_YEAR
    passed = begun + 7.0 * np.arange(weeks) / DAYS_PER_YEAR
    return np.asarray(np.exp(growth * np.clip(passed, 0.0, years)))


def courses_open(start: date, weeks: int, until: date | None) -> npt.NDArray[np.float64]:
    """Whether resource courses begin, by calendar week: 1 or 0, shape (weeks,).

    Args:
        start: the first day of calendar week 0.
        weeks: how many are asked for.
        until: the first day on which none begins; None if they always do.
    """
    if until is None:
        return np.ones(weeks)
    return (np.arange(weeks) * 7 < (until - start).days).astype(float)
