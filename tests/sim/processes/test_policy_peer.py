"""Every rule of the policy language against the same rule in plain Mesa, to the bit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from benchmarks.same_lives import same_counts, same_lives
from benchmarks.world import policy, small_cohort
from sim.parameters import parameter_space
from sim.programme import Policy
from sim.simulation import Cohort, build
from sim.state import Place, youth_rows
from tests.support.policy_peer import PolicyPeer

Rows = Mapping[str, Any]
BUSY = {"education_start": 0.02, "education_dropout": 0.05, "job_start": 0.01, "job_loss": 0.05}
RELIEF = {"low": 0.1, "central": 0.4, "high": 0.6, "source": "a test"}


def measure(**parts: Any) -> dict[str, Any]:
    base = {"name": {"da": "-", "en": "-"}, "from_week": 6, "relief": RELIEF, "price": "test"}
    return {**base, **parts}


@dataclass(frozen=True)
class Case:
    """A policy and parameters, and what must have happened for the case to test anything."""

    parts: dict[str, Any]
    happens: Callable[[Rows], bool]
    values: dict[str, float] = field(default_factory=dict)
    horizon: int = 80


def ended_early(rows: Rows) -> bool:
    """Still on support since entry, and mentored for less than the cap: a level was reached."""
    waiting_for_nothing = (rows["place"] == Place.ENDED) & (rows["since"] == rows["entry"])
    weeks = rows["mentored_weeks"][waiting_for_nothing]
    return bool((weeks < rows["cap_weeks"][waiting_for_nothing]).any())


def gave_up(rows: Rows) -> bool:
    offered = (rows["eligible"] == 1) & (rows["uptake"] == 1)
    return bool((offered & (rows["place"] == Place.NOT_OFFERED)).any())


def relieved(rows: Rows) -> bool:
    return bool((rows["readiness_ceiling"] < 1).any() and (rows["stand_in"] > 0).any())


CASES = {
    "conditions and a score": Case(
        {
            "targeting": {
                "eligible": [
                    {"any_of": ["grade_none", {"attribute": "mark", "below": 4}]},
                    {"none_of": [{"all_of": ["woman", "from_25"]}]},
                ],
                "first": [{"attribute": "age", "below": 22}],
                "score": [
                    {"attribute": "severity", "weight": 2},
                    {"attribute": "mark", "weight": -1, "missing": 0},
                ],
            },
            "capacity": {"follows": "places", "mentors": 4, "caseload": 12},
        },
        lambda rows: int(rows["waited"].max()) > 5,
    ),
    "until trust, tapered": Case(
        {"duration": {"until": {"trust": 0.5}}, "ending": {"taper_weeks": 5}},
        ended_early,
        {"trust_growth": 0.15},
    ),
    "until readiness": Case(
        {"duration": {"weeks": 80, "until": {"readiness": 0.25}}},
        ended_early,
        {"readiness_gain": 0.3, "trust_growth": 0.2},
    ),
    "until a foothold": Case(
        {"duration": {"weeks": 60, "until": {"foothold_weeks": 15}}, "ending": {"taper_weeks": 4}},
        lambda rows: bool((rows["weight"][rows["place"] == Place.AFTERCARE] == 1.0).any()),
        BUSY,
        horizon=40,
    ),
    "a limit to waiting": Case(
        {"targeting": {"max_wait_weeks": 9}, "capacity": {"mentors": 4.0}},
        gave_up,
        {"ordinary_share": 0.4},
    ),
    "a budget spread over all": Case(
        {"capacity": {"follows": "caseload", "hours": 150, "direct_share": 0.7}},
        lambda rows: bool((rows["contact_weeks"] > 20).any()),
    ),
    "minutes by need, every second week": Case(
        {"contact": {"split": {"rule": "by_need", "ratio": 3}, "every_weeks": 2}},
        lambda rows: bool((rows["total_minutes"] > 0).any()),
    ),
    "front-loaded, with tapering": Case(
        {
            "contact": {"split": {"rule": "front_loaded", "ratio": 2.5, "weeks": 8}},
            "duration": {"weeks": 30},
            "ending": {"taper_weeks": 6},
        },
        lambda rows: int(rows["mentored_weeks"].max()) == 36,
    ),
    "another corps": Case(
        {"corps": {"under_40": 1.0, "medium_education": 0.2, "long_education": 0.5, "turnover": 4}},
        lambda rows: int(rows["mentors"].max()) > 2,
    ),
    "two measures for those limited by barriers": Case(
        {
            "measures": [
                measure(),
                measure(who=["heavy_barriers", "grade_none"], from_week=20, level="high"),
            ],
            "contact": {"split": {"rule": "by_need", "ratio": 2}},
            "capacity": {"mentors": 6.0},
        },
        relieved,
        {"barrier_limited": 1.0, "mentor_away": 0.03},
    ),
    "everything": Case(
        {
            "targeting": {"score": [{"who": "woman", "weight": 1}], "max_wait_weeks": 30},
            "duration": {
                "weeks": 40,
                "exceptions": [{"group": {"attribute": "age", "above": 25}, "weeks": 60}],
                "until": {"trust": 0.8, "readiness": 0.5, "foothold_weeks": 8},
            },
            "ending": {"taper_weeks": 7, "return_weeks": 30},
            "capacity": {"follows": "places", "hours": 250, "caseload": 14, "direct_share": 0.6},
            "contact": {
                "every_weeks": 2,
                "split": {"rule": "front_loaded", "ratio": 3, "weeks": 10},
            },
            "corps": {"turnover": 2},
            "measures": [measure(from_week=0)],
        },
        lambda rows: bool((rows["place"] == Place.TAPERING).any()),
        {**BUSY, "barrier_limited": 0.5},
        horizon=60,
    ),
}


@pytest.fixture(scope="module")
def cohort() -> Cohort:
    """About 180 young people in 13 jobcentres."""
    return small_cohort(14, seed=5)


@pytest.mark.parametrize("name", CASES)
def test_same_lives_under_every_new_rule(cohort: Cohort, name: str) -> None:
    case = CASES[name]
    rules, values = policy(**case.parts), parameter_space().values(case.values)
    simulation, twin = (
        build(cohort, rules, values, 2**40 + 17, horizon=case.horizon) for _ in range(2)
    )
    peer = PolicyPeer(twin)
    assert same_lives(simulation, peer) == []
    assert same_counts(simulation, peer) == []
    assert peer.begun == simulation.world.measures_begun.sum()
    assert bool(rules.measures) == (peer.begun > 0)
    assert case.happens(youth_rows(simulation.world))
    rows = youth_rows(simulation.world)
    for trait in ("severity", "trust_growth", "readiness_ceiling"):
        theirs = np.array([getattr(youth, trait) for youth in peer.persons])
        assert np.array_equal(rows[trait], theirs), trait


@pytest.mark.parametrize("number", range(8))
def test_same_lives_under_policies_drawn_at_random(cohort: Cohort, number: int) -> None:
    space, draw = parameter_space(), np.random.default_rng([20261123, number])
    values = space.from_standard(space.free, draw.standard_normal(len(space.free)))
    rules = random_policy(draw)
    simulation, twin = (build(cohort, rules, values, number, horizon=75) for _ in range(2))
    peer = PolicyPeer(twin)
    assert same_lives(simulation, peer) == []
    assert same_counts(simulation, peer) == []


def random_policy(draw: np.random.Generator) -> Policy:
    split = [
        {"rule": "equal"},
        {"rule": "by_need", "ratio": float(draw.uniform(1, 6))},
        {"rule": "front_loaded", "ratio": float(draw.uniform(1, 6)), "weeks": 9},
    ][int(draw.integers(3))]
    capacity = [
        {"follows": "mentors", "caseload": float(draw.uniform(5, 30))},
        {"follows": "places", "mentors": float(draw.uniform(2, 10))},
        {"follows": "caseload", "hours": float(draw.uniform(60, 300))},
    ][int(draw.integers(3))]
    until: dict[str, Any] = {"foothold_weeks": int(draw.integers(0, 20))}
    if draw.random() < 0.5:
        until["trust"] = float(draw.uniform(0.1, 0.9))
    if draw.random() < 0.5:
        until["readiness"] = float(draw.uniform(0.1, 0.9))
    measures = [
        measure(from_week=int(draw.integers(0, 40)), level=level)
        for level in ("low", "central", "high")[: int(draw.integers(0, 4))]
    ]
    return policy(
        targeting={"max_wait_weeks": int(draw.integers(2, 30))},
        duration={"weeks": int(draw.integers(4, 70)), "until": until},
        ending={
            "taper_weeks": int(draw.integers(0, 9)),
            "return_weeks": int(draw.integers(0, 60)),
        },
        capacity=capacity,
        contact={"every_weeks": int(draw.integers(1, 4)), "split": split},
        corps={"turnover": float(draw.uniform(0, 5))},
        measures=measures,
    )
