"""Errors and correlations of the trial's rows."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from calibration.likelihood import (
    LEAST_ERROR,
    LEAST_SHARE,
    Data,
    as_printed,
    correlations,
    error_scale,
    filled,
    transform,
    trial_data,
)
from tests.likelihood_cases import fitted_data, fitted_rows, middles, replicate_rows, row_places


@pytest.fixture(scope="module")
def rows():
    return fitted_rows()


@pytest.fixture(scope="module")
def place():
    return row_places()


@pytest.fixture(scope="module")
def replicates():
    return replicate_rows()


@pytest.fixture(scope="module")
def data():
    return fitted_data()


def test_errors_are_those_of_replicates_at_the_replicates_own_levels(rows, replicates) -> None:
    scale = error_scale(rows, replicates.mean(axis=0), replicates)
    assert scale == pytest.approx(np.ones(len(rows)), rel=1e-9)


def test_errors_follow_the_binomial_of_the_level(rows, place, replicates) -> None:
    usual = replicates.mean(axis=0)
    estimates = usual.copy()
    level, share = place["level_edu_all_52"], place["left_opted_out"]
    estimates[level], estimates[share] = 30.0, 0.2
    scale = error_scale(rows, estimates, replicates)

    def binomial(p: float) -> float:
        return math.sqrt(p * (1.0 - p))

    education = binomial(0.3) / binomial(usual[level] / 100.0)
    assert education > 1.2, "the test must see a difference"
    for k, t in enumerate(rows):
        if t.id == "left_opted_out":
            assert scale[k] == pytest.approx(binomial(0.2) / binomial(usual[share]))
        elif t.table == "effects" and t.outcome.split(" ")[0] == "education":
            assert scale[k] == pytest.approx(education), t.id
        elif t.table not in ("mentor_effects",):
            assert scale[k] == pytest.approx(1.0), t.id


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_a_share_of_nobody_or_everybody_still_has_an_error(rows, replicates, share: float) -> None:
    estimates = replicates.mean(axis=0)
    for k, t in enumerate(rows):
        if t.block == "levels":
            estimates[k] = 100.0 * share
        elif t.table == "delivery" and t.unit.startswith("share"):
            estimates[k] = share
    scale = error_scale(rows, estimates, replicates)
    assert (scale > 0.0).all()
    k = next(k for k, t in enumerate(rows) if t.block == "levels")
    usual = replicates[:, k].mean() / 100.0
    least = math.sqrt(LEAST_SHARE * (1.0 - LEAST_SHARE))
    assert scale[k] == pytest.approx(least / math.sqrt(usual * (1.0 - usual)))


def own_errors(rows) -> list[int]:
    """Rows whose error the source prints or implies."""
    found = [k for k, t in enumerate(rows) if t.table == "mentor_effects"]
    found += [k for k, t in enumerate(rows) if t.id == "dose_response"]
    assert len(found) == 7 * 3 + 1
    return found


def test_errors_that_the_source_prints_are_kept(rows, data) -> None:
    for k in own_errors(rows):
        assert math.sqrt(data.covariance[k, k]) == pytest.approx(rows[k].se, rel=1e-9), rows[k].id


def test_printed_errors_of_a_simulated_trial_scale_once(rows, place, replicates) -> None:
    """A simulated trial at another level: its printed errors follow the level, not its square."""
    estimates = replicates.mean(axis=0)
    estimates[place["level_edu_all_52"]] = 30.2
    scale = error_scale(rows, estimates, replicates)
    simulated = trial_data(as_printed(rows, estimates, scale), replicates)
    usual = replicates[:, place["level_edu_all_52"]].mean() / 100.0
    expected = math.sqrt(0.30 * 0.70 / (usual * (1.0 - usual)))
    for k in own_errors(rows):
        # The level is known to a tile of one percentage point.
        ratio = math.sqrt(simulated.covariance[k, k]) / rows[k].se
        assert ratio == pytest.approx(expected, rel=0.03), rows[k].id


def test_other_errors_are_the_spread_of_replicates_at_the_trials_level(
    rows, data, replicates
) -> None:
    spread = transform(rows, replicates).std(axis=0, ddof=1)
    scale = error_scale(rows, middles(rows), replicates)
    own = {*own_errors(rows)}
    for k, t in enumerate(rows):
        if k not in own and t.table not in ("jobcentres", "evidence"):
            found = math.sqrt(data.covariance[k, k])
            assert found == pytest.approx(spread[k] * scale[k], rel=1e-9), t.id


def test_hours_and_evidence_are_independent_of_everything(rows, data) -> None:
    alone = [k for k, t in enumerate(rows) if t.table in ("jobcentres", "evidence")]
    assert len(alone) == 14
    rest = data.covariance - np.diag(np.diag(data.covariance))
    assert (rest[alone] == 0.0).all()
    assert (rest[:, alone] == 0.0).all()
    assert (np.diag(data.covariance) > 0.0).all()


def test_estimates_of_the_same_people_move_together(rows, place, data) -> None:
    """Overlapping groups correlate, groups without a common member do not.

    120 replicates know a correlation to 0.0925 on Fisher's scale. 800 put the pairs' at 0.50 to
    0.76 (mean 0.61): the bound of 0.05 is 5.4 errors from the smallest, that of 0.3 on the mean
    5.3 (even if all pairs erred together): false alarms below 1e-7 in all. A diagonal matrix fails
    with certainty, correlations taken at half their size (mean 0.3) half the time. Pairs without a
    common member: within 5.4 errors of 0, where correlations of 0.9 are found with certainty.
    """
    se = np.sqrt(np.diag(data.covariance))
    r = data.covariance / np.outer(se, se)

    def of(one: str, two: str) -> float:
        assert r[place[one], place[two]] == pytest.approx(r[place[two], place[one]])
        return float(r[place[one], place[two]])

    overlapping = [
        ("edu_women", "edu_all_52"),
        ("edu_women", "edu_su_none"),
        ("edu_su_none", "edu_all_52"),
        ("edu_grade_low", "edu_danish"),
        ("edu_mother_low", "edu_father_low"),
        ("edu_all_52", "edu_all_late"),
        ("job_women", "job_danish"),
    ]
    found = [of(*pair) for pair in overlapping]
    assert min(found) > 0.05
    assert max(found) < 0.999
    assert np.mean(found) > 0.3
    for pair in [("edu_women", "edu_men"), ("edu_grade_low", "edu_grade_high")]:
        assert abs(of(*pair)) < math.tanh(5.4 * 0.0925), pair


def test_the_whitener_makes_the_covariance_one(data) -> None:
    rng = np.random.default_rng(3)
    half = rng.standard_normal((len(data), 5)) * np.sqrt(np.diag(data.covariance))[:, None]
    error = half @ half.T / 10.0
    floor = np.diag(LEAST_ERROR**2 * np.diag(data.covariance))
    for told in (np.zeros_like(error), error):
        w = data.whitener(told)
        whole = w @ (data.covariance + told + floor) @ w.T
        assert whole == pytest.approx(np.eye(len(data)), abs=1e-8)


def test_the_floor_keeps_bookkeeping_from_being_exact() -> None:
    """Women and men together are all: known exactly, that would count more than any estimate."""
    parts = np.array([[1.0, 0.0], [0.0, 1.0], [0.5, 0.5]])
    both = Data(np.zeros(3), np.zeros(3), parts @ parts.T)
    assert np.linalg.matrix_rank(both.covariance) == 2
    w = both.whitener(np.zeros((3, 3)))
    off_by_one_error = w @ np.array([0.0, 0.0, math.sqrt(0.5)])
    assert 1.0 < off_by_one_error @ off_by_one_error < 1.0 / LEAST_ERROR**2


def test_rows_that_nobody_could_show_take_the_others_mean() -> None:
    table = np.array([[1.0, np.nan], [3.0, 5.0], [np.nan, 7.0]])
    assert filled(table).tolist() == [[1.0, 6.0], [3.0, 5.0], [2.0, 7.0]]


def test_a_row_that_never_varies_is_taken_as_independent(rows) -> None:
    shown = np.random.default_rng(1).standard_normal((50, 3))
    shown[:, 1] = 2.0
    three = [replace(rows[0], id=str(k)) for k in range(3)]
    matrix = correlations(three, shown)
    assert matrix[1].tolist() == [0.0, 1.0, 0.0]
    assert matrix[0, 2] == pytest.approx(np.corrcoef(shown[:, 0], shown[:, 2])[0, 1])


def test_some_of_the_rows_keep_their_errors(data) -> None:
    index = np.array([5, 2, 40])
    some = data.take(index)
    assert (some.low == data.low[index]).all()
    assert (some.high == data.high[index]).all()
    assert some.covariance[0, 2] == data.covariance[5, 40]
