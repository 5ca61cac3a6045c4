"""Beta quantiles fast enough to draw a population in milliseconds, with exact means.

A quantile function is tabulated at a grid of means and interpolated linearly, between the tabulated
probabilities and between the means. The tables of the grid are bent slightly so that the
interpolated function has exactly their mean; between two of them the mean is then exact as well.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy.special import betaincinv, ndtr

from sim.compiled import compiled
from sim.messages import Said

Floats = npt.NDArray[np.float64]

# Even steps in normal units: dense where U-shaped distributions turn.
_PROBABILITIES: Floats = np.concatenate([[0.0], ndtr(np.linspace(-6.0, 6.0, 511)), [1.0]])
#: Equal parts of (0, 1), and the last tabulated probability that is not above where each begins.
_PARTS = 1024
_BEGINS = np.searchsorted(_PROBABILITIES, np.arange(_PARTS + 1) / _PARTS, side="right") - 1
# Quantiles of strongly U-shaped distributions underflow; the table must still rise from 0.
_LEAST = 1e-12
#: Means of the grid per unit of their logit: between two neighbours a quantile is off by 2e-6 at
#: most, and draws whose means differ share the tables of the few hundred means that they lie among.
_STEPS = 256


def beta_table(mean: float, concentration: float) -> Floats:
    """(513,) quantiles at the tabulated probabilities of the beta with a = mean * concentration.

    Args:
        mean: in (0, 1).
        concentration: a + b, above 0.

    Returns:
        From 0 to 1, rising; linear interpolation has mean `mean` to rounding error.

    Raises:
        ValueError: mean or concentration out of range.
    """
    if not (0.0 < mean < 1.0 and concentration > 0.0):
        raise ValueError(
            Said("sim.no_beta_distribution_has_mean_mean", mean=mean, concentration=concentration)
        )
    below = math.floor(_STEPS * math.log(mean / (1.0 - mean)))
    (first, lower), (last, upper) = (_of_grid(k, concentration) for k in (below, below + 1))
    return lower + (upper - lower) * ((mean - first) / (last - first))


@lru_cache(maxsize=4096)
def _of_grid(k: int, concentration: float) -> tuple[float, Floats]:
    """The mean whose logit is k / `_STEPS`, and its table."""
    mean = 1.0 / (1.0 + math.exp(-k / _STEPS))
    return mean, _tabulated(mean, concentration)


def _tabulated(mean: float, concentration: float) -> Floats:
    """What `beta_table` gives, without the grid: quantiles, bent to the mean."""
    inner = betaincinv(mean * concentration, (1 - mean) * concentration, _PROBABILITIES[1:-1])
    table = np.concatenate([[0.0], np.maximum(inner, _LEAST), [1.0]])
    # table + d * table * (1 - table) stays within [0, 1] and rises for |d| < 1; its mean is
    # linear in d.
    bend = table * (1.0 - table)
    return np.asarray(table + bend * (mean - _mean(table)) / _mean(bend))


def beta_by_mean(
    u: Floats, means: Floats, group: npt.NDArray[np.integer], concentration: float
) -> Floats:
    """Beta variates at the uniforms u, (n,), with mean means[group] and a common concentration.

    Each value depends on its own u and mean alone, to the bit.

    Args:
        u: uniforms, shape (n,).
        means: of the groups, 0 to 1, shape (groups,).
        group: number of each one's group, shape (n,).
        concentration: how narrow the distribution is; the two shapes add up to it.
    """
    tables, where = _beta_tables(np.asarray(means, float).tobytes(), concentration)
    values = np.empty(len(u))
    interpolate(u, where[group], tables, _PROBABILITIES, _BEGINS, values)
    return values


@lru_cache(maxsize=64)
def _beta_tables(means: bytes, concentration: float) -> tuple[Floats, npt.NDArray[np.intp]]:
    """The tables of some means, shape (distinct, points), and which is that of each mean."""
    distinct, where = np.unique(np.frombuffer(means), return_inverse=True)
    return np.stack([beta_table(float(mean), concentration) for mean in distinct]), where


def _mean(table: Floats) -> float:
    """Mean of the linear interpolation of a table of quantiles."""
    return float(np.trapezoid(table, _PROBABILITIES))


@compiled
def interpolate(u, which, tables, probabilities, begins, values):
    """What `numpy.interp` gives for each u, from 0 to 1, in its own table; to the bit.

    `begins` are, for equal parts of (0, 1), the last of the probabilities not above their begin.

    Args:
        u: shape (n,).
        which: number of the table of each u, shape (n,).
        tables: quantiles, shape (tables, points).
        probabilities: of the quantiles, shape (points,).
        begins: where to look first, as above.
        values: is filled, shape (n,).
    """
    last, parts = probabilities.size - 1, begins.size - 1
    for i in range(u.size):
        x, table = u[i], tables[which[i]]
        k = begins[int(x * parts)]
        while k < last and probabilities[k + 1] <= x:
            k += 1
        if k == last or probabilities[k] == x:
            values[i] = table[k]
        else:
            slope = (table[k + 1] - table[k]) / (probabilities[k + 1] - probabilities[k])
            values[i] = slope * (x - probabilities[k]) + table[k]
