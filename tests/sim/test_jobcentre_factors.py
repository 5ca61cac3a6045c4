"""Jobcentres have ways of their own: how much of the paid hours reaches the mentees there."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from benchmarks.world import small_cohort
from sim.simulation import Simulation, build
from sim.state import post_rows
from tests.support.policy_cases import policy
from tests.worlds.policy_worlds import SEED, VALUES, cohort, world

CENTRES = 13


def factors(simulation: Simulation) -> npt.NDArray[np.float64]:
    """Of each jobcentre; all posts of one have the same."""
    posts = post_rows(simulation.world)
    found = np.ones(CENTRES)
    found[posts["jobcentre"][:-1]] = posts["direct_factor"][:-1]
    assert np.array_equal(found[posts["jobcentre"][:-1]], posts["direct_factor"][:-1])
    return found


def test_factors_spread_as_the_parameter_says() -> None:
    """1,300 logs: their sd is known to 2 %, and their mean to 0.03 sds; six of each are allowed."""
    small = small_cohort(1, seed=3)
    for spread in (0.2, 0.6):
        values = {**VALUES, "direct_share_spread": spread}
        logs = np.log(
            [factors(build(small, policy(), values, seed, horizon=1)) for seed in range(100)]
        )
        assert logs.std() == pytest.approx(spread, rel=0.12)
        assert logs.mean() == pytest.approx(0.0, abs=0.18 * spread)
        # Jobcentres of a world are no closer to each other than those of different worlds.
        assert logs.std(axis=1).mean() == pytest.approx(spread, rel=0.2)


def test_the_same_luck_spreads_more_or_less() -> None:
    little, much = (
        np.log(factors(world(policy(), {"direct_share_spread": s}))) for s in (0.1, 0.4)
    )
    np.testing.assert_allclose(much, 4.0 * little)


def test_factors_are_the_same_under_every_policy_that_leaves_them() -> None:
    ours, theirs = factors(world(policy())), factors(world(policy(capacity={"mentors": 20.0})))
    assert np.array_equal(ours, theirs)


def test_where_the_policy_says_the_share_all_are_one() -> None:
    assert np.all(factors(world(policy(capacity={"direct_share": 0.5}))) == 1.0)


def test_minutes_go_by_the_factor_and_no_mentor_gives_more_than_the_paid_hours() -> None:
    values = {**VALUES, "direct_share": 0.8, "direct_share_spread": 0.8, "contact_base": 0.97}
    simulation = build(cohort(), policy(), values, SEED, horizon=60)
    simulation.advance(30)
    posts = post_rows(simulation.world)
    there = (posts["available"] > 0)[:-1]
    direct = posts["available"][:-1][there] / (posts["hours"][:-1][there] * 60.0)
    expected = np.minimum(1.0, 0.8 * posts["direct_factor"][:-1][there])
    np.testing.assert_allclose(direct, expected)
    assert (expected == 1.0).any()
    assert (expected < 0.6).any()
