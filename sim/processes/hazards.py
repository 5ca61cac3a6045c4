"""Hazards: what readiness or trust does to one, and the probability that it fires within a week."""

from __future__ import annotations

import math

from sim.compiled import inlined


@inlined
def raised(hazard: float, response: float, readiness: float) -> float:
    """A hazard multiplied by what readiness does: exp(response x readiness).

    Args:
        hazard: weekly, without readiness.
        response: log of the ratio at full readiness.
        readiness: 0 to 1.
    """
    return hazard * math.exp(response * readiness)


@inlined
def raised_bound(hazard: float, response: float, readiness: float) -> float:
    """The most that `raised` gives for any readiness from 0 up to this one.

    Args:
        hazard: as of `raised`.
        response: as of `raised`.
        readiness: the largest, 0 to 1.

    Example:
        >>> raised_bound(0.02, -1.0, 0.5)
        0.02
    """
    return raised(hazard, response, readiness) if response > 0.0 else hazard


@inlined
def probability(hazard: float) -> float:
    """Probability that a cause with a constant hazard fires within the week."""
    return -math.expm1(-hazard)
