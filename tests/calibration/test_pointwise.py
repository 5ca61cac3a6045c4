"""What each row says given the others: checked against sampling and the joint density."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import multivariate_normal, norm

from calibration.likelihood import LEAST_ERROR, Data
from calibration.pointwise import log_likelihood, predicted

ROWS = 4
ROOT = np.tril(np.random.default_rng(5).normal(size=(ROWS, ROWS))) + 2 * np.eye(ROWS)
COVARIANCE = ROOT @ ROOT.T
ERROR = 0.3 * np.eye(ROWS)


def data(low: list[float], high: list[float]) -> Data:
    return Data(np.array(low), np.array(high), COVARIANCE, np.zeros(ROWS), ("",) * ROWS)


def whole(spread: np.ndarray) -> np.ndarray:
    """Covariance written out: sampling, emulator, the least error, and the row's own spread."""
    least = LEAST_ERROR**2 * np.diag(COVARIANCE)
    return COVARIANCE + ERROR + np.diag(least) + np.diag(spread**2)


def test_of_numbers_it_is_the_conditional_density() -> None:
    y, shown = [1.0, -2.0, 0.5, 3.0], np.array([[0.2, 0.1, -1.0, 2.0], [1.0, -1.0, 0.0, 1.5]])
    spread = np.array([[0.0, 1.5, 0.0, 0.0], [0.0, 0.4, 2.0, 0.0]])
    found = log_likelihood(data(y, y), ERROR, spread, np.array([y, y]), shown)
    for k in range(2):
        joint = multivariate_normal(shown[k], whole(spread[k]))
        for i in range(ROWS):
            rest = [j for j in range(ROWS) if j != i]
            without = multivariate_normal(shown[k][rest], whole(spread[k])[np.ix_(rest, rest)])
            expected = joint.logpdf(y) - without.logpdf(np.array(y)[rest])
            assert found[k, i] == pytest.approx(expected, abs=1e-9)


def test_of_intervals_it_is_their_probability() -> None:
    low, high = [0.0, -2.0, 0.5, 3.0], [1.0, -2.0, 0.5, 5.0]
    y, shown = np.array([[0.4, -2.0, 0.5, 4.0]]), np.array([[0.2, 0.1, -1.0, 2.0]])
    found = log_likelihood(data(low, high), ERROR, np.zeros((1, ROWS)), y, shown)
    c = whole(np.zeros(ROWS))
    for i in (0, 3):
        rest = [j for j in range(ROWS) if j != i]
        gain = np.linalg.solve(c[np.ix_(rest, rest)], c[rest, i])
        mean = shown[0, i] + gain @ (y[0] - shown[0])[rest]
        sd = np.sqrt(c[i, i] - gain @ c[rest, i])
        expected = np.log(norm.cdf((high[i] - mean) / sd) - norm.cdf((low[i] - mean) / sd))
        assert found[0, i] == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("far", [-60.0, 60.0])
def test_an_interval_far_out_has_a_finite_logarithm(far: float) -> None:
    low = [far, 0.0, 0.0, 0.0]
    high = [far + 1, 1.0, 1.0, 1.0]
    y = np.array([[far + 0.5, 0.5, 0.5, 0.5]])
    found = log_likelihood(data(low, high), ERROR, np.zeros((1, ROWS)), y, np.zeros((1, ROWS)))
    assert np.isfinite(found).all()
    assert found[0, 0] < -50


def test_other_trials_scatter_as_the_covariance_says() -> None:
    """40,000 draws: no entry errs by more than 0.7 % of the largest variance, and the bound is six
    times that, which one in ten million runs passes by chance; half a spread that is left out
    (1.1 of 8) is always found."""
    draws, spread = 40_000, np.array([0.0, 1.5, 0.0, 0.0])
    zeros = [0.0] * ROWS
    shown, spreads = np.zeros((draws, ROWS)), np.tile(spread, (draws, 1))
    rng = np.random.default_rng(2)
    found = predicted(data(zeros, zeros), ERROR, spreads, shown, rng)
    expected = whole(spread)
    seen = found.T @ found / draws
    scale = np.sqrt(np.outer(np.diag(expected), np.diag(expected)))
    assert np.abs(seen - expected).max() / scale.max() < 6 * np.sqrt(2 / draws)
