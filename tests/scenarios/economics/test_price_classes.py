"""An account from sums by class is the account week by week, entry by entry and draw by draw."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.economics.person_weeks import NEEDED
from scenarios.economics.price_classes import CLASSES, class_sums, entries_of, unit_prices
from scenarios.economics.price_draws import PriceValues, draw_prices
from scenarios.economics.price_file import load_prices
from scenarios.economics.purse_names import DECISIONS, PURSES
from scenarios.economics.purses import budget_account
from scenarios.economics.rule_sets import RuleSet, rule_sets
from scenarios.forecast.stream_weeks import StreamQuantities

DRAWS, YEARS, WEEKS = 3, (2026, 2027), 130
EARLIER = (None, {0.0: 0.25, 60.0: 0.75})


def stream(earlier: dict[float, float] | None = None, *, granted: bool = False) -> StreamQuantities:
    """People who are spread over all statuses in some order."""
    generator = np.random.Generator(np.random.Philox(7))
    shares = generator.random((len(NEEDED), len(YEARS), DRAWS, WEEKS))
    shares *= 50.0 / len(YEARS) / shares.sum(axis=0)
    by_year = generator.random((5, DRAWS, len(YEARS))) * 100
    return StreamQuantities(
        weeks=dict(zip(NEEDED, shares, strict=True)),
        years=YEARS,
        mentor_hours=by_year[0] + by_year[1],
        unused_hours=by_year[1],
        posts_set_up=by_year[2],
        measures=by_year[3],
        draws=np.arange(DRAWS),
        earlier_weeks=earlier,
        decisions=by_year[4] if granted else None,
    )


def account_by_class(quantities: StreamQuantities, values: PriceValues) -> np.ndarray:
    """Kroner of shape (draws, years, purses, entries)."""
    sums = class_sums(quantities, values)
    assert (sums >= 0).all()
    assert (sums.sum(axis=(0, 1)) > 0).sum() > len(CLASSES) / 2
    by_name = {name: sums[:, :, k] for k, name in enumerate(CLASSES)}
    if quantities.decisions is None:
        assert not by_name.pop(DECISIONS).any()

    def read(name: str) -> np.ndarray:
        return values[name][:, None]

    posted = entries_of(by_name, unit_prices(read), read)
    whole = np.zeros((DRAWS, len(YEARS), len(PURSES), len(posted)))
    for e, purses in enumerate(posted.values()):
        for purse, kroner in purses.items():
            whole[:, :, PURSES.index(purse), e] = kroner
    return whole


@pytest.mark.parametrize("rules", rule_sets(), ids=lambda rules: rules.name)
@pytest.mark.parametrize("earlier", EARLIER, ids=["as-prices-say", "given"])
def test_every_entry_is_that_of_the_weeks(
    rules: RuleSet, earlier: dict[float, float] | None
) -> None:
    values = draw_prices(load_prices(rules), DRAWS, 3)
    quantities = stream(earlier, granted=rules.year >= 2025)
    expected = budget_account(quantities, values).kroner
    found = account_by_class(quantities, values)
    assert found == pytest.approx(expected.to_numpy(), rel=1e-9, abs=1e-6)
    assert (expected != 0).any(("draw", "year", "purse")).sum() > 18


def test_entries_have_the_order_and_names_of_the_account() -> None:
    values = draw_prices(load_prices(2026), DRAWS, 3)
    one = dict.fromkeys(CLASSES, np.ones((DRAWS, 1)))

    def read(name: str) -> np.ndarray:
        return values[name][:, None]

    posted = entries_of(one, unit_prices(read), read)
    expected = budget_account(stream(granted=True), values).kroner
    assert list(posted) == list(expected["entry"].values)
