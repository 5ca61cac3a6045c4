"""Policies against each other: levels, differences, mentors needed, queue; with intervals.

Intervals hold parameter uncertainty (`scenarios.intervals`); what a trial of a given size would see
besides is a column of its own, `trial_sd`. What hangs on things that nobody knows is shown under
each of them (`scenarios.views`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from calibration.posterior import Posterior
from calibration.trial import Trial
from calibration.workspace import Workspace
from scenarios import tables
from scenarios.ensemble import EnsembleSetting, Prepared, identity, live_all, prepared
from scenarios.intake import arriving, on_one_intake
from scenarios.intervals import INTERVAL
from scenarios.likeness import Likeness, likeness
from scenarios.local_population import LocalPeople
from scenarios.outcomes import ALL_OUTCOMES, BETTER, OUTCOMES
from scenarios.policies import NamedPolicy, evidence_ends
from scenarios.setting import comparison_setting
from scenarios.suppression import blanked
from scenarios.tables import DIFFERENCE_NUMBERS, LEVEL_NUMBERS
from scenarios.views import (
    BARRIER_VIEWS,
    Dependence,
    by_mechanism,
    dependences,
    view_posterior,
)
from sim.conditions import groups_named
from sim.errors import InputError
from sim.executor import Progress, silent
from sim.groups import GROUP_NAMES

__all__ = ["BETTER", "DIFFERENCE_NUMBERS", "INTERVAL", "LEVEL_NUMBERS", "OUTCOMES", "Comparison",
           "compare"]  # fmt: skip

#: Name of the population, if no other is given.
TRIAL_NAME = "trial"


@dataclass(frozen=True)
class Comparison:
    """Results of a comparison, tidy: one row per number.

    Attributes:
        policies: what was compared, in order; the first is what the others are set against
            besides the reference.
        reference: name of the policy that all are set against.
        levels: policy, outcome, week, group, unit, mean, low, high, noise, trial_sd, extrapolated;
            per cent, or weeks per young person (`scenarios.outcomes`). Everybody in every week,
            other groups in the reported weeks (`scenarios.setting.report_weeks`).
        differences: policy, against, outcome, week, group, unit, mean, low, high, noise, trial_sd,
            prob_better, extrapolated; percentage points or weeks. Every pair is there: against the
            reference and the first as `levels`, other pairs in the reported weeks.
        views: as `differences`, in the reported weeks, with `view` and the number of `draws`;
            under each hypothesis and mechanism (`scenarios.views`).
        dependences: orders of two policies that hang on the view.
        weekly: policy, calendar_week, quantity, mean, low, high, extrapolated; per 1,000 young
            people. A calendar week is extrapolated once the first to enter are.
        totals: policy, quantity, unit, mean, low, high, extrapolated: whether the policy gives
            something that nobody was given in the trial.
        evidence_ends: by policy, the last week the trial speaks to (-1: none).
        draws: posterior draws behind the intervals.
        trial_size: people of the trial whose sampling error is in `trial_sd`.
        likeness: how far the people are from the trial's; None if they are the trial's. Numbers
            of groups in `likeness.hidden` are blank (NaN) in the tables by group.
        ensemble: what was kept of every draw, seed and policy (`scenarios.ensemble.live_all`);
            with hidden groups blank.
    """

    policies: tuple[NamedPolicy, ...]
    reference: str
    levels: pd.DataFrame
    differences: pd.DataFrame
    views: pd.DataFrame
    dependences: tuple[Dependence, ...]
    weekly: pd.DataFrame
    totals: pd.DataFrame
    evidence_ends: dict[str, int]
    draws: int
    trial_size: int
    likeness: Likeness | None = None
    ensemble: xr.Dataset = field(default_factory=xr.Dataset, repr=False)

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
        """One row of `differences`, of any pair of policies.

        Raises:
            InputError: there is no such policy, outcome or group, or it is not kept for that week.
        """
        other = against or self.reference
        self._check(policy, other, outcome, group)
        row = self._row(self.differences, policy, other, outcome, week, group)
        if row.empty:
            pair = tables.differences(
                self.ensemble, [(policy, other)], self.evidence_ends, self.trial_size
            )
            pair = blanked(pair, self.hidden, DIFFERENCE_NUMBERS)
            row = self._row(pair, policy, other, outcome, week, group)
        if row.empty:
            weeks = self.ensemble["report_week"].values.tolist()
            everybody = f"0 to {int(self.ensemble['week'].max())}"
            raise InputError(
                "no result for this week", field="week", found=week,
                allowed=everybody if group == "all" else f"{weeks} (for subgroups)",
            )  # fmt: skip
        return row.iloc[0]

    @staticmethod
    def _row(
        frame: pd.DataFrame, policy: str, against: str, outcome: str, week: int, group: str
    ) -> pd.DataFrame:
        return frame[
            (frame["policy"] == policy)
            & (frame["against"] == against)
            & (frame["outcome"] == outcome)
            & (frame["week"] == week)
            & (frame["group"] == group)
        ]

    def _check(self, policy: str, against: str, outcome: str, group: str) -> None:
        names = [named.name for named in self.policies]
        known = {
            "policy": (policy, names),
            "against": (against, names),
            "outcome": (outcome, list(ALL_OUTCOMES)),
            "group": (group, self.ensemble["group"].values.tolist()),
        }
        for place, (found, allowed) in known.items():
            if found not in allowed:
                raise InputError(
                    f"no such {place}", field=place, found=found, allowed=", ".join(allowed)
                )

    def to_pandas(self) -> pd.DataFrame:
        """The differences, one row per number."""
        return self.differences.copy()

    def to_xarray(self) -> xr.Dataset:
        """What was kept of every draw, seed and policy, with names on every axis."""
        return self.ensemble


def compare(
    people: Trial | LocalPeople,
    policies: Sequence[NamedPolicy],
    reference: NamedPolicy,
    posterior: Posterior,
    setting: EnsembleSetting,
    progress: Progress = silent,
    *,
    trial_size: int | None = None,
    workspace: Callable[[Mapping[str, Any]], Workspace] | None = None,
) -> Comparison:
    """Run policies and set each against the others.

    Args:
        people: who lives: the trial's young people, or a municipality's. Small groups of a
            municipality are blank in the result, so that no face can show them.
        policies: what is compared.
        reference: what all are set against.
        posterior: draws of the parameters.
        setting: how much to compute.
        progress: called with the share that is done.
        trial_size: people of the trial whose sampling error is shown; by default as many as in
            the trial, or in the municipality.
        workspace: opens the folder where finished pieces are kept, given all that they depend
            on; None keeps them in memory only.

    Raises:
        InputError: there is no policy besides the reference, a policy names a group that these
            people do not have, or no weights have the municipality's margins.
    """
    ready = ready_to_compare(people, policies, reference, posterior)
    near = None
    if isinstance(people, LocalPeople):
        near = likeness(arriving(people, ready.intake), unprinted_shares(posterior), setting.seed)
    hidden = frozenset() if near is None else near.hidden
    size = trial_size or (int(people.seats.sum()) if isinstance(people, Trial) else people.people)
    again = sum(
        len(view_posterior(posterior, view)) for view, v in BARRIER_VIEWS.items() if v is not None
    )
    worlds = len(posterior) + again
    kept = None if workspace is None else workspace(identity(ready, posterior, setting))

    def partly(done: int, count: int) -> Progress:
        return lambda share: progress((done + share * count) / worlds)

    data = live_all(ready, posterior, setting, partly(0, len(posterior)), workspace=kept)
    ends = {p.name: evidence_ends(p.policy) for p in ready.policies}
    pairs = all_pairs([p.name for p in ready.policies], reference.name)
    every = [pair for pair in pairs if pair[1] in (reference.name, ready.policies[0].name)]
    rest = [pair for pair in pairs if pair not in every]
    # One view at a time: each is summed up before the next is made.
    seen, done = [], len(posterior)
    for view, value in BARRIER_VIEWS.items():
        chosen = view_posterior(posterior, view)
        if value is None:
            part = data.isel(draw=slice(0, len(chosen)))
        else:
            part = live_all(
                ready, chosen, setting, partly(done, len(chosen)), workspace=kept, name=view
            )
            done += len(chosen)
        seen.append(_seen_under(view, part, every, rest, ends, size))
    grouped = data[["share", "weeks", "size"]]
    for view, which in by_mechanism(posterior).items():
        if len(which) >= comparison_setting().mechanism_draws.value:
            seen.append(_seen_under(view, grouped.isel(draw=which), every, rest, ends, size))
    views = pd.concat(seen, ignore_index=True)
    found = [
        tables.differences(data, every, ends, size),
        tables.differences(data, rest, ends, size, weekly=False, groups=["all"]),
    ]
    grouped_too = {
        name: data[name].where(~data["group"].isin(list(hidden)))
        for name in ("share", "weeks", "size")
    }
    shown = data.assign(grouped_too) if hidden else data
    result = Comparison(
        policies=(*(p for p in policies if p.name != reference.name), reference),
        reference=reference.name,
        levels=tables.levels(data, ends, reference.name, size),
        differences=pd.concat([f for f in found if len(f)], ignore_index=True),
        views=views,
        dependences=_what_hangs(
            views, [p.name for p in ready.policies if p.name != reference.name]
        ),
        weekly=tables.weekly(data, ends),
        totals=tables.totals(data, ends),
        evidence_ends=ends,
        draws=len(posterior),
        trial_size=size,
        likeness=near,
        ensemble=shown,
    )
    return replace(
        result,
        levels=blanked(result.levels, hidden, LEVEL_NUMBERS),
        differences=blanked(result.differences, hidden, DIFFERENCE_NUMBERS),
        views=blanked(result.views, hidden, DIFFERENCE_NUMBERS),
    )


def ready_to_compare(
    people: Trial | LocalPeople,
    policies: Sequence[NamedPolicy],
    reference: NamedPolicy,
    posterior: Posterior,
) -> Prepared:
    """Policies and people after every check that needs no worlds; the reference comes last.

    Raises:
        InputError: as `compare`.
    """
    named = [p for p in policies if p.name != reference.name]
    if not named:
        raise InputError(
            "nothing to compare", found=reference.name, allowed="a policy besides the reference"
        )
    everyone = [*named, reference]
    if isinstance(people, LocalPeople):
        _check_groups(people, everyone)
    on_one_intake(everyone)
    return prepared(people, everyone, posterior)


def all_pairs(names: Sequence[str], reference: str) -> list[tuple[str, str]]:
    """Every pair once: against the reference, then against the first, then the others."""
    others = [name for name in names if name != reference]
    pairs = [(name, reference) for name in others]
    return pairs + [(b, a) for k, a in enumerate(others) for b in others[k + 1 :]]


def _seen_under(
    view: str,
    data: xr.Dataset,
    every: Sequence[tuple[str, str]],
    rest: Sequence[tuple[str, str]],
    ends: dict[str, int],
    trial_size: int,
) -> pd.DataFrame:
    found = [
        tables.differences(data, every, ends, trial_size, weekly=False),
        tables.differences(data, rest, ends, trial_size, weekly=False, groups=["all"]),
    ]
    frame = pd.concat([f for f in found if len(f)], ignore_index=True)
    frame.insert(0, "view", view)
    frame.insert(1, "draws", data.sizes["draw"])
    return frame


def _what_hangs(seen: pd.DataFrame, names: Sequence[str]) -> tuple[Dependence, ...]:
    """Orders by education that hang on the view, in each reported week."""
    weeks = sorted(int(week) for week in np.unique(seen["week"]))
    return tuple(d for week in weeks for d in dependences(seen, names, "education", week))


def unprinted_shares(posterior: Posterior) -> dict[str, float]:
    """The shares of the trial's population that no table prints, averaged over the draws."""
    draws = list(posterior.values())
    names = ("share_women", "share_never_su")
    return {name: float(np.mean([values[name] for values in draws])) for name in names}


def _check_groups(people: LocalPeople, policies: Sequence[NamedPolicy]) -> None:
    """The trial's jobcentres are groups in the trial only: say so before a long run."""
    for named in policies:
        for place, condition in named.policy.conditions():
            for where, group in groups_named(condition, place):
                if group not in GROUP_NAMES:
                    raise InputError(
                        f"not a group of this population ({people.municipality.name})",
                        file=named.name, field=where, found=group, allowed=", ".join(GROUP_NAMES),
                    )  # fmt: skip
