"""Marks of the exam on posteriors that are right, too narrow, too wide or shifted."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import chisquare

from calibration.sbc import SbcResult
from calibration.sbc_statistics import (
    BINS,
    LEVELS,
    coverage,
    ranks,
    ranks_of,
    sbc_table,
    uniformity,
    verdicts,
)

TRIALS, DRAWS, FEW = 256, 99, 39
#: Error of what is seen, against a prior of sd 1.
NOISE = 0.6


def sbc(*, width: float = 1.0, shift: float = 0.0, quantities: int = 20, seed: int = 1):
    """An exam in a world with a closed form: truth N(0, 1), seen with an error.

    The posterior is normal with variance NOISE^2 / (1 + NOISE^2); `width` and `shift` (in
    posterior sds) spoil it. Forecasts are twice the parameter.
    """
    rng = np.random.default_rng(seed)
    truth = rng.standard_normal((TRIALS, quantities))
    seen = truth + NOISE * rng.standard_normal(truth.shape)
    sd = NOISE / math.sqrt(1.0 + NOISE**2)
    mean = seen / (1.0 + NOISE**2) + shift * sd
    draws = mean[:, None] + width * sd * rng.standard_normal((TRIALS, DRAWS, quantities))
    names = tuple(f"p{k}" for k in range(quantities))
    return SbcResult(
        names=names,
        truth=truth,
        draws=draws,
        forecast_names=tuple(f"twice {name}" for name in names[:2]),
        forecast_truth=2.0 * truth[:, :2],
        forecast_draws=2.0 * draws[:, :FEW, :2],
        emulator_error=np.zeros(1),
        rows=("row",),
        diverging=0.0,
    )


def test_exact_posteriors_pass(recwarn: pytest.WarningsRecorder) -> None:
    """22 p-values of uniform ranks: none below 1e-8, mean coverage within 6 errors of nominal.

    Chi-square p-values below 1e-8 come by chance in less than one run in a million (22 e-8, and the
    chi-square approximation with 25 a bin). Coverage of a level p over 256 trials and 20
    independent quantities has an error of sqrt(p (1 - p) / 5120): 6 of them, false alarm below 1e-8
    over three levels; posteriors too narrow by a tenth (coverage 46 % of 50) lie 6 away.
    """
    table = sbc_table(sbc())
    assert list(table["kind"]) == ["parameter"] * 20 + ["forecast"] * 2
    assert table["p_uniform"].min() > 1e-8
    assert table["p_uniform"].max() > 0.05, "p-values spread over the unit interval"
    for level in LEVELS:
        p = level / 100.0
        found = table[table["kind"] == "parameter"][f"coverage_{level}"].mean()
        assert abs(found - p) < 6 * math.sqrt(p * (1 - p) / (TRIALS * 20))
    # Variance of the truth that the posterior explains: 1 / (1 + NOISE^2), known to 1 / sqrt(256).
    explained = 1.0 / (1.0 + NOISE**2)
    assert (np.abs(table["contraction"] - explained) < 0.25).all()
    assert (np.abs(table["recovered"] - math.sqrt(explained)) < 0.15).all()
    found = verdicts(table, TRIALS)
    assert found["trials"] == TRIALS
    assert found["quantities"] == 22
    assert found["smallest_p"] == table["p_uniform"].min()
    assert found["quantity"] == table.loc[table["p_uniform"].idxmin(), "quantity"]
    assert found["p_below_5_percent_expected"] == pytest.approx(1.1)
    assert found["p_below_5_percent"] == (table["p_uniform"] < 0.05).sum()
    assert not recwarn.list


@pytest.mark.parametrize(
    ("spoilt", "covers"),
    [({"width": 0.5}, "less"), ({"width": 2.0}, "more"), ({"shift": 1.5}, "less")],
)
def test_posteriors_that_are_wrong_are_caught(spoilt: dict[str, float], covers: str) -> None:
    """Half or double the sd, or off by one and a half: every quantity's ranks fail at 1e-6.

    In six runs with other seeds the largest of 22 p-values was 3e-14. Coverage at 50 % becomes
    26, 82 and 19 %, known to 3 points each: 6 and more errors from the bounds; what chance alone
    gives 99.9 % of the time ends 4.8 errors away, so one or two of 22 may escape.
    """
    table = sbc_table(sbc(**spoilt))
    assert (table["p_uniform"] < 1e-6).all()
    half = table["coverage_50"]
    assert (half < 0.45).all() if covers == "less" else (half > 0.6).all()
    found = verdicts(table, TRIALS)
    assert found["outside_50"] >= 20
    assert found["p_below_5_percent"] == 22
    assert float(str(found["smallest_p_corrected"])) < 1e-6


def test_ranks_count_the_draws_below_the_truth() -> None:
    truth = np.array([[0.5, -9.0], [2.0, 9.0]])
    draws = np.array([[[0.0, 0.0], [1.0, 1.0], [0.4, 2.0]], [[1.0, 3.0], [3.0, 1.0], [4.0, 8.0]]])
    assert ranks(truth, draws, np.random.default_rng(1)).tolist() == [[2, 0], [1, 3]]


def test_ties_are_broken_at_random() -> None:
    """A two-valued quantity: among 4 equal draws every rank comes up equally often.

    6,000 trials over ranks 1 to 5: chi-square p-value above 1e-7 (the false-alarm rate); ranks that
    always take the lowest or the middle have a p-value of 0.
    """
    truth = np.zeros((6000, 1))
    draws = np.tile(np.array([-1.0, 0.0, 0.0, 0.0, 0.0, 1.0])[:, None], (6000, 1, 1))
    found = ranks(truth, draws, np.random.default_rng(2))[:, 0]
    counts = np.bincount(found, minlength=7)
    assert counts[0] == counts[6] == 0
    assert chisquare(counts[1:6]).pvalue > 1e-7
    again = ranks(truth, draws, np.random.default_rng(2))[:, 0]
    assert (found == again).all()


@pytest.mark.parametrize("draws", [DRAWS, FEW, 24, 10])
def test_evenly_spread_ranks_are_uniform_and_piled_up_ones_are_not(draws: int) -> None:
    """Also where the ranks do not divide into bins of one size."""
    even = np.repeat(np.arange(draws + 1), 20)
    assert uniformity(even, draws) == pytest.approx(1.0)
    piled = np.repeat(np.arange(draws + 1), np.where(np.arange(draws + 1) < draws // 2, 60, 20))
    assert uniformity(piled, draws) < 1e-6
    ends = np.repeat([0, draws], 10 * BINS)
    assert uniformity(ends, draws) < 1e-10


def test_coverage_of_ranks_worked_out_by_hand() -> None:
    """With 9 draws there are 10 gaps; the middle 80 % leaves out one gap at either end."""
    assert coverage(np.array([0]), 9, 80) == pytest.approx(0.0)
    assert coverage(np.array([1]), 9, 80) == pytest.approx(1.0)
    assert coverage(np.array([8]), 9, 80) == pytest.approx(1.0)
    assert coverage(np.array([9]), 9, 80) == pytest.approx(0.0)
    assert coverage(np.arange(10), 9, 80) == pytest.approx(0.8)
    # 50 % of 10 gaps: from 2.5 to 7.5, so that ranks 2 and 7 count half.
    assert coverage(np.array([1]), 9, 50) == pytest.approx(0.0)
    assert coverage(np.array([2]), 9, 50) == pytest.approx(0.5)
    assert coverage(np.array([3, 6]), 9, 50) == 1.0
    assert coverage(np.array([7]), 9, 50) == pytest.approx(0.5)
    # 95 % leaves a quarter of a gap out at either end.
    assert coverage(np.array([0]), 9, 95) == pytest.approx(0.75)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("draws", [DRAWS, FEW, 24])
def test_coverage_of_uniform_ranks_is_the_nominal_one(draws: int, level: int) -> None:
    assert coverage(np.arange(draws + 1), draws, level) == pytest.approx(level / 100.0)


def test_ranks_of_an_exam_are_the_same_each_time_and_for_parameters_and_forecasts() -> None:
    result = sbc(quantities=2)
    one, two = ranks_of(result), ranks_of(result)
    assert one["parameter"].shape == one["forecast"].shape == (TRIALS, 2)
    assert one["parameter"].max() <= DRAWS
    assert one["forecast"].max() <= FEW
    assert all((one[kind] == two[kind]).all() for kind in one)
