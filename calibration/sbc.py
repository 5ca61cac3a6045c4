"""Simulation-based calibration: does it recover parameters of trials that the model itself has
made?

Simulation-based calibration (Talts et al. 2018, arXiv:1804.06788). Parameters are drawn from the
prior, a trial of the real size is simulated from them, its results are put in the form in which the
real trial's are printed (numbers, ranges, "not significant"), and the posterior is sampled from
them as for the real trial. If the method is right, the rank of the true value among posterior
draws is uniform, and a p % interval holds the truth p % of the time, for every parameter and every
forecast.

One emulator, trained over the prior, serves all trials. The real calibration adds a second round of
runs near its posterior, which can only lessen the emulator's error.

    python -m calibration.sbc --work FOLDER --out docs/calibration/exam
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from calibration import likelihood
from calibration.emulator import Emulator, TrainingSetting, train
from calibration.emulator_error import emulator_error
from calibration.fingerprints import fingerprints, tables_fingerprint
from calibration.observe import forecasts, observe, replicate_trial, simulate_pair
from calibration.paired_runs import FIRST_SEED, SEEDS, PairedRuns, modelled_rows, prior_design
from calibration.sampler import Features, Sampler, SamplerSetting
from calibration.trial import Trial
from calibration.workspace import Workspace
from sim.executor import Progress, silent
from sim.messages import Said
from sim.parameters import parameter_space

Floats = npt.NDArray[np.float64]

#: Blocks of seeds of simulation-based calibration, clear of those of calibrations.
FIRST_BLOCK = 2**16
#: People per world, in trials, behind what is true of a simulated trial.
TRUE_COPIES = 4


@dataclass(frozen=True)
class SbcSetting:
    """How large it is.

    Attributes:
        trials: simulated trials.
        prior_runs: pairs of twin lives that train the emulator; a power of two.
        repeated: further pairs, run twice, that measure its error.
        replicates: simulated trials behind the correlations.
        ranked: posterior draws among which a true value is ranked.
        forecast_draws: posterior draws per trial that are run for the forecasts.
        batch: posteriors that are kept together.
        training, sampling: of emulator and sampler (one chain a trial).
        seed: of everything.
        workers: threads.
    """

    trials: int = 256
    prior_runs: int = 16_384
    repeated: int = 1024
    replicates: int = 2000
    ranked: int = 99
    forecast_draws: int = 39
    batch: int = 8
    training: TrainingSetting = field(default_factory=TrainingSetting)
    sampling: SamplerSetting = field(default_factory=lambda: SamplerSetting(1, 500, 495))
    seed: int = 1
    workers: int = 2


@dataclass(frozen=True)
class SbcResult:
    """Where the truth lay among the posterior draws.

    Attributes:
        names: of parameters.
        truth: scores of the simulated trials, shape (trials, parameters).
        draws: scores of posterior draws, shape (trials, ranked, parameters).
        forecast_names: of forecasts.
        forecast_truth: what a world shows at the truth, shape (trials, forecasts).
        forecast_draws: what worlds show at posterior draws, shape (trials, draws, forecasts).
        emulator_error: root mean square over the prior, in standard errors, shape (rows,).
        rows: ids of the fitted rows.
        diverging: share of diverging samples.
    """

    names: tuple[str, ...]
    truth: Floats
    draws: Floats
    forecast_names: tuple[str, ...]
    forecast_truth: Floats
    forecast_draws: Floats
    emulator_error: Floats
    rows: tuple[str, ...]
    diverging: float


class _Sbc:
    def __init__(self, trial: Trial, setting: SbcSetting, space: Workspace) -> None:
        self.trial, self.setting, self.space = trial, setting, space
        self.rows = tuple(t for t in modelled_rows(trial) if t.role == "target")
        self.features = Features(parameter_space(), parameter_space().free)

    def seeds(self, purpose: int) -> int:
        return FIRST_SEED + SEEDS * (FIRST_BLOCK + 16 * self.setting.seed + purpose)

    def replicates(self) -> Floats:
        """What replicate trials at the prior's centre show, shape (replicates, rows)."""
        values = parameter_space().centres()

        def one(k: int) -> Floats:
            return observe(replicate_trial(self.trial, values, self.seeds(0) + k), self.rows)

        return self.space.runs(
            "replicates", range(self.setting.replicates), one, workers=self.setting.workers
        )

    def emulator(self, se: Floats, progress: Progress) -> tuple[Emulator, Floats]:
        """The emulator over the prior and the covariance of its error."""
        design = prior_design(self.setting.prior_runs, self.setting.seed)
        runs = PairedRuns(self.trial, self.rows, self.seeds(1))
        shown = self.space.runs(
            "prior",
            list(enumerate(design)),
            runs.one,
            workers=self.setting.workers,
            progress=progress,
        )
        fresh = self.prior_draws(self.setting.repeated, purpose=2)
        runs = PairedRuns(self.trial, self.rows, self.seeds(2))
        tasks = list(enumerate(np.repeat(fresh, 2, axis=0)))
        twice = self.space.runs("repeated", tasks, runs.one, workers=self.setting.workers)

        def make() -> dict[str, npt.NDArray[Any]]:
            y = likelihood.transform(self.rows, likelihood.filled(shown))
            found = train(self.features.numpy(design), y, se, self.setting.training)
            ys = likelihood.transform(self.rows, twice).reshape(len(fresh), 2, -1)
            error = emulator_error(found.predict(self.features.numpy(fresh)), ys)
            return found.as_arrays() | {"error": error}

        made = self.space.piece("emulator", make)
        return Emulator.from_arrays(made), made["error"]

    def prior_draws(self, count: int, purpose: int) -> Floats:
        """Scores drawn from the prior, shape (count, parameters)."""
        rng = np.random.default_rng([self.setting.seed, 10 + purpose])
        z = rng.standard_normal((count, len(self.features.names)))
        return z.astype(np.float32).astype(np.float64)

    def simulated(self, truth: Floats, replicates: Floats) -> Floats:
        """Estimates of simulated trials, in the rows' units, shape (trials, rows)."""
        spread = likelihood.transform(self.rows, likelihood.filled(replicates)).std(axis=0, ddof=1)
        ratio = likelihood.standard_errors(self.rows, spread) / np.where(spread > 0.0, spread, 1.0)

        def one(task: tuple[int, Floats]) -> Floats:
            k, z = task
            space = parameter_space()
            values = space.from_standard(space.free, z)
            pair = replicate_trial(self.trial, values, self.seeds(3) + k)
            seen = observe(pair, self.rows)
            pair = simulate_pair(self.trial, values, self.seeds(4) + k, copies=TRUE_COPIES)
            true = observe(pair, self.rows)
            own = seen
            # Replicates scatter rows with an error of their own too little or too much.
            seen = true + (seen - true) * ratio
            noise = np.random.default_rng([self.setting.seed, 20, k]).standard_normal(len(seen))
            for i, t in enumerate(self.rows):
                if t.table == "jobcentres":
                    # Jobcentres differ within the replicate itself.
                    seen[i] = own[i] * np.exp(
                        noise[i] * likelihood.OWN_SHARE * (t.se or 0.0) / (t.low or 1.0)
                    )
                elif t.table == "progression":
                    seen[i] = true[i] * np.exp(noise[i] * (t.se or 0.0) / (t.low or 1.0))
                elif t.table == "life_after":
                    # The group that a figure is of is another than this one.
                    off = np.hypot(
                        values[t.spread or ""] * t.spread_size, likelihood.OWN_SHARE * (t.se or 0.0)
                    )
                    seen[i] = true[i] + noise[i] * off
            return seen

        found = self.space.runs("trials", list(enumerate(truth)), one, workers=self.setting.workers)
        return likelihood.filled(found)

    def data(self, estimates: Floats, replicates: Floats) -> likelihood.Data:
        """One simulated trial as the likelihood sees it."""
        scale = likelihood.error_scale(self.rows, estimates, replicates)
        rows = likelihood.as_printed(self.rows, estimates, scale)
        return likelihood.trial_data(rows, replicates)

    def forecast(self, name: str, purpose: int, z: Floats, progress: Progress) -> Floats:
        """Forecasts of twin lives at scores, shape (len(z), forecasts)."""
        horizon = max(FORECAST_WEEKS) + 1

        def one(task: tuple[int, Floats]) -> Floats:
            k, scores = task
            space = parameter_space()
            values = space.from_standard(space.free, scores)
            seed = self.seeds(purpose) + k
            pair = simulate_pair(self.trial, values, seed, horizon=horizon, followed=False)
            return forecasts(pair, FORECAST_WEEKS)

        return self.space.runs(
            name, list(enumerate(z)), one, workers=self.setting.workers, progress=progress
        )


#: Weeks whose effects are forecast.
FORECAST_WEEKS = (52, 73, 104)


def examine(
    trial: Trial,
    setting: SbcSetting,
    folder: Path,
    *,
    resume: bool = False,
    progress: Any = lambda step, share: None,
) -> SbcResult:
    """Simulate trials, fit each, and set the posteriors beside the truth.

    Args:
        trial: the design that the simulated trials share.
        setting: how large.
        folder: where finished pieces are kept.
        resume: go on with what is there.
        progress: called with the step and the share of it that is done.

    Raises:
        InputError: the folder holds another computation or cannot be written to.
    """
    # The number of workers does not change the result.
    identity = {
        **fingerprints(trial, {}),
        "tables": tables_fingerprint(trial),
        "setting": repr(replace(setting, workers=0)),
    }
    space = Workspace(folder, identity, layer="calibration", resume=resume)
    sbc = _Sbc(trial, setting, space)
    replicates = sbc.replicates()
    spread = likelihood.transform(sbc.rows, likelihood.filled(replicates)).std(axis=0, ddof=1)
    se = likelihood.standard_errors(sbc.rows, spread)
    emulator, error = sbc.emulator(
        se, lambda share: progress(Said("calibration.step_runs_over_the_prior"), share)
    )
    truth = sbc.prior_draws(setting.trials, purpose=3)
    estimates = sbc.simulated(truth, replicates)
    draw = Sampler(emulator, sbc.features, np.arange(len(sbc.rows)), setting.sampling)

    def one(k: int) -> Floats:
        found = draw(sbc.data(estimates[k], replicates), error, 10_000 * setting.seed + k)
        # One more column than parameters: the share of diverging samples.
        lost = np.full((*found.z.shape[1:2], 1), found.diverging.mean())
        return np.concatenate([found.z[0], lost], axis=1).astype(np.float32)

    drawn = sbc.space.runs(
        "posterior",
        range(setting.trials),
        one,
        workers=setting.workers,
        progress=lambda share: progress(Said("calibration.step_posteriors"), share),
        piece=setting.batch,
    )
    z, diverging = drawn[..., :-1].astype(np.float64), drawn[..., -1]
    ranked = z[:, _thinned(z.shape[1], setting.ranked)]
    at = ranked[:, _thinned(setting.ranked, setting.forecast_draws)]
    flat = at.reshape(-1, at.shape[-1])
    forecast_truth = sbc.forecast("forecast-truth", 5, truth, silent)
    forecast_draws = sbc.forecast(
        "forecast-draws",
        6,
        flat,
        lambda share: progress(Said("calibration.step_forecasts"), share),
    )
    return SbcResult(
        names=sbc.features.names,
        truth=truth,
        draws=ranked,
        forecast_names=tuple(
            f"{outcome}_{week}"
            for outcome in ("education", "employment")
            for week in FORECAST_WEEKS
        ),
        forecast_truth=forecast_truth,
        forecast_draws=forecast_draws.reshape(setting.trials, setting.forecast_draws, -1),
        emulator_error=np.sqrt(np.diag(error)) / se,
        rows=tuple(t.id for t in sbc.rows),
        diverging=float(diverging.mean()),
    )


def _thinned(have: int, want: int) -> npt.NDArray[np.intp]:
    return np.linspace(0, have - 1, want).astype(np.intp)
