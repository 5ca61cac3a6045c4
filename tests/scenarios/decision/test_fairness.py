"""Who gains and who pays: natural units beside kroner, weights in sight, what is not there said."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.decision.fairness import NOT_IN_MODEL, Fairness, fairness
from scenarios.decision.group_lives import UNPRICED
from scenarios.decision.group_outcomes import GroupOutcomes
from scenarios.decision.outcome_names import EFFECTS, SUMS
from scenarios.decision.setting import EquityWeights, decision_choices, own_weights
from sim.errors import InputError

GROUPS = ("grade_high", "grade_low", "grade_none")


def two_policies() -> GroupOutcomes:
    """Against none: `wide` gives 1 week to all for 100, `deep` 3 weeks to those without marks."""
    cost = np.array([[0, 0, 0], [100, 100, 100], [0, 0, 400]], float)
    weeks = np.array([[0, 0, 0], [1, 1, 1], [0, 0, 3]], float)
    shares = np.array([0.25, 0.25, 0.5])

    def table(x: np.ndarray) -> np.ndarray:
        return np.stack([x, x])

    net = {name: table(-cost if name == "public" else 0.0 * cost) for name in SUMS}
    effect = {name: table(weeks) for name in EFFECTS}
    unpriced = {name: table(0.1 * weeks) for name in UNPRICED}
    return GroupOutcomes(("none", "wide", "deep"), GROUPS, shares, net, effect, unpriced)


def judged(threshold: float, **weights: float) -> Fairness:
    chosen = EquityWeights(weights=weights, source="a test", certainty="?")
    return fairness(two_policies(), "public", "education_weeks", threshold, chosen)


def test_weights_change_the_choice_by_hand() -> None:
    """At 200 a week: wide gains 200 - 100 = 100; deep 0.5 x (3 x 200 - 400) = 100, or twice the
    effect 0.5 x (6 x 200 - 400) = 400, wide then 200 x (0.5 + 0.5 x 2) - 100 = 200."""
    plain = judged(200.0)
    assert plain.equity.unweighted.curves.net_benefit[0] == pytest.approx([0, 100, 100])
    assert not plain.changes
    weighted = judged(200.0, grade_none=2.0)
    assert weighted.equity.weighted.curves.net_benefit[0] == pytest.approx([0, 200, 400])
    assert weighted.equity.mean_weight == pytest.approx(1.5)
    assert weighted.changes


def test_no_weights_are_one_for_everybody() -> None:
    none = decision_choices().equity["none"]
    assert (none.of(GROUPS) == 1.0).all()
    same = fairness(two_policies(), "public", "education_weeks", 500.0, none)
    weighted, plain = same.equity.weighted.curves, same.equity.unweighted.curves
    assert weighted.net_benefit == pytest.approx(plain.net_benefit)
    assert not same.own


def test_stated_weights_are_an_assumption_and_own_ones_are_known_as_such() -> None:
    stated = decision_choices().equity["weakest_first"]
    assert stated.certainty == "?"
    assert stated.of(GROUPS).tolist() == [1.0, 1.5, 2.0]
    family, own = own_weights({"woman": 2.0})
    assert family == "sex"
    assert own.of(("woman", "man")).tolist() == [2.0, 1.0]
    assert judged(1.0, grade_none=3.0).own


def test_the_table_has_effects_kroner_levels_and_what_is_missing() -> None:
    table = judged(1.0).table
    row = table[(table["policy"] == "deep") & (table["group"] == "grade_none")]
    by = row.set_index("quantity")
    assert by.loc["education", "mean"] == pytest.approx(300.0)
    assert by.loc["off_benefit_weeks", "mean"] == pytest.approx(3.0)
    assert by.loc["public", "mean"] == pytest.approx(-400.0)
    assert by.loc["trust", "mean"] == pytest.approx(0.3)
    assert by.loc[list(NOT_IN_MODEL), "mean"].isna().all()
    assert set(by.loc[list(NOT_IN_MODEL), "kind"]) == {"absent"}
    assert set(table["policy"]) == {"wide", "deep"}


def test_value_of_choosing_by_group_by_hand() -> None:
    """At 120 a week wide is best for all: 20; for those without marks deep loses 40, so wide."""
    found = two_policies().choose("public", "education_weeks", [120.0, 250.0])
    names = np.array(found.grouped.policies)
    assert names[found.uniform].tolist() == ["wide", "deep"]
    assert found.value[0] == pytest.approx(0.0)
    # At 250: deep for all 175, wide 150; wide for those with marks 0.5 x 150 more.
    assert names[found.choice[1]].tolist() == ["wide", "wide", "deep"]
    assert found.value[1] == pytest.approx(75.0)


@pytest.mark.parametrize(
    "weights",
    [
        {"nobody": 1.0},
        {"woman": 2.0, "grade_none": 2.0},
        {"woman": -1.0},
        {"woman": float("inf")},
        {"woman": float("nan")},
    ],
)
def test_weights_that_cannot_be(weights: dict[str, float]) -> None:
    with pytest.raises(InputError):
        own_weights(weights)


def test_every_family_is_of_known_groups_once() -> None:
    families = decision_choices().families
    known = [group for groups in families.values() for group in groups]
    assert len(known) == len(set(known))
    assert all(decision_choices().family_of(groups) == name for name, groups in families.items())
