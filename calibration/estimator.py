"""Does it matter that the trial adjusted for covariates and the model's comparison does not?

The trial's effects are the treatment coefficient of a linear probability model per week with grade,
missing-grade flag, gender, age, origin, transfer and SU shares, jobcentre, and parents' education
and income as controls (rct/README.md). On replicate trials both estimators see the same arms.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from calibration.observe import OUTCOMES
from calibration.trial import Trial
from sim.executor import Progress, run_all, silent
from sim.groups import group_mask
from sim.population import Population, Stratum
from sim.simulation import build

Floats = npt.NDArray[np.float64]

#: Seeds of these worlds begin here.
FIRST_SEED = 2**45


def covariates(population: Population) -> Floats:
    """The trial's controls with an intercept, standardised, shape (n, covariates)."""
    columns = [
        np.where(np.isnan(population.mark), 0.0, population.mark),
        population.stratum == Stratum.NO_GRADES,
        population.woman,
        population.age,
        population.immigrant,
        *population.transfer.T,
        *population.su.T,
        population.mother_no_education,
        population.father_no_education,
        population.mother_income,
        population.father_income,
        *(population.jobcentre == j for j in range(1, len(population.jobcentre_names))),
    ]
    table = np.array(columns, float).T
    spread = table.std(axis=0)
    return np.column_stack(
        [np.ones(population.n), (table - table.mean(axis=0)) / np.where(spread > 0, spread, 1.0)]
    )


def treatment_effects(
    outcome: Floats, treated: npt.NDArray[np.bool_], controls: Floats
) -> tuple[float, float]:
    """Difference of means, and the coefficient of a linear probability model; same unit.

    Args:
        outcome: 0 or 1, shape (n,).
        treated: shape (n,).
        controls: with an intercept, shape (n, covariates).
    """
    plain = outcome[treated].mean() - outcome[~treated].mean()
    table = np.column_stack([treated, controls])
    adjusted = np.linalg.lstsq(table, outcome, rcond=None)[0][0]
    return float(plain), float(adjusted)


def compare_estimators(
    trial: Trial,
    values: Mapping[str, float],
    questions: Sequence[tuple[str, str, int]],
    *,
    trials: int = 400,
    workers: int = 2,
    progress: Progress = silent,
) -> pd.DataFrame:
    """Both estimators on replicate trials.

    Args:
        trial: its design.
        values: parameters of the replicates.
        questions: outcome, group and week.
        trials: how many replicates.
        workers: threads.
        progress: called with the share done.

    Returns:
        One row per question: `plain` and `adjusted` (means over replicates, pp), their `sd`s, the
        `difference` of the means with its `error`, and the `correlation` of the two.
    """
    weeks = sorted({week for _, _, week in questions})
    arms = trial.design.arms

    def one(k: int) -> Floats:
        seed = FIRST_SEED + k
        cohort = trial.cohort(values, seed)
        treated = trial.treated(cohort, seed)
        status: dict[int, Floats] = {}
        for policy, members in ((arms.treated, treated), (arms.control, ~treated)):
            # Everybody's life is there, but only those of the arm are looked at.
            world = build(cohort, policy, values, seed, horizon=weeks[-1] + 1, offered=members)
            _, seen = world.run_with_snapshots(dict.fromkeys(weeks, ("status",)))
            for week in weeks:
                column = status.setdefault(week, np.zeros(cohort.population.n))
                column[members] = seen[week]["status"][members]
        controls = covariates(cohort.population)
        found = []
        for outcome, group, week in questions:
            here = group_mask(cohort.population, group)
            is_in = np.isin(status[week][here], OUTCOMES[outcome]).astype(float)
            found.append(treatment_effects(is_in, treated[here], controls[here]))
        return 100 * np.array(found)

    shown = np.array(run_all(one, range(trials), workers=workers, progress=progress))
    apart = shown[:, :, 1] - shown[:, :, 0]
    return pd.DataFrame(
        {
            "outcome": [q[0] for q in questions],
            "group": [q[1] for q in questions],
            "week": [q[2] for q in questions],
            "plain": shown[:, :, 0].mean(axis=0),
            "adjusted": shown[:, :, 1].mean(axis=0),
            "sd_plain": shown[:, :, 0].std(axis=0, ddof=1),
            "sd_adjusted": shown[:, :, 1].std(axis=0, ddof=1),
            "difference": apart.mean(axis=0),
            "error": apart.std(axis=0, ddof=1) / np.sqrt(trials),
            "correlation": [
                float(np.corrcoef(shown[:, k, 0], shown[:, k, 1])[0, 1])
                for k in range(len(questions))
            ],
        }
    )
