"""EVPPI against closed forms, nested Monte Carlo and quadrature; its error; its order."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit, logit
from scipy.stats import beta, norm, qmc, rankdata

from scenarios.decision.analysis import Decision, analyse
from scenarios.decision.smoothing import fit, normal_scores, process_basis, spline_basis
from sim.errors import InputError


def unit_normal_loss(z: float) -> float:
    """E max(0, X - z) of a standard normal X."""
    return float(norm.pdf(z) - z * norm.sf(z))


def value_of(net: np.ndarray, parameters: object, **extra: object) -> Decision:
    """An analysis of net benefits as such: costs with the sign turned."""
    return analyse(-net, np.zeros_like(net), 0.0, parameters, **extra)


def against_nothing(net: np.ndarray) -> np.ndarray:
    return np.stack([np.zeros_like(net), net], axis=1)


def even_normals(columns: int, seed: int = 1, draws: int = 4096) -> np.ndarray:
    """Independent standard normals that fill their space evenly (scrambled Sobol points).

    They make the chance of a sample small: what is left is the error of the method. Scatter of the
    results over scrambles was measured, and every bound is six standard deviations or more (false
    alarm below 2e-9).
    """
    return norm.ppf(qmc.Sobol(columns, rng=seed).random(draws))


def test_example_of_voi() -> None:
    """Net benefit p1 - p2 against 0, p1 ~ N(1, 1), p2 ~ N(0, 2): learning p1 is worth L(1) =
    0.0833, learning p2 2 L(1/2) = 0.3956, both s L(1/s) = 0.4798 with s2 = 5. (The vignette of the
    R package voi prints 0.082, 0.390 and 0.476 from its 10,000 random draws.)

    Standard deviations over scrambles: 0.0002, 0.0003, 0.0002. Errors of 1 % to 4 % are found.
    """
    z = even_normals(2)
    p1, p2 = 1 + z[:, 0], 2 * z[:, 1]
    found = value_of(
        against_nothing(p1 - p2), {"p1": p1, "p2": p2, "both": np.stack([p1, p2], axis=1)}
    )
    s = np.sqrt(5)
    exact = [unit_normal_loss(1), 2 * unit_normal_loss(0.5), s * unit_normal_loss(1 / s)]
    for one, value in zip(found.information, exact, strict=True):
        assert one.evppi[0] == pytest.approx(value, abs=0.002)


def test_correlated_parameters() -> None:
    """y = 0.3 + a + b, correlation 0.6: E(y | a) = 0.3 + 1.6 a. What a says of b counts as well.

    Standard deviation over scrambles 0.00025. Without what a says of b it would be 0.267 for 0.499.
    """
    z = even_normals(2)
    a, b = z[:, 0], 0.6 * z[:, 0] + 0.8 * z[:, 1]
    found = value_of(against_nothing(0.3 + a + b), {"a": a})
    exact = 1.6 * unit_normal_loss(0.3 / 1.6)
    assert found.information[0].evppi[0] == pytest.approx(exact, abs=0.002)


def test_a_group_for_three_policies() -> None:
    """NB_p = q_p + noise, q_p ~ N(0, 1): learning all q is worth E max of three normals, 0.8463,
    one of them E max(q, 0) = 1 / sqrt(2 pi). Standard deviations over scrambles 0.0004, 0.0003."""
    z = even_normals(6)
    q = z[:, :3]
    group, one = value_of(q + z[:, 3:], {"q": q, "one": q[:, 0]}).information
    assert group.evppi[0] == pytest.approx(3 / (2 * np.sqrt(np.pi)), abs=0.0025)
    assert one.evppi[0] == pytest.approx(1 / np.sqrt(2 * np.pi), abs=0.0025)


def test_each_parameter_of_a_group_has_its_own_length_scale() -> None:
    """Of six parameters one bends the response, |q| - 1; five say nothing: 2 L(1) = 0.1666.

    Over scrambles the estimate is 0.1726, give or take 0.0007: the kink and the other five cost
    0.006. The bound leaves eight standard deviations; one length scale for all would give 0.142.
    """
    z = even_normals(7, draws=2048)
    net = np.abs(z[:, 0]) - 1
    one = value_of(against_nothing(net + 0.7 * z[:, 6]), {"q": z[:, :6]}).information[0]
    assert one.evppi[0] == pytest.approx(2 * unit_normal_loss(1), abs=0.012)


def decision_tree(quantiles: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Cost and effect of nothing, a mentor, and a longer mentor whose effect levels off.

    Args:
        quantiles: of the rate without a mentor, its log odds ratio and the hours of a mentor,
            shape (..., 3).
    """
    base = beta.ppf(quantiles[..., 0], 4, 12)
    effect = norm.ppf(quantiles[..., 1], 0.45, 0.5)
    hours = np.exp(norm.ppf(quantiles[..., 2], 3.4, 0.5))
    gained = [expit(logit(base) + k) - base for k in (0 * effect, effect, 1.6 * np.tanh(effect))]
    cost = [0 * hours, 30 * hours, 48 * hours**1.1]
    return np.stack(cost, axis=-1), np.stack(gained, axis=-1)


VALUE = 12_000.0


def nested(known: list[int], outer: int, inner: int) -> float:
    """EVPPI by two-level Monte Carlo (Brennan et al. 2007, Medical Decision Making 27: 448-470).

    The outer level goes through the prior in even steps, the inner is random.
    """
    rng = np.random.default_rng(77)
    middles = (np.arange(outer) + 0.5) / outer
    grid = np.stack(np.meshgrid(*[middles] * len(known)), axis=-1).reshape(-1, len(known))
    means = []
    for some in np.array_split(grid, len(grid) * inner // 200_000):
        quantiles = rng.random((len(some), inner, 3))
        quantiles[:, :, known] = some[:, None, :]
        cost, effect = decision_tree(quantiles)
        means.append((VALUE * effect - cost).mean(axis=1))
    every = np.concatenate(means)
    return float(every.max(axis=1).mean() - every.mean(axis=0).max())


@pytest.mark.parametrize(
    ("known", "outer", "about"),
    [([0], 300, 49), ([1], 300, 434), ([2], 300, 165), ([0, 1], 50, 445)],
)
def test_a_curved_model_against_nested_monte_carlo(
    known: list[int], outer: int, about: float
) -> None:
    """Three policies, a beta, a normal and a lognormal prior; kroner.

    Over scrambles the regression has a standard deviation of 0.1 to 0.2, over seeds the nested
    values one of 0.7 or less; they lie up to 2 apart on average (the curve at its ends, and inner
    noise). The bound of 6 leaves more than five standard deviations (6e-7).
    """
    quantiles = qmc.Sobol(3, rng=4).random(8192)
    cost, effect = decision_tree(quantiles)
    found = analyse(cost, effect, VALUE, {"known": quantiles[:, known]}).information[0]
    value = nested(known, outer, 2000)
    assert value == pytest.approx(about, abs=6)
    assert found.evppi[0] == pytest.approx(value, abs=6)


@pytest.mark.parametrize("shape", ["long tail", "two values", "whole numbers", "even"])
def test_any_prior(shape: str) -> None:
    """The response is a known function of the parameter; the exact value is a mean over draws.

    Over samples the difference has standard deviations of 0.0034 to 0.0052 (100 samples each) and
    means below 0.0005: the bound is more than six of them (false alarm below 2e-9). Exact values
    are 0.26 to 0.43.
    """
    rng = np.random.default_rng(13)
    q, response = {
        "long tail": lambda x: (np.exp(3 * x), x - 0.2),
        "two values": lambda x: (x > 0.5, np.where(x > 0.5, 1.0, -1.0)),
        "whole numbers": lambda x: (np.round(x), np.round(x) ** 2 - 1.3),
        "even": lambda x: (norm.cdf(x), np.sin(5 * norm.cdf(x))),
    }[shape](rng.normal(size=4000))
    found = value_of(against_nothing(response + rng.normal(0, 0.5, 4000)), {"q": q * 1.0})
    exact = np.maximum(response, 0).mean() - max(response.mean(), 0)
    assert exact > 0.2
    assert found.information[0].evppi[0] == pytest.approx(exact, abs=0.035)


def test_the_standard_error_is_the_scatter_between_samples() -> None:
    """100 samples of 300. Over seeds the scatter is 1.11 of the mean standard error, give or take
    0.08: bounds of 0.6 and 1.6 are six standard deviations away (false alarm 2e-9). Errors half as
    large would give 2.2, give or take 0.16, and fail with probability 0.999.
    The mean estimate is within 5 standard errors of the exact value.
    """
    values, errors = [], []
    for seed in range(100):
        rng = np.random.default_rng(seed)
        q = rng.normal(size=300)
        one = value_of(against_nothing(0.3 + q + 2 * rng.normal(size=300)), {"q": q})
        values.append(one.information[0].evppi[0])
        errors.append(one.information[0].error[0])
    assert 0.6 < np.std(values, ddof=1) / np.mean(errors) < 1.6
    exact = unit_normal_loss(0.3)
    assert np.mean(values) == pytest.approx(exact, abs=5 * np.std(values) / 10)


def test_the_standard_error_without_noise_is_that_of_a_mean() -> None:
    """If q is all there is, the only chance is which draws there are."""
    q = np.random.default_rng(7).normal(size=800)
    one = value_of(against_nothing(q - 0.2), {"q": q}).information[0]
    learnt = np.maximum(q - 0.2, 0)
    assert one.evppi[0] == pytest.approx(learnt.mean(), rel=0.01)
    assert one.error[0] == pytest.approx(learnt.std() / np.sqrt(800), rel=0.05)
    assert abs(one.bias[0]) < 0.001


def test_the_bias_shows_where_nothing_can_be_learnt() -> None:
    """50 samples of 200 in which q says nothing and policies are nearly alike: all value is bias.

    Over seeds the mean value is 0.0134 (standard deviation 0.0023) and the mean estimated bias
    0.0053 (0.0006): the fit, taken for the truth, is itself too good. Bounds are six of them.
    """
    values, biases = [], []
    for seed in range(50):
        rng = np.random.default_rng(seed)
        one = value_of(against_nothing(rng.normal(size=200)), {"q": rng.normal(size=200)})
        values.append(one.information[0].evppi[0])
        biases.append(one.information[0].bias[0])
    assert 0 < np.mean(values) < 0.028
    assert 0.0018 < np.mean(biases) < 0.009


def test_what_is_certain_teaches_nothing() -> None:
    rng = np.random.default_rng(2)
    q, net = rng.normal(size=60), against_nothing(rng.normal(size=60))
    found = value_of(net, {"constant": np.full(60, 3.0), "q": q, "with": np.c_[q, np.ones(60)]})
    constant, alone, group = found.information
    assert (constant.parameters, constant.evppi[0], constant.error[0]) == (0, 0, 0)
    assert (group.parameters, group.evppi[0]) == (1, alone.evppi[0])


def test_nothing_to_learn_where_one_policy_is_always_best() -> None:
    q = np.random.default_rng(1).normal(size=100)
    found = value_of(np.stack([q, q, q - 1], axis=1), {"q": q})
    assert found.information[0].evppi[0] == 0
    assert found.information[0].error[0] == 0


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 2**32), st.integers(20, 60), st.integers(2, 4))
def test_order_of_values(seed: int, draws: int, policies: int) -> None:
    """0 <= part <= whole <= EVPI, and what was set to a bound says so; in any order of policies."""
    rng = np.random.default_rng(seed)
    q = rng.normal(size=(draws, 3))
    cost = q @ rng.normal(size=(3, policies)) + rng.normal(size=(draws, policies))
    effect = np.exp(0.3 * q[:, [0]]) * rng.normal(size=policies)
    groups = {"ab": ["a", "b"], "abc": ["a", "b", "c"]}
    table = {name: q[:, k] for k, name in enumerate("abc")}
    found = analyse(cost, effect, [0.5, 2.0], table, groups=groups)
    values = {one.name: one for one in found.information}
    for one in values.values():
        assert np.all(one.evppi >= 0)
        assert np.all(one.regression >= 0)
        assert np.all(one.evppi <= found.curves.evpi)
        for t, bound in enumerate(one.bound):
            if bound == "EVPI":
                assert one.evppi[t] == found.curves.evpi[t] < one.regression[t]
            elif bound:
                assert one.evppi[t] == values[bound].evppi[t] > one.regression[t]
            else:
                assert one.evppi[t] == one.regression[t]
    for part, whole in (("a", "ab"), ("b", "ab"), ("ab", "abc"), ("c", "abc")):
        assert np.all(values[part].evppi <= values[whole].evppi)
    order = rng.permutation(policies)
    moved = analyse(cost[:, order] + 3, effect[:, order], [0.5, 2.0], table, groups=groups)
    for one in moved.information:
        np.testing.assert_allclose(one.evppi, values[one.name].evppi, rtol=1e-4, atol=1e-6)


def test_shuffled_rows_lose_the_value() -> None:
    """What a mismatch of rows does where no index can tell: a reason to give tables an index."""
    rng = np.random.default_rng(6)
    q = rng.normal(size=2000)
    net = against_nothing(q)
    right = value_of(net, {"q": q}).information[0]
    wrong = value_of(net, {"q": rng.permutation(q)}).information[0]
    assert right.evppi[0] > 0.3
    assert wrong.evppi[0] < 0.08


def test_the_same_seed_gives_the_same_numbers() -> None:
    rng = np.random.default_rng(9)
    q = rng.normal(size=(100, 2))
    net = against_nothing(q.sum(axis=1) + rng.normal(size=100))
    one, same, other = (value_of(net, {"q": q}, seed=s).information[0] for s in (4, 4, 5))
    assert one.error[0] == same.error[0] != other.error[0]
    assert one.evppi[0] == other.evppi[0]


@pytest.mark.parametrize(("draws", "columns"), [(19, 1), (19, 2), (29, 6)])
def test_too_few_draws(draws: int, columns: int) -> None:
    rng = np.random.default_rng(0)
    with pytest.raises(InputError, match="too few draws") as error:
        value_of(rng.normal(size=(draws, 2)), {"q": rng.normal(size=(draws, columns))})
    assert error.value.found == str(draws)


def test_smoothers_keep_lines_and_means() -> None:
    """A line in the scores is fitted exactly, and the mean of a fit is that of the response."""
    rng = np.random.default_rng(10)
    x = rng.normal(size=(200, 2))
    scores = norm.ppf((x.argsort(axis=0).argsort(axis=0) + 0.5) / 200)
    line = scores @ [[2.0], [-1.0]] + 3
    noisy = line + rng.normal(size=(200, 1))
    basis = process_basis(x, np.concatenate([line, noisy], axis=1))
    found = fit(basis, np.concatenate([line, noisy], axis=1))
    np.testing.assert_allclose(found.fitted[:, [0]], line, atol=1e-6)
    assert found.fitted[:, 1].mean() == pytest.approx(noisy.mean())
    alone = fit(spline_basis(x[:, 0]), 2 * scores[:, [0]] + 1)
    np.testing.assert_allclose(alone.fitted, 2 * scores[:, [0]] + 1, atol=1e-6)


def test_normal_scores_share_ties() -> None:
    """As the library of statistics has them, to the bit and in the same order in memory."""
    values = np.round(np.random.default_rng(3).normal(size=(50, 3)), 1)
    found = normal_scores(values)
    assert np.array_equal(found, norm.ppf((rankdata(values, axis=0) - 0.5) / 50))
    assert found.flags.c_contiguous
