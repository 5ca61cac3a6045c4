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
        begins: the day from which each is counted: the first of its year, or that of a change.
    """

    years: tuple[int, ...]
    ends: Ints
    sets: tuple[int, ...]
    begins: tuple[date, ...]


def first_and_last_day(stream: Stream) -> tuple[date, date]:
    """The Thursdays of the first week and of the last: between them rules are wanted."""
    first = stream.start + TO_THURSDAY
    return first, first + timedelta(weeks=stream.weeks - 1)


def periods_of(stream: Stream, rules: Rules) -> Periods:
    """The periods of a stream: whole years where no rules change within one.

    A year is split, too, where rules would change within it if the stream began in another year
    whose rules go along.
    """
    first, last = first_and_last_day(stream)
    weeks = (0, *(int(end) for end in stream.ends[:-1]))
    begins = {
        week: date(year, 1, 1) for week, year in zip(weeks, stream.calendar_years, strict=True)
    }
    if rules.calendar:
        changes = {begin for begin in rules.begins[1:] if begin <= last}
        for day in sorted(changes | _changes_elsewhere(stream, rules)):
            # The first week whose Thursday is not before the day of the change.
            begins.setdefault(max(-((first - day).days // 7), 0), day)
    begins = {week: begins[week] for week in sorted(begins) if week < stream.weeks}
    thursdays = [first + timedelta(weeks=week) for week in begins]
    return Periods(
        years=tuple(year_of(day) for day in thursdays),
        ends=np.array([*begins, stream.weeks][1:], np.int64),
        sets=tuple(rules.on(day) for day in thursdays),
        begins=tuple(begins.values()),
    )


def _changes_elsewhere(stream: Stream, rules: Rules) -> set[date]:
    """Days of the stream's years on which rules change if it begins in another year."""
    carried = rules.carried
    if carried is None:
        return set()
    begins = carried.begins
    found = set()
    for year, calendar_year in enumerate(stream.calendar_years):
        for day in begins[1:]:
            within = (day.month, day.day) != (1, 1)
            if within and day.year - year >= carried.first_year:
                found.add(date(calendar_year, day.month, day.day))
    return found
