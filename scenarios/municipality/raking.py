"""Weights that give people the margins wanted of them, and stay as near to equal as they can.

Raking (iterative proportional fitting) is the calibration of weights under the entropy distance
(Deville and Särndal 1992, "Calibration estimators in survey sampling", JASA 87(418)): the weight of
a person is exp(x . l), with one l per margin. That problem is convex in l and is solved here by
scipy, for shares and for means alike. Why not by a package for raking: docs/decisions/0005.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog, minimize
from scipy.special import logsumexp

from sim.errors import InputError
from sim.messages import Said

Floats = npt.NDArray[np.float64]

#: Largest distance to a target that counts as met: shares, and means in standard deviations.
TOLERANCE = 1e-8
#: Steps of a trust region after which the margins are taken to be out of reach; a fit takes 10.
MOST_STEPS = 200
#: Newton steps after that; each doubles the digits.
LAST_STEPS = 5
#: How strongly a target that may be moved is held, from weak to strong, in nats per square of half
#: the way it may move; the first that keeps it within its ends is taken.
HOLDS = (1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6)


@dataclass(frozen=True)
class Wanted:
    """One margin: the mean of a variable that the weighted people are to have.

    Attributes:
        name: what a user calls it.
        values: of the people to be weighted, shape (n,); 0 or 1 where the mean is a share.
        target: the mean wanted, in the unit of `values`.
        between: ends of what would do as well, if the target cannot be had with the others; None
            if nothing else would.
    """

    name: str
    values: Floats
    target: float
    between: tuple[float, float] | None = None

    @property
    def is_share(self) -> bool:
        """Whether the mean is the share of a group."""
        return bool(np.all((self.values == 0) | (self.values == 1)))


def rake(wanted: Sequence[Wanted], people: int, *, file: object = None) -> Floats:
    """Weights of mean 1 under which every margin is met.

    Where they cannot all be met, those that may be moved go to what is near them and consistent
    with the others: they are held by a penalty on the square of the distance (ridge calibration,
    Rao and Singh 1997, Proc. Survey Res. Meth. Sect. ASA, 57-65).

    Args:
        wanted: the margins; they may repeat each other (a share and that of all others). Without
            any, all weigh the same.
        people: how many are weighted, n.
        file: where the margins stand, for messages.

    Returns:
        Weights, shape (n,), at least 0; 0 for everybody in a group that is to be empty, or off the
            end of a range that the mean is to be at.

    Raises:
        InputError: no weights have these margins; the message names the margin that is furthest
            off and what can be reached.
    """
    if not wanted:
        return np.ones(people)
    # A mean at the end of its range leaves only those who are there: no finite weights give it.
    inside = np.ones(people, bool)
    ends = [m for m in wanted if m.between is None and m.target in (m.values.min(), m.values.max())]
    for margin in ends:
        inside &= margin.values == margin.target
    if not inside.any():
        raise InputError(
            Said("scenarios.nobody_is_left_these_groups_cannot"),
            file=file,
            field=", ".join(m.name for m in ends),
        )
    columns = np.stack([m.values[inside] for m in wanted], axis=1).astype(float)
    targets = np.array([m.target for m in wanted])
    movable = np.array([m.between is not None for m in wanted])
    for k, margin in enumerate(wanted):
        if not movable[k]:
            _check_range(margin, columns[:, k], file)
    spread = columns.std(axis=0)
    spread[spread == 0] = 1.0
    offsets = (columns - targets) / spread
    unit = np.where([m.is_share for m in wanted], spread, 1.0)
    probability = _tilted(offsets, np.zeros(len(wanted)))
    if not _met(probability, offsets, unit):
        nearest = _nearest(wanted, offsets, spread, unit) if movable.any() else None
        if nearest is None:
            raise _out_of_reach(wanted, offsets, spread, file)
        probability = nearest
    weights = np.zeros(people)
    weights[inside] = probability * people
    return weights


def effective_size(weights: Floats) -> float:
    """How many equally weighted people carry as much information (Kish 1965, Survey Sampling)."""
    return float(weights.sum() ** 2 / np.square(weights).sum())


def systematic_sample(weights: Floats, size: int, start: float) -> npt.NDArray[np.int64]:
    """Who is taken, and how often: positions of `size` people, in the order of the weights.

    Systematic sampling: a comb of `size` equal steps over the cumulated weights. A person of
    weight w is taken floor or ceiling of size x w / sum(w) times, so that whatever the weights are
    sorted by keeps its share.

    Args:
        weights: at least 0, shape (n,).
        size: how many to take.
        start: of the comb, in (0, 1).
    """
    edges = np.cumsum(weights)
    steps = (np.arange(size) + start) / size * edges[-1]
    return np.asarray(np.searchsorted(edges, steps, side="right"), dtype=np.int64)


def _met(probability: Floats, offsets: Floats, unit: Floats) -> bool:
    """Whether the offsets are 0 on average."""
    return float((np.abs(probability @ offsets) * unit).max(initial=0.0)) <= TOLERANCE


def _nearest(
    wanted: Sequence[Wanted], offsets: Floats, spread: Floats, unit: Floats
) -> Floats | None:
    """Probabilities that move the targets that may be moved, within their ends; None if none do."""
    ends = np.array([m.between or (m.target, m.target) for m in wanted])
    targets = np.array([m.target for m in wanted])
    low, high = ((ends - targets[:, None]) / spread[:, None]).T
    fixed = np.array([m.between is None for m in wanted])
    for hold in HOLDS:
        probability = _tilted(offsets, np.square((high - low) / 2) / hold)
        found = probability @ offsets
        within = (found >= low - TOLERANCE) & (found <= high + TOLERANCE)
        if within[~fixed].all() and _met(probability, offsets[:, fixed], unit[fixed]):
            return probability
    return None


def _tilted(offsets: Floats, give: Floats) -> Floats:
    """Probabilities exp(x . l) / sum under which the offsets are 0 on average, if there are any.

    Args:
        offsets: of each person from each target, shape (n, k).
        give: how far an offset's average may go from 0, per unit of its l; 0 is not at all.
    """

    def value(tilt: Floats) -> tuple[float, Floats]:
        exponents = offsets @ tilt
        total = float(logsumexp(exponents))
        slope = np.exp(exponents - total) @ offsets + give * tilt
        return total + 0.5 * float(give @ np.square(tilt)), slope

    def curvature(tilt: Floats) -> Floats:
        exponents = offsets @ tilt
        p = np.exp(exponents - logsumexp(exponents))
        mean = p @ offsets
        return np.asarray((offsets * p[:, None]).T @ offsets - np.outer(mean, mean) + np.diag(give))

    found = minimize(
        value,
        np.zeros(offsets.shape[1]),
        jac=True,
        hess=curvature,
        method="trust-exact",
        options={"gtol": TOLERANCE / 100, "maxiter": MOST_STEPS},
    )
    tilt = np.asarray(found.x, dtype=np.float64)
    # Near the minimum the value no longer tells steps apart, though its slope still does: the last
    # digits are Newton's. Margins that repeat each other make the curvature singular.
    slope = value(tilt)[1]
    for _ in range(LAST_STEPS):
        step = np.linalg.lstsq(curvature(tilt), slope, rcond=1e-12)[0]
        nearer = value(tilt - step)[1]
        if not np.abs(nearer).max(initial=0.0) < np.abs(slope).max(initial=0.0):
            break
        tilt, slope = tilt - step, nearer
    exponents = offsets @ tilt
    return np.asarray(np.exp(exponents - logsumexp(exponents)))


def _check_range(margin: Wanted, values: Floats, file: object) -> None:
    """A mean must lie among the values of those who are there."""
    low, high = float(values.min()), float(values.max())
    if not low < margin.target < high and not low == margin.target == high:
        within = (
            Said("scenarios.only_value", value=low)
            if low == high
            else Said("scenarios.above_low_and_below_high", low=low, high=high)
        )
        raise InputError(
            Said("scenarios.nobody_in_the_synthetic_population_can"),
            file=file,
            field=margin.name,
            found=f"{margin.target:.6g}",
            allowed=within,
        )


def _out_of_reach(
    wanted: Sequence[Wanted], offsets: Floats, spread: Floats, file: object
) -> InputError:
    """What cannot be met: the nearest margins, by linear programming over all weights."""
    n, k = offsets.shape
    cost = np.concatenate([np.zeros(n), np.ones(2 * k)])
    matrix = np.zeros((k + 1, n + 2 * k))
    matrix[:k, :n] = offsets.T
    matrix[:k, n : n + k], matrix[:k, n + k :] = np.eye(k), -np.eye(k)
    matrix[k, :n] = 1.0
    nearest = linprog(
        cost, A_eq=matrix, b_eq=np.append(np.zeros(k), 1.0), bounds=(0, None), method="highs"
    )
    names = ", ".join(m.name for m in wanted)
    if nearest.x is None or nearest.fun is None or nearest.fun < TOLERANCE:
        # Met by a few people alone, with no weight on all the others: no basis for a forecast.
        return InputError(
            Said("scenarios.the_margins_together_leave_almost_nobody"),
            file=file,
            field=names,
            allowed=Said("scenarios.margins_that_more_of_the_trials"),
        )
    gap = nearest.x[n + k :] - nearest.x[n : n + k]
    worst = int(np.argmax(np.abs(gap)))
    reached = wanted[worst].target + gap[worst] * spread[worst]
    return InputError(
        Said("scenarios.the_margins_contradict_each_other_no"),
        file=file,
        field=wanted[worst].name,
        found=f"{wanted[worst].target:.6g}",
        allowed=Said("scenarios.reached_at_the_nearest_given_the", reached=reached),
    )
