"""The trial's rows, and replicate trials behind their correlations."""

from __future__ import annotations

from functools import cache

import numpy as np

from calibration.likelihood import Data, trial_data
from calibration.observe import observe, replicate_trial
from calibration.targets import Target, targets
from calibration.trial import the_trial
from sim.executor import run_all
from sim.parameters import parameter_space

#: Replicate trials behind the correlations here.
REPLICATES = 120


@cache
def every_row() -> tuple[Target, ...]:
    return targets(the_trial())


@cache
def fitted_rows() -> list[Target]:
    return [t for t in every_row() if t.role == "target"]


@cache
def row_places() -> dict[str, int]:
    """Where a fitted row stands, by its name."""
    return {t.id: k for k, t in enumerate(fitted_rows())}


@cache
def replicate_rows() -> np.ndarray:
    """What the fitted rows show in replicate trials, lived once for all tests of a process."""
    trial, values = the_trial(), parameter_space().centres()
    shown = run_all(
        lambda k: observe(replicate_trial(trial, values, 7000 + k), fitted_rows()),
        range(REPLICATES),
    )
    return np.array(shown)


@cache
def fitted_data() -> Data:
    return trial_data(fitted_rows(), replicate_rows())


def middles(rows: list[Target]) -> np.ndarray:
    return np.array([(t.low + t.high) / 2 for t in rows])
