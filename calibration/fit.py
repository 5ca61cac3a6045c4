"""A first fit: regularised least squares over all parameters, by an ensemble smoother.

Each draw of the prior is moved towards the trial so that, over all draws together,

    (f(z) - y)' S^-1 (f(z) - y)  +  |z - z0|^2

falls: f is what twin lives show for each target (`calibration.observe`), y the middle of what is
known of the printed estimate, z the parameters as standard scores of their priors, z0 where the
draw began. S holds the sampling errors with their correlations, taken from simulated replicate
trials (subgroups overlap: women and low grades are the same people), plus the variance of a uniform
over a printed range or a reading of words. Slopes come from the ensemble itself, and the data enter
in several steps, each with errors inflated so that together they count once (ensemble smoother with
multiple data assimilation; Emerick and Reynolds 2013, Computers & Geosciences 55: 3-15).

The moved draws are an approximate posterior: exact for a linear model with many draws, and no
substitute for one that has passed an exam of its own. The estimate is their mean on the scale z.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.linalg import solve_triangular

from calibration.observe import observe, replicate_trial, twin_lives
from calibration.posterior import Posterior, make_provenance
from calibration.targets import Target, targets
from calibration.trial import Trial
from sim.executor import run_all
from sim.parameters import parameter_space

Floats = npt.NDArray[np.float64]
Progress = Callable[[str, float], None]

#: Seeds of the fit's worlds; anything else may use seeds from 0 up.
FIRST_SEED = 2**40


#: How many worlds of people the draws of an ensemble are spread over.
WORLDS = 8


@dataclass(frozen=True)
class FitSetting:
    """How much to compute.

    Attributes:
        draws: size of the ensemble.
        steps: in how many steps the data enter.
        copies: people per world, in trials.
        replicates: simulated trials behind the correlations.
        seed: of everything.
        workers: threads.
    """

    draws: int = 400
    steps: int = 4
    copies: int = 4
    replicates: int = 600
    seed: int = 1
    workers: int = 2


@dataclass(frozen=True)
class FitReport:
    """How the fit went.

    Attributes:
        misfit: mean over the draws of (f - y)' S^-1 (f - y), before and after each step.
        targets: number of targets fitted.
    """

    misfit: tuple[float, ...]
    targets: int


def fit(
    trial: Trial, setting: FitSetting, progress: Progress = lambda what, share: None
) -> tuple[Posterior, FitReport]:
    """Fit the model to the trial.

    Args:
        trial: the tables.
        setting: how much to compute.
        progress: called with what is being done and the share of it that is done.

    Returns:
        The posterior and how the fit went. The same setting gives the same posterior, whatever
        the number of workers.
    """
    fitted = [t for t in targets(trial) if t.role == "target"]
    names = parameter_space().free
    observed, spread = _middles(fitted)
    rng = np.random.default_rng(setting.seed)
    z = rng.standard_normal((setting.draws, len(names)))
    misfit = []
    errors = _errors(trial, fitted, setting, partial(progress, "replicate trials"))
    root = np.linalg.cholesky(errors + np.diag(spread**2))
    ensemble = _Ensemble(trial, fitted, names, setting)
    for step in range(setting.steps + 1):
        shown = ensemble.run(z, partial(progress, f"step {step} of {setting.steps}"))
        missed = solve_triangular(root, (shown - observed).T, lower=True).T
        misfit.append(float((missed**2).sum(axis=1).mean()))
        if step < setting.steps:
            z = _assimilate(z, missed, np.asarray(rng.standard_normal(missed.shape)), setting.steps)
    return _posterior(names, z, setting), FitReport(tuple(misfit), len(fitted))


def _assimilate(z: Floats, missed: Floats, noise: Floats, steps: int) -> Floats:
    """One step of the smoother, in units of the errors.

    Args:
        z: draws, shape (draws, parameters).
        missed: simulated minus observed, whitened, shape (draws, targets).
        noise: standard normals of the same shape: each draw answers to its own perturbed data.
        steps: the factor by which the error variance is inflated.
    """
    g = missed - missed.mean(axis=0)
    cross = (z - z.mean(axis=0)).T @ g / (len(z) - 1)
    spread = g.T @ g / (len(z) - 1) + steps * np.eye(g.shape[1])
    gain = np.linalg.solve(spread, cross.T).T
    return np.asarray(z - (missed + np.sqrt(steps) * noise) @ gain.T)


def _posterior(names: tuple[str, ...], z: Floats, setting: FitSetting) -> Posterior:
    space = parameter_space()
    columns = {name: space[name].from_standard(z[:, k]) for k, name in enumerate(names)}
    middle = space.from_standard(names, z.mean(axis=0))
    return Posterior(
        draws=pd.DataFrame(columns),
        estimate={name: middle[name] for name in names},
        provenance=make_provenance(
            f"first fit: ensemble smoother, {setting.draws} draws, {setting.steps} steps",
            setting.seed,
        ),
    )


def _middles(fitted: list[Target]) -> tuple[Floats, Floats]:
    """Middle of what is known of each estimate, and the sd of a uniform over it."""
    low = np.array([np.nan if t.low is None else t.low for t in fitted])
    high = np.array([np.nan if t.high is None else t.high for t in fitted])
    return (low + high) / 2, (high - low) / np.sqrt(12.0)


def _errors(
    trial: Trial,
    fitted: list[Target],
    setting: FitSetting,
    progress: Callable[[float], None],
) -> Floats:
    """Covariance of the sampling errors: printed or derived sizes, simulated correlations.

    Hours per jobcentre scatter for reasons of their own, not by sampling: independent.
    """
    values = parameter_space().centres()

    def one(k: int) -> Floats:
        seed = FIRST_SEED + 10**6 * setting.seed + k
        return observe(replicate_trial(trial, values, seed), fitted)

    runs = run_all(one, range(setting.replicates), workers=setting.workers, progress=progress)
    correlation = np.corrcoef(_filled(np.array(runs)), rowvar=False)
    sampled = np.array([t.table in ("effects", "mentor_effects") for t in fitted])
    correlation = np.where(np.outer(sampled, sampled), correlation, np.eye(len(fitted)))
    se = np.array([0.0 if t.se is None else t.se for t in fitted])
    return np.asarray(correlation * np.outer(se, se))


@dataclass(frozen=True)
class _Ensemble:
    trial: Trial
    fitted: list[Target]
    names: tuple[str, ...]
    setting: FitSetting

    def one(self, task: tuple[int, Floats]) -> Floats:
        k, z = task
        values = parameter_space().from_standard(self.names, z)
        seed = FIRST_SEED + WORLDS * self.setting.seed + k % WORLDS
        pair = twin_lives(self.trial, values, seed, copies=self.setting.copies)
        return observe(pair, self.fitted)

    def run(self, z: Floats, progress: Callable[[float], None]) -> Floats:
        """What each draw shows for each target, shape (draws, targets)."""
        tasks = enumerate(z)
        rows = run_all(self.one, tasks, workers=self.setting.workers, progress=progress)
        return _filled(np.array(rows))


def _filled(table: Floats) -> Floats:
    """Runs in which a rare row could not be computed (no such mentor) take the others' mean."""
    return np.where(np.isnan(table), np.nanmean(table, axis=0), table)
