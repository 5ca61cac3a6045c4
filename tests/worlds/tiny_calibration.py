"""A calibration of seconds by the public command: worlds are lived, and nothing learnt of them."""

from __future__ import annotations

from dataclasses import replace

import jax.numpy as jnp
import numpy as np
import pytest

from calibration.calibration_setting import CalibrationSetting
from calibration.emulator import Emulator
from calibration.likelihood import Data
from calibration.sampler import Chains
from sim.parameters import parameter_space

#: Draws that the tiny calibration keeps.
DRAWS = 16


class NothingLearnt:
    """In place of the sampler, which has tests of its own: draws of the prior."""

    def __init__(self, emulator: object, features: object, fitted: np.ndarray, *_: object) -> None:
        self.rows = len(fitted)

    def __call__(self, data: Data, error: np.ndarray, seed: int) -> Chains:
        rng = np.random.default_rng(seed)
        z = rng.standard_normal((2, DRAWS, len(parameter_space().free)))
        free = len(data.low)
        return Chains(
            z, np.zeros((2, DRAWS, free)), np.zeros((2, DRAWS, 2)), np.zeros((2, DRAWS), bool)
        )


def tiny(setting: CalibrationSetting) -> CalibrationSetting:
    return replace(setting, prior_runs=16, refining=8, draws=DRAWS, replicates=8)


def unfitted(x: np.ndarray, y: np.ndarray, *_: object) -> Emulator:
    """In place of the training, which has tests of its own: an emulator that shows the mean."""
    zeros = {"weight": jnp.zeros((x.shape[1], 2)), "bias": jnp.zeros(2)}
    last = {
        "weight": jnp.zeros((2, y.shape[1])),
        "bias": jnp.zeros(y.shape[1]),
        "linear": jnp.zeros((x.shape[1], y.shape[1])),
    }
    return Emulator(([zeros, last],), y.mean(axis=0), np.ones(y.shape[1]))


def nothing_learnt(patch: pytest.MonkeyPatch) -> None:
    """Let `calibrate --quick` be such a one."""
    patch.setattr(CalibrationSetting, "quick", tiny)
    patch.setattr("calibration.calibration_steps.Sampler", NothingLearnt)
    patch.setattr("calibration.calibration_steps.train", unfitted)
