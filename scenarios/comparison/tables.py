"""Levels and differences of a comparison, from what an ensemble kept: one row per number."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
        data: of `scenarios.comparison.ensemble.simulate_all`.
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
        row = _rows(found, len(names), outcomes) | summary(found.values)
        row["trial_sd"] = trial_sd(found.variance, arms[:, None] * found.part)
        parts.append(row)
    frame = _frame(parts, data, outcomes)
    which = frame["which"].to_numpy()
    frame["policy"] = np.array(names, object)[which]
    frame["unit"] = _by_outcome(frame, outcomes, lambda outcome: outcome.level_unit, object)
    last = np.array([ends[name] for name in names])
    frame["extrapolated"] = _beyond(frame, outcomes, last[which], evidence)
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
        data: of `scenarios.comparison.ensemble.simulate_all`.
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
        row = _rows(found, len(pairs), outcomes) | _against(found, one, other)
        seen = [
            trial_sd(found.variance[which], trial_size * share * found.part)
            for which, share in ((one, treated), (other, 1 - treated))
        ]
        row["trial_sd"] = np.hypot(*seen)
        parts.append(row)
    frame = _frame(parts, data, outcomes, by_policy=True)
    which = frame["which"].to_numpy()
    for side, name in enumerate(("policy", "against")):
        frame[name] = np.array([pair[side] for pair in pairs], object)[which]
    more = _by_outcome(frame, outcomes, lambda outcome: outcome.more_is_better is True, bool)
    less = _by_outcome(frame, outcomes, lambda outcome: outcome.more_is_better is False, bool)
    above = frame["above"].to_numpy()
    better = np.select([more, less], [above, 1 - above], default=np.nan)
    same = last_same_weeks(data, pairs, draws)
    until = np.array([same[pair] for pair in pairs])
    frame["prob_better"] = np.where(frame["week"].to_numpy() <= until[which], np.nan, better)
    frame["unit"] = _by_outcome(frame, outcomes, lambda outcome: outcome.unit, object)
    last = np.array([min(ends[name] for name in pair) for pair in pairs])
    frame["extrapolated"] = _beyond(frame, outcomes, last[which], evidence)
    return frame[DIFFERENCE_COLUMNS]


def _by_outcome(
    frame: pd.DataFrame, outcomes: Sequence[str], of: Callable[[Any], Any], kind: type
) -> npt.NDArray[Any]:
    """Something of each row's outcome; found by its place, which is quicker than by its name."""
    each: npt.NDArray[Any] = np.array([of(one) for one in _named(outcomes)], kind)
    return np.asarray(each[frame["place"].to_numpy()])


def _beyond(
    frame: pd.DataFrame, outcomes: Sequence[str], ends: npt.NDArray[np.int64], evidence: Evidence
) -> npt.NDArray[np.bool_]:
    """Whether each row lies beyond what the trial speaks to, by its week and by its outcome."""
    measured = _by_outcome(frame, outcomes, lambda o: evidence.speaks_of([o.status]), bool)
    return np.asarray((frame["week"].to_numpy() > ends) | ~measured)


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


def _rows(found: Columns, count: int, outcomes: Sequence[str]) -> dict[str, Any]:
    """What the numbers of some columns are of; `which` is the policy or the pair, `place` that of
    the outcome among those asked for."""
    shape = (count, found.week.size)
    return {
        "place": np.full(shape, outcomes.index(found.outcome.name)),
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
    rows = {name: np.concatenate([np.ravel(part[name]) for part in parts]) for name in parts[0]}
    keys = ["place", "kind", "which", "week", "group"]
    if by_policy:
        keys = ["which", "place", "kind", "week", "group"]
    order = np.lexsort([rows[key] for key in reversed(keys)])
    rows = {name: x[order] for name, x in rows.items()}
    groups = np.array([str(name) for name in data["group"].values], object)
    rows["group"] = groups[rows["group"]]
    rows["outcome"] = np.array(list(outcomes), object)[rows["place"]]
    return pd.DataFrame(rows)
