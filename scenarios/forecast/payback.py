"""When a purse has its money back: the first year from which its cumulated net stays above zero.

A programme that runs on pays every year and gains later: its cumulated net may turn more than
once, and what counts is the last turn. Nothing is said of what follows after the horizon.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from scenarios.comparison.intervals import enough_draws
from scenarios.forecast.priced import AS_IT_IS, Priced
from scenarios.forecast.setting import forecast_setting
from scenarios.forecast.tables import NET, SHOWN_PURSES, money, over_draws

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: Year of payback where there is none before the horizon.
NEVER = 0
#: Kroner below this share of the largest are rounding, not a loss.
ROUNDING = 1e-9


def payback_years(net: npt.ArrayLike) -> Ints:
    """The year in which each draw is paid back, for good as far as one sees.

    Args:
        net: kroner by draw and year, shape (draws, years).

    Returns:
        1 for the first year, 2 for the second ...; `NEVER` if the cumulated net is below zero at
        the horizon. Shape (draws,).
    """
    cumulated = np.cumsum(np.asarray(net, float), axis=1)
    slack = ROUNDING * np.abs(cumulated).max(initial=0.0)
    # From behind: whether it stays at or above zero from this year to the last.
    stays = np.logical_and.accumulate((cumulated >= -slack)[:, ::-1], axis=1)[:, ::-1]
    return np.where(stays.any(axis=1), np.argmax(stays, axis=1) + 1, NEVER)


@dataclass(frozen=True)
class Payback:
    """When one purse has its money back under one policy.

    Chances wait for draws enough for them (`scenarios.comparison.intervals.enough_draws`): with
    fewer they are NaN, and no year is likely.

    Attributes:
        policy, purse, priced_as: of what.
        chance: that it is paid back in a year and not before, by calendar year.
        never: chance that it is not before the horizon.
        soon, late: chance within the years of a budget and of the longest cases
            (`scenarios/forecast/forecast.yaml`); NaN where the horizon is nearer.
        expected: calendar year of the cumulated mean over draws; None if it is not paid back.
        likely: first calendar year by which the chance is half or more; None if it stays below.
        unmoved: nothing goes in or out in any draw.
    """

    policy: str
    purse: str
    priced_as: str
    chance: dict[int, float]
    never: float
    soon: float
    late: float
    expected: int | None
    likely: int | None
    unmoved: bool

    def as_dict(self) -> dict[str, object]:
        """Plain values; chances by year as a list of year, chance and chance by then.

        A purse that nothing moves in has neither, nor have too few draws.
        """
        by_then = np.cumsum(list(self.chance.values()))
        rows = [
            {"year": year, "chance": chance, "by_then": float(by)}
            for (year, chance), by in zip(self.chance.items(), by_then, strict=True)
            if not np.isnan(self.never)
        ]
        return {
            "policy": self.policy,
            "purse": self.purse,
            "priced_as": self.priced_as,
            "expected": self.expected,
            "likely": self.likely,
            "within_4": _plain(self.soon),
            "within_10": _plain(self.late),
            "never": _plain(self.never),
            "unmoved": self.unmoved,
            "distribution": rows,
        }


def _plain(x: float) -> float | None:
    return None if np.isnan(x) else x


def payback_of(
    net: Floats, years: Sequence[int], *, policy: str = "", purse: str = "", way: str = AS_IT_IS
) -> Payback:
    """The payback of kroner by draw and year, shape (draws, years).

    Args:
        net: kroner by draw and year, money back is positive.
        years: calendar years.
        policy, purse, way: what it is said to be of.
    """
    found = payback_years(net)
    setting = forecast_setting()
    chance = {year: float((found == k + 1).mean()) for k, year in enumerate(years)}
    by_then = np.cumsum(list(chance.values()))
    half = np.flatnonzero(by_then >= 0.5)
    mean = int(payback_years(net.mean(axis=0, keepdims=True))[0])
    none, unmoved = float("nan"), not np.any(net)
    expected = None if unmoved or mean == NEVER else years[mean - 1]
    if unmoved or not enough_draws(len(net)):
        empty = dict.fromkeys(years, none)
        return Payback(policy, purse, way, empty, none, none, none, expected, None, unmoved=unmoved)

    def within(limit: float) -> float:
        return float("nan") if len(years) < limit else float(by_then[int(limit) - 1])

    return Payback(
        policy,
        purse,
        way,
        chance,
        float((found == NEVER).mean()),
        within(setting.payback_soon.value),
        within(setting.payback_late.value),
        expected,
        years[int(half[0])] if half.size else None,
        unmoved=False,
    )


def paybacks(priced: Priced, ways: Sequence[str] = (AS_IT_IS,)) -> list[Payback]:
    """Of every policy and purse under some ways of pricing."""
    found = []
    years = [int(year) for year in priced.kroner["year"].values]
    for way in ways:
        net = money(priced, way).sel(part=NET, drop=True)
        # Paths are settled as they add up: a turn hangs on sums, not on single years.
        moved = over_draws(net.cumsum("year").assign_coords(year=net["year"]))
        for policy in priced.policies:
            for purse in SHOWN_PURSES:
                path = moved.sel(policy=policy, purse=purse).to_numpy()
                steps = np.diff(path, axis=1, prepend=0.0)
                found.append(payback_of(steps, years, policy=policy, purse=purse, way=way))
    return found


def payback_table(found: Sequence[Payback]) -> pd.DataFrame:
    """One row per policy, purse, way of pricing and year; year 0 is never."""
    rows = []
    for one in found:
        keys = {"policy": one.policy, "purse": one.purse, "priced_as": one.priced_as}
        by_then = 0.0
        for year, chance in one.chance.items():
            by_then += chance
            rows.append(keys | {"year": year, "chance": chance, "by_then": by_then})
        rows.append(keys | {"year": NEVER, "chance": one.never, "by_then": float("nan")})
    return pd.DataFrame(rows)
