"""What each reading fits, and what it holds."""

from __future__ import annotations

import pytest

from calibration.calibration_setting import MULTIPLIERS, CalibrationSetting
from calibration.reading_names import READINGS, check_reading
from calibration.readings import readings
from calibration.stored_posterior import shipped_folder
from calibration.trial import the_trial
from sim.errors import InputError
from sim.parameters import Prior, parameter_space
from tests.support.likelihood_cases import every_row

POOLED, AS_PRINTED, WITHOUT = READINGS


def fitted(reading: str) -> set[str]:
    setting = CalibrationSetting(reading=reading)
    return {t.id for t in every_row() if setting.fits(t)}


def test_there_are_three_readings_and_the_pooled_one_ships_first() -> None:
    assert READINGS == ("pooled", "as-printed", "without-life-after")
    assert CalibrationSetting().reading == POOLED


@pytest.mark.parametrize("reading", [POOLED, AS_PRINTED])
def test_readings_of_subgroups_fit_every_target(reading: str) -> None:
    assert fitted(reading) == {t.id for t in every_row() if t.role == "target"}


def test_one_reading_leaves_life_after_a_start_to_be_predicted() -> None:
    """All of that block and nothing else; the steps of the survey are the trial's own."""
    assert fitted(POOLED) - fitted(WITHOUT) == set(readings().life_after)
    assert not fitted(WITHOUT) - fitted(POOLED)
    assert {"applied_for_education", "edu_all_late", "hours_Vejle"} <= fitted(WITHOUT)


@pytest.mark.parametrize("reading", READINGS)
def test_no_reading_fits_what_is_kept_aside(reading: str) -> None:
    roles = {t.id: t.role for t in every_row()}
    assert {roles[name] for name in fitted(reading)} == {"target"}
    assert {"outside", "validation", "complement", "other reading"} <= set(roles.values())


def test_only_the_reading_as_printed_holds_the_spread_of_subgroups() -> None:
    for reading in (POOLED, WITHOUT):
        assert CalibrationSetting(reading=reading).held() == {}
    (held,) = CalibrationSetting(reading=AS_PRINTED).held().items()
    assert held[0] == "response_spread"
    value = float(parameter_space()["response_spread"].from_standard(held[1]))
    assert value == pytest.approx(readings().unpooled_spread.value)


def test_pieces_of_one_reading_are_no_pieces_of_another() -> None:
    made = {CalibrationSetting(reading=r).identity(the_trial())["reading"] for r in READINGS}
    assert made == set(READINGS)


def test_the_posterior_of_each_reading_ships_in_a_folder_of_its_own() -> None:
    assert len({shipped_folder(reading) for reading in READINGS}) == 3
    assert shipped_folder(WITHOUT).name == "without_life_after"
    with pytest.raises(InputError, match="pooled, as-printed, without-life-after"):
        check_reading("without_life_after")


def test_parameters_that_multiply_deviations_are_those_of_the_rows() -> None:
    assert set(MULTIPLIERS) == {t.spread for t in every_row()} - {None}


@pytest.mark.parametrize("name", MULTIPLIERS)
def test_a_multiplier_of_another_shape_is_refused_before_anything_is_run(name: str) -> None:
    """The sampler could not use it: one message, and not after minutes of worlds."""
    own = {name: Prior(shape="normal", centre=0.5, spread=0.1)}
    with pytest.raises(InputError, match="lognormal") as caught:
        CalibrationSetting(priors=own).identity(the_trial())
    assert caught.value.field == f"{name}.shape"
    wider = {name: Prior(shape="lognormal", centre=0.5, spread=0.6)}
    assert CalibrationSetting(priors=wider).space[name].centre == 0.5
