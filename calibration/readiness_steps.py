"""Steps towards education and work in the survey of week 26, as ratios of hazards.

The survey asks who applied in the last three months. Who is likelier to start is taken to apply
more in proportion: the ratio of the arms' answers is set beside the ratio of the hazards of those
still on benefit. The arms differed before mentoring could act (`steps_week_1.csv`), so the ratio of
week 1 is taken out.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from calibration.tables import TrialTables
from sim.cohort import Cohort
from sim.person_traits import responses
from sim.state import Status

Floats = npt.NDArray[np.float64]

#: Week of the survey behind progression.csv (its column is named so).
SURVEY_WEEK = 26
#: Logarithm of the most by which a hazard is raised: 150 times one of half a per cent a week is a
#: start within the week, and no more than that can be told of anybody.
CERTAIN = 5.0
#: Rows of a world that the ratios are worked out from.
SEEN = ("status", "readiness", "weight")


class Step(NamedTuple):
    """A question of the survey and the hazard that it is set beside."""

    before: str  # in steps_week_1.csv
    after: str  # in progression.csv
    outcome: str  # `education` or `job`


STEPS = {
    "applied_for_education": Step(
        "applied for an education in the last 3 months",
        "3_1 applied for an education in the last 3 months",
        "education",
    ),
    "applied_for_job": Step("applied for a job", "3_5 applied for a job", "job"),
}


class Ratio(NamedTuple):
    """A ratio of the arms and the standard error of its logarithm."""

    value: float
    se: float


def printed_ratio(tables: TrialTables, step: Step) -> Ratio:
    """The arms' ratio in week 26 over that in week 1.

    The error is that of four binomial shares; the survey's number of answers is printed for week 1
    and taken for both.
    """
    after = next(row for row in tables.progression if row.question == step.after)
    before = next(row for row in tables.steps if row.question == step.before)
    shares = (
        after.control_mean + after.effect_after_week_26,
        after.control_mean,
        before.treated_share,
        before.control_share,
    )
    arm = before.n / 2.0
    variance = sum((1.0 - p) / (p * arm) for p in shares)
    value = shares[0] / shares[1] / (shares[2] / shares[3])
    return Ratio(value, math.sqrt(variance))


def mean_hazard(
    cohort: Cohort,
    values: Mapping[str, float],
    outcome: str,
    seen: Mapping[str, npt.NDArray[np.generic]],
) -> float:
    """Mean factor of readiness, and of having a mentor, on the hazard of those on benefit.

    Args:
        cohort: the people.
        values: the parameters they live under.
        outcome: `education` or `job`.
        seen: `SEEN` of everybody in the week of the survey, shape (n,) each.
    """
    there = seen["status"] == Status.ON_BENEFIT
    readiness = np.asarray(seen["readiness"], float)[there]
    raised = responses(cohort, values, outcome)[there] * readiness
    factor = np.exp(np.minimum(raised, CERTAIN))
    if outcome == "job":
        mentored = np.asarray(seen["weight"], float)[there] > 0.0
        factor *= np.where(mentored, 1.0 - values["job_lock_in"], 1.0)
    return float(factor.mean())
