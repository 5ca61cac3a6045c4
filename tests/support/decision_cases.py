"""An ensemble and prices small enough to check on paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import xarray as xr

from scenarios.economics.person_weeks import NEEDED
from scenarios.economics.price_file import Prices
from scenarios.economics.rates import hours_per_year
from sim.outcomes.accounts import COUNTED
from tests.support.price_cases import simple

START = date(2023, 1, 2)
#: An hour of a mentor's time.
HOUR = 100.0


def round_prices(**changes: float) -> Prices:
    """Everything is 1,000 a week (tests/support/price_cases.py), an hour 100, nobody under 25."""
    return simple(
        2023,
        **{
            "age_at_entry_lowest": 25.0,
            "mentor_salary": HOUR * hours_per_year(),
            "overhead_share": 0.0,
            "supervision_share": 0.0,
            "courses_share": 0.0,
            "coordination_share": 0.0,
            "travel_share": 0.0,
            "replaced_share": 0.0,
            "startup_weeks": 0.0,
            **changes,
        },
    )


def ensemble(
    levels: Mapping[str, Mapping[str, object]],
    hours: Mapping[str, float] | None = None,
    *,
    people: int = 10,
    seeds: int = 2,
) -> xr.Dataset:
    """An ensemble from shares by status or milestone; the rest is on benefit.

    Args:
        levels: by policy and status, shares by week since entry, of shape (weeks,) for one draw
            or (draws, weeks); every seed is the same.
        hours: by policy, paid mentor hours in calendar week 0.
        people: in a world.
        seeds: of each draw.
    """
    arrays = {
        policy: {s: np.atleast_2d(np.asarray(x, float)) for s, x in by_status.items()}
        for policy, by_status in levels.items()
    }
    shape = next(np.shape(x) for by in arrays.values() for x in by.values())
    table = np.zeros((shape[0], seeds, len(levels), shape[1], len(COUNTED)))
    for p, by_status in enumerate(arrays.values()):
        for status, x in by_status.items():
            table[:, :, p, :, COUNTED.index(status)] = x[:, None, :]
        table[:, :, p, :, 0] = 1.0 - table[:, :, p, :, 1 : len(NEEDED)].sum(axis=-1)
    front = (shape[0], seeds, len(levels))
    used = np.zeros((*front, shape[1], 2))
    for p, policy in enumerate(levels):
        used[:, :, p, 0] = (hours or {}).get(policy, 0.0)
    dims, begun = ("draw", "seed", "policy"), np.zeros((*front, 0, shape[1]))
    return xr.Dataset(
        {
            "level": ((*dims, "week", "status"), table),
            "size": (("draw", "seed", "group"), np.full((*front[:2], 1), people)),
            "resource": ((*dims, "calendar_week", "quantity"), used),
            "measures_begun": ((*dims, "measure", "calendar_week"), begun),
            "full_time_equivalents": (dims, np.zeros(front)),
        },
        coords={
            "policy": list(levels),
            "week": np.arange(shape[1]),
            "status": list(COUNTED),
            "group": ["all"],
            "quantity": ["hours_counted", "hours_billed"],
            "calendar_week": np.arange(shape[1]),
        },
    )


def weeks_in(status: str, share: float | Sequence[float], weeks: int = 3) -> dict[str, object]:
    """A share (one per draw) in a status in every week after week 0."""
    shares = np.atleast_1d(np.asarray(share, float))
    table = np.repeat(shares[:, None], weeks, axis=1)
    table[:, 0] = 0.0
    return {status: table}
