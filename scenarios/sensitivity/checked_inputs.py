"""Inputs of the model as they are given to it in Python, checked before anything is lived."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from numbers import Real
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from scenarios.sensitivity.factors import Factor, in_words, is_two_valued, possible
from sim.errors import InputError
from sim.messages import Named, Said
from sim.parameters import parameter_space


def names_of(names: Sequence[str] | Mapping[str, Any]) -> tuple[str, ...]:
    """Names as they are given: themselves, or those of a problem.

    Raises:
        InputError: neither.
    """
    if isinstance(names, Mapping):
        if "names" not in names:
            raise InputError(
                Said("scenarios.not_a_problem"),
                field="names",
                found=", ".join(map(str, names)),
                allowed=Said("scenarios.a_problem_of_problem_or_a"),
            )
        return tuple(str(name) for name in names["names"])
    if isinstance(names, str):
        raise InputError(
            Said("scenarios.a_sequence_of_names"),
            field="names",
            found=names,
            allowed=Said("scenarios.names_or_a_problem", names=repr(names)),
        )
    return tuple(str(name) for name in names)


def table_of(
    design: pd.DataFrame | npt.ArrayLike, names: Sequence[str] | Mapping[str, Any] | None
) -> pd.DataFrame:
    """A design as a frame with a column for each name.

    Args:
        design: a frame whose columns are names, or an array, shape (rows, names).
        names: which columns of a frame are meant (all by default), or what those of an array are.

    Raises:
        InputError: a column is missing or there twice, or an array without a name for each column.
    """
    if isinstance(design, pd.DataFrame):
        wanted = list(design.columns) if names is None else list(names_of(names))
        missing = [name for name in wanted if name not in design.columns]
        if missing:
            raise InputError(
                Said("calibration.a_column_is_missing"),
                field="design",
                found=", ".join(map(str, design.columns)),
                allowed=Said("scenarios.also_missing", missing=", ".join(missing)),
            )
        twice = [str(name) for name in wanted if list(design.columns).count(name) > 1]
        if twice:
            raise InputError(
                Said("scenarios.a_column_is_there_twice"), field="design", found=twice[0]
            )
        return design[wanted]
    values = np.asarray(design)
    if names is None:
        raise InputError(
            Said("scenarios.the_columns_of_an_array_have"),
            field="names",
            found=Said("sim.nothing"),
            allowed=Said("scenarios.the_problem_that_the_array_was"),
        )
    wanted = list(names_of(names))
    if values.ndim != 2 or values.shape[1] != len(wanted):
        raise InputError(
            Said("scenarios.not_a_column_for_each_name"),
            field="design",
            found=Said("scenarios.shape_shape", shape=values.shape),
            allowed=Said("scenarios.shape_rows_count", count=len(wanted)),
        )
    return pd.DataFrame(values, columns=wanted)


def _number(name: str, x: object) -> float:
    """A number as it is given.

    Raises:
        InputError: it is none, or not finite.
    """
    if not isinstance(x, Real) or isinstance(x, bool) or not np.isfinite(float(x)):
        found = repr(x) if isinstance(x, str) else x
        raise InputError(
            Said("sim.not_a_number"),
            field=name,
            found=found,
            allowed=Said("sim.a_finite_number"),
        )
    return float(x)


def checked_value(factor: Factor, name: str, x: object) -> float:
    """A value of an input, checked as far as it can be without its policy.

    Args:
        factor: what the input is.
        name: how it is called in messages.
        x: the value.

    Raises:
        InputError: no number, one that the input cannot be, or part of a whole week.
    """
    value = _number(name, x)
    if factor.whole and not value.is_integer():
        raise InputError(
            Said("scenarios.whole_numbers_only"),
            field=name,
            found=x,
            allowed=Said("scenarios.a_whole_number_of_unit", unit=factor.unit),
        )
    if factor.kind == "lever":
        return value
    low, high = possible(factor)
    if is_two_valued(factor) and value not in (low, high):
        raise InputError(
            Said("scenarios.this_parameter_has_two_values"),
            field=name,
            found=x,
            allowed=Said("calibration.low_or_high", low=low, high=high),
        )
    if not low <= value <= high:
        parameter = factor.kind == "parameter"
        raise InputError(
            Said(
                "sim.impossible_value_of_the_parameter_title",
                title=Named(parameter_space()[factor.name].title, f"parameter.{factor.name}"),
            )
            if parameter
            else Said("sim.impossible_value"),
            field=name,
            found=x,
            allowed=in_words(factor),
        )
    return value


def nearest_value(factor: Factor, name: str, x: object, row: object) -> float:
    """A value of a design, which knows no whole numbers: the nearest that there is, checked.

    Args:
        factor, name, x: as in `checked_value`.
        row: of the design, for messages.

    Raises:
        InputError: no number, or one that the input cannot be.
    """
    try:
        value = _number(name, x)
        if factor.whole:
            value = float(np.floor(value + 0.5))
        elif is_two_valued(factor) and factor.low <= value <= factor.high:
            above = value > (factor.low + factor.high) / 2
            value = factor.high if above else factor.low
        return checked_value(factor, name, value)
    except InputError as error:
        raise InputError(
            error.problem,
            field=Said("scenarios.row_row_field", row=row, field=error.field),
            found=error.found,
            allowed=error.allowed,
        ) from error


def checked_seed(seed: int) -> int:
    """A seed of a world.

    Raises:
        InputError: it is no whole number from 0.
    """
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or seed < 0:
        raise InputError(
            Said("scenarios.impossible_seed"),
            field="seed",
            found=seed,
            allowed=Said("scenarios.a_whole_number_from_0"),
        )
    return int(seed)
