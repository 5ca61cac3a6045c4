"""Mentors are billed for the weeks since entry that effects are of, whatever the horizon."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import xarray as xr

from calibration.stored_posterior import shipped_posterior
from calibration.trial import the_trial
from mentorsim import decide
from mentorsim.present.decision.json import decision_json
from mentorsim.saved.run import run_of
from scenarios.budget.budget import budget
from scenarios.comparison.compare import compare
from scenarios.comparison.ensemble import EnsembleSetting, run_ensemble
from scenarios.decision.decided import Decided
from scenarios.decision.outcome_names import BILL, SUMS
from scenarios.decision.policy_outcomes import policy_outcomes
from scenarios.economics.person_weeks import quantities_of
from scenarios.economics.price_draws import draw_prices
from scenarios.economics.price_file import load_prices
from scenarios.economics.setting import price_seed
from scenarios.policy.policies import load_policies, load_policy
from sim.programme import Policy
from sim.simulation import Simulation, build
from sim.state import ELIGIBLE, ENTRY, youth_rows
from tests.support.policy_cases import MEASURE, policy
from tests.worlds.policy_worlds import SEED, VALUES, cohort

Floats = npt.NDArray[np.float64]
LONG = policy(duration={"weeks": 60})
#: One size of post and nobody away: a place costs the same hours wherever it is.
ALIKE = {"follows": "mentors", "caseload": 18}
GIVEN = {"follows": "places", "mentors": 12}
EARLY, DRAWS, DEFAULT = 40, 2, 157
#: The programme's bill by policy, kroner of 2023 per young person: of two draws, up to week 156, as
#: it was when hours of all calendar weeks were billed.
BILLS = {"as-in-trial": 35_110.494, "104-weeks": 53_380.599}


def lived(rules: Policy, horizon: int, **values: float) -> Simulation:
    simulation = build(cohort(), rules, {**VALUES, **values}, SEED, horizon=horizon)
    simulation.advance(simulation.weeks)
    return simulation


def mentored_weeks(rules: Policy, weeks: list[int], **values: float) -> dict[int, float]:
    """Weeks with a mentor up to and with each person's own week, all persons together."""
    simulation = build(cohort(), rules, {**VALUES, **values}, SEED, horizon=max(weeks) + 1)
    rows = youth_rows(simulation.world)
    entry, found = simulation.cohort.entry[simulation.order], dict.fromkeys(weeks, 0.0)
    while simulation.week < simulation.weeks:
        simulation.advance()
        for week in weeks:
            there = entry == simulation.week - 1 - week
            found[week] += float(rows["mentored_weeks"][there].sum())
    return found


# --- hours ----------------------------------------------------------------------------------------
def test_the_bill_per_mentored_week_is_the_same_up_to_every_week() -> None:
    weeks = [1, 4, 20, 40, 73]
    rules = LONG.model_copy(update={"capacity": policy(capacity=ALIKE).capacity})
    steady = {"mentor_leaves": 0.0}
    mentored = mentored_weeks(rules, weeks, **steady)
    per_week = []
    for week in weeks:
        simulation = lived(rules, week + 1, **steady)
        posts = simulation.corps
        per_week.append(simulation.accounts().hours_billed.sum() / mentored[week])
    whole = posts.hours.sum() / posts.places.sum()
    assert per_week[-1] == pytest.approx(whole, rel=0.05)
    assert per_week == pytest.approx([per_week[-1]] * len(weeks), rel=0.02)
    # All hours of the calendar, as they were billed before, belong to more weeks than these.
    early = lived(rules, 21, **steady).accounts()
    assert early.hours_employed.sum() > 1.2 * early.hours_billed.sum()


def test_hours_of_a_week_do_not_depend_on_how_long_people_are_followed() -> None:
    billed = [lived(LONG, horizon).accounts().hours_billed.sum() for horizon in range(30, 34)]
    each = np.diff(billed)
    assert (each > 0).all()
    assert np.ptp(each) < 0.1 * each.mean()


@pytest.mark.parametrize("capacity", [{}, GIVEN], ids=["enough", "given"])
def test_once_support_is_over_every_hour_employed_is_billed(capacity: dict[str, Any]) -> None:
    rules = policy(duration={"weeks": 8}, **({"capacity": capacity} if capacity else {}))
    accounts = lived(rules, 120).accounts()
    assert accounts.hours_employed.sum() > 0
    assert np.array_equal(accounts.hours_billed, accounts.hours_employed)


def test_empty_places_of_a_given_number_are_shared_by_those_who_have_entered() -> None:
    horizon = 10
    simulation = lived(policy(capacity=GIVEN), horizon)
    accounts, world = simulation.accounts(), simulation.world
    entry = world.life[ENTRY][world.flag[ELIGIBLE] == 1]
    used, counted = (accounts.calendar[f"hours_{x}"].to_numpy() for x in ("used", "counted"))
    for week, billed in enumerate(accounts.hours_billed):
        entered = entry <= week
        within = (entered & (week - entry < horizon)).sum() / entered.sum()
        empty = 12 * 37 - used[week]
        assert billed == pytest.approx(counted[week] + empty * within)
    assert np.all(accounts.hours_billed >= counted - 1e-9)
    assert accounts.hours_billed[-1] < 0.2 * accounts.hours_employed[-1]


def test_measures_are_counted_in_the_same_weeks() -> None:
    rules = policy(measures=[{**MEASURE, "from_week": 30, "who": ["woman"]}])
    assert lived(rules, 30).accounts().measures_begun.sum() == 0
    later = lived(rules, 31)
    rows = youth_rows(later.world)
    given = (later.world.measured[:, 0] == 2) & (rows["entry"] + 30 < later.weeks)
    assert 0 < later.accounts().measures_begun.sum() <= given.sum()


# --- kroner ---------------------------------------------------------------------------------------
def ensemble(horizon: int, *names: str) -> xr.Dataset:
    return run_ensemble(
        the_trial(),
        load_policies(names),
        shipped_posterior().first(DRAWS),
        EnsembleSetting(horizon=horizon),
    )


def test_policies_that_are_alike_up_to_a_week_cost_the_same_up_to_it() -> None:
    data = ensemble(EARLY + 1, "as-in-trial", "104-weeks")
    found = policy_outcomes(data, "as-in-trial", draw_prices(load_prices(2023), DRAWS, 1))
    for name in SUMS:
        assert not found.net[name].any(), name
    hours = [quantities_of(data, name).mentor_hours for name in ("as-in-trial", "104-weeks")]
    assert np.array_equal(*hours)
    assert (hours[0].sum(axis=1) > 0).all()


def test_nothing_changes_where_all_support_is_over() -> None:
    data = ensemble(DEFAULT, "no-mentor", *BILLS)
    resource = data["resource"]
    for billed, lived_through in (
        ("hours_billed", "hours_employed"),
        ("hours_counted", "hours_used"),
    ):
        ours, whole = (resource.sel(quantity=q).to_numpy() for q in (billed, lived_through))
        assert np.array_equal(ours, whole)
        assert ours.sum() > 0
    values = draw_prices(load_prices(2023), DRAWS, price_seed())
    found = policy_outcomes(data, "no-mentor", values)
    cost = dict(zip(found.names, found.cost(BILL).mean(axis=(0, 1)), strict=True))
    assert {name: cost[name] for name in BILLS} == pytest.approx(BILLS, abs=0.001)


@cache
def early_decision() -> Decided:
    return decide("as-in-trial", week=EARLY, draws=DRAWS)


def test_decision_json_and_report_have_the_same_bill() -> None:
    bill = early_decision().decision.net("as-in-trial", BILL).mean
    told = decision_json(early_decision(), {})["decision"]["net"]
    assert [row["mean"] for row in told if row["sum"] == BILL] == [bill]
    setting = EnsembleSetting(horizon=EARLY + 1)
    found = compare(
        the_trial(),
        [load_policy("as-in-trial")],
        load_policy("no-mentor"),
        shipped_posterior().first(DRAWS),
        setting,
    )
    assert bill < 0
    kept = run_of(found, {}).comparison
    for comparison in (found, kept):
        part = budget(comparison).part("as-in-trial", "programme").mean
        assert part == pytest.approx(bill, rel=1e-6)
