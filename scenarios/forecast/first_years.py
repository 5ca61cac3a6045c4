"""The same lives with another first calendar year: which rules each part of each year then has.

A forecast by the calendar of rules is split where rules change within a year, and where they would
if it began in another year whose rules go along (`scenarios.forecast.periods`). So the kroner of
any of those years are worked out from the same sums: only the rule set of each period is another.
Lives stay as they were lived.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from scenarios.economics.price_draws import PriceValues, draw_prices
from scenarios.economics.rule_calendar import Rules
from scenarios.economics.setting import price_seed
from scenarios.forecast.periods import periods_of
from scenarios.forecast.priced import Priced
from scenarios.forecast.setting import Stream

MONTHS, DAYS = 12, 365
#: What is added to a day of a year before it is looked up, so that it is not before itself.
A_LITTLE_LATER = 0.001


@dataclass(frozen=True)
class FirstYears:
    """First calendar years that a forecast's lives can be priced with.

    Attributes:
        ours: the first year of the forecast.
        rules: every rule set that holds with some first year, in kroner of one price level.
        sets: draws of each, in order.
        begins: the day from which each holds, as a year and a part of it (`as_year`).
        offsets: the day from which each period is counted, in years since the first (the second
            year's July: 1.5).
        years_of: the calendar year of each period, the first year being 0.
        choices: first years of which no two have the same rules; every year after the last is
            priced as the last.
    """

    ours: int
    rules: Rules
    sets: tuple[PriceValues, ...]
    begins: tuple[float, ...]
    offsets: tuple[float, ...]
    years_of: tuple[int, ...]
    choices: tuple[int, ...]

    def sets_of(self, first: int) -> tuple[int, ...]:
        """Which of the sets each period has, by position.

        Args:
            first: the first calendar year, not before the first of `choices`.
        """
        return tuple(self._on(first + offset) for offset in self.offsets)

    def _on(self, moment: float) -> int:
        return sum(begin <= moment + A_LITTLE_LATER for begin in self.begins[1:])

    @property
    def used(self) -> tuple[int, ...]:
        """The sets that hold in some period of the forecast's own years, in order."""
        return tuple(sorted(set(self.sets_of(self.ours))))


def as_year(day: date) -> float:
    """A day as a year and a part of it: 1 July 2025 is 2025.5."""
    return day.year + round((day.month - 1) / MONTHS + (day.day - 1) / DAYS, 4)


def first_years(stream: Stream, rules: Rules, priced: Priced) -> FirstYears:
    """The first years that go with a forecast: its own, where one set of rules is held.

    Args:
        stream: as it was lived.
        rules: of the forecast.
        priced: its numbers.
    """
    periods = periods_of(stream, rules)
    every = rules.carried or rules
    start = stream.start_year
    offsets = tuple(round(as_year(day) - start, 4) for day in periods.begins)
    years_of = tuple(year - start for year in periods.years)
    if not rules.calendar:
        return FirstYears(start, rules, priced.sets, (0.0,), offsets, years_of, (start,))
    last = every.begins[-1]
    settled = last.year + ((last.month, last.day) != (1, 1))
    choices = tuple(range(min(every.first_year, start), max(settled, start) + 1))
    begins = tuple(as_year(day) for day in every.begins)
    found = FirstYears(start, every, (), begins, offsets, years_of, choices)
    drawn = dict(zip(found.sets_of(start), priced.period_sets, strict=True))
    sets = tuple(
        priced.sets[drawn[k]]
        if k in drawn
        else draw_prices(prices, len(priced.values), price_seed())
        for k, prices in enumerate(every.sets)
    )
    return replace(found, sets=sets)
