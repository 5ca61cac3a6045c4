"""Accounts as tables with intervals, in words that do not promise more than the intervals."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import xarray as xr

from scenarios.comparison.intervals import without_seed_noise
from scenarios.decision.policy_account import PolicyAccount
from scenarios.decision.spans import span
from scenarios.economics.price_file import Assumption
from scenarios.economics.purse_names import PUBLIC_TOTAL, PURSES
from scenarios.economics.purses import BudgetAccount

#: What an interval of net kroner allows to say.
GAIN, COST, UNCERTAIN, UNCHANGED = "gain", "cost", "uncertain", "unchanged"
NOT_ASSESSED = "not assessed"


def verdict(low: float, high: float, *, enough: bool = True) -> str:
    """A gain or a cost only if the whole interval is one.

    Args:
        low, high: of the interval; NaN where there is none.
        enough: whether there are draws enough for it to be one
            (`scenarios.comparison.intervals.enough_draws`).

    Returns:
        `not assessed` where there is no interval, or draws too few for one: nothing is said.
    """
    if np.isnan(low) or np.isnan(high) or not enough:
        return NOT_ASSESSED
    if low == high == 0.0:
        return UNCHANGED
    if low > 0.0:
        return GAIN
    return COST if high < 0.0 else UNCERTAIN


def summary(net: xr.DataArray) -> dict[str, float | str]:
    """Mean, interval and verdict over draws; dimension (draw,), or (draw, seed).

    The noise of seeds is taken out where they are told apart. One draw has no interval: low, high
    and the probability are NaN then; too few draws (`scenarios.comparison.intervals.enough_draws`)
    have no verdict and no probability.
    """
    by_seed = net if "seed" in net.dims else net.expand_dims(seed=1)
    kroner = by_seed.transpose("draw", "seed").to_numpy().astype(float)
    low, high, above, words = np.nan, np.nan, np.nan, NOT_ASSESSED
    if len(kroner) > 1:
        found = span(kroner)
        low, high = found.low, found.high
        words = verdict(low, high, enough=found.enough)
        if found.enough:
            above = float((without_seed_noise(kroner)[0] > 0).mean())
    return {
        "mean": float(kroner.mean()),
        "low": low,
        "high": high,
        "prob_gain": above,
        "verdict": words,
    }


def net_by_year(account: BudgetAccount | PolicyAccount, *, cumulated: bool = False) -> pd.DataFrame:
    """Net kroner of every purse and of public in all, year by year, with intervals.

    Args:
        account: usually the difference of two policies.
        cumulated: from the first year to each.

    Returns:
        year, purse, mean, low, high, prob_gain, verdict. The row `public` is the sum of
        municipality, state and region: never add it to them.
    """
    rows = []
    for purse in (*PURSES, PUBLIC_TOTAL):
        net = account.net(purse)
        net = net.cumsum("year") if cumulated else net
        for k, year in enumerate(account.kroner["year"].values):
            rows.append({"year": int(year), "purse": purse, **summary(net.isel(year=k))})
    return pd.DataFrame(rows)


def totals(present: xr.DataArray) -> pd.DataFrame:
    """Net present values (`scenarios.economics.welfare.present_value`) by purse, with intervals."""
    rows: list[Mapping[str, object]] = [
        {"purse": str(purse), **summary(present.sel(purse=purse))}
        for purse in present["purse"].values
    ]
    return pd.DataFrame(rows)


def assumption_table(assumptions: tuple[Assumption, ...]) -> pd.DataFrame:
    """One row per assumption: entry, title, value, low, high, unit, price_level, source."""
    columns = ["entry", "title", "value", "low", "high", "unit", "price_level", "source"]
    rows = [
        (a.name, a.title, a.value, a.low, a.high, a.unit, a.price_level, a.source)
        for a in assumptions
    ]
    return pd.DataFrame(rows, columns=columns).astype({"price_level": "Int64"})
