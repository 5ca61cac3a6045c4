"""Which rows of the trial are fitted, and which of two that contradict each other."""

from __future__ import annotations

import numpy as np
import pytest

from calibration.fingerprints import fingerprints
from calibration.readings import readings
from calibration.targets import targets
from calibration.trial import the_trial
from sim.errors import InputError
from tests.support.likelihood_cases import every_row, fitted_data, fitted_rows


@pytest.fixture(scope="module")
def every():
    return every_row()


@pytest.fixture(scope="module")
def rows():
    return fitted_rows()


@pytest.fixture(scope="module")
def data():
    return fitted_data()


def test_every_fitted_row_enters_and_of_progression_two_steps(every, rows, data) -> None:
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
    wanted |= {f"hours_{r.jobcentre}" for r in tables.jobcentres}
    wanted |= {*known.life_after, "applied_for_education", "applied_for_job"}
    wanted -= aside
    for row in tables.mentor_effects:
        if row.mentor_characteristic not in aside:
            wanted |= {f"{row.mentor_characteristic}_{week}" for week in (26, 52, 73)}
    assert {t.id for t in rows} == wanted
    assert {"dose_response", "level_job_all_60", "education_retention"} <= wanted
    # With their printed denominators these are rows of the fit, not kept aside.
    assert {
        "contact_in_a_given_week",
        "contact_minutes_per_week",
        "mean_support_duration",
    } <= wanted
    assert [t.table for t in every if t.table not in ("effects", "delivery")] == [
        *["mentor_effects"] * 3 * len(tables.mentor_effects),
        *["jobcentres"] * 13,
        *["progression"] * 2,
        *["life_after"] * 11,
    ]
    # The survey's other questions and what mentors say of their practice are never fitted.
    assert {t.id for t in every if "39" in t.source} == {
        "applied_for_education",
        "applied_for_job",
    }
    questions = {row.question for row in (*tables.progression, *tables.mentor_practice)}
    assert len(questions) > 15
    assert not questions & set(by_id)


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
