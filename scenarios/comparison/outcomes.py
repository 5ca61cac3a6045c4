"""What is compared: statuses in a week, and weeks spent in them so far."""

from __future__ import annotations

from dataclasses import dataclass

import xarray as xr

#: Statuses in a week that are compared, as in the accounts.
OUTCOMES = ("education", "employment", "support", "pension")
#: Statuses whose weeks are added up.
SUMMED = ("education", "employment", "support")
#: Whether more of a status is better.
BETTER = {"education": True, "employment": True, "support": False, "pension": False}
#: Units of levels and of differences.
PER_CENT, POINTS, WEEKS = "%", "pp", "weeks"


@dataclass(frozen=True)
class Outcome:
    """A column of results.

    Attributes:
        name: `education` is the share in education in a week; `education_weeks` are the weeks in
            education per young person from the week after entry up to and with that week.
        status: of the accounts.
        summed: whether it is added up over weeks.
    """

    name: str
    status: str
    summed: bool

    @property
    def more_is_better(self) -> bool:
        """Whether more of it is better."""
        return BETTER[self.status]

    @property
    def unit(self) -> str:
        """Of a difference."""
        return WEEKS if self.summed else POINTS

    @property
    def level_unit(self) -> str:
        """Of a level."""
        return WEEKS if self.summed else PER_CENT


ALL_OUTCOMES: dict[str, Outcome] = {
    name: Outcome(name, name, summed=False) for name in OUTCOMES
} | {f"{name}_weeks": Outcome(f"{name}_weeks", name, summed=True) for name in SUMMED}


def by_week(data: xr.Dataset, outcome: Outcome) -> xr.DataArray:
    """Everybody's outcome in every week, in per cent or weeks (draw, seed, policy, week)."""
    level = data["level"].sel(status=outcome.status, drop=True).astype(float)
    if not outcome.summed:
        return 100 * level
    return (level.cumsum("week") - level.isel(week=0, drop=True)).assign_coords(week=level["week"])


def by_group(data: xr.Dataset, outcome: Outcome) -> xr.DataArray:
    """The outcome of each group in the reported weeks (draw, seed, policy, week, group)."""
    kept = data["weeks" if outcome.summed else "share"].sel(status=outcome.status, drop=True)
    scale = 1.0 if outcome.summed else 100.0
    return scale * kept.astype(float).rename(report_week="week")
