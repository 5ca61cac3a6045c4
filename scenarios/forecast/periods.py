"""The weeks of a stream in periods, each of one calendar year and under one set of rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from scenarios.economics.person_weeks import year_of
from scenarios.economics.rule_calendar import Rules
from scenarios.forecast.setting import Stream

Ints = npt.NDArray[np.int64]
#: Days from a week's Monday to the Thursday that decides which year, and which rules, it has.
TO_THURSDAY = timedelta(days=3)


@dataclass(frozen=True)
class Periods:
    """Calendar years, split where rules change within one.

    Attributes:
        years: the calendar year of each period, in order; a split year stands there twice.
        ends: first calendar week after each period, shape (periods,).
        sets: which of the rule sets each has, by position.
    """

    years: tuple[int, ...]
    ends: Ints
    sets: tuple[int, ...]


def first_and_last_day(stream: Stream) -> tuple[date, date]:
    """The Thursdays of the first week and of the last: between them rules are wanted."""
    first = stream.start + TO_THURSDAY
    return first, first + timedelta(weeks=stream.weeks - 1)


def periods_of(stream: Stream, rules: Rules) -> Periods:
    """The periods of a stream: whole years where no rules change within one."""
    first, last = first_and_last_day(stream)
    ends = {int(end) for end in stream.ends}
    if rules.calendar:
        changes = (begin for begin in rules.begins[1:] if begin <= last)
        # The first week whose Thursday is not before the day of the change.
        ends |= {-((first - day).days // 7) for day in changes}
    ordered = sorted(ends - {0})
    begins = [first + timedelta(weeks=week) for week in (0, *ordered[:-1])]
    return Periods(
        years=tuple(year_of(day) for day in begins),
        ends=np.array(ordered, np.int64),
        sets=tuple(rules.on(day) for day in begins),
    )
