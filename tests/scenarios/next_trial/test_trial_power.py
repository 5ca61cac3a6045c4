"""Power against closed forms, the distribution itself, and trials simulated through the engine."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom, norm, t

from calibration.trial import as_in_trial, the_trial
from scenarios.next_trial.jobcentres import icc
from scenarios.next_trial.power import (
    Clusters,
    Test,
    chances,
    people_for_assurance,
    people_needed,
)
from sim.simulation import build
from sim.state import Status
from tests.worlds.small_comparison import few_draws

FIVE = Test(0.05)


def one(p: float, q: float, n: float, test: Test = FIVE) -> float:
    return float(chances(np.array(p), np.array(q), np.array(n), test).either)


def test_power_is_the_closed_form() -> None:
    """Shares 0.10 and 0.15, 686 per arm: Fleiss, Levin and Paik's n for a power of 0.8 is
    (1.960 sqrt(2 x 0.125 x 0.875) + 0.8416 sqrt(0.10 x 0.90 + 0.15 x 0.85))^2 / 0.05^2 = 685.6."""
    mean = 0.125
    root = norm.isf(0.025) * np.sqrt(2 * mean * (1 - mean)) + norm.isf(0.2) * np.sqrt(
        0.10 * 0.90 + 0.15 * 0.85
    )
    n = (root / 0.05) ** 2
    assert n == pytest.approx(685.6, abs=0.1)
    assert one(0.10, 0.15, n) == pytest.approx(0.8, abs=1e-6)
    assert people_needed(0.10, 0.15, FIVE, 0.8) == 686
    assert one(0.15, 0.10, n) == pytest.approx(0.8, abs=1e-6)


def test_without_a_difference_there_are_only_false_alarms() -> None:
    found = chances(np.array(0.2), np.array(0.2), np.array([50.0, 5000.0]), FIVE)
    assert found.above == pytest.approx([0.025, 0.025])
    assert found.below == pytest.approx([0.025, 0.025])
    assert people_needed(0.2, 0.2, FIVE, 0.8) == np.inf


def test_power_is_that_of_the_binomial_distribution() -> None:
    """The exact chance that the z-test rejects, summed over all pairs of counts."""
    n, p, q = 300, 0.12, 0.2
    x, y = np.arange(n + 1)[:, None], np.arange(n + 1)[None, :]
    mean = (x + y) / (2 * n)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.nan_to_num((y - x) / n / np.sqrt(2 * mean * (1 - mean) / n))
    exact = float((np.outer(binom.pmf(x, n, p), binom.pmf(y, n, q)) * (abs(z) > 1.96)).sum())
    assert one(p, q, n) == pytest.approx(exact, abs=0.01)


def test_power_is_how_often_trials_lived_by_the_engine_find_the_effect() -> None:
    """240 trials of 1,294 people per arm, randomised in each jobcentre as the real one.

    The count of significant ones is binomial: five standard errors are a false alarm below 1e-6,
    and a power that is wrong by 0.25 is found with a chance above 0.99.
    """
    trial, trials, week = the_trial(), 240, 52
    values = next(iter(few_draws().values()))
    counts = np.zeros((trials, 2, 2))
    for k in range(trials):
        seed = 2**44 + k
        cohort = trial.cohort(values, seed, groups=("all",))
        treated = trial.treated(cohort, seed)
        world = build(cohort, as_in_trial(), values, seed, horizon=week + 1, offered=treated)
        _, seen = world.run_with_snapshots({week: ["status"]})
        studies = seen[week]["status"] == Status.EDUCATION
        counts[k] = [[studies[arm].sum(), arm.sum()] for arm in (~treated, treated)]
    share = counts[:, :, 0] / counts[:, :, 1]
    mean = counts[:, :, 0].sum(axis=1) / counts[:, :, 1].sum(axis=1)
    error = np.sqrt(mean * (1 - mean) * (1 / counts[:, :, 1]).sum(axis=1))
    found = float((abs(share[:, 1] - share[:, 0]) > norm.isf(0.025) * error).mean())
    first, second = share.mean(axis=0)
    expected = one(first, second, float(counts[:, :, 1].mean()))
    assert 0.1 < expected < 0.99
    assert abs(found - expected) < 5 * np.sqrt(expected * (1 - expected) / trials)


def test_assurance_lies_between_false_alarms_and_the_probability_of_being_better() -> None:
    rng = np.random.default_rng(5)
    first = np.full(2000, 0.12)
    second = np.clip(first + rng.normal(0.01, 0.02, 2000), 0, 1)
    sizes = np.array([20, 200, 2000, 20000, 2e6])
    assurance = chances(first[:, None], second[:, None], sizes, FIVE).above.mean(axis=0)
    limit = float((second > first).mean())
    assert (np.diff(assurance) > 0).all()
    assert 0.025 < assurance[0] < assurance[-1] < limit
    assert assurance[-1] == pytest.approx(limit, abs=0.02)
    assert people_for_assurance(first, second, FIVE, limit + 0.01) == np.inf
    needed = people_for_assurance(first, second, FIVE, 0.5)
    here = chances(first[:, None], second[:, None], np.array([needed, needed - 2]), FIVE)
    above = here.above.mean(axis=0)
    assert above[0] >= 0.5 > above[1]


def test_a_normal_assurance_has_a_closed_form() -> None:
    """With the effect N(m, v) and a known standard error s the chance of z > 1.96 is
    Phi((m - 1.96 s) / sqrt(s2 + v)) (O'Hagan, Stevens and Campbell 2005, section 2)."""
    m, v, n, p = 0.01, 0.02**2, 4000.0, 0.5
    points = norm.ppf((np.arange(4000) + 0.5) / 4000)
    second = p + m + np.sqrt(v) * points
    found = float(chances(np.array(p), second, np.array(n), FIVE).above.mean())
    s = np.sqrt(2 * p * (1 - p) / n)
    exact = norm.cdf((m - norm.isf(0.025) * s) / np.sqrt(s**2 + v))
    assert found == pytest.approx(exact, abs=0.002)


def test_whole_jobcentres_make_a_trial_smaller_by_the_design_effect() -> None:
    """100 people in each of 10 jobcentres per arm, ICC 0.02: 1 + 99 x 0.02 = 2.98."""
    test = Test(0.05, Clusters(100, 0.02))
    n = np.array(1000.0)
    assert float(test.design_effect(n)) == pytest.approx(2.98)
    assert float(test.freedom(n)) == 18
    drawn = one(0.12, 0.16, 1000, test)
    alone = one(0.12, 0.16, 1000 / 2.98)
    # The t distribution with 18 degrees of freedom has longer tails than the normal.
    assert alone - 0.03 < drawn < alone
    assert one(0.12, 0.16, 1000, Test(0.05, Clusters(100, 0.0))) < one(0.12, 0.16, 1000)
    assert one(0.2, 0.2, 1000, test) == pytest.approx(0.05, abs=1e-6)


def test_one_jobcentre_per_arm_is_no_test() -> None:
    test = Test(0.05, Clusters(100, 0.02))
    assert np.isnan(one(0.1, 0.2, 100, test))
    assert np.isfinite(one(0.1, 0.2, 101, test))
    assert people_needed(0.1, 0.9, test, 0.5) >= 200


def test_clustered_trials_find_as_often_as_said() -> None:
    """4,000 trials of 8 jobcentres of 50 per arm, shares of jobcentres beta-distributed (ICC 0.05),
    judged by a t-test on the jobcentres' shares.

    Standard error 0.008; the normal approximation of unequal binomial shares costs up to 0.03.
    """
    rng, trials, m, k, rho = np.random.default_rng(11), 4000, 50, 8, 0.05
    size = (1 - rho) / rho
    arms = [
        rng.binomial(m, rng.beta(p * size, (1 - p) * size, (trials, k))) / m for p in (0.15, 0.28)
    ]
    away = arms[1].mean(axis=1) - arms[0].mean(axis=1)
    error = np.sqrt(sum(arm.var(axis=1, ddof=1) for arm in arms) / k)
    found = float((abs(away / error) > t.isf(0.025, 2 * (k - 1))).mean())
    expected = one(0.15, 0.28, m * k, Test(0.05, Clusters(m, rho)))
    assert 0.3 < expected < 0.95
    assert found == pytest.approx(expected, abs=0.07)


def test_shares_that_cannot_vary() -> None:
    found = chances(np.array([0.0, 0.0, 1.0]), np.array([0.0, 1.0, 1.0]), np.array(50.0), FIVE)
    assert found.above.tolist() == [0.0, 1.0, 0.0]
    assert found.below.tolist() == [0.0, 0.0, 0.0]


def test_variation_between_jobcentres_is_told_from_luck() -> None:
    """20 clusters of 500: shares spread by 0.05 around 0.3 have an ICC of 0.0025 / 0.21 = 0.012.

    Without spread the estimate scatters by sqrt(2 / 19) / 500 around 0: six times that is allowed.
    """
    rng = np.random.default_rng(3)
    sizes = np.full(20, 500)
    none = icc(rng.binomial(sizes, 0.3), sizes)
    assert abs(none) < 6 * np.sqrt(2 / 19) / 500
    shares = 0.3 + 0.05 * np.tile([-1, 1], 10)
    some = icc(np.round(shares * sizes), sizes)
    assert some == pytest.approx(0.0025 / 0.21, abs=0.002)
    assert icc([5, 5, 0], [10, 10, 0]) == pytest.approx(icc([5, 5], [10, 10]))
