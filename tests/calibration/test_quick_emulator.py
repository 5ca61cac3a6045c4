"""A small calibration measures its emulator on few points: what these leave unknown is counted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from calibration.calibration_setting import CalibrationSetting
from calibration.calibration_steps import Work
from calibration.emulator import TrainingSetting
from calibration.emulator_error import emulator_error, with_doubt
from calibration.likelihood import Data
from calibration.trial import the_trial

Floats = np.ndarray[Any, np.dtype[np.float64]]

#: Rows, the points of a quick calibration, and parameters that the rows tell of.
ROWS, POINTS, PARAMETERS = 81, 12, 10
#: Simulated trials, and how far off the emulator is, in standard errors of a row.
TRIALS, OFF = 200, 2.0


def held_and_width(known: Callable[[Floats], Floats], off: float = OFF) -> tuple[float, float]:
    """How often 95 % intervals hold the truth over simulated trials, and their mean width.

    Rows are straight lines in the parameters, which are standard normal beforehand; so the
    posterior is known exactly. The emulator is off by as much as at the points it was measured on,
    half of it alike in all rows.

    Args:
        known: the covariance that is believed of one that was measured on a few points.
        off: by how many standard errors of a row.
    """
    rng = np.random.default_rng(1)
    error = off**2 * (0.5 * np.ones((ROWS, ROWS)) + 0.5 * np.eye(ROWS))
    held, width = [], []
    for _ in range(TRIALS):
        slopes = rng.standard_normal((ROWS, PARAMETERS)) / 3
        wrong = rng.multivariate_normal(np.zeros(ROWS), error, POINTS + 1)
        runs = rng.standard_normal((POINTS, 2, ROWS))
        believed = known(emulator_error(wrong[:POINTS], runs))
        zero = np.zeros(ROWS)
        whiten = Data(zero, zero, np.eye(ROWS), zero, ("",) * ROWS).whitener(believed)
        truth = rng.standard_normal(PARAMETERS)
        printed = slopes @ truth + rng.standard_normal(ROWS)
        design = whiten @ slopes
        spread = np.linalg.inv(design.T @ design + np.eye(PARAMETERS))
        mean = spread @ design.T @ whiten @ (printed - wrong[POINTS])
        sd = np.sqrt(np.diag(spread))
        held.append(np.abs(mean - truth) < 1.96 * sd)
        width.append(2 * 1.96 * sd)
    return float(np.mean(held)), float(np.mean(width))


def test_intervals_of_a_small_calibration_hold_the_truth() -> None:
    """In 200 simulated trials 97 % do (standard error 0.4 %); as measured it would be 77 %.

    Twelve points see an emulator's error in twelve directions of eighty-one: in all others it would
    count as exact, and intervals would be as narrow as those of a good emulator.
    """
    held, width = held_and_width(lambda error: with_doubt(error, POINTS))
    assert 0.94 < held < 0.99
    plain, narrow = held_and_width(lambda error: error)
    assert plain < 0.85
    _, good = held_and_width(lambda error: with_doubt(error, POINTS), off=0.1)
    # A worse emulator gives wider intervals; as measured, it would give the same.
    assert width > 1.3 * good
    assert narrow < 1.1 * good


def test_enough_points_say_all_there_is_to_know() -> None:
    error = np.cov(np.random.default_rng(1).standard_normal((5, 200)))
    assert with_doubt(error, 5) is error
    few = with_doubt(error, 4)
    assert few - error == pytest.approx(np.diag(np.diag(error)) * 5 / 9)


class Unkept:
    """A workspace that keeps nothing."""

    def piece(self, name: str, make: Callable[[], Any]) -> Any:
        return make()


@pytest.mark.parametrize("step", ["first", "second"])
def test_no_direction_of_a_small_emulator_counts_as_exact(step: str) -> None:
    """Both steps: measured on 6 and on 4 points, the error has as many directions as rows."""
    training = TrainingSetting(nets=1, hidden=(4,), epochs=1, batch=16)
    space: Any = Unkept()
    work = Work(the_trial(), CalibrationSetting(training=training), space)
    rng, rows = np.random.default_rng(1), len(work.rows)
    z = rng.standard_normal((64, work.design().shape[1]))
    shown, se = 30.0 + rng.standard_normal((64, rows)), np.ones(rows)

    def told(share: float) -> None:
        pass

    if step == "first":
        _, error = work.emulator("one", z, shown, se, told)
    else:
        twice = 30.0 + rng.standard_normal((20, 2, rows))
        _, error = work.refined("two", z, shown, z[:20], twice, se, told)
    assert np.linalg.matrix_rank(error) == rows
