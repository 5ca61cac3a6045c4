"""The triangular distribution of what is known as low, likeliest and high."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def triangle(u: Floats, low: float, mode: float, high: float) -> Floats:
    """Quantiles at the uniforms u, shape (n,); the mode where there is no range.

    Args:
        u: uniforms, shape (n,).
        low: the least value.
        mode: the likeliest value.
        high: the greatest value.
    """
    if low == high:
        return np.full(u.shape, mode)
    width, left, right = high - low, mode - low, high - mode
    rising = low + np.sqrt(u * width * left)
    falling = high - np.sqrt((1.0 - u) * width * right)
    return np.where(u * width < left, rising, falling)
