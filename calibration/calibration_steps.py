"""The steps of a calibration, each kept as a piece of the workspace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from calibration.calibration_setting import CalibrationSetting
from calibration.emulator import Emulator, train
from calibration.emulator_error import emulator_error, with_doubt
from calibration.likelihood import Data, filled, transform
from calibration.observe import observe, replicate_trial
from calibration.paired_runs import FIRST_SEED, SEEDS, PairedRuns, modelled_rows, prior_design
from calibration.sampler import Chains, Features, Sampler
from calibration.target import Target
from calibration.trial import Trial
from calibration.workspace import Workspace

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Work:
    """The steps of one calibration; each is done once, or read from the workspace."""

    trial: Trial
    setting: CalibrationSetting
    space: Workspace

    @property
    def rows(self) -> tuple[Target, ...]:
        """Every row that the model speaks to."""
        return modelled_rows(self.trial, self.setting.chosen)

    @property
    def features(self) -> Features:
        """The free parameters as the emulator sees them."""
        return Features(self.setting.space, self.setting.space.free)

    def seed(self, purpose: str) -> int:
        """First seed of a purpose; purposes never share worlds."""
        purposes = ("replicates", "prior", "refining", "draws")
        block = len(purposes) * self.setting.seed + purposes.index(purpose)
        return FIRST_SEED + SEEDS * block

    def replicates(self, progress: Callable[[float], None]) -> Floats:
        """What replicate trials show, shape (replicates, rows)."""
        values, seed, rows = self.setting.space.centres(), self.seed("replicates"), self.rows
        own = self.setting.engine

        def one(k: int) -> Floats:
            return observe(replicate_trial(self.trial, values, seed + k, own), rows)

        tasks = range(self.setting.replicates)
        return self.space.runs(
            "replicates", tasks, one, workers=self.setting.workers, progress=progress
        )

    def design(self) -> Floats:
        """Scores over the prior, shape (prior_runs, parameters)."""
        return prior_design(self.setting.prior_runs, self.setting.seed, self.setting.held())

    def simulated_pairs(
        self, name: str, z: Floats, progress: Callable[[float], None], copies: int = 1
    ) -> Floats:
        """What twin lives show at scores, shape (runs, rows), in the rows' units.

        Args:
            name: of the piece of work, under which it is kept.
            z: scores of the parameters, shape (runs, parameters), in standard deviations of their
                priors.
            progress: called with the share that is done.
            copies: twin lives of each run.
        """
        runs = PairedRuns(
            self.trial,
            self.rows,
            self.seed(name),
            copies,
            self.setting.space,
            self.setting.engine,
        )
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
        """An emulator and the covariance of its error on the tenth of the runs it did not see.

        Args:
            name: of the piece of work, under which it is kept.
            z: scores of the parameters, shape (runs, parameters).
            shown: what each run showed, shape (runs, rows), in the rows' units.
            se: standard error of each row, shape (rows,).
            progress: called with the share that is done.
        """

        def make() -> dict[str, npt.NDArray[Any]]:
            x, y = self.features.numpy(z), transform(self.rows, filled(shown))
            unseen = np.arange(len(z)) % 10 == 9
            found = train(x[~unseen], y[~unseen], se, self.setting.training, progress)
            missed = y[unseen] - found.predict(x[unseen])
            error = with_doubt(missed.T @ missed / len(missed), len(missed))
            return found.as_arrays() | {"error": error}

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
        """An emulator that has also seen runs near the posterior, and its error there.

        Args:
            name: of the piece of work, under which it is kept.
            design: scores of the first runs, shape (runs, parameters).
            shown: what they showed, shape (runs, rows), in the rows' units.
            near: scores of runs near the posterior, shape (close, parameters).
            twice: what these showed on two twin lives each.
            se: standard error of each row, shape (rows,).
            progress: called with the share that is done.
        """

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
            error = with_doubt(error, int(unseen.sum()))
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
        """Chains of the posterior on an emulator.

        Args:
            name: of the piece of work, under which it is kept.
            emulator: of what parameters show.
            data: the rows with their errors.
            error: covariance of the emulator's error, shape (rows, rows).
            fitted: numbers of the rows that are fitted.
            stage: number of the stage; each has random numbers of its own.
            progress: called with the share that is done.
        """

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
