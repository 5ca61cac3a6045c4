"""How far the outcome's distribution moves when one factor is known: delta, PAWN, RBD-FAST.

Each function takes scores of some factors and an outcome, and gives one number per factor. Rows
that share a value of the outcome are no special case for PAWN (it compares distribution functions);
for the other two they are, and are treated here.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from scenarios.sensitivity.setting import sensitivity_setting

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: Points at which densities are compared.
GRID = 100
#: Distances, in points of the grid, that a kernel is worked out for.
OFFSETS = np.arange(-GRID + 1, GRID)
#: Silverman's bandwidths that the grid reaches beyond the outcomes.
BEYOND = 3.0
#: Decimals, as shares of the outcome's range, to which outcomes count as the same value.
SAME = 9
#: Rows for each harmonic of RBD-FAST, at least: with fewer its own noise takes over.
ROWS_PER_HARMONIC = 10
#: Classes of a factor at most, as in Plischke, Borgonovo and Smith (2013).
MOST_CLASSES = 48
#: How many times more there are where all rows are in steps.
MORE_CLASSES = 2


def steps_of(y: Floats) -> tuple[Floats, Floats]:
    """An outcome on the scale from 0 to 1, and the values that a part of its rows share.

    Args:
        y: outcomes that are not all the same, shape (n,).

    Returns:
        The outcomes between 0 and 1, rounded so that what differs by the rounding of sums counts
        as the same, shape (n,); and the values that at least the share `step_share` of
        `scenarios/sensitivity/sensitivity.yaml` have in common, rising.
    """
    scaled = np.round((y - y.min()) / np.ptp(y), SAME)
    values, counts = np.unique(scaled, return_counts=True)
    # A value of one row is shared with none, however few rows there are.
    common = (counts > 1) & (counts >= sensitivity_setting().step_share.value * len(y))
    return scaled, values[common]


def delta(u: Floats, y: Floats, steps: Floats) -> Floats:
    """Half the mean area between distributions of the outcome (Borgonovo 2007), shape (k,).

    The estimator by classes of Plischke, Borgonovo and Smith (2013). A distribution here is a
    density and steps: the distance of two is half the area between their densities and half the sum
    of the differences between their steps, so that a class of rows with one value in common lies
    one minus that value's share away from all rows.

    Args:
        u: scores, shape (n, k).
        y: outcomes between 0 and 1, shape (n,).
        steps: values that many rows share (`steps_of` the whole sample: a bootstrap sample repeats
            rows, which makes no steps).
    """
    smooth = ~np.isin(y, steps)
    reach = BEYOND * _bandwidth(y[smooth], 0.0)
    grid = np.linspace(-reach, 1 + reach, GRID)
    apart = grid[1] - grid[0]
    # Each row lies between two points of the grid, and counts at both by its distance to them.
    place = np.clip((y - grid[0]) / apart, 0, GRID - 1 - 1e-9)
    below = place.astype(np.int64)
    above_share = place - below

    def density(rows: Ints) -> Floats:
        chosen = rows[smooth[rows]]
        left, part = below[chosen], above_share[chosen]
        counted = np.bincount(left, 1 - part, GRID) + np.bincount(left + 1, part, GRID)
        width = _bandwidth(y[chosen], apart)
        kernel = np.exp(-0.5 * (OFFSETS * apart / width) ** 2)
        spread = np.convolve(counted, kernel / kernel.sum())[GRID - 1 : 2 * GRID - 1]
        return np.asarray(spread / (len(rows) * apart))

    def shares(rows: Ints) -> Floats:
        return np.bincount(of_step[rows], minlength=len(steps) + 1)[:-1] / len(rows)

    of_step = np.where(smooth, len(steps), np.searchsorted(steps, y))
    everybody = np.arange(len(y))
    whole, whole_shares = density(everybody), shares(everybody)
    # Rows in steps need no density: the more of them, the smaller a class may be.
    count = int(classes(len(y)) * (1 + MORE_CLASSES * (1 - smooth.mean())))
    edges = np.linspace(0, len(y), count + 1).round().astype(int)
    found = np.zeros(u.shape[1])
    for k, column in enumerate(u.T):
        order = np.argsort(column, kind="stable")
        for first, last in pairwise(edges):
            rows = order[first:last]
            area = np.abs(density(rows) - whole).sum() * apart
            gaps = np.abs(shares(rows) - whole_shares).sum()
            found[k] += len(rows) / len(y) * 0.5 * (area + gaps)
    return found


def classes(n: int) -> int:
    """Classes of a factor for so many rows (Plischke, Borgonovo and Smith 2013)."""
    power = 2.0 / (7.0 + np.tanh((1500.0 - n) / 500.0))
    return min(int(np.ceil(n**power)), MOST_CLASSES)


def _bandwidth(values: Floats, least: float) -> float:
    """Silverman's bandwidth, and at least another; the least where there is no spread."""
    if not len(values):
        return least
    return max(float(values.std()) * float((0.75 * len(values)) ** -0.2), least)


def pawn(u: Floats, y: Floats, slices: int) -> Floats:
    """Median over slices of the largest gap between distribution functions, shape (k,).

    Pianosi and Wagener (2018): the outcome's distribution in a slice of a factor against that of
    all rows (the statistic of Kolmogorov and Smirnov).

    Args:
        u: scores, shape (n, k).
        y: outcomes, shape (n,).
        slices: of a factor, with equally many rows each.
    """
    values, place = np.unique(y, return_inverse=True)
    whole = np.bincount(place, minlength=len(values)).cumsum() / len(y)
    edges = np.linspace(0, len(y), slices + 1).round().astype(int)
    found = []
    for column in u.T:
        order = np.argsort(column, kind="stable")
        gaps = []
        for first, last in pairwise(edges):
            counts = np.bincount(place[order[first:last]], minlength=len(values))
            gaps.append(float(np.abs(counts.cumsum() / (last - first) - whole).max()))
        found.append(float(np.median(gaps)))
    return np.array(found)


def harmonics_for(y: Floats) -> int:
    """Harmonics that RBD-FAST needs for an outcome.

    A factor that lifts only a share d of the rows from a common value makes a pulse as wide as d of
    a period; harmonics up to 1/d hold nine tenths of its variance. At most one for every ten rows.

    Args:
        y: outcomes that are not all the same, shape (n,).
    """
    scaled, _ = steps_of(y)
    _, counts = np.unique(scaled, return_counts=True)
    usual = int(sensitivity_setting().harmonics.value)
    needed = int(np.ceil(len(y) / (len(y) - counts.max())))
    return min(max(usual, needed), max(usual, len(y) // ROWS_PER_HARMONIC))


def rbd_fast(u: Floats, y: Floats, harmonics: int) -> Floats:
    """First-order indices: the part of the variance that knowing a factor takes away, shape (k,).

    Tarantola, Gatelli and Mara (2006), on rows in the order that Plischke (2010) gives, less what
    nothing gives (Tissot and Prieur 2012). Where the outcome is the same in all rows nothing is
    explained, and the indices are 0.

    Args:
        u: scores, shape (n, k).
        y: outcomes, shape (n,).
        harmonics: whose part of the variance is counted.
    """
    if np.ptp(y) == 0.0:
        return np.zeros(u.shape[1])
    order = np.argsort(u, axis=0, kind="stable")
    # Up along the odd places and down along the even ones: one period of a wave.
    around = np.concatenate([order[::2], order[1::2][::-1]])
    power = np.abs(np.fft.rfft(y[around] - y.mean(), axis=0)[1:]) ** 2
    if len(y) % 2 == 0:
        power[-1] /= 2
    share = power[:harmonics].sum(axis=0) / power.sum(axis=0)
    nothing = 2 * harmonics / len(y)
    return np.asarray(share - nothing / (1 - nothing) * (1 - share))
