"""Three sets of worlds that share nothing: to search in, to choose in, and to print from.

The best of many looks better than it is in the worlds in which it was found. So the front is chosen
in other worlds than were searched in, and every printed number comes from a third set. No two sets
share a posterior draw or a seed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scenarios.comparison.ensemble import SEEDS_PER_DRAW
from scenarios.search.setting import SearchSetting
from sim.errors import InputError
from sim.messages import Said

#: Seeds of a set begin so far apart that no seed of a command leads from one into another.
APART = 2**52
#: Seeds between those of two searches.
OF_A_SEARCH = 2**20


@dataclass(frozen=True)
class SeededWorld:
    """A posterior draw and a seed, in which every policy is judged with the same people and luck.

    Attributes:
        draw: number in the posterior.
        seed: of the people and of every draw.
    """

    draw: int
    seed: int


@dataclass(frozen=True)
class Worlds:
    """The three sets.

    Attributes:
        search: in which policies are looked for; one seed a draw.
        choose: in which the front is chosen; one seed a draw.
        printed: from which numbers are printed; `SEEDS_PER_DRAW` of each draw, one after the other.
    """

    search: tuple[SeededWorld, ...]
    choose: tuple[SeededWorld, ...]
    printed: tuple[SeededWorld, ...]

    @property
    def print_draws(self) -> tuple[int, ...]:
        """Posterior draws of the printed numbers."""
        return tuple(world.draw for world in self.printed[::SEEDS_PER_DRAW])


def three_sets(draws: int, seed: int, setting: SearchSetting) -> Worlds:
    """The worlds of a search.

    Args:
        draws: of the posterior that there are.
        seed: of the search; another one deals the draws otherwise and has other seeds.
        setting: how many worlds each set has.

    Raises:
        InputError: fewer draws than the three sets take.
    """
    counts = [setting.count(name) for name in ("last_worlds", "choose_worlds", "print_draws")]
    if sum(counts) > draws:
        raise InputError(
            Said("scenarios.the_worlds_share_no_draw"),
            field="--draws",
            found=Said("scenarios.number_draws_in_all", number=sum(counts)),
            allowed=Said(
                "scenarios.at_most_draws_to_print_from", draws=draws, left=draws - sum(counts[:2])
            ),
        )
    dealt = np.random.default_rng(seed).permutation(draws)
    ends = np.cumsum(counts)
    sets = np.split(dealt[: ends[-1]], ends[:-1])
    found = []
    for k, (chosen, each) in enumerate(zip(sets, (1, 1, SEEDS_PER_DRAW), strict=True), start=1):
        first = k * APART + seed * OF_A_SEARCH
        found.append(
            tuple(
                SeededWorld(int(draw), first + each * place + s)
                for place, draw in enumerate(chosen)
                for s in range(each)
            )
        )
    return Worlds(*found)
