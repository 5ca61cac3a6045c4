"""Mentors, caseload and places hang together; the corps is what the policy asks for."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from sim.programme import Policy
from sim.state import post_rows, youth_rows
from tests.support.policy_cases import policy
from tests.worlds.policy_worlds import STEADY, VALUES, changed, lived, people, world


# --- mentors, caseload, places --------------------------------------------------------------------
def test_places_follow_from_mentors_and_caseload() -> None:
    simulation = world(policy(capacity={"follows": "places", "mentors": 20, "caseload": 10}))
    assert simulation.corps.full_time_equivalents == pytest.approx(20)
    assert int(simulation.corps.places.sum()) == 200


def test_five_mentors_with_one_each_are_used_for_all_their_hours() -> None:
    simulation = world(policy(capacity={"follows": "places", "mentors": 5, "caseload": 1}))
    assert int(simulation.corps.places.sum()) == 5
    used = simulation.run().calendar["hours_used"]
    assert used.max() == pytest.approx(5 * 37)


def test_more_mentors_than_are_needed_have_no_places_for_nobody() -> None:
    simulation = world(policy(capacity={"follows": "places", "mentors": 90, "caseload": 10}))
    assert simulation.corps.full_time_equivalents == pytest.approx(90)
    assert int(simulation.corps.places.sum()) == people().n


def test_mentors_follow_from_the_eligible_and_the_caseload() -> None:
    simulation = world(policy(capacity={"follows": "mentors", "caseload": 10}))
    assert simulation.corps.full_time_equivalents == pytest.approx(people().n / 10)
    assert int(simulation.corps.places.sum()) == people().n


def test_the_caseload_follows_from_the_eligible_and_the_mentors() -> None:
    simulation = world(policy(capacity={"follows": "caseload", "mentors": 20}))
    assert simulation.corps.full_time_equivalents == pytest.approx(20)
    assert int(simulation.corps.places.sum()) == people().n
    rows = lived(policy(capacity={"follows": "caseload", "mentors": 20}))
    assert rows["queue"].max() == 0
    plain = lived(policy())
    assert rows["total_minutes"].sum() < 0.6 * plain["total_minutes"].sum()


def test_hours_are_mentors_in_another_unit() -> None:
    hours = policy(capacity={"follows": "places", "hours": 370})
    assert not changed(hours, policy(capacity={"follows": "places", "mentors": 10})).any()
    thin = policy(capacity={"follows": "caseload", "hours": 370})
    assert not changed(thin, policy(capacity={"follows": "caseload", "mentors": 10})).any()


def test_the_direct_share_overrides_the_parameter() -> None:
    half = policy(capacity={"direct_share": 0.5})
    assert not changed(half, half, {"direct_share": 0.3, "direct_share_spread": 0.8}).any()
    # As with a parameter of that size where jobcentres do not differ.
    ours, theirs = world(half), world(policy(), {"direct_share": 0.5})
    assert np.all(post_rows(ours.world)["direct_factor"][:-1] == 1.0)
    post_rows(theirs.world)["direct_factor"][:] = 1.0
    for each in (ours, theirs):
        each.advance(each.weeks)
    for name in ("trust", "total_minutes", "status"):
        assert np.array_equal(youth_rows(ours.world)[name], youth_rows(theirs.world)[name]), name
    low, high = (
        lived(policy(capacity={"direct_share": share}))["total_minutes"].sum()
        for share in (0.3, 0.6)
    )
    assert high > 1.8 * low


def test_more_capacity_never_lengthens_the_queue() -> None:
    """With nobody's stay depending on minutes, in no week do more wait where there are more."""
    still = {**STEADY, "opt_out_trust": 0.0, "contact_trust": 0.0}
    queues = [
        lived(policy(capacity={"follows": "places", "mentors": m}), still)["queue"]
        for m in (0, 1, 5, 12, 25, 40, 80)
    ]
    for less, more in pairwise(queues):
        assert np.all(more <= less)
    assert queues[0].max() > 500
    assert queues[-1].max() == 0


@pytest.mark.parametrize(
    ("capacity", "mentored"),
    [
        ({"follows": "places", "mentors": 0}, False),
        ({"follows": "places", "hours": 0}, False),
        ({"follows": "caseload", "mentors": 0}, False),
        ({"follows": "places", "mentors": 1}, True),
        ({"follows": "caseload", "mentors": 1}, True),
        ({"follows": "places", "hours": 37}, True),
    ],
)
def test_no_mentor_and_one(capacity: dict[str, Any], mentored: bool) -> None:
    for eligible in (["all"], []):
        rows = lived(policy(capacity=capacity, targeting={"eligible": eligible}))
        assert bool((rows["mentors"] > 0).any()) == (mentored and bool(eligible))


# --- the corps ------------------------------------------------------------------------------------
def holders(rules: Policy) -> dict[str, float]:
    simulation = world(rules)
    simulation.advance(60)
    posts = post_rows(simulation.world)
    names = ("under_40", "medium_education", "long_education", "woman", "holder")
    return {name: float(posts[name][:-1].mean()) for name in names}


def test_the_mix_of_mentors_is_what_the_policy_asks_for() -> None:
    plain, young = holders(policy()), holders(policy(corps={"under_40": 1.0}))
    assert young["under_40"] == 1.0
    others = ("medium_education", "long_education", "woman", "holder")
    assert all(young[name] == plain[name] for name in others)
    none = holders(policy(corps={"medium_education": 0.0, "long_education": 1.0}))
    assert (none["medium_education"], none["long_education"]) == (0.0, 1.0)
    assert none["under_40"] == plain["under_40"]


def test_the_mix_acts_through_the_traits_alone() -> None:
    neutral = {"trait_under_40": 0.0, "trait_medium_education": 0.0}
    mix = policy(corps={"under_40": 1.0, "medium_education": 1.0, "long_education": 0.0})
    assert not changed(mix, policy(), neutral).any()
    strong = {"trait_under_40": 1.0, "trait_medium_education": 0.0}
    better = lived(policy(corps={"under_40": 1.0}), strong)["readiness"]
    worse = lived(policy(corps={"under_40": 0.0}), strong)["readiness"]
    assert better.sum() > worse.sum()


def test_turnover_is_a_factor_on_the_hazard() -> None:
    assert not changed(policy(corps={"turnover": 1.0}), policy()).any()
    triple = policy(corps={"turnover": 3.0})
    thrice = {"mentor_leaves": 3 * VALUES["mentor_leaves"]}
    ours, theirs = lived(triple), lived(policy(), thrice)
    assert np.array_equal(ours["trust"], theirs["trust"])
    never = holders(policy(corps={"turnover": 0.0}))
    assert never["holder"] == 0.0
    assert holders(triple)["holder"] > holders(policy())["holder"] > 0.0


def test_supervision_changes_nothing() -> None:
    for word in ("none", "some", "regular"):
        assert not changed(policy(corps={"supervision": word}), policy()).any()
