"""The numbers of `scenarios/forecast/forecast.yaml`, and what a forecast is asked for: years and
people."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict

from calibration.sourced import Several, Sourced
from scenarios.forecast.reform import TRIAL_WORLD, Reform
from sim.errors import InputError
from sim.messages import Said
from sim.strict_yaml import packaged_yaml

Ints = npt.NDArray[np.int64]
#: Calendar years with which a stream may begin: the first and the last.
START_YEARS = (2000, 2100)
#: Whether resource courses begin as before, or none from the day of the law on.
AS_BEFORE, NO_COURSES = "as-before", "none"
COURSES = (AS_BEFORE, NO_COURSES)


class ForecastSetting(BaseModel):
    """Choices of the forecast."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    ceiling_from: Sourced[date]
    start_year: Sourced[float]
    no_courses_from: Sourced[date]
    most_years: Sourced[float]
    payback_soon: Sourced[float]
    payback_late: Sourced[float]
    world_least: Sourced[float]
    world_most: Sourced[float]
    ladder: Several[str]
    block_weeks: Several[float]
    thresholds: Several[float]


@cache
def forecast_setting() -> ForecastSetting:
    """The numbers of `scenarios/forecast/forecast.yaml`."""
    return ForecastSetting.model_validate(packaged_yaml("scenarios.forecast", "forecast.yaml"))


def ceiling_year() -> int:
    """The first year of the national ceiling on mentor support."""
    return forecast_setting().ceiling_from.value.year


@dataclass(frozen=True)
class Stream:
    """Who comes, and how long one looks: whole calendar years from the first Monday of a year.

    Attributes:
        intake: young people a year.
        years: calendar years that are counted.
        start_year: the first of them.
        intake_years: years in which young people come, from the first on; None is all of them.
        courses: of `COURSES`; None is `none` where the first young people come in the year of the
            law that ended resource courses (`no_courses_from` in
            `scenarios/forecast/forecast.yaml`) or later, and `as-before` where they come earlier.
        reform: what else was chosen of rules that are not the trial's.

    Raises:
        InputError: a number, or a choice, that cannot be.
    """

    intake: int
    years: int = 10
    start_year: int = int(forecast_setting().start_year.value)
    intake_years: int | None = None
    courses: str | None = None
    reform: Reform = TRIAL_WORLD

    def __post_init__(self) -> None:
        """Check every number."""
        most = int(forecast_setting().most_years.value)
        coming = self.years if self.intake_years is None else self.intake_years
        for field, found, low, high in (
            ("intake", self.intake, 1, 500_000),
            ("years", self.years, 1, most),
            ("start-year", self.start_year, *START_YEARS),
            ("intake-years", coming, 1, self.years),
        ):
            if not low <= found <= high:
                raise InputError(
                    Said("scenarios.impossible_number"),
                    field=f"--{field}",
                    found=found,
                    allowed=Said("sim.low_to_high", low=low, high=high),
                )
        if self.courses is not None and self.courses not in COURSES:
            raise InputError(
                Said("scenarios.no_such_choice"),
                field="--courses",
                found=self.courses,
                allowed=", ".join(COURSES),
            )

    @property
    def start(self) -> date:
        """Monday of calendar week 0: of the first week of the first year (ISO 8601)."""
        return date.fromisocalendar(self.start_year, 1, 1)

    @property
    def courses_chosen(self) -> str:
        """Of `COURSES`: what was asked for, or what follows from the first year."""
        law = forecast_setting().no_courses_from.value
        return self.courses or (NO_COURSES if self.start_year >= law.year else AS_BEFORE)

    def under_calendar(self) -> Stream:
        """The same where each year has its own rules: from the day of the law on, which may lie
        within the years, nobody begins a resource course, unless something else was asked for.
        """
        law = forecast_setting().no_courses_from.value
        if self.courses is not None or self.calendar_years[-1] < law.year:
            return self
        return replace(self, courses=NO_COURSES)

    @property
    def courses_until(self) -> date | None:
        """From this day on nobody begins a resource course; None where they begin as before."""
        law = forecast_setting().no_courses_from.value
        return law if self.courses_chosen == NO_COURSES else None

    @property
    def calendar_years(self) -> tuple[int, ...]:
        """The years, in order."""
        return tuple(range(self.start_year, self.start_year + self.years))

    @cached_property
    def ends(self) -> Ints:
        """First calendar week after each year, shape (years,); years have 52 or 53 weeks."""
        from scenarios.economics.person_weeks import year_of

        last = [date.fromisocalendar(year + 1, 1, 1) for year in self.calendar_years]
        assert all(year_of(day) == y + 1 for day, y in zip(last, self.calendar_years, strict=True))
        return np.array([(day - self.start).days // 7 for day in last], np.int64)

    @property
    def weeks(self) -> int:
        """Calendar weeks that are lived."""
        return int(self.ends[-1])

    @property
    def year_weeks(self) -> Ints:
        """Weeks of each year, shape (years,)."""
        return np.diff(self.ends, prepend=0)

    @property
    def coming(self) -> int:
        """Years of intake."""
        return self.years if self.intake_years is None else self.intake_years

    @property
    def intake_weeks(self) -> int:
        """Weeks of intake."""
        return int(self.ends[self.coming - 1])

    @property
    def people(self) -> int:
        """Young people in all."""
        return self.intake * self.coming

    @property
    def seen_weeks(self) -> int:
        """Last week since entry in which everybody is seen before the horizon."""
        return self.weeks - self.intake_weeks
