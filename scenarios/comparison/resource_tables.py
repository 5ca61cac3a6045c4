"""What policies take, from what an ensemble kept: places, queue, hours and mentors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import xarray as xr

from scenarios.comparison.intervals import summary
from scenarios.comparison.keeping import blocks, gathered, give_back
from sim.reference import full_time_hours

Floats = npt.NDArray[np.float64]

MINUTES_PER_HOUR = 60.0
WEEKLY_COLUMNS = ["policy", "calendar_week", "quantity", "mean", "low", "high", "extrapolated"]
TOTAL_COLUMNS = ["policy", "quantity", "unit", "mean", "low", "high", "extrapolated"]
#: Units of the totals, in the order of the table.
UNITS = {
    "mentor_hours": "paid hours per young person",
    "hours_used": "paid hours of places in use per young person",
    "direct_hours": "hours with a mentor per young person",
    "mentored_weeks": "weeks with a mentor per young person",
    "places": "places per 1,000 young people",
    "places_used": "places in use at most, per 1,000 young people",
    "mentors_full_time": "full-time mentors per 1,000 young people",
    "longest_queue": "waiting at most, per 1,000 young people",
    "weeks_to_mentor": "mean weeks from entry to the first meeting",
}


def _everybody(data: xr.Dataset) -> Floats:
    """People of each world, shape (draws, seeds, 1)."""
    people = data["size"].sel(group="all", drop=True).transpose("draw", "seed")
    return np.asarray(people.to_numpy()[:, :, None], float)


def weekly(data: xr.Dataset, ends: Mapping[str, int]) -> pd.DataFrame:
    """Places used, people waiting, paid hours and full-time mentors by calendar week.

    Paid hours are those of the mentors employed (`sim.outcomes.paid_hours`); `hours_used` and
    full-time mentors are of places in use, the same where mentors follow from the young people.

    Args:
        data: of `scenarios.comparison.ensemble.simulate_all`.
        ends: by policy, the last week the trial speaks to.
    """
    resource, people = data["resource"].data, _everybody(data)
    which = {str(name): k for k, name in enumerate(data["quantity"].values)}
    of = {
        "mentored": ("mentored", 1.0),
        "waiting": ("waiting", 1.0),
        "mentor_hours": ("hours_employed", 1.0),
        "hours_used": ("hours_used", 1.0),
        "mentors_full_time": ("hours_used", full_time_hours()),
    }
    names = [str(name) for name in data["policy"].values]
    parts: list[dict[str, npt.NDArray[Any]]] = []
    for weeks in blocks(resource.shape[3], 8 * resource[:, :, :, 0].size):
        rate = gathered(resource, (slice(None), slice(None), weeks), None).astype(float)
        rate *= 1000 / people[..., None, None]
        for quantity, (name, unit) in of.items():
            found = summary(rate[..., which[name]] / unit)
            part = {key: found[key].ravel() for key in ("mean", "low", "high")}
            part["which"] = np.repeat(np.arange(len(names)), weeks.stop - weeks.start)
            part["calendar_week"] = np.tile(np.arange(weeks.start, weeks.stop), len(names))
            part["place"] = np.full(part["which"].size, list(of).index(quantity))
            parts.append(part)
    rows = {key: np.concatenate([part[key] for part in parts]) for key in parts[0]}
    order = np.lexsort([rows["calendar_week"], rows["which"], rows["place"]])
    rows = {key: x[order] for key, x in rows.items()}
    last = np.array([ends[name] for name in names])
    rows["extrapolated"] = rows["calendar_week"] > last[rows["which"]]
    rows["policy"] = np.array(names, object)[rows["which"]]
    rows["quantity"] = np.array(list(of), object)[rows["place"]]
    return pd.DataFrame(rows)[WEEKLY_COLUMNS]


def totals(data: xr.Dataset, ends: Mapping[str, int], observed_weeks: int) -> pd.DataFrame:
    """What each policy takes over the whole time.

    Args:
        data: of `scenarios.comparison.ensemble.simulate_all`.
        ends: by policy, the last week the trial speaks to.
        observed_weeks: weeks since entry in which the study's people were followed.
    """
    people = _everybody(data)
    used, most = _over_time(data)
    corps = {
        name: data[name].transpose("draw", "seed", "policy").to_numpy().astype(float)
        for name in ("direct_minutes", "places", "full_time_equivalents", "waited")
    }
    values = {
        "mentor_hours": used["hours_employed"] / people,
        "hours_used": used["hours_used"] / people,
        "direct_hours": corps["direct_minutes"] / people / MINUTES_PER_HOUR,
        "mentored_weeks": used["mentored"] / people,
        "places": 1000 * corps["places"] / people,
        "places_used": 1000 * most["mentored"] / people,
        "mentors_full_time": 1000 * corps["full_time_equivalents"] / people,
        "longest_queue": 1000 * most["waiting"] / people,
        "weeks_to_mentor": corps["waited"],
    }
    names = [str(name) for name in data["policy"].values]
    found = [summary(values[quantity]) for quantity in UNITS]
    rows: dict[str, Any] = {
        key: np.concatenate([each[key] for each in found]) for key in ("mean", "low", "high")
    }
    rows["policy"] = names * len(UNITS)
    rows["quantity"] = np.repeat(np.array(list(UNITS), object), len(names))
    rows["unit"] = np.repeat(np.array(list(UNITS.values()), object), len(names))
    # Support is given in the first weeks or not at all: what counts is whether the trial saw it.
    rows["extrapolated"] = np.tile([ends[name] < observed_weeks for name in names], len(UNITS))
    return pd.DataFrame(rows)[TOTAL_COLUMNS]


def _over_time(data: xr.Dataset) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """Sum and maximum over calendar weeks of each quantity, shape (draws, seeds, policies) each."""
    resource = data["resource"].data
    names = [str(name) for name in data["quantity"].values]
    sums, most = [], []
    for draws in blocks(len(resource), 2 * resource[0].nbytes):
        part = resource[draws].astype(float)
        sums.append(part.sum(axis=3))
        most.append(part.max(axis=3))
        give_back([resource])
    summed, largest = np.concatenate(sums), np.concatenate(most)
    return (
        {name: summed[..., k] for k, name in enumerate(names)},
        {name: largest[..., k] for k, name in enumerate(names)},
    )
