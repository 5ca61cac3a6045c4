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

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.stats import norm, qmc

from calibration.emulator import Emulator, TrainingSetting, train
from calibration.known_rows import check_known
from calibration.likelihood import (
    Data,
    filled,
    standard_errors,
    transform,
    trial_data,
)
from calibration.observe import observe, replicate_trial, twin_lives
from calibration.posterior import (
    READINGS,
    check_reading,
    fingerprints,
    tables_fingerprint,
)
from calibration.sampler import Chains, Features, Sampler, SamplerSetting
from calibration.targets import Target, readings, targets
from calibration.trial import Trial
from calibration.workspace import Workspace
from sim.parameters import parameter_space

Floats = npt.NDArray[np.float64]
Progress = Callable[[str, float], None]

#: Seeds of the calibration's worlds; anything else uses seeds below.
FIRST_SEED = 2**44
#: Room for worlds of one purpose.
SEEDS = 2**24


#: People in the worlds at the draws, in trials: what is shown for them has little noise.
FINAL_COPIES = 4


@dataclass(frozen=True)
class CalibrationSetting:
    """How much to compute, and what is fitted.

    Attributes:
        prior_runs: pairs of twin lives over the prior; a power of two.
        refining: draws of the first posterior that are run, twice each.
        draws: posterior draws that are kept.
        replicates: simulated trials behind the correlations.
        reading: `pooled` learns the spread of subgroup effects; `as-printed` lets every subgroup
            speak for itself.
        chosen: by contradiction of the source, the row that is fitted (`targets`).
        training, sampling: of emulator and sampler.
        seed: of everything.
        workers: threads; the posterior does not depend on them.
    """

    prior_runs: int = 8192
    refining: int = 1536
    draws: int = 1024
    replicates: int = 2000
    reading: str = READINGS[0]
    chosen: Mapping[str, str] = field(default_factory=dict)
    training: TrainingSetting = field(default_factory=TrainingSetting)
    sampling: SamplerSetting = field(default_factory=SamplerSetting)
    seed: int = 1
    workers: int = 2

    def quick(self) -> CalibrationSetting:
        """A small calibration of the same kind: half a minute, and a posterior that is too wide."""
        return replace(
            self, prior_runs=256, refining=64, draws=100, replicates=200,
            training=TrainingSetting(nets=1, epochs=30), sampling=SamplerSetting(2, 100, 100),
        )  # fmt: skip

    def held(self) -> dict[str, float]:
        """Scores of parameters that the reading holds at a value."""
        if self.reading == READINGS[0]:
            return {}
        spread = parameter_space()["response_spread"]
        return {"response_spread": spread.to_standard(readings().unpooled_spread.value)}

    def identity(self, trial: Trial) -> dict[str, Any]:
        """Everything that the result depends on."""
        return {
            **fingerprints(trial, self.chosen),
            "tables": tables_fingerprint(trial),
            "prior_runs": self.prior_runs,
            "refining": self.refining,
            "draws": self.draws,
            "replicates": self.replicates,
            "reading": self.reading,
            "chosen": dict(self.chosen),
            "training": repr(self.training),
            "sampling": repr(self.sampling),
            "seed": self.seed,
        }


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


#: Share of the whole time that each step takes, measured on two cores.
STEPS = {
    "replicate trials": 0.05,
    "runs over the prior": 0.35,
    "first emulator": 0.06,
    "first sampling": 0.11,
    "runs at the first posterior": 0.13,
    "second emulator": 0.07,
    "second sampling": 0.11,
    "runs at the draws": 0.12,
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
    check_known(trial.tables)
    check_reading(setting.reading)
    work = _Work(trial, setting, Workspace(folder, setting.identity(trial), resume=resume))
    rows = work.rows
    fitted = np.array([k for k, t in enumerate(rows) if t.role == "target"])
    with_steps = _Steps(progress)
    replicates = work.replicates(with_steps.of("replicate trials"))
    data = trial_data([rows[k] for k in fitted], replicates[:, fitted])
    se = standard_errors(rows, transform(rows, filled(replicates)).std(axis=0, ddof=1))
    design = work.design()
    shown = work.twins("prior", design, with_steps.of("runs over the prior"))
    first, error = work.emulator("emulator-1", design, shown, se, with_steps.of("first emulator"))
    chains = work.sample(
        "chains-1", first, data, error[np.ix_(fitted, fitted)], fitted, 1,
        with_steps.of("first sampling"),
    )  # fmt: skip
    near = _spread(chains, setting.refining)
    twice = work.twins(
        "refining", np.repeat(near, 2, axis=0), with_steps.of("runs at the first posterior")
    ).reshape(len(near), 2, len(rows))
    second, error = work.refined(
        "emulator-2", design, shown, near, twice, se, with_steps.of("second emulator")
    )
    chains = work.sample(
        "chains-2", second, data, error[np.ix_(fitted, fitted)], fitted, 2,
        with_steps.of("second sampling"),
    )  # fmt: skip
    kept = _evenly(chains, setting.draws)
    z = chains.z.reshape(-1, chains.z.shape[-1])[kept]
    final = work.twins(
        "draws", np.repeat(z, 2, axis=0), with_steps.of("runs at the draws"), FINAL_COPIES
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
    )


class _Steps:
    """Progress of the whole from the progress of its steps."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress

    def of(self, step: str) -> Callable[[float], None]:
        names = list(STEPS)
        before = sum(STEPS[name] for name in names[: names.index(step)])
        self.progress(step, before)
        return lambda share: self.progress(step, before + share * STEPS[step])


@dataclass(frozen=True)
class _Work:
    trial: Trial
    setting: CalibrationSetting
    space: Workspace

    @property
    def rows(self) -> tuple[Target, ...]:
        return modelled_rows(self.trial, self.setting.chosen)

    @property
    def features(self) -> Features:
        return Features(parameter_space(), parameter_space().free)

    def seed(self, purpose: str) -> int:
        """First seed of a purpose; purposes never share worlds."""
        purposes = ("replicates", "prior", "refining", "draws")
        block = len(purposes) * self.setting.seed + purposes.index(purpose)
        return FIRST_SEED + SEEDS * block

    def replicates(self, progress: Callable[[float], None]) -> Floats:
        """What replicate trials show, shape (replicates, rows)."""
        values, seed, rows = parameter_space().centres(), self.seed("replicates"), self.rows

        def one(k: int) -> Floats:
            return observe(replicate_trial(self.trial, values, seed + k), rows)

        tasks = range(self.setting.replicates)
        return self.space.runs(
            "replicates", tasks, one, workers=self.setting.workers, progress=progress
        )

    def design(self) -> Floats:
        """Scores over the prior, shape (prior_runs, parameters)."""
        return prior_design(self.setting.prior_runs, self.setting.seed, self.setting.held())

    def twins(
        self, name: str, z: Floats, progress: Callable[[float], None], copies: int = 1
    ) -> Floats:
        """What twin lives show at scores, shape (runs, rows), in the rows' units."""
        runs = TwinRuns(self.trial, self.rows, self.seed(name), copies)
        tasks = list(enumerate(z))
        return self.space.runs(
            name, tasks, runs.one, workers=self.setting.workers, progress=progress
        )

    def emulator(
        self,
        name: str,
        z: Floats,
        shown: Floats,
        se: Floats,
        progress: Callable[[float], None],
    ) -> tuple[Emulator, Floats]:
        """An emulator and the covariance of its error on the tenth of the runs it did not see."""

        def make() -> dict[str, npt.NDArray[Any]]:
            x, y = self.features.numpy(z), transform(self.rows, filled(shown))
            unseen = np.arange(len(z)) % 10 == 9
            found = train(x[~unseen], y[~unseen], se, self.setting.training, progress)
            missed = y[unseen] - found.predict(x[unseen])
            return found.as_arrays() | {"error": missed.T @ missed / len(missed)}

        made = self.space.piece(name, make)
        return Emulator.from_arrays(made), made["error"]

    def refined(
        self,
        name: str,
        design: Floats,
        shown: Floats,
        near: Floats,
        twice: Floats,
        se: Floats,
        progress: Callable[[float], None],
    ) -> tuple[Emulator, Floats]:
        """An emulator that has also seen runs near the posterior, and its error there."""

        def make() -> dict[str, npt.NDArray[Any]]:
            x, close = self.features.numpy(design), self.features.numpy(near)
            y = transform(self.rows, filled(shown))
            ys = transform(self.rows, filled(twice.reshape(-1, twice.shape[-1])))
            ys = ys.reshape(twice.shape)
            unseen = np.arange(len(near)) % 5 == 4
            found = train(
                np.concatenate([x, np.repeat(close[~unseen], 2, axis=0)]),
                np.concatenate([y, ys[~unseen].reshape(-1, y.shape[1])]),
                se,
                self.setting.training,
                progress,
            )
            error = emulator_error(found.predict(close[unseen]), ys[unseen])
            return found.as_arrays() | {"error": error}

        made = self.space.piece(name, make)
        return Emulator.from_arrays(made), made["error"]

    def sample(
        self,
        name: str,
        emulator: Emulator,
        data: Data,
        error: Floats,
        fitted: npt.NDArray[np.intp],
        stage: int,
        progress: Callable[[float], None],
    ) -> Chains:
        """Chains of the posterior on an emulator."""

        def make() -> dict[str, npt.NDArray[Any]]:
            draw = Sampler(
                emulator, self.features, fitted, self.setting.sampling, self.setting.held()
            )
            found = draw(data, error, 10 * self.setting.seed + stage)
            return {
                "z": found.z.astype(np.float32),
                "latent": found.latent.astype(np.float32),
                "choice": found.choice.astype(np.float32),
                "diverging": found.diverging,
            }

        made = self.space.piece(name, make)
        progress(1.0)
        return Chains(
            np.asarray(made["z"], np.float64),
            np.asarray(made["latent"], np.float64),
            np.asarray(made["choice"], np.float64),
            made["diverging"],
        )


@dataclass(frozen=True)
class TwinRuns:
    """Twin lives at scores of the prior, one seed each."""

    trial: Trial
    rows: tuple[Target, ...]
    first_seed: int
    copies: int = 1

    def one(self, task: tuple[int, Floats]) -> Floats:
        """What one pair shows; `task` is its number and its scores."""
        k, z = task
        space = parameter_space()
        values = space.from_standard(space.free, z)
        pair = twin_lives(self.trial, values, self.first_seed + k, copies=self.copies)
        return observe(pair, self.rows)


def modelled_rows(trial: Trial, chosen: Mapping[str, str] | None = None) -> tuple[Target, ...]:
    """Every row of the trial that the model speaks to, fitted or kept aside."""
    return tuple(t for t in targets(trial, chosen) if t.role != "outside")


def prior_design(runs: int, seed: int, held: Mapping[str, float] | None = None) -> Floats:
    """Scores that fill the prior evenly (scrambled Sobol), shape (runs, parameters)."""
    names = parameter_space().free
    u = qmc.Sobol(len(names), rng=np.random.default_rng([seed, 0])).random(runs)
    # float32 keeps a score the same through storage and emulator.
    z = norm.ppf(np.clip(u, 1e-6, 1 - 1e-6)).astype(np.float32).astype(np.float64)
    for name, score in (held or {}).items():
        z[:, names.index(name)] = score
    return np.asarray(z)


def _spread(chains: Chains, count: int) -> Floats:
    """Draws of a posterior, evenly over the chains; shape (count, parameters)."""
    flat = chains.z.reshape(-1, chains.z.shape[-1])
    return np.asarray(flat[np.linspace(0, len(flat) - 1, count).astype(int)])


def _evenly(chains: Chains, count: int) -> npt.NDArray[np.intp]:
    """Positions of draws that are kept: evenly over the chains, in random order."""
    total = chains.z.shape[0] * chains.z.shape[1]
    chosen = np.linspace(0, total - 1, count).astype(np.intp)
    return np.random.default_rng([count, 2]).permutation(chosen)


def emulator_error(predicted: Floats, twice: Floats) -> Floats:
    """Covariance of an emulator's error from two runs at each point, their own noise taken out.

    Args:
        predicted: shape (points, rows).
        twice: shape (points, 2, rows); rows that could not be computed are NaN.
    """
    halves = filled(twice.reshape(-1, twice.shape[-1])).reshape(twice.shape)
    missed = halves.mean(axis=1) - predicted
    apart = halves[:, 0] - halves[:, 1]
    # The mean of two runs has half the noise of one, and their difference has twice that of one.
    noise = apart.T @ apart / (4.0 * len(apart))
    return positive(missed.T @ missed / len(missed) - noise)


def positive(matrix: Floats) -> Floats:
    """The nearest covariance: negative variances, which sampling can produce, become zero."""
    values, vectors = np.linalg.eigh((matrix + matrix.T) / 2.0)
    return np.asarray((vectors * np.maximum(values, 0.0)) @ vectors.T)


def digest(z: Floats) -> str:
    """Hash of draws."""
    return hashlib.sha256(np.ascontiguousarray(z, np.float32).tobytes()).hexdigest()[:16]
