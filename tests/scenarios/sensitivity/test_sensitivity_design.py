"""Designs over priors and posterior, their factors, and what cannot be one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from calibration.posterior import Posterior
from calibration.stored_posterior import shipped_posterior
from scenarios.economics.price_choice import chosen_prices
from scenarios.policy.measure_effects import drawn_of, measure_effect_at
from scenarios.policy.policies import load_policy
from scenarios.sensitivity.design import over_posterior, over_priors
from scenarios.sensitivity.factors import (
    Factor,
    measure_effect_factors,
    parameter_factor,
    ranged_prices,
)
from scenarios.sensitivity.indices import NOT_TOLD
from scenarios.sensitivity.methods import METHODS
from scenarios.sensitivity.model import FunctionModel
from scenarios.sensitivity.named import find_factor, find_factors, lever_factors
from scenarios.sensitivity.sensitivity import analyse, sensitivity
from sim.errors import InputError
from sim.parameters import parameter_space
from tests.support.sensitivity_cases import Floats, plain

PRICES = chosen_prices()
WITH_MEASURES = load_policy("with-other-measures").policy


def refused(problem: str, function: Any, *arguments: Any, **more: Any) -> InputError:
    with pytest.raises(InputError, match=problem) as caught:
        function(*arguments, **more)
    assert caught.value.allowed
    return caught.value


@pytest.mark.parametrize(
    ("method", "samples", "more", "problem"),
    [
        ("fast", 64, {}, "unknown method"),
        ("sobol", 4, {}, "too few samples"),
        ("sobol", 1000, {}, "powers of two"),
        ("morris", 2, {}, "too few samples"),
        ("pawn", 63, {}, "too few samples"),
        ("pawn", 64, {"grouped": True}, "one factor at a time"),
        ("morris", 8, {"second": True}, "pairs of factors"),
    ],
)
def test_bad_designs_are_refused(
    method: str, samples: int, more: dict[str, bool], problem: str
) -> None:
    refused(problem, over_priors, method, plain(3, 0.0, 1.0), samples, 1, **more)


def test_a_design_needs_factors_and_a_seed() -> None:
    refused("no factors", over_priors, "morris", (), 8, 1)
    refused("impossible seed", over_priors, "morris", plain(2, 0.0, 1.0), 8, -1)


def test_a_power_of_two_is_suggested() -> None:
    error = refused("powers of two", over_priors, "sobol", plain(2, 0.0, 1.0), 1000, 1)
    assert error.allowed == "a power of two, for instance 512 or 1024"


@pytest.mark.parametrize("method", METHODS)
def test_designs_lie_within_the_bounds_and_are_the_same_for_a_seed(method: str) -> None:
    factors = find_factors(["group:trust", "mentor_salary", "duration", "mechanism"], PRICES)
    samples = {"sobol": 16, "morris": 8}.get(method, 64)
    one, again = (over_priors(method, factors, samples, 3) for _ in range(2))
    assert np.array_equal(one.x, again.x)
    assert len(one.x) == one.samples * one.block
    for factor, column in zip(factors, one.x.T, strict=True):
        assert column.min() >= factor.low
        assert column.max() <= factor.high
        assert len(np.unique(column)) > 1
    names = [f.name for f in factors]
    assert set(one.x[:, names.index("mechanism")]) == {0.0, 1.0}
    assert (one.x[:, names.index("duration")] % 1 == 0).all()


def test_a_prior_is_met_by_its_quantiles() -> None:
    """A Latin hypercube of 4,000 has quantiles within a hundredth of the prior's own."""
    factors = find_factors(["trust_growth"], None)
    x = over_priors("pawn", factors, 4000, 1).x[:, 0]
    parameter = parameter_space()["trust_growth"]
    for z, share in ((-1.0, 0.1587), (0.0, 0.5), (1.0, 0.8413)):
        assert np.quantile(x, share) == pytest.approx(
            float(parameter.from_standard(np.array([z]))[0]), rel=0.01
        )


def test_posterior_rows_are_draws_as_they_hang_together() -> None:
    posterior = shipped_posterior()
    factors = (*find_factors(["trust_growth"], PRICES), *lever_factors(["caseload=10:20"]))
    design = over_posterior("shapley", factors, posterior, 200, 1)
    n = len(posterior.draws.columns)
    assert np.array_equal(design.x[:, :n], posterior.draws.to_numpy(float)[:200])
    assert design.labels == ("parameter:trust_growth", "lever:caseload")
    assert [design.inputs[m[0]].name for m in design.members] == ["trust_growth", "caseload"]
    assert 10 <= design.x[:, -1].min() < 10.1 < 19.9 < design.x[:, -1].max() <= 20


def test_effects_of_measures_vary_with_the_posterior_as_in_comparisons() -> None:
    measures = drawn_of([WITH_MEASURES])
    factors = find_factors(["trust_growth"], None)
    design = over_posterior("pawn", factors, shipped_posterior(), 64, 1, measures=measures)
    column = design.x[:, [f.kind for f in design.inputs].index("relief")]
    assert column == pytest.approx([measure_effect_at(measures[0], k) for k in range(64)])
    asked = find_factors(["measures", "trust_growth"], None, measures)
    labels = over_posterior("pawn", asked, shipped_posterior(), 64, 1, measures=measures).labels
    assert labels == ("relief:1", "parameter:trust_growth")
    relief = measures[0].relief
    (factor,) = measure_effect_factors(measures)
    assert (factor.low, factor.high) == (relief.low, relief.high)
    assert 0.0 < float(factor.at([0.5])[0]) - relief.low < relief.high - relief.low


def test_methods_with_independent_factors_refuse_the_posterior() -> None:
    factors, posterior = find_factors(["trust_growth"], None), shipped_posterior()
    for method in ("sobol", "morris"):
        refused("hang together", over_posterior, method, factors, posterior, 64, 1)
    error = refused("more samples", over_posterior, "pawn", factors, posterior, 5000, 1)
    assert error.allowed == f"64 to {len(posterior)}"
    refused(
        "a screening moves factors independently",
        sensitivity,
        lambda f: None,
        factors,
        "shapley",
        64,
        1,
        over="posterior",
        posterior=posterior,
        screen=True,
    )


#: Slopes of the two factors that do something, and how they hang together.
SLOPES, RHO = (2.0, 1.0), 0.6
NAMES = ("trust_growth", "readiness_gain", "readiness_fade")


def correlated(n: int, seed: int) -> tuple[Posterior, FunctionModel]:
    """A posterior whose third parameter does nothing but hangs together with the first.

    The outcome is linear in normal scores: 2 z1 + z2, with correlation 0.6 of z1 with z2 and 0.8
    of z1 with z3. All other parameters stay at the estimate.
    """
    cov = np.array([[1.0, RHO, 0.8], [RHO, 1.0, 0.48], [0.8, 0.48, 1.0]])
    z = np.random.default_rng(seed).multivariate_normal(np.zeros(3), cov, n)
    space = parameter_space()
    columns = {name: space[name].from_standard(z[:, k]) for k, name in enumerate(NAMES)}
    shipped = shipped_posterior()
    draws = pd.DataFrame({name: shipped.estimate[name] for name in space.free} | columns)
    scores = {tuple(row): row_z for row, row_z in zip(draws.to_numpy(), z, strict=True)}

    def function(x: Floats, seed: int) -> Floats:
        return np.array(
            [SLOPES[0] * scores[tuple(r)][0] + SLOPES[1] * scores[tuple(r)][1] for r in x]
        )

    model = FunctionModel(tuple(parameter_factor(n) for n in space.free), function)
    return replace(shipped, draws=draws), model


def test_shapley_effects_of_correlated_draws_are_the_known_ones() -> None:
    """Owen and Prieur (2017), two normals: b1² (1 - r²/2) + b1 b2 r + b2² r²/2, over the whole."""
    posterior, model = correlated(4000, 3)
    factors = find_factors(NAMES, None)
    found = analyse(model, over_posterior("shapley", factors, posterior, 4000, 1), 1)
    table = found.indices.table.set_index("label")
    (one, other), r = SLOPES, RHO
    whole = one**2 + other**2 + 2 * one * other * r
    # Without the third: what is shared by it is at most what is left of its own part.
    two = over_posterior("shapley", factors[:2], posterior, 4000, 1)
    alone = analyse(model, two, 1).indices.table.set_index("label")["index"]
    known = one**2 * (1 - r**2 / 2) + one * other * r + other**2 * r**2 / 2
    # 4,000 draws: standard error below 0.01.
    assert alone["parameter:trust_growth"] == pytest.approx(known / whole, abs=0.04)
    assert alone["parameter:readiness_gain"] == pytest.approx(1 - known / whole, abs=0.04)
    # The third tells of the first (0.8 of it), but nothing that the first does not.
    row = table.loc["parameter:readiness_fade"]
    told = (one * 0.8 + other * 0.48) ** 2 / whole
    assert row["alone"] == pytest.approx(told, abs=0.04)
    assert row["last"] == pytest.approx(0.0, abs=0.01)
    assert table["index"].sum() == pytest.approx(1.0, abs=0.02)


def test_given_data_methods_see_what_a_correlated_factor_tells() -> None:
    posterior, model = correlated(1024, 4)
    # The third hangs together with the first; without that it would be noise.
    found = analyse(
        model, over_posterior("rbd_fast", find_factors(NAMES, None), posterior, 1024, 1), 1
    )
    verdicts = found.indices.table.set_index("label")["verdict"]
    assert verdicts["parameter:readiness_fade"] != NOT_TOLD
    assert np.isnan(found.explained)


@pytest.mark.parametrize(
    ("word", "problem", "hint"),
    [
        ("trust_growt", "unknown factor", "trust_growth"),
        ("group:trus", "unknown group", "trust"),
        ("lever:durations", "unknown lever", "duration"),
        ("price:nothing", "unknown price", ""),
        ("relief:1", "neither policy has a measure", ""),
        ("measures", "neither policy has a measure", ""),
    ],
)
def test_unknown_factors_are_refused_with_a_hint(word: str, problem: str, hint: str) -> None:
    error = refused(problem, find_factors, [word], PRICES)
    assert not hint or f"did you mean {hint}?" in error.problem


def test_a_fixed_parameter_and_an_exact_price_are_no_factors() -> None:
    fixed = next(n for n in parameter_space().names if n not in parameter_space().free)
    refused("fixed", find_factor, fixed, None)
    exact = next(n for n, e in PRICES.entries.items() if e.span[0] == e.span[1])
    refused("no range", find_factor, f"price:{exact}", PRICES)
    refused("prices do nothing", find_factors, ["prices"], None)
    refused("no factors", find_factors, [], PRICES)


def test_words_stand_for_many_factors_each_once() -> None:
    found = find_factors(["parameters", "group:trust", "trust_growth"], None)
    assert [f.name for f in found] == list(parameter_space().free)
    names = {f.name for f in find_factors(["prices"], PRICES)}
    assert names == set(ranged_prices(PRICES))
    assert "mentor_salary" in names


@pytest.mark.parametrize(
    ("word", "problem"),
    [
        ("duration=156:26", "from low to high"),
        ("duration=26", "two numbers"),
        ("duration=26:b", "duration: not possible here\n  found:   b\n  allowed: a number"),
        ("duration=26.5:52", "whole numbers"),
        ("length=1:2", "unknown lever"),
    ],
)
def test_ranges_of_levers_are_checked(word: str, problem: str) -> None:
    refused(problem, lever_factors, [word])


def test_whole_levers_take_each_value_as_often() -> None:
    (factor,) = lever_factors(["contact_every=1:4"])
    values, counts = np.unique(factor.at((np.arange(400) + 0.5) / 400), return_counts=True)
    assert list(values) == [1, 2, 3, 4]
    assert set(counts) == {100}
    assert isinstance(factor, Factor)
