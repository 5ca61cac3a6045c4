"""Two policies that begin as one world: the same lives as in two worlds lived apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from calibration.trial import the_trial
from scenarios.policy.policies import load_policy, parse_policy
from scenarios.sensitivity.common_random_numbers import Twins, simulate_pair
from sim.outcomes.accounts import Accounts
from sim.programme import Policy
from sim.simulation import Cohort, Simulation, build
from tests.worlds.small_comparison import few_draws

TRIAL = the_trial()
VALUES: list[Mapping[str, float]] = list(few_draws().values())
HORIZON = 90


def changed(name: str, **fields: Any) -> Policy:
    content = load_policy(name).policy.model_dump(mode="json", exclude_unset=True) | fields
    return parse_policy(content, file=name)


def cohort(values: Mapping[str, float]) -> Cohort:
    return TRIAL.cohort(values, 3)


def same(one: Accounts, other: Accounts) -> None:
    assert np.array_equal(one.people, other.people)
    assert np.array_equal(one.weekly, other.weekly)
    assert np.array_equal(one.measures_begun, other.measures_begun)
    assert one.full_time_equivalents == other.full_time_equivalents
    assert one.mean_wait == pytest.approx(other.mean_wait, nan_ok=True)


def accounts(world: Simulation) -> Accounts:
    return world.run(persons=False)


PAIRS = [
    # Begin as one world.
    ({"duration": {"weeks": 78}}, {"duration": {"weeks": 52}}),
    ({"duration": {"weeks": 20}}, {"duration": {"weeks": 52}}),
    ({"duration": {"weeks": 1}}, {"duration": {"weeks": 2}}),
    (
        {"duration": {"weeks": 52, "exceptions": [{"group": "grade_none", "weeks": 78}]}},
        {"duration": {"weeks": 40}},
    ),
    (
        {"duration": {"weeks": 60}, "ending": {"taper_weeks": 8}},
        {"duration": {"weeks": 30}, "ending": {"taper_weeks": 8}},
    ),
    (
        {"duration": {"weeks": 60}, "ending": {"aftercare_weeks": 30}},
        {"duration": {"weeks": 30}, "ending": {"aftercare_weeks": 30}},
    ),
    (
        {"duration": {"weeks": 60}, "capacity": {"follows": "places", "mentors": 60}},
        {"duration": {"weeks": 30}, "capacity": {"follows": "places", "mentors": 60}},
    ),
    (
        {"duration": {"weeks": 60, "until": {"foothold_weeks": 13}}},
        {"duration": {"weeks": 30, "until": {"foothold_weeks": 13}}},
    ),
    # Differ from the start.
    ({"duration": {"weeks": 60}}, {"duration": {"weeks": 30}, "ending": {"taper_weeks": 8}}),
    ({"duration": {"weeks": 60}}, {"targeting": {"eligible": []}}),
]


@pytest.mark.parametrize("pair", PAIRS)
@pytest.mark.parametrize("draw", range(len(VALUES)))
def test_twins_are_two_worlds_lived_apart(
    pair: tuple[dict[str, Any], dict[str, Any]], draw: int
) -> None:
    one, other = (changed("as-in-trial", **fields) for fields in pair)
    values, people = VALUES[draw], cohort(VALUES[draw])
    twins = simulate_pair(people, Twins(one, other), values, 3, HORIZON, accounts)
    for policy, found in zip((one, other), twins, strict=True):
        same(found, build(people, policy, values, 3, horizon=HORIZON).run(persons=False))
