"""Lives told apart by group: where each group's weeks go, and whose support the mentors' hours pay.

Read while the lives of an ensemble (`scenarios.comparison.ensemble`) are lived. An ensemble keeps
groups in a few weeks only, and no hours by group; kroner need both, for fewer draws.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from calibration.workspace import Arrays
from scenarios.comparison.prepared import Prepared
from scenarios.economics.person_weeks import NEEDED, Quantities, calendar_of
from sim.cohort import Cohort
from sim.mentors import Corps
from sim.outcomes.accounts import COUNTED, Accounts
from sim.simulation import Simulation
from sim.state import youth_rows

Floats = npt.NDArray[np.float64]

EVERYBODY = "all"
#: Dimensions before the draws where all groups and seeds are priced at once.
FRONT = ("group", "seed")
#: What the model has that no purse pays for, 0 to 1 each: trust in the mentor, readiness for
#: education or work, barriers (`sim.state`).
UNPRICED = ("trust", "readiness", "severity")
#: The dimensions of what is kept of a draw, after draw, seed and policy.
KEPT = {
    "level": ("week", "status", "group"),
    "unpriced": ("quantity", "group"),
    "hours": ("calendar_week",),
    "hours_share": ("group",),
    "measures": ("calendar_week",),
    "posts": (),
}


@dataclass(frozen=True)
class SimulatedGroups:
    """What is kept of every draw, seed and policy.

    Attributes:
        data: dimensions draw, seed, policy before those named here. `level`: share of the group in
            a status or past a milestone (week, status, group; as `sim.outcomes.accounts.COUNTED`);
            `unpriced`: means over the group in the week asked for (quantity, group); `hours`: paid
            mentor hours of everybody in the weeks since entry that are counted (calendar_week);
            `hours_share`: of it, the group's (group); `measures`: other measures begun in those
            weeks (calendar_week); `posts`: full-time equivalents. Besides, `size`: people (draw,
            seed, group).
    """

    data: xr.Dataset

    @property
    def groups(self) -> tuple[str, ...]:
        """Names of the groups, everybody among them."""
        return tuple(str(group) for group in self.data["group"].values)

    @property
    def policies(self) -> tuple[str, ...]:
        """Names of the policies."""
        return tuple(str(policy) for policy in self.data["policy"].values)

    def shares(self, groups: Sequence[str]) -> Floats:
        """Share of everybody in each group, mean over draws and seeds; shape (groups,)."""
        size = self.data["size"]
        share = (size / size.sel(group=EVERYBODY)).mean(("draw", "seed"))
        return share.sel(group=list(groups)).to_numpy()

    def quantities(self, policy: str) -> Quantities:
        """What a purse prices of every group and seed under a policy, in years of the programme.

        Returns:
            with the dimensions of `FRONT` before the draws.
        """
        chosen = self.data.sel(policy=policy)
        horizon, calendar_weeks = self.data.sizes["week"], self.data.sizes["calendar_week"]
        years, calendar = calendar_of(None, calendar_weeks - horizon + 1, horizon)
        _, by_week = calendar_of(None, 1, calendar_weeks)
        weeks = chosen["level"].astype(float) * chosen["size"]
        by_status = _rows(weeks, "draw", "week", "status")

        def by_year(name: str) -> Floats:
            parts = chosen[name] * chosen["hours_share"]
            return np.asarray(_rows(parts, "draw", "calendar_week") @ by_week)

        return Quantities(
            weeks={s: by_status[..., COUNTED.index(s)] for s in NEEDED},
            years=years,
            calendar=calendar,
            mentor_hours=by_year("hours"),
            new_mentors=_rows(chosen["posts"] * chosen["hours_share"], "draw"),
            measures=by_year("measures"),
            draws=np.arange(self.data.sizes["draw"]),
        )


def _rows(parts: xr.DataArray, *dims: str) -> Floats:
    """The numbers in one piece of memory, with the dimensions of `FRONT` first."""
    return np.ascontiguousarray(parts.transpose(*FRONT, *dims).to_numpy())


@dataclass(frozen=True)
class GroupLook:
    """Looks at the groups of a world while it is lived (`scenarios.comparison.ensemble.Look`).

    A place in use costs the paid hours of its jobcentre's places: hours, and with them posts and
    other measures, are shared over groups by mentored weeks, of those that are counted.

    Attributes:
        draws: how many draws are looked at.
        groups: names; everybody is the first.
        week: since entry, in which what has no price is read.
    """

    draws: int
    groups: tuple[str, ...]
    week: int

    def from_week(self, cohort: Cohort) -> int:
        """The first calendar week that is looked at: the first to enter are in the week asked."""
        return int(cohort.entry.min(initial=0)) + self.week

    def __call__(self, world: Simulation, calendar_weeks: int) -> tuple[Accounts, Arrays]:
        """Live a world to its end.

        Args:
            world: not yet beyond `from_week`; its cohort counts at least these groups.
            calendar_weeks: of the longest policy.
        """
        cohort = world.cohort
        at = [cohort.groups.index(group) for group in self.groups]
        belong = np.ascontiguousarray(cohort.membership()[:, at], float)
        entry, member = cohort.entry[world.order], belong[world.order]
        rows, sizes = youth_rows(world.world), np.maximum(belong.sum(axis=0), 1.0)
        unpriced = np.zeros((len(UNPRICED), belong.shape[1]))
        mentored, last = np.zeros(entry.size), world.horizon - 1
        looked = {int(arrived) + w for arrived in np.unique(entry) for w in (self.week, last)}
        for now in sorted(looked):
            world.advance(now + 1 - world.week)
            there, through = entry == now - self.week, entry == now - last
            for q, name in enumerate(UNPRICED):
                unpriced[q] += rows[name][there] @ member[there]
            mentored[through] = rows["mentored_weeks"][through]
        accounts = world.run(persons=False)
        of_groups = accounts.of_groups(self.groups)
        per_place = hours_per_place(world.corps, len(cohort.staffing))
        weight = mentored * per_place[rows["jobcentre"]]
        total = float(weight.sum())
        hours, measures = np.zeros(calendar_weeks), np.zeros(calendar_weeks)
        paid = accounts.hours_billed
        hours[: paid.size] = paid
        measures[: paid.size] = accounts.measures_begun.sum(axis=0)
        return accounts, {
            "level": (of_groups.people / sizes).astype(np.float32),
            "unpriced": unpriced / sizes,
            "hours": hours,
            "hours_share": weight @ member / total if total > 0 else np.zeros(belong.shape[1]),
            "measures": measures,
            "posts": np.float64(accounts.full_time_equivalents),
            "group_size": belong.sum(axis=0),
        }


def look_at_groups(draws: int, groups: Sequence[str], week: int) -> GroupLook:
    """A look at groups, and at everybody.

    Args:
        draws: how many draws are looked at.
        groups: names.
        week: since entry, in which what has no price is read; of those that are simulated.
    """
    named = (EVERYBODY, *(group for group in groups if group != EVERYBODY))
    return GroupLook(draws, named, week)


def group_lives(
    kept: Mapping[str, npt.NDArray[Any]], ready: Prepared, look: GroupLook
) -> SimulatedGroups:
    """What a look kept, by name (`scenarios.comparison.ensemble.simulate_closely`).

    Args:
        kept: what was kept, by name, arrays by policy, draw and group.
        ready: people and policies.
        look: what was looked at, with the names of the groups.
    """
    # The people are the same under every policy.
    arrays = {**kept, "size": kept["group_size"][:, :, 0]}
    return SimulatedGroups(_dataset(arrays, [p.name for p in ready.policies], look.groups))


def hours_per_place(corps: Corps, jobcentres: int) -> Floats:
    """Paid hours a week of a place, by jobcentre, shape (jobcentres,); 0 where there is none."""
    hours = np.bincount(corps.jobcentre, corps.hours, minlength=jobcentres).astype(float)
    places = np.bincount(corps.jobcentre, corps.places, minlength=jobcentres)
    return np.asarray(hours / np.maximum(places, 1.0))


def _dataset(
    arrays: Mapping[str, npt.NDArray[Any]], policies: Sequence[str], groups: Sequence[str]
) -> xr.Dataset:
    front = ("draw", "seed", "policy")
    return xr.Dataset(
        {key: ((*front, *dims), arrays[key]) for key, dims in KEPT.items()}
        | {"size": (("draw", "seed", "group"), arrays["size"])},
        coords={
            "policy": list(policies),
            "week": np.arange(arrays["level"].shape[3]),
            "calendar_week": np.arange(arrays["hours"].shape[3]),
            "status": list(COUNTED),
            "quantity": list(UNPRICED),
            "group": list(groups),
        },
    )
