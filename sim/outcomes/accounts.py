"""What is counted: people by status, week and group; mentoring delivered; places and queue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import xarray as xr

from sim.counting import WeeklyTally, weekly_rules
from sim.mentors import Corps
from sim.outcomes import sums
from sim.outcomes.paid_hours import billed_hours, employed_hours
from sim.shown import ResultShown, Shown, number
from sim.state import (
    CALENDAR,
    GIVEN_CALENDAR,
    MILESTONES,
    STATUSES,
    Place,
    World,
)

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: Everything that is counted, in that order: statuses, milestones, and what rules of one's own
#: count (`sim.counting`).
COUNTED = (*(status.name.lower() for status in STATUSES), *MILESTONES, *weekly_rules())


@dataclass(frozen=True, repr=False)
class Accounts(ResultShown):
    """The quantities of one run; no prices.

    Attributes:
        groups: names of the groups.
        sizes: people in each group who have entered, shape (groups,).
        people: people by week since entry, of what is counted (`COUNTED`: statuses, each in one;
            milestones, who has come past them; and what rules of one's own count) and group, shape
            (horizon, counted, groups).
        squares: squares of the weeks that a person was in a status so far, from the week after
            entry up to and with that week, summed over people; shape as `people`.
        weekly: the engine's totals by calendar week, shape (rows of `CALENDAR`, weeks); read as
            `calendar`.
        received: what each person received, columns of shape (n,) in the order of the population;
            empty if not asked for; read as `persons`.
        mean_wait: weeks from entry to the first mentor among those who met one (NaN if none).
        full_time_equivalents: of the corps.
        places: of the corps.
        hours_employed: paid hours of the mentors employed, by calendar week, shape (weeks,)
            (`sim.outcomes.paid_hours.employed_hours`).
        hours_billed: those of them that belong to weeks since entry that are counted in `people`,
            same shape (`sim.outcomes.paid_hours.billed_hours`); what kroner are worked out from.
        measures_begun: of each of the policy's other measures, by calendar week, shape (measures,
            weeks); begun in a week since entry that is counted.
    """

    groups: tuple[str, ...]
    sizes: Ints
    people: Ints
    squares: Ints
    weekly: Floats
    received: Mapping[str, npt.NDArray[Any]]
    mean_wait: float
    full_time_equivalents: float
    places: int
    hours_employed: Floats
    hours_billed: Floats
    measures_begun: npt.NDArray[np.int32]

    def shown(self) -> Shown:
        """Shares by status at the start, in the middle and at the end, in a few lines."""
        last, names = self.people.shape[0] - 1, [s.name.lower() for s in STATUSES]
        rows = tuple(
            (str(week), *(number(100 * float(self.level(s)[week])) for s in STATUSES))
            for week in sorted({0, last // 2, last})
        )
        people = int(self.sizes[self.groups.index("all")])
        return Shown(
            f"One world: {people:,} young people over {last} weeks since entry",
            facts=(
                f"{number(self.full_time_equivalents)} full-time mentors, {self.places:,} places",
                "Per cent of the young people, by week:",
            ),
            columns=("week", *names),
            rows=rows,
            after=("One draw of the parameters and one seed: no intervals, and no verdict.",),
            further=(".calendar", ".level(status)", ".to_xarray()", "tell(result)", "plot(result)"),
        )

    @cached_property
    def calendar(self) -> pd.DataFrame:
        """One row per calendar week: people by status, mentored, waiting, started, minutes given.

        Also the paid hours of the places in use, and those of people whose week is counted.
        """
        frame = pd.DataFrame(
            self.weekly.T,
            columns=list(CALENDAR),
            index=pd.RangeIndex(self.weekly.shape[1], name="calendar_week"),
        )
        names = [s.name.lower() for s in STATUSES]
        frame[names] = frame[names].cumsum()
        return frame.drop(columns=list(GIVEN_CALENDAR))

    @cached_property
    def persons(self) -> pd.DataFrame:
        """One row per person in the order of the population; no rows if not asked for."""
        return pd.DataFrame(dict(self.received), columns=list(PERSON_COLUMNS))

    def of_groups(self, groups: Sequence[str]) -> Accounts:
        """The same of some of the groups."""
        at = [self.groups.index(group) for group in groups]
        return replace(
            self,
            groups=tuple(groups),
            sizes=self.sizes[at],
            people=self.people[:, :, at],
            squares=self.squares[:, :, at],
        )

    def level(self, status: int, group: str = "all", weeks: slice = slice(None)) -> Floats:
        """Share of a group in a status, or past a milestone, by week since entry, shape (weeks,).

        Args:
            status: `Status`, or a column of milestones in `sim.state`.
            group: of those counted.
            weeks: since entry; by default all, shape (horizon,).
        """
        g = self.groups.index(group)
        return np.asarray(self.people[weeks, status, g] / max(1, int(self.sizes[g])), float)

    @cached_property
    def weeks(self) -> Ints:
        """Weeks in a status so far, summed over people; counted and shaped as `squares`."""
        lived = np.empty_like(self.people)
        sums.add_up(self.people, lived)
        return np.asarray(lived - self.people[0])

    def spread(self, weeks: Any = slice(None), groups: Any = slice(None)) -> Floats:
        """Variance between people of the weeks in a status so far; shape as `people`.

        Of people like these, estimated from these (divided by one less than they are); NaN for
        groups of fewer than two.

        Args:
            weeks, groups: positions; by default all.
        """
        n = np.where(self.sizes > 1, self.sizes, np.nan)[groups]
        lived = self.weeks[weeks, :, groups].astype(float)
        return np.asarray((self.squares[weeks, :, groups] - lived**2 / n) / (n - 1))

    def to_xarray(self) -> xr.DataArray:
        """Shares by week since entry, what is counted (`status`) and group."""
        return xr.DataArray(
            self.people / np.maximum(1, self.sizes),
            dims=("week", "status", "group"),
            coords={
                "week": np.arange(self.people.shape[0]),
                "status": list(COUNTED),
                "group": list(self.groups),
            },
            name="share",
            attrs={"units": "share of the group"},
        )


def read_accounts(
    world: World,
    rows: Mapping[str, npt.NDArray[Any]],
    groups: tuple[str, ...],
    order: npt.NDArray[np.int64],
    corps: Corps,
    week: int,
    *,
    persons: bool,
    tally: WeeklyTally | None = None,
) -> Accounts:
    """The accounts of a world after `week` calendar weeks.

    Args:
        world: that has lived so long, or a piece of it: all pieces count into the same tables.
        rows: quantities of everybody by name, shape (n,).
        groups: names of the groups that are counted.
        order: population index of each row of the world, shape (n,).
        corps: the mentors' posts.
        week: calendar weeks that have passed.
        persons: whether what each person received is kept, too.
        tally: what rules of one's own have counted; None if there are none.
    """
    people, sizes = count_people(world)
    leads, squares = np.empty_like(people), np.empty_like(people)
    sums.add_up(world.leads, leads)
    sums.add_up_squares(people, leads, squares)
    if tally is not None:
        people = np.concatenate([people, tally.people], axis=1)
        squares = np.concatenate([squares, tally.squares], axis=1)
    employed = employed_hours(world, corps, week, rows)
    return Accounts(
        groups=groups,
        sizes=sizes,
        people=people,
        squares=squares,
        weekly=world.calendar[:, :week].copy(),
        received=_received(rows, order) if persons else {},
        mean_wait=_mean_wait(rows["waited"]),
        full_time_equivalents=corps.full_time_equivalents,
        places=int(corps.places.sum()),
        hours_employed=employed,
        hours_billed=billed_hours(world, employed, rows),
        measures_begun=world.measures_begun[:, :week].copy(),
    )


def count_people(world: World) -> tuple[Ints, Ints]:
    """People by week since entry, status or milestone and group, and how many a group has.

    Args:
        world: whose weeks have been lived.

    Returns:
        Shapes (horizon, statuses and milestones, groups) and (groups,).
    """
    people = np.empty(world.changes[:-1].shape, np.int64)
    sums.add_up(world.changes, people)
    # Everybody enters in week 0; later moves are between statuses.
    return people, people[0, : len(STATUSES)].sum(axis=0)


#: What each person received, and where they stand.
PERSON_COLUMNS = (
    "jobcentre",
    "eligible",
    "ordinary",
    "mentored_weeks",
    "contact_weeks",
    "total_minutes",
    "mentors",
    "mentor_traits",
    "stand_in",
    "waited",
    "trust",
    "readiness",
    "status",
    "place",
    "post",
)


def _mean_wait(waited: npt.NDArray[np.int32]) -> float:
    met = waited >= 0
    return float(waited[met].mean()) if met.any() else float("nan")


def _received(
    rows: Mapping[str, npt.NDArray[Any]], order: npt.NDArray[np.int64]
) -> dict[str, npt.NDArray[Any]]:
    back = np.empty_like(order)
    back[order] = np.arange(order.size)
    return {name: rows[name][back] for name in PERSON_COLUMNS}


def place_names() -> dict[int, str]:
    """Names of the places in the programme, by number."""
    return {int(place): place.name.lower() for place in Place}
