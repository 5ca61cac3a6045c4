"""What is kept of each world: sums of everybody by week, of groups in reported weeks, of mentors.

Everything is an array with draw, seed and policy first; together they are one data set.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import xarray as xr

from calibration.workspace import Arrays
from scenarios.comparison.keeping import blocks, give_back
from scenarios.comparison.prepared import Prepared
from scenarios.comparison.setting import report_weeks
from scenarios.policy.policies import NamedPolicy
from scenarios.policy.python_policy import in_python
from sim.outcomes.accounts import COUNTED, Accounts
from sim.state import CALENDAR

#: Totals of a run by calendar week that are kept: rows of `sim.state.CALENDAR`, and paid hours of
#: the mentors employed, in all and in weeks since entry that are counted.
CALENDAR_TOTALS = ("mentored", "waiting", "hours_used", "hours_counted")
RESOURCES = (*CALENDAR_TOTALS, "hours_employed", "hours_billed")
#: Sums over a run that are kept.
CORPS = ("direct_minutes", "waited", "full_time_equivalents", "places")
#: The dimensions of what is kept of a draw, after draw, seed and policy. A `status` is one of what
#: the accounts count: a status, each person in one, or a milestone
#: (`sim.outcomes.accounts.COUNTED`).
KEPT = {
    "level": ("week", "status"),
    "level_spread": ("week", "status"),
    "share": ("report_week", "status", "group"),
    "weeks": ("report_week", "status", "group"),
    "spread": ("report_week", "status", "group"),
    "resource": ("calendar_week", "quantity"),
    "corps": ("total",),
    "measures_begun": ("measure", "calendar_week"),
}
#: Units of what is kept, and of the people in a group.
UNITS = {
    "level": "share of the young people",
    "level_spread": "squared weeks",
    "share": "share of the group",
    "weeks": "weeks per young person of the group",
    "spread": "squared weeks",
    "resource": "people or paid hours in the calendar week",
    "direct_minutes": "minutes in all",
    "waited": "weeks",
    "full_time_equivalents": "full-time mentors",
    "places": "places",
    "measures_begun": "young people in the calendar week, in a counted week of theirs",
    "size": "young people",
}


def sums_of(accounts: Accounts, at: list[int], calendar_weeks: int, measures: int) -> Arrays:
    """What is kept of a world: as in `KEPT`.

    Args:
        accounts: of the world, lived to its end.
        at: weeks since entry that are reported.
        calendar_weeks: that a world lives.
        measures: other measures of the policy that has most of them.
    """
    sizes = np.maximum(1, accounts.sizes)
    resource = np.zeros((calendar_weeks, len(RESOURCES)), np.float32)
    rows = [CALENDAR.index(name) for name in CALENDAR_TOTALS]
    lived = np.vstack([accounts.weekly[rows], accounts.hours_employed, accounts.hours_billed])
    resource[: lived.shape[1]] = lived.T
    begun = np.zeros((measures, calendar_weeks), np.int32)
    begun[: len(accounts.measures_begun), : accounts.measures_begun.shape[1]] = (
        accounts.measures_begun
    )
    direct = accounts.weekly[CALENDAR.index("direct_minutes")].sum()
    corps = (direct, accounts.mean_wait, accounts.full_time_equivalents, accounts.places)
    everybody = accounts.groups.index("all")
    return {
        "level": (accounts.people[:, :, everybody] / sizes[everybody]).astype(np.float32),
        "level_spread": accounts.spread(groups=everybody).astype(np.float32),
        "share": (accounts.people[at] / sizes).astype(np.float32),
        "weeks": (accounts.weeks[at] / sizes).astype(np.float32),
        "spread": accounts.spread(at).astype(np.float32),
        "resource": resource,
        "corps": np.array(corps, np.float64),
        "measures_begun": begun,
    }


def dataset(arrays: Arrays, ready: Prepared, horizon: int) -> xr.Dataset:
    """What is kept of every draw, by name and with its coordinates.

    Args:
        arrays: as in `KEPT`, with draw, seed and policy first, and `size`.
        ready: people and policies.
        horizon: weeks since entry, week 0 included.
    """
    policies, evidence = ready.policies, ready.evidence
    front = ("draw", "seed", "policy")
    data = xr.Dataset(
        {key: ((*front, *dims), arrays[key]) for key, dims in KEPT.items()}
        | {"size": (("draw", "seed", "group"), arrays["size"])},
        coords={
            "policy": [named.name for named in policies],
            "week": np.arange(horizon),
            "report_week": list(report_weeks(horizon, evidence)),
            "calendar_week": np.arange(arrays["resource"].shape[3]),
            "status": list(COUNTED),
            "group": list(evidence.groups),
            "quantity": list(RESOURCES),
            "total": list(CORPS),
        },
        attrs={"python_policies": code} if (code := _codes(policies)) else {},
    )
    totals = {name: data["corps"].sel(total=name, drop=True) for name in CORPS}
    return data.drop_vars(["corps", "total"]).assign(totals)


def _codes(policies: Sequence[NamedPolicy]) -> str:
    """Which code acted: names and fingerprints of policies in Python; empty without any."""
    return ", ".join(f"{named.name}: {named.code}" for named in in_python(policies))


def without_groups(data: xr.Dataset, hidden: Collection[str]) -> xr.Dataset:
    """An ensemble with the numbers of some groups blanked, in place where they are many."""
    if not hidden:
        return data
    which = [k for k, name in enumerate(data["group"].values) if name in hidden]
    for name in ("share", "weeks", "spread"):
        array = data[name].data
        for draws in blocks(len(array), array[0].nbytes):
            array[draws][..., which] = np.nan
            give_back([array])
    return data.assign(size=data["size"].where(~data["group"].isin(list(hidden))))
