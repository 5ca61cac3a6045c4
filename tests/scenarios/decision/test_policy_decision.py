"""A decision from an ensemble and prices: kroner by hand, ratios only where they mean something."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

from calibration.stored_posterior import shipped_posterior
from scenarios.decision.outcome_names import ACTIVE_YEARS, EFFECTS, PERSPECTIVES
from scenarios.decision.policy_decision import (
    PRICE,
    SAVES,
    TOO_FEW,
    UNCLEAR,
    PolicyDecision,
    Question,
    decide,
    ratio,
)
from scenarios.decision.policy_outcomes import effect_by_draw, policy_outcomes
from scenarios.decision.setting import decision_choices, weeks_asked
from scenarios.economics.price_draws import PriceValues, central_prices, draw_prices
from scenarios.economics.price_file import load_prices
from scenarios.economics.purse_names import PUBLIC
from scenarios.economics.setting import weeks_per_person_year
from sim.errors import InputError
from tests.support.decision_cases import ensemble, round_prices, weeks_in
from tests.worlds.small_comparison import DRAWS, few_draws, small_comparison

#: Draws that are enough for verdicts, an even number.
ENOUGH = 40
NOBODY = weeks_in("education", [0.0, 0.0])
QUESTION = Question("none", "education_weeks", 2, "public", (1000.0,))


def central(**changes: float) -> PriceValues:
    return central_prices(round_prices(**changes))


def decided(
    levels: dict[str, dict[str, object]],
    question: Question = QUESTION,
    copies: int = 1,
    **hours: float,
) -> PolicyDecision:
    """Of the draws of the shares, so many times over: a verdict takes 39 draws."""
    data = ensemble({"none": NOBODY, **levels}, hours)
    many = xr.concat([data] * copies, "draw")
    return decide(many, question, central(), shipped_posterior().first(many.sizes["draw"]))


def one_in_ten_studies(copies: int = 1) -> PolicyDecision:
    """One of ten is in education instead of on benefit in two weeks; five mentor hours of 100."""
    return decided({"study": weeks_in("education", [0.1, 0.1])}, copies=copies, study=5.0)


# --- kroner and effects by hand ----------------------------------------------------------------


def test_a_move_from_benefit_to_education_by_hand() -> None:
    """Per person-week of 1,000 each: the municipality saves 1,000 less 20 % refund, loses 3/4 of
    200 in tax and gains 3/4 of 100; the state pays SU and school and saves the refund."""
    found = one_in_ten_studies().outcomes
    weeks, hours = 0.2, 50.0
    expected = {
        "municipality": weeks * (800 - 150 + 75) - hours,
        "state": weeks * (200 - 50 - 1000 + 25 - 1000),
        "public": weeks * -1100 - hours,
        "person": weeks * (-800 + 900),
        "programme": -hours,
    }
    for name, kroner in expected.items():
        assert found.net[name][:, :, 1] == pytest.approx(kroner), name
    assert found.effect["education_weeks"][:, :, 1] == pytest.approx(0.2)
    assert found.effect["education"][:, :, 1] == pytest.approx(0.1)
    assert found.effect["off_benefit_weeks"][:, :, 1] == pytest.approx(0.2)
    assert found.effect["self_support_weeks"][:, :, 1] == pytest.approx(0.0)


def test_the_price_of_a_week_by_hand() -> None:
    """(220 of purses + 50 of mentors) / 0.2 weeks."""
    (only,) = one_in_ten_studies(ENOUGH // 2).ratios
    assert (only.policy, only.against, only.kind) == ("study", "none", PRICE)
    assert only.value == pytest.approx(270 / 0.2)
    assert only.cost.mean == pytest.approx(270)


def test_a_year_in_education_or_work_counts_both_and_nobody_twice() -> None:
    """One of ten studies and two of ten work, in two weeks each: 0.6 person-weeks of 52.18."""
    both = weeks_in("education", [0.1, 0.1]) | weeks_in("employment", [0.2, 0.2])
    asked = replace(QUESTION, effect=ACTIVE_YEARS)
    found = decided({"both": both}, asked, ENOUGH // 2, both=5.0)
    assert found.outcomes.effect[ACTIVE_YEARS][:, :, 1] == pytest.approx(0.6 / 52.18)
    (only,) = found.ratios
    assert only.kind == "dominates"
    dear = decided({"both": both}, asked, ENOUGH // 2, both=500.0).ratios[0]
    assert dear.cost.mean == pytest.approx(0.2 * 1100 - 0.4 * (800 + 80 + 460) + 5000)
    assert dear.value == pytest.approx(dear.cost.mean / (0.6 / 52.18))
    # In real lives a person-week is in one status: the years of all statuses are the weeks lived.
    data = small_comparison().ensemble
    level = data["level"].astype(float).sel(policy="as-in-trial", week=slice(1, None))
    active = effect_by_draw(data, "as-in-trial", ACTIVE_YEARS)
    others = ["on_benefit", "self_supported", "resource_course", "pension"]
    rest = level.sel(status=others).sum(("status", "week"))
    weeks = rest.transpose("draw", "seed").to_numpy() + 52.18 * active
    assert weeks == pytest.approx(data.sizes["week"] - 1, abs=1e-3)


def test_an_effect_of_another_week_than_the_kroner_is_refused() -> None:
    """A price would divide kroner of all weeks by an effect of some: half is still to come."""
    with pytest.raises(InputError) as caught:
        decided({"study": weeks_in("education", [0.1, 0.1])}, replace(QUESTION, week=1))
    assert caught.value.field == "--week"
    assert "same weeks" in str(caught.value)


def test_weeks_are_asked_for_once() -> None:
    assert weeks_asked(None, None) == 156
    assert weeks_asked(None, 52) == weeks_asked(52, None) == weeks_asked(52, 52) == 52
    with pytest.raises(InputError) as caught:
        weeks_asked(156, 52)
    assert (caught.value.field, caught.value.found) == ("--week", "52")


def test_each_perspective_has_its_own_price() -> None:
    costs = {"public": 270.0, "municipality": -95.0, "state": 365.0, "programme": 50.0}
    for perspective, cost in costs.items():
        found = decided(
            {"study": weeks_in("education", [0.1, 0.1])},
            replace(QUESTION, perspective=perspective),
            study=5.0,
        )
        assert found.ratios[0].cost.mean == pytest.approx(cost), perspective
        assert found.cost_effectiveness.plane.extra_cost[:, 1] == pytest.approx(cost)


def test_welfare_leaves_transfers_out_and_takes_market_prices() -> None:
    """School of 1,000 a week and the mentors' hours at the net tax factor 1.28, no transfers."""
    found = decided(
        {"study": weeks_in("education", [0.1, 0.1])},
        replace(QUESTION, perspective="welfare"),
        study=5.0,
    )
    assert found.ratios[0].cost.mean == pytest.approx(1.28 * (0.2 * 1000 + 50))


def test_public_in_all_is_its_purses_and_everything_sums() -> None:
    found = small_outcomes()
    parts = sum(found.net[purse] for purse in PUBLIC)
    assert found.net["public"] == pytest.approx(parts)
    account = found.accounts["as-in-trial"]
    total = account.net("public").sum("year").transpose("draw", "seed").to_numpy()
    assert found.net["public"][:, :, 1] == pytest.approx(total)


def small_outcomes(discounted: bool = False, prices: PriceValues | None = None):
    values = draw_prices(load_prices(2023), DRAWS, 1) if prices is None else prices
    return policy_outcomes(small_comparison().ensemble, "no-mentor", values, discounted=discounted)


def test_discounting_at_nothing_changes_nothing_and_at_a_rate_is_by_whole_years() -> None:
    """159 weeks at 1,100 for one of ten: 51 in 2023, 52, 52, and 4 in 2026."""
    data = ensemble({"none": weeks_in("education", 0.0, 160), "s": weeks_in("education", 0.1, 160)})

    def public(discounted: bool, **changes: float) -> float:
        found = policy_outcomes(data, "none", central(**changes), discounted=discounted)
        return float(found.net["public"][0, 0, 1])

    plain = public(discounted=False)
    assert public(discounted=True, discount_rate_1=0.0) == pytest.approx(plain)
    assert plain == pytest.approx(-110 * 159)
    by_hand = 51 + 52 / 1.035 + 52 / 1.035**2 + 4 / 1.035**3
    assert public(discounted=True) == pytest.approx(-110 * by_hand)


def test_effects_are_those_of_a_comparison_with_their_intervals() -> None:
    """The same lives and the same way to take the noise of seeds out."""
    comparison = small_comparison()
    last = int(comparison.ensemble["week"].max())
    question = Question("no-mentor", "education", last, "public")
    values = draw_prices(load_prices(2023), DRAWS, 1)
    found = decide(comparison.ensemble, question, values, few_draws())
    for shown in found.ratios:
        row = comparison.difference(shown.policy, "education", last)
        assert 100 * shown.effect.mean == pytest.approx(row["mean"], abs=1e-6)
        assert 100 * shown.effect.low == pytest.approx(row["low"], abs=1e-5)
        assert 100 * shown.effect.high == pytest.approx(row["high"], abs=1e-5)


# --- ratios ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cost", "effect", "kind", "value"),
    [
        ([10, 14], [2, 4], PRICE, 4.0),
        ([-14, -10], [-4, -2], SAVES, 4.0),
        ([-14, -10], [2, 4], "dominates", None),
        ([10, 14], [-4, -2], "dominated", None),
        ([10, 14], [-1, 4], UNCLEAR, None),
        ([-14, 10], [-4, 1], UNCLEAR, None),
        ([0, 0], [0, 0], "no difference", None),
        ([10, 14], [0, 0], UNCLEAR, None),
    ],
)
def test_a_ratio_only_where_the_effect_is_surely_there(
    cost: list[float], effect: list[float], kind: str, value: float | None
) -> None:
    """Section 8: an effect that may as well be none is given no price."""
    found = ratio(
        "a",
        "b",
        *(np.tile(np.repeat(np.array(x, float), ENOUGH // 2)[:, None], 2) for x in (cost, effect)),
    )
    assert found.kind == kind
    assert np.isnan(found.value) if value is None else found.value == pytest.approx(value)


@pytest.mark.parametrize(("draws", "kind"), [(2, TOO_FEW), (38, TOO_FEW), (39, PRICE)])
def test_a_ratio_waits_for_draws_enough(draws: int, kind: str) -> None:
    """39 draws are the fewest whose outermost are the ends of a 95 % interval."""
    cost = np.linspace(10, 14, draws)[:, None] * np.ones((1, 2))
    found = ratio("a", "b", cost, cost / 5)
    assert found.kind == kind
    assert np.isnan(found.value) == (kind == TOO_FEW)
    assert found.cost.mean == pytest.approx(12)


def test_what_is_all_noise_of_seeds_is_no_effect() -> None:
    """Draws that agree while their seeds do not are no certainty: the interval is their noise's."""
    cost, effect = np.full((40, 2), 10.0), np.array([[0.5, -0.4], [-0.4, 0.5]] * 20)
    found = ratio("a", "b", cost, effect)
    noise = 0.45 * np.sqrt(2) / np.sqrt(2 * 40)
    assert found.effect.noise == pytest.approx(noise)
    ends = found.effect.low, found.effect.high
    assert ends == pytest.approx((0.05 - 1.96 * noise, 0.05 + 1.96 * noise), rel=1e-4)
    assert found.kind == UNCLEAR


def test_steps_of_the_frontier_are_judged_by_their_own_interval() -> None:
    """Both beat the reference for sure, but the second may as well give nothing over the first."""
    sure = decided(
        {
            "less": weeks_in("education", [0.2, 0.3]),
            "more": weeks_in("education", [0.3, 0.26]),
        },
        copies=ENOUGH // 2,
        less=1.0,
        more=40.0,
    )
    assert [r.kind for r in sure.ratios] == [PRICE, PRICE]
    assert [(s.policy, s.kind) for s in sure.steps] == [("less", PRICE), ("more", UNCLEAR)]


def test_a_dominated_policy_is_never_the_best_buy() -> None:
    found = decided(
        {"good": weeks_in("education", [0.2, 0.3]), "bad": weeks_in("education", [0.1, 0.2])},
        good=5.0,
        bad=500.0,
    )
    assert found.cost_effectiveness.frontier["bad"].status == "dominated"
    assert not (found.cost_effectiveness.curves.best == found.names.index("bad")).any()


# --- what pays ---------------------------------------------------------------------------------


def test_years_in_work_that_pay_by_hand() -> None:
    """A week in work instead of on benefit: 800 of benefit after tax, 80 of contribution, half of
    920 in tax. The bill is 50 per person."""
    found = decided({"job": weeks_in("employment", [0.1, 0.1])}, job=5.0)
    by = {s.success: s for s in found.success}
    worth = (800 + 80 + 460) * weeks_per_person_year()
    assert by["employment"].year_value == pytest.approx(worth)
    rate = by["employment"].rate
    assert rate is not None
    assert rate.needed == pytest.approx(50 / worth)
    assert rate.achieved == pytest.approx(0.2 / 52.18)
    assert rate.probability == pytest.approx(1.0 if 0.2 * 1340 >= 50 else 0.0)


def test_a_year_in_education_costs_the_public_and_no_number_of_them_pays() -> None:
    by = {s.success: s for s in one_in_ten_studies().success}
    assert by["education"].year_value == pytest.approx(-1100 * weeks_per_person_year())
    assert by["education"].rate is None


def test_a_year_in_education_pays_a_municipality_whose_state_pays_the_school() -> None:
    found = decided(
        {"study": weeks_in("education", [0.1, 0.1])},
        replace(QUESTION, perspective="municipality"),
        study=5.0,
    )
    by = {s.success: s for s in found.success}
    assert by["education"].year_value == pytest.approx(725 * weeks_per_person_year())
    rate = by["education"].rate
    assert rate is not None
    assert rate.needed == pytest.approx(50 / (725 * weeks_per_person_year()))


# --- what to learn -----------------------------------------------------------------------------


def test_every_parameter_and_every_price_with_a_range_is_learnt_once() -> None:
    from scenarios.economics.price_list import price_schema
    from sim.parameters import parameter_space

    learnt = decision_choices().learn.values()
    groups = [g for one in learnt for g in one.parameters]
    assert sorted(groups) == sorted({p.group for p in parameter_space() if p.prior is not None})
    prices = [p for one in learnt for p in one.prices]
    figures = {n for n in price_schema() if n.startswith(("published_", "external_"))}
    # Decisions that grant a mentor are counted, and priced, in a forecast only.
    figures.add("decision_hours")
    assert sorted(prices) == sorted(set(price_schema()) - figures)


def test_too_few_draws_to_learn_are_said() -> None:
    found = one_in_ten_studies().value_of_information
    assert found.names == ()
    assert set(found.fewest) >= {"contact", "trust", "mechanism"}
    assert min(found.fewest.values()) >= 20


def test_certainty_is_worth_most_at_the_peak_and_nothing_to_learn_is_worth_more() -> None:
    found = one_in_ten_studies()
    curves = found.cost_effectiveness.curves
    assert curves.evpi[found.at(found.peak)] == curves.evpi.max()
    assert set(found.question.told_willingness_to_pay) <= set(curves.thresholds)


# --- questions that cannot be answered -----------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"effect": "happiness"}, "--effect"),
        ({"perspective": "king"}, "--perspective"),
        ({"willingness_to_pay": (-1.0,)}, "--threshold"),
        ({"willingness_to_pay": (float("nan"),)}, "--threshold"),
        ({"target_group": 0.0}, "--target-group"),
        ({"week": 99}, "--week"),
        ({"week": 0}, "--week"),
    ],
)
def test_questions_that_cannot_be_answered(change: dict[str, object], field: str) -> None:
    with pytest.raises(InputError) as caught:
        decided({"study": weeks_in("education", [0.1, 0.1])}, replace(QUESTION, **change))
    assert caught.value.field == field


def test_prices_of_other_draws_are_refused() -> None:
    """Section 8: rows that do not belong together."""
    with pytest.raises(InputError) as caught:
        small_outcomes(prices=draw_prices(load_prices(2023), DRAWS + 1, 1))
    assert caught.value.field == "draws"


def test_everything_that_can_be_asked_has_a_worth() -> None:
    assert set(decision_choices().willingness_to_pay) == set(EFFECTS)
    for perspective in PERSPECTIVES:
        Question("none", EFFECTS[0], 1, perspective).check()
