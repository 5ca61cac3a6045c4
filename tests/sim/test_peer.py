"""The engine lives the same lives, to the bit, as the same rules written again in plain Mesa."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from benchmarks.draws import AddressedPeer, AddressedTunedPeer
from benchmarks.peer import Peer
from benchmarks.same_lives import same_counts, same_lives
from benchmarks.world import policy, small_cohort
from sim.parameters import parameter_space
from sim.programme import Policy
from sim.simulation import Cohort, Simulation, build
from sim.state import STATUSES, Education, Place, youth_rows

Rows = Mapping[str, Any]


def with_place(rows: Rows, place: Place) -> bool:
    return bool((rows["place"] == place).any())


def mentored_longer(weeks: int) -> Callable[[Rows, pd.DataFrame], bool]:
    return lambda rows, _: int(rows["mentored_weeks"].max()) > weeks


@dataclass(frozen=True)
class Case:
    """A policy and parameters, and what must have happened for the case to test anything."""

    parts: dict[str, Any] = field(default_factory=dict)
    values: dict[str, float] = field(default_factory=dict)
    happens: Callable[[Rows, pd.DataFrame], bool] = lambda rows, counts: True
    horizon: int = 74
    offered: bool = True  # half are offered a mentor; otherwise all
    courses_until: date | None = None


#: Much coming and going between benefit, education and work.
BACK_AND_FORTH = {
    "education_start": 0.03,
    "education_dropout": 0.1,
    "job_start": 0.02,
    "job_loss": 0.1,
    "return_education_ratio": 4.0,
}
CASES = {
    "as in the trial": Case(happens=lambda rows, _: with_place(rows, Place.OPTED_OUT)),
    "no mentors": Case(
        parts={"targeting": {"eligible": []}},
        values={"ordinary_share": 0.4},
        happens=lambda rows, _: bool((rows["readiness"] > 0).any()),
    ),
    "104 weeks": Case(parts={"duration": {"weeks": 104}}, horizon=110, happens=mentored_longer(52)),
    "followed for less than the support": Case(
        happens=lambda _, counts: bool((counts["hours_counted"] < counts["hours_used"]).any()),
        horizon=30,
    ),
    "caps by group": Case(
        parts={
            "duration": {"weeks": 26, "exceptions": [{"group": "grade_none", "weeks": 60}]},
        },
        happens=mentored_longer(26),
    ),
    "tapering": Case(
        parts={"duration": {"weeks": 30}, "ending": {"taper_weeks": 13}},
        happens=lambda rows, _: int(rows["mentored_weeks"].max()) == 43,
    ),
    "aftercare": Case(
        parts={
            "duration": {"weeks": 52},
            "ending": {"aftercare_weeks": 20, "taper_weeks": 4, "aftercare_weight": 0.3},
        },
        values={"education_start": 0.02, "education_dropout": 0.05, "job_start": 0.01},
        happens=mentored_longer(52 + 4),
    ),
    "contact every second week": Case(parts={"contact": {"every_weeks": 2}}),
    "a queue": Case(
        parts={"capacity": {"mentors": 3.0, "caseload": 10}},
        offered=False,
        happens=lambda rows, _: with_place(rows, Place.WAITING),
    ),
    "a queue with priorities, matched on gender": Case(
        parts={
            "capacity": {"mentors": 4.0},
            "targeting": {"eligible": ["transfer_high"], "first": ["grade_none", "woman"]},
            "matching": "deliberate",
        },
        offered=False,
        happens=lambda rows, _: int(rows["waited"].max()) > 10,
    ),
    "rival mechanism": Case(values={"mechanism": 0.0, "barrier_limited": 1.0}),
    "trust only": Case(values={"mechanism": 1.0, "barrier_limited": 0.0}),
    "mentors come and go": Case(
        values={"mentor_leaves": 0.03, "mentor_away": 0.03},
        happens=lambda rows, _: rows["mentors"].max() > 2 and rows["stand_in"].any(),
    ),
    "mentors replaced at once": Case(
        values={
            "mentor_leaves": 0.03,
            "vacancy_weeks": 0.0,
            "absence_weeks": 9.0,
            "mentor_away": 0.03,
        },
        happens=lambda rows, _: rows["mentors"].max() > 2,
    ),
    "long absences and vacancies": Case(
        parts={"duration": {"weeks": 104}},
        values={
            "mentor_leaves": 0.02,
            "vacancy_weeks": 20.0,
            "absence_weeks": 26.0,
            "mentor_away": 0.03,
        },
        happens=lambda rows, _: bool(
            ((rows["pace"] == 0.0) & (rows["trust_growth"] > 0.0) & (rows["weight"] > 0.0)).any()
        ),
    ),
    "mentors' traits as strong as can be": Case(
        parts={"duration": {"weeks": 104}},
        values={"readiness_gain": 0.8, "trait_under_40": 1.0, "trait_medium_education": 1.0},
        happens=lambda rows, _: bool((rows["readiness_gain"] == 1.0).any()),
    ),
    "short educations": Case(
        values={
            "preparatory_weeks": 40.0,
            "qualifying_weeks": 60.0,
            "education_dropout": 0.003,
            "education_start": 0.02,
        },
        horizon=150,
        happens=lambda rows, _: bool(rows["completed"].any()),
    ),
    "one education after another": Case(
        values={
            "preparatory_weeks": 15.0,
            "qualifying_weeks": 60.0,
            "preparatory_share": 0.9,
            "preparatory_progress": 0.9,
            "education_dropout": 0.003,
            "education_start": 0.03,
            "completed_loss_ratio": 1.5,
        },
        horizon=130,
        happens=lambda rows, _: bool(
            (rows["spell"] > rows["since"]).any()
            and (rows["completed"] == Education.QUALIFYING).any()
        ),
    ),
    "courses, pensions and self-support": Case(
        values={
            "course_start": 0.01,
            "course_weeks": 60.0,
            "pension_start": 0.005,
            "pension_age": 4.0,
            "readiness_pension": -2.0,
            "self_support_start": 0.03,
            "self_support_end": 0.1,
        },
        horizon=120,
        happens=lambda rows, counts: bool(
            (rows["course_weeks"] > 0).any() and (counts["self_supported"] > 5).any()
        ),
    ),
    "courses closed": Case(
        values={"course_start": 0.01, "course_weeks": 60.0},
        courses_until=date(2013, 12, 1),
        horizon=120,
        happens=lambda _, counts: bool(
            counts["resource_course"].max() > counts["resource_course"].iloc[-1] > 0
        ),
    ),
    "a mentor again": Case(
        parts={"ending": {"aftercare_weeks": 0, "return_weeks": 30}},
        values={**BACK_AND_FORTH, "mentor_leaves": 0.02},
        horizon=110,
        happens=lambda rows, counts: bool(
            counts["started"].sum() > (rows["mentors"] > 0).sum() + 5
        ),
    ),
    "a mentor again where places are short": Case(
        parts={
            "capacity": {"mentors": 4.0, "caseload": 10},
            "ending": {"aftercare_weeks": 8, "taper_weeks": 3, "return_weeks": 200},
            "matching": "deliberate",
        },
        values={**BACK_AND_FORTH, "mentor_away": 0.03},
        offered=False,
        horizon=110,
        happens=lambda rows, counts: bool(
            counts["started"].sum() > (rows["mentors"] > 0).sum() + 5
        ),
    ),
    "the mentor stays": Case(
        values={**BACK_AND_FORTH, "mentor_stays": 40.0},
        happens=lambda rows, _: with_place(rows, Place.AFTERCARE),
        horizon=40,
    ),
    "jobcentres that differ": Case(
        values={"direct_share": 0.8, "direct_share_spread": 0.8},
        happens=lambda rows, _: bool((rows["total_minutes"] > 0).any()),
    ),
    "stressed": Case(
        parts={"ending": {"taper_weeks": 6, "aftercare_weeks": 10}, "duration": {"weeks": 20}},
        values={
            "opt_out": 0.05,
            "move_away": 0.02,
            "other_leave": 0.02,
            "readiness_gain": 0.6,
            "trust_growth": 0.5,
            "education_start": 0.03,
            "job_start": 0.03,
            "readiness_education": 5.0,
            "readiness_job": 5.0,
        },
        happens=lambda rows, _: with_place(rows, Place.MOVED),
    ),
}


@pytest.fixture(scope="module")
def cohort() -> Cohort:
    """About 180 young people in 13 jobcentres."""
    return small_cohort(14, seed=5)


def worlds(
    cohort: Cohort,
    rules: Policy,
    values: Mapping[str, float],
    case: Case,
    seed: int,
    *,
    tuned: bool = False,
) -> tuple[Simulation, AddressedPeer]:
    offered = np.arange(cohort.population.n) % 2 == 0 if case.offered else None
    here = replace(cohort, courses_until=case.courses_until, _cache={})

    def world() -> Simulation:
        return build(here, rules, values, seed, horizon=case.horizon, offered=offered)

    return world(), (AddressedTunedPeer if tuned else AddressedPeer)(world())


@pytest.mark.parametrize("name", CASES)
def test_same_lives_under_every_policy(cohort: Cohort, name: str) -> None:
    case = CASES[name]
    values = parameter_space().values(case.values)
    simulation, peer = worlds(cohort, policy(**case.parts), values, case, seed=2**40 + 17)
    assert same_lives(simulation, peer) == []
    assert same_counts(simulation, peer) == []
    assert case.happens(youth_rows(simulation.world), simulation.accounts().calendar)


@pytest.mark.parametrize("number", range(6))
def test_same_lives_with_parameters_drawn_from_the_prior(cohort: Cohort, number: int) -> None:
    space, draw = parameter_space(), np.random.default_rng([20141001, number])
    values = space.from_standard(space.free, draw.standard_normal(len(space.free)))
    rules = policy(
        duration={"weeks": int(draw.integers(4, 80))},
        ending={"taper_weeks": int(draw.integers(0, 9)), "aftercare_weeks": 5 * (number % 2)},
        capacity={"mentors": float(draw.uniform(2, 15))},
        contact={"every_weeks": 1 + number % 3},
    )
    case = Case(offered=number % 2 == 0, horizon=90)
    simulation, peer = worlds(cohort, rules, values, case, seed=number, tuned=number % 2 == 1)
    assert same_lives(simulation, peer) == []
    assert same_counts(simulation, peer) == []


@pytest.mark.parametrize(
    "name", ["as in the trial", "aftercare", "one education", "courses, pensions", "a mentor again"]
)
def test_the_tuned_peer_lives_the_same_lives(cohort: Cohort, name: str) -> None:
    case = CASES[next(key for key in CASES if name in key)]
    values = parameter_space().values(case.values)
    simulation, peer = worlds(cohort, policy(**case.parts), values, case, seed=3, tuned=True)
    assert same_lives(simulation, peer) == []
    assert same_counts(simulation, peer) == []


def test_a_difference_is_found(cohort: Cohort) -> None:
    """The comparison itself: one person's trait changed by one part in 10^16 shows."""
    case, values = Case(), parameter_space().centres()
    simulation, peer = worlds(cohort, policy(), values, case, seed=3)
    youth = next(y for y in peer.persons if y.eligible and y.uptake and y.trust_growth > 0)
    youth.trust_growth = float(np.nextafter(youth.trust_growth, 1.0))
    found = same_lives(simulation, peer)
    assert {d.person for d in found} == {youth.person}
    assert found[0].quantity == "trust"
    # Trust decides who meets, and with the same draw how long.
    assert {d.quantity for d in found} <= {"trust", "readiness", "minutes", "total_minutes"}


def test_mesas_own_draws_count_everybody(cohort: Cohort) -> None:
    peer = Peer(build(cohort, policy(), parameter_space().centres(), 1, horizon=20), seed=1)
    for _ in range(peer.weeks):
        peer.step()
    counts = peer.datacollector.get_model_vars_dataframe()
    people = counts[[status.name.lower() for status in STATUSES]].sum(axis=1)
    assert people.iloc[-1] == cohort.population.n
    assert counts["mentored"].iloc[-1] == len(peer.mentees) > 0
