"""An estimate as the trial would print it: tiles as wide as its rows, and hours in per cent."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calibration.likelihood import (
    LEAST,
    LOGARITHMIC,
    OWN_SHARE,
    as_printed,
    error_scale,
    standard_errors,
    transform,
    trial_data,
)
from tests.support.likelihood_cases import (
    middles,
)


def reach(t) -> tuple[float, float]:
    """Ends of what is known of an estimate, rounding included."""
    return t.low - t.rounding, t.high + t.rounding


@settings(max_examples=300, deadline=None)
@given(
    pick=st.integers(0, 10_000),
    estimate=st.floats(-90.0, 90.0),
    scale=st.floats(0.2, 5.0),
)
def test_an_estimate_lies_in_its_tile_which_is_as_wide_as_what_the_trial_prints(
    rows, pick: int, estimate: float, scale: float
) -> None:
    real = rows[pick % len(rows)]
    (printed,) = as_printed([real], np.array([estimate]), np.array([scale]))
    low, high = reach(printed)
    slack = 1e-9 * (1.0 + abs(estimate))
    assert low - slack <= estimate <= high + slack
    words = scale if real.in_words else 1.0
    start, end = (words * edge for edge in reach(real))
    assert high - low == pytest.approx(end - start, abs=slack)
    if end > start:
        steps = (low - start) / (end - start)
        assert steps == pytest.approx(round(steps), abs=1e-6), "tiles share the real row's edges"
    assert (printed.id, printed.unit, printed.role) == (real.id, real.unit, real.role)


def test_the_real_trials_own_middles_are_printed_as_the_real_rows(rows) -> None:
    again = as_printed(rows, middles(rows), np.ones(len(rows)))
    for real, printed in zip(rows, again, strict=True):
        assert printed.low == pytest.approx(real.low, abs=1e-9), real.id
        assert printed.high == pytest.approx(real.high, abs=1e-9), real.id
        if real.se is None:
            assert printed.se is None
        else:
            assert printed.se == pytest.approx(real.se, rel=1e-9), real.id


def test_about_four_says_three_and_a_half_to_four_and_a_half(rows, place, data) -> None:
    k = place["edu_all_52"]
    assert (data.low[k], data.high[k]) == (3.5, 4.5)
    k = place["edu_women"]
    assert (data.low[k], data.high[k]) == (4.0, 6.0)
    k = place["had_a_mentor_at_least_one_week"]
    assert data.low[k] == data.high[k] == 0.921


def test_words_scale_with_the_error_and_printed_ranges_do_not(rows, place) -> None:
    men, women = rows[place["edu_men"]], rows[place["edu_women"]]
    wide_men, wide_women = as_printed([men, women], np.array([0.1, 5.1]), np.array([2.0, 2.0]))
    assert (wide_men.low, wide_men.high) == pytest.approx((2 * men.low, 2 * men.high))
    assert wide_men.high == pytest.approx(1.96 * 2 * men.se)
    assert wide_men.se == pytest.approx(2 * men.se)
    assert (wide_women.low, wide_women.high) == (4.0, 6.0)
    assert wide_women.se == pytest.approx(2 * women.se)
    # Just above the border of "not significant" the next tile begins.
    (above,) = as_printed([men], np.array([1.97 * men.se]), np.array([1.0]))
    assert above.low == pytest.approx(1.96 * men.se)


def test_hours_enter_as_logarithms_with_an_error_in_per_cent(rows, place, data) -> None:
    hours = [k for k, t in enumerate(rows) if t.table == "jobcentres"]
    steps = [k for k, t in enumerate(rows) if t.table == "progression"]
    others = [k for k, t in enumerate(rows) if t.table not in ("jobcentres", "progression")]
    assert (len(hours), len(steps)) == (13, 2)
    assert LOGARITHMIC == ("jobcentres", "progression")
    values = np.linspace(0.5, 20.0, len(rows))
    seen = transform(rows, values)
    for logs in (hours, steps):
        assert seen[logs] == pytest.approx(np.log(values[logs]))
    assert (seen[others] == values[others]).all()
    table = np.stack([values, -values])
    assert transform(rows, table).shape == table.shape
    assert (transform(rows, table)[1, hours] == math.log(LEAST)).all(), "no hours at all"
    aalborg = rows[place["hours_Aalborg"]]
    k = place["hours_Aalborg"]
    assert data.low[k] == data.high[k] == pytest.approx(math.log(4.2))
    # What is left beside the spread between jobcentres, which is learned.
    assert math.sqrt(data.covariance[k, k]) == pytest.approx(OWN_SHARE * aalborg.se / 4.2)
    # A simulated jobcentre with twice the hours has twice the error: the same in per cent.
    (double,) = as_printed([aalborg], np.array([8.4]), np.array([1.0]))
    assert (double.low, double.high) == (8.4, 8.4)
    assert double.se == pytest.approx(2 * aalborg.se)
    assert standard_errors([double], np.array([9.9])) == pytest.approx(aalborg.se / 4.2)


def test_figures_from_elsewhere_are_tiles_of_their_own_width(rows, place) -> None:
    """Their widths are those of the real row, whatever a simulated trial shows."""
    real = rows[place["pension_after_eight_years"]]
    inside, beyond, below = as_printed(
        [real, real, real], np.array([0.2, 0.31, -0.05]), np.array([1.0, 1.0, 1.0])
    )
    assert (inside.low, inside.high) == pytest.approx((0.13, 0.3))
    assert (beyond.low, beyond.high) == pytest.approx((0.3, 0.47))
    assert (below.low, below.high) == pytest.approx((-0.21, -0.04))
    for printed in (inside, beyond, below):
        assert (printed.se, printed.spread) == (real.se, "population_spread")
        assert printed.spread_size == real.spread_size == real.se


def test_what_a_replicate_shows_lies_in_what_would_be_printed_of_it(rows, replicates) -> None:
    for shown in replicates[:5]:
        printed = as_printed(rows, shown, error_scale(rows, shown, replicates))
        found = trial_data(printed, replicates)
        estimate = transform(rows, shown)
        assert (found.low - 1e-9 <= estimate).all()
        assert (estimate <= found.high + 1e-9).all()
