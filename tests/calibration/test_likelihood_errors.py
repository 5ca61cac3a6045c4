"""Errors and correlations of the trial's rows."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from calibration.likelihood import (
    LEAST_ERROR,
    LEAST_SHARE,
    OWN_ERRORS,
    OWN_SHARE,
    Data,
    as_printed,
    correlations,
    error_scale,
    filled,
    transform,
    trial_data,
)
from calibration.readings import readings
from sim.parameters import parameter_space
from tests.support.likelihood_cases import (
    middles,
)


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


def test_rows_whose_error_is_learned_keep_a_tenth_of_it(rows, place, data) -> None:
    """How far hours and figures from elsewhere may be off is left to their parameter."""
    assert OWN_SHARE == 0.1
    for k, t in enumerate(rows):
        own = math.sqrt(data.covariance[k, k])
        if t.table == "jobcentres":
            assert own == pytest.approx(OWN_SHARE * t.se / t.low, rel=1e-9), t.id
            assert (data.spread[k], data.spread_by[k]) == (1.0, "direct_share_spread")
        elif t.table == "life_after":
            assert own == pytest.approx(OWN_SHARE * t.se, rel=1e-9), t.id
            assert (data.spread[k], data.spread_by[k]) == (t.se, "population_spread")
            assert t.se == readings().life_after[t.id].se
        else:
            assert (data.spread[k], data.spread_by[k]) == (0.0, ""), t.id
    k = place["pension_after_eight_years"]
    assert math.sqrt(data.covariance[k, k]) == pytest.approx(0.004)
    assert (data.low[k], data.high[k], data.spread[k]) == (0.13, 0.3, 0.04)


def test_steps_of_the_survey_have_the_error_of_four_shares(rows, place, data) -> None:
    """As logarithms of ratios: by hand for 484 answers an arm."""
    shares = np.array([0.21, 0.12, 0.152, 0.108])
    by_hand = math.sqrt(((1.0 - shares) / shares / 484).sum())
    k = place["applied_for_education"]
    assert math.sqrt(data.covariance[k, k]) == pytest.approx(by_hand, rel=1e-9)
    assert data.low[k] == data.high[k] == pytest.approx(math.log(0.21 / 0.12 / (0.152 / 0.108)))


def test_usual_errors_are_with_what_a_row_may_be_off(rows, place, data) -> None:
    """At the centre of the parameter: a tenth of the error, and 1.0 or 0.2 times the spread."""
    found = data.usual_errors(parameter_space())
    plain = [k for k, name in enumerate(data.spread_by) if not name]
    assert found[plain] == pytest.approx(np.sqrt(np.diag(data.covariance))[plain], rel=1e-12)
    k = place["employed_after_eight_years"]
    assert found[k] == pytest.approx(math.hypot(0.004, 0.04))
    k = place["hours_Aalborg"]
    assert found[k] == pytest.approx(math.hypot(OWN_SHARE * rows[k].se / 4.2, 0.2))


def test_usual_errors_follow_the_priors_of_ones_own(place, data) -> None:
    wider = {"population_spread": {"shape": "lognormal", "centre": 3.0, "spread": 0.3}}
    found = data.usual_errors(parameter_space().with_priors(wider))
    assert found[place["employed_after_eight_years"]] == pytest.approx(math.hypot(0.004, 0.12))


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
    own, seen = {*own_errors(rows)}, set()
    for k, t in enumerate(rows):
        if k not in own and t.table not in OWN_ERRORS:
            found = math.sqrt(data.covariance[k, k])
            assert found == pytest.approx(spread[k] * scale[k], rel=1e-9), t.id
            seen.add(t.id)
    # Rows without a printed error, and the one in units of its own, are among them.
    assert {"contact_in_a_given_week", "contact_minutes_per_week", "pension_all"} <= seen
    assert "mean_support_duration" in seen


def test_a_row_in_units_of_its_own_error_has_an_error_of_about_one(rows, place, data) -> None:
    """The pension's fall: the error worked out from the level shown is that of replicates.

    Averaged over the weeks it is a little below one: 120 replicates scatter by 0.87, known to
    6.5 %. The bounds are 6 of these errors away, a false alarm below 1e-8. An error that is twice
    or half as large as it should be is found with a probability above 0.99.
    """
    k = place["pension_all"]
    assert (data.low[k], data.high[k]) == (-3.92, -1.96)
    assert 0.53 < math.sqrt(data.covariance[k, k]) < 1.21


def test_hours_steps_and_figures_from_elsewhere_are_independent_of_everything(rows, data) -> None:
    tables = ("jobcentres", "progression", "life_after")
    alone = [k for k, t in enumerate(rows) if t.table in tables]
    assert len(alone) == 13 + 2 + 11
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
    both = Data(np.zeros(3), np.zeros(3), parts @ parts.T, np.zeros(3), ("",) * 3)
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


def test_some_of_the_rows_keep_their_errors(place, data) -> None:
    wanted = ("hours_Vejle", "edu_women", "job_kept_a_year")
    index = np.array([place[name] for name in wanted])
    some = data.take(index)
    assert len(some) == 3
    assert (some.low == data.low[index]).all()
    assert (some.high == data.high[index]).all()
    assert (some.covariance == data.covariance[index][:, index]).all()
    assert some.spread.tolist() == [1.0, 0.0, 0.05]
    assert some.spread_by == ("direct_share_spread", "", "population_spread")
    two = np.array([place["edu_women"], place["edu_all_52"]])
    assert data.take(two).covariance[0, 1] == data.covariance[two[0], two[1]] != 0.0
