"""The front: few policies, each of which gains more than noise over every simpler one.

Chosen in worlds that were not searched in. Policies are gone through from the simplest to the
finest, the better first. One stays if it beats every policy that stayed before it, in one of the
wants, by more than the noise of their difference: so a finer policy that gains less than that over
a simpler one makes room for it, and of several that are as simple the best stays. What is left are
the steps of a ladder, from today's policy to the best.
"""

from __future__ import annotations

import numpy as np

from scenarios.search.grid import Grid, Ints
from scenarios.search.judging import Floats


def told_apart(difference: Floats, errors: float) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Whether a difference is above zero by more than its noise, shape (wants,).

    Args:
        difference: between two policies, shape (worlds, wants).
        errors: how many standard errors are noise.
    """
    mean = difference.mean(axis=0)
    error = difference.std(axis=0, ddof=1) / np.sqrt(len(difference))
    return np.asarray((mean > 0) & (mean > errors * error))


def front_of(grid: Grid, rows: Ints, values: Floats, errors: float, most: int) -> tuple[Ints, Ints]:
    """Policies that stay, from the simplest to the finest.

    Args:
        grid: what can be chosen.
        rows: finalists with today's policy among them, shape (n, levers).
        values: what they achieve, shape (n, worlds, wants).
        errors: standard errors of a difference that are noise.
        most: policies that may stay.

    Returns:
        Positions of those that stay, and the position among them of the best by each want, shape
        (wants,). Today's policy stays.
    """
    changes, means = grid.changes(rows), values.mean(axis=1)
    scale = np.where(means.std(axis=0) > 0, means.std(axis=0), 1.0)
    order = np.lexsort([-means[:, 0], -(means / scale).mean(axis=1), changes])
    if means.shape[1] == 1:
        order = np.lexsort([-means[:, 0], changes])
    kept: list[int] = []
    for k in order:
        if all(told_apart(values[k] - values[j], errors).any() for j in kept):
            kept.append(int(k))
    few = _fewer(np.array(kept), means / scale, most)
    best = np.argmax(means[few], axis=0)
    return few, np.asarray(best, np.int64)


def _fewer(kept: Ints, means: Floats, most: int) -> Ints:
    """At most so many: today's, the best by each want, and those farthest from all that stay."""
    if len(kept) <= most:
        return np.asarray(kept, np.int64)
    stay = [0, *(int(k) for k in np.argmax(means[kept], axis=0))]
    stay = list(dict.fromkeys(stay))[:most]
    while len(stay) < most:
        apart = np.linalg.norm(means[kept][:, None] - means[kept][stay][None], axis=2).min(axis=1)
        apart[stay] = -1.0
        stay.append(int(np.argmax(apart)))
    return np.asarray(kept[sorted(stay)], np.int64)
