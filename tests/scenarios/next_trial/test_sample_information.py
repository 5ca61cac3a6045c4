"""EVSI against its closed form; bounds, order and edges."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm, qmc

from scenarios.decision.inputs import Outcomes
from scenarios.next_trial.next_trial import difference_roots, even_values
from scenarios.next_trial.sample_information import SampleInformation, sample_information
from sim.errors import InputError

SIZES = np.array([1.0, 10.0, 100.0, 400.0, 1600.0, 1e6])
MEAN, TRUE, NOISE, VALUE = 0.5, 1.0, 20.0, 1000.0


def loss(m: float, s: float) -> float:
    """E max(0, X) - max(0, m) of X ~ N(m, s2)."""
    return float(s * norm.pdf(m / s) - abs(m) * norm.cdf(-abs(m) / s))


def even_normals(columns: int, draws: int) -> np.ndarray:
    return norm.ppf(qmc.Sobol(columns, rng=1).random(draws))


def normal_case(draws: int = 1024, reports: int = 4096) -> tuple[SampleInformation, np.ndarray]:
    """An arm better by t ~ N(0.5, 1) units, seen with an error of 20 / sqrt(n)."""
    better = MEAN + TRUE * even_normals(1, draws)[:, 0]
    outcomes = Outcomes(
        ("now", "new"), np.zeros((draws, 2)), np.stack([np.zeros(draws), better], 1)
    )
    spread = np.broadcast_to((NOISE / np.sqrt(SIZES))[:, None, None, None], (6, draws, 1, 1))
    found = sample_information(
        outcomes,
        np.array([VALUE]),
        better[:, None],
        spread,
        SIZES,
        population=100,
        reports=reports,
        seed=5,
    )
    exact = [VALUE * loss(MEAN, TRUE**2 / np.sqrt(TRUE**2 + NOISE**2 / n)) for n in SIZES]
    return found, np.array(exact)


def test_evsi_of_a_normal_mean_is_the_closed_form() -> None:
    """The posterior mean is N(m, t4 / (t2 + s2 / n)): 0, 0.03, 29.6, 99.8, 161, 198 of 1,000.

    Draws fill the normal evenly; what is left is the luck of 4,096 reports: the standard deviation
    over seeds was measured as 2.3 at most, and 12 are allowed (false alarm below 2e-7). A method
    that forgot the sampling error would give 198 everywhere.
    """
    found, exact = normal_case()
    assert exact == pytest.approx([0.0, 0.03, 29.6, 99.8, 161.2, 197.7], abs=0.6)
    assert found.evsi[0] == pytest.approx(exact, abs=12)
    assert found.evsi[0][0] < 0.5


def test_it_rises_from_nothing_to_perfect_information() -> None:
    found, _ = normal_case(draws=128)
    assert (np.diff(found.evsi[0]) >= 0).all()
    assert found.evsi[0][0] < 0.01 * found.curve.evpi[0]
    assert (found.evsi <= found.curve.evpi[:, None]).all()
    assert found.evsi[0][-1] == pytest.approx(found.curve.evpi[0], rel=0.03)
    assert (found.error[0] >= 0).all()


def test_what_is_left_after_the_cost() -> None:
    found, _ = normal_case(draws=128)
    cost = 100.0 + 2.0 * SIZES
    table = found.to_frame(cost)
    assert table["net"].to_numpy() == pytest.approx(100 * found.evsi[0] - cost)
    pays = table[table["evsi"] > 0].iloc[-2]
    assert pays["pays_from"] * pays["evsi"] == pytest.approx(pays["cost"])


def test_a_report_that_says_nothing_of_the_benefit_is_worth_nothing() -> None:
    """Within the regression's luck: 0.4 x |slope| with a slope of 1 / sqrt(draws) at most."""
    draws = 1024
    z = even_normals(2, draws)
    outcomes = Outcomes(("a", "b"), np.zeros((draws, 2)), np.stack([0 * z[:, 0], z[:, 0]], 1))
    spread = np.full((1, draws, 1, 1), 0.01)
    found = sample_information(
        outcomes,
        np.array([1.0]),
        z[:, [1]],
        spread,
        np.array([100.0]),
        population=1,
        reports=1024,
        seed=1,
    )
    assert found.curve.evpi[0] > 0.35
    assert found.evsi[0, 0] < 0.06


def test_a_choice_that_no_draw_would_change_is_worth_no_trial() -> None:
    draws = 64
    effect = np.stack([np.zeros(draws), -1 - np.arange(draws) / draws], 1)
    outcomes = Outcomes(("a", "b"), np.zeros((draws, 2)), effect)
    found = sample_information(
        outcomes,
        np.array([10.0]),
        effect[:, [1]],
        np.full((2, draws, 1, 1), 0.1),
        np.array([10.0, 1e6]),
        population=1e6,
        reports=64,
        seed=1,
    )
    assert found.evsi.tolist() == [[0.0, 0.0]]
    assert np.isinf(found.to_frame(np.array([1.0, 1.0]))["pays_from"]).all()


def test_three_arms_tell_more_than_each_pair_says_alone() -> None:
    """Two new arms with independent N(0, 1) benefits, seen well: EVSI nears E max(0, a, b) =
    (1 + 1 / sqrt(2)) / sqrt(2 pi) = 0.681; one of them alone would be 1 / sqrt(2 pi) = 0.399."""
    draws = 512
    z = even_normals(2, draws)
    effect = np.stack([np.zeros(draws), z[:, 0], z[:, 1]], 1)
    outcomes = Outcomes(("a", "b", "c"), np.zeros((draws, 3)), effect)
    spread = np.broadcast_to(0.05 * np.eye(2), (1, draws, 2, 2))
    found = sample_information(
        outcomes, np.array([1.0]), z, spread, np.array([100.0]), population=1, reports=512, seed=2
    )
    assert found.evsi[0, 0] == pytest.approx((1 + np.sqrt(0.5)) / np.sqrt(2 * np.pi), abs=0.02)


def test_too_few_draws_are_refused() -> None:
    outcomes = Outcomes(("a", "b"), np.zeros((5, 2)), np.zeros((5, 2)))
    with pytest.raises(InputError, match="too few draws"):
        sample_information(
            outcomes,
            np.array([1.0]),
            np.zeros((5, 1)),
            np.ones((1, 5, 1, 1)),
            np.array([10.0]),
            population=1,
            reports=5,
            seed=1,
        )


def test_errors_of_differences_share_the_first_arm() -> None:
    levels = np.array([[0.1, 0.2, 0.5]])
    (root,) = difference_roots(levels, np.array([100.0]))[0]
    first, second, third = 0.1 * 0.9 / 100, 0.2 * 0.8 / 100, 0.5 * 0.5 / 100
    assert root @ root.T == pytest.approx(
        np.array([[first + second, first], [first, first + third]])
    )


def test_the_values_at_which_the_best_arm_changes() -> None:
    """Costs 0, 10, 40 and effects 0, 1, 2: better from 10 and from 30 kroner per unit."""
    ones = np.ones((20, 1))
    outcomes = Outcomes(("a", "b", "c"), ones * [0, 10, 40], ones * [0, 1, 2])
    assert even_values(outcomes) == pytest.approx((10, 30))
    dearer_and_worse = Outcomes(("a", "b"), ones * [0, 10], ones * [1, 0])
    assert even_values(dearer_and_worse) == ()
