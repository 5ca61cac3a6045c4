"""Break-even values and rates, a choice per subgroup, and equity weights."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import brentq
from scipy.stats import norm

from scenarios.decision.analysis import analyse
from scenarios.decision.breakeven import break_even_rate, undecided
from scenarios.decision.equity import equity_weighted
from scenarios.decision.subgroups import choose_per_subgroup
from sim.errors import InputError


def test_interval_of_a_break_even_value_is_fiellers() -> None:
    """Normal cost and effect: the ends solve value x effect = cost at 2.5 % and 97.5 %, which is
    Fieller's interval. 100,000 draws: an end is off by 5 standard errors, 2 % at most here.
    """
    rng = np.random.default_rng(1)
    cost, effect = rng.normal(100, 20, 100_000), rng.normal(5, 1, 100_000)

    def sure(value: float) -> float:
        return float(norm.cdf((5 * value - 100) / np.hypot(value, 20)))

    ends = [brentq(lambda v, p=p: sure(v) - p, 1, 80) for p in (0.025, 0.975)]
    ((low, high),) = undecided(cost, effect, 0.95)
    assert (low, high) == pytest.approx(ends, rel=0.02)
    assert ends[1] > 35


@pytest.mark.parametrize(
    ("cost", "effect", "expected"),
    [
        # Always dearer and better: ratios 1 to 4, undecided from the first to the last.
        ([1, 2, 3, 4], [1, 1, 1, 1], ((1, 4),)),
        # Surely better, or surely worse, at any value.
        ([-1, -1, -1, -1], [1, 1, 0, 2], ()),
        ([1, 1, 1, 1], [-1, 0, -1, -2], ()),
        # A quarter loses effect: no value, however large, makes it sure.
        ([1, 2, 3, 1], [1, 1, 1, -1], ((1, float("inf")),)),
        # Saves at a loss of 2 to 5 per unit: sure below 2, surely not above 5.
        ([-2, -5, -3, -4], [-1, -1, -1, -1], ((2, 5),)),
        # Undecided from 0, as half of the draws save and half do not.
        ([-1, 1, -1, 1], [1, 1, 1, 1], ((0, 1),)),
        # No difference in any draw is half a chance at every value.
        ([0, 0, 0, 0], [0, 0, 0, 0], ((0, float("inf")),)),
        # Two gain at 1 per unit and two save 4 per unit lost: between, all are better.
        ([1, 1, -4, -4], [1, 1, -1, -1], ((0, 1), (4, float("inf")))),
    ],
)
def test_undecided_values(cost: list[float], effect: list[float], expected: object) -> None:
    assert undecided(np.array(cost, float), np.array(effect, float), 0.9) == expected


@settings(deadline=None, max_examples=100)
@given(
    arrays(np.int64, 9, elements=st.integers(-5, 5)),
    arrays(np.int64, 9, elements=st.integers(-5, 5)),
    st.floats(0.001, 30),
)
def test_undecided_is_where_the_acceptability_curve_is(
    cost: np.ndarray, effect: np.ndarray, value: float
) -> None:
    """The same question asked of the whole analysis, at values between the turning points."""
    turning = cost[effect != 0] / effect[effect != 0]
    if np.any(np.abs(turning - value) < 1e-6):
        return
    zeros = np.zeros(9)
    found = analyse(np.c_[zeros, cost], np.c_[zeros, effect], value, level=0.7)
    p = found.curves.ceac[0, 1]
    inside = any(low < value < high for low, high in found.plane["policy 2"].undecided)
    assert inside == (0.15 <= p <= 0.85)


def test_break_even_rate_by_hand() -> None:
    found = break_even_rate([100, 300], [1000, 1000], [0.25, 0.25], level=0.5)
    assert found.needed == pytest.approx(0.2)
    assert found.interval == (0.1, 0.3)
    assert (found.achieved, found.probability, found.never) == (0.25, 0.5, 0)
    assert found.to_frame().loc["rate needed"].tolist() == pytest.approx([0.2, 0.1, 0.3])


def test_break_even_rate_of_normal_draws() -> None:
    """Probability that 0.1 x value pays for the cost, with value ~ N(1000, 200), cost ~ N(90, 20):
    P(N(10, sqrt(800)) > 0). Five standard errors of a share of 100,000 are 0.008."""
    rng = np.random.default_rng(5)
    cost, value = rng.normal(90, 20, 100_000), rng.normal(1000, 200, 100_000)
    found = break_even_rate(cost, value, 0.1)
    assert found.probability == pytest.approx(norm.cdf(10 / np.sqrt(800)), abs=0.008)
    assert found.needed == pytest.approx(0.09, abs=0.001)
    assert np.isnan(break_even_rate(cost, value).probability)


def test_a_success_worth_nothing_needs_a_rate_without_end() -> None:
    found = break_even_rate([10, 10, 10, -1], [100, -5, 5, 0])
    assert found.interval == (0, float("inf"))
    assert found.never == 0.5


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"value": -5.0}, "value"),
        ({"value": [1.0]}, "value"),
        ({"rate": [0.1, np.nan]}, "rate"),
        ({"cost": [1.0, np.inf]}, "cost"),
        ({"level": 0.0}, "level"),
    ],
)
def test_bad_rates_are_refused_by_name(change: dict[str, Any], field: str) -> None:
    arguments: dict[str, Any] = {"cost": [1.0, 2.0], "value": [10.0, 10.0]}
    with pytest.raises(InputError) as error:
        break_even_rate(**(arguments | change))
    assert error.value.field == field


#: Two draws, policies nothing and mentor, groups young and old.
COST = np.array([[[0.0, 0.0], [4, 4]], [[0, 0], [4, 4]]])
EFFECT = np.array([[[0.0, 0.0], [2, 0]], [[0, 0], [4, 2]]])


def test_choice_per_subgroup_by_hand() -> None:
    """At 2 per unit the mentor is worth 2 for the young (0 and 4) and -2 for the old (-4 and 0).

    Shares 3/4 and 1/4: the mentor for all is worth 1 (-1 and 3), for the young alone 1.5 (0, 3).
    Perfect information: for all alike (0 + 3) / 2 - 1; per group the young gain nothing more.
    """
    found = choose_per_subgroup(
        COST, EFFECT, [30, 10], 2.0, policies=["nothing", "mentor"], groups=["young", "old"]
    )
    assert found.net_benefit[0].tolist() == [[0, 0], [2, -2]]
    assert found.uniform[0] == 1
    assert found.choice[0].tolist() == [1, 0]
    assert found.value[0] == pytest.approx(0.5)
    assert found.error[0] == pytest.approx(np.std([1, 0], ddof=1) / np.sqrt(2))
    assert found.probability[0] == 0.75
    assert found.evpi_uniform[0] == pytest.approx(0.5)
    assert found.evpi_stratified[0] == 0
    table = found.to_frame()
    assert table.loc[0, "choice: old"] == "nothing"
    rows = found.groups_to_frame()
    assert rows.query("chosen")["policy"].tolist() == ["mentor", "nothing"]
    assert rows["share"].tolist() == [0.75, 0.75, 0.25, 0.25]


def test_value_of_choosing_for_normal_subgroups() -> None:
    """Net benefits of 400 groups ~ N(0.2, 1) against 0: choosing is worth L(0.2) over all groups
    (Basu and Meltzer's value of individualised care). Five standard errors are 0.15."""
    gain = np.random.default_rng(2).normal(0.2, 1, 400)
    cost = np.stack([np.zeros(400), -gain])[None]
    found = choose_per_subgroup(cost, np.zeros_like(cost), np.ones(400), 0)
    exact = norm.pdf(0.2) - 0.2 * norm.sf(0.2)
    assert found.value[0] == pytest.approx(exact, abs=0.15)
    assert found.value[0] == pytest.approx(np.maximum(gain, 0).mean() - gain.mean())


GROUPED = arrays(np.int64, (6, 3, 2), elements=st.integers(-9, 9)).map(lambda x: x * 1.0)


@settings(deadline=None, max_examples=100)
@given(GROUPED, GROUPED, st.integers(1, 5), st.integers(0, 4), st.permutations([0, 1, 2]))
def test_choosing_never_loses(
    cost: np.ndarray, effect: np.ndarray, many: int, value: int, order: list[int]
) -> None:
    found = choose_per_subgroup(cost, effect, [1, many], float(value))
    assert found.value[0] >= 0
    assert found.evpi_stratified[0] >= 0
    # Knowing everything, a choice per subgroup cannot do worse than one for all.
    assert found.value[0] + found.evpi_stratified[0] >= found.evpi_uniform[0] - 1e-9
    alone = analyse(cost @ found.grouped.shares, effect @ found.grouped.shares, float(value))
    assert found.evpi_uniform[0] == pytest.approx(alone.curves.evpi[0])
    moved = choose_per_subgroup(cost[:, order], effect[:, order], [1, many], float(value))
    assert moved.value[0] == pytest.approx(found.value[0])
    one = choose_per_subgroup(cost, effect, [1, 0], float(value))
    assert one.value[0] == pytest.approx(0)


def test_equity_weights_by_hand() -> None:
    """The old gain 1 on average, the young 3; at 1 per unit and weights 1 and 5 the mentor's net
    benefit is 3/4 (3 - 4) + 1/4 (5 - 4) = -0.5, unweighted 3/4 (-1) + 1/4 (-3) = -1.5."""
    found = equity_weighted(
        COST,
        EFFECT,
        [3, 1],
        [1, 5],
        [1.0, 2.0],
        groups=["young", "old"],
        policies=["nothing", "mentor"],
    )
    assert found.weighted.curves.net_benefit[0].tolist() == [0, -0.5]
    assert found.unweighted.curves.net_benefit[0].tolist() == [0, -1.5]
    assert found.mean_weight == 2
    table = found.weights_to_frame()
    assert table["equity_weight"].tolist() == [1, 5]
    assert table["share"].tolist() == [0.75, 0.25]
    assert table["weighted effect: mentor"].tolist() == [3, 5]
    rows = found.to_frame().query("threshold == 1")
    assert rows["net_benefit"].tolist() == [0, -0.5]
    assert rows["unweighted_net_benefit"].tolist() == [0, -1.5]


@settings(deadline=None, max_examples=50)
@given(GROUPED, GROUPED, st.integers(1, 9))
def test_equal_equity_weights_are_another_value_of_the_effect(
    cost: np.ndarray, effect: np.ndarray, weight: int
) -> None:
    found = equity_weighted(cost, effect, [2, 1], [weight, weight], [1.0, 3.0])
    plain = equity_weighted(cost, effect, [2, 1], [1, 1], [1.0 * weight, 3.0 * weight])
    np.testing.assert_allclose(found.weighted.curves.evpi, plain.unweighted.curves.evpi, atol=1e-9)
    np.testing.assert_allclose(
        found.weighted.curves.net_benefit, plain.unweighted.curves.net_benefit, atol=1e-9
    )


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"effect": EFFECT[:1]}, "effect"),
        ({"cost": COST[0], "effect": EFFECT[0]}, "cost"),
        ({"weights": [1.0]}, "weights"),
        ({"weights": [1.0, -1.0]}, "weights"),
        ({"weights": [0.0, 0.0]}, "weights"),
        ({"equity": [1.0, -0.1]}, "equity"),
        ({"equity": [1.0]}, "equity"),
        ({"equity": [0.0, 1.0], "weights": [1.0, 0.0]}, "equity"),
        ({"groups": ["a", "a"]}, "groups"),
        ({"policies": ["a"]}, "policies"),
        ({"thresholds": -1.0}, "thresholds"),
    ],
)
def test_bad_groups_are_refused_by_name(change: dict[str, Any], field: str) -> None:
    arguments: dict[str, Any] = {
        "cost": COST,
        "effect": EFFECT,
        "weights": [1.0, 1.0],
        "equity": [1.0, 2.0],
        "thresholds": 1.0,
    }
    with pytest.raises(InputError) as error:
        equity_weighted(**(arguments | change))
    assert error.value.field == field
