"""Starts that only displace others': a forecast scaled by a share, and from which share it turns.

A place in a school or a job that somebody gets with a mentor's help may be one that another young
person would have had. If a share of the assisted starts does no more than that, the effects of a
policy, and what follows from them in kroner, are smaller by that share; the programme's own bill is
not. Everything here is the difference to the reference: the reference itself does not change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd
import xarray as xr

from scenarios.comparison.intervals import enough_draws
from scenarios.comparison.outcomes import MILESTONES_COMPARED
from scenarios.decision.outcome_names import ACTIVE_YEARS
from scenarios.decision.purse_tables import verdict
from scenarios.economics.price_classes import LIVED
from scenarios.economics.purse_names import PROGRAMME, PUBLIC_TOTAL
from scenarios.forecast.priced import Priced, active_years
from scenarios.forecast.reform import reform_setting
from scenarios.forecast.tables import COST, SAVING, money, spread

Floats = npt.NDArray[np.float64]

ENDS = ("mean", "low", "high")
#: Purses whose net is told by share.
TOLD_PURSES = ("municipality", "state", PUBLIC_TOTAL)


@dataclass(frozen=True)
class Turn:
    """How an answer hangs on the share of assisted starts that only displace others'.

    Attributes:
        policy: which.
        quantity: of `TOLD_PURSES` (the net), or `scenarios.decision.policy_outcomes.ACTIVE_YEARS`.
        said: the verdict if nothing is displaced (`scenarios.decision.purse_tables.verdict`).
        sign_from: share from which the mean is zero or has the other sign; None if no share does.
        other_from: the smallest share tried whose verdict is another; None if no share has one.
        becomes: that verdict; empty if there is none.
    """

    policy: str
    quantity: str
    said: str
    sign_from: float | None
    other_from: float | None
    becomes: str


def displaced(priced: Priced, share: float, reference: str) -> Priced:
    """The forecast if a share of the assisted starts only displaces others'.

    Args:
        priced: the forecast's numbers, nothing displaced.
        share: from 0 to 1.
        reference: what policies are set against.
    """
    if share == 0.0:
        return priced
    left = 1.0 - share
    bill = np.isin(priced.kroner["entry"].values, PROGRAMME)
    factor = xr.DataArray(np.where(bill, 1.0, left), dims="entry")
    counts = np.isin(priced.yearly["quantity"].values, MILESTONES_COMPARED)
    by_row = xr.DataArray(np.where(counts, left, 1.0), dims="quantity")
    lived = np.isin(priced.classes["class"].values, LIVED)
    by_class = xr.DataArray(np.where(lived, left, 1.0), dims="class")
    return replace(
        priced,
        kroner=(priced.kroner * factor).transpose(*priced.kroner.dims),
        person_years=_towards(priced.person_years, left, reference),
        seen=_towards(priced.seen, left, reference),
        yearly=_towards(priced.yearly, by_row, reference),
        classes=_towards(priced.classes, by_class, reference),
    )


def _towards(values: xr.DataArray, left: float | xr.DataArray, reference: str) -> xr.DataArray:
    """Levels of every policy with what is left of their difference to the reference."""
    there = values.sel(policy=reference, drop=True)
    return (there + (values - there) * left).transpose(*values.dims)


def _parts(priced: Priced, reference: str) -> tuple[xr.Dataset, xr.Dataset]:
    """What is scaled and what is taken off it, by quantity; dimensions (policy, draw, seed)."""
    money_of = money(priced).sel(purse=list(TOLD_PURSES)).sum("year")
    lived = active_years(priced.person_years).sum("year")
    extra = lived.sel(policy=priced.policies) - lived.sel(policy=reference, drop=True)
    scaled = {p: money_of.sel(part=SAVING, purse=p, drop=True) for p in TOLD_PURSES}
    taken = {p: money_of.sel(part=COST, purse=p, drop=True) for p in TOLD_PURSES}
    return (
        xr.Dataset({**scaled, ACTIVE_YEARS: extra}),
        xr.Dataset({**taken, ACTIVE_YEARS: xr.zeros_like(extra)}),
    )


def displacement_table(
    priced: Priced, reference: str, tried: Sequence[float] | None = None
) -> pd.DataFrame:
    """Net and effect of the whole time by share that is displaced.

    Args:
        priced: the forecast's numbers, nothing displaced.
        reference: what policies are set against.
        tried: shares; None are those of `scenarios/forecast/reform.yaml`.

    Returns:
        policy, quantity (of `TOLD_PURSES`: net in kroner; `ACTIVE_YEARS`: person-years in education
        or work more than under the reference), share, mean, low, high; all who enter.
    """
    scaled, taken = _parts(priced, reference)
    shares = np.array(reform_setting().displaced_shown.value if tried is None else tried)
    found = _by_share(scaled, taken, shares)
    rows = [
        {
            "policy": policy,
            "quantity": name,
            "share": float(share),
            **{end: float(found[name][end].sel(policy=policy, share=share)) for end in ENDS},
        }
        for policy in priced.policies
        for name in found
        for share in shares
    ]
    return pd.DataFrame(rows)


def _by_share(scaled: xr.Dataset, taken: xr.Dataset, shares: Floats) -> dict[str, xr.Dataset]:
    """Mean and interval by quantity; dimensions (policy, share)."""
    left = xr.DataArray(1.0 - shares, dims="share", coords={"share": shares})
    return {str(name): spread(scaled[name] * left - taken[name]) for name in scaled}


def turns(priced: Priced, reference: str) -> tuple[Turn, ...]:
    """From which share on each answer is another.

    Args:
        priced: the forecast's numbers, nothing displaced.
        reference: what policies are set against.
    """
    scaled, taken = _parts(priced, reference)
    enough = enough_draws(priced.kroner.sizes["draw"])
    step = reform_setting().displaced_step.value
    shares = np.append(np.arange(0.0, 1.0, step), 1.0)
    ends = _by_share(scaled, taken, shares)
    found = []
    for policy in priced.policies:
        for name, by_share in ends.items():
            lows, highs = (by_share[end].sel(policy=policy).to_numpy() for end in ("low", "high"))
            said = [
                verdict(low, high, enough=enough) for low, high in zip(lows, highs, strict=True)
            ]
            others = [k for k, each in enumerate(said) if each != said[0]]
            gained, bill = (float(part[name].sel(policy=policy).mean()) for part in (scaled, taken))
            found.append(
                Turn(
                    policy=policy,
                    quantity=name,
                    said=said[0],
                    sign_from=sign_from(gained, bill),
                    other_from=round(float(shares[others[0]]), 6) if others else None,
                    becomes=said[others[0]] if others else "",
                )
            )
    return tuple(found)


def sign_from(gained: float, bill: float) -> float | None:
    """Share from which what is left of a gain less a bill is zero or has the other sign.

    Args:
        gained: what follows from the effects, if nothing is displaced.
        bill: what does not shrink with them.

    Returns:
        From 0 to 1; None if no share up to 1 changes the sign, or there is none to change.
    """
    if gained == bill or gained == 0.0:
        return None
    share = 1.0 - bill / gained
    return share if 0.0 < share <= 1.0 else None


def turns_records(found: tuple[Turn, ...]) -> list[Mapping[str, object]]:
    """As plain values, one per policy and quantity."""
    return [dict(vars(turn)) for turn in found]
