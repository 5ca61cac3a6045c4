"""What mentors cost, worked by hand, against published figures and per full-time person."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.economics.mentor_cost import (
    direct_hour,
    mentor_hour,
    mentor_year,
    per_full_time_person,
    startup,
)
from scenarios.economics.price_checks import cross_check, public_gain_of_work
from scenarios.economics.price_draws import central_prices
from scenarios.economics.price_file import load_prices
from scenarios.economics.rule_sets import rule_years
from sim.errors import InputError
from tests.support.price_cases import lives, simple
from tests.support.purse_cases import account, kroner, reader


# --- worked by hand -------------------------------------------------------------------------------
def test_a_mentor_is_built_from_pay_and_what_comes_on_top() -> None:
    """400,000 and 25 % on top is 500,000; 37 hours in 52.14 weeks; half reaches the mentee."""
    read = reader(
        2013,
        mentor_salary=400000,
        overhead_share=0.1,
        supervision_share=0.05,
        courses_share=0.04,
        coordination_share=0.03,
        travel_share=0.03,
        mentor_direct_share=0.5,
        startup_weeks=52.14 / 10,
        replaced_share=0.0,
    )
    assert mentor_year(read) == pytest.approx(np.array([[500000]]))
    assert mentor_hour(read) == pytest.approx(np.array([[500000 / (37 * 52.14)]]))
    assert direct_hour(read) == pytest.approx(2 * mentor_hour(read))
    assert startup(read) == pytest.approx(np.array([[50000]]))


def test_mentors_are_refunded_by_half_in_2013_and_not_from_2019() -> None:
    """A full-time year in hours, half of whose cost lies within the ceiling; two posts start up."""
    hours = lives(
        {"on_benefit": [1] * 4}, mentor_hours=[37 * 52.14], new_mentors=2.0, measures=[3.0]
    )
    on_top = {f"{p}_share": 0.0 for p in ("overhead", "supervision", "courses", "coordination")}
    own = {
        "mentor_salary": 400000.0,
        "travel_share": 0.25,
        "startup_weeks": 5.214,
        "replaced_share": 0.0,
        "measure_cost": 7000.0,
        **on_top,
    }
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
        {"on_benefit": [1] * 2},
        years=(2016, 2017),
        calendar=[[1, 0], [0, 1]],
        new_mentors=2.0,
        mentor_hours=[37 * 52.14, 37 * 26.07],
    )
    on_top = ("overhead", "supervision", "courses", "coordination", "travel")
    done = account(
        2019,
        two,
        mentor_salary=400000.0,
        startup_weeks=5.214,
        replaced_share=0.0,
        **{f"{p}_share": 0.0 for p in on_top},
    )
    municipality = done.kroner.sel(purse="municipality").isel(draw=0)
    assert municipality.sel(entry="start_up").values == pytest.approx([-80000, 0])
    assert municipality.sel(entry="mentors").values == pytest.approx([-400000, -200000])


def test_successors_are_introduced_and_holidays_covered_in_the_price_of_an_hour() -> None:
    """400,000; a tenth on top for cover; of ten mentors two are replaced, at a tenth of a year."""
    own = {f"{p}_share": 0.0 for p in ("overhead", "supervision", "courses", "coordination")}
    read = reader(
        2019,
        mentor_salary=400000.0,
        travel_share=0.0,
        holiday_cover_share=0.1,
        startup_weeks=5.214,
        replaced_share=0.2,
        **own,
    )
    assert startup(read) == pytest.approx(np.array([[44000]]))
    assert mentor_year(read) == pytest.approx(np.array([[440000 + 0.2 * 44000]]))


def test_notice_is_given_once_in_the_last_year_with_paid_hours() -> None:
    """Two posts, a tenth of a year's notice at 400,000; hours in the first two of three years."""
    own = {f"{p}_share": 0.0 for p in ("overhead", "supervision", "courses", "coordination")}
    prices = {
        "mentor_salary": 400000.0,
        "travel_share": 0.0,
        "replaced_share": 0.0,
        "startup_weeks": 0.0,
        "notice_weeks": 5.214,
        **own,
    }
    three = {"years": (2019, 2020, 2021), "calendar": np.eye(3)}
    two = lives({"on_benefit": [1] * 3}, new_mentors=2.0, mentor_hours=[10.0, 10.0, 0.0], **three)
    done = account(2019, two, **prices).kroner.sel(purse="municipality", entry="start_up")
    assert done.isel(draw=0).values == pytest.approx([0, -80000, 0])
    none = lives({"on_benefit": [1] * 3}, new_mentors=2.0, mentor_hours=[0.0] * 3, **three)
    without = account(2019, none, **prices)
    assert kroner(without, "start_up") == {}


# --- published figures, per person ----------------------------------------------------------------


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


def test_a_bill_per_full_time_person() -> None:
    """10 people in the first year, 5 in the second, nobody in the third."""
    cost, people = np.array([100000.0, 60000.0, 0.0]), np.array([10.0, 5.0, 0.0])
    found = per_full_time_person(cost, people)
    assert found.tolist()[:2] == [10000, 12000]
    assert np.isnan(found[2])
    with pytest.raises(InputError, match="do not belong together"):
        per_full_time_person(cost, people[:1])
