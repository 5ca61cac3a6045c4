"""One world under one policy, in Python."""

from __future__ import annotations

from dataclasses import replace

from calibration.stored_posterior import shipped_posterior
from mentorsim.python.compare import WEEKS
from mentorsim.python.one_world import OneWorld, simulate_one
from mentorsim.python.policies import PolicyLike, load
from mentorsim.request.request import PopulationLike, situated
from scenarios.situation.reading import SituationLike


def run(
    policy: PolicyLike,
    *,
    weeks: int | None = None,
    draw: int = 0,
    seed: int = 1,
    population: PopulationLike | None = None,
    people: int | None = None,
    situation: SituationLike | None = None,
    persons: bool = False,
    arms: bool = False,
) -> OneWorld:
    """One world under one policy: what happened to whom, week by week.

    Args:
        policy: what is offered: a name of `library()`, the path of a YAML file, or what `load`
            gave.
        weeks: the last week since entry that is followed; week 0 is that of entry; 156 by default.
        draw: of the posterior.
        seed: of the world.
        population: one's own young people, as a file or as a frame with its columns; else the
            trial's. People in a frame stay in memory.
        people: how many they are (with a table of shares, and only there).
        situation: what a jobcentre has, as in `compare`.
        persons: keep everybody's every week, for `persons_by_week`, `people` and `spells`; the
            world is the same to the bit.
        arms: randomise the trial's young people into its arms, and offer the policy to the
            treated only.

    Returns:
        The counts of the world: people by status, week and group (`people`, `level`, `to_xarray`),
        and by calendar week who has a mentor or waits (`calendar`). A world holds a small
        municipality several times.

    Raises:
        InputError: as `load`, weeks that cannot be followed, a draw that the posterior does not
            have, or arms of other people than the trial's.

    Example:
        >>> world = run("as-in-trial", weeks=20)
        >>> int(world.sizes[0]), list(world.to_xarray().dims)
        (2588, ['week', 'status', 'group'])
    """
    here = situated(situation, population, people)
    world = simulate_one(
        here.dated,
        here.policies([load(policy)])[0],
        shipped_posterior(),
        weeks=here.weeks(weeks, WEEKS),
        draw=draw,
        seed=seed,
        persons=persons,
        arms=arms,
    )
    return replace(world, situation=here.told())
