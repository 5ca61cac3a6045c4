"""Levels and differences of a comparison, from what an ensemble kept: one row per number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import xarray as xr

from calibration.evidence import Evidence
from scenarios.comparison.columns import Columns, columns
from scenarios.comparison.intervals import enough_draws, summary, trial_sd
from scenarios.comparison.keeping import blocks
from scenarios.comparison.outcomes import ALL_OUTCOMES
from scenarios.comparison.same_lives import last_same_weeks

Floats = npt.NDArray[np.float64]
#: Columns of a table by group that hold numbers of the group.
LEVEL_NUMBERS = ("mean", "low", "high", "noise", "trial_sd")
DIFFERENCE_NUMBERS = (*LEVEL_NUMBERS, "prob_better")
LEVEL_COLUMNS = ["policy", "outcome", "week", "group", "unit", *LEVEL_NUMBERS, "extrapolated"]
DIFFERENCE_COLUMNS = [
    "policy",
    "against",
    "outcome",
    "week",
    "group",
    "unit",
    *DIFFERENCE_NUMBERS,
    "extrapolated",
]


def levels(
    data: xr.Dataset,
    ends: Mapping[str, int],
    reference: str,
    trial_size: float,
    outcomes: Sequence[str] = tuple(ALL_OUTCOMES),
    *,
    evidence: Evidence,
) -> pd.DataFrame:
    """Levels of each policy.

    Args:
        data: of `scenarios.comparison.ensemble.live_all`.
        ends: by policy, the last week the trial speaks to.
        reference: its level is seen in a control arm, the others' in a treated one.
        trial_size: people in a trial whose sampling error is shown.
        outcomes: which of them.
        evidence: what the trial saw: which outcomes, and what share in the arm with a mentor.
    """
    names = [str(name) for name in data["policy"].values]
    treated = evidence.treated_share
    arms = trial_size * np.array([1 - treated if p == reference else treated for p in names])
    parts = []
    for found in columns(data, _named(outcomes), weekly=True):
        row = _rows(found, len(names)) | summary(found.values)
        row["trial_sd"] = trial_sd(found.variance, arms[:, None] * found.part)
        parts.append(row)
    frame = _frame(parts, data, outcomes)
    frame["policy"] = np.array(names, object)[frame["which"]]
    frame["unit"] = frame["outcome"].map({n: o.level_unit for n, o in ALL_OUTCOMES.items()})
    frame["extrapolated"] = _beyond(frame, frame["policy"].map(dict(ends)), evidence)
    return frame[LEVEL_COLUMNS]


def differences(
    data: xr.Dataset,
    pairs: Sequence[tuple[str, str]],
    ends: Mapping[str, int],
    trial_size: float,
    *,
    evidence: Evidence,
    weekly: bool = True,
    groups: Sequence[str] | None = None,
    outcomes: Sequence[str] = tuple(ALL_OUTCOMES),
    draws: npt.NDArray[np.intp] | None = None,
) -> pd.DataFrame:
    """Differences between pairs of policies.

    Args:
        data: of `scenarios.comparison.ensemble.live_all`.
        pairs: policy and what it is set against.
        ends: by policy, the last week the trial speaks to.
        trial_size: people in a two-armed trial whose sampling error is shown. Its arms are other
            people, unlike the twins compared here.
        evidence: what the trial saw: which outcomes, and what share in the arm with a mentor.
        weekly: every week for everybody; otherwise the reported weeks only.
        groups: which groups; None is all of them.
        outcomes: which of them.
        draws: positions of the draws that are looked at; None is all of them.

    The probability of being better is missing where no draw differs or the two are still the same
    (neither can be the better one), where neither more nor less of the outcome is better, and where
    the draws are too few to carry a verdict.
    """
    if not pairs:
        return pd.DataFrame(columns=DIFFERENCE_COLUMNS)
    names = [str(name) for name in data["policy"].values]
    one, other = (np.array([names.index(pair[side]) for pair in pairs]) for side in (0, 1))
    treated, parts = evidence.treated_share, []
    for found in columns(data, _named(outcomes), weekly=weekly, groups=groups, draws=draws):
        row = _rows(found, len(pairs)) | _against(found, one, other)
        seen = [
            trial_sd(found.variance[which], trial_size * share * found.part)
            for which, share in ((one, treated), (other, 1 - treated))
        ]
        row["trial_sd"] = np.hypot(*seen)
        parts.append(row)
    frame = _frame(parts, data, outcomes, by_policy=True)
    for side, name in enumerate(("policy", "against")):
        frame[name] = np.array([pair[side] for pair in pairs], object)[frame["which"]]
    sense = {n: o.more_is_better for n, o in ALL_OUTCOMES.items()}
    more, less = (
        frame["outcome"].map({n: s is which for n, s in sense.items()}) for which in (True, False)
    )
    frame["prob_better"] = np.select(
        [more, less], [frame["above"], 1 - frame["above"]], default=np.nan
    )
    same = last_same_weeks(data, pairs, draws)
    until = np.array([same[pair] for pair in pairs])
    frame.loc[frame["week"] <= until[frame["which"]], "prob_better"] = np.nan
    frame["unit"] = frame["outcome"].map({n: o.unit for n, o in ALL_OUTCOMES.items()})
    last = np.array([min(ends[name] for name in pair) for pair in pairs])
    frame["extrapolated"] = _beyond(frame, pd.Series(last[frame["which"]]), evidence)
    return frame[DIFFERENCE_COLUMNS]


def _beyond(frame: pd.DataFrame, ends: pd.Series, evidence: Evidence) -> pd.Series:
    """Whether each row lies beyond what the trial speaks to, by its week and by its outcome."""
    measured = {n: evidence.speaks_of([o.status]) for n, o in ALL_OUTCOMES.items()}
    return (frame["week"] > ends) | ~frame["outcome"].map(measured).astype(bool)


def _named(outcomes: Sequence[str]) -> list[Any]:
    return [ALL_OUTCOMES[name] for name in outcomes]


def _against(
    found: Columns, one: npt.NDArray[np.intp], other: npt.NDArray[np.intp]
) -> dict[str, Floats]:
    """The summary of pairs of policies, shape (pairs, columns) each; few pairs at a time."""
    each = found.values[:, :, 0].nbytes
    parts = []
    for some in blocks(one.size, each):
        apart = found.values[:, :, one[some]] - found.values[:, :, other[some]]
        part = summary(apart)
        told = enough_draws(len(apart)) & (np.nan_to_num(apart) != 0).any(axis=(0, 1))
        parts.append(part | {"above": np.where(told, part["above"], np.nan)})
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _rows(found: Columns, count: int) -> dict[str, Any]:
    """What the numbers of some columns are of; `which` is the policy or the pair."""
    shape = (count, found.week.size)
    return {
        "outcome": np.full(shape, found.outcome.name, object),
        "kind": np.full(shape, found.kind),
        "which": np.broadcast_to(np.arange(count)[:, None], shape),
        "week": np.broadcast_to(found.week, shape),
        "group": np.broadcast_to(found.group, shape),
    }


def _frame(
    parts: Sequence[Mapping[str, Any]],
    data: xr.Dataset,
    outcomes: Sequence[str],
    *,
    by_policy: bool = False,
) -> pd.DataFrame:
    """One row per number: by outcome, policy, week and group; or by policy (pair) first."""
    frame = pd.DataFrame(
        {name: np.concatenate([np.ravel(part[name]) for part in parts]) for name in parts[0]}
    )
    place = frame["outcome"].map({name: k for k, name in enumerate(outcomes)})
    keys = [place, frame["kind"], frame["which"], frame["week"], frame["group"]]
    if by_policy:
        keys = [frame["which"], place, frame["kind"], frame["week"], frame["group"]]
    frame = frame.iloc[np.lexsort(keys[::-1])].reset_index(drop=True)
    names = np.array([str(name) for name in data["group"].values], object)
    frame["group"] = names[frame["group"]]
    return frame
