"""Draws as a table: a row for each draw, a column for each parameter that has a prior; and as text.

The text is what is stored, and its hash is the fingerprint of the draws.
"""

from __future__ import annotations

import io

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.errors import InputError
from sim.messages import Said
from sim.parameters import parameter_space


def check_columns(draws: pd.DataFrame, *, file: object = None) -> None:
    """Find out whether every parameter that has a prior has its draws, and nothing else has.

    Raises:
        InputError: it is not so.
    """
    columns, free = [str(column) for column in draws.columns], parameter_space().free
    for problem, names in (
        (
            Said("calibration.draws_of_a_parameter_are_missing"),
            [n for n in free if n not in columns],
        ),
        (
            Said("calibration.draws_of_no_parameter_with_a_prior"),
            [c for c in columns if c not in free],
        ),
        (Said("calibration.draws_stand_twice"), [c for c in columns if columns.count(c) > 1]),
    ):
        if names:
            raise InputError(
                problem,
                file=file,
                field=names[0],
                found=Said("calibration.count_columns", count=len(columns)),
                allowed=Said("calibration.one_column_for_each_of_the", count=len(free)),
            )


def evenly(total: int, count: int) -> npt.NDArray[np.intp]:
    """Positions of the samples that are kept as draws: evenly over the chains, in random order.

    Args:
        total: samples of all chains, one chain after the other.
        count: draws that are kept.
    """
    chosen = np.linspace(0, total - 1, count).astype(np.intp)
    return np.random.default_rng([count, 2]).permutation(chosen)


def middle(draws: pd.DataFrame) -> dict[str, float]:
    """A central point of draws: medians, and the commoner of two values."""
    space = parameter_space()
    return {
        str(name): float(
            draws[name].mode().iloc[0] if space[str(name)].two_valued else draws[name].median()
        )
        for name in draws.columns
    }


def draws_text(draws: pd.DataFrame) -> str:
    """Draws as they are stored, to six digits."""
    # Its hash is a fingerprint, which is the same on every system.
    return draws.to_csv(index=False, float_format="%.6g", lineterminator="\n")


def draws_in(text: str) -> pd.DataFrame:
    """Draws from the text of `draws_text`."""
    return pd.read_csv(io.StringIO(text), dtype=float)
