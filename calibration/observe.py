"""What a pair of runs shows, row by row of the trial's tables.

The estimator is the trial's own kind: a difference per week between those offered a mentor and
those not. On twin lives both runs hold the same people; in a replicate trial they hold the two
arms.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from calibration.life_after import DEFINITIONS, HORIZON, Moves
from calibration.likelihood import LEAST_SHARE
from calibration.readiness_steps import SEEN, STEPS, SURVEY_WEEK, mean_hazard
from calibration.target import OWN_UNIT, SLOPE, Target
from calibration.trial import Trial
from sim.outcomes.accounts import Accounts
from sim.own_rules import OwnEngine
from sim.person_traits import PersonTraits, draw_person_traits
from sim.reference import weeks_per_month
from sim.simulation import Cohort, build
from sim.state import MentorTrait, Place, Status

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

#: Statuses by the outcome column of effects.csv.
OUTCOMES = {
    "education": (Status.EDUCATION,),
    "employment": (Status.EMPLOYMENT,),
    "pension_or_resource_course": (Status.PENSION, Status.RESOURCE_COURSE),
}
#: As numbers, which index a table faster.
STATUSES_OF = {outcome: tuple(int(s) for s in statuses) for outcome, statuses in OUTCOMES.items()}
#: Traits of the model by the characteristic of table 42.
TRAITS = {
    "under_40": int(MentorTrait.UNDER_40),
    "medium_length_higher_education": int(MentorTrait.MEDIUM_EDUCATION),
    "long_higher_education": int(MentorTrait.LONG_EDUCATION),
    "full_time": int(MentorTrait.FULL_TIME),
    "earlier_mentor_experience": int(MentorTrait.EXPERIENCED),
}
TRAIT_WOMAN = int(MentorTrait.WOMAN)
#: Traits of table 42 that hold for one gender of the young.
PAIRED_TRAITS = ("woman_with_young_woman", "woman_with_young_man")
#: Rows of delivery.csv that a run shows.
DELIVERY = (
    "had_a_mentor_at_least_one_week",
    "contact_in_a_given_week",
    "contact_minutes_per_week",
    "mean_support_duration",
    "first_contact_within",
    "one_mentor",
    "two_mentors",
    "three_mentors",
    "four_mentors",
    "changed_mentor",
    "completed",
    "left_moved_municipality",
    "left_opted_out",
    "left_leave_or_other",
    "control_with_some_mentor",
)
MINUTES_PER_HOUR = 60.0
TEN_MINUTES = 10.0


@dataclass(frozen=True)
class Run:
    """One world, lived to its end.

    Attributes:
        cohort: who lived in it.
        accounts: what happened.
        seen: by week since entry and name of a row of the state, how everybody was then.
        moves: changes of status, where they were kept.
    """

    cohort: Cohort
    accounts: Accounts
    seen: Mapping[int, Mapping[str, npt.NDArray[Any]]]
    moves: Moves | None = None

    def status(self, week: int) -> npt.NDArray[Any]:
        """Everybody's status in a week since entry that was seen, or from the moves, shape (n,)."""
        if week in self.seen or self.moves is None:
            return self.seen[week]["status"]
        return self.moves.status(week)


@dataclass(frozen=True)
class Pair:
    """Those offered a mentor and those not.

    Attributes:
        treated, control: the two runs.
        paired: whether both hold the same people, in the same order.
        values: the parameters both lived under.
        trial: the study whose arms they are.
    """

    treated: Run
    control: Run
    paired: bool
    values: Mapping[str, float]
    trial: Trial
    _gained: dict[int, Floats] = field(default_factory=dict, repr=False)
    _traits: dict[str, tuple[Mask, Mask]] = field(default_factory=dict, repr=False)

    def in_education(self, week: int) -> Floats:
        """Whether each of the treated is in education in a week, shape (n,): 1 or 0.

        On twin lives less the same without a mentor: 1, 0 or -1.
        """
        if week not in self._gained:
            there = int(Status.EDUCATION)
            gained = (self.treated.status(week) == there).astype(float)
            if self.paired:
                gained = gained - (self.control.status(week) == there)
            self._gained[week] = gained
        return self._gained[week]

    def by_trait(self, name: str) -> tuple[Mask, Mask]:
        """Which of the treated had a mentor with a trait of table 42, and which one without."""
        if name not in self._traits:
            received = self.treated.accounts.received
            met, traits = received["mentors"] > 0, received["mentor_traits"]
            if name in TRAITS:
                has, among = (traits & TRAITS[name]) > 0, met
            else:
                woman = self.treated.cohort.population.woman
                has = (traits & TRAIT_WOMAN) > 0
                among = met & (woman if name == PAIRED_TRAITS[0] else ~woman)
            self._traits[name] = has & among, ~has & among
        return self._traits[name]


def simulate_pair(
    trial: Trial,
    values: Mapping[str, float],
    seed: int,
    *,
    copies: int = 1,
    horizon: int | None = None,
    followed: bool = True,
    own: OwnEngine | None = None,
) -> Pair:
    """Everybody lives twice: offered a mentor as in the trial, and not.

    Args:
        trial: the tables.
        values: a full set of parameters.
        seed: of the world.
        copies: people, in trials.
        horizon: weeks since entry to count; the trial's own if None.
        followed: whether the lives without a mentor are followed on for the years that rows about
            life after a start speak of.
        own: the engine with rules of one's own; None is the project's.
    """
    groups = (*trial.groups.names, *(s.name for s in trial.staffing))
    cohort = trial.cohort(values, seed, copies=copies, groups=groups)
    person_traits = draw_person_traits(cohort, values, seed)
    return Pair(
        treated=_simulate(
            cohort,
            trial,
            values,
            seed,
            offered=True,
            horizon=horizon,
            person_traits=person_traits,
            own=own,
        ),
        control=_simulate(
            cohort,
            trial,
            values,
            seed,
            offered=False,
            horizon=horizon,
            followed=followed and bool(trial.readings.life_after),
            person_traits=person_traits,
            own=own,
        ),
        paired=True,
        values=values,
        trial=trial,
    )


def replicate_trial(
    trial: Trial, values: Mapping[str, float], seed: int, own: OwnEngine | None = None
) -> Pair:
    """A trial of the real size: everybody is randomised into an arm and lives once.

    Args:
        trial: the tables, with the sizes of arms and jobcentres.
        values: the parameters by name.
        seed: of the world.
        own: the engine with rules of one's own; None is the project's.
    """
    groups = (*trial.groups.names, *(s.name for s in trial.staffing))
    cohort = trial.cohort(values, seed, groups=groups)
    treated = trial.treated(cohort, seed)
    return Pair(
        treated=_simulate(_part(cohort, treated), trial, values, seed, offered=True, own=own),
        control=_simulate(
            _part(cohort, ~treated),
            trial,
            values,
            seed,
            offered=False,
            followed=bool(trial.readings.life_after),
            own=own,
        ),
        paired=False,
        values=values,
        trial=trial,
    )


def _part(cohort: Cohort, members: npt.NDArray[np.bool_]) -> Cohort:
    index = np.flatnonzero(members)
    return replace(
        cohort, population=cohort.population.take(index), entry=cohort.entry[index], _cache={}
    )


def _simulate(
    cohort: Cohort,
    trial: Trial,
    values: Mapping[str, float],
    seed: int,
    *,
    offered: bool,
    horizon: int | None = None,
    followed: bool = False,
    person_traits: PersonTraits | None = None,
    own: OwnEngine | None = None,
) -> Run:
    policy = trial.design.arms.treated if offered else trial.design.arms.control
    world = build(
        cohort,
        policy,
        values,
        seed,
        horizon=horizon or trial.design.horizon,
        person_traits=person_traits,
        keep_moves=followed,
        followed=HORIZON if followed else 0,
        own=own,
    )
    accounts, seen = world.run_with_snapshots(_wanted(trial, offered=offered, followed=followed))
    # Rows on life after a start see the same weeks, however long the world is lived.
    moves = Moves.of(world.moves(), cohort.entry, HORIZON) if followed else None
    return Run(cohort, accounts, seen, moves)


def _wanted(trial: Trial, *, offered: bool, followed: bool) -> dict[int, tuple[str, ...]]:
    """What rows need to see of everybody, by week since entry; contact of those offered it.

    The status of who is followed can be told from their moves.
    """
    wanted: dict[int, tuple[str, ...]]
    wanted = {} if followed else dict.fromkeys(trial.tables.mentor_weeks, ("status",))
    if trial.tables.progression:
        wanted[SURVEY_WEEK] = tuple(dict.fromkeys((*wanted.get(SURVEY_WEEK, ()), *SEEN)))
    first, last = contact_weeks(trial)
    for week in (first - 1, last) if offered else ():
        wanted[week] = (*wanted.get(week, ()), "contact_weeks")
    return wanted


def contact_weeks(trial: Trial) -> tuple[int, int]:
    """First and last week since entry in which contact is counted: after start-up."""
    return int(trial.readings.contact_from.value), int(trial.design.support_weeks.value)


def observe(pair: Pair, targets: Sequence[Target]) -> Floats:
    """The value of each target in a pair of runs, in the target's unit; shape (targets,).

    Targets outside the model are NaN.
    """
    asked = any(t.table == "delivery" and t.role != "outside" for t in targets)
    delivery = _delivery(pair) if asked else {}
    values = []
    for target in targets:
        if target.role == "outside":
            values.append(np.nan)
        elif target.table == "delivery":
            values.append(delivery[target.id])
        elif target.table == "life_after":
            values.append(_life_after(pair, target))
        elif target.table == "progression":
            values.append(_step(pair, target))
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
            control = _mean_level(pair.control, target.outcome, target)
            scale = _own_error(target, control) if target.unit == OWN_UNIT else 1.0
            values.append((treated - control) / scale)
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


def share(run: Run, outcome: str, group: str, weeks: slice = slice(None)) -> Floats:
    """Share of a group with one of `OUTCOMES`, by week since entry; `weeks` are all by default.

    Args:
        run: one arm's world.
        outcome: one of `OUTCOMES`.
        group: whose share it is.
        weeks: since entry; all by default.
    """
    first, *others = STATUSES_OF[outcome]
    found = run.accounts.level(first, group, weeks)
    for status in others:
        found = found + run.accounts.level(status, group, weeks)
    return found


def _mean_level(run: Run, outcome: str, target: Target, group: str | None = None) -> float:
    """Mean level over the target's weeks, per cent."""
    name = group or target.group or "all"
    level = share(run, outcome, name, slice(target.week_from, target.week_to + 1))
    return 100 * float(np.add.reduce(level) / level.size)


def _own_error(target: Target, level: float) -> float:
    """Standard error in points of an effect on a level in per cent, in arms of the row's size."""
    assert target.arms is not None
    treated, controls = target.arms
    share = min(max(level / 100.0, LEAST_SHARE), 1.0 - LEAST_SHARE)
    return 100.0 * math.sqrt(share * (1.0 - share) * (1.0 / treated + 1.0 / controls))


def _life_after(pair: Pair, target: Target) -> float:
    """A figure on life after a start, among those not offered a mentor."""
    assert pair.control.moves is not None  # `simulate_pair(followed=True)`
    return DEFINITIONS[target.id](pair.control.moves)


def _step(pair: Pair, target: Target) -> float:
    """A step towards education or work in the week of the survey, ratio of the arms."""
    outcome = STEPS[target.id].outcome
    treated, control = (
        mean_hazard(run.cohort, pair.values, outcome, run.seen[SURVEY_WEEK])
        for run in (pair.treated, pair.control)
    )
    return treated / control


def _weekly_minutes(run: Run, support: float) -> Floats:
    """Minutes per treated person and week of the support's longest time, zeros included.

    By jobcentre, shape (jobcentres,).
    """
    received = run.accounts.received
    centre = received["jobcentre"]
    minutes = np.bincount(centre, received["total_minutes"])
    return np.asarray(minutes / np.bincount(centre) / support)


def _slope(pair: Pair, target: Target) -> float:
    """Least-squares slope of the effect on the minutes over jobcentres, pp per 10 minutes."""
    names = pair.treated.cohort.population.jobcentre_names
    support = pair.trial.design.support_weeks.value
    effects = np.array(
        [
            _mean_level(pair.treated, target.outcome, target, name)
            - _mean_level(pair.control, target.outcome, target, name)
            for name in names
        ]
    )
    slope = np.polyfit(_weekly_minutes(pair.treated, support), effects, 1)[0]
    return float(TEN_MINUTES * slope)


def _hours(pair: Pair, target: Target) -> float:
    """Direct hours per mentee and month of one jobcentre, weeks without contact included."""
    run = pair.treated
    here = run.accounts.received["jobcentre"] == run.cohort.population.jobcentre_names.index(
        target.group or ""
    )
    weeks = float(run.accounts.received["mentored_weeks"][here].sum())
    minutes = float(run.accounts.received["total_minutes"][here].sum())
    return minutes / max(1.0, weeks) * weeks_per_month() / MINUTES_PER_HOUR


def _mentor_effect(pair: Pair, target: Target) -> float:
    """Difference in education between mentees of mentors with and without a trait, pp.

    On twin lives it is the difference of the effects, which has less noise and the same mean.
    """
    name = target.id.rsplit("_", 1)[0]
    with_trait, without = (
        _mean_education(pair, target.week_from, those) for those in pair.by_trait(name)
    )
    return 100 * (with_trait - without)


def _mean_education(pair: Pair, week: int, members: npt.NDArray[np.bool_]) -> float:
    """Share of some treated in education in a week, on twin lives less that without a mentor.

    NaN where there is nobody.
    """
    size = np.count_nonzero(members)
    return float(pair.in_education(week) @ members) / size if size else float("nan")


def _delivery(pair: Pair) -> dict[str, float]:
    received = pair.treated.accounts.received
    met = received["mentors"] > 0
    mentored = {name: column[met] for name, column in received.items()}
    place = received["place"]
    holders = mentored["mentors"] + mentored["stand_in"]
    support = pair.trial.design.support_weeks.value
    first, last = contact_weeks(pair.trial)
    contacts = [pair.treated.seen[week]["contact_weeks"].mean() for week in (first - 1, last)]
    return {
        "had_a_mentor_at_least_one_week": float(met.mean()),
        # Of everybody in the treated arm, also those without a mentor.
        "contact_in_a_given_week": float(contacts[1] - contacts[0]) / (last + 1 - first),
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
