"""Many worlds: every policy under every posterior draw, on twin lives.

Each draw of the parameters lives with two seeds, so that what a seed does (simulation noise) can be
told from what the parameters do. All policies of a draw and seed share people and luck.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import xarray as xr

from calibration.posterior import Posterior
from calibration.trial import TRIAL_GROUPS, Trial
from scenarios.gain import with_expected_gain
from scenarios.intake import arriving, intake_weeks, on_one_intake, scene_for
from scenarios.local_population import LocalPeople
from scenarios.policies import NamedPolicy
from sim.accounts import STATUSES
from sim.executor import Progress, run_all, silent
from sim.programme import Policy
from sim.simulation import Scene, build

#: Two seeds per draw are the fewest that show how much a seed matters.
SEEDS_PER_DRAW = 2
#: Results of a run by calendar week (`sim.accounts.Accounts.calendar`) that are kept.
RESOURCES = ("mentored", "waiting", "direct_minutes", "hours_used")


@dataclass(frozen=True)
class EnsembleSetting:
    """How much to compute.

    Attributes:
        horizon: weeks since entry, week 0 included.
        seed: of the first world.
        workers: threads; the results do not depend on them.
    """

    horizon: int
    seed: int = 1
    workers: int = 2


def run_ensemble(
    people: Trial | LocalPeople,
    policies: Sequence[NamedPolicy],
    posterior: Posterior,
    setting: EnsembleSetting,
    progress: Progress = silent,
) -> xr.Dataset:
    """Live every policy under every draw.

    All live through the same intake, and those who rank by expected gain by one order for all
    draws (`scenarios.intake`, `scenarios.gain`).
    Args:
        people: who lives: the trial's young people, or a municipality's.
        policies: what they are offered.
        posterior: the draws.
        setting: how much to compute.
        progress: called with the share that is done.

    Returns:
        `share`: share of a group in a status (draw, seed, policy, week, status, group);
        `size`: people in a group (draw, seed, group);
        `resource`: by calendar week (draw, seed, policy, calendar_week, quantity);
        `waited`: mean weeks to the first mentor among those who met one (draw, seed, policy);
        `full_time_equivalents`: of the corps (draw, seed, policy);
        `measures_begun`: how often each of a policy's other measures began, by calendar week
        (draw, seed, policy, measure, calendar_week); zeros where it has fewer than another.

    Raises:
        InputError: the policies name different intakes, or more people than can be.
    """
    policies, intake = on_one_intake(with_expected_gain(people, policies, posterior))
    calendar_weeks = intake_weeks(people, intake) - 1 + setting.horizon
    draws = list(posterior.values())
    here = arriving(people, intake)
    offered = [_offered(here, named) for named in policies]
    tasks = [(k, s) for k in range(len(draws)) for s in range(SEEDS_PER_DRAW)]

    def one(task: tuple[int, int]) -> _Lives:
        k, s = task
        seed = setting.seed + SEEDS_PER_DRAW * k + s
        scene = scene_for(people, intake, draws[k], seed)
        return _live(scene, offered, draws[k], seed, setting.horizon, calendar_weeks)

    lives = run_all(one, tasks, workers=setting.workers, progress=progress)
    return _dataset(lives, len(draws), policies, setting)


def _offered(people: Trial | LocalPeople, named: NamedPolicy) -> Policy:
    """The policy as it is lived: a world may hold a municipality several times."""
    return people.scaled(named.policy) if isinstance(people, LocalPeople) else named.policy


@dataclass(frozen=True)
class _Lives:
    """Every policy in one world of people and luck."""

    share: npt.NDArray[np.float32]  # (policy, week, status, group)
    size: npt.NDArray[np.int64]  # (group,)
    resource: npt.NDArray[np.float32]  # (policy, calendar week, quantity)
    waited: npt.NDArray[np.float32]  # (policy,)
    full_time_equivalents: npt.NDArray[np.float32]  # (policy,)
    measures_begun: npt.NDArray[np.int32]  # (policy, measure, calendar week)


def _live(
    scene: Scene,
    policies: Sequence[Policy],
    values: dict[str, float],
    seed: int,
    horizon: int,
    calendar_weeks: int,
) -> _Lives:
    share, resource, waited, ftes = [], [], [], []
    most = max(len(policy.measures) for policy in policies)
    begun = np.zeros((len(policies), most, calendar_weeks), np.int32)
    for k, policy in enumerate(policies):
        world = build(scene, policy, values, seed, horizon=horizon)
        accounts = world.run(persons=False)
        share.append((accounts.people / np.maximum(1, accounts.sizes)).astype(np.float32))
        calendar = np.zeros((calendar_weeks, len(RESOURCES)), np.float32)
        calendar[: len(accounts.calendar)] = accounts.calendar[list(RESOURCES)].to_numpy()
        resource.append(calendar)
        waited.append(accounts.mean_wait)
        ftes.append(accounts.full_time_equivalents)
        measures, weeks = accounts.measures_begun.shape
        begun[k, :measures, :weeks] = accounts.measures_begun
        size = accounts.sizes
    return _Lives(
        np.stack(share), size, np.stack(resource),
        np.array(waited, np.float32), np.array(ftes, np.float32), begun,
    )  # fmt: skip


def _dataset(
    lives: list[_Lives], draws: int, policies: Sequence[NamedPolicy], setting: EnsembleSetting
) -> xr.Dataset:
    def stacked(name: str) -> npt.NDArray[np.generic]:
        rows = np.stack([getattr(life, name) for life in lives])
        return rows.reshape(draws, SEEDS_PER_DRAW, *rows.shape[1:])

    calendar_weeks = lives[0].resource.shape[1]
    return xr.Dataset(
        {
            "share": (("draw", "seed", "policy", "week", "status", "group"), stacked("share")),
            "size": (("draw", "seed", "group"), stacked("size")),
            "resource": (
                ("draw", "seed", "policy", "calendar_week", "quantity"), stacked("resource"),
            ),
            "waited": (("draw", "seed", "policy"), stacked("waited")),
            "full_time_equivalents": (
                ("draw", "seed", "policy"), stacked("full_time_equivalents"),
            ),
            "measures_begun": (
                ("draw", "seed", "policy", "measure", "calendar_week"), stacked("measures_begun"),
            ),
        },
        coords={
            "policy": [named.name for named in policies],
            "week": np.arange(setting.horizon),
            "calendar_week": np.arange(calendar_weeks),
            "status": [status.name.lower() for status in STATUSES],
            "group": list(TRIAL_GROUPS),
            "quantity": list(RESOURCES),
        },
    )  # fmt: skip
