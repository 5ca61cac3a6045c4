"""Which draws live with one seed, which with more; what a seed does, and what is left of a draw.

One world per draw shows what the parameters leave open as well as two do, at half the cost; what
takes two is how much of that a seed makes. So most draws live once, and some, by their number, once
more (`second_seeds`). An array over draws and seeds has NaN where a draw did not live with a seed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import xarray as xr

Floats = npt.NDArray[np.float64]

#: The first draws all live with a second seed, so that few draws show what a seed does, too.
FIRST_TWICE = 32


def second_seeds(draws: npt.ArrayLike, every: int) -> npt.NDArray[np.bool_]:
    """Which draws live with a second seed; it depends on a draw's number only.

    Args:
        draws: numbers in the posterior, from 0.
        every: beyond the first `FIRST_TWICE`, each draw whose number is a multiple of it; 1 is all.

    Example:
        >>> second_seeds([0, 31, 32, 33, 36], 4).tolist()
        [True, True, True, False, True]
    """
    number = np.asarray(draws)
    return np.asarray((number < FIRST_TWICE) | (number % every == 0))


def lived(values: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """With which seeds each draw lived, shape (draws, seeds).

    Args:
        values: shape (draws, seeds, ...); NaN in all of a world that was not lived. What is NaN
            everywhere (a group that is not shown) says nothing: all count as lived.
    """
    whole = np.ones(values.shape[:2], bool)
    corner = values
    while corner.ndim > 2 and corner.shape[-1]:
        corner = corner[..., 0]
    if not np.isnan(corner).any():
        return whole
    found = np.asarray(~np.isnan(values).all(axis=tuple(range(2, values.ndim))))
    return found if found.any() else whole


def over_seeds(values: npt.NDArray[Any]) -> Floats:
    """Mean over the seeds that each draw lived with, shape (draws, ...).

    Args:
        values: shape (draws, seeds, ...), any unit.

    Example:
        >>> over_seeds(np.array([[1.0, 3.0], [4.0, np.nan]])).tolist()
        [2.0, 4.0]
    """
    there = lived(values)
    if there.all():
        return np.asarray(values.mean(axis=1), float)
    return np.asarray(_per_draw(values, there), float)


def over_worlds(values: npt.NDArray[Any]) -> Floats:
    """Mean over draws, each the mean over its seeds, shape (...).

    Args:
        values: shape (draws, seeds, ...), any unit.
    """
    there = lived(values)
    if there.all():
        return np.asarray(values.mean(axis=(0, 1), dtype=float))
    return np.asarray(_per_draw(values, there).mean(axis=0, dtype=float))


def mean_of_worlds(values: xr.DataArray) -> xr.DataArray:
    """As `over_worlds`, of an array with dimensions `draw` and `seed` among others."""
    if values.isnull().any():
        return values.mean("seed").mean("draw")
    return values.mean(("draw", "seed"))


def _per_draw(values: npt.NDArray[Any], there: npt.NDArray[np.bool_]) -> npt.NDArray[Any]:
    """Mean of each draw, where not all lived with every seed."""
    found = np.empty((len(values), *values.shape[2:]), np.result_type(values.dtype, np.float32))
    for some, seeds in _alike(there):
        # One world is its own mean; a sum of several is not made longer by what was not lived.
        found[some] = values[some, 0] if seeds == 1 else values[some, :seeds].mean(axis=1)
    return found


def _alike(there: npt.NDArray[np.bool_]) -> Iterator[tuple[npt.NDArray[np.intp], int]]:
    """Draws that lived with as many seeds, and how many; the first ones of each are lived.

    Raises:
        ValueError: a draw lived with a seed, but not with one before it.
    """
    count = there.sum(axis=1)
    if (there != (np.arange(there.shape[1]) < count[:, None])).any():
        raise ValueError("a draw lives with its first seeds")
    for seeds in np.unique(count):
        yield np.flatnonzero(count == seeds), int(seeds)


class Parts(NamedTuple):
    """Draws and the two parts of their variance.

    Attributes:
        by_draw: mean over the seeds of each draw, shape (draws, ...).
        seeds: with how many each lived, shape (draws,).
        of_seed: variance between seeds of a draw, shape (...); 0 if no draw lived with two.
        of_mean: what seeds add to the variance of `by_draw`: `of_seed` times the mean of one over
            the number of seeds.
        between: variance of `by_draw`; it holds `of_mean`.
    """

    by_draw: Floats
    seeds: npt.NDArray[np.intp]
    of_seed: Floats
    of_mean: Floats
    between: Floats


def parts(values: Floats) -> Parts:
    """Draws, and what seeds have in their variance: one-way random effects, any number of seeds.

    Args:
        values: shape (draws, seeds, ...).

    What a seed does is pooled over the draws that lived with two or more, each by its degrees of
    freedom. The mean over s seeds has one s-th of it, so that the variance over draws has it times
    the mean of 1/s: unbiased both, with any mixture of seeds (Searle, Casella and McCulloch,
    Variance Components, 1992, ch. 3).
    """
    there = lived(values)
    count = there.sum(axis=1)
    by_draw = over_seeds(values)
    spare = count - 1
    more = spare > 0
    # A single draw has no spread to take noise from.
    between = by_draw.var(axis=0, ddof=min(1, len(by_draw) - 1))
    if not more.any():
        of_seed = np.zeros(by_draw.shape[1:])
    elif there.all():
        of_seed = values.var(axis=1, ddof=1).mean(axis=0)
    else:
        squares = [
            np.square(values[some, :seeds] - by_draw[some, None]).sum(axis=(0, 1))
            for some, seeds in _alike(there)
            if seeds > 1
        ]
        of_seed = np.sum(squares, axis=0) / spare.sum()
    of_mean = of_seed / values.shape[1] if there.all() else of_seed * (1 / count).mean()
    return Parts(by_draw, count, of_seed, of_mean, between)


def without_noise(found: Parts) -> Floats:
    """The draws, moved together so that they vary as much as the parameters make them.

    Args:
        found: of `parts`.

    Returns:
        Shape (draws, ...), with the mean of the draws. Their variance is what is left of
        `between`, but never less than what seeds leave in the mean over draws: where the parameters
        move an outcome less than the simulation can tell, the draws say how well it can, not that
        they agree. A draw that lived with fewer seeds holds more noise and moves further, so that
        all are draws of one distribution.
    """
    by_draw, seeds, of_seed, of_mean, between = found
    if seeds.max() == 1:
        return by_draw
    mean = by_draw.mean(axis=0)
    share_of_noise = np.divide(of_mean, between, out=np.zeros_like(between), where=between > 0)
    kept = np.maximum(1 - share_of_noise, share_of_noise / len(by_draw))
    if (seeds == seeds[0]).all():
        return np.asarray(mean + (by_draw - mean) * np.sqrt(kept))
    left = kept * between
    own = np.stack([left + of_seed / s for s in range(1, seeds.max() + 1)])
    shrink = np.sqrt(np.divide(left, own, out=np.ones_like(own), where=own > 0))
    moved = (by_draw - mean) * shrink[seeds - 1]
    moved -= moved.mean(axis=0)
    now = moved.var(axis=0, ddof=min(1, len(moved) - 1))
    return np.asarray(
        mean + moved * np.sqrt(np.divide(left, now, out=np.zeros_like(now), where=now > 0))
    )
