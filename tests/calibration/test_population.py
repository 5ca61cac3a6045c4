"""Drawn populations have what the trial prints, and what is stated."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from scipy.stats import spearmanr

from calibration.population_check import FALSE_ALARM, check_population
from calibration.tables import TrialTables, read_trial
from calibration.trial_population import by_stratum, read_assumptions, severity_moments
from sim.population import (
    Population,
    PopulationTables,
    Stratum,
    draw_population,
    never_su_by_stratum,
)
from tests.worlds.drawn_people import FAR, SHARES, a_hundred_thousand, trial_tables


@pytest.fixture(scope="module")
def trial() -> TrialTables:
    return read_trial()


@pytest.fixture(scope="module")
def tables() -> PopulationTables:
    return trial_tables()


@pytest.fixture(scope="module")
def large() -> Population:
    return a_hundred_thousand()


# What is printed


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_printed_cell_at_trial_size(
    trial: TrialTables, tables: PopulationTables, seed: int
) -> None:
    """False alarms: at most 1e-8 a seed in the normal limit, so below 1e-6 with skewness.

    Power: at trial size a share of transfers off by 0.12 in the smallest stratum is found in
    nine runs of ten; the next test is the sharp one.
    """
    rows = check_population(draw_population(tables, tables.trial_seats, seed, **SHARES), trial)
    assert [row.id for row in rows if not row.agrees] == []


def test_every_printed_cell_at_a_hundred_thousand(large: Population, trial: TrialTables) -> None:
    """False alarms: as above. Power: 0.025 in a share of a stratum is found nine times of ten."""
    rows = check_population(large, trial)
    assert len({row.id for row in rows}) == len(rows)
    assert [row.id for row in rows if not row.agrees] == []
    groups = {row.group for row in rows}
    assert {"grade_4_or_above", "grade_below_4", "no_grades", "all", "København"} <= groups
    printed = [row for row in rows if row.printed is not None]
    # table 40: 13 variables and sizes by 3 strata but one empty cell; tables 1 and 6: 10;
    # survey: 21 answers; 13 jobcentres; 4 facts on Copenhagen and 3 elsewhere.
    assert len(printed) == 14 * 3 - 1 + 10 + 21 + 13 + 7
    assert FALSE_ALARM <= 1e-6


def test_means_by_stratum_have_no_bias(large: Population, trial: TrialTables) -> None:
    """Without the allowance for rounding: the drawn means aim at the printed figures themselves.

    False alarms: 41 cells at |z| > 5.73, below 1e-6 (4e-7). Power: a bias of 7.0 standard errors,
    0.016 in a share of the smallest stratum, is found nine times of ten.
    """
    rows = [row for row in check_population(large, trial) if row.source == "table 40"]
    assert max(abs(row.z) for row in rows) < FAR


def test_a_wrong_population_is_found(trial: TrialTables, tables: PopulationTables) -> None:
    """The check has teeth: SU three points too high in one stratum, answers of one question off.

    At 100,000 youths three points are 30 standard errors beyond rounding in that stratum, so
    missing it has a chance below 1e-6.
    """
    su = tables.su_mean.copy()
    su[:, Stratum.NO_GRADES, 1] += 0.03
    cuts = (tables.item_cuts[0] + 0.1, *tables.item_cuts[1:])
    wrong = replace(tables, su_mean=su, item_cuts=cuts)
    rows = check_population(draw_population(wrong, tables.trial_seats * 39, 5, **SHARES), trial)
    failed = {row.id for row in rows if not row.agrees}
    assert "su_share_year_2_back:no_grades" in failed
    assert any(id_.startswith("self_rated_health") for id_ in failed)
    assert not any(id_.startswith("social_relations") for id_ in failed)


def test_tables_average_to_the_printed_means(trial: TrialTables, tables: PopulationTables) -> None:
    weights = tables.trial_seats / tables.trial_seats.sum()
    for k in range(3):
        su = by_stratum(trial, f"su_share_year_{k + 1}_back")
        transfer = by_stratum(trial, f"transfer_share_year_{k + 1}_back")
        np.testing.assert_allclose(weights @ tables.su_mean[:, :, k], su, atol=1e-12)
        np.testing.assert_allclose(weights @ tables.transfer_mean[:, :, k], transfer, atol=1e-12)
    np.testing.assert_allclose(weights @ tables.age_mean, by_stratum(trial, "age"), atol=1e-10)
    centre = tables.jobcentre_names.index("København")
    assert tables.stratum_shares @ tables.transfer_mean[centre, :, 0] == pytest.approx(0.99)
    assert tables.stratum_shares @ tables.immigrant_share[centre] == pytest.approx(0.30)
    assert tables.stratum_shares @ tables.age_mean[centre] == pytest.approx(26.4)


def test_ranges_hold(large: Population) -> None:
    high, low = large.stratum == Stratum.GRADE_4_OR_ABOVE, large.stratum == Stratum.GRADE_BELOW_4
    assert large.mark[high].min() >= 4
    assert large.mark[high].max() <= 12
    assert large.mark[low].min() >= -3
    assert large.mark[low].max() < 4
    assert np.array_equal(np.isnan(large.mark), large.stratum == Stratum.NO_GRADES)
    assert large.age.min() >= 18
    assert large.age.max() < 30
    for share in (large.su, large.transfer, large.severity):
        assert share.min() >= 0
        assert share.max() <= 1
    assert (large.su + large.transfer).max() <= 1 + 1e-12
    assert min(large.mother_income.min(), large.father_income.min()) > 0


# What is stated


@pytest.mark.parametrize("share", [0.2, 0.45, 0.7])
def test_the_share_that_never_had_su_is_as_told(tables: PopulationTables, share: float) -> None:
    """Overall and by stratum. False alarms: 12 cells at |z| > 5.73 over the three runs, 1e-7.

    Power: a share off by 0.04 in the smallest stratum (5,400 youths) is found half the time; off
    by 0.022 overall (26,000 youths), nine times of ten.
    """
    by = never_su_by_stratum(tables, share)
    assert tables.stratum_shares @ by == pytest.approx(share, abs=1e-9)
    assert by[0] < by[1] < by[2]
    assert np.all(tables.su_mean.max(axis=(0, 2)) < 1 - by)
    drawn = draw_population(
        tables, tables.trial_seats * 10, 7, share_women=0.5, share_never_su=share
    )
    cells = [(drawn.never_su, share)]
    cells += [(drawn.never_su[drawn.stratum == s], by[s]) for s in Stratum]
    for values, expected in cells:
        error = np.sqrt(expected * (1 - expected) / len(values))
        assert abs(values.mean() - expected) < FAR * error
    assert np.array_equal(drawn.never_su, (drawn.su == 0).all(axis=1))
    assert np.all(drawn.su[~drawn.never_su].max(axis=1) > 0)


def test_barriers_are_heavier_without_marks_and_after_long_transfers(large: Population) -> None:
    """False alarms: none while the association stands: expected 0.36 sd and rank correlation 0.25
    or so at 100,000 youths are dozens of standard errors from zero. Power: an association of a
    tenth of that is found nine times of ten.
    """
    without = large.stratum == Stratum.NO_GRADES
    sd = large.severity.std()
    gap = large.severity[without].mean() - large.severity[~without].mean()
    error = sd * np.sqrt(1 / without.sum() + 1 / (~without).sum())
    assert gap > FAR * error
    history = large.transfer.mean(axis=1)
    for group in (without, ~without):
        tie = spearmanr(history[group], large.severity[group]).statistic
        assert tie > FAR / np.sqrt(group.sum())
        fifths = np.quantile(history[group], [0, 0.2, 0.4, 0.6, 0.8, 1])
        means = [
            large.severity[group][(history[group] >= a) & (history[group] <= b)].mean()
            for a, b in pairwise(fifths)
        ]
        assert means == sorted(means)


def test_severity_has_the_moments_of_the_survey(large: Population, trial: TrialTables) -> None:
    """Mean and sd. False alarms: two at |z| > 5.73, 2e-8 (the sd of a bounded variable has an
    error below sd / sqrt(2 n)). Power: 0.004 in the mean, 0.005 in the sd.
    """
    mean, sd = severity_moments(trial, read_assumptions().severity.inter_item.value)
    error = sd / np.sqrt(large.n)
    assert abs(large.severity.mean() - mean) < FAR * error
    assert abs(large.severity.std() - sd) < FAR * error + 1e-3  # the table is linear in between


def test_stated_correlations_appear(large: Population) -> None:
    """Signs only. False alarms: all are dozens of standard errors from zero at 100,000 youths.

    Power: a sign reversed or a tie lost fails always.
    """
    inside = large.take(large.stratum == Stratum.NO_GRADES)

    def tie(a: np.ndarray, b: np.ndarray) -> float:
        return float(np.corrcoef(a, b)[0, 1]) * np.sqrt(inside.n)

    some = ~inside.never_su
    assert np.corrcoef(inside.su[some, 0], inside.su[some, 1])[0, 1] > 0.3
    assert tie(inside.transfer[:, 0], inside.transfer[:, 1]) > FAR
    assert tie(inside.mother_no_education, inside.father_no_education) > FAR
    assert tie(inside.mother_income, inside.father_income) > FAR
    assert tie(inside.mother_income, inside.mother_no_education) < -FAR
    assert tie(inside.health, inside.coping) > FAR
    assert tie(inside.health, inside.severity) > FAR
    assert tie(inside.way_to_education, inside.severity) > FAR
    assert abs(tie(inside.woman, inside.severity)) < FAR
