"""What the page of forecasts looks at: the reader's policies or blocks of weeks, years, people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from scenarios.economics.rule_sets import rule_years
from scenarios.forecast.blocks import ladder, seen_through
from scenarios.forecast.reform import (
    AS_IN_TRIAL,
    CONTACTS,
    GRANTS,
    NONE,
    Reform,
    ordinary_share,
    reform_setting,
)
from scenarios.forecast.setting import COURSES, Stream, forecast_setting
from scenarios.policy.policies import load_policies

#: What is forecast: the policies of the question, or what each further block of weeks brings.
POLICIES, BLOCKS = "policies", "blocks"
SHOWS = (POLICIES, BLOCKS)
#: Calendar years, and young people who come in each: what a reader can choose.
HORIZONS = (4, 6, 8, 10, 12, 15)
#: Years that a forecast can begin in: from the oldest rules on file to as many after the usual one.
YEARS_LATER = 4
START_YEARS = tuple(range(rule_years()[0], Stream(1).start_year + YEARS_LATER + 1))
#: Whether each calendar year has its own rules, or one set is held in all years.
CALENDAR, HELD = RULES = ("calendar", "held")
#: The others who have a mentor from ordinary services; by how much base hazards are raised; share
#: of assisted starts that only displace others'.
ORDINARY = (AS_IN_TRIAL, NONE)
EXITS = (0.0, reform_setting().exits_raised.value)
DISPLACED = tuple(reform_setting().displaced_shown.value)
ENTRANTS = (50, 100, 200, 300, 500, 800, 1200, 2000, 5000)


@dataclass(frozen=True)
class ForecastView:
    """What is looked at.

    Attributes:
        shows: `policies` or `blocks`.
        horizon: calendar years.
        entrants: young people who come each year; in blocks of weeks, in the first year only.
        courses: whether new resource courses begin, of `scenarios.forecast.setting.COURSES`.
        start: the first calendar year.
        rules: of `RULES`; `held` holds those of the page's rule year.
        ordinary, contact, grants, exits, displaced: what was chosen of rules that are not the
            trial's, as `scenarios.forecast.reform.Reform` has it; `ordinary` is of `ORDINARY`.
    """

    shows: str = POLICIES
    horizon: int = 10
    entrants: int = 500
    courses: str = Stream(1).courses_chosen
    start: int = Stream(1).start_year
    rules: str = CALENDAR
    ordinary: str = AS_IN_TRIAL
    contact: str = CONTACTS[0]
    grants: str = GRANTS[0]
    exits: float = 0.0
    displaced: float = 0.0

    @property
    def blocks(self) -> bool:
        """Whether it is blocks of weeks that are shown."""
        return self.shows == BLOCKS

    @property
    def years(self) -> int:
        """Calendar years that are lived: of blocks, enough to see the last to its end."""
        return min(h for h in horizons(self.shows) if h >= self.horizon)

    @property
    def stream(self) -> Stream:
        """Who comes, and how long one looks: of blocks of weeks, everybody must be seen long."""
        coming = 1 if self.blocks else None
        return Stream(self.entrants, self.years, self.start, coming, self.courses, self.reform)

    @property
    def reform(self) -> Reform:
        """What was chosen of rules that are not the trial's."""
        ordinary = ordinary_share(self.ordinary)
        return Reform(ordinary, self.contact, self.grants, self.exits, self.displaced)

    def to_query(self) -> dict[str, str]:
        """What an address says: whatever is not as at first."""
        plain = ForecastView()
        return {
            name: str(getattr(self, name))
            for name in ALLOWED
            if getattr(self, name) != getattr(plain, name)
        }


@cache
def horizons(shows: str) -> tuple[int, ...]:
    """Calendar years that can be looked at."""
    if shows != BLOCKS:
        return HORIZONS
    rungs = ladder(load_policies(list(forecast_setting().ladder.value)))
    return tuple(h for h in HORIZONS if seen_through(rungs, Stream(1, h, intake_years=1)))


ALLOWED: Mapping[str, Sequence[Any]] = {
    "shows": SHOWS,
    "horizon": HORIZONS,
    "entrants": ENTRANTS,
    "courses": COURSES,
    "start": START_YEARS,
    "rules": RULES,
    "ordinary": ORDINARY,
    "contact": CONTACTS,
    "grants": GRANTS,
    "exits": EXITS,
    "displaced": DISPLACED,
}
