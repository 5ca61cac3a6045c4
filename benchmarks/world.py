"""Worlds to compare and to time: the trial's people and jobcentres, at any size."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from calibration.trial import as_in_trial, the_trial
from sim.parameters import parameter_space
from sim.population import draw_population
from sim.programme import Policy
from sim.simulation import Cohort, Simulation, build

#: Weeks from entry that the trial's report follows (week 0 is the week of entry).
TRIAL_WEEKS = 74


def small_cohort(seats: int, seed: int, *, intake_weeks: int = 16) -> Cohort:
    """A few young people in each of the trial's 13 jobcentres, entering over some weeks."""
    trial, values = the_trial(), parameter_space().centres()
    population = draw_population(
        trial.population,
        np.full(len(trial.staffing), seats),
        seed,
        share_women=values["share_women"],
        share_never_su=values["share_never_su"],
    )
    return Cohort(
        population=population,
        entry=(np.arange(population.n) * 7 % intake_weeks).astype(np.int32),
        start=trial.design.intake_start.value,
        staffing=trial.staffing,
        mentor_shares=trial.mentor_shares,
    )


def policy(**parts: Any) -> Policy:
    """The trial's policy with some parts replaced."""
    return Policy.model_validate({**as_in_trial().model_dump(), **parts})


def trial_world(
    seed: int,
    *,
    copies: int = 1,
    horizon: int = TRIAL_WEEKS,
    values: Mapping[str, float] | None = None,
) -> Simulation:
    """The trial in week 0, `copies` times its size: half the people are offered a mentor."""
    numbers = values or parameter_space().centres()
    cohort = the_trial().cohort(numbers, seed, copies=copies, groups=("all",))
    offered = the_trial().treated(cohort, seed)
    return build(cohort, as_in_trial(), numbers, seed, horizon=horizon, offered=offered)


def person_weeks(simulation: Simulation) -> int:
    """Weeks that young people live in a world from their entry to its last week."""
    entry: npt.NDArray[np.int64] = simulation.cohort.entry.astype(np.int64)
    return int((simulation.weeks - entry).sum())
