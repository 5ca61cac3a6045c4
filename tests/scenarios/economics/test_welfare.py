"""Discounting, the welfare account beside the budget account, and words for net kroner."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from scenarios.decision.purse_tables import assumption_table, net_by_year, summary, totals, verdict
from scenarios.economics.price_draws import central_prices, draw_prices
from scenarios.economics.price_file import load_prices
from scenarios.economics.purses import BudgetAccount, budget_account
from scenarios.economics.welfare import discount_factors, present_value, welfare_account
from sim.errors import InputError
from tests.support.price_cases import lives, simple

YEARS = (2016, 2017, 2018)
EVENLY = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]


def three_years(year: int = 2016, draws: int = 1, **changes: float) -> BudgetAccount:
    """One week of work a year for three years, a person on benefit beside, 100,000 of mentors."""
    quantities = lives(
        {"on_benefit": [1] * 3, "employment": [1] * 3},
        years=YEARS,
        calendar=EVENLY,
        mentor_hours=[1929.18, 0, 0],
        draws=draws,
    )
    own = {"mentor_salary": 100000.0, "startup_weeks": 0.0, "overhead_share": 0.0}
    nothing = {f"{p}_share": 0.0 for p in ("supervision", "courses", "coordination", "travel")}
    return budget_account(quantities, central_prices(simple(year, **{**own, **nothing, **changes})))


# --- discounting -------------------------------------------------------------------------------


def test_factors_of_the_guide_of_2013() -> None:
    factors = discount_factors(central_prices(load_prices(2013)), [2013, 2014, 2015])
    assert factors == pytest.approx(np.array([[1, 1 / 1.04, 1 / 1.04**2]]))


def test_later_years_are_discounted_with_later_rates() -> None:
    """Years 36 to 70 at 2.5 %, then 1.5 %, each step at the rate of its year."""
    values = central_prices(load_prices(2023))
    factors = discount_factors(values, [2035, 2036, 2070, 2071, 2000], base_year=2000)
    expected = [
        1.035**-35,
        1.035**-35 / 1.025,
        1.035**-35 * 1.025**-35,
        1.035**-35 * 1.025**-35 / 1.015,
        1.0,
    ]
    assert factors[0] == pytest.approx(np.array(expected))


def test_drawn_rates_discount_their_own_draw() -> None:
    values = draw_prices(load_prices(2013), 5, 1)
    factors = discount_factors(values, [2013, 2060])
    assert factors.shape == (5, 2)
    assert np.ptp(factors[:, 1]) > 0.0  # the rate after year 35 is an assumption in that guide


def test_a_base_year_after_the_first_is_refused() -> None:
    with pytest.raises(InputError, match="before the base year"):
        present_value(three_years(), base_year=2017)


def test_present_value_at_no_discounting_is_the_plain_sum() -> None:
    account = three_years(discount_rate_1=0.0)
    plain = present_value(account)
    for purse in plain["purse"].values:
        assert float(plain.sel(purse=purse).sum()) == pytest.approx(
            float(account.net(str(purse)).sum())
        )
    welfare = welfare_account(account)
    assert float(present_value(welfare).sum()) == pytest.approx(float(welfare.kroner.sum()))


def test_present_value_by_hand() -> None:
    """The person has 800 of benefit and 460 of pay a year: 1,260 (1 + 1/1.04 + 1/1.04^2)."""
    value = present_value(three_years())
    assert float(value.sel(purse="person")[0]) == pytest.approx(1260 * (1 + 1 / 1.04 + 1 / 1.04**2))
    public = sum(float(value.sel(purse=p)[0]) for p in ("municipality", "state", "region"))
    assert float(value.sel(purse="public")[0]) == pytest.approx(public)


def test_an_earlier_base_year_discounts_everything_once_more() -> None:
    account = three_years()
    later, sooner = present_value(account), present_value(account, base_year=2015)
    assert np.allclose(later / 1.04, sooner)


# --- the welfare account -----------------------------------------------------------------------


def test_welfare_by_hand() -> None:
    """Pay of 1,000 a year and mentors of 100,000 at 1.25; a fifth of the public's net cost.

    The public pays 800 of benefit after tax and gets 540 of tax on pay: -260 a year; and 100,000
    for mentors in the first, whichever public purse refunds which.
    """
    welfare = welfare_account(three_years(net_tax_factor=1.25, tax_distortion=0.2))
    year = welfare.kroner.isel(draw=0)
    assert year.sel(entry="wage").values == pytest.approx([1250, 1250, 1250])
    assert year.sel(entry="mentors").values == pytest.approx([-125000, 0, 0])
    assert year.sel(entry="tax_distortion").values == pytest.approx([-20052, -52, -52])
    assert set(welfare.kroner["entry"].values) == {
        "wage",
        "mentors",
        "mentors_unused",
        "school",
        "start_up",
        "other_measures",
        "regional_services",
        "tax_distortion",
    }


@pytest.mark.parametrize(
    "changes",
    [
        {"benefit_from_25_out": 99999.0},
        {"tax_share_wage": 0.9},
        {"refund_step_4": 1.0},
        {"mentor_refund": 0.0},
        {"labour_market_contribution": 0.0},
        {"tax_to_municipality": 0.0},
    ],
)
def test_taxes_transfers_and_refunds_cancel_in_the_welfare_account(
    changes: dict[str, float],
) -> None:
    """Without distortion they do not touch it, though they move every purse."""
    base = three_years(tax_distortion=0.0)
    moved = three_years(tax_distortion=0.0, **changes)
    assert not np.allclose(base.kroner, moved.kroner)
    assert np.allclose(welfare_account(base).kroner, welfare_account(moved).kroner)


def test_without_distortion_welfare_is_all_purses_at_the_net_tax_factor() -> None:
    account = three_years(2023)
    everybody = account.net("public") + account.net("person")
    assert np.allclose(welfare_account(account).kroner.sum("entry"), 1.28 * everybody)


def test_the_budget_account_knows_no_net_tax_factor() -> None:
    """Section 6: the two views are never mixed."""
    plain, other = three_years(net_tax_factor=1.0), three_years(net_tax_factor=2.0)
    assert np.array_equal(plain.kroner, other.kroner)
    assert not np.allclose(welfare_account(plain).kroner, welfare_account(other).kroner)
    with pytest.raises(TypeError):
        plain - welfare_account(plain)


def test_assumptions_of_welfare_name_the_factor_and_no_rate_of_far_years() -> None:
    names = {a.name for a in welfare_account(budget_on_file(2013)).assumptions()}
    assert "net_tax_factor" in names
    assert "hours_worked_share" in names
    assert "discount_rate_2" not in names
    # A transfer cancels only as kroner; the distortion makes its tax shares matter.
    assert "tax_share_wage" in names


def budget_on_file(year: int) -> BudgetAccount:
    quantities = lives({"employment": [1] * 3}, years=YEARS, calendar=EVENLY)
    return budget_account(quantities, central_prices(load_prices(year)))


# --- words -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("low", "high", "word"),
    [
        (1.0, 2.0, "gain"),
        (-2.0, -1.0, "cost"),
        (-1.0, 5.0, "uncertain"),
        (0.0, 5.0, "uncertain"),
        (-5.0, 0.0, "uncertain"),
        (0.0, 0.0, "unchanged"),
        (float("nan"), float("nan"), "not assessed"),
    ],
)
def test_only_a_whole_interval_is_a_gain(low: float, high: float, word: str) -> None:
    """Section 8: an effect that may as well be none is not presented as a saving."""
    assert verdict(low, high) == word


def test_a_summary_over_draws() -> None:
    around_zero = xr.DataArray(np.linspace(-10.0, 30.0, 401), dims="draw")
    told = summary(around_zero)
    assert told["verdict"] == "uncertain"
    assert told["mean"] == pytest.approx(10.0)
    # The places 10.05 and 391.95 of 401: where the next draw of 402 lies outside in 2.5 % a side.
    assert (told["low"], told["high"]) == pytest.approx((-9.095, 29.095))
    assert told["prob_gain"] == pytest.approx(300 / 401)
    alone = summary(xr.DataArray([5.0], dims="draw"))
    assert alone["verdict"] == "not assessed"


def test_net_by_year_and_cumulated() -> None:
    account = three_years(draws=2)
    plain = net_by_year(account).set_index(["purse", "year"])["mean"]
    running = net_by_year(account, cumulated=True).set_index(["purse", "year"])["mean"]
    assert len(plain) == 5 * 3
    for purse in ("municipality", "state", "region", "person", "public"):
        assert running[purse, 2016] == pytest.approx(plain[purse, 2016])
        assert running[purse, 2018] == pytest.approx(plain[purse].sum())
    parts = sum(plain[purse, 2017] for purse in ("municipality", "state", "region"))
    assert plain["public", 2017] == pytest.approx(parts)


def test_totals_and_assumptions_as_tables() -> None:
    account = budget_on_file(2023)
    table = totals(present_value(account)).set_index("purse")
    assert list(table.index) == ["municipality", "state", "region", "person", "public"]
    assumptions = assumption_table(account.assumptions())
    assert {"hours_worked_share", "tax_share_wage"} <= set(assumptions["entry"])
    assert (assumptions["low"] < assumptions["high"]).all()
