"""How much of school is preparatory: the price of it beside what the model counts."""

from __future__ import annotations

import numpy as np
import pytest

from calibration.life_after import Moves, preparatory_share_of_weeks
from calibration.trial import no_mentors, the_trial
from scenarios.economics.price_file import load_prices
from sim.simulation import build
from tests.worlds.small_comparison import few_draws


def test_the_price_of_school_takes_the_share_that_the_model_counts() -> None:
    """What is on file beside what three posterior draws live through in 156 weeks."""
    entry = load_prices(2026)["preparatory_school_share"]
    found = []
    for draw in range(3):
        values = few_draws().values_at(draw)
        cohort = the_trial().cohort(values, seed=draw)
        world = build(cohort, no_mentors(), values, draw, horizon=157, keep_moves=True)
        world.advance(world.weeks)
        found.append(preparatory_share_of_weeks(Moves.of(world.moves(), cohort.entry, 157), 156))
    low, high = entry.span
    assert all(low <= x <= high for x in found)
    # Draws differ by 0.08: the mean of three by 0.05, give or take two of it.
    assert np.mean(found) == pytest.approx(entry.value, abs=0.1)
