"""Many copies of a programme: under every posterior draw, each with luck of its own.

Copies of one world share its parameters and nothing else: what differs between them is chance;
what differs between worlds is chance and parameters.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil

import numpy as np
import numpy.typing as npt

from calibration.posterior import Posterior
from scenarios.comparison.prepared import Prepared, prepared
from scenarios.follow_up.counting import counted_world
from scenarios.follow_up.programme import Programme
from sim.cohort import Cohort
from sim.executor import Progress, run_all, silent
from sim.simulation import build
from sim.streams import Purpose, uniforms

Floats = npt.NDArray[np.float64]
#: Seeds of different uses begin so far apart that none leads into another.
APART = 2**48


@dataclass(frozen=True)
class ProgrammeWorld:
    """One world to live: parameters, and the seed of everything else.

    Attributes:
        values: a full set of parameters.
        draw: posterior draw, by number.
        seed: of people and luck.
        heavier: power of which everybody's barriers are taken: below 1 they are heavier.
    """

    values: Mapping[str, float]
    draw: int
    seed: int
    heavier: float = 1.0


@dataclass(frozen=True)
class SimulatedCounts:
    """Copies that were counted.

    Attributes:
        counts: shape (draws, copies, groups, figures, periods); what happened in a period.
        draws: posterior draws, by number, shape (draws,).
    """

    counts: Floats
    draws: npt.NDArray[np.int64]


def dealt_draws(posterior: Posterior, count: int, seed: int) -> list[int]:
    """Posterior draws in an order that hangs on the seed alone, each once.

    Args:
        posterior: the draws.
        count: how many; all of them if there are not so many.
        seed: of the follow-up.
    """
    dealt = np.random.default_rng(seed).permutation(len(posterior))
    return [int(draw) for draw in dealt[:count]]


def seeded_worlds(
    posterior: Posterior, draws: Sequence[int], seed: int, purpose: int, each: int = 1
) -> list[ProgrammeWorld]:
    """Worlds of posterior draws, every one with a seed of its own.

    Args:
        posterior: the draws.
        draws: by number.
        seed: of the follow-up.
        purpose: a number of what they are for: two purposes share no seed.
        each: worlds of each draw, one after the other.
    """
    values = list(posterior.values())
    first = (purpose + 1) * APART + seed * 2**20
    return [
        ProgrammeWorld(values[draw], draw, first + each * k + s)
        for k, draw in enumerate(draws)
        for s in range(each)
    ]


def each_draw(programme: Programme) -> int:
    """Worlds of a draw: so many that at least two copies share its parameters."""
    return ceil(2 / programme.copies)


def simulate_worlds(
    programme: Programme,
    posterior: Posterior,
    worlds: Sequence[ProgrammeWorld],
    *,
    workers: int = 2,
    progress: Progress = silent,
    changed: Callable[[ProgrammeWorld, Prepared], Prepared] | None = None,
) -> SimulatedCounts:
    """Live worlds and count each copy.

    Args:
        programme: what is followed up.
        posterior: by which an order by expected gain is worked out.
        worlds: to live; those of a draw stand together.
        workers: threads; no number depends on them.
        progress: called with the share that is done.
        changed: what a world has that the programme has not; None is nothing.
    """
    ready = prepared(programme.people, [programme.named], posterior)

    def one(world: ProgrammeWorld) -> Floats:
        here = ready if changed is None else changed(world, ready)
        cohort = _cohort(programme, world)
        offered = here.offered_at(world.draw)[0]
        lived = build(
            cohort, offered, world.values, world.seed, horizon=programme.weeks, keep_moves=True
        )
        return np.moveaxis(counted_world(lived, programme), -1, 0)

    found = np.stack(run_all(one, worlds, workers=workers, progress=progress))
    draws = list(dict.fromkeys(world.draw for world in worlds))
    return SimulatedCounts(found.reshape(len(draws), -1, *found.shape[2:]), np.array(draws))


def _cohort(programme: Programme, world: ProgrammeWorld) -> Cohort:
    """The young people of a world, entering as they came."""
    cohort = programme.people.cohort(world.values, world.seed, groups=programme.groups)
    population = cohort.population
    chance = uniforms(world.seed, population.person, 0, Purpose.TRAITS)[2]
    entry = programme.entry(np.argsort(np.argsort(chance)), population.jobcentre)
    if world.heavier != 1.0:
        population = replace(population, severity=population.severity**world.heavier)
    return replace(cohort, population=population, entry=entry.astype(np.int32))
