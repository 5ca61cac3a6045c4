"""How far an emulator is from the model where it is used, the model's own noise taken out."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from calibration.likelihood import filled

Floats = npt.NDArray[np.float64]


def emulator_error(predicted: Floats, twice: Floats) -> Floats:
    """Covariance of an emulator's error from two runs at each point, their own noise taken out.

    Args:
        predicted: shape (points, rows).
        twice: shape (points, 2, rows); rows that could not be computed are NaN.
    """
    halves = filled(twice.reshape(-1, twice.shape[-1])).reshape(twice.shape)
    missed = halves.mean(axis=1) - predicted
    apart = halves[:, 0] - halves[:, 1]
    # The mean of two runs has half the noise of one, and their difference has twice that of one.
    noise = apart.T @ apart / (4.0 * len(apart))
    return positive(missed.T @ missed / len(missed) - noise)


def with_doubt(error: Floats, points: int) -> Floats:
    """An emulator's error with what too few points leave unknown about it.

    From fewer points than rows the covariance is nothing in most directions, as if the emulator
    were exact there: each point adds one direction. The rows' own variances are added then,
    weighted by how far rows outnumber points, r / (r + n): what was measured stays, and wherever
    nothing was, the error is that of rows which have nothing to do with each other. With as many
    points as rows or more the covariance stays as it is.

    Args:
        error: as it was measured, shape (rows, rows).
        points: it was measured on.
    """
    rows = len(error)
    if points >= rows:
        return error
    return np.asarray(error + rows / (rows + points) * np.diag(np.diag(error)))


def positive(matrix: Floats) -> Floats:
    """The nearest covariance: negative variances, which sampling can produce, become zero."""
    values, vectors = np.linalg.eigh((matrix + matrix.T) / 2.0)
    return np.asarray((vectors * np.maximum(values, 0.0)) @ vectors.T)
