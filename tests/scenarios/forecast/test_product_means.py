"""Prices of a forecast's workbook are moved all at once, and each as it would be by itself."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.forecast import product_means
from scenarios.forecast.first_years import first_years
from scenarios.forecast.product_means import ExactPrice, ProductMeans
from tests.scenarios.forecast.test_first_years import NONE, POLICY, began_in

YEAR = 2026
#: Of wages, of what the state refunds, of mentors, and one that is nought.
NAMES = ("wage_full_time", "mentor_salary", "refund_step_2", "tax_share_wage")


@pytest.mark.parametrize("at_once", [1, 100_000])
def test_together_they_move_as_each_by_itself(
    at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = began_in(YEAR)
    first = first_years(result.stream, result.rules, result.priced)
    means = ProductMeans(result.priced, POLICY, NONE, first)
    known = [name for name in NAMES if name in first.sets[0].values]
    assert len(known) >= 3
    sets = list(range(len(first.sets)))
    asked = [ExactPrice(name, sets, float(first.sets[0].values[name].mean())) for name in known] + [
        ExactPrice(known[0], sets, 0.0)
    ]
    alone = [means.moved([price])[0] for price in asked]
    monkeypatch.setattr(product_means, "AT_ONCE", at_once)
    together = means.moved(asked)
    for one, other in zip(alone, together, strict=True):
        for x, y in zip(one, other, strict=True):
            assert np.array_equal(x, y)
    assert any(x.any() for pair in together for x in pair)
