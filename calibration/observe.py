"""What a pair of runs shows, row by row of the trial's tables.

The estimator is the trial's own kind: a difference per week between those offered a mentor and
those not. On twin lives both runs hold the same people; in a replicate trial they hold the two
arms.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from calibration.target import SLOPE, Target
from calibration.trial import TRIAL_GROUPS, Trial, as_in_trial, no_mentors, trial_design
from sim.accounts import Accounts
from sim.reference import weeks_per_month, weeks_per_year
from sim.simulation import Scene, build
from sim.state import MentorTrait, Place, Status

Floats = npt.NDArray[np.float64]

#: Statuses by the outcome column of effects.csv.
OUTCOMES = {
    "education": Status.EDUCATION,
    "employment": Status.EMPLOYMENT,
    "pension_or_resource_course": Status.PENSION,
}
#: Weeks in which the effect by mentor characteristic is printed (table 42).
MENTOR_WEEKS = (26, 52, 73)
#: Traits of the model by the characteristic of table 42.
TRAITS = {
    "under_40": MentorTrait.UNDER_40,
    "medium_length_higher_education": MentorTrait.MEDIUM_EDUCATION,
    "long_higher_education": MentorTrait.LONG_EDUCATION,
    "full_time": MentorTrait.FULL_TIME,
    "earlier_mentor_experience": MentorTrait.EXPERIENCED,
}
#: Traits of table 42 that hold for one gender of the young.
PAIRED_TRAITS = ("woman_with_young_woman", "woman_with_young_man")
#: Rows of delivery.csv that a run shows.
DELIVERY = (
    "had_a_mentor_at_least_one_week", "contact_in_a_given_week", "contact_minutes_per_week",
    "mean_support_duration", "first_contact_within", "one_mentor", "two_mentors",
    "three_mentors", "four_mentors", "changed_mentor", "completed", "left_moved_municipality",
    "left_opted_out", "left_leave_or_other", "control_with_some_mentor",
)  # fmt: skip
MINUTES_PER_HOUR = 60.0
TEN_MINUTES = 10.0


@dataclass(frozen=True)
class Run:
    """One world, lived to its end.

    Attributes:
        scene: who lived in it.
        accounts: what happened.
        status: by week since entry, everybody's status (only `MENTOR_WEEKS`).
    """

    scene: Scene
    accounts: Accounts
    status: Mapping[int, npt.NDArray[np.uint8]]


@dataclass(frozen=True)
class Pair:
    """Those offered a mentor and those not.

    Attributes:
        treated, control: the two runs.
        twins: whether both hold the same people, in the same order.
        values: the parameters both lived under.
    """

    treated: Run
    control: Run
    twins: bool
    values: Mapping[str, float]


def twin_lives(
    trial: Trial,
    values: Mapping[str, float],
    seed: int,
    *,
    copies: int = 1,
    horizon: int | None = None,
) -> Pair:
    """Everybody lives twice: offered a mentor as in the trial, and not.

    Args:
        trial: the tables.
        values: a full set of parameters.
        seed: of the world.
        copies: people, in trials.
        horizon: weeks since entry to count; the trial's own if None.
    """
    groups = (*TRIAL_GROUPS, *(s.name for s in trial.staffing))
    scene = trial.scene(values, seed, copies=copies, groups=groups)
    return Pair(
        treated=_live(scene, trial, values, seed, offered=True, horizon=horizon),
        control=_live(scene, trial, values, seed, offered=False, horizon=horizon),
        twins=True,
        values=values,
    )


def replicate_trial(trial: Trial, values: Mapping[str, float], seed: int) -> Pair:
    """A trial of the real size: everybody is randomised into an arm and lives once."""
    groups = (*TRIAL_GROUPS, *(s.name for s in trial.staffing))
    scene = trial.scene(values, seed, groups=groups)
    treated = trial.treated(scene, seed)
    return Pair(
        treated=_live(_part(scene, treated), trial, values, seed, offered=True),
        control=_live(_part(scene, ~treated), trial, values, seed, offered=False),
        twins=False,
        values=values,
    )


def _part(scene: Scene, members: npt.NDArray[np.bool_]) -> Scene:
    index = np.flatnonzero(members)
    return replace(
        scene, population=scene.population.take(index), entry=scene.entry[index], _cache={}
    )


def _live(
    scene: Scene,
    trial: Trial,
    values: Mapping[str, float],
    seed: int,
    *,
    offered: bool,
    horizon: int | None = None,
) -> Run:
    policy = as_in_trial() if offered else no_mentors()
    world = build(scene, policy, values, seed, horizon=horizon or trial.design.horizon)
    accounts, status = world.run_with_snapshots(MENTOR_WEEKS)
    return Run(scene, accounts, status)


def observe(pair: Pair, targets: Sequence[Target]) -> Floats:
    """The value of each target in a pair of runs, in the target's unit; shape (targets,).

    Targets outside the model are NaN.
    """
    delivery = _delivery(pair)
    values = []
    for target in targets:
        if target.role == "outside":
            values.append(np.nan)
        elif target.table == "delivery":
            values.append(delivery[target.id])
        elif target.table == "evidence":
            values.append(_EVIDENCE[target.id](pair.values))
        elif target.table == "jobcentres":
            values.append(_hours(pair, target))
        elif target.table == "mentor_effects":
            values.append(_mentor_effect(pair, target))
        elif target.id == SLOPE:
            values.append(_slope(pair, target))
        elif target.unit == "%":
            outcome = target.outcome.split(" ")[0]
            values.append(_mean_level(pair.control, outcome, target))
        else:
            treated = _mean_level(pair.treated, target.outcome, target)
            values.append(treated - _mean_level(pair.control, target.outcome, target))
    return np.array(values)


def forecasts(pair: Pair, weeks: Sequence[int]) -> Floats:
    """Effects on the levels in education and in employment in given weeks, pp.

    Shape (2 * weeks,): education first.
    """
    return np.array(
        [
            100 * float(pair.treated.accounts.level(status)[week])
            - 100 * float(pair.control.accounts.level(status)[week])
            for status in (Status.EDUCATION, Status.EMPLOYMENT)
            for week in weeks
        ]
    )


def _mean_level(run: Run, outcome: str, target: Target, group: str | None = None) -> float:
    """Mean level over the target's weeks, per cent."""
    level = run.accounts.level(OUTCOMES[outcome], group or target.group or "all")
    return 100 * float(level[target.week_from : target.week_to + 1].mean())


def _weekly_minutes(run: Run) -> Floats:
    """Minutes per treated person and week of the support's longest time, zeros included.

    By jobcentre, shape (jobcentres,).
    """
    received = run.accounts.received
    centre = received["jobcentre"]
    minutes = np.bincount(centre, received["total_minutes"])
    return np.asarray(minutes / np.bincount(centre) / trial_design().support_weeks.value)


def _slope(pair: Pair, target: Target) -> float:
    """Least-squares slope of the effect on the minutes over jobcentres, pp per 10 minutes."""
    names = pair.treated.scene.population.jobcentre_names
    effects = np.array(
        [
            _mean_level(pair.treated, target.outcome, target, name)
            - _mean_level(pair.control, target.outcome, target, name)
            for name in names
        ]
    )
    slope = np.polyfit(_weekly_minutes(pair.treated), effects, 1)[0]
    return float(TEN_MINUTES * slope)


def _hours(pair: Pair, target: Target) -> float:
    """Direct hours per mentee and month of one jobcentre, weeks without contact included."""
    run = pair.treated
    here = run.accounts.received["jobcentre"] == run.scene.population.jobcentre_names.index(
        target.group or ""
    )
    weeks = float(run.accounts.received["mentored_weeks"][here].sum())
    minutes = float(run.accounts.received["total_minutes"][here].sum())
    return minutes / max(1.0, weeks) * weeks_per_month() / MINUTES_PER_HOUR


def _mentor_effect(pair: Pair, target: Target) -> float:
    """Difference in education between mentees of mentors with and without a trait, pp.

    On twin lives it is the difference of the effects, which has less noise and the same mean.
    """
    received = pair.treated.accounts.received
    met = received["mentors"] > 0
    traits = received["mentor_traits"]
    outcome = 1.0 * (pair.treated.status[target.week_from] == Status.EDUCATION)
    if pair.twins:
        outcome = outcome - (pair.control.status[target.week_from] == Status.EDUCATION)
    name = target.id.rsplit("_", 1)[0]
    if name in TRAITS:
        has = (traits & TRAITS[name]) > 0
        among = met
    else:
        has = (traits & MentorTrait.WOMAN) > 0
        woman = pair.treated.scene.population.woman
        among = met & (woman if name == PAIRED_TRAITS[0] else ~woman)
    if not (has & among).any() or not (~has & among).any():
        return float("nan")
    return 100 * float(outcome[has & among].mean() - outcome[~has & among].mean())


def _delivery(pair: Pair) -> dict[str, float]:
    received = pair.treated.accounts.received
    met = received["mentors"] > 0
    mentored = {name: column[met] for name, column in received.items()}
    place = received["place"]
    holders = mentored["mentors"] + mentored["stand_in"]
    support = trial_design().support_weeks.value
    return {
        "had_a_mentor_at_least_one_week": float(met.mean()),
        "contact_in_a_given_week": float(
            mentored["contact_weeks"].sum() / mentored["mentored_weeks"].sum()
        ),
        "contact_minutes_per_week": float(received["total_minutes"].mean() / support),
        "mean_support_duration": float(mentored["mentored_weeks"].mean()),
        "first_contact_within": float(mentored["waited"].mean()),
        "one_mentor": float((holders == 1).mean()),
        "two_mentors": float((holders == 2).mean()),
        "three_mentors": float((holders == 3).mean()),
        "four_mentors": float((holders >= 4).mean()),
        "changed_mentor": float((mentored["mentors"] > 1).mean()),
        "completed": float((place == Place.ENDED).mean()),
        "left_moved_municipality": float((place == Place.MOVED).mean()),
        "left_opted_out": float((place == Place.OPTED_OUT).mean()),
        "left_leave_or_other": float((place == Place.OTHER_LEAVE).mean()),
        "control_with_some_mentor": float(pair.control.accounts.received["ordinary"].mean()),
    }


def _retention(values: Mapping[str, float]) -> float:
    """Share still in education a year after its start, if no mentor follows them into it.

    Dropping out has a constant hazard and a length is uniform around its median, so nobody has to
    be counted: no noise.
    """
    weeks = weeks_per_year()
    stays = math.exp(-weeks * values["education_dropout"])
    median, spread = values["education_weeks"], values["education_weeks_spread"]
    shortest, longest = spread * median, (2.0 - spread) * median
    ended = (weeks - shortest) / (longest - shortest) if longest > shortest else weeks > median
    return stays * (1.0 - min(1.0, max(0.0, ended)))


_EVIDENCE = {"education_retention": _retention}
