"""Policies against each other: levels, differences, mentors needed, queue; with intervals.

Intervals hold parameter uncertainty (`scenarios.comparison.intervals`); what a trial of a given
size would see besides is a column of its own, `trial_sd`. What hangs on things that nobody knows is
shown under each of them (`scenarios.comparison.views`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import xarray as xr

from calibration.posterior import Posterior
from calibration.trial import Trial
from calibration.workspace import Workspace
from scenarios.comparison import resource_tables, tables
from scenarios.comparison.comparison import Comparison
from scenarios.comparison.drawn import Drawn, drawn_from
from scenarios.comparison.ensemble import Cohorts, EnsembleSetting, simulate_all
from scenarios.comparison.growing import live_until
from scenarios.comparison.identity import identity
from scenarios.comparison.intervals import INTERVAL
from scenarios.comparison.outcomes import ALL_OUTCOMES, BETTER, OUTCOMES
from scenarios.comparison.prepared import Prepared, prepared
from scenarios.comparison.saved_sums import dataset, without_groups
from scenarios.comparison.setting import comparison_setting
from scenarios.comparison.tables import DIFFERENCE_NUMBERS, LEVEL_NUMBERS
from scenarios.comparison.until import Goal
from scenarios.comparison.views import (
    BARRIER_VIEWS,
    Dependence,
    by_mechanism,
    dependences,
    view_posterior,
)
from scenarios.municipality.local_population import LocalPeople
from scenarios.municipality.population_comparison import PopulationComparison, population_comparison
from scenarios.municipality.suppression import blanked
from scenarios.policy.intake import arriving, cohort_for, on_one_intake
from scenarios.policy.policies import NamedPolicy, besides
from sim.conditions import groups_named
from sim.errors import InputError
from sim.executor import Progress, silent
from sim.messages import Said
from sim.population import UNPRINTED_SHARES

__all__ = [
    "BETTER",
    "DIFFERENCE_NUMBERS",
    "INTERVAL",
    "LEVEL_NUMBERS",
    "OUTCOMES",
    "Comparison",
    "compare",
]


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
    cohorts: Cohorts = cohort_for,
    until: Goal | None = None,
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
        cohorts: as in `scenarios.comparison.ensemble.simulate_all`.
        until: how well the effects against the reference have to be known; then as many of the
            draws are lived as it takes, and further seeds of them if that is not enough
            (`scenarios.comparison.growing`). None lives every draw.

    Raises:
        InputError: there is no policy besides the reference, a policy names a group that these
            people do not have, or no weights have the municipality's margins.
    """
    setting = seldom_twice(setting)
    ready = ready_to_compare(people, policies, reference, posterior)
    near, size = whose(people, ready, posterior, setting.seed, trial_size)
    kept = None if workspace is None else workspace(identity(ready, posterior, setting))

    again = sum(
        len(view_posterior(posterior, view)) for view, v in BARRIER_VIEWS.items() if v is not None
    )
    worlds, reached = len(posterior) + again, None

    def partly(done: int, count: int) -> Progress:
        return lambda share: progress((done + share * count) / worlds)

    every = partly(0, len(posterior))
    if until is None:
        data = simulate_all(ready, posterior, setting, every, workspace=kept, cohorts=cohorts)
    else:
        arrays, reached = live_until(
            ready, reference.name, posterior, setting, until, every, workspace=kept, cohorts=cohorts
        )
        data = dataset(arrays, ready, setting.horizon)
        posterior = posterior.first(reached.draws)

    def seen_under(
        view: str, part: xr.Dataset, draws: npt.NDArray[np.intp] | None = None
    ) -> pd.DataFrame:
        return _seen_under(view, ready, reference.name, part, draws, size)

    # One view at a time: each is summed up before the next is made.
    seen, done = [], worlds - again
    for view, value in BARRIER_VIEWS.items():
        chosen = view_posterior(posterior, view)
        if value is None:
            part = data.isel(draw=slice(0, len(chosen)))
        else:
            part = simulate_all(
                ready,
                chosen,
                setting,
                partly(done, len(chosen)),
                workspace=kept,
                name=view,
                cohorts=cohorts,
            )
            done += len(chosen)
        seen.append(seen_under(view, part))
    for view, which in by_mechanism(posterior).items():
        if len(which) >= comparison_setting().mechanism_draws.value:
            seen.append(seen_under(view, data, which))
    views = pd.concat(seen, ignore_index=True)
    drawn = drawn_from(posterior, setting.seed)
    found = summed_up(ready, policies, reference, data, views, near, size, drawn)
    return replace(found, precision=reached)


def seldom_twice(setting: EnsembleSetting) -> EnsembleSetting:
    """The setting of a comparison: most draws live with one seed, some with two.

    Args:
        setting: as it was asked for.
    """
    every = int(comparison_setting().second_seed_every.value)
    return replace(setting, second_seed_every=every)


def whose(
    people: Trial | LocalPeople,
    ready: Prepared,
    posterior: Posterior,
    seed: int,
    trial_size: int | None = None,
) -> tuple[PopulationComparison | None, int]:
    """How far the people are from the trial's (None if they are), and the size of a trial of them.

    Args:
        people: who lives.
        ready: with the intake they come by.
        posterior: draws of the parameters.
        seed: of the first world.
        trial_size: as in `compare`.
    """
    near = None
    if isinstance(people, LocalPeople) and not people.as_in_trial:
        near = population_comparison(
            arriving(people, ready.intake), unprinted_shares(posterior), seed
        )
    size = trial_size or (int(people.seats.sum()) if isinstance(people, Trial) else people.people)
    return near, size


def summed_up(
    ready: Prepared,
    policies: Sequence[NamedPolicy],
    reference: NamedPolicy,
    data: xr.Dataset,
    views: pd.DataFrame,
    near: PopulationComparison | None,
    size: int,
    drawn: Drawn,
    outcomes: Sequence[str] = tuple(ALL_OUTCOMES),
) -> Comparison:
    """The tables of what an ensemble kept; groups too small to show are blank in all of them.

    They are blank in the ensemble as well from then on.

    Args:
        ready: what was lived.
        policies, reference: as they were asked for.
        data: of `scenarios.comparison.ensemble.simulate_all`, for the policies of `ready`.
        views: differences under every view; no rows if they were not lived.
        near, size: of `whose`.
        drawn: the draws that were lived.
        outcomes: which of them have rows in the tables.
    """
    ends = {p.name: p.ends_in(ready.people.trial) for p in ready.policies}
    every, rest = _shown_pairs(ready, reference.name)
    evidence = ready.evidence
    hidden = frozenset() if near is None else near.hidden
    found = [
        tables.differences(data, every, ends, size, evidence=evidence, outcomes=outcomes),
        tables.differences(
            data,
            rest,
            ends,
            size,
            evidence=evidence,
            weekly=False,
            groups=["all"],
            outcomes=outcomes,
        ),
    ]
    levels = tables.levels(data, ends, reference.name, size, outcomes, evidence=evidence)
    return Comparison(
        policies=(*besides(policies, reference), reference),
        reference=reference.name,
        levels=blanked(levels, hidden, LEVEL_NUMBERS),
        differences=blanked(
            pd.concat([f for f in found if len(f)], ignore_index=True), hidden, DIFFERENCE_NUMBERS
        ),
        views=blanked(views, hidden, DIFFERENCE_NUMBERS),
        dependences=_what_hangs(
            views, [p.name for p in ready.policies if p.name != reference.name]
        ),
        weekly=resource_tables.weekly(data, ends),
        totals=resource_tables.totals(data, ends, evidence.observed_weeks),
        evidence_ends=ends,
        draw_count=data.sizes["draw"],
        trial_size=size,
        population_comparison=near,
        ensemble=without_groups(data, hidden),
        drawn=drawn,
        evidence=evidence,
    )


def ready_to_compare(
    people: Trial | LocalPeople,
    policies: Sequence[NamedPolicy],
    reference: NamedPolicy,
    posterior: Posterior,
) -> Prepared:
    """Policies and people after every check that needs no worlds; the reference comes last.

    Args:
        people: whose lives they are.
        policies: what is compared.
        reference: what all are set against.
        posterior: draws of the parameters.

    Raises:
        InputError: as `compare`.
    """
    named = besides(policies, reference)
    if not named:
        raise InputError(
            Said("scenarios.nothing_to_compare"),
            found=reference.name,
            allowed=Said("scenarios.a_policy_besides_the_reference"),
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


def _shown_pairs(
    ready: Prepared, reference: str
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Pairs against the reference or the first, shown in every week; and the others."""
    pairs = all_pairs([p.name for p in ready.policies], reference)
    every = [pair for pair in pairs if pair[1] in (reference, ready.policies[0].name)]
    return every, [pair for pair in pairs if pair not in every]


def _seen_under(
    view: str,
    ready: Prepared,
    reference: str,
    data: xr.Dataset,
    draws: npt.NDArray[np.intp] | None,
    trial_size: int,
) -> pd.DataFrame:
    ends = {p.name: p.ends_in(ready.people.trial) for p in ready.policies}
    found = [
        tables.differences(
            data,
            pairs,
            ends,
            trial_size,
            evidence=ready.evidence,
            weekly=False,
            groups=groups,
            draws=draws,
        )
        for pairs, groups in zip(_shown_pairs(ready, reference), (None, ["all"]), strict=True)
    ]
    frame = pd.concat([f for f in found if len(f)], ignore_index=True)
    frame.insert(0, "view", view)
    frame.insert(1, "draws", data.sizes["draw"] if draws is None else len(draws))
    return frame


def _what_hangs(seen: pd.DataFrame, names: Sequence[str]) -> tuple[Dependence, ...]:
    """Orders by education that hang on the view, in each reported week."""
    weeks = sorted(int(week) for week in np.unique(seen["week"]))
    return tuple(d for week in weeks for d in dependences(seen, names, "education", week))


def unprinted_shares(posterior: Posterior) -> dict[str, float]:
    """The shares of the trial's population that no table prints, averaged over the draws."""
    draws = list(posterior.values())
    return {name: float(np.mean([values[name] for values in draws])) for name in UNPRINTED_SHARES}


def _check_groups(people: LocalPeople, policies: Sequence[NamedPolicy]) -> None:
    """The trial's jobcentres are groups in the trial only: say so before a long run."""
    for named in policies:
        for place, condition in named.policy.conditions():
            for where, group in groups_named(condition, place):
                if group not in people.trial.groups.rules:
                    raise InputError(
                        Said(
                            "scenarios.not_a_group_of_this_population",
                            name=people.municipality.name,
                        ),
                        file=named.name,
                        field=where,
                        found=group,
                        allowed=", ".join(people.trial.groups.rules),
                    )
