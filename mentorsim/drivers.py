"""Which parameters a difference follows: rank correlations over the draws of the posterior.

A rank correlation says what a difference moves with, among all that the trial left open; it needs
no further runs, sees no interplay, and follows a parameter also where only another one that goes
with it in the posterior matters.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import norm, spearmanr

from mentorsim.reports.kept_run import Run
from mentorsim.reports.setting import report_setting
from mentorsim.results import compared, headline_week, telling_week

#: The outcome that is spoken of.
OUTCOME = "education"


@dataclass(frozen=True)
class Driver:
    """A parameter and how a difference goes with it.

    Attributes:
        parameter: name.
        correlation: of ranks, from -1 to 1.
        verdict: `informed`, `weakly informed` or `assumption`; empty if not known.
    """

    parameter: str
    correlation: float
    verdict: str


@dataclass(frozen=True)
class Drivers:
    """What a difference follows.

    Attributes:
        policy, against, week: which difference in education.
        drivers: beyond chance, the largest first; at most as many as the report shows.
        others: how many more there are beyond chance.
        threshold: size that chance alone hardly gives any of the parameters.
        tested: how many parameters vary over the draws.
    """

    policy: str
    against: str
    week: int
    drivers: tuple[Driver, ...]
    others: int
    threshold: float
    tested: int


def all_drivers(run: Run) -> list[Drivers] | None:
    """For the first policy against the reference, and the others against the first.

    Returns:
        None where the draws are too few, or what was behind them is not known.
    """
    comparison = run.comparison
    known = len(run.parameters) == comparison.draws and "level" in comparison.ensemble
    if not known or comparison.draws < report_setting().fewest_draws.value:
        return None
    first, *others = compared(comparison)
    pairs = [(first, comparison.reference, headline_week(comparison, OUTCOME))]
    pairs += [(name, first, telling_week(comparison, name, first)) for name in others]
    return [_drivers(run, *pair) for pair in pairs]


def _drivers(run: Run, policy: str, against: str, week: int) -> Drivers:
    level = run.comparison.ensemble["level"].sel(status=OUTCOME, week=week).mean("seed")
    difference = (level.sel(policy=policy) - level.sel(policy=against)).to_numpy().astype(float)
    varying = run.parameters.loc[:, run.parameters.nunique() > 1]
    limit = threshold(len(difference), varying.shape[1])
    found = [
        Driver(str(name), correlation, run.verdicts.get(str(name), ""))
        for name, correlation in rank_correlations(varying, difference).items()
        if abs(correlation) >= limit
    ]
    found.sort(key=lambda d: (-abs(d.correlation), d.parameter))
    most = int(report_setting().most_drivers.value)
    return Drivers(
        policy, against, week, tuple(found[:most]), max(0, len(found) - most), limit,
        varying.shape[1],
    )  # fmt: skip


def rank_correlations(parameters: pd.DataFrame, values: npt.NDArray[np.float64]) -> pd.Series:
    """Spearman's rank correlation of each parameter with the values; zeros if they do not vary.

    Args:
        parameters: one row per draw.
        values: shape (draws,).
    """
    if np.ptp(values) == 0.0:
        return pd.Series(0.0, index=parameters.columns)
    return pd.Series(
        {name: float(spearmanr(parameters[name], values).statistic) for name in parameters}
    )


def threshold(draws: int, parameters: int) -> float:
    """Correlation that chance alone gives to any of so many parameters with the report's chance.

    The rank correlation of independent draws is about normal with variance 1 / (draws - 1); the
    chance is split evenly over the parameters (Bonferroni).
    """
    share = report_setting().chance.value / max(1, parameters)
    return float(min(1.0, norm.isf(share / 2) / np.sqrt(draws - 1)))
