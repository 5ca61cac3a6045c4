"""The next trial: would it see the difference, what would it be worth, what would it tell.

Effects by posterior draw come from twin lives (`scenarios.comparison.ensemble`) of the trial's
people under every arm; what a trial of some size would see besides is sampling error
(`scenarios.next_trial.power`). The same draws say what its data would be worth to the choice
between the arms (`scenarios.next_trial.sample_information`), and how well it tells hypotheses apart
that nobody has told apart (`scenarios.next_trial.discrimination`, `scenarios.comparison.views`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import xarray as xr

from calibration.evidence import evidence_of
from calibration.posterior import Posterior
from calibration.workspace import Workspace
from scenarios.comparison.ensemble import EnsembleSetting, simulate_all
from scenarios.comparison.identity import identity
from scenarios.comparison.intervals import percentiles, without_seed_noise
from scenarios.comparison.outcomes import BETTER
from scenarios.comparison.prepared import Prepared, prepared
from scenarios.comparison.setting import comparison_setting
from scenarios.comparison.views import by_mechanism, view_posterior
from scenarios.decision.evppi import FEWEST_DRAWS
from scenarios.decision.frontier import ON_FRONTIER, frontier
from scenarios.decision.inputs import Outcomes
from scenarios.economics.setting import weeks_per_person_year
from scenarios.next_trial.designs import discrimination_table
from scenarios.next_trial.jobcentres import own_icc
from scenarios.next_trial.plan import TrialPlan
from scenarios.next_trial.power import chances, people_for_assurance, people_needed
from scenarios.next_trial.sample_information import sample_information
from scenarios.next_trial.setting import next_trial_setting
from sim.errors import InputError
from sim.executor import Progress, silent
from sim.messages import Said

Floats = npt.NDArray[np.float64]

#: The two hypotheses about those without marks (`scenarios.comparison.views`).
BARRIERS = ("trust_limited", "barrier_limited")
#: What designs are to tell apart.
QUESTIONS = ("barriers", "mechanism")
#: Seed of simulated data sets is the ensemble's, moved by this: no luck is shared with worlds.
DATA_SEED = 2**33
#: Values of a year: those of the data file or the user, and those at which two arms are as good.
STATED, EVEN = "stated", "even"


@dataclass(frozen=True)
class NextTrial:
    """Everything about a plan, tidy: one row per number.

    Attributes:
        plan: what was asked.
        effects: arm, against, week, level (%, of `against`), mean, low, high (percentage points;
            parameter uncertainty), prob_better, assumed (the difference that power is for),
            needed_power, needed_assurance (people per arm; infinite: no trial), extrapolated.
        power: arm, against, week, n, jobcentres (per arm; NaN where people are drawn), power,
            assurance, contrary, error (of the assurance, over draws).
        information: week, kind (`stated` or `even`), value, n, evsi (DKK per person), error,
            population_evsi, cost, net, pays_from (`scenarios.next_trial.sample_information`), evpi.
        discrimination: question, recruits, arm, against, week, n, error, belief, noise.
        today: by value, name of the arm with the highest expected net benefit.
        own_icc: share of the variance that lies between the model's own jobcentres, with its
            standard error; None where people are drawn.
        draws: posterior draws.
    """

    plan: TrialPlan
    effects: pd.DataFrame
    power: pd.DataFrame
    information: pd.DataFrame
    discrimination: pd.DataFrame
    today: dict[float, str]
    own_icc: tuple[float, float] | None
    draws: int


def next_trial(
    plan: TrialPlan,
    posterior: Posterior,
    setting: EnsembleSetting,
    progress: Progress = silent,
    *,
    workspace: Callable[[Mapping[str, Any]], Workspace] | None = None,
) -> NextTrial:
    """Look at a plan under every draw and hypothesis.

    Args:
        plan: what to look at.
        posterior: draws of the parameters.
        setting: how much to compute; its horizon is that of the plan.
        progress: called with the share that is done.
        workspace: opens the folder of finished pieces, given all that they depend on.

    Raises:
        InputError: too few draws, arms with a stream of their own, or arms that are the same in
            the model.
    """
    if len(posterior) < FEWEST_DRAWS:
        raise InputError(
            Said("scenarios.too_few_draws_to_say_what"),
            field="--draws",
            found=len(posterior),
            allowed=Said("scenarios.fewest_draws_or_more", fewest_draws=FEWEST_DRAWS),
        )
    ready = prepared(plan.recruits, plan.arms, posterior)
    if ready.intake.kind != "cohort":
        raise InputError(
            Said("scenarios.a_trial_takes_in_its_people"),
            field="intake",
            found=ready.intake.kind,
            allowed=Said("scenarios.arms_without_an_intake_of_their"),
        )
    kept = None if workspace is None else workspace(_identity(plan, ready, posterior, setting))
    views = {view: view_posterior(posterior, view) for view in BARRIERS}
    worlds = len(posterior) + sum(map(len, views.values()))
    done, found = 0, dict[str, xr.Dataset]()
    for name, draws in {"draws": posterior, **views}.items():

        def partly(share: float, done: int = done, count: int = len(draws)) -> None:
            progress((done + share * count) / worlds)

        found[name] = simulate_all(ready, draws, setting, partly, workspace=kept, name=name)
        done += len(draws)
    lived = found.pop("draws")
    _check_they_differ(lived, plan)
    most = int(comparison_setting().view_draws.value)
    mechanisms = {
        name: lived.isel(draw=which[:most]) for name, which in by_mechanism(posterior).items()
    }
    seed = DATA_SEED + setting.seed
    information, today = _information(plan, lived, seed)
    own = None
    if plan.test.clusters is not None:
        own = own_icc(plan, posterior, setting)
    return NextTrial(
        plan=plan,
        effects=_effects(plan, lived),
        power=_power(plan, lived),
        information=information,
        discrimination=discrimination_table(
            plan, dict(zip(QUESTIONS, (found, mechanisms), strict=True)), seed
        ),
        today=today,
        own_icc=own,
        draws=len(posterior),
    )


def _identity(
    plan: TrialPlan, ready: Prepared, posterior: Posterior, setting: EnsembleSetting
) -> dict[str, Any]:
    who = [c if isinstance(c, str) else c.model_dump(mode="json") for c in plan.recruits.eligible]
    return identity(ready, posterior, setting) | {"recruits": who}


def _check_they_differ(lived: xr.Dataset, plan: TrialPlan) -> None:
    level = lived["level"].to_numpy()
    for k, arm in enumerate(plan.arms[1:], start=1):
        if np.array_equal(level[:, :, k], level[:, :, 0]):
            raise InputError(
                Said("scenarios.two_arms_are_the_same_for"),
                field="--arms",
                found=f"{plan.arms[0].name}, {arm.name}",
                allowed=Said("scenarios.arms_that_differ_for_somebody"),
            )


def arm_levels(lived: xr.Dataset, outcome: str, week: int) -> Floats:
    """Share with the outcome by draw and arm, without the noise of seeds, (draws, arms), 0 to 1.

    The first arm's levels and the others' differences from it are settled each by themselves:
    differences of twin lives are far less noisy than levels.

    Args:
        lived: shares by draw, seed, policy, group and week.
        outcome: name of a status.
        week: since entry, one that is reported.
    """
    share = lived["level"].sel(status=outcome, week=week).transpose("draw", "seed", "policy")
    return np.clip(arms_without_seed_noise(share.to_numpy().astype(float)), 0.0, 1.0)


def arms_without_seed_noise(values: Floats) -> Floats:
    """The first arm and the others' differences from it, each settled; (draws, arms).

    Args:
        values: shape (draws, seeds, arms).
    """
    first, _ = without_seed_noise(values[..., :1])
    apart, _ = without_seed_noise(values[..., 1:] - values[..., :1])
    return np.concatenate([first, first + apart], axis=1)


def _effects(plan: TrialPlan, lived: xr.Dataset) -> pd.DataFrame:
    rows, wanted = [], next_trial_setting().wanted.value
    ends = {arm.name: arm.ends_in(plan.recruits) for arm in plan.arms}
    evidence, first = evidence_of(plan.recruits), plan.arms[0].name
    for week in plan.follow_up:
        levels = arm_levels(lived, plan.outcome, week)
        start, turned = float(levels[:, 0].mean()), 1.0 if BETTER[plan.outcome] else -1.0
        for k, arm in enumerate(plan.arms[1:], start=1):
            apart = levels[:, k] - levels[:, 0]
            low, high = percentiles(100 * apart)
            assumed = _assumed(plan, levels, k)
            better = levels if turned > 0 else 1.0 - levels
            rows.append(
                {
                    "arm": arm.name,
                    "against": first,
                    "week": week,
                    "level": 100 * start,
                    "mean": float(100 * apart.mean()),
                    "low": float(low),
                    "high": float(high),
                    "prob_better": float((turned * apart > 0).mean() + (apart == 0).mean() / 2),
                    "assumed": 100 * (assumed - start),
                    "needed_power": people_needed(start, assumed, plan.test, wanted),
                    "needed_assurance": people_for_assurance(
                        better[:, 0], better[:, k], plan.test, wanted
                    ),
                    "extrapolated": week
                    > evidence.last_week(min(ends[first], ends[arm.name]), [plan.outcome]),
                }
            )
    return pd.DataFrame(rows)


def _assumed(plan: TrialPlan, levels: Floats, k: int) -> float:
    """Share of an arm that power is worked out for, 0 to 1."""
    start = float(levels[:, 0].mean())
    if plan.effect is None:
        return float(levels[:, k].mean())
    assumed = start + plan.effect / 100
    if not 0 <= assumed <= 1:
        raise InputError(
            Said("scenarios.an_impossible_share"),
            field="--effect",
            found=f"{plan.effect:g}",
            allowed=Said(
                "scenarios.start_to_start2_percentage_points",
                start=-100 * start,
                start2=100 * (1 - start),
            ),
        )
    return assumed


def _power(plan: TrialPlan, lived: xr.Dataset) -> pd.DataFrame:
    sizes, frames = np.array(plan.sizes, float), []
    for week in plan.follow_up:
        levels = arm_levels(lived, plan.outcome, week)
        start, better = float(levels[:, 0].mean()), BETTER[plan.outcome]
        for k, arm in enumerate(plan.arms[1:], start=1):
            fixed = chances(np.array(start), np.array(_assumed(plan, levels, k)), sizes, plan.test)
            ours = chances(levels[:, :1], levels[:, [k]], sizes, plan.test)
            right, wrong = (ours.above, ours.below) if better else (ours.below, ours.above)
            centres = None if plan.test.clusters is None else plan.test.clusters.per_arm(sizes)
            frames.append(
                pd.DataFrame(
                    {
                        "arm": arm.name,
                        "against": plan.arms[0].name,
                        "week": week,
                        "n": plan.sizes,
                        "jobcentres": np.nan if centres is None else centres,
                        "power": fixed.either,
                        "assurance": right.mean(axis=0),
                        "contrary": wrong.mean(axis=0),
                        "error": right.std(axis=0, ddof=1) / np.sqrt(len(levels)),
                    }
                )
            )
    return pd.concat(frames, ignore_index=True)


def _information(
    plan: TrialPlan, lived: xr.Dataset, seed: int
) -> tuple[pd.DataFrame, dict[float, str]]:
    names = tuple(arm.name for arm in plan.arms)
    years = lived["weeks"].sel(status=plan.outcome, group="all", report_week=plan.weeks)
    years = years.transpose("draw", "seed", "policy").astype(float) / weeks_per_person_year()
    people = lived["size"].sel(group="all", drop=True).astype(float)
    paid = lived["resource"].sel(quantity="hours_employed").astype(float).sum("calendar_week")
    hours = (paid / people).transpose("draw", "seed", "policy")
    sign = 1.0 if BETTER[plan.outcome] else -1.0
    outcomes = Outcomes(
        names,
        cost=plan.costs.hour * arms_without_seed_noise(hours.to_numpy()),
        effect=sign * arms_without_seed_noise(years.to_numpy()),
    )
    even = even_values(outcomes)
    values, sizes = np.array([*plan.costs.values, *even]), np.array(plan.sizes, float)
    cost = trial_cost(plan, outcomes.cost.mean(axis=0))
    frames, today = [], dict[float, str]()
    for week in plan.follow_up:
        levels = arm_levels(lived, plan.outcome, week)
        effect = plan.test.design_effect(sizes)
        # A size with too few jobcentres tells nothing that could be judged.
        usable = np.isfinite(effect)
        if not usable.any():
            continue
        found = sample_information(
            outcomes,
            values,
            levels[:, 1:] - levels[:, :1],
            difference_roots(levels, sizes[usable] / effect[usable]),
            sizes[usable],
            population=plan.costs.people,
            reports=int(next_trial_setting().reports.value),
            seed=seed,
        )
        table = found.to_frame(cost[usable]).assign(week=week)
        table["evpi"] = np.repeat(found.curve.evpi, int(usable.sum()))
        kinds = [STATED] * len(plan.costs.values) + [EVEN] * len(even)
        table["kind"] = np.repeat(np.array(kinds, object), int(usable.sum()))
        frames.append(table)
        best = zip(found.curve.thresholds, found.curve.best, strict=True)
        today = {float(value): names[k] for value, k in best}
    columns = [
        "week",
        "kind",
        "value",
        "n",
        "evsi",
        "error",
        "population_evsi",
        "cost",
        "net",
        "pays_from",
        "evpi",
    ]
    if not frames:
        return pd.DataFrame(columns=columns), today
    return pd.concat(frames, ignore_index=True)[columns], today


def even_values(outcomes: Outcomes) -> tuple[float, ...]:
    """Values of a year at which two arms are equally good on average: where a trial counts most.

    They are the ratios of the frontier (`scenarios.decision.frontier`), rising; none if one arm
    is best at any value.
    """
    cost, effect = outcomes.cost.mean(axis=0), outcomes.effect.mean(axis=0)
    found = frontier(cost, effect, outcomes.names).strategies
    ratios = [s.icer for s in found if s.status == ON_FRONTIER and isinstance(s.icer, float)]
    return tuple(sorted(ratio for ratio in ratios if np.isfinite(ratio) and ratio > 0))


def trial_cost(plan: TrialPlan, mentors: Floats) -> Floats:
    """Kroner of a trial of each size, shape (sizes,).

    Fixed, per person, and the mentors of each arm over those of the first, which people would have
    had anyway.

    Args:
        plan: the trial.
        mentors: kroner of mentors per person of each arm, shape (arms,).
    """
    extra = float((mentors - mentors[0]).sum())
    sizes = np.array(plan.sizes, float)
    return plan.costs.fixed + sizes * (len(plan.arms) * plan.costs.person + extra)


def difference_roots(levels: Floats, sizes: Floats) -> Floats:
    """Roots of the covariances of the differences from the first arm that a trial would report.

    The first arm's sampling error is in every difference.

    Args:
        levels: shares by draw and arm, (draws, arms).
        sizes: people per arm that sampling errors are those of, shape (sizes,).

    Returns:
        Shape (sizes, draws, arms - 1, arms - 1): lower triangular.
    """
    # A share of 0 or 1 has no sampling error; rounding must not make the covariance singular.
    variance = np.maximum(levels * (1 - levels), 1e-9)[None] / sizes[:, None, None]
    count = levels.shape[1] - 1
    covariance = variance[..., :1, None] + np.eye(count) * variance[..., 1:, None]
    return np.asarray(np.linalg.cholesky(covariance))
