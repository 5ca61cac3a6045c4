"""A verdict on kroner says what the interval beside it shows, in sentences and tables alike."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from mentorsim.language import Language
from mentorsim.present.comparison.budget_words import kroner_span
from mentorsim.present.decision.words import cost_words, who_pays
from scenarios.budget.budget import net_verdict
from scenarios.decision.purse_tables import (
    COST,
    GAIN,
    NOT_ASSESSED,
    UNCERTAIN,
    UNCHANGED,
    summary,
)
from scenarios.decision.spans import Span, span
from tests.worlds.hand_made import FEW, MANY
from tests.worlds.hand_made_decision import decided

EN = Language("en")


@pytest.mark.parametrize(
    ("mean", "low", "high", "found", "said", "costs"),
    [
        (-247.0, -899.0, -1.0, COST, "the state loses DKK 247 (likely DKK 1 to 899)", "less"),
        (247.0, 1.0, 899.0, GAIN, "the state gains DKK 247 (likely DKK 1 to 899)", "more"),
        (-247.0, -899.0, 1.0, UNCERTAIN, "for the state it can be either way", "perhaps more"),
        (2.0, 1.0, 4.0, UNCHANGED, "for the state next to nothing changes", "next to nothing"),
        (0.0, -49.0, 49.0, UNCHANGED, "for the state next to nothing changes", "next to nothing"),
        (20.0, -49.0, 51.0, UNCERTAIN, "for the state it can be either way", "perhaps more"),
    ],
)
def test_sentence_and_table_judge_the_interval_that_is_shown(
    mean: float, low: float, high: float, found: str, said: str, costs: str
) -> None:
    # However much seeds leave in the mean: the interval is what a reader sees.
    for noise in (0.0, 500.0):
        net = Span(mean, low, high, noise, MANY)
        assert net_verdict(net) == found
        nets = {"municipality": net, "state": net, "person": net}
        assert said in who_pays(decided(net=nets), EN)
        assert costs in cost_words(decided(), net, EN)
    assert net_verdict(Span(mean, low, high, 0.0, FEW)) == NOT_ASSESSED


def test_an_end_that_is_judged_does_not_read_as_zero() -> None:
    assert kroner_span(-899, -1, EN) == "−900 to −1"
    assert kroner_span(-1_249, 30, EN) == "−1,200 to 30"
    assert kroner_span(1, 4, EN) == "0 to 0"
    assert kroner_span(0, 4_000, EN) == "0 to 4,000"


def test_a_few_lives_that_differ_by_luck_are_no_difference() -> None:
    """One seed of one draw moves: shrunk to the mean, all draws would be on one side of zero."""
    values = np.zeros((40, 2))
    values[7, 1] = -0.4
    found = span(values)
    assert found.mean == pytest.approx(-0.005)
    assert found.noise == pytest.approx(0.4 / 2 / 40)
    assert found.low < 0 < found.high
    assert found.holds_zero


def test_purse_tables_judge_the_same_interval() -> None:
    noisy = np.linspace(-105, 895, 40)[:, None] + np.array([-200.0, 200.0])
    row, one = summary(xr.DataArray(noisy, dims=("draw", "seed"))), span(noisy)
    # Above zero, but by less than seeds may move the mean.
    assert 0 < one.low < 1.96 * one.noise
    assert (row["low"], row["high"]) == (one.low, one.high)
    assert row["verdict"] == net_verdict(one) == GAIN
    assert not one.holds_zero
