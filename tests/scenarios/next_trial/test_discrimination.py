"""Hypotheses told apart: a coin toss where they are one, the closed form where they are normal."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from scenarios.next_trial.discrimination import Hypothesis, told_apart
from sim.errors import InputError


def normal_draws(draws: int, columns: int = 1, *, at: float = 0.0, seed: int = 1) -> np.ndarray:
    z = np.random.default_rng(seed).standard_normal((draws, columns))
    z[:, 0] += at
    return z


def test_a_hypothesis_and_itself_are_a_coin_toss() -> None:
    same = Hypothesis(normal_draws(40, 2), np.full((40, 2), 0.3))
    told = told_apart(same, same, data_sets=8, seed=1)
    assert (told.error, told.belief) == (0.5, 0.5)


def test_two_sets_of_draws_of_one_hypothesis_are_nearly_one() -> None:
    """The error's own noise is measured; five of it are allowed."""
    one, other = (Hypothesis(normal_draws(200, seed=s), np.full((200, 1), 1.0)) for s in (1, 2))
    told = told_apart(one, other, data_sets=8, seed=3)
    assert abs(told.error - 0.5) < 5 * told.noise + 0.02
    assert told.belief == pytest.approx(0.5, abs=0.01)


#: Pairs of few draws, and what is allowed for the luck of their mean error.
PAIRS, FEW, ALLOWED = 30, 20, 0.1


def mean_error(pairs: list[tuple[np.ndarray, np.ndarray]]) -> float:
    """How often the wrong hypothesis looks likelier, over pairs of draws with little noise."""
    noise = np.full((FEW, 2), 0.05**2)
    told = [
        told_apart(Hypothesis(one, noise), Hypothesis(other, noise), data_sets=20, seed=1)
        for one, other in pairs
    ]
    return float(np.mean([each.error for each in told]))


def test_few_draws_do_not_make_one_hypothesis_two() -> None:
    """A draw's own density says nothing of its hypothesis: with few draws it would say the most.

    Both sets of draws are of one hypothesis: a coin toss. The mean over the pairs has a standard
    error of 0.018; counted in, a draw's own density would bring the error down to 0.27.
    """
    pairs = [
        (normal_draws(FEW, 2, seed=2 * k), normal_draws(FEW, 2, seed=2 * k + 1))
        for k in range(PAIRS)
    ]
    assert mean_error(pairs) == pytest.approx(0.5, abs=ALLOWED)


def test_the_twin_of_a_draw_is_left_out_as_well() -> None:
    """Twins lie next to each other: were one of them kept, its hypothesis would always win."""
    pairs = []
    for k in range(PAIRS):
        one = normal_draws(FEW, 2, seed=k)
        pairs.append((one, one + 0.01 * normal_draws(FEW, 2, seed=1000 + k)))
    assert mean_error(pairs) == pytest.approx(0.5, abs=ALLOWED)


@pytest.mark.parametrize(("apart", "noise"), [(1.0, 2.0), (2.0, 1.0), (4.0, 0.5)])
def test_normal_hypotheses_have_a_closed_form(apart: float, noise: float) -> None:
    """N(0, 1 + s2) against N(d, 1 + s2): wrong with probability Phi(-d / (2 sqrt(1 + s2)))."""
    one, other = (
        Hypothesis(normal_draws(400, at=at, seed=seed), np.full((400, 1), noise**2))
        for at, seed in ((0.0, 1), (apart, 2))
    )
    told = told_apart(one, other, data_sets=8, seed=3)
    exact = norm.cdf(-apart / 2 / np.sqrt(1 + noise**2))
    assert abs(told.error - exact) < 5 * told.noise + 0.02
    assert 0.5 < told.belief < 1


def test_a_second_stratum_helps_where_it_differs() -> None:
    base, moved = normal_draws(100, 2, seed=1), normal_draws(100, 2, seed=2)
    moved[:, 1] += 3
    noise = np.full((100, 2), 0.25)
    both = told_apart(Hypothesis(base, noise), Hypothesis(moved, noise), data_sets=8, seed=1)
    first = told_apart(
        Hypothesis(base[:, :1], noise[:, :1]),
        Hypothesis(moved[:, :1], noise[:, :1]),
        data_sets=8,
        seed=1,
    )
    assert both.error < 0.15 < 0.4 < first.error


def test_hypotheses_may_have_different_numbers_of_draws() -> None:
    one = Hypothesis(normal_draws(30), np.full((30, 1), 0.1))
    other = Hypothesis(normal_draws(64, at=8.0, seed=2), np.full((64, 1), 0.1))
    assert told_apart(one, other, data_sets=4, seed=1).error < 0.01


def test_too_few_draws_are_refused() -> None:
    few = Hypothesis(normal_draws(9), np.full((9, 1), 0.1))
    many = Hypothesis(normal_draws(64), np.full((64, 1), 0.1))
    with pytest.raises(InputError, match="too few draws"):
        told_apart(few, many, data_sets=4, seed=1)
