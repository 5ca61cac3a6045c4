"""Conditions, scores and limits to waiting: whom a policy is for, and who goes first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from sim.conditions import Combination, Limit, attribute_values, condition_mask
from sim.errors import InputError
from sim.groups import group_mask
from sim.population import Population
from sim.programme import Policy
from sim.state import Place
from tests.support.policy_cases import policy
from tests.worlds.policy_worlds import SHORT, Mask, changed, cohort, lived, people, world

# --- conditions -----------------------------------------------------------------------------------
CONDITIONS: dict[str, tuple[Any, Callable[[Population], Mask]]] = {
    "below": ({"attribute": "age", "below": 25}, lambda p: p.age < 25),
    "at_most": ({"attribute": "severity", "at_most": 0.4}, lambda p: p.severity <= 0.4),
    "above": (
        {"attribute": "transfer_share", "above": 0.5},
        lambda p: p.transfer.mean(axis=1) > 0.5,
    ),
    "at_least": ({"attribute": "mother_income", "at_least": 150}, lambda p: p.mother_income >= 150),
    "between": (
        {"attribute": "age", "at_least": 20, "below": 22},
        lambda p: (p.age >= 20) & (p.age < 22),
    ),
    "a mark below 4 leaves out those without": (
        {"attribute": "mark", "below": 4},
        lambda p: group_mask(p, "grade_low"),
    ),
    "any mark at all": (
        {"attribute": "mark", "above": -4},
        lambda p: ~group_mask(p, "grade_none"),
    ),
    "all_of": ({"all_of": ["woman", "under_25"]}, lambda p: p.woman & (p.age < 25)),
    "any_of": ({"any_of": ["woman", "under_25"]}, lambda p: p.woman | (p.age < 25)),
    "none_of": ({"none_of": ["woman", "under_25"]}, lambda p: ~(p.woman | (p.age < 25))),
    "together": (
        {"any_of": ["su_none", "immigrant"], "none_of": ["Aalborg"]},
        lambda p: (p.never_su | p.immigrant) & ~group_mask(p, "Aalborg"),
    ),
    "nested": (
        {"all_of": ["man", {"any_of": [{"none_of": ["danish"]}, "from_25"]}]},
        lambda p: ~p.woman & (p.immigrant | (p.age >= 25)),
    ),
    "last year": (
        {"attribute": "su_share_last_year", "above": 0.3},
        lambda p: p.su[:, 0] > 0.3,
    ),
}


@pytest.mark.parametrize("name", CONDITIONS)
def test_a_condition_holds_for_whom_it_says(name: str) -> None:
    written, expected = CONDITIONS[name]
    rules = policy(targeting={"eligible": [written]})
    (condition,) = rules.targeting.eligible
    mask = condition_mask(people(), condition)
    assert np.array_equal(mask, expected(people()))
    assert 0 < mask.sum() < mask.size
    # The eligible are just those, and nobody else is ever mentored.
    rows = lived(rules)
    assert np.array_equal(rows["eligible"] == 1, mask)
    assert np.all(rows["mentors"][~mask] == 0)


def test_a_condition_and_its_opposite_share_everybody() -> None:
    for written, _ in CONDITIONS.values():
        kind = Limit if "attribute" in written else Combination
        condition = kind.model_validate(written)
        opposite = Combination(none_of=[condition])
        assert np.array_equal(
            condition_mask(people(), condition), ~condition_mask(people(), opposite)
        )


def test_all_conditions_of_the_target_group_hold_and_none_is_nobody() -> None:
    rules = policy(targeting={"eligible": ["woman", {"attribute": "age", "below": 25}]})
    rows = lived(rules)
    assert np.array_equal(rows["eligible"] == 1, people().woman & (people().age < 25))
    assert lived(policy(targeting={"eligible": []}))["eligible"].sum() == 0
    assert lived(policy())["eligible"].sum() == people().n


def test_an_unknown_group_inside_a_condition_is_named() -> None:
    rules = policy(targeting={"eligible": [{"none_of": ["woman", "grade_nun"]}]})
    with pytest.raises(InputError) as caught:
        world(rules)
    assert caught.value.field == "targeting.eligible.none_of.1"


# --- who goes first -------------------------------------------------------------------------------
def mean_wait(rows: dict[str, npt.NDArray[Any]], who: Mask) -> float:
    waited = rows["waited"][who & (rows["waited"] >= 0)]
    return float(waited.mean())


def served(rows: dict[str, npt.NDArray[Any]], who: Mask) -> float:
    return float((rows["mentors"][who & (rows["uptake"] == 1)] > 0).mean())


def test_first_is_first() -> None:
    young = people().age < 23
    plain = lived(policy(capacity=SHORT))
    rules = policy(capacity=SHORT, targeting={"first": [{"attribute": "age", "below": 23}]})
    rows = lived(rules)
    assert served(rows, young) > served(plain, young) + 0.05
    assert served(rows, ~young) < served(plain, ~young)
    assert mean_wait(rows, young) < mean_wait(plain, young)


def test_without_a_queue_nobody_is_first() -> None:
    rules = policy(targeting={"first": ["woman"], "score": [{"attribute": "age", "weight": 1}]})
    ours, theirs = lived(rules), lived(policy())
    # The order within a week decides who gets which mentor, but nobody waits longer or shorter.
    assert np.array_equal(ours["waited"], theirs["waited"])


def queue_order(rules: Policy) -> npt.NDArray[np.int64]:
    """Population indices of a jobcentre's queue, in order."""
    simulation = world(rules)
    order = simulation.order[simulation.world.queue]
    return np.asarray(order[people().jobcentre[order] == people().jobcentre[0]])


def test_the_score_is_the_weighted_sum_and_the_highest_goes_first() -> None:
    score = [
        {"attribute": "severity", "weight": 2.0},
        {"who": {"any_of": ["immigrant", "woman"]}, "weight": 0.5},
        {"attribute": "mark", "weight": -0.1, "missing": 1.5},
    ]
    p = people()
    mark = np.where(np.isnan(p.mark), 1.5, p.mark)
    points = 2.0 * p.severity + 0.5 * (p.immigrant | p.woman) - 0.1 * mark
    order = queue_order(policy(targeting={"score": score}))
    assert np.all(np.diff(points[order]) <= 1e-12)
    assert np.diff(points[order]).min() < -0.001


def test_priority_comes_before_score_and_entry_after() -> None:
    targeting = {"first": ["woman"], "score": [{"who": "su_none", "weight": 1}]}
    order = queue_order(policy(targeting=targeting))
    keys = np.stack([~people().woman, ~people().never_su, cohort().entry])[:, order]
    assert keys.T.tolist() == sorted(keys.T.tolist())


def test_a_negative_weight_turns_the_order_round() -> None:
    up, down = (
        attribute_values(
            people(),
            policy(targeting={"score": [{"attribute": "age", "weight": 1}]})
            .targeting.score[0]
            .attribute,
        )[queue_order(policy(targeting={"score": [{"attribute": "age", "weight": weight}]}))]
        for weight in (1, -1)
    )
    assert np.all(np.diff(up) <= 0)
    assert np.all(np.diff(down) >= 0)


def test_an_expected_gain_that_was_not_worked_out_is_refused() -> None:
    with pytest.raises(InputError, match="worked out from the posterior"):
        world(policy(targeting={"score": "expected_gain_per_hour"}))


def test_a_limit_to_waiting_ends_the_wait_and_gives_ordinary_services_back() -> None:
    plain = lived(policy(capacity=SHORT))
    limited = lived(policy(capacity=SHORT, targeting={"max_wait_weeks": 10}))
    assert plain["waited"].max() > 20
    assert limited["waited"].max() == 10
    accepted = (limited["eligible"] == 1) & (limited["uptake"] == 1)
    gone = accepted & (limited["place"] == Place.NOT_OFFERED)
    assert gone.any()
    assert np.all(limited["mentors"][gone] == 0)
    assert not np.any(limited["place"] == Place.WAITING)
    # No wait is allowed at all: only those who find a place in the week of entry.
    at_once = lived(policy(capacity=SHORT, targeting={"max_wait_weeks": 0}))
    assert at_once["waited"].max() == 0


def test_a_limit_that_nobody_reaches_changes_nobody() -> None:
    limit = policy(capacity=SHORT, targeting={"max_wait_weeks": 300})
    assert not changed(policy(capacity=SHORT), limit).any()
    assert not changed(policy(), policy(targeting={"max_wait_weeks": 5})).any()
