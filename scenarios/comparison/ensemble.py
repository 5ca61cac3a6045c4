"""Many worlds: every policy under every posterior draw, on twin lives.

Draws of the parameters live with two seeds, all or some of them (`scenarios.comparison.seeds`), so
that what a seed does (simulation noise) can be told from what the parameters do. All policies of a
draw and seed share people and luck.

Of each world only sums are kept (`scenarios.comparison.saved_sums`). Few draws are in memory, many
in a file (`scenarios.comparison.keeping`). With a workspace pieces of a few draws are on disk as
well, and an interrupted run goes on from them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import xarray as xr

from calibration.posterior import Posterior
from calibration.trial import Trial
from calibration.workspace import Arrays, Workspace
from scenarios.comparison.keeping import give_back, rooms
from scenarios.comparison.prepared import Prepared, prepared
from scenarios.comparison.saved_sums import dataset, sums_of
from scenarios.comparison.seeds import second_seeds
from scenarios.comparison.setting import report_weeks
from scenarios.municipality.local_population import LocalPeople
from scenarios.policy.intake import cohort_for
from scenarios.policy.policies import NamedPolicy
from sim.executor import Executor, Progress, in_order, silent, slots
from sim.outcomes.accounts import Accounts
from sim.programme import Intake
from sim.simulation import Cohort, Simulation

#: Two seeds of a draw are the fewest that show how much a seed matters.
SEEDS_PER_DRAW = 2
#: Whole numbers among what is kept, and their type where some worlds are not lived (NaN).
WHOLE: dict[str, type[np.floating[Any]]] = {"measures_begun": np.float32, "size": np.float64}
#: Draws whose worlds are kept together: about a second of work.
DRAWS_PER_PIECE = 16
#: Before the names of what a look keeps, where it is together with the rest.
LOOKED_AT = "look."
#: Who lives in a world, by people, intake, parameters and seed.
Cohorts = Callable[[Trial | LocalPeople, Intake, Mapping[str, float], int], Cohort]


class Look(Protocol):
    """Looks more closely at the worlds of the first draws, and keeps something besides."""

    @property
    def draws(self) -> int:
        """How many draws are looked at."""

    @property
    def groups(self) -> tuple[str, ...]:
        """Groups that are counted in their worlds besides those of the trial."""

    def from_week(self, cohort: Cohort) -> int:
        """The first calendar week that is looked at."""

    def __call__(self, world: Simulation, calendar_weeks: int) -> tuple[Accounts, Arrays]:
        """Live a world to its end: its accounts, and what is kept besides."""


@dataclass(frozen=True)
class EnsembleSetting:
    """How much to compute.

    Attributes:
        horizon: weeks since entry, week 0 included.
        seed: of the first world.
        workers: threads; the results do not depend on them.
        executor: where worlds are lived instead; the results do not depend on it either.
        second_seed_every: beyond the first draws each so many live with a second seed
            (`scenarios.comparison.seeds.second_seeds`); 1 is all.
        most_seeds: of a draw; 1 is no second seed at all.
    """

    horizon: int
    seed: int = 1
    workers: int = 2
    executor: Executor | None = field(default=None, compare=False, repr=False)
    second_seed_every: int = 1
    most_seeds: int = SEEDS_PER_DRAW


def run_ensemble(
    people: Trial | LocalPeople,
    policies: Sequence[NamedPolicy],
    posterior: Posterior,
    setting: EnsembleSetting,
    progress: Progress = silent,
) -> xr.Dataset:
    """Live every policy under every draw; see `simulate_all`.

    Args:
        people: who lives: the trial's young people, or a municipality's.
        policies: what they are offered.
        posterior: the draws.
        setting: how much to compute.
        progress: called with the share that is done.
    """
    return simulate_all(prepared(people, policies, posterior), posterior, setting, progress)


def simulate_all(
    ready: Prepared,
    posterior: Posterior,
    setting: EnsembleSetting,
    progress: Progress = silent,
    *,
    workspace: Workspace | None = None,
    name: str = "draws",
    cohorts: Cohorts = cohort_for,
) -> xr.Dataset:
    """Live every policy under every draw.

    Args:
        ready: people and policies.
        posterior: the draws.
        setting: how much to compute.
        progress: called with the share that is done.
        workspace: where pieces are kept; None keeps them in memory only.
        name: of the pieces.
        cohorts: draws the people of a world, or remembers them.

    Returns:
        With dimensions draw, seed, policy before those named here; what is said of a status holds
        of a milestone too, people being "in" it from the week in which they come past it:
        `level`: share of everybody in a status (week, status);
        `level_spread`: variance between people of the weeks in a status from week 1 on (week,
        status);
        `share`: share of a group in a status (report_week, status, group);
        `weeks`: weeks in a status per person of a group, from week 1 on, and `spread`, their
        variance between people (report_week, status, group);
        `resource`: by calendar week (calendar_week, quantity);
        `direct_minutes`, `full_time_equivalents` and `places` of the corps, and `waited`, mean
        weeks to the first mentor among those who met one;
        `measures_begun`: how often each of a policy's other measures began, by calendar week
        (measure, calendar_week); zeros where it has fewer than another.
        Besides, `size`: people in a group (draw, seed, group). The attribute `python_policies`
        holds the name and the fingerprint of the code of each policy in Python, if there is one.

    Raises:
        InputError: more people than can be, or pieces that cannot be read or written.
    """
    return simulate_closely(
        ready, posterior, setting, progress, workspace=workspace, name=name, cohorts=cohorts
    )[0]


def simulate_closely(
    ready: Prepared,
    posterior: Posterior,
    setting: EnsembleSetting,
    progress: Progress = silent,
    *,
    look: Look | None = None,
    workspace: Workspace | None = None,
    name: str = "draws",
    cohorts: Cohorts = cohort_for,
) -> tuple[xr.Dataset, Arrays]:
    """As `simulate_all`, and what is kept besides of the first draws' worlds.

    Args:
        ready, posterior, setting, progress, workspace, name, cohorts: as there.
        look: at the worlds of some draws; None at none.

    Returns:
        The ensemble, and what the look kept, with draw and seed first.
    """
    arrays, closely = live_arrays(
        ready,
        posterior,
        setting,
        progress,
        look=look,
        workspace=workspace,
        name=name,
        cohorts=cohorts,
    )
    return dataset(arrays, ready, setting.horizon), closely


def live_arrays(
    ready: Prepared,
    posterior: Posterior,
    setting: EnsembleSetting,
    progress: Progress = silent,
    *,
    look: Look | None = None,
    workspace: Workspace | None = None,
    name: str = "draws",
    cohorts: Cohorts = cohort_for,
    enough: Callable[[Arrays], bool] | None = None,
    batch: int = DRAWS_PER_PIECE,
) -> tuple[Arrays, Arrays]:
    """As `simulate_closely`, before arrays have names on their axes; on to where it is enough.

    Args:
        ready, posterior, setting, progress, look, workspace, name, cohorts: as there.
        enough: whether the draws so far will do, asked after each batch; None lives all of them.
        batch: draws after which it is asked, a multiple of `DRAWS_PER_PIECE`.

    Returns:
        What `saved_sums.dataset` takes, of the draws that were lived, and what the look kept.
    """
    draws = list(posterior.values())
    pieces = [
        range(first, min(first + DRAWS_PER_PIECE, len(draws)))
        for first in range(0, len(draws), DRAWS_PER_PIECE)
    ]
    names = [f"{name}-{number:04d}" for number in range(len(pieces))]
    at_once = _draws_per_task(setting, len(draws))

    def tasks() -> Iterator[SimulationTask]:
        for piece, kept in zip(pieces, names, strict=True):
            if workspace is None or not workspace.has(kept):
                for first in piece[::at_once]:
                    some = draws[first : min(first + at_once, piece.stop)]
                    seed = setting.seed + SEEDS_PER_DRAW * first
                    yield SimulationTask(
                        ready,
                        tuple(some),
                        first,
                        seed,
                        setting.horizon,
                        cohorts,
                        look,
                        setting.second_seed_every,
                        setting.most_seeds,
                    )

    arrays: Arrays = {}
    looked_at: list[Arrays] = []
    lived = in_order(simulate, tasks(), workers=setting.workers, executor=setting.executor)
    with closing(lived):
        for piece, kept in zip(pieces, names, strict=True):

            def make(piece: range = piece) -> Arrays:
                parts = []
                for first in piece[::at_once]:
                    parts.append(next(lived))
                    progress(min(first + at_once, piece.stop) / len(draws))
                return {
                    key: np.concatenate([part[key] for part in parts if key in part])
                    for key in parts[0]
                }

            found = make() if workspace is None else workspace.piece(kept, make)
            seen = {key for key in found if key.startswith(LOOKED_AT)}
            if seen:
                looked_at.append({k.removeprefix(LOOKED_AT): found.pop(k) for k in sorted(seen)})
            if setting.second_seed_every > 1:
                found = _by_seed(found, second_seeds(piece, setting.second_seed_every))
            if piece.start == 0:
                shapes = {k: ((len(draws), *a.shape[1:]), a.dtype) for k, a in found.items()}
                arrays = rooms(shapes, None if workspace is None else workspace.folder)
            for key, array in found.items():
                arrays[key][piece.start : piece.stop] = array
            give_back(arrays.values())
            progress(piece.stop / len(draws))
            if enough is not None and piece.stop % batch == 0:
                so_far = {key: array[: piece.stop] for key, array in arrays.items()}
                if enough(so_far):
                    arrays = so_far
                    break
    closely = looked_at[0] if looked_at else {}
    closely = {key: np.concatenate([part[key] for part in looked_at]) for key in closely}
    return arrays, closely


def _by_seed(found: Arrays, twice: npt.NDArray[np.bool_]) -> Arrays:
    """Worlds of some draws with draw and seed first; NaN where a draw did not live with a seed."""
    first = np.concatenate([[0], np.cumsum(1 + twice)[:-1]])
    spread: Arrays = {}
    for key, worlds in found.items():
        kind = WHOLE.get(key, worlds.dtype)
        spread[key] = np.full((len(twice), SEEDS_PER_DRAW, *worlds.shape[1:]), np.nan, kind)
        spread[key][:, 0] = worlds[first]
        spread[key][twice, 1] = worlds[first[twice] + 1]
    return spread


def _draws_per_task(setting: EnsembleSetting, draws: int) -> int:
    """One at a time on threads; elsewhere up to a piece, but so that every slot has work."""
    if setting.executor is None:
        return 1
    return int(np.clip(draws // (2 * slots(setting.executor)), 1, DRAWS_PER_PIECE))


@dataclass(frozen=True)
class SimulationTask:
    """A task: some draws, every policy, every seed; all that another machine needs for it.

    Attributes:
        ready: people and policies.
        draws: full sets of parameters.
        first: number of the first of them in the posterior.
        seed: of the first draw's first world.
        horizon: weeks since entry, week 0 included.
        cohorts: draws the people of a world.
        look: at the worlds of the first draws of the posterior.
        second_seed_every, most_seeds: as in `EnsembleSetting`.
    """

    ready: Prepared
    draws: tuple[dict[str, float], ...]
    first: int
    seed: int
    horizon: int
    cohorts: Cohorts = cohort_for
    look: Look | None = None
    second_seed_every: int = 1
    most_seeds: int = SEEDS_PER_DRAW


def simulate(task: SimulationTask) -> Arrays:
    """What is kept of some draws: as in `saved_sums.KEPT`, and `size`.

    With draw and seed first; where not all draws live with a second seed, with the worlds first:
    the first seed of a draw, then its second, if it has one, then those of the next draw.
    """
    by_draw = []
    numbers = task.first + np.arange(len(task.draws))
    twice = second_seeds(numbers, task.second_seed_every)
    for k, values in enumerate(task.draws):
        first = task.seed + SEEDS_PER_DRAW * k
        seeds = range(first, first + (task.most_seeds if twice[k] else 1))
        worlds = [_simulate(task, task.first + k, values, seed) for seed in seeds]
        by_draw.append({key: np.stack([world[key] for world in worlds]) for key in worlds[0]})
    together = np.stack if task.second_seed_every == 1 else np.concatenate
    # The first draws are those that are looked at more closely.
    return {key: together([draw[key] for draw in by_draw if key in draw]) for key in by_draw[0]}


def _simulate(task: SimulationTask, draw: int, values: dict[str, float], seed: int) -> Arrays:
    """Every policy in one world of people and luck; arrays with the policy first."""
    ready, horizon = task.ready, task.horizon
    calendar_weeks, at = ready.calendar_weeks(horizon), list(report_weeks(horizon, ready.evidence))
    most = max(len(policy.measures) for policy in ready.offered)
    cohort = task.cohorts(ready.people, ready.intake, values, seed)
    look = task.look if task.look is not None and draw < task.look.draws else None
    if look is None:

        def end(world: Simulation) -> tuple[Arrays, Arrays]:
            accounts = world.run(persons=False)
            return sums_of(accounts, at, calendar_weeks, most), {"size": accounts.sizes}

        rows = ready.simulate(draw, cohort, values, seed, horizon, end)
    else:
        groups = cohort.groups
        more = tuple(dict.fromkeys((*groups, *look.groups)))
        cohort, close = replace(cohort, groups=more, _cache={}), look

        def end(world: Simulation) -> tuple[Arrays, Arrays]:
            accounts, kept = close(world, calendar_weeks)
            mine = accounts.of_groups(groups)
            sums = sums_of(mine, at, calendar_weeks, most)
            return sums | {LOOKED_AT + key: x for key, x in kept.items()}, {"size": mine.sizes}

        rows = ready.simulate(draw, cohort, values, seed, horizon, end, look.from_week(cohort))
    by_policy = {key: np.stack([row[key] for row, _ in rows]) for key in rows[0][0]}
    return by_policy | rows[-1][1]
