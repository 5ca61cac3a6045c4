"""How far an emulator is from the model where it is used, the model's own noise taken out."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from calibration.likelihood import filled

Floats = npt.NDArray[np.float64]


def emulator_error(predicted: Floats, twice: Floats) -> Floats:
    """Covariance of an emulator's error from two runs at each point, their own noise taken out.

    What is left after the noise is taken out is a covariance on average only: by chance it has
    negative variances in some directions. They become zero, which alone would make every row's
    error larger than it is, most of all that of rows with much noise (`with_own_errors`). From
    fewer points than rows it stays so: a row whose variance is zero by chance is not known exactly.

    Args:
        predicted: shape (points, rows).
        twice: shape (points, 2, rows); rows that could not be computed are NaN.

    Returns:
        Shape (rows, rows); each row's own variance is the one that was measured, at least zero,
        or a larger one where points are few.
    """
    halves = filled(twice.reshape(-1, twice.shape[-1])).reshape(twice.shape)
    missed = halves.mean(axis=1) - predicted
    apart = halves[:, 0] - halves[:, 1]
    # The mean of two runs has half the noise of one, and their difference has twice that of one.
    noise = apart.T @ apart / (4.0 * len(apart))
    measured = missed.T @ missed / len(missed) - noise
    if len(measured) > len(missed):
        return positive(measured)
    return with_own_errors(measured, np.diag(noise))


def with_own_errors(measured: Floats, noise: Floats) -> Floats:
    """A covariance near a measured one that keeps each row's own measured variance.

    Rows are brought to the scale of their noise first, so that units do not matter; negative
    variances in directions become zero; and each row is scaled back to its own variance.

    Args:
        measured: symmetric, shape (rows, rows); variances may be negative by chance.
        noise: variance of the noise of each row, shape (rows,).
    """
    scale = np.sqrt(np.where(noise > 0.0, noise, 1.0))
    near = positive(measured / np.outer(scale, scale))
    own, made = np.maximum(np.diag(measured), 0.0), np.diag(near) * scale**2
    kept = scale * np.sqrt(np.divide(own, made, out=np.zeros_like(own), where=made > 0.0))
    return np.asarray(near * np.outer(kept, kept))


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
