"""A third of the trial's people under any policy, and what they live through."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from calibration.trial import the_trial
from sim.parameters import parameter_space
from sim.population import Population
from sim.programme import Policy
from sim.simulation import Cohort, Simulation, build
from sim.state import youth_rows

VALUES = parameter_space().centres()
HORIZON = 90
SEED = 11
#: Nobody leaves the programme early, for tests of lengths.
STEADY = {
    "opt_out": 0.0,
    "move_away": 0.0,
    "other_leave": 1e-9,
    "education_start": 0.0002,
    "job_start": 0.0001,
    "pension_start": 0.00001,
    "course_start": 0.00001,
    "self_support_start": 0.00005,
    "uptake": 1.0,
    "mentor_leaves": 0.0,
    "mentor_away": 0.0,
    "readiness_education": 0.0,
    "readiness_job": 0.0,
}
#: So few places that there is a queue.
SHORT = {"follows": "places", "mentors": 15, "caseload": "as_in_trial"}
Mask = npt.NDArray[np.bool_]


@cache
def cohort() -> Cohort:
    """A third of the trial's people."""
    whole = the_trial().cohort(VALUES, seed=3, groups=("all",))
    some = np.arange(0, whole.population.n, 3)
    return replace(
        whole, population=whole.population.take(some), entry=whole.entry[some], _cache={}
    )


def people() -> Population:
    return cohort().population


def world(rules: Policy, values: dict[str, float] | None = None) -> Simulation:
    return build(cohort(), rules, {**VALUES, **(values or {})}, SEED, horizon=HORIZON)


def lived(rules: Policy, values: dict[str, float] | None = None) -> dict[str, npt.NDArray[Any]]:
    """Everybody's row after all weeks, in the order of the population."""
    simulation = world(rules, values)
    simulation.advance(simulation.weeks)
    back = np.argsort(simulation.order)
    rows = {name: row[back] for name, row in youth_rows(simulation.world).items()}
    calendar = simulation.accounts(persons=False).calendar
    return {**rows, "queue": calendar["waiting"].to_numpy()}


def changed(one: Policy, other: Policy, values: dict[str, float] | None = None) -> Mask:
    """Whose life differs in status or readiness."""
    a, b = lived(one, values), lived(other, values)
    names = ("status", "trust", "readiness", "total_minutes", "place")
    return np.asarray(np.logical_or.reduce([a[name] != b[name] for name in names]))
