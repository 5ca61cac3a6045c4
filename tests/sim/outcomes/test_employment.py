"""Mentors whose number is given are billed as employed, with their use beside; others as used."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import xarray as xr

from calibration.stored_posterior import shipped_posterior
from calibration.trial import the_trial
from mentorsim.language import Language
from mentorsim.present.comparison.answer import mentors_sentence
from scenarios.comparison.compare import Comparison, compare
from scenarios.comparison.ensemble import EnsembleSetting
from scenarios.economics.mentor_cost import mentor_hour
from scenarios.economics.person_weeks import quantities_of
from scenarios.economics.price_choice import chosen_prices
from scenarios.economics.price_draws import draw_prices
from scenarios.economics.price_file import load_prices
from scenarios.economics.purse_names import MENTORS
from scenarios.economics.purses import budget_account
from scenarios.forecast.forecast import Forecast, forecast
from scenarios.forecast.setting import Stream
from scenarios.policy.policies import NamedPolicy, load_policy
from sim.outcomes.paid_hours import employed_hours
from sim.programme import Policy
from tests.support.policy_cases import policy
from tests.worlds.policy_worlds import world

TWELVE = {"follows": "places", "mentors": 12}
HORIZON, DRAWS = 79, 3
POLICIES: dict[str, dict[str, Any]] = {
    "twelve": {"duration": {"weeks": 26}, "capacity": TWELVE},
    "hours": {"duration": {"weeks": 26}, "capacity": {"follows": "places", "hours": 12 * 37}},
    "spread": {"duration": {"weeks": 26}, "capacity": {"follows": "caseload", "mentors": 150}},
    "enough": {"duration": {"weeks": 26}},
}


@pytest.fixture(scope="module")
def compared() -> Comparison:
    named = [NamedPolicy(name, policy(**parts)) for name, parts in POLICIES.items()]
    return compare(
        the_trial(),
        named,
        load_policy("no-mentor"),
        shipped_posterior().first(DRAWS),
        EnsembleSetting(horizon=HORIZON),
    )


def total(result: Comparison, name: str, quantity: str) -> float:
    frame = result.totals
    return float(frame[(frame["policy"] == name) & (frame["quantity"] == quantity)]["mean"].iloc[0])


# --- hours ----------------------------------------------------------------------------------------
def hours(rules: Policy, *, weeks: int = 120) -> tuple[np.ndarray, np.ndarray, float, Any]:
    """Employed and used by calendar week, hours of the posts, and the accounts."""
    simulation = world(rules)
    simulation.advance(weeks)
    accounts = simulation.accounts()
    used = accounts.calendar["hours_used"].to_numpy()
    return accounts.hours_employed, used, float(simulation.corps.hours.sum()), accounts


def test_posts_are_paid_from_the_first_entry_until_nobody_has_or_waits_for_a_mentor() -> None:
    rules = policy(duration={"weeks": 8}, capacity={"follows": "places", "mentors": 40})
    employed, used, posts, accounts = hours(rules)
    calendar = accounts.calendar
    busy = (calendar[["mentored", "waiting", "hours_used"]] > 0).any(axis=1).to_numpy()
    last = int(np.flatnonzero(busy).max())
    assert last < len(employed) - 1, "the offer ends before the calendar does"
    assert employed[: last + 1] == pytest.approx(posts)
    assert not employed[last + 1 :].any()
    assert np.all(employed >= used - 1e-9)
    assert employed.sum() > 1.2 * used.sum()


def test_where_a_queue_stays_posts_are_paid_to_the_horizon() -> None:
    employed, _, posts, _ = hours(policy(capacity={"follows": "places", "mentors": 2}))
    assert employed == pytest.approx(posts)
    assert posts == pytest.approx(2 * 37)


def test_mentors_who_follow_from_the_young_people_are_paid_for_what_is_used() -> None:
    employed, used, _, _ = hours(policy(duration={"weeks": 8}))
    assert np.array_equal(employed, used)


def test_nobody_is_paid_where_nobody_is_eligible() -> None:
    employed, _, _, _ = hours(policy(capacity=TWELVE, targeting={"eligible": []}))
    assert not employed.any()


def test_hours_so_far_are_those_of_the_weeks_lived() -> None:
    simulation = world(policy(capacity=TWELVE))
    assert employed_hours(simulation.world, simulation.corps, 0).shape == (0,)
    simulation.advance(9)
    assert simulation.accounts().hours_employed == pytest.approx(np.full(9, 12 * 37))


# --- kroner ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", POLICIES)
def test_the_bill_less_the_bill_of_use_is_unused_hours_times_the_price(
    compared: Comparison, name: str
) -> None:
    data: xr.Dataset = compared.ensemble
    values = draw_prices(load_prices(2023), DRAWS, seed=4)
    quantities = quantities_of(data, name, the_trial().design.intake_start.value)
    kroner = budget_account(quantities, values).kroner.sum(("year", "purse"))
    # Of the weeks since entry that are counted: some still wait when the others are through.
    of = data["resource"].sel(policy=name).astype(float).mean("seed").sum("calendar_week")
    employed, used = (of.sel(quantity=q).to_numpy() for q in ("hours_billed", "hours_counted"))
    price = mentor_hour(lambda entry: values[entry])
    bill = -kroner.sel(entry=list(MENTORS)).sum("entry").to_numpy()
    np.testing.assert_allclose(bill, employed * price, rtol=1e-5)
    unused = -kroner.sel(entry="mentors_unused").to_numpy()
    np.testing.assert_allclose(unused, (employed - used) * price, rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(bill - unused, used * price, rtol=1e-5)
    if name == "enough":
        assert not unused.any()
    else:
        assert (unused > 0).all()


def test_tables_tell_paid_from_used(compared: Comparison) -> None:
    for name in POLICIES:
        paid, used = (total(compared, name, q) for q in ("mentor_hours", "hours_used"))
        assert paid == pytest.approx(used) if name == "enough" else paid > 1.01 * used
    # A number of mentors and their hours a week are the same thing.
    assert total(compared, "hours", "mentor_hours") == pytest.approx(
        total(compared, "twelve", "mentor_hours")
    )
    for language, word in (("en", "mentors employed"), ("da", "ansatte mentorer")):
        words = mentors_sentence(compared, Language(language))
        assert word in words


# --- four years -----------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def twelve() -> Forecast:
    """Twelve mentors, 26 weeks, 600 young people a year, four years."""
    named = NamedPolicy("twelve", policy(duration={"weeks": 26}, capacity=TWELVE))
    return forecast(
        the_trial(),
        [named],
        load_policy("no-mentor"),
        shipped_posterior().first(4),
        chosen_prices(),
        Stream(600, years=4),
    )


def test_twelve_mentors_for_four_years_cost_what_who_employs_them_pays(twelve: Forecast) -> None:
    """Twelve posts of a year's pay, for four years; not what their places happened to be used."""
    years = twelve.years[twelve.years["purse"] == "public"].set_index("year")
    assert years["full_time_equivalents_employed"].to_numpy() == pytest.approx(12.0)
    assert (years["full_time_equivalents"] < 12).all()
    assert (years["mentor_hours_used"] < years["mentor_hours"]).all()
    assert years["mentor_hours"].sum() == pytest.approx(12 * 37 * twelve.stream.weeks, rel=1e-9)
    price = mentor_hour(lambda entry: twelve.priced.values[entry]).mean()
    bill = float(twelve.priced.programme.sel(policy="twelve").sum("year").mean())
    assert bill == pytest.approx(12 * 37 * twelve.stream.weeks * price, rel=1e-6)
    kroner = twelve.priced.kroner.sel(policy="twelve", priced_as="as_it_is").sum(("year", "purse"))
    unused = -float(kroner.sel(entry="mentors_unused").mean())
    hours_unused = float((years["mentor_hours"] - years["mentor_hours_used"]).sum())
    assert unused == pytest.approx(hours_unused * price, rel=0.02)
    assert unused > 0
