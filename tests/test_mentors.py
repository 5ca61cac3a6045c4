"""The corps: hours, places and full-time equivalents hang together; the season has mean 1."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.mentors import Corps, MentorShares, Staffing, build_corps
from sim.reference import full_time_hours
from sim.season import season

SHARES = MentorShares(
    women=0.7, under_40=0.3, medium_education=0.7, long_education=0.1, experienced=0.5
)
STAFFING = [
    Staffing("full", caseload=20.0, hours_per_post=37.0, part_time_hours=15.0, deliberate=False),
    Staffing("part", caseload=12.0, hours_per_post=18.0, part_time_hours=14.0, deliberate=True),
    Staffing("few", caseload=25.0, hours_per_post=30.0, part_time_hours=20.0, deliberate=False),
]


def by_jobcentre(corps: Corps, values: np.ndarray) -> np.ndarray:
    return np.bincount(corps.jobcentre, weights=values, minlength=len(STAFFING))


@given(
    demand=st.lists(st.integers(0, 400), min_size=3, max_size=3),
    caseload=st.none() | st.floats(1, 60),
)
@settings(max_examples=100, deadline=None, derandomize=True)
def test_enough_mentors_give_everybody_a_place(demand: list[int], caseload: float | None) -> None:
    corps = build_corps(STAFFING, SHARES, np.array(demand), caseload=caseload)
    assert by_jobcentre(corps, corps.places).tolist() == demand
    loads = np.array([s.caseload if caseload is None else caseload for s in STAFFING])
    hours = by_jobcentre(corps, corps.hours)
    np.testing.assert_allclose(hours, np.array(demand) / loads * full_time_hours(), rtol=1e-12)
    assert np.all(corps.hours > 0)
    assert np.all(corps.hours <= full_time_hours() + 1e-9)
    assert np.all(corps.places >= 0)
    assert np.isclose(corps.full_time_equivalents, (np.array(demand) / loads).sum())


@given(number=st.floats(0, 200), caseload=st.none() | st.floats(1, 60))
@settings(max_examples=100, deadline=None, derandomize=True)
def test_a_number_of_mentors_is_spread_by_need(number: float, caseload: float | None) -> None:
    demand = np.array([100, 50, 25])
    corps = build_corps(STAFFING, SHARES, demand, caseload=caseload, full_time_equivalents=number)
    assert np.isclose(corps.full_time_equivalents, number, atol=1e-9)
    loads = np.array([s.caseload if caseload is None else caseload for s in STAFFING])
    needed = demand / loads
    hours = by_jobcentre(corps, corps.hours)
    np.testing.assert_allclose(hours, needed / needed.sum() * number * full_time_hours())
    # Places are whole: at most half a place off in each jobcentre.
    exact = hours / full_time_hours() * loads
    assert np.all(np.abs(by_jobcentre(corps, corps.places) - exact) <= 0.5 + 1e-9)


def test_nobody_asks_for_mentors() -> None:
    for number in (None, 5.0):
        corps = build_corps(STAFFING, SHARES, np.zeros(3, int), full_time_equivalents=number)
        assert corps.hours.size == 0
        assert corps.full_time_equivalents == 0.0


def test_a_jobcentre_without_demand_has_no_posts() -> None:
    corps = build_corps(STAFFING, SHARES, np.array([30, 0, 30]))
    assert set(corps.jobcentre.tolist()) == {0, 2}


def test_posts_keep_their_address_when_another_jobcentre_grows() -> None:
    small = build_corps(STAFFING, SHARES, np.array([30, 40, 50]))
    large = build_corps(STAFFING, SHARES, np.array([90, 40, 50]))
    for j in (1, 2):
        assert np.array_equal(
            small.person[small.jobcentre == j], large.person[large.jobcentre == j]
        )
    assert len(set(large.person.tolist())) == large.person.size


def test_the_matching_rule_is_the_jobcentres_own_or_the_policys() -> None:
    demand = np.array([30, 40, 50])
    own = build_corps(STAFFING, SHARES, demand)
    assert {bool(d) for d in own.deliberate[own.jobcentre == 1]} == {True}
    assert {bool(d) for d in own.deliberate[own.jobcentre == 0]} == {False}
    for rule in (True, False):
        corps = build_corps(STAFFING, SHARES, demand, deliberate=rule)
        assert {bool(d) for d in corps.deliberate} == {rule}


@pytest.mark.parametrize(("august", "january"), [(1.0, 1.0), (4.0, 2.0), (9.0, 1.0), (1.0, 9.0)])
@pytest.mark.parametrize("start", [date(2012, 8, 6), date(2018, 1, 1)])
def test_the_season_has_mean_one_over_a_year(start: date, august: float, january: float) -> None:
    factors = season(start, 52, august, january)
    numbers = [(start + timedelta(weeks=k)).isocalendar().week for k in range(52)]
    assert sorted(numbers) == list(range(1, 53))
    assert np.isclose(factors.mean(), 1.0, atol=1e-12)
    ordinary = factors[numbers.index(20)]
    assert np.isclose(factors[numbers.index(33)], august * ordinary)
    assert np.isclose(factors[numbers.index(3)], january * ordinary)


def test_a_53rd_week_is_an_ordinary_week() -> None:
    monday = date(2020, 12, 28)
    assert monday.isocalendar().week == 53
    factors = season(monday - timedelta(weeks=1), 2, 4.0, 2.0)
    assert factors[0] == factors[1]
