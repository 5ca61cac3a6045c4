"""Policies against each other, in Python, as the command `mentorsim compare`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from calibration.posterior import Posterior
from calibration.stored_posterior import shipped_posterior
from mentorsim.python.policies import PoliciesLike, PolicyLike, named_policies
from mentorsim.python.posterior import first_draws
from mentorsim.request.executor import executor_in
from mentorsim.request.request import PopulationLike, situated
from mentorsim.request.until import check_draws_or_until
from scenarios.budget.precision import goal
from scenarios.comparison import compare as comparing
from scenarios.comparison.ensemble import EnsembleSetting
from scenarios.comparison.setting import horizon_to
from scenarios.comparison.until import read_until
from scenarios.situation.reading import SituationLike
from sim.executor import Executor
from sim.own_rules import Rule

if TYPE_CHECKING:
    from distributed import Client

#: The last week since entry that is followed, if nothing else is asked for.
WEEKS = 156
#: Draws, if neither their number nor a precision is asked for.
DRAWS = 128


def compare(
    *policies: PoliciesLike,
    against: PolicyLike = "no-mentor",
    weeks: int | None = None,
    draws: int | None = None,
    until: str | None = None,
    seed: int = 1,
    workers: int = 2,
    trial_size: int | None = None,
    population: PopulationLike | None = None,
    people: int | None = None,
    situation: SituationLike | None = None,
    posterior: Posterior | None = None,
    rules: Mapping[str, Rule] | None = None,
    executor: Executor | Client | str | None = None,
) -> comparing.Comparison:
    """Policies against each other, with intervals, as the command `mentorsim compare`.

    Args:
        policies: what is compared: names of `library()`, paths of YAML files, or what `load` gave;
            a mapping gives policies the names of its keys.
        against: what all are set against, given likewise; also a name of the mapping.
        weeks: the last week since entry that is followed; week 0 is that of entry; 156 by default.
        draws: of the posterior, 2 or more, 128 by default; too few of them carry no intervals and
            no verdict (`result.enough_draws`).
        until: a precision in place of a number of draws, such as `"0.1pp"` (percentage points of
            the effect on education in the week of the trial's answer) or `"500kr"` (net kroner of
            the public per young person): draws, then seeds, are added until the Monte Carlo
            standard error of every mean effect is below it. What it took is in
            `result.precision`.
        seed: of the first world.
        workers: threads; the results do not depend on them.
        trial_size: people of the trial whose noise is shown; by default as many as live here.
        population: one's own young people, as a file or as a frame with its columns; else the
            trial's. People in a frame stay in memory.
        people: how many they are (with a table of shares, and only there).
        situation: what a jobcentre has (docs/python.md, "My situation"): the path of a YAML file,
            its fields as a mapping, or a `scenarios.situation.situation.Situation`. Every policy
            gets its young people and, where it has any, its mentors.
        posterior: draws of the parameters; by default those that ship with the project.
        rules: rules of one's own under which every policy is lived, as in `with_rules`.
        executor: what lives the worlds instead of threads: a `concurrent.futures` executor or a
            Dask client, which stay open, or the address of a cluster, `dask://HOST:PORT`.

    Returns:
        The comparison: tables `levels`, `differences`, `views`, `weekly` and `totals`,
        `difference(...)` for one number and `draws(...)` for every draw.

    Raises:
        InputError: as `load`, weeks that cannot be followed, more draws than there are, a precision
            that cannot be or stands beside a number of draws, an executor that cannot be used, or a
            situation that cannot be, or that policies or other arguments contradict.

    Example:
        >>> result = compare("as-in-trial", weeks=20, draws=2)
        >>> result.difference("as-in-trial", "education", week=20)["unit"]
        'pp'
    """
    named, reference = named_policies(policies, against, posterior, rules)
    here = situated(situation, population, people)
    horizon = horizon_to(here.weeks(weeks, WEEKS))
    *offered, reference = here.policies([*named, reference])
    check_draws_or_until(draws, until, "until")
    asked = None if until is None else read_until(until, "until")
    if asked is None:
        chosen = first_draws(posterior, DRAWS if draws is None else draws)
    else:
        chosen = shipped_posterior() if posterior is None else posterior
    with executor_in(executor) as place:
        found = comparing.compare(
            here.dated,
            offered,
            reference,
            chosen,
            EnsembleSetting(horizon, seed, workers, place),
            trial_size=trial_size,
            until=goal(asked, reference.name, len(chosen)),
        )
    return replace(found, situation=here.told())
