"""The chains of a finished calibration as ArviZ data: what its plots and diagnostics ask for.

A posterior on disk (`draws.csv`) holds draws taken evenly from the chains, shuffled. The chains
themselves, and what the likelihood is worked out from, lie in the folder `work` beside it, which
does not ship with the project.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import xarray as xr

from calibration.draws import draws_text, evenly
from calibration.inference_data import SAMPLE, arviz_data, drawn_group
from calibration.likelihood import Data, filled, transform, trial_data
from calibration.paired_runs import modelled_rows, prior_design
from calibration.pointwise import in_units, log_likelihood, predicted
from calibration.posterior import Posterior
from calibration.stored_posterior import read_posterior
from calibration.target import Target
from calibration.trial import Trial, the_trial
from calibration.workspace import read_piece, read_runs
from sim.errors import InputError
from sim.messages import Said

if TYPE_CHECKING:
    from calibration.calibration_setting import CalibrationSetting
    from calibration.inference_data import ArvizData

Floats = npt.NDArray[np.float64]

#: Folder of the finished pieces, inside the folder of the results.
WORK = "work"
#: Seed of the sampling errors of what is predicted.
SEED = 3
#: The dimension of the trial's rows.
ROWS = "target"
#: The rows' values: as printed, predicted, and how likely.
ESTIMATE = "estimate"


def chain_data(folder: Path, trial: Trial | None = None) -> ArvizData:
    """Everything that a calibration of one's own knows, as ArviZ's groups.

    Args:
        folder: that `mentorsim calibrate --out` wrote, with its folder `work`.
        trial: the tables it was fitted to; the trial's own if None.

    Returns:
        `posterior` (every parameter over all chains and draws), `sample_stats` (`diverging`),
        `log_likelihood` (of each fitted row given the others, `calibration.pointwise`),
        `posterior_predictive` (other trials like this one, on the emulator), `prior` (the design
        that the prior was lived on), `prior_predictive` (other trials there, from the lives
        themselves), `observed_data` (the middle of what is printed) and `constant_data` (its ends,
        unit and source). Rows are in their own unit over `target`; the log likelihood is on the
        scale of the likelihood.

    Raises:
        InputError: no chains, unfinished, of another model or of other draws; or a library of the
            calibration is not installed.
    """
    posterior, trial = read_posterior(folder, trial), trial or the_trial()
    work = folder / WORK
    if not (work / "setting.json").exists():
        raise InputError(
            Said("calibration.these_draws_come_without_their_chains"),
            file=work,
            found=Said("sim.nothing"),
            allowed=Said("calibration.the_folder_of_a_calibration_with_chains"),
        )
    setting = replace(_setting(posterior), readings=trial.readings)
    fit = _fit(work, trial, setting)
    _check_draws(fit, posterior, work)
    groups = _sampled(fit) | _over_prior(fit, work)
    return arviz_data(groups, posterior.origin())


@dataclass(frozen=True)
class _Fit:
    """What the groups are worked out from."""

    setting: CalibrationSetting
    rows: tuple[Target, ...]
    fitted: npt.NDArray[np.intp]
    data: Data
    error: Floats
    z: Floats
    latent: Floats
    diverging: npt.NDArray[np.bool_]
    shown: Floats

    @property
    def targets(self) -> list[Target]:
        """The fitted rows."""
        return [self.rows[k] for k in self.fitted]

    def values(self, z: Floats) -> dict[str, Floats]:
        """Parameters at scores, by name; shape (..., parameters) to (...)."""
        space = self.setting.space
        return {
            name: np.asarray(space[name].from_standard(z[..., k].ravel())).reshape(z.shape[:-1])
            for k, name in enumerate(space.free)
        }

    def spreads(self, values: dict[str, Floats]) -> Floats:
        """By how much each row may be off beside its error, shape (draws, rows)."""
        by = [
            size * values[name].ravel() if name else np.zeros(next(iter(values.values())).size)
            for name, size in zip(self.data.spread_by, self.data.spread, strict=True)
        ]
        return np.stack(by, axis=1)

    def estimates(self) -> Floats:
        """The unknown estimates that were drawn, shape (draws, rows)."""
        from scipy.stats import norm

        v = self.latent.reshape(-1, self.latent.shape[-1])
        return np.asarray(self.data.low + (self.data.high - self.data.low) * norm.cdf(v))


def _setting(posterior: Posterior) -> CalibrationSetting:
    try:
        from calibration.calibration_setting import CalibrationSetting
    except ImportError as error:
        raise InputError(
            Said("calibration.chains_need_the_libraries"),
            found=error.name,
            allowed=Said("calibration.pip_install_mentorsim_calibrate"),
        ) from error
    fitted = posterior.provenance
    return CalibrationSetting(
        reading=fitted.reading, chosen=fitted.chosen, priors=fitted.own_priors(), seed=fitted.seed
    )


def _fit(work: Path, trial: Trial, setting: CalibrationSetting) -> _Fit:
    from calibration.emulator import Emulator
    from calibration.sampler import Features

    rows = modelled_rows(trial, setting.chosen)
    fitted = np.array([k for k, t in enumerate(rows) if setting.fits(t)])
    chains, trained = (read_piece(work / f"{name}.npz") for name in ("chains-2", "emulator-2"))
    z = np.asarray(chains["z"], np.float64)
    features = Features(setting.space, setting.space.free)
    shown = Emulator.from_arrays(trained).predict(features.numpy(z.reshape(-1, z.shape[-1])))
    data = trial_data([rows[k] for k in fitted], read_runs(work, "replicates")[:, fitted])
    return _Fit(
        setting,
        rows,
        fitted,
        data,
        trained["error"][np.ix_(fitted, fitted)],
        z,
        np.asarray(chains["latent"], np.float64),
        chains["diverging"],
        shown[:, fitted],
    )


def _check_draws(fit: _Fit, posterior: Posterior, work: Path) -> None:
    """Find out whether the draws on disk are some of the chains'.

    Raises:
        InputError: they are not.
    """
    z = fit.z.reshape(-1, fit.z.shape[-1])
    kept = z[evenly(len(z), len(posterior))]
    if draws_text(pd.DataFrame(fit.values(kept))) != draws_text(posterior.draws):
        raise InputError(
            Said("calibration.the_chains_are_of_another_calibration"),
            file=work,
            allowed=Said("calibration.draws_fit_and_work_of_one"),
        )


def _sampled(fit: _Fit) -> dict[str, xr.Dataset]:
    """The groups that have a value for every sample of the chains."""
    values = fit.values(fit.z)
    shape, spreads = fit.z.shape[:2], fit.spreads(values)
    told = log_likelihood(fit.data, fit.error, spreads, fit.estimates(), fit.shown)
    luck = np.random.default_rng([SEED, 0])
    others = in_units(fit.targets, predicted(fit.data, fit.error, spreads, fit.shown, luck))
    middle = in_units(fit.targets, (fit.data.low + fit.data.high) / 2.0)
    ends = {
        "low": in_units(fit.targets, fit.data.low),
        "high": in_units(fit.targets, fit.data.high),
    }
    about = {
        "unit": [t.unit for t in fit.targets],
        "source": [t.source for t in fit.targets],
    }
    constant = {name: (ROWS, x) for name, x in {**ends, **about}.items()}
    stats = xr.Dataset(
        {"diverging": (SAMPLE, fit.diverging)},
        {"chain": np.arange(shape[0]), "draw": np.arange(shape[1])},
    )
    return {
        "posterior": drawn_group(values),
        "sample_stats": stats,
        "log_likelihood": _by_row(fit, told.reshape(*shape, -1)),
        "posterior_predictive": _by_row(fit, others.reshape(*shape, -1)),
        "observed_data": xr.Dataset({ESTIMATE: (ROWS, middle)}, _coordinate(fit)),
        "constant_data": xr.Dataset(constant, _coordinate(fit)),
    }


def _over_prior(fit: _Fit, work: Path) -> dict[str, xr.Dataset]:
    """The design over the prior, and what other trials would have printed there."""
    lived = read_runs(work, "prior")
    z = prior_design(len(lived), fit.setting.seed, fit.setting.held())
    values = fit.values(z[None])
    shown = transform(fit.rows, filled(lived))[:, fit.fitted]
    luck = np.random.default_rng([SEED, 1])
    nothing = np.zeros_like(fit.error)
    others = predicted(fit.data, nothing, fit.spreads(values), shown, luck)
    return {
        "prior": drawn_group(values),
        "prior_predictive": _by_row(fit, in_units(fit.targets, others)[None]),
    }


def _coordinate(fit: _Fit) -> dict[str, Any]:
    return {ROWS: [t.id for t in fit.targets]}


def _by_row(fit: _Fit, values: Floats) -> xr.Dataset:
    chains, draws = values.shape[:2]
    sampled = {"chain": np.arange(chains), "draw": np.arange(draws)}
    return xr.Dataset({ESTIMATE: ((*SAMPLE, ROWS), values)}, sampled | _coordinate(fit))
