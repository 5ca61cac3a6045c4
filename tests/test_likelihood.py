"""The trial's rows as the likelihood sees them: tiles, errors, correlations, what enters."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calibration.likelihood import (
    LEAST,
    LEAST_ERROR,
    LEAST_SHARE,
    Data,
    as_printed,
    correlations,
    error_scale,
    filled,
    standard_errors,
    transform,
    trial_data,
)
from calibration.observe import observe, replicate_trial
from calibration.posterior import fingerprints
from calibration.readings import readings
from calibration.targets import targets
from calibration.trial import the_trial
from sim.errors import InputError
from sim.executor import run_all
from sim.parameters import parameter_space

#: Replicate trials behind the correlations here.
REPLICATES = 120


@pytest.fixture(scope="module")
def every():
    return targets(the_trial())


@pytest.fixture(scope="module")
def rows(every):
    return [t for t in every if t.role == "target"]


@pytest.fixture(scope="module")
def place(rows):
    return {t.id: k for k, t in enumerate(rows)}


@pytest.fixture(scope="module")
def replicates(rows):
    trial, values = the_trial(), parameter_space().centres()
    shown = run_all(
        lambda k: observe(replicate_trial(trial, values, 7000 + k), rows), range(REPLICATES)
    )
    return np.array(shown)


@pytest.fixture(scope="module")
def data(rows, replicates):
    return trial_data(rows, replicates)


def middles(rows) -> np.ndarray:
    return np.array([(t.low + t.high) / 2 for t in rows])


def reach(t) -> tuple[float, float]:
    """Ends of what is known of an estimate, rounding included."""
    return t.low - t.rounding, t.high + t.rounding


@settings(max_examples=300, deadline=None)
@given(
    pick=st.integers(0, 10_000),
    estimate=st.floats(-90.0, 90.0),
    scale=st.floats(0.2, 5.0),
)
def test_an_estimate_lies_in_its_tile_which_is_as_wide_as_what_the_trial_prints(
    rows, pick: int, estimate: float, scale: float
) -> None:
    real = rows[pick % len(rows)]
    (printed,) = as_printed([real], np.array([estimate]), np.array([scale]))
    low, high = reach(printed)
    slack = 1e-9 * (1.0 + abs(estimate))
    assert low - slack <= estimate <= high + slack
    words = scale if real.in_words else 1.0
    start, end = (words * edge for edge in reach(real))
    assert high - low == pytest.approx(end - start, abs=slack)
    if end > start:
        steps = (low - start) / (end - start)
        assert steps == pytest.approx(round(steps), abs=1e-6), "tiles share the real row's edges"
    assert (printed.id, printed.unit, printed.role) == (real.id, real.unit, real.role)


def test_the_real_trials_own_middles_are_printed_as_the_real_rows(rows) -> None:
    again = as_printed(rows, middles(rows), np.ones(len(rows)))
    for real, printed in zip(rows, again, strict=True):
        assert printed.low == pytest.approx(real.low, abs=1e-9), real.id
        assert printed.high == pytest.approx(real.high, abs=1e-9), real.id
        if real.se is None:
            assert printed.se is None
        else:
            assert printed.se == pytest.approx(real.se, rel=1e-9), real.id


def test_about_four_says_three_and_a_half_to_four_and_a_half(rows, place, data) -> None:
    k = place["edu_all_52"]
    assert (data.low[k], data.high[k]) == (3.5, 4.5)
    k = place["edu_women"]
    assert (data.low[k], data.high[k]) == (4.0, 6.0)
    k = place["had_a_mentor_at_least_one_week"]
    assert data.low[k] == data.high[k] == 0.921


def test_words_scale_with_the_error_and_printed_ranges_do_not(rows, place) -> None:
    men, women = rows[place["edu_men"]], rows[place["edu_women"]]
    wide_men, wide_women = as_printed([men, women], np.array([0.1, 5.1]), np.array([2.0, 2.0]))
    assert (wide_men.low, wide_men.high) == pytest.approx((2 * men.low, 2 * men.high))
    assert wide_men.high == pytest.approx(1.96 * 2 * men.se)
    assert wide_men.se == pytest.approx(2 * men.se)
    assert (wide_women.low, wide_women.high) == (4.0, 6.0)
    assert wide_women.se == pytest.approx(2 * women.se)
    # Just above the border of "not significant" the next tile begins.
    (above,) = as_printed([men], np.array([1.97 * men.se]), np.array([1.0]))
    assert above.low == pytest.approx(1.96 * men.se)


def test_hours_enter_as_logarithms_with_an_error_in_per_cent(rows, place, data) -> None:
    hours = [k for k, t in enumerate(rows) if t.table == "jobcentres"]
    others = [k for k, t in enumerate(rows) if t.table != "jobcentres"]
    assert len(hours) == 13
    values = np.linspace(0.5, 20.0, len(rows))
    seen = transform(rows, values)
    assert seen[hours] == pytest.approx(np.log(values[hours]))
    assert (seen[others] == values[others]).all()
    table = np.stack([values, -values])
    assert transform(rows, table).shape == table.shape
    assert (transform(rows, table)[1, hours] == math.log(LEAST)).all(), "no hours at all"
    aalborg = rows[place["hours_Aalborg"]]
    k = place["hours_Aalborg"]
    assert data.low[k] == data.high[k] == pytest.approx(math.log(4.2))
    assert math.sqrt(data.covariance[k, k]) == pytest.approx(aalborg.se / 4.2)
    # A simulated jobcentre with twice the hours has twice the error: the same in per cent.
    (double,) = as_printed([aalborg], np.array([8.4]), np.array([1.0]))
    assert (double.low, double.high) == (8.4, 8.4)
    assert double.se == pytest.approx(2 * aalborg.se)
    assert standard_errors([double], np.array([9.9])) == pytest.approx(aalborg.se / 4.2)


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


def test_every_fitted_row_enters_and_progression_never_does(every, rows, data) -> None:
    tables = the_trial().tables
    assert len(data) == len(rows)
    for values in (data.low, data.high, data.covariance):
        assert np.isfinite(values).all()
    assert (data.low <= data.high).all()
    assert np.linalg.eigvalsh(data.covariance).min() > -1e-9
    by_id = {t.id: t for t in every}
    assert len(by_id) == len(every)
    known = readings()
    aside = {
        *known.outside_the_model,
        *known.complements,
        *known.validation,
        *(row for c in known.contradictions.values() for row in c.rows if row != c.default),
    }
    wanted = {r.id for r in tables.effects} | {r.quantity for r in tables.delivery}
    wanted |= {f"level_{r.id}" for r in tables.effects if r.control_level is not None}
    wanted |= {f"hours_{r.jobcentre}" for r in tables.jobcentres} | set(known.evidence)
    wanted -= aside
    for row in tables.mentor_effects:
        if row.mentor_characteristic not in aside:
            wanted |= {f"{row.mentor_characteristic}_{week}" for week in (26, 52, 73)}
    assert {t.id for t in rows} == wanted
    assert {"dose_response", "level_job_all_60", "education_retention"} <= wanted
    assert {t.table for t in every} == {
        "effects", "delivery", "mentor_effects", "jobcentres", "evidence",
    }  # fmt: skip
    questions = {row.question for row in tables.progression}
    assert questions
    assert not questions & set(by_id)
    assert not any(
        "progression" in t.source or "table 39" in t.source for t in every if t.role == "target"
    )


def test_completed_says_nothing_that_the_leavers_do_not(every) -> None:
    by_id = {t.id: t for t in every}
    assert by_id["completed"].role == "complement"
    leavers = ("left_moved_municipality", "left_opted_out", "left_leave_or_other")
    assert all(by_id[name].role == "target" for name in leavers)
    gone = sum(by_id[name].low for name in leavers)
    assert by_id["completed"].low == pytest.approx(1.0 - gone)


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("transfers_and_jobs", "job_transfer_high"),
        ("mother_education", "edu_mother_low_reading_2"),
    ],
)
def test_the_other_row_of_a_contradiction_can_be_fitted(every, name: str, row: str) -> None:
    trial = the_trial()
    default = readings().contradictions[name].default
    swapped = targets(trial, {name: row})
    before = {t.id: t for t in every}
    after = {t.id: t for t in swapped}
    assert list(after) == list(before)
    assert (before[default].role, before[row].role) == ("target", "other reading")
    assert (after[default].role, after[row].role) == ("other reading", "target")
    assert name in after[default].why
    for other in before:
        if other not in (default, row):
            assert after[other] == before[other]
    prints = fingerprints(trial, {name: row})
    assert prints["targets"] != fingerprints(trial, {})["targets"]
    assert fingerprints(trial, {name: default}) == fingerprints(trial, {})
    assert prints["model"] == fingerprints(trial, {})["model"]


@pytest.mark.parametrize(
    ("chosen", "field", "allowed"),
    [
        ({"mothers": "edu_mother_low"}, "mothers", "transfers_and_jobs, mother_education"),
        ({"mother_education": "edu_women"}, "mother_education", "edu_mother_low_reading_2"),
        ({"mother_education": ""}, "mother_education", "edu_mother_low_reading_2"),
    ],
)
def test_an_unknown_choice_is_refused_with_what_is_allowed(
    chosen: dict[str, str], field: str, allowed: str
) -> None:
    with pytest.raises(InputError) as caught:
        targets(the_trial(), chosen)
    assert caught.value.field == field
    assert allowed in str(caught.value)


def test_what_a_replicate_shows_lies_in_what_would_be_printed_of_it(rows, replicates) -> None:
    for shown in replicates[:5]:
        printed = as_printed(rows, shown, error_scale(rows, shown, replicates))
        found = trial_data(printed, replicates)
        estimate = transform(rows, shown)
        assert (found.low - 1e-9 <= estimate).all()
        assert (estimate <= found.high + 1e-9).all()


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
