"""Nobody is lost, nothing is counted twice, no mentor gives more than there is."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calibration.trial import the_trial
from sim.programme import Policy
from sim.simulation import build
from sim.state import Place
from tests.support.auditor import SPACE, audit, people
from tests.support.policy_cases import policy
from tests.worlds.any_policy import policies


@given(
    rules=policies,
    number=st.integers(0, 2**32),
    width=st.sampled_from([0.5, 1.0, 3.0]),
    per_centre=st.integers(1, 11),
    horizon=st.integers(1, 80),
    intake_weeks=st.integers(1, 30),
)
@settings(max_examples=60, deadline=None, derandomize=True)
def test_nothing_is_lost_under_any_policy(
    rules: Policy, number: int, width: float, per_centre: int, horizon: int, intake_weeks: int
) -> None:
    """Parameters from the prior, some from three times its width (cut at their bounds)."""
    scores = width * np.random.default_rng(number).standard_normal(len(SPACE.free))
    values = SPACE.from_standard(SPACE.free, scores)
    seats = np.full(len(the_trial().staffing), per_centre)
    audit(people(seats, number, intake_weeks), rules, values, number, horizon)


BUSY = {
    "education_start": 0.03,
    "job_start": 0.03,
    "education_dropout": 0.05,
    "job_loss": 0.05,
    "preparatory_weeks": 20.0,
    "qualifying_weeks": 60.0,
    "course_start": 0.01,
    "course_weeks": 60.0,
    "pension_start": 0.003,
    "self_support_start": 0.02,
    "self_support_end": 0.05,
    "mentor_leaves": 0.03,
    "mentor_away": 0.03,
    "opt_out": 0.01,
}
CASES: dict[str, tuple[dict[str, Any], dict[str, float]]] = {
    "as in the trial": ({}, {}),
    "one mentee per mentor": ({"capacity": {"caseload": 1}}, {}),
    "sixty mentees per mentor": ({"capacity": {"caseload": 60}}, {}),
    "no mentor at all": ({"capacity": {"mentors": 0}}, {}),
    "a long queue": ({"capacity": {"mentors": 3}, "targeting": {"first": ["grade_none"]}}, BUSY),
    "much coming and going": (
        {
            "duration": {"weeks": 20},
            "ending": {"taper_weeks": 5, "aftercare_weeks": 12, "aftercare_weight": 1.0},
        },
        BUSY,
    ),
    "much coming back to mentors": (
        {
            "ending": {"taper_weeks": 3, "aftercare_weeks": "as_in_trial", "return_weeks": 100},
            "targeting": {"max_wait_weeks": 20},
            "capacity": {"mentors": 5},
        },
        BUSY,
    ),
    "one week": ({"duration": {"weeks": 1}, "ending": {"taper_weeks": 1}}, BUSY),
    "nobody": ({"targeting": {"eligible": []}}, BUSY),
    "everything at its lowest": ({}, {p.name: p.low for p in SPACE if p.name != "other_leave"}),
    "everything at its highest": ({}, {p.name: p.high for p in SPACE}),
}


@pytest.mark.parametrize("name", CASES)
def test_nothing_is_lost_at_the_edges(name: str) -> None:
    parts, changes = CASES[name]
    cohort = people(np.full(len(the_trial().staffing), 11), 4)
    simulation = audit(cohort, policy(**parts), SPACE.values(changes), 9, 80)
    assert simulation.week == int(cohort.entry.max()) + 80


def test_caps_of_single_groups_hold_for_them_alone() -> None:
    cohort = people(np.full(len(the_trial().staffing), 11), 4)
    rules = policy(
        duration={"weeks": 20, "exceptions": [{"group": "woman", "weeks": 35}]},
    )
    quiet = {"education_start": 0.0002, "job_start": 0.0001, "opt_out": 0.0}
    simulation = audit(cohort, rules, SPACE.values(quiet), 9, 70)
    weeks = simulation.accounts().persons["mentored_weeks"].to_numpy()
    woman = cohort.population.woman
    assert (weeks[woman].max(), weeks[~woman].max()) == (35, 20)


def test_nobody_of_the_population() -> None:
    cohort = people(np.zeros(len(the_trial().staffing), int), 4)
    simulation = build(cohort, policy(), SPACE.centres(), 1, horizon=10)
    accounts = simulation.run()
    assert accounts.people.sum() == 0
    assert len(accounts.persons) == 0


def test_hazards_of_leaving_may_all_be_zero() -> None:
    """Their lower bounds are zero, so that nobody need ever opt out, move or leave."""
    values = SPACE.values({"opt_out": 0.0, "move_away": 0.0, "other_leave": 0.0})
    cohort = people(np.full(len(the_trial().staffing), 11), 4)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        simulation = audit(cohort, policy(), values, 9, 60)
    places = simulation.accounts().persons
    left = places["place"].isin([Place.OPTED_OUT, Place.MOVED, Place.OTHER_LEAVE])
    # Those who never took up the offer are counted as leavers.
    assert np.all(places["mentors"][left] == 0)
