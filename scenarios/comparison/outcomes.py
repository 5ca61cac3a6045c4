"""What is compared: outcomes of the registry in a week, and weeks of them added up so far."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scenarios.outcomes.registry import outcomes
from sim.errors import InputError
from sim.messages import Said
from sim.state import STATUSES

if TYPE_CHECKING:
    import xarray as xr

#: Names of the statuses, in the order of the accounts: each person is in one.
STATUS_NAMES = tuple(status.name.lower() for status in STATUSES)
#: What is compared, in the order of the tables: outcomes of the registry, as in the accounts.
OUTCOMES = tuple(outcomes())
#: Milestones that are compared: who has come past them.
MILESTONES_COMPARED = tuple(name for name, o in outcomes().items() if o.counted == "milestone")
#: Statuses that are compared: all, in the order of the tables.
STATUSES_COMPARED = tuple(name for name, o in outcomes().items() if o.counted == "status")
#: Outcomes whose weeks are added up.
SUMMED = tuple(name for name, o in outcomes().items() if o.summed)
#: Whether more of it is better; None where neither is.
BETTER = {name: o.more_is_better for name, o in outcomes().items()}
#: Units of levels and of differences.
PER_CENT, POINTS, WEEKS = "%", "pp", "weeks"


@dataclass(frozen=True)
class Outcome:
    """A column of results.

    Attributes:
        name: `education` is the share in education in a week; `education_weeks` are the weeks in
            education per young person from the week after entry up to and with that week;
            `completed` is the share who have completed an education by that week.
        status: of the accounts, or a milestone there.
        summed: whether it is added up over weeks.
    """

    name: str
    status: str
    summed: bool

    @property
    def more_is_better(self) -> bool | None:
        """Whether more of it is better; None if neither more nor less is."""
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
#: Outcomes that policies can be ranked by: more, or less, of them is better.
DIRECTED = tuple(name for name, o in ALL_OUTCOMES.items() if o.more_is_better is not None)


def better(more_is_better: bool | None, name: str, allowed: Collection[str] = DIRECTED) -> bool:
    """Whether more is better, of an outcome that must have a better and a worse.

    Args:
        more_is_better: of the outcome.
        name: of the outcome, as it was asked for.
        allowed: names of outcomes that could be asked for instead.

    Raises:
        InputError: neither more nor less of it is better.
    """
    if more_is_better is None:
        raise InputError(
            Said("scenarios.neither_more_nor_less_of_this"),
            field="--outcome",
            found=name,
            allowed=", ".join(allowed),
        )
    return more_is_better


def by_week(data: xr.Dataset, outcome: Outcome) -> xr.DataArray:
    """Everybody's outcome in every week, in per cent or weeks (draw, seed, policy, week)."""
    return in_weeks(data["level"], outcome)


def in_weeks(shares: xr.DataArray, outcome: Outcome) -> xr.DataArray:
    """An outcome in every week, in per cent or weeks, from shares by week and status."""
    level = shares.sel(status=outcome.status, drop=True).astype(float)
    if not outcome.summed:
        return 100 * level
    return (level.cumsum("week") - level.isel(week=0, drop=True)).assign_coords(week=level["week"])


def by_group(data: xr.Dataset, outcome: Outcome) -> xr.DataArray:
    """The outcome of each group in the reported weeks (draw, seed, policy, week, group)."""
    kept = data["weeks" if outcome.summed else "share"].sel(status=outcome.status, drop=True)
    scale = 1.0 if outcome.summed else 100.0
    return scale * kept.astype(float).rename(report_week="week")
