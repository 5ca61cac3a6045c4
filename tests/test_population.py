"""Drawn populations have what the trial prints, and no life depends on another's."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from scipy.special import betaincinv, ndtr
from scipy.stats import norm, spearmanr

from calibration.population_check import FALSE_ALARM, check_population, rows_as_json
from calibration.tables import TrialTables, read_trial
from calibration.trial_population import (
    DEFAULT_ASSUMPTIONS,
    by_stratum,
    population_tables,
    read_assumptions,
    severity_moments,
)
from sim import population
from sim.errors import InputError
from sim.population import (
    ITEMS,
    PERSONS_PER_JOBCENTRE,
    Latent,
    Population,
    PopulationTables,
    Stratum,
    draw_population,
    never_su_by_stratum,
)
from sim.quantiles import _PROBABILITIES, beta_by_mean, beta_table

SHARES = {"share_women": 0.48, "share_never_su": 0.45}
#: |z| that one standard normal exceeds with chance 1e-8: a hundred of them, 1e-6.
FAR = float(norm.isf(0.5e-8))


@pytest.fixture(scope="module")
def trial() -> TrialTables:
    return read_trial()


@pytest.fixture(scope="module")
def tables(trial: TrialTables) -> PopulationTables:
    return population_tables(trial)


@pytest.fixture(scope="module")
def large(tables: PopulationTables) -> Population:
    """About 100,000 youths."""
    return draw_population(tables, tables.trial_seats * 39, 20141001, **SHARES)


def same_lives(a: Population, b: Population) -> bool:
    return all(
        np.array_equal(x, y, equal_nan=x.dtype.kind == "f")
        for item in fields(Population)
        for x, y in [(getattr(a, item.name), getattr(b, item.name))]
        if isinstance(x, np.ndarray)
    )


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


# Worlds


def test_the_same_seed_gives_the_same_lives(tables: PopulationTables) -> None:
    a, b = (draw_population(tables, tables.trial_seats, 11, **SHARES) for _ in range(2))
    other = draw_population(tables, tables.trial_seats, 12, **SHARES)
    assert same_lives(a, b)
    assert not np.array_equal(a.age, other.age)


@pytest.mark.parametrize("centre", [0, 6, 12])
def test_one_more_seat_changes_nobody_else(tables: PopulationTables, centre: int) -> None:
    seats = tables.trial_seats.copy()
    before = draw_population(tables, seats, 3, **SHARES)
    seats[centre] += 1
    after = draw_population(tables, seats, 3, **SHARES)
    assert after.n == before.n + 1
    assert same_lives(after.take(np.isin(after.person, before.person)), before)


def test_lives_do_not_depend_on_how_many_are_drawn(
    tables: PopulationTables, large: Population
) -> None:
    few = draw_population(tables, np.full(13, 3), 20141001, **SHARES)
    assert same_lives(large.take(np.isin(large.person, few.person)), few)


def test_other_shares_change_only_what_they_are_about(tables: PopulationTables) -> None:
    a = draw_population(tables, tables.trial_seats, 3, share_women=0.4, share_never_su=0.4)
    b = draw_population(tables, tables.trial_seats, 3, share_women=0.6, share_never_su=0.5)
    assert np.all(a.woman <= b.woman)
    assert np.all(a.never_su <= b.never_su)
    for name in ("age", "mark", "severity", "mother_income", "health", "immigrant"):
        np.testing.assert_array_equal(getattr(a, name), getattr(b, name))


def test_no_two_variables_share_a_draw() -> None:
    own = [population._STRATUM, population._WOMAN, population._NEVER_SU, population._SEVERITY]
    addresses = [*own, *population._LATENT.values(), *population._ITEM]
    assert len(addresses) == len(set(addresses)) == len(own) + len(Latent) + len(ITEMS)
    assert all(0 <= word < 4 for _, word in addresses)


def test_a_variable_changes_only_itself(tables: PopulationTables) -> None:
    """What is drawn last may be tied otherwise, or asked otherwise: the rest stays to the bit."""
    before = draw_population(tables, tables.trial_seats, 3, **SHARES)
    tied = tables.correlation.copy()
    last = Latent.FATHER_INCOME
    tied[last, :last] = tied[:last, last] = 0
    cuts = (*tables.item_cuts[:4], tables.item_cuts[4] + 0.5)
    other = replace(tables, correlation=tied, item_cuts=cuts)
    after = draw_population(other, tables.trial_seats, 3, **SHARES)
    changed = {
        item.name
        for item in fields(Population)
        for x, y in [(getattr(before, item.name), getattr(after, item.name))]
        if isinstance(x, np.ndarray) and not np.array_equal(x, y, equal_nan=x.dtype.kind == "f")
    }
    assert changed == {"father_income", "wants_a_job"}


def test_person_numbers(tables: PopulationTables) -> None:
    drawn = draw_population(tables, np.full(13, 2), 3, first_person=1000, **SHARES)
    assert drawn.person[:3].tolist() == [1000, 1001, 1000 + PERSONS_PER_JOBCENTRE]
    assert drawn.person.dtype == np.uint32
    plain = draw_population(tables, np.full(13, 1002), 3, **SHARES)
    shifted = plain.take(np.isin(plain.person, drawn.person))
    assert same_lives(shifted, drawn)


def test_nobody_is_a_population_too(tables: PopulationTables) -> None:
    nobody = draw_population(tables, np.zeros(13, dtype=int), 3, **SHARES)
    assert nobody.n == 0
    assert len(nobody.to_frame()) == 0
    assert nobody.take([]).n == 0


# Edges


def test_frame_and_take(tables: PopulationTables) -> None:
    drawn = draw_population(tables, tables.trial_seats, 3, **SHARES)
    frame = drawn.to_frame()
    assert len(frame) == drawn.n == 2588
    assert set(frame["stratum"].unique()) == {"grade_4_or_above", "grade_below_4", "no_grades"}
    assert frame["jobcentre"].value_counts()["København"] == 200
    assert set(frame["coping"].unique()) == set(tables.item_answers[2])
    np.testing.assert_array_equal(frame["su_share_year_2_back"], drawn.su[:, 1])
    assert drawn.take([5, 2]).person.tolist() == drawn.person[[5, 2]].tolist()
    assert drawn.take(drawn.woman).woman.all()


def test_rows_as_json_is_json(trial: TrialTables, tables: PopulationTables) -> None:
    drawn = draw_population(tables, tables.trial_seats, 3, **SHARES)
    content = json.loads(json.dumps(rows_as_json(check_population(drawn, trial)), allow_nan=False))
    names = {entry["name"] for entry in content["unknown"]}
    assert {"share_women", "share_never_su", "age_gap_between_tables"} <= names
    assert all(entry["why"] for entry in content["unknown"])
    assert all(row["printed"] is not None and row["source"] for row in content["rows"])


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"share_women": 1.2}, "share_women"),
        ({"share_never_su": 0.95}, "share_never_su"),
        ({"share_never_su": 0.0}, "share_never_su"),
        ({"share_never_su": float("nan")}, "share_never_su"),
        ({"first_person": -1}, "first_person"),
        ({"first_person": 2**32 - 5}, "first_person"),
    ],
)
def test_impossible_requests_are_refused(
    tables: PopulationTables, change: dict[str, float], where: str
) -> None:
    with pytest.raises(InputError) as caught:
        draw_population(tables, tables.trial_seats, 1, **(SHARES | change))  # type: ignore[arg-type]
    assert caught.value.field == where


@pytest.mark.parametrize("seats", [[1, 2], [1.5] * 13, [-1] * 13, [2**16 + 1] * 13])
def test_impossible_seats_are_refused(tables: PopulationTables, seats: list[float]) -> None:
    with pytest.raises(InputError, match="seats"):
        draw_population(tables, np.array(seats), 1, **SHARES)


def test_correlations_that_cannot_be_are_refused(tables: PopulationTables) -> None:
    tied = tables.correlation.copy()
    tied[Latent.SU_1, Latent.TRANSFER_1] = tied[Latent.TRANSFER_1, Latent.SU_1] = 0.1
    with pytest.raises(ValueError, match="SU and transfers"):
        replace(tables, correlation=tied)
    impossible = tables.correlation.copy()
    impossible[Latent.AGE, Latent.TRANSFER_3] = impossible[Latent.TRANSFER_3, Latent.AGE] = 0.99
    with pytest.raises(ValueError, match="positive definite"):
        replace(tables, correlation=impossible)
    with pytest.raises(ValueError, match="sum below 1"):
        replace(tables, su_mean=tables.su_mean + 0.5)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("  København:", "  Atlantis:", "Atlantis"),
        ("[su_1, su_2]", "[su_1, luck]", "luck"),
        ("[su_1, su_2]", "[su_1, su_3]", "named twice"),
        ("value: -3", "value: low", "ranges.mark_low.value"),
        ("certainty: A", "certainty: Z", "certainty"),
        ("spreads:", "spread:", "spreads"),
        ("ranges:", "ranges: [", "cannot be read"),
        ("value: 0.3\n      unit: share", "value: 1.3\n      unit: share", "do not go together"),
        ("value: 26.4", "value: 264", "do not go together"),
        ("value: 2.0", "value: 0", "concentrations"),
        ("[mother_income, father_income]", "[su_1, transfer_1]", "SU and transfers"),
    ],
)
def test_malformed_assumptions_are_refused(
    trial: TrialTables, tmp_path: Path, old: str, new: str, words: str
) -> None:
    text = DEFAULT_ASSUMPTIONS.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "population.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        population_tables(trial, read_assumptions(path))
    assert words in str(caught.value)


# Quantiles


@pytest.mark.parametrize("mean", [0.003, 0.05, 0.3, 0.5, 0.843, 0.995])
@pytest.mark.parametrize("concentration", [0.5, 1.0, 3.0, 8.0])
def test_beta_tables_have_exact_means_and_the_right_shape(
    mean: float, concentration: float
) -> None:
    table = beta_table(mean, concentration)
    assert np.trapezoid(table, _PROBABILITIES) == pytest.approx(mean, abs=1e-13)
    assert np.all(np.diff(table) >= 0)
    assert (table[0], table[-1]) == (0.0, 1.0)
    u = ndtr(np.linspace(-3, 3, 1001))
    exact = betaincinv(mean * concentration, (1 - mean) * concentration, u)
    drawn = beta_by_mean(u, np.array([mean]), np.zeros(1001, dtype=np.intp), concentration)
    assert np.abs(drawn - exact).max() < 5e-3


@pytest.mark.parametrize(("mean", "concentration"), [(0.0, 1.0), (1.0, 1.0), (0.5, 0.0)])
def test_no_beta_has_these_means(mean: float, concentration: float) -> None:
    with pytest.raises(ValueError, match="no beta distribution"):
        beta_table(mean, concentration)
