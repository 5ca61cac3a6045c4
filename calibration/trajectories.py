"""Weekly curves of the trial's world: levels and effects per arm; trust, readiness and contact."""

from __future__ import annotations

import numpy as np
import xarray as xr

from calibration.observe import OUTCOMES, share, simulate_pair
from calibration.posterior import Posterior
from calibration.trial import Trial
from sim.executor import Progress, run_all, silent
from sim.population import Stratum
from sim.simulation import build
from sim.state import Status

ARMS = ("treated", "control")
#: What grows in the treated: means over those who ever had a mentor and are still on benefit.
PROCESS = ("trust", "readiness", "contact")
#: Seeds of these worlds begin here.
FIRST_SEED = 2**41


def levels(
    trial: Trial, posterior: Posterior, *, workers: int = 2, progress: Progress = silent
) -> xr.DataArray:
    """Share of each arm with each outcome, per cent, on twin lives.

    Args:
        trial: the tables.
        posterior: draws of the parameters.
        workers: threads; results do not depend on them.
        progress: called with the share that is done.

    Returns:
        Dimensions draw, seed (two per draw), arm, outcome, week (since entry), group.
    """
    names = trial.groups.first
    draws = list(posterior.values())

    def one(task: tuple[int, int]) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        k, s = task
        pair = simulate_pair(trial, draws[k], FIRST_SEED + 2 * k + s, followed=False)
        return 100 * np.array(
            [
                [[share(run, outcome, g) for g in names] for outcome in OUTCOMES]
                for run in (pair.treated, pair.control)
            ]
        )

    tasks = [(k, s) for k in range(len(draws)) for s in range(2)]
    rows = run_all(one, tasks, workers=workers, progress=progress)
    table = np.stack(rows).reshape(len(draws), 2, *rows[0].shape)
    return xr.DataArray(
        np.moveaxis(table, -1, -2),
        dims=("draw", "seed", "arm", "outcome", "week", "group"),
        coords={
            "arm": list(ARMS),
            "outcome": list(OUTCOMES),
            "week": np.arange(trial.design.horizon),
            "group": list(names),
        },
        name="level",
    )


def process(trial: Trial, posterior: Posterior) -> xr.DataArray:
    """Trust, readiness and contact by 9th-grade stratum and week since entry, per draw.

    Means over the treated who are on benefit in that week (contact: share of those with a mentor
    in that week who met the mentor).

    Returns:
        Dimensions draw, quantity, stratum, week.
    """
    rows = []
    for k, values in enumerate(posterior.values()):
        seed = FIRST_SEED + 2 * k
        cohort = trial.cohort(values, seed)
        history = build(
            cohort, trial.design.arms.treated, values, seed, horizon=trial.design.horizon
        ).run_with_history()
        on_benefit = history.status == Status.ON_BENEFIT
        table = np.full((len(PROCESS), len(Stratum), trial.design.horizon), np.nan)
        for stratum in Stratum:
            members = cohort.population.stratum == stratum
            seen = on_benefit[:, members]
            count = np.maximum(1, seen.sum(axis=1))
            for row, quantity in enumerate(PROCESS[:2]):
                values_of = getattr(history, quantity)[:, members]
                table[row, stratum] = np.where(seen, values_of, 0).sum(axis=1) / count
            mentored = history.mentored[:, members]
            met = (history.contact[:, members] & mentored).sum(axis=1)
            share = met / np.maximum(1, mentored.sum(axis=1))
            # Nobody has a mentor any more after the cap: no curve there.
            table[2, stratum] = np.where(mentored.sum(axis=1) > 0, share, np.nan)
        rows.append(table)
    return xr.DataArray(
        np.stack(rows),
        dims=("draw", "quantity", "stratum", "week"),
        coords={
            "quantity": list(PROCESS),
            "stratum": [s.name.lower() for s in Stratum],
            "week": np.arange(trial.design.horizon),
        },
        name="process",
    )
