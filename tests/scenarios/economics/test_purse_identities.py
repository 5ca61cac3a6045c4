"""Every week falls in one year, every krone has two ends, every assumption is listed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
import xarray as xr

from calibration.trial import the_trial
from scenarios.economics.person_weeks import calendar_of
from scenarios.economics.price_draws import PriceValues, central_prices, draw_prices
from scenarios.economics.price_file import load_prices
from scenarios.economics.purse_names import PUBLIC, PURSES
from scenarios.economics.purses import budget_account
from scenarios.economics.rule_sets import RuleSet, rule_sets
from scenarios.economics.welfare import transfers_left
from tests.support.price_cases import lives
from tests.support.purse_cases import HORIZON, account, accounts, ensemble, kroner, of

MONDAY = date(2012, 8, 6)


# --- calendar ----------------------------------------------------------------------------------


def test_weeks_since_entry_fall_in_calendar_years() -> None:
    """Two weeks of intake from the last ISO week but one of 2012: week 0 is in 2012 for both."""
    years, calendar = calendar_of(date(2012, 12, 17), 2, 3)
    assert years == (2012, 2013)
    assert calendar == pytest.approx(np.array([[1, 0], [0.5, 0.5], [0, 1]]))


def test_kroner_fall_in_the_year_of_their_week() -> None:
    split = lives(
        {"on_benefit": [1] * 4}, years=(2016, 2017), calendar=[[1, 0], [1, 0], [0.5, 0.5], [0, 1]]
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
    quantities = lives({"on_benefit": [7] * 73}, years=years, calendar=calendar)
    done = account(2013, quantities)
    assert kroner(done, "benefit")["person"] == pytest.approx(7 * 73 * 1000)


# --- on the engine's own counts -------------------------------------------------------------------
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
        "share_parents_under_25": 0.0,
        "share_at_home_under_25": 0.0,
        "supplement_under_25_out": 0.0,
    }
    done = account(2016, quantities, benefit_under_25_out=4345.0, **flat)
    benefit = quantities.weeks["on_benefit"].sum(axis=1)
    paid = done.kroner.sel(entry="benefit", purse="person").sum("year").values
    assert paid == pytest.approx(1000 * benefit)
    study = quantities.weeks["education"].sum(axis=1)
    school = done.kroner.sel(entry="school", purse="state").sum("year").values
    assert school == pytest.approx(-1000 * study)


@pytest.mark.parametrize("rules", rule_sets(), ids=lambda rules: rules.name)
@pytest.mark.parametrize("drawn", [False, True])
def test_identities_hold_in_every_rule_set(rules: RuleSet, drawn: bool) -> None:
    with_mentor, without = accounts(rules, drawn=drawn)
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


# --- assumptions -------------------------------------------------------------------------------


def test_a_result_lists_the_assumptions_that_it_leans_on_and_no_others() -> None:
    values = central_prices(load_prices(2023))
    study = budget_account(lives({"education": [1] * 4}), values)
    names = {a.name for a in study.assumptions()}
    assert {"grant_home", "tax_share_grant", "school_taxameter", "fgu_share"} <= names
    assert not {"overhead_share", "hours_worked_share", "course_benefit_ratio"} & names
    hours = budget_account(lives({"education": [1] * 4}, mentor_hours=[10.0]), values)
    assert {a.name for a in hours.assumptions()} - names == {
        "overhead_share",
        "supervision_share",
        "courses_share",
        "coordination_share",
        "travel_share",
        "startup_weeks",
        "index 2023",
        "index 2026",
    }
    same = hours - study
    # What is equal in both drops out of the difference, and its assumptions with it.
    assert "grant_home" not in {a.name for a in same.assumptions()}


@pytest.mark.parametrize("rules", rule_sets(), ids=lambda rules: rules.name)
def test_every_price_moves_something_or_is_a_figure_to_check_against(rules: RuleSet) -> None:
    # Decisions are in an account only where the choice of rules asks for them.
    decided = replace(of("as-in-trial"), decisions=np.ones((of("as-in-trial").draws.size, 3)))
    shown = budget_account(decided, central_prices(load_prices(rules)))
    read = set().union(*shown.reads.values())
    unused = set(load_prices(rules).entries) - read
    assert {name for name in unused if not name.startswith(("published_", "external_"))} == {
        "wage_ratio_completed",
        "mentor_direct_share",
        "mentor_cap",
        "tax_distortion",
        "net_tax_factor",
        "discount_rate_1",
        "discount_rate_2",
        "discount_rate_3",
        "discount_rate_2_from_year",
        "discount_rate_3_from_year",
    }
