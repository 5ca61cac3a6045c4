"""What can be chosen, as a grid: a place on every lever, and where today's policy stands."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.errors import InputError
from sim.messages import Said

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Grid:
    """Levers with their places in order.

    A row holds a place on each lever, shape (levers,); it stands for a policy.

    Attributes:
        names: of the levers.
        sizes: how many places each has, 1 or more.
        today: where today's policy stands on each.

    Raises:
        InputError: lengths that do not belong together, or a place that there is not.
    """

    names: tuple[str, ...]
    sizes: tuple[int, ...]
    today: tuple[int, ...]

    def __post_init__(self) -> None:
        """Check that today's policy is on the grid."""
        if not len(self.names) == len(self.sizes) == len(self.today) > 0:
            raise InputError(
                Said("scenarios.not_a_grid"),
                field="levers",
                found=Said(
                    "scenarios.names_sizes_places",
                    names=len(self.names),
                    sizes=len(self.sizes),
                    places=len(self.today),
                ),
                allowed=Said("scenarios.one_or_more_as_many_of_each"),
            )
        for name, size, place in zip(self.names, self.sizes, self.today, strict=True):
            if not 0 <= place < size:
                raise InputError(
                    Said("scenarios.todays_policy_is_not_on_the_grid"),
                    field=name,
                    found=place,
                    allowed=Said("sim.low_to_high", low=0, high=size - 1),
                )

    @property
    def today_row(self) -> Ints:
        """Today's policy."""
        return np.array(self.today, np.int64)

    @property
    def count(self) -> int:
        """How many policies there are."""
        return int(np.prod([float(size) for size in self.sizes]))

    def changes(self, rows: Ints) -> Ints:
        """How many levers stand otherwise than today, shape (n,); fewer is simpler."""
        return np.asarray((rows != self.today_row).sum(axis=1), np.int64)

    def neighbours(self, row: Ints) -> Ints:
        """Every policy that differs in one lever, shape (n, levers)."""
        found = []
        for k, size in enumerate(self.sizes):
            for place in range(size):
                if place != row[k]:
                    other = row.copy()
                    other[k] = place
                    found.append(other)
        return np.array(found, np.int64).reshape(-1, len(self.sizes))

    def simpler(self, row: Ints) -> Ints:
        """The policy with each of its changes taken back, one at a time, shape (n, levers)."""
        found = []
        for k in np.flatnonzero(row != self.today_row):
            other = row.copy()
            other[k] = self.today[k]
            found.append(other)
        return np.array(found, np.int64).reshape(-1, len(self.sizes))

    def spread(self, count: int, rng: np.random.Generator) -> Ints:
        """Policies that have every place of every lever about equally often (Latin hypercube)."""
        from scipy.stats import qmc  # late: it loads for long, and the page asks for grids only

        points = qmc.LatinHypercube(len(self.sizes), rng=rng).random(count)
        return np.asarray(np.floor(points * np.array(self.sizes)), np.int64)

    def anywhere(self, count: int, rng: np.random.Generator) -> Ints:
        """Policies drawn evenly and independently, shape (count, levers)."""
        return np.asarray(rng.integers(0, self.sizes, (count, len(self.sizes))), np.int64)


def distinct(rows: Ints) -> Ints:
    """Rows each once, in the order in which they come first."""
    _, first = np.unique(rows, axis=0, return_index=True)
    return np.asarray(rows[np.sort(first)], np.int64)
