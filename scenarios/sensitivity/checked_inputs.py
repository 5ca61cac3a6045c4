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
from sim.parameters import parameter_space


def names_of(names: Sequence[str] | Mapping[str, Any]) -> tuple[str, ...]:
    """Names as they are given: themselves, or those of a problem.

    Raises:
        InputError: neither.
    """
    if isinstance(names, Mapping):
        if "names" not in names:
            raise InputError(
                "not a problem",
                field="names",
                found=", ".join(map(str, names)),
                allowed="a problem of `problem`, or a sequence of names",
            )
        return tuple(str(name) for name in names["names"])
    if isinstance(names, str):
        raise InputError(
            "a sequence of names", field="names", found=names, allowed=f"[{names!r}], or a problem"
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
                "a column is missing",
                field="design",
                found=", ".join(map(str, design.columns)),
                allowed=f"also {', '.join(missing)}",
            )
        twice = [str(name) for name in wanted if list(design.columns).count(name) > 1]
        if twice:
            raise InputError("a column is there twice", field="design", found=twice[0])
        return design[wanted]
    values = np.asarray(design)
    if names is None:
        raise InputError(
            "the columns of an array have no names",
            field="names",
            found="nothing",
            allowed="the problem that the array was made for, names, or a frame",
        )
    wanted = list(names_of(names))
    if values.ndim != 2 or values.shape[1] != len(wanted):
        raise InputError(
            "not a column for each name",
            field="design",
            found=f"shape {values.shape}",
            allowed=f"shape (rows, {len(wanted)})",
        )
    return pd.DataFrame(values, columns=wanted)


def _number(name: str, x: object) -> float:
    """A number as it is given.

    Raises:
        InputError: it is none, or not finite.
    """
    if not isinstance(x, Real) or isinstance(x, bool) or not np.isfinite(float(x)):
        found = repr(x) if isinstance(x, str) else x
        raise InputError("not a number", field=name, found=found, allowed="a finite number")
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
            "whole numbers only", field=name, found=x, allowed=f"a whole number of {factor.unit}"
        )
    if factor.kind == "lever":
        return value
    low, high = possible(factor)
    if is_two_valued(factor) and value not in (low, high):
        raise InputError(
            "this parameter has two values", field=name, found=x, allowed=f"{low:g} or {high:g}"
        )
    if not low <= value <= high:
        parameter = factor.kind == "parameter"
        of = f" of the parameter '{parameter_space()[factor.name].title}'" if parameter else ""
        raise InputError(
            f"impossible value{of}",
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
            field=f"row {row}: {error.field}",
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
            "impossible seed", field="seed", found=seed, allowed="a whole number from 0"
        )
    return int(seed)
