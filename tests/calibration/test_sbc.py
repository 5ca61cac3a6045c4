"""A small version of the exam: simulated trials, their posteriors, and where the truth lies."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from calibration.emulator import TrainingSetting
from calibration.sampler import SamplerSetting
from calibration.sbc import FORECAST_WEEKS, SbcResult, SbcSetting, examine
from calibration.sbc_statistics import coverage, ranks_of, sbc_table
from calibration.trial import the_trial
from sim.errors import InputError
from sim.parameters import parameter_space

SMALL = SbcSetting(
    trials=24,
    prior_runs=256,
    repeated=64,
    replicates=150,
    ranked=39,
    forecast_draws=9,
    # Pieces are small, so that little is lived again where one is lost.
    batch=2,
    training=TrainingSetting(nets=1, epochs=40),
    sampling=SamplerSetting(1, 150, 117),
)


# One worker of pytest-xdist holds the examination that all look at.
pytestmark = pytest.mark.xdist_group("exam")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("exam")


@pytest.fixture(scope="module")
def result(folder: Path) -> SbcResult:
    return examine(the_trial(), SMALL, folder)


def covered(result: SbcResult, level: int) -> np.ndarray:
    """Coverage by trial, over all parameters; shape (trials,)."""
    found = ranks_of(result)["parameter"]
    return np.array([coverage(row, result.draws.shape[1], level) for row in found])


@pytest.mark.parametrize("level", [50, 80])
def test_intervals_hold_the_truth_as_often_as_they_say(result: SbcResult, level: int) -> None:
    """Coverage over 99 parameters, with the error that 24 trials have.

    The mean over trials lies within 6.5 of its standard errors (t with 23 degrees of freedom: a
    false alarm below one in a million). That error is about 0.012 at 80 %; intervals a fifth too
    narrow cover 0.69 and are found with a probability above 0.99.
    """
    by_trial = covered(result, level)
    error = by_trial.std(ddof=1) / np.sqrt(len(by_trial))
    assert abs(by_trial.mean() - level / 100) < 6.5 * error
    assert 6.5 * error < 0.12


def test_the_trial_teaches_what_it_can(result: SbcResult) -> None:
    """Delivery is measured on 1,299 people: its parameters are recovered.

    A correlation of 0.5 over 24 trials is 2.6 errors from zero; three independent parameters that
    all pass by chance have a probability below 1e-6, and true correlations are above 0.8.
    """
    table = sbc_table(result).set_index("quantity")
    for name in ("education_start", "move_away", "other_leave"):
        assert table.loc[name, "recovered"] > 0.5, name
    assert set(table.index) == {
        *parameter_space().free,
        *(f"{o}_{w}" for o in ("education", "employment") for w in FORECAST_WEEKS),
    }
    assert table["p_uniform"].between(0, 1).all()


def test_an_exam_resumes_and_does_not_depend_on_workers(
    result: SbcResult, folder: Path, tmp_path: Path
) -> None:
    """Pieces that were lost are made again, to the bit, on one core instead of two."""
    lost = sorted(folder.glob("posterior-*.npz"))[-1]
    lost.unlink()
    (folder / "forecast-truth-0000.npz").unlink()
    setting = SbcSetting(**{**vars(SMALL), "workers": 1})
    again = examine(the_trial(), setting, folder, resume=True)
    assert np.array_equal(again.draws, result.draws)
    assert np.array_equal(again.forecast_truth, result.forecast_truth)
    with pytest.raises(InputError, match="resume"):
        examine(the_trial(), SMALL, folder)
    with pytest.raises(InputError, match="setting"):
        examine(the_trial(), SbcSetting(trials=25), folder, resume=True)
