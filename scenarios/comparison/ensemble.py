"""Many worlds: every policy under every posterior draw, on twin lives.

Each draw of the parameters lives with two seeds, so that what a seed does (simulation noise) can be
told from what the parameters do. All policies of a draw and seed share people and luck.

Of each world only sums are kept: of everybody by week, of subgroups in the weeks that are
reported. Few draws are in memory, many in a file (`scenarios.comparison.keeping`). With a workspace
pieces of a few draws are on disk as well, and an interrupted run goes on from them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import Any, Protocol, TypeVar

import numpy as np
import numpy.typing as npt
import xarray as xr

from calibration.evidence import Evidence, evidence_of
from calibration.fingerprints import study_fingerprint, tables_fingerprint
from calibration.posterior import Posterior
from calibration.trial import Trial, the_trial
from calibration.workspace import Workspace
from scenarios.comparison.keeping import blocks, give_back, rooms
from scenarios.comparison.setting import comparison_setting, report_weeks
from scenarios.municipality.local_population import LocalPeople
from scenarios.policy.gain import with_expected_gain
from scenarios.policy.intake import arriving, intake_weeks, on_one_intake, scene_for
from scenarios.policy.measure_effects import at_draw
from scenarios.policy.policies import NamedPolicy, check_names
from scenarios.policy.python_policy import in_python
from sim.executor import Executor, Progress, in_order, silent, slots
from sim.forks import but_for_caps, live_together, longest_support
from sim.outcomes.accounts import COUNTED, Accounts
from sim.programme import Intake, Policy
from sim.simulation import Scene, Simulation, natures
from sim.state import CALENDAR

#: Two seeds per draw are the fewest that show how much a seed matters.
SEEDS_PER_DRAW = 2
#: Draws whose worlds are kept together: about a second of work.
DRAWS_PER_PIECE = 16
#: Totals of a run by calendar week that are kept: rows of `sim.state.CALENDAR`, and paid hours of
#: the mentors employed, in all and in weeks since entry that are counted.
CALENDAR_TOTALS = ("mentored", "waiting", "hours_used", "hours_counted")
RESOURCES = (*CALENDAR_TOTALS, "hours_employed", "hours_billed")
#: Sums over a run that are kept.
CORPS = ("direct_minutes", "waited", "full_time_equivalents", "places")
#: The dimensions of what is kept of a draw, after draw, seed and policy. A `status` is one of what
#: the accounts count: a status, each person in one, or a milestone
#: (`sim.outcomes.accounts.COUNTED`).
KEPT = {
    "level": ("week", "status"),
    "level_spread": ("week", "status"),
    "share": ("report_week", "status", "group"),
    "weeks": ("report_week", "status", "group"),
    "spread": ("report_week", "status", "group"),
    "resource": ("calendar_week", "quantity"),
    "corps": ("total",),
    "measures_begun": ("measure", "calendar_week"),
}
#: Units of what is kept, and of the people in a group.
UNITS = {
    "level": "share of the young people",
    "level_spread": "squared weeks",
    "share": "share of the group",
    "weeks": "weeks per young person of the group",
    "spread": "squared weeks",
    "resource": "people or paid hours in the calendar week",
    "direct_minutes": "minutes in all",
    "waited": "weeks",
    "full_time_equivalents": "full-time mentors",
    "places": "places",
    "measures_begun": "young people in the calendar week, in a counted week of theirs",
    "size": "young people",
}
Arrays = dict[str, npt.NDArray[Any]]
#: Before the names of what a look keeps, where it is together with the rest.
LOOKED_AT = "look."
Found = TypeVar("Found")
#: Who lives in a world, by people, intake, parameters and seed.
Scenes = Callable[[Trial | LocalPeople, Intake, Mapping[str, float], int], Scene]


class Look(Protocol):
    """Looks more closely at the worlds of the first draws, and keeps something besides."""

    @property
    def draws(self) -> int:
        """How many draws are looked at."""

    @property
    def groups(self) -> tuple[str, ...]:
        """Groups that are counted in their worlds besides those of the trial."""

    def from_week(self, scene: Scene) -> int:
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
    """

    horizon: int
    seed: int = 1
    workers: int = 2
    executor: Executor | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Prepared:
    """Policies and people, ready to live: one intake, one order by expected gain.

    Attributes:
        people: who lives.
        policies: what is compared; scores are sums of weighted parts.
        intake: of all of them.
    """

    people: Trial | LocalPeople
    policies: tuple[NamedPolicy, ...]
    intake: Intake

    @property
    def offered(self) -> list[Policy]:
        """The policies as they are lived: a world may hold a municipality several times."""
        here = arriving(self.people, self.intake)
        if isinstance(here, LocalPeople):
            return [here.scaled(named.policy) for named in self.policies]
        return [named.policy for named in self.policies]

    def offered_at(self, draw: int) -> list[Policy]:
        """As `offered` under a posterior draw, by number: what is drawn with it has its value."""
        return [at_draw(policy, draw) for policy in self.offered]

    @cached_property
    def together(self) -> tuple[tuple[int, ...], ...]:
        """Numbers of the policies that differ only in the most weeks of support, longest first.

        They are lived as one until somebody's support may end (`sim.forks`).
        """
        alike: dict[object, list[int]] = {}
        for number, named in enumerate(self.policies):
            by_itself = number if in_python([named]) else None
            alike.setdefault((by_itself, but_for_caps(named.policy)), []).append(number)

        def support(number: int) -> int:
            return longest_support(self.policies[number].policy)

        return tuple(tuple(sorted(some, key=support, reverse=True)) for some in alike.values())

    def live(
        self,
        draw: int,
        scene: Scene,
        values: Mapping[str, float],
        seed: int,
        horizon: int,
        end: Callable[[Simulation], Found],
        until: int | None = None,
    ) -> list[Found]:
        """What came of the world of every policy, of one people and luck.

        Args:
            draw, scene, values, seed, horizon: as `worlds`.
            end, until: as `sim.forks.live_together`.
        """
        nature, offered = natures(scene, values, seed), self.offered_at(draw)

        found: dict[int, Found] = {}
        for numbers in self.together:

            def world(place: int, numbers: Sequence[int] = numbers) -> Simulation:
                number = numbers[place]
                return self.policies[number].world(
                    offered[number], scene, values, seed, horizon=horizon, nature=nature
                )

            of_some = live_together([offered[number] for number in numbers], world, end, until)
            found |= zip(numbers, of_some, strict=True)
        return [found[number] for number in range(len(found))]

    def worlds(
        self, draw: int, scene: Scene, values: Mapping[str, float], seed: int, horizon: int
    ) -> Iterator[Simulation]:
        """The world of every policy in week 0, one after the other, of one people and luck.

        Args:
            draw: posterior draw, by number.
            scene: people, jobcentres and calendar.
            values: the draw's parameters.
            seed: of the scene and of every draw.
            horizon: weeks since entry, week 0 included.
        """
        nature = natures(scene, values, seed)
        for named, lived in zip(self.policies, self.offered_at(draw), strict=True):
            yield named.world(lived, scene, values, seed, horizon=horizon, nature=nature)

    @property
    def copies(self) -> int:
        """How many times a world holds the people."""
        here = arriving(self.people, self.intake)
        return here.copies if isinstance(here, LocalPeople) else 1

    @cached_property
    def evidence(self) -> Evidence:
        """What the study behind the people saw."""
        return evidence_of(self.people.trial)

    def calendar_weeks(self, horizon: int) -> int:
        """Calendar weeks that a world lives."""
        return intake_weeks(self.people, self.intake) - 1 + horizon


def prepared(
    people: Trial | LocalPeople, policies: Sequence[NamedPolicy], posterior: Posterior
) -> Prepared:
    """All live through the same intake, and rank by expected gain in one order for all draws.

    Args:
        people: whose lives they are.
        policies: that will be lived.
        posterior: draws, over which the expected gain is a mean.

    Raises:
        InputError: two policies have the same name, or they name different intakes.
    """
    check_names(policies)
    named, intake = on_one_intake(with_expected_gain(people, policies, posterior))
    return Prepared(people, tuple(named), intake)


def identity(ready: Prepared, posterior: Posterior, setting: EnsembleSetting) -> dict[str, Any]:
    """What results depend on besides the code, as plain values: what is resumed with what.

    Args:
        ready: people and policies.
        posterior: draws of the parameters.
        setting: weeks, seed and the like.
    """
    people = ready.people
    who = (
        hashlib.sha256(repr((people.municipality, people.staffing)).encode()).hexdigest()[:16]
        if isinstance(people, LocalPeople)
        else "trial"
    )
    draws = posterior.draws.to_csv(index=False, float_format="%.17g", lineterminator="\n")
    fitted = asdict(posterior.provenance)
    study = people.trial
    return {
        **({} if study.start is None else {"start": study.start.isoformat()}),
        **study_identity(study),
        "policies": {named.name: named.identity for named in ready.policies},
        "people": who,
        "draws": hashlib.sha256(draws.encode()).hexdigest()[:16],
        "number of draws": len(posterior),
        "model": fitted["model"],
        "horizon": setting.horizon,
        "seed": setting.seed,
        "draws of views": comparison_setting().view_draws.value,
    }


def study_identity(study: Trial) -> dict[str, str]:
    """What lives of another study than the one that ships depend on; nothing for that one."""
    shipped = the_trial()
    now = {"study": study_fingerprint(study), "tables": tables_fingerprint(study)}
    same = {"study": study_fingerprint(shipped), "tables": tables_fingerprint(shipped)}
    return {} if now == same else now


def run_ensemble(
    people: Trial | LocalPeople,
    policies: Sequence[NamedPolicy],
    posterior: Posterior,
    setting: EnsembleSetting,
    progress: Progress = silent,
) -> xr.Dataset:
    """Live every policy under every draw; see `live_all`.

    Args:
        people: who lives: the trial's young people, or a municipality's.
        policies: what they are offered.
        posterior: the draws.
        setting: how much to compute.
        progress: called with the share that is done.
    """
    return live_all(prepared(people, policies, posterior), posterior, setting, progress)


def live_all(
    ready: Prepared,
    posterior: Posterior,
    setting: EnsembleSetting,
    progress: Progress = silent,
    *,
    workspace: Workspace | None = None,
    name: str = "draws",
    scenes: Scenes = scene_for,
) -> xr.Dataset:
    """Live every policy under every draw.

    Args:
        ready: people and policies.
        posterior: the draws.
        setting: how much to compute.
        progress: called with the share that is done.
        workspace: where pieces are kept; None keeps them in memory only.
        name: of the pieces.
        scenes: draws the people of a world, or remembers them.

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
    return live_closely(
        ready, posterior, setting, progress, workspace=workspace, name=name, scenes=scenes
    )[0]


def live_closely(
    ready: Prepared,
    posterior: Posterior,
    setting: EnsembleSetting,
    progress: Progress = silent,
    *,
    look: Look | None = None,
    workspace: Workspace | None = None,
    name: str = "draws",
    scenes: Scenes = scene_for,
) -> tuple[xr.Dataset, Arrays]:
    """As `live_all`, and what is kept besides of the first draws' worlds.

    Args:
        ready, posterior, setting, progress, workspace, name, scenes: as there.
        look: at the worlds of some draws; None at none.

    Returns:
        The ensemble, and what the look kept, with draw and seed first.
    """
    draws = list(posterior.values())
    pieces = [
        range(first, min(first + DRAWS_PER_PIECE, len(draws)))
        for first in range(0, len(draws), DRAWS_PER_PIECE)
    ]
    names = [f"{name}-{number:04d}" for number in range(len(pieces))]
    at_once = _draws_per_task(setting, len(draws))

    def tasks() -> Iterator[Lives]:
        for piece, kept in zip(pieces, names, strict=True):
            if workspace is None or not workspace.has(kept):
                for first in piece[::at_once]:
                    some = draws[first : min(first + at_once, piece.stop)]
                    seed = setting.seed + SEEDS_PER_DRAW * first
                    yield Lives(ready, tuple(some), first, seed, setting.horizon, scenes, look)

    arrays: Arrays = {}
    looked_at: list[Arrays] = []
    lived = in_order(live, tasks(), workers=setting.workers, executor=setting.executor)
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
            if piece.start == 0:
                shapes = {k: ((len(draws), *a.shape[1:]), a.dtype) for k, a in found.items()}
                arrays = rooms(shapes, None if workspace is None else workspace.folder)
            for key, array in found.items():
                arrays[key][piece.start : piece.stop] = array
            give_back(arrays.values())
            progress(piece.stop / len(draws))
    closely = looked_at[0] if looked_at else {}
    closely = {key: np.concatenate([part[key] for part in looked_at]) for key in closely}
    return _dataset(arrays, ready, setting), closely


def _draws_per_task(setting: EnsembleSetting, draws: int) -> int:
    """One at a time on threads; elsewhere up to a piece, but so that every slot has work."""
    if setting.executor is None:
        return 1
    return int(np.clip(draws // (2 * slots(setting.executor)), 1, DRAWS_PER_PIECE))


@dataclass(frozen=True)
class Lives:
    """A task: some draws, every policy, every seed; all that another machine needs for it.

    Attributes:
        ready: people and policies.
        draws: full sets of parameters.
        first: number of the first of them in the posterior.
        seed: of the first draw's first world.
        horizon: weeks since entry, week 0 included.
        scenes: draws the people of a world.
        look: at the worlds of the first draws of the posterior.
    """

    ready: Prepared
    draws: tuple[dict[str, float], ...]
    first: int
    seed: int
    horizon: int
    scenes: Scenes = scene_for
    look: Look | None = None


def live(task: Lives) -> Arrays:
    """What is kept of some draws: as in `KEPT`, with draw and seed first, and `size`."""
    by_draw = []
    for k, values in enumerate(task.draws):
        first = task.seed + SEEDS_PER_DRAW * k
        seeds = range(first, first + SEEDS_PER_DRAW)
        worlds = [_live(task, task.first + k, values, seed) for seed in seeds]
        by_draw.append({key: np.stack([world[key] for world in worlds]) for key in worlds[0]})
    # The first draws are those that are looked at more closely.
    return {key: np.stack([draw[key] for draw in by_draw if key in draw]) for key in by_draw[0]}


def _live(task: Lives, draw: int, values: dict[str, float], seed: int) -> Arrays:
    """Every policy in one world of people and luck; arrays with the policy first."""
    ready, horizon = task.ready, task.horizon
    calendar_weeks, at = ready.calendar_weeks(horizon), list(report_weeks(horizon, ready.evidence))
    most = max(len(policy.measures) for policy in ready.offered)
    scene = task.scenes(ready.people, ready.intake, values, seed)
    look = task.look if task.look is not None and draw < task.look.draws else None
    if look is None:

        def end(world: Simulation) -> tuple[Arrays, Arrays]:
            accounts = world.run(persons=False)
            return _sums(accounts, at, calendar_weeks, most), {"size": accounts.sizes}

        rows = ready.live(draw, scene, values, seed, horizon, end)
    else:
        groups = scene.groups
        more = tuple(dict.fromkeys((*groups, *look.groups)))
        scene, close = replace(scene, groups=more, _cache={}), look

        def end(world: Simulation) -> tuple[Arrays, Arrays]:
            accounts, kept = close(world, calendar_weeks)
            mine = accounts.of_groups(groups)
            sums = _sums(mine, at, calendar_weeks, most)
            return sums | {LOOKED_AT + key: x for key, x in kept.items()}, {"size": mine.sizes}

        rows = ready.live(draw, scene, values, seed, horizon, end, look.from_week(scene))
    by_policy = {key: np.stack([row[key] for row, _ in rows]) for key in rows[0][0]}
    return by_policy | rows[-1][1]


def _sums(accounts: Accounts, at: list[int], calendar_weeks: int, measures: int) -> Arrays:
    sizes = np.maximum(1, accounts.sizes)
    resource = np.zeros((calendar_weeks, len(RESOURCES)), np.float32)
    rows = [CALENDAR.index(name) for name in CALENDAR_TOTALS]
    lived = np.vstack([accounts.weekly[rows], accounts.hours_employed, accounts.hours_billed])
    resource[: lived.shape[1]] = lived.T
    begun = np.zeros((measures, calendar_weeks), np.int32)
    begun[: len(accounts.measures_begun), : accounts.measures_begun.shape[1]] = (
        accounts.measures_begun
    )
    direct = accounts.weekly[CALENDAR.index("direct_minutes")].sum()
    corps = (direct, accounts.mean_wait, accounts.full_time_equivalents, accounts.places)
    everybody = accounts.groups.index("all")
    return {
        "level": (accounts.people[:, :, everybody] / sizes[everybody]).astype(np.float32),
        "level_spread": accounts.spread(groups=everybody).astype(np.float32),
        "share": (accounts.people[at] / sizes).astype(np.float32),
        "weeks": (accounts.weeks[at] / sizes).astype(np.float32),
        "spread": accounts.spread(at).astype(np.float32),
        "resource": resource,
        "corps": np.array(corps, np.float64),
        "measures_begun": begun,
    }


def _dataset(arrays: Arrays, ready: Prepared, setting: EnsembleSetting) -> xr.Dataset:
    policies, evidence = ready.policies, ready.evidence
    front = ("draw", "seed", "policy")
    data = xr.Dataset(
        {key: ((*front, *dims), arrays[key]) for key, dims in KEPT.items()}
        | {"size": (("draw", "seed", "group"), arrays["size"])},
        coords={
            "policy": [named.name for named in policies],
            "week": np.arange(setting.horizon),
            "report_week": list(report_weeks(setting.horizon, evidence)),
            "calendar_week": np.arange(arrays["resource"].shape[3]),
            "status": list(COUNTED),
            "group": list(evidence.groups),
            "quantity": list(RESOURCES),
            "total": list(CORPS),
        },
        attrs={"python_policies": code} if (code := _codes(policies)) else {},
    )
    totals = {name: data["corps"].sel(total=name, drop=True) for name in CORPS}
    return data.drop_vars(["corps", "total"]).assign(totals)


def _codes(policies: Sequence[NamedPolicy]) -> str:
    """Which code acted: names and fingerprints of policies in Python; empty without any."""
    return ", ".join(f"{named.name}: {named.code}" for named in in_python(policies))


def without_groups(data: xr.Dataset, hidden: Collection[str]) -> xr.Dataset:
    """An ensemble with the numbers of some groups blanked, in place where they are many."""
    if not hidden:
        return data
    which = [k for k, name in enumerate(data["group"].values) if name in hidden]
    for name in ("share", "weeks", "spread"):
        array = data[name].data
        for draws in blocks(len(array), array[0].nbytes):
            array[draws][..., which] = np.nan
            give_back([array])
    return data.assign(size=data["size"].where(~data["group"].isin(list(hidden))))
