"""Designs of a trial, and how well each tells apart what nobody has told apart.

A design is two arms, a follow-up, a size, and whom the trial takes in: everybody in its target
group, looked at with and without 9th-grade marks, or those without marks alone (all the hypotheses
about barriers are about them).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import numpy.typing as npt
import pandas as pd
import xarray as xr

from scenarios.comparison.intervals import without_seed_noise
from scenarios.next_trial.discrimination import Hypothesis, fewest_draws, told_apart
from scenarios.next_trial.plan import TrialPlan
from scenarios.next_trial.power import Test
from scenarios.next_trial.setting import next_trial_setting

Floats = npt.NDArray[np.float64]

#: Those whom the hypotheses about barriers are about.
NO_MARKS = "grade_none"
#: Whom a design takes in.
EVERYBODY = "everybody"
RECRUITS = (EVERYBODY, NO_MARKS)
#: Fewest people of a stratum, as a share of the trial's, for it to be looked at by itself.
SMALLEST_STRATUM = 0.05
COLUMNS = ["question", "recruits", "arm", "against", "week", "n", "error", "belief", "noise"]


@dataclass(frozen=True)
class Strata:
    """What two arms come out as, by stratum.

    Attributes:
        levels: shares by draw, stratum and arm (first, other), (draws, strata, 2), 0 to 1.
        weights: share of the trial's people in each stratum, (strata,).
    """

    levels: Floats
    weights: Floats


def discrimination_table(
    plan: TrialPlan, questions: Mapping[str, Mapping[str, xr.Dataset]], seed: int
) -> pd.DataFrame:
    """How well every design answers every question.

    Args:
        plan: arms, sizes, follow-up and test.
        questions: by name, the worlds under its two hypotheses
            (`scenarios.comparison.ensemble.simulate_all`); one of which there are too few draws is
            left out.
        seed: of simulated reports.

    Returns:
        Columns question, recruits, arm, against, week, n, error, belief, noise
        (`scenarios.next_trial.discrimination.Discrimination`).
    """
    rows = []
    for question, hypotheses in questions.items():
        if min(lived.sizes["draw"] for lived in hypotheses.values()) < fewest_draws(1):
            continue
        arms = range(1, len(plan.arms))
        for arm, week, recruits in product(arms, plan.follow_up, RECRUITS):
            found = [strata(d, plan.outcome, week, arm, recruits) for d in hypotheses.values()]
            head = (question, recruits, plan.arms[arm].name, plan.arms[0].name, week)
            rows += [(*head, *told) for told in _told_by_size(found, plan, seed)]
    return pd.DataFrame(rows, columns=COLUMNS)


def _told_by_size(
    found: Sequence[Strata | None], plan: TrialPlan, seed: int
) -> list[tuple[int, float, float, float]]:
    """Size, error, belief and noise of each size that can be judged."""
    there = [strata for strata in found if strata is not None]
    if len(there) < len(found):
        return []
    if min(len(s.levels) for s in there) < fewest_draws(there[0].levels.shape[1]):
        return []
    data_sets = -(-int(next_trial_setting().reports.value) // sum(len(s.levels) for s in there))
    rows = []
    for n in plan.sizes:
        seen = [hypothesis for s in there if (hypothesis := _reported(s, n, plan.test))]
        if len(seen) == len(there):
            told = told_apart(*seen, data_sets=data_sets, seed=seed)
            rows.append((n, told.error, told.belief, told.noise))
    return rows


def strata(lived: xr.Dataset, outcome: str, week: int, arm: int, recruits: str) -> Strata | None:
    """Levels of two arms by stratum of a design; None if nobody is taken in.

    Everybody is looked at with and without marks where both are there.

    Args:
        lived: shares by draw, seed, policy, group and week, and sizes of groups.
        outcome: name of a status.
        week: since entry, one that is reported.
        arm: number of the arm that is set against the first.
        recruits: whom the design takes in.
    """
    share = lived["share"].sel(status=outcome, report_week=week).astype(float)
    share = share.isel(policy=[0, arm])
    size = lived["size"].astype(float)
    without = size.sel(group=NO_MARKS, drop=True) / size.sel(group="all", drop=True)
    weight = float(without.mean())
    inside = share.sel(group=NO_MARKS, drop=True)
    if recruits == NO_MARKS:
        # Where everybody is without marks, this is the design of everybody.
        if not SMALLEST_STRATUM <= weight <= 1 - SMALLEST_STRATUM:
            return None
        return Strata(_without_seed_noise(inside)[:, None], np.ones(1))
    everybody = share.sel(group="all", drop=True)
    if not SMALLEST_STRATUM <= weight <= 1 - SMALLEST_STRATUM:
        return Strata(_without_seed_noise(everybody)[:, None], np.ones(1))
    outside = (everybody - without * inside) / (1 - without)
    levels = np.stack([_without_seed_noise(inside), _without_seed_noise(outside)], axis=1)
    return Strata(levels, np.array([weight, 1 - weight]))


def _without_seed_noise(share: xr.DataArray) -> Floats:
    """Levels of the first arm and of the other, without the noise of seeds, (draws, 2)."""
    values = share.transpose("draw", "seed", "policy").to_numpy()
    first, _ = without_seed_noise(values[..., 0])
    apart, _ = without_seed_noise(values[..., 1] - values[..., 0])
    return np.clip(np.stack([first, first + apart], axis=1), 0.0, 1.0)


def _reported(found: Strata, n: int, test: Test) -> Hypothesis | None:
    """Differences by stratum and their sampling errors; None with too few jobcentres."""
    people = n * found.weights
    effect = np.array(
        [_effect(test, float(w), float(m)) for w, m in zip(found.weights, people, strict=True)]
    )
    if not np.isfinite(effect).all():
        return None
    variance = (found.levels * (1 - found.levels)).sum(axis=2) * effect / people
    return Hypothesis(found.levels[:, :, 1] - found.levels[:, :, 0], variance)


def _effect(test: Test, weight: float, people: float) -> float:
    """Design effect in a stratum: as many jobcentres, each with the stratum's people only."""
    if test.clusters is None:
        return 1.0
    inside = replace(test.clusters, people=test.clusters.people * weight)
    return float(replace(test, clusters=inside).design_effect(np.array(people)))
