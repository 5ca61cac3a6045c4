"""Refits: which rows are left out, and how wide what is predicted for them is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from calibration import refits
from calibration.calibrate import Calibration
from calibration.calibration_setting import CalibrationSetting
from calibration.likelihood import OWN_SHARE
from calibration.reading_names import READINGS
from calibration.refits import (
    BLOCKS,
    HINDCAST_WEEK,
    hindcast,
    leave_out,
    other_readings,
    prior_predictive,
)
from calibration.trial import the_trial
from sim.parameters import parameter_space
from tests.worlds.unfitted_calibration import DRAWS, calibration


@pytest.fixture(scope="module")
def found() -> Calibration:
    return calibration()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """By refit, the ids of the rows that were fitted; draws are the centre of the prior."""
    seen = []

    def refit(calibrated: Calibration, setting: object, fitted: np.ndarray, *_: object):
        seen.append([calibrated.rows[k].id for k in fitted])
        return np.zeros((DRAWS, len(calibrated.space.free)))

    monkeypatch.setattr(refits, "refit", refit)
    return seen


def test_a_hindcast_is_fitted_to_what_ends_with_the_programme(found, asked) -> None:
    """Every row that is later than week 52, or spans it, is predicted; all others are fitted."""
    assert HINDCAST_WEEK == 52
    told = hindcast(found, CalibrationSetting(), the_trial())
    (fitted,) = asked
    predicted = list(told["id"])
    ids = [found.rows[k].id for k in found.fitted]
    assert sorted([*fitted, *predicted]) == sorted(ids)
    assert predicted == [name for name in ids if name in set(predicted)]
    by_id = {t.id: t for t in found.rows}
    assert all(by_id[name].week_to <= 52 for name in fitted)
    assert all(by_id[name].week_to > 52 for name in predicted)
    before = {"edu_all_52", "edu_all_onset", "job_all_before", "level_edu_all_52", "under_40_52"}
    before |= {"mean_support_duration", "contact_in_a_given_week", "applied_for_job"}
    assert before | {"hours_Viborg"} <= set(fitted)
    spanning = {"pension_all", "edu_women", "dose_response"}
    later = {"edu_all_late", "job_all_60", "level_job_all_60", "under_40_73"}
    life_after = {t.id for t in found.rows if t.table == "life_after"}
    assert len(life_after) == 11
    assert spanning | later | life_after <= set(predicted)
    assert list(told["block"]) == [by_id[name].block for name in predicted]


def test_blocks_are_left_out_one_at_a_time(found, asked) -> None:
    told = leave_out(found, CalibrationSetting(), the_trial())
    assert BLOCKS[-1] == "life_after"
    assert list(dict.fromkeys(told["block"])) == list(BLOCKS)
    assert len(asked) == len(BLOCKS)
    by_id = {t.id: t for t in found.rows}
    for block, fitted in zip(BLOCKS, asked, strict=True):
        inside = set(told.loc[told["block"] == block, "id"])
        assert inside == {found.rows[k].id for k in found.fitted} - set(fitted)
        assert {by_id[name].block for name in inside} == {block}
    assert (told["block"] == "life_after").sum() == 11


def half_width(told: pd.DataFrame, name: str) -> float:
    row = told.set_index("id").loc[name]
    return float(row["high"] - row["low"]) / 2


def test_predictions_are_as_wide_as_a_row_may_be_off(found, asked) -> None:
    """The row's own error, and its deviation times the parameter that multiplies it.

    4,000 draws know either end to 0.042 standard deviations, half the distance to 0.03; the bound
    of 0.18 is 6 of these, a false alarm below 1e-8. Without the deviation the interval would be a
    tenth as wide, and found with certainty; so would one without the own error of a plain row.
    """
    told = hindcast(found, CalibrationSetting(), the_trial())
    by_id = {t.id: t for t in found.rows}
    for name in ("job_kept_a_year", "pension_after_eight_years"):
        sd = by_id[name].se * np.hypot(OWN_SHARE, parameter_space()["population_spread"].centre)
        assert half_width(told, name) / sd == pytest.approx(1.96, abs=0.18), name
    place = [found.rows[k].id for k in found.fitted].index("edu_all_late")
    sd = float(np.sqrt(found.data.covariance[place, place]))
    assert half_width(told, "edu_all_late") / sd == pytest.approx(1.96, abs=0.18)


def test_predictions_follow_the_draws_of_the_multiplier(found, monkeypatch) -> None:
    """Draws in which this group lies far from the groups of the figures predict more widely."""
    at = found.space.free.index("population_spread")

    def refit(calibrated: Calibration, *_: object) -> np.ndarray:
        z = np.zeros((DRAWS, len(calibrated.space.free)))
        z[:, at] = 2.0
        return z

    monkeypatch.setattr(refits, "refit", refit)
    told = hindcast(found, CalibrationSetting(), the_trial())
    spread = float(found.space["population_spread"].from_standard(2.0))
    sd = 0.05 * np.hypot(OWN_SHARE, spread)
    assert spread > 1.7
    assert half_width(told, "job_kept_a_year") / sd == pytest.approx(1.96, abs=0.18)


def test_what_is_printed_is_hit_by_an_emulator_that_shows_it(found, asked) -> None:
    told = hindcast(found, CalibrationSetting(), the_trial())
    assert told["hit"].all()
    wrong = replace(found, emulator=replace(found.emulator, centre=found.emulator.centre + 99.0))
    assert not hindcast(wrong, CalibrationSetting(), the_trial())["hit"].any()


def test_the_prior_predictive_counts_what_a_row_may_be_off(found) -> None:
    """Trials of the prior would print figures from elsewhere as widely as the usual error says."""
    told = prior_predictive(found)
    usual = found.data.usual_errors(found.space)
    ids = list(told["id"])
    for name in ("job_kept_a_year", "hours_Aalborg", "edu_all_52"):
        sd = usual[ids.index(name)]
        assert half_width(told, name) / sd == pytest.approx(1.96, abs=0.18), name


def test_a_reading_that_did_not_fit_a_block_leaves_the_others_out(asked) -> None:
    """Life after a start is not fitted under that reading, so that it cannot be left out."""
    without = calibration(READINGS[2])
    setting = CalibrationSetting(reading=READINGS[2])
    told = leave_out(without, setting, the_trial())
    assert list(dict.fromkeys(told["block"])) == list(BLOCKS[:-1])
    assert len(asked) == len(BLOCKS) - 1
    assert told["hit"].dtype == bool


@pytest.mark.parametrize("reading", [READINGS[0], READINGS[2]])
def test_other_readings_of_a_contradiction_fit_what_the_reading_fits(asked, reading: str) -> None:
    """One row of the contradiction in place of the other, and nothing else."""
    made = calibration(reading)
    setting = CalibrationSetting(reading=reading)
    other_readings(made, setting, the_trial())
    usual = {made.rows[k].id for k in made.fitted}
    swapped = [
        ("job_transfer_low", "job_transfer_high"),
        ("edu_mother_low", "edu_mother_low_reading_2"),
    ]
    assert [set(fitted) for fitted in asked] == [usual - {one} | {two} for one, two in swapped]
