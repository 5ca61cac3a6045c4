"""A calibration that nothing was fitted to, for what is worked out of one."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np

from calibration.calibrate import Calibration
from calibration.calibration_setting import CalibrationSetting
from calibration.emulator import Emulator
from calibration.likelihood import transform, trial_data
from calibration.paired_runs import modelled_rows
from calibration.reading_names import READINGS
from calibration.sampler import Chains
from calibration.trial import the_trial
from sim.parameters import parameter_space

#: Draws of the posteriors here.
DRAWS = 4000


def calibration(reading: str = READINGS[0]) -> Calibration:
    """One that was not fitted: an emulator that always shows what is printed, and prior draws."""
    space, rows = parameter_space(), modelled_rows(the_trial())
    names = space.free
    rng = np.random.default_rng(1)
    middles = np.array([(t.low + t.high) / 2 for t in rows])
    size = np.array([t.se or 0.1 * abs(m) for t, m in zip(rows, middles, strict=True)])
    replicates = middles + 0.2 * size * rng.standard_normal((60, len(rows)))
    setting = CalibrationSetting(reading=reading)
    fitted = np.array([k for k, t in enumerate(rows) if setting.fits(t)])
    zeros = {"weight": jnp.zeros((len(names), 2)), "bias": jnp.zeros(2)}
    last = {
        "weight": jnp.zeros((2, len(rows))),
        "bias": jnp.zeros(len(rows)),
        "linear": jnp.zeros((len(names), len(rows))),
    }
    none = np.zeros((len(rows), len(rows)))
    z = rng.standard_normal((DRAWS, len(names)))
    return Calibration(
        rows=rows,
        fitted=fitted,
        data=trial_data([rows[k] for k in fitted], replicates[:, fitted]),
        chains=Chains(
            z[None],
            np.zeros((1, DRAWS, len(fitted))),
            np.zeros((1, DRAWS, 2)),
            np.zeros((1, DRAWS), bool),
        ),
        kept=np.arange(DRAWS),
        z=z,
        shown=np.tile(middles, (DRAWS, 1)),
        error=none,
        error_seen=none,
        emulator=Emulator(([zeros, last],), transform(rows, middles), np.ones(len(rows))),
        prior_shown=np.tile(middles, (DRAWS, 1)),
        replicates=replicates,
        space=space,
    )
