"""Boxes in which a policy fails, and regret over what nobody knows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from calibration.stored_posterior import shipped_posterior
from calibration.trial import the_trial
from mentorsim.language import Language
from mentorsim.present.sensitivity.discovery_words import (
    box_words,
    discovery_sentences,
    regret_sentences,
)
from scenarios.economics.price_choice import chosen_prices
from scenarios.policy.policies import load_policy
from scenarios.sensitivity.beforehand import check_question
from scenarios.sensitivity.design import over_priors
from scenarios.sensitivity.discovery import boxes, cases_in_worlds, discover, failing
from scenarios.sensitivity.factors import parameter_factor
from scenarios.sensitivity.model import FunctionModel
from scenarios.sensitivity.named import find_factors
from scenarios.sensitivity.question import Question, ask
from scenarios.sensitivity.regret import _hangs, _rows, regret, states
from scenarios.sensitivity.runs import Running
from sim.errors import InputError
from tests.support.sensitivity_cases import plain, small_question
from tests.worlds.small_comparison import previewed

N = 1000
CUBE = np.random.default_rng(5).random((N, 4))
FACTORS = plain(4, 0.0, 1.0)


def test_a_corner_in_which_a_policy_fails_is_found() -> None:
    fails = (CUBE[:, 0] < 0.4) & (CUBE[:, 2] > 0.5)
    found = boxes(CUBE, fails, FACTORS, 1)
    assert set(found.used) == {"plain:x1", "plain:x3"}
    worst = found.boxes[0]
    limits = {limit.factor.name: (limit.low, limit.high) for limit in worst.limits}
    # 1,000 points in a cube: the edges lie between neighbours 0.001 apart on average.
    assert limits["x1"][1] == pytest.approx(0.4, abs=0.02)
    assert limits["x3"][0] == pytest.approx(0.5, abs=0.02)
    assert (limits["x1"][0], limits["x3"][1]) == (None, None)
    assert worst.density == 1.0
    assert worst.coverage == 1.0
    assert worst.cases == worst.failures == fails.sum()
    assert found.density > 0.95
    assert found.coverage > 0.95
    assert found.gain > 0.9
    assert sum(box.cases for box in found.boxes) == N


def test_chance_makes_no_boxes() -> None:
    """Failures that no factor has to do with: pruning leaves one box, in ten fixed cases.

    A tree that predicts no better than the mean is pruned to its root unless chance makes one
    better by a standard error; what is said of it then is its skill on other cases: near none.
    """
    for seed in range(10):
        generator = np.random.default_rng(seed)
        found = boxes(generator.random((400, 5)), generator.random(400) < 0.3, plain(5, 0, 1), seed)
        assert found.gain < 0.1
        assert len(found.boxes) <= 2


def test_what_a_box_is_worth_is_measured_on_other_cases() -> None:
    """A third of the failures inside are luck: a box cannot promise more than two thirds."""
    generator = np.random.default_rng(3)
    fails = (CUBE[:, 0] < 0.4) & (generator.random(N) < 2 / 3)
    found = boxes(CUBE, fails, FACTORS, 1)
    assert found.used == ("plain:x1",)
    # 400 cases: a standard error of 0.024.
    assert found.density == pytest.approx(2 / 3, abs=0.12)
    assert found.coverage > 0.9


@pytest.mark.parametrize("share", [0.0, 0.002, 1.0])
def test_too_few_failures_make_no_boxes(share: float) -> None:
    fails = np.arange(N) < share * N
    found = boxes(CUBE, fails, FACTORS, 1)
    assert len(found.boxes) == 1
    assert found.boxes[0].limits == ()
    assert found.share == share
    assert np.isnan(found.density)
    key = {0.0: "no case", 1.0: "every case", 0.002: "too few"}[share]
    said = discovery_sentences(small_question(), found, "no gain", Language("en"))
    assert key in " ".join(said).lower()


def test_failing_is_not_to_be_better_than_nothing() -> None:
    assert list(failing(np.array([-1.0, 0.0, 1.0]), more_is_better=True)) == [True, True, False]
    assert list(failing(np.array([-1.0, 0.0, 1.0]), more_is_better=False)) == [False, True, True]


def test_cases_live_in_two_worlds_and_luck_is_told() -> None:
    """In one world the outcome is x - 0.2, in the other x - 0.4: the mean fails below 0.3."""
    model = FunctionModel(plain(1, 0.0, 1.0), lambda x, seed: x[:, 0] - (0.2, 0.4)[seed - 1])
    design = over_priors("pawn", model.inputs, 400, 1)
    outcome = cases_in_worlds(model, design, 1, Running())
    found = discover(design, outcome, 1)
    assert found.share == pytest.approx(0.3, abs=0.01)
    assert found.luck == pytest.approx(0.2, abs=0.01)
    (limit,) = found.boxes[0].limits
    assert limit.high == pytest.approx(0.3, abs=0.01)
    with pytest.raises(InputError, match="must be a sample"):
        discover(over_priors("sobol", model.inputs, 16, 1), outcome, 1)


def test_boxes_are_told_in_words_of_both_languages() -> None:
    factors = (parameter_factor("mechanism"), parameter_factor("direct_share"))
    x = np.column_stack([np.tile([0.0, 1.0], N // 2), CUBE[:, 1] * 0.4 + 0.3])
    found = boxes(x, (x[:, 0] == 1.0) & (x[:, 1] < 0.5), factors, 1)
    said = box_words(small_question(), found.boxes[0], Language("en"))
    assert "is trust" in said
    assert "is below 50" in said
    assert "er tillid" in box_words(small_question(), found.boxes[0], Language("da"))


def test_regret_is_what_is_lost_against_the_best() -> None:
    """Means 3, 1 and 0: regrets 0, 2 and 3; where less is better 3, 1 and 0."""
    found = {
        "a": np.array([[2.0, 4.0], [3.0, 3.0]]),
        "b": np.full((2, 2), 1.0),
        "none": np.zeros((2, 2)),
    }
    rows = {r["policy"]: r for r in _rows("trust", "time", found, more_is_better=True)}
    assert {name: r["regret"] for name, r in rows.items()} == {"a": 0.0, "b": 2.0, "none": 3.0}
    assert [name for name, r in rows.items() if r["best"]] == ["a"]
    rows = {r["policy"]: r for r in _rows("trust", "time", found, more_is_better=False)}
    assert {name: r["regret"] for name, r in rows.items()} == {"a": 3.0, "b": 1.0, "none": 0.0}


def test_states_are_mechanisms_crossed_with_hypotheses() -> None:
    posterior = shipped_posterior().first(64)
    found = states(posterior, 5)
    assert len(found) == 4
    for (mechanism, _), draws in found.items():
        value = 1.0 if mechanism == "trust" else 0.0
        assert set(draws.draws["mechanism"]) == {value}
        assert draws.draws["barrier_limited"].nunique() == 1
        assert len(draws) <= 5
    with pytest.raises(InputError, match="too few posterior draws"):
        states(replace(posterior, draws=posterior.draws.assign(mechanism=1.0)), 5)


def test_regret_from_the_engine_hangs_together() -> None:
    posterior = shipped_posterior().first(16)
    policies = [load_policy("26-weeks"), load_policy("as-in-trial")]
    found = regret(
        the_trial(),
        policies,
        load_policy("no-mentor"),
        "education",
        52,
        posterior,
        2,
        1,
        prices=chosen_prices(),
    )
    table = found.table
    assert set(table["policy"]) == {"26-weeks", "as-in-trial", "no-mentor"}
    assert len(table) == 4 * 3
    assert table.groupby(["mechanism", "barriers"])["best"].sum().eq(1).all()
    assert (table.loc[table["best"], "regret"] == 0).all()
    assert (table.loc[table["policy"] == "no-mentor", "mean"] == 0).all()
    assert found.worst.to_dict() == table.groupby("policy")["regret"].max().to_dict()
    # A year of support beats half a year in week 52, whatever works; none is worst.
    assert found.choice == "as-in-trial"
    assert not found.hangs
    assert found.worst["no-mentor"] == found.worst.max()
    said = regret_sentences(small_question(), found, Language("da"))
    assert "Som i forsøget" in said[0]


def test_regret_needs_something_to_choose_between() -> None:
    reference = load_policy("no-mentor")
    with pytest.raises(InputError, match="nothing to choose between"):
        regret(the_trial(), [reference], reference, "education", 20, shipped_posterior(), 2, 1)
    with pytest.raises(InputError, match="cannot be lost"):
        regret(
            the_trial(),
            [load_policy("26-weeks")],
            reference,
            "cost_per_education",
            20,
            shipped_posterior(),
            2,
            1,
            prices=chosen_prices(),
        )


def test_policies_that_are_one_world_so_far_differ_in_no_case() -> None:
    """Nobody's support has ended by then: no gain anywhere, exactly."""
    last = 26 - int(the_trial().design.intake_weeks.value)
    question = small_question(policy="26-weeks", against="as-in-trial", week=last)
    factors = find_factors(["readiness_gain"], None)
    design = over_priors("pawn", factors, 64, 1)
    outcome = cases_in_worlds(question.model(factors), design, 1, Running())
    assert (outcome == 0).all()
    assert discover(design, outcome, 1).share == 1.0


def test_the_first_week_that_is_allowed_is_the_one_that_a_comparison_names() -> None:
    """A few people come to another mentor before the first support ends: that is no difference."""
    comparison = previewed(("104-weeks",), "as-in-trial", 53, draws=64)
    until = comparison.same_until("104-weeks", "as-in-trial")
    posterior = shipped_posterior()
    long, short = load_policy("104-weeks"), load_policy("as-in-trial")

    def asked(week: int) -> Question:
        return ask(the_trial(), long, short, "education", week, posterior)

    crumbs = comparison.difference("104-weeks", "education", until)
    assert crumbs["mean"] != 0.0
    check_question(asked(until + 1), [], 1)
    with pytest.raises(InputError) as refused:
        check_question(asked(until), [], 1)
    assert refused.value.field == "week"
    assert str(refused.value.allowed).startswith(f"week {until + 1} or later")


def test_the_best_hangs_on_a_state_only_beyond_luck() -> None:
    """Equal policies swap places from state to state by luck in half of the tables of two states.

    False alarms of the rule: 0.13 % twice over. Five standard errors either way are seen.
    """
    rng, draws, alarms, seen = np.random.default_rng(3), 40, 0, 0
    error = np.sqrt(2 / (2 * draws))
    for _ in range(200):

        def state(lead: float) -> dict[str, np.ndarray]:
            return {"a": rng.normal(lead, 1, (draws, 2)), "b": rng.normal(0, 1, (draws, 2))}

        alarms += _hangs([state(0.0), state(0.0)], more_is_better=True)
        seen += _hangs([state(5 * error), state(-5 * error)], more_is_better=True)
    assert alarms == 0
    assert seen > 180
