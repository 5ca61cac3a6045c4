"""Months and quarters, as files write them, and the calendar weeks that belong to each.

A week belongs to the month in which its Thursday lies, as ISO 8601 has it of years.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np
import numpy.typing as npt

from sim.errors import InputError
from sim.messages import Said

Length = Literal["month", "quarter"]
#: Periods of a year, and months of a period.
PER_YEAR: dict[Length, int] = {"month": 12, "quarter": 4}
MONTHS: dict[Length, int] = {"month": 1, "quarter": 3}
#: How each is written: `2026-03` or `2026M03`, `2026Q1` or `2026K1`.
WRITTEN: dict[Length, re.Pattern[str]] = {
    "month": re.compile(r"(\d{4})(?:-|M)(\d{2})", re.IGNORECASE),
    "quarter": re.compile(r"(\d{4})-?[KQ]([1-4])", re.IGNORECASE),
}
TO_THURSDAY = timedelta(days=3)


@dataclass(frozen=True, order=True)
class Period:
    """A month or a quarter.

    Attributes:
        year: calendar year.
        part: which month or quarter of it, from 1.
        length: which of the two it is.

    >>> str(read_period("2026K3")), str(read_period("2026-02").following)
    ('2026Q3', '2026-03')
    """

    year: int
    part: int
    length: Length

    def __str__(self) -> str:
        """As ISO 8601 has months, and statistics have quarters."""
        return (
            f"{self.year}-{self.part:02d}" if self.length == "month" else f"{self.year}Q{self.part}"
        )

    @property
    def following(self) -> Period:
        """The next of the same length."""
        if self.part == PER_YEAR[self.length]:
            return Period(self.year + 1, 1, self.length)
        return Period(self.year, self.part + 1, self.length)

    @property
    def first_day(self) -> date:
        """Its first day."""
        return date(self.year, (self.part - 1) * MONTHS[self.length] + 1, 1)


def read_period(text: str, *, file: object = None, field: str | None = None) -> Period:
    """A period as it is written: `2026-03`, `2026M03`, `2026Q1` or `2026K1`.

    Args:
        text: what is written.
        file, field: where, for messages.

    Raises:
        InputError: it is none of these.
    """
    for length, pattern in WRITTEN.items():
        found = pattern.fullmatch(text.strip())
        if found is not None and 1 <= int(found[2]) <= PER_YEAR[length]:
            return Period(int(found[1]), int(found[2]), length)
    raise InputError(
        Said("scenarios.follow_up_no_period"),
        file=file,
        field=field,
        found=text,
        allowed=Said("scenarios.follow_up_periods_as"),
    )


def planned(first: Period, start: date, weeks: int) -> tuple[Period, ...]:
    """The periods, from the first on, that end within so many weeks.

    Args:
        first: the first period.
        start: Monday of calendar week 0.
        weeks: calendar weeks that are lived.
    """
    found, period = [], first
    while last_week(period, start) < weeks:
        found.append(period)
        period = period.following
    return tuple(found)


def last_week(period: Period, start: date) -> int:
    """The last calendar week of a period, from 0; below 0 if it was over before.

    Args:
        period: month or quarter.
        start: Monday of calendar week 0.
    """
    return (period.following.first_day - TO_THURSDAY - start - timedelta(days=1)).days // 7


def last_weeks(periods: tuple[Period, ...], start: date) -> npt.NDArray[np.int64]:
    """As `last_week` of each, shape (periods,)."""
    return np.array([last_week(period, start) for period in periods], np.int64)
