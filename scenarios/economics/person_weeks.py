"""Quantities that purses price: person-weeks by status and week since entry, in calendar years.

The engine counts six statuses by week since entry; money wants calendar years. What the engine
does not count is derived where it is priced (`scenarios.economics.rates`), by prices that say so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Protocol

import numpy as np
import numpy.typing as npt
import xarray as xr

from scenarios.economics.setting import programme_year
from sim.errors import InputError
from sim.messages import Said
from sim.state import STATUSES

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: Statuses that somebody can be in, all of them needed, in the order of the engine; and work with
#: a completed education, which is part of nothing else and may be left out.
NEEDED = tuple(status.name.lower() for status in STATUSES)
KNOWN = (*NEEDED, "employment_completed")
#: What is counted as benefit, to see how much rests on what is known least.
AS_BENEFIT = (("pension", "resource_course"), "on_benefit")
#: Shares come from the engine in single precision.
PRECISION = 1e-5


class Counted(Protocol):
    """What purses price: person-weeks by status, paid hours, posts and measures by year.

    The last axis of `weeks` is weeks since entry, the one before it draws; `by_year` turns amounts
    of that shape into amounts by calendar year.
    """

    @property
    def weeks(self) -> Mapping[str, Floats]:
        """Person-weeks by status of `KNOWN`, shape (..., draws, weeks since entry)."""

    @property
    def years(self) -> tuple[int, ...]:
        """Calendar years, in order."""

    @property
    def draws(self) -> Ints:
        """Numbers of the posterior draws, shape (draws,)."""

    @property
    def people(self) -> Floats:
        """Who entered, shape (draws,)."""

    @property
    def mentor_hours(self) -> Floats:
        """Paid hours of the mentors employed, shape (draws, years)."""

    @property
    def unused_hours(self) -> Floats | None:
        """Those of them whose places stand empty, same shape; None where there are none."""

    @property
    def posts_set_up(self) -> Floats:
        """Full-time posts set up in each year, shape (draws, years)."""

    @property
    def posts_given_up(self) -> Floats:
        """Full-time posts given up at the end of the programme, shape (draws, years)."""

    @property
    def measures(self) -> Floats:
        """Other measures begun, shape (draws, years)."""

    @property
    def decisions(self) -> Floats | None:
        """Decisions that grant support, same shape; None where none are needed."""

    @property
    def from_25(self) -> Floats | None:
        """Share of people from 25 by week since entry; None spreads ages evenly."""

    @property
    def earlier_weeks(self) -> Mapping[float, float] | None:
        """Shares of the entrants by weeks on benefit before entry; None is as the prices say."""

    @property
    def horizon(self) -> int:
        """Weeks since entry that are counted."""

    def by_year(self, weekly: Floats) -> Floats:
        """Amounts of the shape of `weeks` as amounts by calendar year, shape (draws, years)."""


@dataclass(frozen=True)
class Quantities:
    """What happened, without prices.

    What has draws may have more dimensions before them, the same in all: groups told apart, seeds.

    Attributes:
        weeks: person-weeks by status of `KNOWN`; each of shape (draws, weeks since entry).
        years: calendar years, or those of the programme counted from 1, in order.
        calendar: share of the people's week w since entry that falls in each year, shape (weeks,
            years); rows sum to 1.
        mentor_hours: paid hours of the mentors employed, shape (draws, years).
        new_mentors: full-time posts set up in the first year, shape (draws,).
        measures: other measures begun, shape (draws, years).
        draws: numbers of the posterior draws, shape (draws,).
        from_25: share of people from 25 by week since entry, shape (weeks,); None spreads ages
            evenly (`scenarios.economics.rates.share_from_25`).
        earlier_weeks: shares of the entrants by weeks on benefit before entry; None takes them
            from the prices (`scenarios.economics.rates.refund_share`).
        unused_hours: those of `mentor_hours` whose places stand empty, same shape; None where
            there are none (mentors follow from the young people) or nobody asks.
        decisions: those that grant support, shape (draws, years); None where none are needed.

    Raises:
        InputError: shapes or numbers that do not belong together, or people who appear or vanish.
    """

    weeks: Mapping[str, Floats]
    years: tuple[int, ...]
    calendar: Floats
    mentor_hours: Floats
    new_mentors: Floats
    measures: Floats
    draws: Ints
    from_25: Floats | None = None
    earlier_weeks: Mapping[float, float] | None = None
    unused_hours: Floats | None = None
    decisions: Floats | None = None
    people: Floats = field(init=False)

    def __post_init__(self) -> None:
        """Check that everything belongs together."""
        self._check_statuses()
        *front, n, horizon = next(iter(self.weeks.values())).shape
        by_year = (*front, n, len(self.years))
        shapes = {
            **{f"weeks.{name}": (x, (*front, n, horizon)) for name, x in self.weeks.items()},
            "calendar": (self.calendar, (horizon, len(self.years))),
            "mentor_hours": (self.mentor_hours, by_year),
            "new_mentors": (self.new_mentors, (*front, n)),
            "measures": (self.measures, by_year),
            "draws": (self.draws, (n,)),
        }
        if self.from_25 is not None:
            shapes["from_25"] = (self.from_25, (horizon,))
        if self.unused_hours is not None:
            shapes["unused_hours"] = (self.unused_hours, by_year)
        if self.decisions is not None:
            shapes["decisions"] = (self.decisions, by_year)
        for name, (array, shape) in shapes.items():
            if array.shape != shape:
                raise InputError(
                    Said("scenarios.quantities_that_do_not_belong_together"),
                    field=name,
                    found=array.shape,
                    allowed=str(shape),
                )
            if not np.isfinite(array).all() or (array < 0).any():
                raise InputError(
                    Said("scenarios.impossible_quantity"),
                    field=name,
                    found=float(np.min(array)),
                    allowed=Said("scenarios.0_or_more"),
                )
        self._check_sums()
        object.__setattr__(self, "people", self.total()[..., 0])

    def _check_statuses(self) -> None:
        given = set(self.weeks)
        if given - set(KNOWN) or not set(NEEDED) <= given:
            raise InputError(
                Said("scenarios.statuses_that_are_not_everybody_each"),
                field="weeks",
                found=", ".join(self.weeks),
                allowed=Said(
                    "scenarios.needed_employment_completed_if_it_is", needed=", ".join(NEEDED)
                ),
            )

    def _check_sums(self) -> None:
        rows = self.calendar.sum(axis=1)
        if not np.allclose(rows, 1.0):
            raise InputError(
                Said("scenarios.every_week_falls_in_one_year"),
                field="calendar",
                found=Said("scenarios.rows_sum_to_min_to_max", min=rows.min(), max=rows.max()),
                allowed="1",
            )
        total = self.total()
        if not np.allclose(total, total[..., :1], rtol=PRECISION):
            raise InputError(
                Said("scenarios.people_appear_or_vanish"),
                field="weeks",
                found=Said("scenarios.min_to_max_people", min=total.min(), max=total.max()),
                allowed=Said("scenarios.as_many_every_week"),
            )
        if self.from_25 is not None and (self.from_25 > 1).any():
            raise InputError(
                Said("scenarios.impossible_share"),
                field="from_25",
                found=float(self.from_25.max()),
                allowed=Said("sim.from_0_to_1"),
            )
        if self.earlier_weeks is not None:
            shares = np.array(list(self.earlier_weeks.values()))
            before = np.array(list(self.earlier_weeks), float)
            if not np.isclose(shares.sum(), 1.0) or (shares < 0).any() or (before < 0).any():
                raise InputError(
                    Said("scenarios.shares_of_the_entrants_by_earlier"),
                    field="earlier_weeks",
                    found=dict(self.earlier_weeks),
                    allowed=Said("scenarios.weeks_and_shares_from_0_summing"),
                )

    @property
    def horizon(self) -> int:
        """Weeks since entry that are counted."""
        return int(self.calendar.shape[0])

    @property
    def posts_set_up(self) -> Floats:
        """Full-time posts set up in each year, shape (draws, years): all in the first."""
        posts = np.zeros(self.mentor_hours.shape)
        posts[..., 0] = self.new_mentors
        return posts

    @property
    def posts_given_up(self) -> Floats:
        """Full-time posts given up, shape (draws, years): all in the last year with paid hours."""
        paid = self.mentor_hours > 0.0
        last = len(self.years) - 1 - paid[..., ::-1].argmax(axis=-1)
        given_up = np.where(paid.any(axis=-1), self.new_mentors, 0.0)
        is_last = np.arange(len(self.years)) == last[..., None]
        return np.where(is_last, given_up[..., None], 0.0)

    def total(self) -> Floats:
        """People by draw and week since entry, over all statuses; shape (draws, weeks)."""
        return np.asarray(sum(self.weeks.values()))

    def priced_as(self, statuses: Sequence[str], other: str) -> Quantities:
        """The same with the person-weeks of some statuses counted as another's.

        Shows how much of a result rests on moves into statuses whose size, or whose price, nobody
        knows well: pensions and resource courses, in particular.

        Raises:
            InputError: a status that these quantities do not have.
        """
        return replace(self, weeks=counted_as(self.weeks, statuses, other))

    def by_year(self, weekly: Floats) -> Floats:
        """Amounts by week since entry, (n, weeks), as amounts by calendar year, (n, years)."""
        return np.asarray(weekly @ self.calendar)


def counted_as(
    weeks: Mapping[str, Floats], statuses: Sequence[str], other: str
) -> dict[str, Floats]:
    """Person-weeks by status with those of some statuses counted as another's.

    Args:
        weeks: person-weeks by status.
        statuses: that are counted as another.
        other: the status that they are counted as.

    Raises:
        InputError: a status that there is not.
    """
    for name in (*statuses, other):
        if name not in weeks:
            raise InputError(
                Said("scenarios.unknown_status"),
                field="weeks",
                found=name,
                allowed=", ".join(weeks),
            )
    moved = sum((weeks[name] for name in statuses), start=weeks[other])
    emptied = {name: np.zeros_like(weeks[name]) for name in statuses}
    return {**weeks, **emptied, other: moved}


def year_of(monday: date) -> int:
    """The year that a week belongs to (ISO 8601: that of its Thursday)."""
    return monday.isocalendar().year


def _weeks_by_year(start: date | None, weeks: int) -> tuple[tuple[int, ...], Floats]:
    if start is None:
        of_week = [k // programme_year() + 1 for k in range(weeks)]
    else:
        of_week = [year_of(start + timedelta(weeks=k)) for k in range(weeks)]
    years = tuple(range(of_week[0], of_week[-1] + 1))
    return years, (np.array(of_week)[:, None] == np.array(years)).astype(float)


def calendar_of(
    start: date | None, intake_weeks: int, horizon: int
) -> tuple[tuple[int, ...], Floats]:
    """Which years the weeks since entry fall in, for people who enter evenly.

    Args:
        start: Monday of calendar week 0; None counts years of the programme
            (`scenarios/economics/economics.yaml`) from 1, the first from the week in which the
            first enter.
        intake_weeks: calendar weeks in which people enter, equally many in each.
        horizon: weeks since entry.

    Returns:
        The years, and the share of week w since entry in each, shape (horizon, years).
    """
    years, by_week = _weeks_by_year(start, intake_weeks - 1 + horizon)
    shares = [by_week[w : w + intake_weeks].mean(axis=0) for w in range(horizon)]
    return years, np.stack(shares)


#: What is read of an ensemble; the rest, which is far more, is not looked at.
READ = ("level", "size", "resource", "measures_begun", "full_time_equivalents")


def quantities_of(data: xr.Dataset, policy: str, start: date | None = None) -> Quantities:
    """The quantities of one policy of an ensemble (`scenarios.comparison.ensemble.run_ensemble`).

    Each posterior draw is the mean over its seeds; one that lived with none is left out. Mentor
    hours are those of the mentors employed (`sim.outcomes.paid_hours.employed_hours`): where a
    policy gives their number, they are paid for empty places too; where they follow from the
    young people, what a place leaves is paid by other tasks. Of them and of other measures only
    what belongs to the weeks since entry that the person-weeks are of
    (`sim.outcomes.paid_hours.billed_hours`), so that kroner and effects are of the same weeks.

    Args:
        data: the ensemble.
        policy: its name.
        start: Monday of calendar week 0, for calendar years; None counts those of the programme
            from 1.

    Raises:
        InputError: the ensemble has no such policy.
    """
    if policy not in data["policy"]:
        raise InputError(
            Said("scenarios.unknown_policy"),
            field="policy",
            found=policy,
            allowed=", ".join(str(p) for p in data["policy"].values),
        )
    chosen = data[list(READ)].sel(policy=policy)
    there = chosen["level"].isel(week=0, status=0).notnull().any("seed").to_numpy()
    if not there.all():
        chosen = chosen.isel(draw=np.flatnonzero(there))
    horizon, weeks = data.sizes["week"], data.sizes["calendar_week"]
    years, calendar = calendar_of(start, weeks - horizon + 1, horizon)
    _, by_week = _weeks_by_year(start, weeks)
    counted = (
        (chosen["level"].astype(float) * chosen["size"].sel(group="all"))
        .mean("seed")
        .transpose("draw", "week", "status")
    )
    hours = chosen["resource"].astype(float).mean("seed")
    paid, used = (
        hours.sel(quantity=name).transpose("draw", "calendar_week").to_numpy() @ by_week
        for name in ("hours_billed", "hours_counted")
    )
    begun = chosen["measures_begun"].astype(float).sum("measure").mean("seed")
    return Quantities(
        weeks={name: counted.sel(status=name).to_numpy() for name in NEEDED},
        years=years,
        calendar=calendar,
        mentor_hours=paid,
        # Single precision: what is employed and used alike may differ in the last digit.
        unused_hours=np.where(np.isclose(paid, used, rtol=PRECISION), 0.0, paid - used),
        new_mentors=chosen["full_time_equivalents"].astype(float).mean("seed").to_numpy(),
        measures=begun.transpose("draw", "calendar_week").to_numpy() @ by_week,
        draws=np.flatnonzero(there),
    )
