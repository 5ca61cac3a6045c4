"""How much of an outcome's variance lies between the model's own jobcentres.

They differ only by whom they have and how they are staffed: what else tells one jobcentre from
another (its leaders, the local labour market) is not in the model, so this is a floor.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from calibration.posterior import Posterior
from scenarios.comparison.ensemble import EnsembleSetting
from scenarios.next_trial.plan import TrialPlan
from scenarios.next_trial.recruits import Recruits
from scenarios.next_trial.setting import next_trial_setting
from sim.executor import run_all
from sim.programme import Policy
from sim.simulation import build
from sim.state import Status

Floats = npt.NDArray[np.float64]

#: Seeds of these worlds begin here.
FIRST_SEED = 2**46


@dataclass(frozen=True)
class CentresTask:
    """One world, looked at by jobcentre."""

    recruits: Recruits
    policy: Policy
    values: dict[str, float]
    seed: int
    week: int
    status: Status


def own_icc(plan: TrialPlan, posterior: Posterior, setting: EnsembleSetting) -> tuple[float, float]:
    """Share of the variance between jobcentres in the first arm at the last follow-up.

    Args:
        plan: the trial that is planned.
        posterior: draws of the parameters.
        setting: weeks, seed and the like.

    Returns:
        Its mean over draws, and the standard error of that.
    """
    draws = posterior.first(min(len(posterior), int(next_trial_setting().jobcentre_draws.value)))
    status = Status[plan.outcome.upper()]
    tasks = [
        CentresTask(
            plan.recruits,
            plan.arms[0].policy,
            values,
            FIRST_SEED + setting.seed + k,
            plan.main_week,
            status,
        )
        for k, values in enumerate(draws.values())
    ]
    found = np.array(
        run_all(icc_of_world, tasks, workers=setting.workers, executor=setting.executor)
    )
    return float(found.mean()), float(found.std(ddof=1) / np.sqrt(len(found)))


def icc_of_world(task: CentresTask) -> float:
    """ICC of one world: luck of single people is taken out."""
    names = tuple(staffing.name for staffing in task.recruits.staffing)
    cohort = task.recruits.cohort(task.values, task.seed, groups=names)
    world = build(cohort, task.policy, task.values, task.seed, horizon=task.week + 1)
    accounts = world.run(persons=False)
    return icc(accounts.people[task.week, task.status], accounts.sizes)


def icc(counts: npt.ArrayLike, sizes: npt.ArrayLike) -> float:
    """Intraclass correlation of a yes-or-no outcome, by analysis of variance.

    (MSB - MSW) / (MSB + (n0 - 1) MSW), n0 = (N - sum n^2 / N) / (k - 1): Donner and Klar 2000,
    chapter 1; it may be negative by chance.

    Args:
        counts: people with the outcome in each cluster.
        sizes: people in it; empty clusters are left out.
    """
    n = np.asarray(sizes, float)
    y = np.asarray(counts, float)[n > 0]
    n = n[n > 0]
    total, k = n.sum(), len(n)
    share, mean = y / n, y.sum() / total
    between = float((n * (share - mean) ** 2).sum() / (k - 1))
    within = float((n * share * (1 - share)).sum() / (total - k))
    size = float((total - (n**2).sum() / total) / (k - 1))
    return (between - within) / (between + (size - 1) * within)
