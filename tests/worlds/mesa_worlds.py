"""Small worlds and checks that the tests of the Mesa face share."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from calibration.trial import as_in_trial, no_mentors, the_trial
from sim import state
from sim.model import MentorAgent, MentoringModel, YouthAgent
from sim.parameters import parameter_space
from sim.programme import Policy
from sim.simulation import Cohort
from sim.state import FREE, LOAD, QUEUED_NOW, STATUSES, Place, World, youth_rows
from tests.support.policy_cases import policy

VALUES = parameter_space().centres()
HORIZON = 60
SEED = 2**33 + 5

POLICIES = {
    "as in the trial": as_in_trial(),
    "no mentors": no_mentors(),
    "a queue": policy(capacity={"mentors": 8.0}, targeting={"first": ["grade_none"]}),
    "taper and aftercare": policy(
        duration={"weeks": 20}, ending={"taper_weeks": 8, "aftercare_weeks": 26}
    ),
    "adaptive, by score, with a limit to waiting": policy(
        targeting={
            "eligible": [{"none_of": [{"attribute": "age", "below": 20}]}],
            "score": [{"attribute": "severity", "weight": 1}],
            "max_wait_weeks": 12,
        },
        duration={
            "weeks": 60,
            "until": {"trust": 0.6, "readiness": 0.3, "foothold_weeks": 10},
        },
        capacity={"follows": "places", "hours": 300},
    ),
    "minutes by need, measures, another corps": policy(
        contact={"split": {"rule": "by_need", "ratio": 3}},
        capacity={"follows": "caseload", "mentors": 20, "direct_share": 0.6},
        corps={"under_40": 0.9, "turnover": 3},
        measures=[
            {
                "name": {"da": "Behandling", "en": "Treatment"},
                "who": ["heavy_barriers"],
                "from_week": 8,
                "price": "treatment",
                "relief": {"low": 0.1, "central": 0.3, "high": 0.5, "source": "a test"},
            }
        ],
    ),
}


@cache
def mesa_cohort() -> Cohort:
    """A fifth of the trial's people, drawn once for all tests of a process."""
    trial = the_trial()
    whole = trial.cohort(VALUES, seed=3, groups=("all", "woman"))
    some = np.arange(0, whole.population.n, 5)
    return Cohort(
        population=whole.population.take(some),
        entry=whole.entry[some],
        start=whole.start,
        staffing=whole.staffing,
        mentor_shares=whole.mentor_shares,
        groups=whole.groups,
    )


def make(cohort: Cohort, rules: Policy | None = None, **more: Any) -> MentoringModel:
    return MentoringModel(
        cohort, rules or as_in_trial(), VALUES, seed=SEED, horizon=HORIZON, **more
    )


def simulate(model: MentoringModel, until: int | None = None) -> MentoringModel:
    while model.running and (until is None or model.week < until):
        model.step()
    return model


def differing(ours: World, theirs: World, *, but: tuple[str, ...] = ()) -> list[str]:
    """Names of the tables that differ in a bit."""
    return [
        name
        for name in World._fields
        if name not in but
        and np.asarray(getattr(ours, name)).tobytes() != np.asarray(getattr(theirs, name)).tobytes()
    ]


def recount(model: MentoringModel) -> None:
    """The counters that the engine keeps say what the state says."""
    world, rows = model.simulation.world, youth_rows(model.simulation.world)
    mentored = rows["weight"] > 0
    assert model.mentored == mentored.sum()
    assert world.totals[QUEUED_NOW] == (rows["place"] == Place.WAITING).sum()
    posts = model.simulation.corps.hours.size
    load = np.bincount(rows["post"][mentored], minlength=posts + 1)[:posts]
    assert np.array_equal(load, world.post_whole[LOAD, :posts])
    centres = len(model.cohort.staffing)
    places = np.bincount(model.simulation.corps.jobcentre, model.simulation.corps.places, centres)
    used = np.bincount(rows["jobcentre"][mentored], minlength=centres)
    assert np.array_equal(world.centre[FREE, :centres], places - used)
    blocks = np.add.reduceat(mentored, np.arange(0, mentored.size, state.BLOCK))
    assert np.array_equal(world.blocks[: blocks.size], blocks)


def check_people(model: MentoringModel) -> None:
    """The accounts of the calendar agree with everybody's status now."""
    row = model.accounts().calendar.iloc[-1]
    status = youth_rows(model.simulation.world)["status"]
    for s in STATUSES:
        assert row[s.name.lower()] == (status == s).sum()


def in_place(model: MentoringModel, place: Place) -> YouthAgent:
    return next(y for y in model.youths if y.place is place)


def candidates(model: MentoringModel, youth: YouthAgent) -> list[MentorAgent]:
    return [
        m
        for m in model.mentors
        if m.jobcentre == youth.jobcentre
        and m is not youth.mentor
        and m.in_post
        and m.free_places > 0
    ]
