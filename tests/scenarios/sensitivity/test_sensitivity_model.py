"""The twin model: what it finds is what comparisons find, and levers do what policies say."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from calibration.trial import the_trial
from scenarios.comparison.ensemble import SEEDS_PER_DRAW, EnsembleSetting, simulate_all
from scenarios.comparison.prepared import prepared
from scenarios.decision.outcome_names import BILL
from scenarios.decision.policy_outcomes import net_kroner
from scenarios.economics.person_weeks import quantities_of
from scenarios.economics.price_choice import chosen_prices
from scenarios.economics.price_draws import central_prices
from scenarios.economics.purses import budget_account
from scenarios.policy.intake import cohort_for
from scenarios.policy.levers import lever_ranges, levers
from scenarios.policy.policies import NamedPolicy, load_policy, parse_policy
from scenarios.sensitivity import paired_model
from scenarios.sensitivity.common_random_numbers import simulate_pair
from scenarios.sensitivity.design import over_priors
from scenarios.sensitivity.draws import drawn_rows, over_draws
from scenarios.sensitivity.factors import parameter_factor
from scenarios.sensitivity.indices import NOTHING
from scenarios.sensitivity.levers import SHARE_WITHOUT_MARKS, with_levers
from scenarios.sensitivity.named import find_factors, lever_factors
from scenarios.sensitivity.question import ask
from scenarios.sensitivity.runs import Running, run_design
from scenarios.sensitivity.sensitivity import analyse
from sim.errors import InputError
from sim.groups import group_mask
from tests.support.sensitivity_cases import small_question
from tests.worlds.small_comparison import few_draws

WEEK = 40
SETTING = EnsembleSetting(horizon=WEEK + 1, seed=1)


def compared() -> Any:
    policies = [load_policy("as-in-trial"), load_policy("no-mentor")]
    return simulate_all(prepared(the_trial(), policies, few_draws()), few_draws(), SETTING)


@pytest.mark.parametrize("outcome", ["education", "employment_weeks"])
def test_outcomes_are_those_of_a_comparison(outcome: str) -> None:
    """Draw by draw and seed by seed; an ensemble keeps shares as 32-bit numbers."""
    question = small_question(outcome)
    inputs, rows = drawn_rows(question, len(few_draws()), 1)
    level = compared()["level"].astype(float)
    if outcome == "education":
        shares = 100 * level.sel(status="education").isel(week=WEEK)
    else:
        shares = level.sel(status="employment").isel(week=slice(1, None)).sum("week")
    wanted = (shares.sel(policy="as-in-trial") - shares.sel(policy="no-mentor")).transpose(
        "draw", "seed"
    )
    found = over_draws(question, len(few_draws()), 1, Running(), name="x")
    assert found.shape == (len(few_draws()), SEEDS_PER_DRAW)
    assert found == pytest.approx(wanted.to_numpy(), abs=2e-5)
    assert len(inputs) == rows.shape[1]


def test_kroner_are_those_of_the_budget_account() -> None:
    question, data = small_question("net_public"), compared()
    start = the_trial().design.intake_start.value
    one = data.isel(seed=[0])
    values = central_prices(chosen_prices())
    accounts = [
        budget_account(quantities_of(one, name, start), values)
        for name in ("as-in-trial", "no-mentor")
    ]
    names = [str(n) for n in few_draws().draws.columns]
    model = question.model([parameter_factor(n) for n in names])
    seeds = 1 + SEEDS_PER_DRAW * np.arange(len(few_draws()))
    found = run_design(model, few_draws().draws.to_numpy(float), seeds, Running())
    # An ensemble keeps shares and hours as 32-bit numbers: seven digits of sums of 100,000 kroner.
    people = float(data["size"].sel(group="all").isel(draw=0, seed=0))
    wanted = (net_kroner(accounts[0], "public") - net_kroner(accounts[1], "public")) / people
    assert found == pytest.approx(wanted, abs=0.5)
    ratio = small_question("cost_per_education").model([parameter_factor(n) for n in names])
    per_person = run_design(ratio, few_draws().draws.to_numpy(float), seeds, Running())
    bill = (net_kroner(accounts[1], BILL) - net_kroner(accounts[0], BILL)) / people
    column = one["level"].astype(float).sel(status="education").isel(week=WEEK, seed=0)
    gain = (column.sel(policy="as-in-trial") - column.sel(policy="no-mentor")).to_numpy()
    # Where the gain is a few persons of 2,588, its last bits matter.
    known = np.where(gain > 0, bill / np.where(gain > 0, gain, 1.0), np.inf)
    assert per_person == pytest.approx(known, rel=1e-4)


def test_prices_move_kroner_as_they_should() -> None:
    """Pay of mentors twice as high costs exactly that much more; lives stay as they are."""
    question = small_question("net_public")
    factors = find_factors(["mentor_salary", "trust_growth"], question.prices)
    model = question.model(factors)
    pay = question.prices["mentor_salary"].value
    rows = np.array([[pay, 0.1], [2 * pay, 0.1], [3 * pay, 0.1]])
    found = run_design(model, rows, 1, Running())
    assert found[0] > found[1] > found[2]
    assert found[0] - found[1] == pytest.approx(found[1] - found[2], rel=1e-9)
    assert found[0] - found[1] > 0.3 * -found[0]


def test_a_parameter_that_the_model_ignores_has_no_index() -> None:
    """How far groups elsewhere may lie from this one acts on the fit alone: no life hangs on it."""
    question = small_question()
    factors = find_factors(["population_spread", "readiness_gain", "education_start"], None)
    design = over_priors("sobol", factors, 16, 1)
    table = analyse(question.model(factors), design, 1).indices.table.set_index("label")
    row = table.loc["parameter:population_spread"]
    assert row["verdict"] == NOTHING
    # The same people with the same luck: not small, but nothing at all.
    assert row["index"] == 0.0
    assert table.loc["parameter:readiness_gain", "index"] > 0.1


@pytest.mark.parametrize("lever", [name for name in lever_ranges() if name != SHARE_WITHOUT_MARKS])
def test_every_lever_is_put_into_its_field(lever: str) -> None:
    known = lever_ranges()[lever]
    value = known.high if known.whole else (known.low + known.high) / 2
    changed = with_levers(load_policy("as-in-trial").policy, {lever: value})
    found = {
        "duration": changed.duration.weeks,
        "taper": changed.ending.taper_weeks,
        "aftercare": changed.ending.aftercare_weeks,
        "return_weeks": changed.ending.return_weeks,
        "caseload": changed.capacity.caseload,
        "mentors": changed.capacity.mentors,
        "direct_share": changed.capacity.direct_share,
        "contact_every": changed.contact.every_weeks,
        "turnover": changed.corps.turnover,
    }
    assert found[lever] == value
    plain = load_policy("as-in-trial").policy
    assert with_levers(plain, {}) is plain


def test_no_lever_is_left_untried() -> None:
    fields = {name for name in lever_ranges() if levers()[name].path is not None}
    assert set(lever_ranges()) == {*fields, SHARE_WITHOUT_MARKS}


def test_the_share_without_marks_is_what_was_asked_for() -> None:
    question = small_question()
    model = question.model(lever_factors([SHARE_WITHOUT_MARKS]))
    draws = few_draws()
    values = draws.point_estimate() if draws.estimate else draws.values_at(0)
    sizes = set()
    for share in (0.2, 0.5, 0.8):
        cohort = model._cohort(1, values["share_women"], values["share_never_su"], share)
        found = group_mask(cohort.population, "grade_none").mean()
        # Rounded in each of the jobcentres.
        assert found == pytest.approx(share, abs=0.01)
        sizes.add(cohort.population.n)
    whole = cohort_for(the_trial(), question.ready.intake, values, 1).population.n
    assert sizes == {whole}


def test_effects_of_measures_are_put_into_both_policies() -> None:
    question = small_question(policy="with-other-measures", against="104-weeks")
    first, second = question.model([]).policies({}, {"1": 0.3})
    assert [m.share for m in first.measures] == [0.3]
    assert second.measures == []
    factors = find_factors(["measures"], None, question.measures)
    rows = np.array([[0.0], [0.5]])
    found = run_design(question.model(factors), rows, 1, Running())
    assert found[0] == 0.0  # a measure that does nothing changes no life
    assert found[1] != 0.0


def test_impossible_levers_are_refused_before_anything_runs() -> None:
    question = small_question()
    with pytest.raises(InputError, match="caseload"):
        question.model(lever_factors(["caseload=0:5"]))
    stream = {"intake": {"kind": "stream", "per_year": 600, "weeks": 30}}
    content = load_policy("as-in-trial").policy.model_dump(mode="json", exclude_unset=True)
    streaming = parse_policy({**content, **stream}, file="stream")
    named = NamedPolicy("stream", streaming)
    asked = ask(the_trial(), named, load_policy("no-mentor"), "education", WEEK, few_draws())
    with pytest.raises(InputError, match="make-up of these people is given"):
        asked.model(lever_factors([SHARE_WITHOUT_MARKS]))


def test_whatever_lies_beyond_the_trial_is_marked() -> None:
    assert not small_question().beyond()
    assert small_question(week=100).beyond()
    assert (
        small_question(week=60).beyond(lever_factors(["duration=26:104"]))
        == small_question(policy="104-weeks", week=60).beyond()
    )


def test_whole_numbers_are_numbers() -> None:
    question = small_question()
    model = question.model(lever_factors(["duration"]))
    whole, same = np.array([52]), np.array([52.0])
    assert whole.dtype != same.dtype
    assert np.array_equal(model.run(whole, 1), model.run(same, 1))
    assert not np.array_equal(model.run(whole, 1), model.run(np.array([20]), 1))


def test_rows_that_differ_in_prices_live_once(monkeypatch: pytest.MonkeyPatch) -> None:
    question = small_question("net_public")
    assert question.prices is not None
    factors = [parameter_factor("uptake"), *find_factors(["prices"], question.prices)[:2]]
    lived = list[int]()

    def counted(*given: Any) -> Any:
        lived.append(1)
        return simulate_pair(*given)

    monkeypatch.setattr(paired_model, "simulate_pair", counted)
    low, high = ([f.low for f in factors], [f.high for f in factors])
    rows = np.array([[0.8, *low[1:]], [0.8, *high[1:]], [0.7, *low[1:]]])
    found = run_design(question.model(factors), rows, 1, Running(1))
    assert len(lived) == 2
    apart = [run_design(question.model(factors), row[None], 1, Running(1))[0] for row in rows]
    # Kroner of rows together may round otherwise than one by one.
    assert found == pytest.approx(np.array(apart), rel=1e-12)
    assert len(set(apart)) == 3
