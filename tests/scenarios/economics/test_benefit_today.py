"""The benefit by household, what work leaves of it, SU, pension and FGU, worked by hand."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from scenarios.economics import rates
from scenarios.economics.price_draws import central_prices, draw_prices
from scenarios.economics.price_file import Prices, load_prices
from scenarios.economics.rates import Read
from scenarios.economics.rule_sets import rule_set_named
from tests.support.price_cases import A_THOUSAND_A_WEEK, A_THOUSAND_A_WEEK_BY_YEAR, lives
from tests.support.purse_cases import account, kroner, reader

#: Everybody under 25, or everybody from 25.
UNDER, FROM = np.array([0.0]), np.array([1.0])
#: One household only.
ALONE = {
    "share_parents_under_25": 0.0,
    "share_at_home_under_25": 0.0,
    "share_parents_from_25": 0.0,
    "share_at_home_from_25": 0.0,
    "share_single": 1.0,
}
PARENT = {**ALONE, "share_parents_under_25": 1.0, "share_parents_from_25": 1.0}


def monthly(weekly: object) -> float:
    """Kroner a month of a weekly rate (4.345 weeks)."""
    return float(np.asarray(weekly).ravel()[0]) * 4.345


def _read(prices: Prices) -> Read:
    values = central_prices(prices)
    return lambda name: values[name][:, None]


# --- sums that economics-today.md section 1 prints -----------------------------------------------


@pytest.mark.parametrize(
    ("year", "under", "from_25", "parent"), [(2025, 9333, 10887, 14217), (2026, 9753, 11377, 14857)]
)
def test_sums_of_the_cash_benefit_are_those_printed(
    year: int, under: float, from_25: float, parent: float
) -> None:
    """Single, without children, living out, activity-ready; and a single parent."""
    alone = reader(year, **ALONE)
    assert monthly(rates.benefit_rate(alone, UNDER)) == pytest.approx(under)
    assert monthly(rates.benefit_rate(alone, FROM)) == pytest.approx(from_25)
    single = reader(year, **PARENT, share_parents_single=1.0)
    for age in (UNDER, FROM):
        assert monthly(rates.benefit_rate(single, age)) == pytest.approx(parent)


@pytest.mark.parametrize(("year", "whole"), [(2016, 14575), (2023, 15874)])
def test_parents_come_to_one_sum_with_the_whole_supplement(year: int, whole: float) -> None:
    for single in (0.0, 1.0):
        read = reader(year, **PARENT, share_parents_single=single, supplement_share=1.0)
        assert monthly(rates.benefit_rate(read, FROM)) == pytest.approx(whole)


@pytest.mark.parametrize(
    ("year", "rate"), [(2013, 10500), (2014, 10689), (2016, 10968), (2023, 11944)]
)
def test_the_mentally_ill_have_the_rate_of_25_with_the_whole_supplement(
    year: int, rate: float
) -> None:
    """One rate under 30 with everything in it; nobody has less for being ill."""
    ill = reader(year, **ALONE, share_mentally_ill=1.0)
    assert monthly(rates.benefit_rate(ill, UNDER)) == pytest.approx(rate)
    assert monthly(rates.benefit_rate(ill, FROM)) == pytest.approx(rate)
    whole = reader(year, **ALONE, share_mentally_ill=0.0, supplement_share=1.0)
    assert monthly(rates.benefit_rate(whole, FROM)) == pytest.approx(rate)
    higher = reader(year, **ALONE, share_mentally_ill=1.0, benefit_under_25_out=13000.0)
    assert monthly(rates.benefit_rate(higher, UNDER)) > 12000


def test_there_is_no_special_rate_since_july_2025() -> None:
    for year in (2025, 2026):
        assert not load_prices(year)["benefit_mentally_ill"].in_force
        assert not load_prices(year)["share_mentally_ill"].in_force
    before = rule_set_named("2025-01")
    assert before is not None
    # 2023's, with 3.2 and 3.6 per cent.
    assert load_prices(before)["benefit_mentally_ill"].value == round(11944 * 1.032 * 1.036)


def test_the_transitional_supplement_ends_in_june_2027() -> None:
    """Nothing for new entrants; a draw may hold some of it until it ends."""
    prices = load_prices(2026)
    until, after = prices.on(date(2027, 6, 30)), prices.on(date(2027, 7, 1))
    assert until == prices
    assert prices["supplement_transitional"].span == (0, 2165)
    assert (draw_prices(until, 50, 1)["supplement_transitional"] > 0).all()
    assert (draw_prices(after, 50, 1)["supplement_transitional"] == 0).all()
    others = {n for n in prices.entries if after[n] != prices[n]}
    assert others == {"supplement_transitional"}
    read = reader(2026, **ALONE, supplement_transitional=1000.0)
    assert monthly(rates.benefit_rate(read, UNDER)) == pytest.approx(9753 + 1000)


# --- what part-time work leaves -------------------------------------------------------------------


def test_what_earnings_leave_of_a_benefit() -> None:
    """9,753 a month; 8,000 earned, 5,000 free, 65 % of 3,000 deducted: 7,803 in half the jobs."""
    full = 8000 * 12 / 0.4
    own = {
        **ALONE,
        "earnings_free": 5000.0,
        "wage_full_time": full,
        "part_time_hours_share": 0.4,
        "part_time_share": 0.5,
        "supplement_share": 1.0,
    }

    def left(**changes: float) -> float:
        read: Read = reader(2026, **{**own, **changes})
        return monthly(rates.part_time_rate(read, UNDER))

    assert left() == pytest.approx(0.5 * (9753 - 0.65 * 3000))
    # What is free is not deducted; more than the benefit is never taken.
    assert left(earnings_free=9000.0) == pytest.approx(0.5 * 9753)
    assert left(part_time_hours_share=1.0) == pytest.approx(
        0.5 * max(0.0, 9753 - 0.65 * (18735 - 5000) - (20000 - 18735))
    )
    assert left(part_time_hours_share=1.0, wage_full_time=3 * full) == 0.0
    # At home nothing is free.
    home = left(share_at_home_under_25=1.0, benefit_under_25_home=4000.0)
    assert home == pytest.approx(0.5 * max(0.0, 4000 + 1083 - 0.65 * 8000))


def test_part_time_work_leaves_nothing_before_july_2025() -> None:
    for name in ("2013-01", "2023-01", "2025-01"):
        rules = rule_set_named(name)
        assert rules is not None
        assert (rates.part_time_rate(_read(load_prices(rules)), UNDER) == 0).all()


def test_the_benefit_beside_a_job_is_refunded_and_taxed_as_the_benefit_is() -> None:
    """4 weeks of work; benefit and pay of 1,000 a week, all of it free, half of the jobs: 2,000."""
    work = lives({"employment": [1] * 4})
    done = account(
        2026,
        work,
        part_time_share=0.5,
        part_time_hours_share=0.5,
        earnings_free=A_THOUSAND_A_WEEK,
    )
    assert kroner(done, "part_time_benefit") == pytest.approx(
        {"municipality": -2000, "person": 2000}
    )
    assert kroner(done, "part_time_refund") == pytest.approx({"municipality": 400, "state": -400})
    assert kroner(done, "tax_on_part_time") == pytest.approx(
        {"municipality": 300, "state": 100, "person": -400}
    )
    assert kroner(done, "wage") == pytest.approx({"person": 4000})


# --- SU, pension, school --------------------------------------------------------------------------


def test_su_of_parents_and_of_the_young_who_moved_out() -> None:
    """7,000 living out, 2,000 at home: 13,790 and 9,730 for parents; a fifth under 25 at home."""
    own = {**ALONE, "grant_out": 7000.0, "grant_home": 2000.0}
    one = {**own, "share_parents_from_25": 1.0}
    for single, expected in ((1.0, 7000 * 1.97), (0.0, 7000 * 1.39)):
        read = reader(2026, **one, share_parents_single=single)
        assert monthly(rates.grant_rate(read, FROM)) == pytest.approx(expected)
    young = reader(2026, **own, grant_home_rate_share_under_25=0.2)
    assert monthly(rates.grant_rate(young, UNDER)) == pytest.approx(6000)
    assert monthly(rates.grant_rate(young, FROM)) == pytest.approx(7000)


def test_a_pension_goes_by_household_and_the_state_bears_a_fifth() -> None:
    read = reader(2026, share_single=0.75)
    assert monthly(rates.pension_rate(read)) == pytest.approx(0.75 * 22053 + 0.25 * 18746)
    for year in (2016, 2019, 2023, 2024, 2025, 2026):
        assert load_prices(year)["pension_refund"].value == 0.2


def test_the_municipality_pays_65_per_cent_of_fgu_and_nothing_of_other_school() -> None:
    """Half of the weeks preparatory, 40 % of these FGU at twice the price: 800 and 400 a week."""
    school = lives({"education": [1] * 10})
    own = {
        "preparatory_school_share": 0.5,
        "fgu_share": 0.4,
        "fgu_cost": 2 * A_THOUSAND_A_WEEK_BY_YEAR,
    }
    done = account(2026, school, **own)
    assert kroner(done, "school") == pytest.approx(
        {"municipality": -0.65 * 4000, "state": -8000 - 0.35 * 4000}
    )
    plain = account(2026, school, preparatory_school_share=0.0)
    assert kroner(plain, "school") == pytest.approx({"state": -10000})


def test_taxameters_do_not_follow_the_index() -> None:
    """HF: + 2 % from 2014 to 2023, while the index rose by 12 %."""
    then, now = load_prices(2014), load_prices(2023)
    grown = now["school_taxameter"].value / then["school_taxameter"].value
    assert grown == pytest.approx(65760 / 64450)
    for prices in (then, now, load_prices(2026)):
        assert prices["school_taxameter"].price_level == prices.rule_year
    assert load_prices(2026)["school_taxameter"].value == 65760
