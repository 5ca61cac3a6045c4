"""The budget account on cases worked by hand, its identities, and what it refuses."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np
import pytest
import xarray as xr

from calibration.trial import the_trial
from scenarios.comparison.ensemble import EnsembleSetting, run_ensemble
from scenarios.economics import rates
from scenarios.economics.mentor_cost import cap_use, direct_hour, mentor_hour, mentor_year, startup
from scenarios.economics.person_weeks import Quantities, calendar_of, quantities_of
from scenarios.economics.price_checks import cross_check, public_gain_of_work
from scenarios.economics.price_draws import PriceValues, central_prices, draw_prices
from scenarios.economics.price_file import load_prices, rule_years
from scenarios.economics.purses import PUBLIC, PURSES, BudgetAccount, budget_account
from scenarios.economics.rates import Read
from scenarios.economics.welfare import transfers_left
from scenarios.policy.policies import load_policies
from sim.errors import InputError
from tests.price_cases import A_THOUSAND_A_WEEK_BY_YEAR, lives, plain, simple
from tests.small_comparison import few_draws

HORIZON = 60
MONDAY = date(2012, 8, 6)


def kroner(account: BudgetAccount, entry: str) -> dict[str, float]:
    """Kroner of an entry by purse, all years, first draw; purses without any are left out."""
    sums = account.kroner.sel(entry=entry).isel(draw=0).sum("year")
    return {p: float(sums.sel(purse=p)) for p in PURSES if float(sums.sel(purse=p)) != 0.0}


def reader(year: int, **changes: float) -> Read:
    values = central_prices(plain(year, **changes))
    return lambda name: values[name][:, None]


def account(year: int, quantities: Quantities, **changes: float) -> BudgetAccount:
    return budget_account(quantities, central_prices(simple(year, **changes)))


# --- worked by hand ----------------------------------------------------------------------------


def test_ten_weeks_on_benefit_in_2013() -> None:
    """10 weeks at 1,000: 10,000 paid, 30 % refunded, 20 % taxed, three quarters of it local."""
    done = account(2013, lives({"on_benefit": [1] * 10, "self_supported": [0] * 10}))
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
    on_benefit = lives({"on_benefit": [1] * 10, "self_supported": [0] * 10})
    before = account(2013, on_benefit, placement_share=0.25)
    assert kroner(before, "benefit_refund")["municipality"] == pytest.approx(3500)
    after = account(2016, on_benefit, placement_share=0.25)
    assert kroner(after, "benefit_refund")["municipality"] == pytest.approx(2000)


def test_sixty_weeks_up_the_ladder_of_2016() -> None:
    """4 x 80 % + 22 x 40 % + 26 x 30 % + 8 x 20 % of 1,000: 21,400 for one who is new."""
    weeks = {"on_benefit": [1] * 60, "self_supported": [0] * 60}
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
    weeks = {"on_benefit": [1] * 60, "self_supported": [0] * 60}
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
    weeks = lives({"support": [1] * 10}), lives({"education": [1] * 10})
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


def test_support_is_split_into_benefit_and_self_support() -> None:
    """Everybody on benefit at entry, half after four weeks: 1 + 7/8 + 6/8 + 5/8 + 4/8 + 4/8."""
    done = account(
        2013, lives({"support": [1] * 6}), benefit_share_settled=0.5, benefit_share_settled_after=4
    )
    assert kroner(done, "benefit")["person"] == pytest.approx(4250)
    counted = account(
        2013, lives({"on_benefit": [1, 0.875, 0.75, 0.625, 0.5, 0.5],
                     "self_supported": [0, 0.125, 0.25, 0.375, 0.5, 0.5]}),
    )  # fmt: skip
    assert kroner(counted, "benefit") == pytest.approx(kroner(done, "benefit"))
    assert "benefit_share_settled" in done.reads["benefit"]
    assert "benefit_share_settled" not in counted.reads["benefit"]


def test_a_mentor_is_built_from_pay_and_what_comes_on_top() -> None:
    """400,000 and 25 % on top is 500,000; 37 hours in 52.14 weeks; half reaches the mentee."""
    read = reader(
        2013, mentor_salary=400000, overhead_share=0.1, supervision_share=0.05,
        courses_share=0.04, coordination_share=0.03, travel_share=0.03, mentor_direct_share=0.5,
        startup_weeks=52.14 / 10,
    )  # fmt: skip
    assert mentor_year(read) == pytest.approx(np.array([[500000]]))
    assert mentor_hour(read) == pytest.approx(np.array([[500000 / (37 * 52.14)]]))
    assert direct_hour(read) == pytest.approx(2 * mentor_hour(read))
    assert startup(read) == pytest.approx(np.array([[50000]]))


def test_mentors_are_refunded_by_half_in_2013_and_not_from_2019() -> None:
    """A full-time year in hours, half of whose cost lies within the ceiling; two posts start up."""
    hours = lives({"support": [1] * 4}, mentor_hours=[37 * 52.14], new_mentors=2.0, measures=[3.0])
    on_top = {f"{p}_share": 0.0 for p in ("overhead", "supervision", "courses", "coordination")}
    own = {
        "mentor_salary": 400000.0, "travel_share": 0.25, "startup_weeks": 5.214,
        "measure_cost": 7000.0, **on_top,
    }  # fmt: skip
    then = account(2013, hours, mentor_refund_within_ceiling=0.5, **own)
    assert kroner(then, "mentors") == pytest.approx({"municipality": -500000})
    assert kroner(then, "mentor_refund") == pytest.approx(
        {"municipality": 125000, "state": -125000}
    )
    assert kroner(then, "start_up") == pytest.approx({"municipality": -100000})
    assert kroner(then, "other_measures") == pytest.approx({"municipality": -21000})
    now = account(2019, hours, **own)
    assert kroner(now, "mentor_refund") == {}


def test_mentors_start_up_once_and_are_paid_in_the_year_of_their_hours() -> None:
    """Two posts of 5.214 weeks (a tenth of a year) at 400,000; hours of a year, then of half."""
    two = lives(
        {"support": [1] * 2}, years=(2016, 2017), calendar=[[1, 0], [0, 1]], new_mentors=2.0,
        mentor_hours=[37 * 52.14, 37 * 26.07],
    )  # fmt: skip
    on_top = ("overhead", "supervision", "courses", "coordination", "travel")
    done = account(
        2019,
        two,
        mentor_salary=400000.0,
        startup_weeks=5.214,
        **{f"{p}_share": 0.0 for p in on_top},
    )
    municipality = done.kroner.sel(purse="municipality").isel(draw=0)
    assert municipality.sel(entry="start_up").values == pytest.approx([-80000, 0])
    assert municipality.sel(entry="mentors").values == pytest.approx([-400000, -200000])


def test_the_region_pays_only_what_the_user_says() -> None:
    year = lives({"support": [1] * 10})
    assert kroner(account(2016, year), "regional_services") == {}
    done = account(2016, year, regional_services=A_THOUSAND_A_WEEK_BY_YEAR)
    assert kroner(done, "regional_services") == pytest.approx({"region": -10000})


def test_rates_mix_ages_homes_and_children() -> None:
    """Under 25: a tenth parents at 10,000, the rest by halves at home 2,500 and out 5,000."""
    read = reader(
        2016, share_parents_under_25=0.1, share_at_home_under_25=0.5, benefit_under_25_parent=10000,
        benefit_under_25_home=2000, benefit_under_25_out=4000, supplement_share=0.5,
        supplement_under_25_home=1000, supplement_under_25_out=2000, share_parents_from_25=1.0,
        benefit_from_25_parent=9000,
    )  # fmt: skip
    under = (0.1 * 10000 + 0.9 * (0.5 * 2500 + 0.5 * 5000)) / 4.345
    found = rates.benefit_rate(read, np.array([0.0, 1.0, 0.5]))
    assert found == pytest.approx(np.array([[under, 9000 / 4.345, (under + 9000 / 4.345) / 2]]))


def test_people_grow_into_the_higher_rates() -> None:
    """Ages spread from 18 to 30: 5/12 are 25 or more, 6/12 after a year, all after seven."""
    share = rates.share_from_25(reader(2013), 400)
    assert share[0, 0] == pytest.approx(5 / 12)
    assert share[0, 52] == pytest.approx(5 / 12 + 52 / 52.14 / 12)
    assert share[0, 366] == 1.0
    assert (np.diff(share[0]) >= 0).all()


# --- calendar ----------------------------------------------------------------------------------


def test_weeks_since_entry_fall_in_calendar_years() -> None:
    """Two weeks of intake from the last ISO week but one of 2012: week 0 is in 2012 for both."""
    years, calendar = calendar_of(date(2012, 12, 17), 2, 3)
    assert years == (2012, 2013)
    assert calendar == pytest.approx(np.array([[1, 0], [0.5, 0.5], [0, 1]]))


def test_kroner_fall_in_the_year_of_their_week() -> None:
    split = lives(
        {"support": [1] * 4}, years=(2016, 2017), calendar=[[1, 0], [1, 0], [0.5, 0.5], [0, 1]]
    )
    paid = account(2013, split).kroner.sel(entry="benefit", purse="person").isel(draw=0)
    assert paid.values == pytest.approx(np.array([2500, 1500]))


@pytest.mark.parametrize("intake", [1, 16, 104])
def test_no_half_cycle_makes_or_loses_a_person_week(intake: int) -> None:
    """Section 8: every week of everybody falls in exactly one year, whatever the intake."""
    years, calendar = calendar_of(MONDAY, intake, 73)
    assert calendar.sum(axis=1) == pytest.approx(np.ones(73))
    assert years[0] == 2012
    # The first week in full, not by half: 1,000 kroner a person-week are 73,000 a person.
    quantities = lives({"support": [7] * 73}, years=years, calendar=calendar)
    done = account(2013, quantities)
    assert kroner(done, "benefit")["person"] == pytest.approx(7 * 73 * 1000)


# --- on the engine's own counts ----------------------------------------------------------------


@cache
def ensemble() -> xr.Dataset:
    return run_ensemble(
        the_trial(), load_policies(["as-in-trial", "no-mentor"]), few_draws(),
        EnsembleSetting(horizon=HORIZON),
    )  # fmt: skip


def of(policy: str) -> Quantities:
    return quantities_of(ensemble(), policy, the_trial().design.intake_start.value)


@pytest.mark.parametrize("policy", ["as-in-trial", "no-mentor"])
def test_person_weeks_of_an_ensemble_are_people_times_weeks(policy: str) -> None:
    quantities, data = of(policy), ensemble().sel(policy=policy)
    people = data["size"].sel(group="all").mean("seed").values
    assert quantities.total() == pytest.approx(
        np.repeat(people[:, None], HORIZON, axis=1), rel=1e-5
    )
    by_year = quantities.by_year(quantities.total())
    assert by_year.sum(axis=1) == pytest.approx(people * HORIZON, rel=1e-5)


def test_hours_of_an_ensemble_are_all_paid_once() -> None:
    data = ensemble().sel(policy="as-in-trial")
    hours = data["resource"].sel(quantity="hours_used").mean("seed").sum("calendar_week").values
    assert of("as-in-trial").mentor_hours.sum(axis=1) == pytest.approx(hours, rel=1e-4)
    assert (hours > 0).all()
    assert (of("no-mentor").mentor_hours == 0).all()
    design = the_trial().design
    years, calendar = calendar_of(
        design.intake_start.value, int(design.intake_weeks.value), HORIZON
    )
    assert of("as-in-trial").years == years == (2012, 2013, 2014)
    assert of("as-in-trial").calendar == pytest.approx(calendar)


def test_kroner_are_person_weeks_times_rates() -> None:
    quantities = of("as-in-trial")
    flat = {
        "share_parents_under_25": 0.0, "share_at_home_under_25": 0.0,
        "supplement_under_25_out": 0.0,
    }  # fmt: skip
    done = account(2016, quantities, benefit_under_25_out=4345.0, **flat)
    support = quantities.weeks["support"].sum(axis=1)
    paid = done.kroner.sel(entry="benefit", purse="person").sum("year").values
    assert paid == pytest.approx(1000 * support)
    study = quantities.weeks["education"].sum(axis=1)
    school = done.kroner.sel(entry="school", purse="state").sum("year").values
    assert school == pytest.approx(-1000 * study)


def accounts(year: int, *, drawn: bool) -> tuple[BudgetAccount, BudgetAccount]:
    prices = load_prices(year)
    n = of("as-in-trial").draws.size
    values = draw_prices(prices, n, 1) if drawn else central_prices(prices)
    return budget_account(of("as-in-trial"), values), budget_account(of("no-mentor"), values)


@pytest.mark.parametrize("year", rule_years())
@pytest.mark.parametrize("drawn", [False, True])
def test_identities_hold_in_every_rule_year(year: int, drawn: bool) -> None:
    with_mentor, without = accounts(year, drawn=drawn)
    difference = with_mentor - without
    for done in (with_mentor, without, difference):
        scale = float(abs(with_mentor.kroner).max())
        # What one purse pays another receives.
        assert float(abs(transfers_left(done)).max()) < 1e-9 * scale
        # The public in all is the sum of its purses, and the table says the same as the account.
        public = sum(done.net(purse) for purse in PUBLIC)
        assert isinstance(public, xr.DataArray)
        assert np.allclose(public, done.net("public"), atol=1e-9 * scale)
        table = done.table()
        assert len(table) == done.kroner.size
        by_purse = table.groupby("purse")["kroner"].sum()
        for purse in PURSES:
            assert by_purse[purse] == pytest.approx(float(done.net(purse).sum()), abs=1e-6 * scale)
        # Everybody together: pay from outside less what is used up.
        kinds = table.groupby("kind")["kroner"].sum()
        assert kinds["resource"] + kinds["production"] == pytest.approx(
            by_purse.sum(), abs=1e-6 * scale
        )
    assert float(difference.net("municipality").sum()) < 0  # mentors cost more than 60 weeks save


def test_draws_of_prices_meet_their_own_draw() -> None:
    prices = load_prices(2023)
    drawn = draw_prices(prices, 3, 1)
    together = budget_account(of("as-in-trial"), drawn)
    for k in range(3):
        one = PriceValues(prices, {name: x[k : k + 1] for name, x in drawn.values.items()})
        alone = budget_account(of("as-in-trial"), one)
        assert np.allclose(together.kroner.isel(draw=k), alone.kroner.isel(draw=k))


def test_per_person_divides_by_those_who_entered() -> None:
    done = account(2013, lives({"support": [4] * 5})).per_person()
    assert kroner(done, "benefit")["person"] == pytest.approx(5000)
    assert done.people.values == pytest.approx(np.ones(1))


def test_a_status_can_be_priced_as_another() -> None:
    """What a result rests on: two weeks of pension at 1,000 become two weeks of benefit."""
    both = lives({"support": [1, 1], "pension": [1, 1]})
    done = account(2013, both.priced_as("pension", "support"))
    assert kroner(done, "pension") == {}
    assert kroner(done, "benefit")["person"] == pytest.approx(4000)
    assert both.weeks["pension"].sum() == 2
    with pytest.raises(InputError, match="unknown status"):
        both.priced_as("pension", "on_benefit")


# --- assumptions -------------------------------------------------------------------------------


def test_a_result_lists_the_assumptions_that_it_leans_on_and_no_others() -> None:
    values = central_prices(load_prices(2023))
    study = budget_account(lives({"education": [1] * 4}), values)
    names = {a.name for a in study.assumptions()}
    assert {"grant_out", "tax_share_grant", "school_taxameter", "index 2014"} <= names
    assert not {"overhead_share", "hours_worked_share", "benefit_share_settled"} & names
    hours = budget_account(lives({"education": [1] * 4}, mentor_hours=[10.0]), values)
    assert {a.name for a in hours.assumptions()} - names == {
        "overhead_share", "supervision_share", "courses_share", "coordination_share",
        "travel_share", "index 2022",
    }  # fmt: skip
    same = hours - study
    # What is equal in both drops out of the difference, and its assumptions with it.
    assert "grant_out" not in {a.name for a in same.assumptions()}


@pytest.mark.parametrize("year", rule_years())
def test_every_price_moves_something_or_is_a_figure_to_check_against(year: int) -> None:
    read = set().union(*accounts(year, drawn=False)[0].reads.values())
    unused = set(load_prices(year).entries) - read
    assert {name for name in unused if not name.startswith(("published_", "external_"))} == {
        "wage_ratio_completed", "mentor_direct_share", "mentor_cap", "tax_distortion",
        "net_tax_factor", "discount_rate_1", "discount_rate_2", "discount_rate_3",
        "discount_rate_2_from_year", "discount_rate_3_from_year",
    }  # fmt: skip


# --- published figures, ceiling ----------------------------------------------------------------


@pytest.mark.parametrize("year", rule_years())
def test_the_bottom_up_cost_lies_in_the_published_range(year: int) -> None:
    rows = cross_check(load_prices(year)).set_index("figure")
    for figure in ("course", "mentor_year", "paid_hour"):
        row = rows.loc[figure]
        assert row["low"] < row["ours"] < row["high"], figure
    # Derived in section 4: about 539,000 per staff-year, in 2017.
    in_2017 = cross_check(load_prices(year, price_level=2017)).set_index("figure")
    assert in_2017.loc["mentor_year", "published"] == pytest.approx(539000)


def test_the_published_worth_of_work_is_of_the_same_order() -> None:
    """KORA's figure is society's and ours the public's: within a third of each other, no nearer."""
    for year in rule_years():
        row = cross_check(load_prices(year)).set_index("figure").loc["employment_year"]
        assert 2 / 3 < row["ours"] / row["published"] < 4 / 3


def test_public_gain_of_work_by_hand() -> None:
    """1,000 a week less 20 % tax saved, and 540 of 1,000 in contribution and tax: 1,340 a week."""
    gain = public_gain_of_work(central_prices(simple(2016)))
    assert gain == pytest.approx(np.array([1340 * 52.14]))


def test_how_much_of_the_bill_lies_under_the_ceiling_of_2026() -> None:
    """10,602 per person-year on benefit: 10 people in the first year, 5 in the second."""
    values = central_prices(load_prices(2026, price_level=2026))
    cost, people = np.array([[100000.0, 60000.0]]), np.array([[10.0, 5.0]])
    table = cap_use(values, cost, people)
    assert table["ceiling"].tolist() == pytest.approx([106020, 53010])
    assert table["within"].tolist() == pytest.approx([100000, 53010])
    assert table["above"].tolist() == pytest.approx([0, 6990])
    with pytest.raises(InputError, match="no ceiling"):
        cap_use(central_prices(load_prices(2023)), cost, people)
    with pytest.raises(InputError, match="do not belong together"):
        cap_use(values, cost, people[:, :1])


# --- what is refused ---------------------------------------------------------------------------


def test_price_rows_and_result_rows_that_do_not_belong_together() -> None:
    """Section 8: another number of draws, or another order, is not accepted in silence."""
    quantities = lives({"support": [1] * 4}, draws=3)
    with pytest.raises(InputError, match="do not belong together"):
        budget_account(quantities, draw_prices(load_prices(2023), 4, 1))
    drawn = draw_prices(load_prices(2023), 3, 1)
    assert drawn.draws is not None
    turned = PriceValues(drawn.prices, drawn.values, drawn.draws[::-1])
    with pytest.raises(InputError, match="do not belong together"):
        budget_account(quantities, turned)


def test_accounts_that_do_not_belong_together_are_not_subtracted() -> None:
    values = central_prices(simple(2013))
    one = budget_account(lives({"support": [1] * 4}), values)
    with pytest.raises(InputError, match="year"):
        one - budget_account(lives({"support": [1] * 4}, years=(2020,)), values)
    with pytest.raises(InputError, match="different people"):
        one - budget_account(lives({"support": [2] * 4}), values)
    with pytest.raises(InputError, match="draw"):
        one - budget_account(lives({"support": [1] * 4}, draws=2), values)
    with pytest.raises(InputError, match="different prices"):
        one - budget_account(lives({"support": [1] * 4}), central_prices(simple(2016)))
    dearer = central_prices(simple(2013, travel_share=0.0123))
    with pytest.raises(InputError, match="different prices"):
        one - budget_account(lives({"support": [1] * 4}), dearer)
    again = central_prices(simple(2013))
    nothing = one - budget_account(lives({"support": [1] * 4}), again)
    assert not nothing.kroner.any()


@pytest.mark.parametrize(
    ("weeks", "problem"),
    [
        ({"support": [1, 1, 0.5]}, "people appear or vanish"),
        ({"support": [1, 1, 1], "education": [0, 0, 0.5]}, "people appear or vanish"),
        ({"support": [1, 2, 3], "education": [2, 1, -0.5]}, "impossible quantity"),
        ({"support": [1, 1, float("nan")]}, "impossible quantity"),
        ({"support": [1, 1, 1], "on_benefit": [1, 1, 1]}, "each once"),
        ({"on_benefit": [1, 1, 1]}, "each once"),
        ({"support": [1, 1, 1], "absent": [1, 1, 1]}, "each once"),
        ({"support": [1, 1, 1], "education": [0, 0]}, "do not belong together"),
    ],
)
def test_impossible_person_weeks_are_refused(weeks: dict[str, list[float]], problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        lives(weeks)


def test_other_impossible_quantities_are_refused() -> None:
    with pytest.raises(InputError, match="one year"):
        lives({"support": [1, 1]}, calendar=[[1.0], [0.5]])
    with pytest.raises(InputError, match="mentor_hours"):
        lives({"support": [1, 1]}, mentor_hours=[1.0, 2.0])
    with pytest.raises(InputError, match="earlier weeks"):
        lives({"support": [1, 1]}, earlier_weeks={0: 0.5})
    with pytest.raises(InputError, match="unknown policy"):
        of("156-weeks")
    with pytest.raises(InputError, match="unknown purse"):
        account(2013, lives({"support": [1]})).net("county")
