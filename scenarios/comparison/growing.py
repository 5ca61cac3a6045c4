"""An ensemble that grows until a mean effect is known well enough: draws first, then seeds.

Draws are added in batches, as they stand in the posterior: the result is that of a comparison of so
many draws. When all are lived, each lives with a further seed, again in batches. What is added when
depends on what was lived so far, and on nothing else: not on workers, nor on interruptions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from calibration.posterior import Posterior
from calibration.workspace import Arrays, Workspace
from scenarios.comparison.ensemble import (
    SEEDS_PER_DRAW,
    WHOLE,
    Cohorts,
    EnsembleSetting,
    live_arrays,
)
from scenarios.comparison.keeping import blocks, give_back, rooms
from scenarios.comparison.prepared import Prepared
from scenarios.comparison.saved_sums import dataset
from scenarios.comparison.setting import comparison_setting
from scenarios.comparison.until import (
    Effects,
    Floats,
    Goal,
    Precision,
    effects_on_education,
    precision,
)
from scenarios.policy.intake import cohort_for
from sim.executor import Progress, silent

#: Between the seeds of a draw beyond the second: more than there are seeds of first worlds, and
#: fewer than to the seeds on which mentors are settled.
FURTHER_SEEDS = 2**36


def live_until(
    ready: Prepared,
    reference: str,
    posterior: Posterior,
    setting: EnsembleSetting,
    goal: Goal,
    progress: Progress = silent,
    *,
    workspace: Workspace | None = None,
    cohorts: Cohorts = cohort_for,
) -> tuple[Arrays, Precision]:
    """Live policies under more and more draws, then seeds, until their effects are known.

    Args:
        ready: people and policies.
        reference: the policy that effects are over.
        posterior: all draws that there are.
        setting: how much to compute of each.
        goal: the precision.
        progress: called with the share of the draws that is done.
        workspace, cohorts: as in `scenarios.comparison.ensemble.simulate_all`.

    Returns:
        The ensemble, as `saved_sums.dataset` takes it, and the precision: also where it was not
        reached with every draw and the most seeds (`scenarios/comparison/comparison.yaml`).

    Raises:
        InputError: as `scenarios.comparison.ensemble.simulate_all`.
    """
    chosen, all_draws = comparison_setting(), len(posterior)
    batch = int(chosen.until_batch.value)
    week = min(ready.evidence.support_weeks, setting.horizon - 1)
    effects: Effects = goal.effects or (lambda data: effects_on_education(data, reference, week))

    def of(arrays: Arrays) -> Mapping[str, Floats]:
        return effects(dataset(arrays, ready, setting.horizon))

    def known(values: Mapping[str, Floats]) -> Precision:
        return precision(goal, values, all_draws, week if goal.effects is None else None)

    arrays, _ = live_arrays(
        ready,
        posterior,
        setting,
        progress,
        workspace=workspace,
        cohorts=cohorts,
        enough=lambda so_far: known(of(so_far)).reached,
        batch=batch,
    )
    values = of(arrays)
    for number in range(1, int(chosen.until_seeds.value)):
        if known(values).reached:
            break
        step, place = divmod(number, SEEDS_PER_DRAW)
        seed = setting.seed + FURTHER_SEEDS * step + place

        def beside(
            so_far: Arrays, before: Mapping[str, Floats] = values, number: int = number
        ) -> dict[str, Floats]:
            found = of(so_far)
            return {name: _beside(before[name], found[name], number) for name in before}

        def enough(so_far: Arrays, beside: Callable[[Arrays], Any] = beside) -> bool:
            return known(beside(so_far)).reached

        further, _ = live_arrays(
            ready,
            posterior,
            replace(setting, seed=seed, most_seeds=1, second_seed_every=1),
            progress,
            workspace=workspace,
            name=f"seed-{number}",
            cohorts=cohorts,
            enough=enough,
            batch=batch,
        )
        values = beside(further)
        arrays = _joined(arrays, further, number, workspace)
    return arrays, known(values)


def _beside(values: Floats, further: Floats, number: int) -> Floats:
    """Outcomes with a further seed of the first draws, shape (draws, seeds)."""
    found = np.full((len(values), max(number + 1, values.shape[1])), np.nan)
    found[:, : values.shape[1]] = values
    found[: len(further), number] = further[:, 0]
    return found


def _joined(arrays: Arrays, further: Arrays, number: int, workspace: Workspace | None) -> Arrays:
    """An ensemble with a further seed of its first draws; NaN where a draw did not live with it."""
    seeds = max(number + 1, next(iter(arrays.values())).shape[1])
    shapes = {
        key: ((len(array), seeds, *array.shape[2:]), np.dtype(WHOLE.get(key, array.dtype)))
        for key, array in arrays.items()
    }
    found = rooms(shapes, None if workspace is None else workspace.folder)
    for key, array in arrays.items():
        for some in blocks(len(array), array[0].nbytes):
            found[key][some, : array.shape[1]] = array[some]
            found[key][some, array.shape[1] :] = np.nan
            new = further[key][some]
            found[key][some.start : some.start + len(new), number] = new[:, 0]
            give_back([array, found[key], further[key]])
    return found
