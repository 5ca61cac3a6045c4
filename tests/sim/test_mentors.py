"""The corps: hours, places and full-time equivalents hang together; the season has mean 1."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calibration.trial import as_in_trial, no_mentors, the_trial
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


NUMBERS = st.floats(0, 200) | st.sampled_from([0.02, 0.5, 1.0, 2.0, 3.0, 5.0])


@given(
    demand=st.lists(st.integers(0, 120), min_size=3, max_size=3).filter(any),
    number=NUMBERS.filter(lambda n: n == 0 or n > 0.001),
    caseload=st.none() | st.floats(1, 60) | st.sampled_from([1.0, 2.0, 15.0]),
)
@settings(max_examples=300, deadline=None, derandomize=True)
def test_places_are_the_smaller_of_demand_and_mentors_times_caseload(
    demand: list[int], number: float, caseload: float | None
) -> None:
    wanted = np.array(demand)
    corps = build_corps(STAFFING, SHARES, wanted, caseload=caseload, full_time_equivalents=number)
    assert np.isclose(corps.full_time_equivalents, number, atol=1e-9)
    loads = np.array([s.caseload if caseload is None else caseload for s in STAFFING])
    needed = wanted / loads
    # The same share of every jobcentre's young people has a place.
    exact = wanted * min(1.0, number / needed.sum())
    places = by_jobcentre(corps, corps.places)
    assert abs(places.sum() - exact.sum()) <= (0.5 + 1e-9 if exact.sum() >= 0.5 else 1.0)
    assert np.all(places <= wanted)
    assert np.all(np.abs(places - exact) < 1.5)
    # No hours without places, and no places without hours.
    hours = by_jobcentre(corps, corps.hours)
    assert np.array_equal(hours > 0, places > 0)
    if number > 0:
        share = places / loads
        np.testing.assert_allclose(hours, share / share.sum() * number * full_time_hours())
    few = number <= 0.95 * wanted.sum() and np.all(hours <= places * full_time_hours() + 1e-9)
    if few:
        assert np.all(corps.places > 0), "a post without a place is paid for nothing"


@pytest.mark.parametrize(
    ("number", "caseload", "places"),
    [(5, 1, 5), (3, 2, 6), (2, 5, 10), (0.5, 15, 8), (1, 1, 1), (0.02, 15, 1), (20, 12, 240)],
)
def test_few_mentors_have_the_places_they_can_carry_in_thirteen_jobcentres(
    number: float, caseload: float, places: int
) -> None:
    """Rounded in each jobcentre, five places were none, six none, ten and eight thirteen."""
    trial = the_trial()
    corps = build_corps(
        trial.staffing,
        trial.mentor_shares,
        trial.seats,
        caseload=caseload,
        full_time_equivalents=number,
    )
    assert int(corps.places.sum()) == places
    assert corps.full_time_equivalents == pytest.approx(number)
    assert np.all(corps.places > 0)
    assert set(corps.jobcentre.tolist()) <= set(range(13))


def test_each_jobcentres_own_caseload_gives_the_places_of_few_mentors() -> None:
    trial = the_trial()
    loads = np.array([s.caseload for s in trial.staffing])
    for number in (2.0, 7.0, 30.0):
        corps = build_corps(
            trial.staffing, trial.mentor_shares, trial.seats, full_time_equivalents=number
        )
        hours = np.bincount(corps.jobcentre, weights=corps.hours, minlength=loads.size)
        carried = float((hours / full_time_hours() * loads).sum())
        assert abs(int(corps.places.sum()) - carried) < 1.0


def test_a_full_time_mentor_for_every_young_person_is_no_two_half_posts() -> None:
    """At a caseload of 1 a part-timer's half place was no place: half of the hours were lost."""
    corps = build_corps(STAFFING, SHARES, np.array([0, 10, 0]), caseload=1.0)
    assert corps.places.tolist() == [1] * 10
    np.testing.assert_allclose(corps.hours, full_time_hours())


def test_the_trials_own_corps_is_the_one_it_was_fitted_with() -> None:
    """To the bit: posts, hours and places of the trial's people, of its treated, of four trials.

    The digests are of the corps before places of few mentors were shared out as they are now.
    """
    trial = the_trial()
    fitted = {
        "a6a6f5b19b069237": trial.seats,
        "65c0ebccbab67eff": trial.treated_seats,
        "2b1318029c148ef2": 4 * trial.seats,
    }
    for digest, seats in fitted.items():
        corps = build_corps(trial.staffing, trial.mentor_shares, seats)
        columns = ("jobcentre", "hours", "places", "deliberate", "person")
        found = hashlib.sha256(
            b"".join(np.ascontiguousarray(getattr(corps, name)).tobytes() for name in columns)
        )
        assert found.hexdigest()[:16] == digest
        assert corps.places.sum() == seats.sum()
    assert as_in_trial().capacity.following == "mentors"
    assert not no_mentors().targeting.eligible


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
