"""Net benefit, acceptability, EVPI and the plane: closed forms, invariances, refusals."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import norm

from scenarios.decision.analysis import analyse
from scenarios.decision.plane import (
    DOMINATED,
    DOMINATES,
    GAINS_AT_A_COST,
    SAME,
    SAVES_AT_A_LOSS,
    verdict,
)
from sim.errors import InputError

DRAWS = 200_000


def unit_normal_loss(z: float) -> float:
    """E max(0, X - z) of a standard normal X."""
    return float(norm.pdf(z) - z * norm.sf(z))


def two_normal(draws: int = DRAWS) -> tuple[np.ndarray, np.ndarray]:
    """The example of the R package voi: effect p1 ~ N(1, 1), cost p2 ~ N(0, 2), against nothing."""
    rng = np.random.default_rng(11)
    nothing = np.zeros(draws)
    effect, cost = rng.normal(1, 1, draws), rng.normal(0, 2, draws)
    return np.stack([nothing, cost], axis=1), np.stack([nothing, effect], axis=1)


@pytest.mark.parametrize("value", [0.5, 1.0, 2.0, 3.0])
def test_evpi_of_two_normal_policies_is_the_unit_normal_loss(value: float) -> None:
    """The increment is N(value, s), s2 = value2 + 4: EVPI = s L(value / s).

    At value 1 that is 0.4798107, which voi's vignette prints as exact. A loss has a standard
    deviation below s, so five standard errors (false alarm 6e-7) are below 5 s / sqrt(200,000) =
    0.011 s; an EVPI off by twice that is found for certain. The loss of the wrong policy would be
    off by 1.
    """
    cost, effect = two_normal()
    s = np.hypot(value, 2)
    exact = s * unit_normal_loss(value / s)
    found = analyse(cost, effect, value).curves
    assert found.evpi[0] == pytest.approx(exact, abs=5 * float(found.evpi_error[0]))
    assert found.evpi_error[0] < s / np.sqrt(DRAWS)
    assert found.expected_loss[0, 0] == pytest.approx(exact + value, abs=0.011 * s)
    # 5 standard errors of a share are below 0.0056.
    assert found.ceac[0, 1] == pytest.approx(norm.cdf(value / s), abs=0.0056)
    if value == 1.0:
        assert exact == pytest.approx(0.4798107, abs=5e-8)


def test_evpi_of_three_alike_is_the_expected_largest_normal() -> None:
    """E max of three standard normals is 3 / (2 sqrt(pi)); the best of today is worth 0.

    The mean of the best is up to 5 / sqrt(n) above 0 by chance, which an EVPI loses.
    """
    cost = np.random.default_rng(5).normal(size=(DRAWS, 3))
    found = analyse(cost, np.zeros_like(cost), 0).curves
    assert found.evpi[0] == pytest.approx(3 / (2 * np.sqrt(np.pi)), abs=10 / np.sqrt(DRAWS))
    np.testing.assert_allclose(found.ceac[0], 1 / 3, atol=0.0053)


def test_evpi_by_hand() -> None:
    """Three draws, two policies; expected net benefit 2 and 3; best in each draw 6, 4, 3."""
    cost = np.array([[-6, -2], [0, -4], [0, -3]])
    found = analyse(cost, np.zeros((3, 2)), 10.0, population=1000)
    assert found.curves.net_benefit[0].tolist() == [2, 3]
    assert found.curves.evpi[0] == pytest.approx(13 / 3 - 3)
    assert found.curves.expected_loss[0].tolist() == pytest.approx([13 / 3 - 2, 13 / 3 - 3])
    assert found.curves.ceac[0].tolist() == pytest.approx([1 / 3, 2 / 3])
    assert found.curves.evpi_error[0] == pytest.approx(np.std([4, 0, 0], ddof=1) / np.sqrt(3))
    assert found.curves.population_evpi == pytest.approx([4000 / 3])


def test_the_acceptability_frontier_follows_the_expected_value() -> None:
    """The policy most often best need not be best on average (Fenwick et al. 2001)."""
    cost = np.zeros((10, 2))
    cost[:, 1] = [1] * 9 + [-100]
    found = analyse(cost, np.zeros((10, 2)), 0).curves
    assert found.ceac[0].tolist() == [0.9, 0.1]
    assert found.best[0] == 1
    assert found.ceaf[0] == 0.1


def test_ties_are_shared_and_the_cheapest_is_best() -> None:
    """0.1 + 0.2 is not 0.3 in floating point, but it is no better either."""
    cost = np.array([[0.2, 0.3, 0.1 + 0.2, 9.0]] * 4)
    effect = np.array([[0.2, 0.3, 0.3, 0.0]] * 4)
    found = analyse(cost, effect, 1.0).curves
    assert found.ceac[0].tolist() == pytest.approx([1 / 3, 1 / 3, 1 / 3, 0])
    assert found.best[0] == 0
    assert found.evpi[0] == 0


def test_one_draw_has_nothing_uncertain() -> None:
    found = analyse([[0.0, 5.0]], [[0.0, 1.0]], [1.0, 10.0])
    assert found.curves.evpi.tolist() == [0, 0]
    assert found.curves.best.tolist() == [0, 1]
    assert np.isnan(found.curves.evpi_error).all()


@pytest.mark.parametrize(
    ("cost", "effect", "words"),
    [
        (2, 1, GAINS_AT_A_COST),
        (-2, -1, SAVES_AT_A_LOSS),
        (-2, 1, DOMINATES),
        (2, -1, DOMINATED),
        (0, 1, DOMINATES),
        (0, -1, DOMINATED),
        (2, 0, DOMINATED),
        (-2, 0, DOMINATES),
        (0, 0, SAME),
    ],
)
def test_a_ratio_only_where_it_means_something(cost: float, effect: float, words: str) -> None:
    """(2, -1) and (-2, 1) have the same ratio, -2, and opposite meanings: neither has one here."""
    found, ratio = verdict(cost, effect)
    assert found == words
    assert ratio == 2 if words in (GAINS_AT_A_COST, SAVES_AT_A_LOSS) else np.isnan(ratio)


def test_the_plane() -> None:
    cost = np.array([[1, 3.0, 1], [1, 0, 1], [1, 3, 1], [1, -4, 1]])
    effect = np.array([[1, 2.0, 1], [1, 2, 1], [1, 0, 1], [1, 1, 1]])
    found = analyse(cost, effect, 1.0, names=["now", "new", "twin"], reference="now").plane
    new = found["new"]
    assert (new.extra_cost, new.extra_effect) == (-0.5, 0.25)
    assert new.icer == DOMINATES
    assert new.quadrants == {
        GAINS_AT_A_COST: 0.25,
        DOMINATES: 0.375,
        DOMINATED: 0.25,
        SAVES_AT_A_LOSS: 0.125,
    }
    assert found["twin"].icer == SAME
    assert found["twin"].quadrants[DOMINATES] == 0.25
    points = found.points()
    assert len(points) == 8
    assert points.query("policy == 'new'")["extra_cost"].tolist() == [2, -1, 2, -5]
    assert list(found.to_frame().index) == ["new", "twin"]
    with pytest.raises(KeyError):
        found["now"]


def samples(policies: int = 3) -> st.SearchStrategy[np.ndarray]:
    # Quarters: exact in floating point and often tied.
    return arrays(np.int64, (12, policies), elements=st.integers(-20, 20)).map(lambda x: x / 4)


@settings(deadline=None, max_examples=100)
@given(samples(), samples(), st.integers(0, 8), st.permutations([0, 1, 2]), st.integers(-64, 64))
def test_invariances(
    cost: np.ndarray, effect: np.ndarray, value: int, order: list[int], constant: int
) -> None:
    names = np.array(["a", "b", "c"])
    plain = analyse(cost, effect, float(value), names=list(names), reference="a")
    curves = plain.curves
    assert curves.ceac.sum(axis=1) == pytest.approx(1)
    assert curves.evpi[0] >= 0
    assert curves.evpi[0] == pytest.approx(curves.expected_loss.min())
    net = value * effect - cost
    assert curves.evpi[0] == pytest.approx(net.max(axis=1).mean() - net.mean(axis=0).max())
    moved = analyse(
        cost[:, order] + constant,
        effect[:, order],
        float(value),
        names=list(names[order]),
        reference="a",
    )
    np.testing.assert_allclose(moved.curves.ceac[0], curves.ceac[0, order])
    np.testing.assert_allclose(moved.curves.expected_loss[0], curves.expected_loss[0, order])
    np.testing.assert_allclose(
        moved.curves.net_benefit[0], curves.net_benefit[0, order] - constant, atol=1e-9
    )
    for name in "bc":
        a, b = plain.plane[name], moved.plane[name]
        assert b.icer == pytest.approx(a.icer)
        assert b.quadrants == pytest.approx(a.quadrants)
        assert b.undecided == a.undecided
    means = [(float(cost[:, k].mean()), float(effect[:, k].mean())) for k in range(3)]
    if len(set(means)) == 3:
        assert moved.curves.names[moved.curves.best[0]] == curves.names[curves.best[0]]


def test_thresholds_do_not_depend_on_each_other() -> None:
    cost, effect = two_normal(50)
    together = analyse(cost, effect, [3.0, 1.0])
    for k, value in enumerate((3.0, 1.0)):
        alone = analyse(cost, effect, value)
        assert alone.curves.evpi[0] == together.curves.evpi[k]
        assert alone.curves.ceac[0].tolist() == together.curves.ceac[k].tolist()


def test_plain_values() -> None:
    cost, effect = two_normal(100)
    learnt = {"effect": effect[:, 1], "cost": cost[:, 1]}
    one = analyse(cost, effect, 1.0, learnt).to_json()
    assert json.loads(json.dumps(one, allow_nan=False)) == one
    assert isinstance(one["evpi"], float)
    assert one["policies"] == ["policy 1", "policy 2"]
    assert one["parameters"] == ["effect", "cost"]
    assert len(one["ceac"]) == len(one["evppi"]) == 2
    assert one["icer"] == pytest.approx(cost[:, 1].mean() / effect[:, 1].mean())
    many = analyse(cost, effect, [0.5, 1.0, 2.0], learnt).to_json()
    assert many["evpi"][1] == one["evpi"]
    assert many["ceac"][1] == one["ceac"]
    assert many["evppi"][1] == one["evppi"]
    assert analyse(cost, effect, [1.0, 2.0]).to_json()["evppi"] == [[], []]
    three = analyse([[0, 1, 5, 2, 3.0]], [[0, 1, 0.5, 1.9, 3]], 1.0).to_json()
    assert three["icer"] == ["cheapest", 1.0, "dominated", "extendedly dominated", 1.0]


def test_tables() -> None:
    cost, effect = two_normal(40)
    tables = analyse(cost, effect, [1.0, 2.0], effect[:, [1]], population=10).to_frames()
    assert set(tables) == {"frontier", "plane", "curves", "decisions", "information"}
    assert len(tables["curves"]) == 4
    assert tables["curves"].groupby("threshold")["best"].sum().tolist() == [1, 1]
    decisions = tables["decisions"]
    assert decisions["population_evpi"].tolist() == pytest.approx(list(10 * decisions["evpi"]))
    information = tables["information"]
    assert information["name"].tolist() == ["parameter 1"] * 2
    assert (10 * information["evppi"]).tolist() == pytest.approx(
        list(information["population_evppi"])
    )
    assert analyse(cost, effect, 1.0).to_frames()["information"].empty


def frame(values: Any, **extra: Any) -> pd.DataFrame:
    return pd.DataFrame(values, **extra)


GOOD = np.arange(8.0).reshape(4, 2)


@pytest.mark.parametrize(
    ("change", "field", "found"),
    [
        ({"cost": np.where(GOOD == 3, np.nan, GOOD)}, "cost", "nan"),
        ({"effect": np.where(GOOD == 3, -np.inf, GOOD)}, "effect", "-inf"),
        ({"cost": np.ma.masked_equal(GOOD, 3.0)}, "cost", "nan"),
        ({"cost": frame([[1, None], [2, 3]], dtype="Int64")}, "cost", "nan"),
        ({"cost": [["1", "2"]]}, "cost", "U1"),
        ({"cost": frame({"a": ["1"], "b": [2]})}, "cost", "object"),
        ({"cost": GOOD > 3}, "cost", "bool"),
        ({"cost": GOOD * 1j}, "cost", "complex128"),
        ({"cost": GOOD[:, 0]}, "cost", "shape 4"),
        ({"cost": GOOD[:0]}, "cost", "shape 0, 2"),
        ({"effect": GOOD[:3]}, "effect", "shape 3, 2"),
        ({"cost": GOOD[:, :1], "effect": GOOD[:, :1]}, "cost", "1 policy"),
        ({"thresholds": -1.0}, "thresholds", "-1.0"),
        ({"thresholds": [1.0, np.nan]}, "thresholds", "nan"),
        ({"thresholds": []}, "thresholds", "shape 0"),
        ({"names": ["a"]}, "names", "1"),
        ({"names": ["a", "a"]}, "names", "a"),
        ({"reference": "nobody"}, "reference", "nobody"),
        ({"reference": 2}, "reference", "2"),
        ({"reference": -1}, "reference", "-1"),
        ({"level": 1.0}, "level", "1.0"),
        ({"population": 0}, "population", "0"),
        ({"population": np.inf}, "population", "inf"),
        ({"groups": {"g": ["x"]}}, "groups", "g"),
        ({"parameters": GOOD[:3]}, "parameters", "3"),
        ({"parameters": {"x": GOOD[:3, 0]}}, "parameters: x", "3"),
        ({"parameters": {"x": GOOD[:, 0] + np.inf}}, "parameters: x", "inf"),
        ({"parameters": {"x": GOOD[:, 0]}, "groups": {"x": ["x"]}}, "groups", "x"),
        ({"parameters": {"x": GOOD[:, 0]}, "groups": {"g": ["y"]}}, "groups: g", "y"),
        ({"parameters": {"x": GOOD[:, 0]}}, "parameters: x", "4"),
        (
            {"cost": frame(GOOD, columns=["a", "b"]), "effect": frame(GOOD, columns=["b", "a"])},
            "effect",
            "b, a",
        ),
        (
            {"cost": frame(GOOD), "effect": frame(GOOD, index=[0, 1, 3, 2])},
            "effect",
            "3",
        ),
        (
            {"cost": frame(GOOD), "parameters": frame(GOOD, index=[3, 2, 1, 0])},
            "parameters",
            "3",
        ),
        (
            {"effect": frame(GOOD), "parameters": {"x": pd.Series([1.0, 2, 3, 4], [1, 2, 3, 4])}},
            "parameters: x",
            "1",
        ),
    ],
)
def test_bad_input_is_refused_by_name(change: dict[str, Any], field: str, found: str) -> None:
    arguments: dict[str, Any] = {"cost": GOOD, "effect": GOOD, "thresholds": 1.0}
    with pytest.raises(InputError) as error:
        analyse(**(arguments | change))
    assert error.value.field == field
    assert found in str(error.value.found)
    assert error.value.allowed


def test_missing_numbers_are_counted_and_placed() -> None:
    bad = GOOD.copy()
    bad[2, 1] = bad[3, 0] = np.nan
    with pytest.raises(InputError, match=r"2 of 8 .* first at \[2, 1\]"):
        analyse(bad, GOOD, 1.0)


def test_tables_that_belong_together_bring_their_names() -> None:
    cost = frame(GOOD, columns=["now", "new"], index=list("wxyz"))
    found = analyse(cost, frame(GOOD, columns=["now", "new"], index=list("wxyz")), 1.0)
    assert found.outcomes.names == ("now", "new")
    assert found.mean_cost.tolist() == [3, 4]
    assert found.mean_effect.tolist() == [3, 4]
