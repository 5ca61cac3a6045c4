"""Proposals: SciPy's differential evolution over places on levers, and random ones beside it.

Every proposal is judged in the same worlds, so that the optimiser sees a function without noise and
the differences between policies hold little luck. Several wants are looked after at once: the
optimiser runs for several weights of them, and all runs share what is known.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations_with_replacement
from typing import Any

import numpy as np
from scipy.optimize import Bounds, OptimizeResult, differential_evolution

from scenarios.search.grid import Grid, Ints, distinct
from scenarios.search.judging import Floats, Ledger

#: Parts that one want's weight is cut into: two wants have five sets of weights, three have six.
PARTS = {1: 1, 2: 4}
MOST_PARTS = 2
#: Generations without a policy that was not known, after which an optimiser begins anew.
IDLE = 3

#: Looks for policies until so many more are known: grid, ledger, worlds, weights, scale, where it
#: begins, how many, random numbers.
Propose = Callable[[Grid, Ledger, int, Floats, Floats, Ints, int, np.random.Generator], None]


def weights_of(wants: int) -> Floats:
    """Sets of weights of some wants: each alone first, then mixtures, shape (sets, wants).

    Args:
        wants: how many, 1 or more.
    """
    parts = PARTS.get(wants, MOST_PARTS)
    rows = []
    for chosen in combinations_with_replacement(range(wants), parts):
        rows.append(np.bincount(chosen, minlength=wants) / parts)
    alone_first = sorted(rows, key=lambda row: (-row.max(), tuple(-row)))
    return np.array(alone_first)


def scores(ledger: Ledger, rows: Ints, worlds: int, weights: Floats, scale: Floats) -> Floats:
    """The weighted mean over worlds of what policies achieve, shape (n,).

    Args:
        ledger: what is known.
        rows: policies.
        worlds: how many of the first.
        weights: of the wants, shape (wants,).
        scale: of the wants: what counts as one of each, shape (wants,).
    """
    return np.asarray((ledger.values(rows, worlds).mean(axis=1) / scale) @ weights)


@dataclass
class _Enough:
    """When an optimiser stops: so many policies are known, or a few generations brought none.

    Attributes:
        ledger: what is known.
        last: how many are enough.
        idle: generations in a row that brought none.
    """

    ledger: Ledger
    last: int
    idle: int = 0

    def __post_init__(self) -> None:
        """Begin with what is known."""
        self._known = self.ledger.judged

    def after_generation(self, intermediate_result: OptimizeResult) -> bool:
        """Whether to stop."""
        self.idle = self.idle + 1 if self.ledger.judged == self._known else 0
        self._known = self.ledger.judged
        return self._known >= self.last or self.idle >= IDLE


def evolve(
    grid: Grid,
    ledger: Ledger,
    worlds: int,
    weights: Floats,
    scale: Floats,
    start: Ints,
    budget: int,
    rng: np.random.Generator,
) -> None:
    """Differential evolution until so many more policies are known, or there are no more.

    Args:
        grid: what can be chosen.
        ledger: what is known; what is proposed is judged there.
        worlds: how many of its first worlds judge a proposal.
        weights, scale: of the wants, as in `scores`.
        start: the first generation, 5 or more policies.
        budget: policies that may become known.
        rng: random numbers.
    """
    last = min(grid.count, ledger.judged + budget)
    top = np.array(grid.sizes) - 1
    bounds = Bounds(np.zeros(len(top)), np.maximum(1, top))

    # SciPy's types know of one policy at a time, and of callbacks that say nothing.
    def loss(places: Floats) -> Any:
        rows = np.minimum(np.rint(np.atleast_2d(places.T)).astype(np.int64), top)
        return -scores(ledger, rows, worlds, weights, scale)

    first, idle = start, 0
    while ledger.judged < last and idle < IDLE:
        before = ledger.judged
        enough: Any = _Enough(ledger, last).after_generation
        differential_evolution(
            loss,
            bounds,
            integrality=np.ones(len(top), bool),
            vectorized=True,
            updating="deferred",
            init=np.asarray(first, float),
            maxiter=budget,
            tol=0.0,
            polish=False,
            rng=rng,
            callback=enough,
        )
        idle = idle + 1 if ledger.judged == before else 0
        first = grid.spread(len(start), rng)


def scatter(
    grid: Grid,
    ledger: Ledger,
    worlds: int,
    weights: Floats,
    scale: Floats,
    start: Ints,
    budget: int,
    rng: np.random.Generator,
) -> None:
    """Random policies until so many more are known: the yardstick; arguments as of `evolve`.

    Args:
        grid: what can be chosen.
        ledger: what is known; what is proposed is judged there.
        worlds: how many of its first worlds judge a proposal.
        weights, scale: of no use here; an optimiser takes them.
        start: policies that are judged first.
        budget: policies that may become known.
        rng: random numbers.
    """
    last, tries = min(grid.count, ledger.judged + budget), 0
    ledger.values(start, worlds)
    while ledger.judged < last and tries < budget:
        rows = distinct(grid.anywhere(last - ledger.judged, rng))
        ledger.values(rows, worlds)
        tries += 1
