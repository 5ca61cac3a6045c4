"""Other priors without another fit: draws weighted by new prior over old.

The likelihood of a draw does not hang on the prior, so that its weight under another prior is the
ratio of the two densities at its values (importance sampling; Gelman et al. 2013, *Bayesian Data
Analysis*, 3rd ed., section 10.4). That works as far as the draws reach: a prior that sits where
few draws are leaves few of them, which the effective sample size tells (Kish 1965), and then the
model has to be calibrated again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from pydantic import BaseModel, ConfigDict

from calibration.sourced import Sourced
from sim.errors import InputError
from sim.messages import Named, Said
from sim.parameters import Parameter, ParameterSpace, Prior, parameter_space, prior_words
from sim.strict_yaml import packaged_yaml

Floats = npt.NDArray[np.float64]
#: What a prior may be given as: the project's own description, its fields, or a frozen distribution
#: of `scipy.stats`.
AnyPrior = Any

#: What a prior may be, in words.
ALLOWED = Said("calibration.allowed_prior")


class ReweightingSetting(BaseModel):
    """The numbers of `calibration/reweighting.yaml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    least_effective_draws: Sourced[float]


@cache
def reweighting_setting() -> ReweightingSetting:
    """The numbers of `calibration/reweighting.yaml`."""
    return ReweightingSetting.model_validate(packaged_yaml("calibration", "reweighting.yaml"))


@dataclass(frozen=True)
class Importance:
    """Weights of draws under other priors.

    Attributes:
        weights: of the draws, shape (draws,); they sum to 1.
        effective: effective sample size, draws: 1 over the sum of the squared weights.
        words: by parameter, the new prior in words.
    """

    weights: Floats
    effective: float
    words: dict[str, str]

    def rows(self) -> npt.NDArray[np.intp]:
        """Positions of as many equally weighted draws, in random order, shape (draws,).

        Systematic resampling: a draw of weight w is taken n w times, rounded up or down. The same
        weights give the same rows.
        """
        count = len(self.weights)
        ends = np.cumsum(self.weights)
        taken = np.searchsorted(ends / ends[-1], (np.arange(count) + 0.5) / count)
        return np.random.default_rng([count, 3]).permutation(taken).astype(np.intp)


def importance(
    draws: pd.DataFrame, priors: Mapping[str, AnyPrior], space: ParameterSpace
) -> Importance:
    """Weights of draws under other priors of some parameters.

    Args:
        draws: one row per draw, one column per parameter.
        priors: by parameter, its new prior.
        space: the parameters with the priors that the draws were fitted under.

    Raises:
        InputError: no prior; an unknown or fixed parameter, or one that is the same in every draw;
            something that is no prior of it; or too few effective draws are left.
    """
    if not priors:
        raise InputError(
            Said("calibration.no_prior_is_given"),
            field="prior",
            found=Said("sim.nothing"),
            allowed=Said("calibration.a_prior_by_parameter"),
        )
    logs, words = np.zeros(len(draws)), {}
    for name, prior in priors.items():
        parameter = space[name]
        if parameter.prior is None:
            raise InputError(
                Said("sim.this_parameter_is_fixed"),
                field=name,
                found=_said(prior),
                allowed=Said("sim.one_with_a_prior_mentorsim_parameters"),
            )
        values = draws[name].to_numpy(float)
        if values.min() == values.max():
            raise InputError(
                Said("calibration.this_parameter_is_the_same_in"),
                field=name,
                found=values[0],
                allowed=Said("calibration.one_that_the_draws_leave_open"),
            )
        new, words[name] = _log_density(parameter, prior, values)
        logs += new - parameter.log_density(values)
    if np.isnan(logs).any() or np.isposinf(logs).any():
        raise InputError(
            Said("calibration.the_density_of_a_prior_is"),
            field=", ".join(priors),
            found="; ".join(words.values()),
            allowed=ALLOWED,
        )
    weights = np.exp(logs - logs.max()) if np.isfinite(logs.max()) else np.zeros(len(logs))
    effective = float(weights.sum() ** 2 / (weights**2).sum()) if weights.any() else 0.0
    least = reweighting_setting().least_effective_draws.value
    if effective < least:
        raise InputError(
            Said("calibration.the_draws_hardly_reach_where_these"),
            field=", ".join(priors),
            found=Said(
                "calibration.effective_effective_draws_of_count",
                effective=effective,
                count=len(draws),
            ),
            allowed=Said("calibration.least_effective_draws_or_more_nearer", least=least),
        )
    return Importance(weights / weights.sum(), effective, words)


def _log_density(parameter: Parameter, prior: AnyPrior, values: Floats) -> tuple[Floats, str]:
    """Log density of a new prior at values, up to a constant, and the prior in words."""
    if isinstance(prior, Prior | Mapping):
        own = parameter_space().with_priors({parameter.name: prior})[parameter.name]
        return own.log_density(values), prior_words(own)
    density = getattr(prior, "logpmf" if parameter.two_valued else "logpdf", None)
    try:
        found = np.asarray(density(values), float) if callable(density) else np.empty(0)
    except (TypeError, ValueError):
        # A distribution of several numbers at once does not go with a column of draws.
        found = np.empty(0)
    if found.shape != values.shape:
        raise InputError(
            Said(
                "calibration.no_prior_of_the_parameter_title",
                title=Named(parameter.title, f"parameter.{parameter.name}"),
            ),
            field=parameter.name,
            found=_said(prior),
            allowed=ALLOWED,
        )
    return found, _said(prior)


def _said(prior: AnyPrior) -> str:
    """A frozen distribution in words, as it was written; anything else as it shows itself."""
    if not hasattr(prior, "dist"):
        return repr(prior)
    given = [f"{x:g}" if isinstance(x, int | float) else str(x) for x in prior.args]
    given += [f"{name}={value}" for name, value in prior.kwds.items()]
    return f"{prior.dist.name}({', '.join(given)})"
