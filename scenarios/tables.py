"""The tables of a comparison, from what an ensemble kept: one row per number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import xarray as xr

from calibration.trial import Trial, the_trial, trial_design
from scenarios.intervals import interval, trial_sd
from scenarios.outcomes import ALL_OUTCOMES, Outcome, by_group, by_week
from sim.reference import full_time_hours

MINUTES_PER_HOUR = 60.0
#: Pairs of policies whose draws are held at a time.
PAIRS_AT_ONCE = 8
#: Columns of a table by group that hold numbers of the group.
LEVEL_NUMBERS = ("mean", "low", "high", "noise", "trial_sd")
DIFFERENCE_NUMBERS = (*LEVEL_NUMBERS, "prob_better")
LEVEL_COLUMNS = [
    "policy", "outcome", "week", "group", "unit", *LEVEL_NUMBERS, "extrapolated",
]  # fmt: skip
DIFFERENCE_COLUMNS = [
    "policy", "against", "outcome", "week", "group", "unit", *DIFFERENCE_NUMBERS, "extrapolated",
]  # fmt: skip


def tidy(summary: xr.Dataset) -> pd.DataFrame:
    """One row per number."""
    return summary.to_dataframe().reset_index()


def treated_share(trial: Trial) -> float:
    """Share of the trial's people in the arm that was offered a mentor."""
    return float(trial.treated_seats.sum() / trial.seats.sum())


def _views(data: xr.Dataset, outcome: Outcome, weekly: bool) -> list[xr.DataArray]:
    """Everybody by week and the groups in the reported weeks; or all in the reported weeks."""
    grouped = by_group(data, outcome)
    if not weekly:
        return [grouped]
    everybody = by_week(data, outcome).expand_dims(group=["all"])
    return [everybody, grouped.sel(group=[g for g in grouped["group"].values if g != "all"])]


def _arm(data: xr.Dataset, groups: xr.DataArray, people: float) -> xr.DataArray:
    """People of each group in an arm of so many."""
    share = (data["size"] / data["size"].sel(group="all", drop=True)).mean(("draw", "seed"))
    return people * share.sel(group=groups)


def levels(
    data: xr.Dataset,
    ends: Mapping[str, int],
    reference: str,
    trial_size: float,
    outcomes: Sequence[str] = tuple(ALL_OUTCOMES),
) -> pd.DataFrame:
    """Levels of each policy.

    Args:
        data: of `scenarios.ensemble.live_all`.
        ends: by policy, the last week the trial speaks to.
        reference: its level is seen in a control arm, the others' in a treated one.
        trial_size: people in a trial whose sampling error is shown.
        outcomes: which of them.
    """
    treated, frames = treated_share(the_trial()), []
    for outcome in (ALL_OUTCOMES[name] for name in outcomes):
        for values in _views(data, outcome, weekly=True):
            summary = interval(values)
            arms = [1 - treated if p == reference else treated for p in values["policy"].values]
            people = trial_size * xr.DataArray(arms, dims="policy")
            seen = _seen(data, values, people, outcome)
            frames.append(tidy(summary.assign(trial_sd=seen)).assign(outcome=outcome.name))
            frames[-1]["unit"] = outcome.level_unit
    frame = pd.concat(frames, ignore_index=True)
    frame["extrapolated"] = frame["week"] > frame["policy"].map(dict(ends))
    return frame[LEVEL_COLUMNS]


def _seen(
    data: xr.Dataset, values: xr.DataArray, arm: xr.DataArray | float, outcome: Outcome
) -> xr.DataArray:
    """Standard error of a level in a trial; weeks are not shares and have none here."""
    mean = values.mean(("draw", "seed"))
    if outcome.summed:
        return mean * float("nan")
    people = _arm(data, values["group"], 1.0) * arm
    return 100 * trial_sd(mean / 100, people)


def differences(
    data: xr.Dataset,
    pairs: Sequence[tuple[str, str]],
    ends: Mapping[str, int],
    trial_size: float,
    *,
    weekly: bool = True,
    groups: Sequence[str] | None = None,
    outcomes: Sequence[str] = tuple(ALL_OUTCOMES),
) -> pd.DataFrame:
    """Differences between pairs of policies.

    Args:
        data: of `scenarios.ensemble.live_all`.
        pairs: policy and what it is set against.
        ends: by policy, the last week the trial speaks to.
        trial_size: people in a two-armed trial whose sampling error is shown.
        weekly: every week for everybody; otherwise the reported weeks only.
        groups: which groups; None is all of them.
        outcomes: which of them.
    """
    frames = [
        _some_differences(
            data, pairs[k : k + PAIRS_AT_ONCE], ALL_OUTCOMES[name], trial_size, weekly, groups
        )
        for k in range(0, len(pairs), PAIRS_AT_ONCE)
        for name in outcomes
    ]
    if not frames:
        return pd.DataFrame(columns=DIFFERENCE_COLUMNS)
    found = pd.concat(frames, ignore_index=True)
    last = {pair: min(ends[name] for name in pair) for pair in pairs}
    place = {pair: k for k, pair in enumerate(pairs)}
    keys = list(zip(found["policy"], found["against"], strict=True))
    found["extrapolated"] = found["week"] > np.array([last[key] for key in keys])
    order = np.argsort([place[key] for key in keys], kind="stable")
    return found[DIFFERENCE_COLUMNS].iloc[order].reset_index(drop=True)


def _some_differences(
    data: xr.Dataset,
    pairs: Sequence[tuple[str, str]],
    outcome: Outcome,
    trial_size: float,
    weekly: bool,
    groups: Sequence[str] | None,
) -> pd.DataFrame:
    """Of one outcome, for few pairs at a time: that bounds the memory."""
    treated, frames = treated_share(the_trial()), []
    for values in _views(data, outcome, weekly):
        chosen = values
        if groups is not None:
            chosen = values.sel(group=[g for g in values["group"].values if g in groups])
        one, other = (
            chosen.sel(policy=[pair[side] for pair in pairs])
            .rename(policy="pair")
            .assign_coords(pair=np.arange(len(pairs)))
            for side in (0, 1)
        )
        seen = (
            _seen(data, one, trial_size * treated, outcome) ** 2
            + _seen(data, other, trial_size * (1 - treated), outcome) ** 2
        ) ** 0.5
        frames.append(tidy(interval(one - other).assign(trial_sd=seen)))
    frame = pd.concat(frames, ignore_index=True)
    which = frame["pair"].to_numpy(int)
    frame["policy"] = np.array([pair[0] for pair in pairs], object)[which]
    frame["against"] = np.array([pair[1] for pair in pairs], object)[which]
    above = frame["above"]
    frame["prob_better"] = above if outcome.more_is_better else 1 - above
    frame["outcome"], frame["unit"] = outcome.name, outcome.unit
    return frame


def _per_thousand(data: xr.Dataset) -> xr.DataArray:
    people = data["size"].sel(group="all", drop=True).astype(float)
    return 1000 * data["resource"].astype(float) / people


def weekly(data: xr.Dataset, ends: Mapping[str, int]) -> pd.DataFrame:
    """Places used, people waiting, paid hours and full-time mentors by calendar week."""
    rate = _per_thousand(data)
    hours = rate.sel(quantity="hours_used", drop=True)
    parts = {
        "mentored": rate.sel(quantity="mentored", drop=True),
        "waiting": rate.sel(quantity="waiting", drop=True),
        "mentor_hours": hours,
        "mentors_full_time": hours / full_time_hours(),
    }
    frames = [tidy(interval(values)).assign(quantity=name) for name, values in parts.items()]
    frame = pd.concat(frames, ignore_index=True)
    frame["extrapolated"] = frame["calendar_week"] > frame["policy"].map(dict(ends))
    columns = ["policy", "calendar_week", "quantity", "mean", "low", "high", "extrapolated"]
    return frame[columns]


def totals(data: xr.Dataset, ends: Mapping[str, int]) -> pd.DataFrame:
    """What each policy takes over the whole time."""
    rate = _per_thousand(data)
    people = data["size"].sel(group="all", drop=True).astype(float)
    mentored = rate.sel(quantity="mentored", drop=True)
    rows = {
        ("mentor_hours", "paid hours per young person"): rate.sel(
            quantity="hours_used", drop=True
        ).sum("calendar_week")
        / 1000,
        ("direct_hours", "hours with a mentor per young person"): data["direct_minutes"]
        / people
        / MINUTES_PER_HOUR,
        ("mentored_weeks", "weeks with a mentor per young person"): mentored.sum("calendar_week")
        / 1000,
        ("places", "places per 1,000 young people"): 1000 * data["places"] / people,
        ("places_used", "places in use at most, per 1,000 young people"): mentored.max(
            "calendar_week"
        ),
        ("mentors_full_time", "full-time mentors per 1,000 young people"): 1000
        * data["full_time_equivalents"]
        / people,
        ("longest_queue", "waiting at most, per 1,000 young people"): rate.sel(
            quantity="waiting", drop=True
        ).max("calendar_week"),
        ("weeks_to_mentor", "mean weeks from entry to the first meeting"): data["waited"],
    }
    frames = []
    for (quantity, unit), values in rows.items():
        frame = tidy(interval(values))
        frame["quantity"], frame["unit"] = quantity, unit
        frames.append(frame)
    table = pd.concat(frames, ignore_index=True)
    # Support is given in the first weeks or not at all: what counts is whether the trial saw it.
    table["extrapolated"] = table["policy"].map(dict(ends)) < trial_design().observed_weeks.value
    return table[["policy", "quantity", "unit", "mean", "low", "high", "extrapolated"]]
