"""Lives told apart by group: where each group's weeks go, and whose support the mentors' hours pay.

The same lives as an ensemble's (`scenarios.comparison.ensemble`): the same draws, seeds, people and
luck. An ensemble keeps groups in a few weeks only, and no hours by group; kroner need both, for
fewer draws.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from calibration.posterior import Posterior
from calibration.workspace import Workspace
from scenarios.comparison.ensemble import DRAWS_PER_PIECE, SEEDS_PER_DRAW, EnsembleSetting, Prepared
from scenarios.economics.person_weeks import NEEDED, Quantities, calendar_of
from scenarios.policy.intake import scene_for
from sim.accounts import COUNTED
from sim.executor import Progress, run_all, silent
from sim.mentors import Corps
from sim.simulation import Simulation
from sim.state import youth_rows

Floats = npt.NDArray[np.float64]
Arrays = dict[str, npt.NDArray[Any]]

EVERYBODY = "all"
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
class GroupLives:
    """What is kept of every draw, seed and policy.

    Attributes:
        data: dimensions draw, seed, policy before those named here. `level`: share of the group in
            a status or past a milestone (week, status, group; as `sim.accounts.COUNTED`);
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

    def quantities(self, policy: str, group: str, seed: int | None = None) -> Quantities:
        """What a purse prices, of one group under one policy, in years of the programme.

        Args:
            policy, group: names.
            seed: position of one seed; None is the mean over the seeds of a draw.
        """
        data = self.data if seed is None else self.data.isel(seed=[seed])
        chosen = data.sel(policy=policy, group=group)
        size = chosen["size"]
        weeks = (chosen["level"].astype(float) * size).mean("seed")
        horizon, calendar_weeks = data.sizes["week"], data.sizes["calendar_week"]
        years, calendar = calendar_of(None, calendar_weeks - horizon + 1, horizon)
        _, by_week = calendar_of(None, 1, calendar_weeks)

        def by_year(name: str) -> Floats:
            part = (chosen[name] * chosen["hours_share"]).mean("seed")
            return np.asarray(part.transpose("draw", "calendar_week").to_numpy() @ by_week)

        return Quantities(
            weeks={s: weeks.sel(status=s).transpose("draw", "week").to_numpy() for s in NEEDED},
            years=years,
            calendar=calendar,
            mentor_hours=by_year("hours"),
            new_mentors=(chosen["posts"] * chosen["hours_share"]).mean("seed").to_numpy(),
            measures=by_year("measures"),
            draws=np.arange(data.sizes["draw"]),
        )


def live_groups(
    ready: Prepared,
    posterior: Posterior,
    setting: EnsembleSetting,
    groups: Sequence[str],
    week: int,
    progress: Progress = silent,
    *,
    workspace: Workspace | None = None,
) -> GroupLives:
    """Live every policy under every draw, and keep the groups.

    A place in use costs the paid hours of its jobcentre's places: hours, and with them posts and
    other measures, are shared over groups by mentored weeks, of those that are counted.

    Args:
        ready: people and policies.
        posterior: the draws.
        setting: how much to compute.
        groups: names; everybody is kept besides.
        week: since entry, in which what has no price is read.
        progress: called with the share that is done.
        workspace: where pieces are kept; None keeps them in memory only.
    """
    names = (EVERYBODY, *(group for group in groups if group != EVERYBODY))
    draws = list(posterior.values())
    calendar_weeks = ready.calendar_weeks(setting.horizon)

    def one(task: tuple[int, int]) -> Arrays:
        k, s = task
        seed = setting.seed + SEEDS_PER_DRAW * k + s
        scene = scene_for(ready.people, ready.intake, draws[k], seed)
        scene = replace(scene, groups=names, _cache={})
        belong = scene.membership().astype(float)
        rows = [
            _live(world, belong, week, calendar_weeks)
            for world in ready.worlds(k, scene, draws[k], seed, setting.horizon)
        ]
        return {key: np.stack([row[key] for row in rows]) for key in KEPT} | {
            "size": belong.sum(axis=0)
        }

    pieces: list[Arrays] = []
    for first in range(0, len(draws), DRAWS_PER_PIECE):
        chosen = range(first, min(first + DRAWS_PER_PIECE, len(draws)))

        def make(chosen: range = chosen) -> Arrays:
            tasks = [(k, s) for k in chosen for s in range(SEEDS_PER_DRAW)]
            lives = run_all(one, tasks, workers=setting.workers)
            return {
                key: np.stack([life[key] for life in lives]).reshape(
                    len(chosen), SEEDS_PER_DRAW, *lives[0][key].shape
                )
                for key in lives[0]
            }

        name = f"groups-{first // DRAWS_PER_PIECE:04d}"
        pieces.append(make() if workspace is None else workspace.piece(name, make))
        progress(chosen.stop / len(draws))
    arrays = {key: np.concatenate([piece[key] for piece in pieces]) for key in pieces[0]}
    return GroupLives(_dataset(arrays, [p.name for p in ready.policies], names))


def _live(world: Simulation, belong: Floats, week: int, calendar_weeks: int) -> Arrays:
    """One world to its end.

    Args:
        world: in week 0.
        belong: who is in which group, 0 or 1, shape (n, groups), in the order of the population.
        week: since entry, in which what has no price is read.
        calendar_weeks: of the longest policy.
    """
    entry, member = world.scene.entry[world.order], belong[world.order]
    rows, sizes = youth_rows(world.world), np.maximum(belong.sum(axis=0), 1.0)
    unpriced = np.zeros((len(UNPRICED), belong.shape[1]))
    mentored, last = np.zeros(entry.size), world.horizon - 1
    for now in sorted({int(arrived) + w for arrived in np.unique(entry) for w in (week, last)}):
        world.advance(now + 1 - world.week)
        there, through = entry == now - week, entry == now - last
        for q, name in enumerate(UNPRICED):
            unpriced[q] += rows[name][there] @ member[there]
        mentored[through] = rows["mentored_weeks"][through]
    accounts = world.run(persons=False)
    per_place = hours_per_place(world.corps, len(world.scene.staffing))
    weight = mentored * per_place[rows["jobcentre"]]
    total = float(weight.sum())
    hours, measures = np.zeros(calendar_weeks), np.zeros(calendar_weeks)
    paid = accounts.hours_billed
    hours[: paid.size] = paid
    measures[: paid.size] = accounts.measures_begun.sum(axis=0)
    return {
        "level": (accounts.people / sizes).astype(np.float32),
        "unpriced": unpriced / sizes,
        "hours": hours,
        "hours_share": weight @ member / total if total > 0 else np.zeros(belong.shape[1]),
        "measures": measures,
        "posts": np.float64(accounts.full_time_equivalents),
    }


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
