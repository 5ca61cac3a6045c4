"""Policies under one budget: each gets the mentors that use as many hours, then they are ranked.

The budget is paid mentor hours in total, over everybody and all weeks: that is what money buys. The
same hours *a week* would favour long support, which keeps the same mentors busy for longer; direct
hours would hide what a policy loses between pay and meetings. Hours count while their places are
in use, as if hired by the hour: then a policy whose mentors follow from the young people, and one
held just below that, take the same hours. Who employs the mentors pays for all their hours from
the first entry until nobody has a mentor or waits for one: these stand beside
(`sim.outcomes.paid_hours`). The number of mentors is settled once for all draws: nobody knows the
true parameters.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations, pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.optimize import brentq

from calibration.evidence import evidence_of
from calibration.posterior import Posterior
from calibration.trial import Trial
from calibration.workspace import Workspace
from scenarios.comparison.compare import Comparison, compare, ready_to_compare, seldom_twice
from scenarios.comparison.ensemble import EnsembleSetting
from scenarios.comparison.identity import identity
from scenarios.comparison.intervals import few_draws_note, interval, summary
from scenarios.comparison.outcomes import ALL_OUTCOMES, DIRECTED, better, by_group
from scenarios.comparison.prepared import Prepared
from scenarios.comparison.rank_chances import Apart, apart, rank_probabilities
from scenarios.comparison.seeds import mean_of_worlds
from scenarios.comparison.setting import comparison_setting, report_weeks
from scenarios.comparison.views import Dependence, dependences
from scenarios.municipality.local_population import LocalPeople
from scenarios.policy.intake import arriving, cohort_for
from scenarios.policy.measure_effects import at_draw
from scenarios.policy.policies import NamedPolicy, besides
from sim.cohort import Cohort
from sim.errors import InputError
from sim.executor import Progress, run_all, silent
from sim.messages import Said
from sim.person_traits import PersonTraits, draw_person_traits
from sim.programme import Capacity, Policy
from sim.reference import full_time_hours
from sim.shown import ResultShown, Shown, number, with_interval
from sim.simulation import build
from sim.state import CALENDAR

Floats = npt.NDArray[np.float64]

#: Seeds on which the mentors are settled start here: no comparison of the command has them.
FIRST_SEED = 2**41
#: As many hours as a policy can give in a week (`sim.policy_capacity.Capacity.hours`).
MOST_HOURS = 3_700_000
#: Share of the work that settling the mentors takes, for the progress bar.
SETTLING = 0.1


@dataclass(frozen=True, repr=False)
class Ranking(ResultShown):
    """Policies in order under one budget.

    Attributes:
        comparison: of the policies with the mentors that the budget pays.
        outcome, week: what they are ranked by, for everybody.
        hours: the budget, paid mentor hours in all.
        table: one row per policy, best first: policy, hours_used, hours_low, hours_high (paid hours
            in all, of places in use), hours_employed (paid hours of the mentors employed, mean),
            mentors (full-time, of one municipality or the trial), everybody (whether everybody has
            a place: then the policy cannot use more), spent (whether the budget is used; if not
            and not everybody has a place, the next whole place would go beyond it), mean, low, high
            (difference to the reference, unit), noise (the standard error that seeds alone leave in
            that mean, unit), expected_rank, rank_1, rank_2, ...: probability of each rank, missing
            where the draws are too few to carry one, and of policies that are the same as another
            one until the week; extrapolated.
        neighbours: each policy of the table against the next one; one fewer than rows.
        dependences: orders that hang on what nobody knows.
    """

    comparison: Comparison
    outcome: str
    week: int
    hours: float
    table: pd.DataFrame
    neighbours: tuple[Apart, ...]
    dependences: tuple[Dependence, ...]

    def shown(self) -> Shown:
        """The policies, best first, in a few lines."""
        found, enough = self.comparison, self.comparison.enough_draws
        rows = tuple(
            (
                str(row["policy"]),
                number(row["mentors"]),
                number(row["hours_used"], 0),
                with_interval(
                    row["mean"], row["low"], row["high"], enough=enough, beyond=row["extrapolated"]
                ),
                number(row["rank_1"], 2),
            )
            for row in self.table.to_dict("records")
        )
        return Shown(
            f"Ranking of {len(rows)} policies with {self.hours:,.0f} paid mentor hours each",
            facts=(
                *filter(None, [found.situation]),
                f"By {self.outcome} in week {self.week} against {found.reference}, "
                f"{found.draw_count} posterior draws, people: {found.population}",
            ),
            columns=(
                "policy",
                "mentors",
                "hours used",
                f"{self.outcome}, {ALL_OUTCOMES[self.outcome].unit}",
                "P(first)",
            ),
            rows=rows,
            after=few_draws_note(found.draw_count),
            further=(".table", ".comparison", "tell(result)", "plot(result)"),
        )


@dataclass(frozen=True)
class _World:
    draw: int
    cohort: Cohort
    values: dict[str, float]
    seed: int
    person_traits: PersonTraits


def rank(
    people: Trial | LocalPeople,
    policies: Sequence[NamedPolicy],
    reference: NamedPolicy,
    posterior: Posterior,
    setting: EnsembleSetting,
    hours: float,
    outcome: str = "education_weeks",
    week: int | None = None,
    progress: Progress = silent,
    *,
    workspace: Callable[[Mapping[str, Any]], Workspace] | None = None,
) -> Ranking:
    """Give each policy the mentors that use the hours, and rank them.

    Args:
        people, policies, reference, posterior, setting, progress: as in
            `scenarios.comparison.compare`.
        hours: paid mentor hours in all, above 0.
        outcome: a name of `scenarios.comparison.outcomes.DIRECTED`.
        week: since entry, one of `report_weeks`; by default the last.
        workspace: as in `scenarios.comparison.compare`; the mentors that were settled are kept as
            well.

    Raises:
        InputError: as `scenarios.comparison.compare.compare`, or hours, outcome or week that cannot
            be.
    """
    weeks = report_weeks(setting.horizon, evidence_of(people.trial))
    chosen = weeks[-1] if week is None else week
    if outcome not in ALL_OUTCOMES:
        raise InputError(
            Said("scenarios.no_such_outcome"),
            field="--outcome",
            found=outcome,
            allowed=", ".join(DIRECTED),
        )
    better(ALL_OUTCOMES[outcome].more_is_better, outcome)
    if chosen not in weeks:
        allowed = ", ".join(str(w) for w in weeks)
        raise InputError(
            Said("scenarios.no_rank_in_this_week"), field="--week", found=chosen, allowed=allowed
        )
    if not 0 < hours <= MOST_HOURS:
        raise InputError(
            Said("scenarios.not_a_budget"),
            field="--hours",
            found=hours,
            allowed=Said("scenarios.above_0_at_most_most_hours", most_hours=MOST_HOURS),
        )
    named = besides(policies, reference)
    ready = ready_to_compare(people, named, reference, posterior)
    kept = None
    if workspace is not None:
        kept = workspace(identity(ready, posterior, seldom_twice(setting)) | _settled_by(hours))
    funded = []
    worlds = _worlds(ready, posterior, setting)
    for k, policy in enumerate(ready.policies[:-1]):
        settle = partial(_settle, ready, policy, hours, worlds, setting)
        name = f"mentors-{k:04d}"
        found = settle() if kept is None else kept.piece(name, settle)
        funded.append(_with_hours(policy, float(found["weekly"])))
        progress(SETTLING * (k + 1) / len(named))
    comparison = compare(
        people,
        funded,
        ready.policies[-1],
        posterior,
        setting,
        lambda share: progress(SETTLING + (1 - SETTLING) * share),
        workspace=None if kept is None else lambda _: kept,
    )
    names = [p.name for p in funded]
    table, neighbours = _table(comparison, ready, funded, outcome, chosen, hours)
    return Ranking(
        comparison=comparison,
        outcome=outcome,
        week=chosen,
        hours=hours,
        table=table,
        neighbours=neighbours,
        dependences=tuple(dependences(comparison.views, names, outcome, chosen)),
    )


def _worlds(ready: Prepared, posterior: Posterior, setting: EnsembleSetting) -> list[_World]:
    found = []
    draws = posterior.first(min(len(posterior), int(comparison_setting().rank_draws.value)))
    for k, values in enumerate(draws.values()):
        seed = FIRST_SEED + k
        cohort = cohort_for(ready.people, ready.intake, values, seed)
        found.append(_World(k, cohort, values, seed, draw_person_traits(cohort, values, seed)))
    return found


def _settled_by(hours: float) -> dict[str, float]:
    """What the mentors depend on besides all that a comparison does."""
    chosen = comparison_setting()
    return {
        "hours in all": hours,
        "draws of mentors": chosen.rank_draws.value,
        "tolerance of hours": chosen.rank_tolerance.value,
    }


def _settle(
    ready: Prepared,
    named: NamedPolicy,
    hours: float,
    worlds: Sequence[_World],
    setting: EnsembleSetting,
) -> dict[str, Floats]:
    """`weekly`: hours a week that use so many in all; NaN if everybody's place uses no more."""
    here = arriving(ready.people, ready.intake)

    def used(policy: Policy) -> float:
        """Paid hours in all, of one municipality; mean over draws."""
        lived = here.scaled(policy) if isinstance(here, LocalPeople) else policy

        def one(world: _World) -> float:
            simulation = named.world(
                at_draw(lived, world.draw),
                world.cohort,
                world.values,
                world.seed,
                horizon=setting.horizon,
                person_traits=world.person_traits,
            )
            accounts = simulation.run(persons=False)
            return float(accounts.weekly[CALENDAR.index("hours_used")].sum())

        return float(np.mean(run_all(one, worlds, workers=setting.workers))) / ready.copies

    tolerance, most = comparison_setting().rank_tolerance.value, hours
    if named.policy.capacity.following != "caseload":
        everybody = _with_hours(named, float("nan")).policy
        if used(everybody) <= hours * (1 + tolerance):
            return {"weekly": np.array(np.nan)}
        most = _full(ready, everybody, worlds[0], setting)

    def excess(weekly: float) -> float:
        return used(_with_hours(named, weekly).policy) - hours

    # Paid in a single week the budget is more than can be used: it bounds the search from above.
    step = tolerance / 4 * most * min(1.0, hours / max(excess(most) + hours, 1e-9))
    weekly = float(brentq(excess, 0.0, most, xtol=step))
    # Places are whole, so that hours may jump over the budget: then the mentors before the jump.
    while weekly > 0.0 and excess(weekly) > tolerance * hours:
        weekly = max(0.0, weekly - step)
    return {"weekly": np.array(weekly)}


def _with_hours(named: NamedPolicy, weekly: float) -> NamedPolicy:
    """The policy with so many paid hours a week; NaN gives everybody a place."""
    given = named.policy.capacity
    if np.isnan(weekly):
        capacity = Capacity(
            follows="mentors", caseload=given.caseload, direct_share=given.direct_share
        )
    else:
        capacity = Capacity.model_validate(
            {
                "follows": "caseload" if given.following == "caseload" else "places",
                "caseload": given.caseload,
                "hours": weekly,
                "direct_share": given.direct_share,
            }
        )
    policy = named.policy.model_copy(update={"capacity": capacity})
    return replace(named, policy=policy)


def _full(ready: Prepared, policy: Policy, world: _World, setting: EnsembleSetting) -> float:
    """Weekly hours that surely give everybody a place, of one municipality."""
    here = arriving(ready.people, ready.intake)
    lived = here.scaled(policy) if isinstance(here, LocalPeople) else policy
    corps = build(world.cohort, lived, world.values, world.seed, horizon=1).corps
    return 1.1 * corps.full_time_equivalents * full_time_hours() / ready.copies


def _table(
    comparison: Comparison,
    ready: Prepared,
    funded: Sequence[NamedPolicy],
    outcome: str,
    week: int,
    hours: float,
) -> tuple[pd.DataFrame, tuple[Apart, ...]]:
    """The policies in order, and each against the next one."""
    data, names = comparison.ensemble, tuple(named.name for named in funded)
    measured = ALL_OUTCOMES[outcome]
    here = by_group(data, measured).sel(group="all", week=week, drop=True)
    chosen = here.sel(policy=[*names, comparison.reference])
    values = chosen.transpose("draw", "seed", "policy").to_numpy().astype(float)
    until = {
        (i, j): comparison.same_until(names[i], names[j])
        for i, j in combinations(range(len(names)), 2)
    }
    same = {pair for pair, last in until.items() if week <= last}
    probability = rank_probabilities(
        values[..., :-1], more_is_better=better(measured.more_is_better, outcome), same=same
    )
    shared = {k for pair in same for k in pair}
    taken = data["resource"].sum("calendar_week", skipna=False).astype(float) / ready.copies
    used = interval(taken.sel(quantity="hours_used", drop=True))
    employed = mean_of_worlds(taken.sel(quantity="hours_employed", drop=True))
    mentors = mean_of_worlds(data["full_time_equivalents"]) / ready.copies
    ranks = np.arange(1, len(names) + 1)
    told = probability if comparison.enough_draws else np.full_like(probability, np.nan)
    tolerance = comparison_setting().rank_tolerance.value
    rows = []
    for k, (name, named) in enumerate(zip(names, funded, strict=True)):
        row = comparison.difference(name, outcome, week)
        known = summary(values[..., k] - values[..., -1])
        chances = np.full(len(names), np.nan) if k in shared else told[k]
        mean = float(used["mean"].sel(policy=name))
        rows.append(
            {
                "policy": name,
                "hours_used": mean,
                "hours_low": float(used["low"].sel(policy=name)),
                "hours_high": float(used["high"].sel(policy=name)),
                "hours_employed": float(employed.sel(policy=name)),
                "mentors": float(mentors.sel(policy=name)),
                "everybody": named.policy.capacity.following == "mentors",
                "spent": mean >= hours * (1 - 5 * tolerance),
                "unit": row["unit"],
                "mean": float(row["mean"]),
                "low": float(row["low"]),
                "high": float(row["high"]),
                "noise": float(known["noise"]),
                "expected_rank": float(probability[k] @ ranks),
                **{f"rank_{r}": float(p) for r, p in zip(ranks, chances, strict=True)},
                "extrapolated": bool(row["extrapolated"]),
            }
        )
    table = pd.DataFrame(rows).sort_values("expected_rank", kind="stable")
    order = [names.index(str(name)) for name in table["policy"]]
    neighbours = tuple(
        apart(values, one, other, names, until[min(one, other), max(one, other)], week)
        for one, other in pairwise(order)
    )
    return table.reset_index(drop=True), neighbours
