"""Bayesian calibration to the trial, from runs to posterior draws.

1. Replicate trials at the prior's centre give the correlations of the trial's estimates.
2. Twin lives over a space-filling design of the prior (Sobol) train an emulator.
3. NUTS samples a first posterior on it, the emulator's error counted in.
4. Twin lives at draws of that posterior train the emulator where it matters, and measure its error
   there on runs that it has not seen.
5. NUTS samples the posterior on the second emulator.
6. Twin lives at the draws that are kept: what the model itself shows for them, row by row, and a
   last measure of the emulator's error.

Each step is kept in a workspace, so that an interrupted calibration resumes and ends with the same
posterior. Method and exam: docs/calibration/.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from calibration.calibration_setting import CalibrationSetting
from calibration.calibration_steps import Work
from calibration.draws import evenly
from calibration.emulator import Emulator
from calibration.emulator_error import emulator_error
from calibration.known_rows import check_known
from calibration.likelihood import Data, filled, standard_errors, transform, trial_data
from calibration.reading_names import check_reading
from calibration.sampler import Chains
from calibration.target import Target
from calibration.trial import Trial
from calibration.workspace import Workspace
from sim.messages import Said
from sim.parameters import ParameterSpace

Floats = npt.NDArray[np.float64]
Progress = Callable[[str, float], None]

#: People in the worlds at the draws, in trials: what is shown for them has little noise.
FINAL_COPIES = 4


@dataclass(frozen=True)
class Calibration:
    """A finished calibration.

    Attributes:
        rows: every row that the model speaks to, fitted or not.
        fitted: positions in `rows` of those fitted.
        data: of the fitted rows.
        chains: of the second sampling.
        kept: which samples are kept as draws, positions in the flattened chains.
        z: scores of the kept draws, shape (draws, parameters).
        shown: what twin lives show at the kept draws, shape (draws, rows), in the rows' units.
        error: covariance of the emulator's error as the sampler was told, shape (rows, rows).
        error_seen: the same from twin lives at the kept draws.
        emulator: the second one.
        prior_shown: what twin lives show over the prior, shape (prior_runs, rows).
        replicates: what replicate trials show, shape (replicates, rows).
        space: the parameters with the priors that the scores are of.
    """

    rows: tuple[Target, ...]
    fitted: npt.NDArray[np.intp]
    data: Data
    chains: Chains
    kept: npt.NDArray[np.intp]
    z: Floats
    shown: Floats
    error: Floats
    error_seen: Floats
    emulator: Emulator
    prior_shown: Floats
    replicates: Floats
    space: ParameterSpace


#: Share of the whole time that each step takes, measured on two cores; what each is called is
#: `calibration.step_NAME`.
STEPS = {
    "replicate_trials": 0.05,
    "runs_over_the_prior": 0.35,
    "first_emulator": 0.06,
    "first_sampling": 0.11,
    "runs_at_the_first_posterior": 0.13,
    "second_emulator": 0.07,
    "second_sampling": 0.11,
    "runs_at_the_draws": 0.12,
}


def calibrate(
    trial: Trial,
    setting: CalibrationSetting,
    folder: Path,
    *,
    resume: bool = False,
    progress: Progress = lambda step, share: None,
) -> Calibration:
    """Calibrate the model to a trial.

    Args:
        trial: the tables.
        setting: how much to compute, and what is fitted.
        folder: where finished pieces are kept.
        resume: go on with what is there.
        progress: called with the step and the share of the whole that is done.

    Returns:
        The calibration; the same for the same setting, whatever the number of workers or
        interruptions.

    Raises:
        InputError: the folder holds another calibration or cannot be written to.
    """
    check_known(trial)
    check_reading(setting.reading)
    space = Workspace(folder, setting.identity(trial), layer="calibration", resume=resume)
    work = Work(trial, setting, space)
    rows = work.rows
    fitted = np.array([k for k, t in enumerate(rows) if setting.fits(t)])
    with_steps = _Steps(progress)
    replicates = work.replicates(with_steps.of("replicate_trials"))
    data = trial_data([rows[k] for k in fitted], replicates[:, fitted])
    se = standard_errors(rows, transform(rows, filled(replicates)).std(axis=0, ddof=1))
    design = work.design()
    shown = work.simulated_pairs("prior", design, with_steps.of("runs_over_the_prior"))
    first, error = work.emulator("emulator-1", design, shown, se, with_steps.of("first_emulator"))
    chains = work.sample(
        "chains-1",
        first,
        data,
        error[np.ix_(fitted, fitted)],
        fitted,
        1,
        with_steps.of("first_sampling"),
    )
    near = _spread(chains, setting.refining)
    twice = work.simulated_pairs(
        "refining", np.repeat(near, 2, axis=0), with_steps.of("runs_at_the_first_posterior")
    ).reshape(len(near), 2, len(rows))
    second, error = work.refined(
        "emulator-2", design, shown, near, twice, se, with_steps.of("second_emulator")
    )
    chains = work.sample(
        "chains-2",
        second,
        data,
        error[np.ix_(fitted, fitted)],
        fitted,
        2,
        with_steps.of("second_sampling"),
    )
    kept = evenly(chains.z.shape[0] * chains.z.shape[1], setting.draws)
    z = chains.z.reshape(-1, chains.z.shape[-1])[kept]
    final = work.simulated_pairs(
        "draws", np.repeat(z, 2, axis=0), with_steps.of("runs_at_the_draws"), FINAL_COPIES
    )
    twice = final.reshape(len(z), 2, len(rows))
    seen = emulator_error(second.predict(work.features.numpy(z)), transform(rows, twice))
    return Calibration(
        rows=rows,
        fitted=fitted,
        data=data,
        chains=chains,
        kept=kept,
        z=z,
        shown=twice.mean(axis=1),
        error=error,
        error_seen=seen,
        emulator=second,
        prior_shown=shown,
        replicates=replicates,
        space=setting.space,
    )


class _Steps:
    """Progress of the whole from the progress of its steps."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress

    def of(self, step: str) -> Callable[[float], None]:
        names = list(STEPS)
        before = sum(STEPS[name] for name in names[: names.index(step)])
        said = Said(f"calibration.step_{step}")
        self.progress(said, before)
        return lambda share: self.progress(said, before + share * STEPS[step])


def _spread(chains: Chains, count: int) -> Floats:
    """Draws of a posterior, evenly over the chains; shape (count, parameters)."""
    flat = chains.z.reshape(-1, chains.z.shape[-1])
    return np.asarray(flat[np.linspace(0, len(flat) - 1, count).astype(int)])
