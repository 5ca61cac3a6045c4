"""What was not fitted: rows kept aside, and the survey on readiness."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from calibration.posterior import Posterior
from calibration.readiness_steps import SURVEY_WEEK
from calibration.trial import Trial
from sim.executor import Progress, run_all, silent
from sim.person_traits import responses
from sim.simulation import build
from sim.state import Status, youth_rows

Floats = npt.NDArray[np.float64]

#: Seeds of these worlds begin here.
FIRST_SEED = 2**43
INTERVAL = (2.5, 97.5)


def kept_aside(posterior: Posterior) -> pd.DataFrame:
    """Rows of the trial that were not fitted, beside what the model shows for them."""
    rows = [r for r in posterior.report["targets"] if r["role"] in ("validation", "other reading")]
    names = [
        "id",
        "role",
        "trial_low",
        "trial_high",
        "predicted",
        "predicted_low",
        "predicted_high",
        "agrees",
        "unit",
    ]
    return pd.DataFrame(rows)[names]


def readiness_moved(
    trial: Trial,
    posterior: Posterior,
    *,
    workers: int = 2,
    progress: Progress = silent,
) -> pd.DataFrame:
    """How far mentoring has moved readiness for education when the survey was taken.

    The survey has a scale of its own, and readiness has none. Two things can be set beside it, for
    those still on benefit in week 26:

    - `hazard_ratio`: how much likelier an education is to start than for a control. The survey's
      nearest answer is "applied for an education in the last 3 months": 0.12 among controls.
    - `standardised`: the mean shift of the log hazard in standard deviations between persons
      before the trial. Answers measure readiness with error, so a Cohen's d of the survey is a
      lower bound for it.

    Args:
        trial: the tables.
        posterior: draws of the parameters.
        workers: threads; results do not depend on them.
        progress: called with the share that is done.

    Returns:
        One row per quantity: `quantity`, `mean`, `low`, `high` (95 % over draws).
    """
    draws = list(posterior.values())

    def one(k: int) -> Floats:
        return _moved(trial, draws[k], FIRST_SEED + k)

    shown = np.array(run_all(one, range(len(draws)), workers=workers, progress=progress))
    names = ("hazard_ratio", "standardised")
    low, high = np.percentile(shown, INTERVAL, axis=0)
    return pd.DataFrame({"quantity": names, "mean": shown.mean(axis=0), "low": low, "high": high})


def _moved(trial: Trial, values: dict[str, float], seed: int) -> Floats:
    cohort = trial.cohort(values, seed)
    shift, ratio = [], []
    arms = trial.design.arms
    for policy in (arms.treated, arms.control):
        world = build(cohort, policy, values, seed, horizon=SURVEY_WEEK + 1)
        history = world.run_with_history()
        there = history.status[SURVEY_WEEK] == Status.ON_BENEFIT
        log = responses(cohort, values, "education") * history.readiness[SURVEY_WEEK]
        shift.append(float(log[there].mean()))
        ratio.append(float(np.exp(log[there]).mean()))
    hazard = build(cohort, arms.control, values, seed, horizon=1).world
    between = float(np.log(youth_rows(hazard)["education_hazard"]).std())
    return np.array([ratio[0] / ratio[1], (shift[0] - shift[1]) / between])


def survey_rows(trial: Trial) -> pd.DataFrame:
    """The survey's answers on readiness for education, from progression.csv."""
    rows = [
        {
            "question": row.question,
            "domain": row.domain,
            "ratio": (row.control_mean + row.effect_after_week_26) / row.control_mean,
            "cohens_d": row.cohens_d,
        }
        for row in trial.tables.progression
    ]
    return pd.DataFrame(rows)
