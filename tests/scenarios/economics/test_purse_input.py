"""What a budget account refuses: rows, people and prices that do not belong together."""

from __future__ import annotations

import pytest

from scenarios.economics.price_draws import PriceValues, central_prices, draw_prices
from scenarios.economics.price_file import load_prices
from scenarios.economics.purses import budget_account
from sim.errors import InputError
from tests.support.price_cases import lives, simple
from tests.support.purse_cases import account, of


def test_price_rows_and_result_rows_that_do_not_belong_together() -> None:
    """Section 8: another number of draws, or another order, is not accepted in silence."""
    quantities = lives({"on_benefit": [1] * 4}, draws=3)
    with pytest.raises(InputError, match="do not belong together"):
        budget_account(quantities, draw_prices(load_prices(2023), 4, 1))
    drawn = draw_prices(load_prices(2023), 3, 1)
    assert drawn.draws is not None
    turned = PriceValues(drawn.prices, drawn.values, drawn.draws[::-1])
    with pytest.raises(InputError, match="do not belong together"):
        budget_account(quantities, turned)


def test_accounts_that_do_not_belong_together_are_not_subtracted() -> None:
    values = central_prices(simple(2013))
    one = budget_account(lives({"on_benefit": [1] * 4}), values)
    with pytest.raises(InputError, match="year"):
        one - budget_account(lives({"on_benefit": [1] * 4}, years=(2020,)), values)
    with pytest.raises(InputError, match="different people"):
        one - budget_account(lives({"on_benefit": [2] * 4}), values)
    with pytest.raises(InputError, match="draw"):
        one - budget_account(lives({"on_benefit": [1] * 4}, draws=2), values)
    with pytest.raises(InputError, match="different prices"):
        one - budget_account(lives({"on_benefit": [1] * 4}), central_prices(simple(2016)))
    dearer = central_prices(simple(2013, travel_share=0.0123))
    with pytest.raises(InputError, match="different prices"):
        one - budget_account(lives({"on_benefit": [1] * 4}), dearer)
    again = central_prices(simple(2013))
    nothing = one - budget_account(lives({"on_benefit": [1] * 4}), again)
    assert not nothing.kroner.any()


@pytest.mark.parametrize(
    ("weeks", "problem"),
    [
        ({"on_benefit": [1, 1, 0.5]}, "people appear or vanish"),
        ({"on_benefit": [1, 1, 1], "education": [0, 0, 0.5]}, "people appear or vanish"),
        ({"on_benefit": [1, 2, 3], "education": [2, 1, -0.5]}, "impossible quantity"),
        ({"on_benefit": [1, 1, float("nan")]}, "impossible quantity"),
        ({"on_benefit": [1, 1, 1], "support": [1, 1, 1]}, "each once"),
        ({"on_benefit": [1, 1, 1], "absent": [1, 1, 1]}, "each once"),
        ({"on_benefit": [1, 1, 1], "education": [0, 0]}, "do not belong together"),
    ],
)
def test_impossible_person_weeks_are_refused(weeks: dict[str, list[float]], problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        lives(weeks)


def test_other_impossible_quantities_are_refused() -> None:
    with pytest.raises(InputError, match="one year"):
        lives({"on_benefit": [1, 1]}, calendar=[[1.0], [0.5]])
    with pytest.raises(InputError, match="mentor_hours"):
        lives({"on_benefit": [1, 1]}, mentor_hours=[1.0, 2.0])
    with pytest.raises(InputError, match="earlier weeks"):
        lives({"on_benefit": [1, 1]}, earlier_weeks={0: 0.5})
    with pytest.raises(InputError, match="unknown policy"):
        of("156-weeks")
    with pytest.raises(InputError, match="unknown purse"):
        account(2013, lives({"on_benefit": [1]})).net("county")
