"""Former names of attributes and arguments go on working, and say what they are called now."""

from __future__ import annotations

import pytest

from calibration.trial import the_trial
from mentorsim import decide
from sim.parameters import parameter_space
from tests.worlds.small_comparison import small_comparison


def test_attributes() -> None:
    comparison = small_comparison()
    with pytest.warns(DeprecationWarning, match="likeness is now population_comparison"):
        assert comparison.likeness is comparison.population_comparison
    values = parameter_space().centres()
    with pytest.warns(DeprecationWarning, match="scene is now cohort"):
        people = the_trial().scene(values, 1, groups=("all",)).population
    assert people.n == the_trial().cohort(values, 1, groups=("all",)).population.n


def test_the_worth_of_a_decision() -> None:
    with pytest.warns(DeprecationWarning, match="worth is now willingness_to_pay"):
        decided = decide("as-in-trial", week=20, draws=2, worth=(150_000.0,))
    assert decided.decision.question.told_willingness_to_pay == (150_000.0,)
    with pytest.warns(DeprecationWarning, match="learning is now value_of_information"):
        assert decided.decision.learning is decided.decision.value_of_information
