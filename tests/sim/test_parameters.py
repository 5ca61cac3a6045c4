"""Parameters: bounds, priors there and back, and errors that name the file and the field."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from sim.errors import InputError
from sim.parameters import Parameter, ParameterSpace, parameter_space, read_parameters
from sim.rules import Rates

GOOD = """
gain:
  title: A gain
  group: readiness
  unit: per week
  low: 0.0
  high: 1.0
  prior: {shape: logitnormal, centre: 0.5, spread: 1.0}
  source: a test
  certainty: "?"
"""
FREE = [p for p in parameter_space() if p.prior is not None]


def test_the_text_above_is_good() -> None:
    assert read_parameters(GOOD, file="good.yaml")["gain"].centre == 0.5


@pytest.mark.parametrize(
    ("before", "after", "field"),
    [
        ("unit: per week", "units: per week", "gain.unit"),
        ("  source: a test\n", "", "gain.source"),
        ("  prior: {shape: logitnormal, centre: 0.5, spread: 1.0}\n", "", "gain"),
        ("spread: 1.0}", "spread: 1.0}\n  fixed: 0.5", "gain"),
        ("low: 0.0", "low: 2.0", "gain"),
        ("centre: 0.5", "centre: 1.5", "gain"),
        ("centre: 0.5, spread", "spread", "gain.prior"),
        ("logitnormal", "lognorm", "gain.prior.shape"),
        ("low: 0.0", "low: nothing", "gain.low"),
        ('certainty: "?"', "certainty: Z", "gain.certainty"),
    ],
)
def test_errors_name_the_file_and_the_field(before: str, after: str, field: str) -> None:
    assert before in GOOD
    with pytest.raises(InputError) as error:
        read_parameters(GOOD.replace(before, after), file="mine.yaml")
    assert error.value.file == "mine.yaml"
    assert error.value.field is not None
    assert error.value.field.startswith(field)
    assert str(error.value).startswith(f"mine.yaml: {field}")


@pytest.mark.parametrize(
    "text",
    ["gain: {title: [", "gain:\n\ttitle: tab", "", "- a\n- b\n", "gain: 3\n", "gain:\n"],
    ids=["bracket", "tab", "empty", "a list", "a number", "no fields"],
)
def test_text_that_holds_no_parameters_is_refused(text: str) -> None:
    with pytest.raises(InputError) as error:
        read_parameters(text, file="mine.yaml")
    assert error.value.file == "mine.yaml"


def test_a_parameter_given_twice_is_refused() -> None:
    with pytest.raises(InputError):
        read_parameters(GOOD + GOOD.lstrip(), file="mine.yaml")


def test_every_parameter_is_documented() -> None:
    for parameter in parameter_space():
        for text in (parameter.title, parameter.unit, parameter.source, parameter.group):
            assert text.strip(), parameter.name
        assert math.isfinite(parameter.low)
        assert math.isfinite(parameter.high)


def test_every_rate_is_a_parameter() -> None:
    assert set(Rates._fields) <= set(parameter_space().names)


@pytest.mark.parametrize("parameter", FREE, ids=lambda p: p.name)
def test_priors_there_and_back(parameter: Parameter) -> None:
    for z in (-2.0, -0.7, 0.0, 0.3, 1.9):
        value = float(parameter.from_standard(np.array(z)))
        assert parameter.low <= value <= parameter.high
        if parameter.low < value < parameter.high:
            assert parameter.to_standard(value) == pytest.approx(z, abs=1e-9)
    if parameter.prior.shape == "either":
        assert set(parameter.from_standard(np.array([-0.1, 0.1]))) == {
            parameter.low,
            parameter.high,
        }
        assert parameter.to_standard(parameter.low) == -parameter.to_standard(parameter.high)
    else:
        assert float(parameter.from_standard(np.array(0.0))) == pytest.approx(parameter.centre)


@pytest.mark.parametrize("parameter", FREE, ids=lambda p: p.name)
def test_priors_stay_within_the_bounds(parameter: Parameter) -> None:
    values = parameter.from_standard(np.array([-40.0, -8.0, 8.0, 40.0]))
    assert np.all((values >= parameter.low) & (values <= parameter.high))
    assert np.all(np.diff(values) >= 0)


@pytest.mark.parametrize("parameter", FREE, ids=lambda p: p.name)
def test_few_draws_are_cut_at_a_bound(parameter: Parameter) -> None:
    """A prior with much mass cut off would not be the prior that is documented."""
    z = stats.norm.ppf((np.arange(1000) + 0.5) / 1000)
    values = parameter.from_standard(z)
    cut = np.mean((values == parameter.low) | (values == parameter.high))
    assert cut == 1.0 if parameter.prior.shape == "either" else cut <= 0.05


def test_fixed_values_do_not_move() -> None:
    for parameter in parameter_space():
        if parameter.prior is None:
            assert np.all(parameter.from_standard(np.array([-3.0, 3.0])) == parameter.centre)
            with pytest.raises(ValueError, match="no prior"):
                parameter.to_standard(parameter.centre)


@pytest.mark.parametrize("value", [-0.1, 1.1, math.nan, math.inf, "0.5", None])
def test_impossible_values_are_refused(value: float) -> None:
    with pytest.raises(InputError) as error:
        parameter_space().values({"trust_kept": value}, file="mine.yaml")
    assert (error.value.file, error.value.field) == ("mine.yaml", "trust_kept")
    assert "0 to 1" in str(error.value)


def test_values_at_the_bounds_are_taken() -> None:
    for parameter in parameter_space():
        for value in (parameter.low, parameter.high):
            assert parameter_space().values({parameter.name: value})[parameter.name] == value


def test_unknown_names_are_refused() -> None:
    with pytest.raises(InputError, match="unknown parameter"):
        parameter_space().values({"trust_keept": 0.5})
    with pytest.raises(InputError, match="unknown parameter"):
        _ = parameter_space()["trust_keept"]


def test_a_full_set_from_scores() -> None:
    space = parameter_space()
    values = space.from_standard(space.free, np.zeros(len(space.free)))
    # A parameter that is one of two values has none in between.
    assert values == pytest.approx(space.centres() | {"mechanism": space["mechanism"].low})
    assert set(values) == set(space.names)


def test_the_digest_follows_priors_and_not_their_sources() -> None:
    good = read_parameters(GOOD, file="good.yaml")
    changed = read_parameters(GOOD.replace("spread: 1.0", "spread: 1.1"), file="good.yaml")
    retold = read_parameters(GOOD.replace("a test", "another test"), file="good.yaml")
    assert good.digest() == retold.digest() != changed.digest()
    assert isinstance(good, ParameterSpace)
