"""The budget account of people's weeks on cases worked by hand: support, study, work, pension."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.economics import rates
from scenarios.economics.price_draws import central_prices
from scenarios.economics.purse_names import PURSES
from scenarios.economics.purses import budget_account
from sim.errors import InputError
from tests.support.price_cases import A_THOUSAND_A_WEEK_BY_YEAR, lives, simple
from tests.support.purse_cases import account, kroner, reader


def test_ten_weeks_on_benefit_in_2013() -> None:
    """10 weeks at 1,000: 10,000 paid, 30 % refunded, 20 % taxed, three quarters of it local."""
    done = account(2013, lives({"on_benefit": [1] * 10}))
    assert kroner(done, "benefit") == pytest.approx({"municipality": -10000, "person": 10000})
    assert kroner(done, "benefit_refund") == pytest.approx({"municipality": 3000, "state": -3000})
    assert kroner(done, "tax_on_benefit") == pytest.approx(
        {"municipality": 1500, "state": 500, "person": -2000}
    )
    net = {purse: float(done.net(purse).sum()) for purse in (*PURSES, "public")}
    assert net == pytest.approx(
        {"municipality": -5500, "state": -2500, "region": 0, "person": 8000, "public": -8000}
    )


def test_company_placement_is_refunded_by_half_before_2016() -> None:
    """A quarter of 10,000 at 50 %, the rest at 30 %: 1,250 + 2,250. From 2016 it does not count."""
    on_benefit = lives({"on_benefit": [1] * 10})
    before = account(2013, on_benefit, placement_share=0.25)
    assert kroner(before, "benefit_refund")["municipality"] == pytest.approx(3500)
    after = account(2016, on_benefit, placement_share=0.25)
    assert kroner(after, "benefit_refund")["municipality"] == pytest.approx(2000)


def test_sixty_weeks_up_the_ladder_of_2016() -> None:
    """4 x 80 % + 22 x 40 % + 26 x 30 % + 8 x 20 % of 1,000: 21,400 for one who is new."""
    weeks = {"on_benefit": [1] * 60}
    new = account(2016, lives(weeks, earlier_weeks={0: 1.0}))
    assert kroner(new, "benefit_refund")["municipality"] == pytest.approx(21400)
    # After 20 weeks before entry: 6 x 40 % + 26 x 30 % + 28 x 20 % = 15,800.
    some = account(2016, lives(weeks, earlier_weeks={20: 1.0}))
    assert kroner(some, "benefit_refund")["municipality"] == pytest.approx(15800)
    # From a long spell: 20 % from the first week, 12,000.
    long = account(2016, lives(weeks, earlier_weeks={98: 1.0}))
    assert kroner(long, "benefit_refund")["municipality"] == pytest.approx(12000)
    mixed = account(2016, lives(weeks, earlier_weeks={0: 0.5, 98: 0.5}))
    assert kroner(mixed, "benefit_refund")["municipality"] == pytest.approx(16700)


def test_the_prices_place_entrants_on_the_ladder() -> None:
    """One in ten is new, the others come from 98 weeks: 0.1 x 21,400 + 0.9 x 12,000."""
    weeks = {"on_benefit": [1] * 60}
    done = account(2016, lives(weeks), entrants_new_share=0.1)
    assert kroner(done, "benefit_refund")["municipality"] == pytest.approx(12940)


@pytest.mark.parametrize(
    ("week", "share"), [(1, 0.8), (4, 0.8), (5, 0.4), (26, 0.4), (27, 0.3), (52, 0.3), (53, 0.2)]
)
def test_steps_begin_in_the_week_that_the_law_says(week: int, share: float) -> None:
    for year in (2016, 2019, 2023):
        found = rates.refund_step(reader(year), np.array([float(week)]))
        assert found == pytest.approx(np.array([[share]]))


def test_a_student_costs_the_state_grant_and_school() -> None:
    """52 weeks of SU at 1,000 and school at 1,000; 10 % tax on SU."""
    done = account(2016, lives({"education": [2] * 26}))
    assert kroner(done, "su") == pytest.approx({"state": -52000, "person": 52000})
    assert kroner(done, "school") == pytest.approx({"state": -52000})
    assert kroner(done, "tax_on_su") == pytest.approx(
        {"municipality": 3900, "state": 1300, "person": -5200}
    )
    shared = account(2016, lives({"education": [2] * 26}), school_municipal_share=0.25)
    assert kroner(shared, "school") == pytest.approx({"municipality": -13000, "state": -39000})


def test_since_2014_a_move_from_benefit_to_su_saves_the_public_nothing_but_moves_the_bill() -> None:
    """Equal rates and taxes: the municipality saves what the state pays; school is extra."""
    weeks = lives({"on_benefit": [1] * 10}), lives({"education": [1] * 10})
    prices = central_prices(simple(2023, tax_share_grant=0.2))
    stays, moves = (budget_account(q, prices) for q in weeks)
    moved = moves - stays
    assert float(moved.net("municipality").sum()) == pytest.approx(8000)
    assert float(moved.net("state").sum()) == pytest.approx(-8000 - 10000)
    assert float(moved.net("public").sum()) == pytest.approx(-10000)
    assert float(moved.net("person").sum()) == pytest.approx(0)


def test_a_worker_earns_and_pays_tax() -> None:
    """Half time at 2,000 a week, 10 weeks: 10,000; 8 % contribution, half of the rest tax."""
    done = account(2016, lives({"employment": [1] * 10}))
    assert kroner(done, "wage") == pytest.approx({"person": 10000})
    assert kroner(done, "labour_market_contribution") == pytest.approx(
        {"person": -800, "state": 800}
    )
    assert kroner(done, "tax_on_wage") == pytest.approx(
        {"person": -4600, "municipality": 3450, "state": 1150}
    )
    assert float(done.net("public").sum()) == pytest.approx(5400)


def test_higher_pay_needs_counted_completions() -> None:
    """10 weeks unskilled, 10 with an education at 1.5 times the pay."""
    both = lives({"employment": [1] * 10, "employment_completed": [1] * 10})
    assert kroner(account(2016, both, wage_ratio_completed=1.5), "wage") == pytest.approx(
        {"person": 25000}
    )
    without = account(2016, lives({"employment": [2] * 10}), wage_ratio_completed=1.5)
    assert kroner(without, "wage") == pytest.approx({"person": 20000})
    assert "wage_ratio_completed" not in without.reads["wage"]


def test_a_pension_is_shared_by_its_own_refund() -> None:
    done = account(2016, lives({"pension": [1] * 10}))
    assert kroner(done, "pension") == pytest.approx({"municipality": -10000, "person": 10000})
    assert kroner(done, "pension_refund") == pytest.approx({"municipality": 3000, "state": -3000})
    assert kroner(done, "tax_on_pension")["person"] == pytest.approx(-4000)


def test_a_resource_course_has_a_benefit_of_its_own_on_the_ladder() -> None:
    """10 weeks at 1.5 times 1,000: 15,000, a fifth refunded after a long spell, a fifth taxed."""
    done = account(2016, lives({"resource_course": [1] * 10}))
    assert kroner(done, "course_benefit") == pytest.approx(
        {"municipality": -15000, "person": 15000}
    )
    assert kroner(done, "course_refund") == pytest.approx({"municipality": 3000, "state": -3000})
    assert kroner(done, "tax_on_course") == pytest.approx(
        {"municipality": 2250, "state": 750, "person": -3000}
    )
    assert kroner(done, "pension") == kroner(done, "benefit") == {}
    new = account(2016, lives({"resource_course": [1] * 10}, earlier_weeks={0: 1.0}))
    # 4 x 80 % + 6 x 40 % of 1,500.
    assert kroner(new, "course_refund")["municipality"] == pytest.approx(8400)


def test_the_self_supported_neither_receive_nor_pay() -> None:
    """Half of the weeks on benefit, half on neither: kroner of the half."""
    done = account(2013, lives({"on_benefit": [1, 0], "self_supported": [0, 1]}))
    assert kroner(done, "benefit")["person"] == pytest.approx(1000)
    assert float(done.net("person").sum()) == pytest.approx(800)


def test_the_region_pays_only_what_the_user_says() -> None:
    year = lives({"on_benefit": [1] * 10})
    assert kroner(account(2016, year), "regional_services") == {}
    done = account(2016, year, regional_services=A_THOUSAND_A_WEEK_BY_YEAR)
    assert kroner(done, "regional_services") == pytest.approx({"region": -10000})


def test_rates_mix_ages_homes_and_children() -> None:
    """Under 25: a tenth parents at 10,300 or 9,800, the rest by halves at home 2,500, out 5,000."""
    read = reader(
        2016,
        share_parents_under_25=0.1,
        share_at_home_under_25=0.5,
        share_parents_single=0.5,
        benefit_under_25_parent_single=9600,
        benefit_under_25_parent_couple=8600,
        supplement_parent_single=1400,
        supplement_parent_couple=2400,
        share_mentally_ill=0.0,
        benefit_under_25_home=2000,
        benefit_under_25_out=4000,
        supplement_share=0.5,
        supplement_under_25_home=1000,
        supplement_under_25_out=2000,
        share_parents_from_25=1.0,
        benefit_from_25_parent_single=8100,
        benefit_from_25_parent_couple=8000,
    )
    under = (0.1 * 10050 + 0.9 * (0.5 * 2500 + 0.5 * 5000)) / 4.345
    over = (0.5 * 8800 + 0.5 * 9200) / 4.345
    found = rates.benefit_rate(read, np.array([0.0, 1.0, 0.5]))
    assert found == pytest.approx(np.array([[under, over, (under + over) / 2]]))


def test_people_grow_into_the_higher_rates() -> None:
    """Ages spread from 18 to 30: 5/12 are 25 or more, 6/12 after a year, all after seven."""
    share = rates.share_from_25(reader(2013), 400)
    assert share[0, 0] == pytest.approx(5 / 12)
    assert share[0, 52] == pytest.approx(5 / 12 + 52 / 52.14 / 12)
    assert share[0, 366] == 1.0
    assert (np.diff(share[0]) >= 0).all()


def test_per_person_divides_by_those_who_entered() -> None:
    done = account(2013, lives({"on_benefit": [4] * 5})).per_person()
    assert kroner(done, "benefit")["person"] == pytest.approx(5000)
    assert done.people.values == pytest.approx(np.ones(1))


def test_a_status_can_be_priced_as_another() -> None:
    """What a result rests on: two weeks of pension at 1,000 become two weeks of benefit."""
    both = lives({"on_benefit": [1, 1], "pension": [1, 1], "resource_course": [2, 2]})
    done = account(2013, both.priced_as(("pension",), "on_benefit"))
    assert kroner(done, "pension") == {}
    assert kroner(done, "benefit")["person"] == pytest.approx(4000)
    assert both.weeks["pension"].sum() == 2
    all_three = account(2013, both.priced_as(("pension", "resource_course"), "on_benefit"))
    assert kroner(all_three, "course_benefit") == {}
    assert kroner(all_three, "benefit")["person"] == pytest.approx(8000)
    with pytest.raises(InputError, match="unknown status"):
        both.priced_as(("pension",), "support")
