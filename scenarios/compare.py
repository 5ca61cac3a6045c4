"""Policies against each other: levels, differences, mentors needed, queue; with intervals.

Intervals hold parameter uncertainty: they are taken over posterior draws. What a seed does to one
draw is measured by living each draw with two seeds, and is taken out of the intervals; it is
reported beside them (`noise`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd
import xarray as xr

from calibration.posterior import Posterior
from calibration.trial import Trial, trial_design
from scenarios.ensemble import EnsembleSetting, run_ensemble
from scenarios.intake import arriving, on_one_intake
from scenarios.likeness import Likeness, likeness
from scenarios.local_population import LocalPeople
from scenarios.policies import NamedPolicy, evidence_ends
from scenarios.suppression import blanked
from sim.conditions import groups_named
from sim.errors import InputError
from sim.executor import Progress, silent
from sim.groups import GROUP_NAMES
from sim.reference import full_time_hours

Floats = npt.NDArray[np.float64]

#: Outcomes that are compared, as statuses of the accounts.
OUTCOMES = ("education", "employment", "support", "pension")
#: Whether more of an outcome is better.
BETTER = {"education": True, "employment": True, "support": False, "pension": False}
#: Bounds of the reported intervals, per cent.
INTERVAL = (2.5, 97.5)
MINUTES_PER_HOUR = 60.0
#: Name of the population, if no other is given.
TRIAL_NAME = "trial"
#: Columns of a table by group that hold numbers of the group.
LEVEL_NUMBERS = ("mean", "low", "high", "noise")
DIFFERENCE_NUMBERS = (*LEVEL_NUMBERS, "prob_better")


@dataclass(frozen=True)
class Comparison:
    """Results of a comparison, tidy: one row per number.

    Attributes:
        policies: what was compared, in order; the first is what the others are set against
            besides the reference.
        reference: name of the policy that all are set against.
        levels: policy, outcome, week, group, mean, low, high, noise, extrapolated; per cent.
        differences: policy, against, outcome, week, group, mean, low, high, noise, prob_better,
            extrapolated; percentage points.
        weekly: policy, calendar_week, quantity, mean, low, high, extrapolated; per 1,000 young
            people. A calendar week is extrapolated once the first to enter are.
        totals: policy, quantity, unit, mean, low, high, extrapolated: whether the policy gives
            something that nobody was given in the trial.
        evidence_ends: by policy, the last week the trial speaks to (-1: none).
        draws: posterior draws behind the intervals.
        likeness: how far the people are from the trial's; None if they are the trial's. Numbers
            of groups in `likeness.hidden` are blank (NaN) in `levels` and `differences`.
    """

    policies: tuple[NamedPolicy, ...]
    reference: str
    levels: pd.DataFrame
    differences: pd.DataFrame
    weekly: pd.DataFrame
    totals: pd.DataFrame
    evidence_ends: dict[str, int]
    draws: int
    likeness: Likeness | None = None

    @property
    def population(self) -> str:
        """Name of the population that the numbers are about."""
        return TRIAL_NAME if self.likeness is None else self.likeness.name

    @property
    def hidden(self) -> frozenset[str]:
        """Groups whose numbers are not shown: too few people."""
        return frozenset() if self.likeness is None else self.likeness.hidden

    def difference(
        self,
        policy: str,
        outcome: str,
        week: int,
        *,
        against: str | None = None,
        group: str = "all",
    ) -> pd.Series:
        """One row of `differences`."""
        d = self.differences
        row = d[
            (d["policy"] == policy)
            & (d["against"] == (against or self.reference))
            & (d["outcome"] == outcome)
            & (d["week"] == week)
            & (d["group"] == group)
        ]
        return row.iloc[0]


def compare(
    people: Trial | LocalPeople,
    policies: Sequence[NamedPolicy],
    reference: NamedPolicy,
    posterior: Posterior,
    setting: EnsembleSetting,
    progress: Progress = silent,
) -> Comparison:
    """Run policies and set each against the reference and against the first of them.

    Args:
        people: who lives: the trial's young people, or a municipality's. Small groups of a
            municipality are blank in the result, so that no face can show them.
        policies: what is compared.
        reference: what all are set against.
        posterior: draws of the parameters.
        setting: how much to compute.
        progress: called with the share that is done.

    Raises:
        InputError: there is no policy besides the reference, a policy names a group that these
            people do not have, or no weights have the municipality's margins.
    """
    named = [p for p in policies if p.name != reference.name]
    if not named:
        raise InputError(
            "nothing to compare", found=reference.name, allowed="a policy besides the reference"
        )
    everyone = [*named, reference]
    near = None
    if isinstance(people, LocalPeople):
        _check_groups(people, everyone)
        _, intake = on_one_intake(everyone)
        near = likeness(arriving(people, intake), _unprinted_shares(posterior), setting.seed)
    data = run_ensemble(people, everyone, posterior, setting, progress)
    ends = {p.name: evidence_ends(p.policy) for p in everyone}
    pairs = [(p.name, reference.name) for p in named]
    pairs += [(p.name, named[0].name) for p in named[1:]]
    result = Comparison(
        policies=tuple(everyone),
        reference=reference.name,
        levels=_levels(data, ends),
        differences=_differences(data, pairs, ends),
        weekly=_weekly(data, ends),
        totals=_totals(data, ends),
        evidence_ends=ends,
        draws=len(posterior),
        likeness=near,
    )
    return replace(
        result,
        levels=blanked(result.levels, result.hidden, LEVEL_NUMBERS),
        differences=blanked(result.differences, result.hidden, DIFFERENCE_NUMBERS),
    )


def _unprinted_shares(posterior: Posterior) -> dict[str, float]:
    """The shares of the trial's population that no table prints, averaged over the draws."""
    draws = list(posterior.values())
    names = ("share_women", "share_never_su")
    return {name: float(np.mean([values[name] for values in draws])) for name in names}


def _check_groups(people: LocalPeople, policies: Sequence[NamedPolicy]) -> None:
    """The trial's jobcentres are groups in the trial only: say so before a long run."""
    for named in policies:
        for place, condition in named.policy.conditions():
            for field, group in groups_named(condition, place):
                if group not in GROUP_NAMES:
                    raise InputError(
                        f"not a group of this population ({people.municipality.name})",
                        file=named.name, field=field, found=group, allowed=", ".join(GROUP_NAMES),
                    )  # fmt: skip


def interval(values: xr.DataArray) -> xr.Dataset:
    """Mean and interval over draws, with the noise of single seeds taken out.

    Args:
        values: an outcome with dimensions `draw` and `seed`.

    Returns:
        `mean`, `low`, `high` over draws; `noise`, the standard error that seeds alone leave in
        the mean over draws; `above`, the share of draws above zero.

    The variance over draws of the mean of s seeds is that of the parameters plus 1/s of that of a
    seed. The latter is estimated within draws; draws are moved towards their mean so that their
    variance is the former's (a one-way random-effects analysis of variance).
    """
    rest = [d for d in values.dims if d not in ("draw", "seed")]
    table = values.transpose("draw", "seed", *rest).to_numpy().astype(float)
    draws, seeds = table.shape[:2]
    by_draw = table.mean(axis=1)
    mean = by_draw.mean(axis=0)
    within = table.var(axis=1, ddof=1).mean(axis=0) / seeds
    between = by_draw.var(axis=0, ddof=1)
    share_of_noise = np.divide(within, between, out=np.ones_like(between), where=between > 0)
    moved = mean + (by_draw - mean) * np.sqrt(np.clip(1 - share_of_noise, 0, 1))
    low, high = np.percentile(moved, INTERVAL, axis=0)
    above = (moved > 0).mean(axis=0) + 0.5 * (moved == 0).mean(axis=0)
    columns = {"mean": mean, "low": low, "high": high, "noise": np.sqrt(within / draws)}
    columns["above"] = above
    coords = {name: values.coords[name] for name in rest if name in values.coords}
    return xr.Dataset({name: (rest, column) for name, column in columns.items()}, coords)


def _tidy(summary: xr.Dataset) -> pd.DataFrame:
    return summary.to_dataframe().reset_index()


def _levels(data: xr.Dataset, ends: dict[str, int]) -> pd.DataFrame:
    share = data["share"].sel(status=list(OUTCOMES)).rename(status="outcome")
    frame = _tidy(interval(100 * share.astype(float))).drop(columns="above")
    frame["extrapolated"] = frame["week"] > frame["policy"].map(ends)
    columns = ["policy", "outcome", "week", "group", "mean", "low", "high", "noise"]
    return frame[[*columns, "extrapolated"]]


def _differences(
    data: xr.Dataset, pairs: list[tuple[str, str]], ends: dict[str, int]
) -> pd.DataFrame:
    share = data["share"].sel(status=list(OUTCOMES)).rename(status="outcome")
    frames = []
    for policy, against in pairs:
        gap = 100 * (share.sel(policy=policy) - share.sel(policy=against)).astype(float)
        frame = _tidy(interval(gap))
        frame["policy"], frame["against"] = policy, against
        more_is_better = frame["outcome"].map(BETTER)
        frame["prob_better"] = np.where(more_is_better, frame["above"], 1 - frame["above"])
        frame["extrapolated"] = frame["week"] > min(ends[policy], ends[against])
        frames.append(frame)
    columns = ["policy", "against", "outcome", "week", "group", "mean", "low", "high", "noise"]
    return pd.concat(frames, ignore_index=True)[[*columns, "prob_better", "extrapolated"]]


def _per_thousand(data: xr.Dataset) -> xr.DataArray:
    people = data["size"].sel(group="all").astype(float)
    return 1000 * data["resource"].astype(float) / people


def _weekly(data: xr.Dataset, ends: dict[str, int]) -> pd.DataFrame:
    rate = _per_thousand(data)
    fte = (rate.sel(quantity="hours_used") / full_time_hours()).assign_coords(
        quantity="mentors_full_time"
    )
    kept = xr.concat([rate.sel(quantity=["mentored", "waiting"]), fte], "quantity")
    frame = _tidy(interval(kept))
    frame["extrapolated"] = frame["calendar_week"] > frame["policy"].map(ends)
    columns = ["policy", "calendar_week", "quantity", "mean", "low", "high", "extrapolated"]
    return frame[columns]


def _totals(data: xr.Dataset, ends: dict[str, int]) -> pd.DataFrame:
    rate = _per_thousand(data)
    hours = rate.sel(quantity="hours_used").sum("calendar_week") / 1000
    direct = rate.sel(quantity="direct_minutes").sum("calendar_week") / 1000 / MINUTES_PER_HOUR
    people = data["size"].sel(group="all").astype(float)
    rows = {
        ("mentor_hours", "paid hours per young person"): hours,
        ("direct_hours", "hours with a mentor per young person"): direct,
        ("mentored_weeks", "weeks with a mentor per young person"): rate.sel(
            quantity="mentored"
        ).sum("calendar_week")
        / 1000,
        ("mentors_full_time", "full-time mentors per 1,000 young people"): 1000
        * data["full_time_equivalents"].astype(float)
        / people,
        ("longest_queue", "waiting at most, per 1,000 young people"): rate.sel(
            quantity="waiting"
        ).max("calendar_week"),
        ("weeks_to_mentor", "mean weeks from entry to the first meeting"): data["waited"].astype(
            float
        ),
    }
    frames = []
    for (quantity, unit), values in rows.items():
        frame = _tidy(interval(values.reset_coords(drop=True)))
        frame["quantity"], frame["unit"] = quantity, unit
        frames.append(frame)
    totals = pd.concat(frames, ignore_index=True)
    # Support is given in the first weeks or not at all: what counts is whether the trial saw it.
    totals["extrapolated"] = totals["policy"].map(ends) < trial_design().observed_weeks.value
    return totals[["policy", "quantity", "unit", "mean", "low", "high", "extrapolated"]]
