"""Dominance, extended dominance and ICERs: published tables, the definitions, ties."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scenarios.decision.analysis import analyse
from scenarios.decision.frontier import (
    DOMINATED,
    EXTENDEDLY_DOMINATED,
    ON_FRONTIER,
    SAME,
    Frontier,
    frontier,
)


def of(cost: list[float], effect: list[float], names: str) -> Frontier:
    return frontier(np.array(cost, float), np.array(effect, float), tuple(names.split()))


def test_screening_for_hiv() -> None:
    """Paltiel et al. 2006, Annals of Internal Medicine 145: 797-806, table 4, high-risk population.

    Quality-adjusted months; dampack's vignette `basic_cea` works the same example. ICERs by hand:
    1000 / (0.32 / 12), 1020 / (0.21 / 12), 420 / (0.05 / 12).
    """
    months = np.array([277.25, 277.57, 277.78, 277.83, 277.76])
    found = of([26000, 27000, 28020, 28440, 29440], list(months / 12), "none once 5yr 3yr annual")
    assert [s.name for s in found.efficient] == ["none", "once", "5yr", "3yr"]
    icers = [s.icer for s in found.efficient]
    assert np.isnan(icers[0])
    assert icers[1:] == pytest.approx([37_500, 58_285.714, 100_800], rel=1e-6)
    assert (found["annual"].status, found["annual"].by) == (DOMINATED, ("3yr",))


def test_the_example_of_the_health_economics_resource_center() -> None:
    """US Department of Veterans Affairs, herc.research.va.gov, "Cost-effectiveness analysis".

    Also in dampack's own tests. C costs 15,000 per unit over B and D then only 10,000 over C, so
    C is extendedly dominated by B and D; A costs more than B and gives less.
    """
    found = of(
        [55_000, 35_000, 25_000, 10_000, 12_000, 5_000], [5, 4, 3, 2, 1.5, 1], "E D C B A UC"
    )
    assert [s.name for s in found.strategies] == ["UC", "B", "A", "C", "D", "E"]
    assert {s.name: s.icer for s in found.efficient[1:]} == {"B": 5000, "D": 12_500, "E": 20_000}
    assert (found["C"].status, found["C"].by) == (EXTENDEDLY_DOMINATED, ("B", "D"))
    assert (found["A"].status, found["A"].by) == (DOMINATED, ("B",))
    assert found["D"].extra_cost == 25_000
    assert found["D"].extra_effect == 2


def test_cheaper_and_as_effective_dominates() -> None:
    """dampack's tests: the cheapest of three has the best effect, shared with the dearest."""
    found = of([163_771.0, 164_848.7, 163_765.1], [6.48273, 6.52861, 6.52861], "none all test")
    assert [s.name for s in found.efficient] == ["test"]
    assert found["all"].by == found["none"].by == ("test",)


def test_a_policy_that_falls_only_when_the_next_has_fallen() -> None:
    """ICERs 10, 11 and 3: D takes C off, and only then is B (10) above D over A (8)."""
    found = of([0, 10, 21, 24], [0, 1, 2, 3], "A B C D")
    assert [s.name for s in found.efficient] == ["A", "D"]
    assert found["D"].icer == 8
    assert found["B"].by == found["C"].by == ("A", "D")


def test_a_policy_on_the_line_between_two_others_stays() -> None:
    found = of([0, 0.1, 0.3], [0, 0.1, 0.3], "A B C")
    assert [s.status for s in found.strategies] == [ON_FRONTIER] * 3


def test_of_the_same_policy_twice_the_first_stays() -> None:
    found = of([5, 1, 5], [2, 1, 2], "first low second")
    assert found["first"].status == ON_FRONTIER
    assert (found["second"].status, found["second"].by) == (SAME, ("first",))


def test_savings_and_losses_need_no_special_case() -> None:
    found = of([-300, -500, 0], [2, -1, 0], "mentor cut nothing")
    assert [s.name for s in found.efficient] == ["cut", "mentor"]
    assert found["mentor"].icer == pytest.approx(200 / 3)


GRID = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=2, max_size=7)


@settings(deadline=None, max_examples=300)
@given(GRID)
@example([(0, 0), (1, 1), (2, 2), (2, 2), (3, 2), (6, 3)])
def test_status_is_what_the_definitions_say(points: list[tuple[int, int]]) -> None:
    """Whole numbers in exact arithmetic, every pair and every mixture tried; ties abound."""
    names = tuple(f"p{k}" for k in range(len(points)))
    cost, effect = np.array(points, float).T
    found = frontier(cost, effect, names)
    for j, (c, e) in enumerate(points):
        better = [i for i, p in enumerate(points) if p[0] <= c and p[1] >= e and p != (c, e)]
        mixed = any(
            b[1] < e < a[1] and b[0] + Fraction((a[0] - b[0]) * (e - b[1]), a[1] - b[1]) < c
            for a in points
            for b in points
        )
        twin = (c, e) in points[:j]
        if better:
            status = DOMINATED
        elif twin:
            status = SAME
        else:
            status = EXTENDEDLY_DOMINATED if mixed else ON_FRONTIER
        one = found[names[j]]
        assert one.status == status
        by = [points[names.index(name)] for name in one.by]
        if status == DOMINATED:
            assert names.index(one.by[0]) in better
        if status == EXTENDEDLY_DOMINATED:
            (c0, e0), (c1, e1) = by
            assert all(found[name].status == ON_FRONTIER for name in one.by)
            assert e0 < e < e1
            assert c0 + Fraction((c1 - c0) * (e - e0), e1 - e0) < c


FLOATS = st.floats(-1e6, 1e6, allow_nan=False).map(lambda x: round(x, 3))


@settings(deadline=None, max_examples=200)
@given(st.lists(st.tuples(FLOATS, FLOATS), min_size=2, max_size=8), st.floats(0, 1e4))
def test_icers_rise_and_every_value_chooses_from_the_frontier(
    points: list[tuple[float, float]], value: float
) -> None:
    names = tuple(f"p{k}" for k in range(len(points)))
    cost, effect = np.array(points).T
    found = frontier(cost, effect, names)
    icers = [s.icer for s in found.efficient[1:]]
    assert all(icer > 0 for icer in icers)
    assert all(b >= a * (1 - 1e-6) for a, b in pairwise(icers))
    net = value * effect - cost
    best = max(net[s.number] for s in found.efficient)
    assert best == pytest.approx(net.max(), abs=1e-9 * (1e6 + value * 1e6))


@settings(deadline=None, max_examples=100)
@given(GRID, st.randoms(use_true_random=False), st.integers(-50, 50))
def test_order_and_a_common_cost_change_nothing(
    points: list[tuple[int, int]], random: object, constant: int
) -> None:
    points = sorted(set(points))
    if len(points) < 2:
        points.append((7, 7))
    names = [f"p{k}" for k in range(len(points))]
    order = list(range(len(points)))
    random.shuffle(order)
    cost, effect = np.array(points, float).T
    plain = frontier(cost, effect, tuple(names))
    moved = frontier(cost[order] + constant, effect[order], tuple(names[k] for k in order))
    for name in names:
        assert moved[name].status == plain[name].status
        assert moved[name].by == plain[name].by
        assert moved[name].icer == pytest.approx(plain[name].icer, nan_ok=True)


def test_table_is_in_the_order_of_cost() -> None:
    table = of([3, 1, 2], [3, 1, 0], "a b c").to_frame()
    assert list(table.index) == ["b", "c", "a"]
    assert list(table["by"]) == ["", "b", ""]
    assert table.loc["a", "icer"] == 1.0


def test_the_frontier_is_of_means() -> None:
    """Two draws that would be ordered otherwise each by itself."""
    cost, effect = [[0, 10.0], [0, 30.0]], [[0, 3.0], [0, 1.0]]
    assert analyse(cost, effect, 1.0).frontier["policy 2"].icer == 20 / 2
