"""Invented worlds whose truth is known: to see whether a search is honest and finds what is there.

A policy's gain is a sum over levers of what each place brings, plus for each place how much a
parameter moves it, plus luck that depends on the seed and the policy. What a draw's true gain is,
without the luck, can be asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from scenarios.search.grid import Grid, Ints
from scenarios.search.judging import Floats
from scenarios.search.worlds import SeededWorld


@dataclass(frozen=True)
class Invented:
    """An invented world; it judges as the simulator does.

    Attributes:
        grid: what can be chosen.
        effects: by lever, what each place brings of each want, shape (places, wants).
        moved: by lever, how much the parameters move that, shape (places, wants, parameters).
        draws: of the parameters, shape (draws, parameters); the last is the truth.
        luck: standard deviation of what a seed adds to a policy, in all wants.
        posts: full-time mentors; what policies bring grows with their root, 1 is as stated.
    """

    grid: Grid
    effects: tuple[Floats, ...]
    moved: tuple[Floats, ...]
    draws: Floats
    luck: float
    posts: float = 1.0

    @property
    def objectives(self) -> tuple[str, ...]:
        """Wants by number."""
        return tuple(f"want {w + 1}" for w in range(self.effects[0].shape[1]))

    @property
    def parameters(self) -> tuple[str, ...]:
        """Parameters by number."""
        return tuple(f"parameter {p + 1}" for p in range(self.draws.shape[1]))

    def drawn(self, draw: int) -> Floats:
        """The parameters of a draw."""
        return np.asarray(self.draws[draw])

    def truth(self, rows: Ints, draw: int) -> Floats:
        """What policies achieve under a draw without luck, shape (n, wants)."""
        found = np.zeros((len(rows), self.effects[0].shape[1]))
        for k, (effect, moved) in enumerate(zip(self.effects, self.moved, strict=True)):
            found += (effect + moved @ self.draws[draw])[rows[:, k]]
        return np.asarray(found * np.sqrt(self.posts))

    def judged(self, rows: Ints, worlds: Sequence[SeededWorld]) -> Floats:
        """The truth of each world's draw, and its luck."""
        places = np.cumprod([1, *self.grid.sizes[:-1]])
        numbers = rows @ places
        found = []
        for world in worlds:
            truth = self.truth(rows, world.draw)
            found.append(truth + self.luck * _normal(numbers, world.seed, truth.shape[1]))
        return np.stack(found, axis=1)

    def staffed(self, posts: float) -> Invented:
        """The same with other mentors."""
        return replace(self, posts=posts)


def _normal(numbers: Ints, seed: int, wants: int) -> Floats:
    """Luck addressed by policy, seed and want, normal, shape (n, wants)."""
    with np.errstate(over="ignore"):
        found = []
        for w in range(2 * wants):
            x = numbers.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
            x ^= np.uint64((seed * 0xD1B54A32D192ED03 + w * 0x94D049BB133111EB) % 2**64)
            for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
                x = (x ^ (x >> np.uint64(shift))) * np.uint64(factor)
            found.append(((x ^ (x >> np.uint64(31))) >> np.uint64(11)) / 2.0**53)
    u = np.clip(np.array(found), 1e-16, None).reshape(2, wants, -1)
    return np.asarray((np.sqrt(-2 * np.log(u[0])) * np.cos(2 * np.pi * u[1])).T)
