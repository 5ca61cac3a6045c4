"""The mentor who stays after a start, as in the trial: for some weeks, within the cap."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.state import Place, Status
from tests.support.policy_cases import policy
from tests.worlds.policy_worlds import STEADY, lived, world
from tests.worlds.watched_weeks import watched

GOALS = (Status.EDUCATION, Status.EMPLOYMENT)
#: Some start, and who has started stays.
STARTING = {
    **STEADY,
    "education_start": 0.015,
    "job_start": 0.005,
    "education_dropout": 0.001,
    "job_loss": 0.001,
    "education_to_job": 0.00005,
    "qualifying_weeks": 400.0,
    "preparatory_weeks": 120.0,
}


@pytest.mark.parametrize(("parameter", "weeks"), [(13.0, 13), (6.4, 6), (40.0, 40)])
def test_the_mentor_stays_for_the_weeks_of_the_parameter_within_the_cap(
    parameter: float, weeks: int
) -> None:
    """From the week after the start on, at the aftercare's share of the minutes."""
    cap = 30
    simulation = world(policy(duration={"weeks": cap}), {**STARTING, "mentor_stays": parameter})
    asked: dict[int, int] = {}
    full, cut = 0, 0
    for _, before, after, _, _ in watched(simulation):
        starts = (before["place"] == Place.ACTIVE) & np.isin(after["status"], GOALS)
        # Some enter, meet the mentor and start in one week.
        early = np.isin(before["place"], (Place.NOT_OFFERED, Place.WAITING))
        starts |= early & (after["place"] == Place.AFTERCARE)
        left = np.minimum(weeks, cap - after["mentored_weeks"])
        for i in np.flatnonzero(starts):
            stays = left[i] > 0
            assert after["place"][i] in ((Place.AFTERCARE,) if stays else (Place.ENDED,))
            if stays:
                assert after["weeks_left"][i] == left[i]
                asked[i] = after["mentored_weeks"][i] + left[i]
        over = (before["place"] == Place.AFTERCARE) & (after["place"] == Place.ENDED)
        over &= np.isin(after["status"], GOALS) & np.isin(before["status"], GOALS)
        for i in np.flatnonzero(over):
            assert after["mentored_weeks"][i] == asked[i]
            full, cut = full + (asked[i] < cap), cut + (asked[i] == cap)
        assert np.all(after["mentored_weeks"] <= cap)
    assert cut > 10
    assert full > 10 or weeks > cap


def same(ours: dict[str, Any], theirs: dict[str, Any]) -> None:
    for name in ours:
        assert np.array_equal(ours[name], theirs[name]), name


def test_less_than_half_a_week_is_none() -> None:
    values = {**STARTING, "mentor_stays": 0.4}
    same(lived(policy(), values), lived(policy(ending={"aftercare_weeks": 0}), values))


def test_it_is_what_a_policy_does_that_says_nothing_else() -> None:
    assert policy().ending.aftercare_weeks == "as_in_trial"
    same(lived(policy()), lived(policy(ending={"aftercare_weeks": "as_in_trial"})))


def test_weeks_of_the_policys_own_come_on_top_of_the_cap() -> None:
    within = lived(policy(duration={"weeks": 30}), {**STARTING, "mentor_stays": 20.0})
    on_top = lived(
        policy(duration={"weeks": 30}, ending={"aftercare_weeks": 20}),
        {**STARTING, "mentor_stays": 20.0},
    )
    assert within["mentored_weeks"].max() == 30
    assert on_top["mentored_weeks"].max() > 45


def test_a_foothold_stands_in_its_place() -> None:
    until = {"foothold_weeks": 10}
    rules = policy(duration={"weeks": 30, "until": until})
    none = policy(duration={"weeks": 30, "until": until}, ending={"aftercare_weeks": 0})
    same(lived(rules, STARTING), lived(none, STARTING))


def test_who_drops_out_meanwhile_goes_on_with_the_weeks_that_are_left() -> None:
    values = {**STARTING, "education_dropout": 0.08, "job_loss": 0.1, "mentor_stays": 26.0}
    back = 0
    for _, before, after, _, _ in watched(world(policy(duration={"weeks": 40}), values)):
        gone = (before["place"] == Place.AFTERCARE) & np.isin(before["status"], GOALS)
        gone &= after["status"] == Status.ON_BENEFIT
        on = gone & (after["place"] == Place.ACTIVE)
        assert np.all(after["weeks_left"][on] == 40 - after["mentored_weeks"][on])
        # Without weeks left support ends; some leave the programme in the very week.
        assert np.all(after["mentored_weeks"][gone & ~on & (after["place"] == Place.ENDED)] == 40)
        back += int(on.sum())
    assert back > 20
