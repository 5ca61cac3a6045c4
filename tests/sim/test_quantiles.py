"""Tables of beta distributions by their mean."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import betaincinv, ndtr

from sim.quantiles import _PROBABILITIES, _STEPS, _tabulated, beta_by_mean, beta_table


@pytest.mark.parametrize("mean", [0.003, 0.05, 0.3, 0.5, 0.843, 0.995])
@pytest.mark.parametrize("concentration", [0.5, 1.0, 3.0, 8.0])
def test_beta_tables_have_exact_means_and_the_right_shape(
    mean: float, concentration: float
) -> None:
    table = beta_table(mean, concentration)
    assert np.trapezoid(table, _PROBABILITIES) == pytest.approx(mean, abs=1e-13)
    assert np.all(np.diff(table) >= 0)
    assert (table[0], table[-1]) == (0.0, 1.0)
    u = ndtr(np.linspace(-3, 3, 1001))
    exact = betaincinv(mean * concentration, (1 - mean) * concentration, u)
    drawn = beta_by_mean(u, np.array([mean]), np.zeros(1001, dtype=np.intp), concentration)
    assert np.abs(drawn - exact).max() < 5e-3


@pytest.mark.parametrize("mean", [0.003, 0.05, 0.12, 0.3, 0.5, 0.843, 0.995])
@pytest.mark.parametrize("concentration", [0.5, 1.0, 3.0, 8.0])
def test_between_two_means_of_the_grid_quantiles_are_off_by_less_than_two_millionths(
    mean: float, concentration: float
) -> None:
    # Halfway between two means of the grid, where the chord is farthest from the curve.
    below = np.floor(_STEPS * np.log(mean / (1.0 - mean)))
    between = 1.0 / (1.0 + np.exp(-(below + 0.5) / _STEPS))
    off = np.abs(beta_table(between, concentration) - _tabulated(between, concentration))
    assert 0.0 < off.max() < 2e-6


def test_at_a_mean_of_the_grid_there_is_nothing_between() -> None:
    assert beta_table(0.5, 2.0) == pytest.approx(_tabulated(0.5, 2.0), abs=1e-15)


@pytest.mark.parametrize(("mean", "concentration"), [(0.0, 1.0), (1.0, 1.0), (0.5, 0.0)])
def test_no_beta_has_these_means(mean: float, concentration: float) -> None:
    with pytest.raises(ValueError, match="no beta distribution"):
        beta_table(mean, concentration)
