"""What each row of the trial says about the parameters by itself, given all the other rows.

The rows err together (subgroups overlap), so that their joint likelihood is no product over rows.
What a comparison of models by leaving one out asks for is the density of each row given the others,
`p(y_i | y_-i, theta)`, which of jointly normal rows is normal again (Bürkner, Gabry and Vehtari
2021, *Efficient leave-one-out cross-validation for Bayesian non-factorized normal and Student-t
models*):

    mean_i = y_i - g_i / Q_ii,  variance_i = 1 / Q_ii,  with Q = C^-1 and g = Q (y - f)

Of a row that is known as an interval only, it is the probability of that interval. What a row may
be off by a parameter times a deviation of its own (`calibration.likelihood`) is in C: the
deviations, which no calibration keeps, are integrated out.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.special import log_ndtr

from calibration.likelihood import LOGARITHMIC, Data
from calibration.target import Target

Floats = npt.NDArray[np.float64]

#: Draws that are worked on at a time: a matrix over the rows for each.
BLOCK = 256


def log_likelihood(
    data: Data, error: Floats, spreads: Floats, estimates: Floats, shown: Floats
) -> Floats:
    """Log density, or log probability of the interval, of each row given the others.

    Args:
        data: the fitted rows.
        error: covariance of the emulator's error, shape (rows, rows).
        spreads: standard deviation by which each row may be off beside its error, shape (draws,
            rows).
        estimates: the unknown estimates that were drawn, shape (draws, rows).
        shown: what the model shows at the draws, shape (draws, rows).

    Returns:
        Shape (draws, rows); on the scale of the likelihood.
    """
    found = np.empty(shown.shape)
    exact = data.high == data.low
    for part in _blocks(len(shown)):
        precision = np.linalg.inv(_covariances(data, error, spreads[part]))
        own = np.diagonal(precision, axis1=1, axis2=2)
        missed = np.einsum("dij,dj->di", precision, estimates[part] - shown[part])
        mean, sd = estimates[part] - missed / own, own**-0.5
        low, high = (data.low - mean) / sd, (data.high - mean) / sd
        density = -0.5 * low**2 - np.log(sd) - 0.5 * np.log(2.0 * np.pi)
        found[part] = np.where(exact, density, _log_between(low, high))
    return found


def predicted(
    data: Data, error: Floats, spreads: Floats, shown: Floats, rng: np.random.Generator
) -> Floats:
    """Estimates of other trials like this one, one per draw; on the scale of the likelihood.

    Args:
        data, error, spreads, shown: as in `log_likelihood`.
        rng: of the sampling errors.
    """
    found = np.empty(shown.shape)
    for part in _blocks(len(shown)):
        roots = np.linalg.cholesky(_covariances(data, error, spreads[part]))
        luck = rng.standard_normal(shown[part].shape)
        found[part] = shown[part] + np.einsum("dij,dj->di", roots, luck)
    return found


def in_units(rows: Sequence[Target], values: Floats) -> Floats:
    """Values on the scale of the likelihood in the rows' units: its logarithms undone."""
    logs = np.array([t.table in LOGARITHMIC for t in rows])
    return np.asarray(np.where(logs, np.exp(np.where(logs, values, 0.0)), values))


def _blocks(draws: int) -> list[slice]:
    return [slice(first, first + BLOCK) for first in range(0, draws, BLOCK)]


def _covariances(data: Data, error: Floats, spreads: Floats) -> Floats:
    """Of the estimates around what is shown, shape (draws, rows, rows)."""
    whole = np.repeat(data.errors(error)[None], len(spreads), axis=0)
    each = np.arange(len(data))
    whole[:, each, each] += spreads**2
    return whole


def _log_between(low: Floats, high: Floats) -> Floats:
    """Log probability that a standard normal lies between two bounds, also far out."""
    # Both bounds are mirrored to the side on which the normal's tail is small.
    above = low > 0.0
    near, far = np.where(above, -low, high), np.where(above, -high, low)
    upper, lower = log_ndtr(near), log_ndtr(far)
    with np.errstate(divide="ignore"):
        return np.asarray(upper + np.log1p(-np.exp(np.minimum(lower - upper, 0.0))))
