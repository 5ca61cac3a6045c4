"""Which parameters an effect follows: rank correlations over the draws of the posterior.

A rank correlation says what an effect moves with, among all that the trial left open; it needs no
further runs, sees no interplay, and follows a parameter also where only another one that goes with
it in the posterior matters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd
from pydantic import BaseModel, ConfigDict
from scipy.special import ndtri

from calibration.sourced import Sourced
from scenarios.comparison.compare import Comparison
from sim.strict_yaml import packaged_yaml


class DriverSetting(BaseModel):
    """Choices of what is shown of drivers."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    chance: Sourced[float]
    fewest_draws: Sourced[float]
    most_in_table: Sourced[float]
    most_in_figure: Sourced[float]


@cache
def driver_setting() -> DriverSetting:
    """The numbers of `scenarios/sensitivity/drivers.yaml`."""
    return DriverSetting.model_validate(packaged_yaml("scenarios.sensitivity", "drivers.yaml"))


@dataclass(frozen=True)
class Driver:
    """A parameter, and how an effect goes with it.

    Attributes:
        parameter: its name.
        correlation: of ranks, from -1 to 1.
        verdict: what the trial told of it: `informed`, `weakly informed` or `assumption`; empty if
            that is not known.
    """

    parameter: str
    correlation: float
    verdict: str


@dataclass(frozen=True)
class Drivers:
    """What an effect follows.

    Attributes:
        policy, against, outcome, week: which effect.
        found: parameters beyond chance, the strongest first.
        limit: size that chance alone hardly gives to any of the parameters.
        tested: how many parameters vary over the draws.
        draws: how many there are.
        same: whether there is no effect in any draw: the policies are the same so far.
    """

    policy: str
    against: str
    outcome: str
    week: int
    found: tuple[Driver, ...]
    limit: float
    tested: int
    draws: int
    same: bool


def drivers(
    comparison: Comparison,
    parameters: pd.DataFrame,
    verdicts: Mapping[str, str],
    policy: str,
    against: str,
    outcome: str,
    week: int,
) -> Drivers:
    """What the effect of a policy follows.

    Args:
        comparison: with what was kept of every draw.
        parameters: those of its draws, in order, one row per draw.
        verdicts: by parameter, what the trial told of it.
        policy, against: names of the two policies.
        outcome: a status of the comparison's levels, such as education.
        week: since entry.
    """
    level = comparison.ensemble["level"].sel(status=outcome, week=week).mean("seed")
    effect = (level.sel(policy=policy) - level.sel(policy=against)).to_numpy().astype(float)
    varying = parameters.loc[:, parameters.nunique() > 1]
    limit = chance_limit(len(effect), varying.shape[1])
    found = [
        Driver(str(name), float(correlation), verdicts.get(str(name), ""))
        for name, correlation in rank_correlations(varying, effect).items()
        # With a handful of draws chance alone lines any of them up: nothing stands out then.
        if limit < 1.0 and abs(correlation) >= limit
    ]
    found.sort(key=lambda d: (-abs(d.correlation), d.parameter))
    return Drivers(
        policy,
        against,
        outcome,
        week,
        tuple(found),
        limit,
        varying.shape[1],
        len(effect),
        not effect.any(),
    )


def rank_correlations(parameters: pd.DataFrame, values: npt.NDArray[np.float64]) -> pd.Series:
    """Spearman's rank correlation of each parameter with the values; zeros if they do not vary.

    Args:
        parameters: one row per draw.
        values: shape (draws,).
    """
    if np.ptp(values) == 0.0:
        return pd.Series(0.0, index=parameters.columns)
    order = pd.Series(values).rank().to_numpy()
    ranks = {name: parameters[name].rank().to_numpy() for name in parameters}
    return pd.Series({name: float(np.corrcoef(x, order)[1, 0]) for name, x in ranks.items()})


def chance_limit(draws: int, parameters: int) -> float:
    """Rank correlation that chance alone gives to any of so many parameters with the chance set.

    That of independent draws is about normal with variance 1 / (draws - 1); the chance is split
    evenly over the parameters (Bonferroni).
    """
    share = driver_setting().chance.value / max(1, parameters)
    return float(min(1.0, -ndtri(share / 2) / np.sqrt(draws - 1)))
