"""The lives of a stream of young people over calendar years, to the horizon and no further.

The stream is lived whole, person by person: whoever waits, waits. (Spreading one cohort over the
years would do where nobody queues, but not where places are short; the engine lives a world of
5,000 people and ten years in about ten milliseconds, so there is nothing to gain by it.) A small
stream is lived several times over, a very large one in part; mentors and hours of a policy go with
it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Any

import numpy as np
import numpy.typing as npt

from calibration.posterior import Posterior
from calibration.trial import Trial
from calibration.workspace import Arrays, Workspace
from scenarios.comparison.compare import ready_to_compare
from scenarios.comparison.ensemble import DRAWS_PER_PIECE, SEEDS_PER_DRAW, EnsembleSetting
from scenarios.comparison.identity import identity
from scenarios.comparison.outcomes import MILESTONES_COMPARED
from scenarios.comparison.prepared import Prepared
from scenarios.forecast.reform import RaisedExits, decisions_so_far
from scenarios.forecast.setting import Stream, forecast_setting
from scenarios.forecast.stream_weeks import StreamQuantities
from scenarios.municipality.local_population import LocalPeople
from scenarios.policy.intake import cohort_for, stream_size
from scenarios.policy.policies import NamedPolicy
from sim.executor import Progress, run_all, silent
from sim.outcomes.accounts import COUNTED
from sim.outcomes.paid_hours import employed_hours
from sim.programme import Intake, Policy
from sim.reference import full_time_hours
from sim.simulation import Simulation
from sim.state import CALENDAR, STATUSES

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: Totals by calendar year, or part of one, that are kept: sums over the weeks of rows of
#: `sim.state.CALENDAR`, paid hours of the mentors employed, and those at which the minutes given
#: would leave nothing over, the highest week, decisions that grant support for six months, and how
#: many have come past a milestone by the end.
SUMS = ("mentored", "waiting", "started", "hours_used")
PEAKS = ("mentored_peak", "waiting_peak", "hours_peak")
YEARLY = (
    *SUMS,
    "hours_employed",
    "hours_given",
    *PEAKS,
    "posts",
    "measures",
    "decisions",
    *MILESTONES_COMPARED,
)
MINUTES_PER_HOUR = 60.0


@dataclass(frozen=True)
class SimulatedStream:
    """What was counted in some draws.

    Attributes:
        draws: their numbers, shape (draws,).
        weeks: person-weeks, shape (draws, seeds, policies, periods, weeks since entry, statuses);
            a period is a calendar year, or a part of one (`Streaming.ends`).
        yearly: rows of `YEARLY`, shape (draws, seeds, policies, periods, rows).
    """

    draws: Ints
    weeks: Floats
    yearly: Floats

    def quantities(
        self, policy: int, seed: int, years: tuple[int, ...], *, granted: bool = False
    ) -> StreamQuantities:
        """Of one policy and seed.

        Args:
            policy, seed: by number.
            years: the calendar year of each period.
            granted: whether decisions that grant support are priced.
        """
        weeks = self.weeks[:, seed, policy]
        yearly = {name: self.yearly[:, seed, policy, :, k] for k, name in enumerate(YEARLY)}
        return StreamQuantities(
            weeks={
                status.name.lower(): np.moveaxis(weeks[..., status], 1, 0) for status in STATUSES
            },
            years=years,
            mentor_hours=yearly["hours_employed"],
            unused_hours=np.maximum(yearly["hours_employed"] - yearly["hours_used"], 0.0),
            posts_set_up=yearly["posts"],
            measures=yearly["measures"],
            draws=self.draws,
            decisions=yearly["decisions"] if granted else None,
        )

    def of(self, name: str) -> Floats:
        """A row of `YEARLY`, shape (draws, seeds, policies, periods)."""
        return np.asarray(self.yearly[..., YEARLY.index(name)])


@dataclass(frozen=True)
class Streaming:
    """Policies and people, ready to live a stream.

    Attributes:
        ready: with the intake of a world.
        stream: what was asked for.
        size: young people in a world over those of the stream.
        ends: first calendar week after each period that is counted by itself, in order; whole
            years unless somebody asks for more (`scenarios.forecast.periods`).
    """

    ready: Prepared
    stream: Stream
    size: float
    ends: Ints

    def identity(self, posterior: Posterior, setting: EnsembleSetting) -> dict[str, Any]:
        """Everything that the lives depend on (prices are no part of it)."""
        until = self.stream.courses_until
        asked: dict[str, Any] = {
            "start year": self.stream.start_year,
            "years": self.stream.years,
            "courses until": None if until is None else until.isoformat(),
        }
        if not np.array_equal(self.ends, self.stream.ends):
            asked["counted until week"] = [int(end) for end in self.ends]
        return identity(self.ready, posterior, setting) | asked | self.stream.reform.lived


def ready_to_stream(
    people: Trial | LocalPeople,
    policies: Sequence[NamedPolicy],
    reference: NamedPolicy,
    posterior: Posterior,
    stream: Stream,
    ends: Ints | None = None,
) -> Streaming:
    """Every check that needs no worlds; an intake that a policy names gives way to the stream's.

    Args:
        people, policies, reference, posterior, stream: as `scenarios.forecast.forecast.forecast`.
        ends: of the periods that are counted (`Streaming`); None counts whole years.

    Raises:
        InputError: as `scenarios.comparison.compare.ready_to_compare`, or more people than the
            model can hold.
    """
    share = _share_lived(people, stream)
    intake = Intake(
        kind="stream",
        per_week=stream.people * share / stream.intake_weeks,
        weeks=stream.intake_weeks,
    )
    sized = [_sized(named, share, intake) for named in (*policies, reference)]
    ready = ready_to_compare(people, sized[:-1], sized[-1], posterior)
    size = ready.copies * stream_size(intake) / stream.people
    return Streaming(ready, stream, size, stream.ends if ends is None else ends)


def _share_lived(people: Trial | LocalPeople, stream: Stream) -> float:
    """Young people of one copy of the stream in a world, over those that come."""
    least, most = forecast_setting().world_least.value, forecast_setting().world_most.value
    if stream.people > most:
        return most / stream.people
    if isinstance(people, Trial) and stream.people < least:
        return float(ceil(least / stream.people))
    return 1.0  # a small municipality lives side by side with copies of itself already


def _sized(named: NamedPolicy, share: float, intake: Intake) -> NamedPolicy:
    capacity, more = named.policy.capacity, dict[str, float]()
    if capacity.mentors != "enough":
        more["mentors"] = capacity.mentors * share
    if capacity.hours is not None:
        more["hours"] = capacity.hours * share
    changes = {"capacity": capacity.model_copy(update=more), "intake": intake}
    return replace(named, policy=named.policy.model_copy(update=changes))


def simulate_stream(
    streaming: Streaming,
    posterior: Posterior,
    *,
    seed: int = 1,
    workers: int = 2,
    progress: Progress = silent,
    workspace: Workspace | None = None,
) -> Iterator[SimulatedStream]:
    """Live every policy under every draw, some draws at a time.

    Args:
        streaming: people and policies.
        posterior: the draws.
        seed: of the first world; every draw lives with two.
        workers: threads; the results do not depend on them.
        progress: called with the share that is done.
        workspace: where pieces are kept; None keeps none.

    Yields:
        Counts of the whole stream, whatever part of it a world held.
    """
    draws, ready, stream = list(posterior.values()), streaming.ready, streaming.stream

    def one(task: tuple[int, int]) -> Arrays:
        k, s = task
        world_seed = seed + SEEDS_PER_DRAW * k + s
        cohort = cohort_for(ready.people, ready.intake, draws[k], world_seed)
        cohort = replace(
            cohort, start=stream.start, groups=("all",), courses_until=stream.courses_until
        )
        worlds = ready.worlds(k, cohort, draws[k], world_seed, stream.weeks)
        pairs = zip(worlds, ready.offered_at(k), strict=True)
        return _simulate(pairs, draws[k], streaming.ends, stream.reform.exits_raised)

    for first in range(0, len(draws), DRAWS_PER_PIECE):
        chosen = range(first, min(first + DRAWS_PER_PIECE, len(draws)))

        def make(chosen: range = chosen) -> Arrays:
            def partly(share: float) -> None:
                progress((chosen.start + share * len(chosen)) / len(draws))

            tasks = [(k, s) for k in chosen for s in range(SEEDS_PER_DRAW)]
            lives = run_all(one, tasks, workers=workers, progress=partly)
            return {
                key: np.stack([life[key] for life in lives]).reshape(
                    len(chosen), SEEDS_PER_DRAW, *lives[0][key].shape
                )
                for key in lives[0]
            }

        name = f"forecast-{first // DRAWS_PER_PIECE:04d}"
        piece = make() if workspace is None else workspace.piece(name, make)
        progress(chosen.stop / len(draws))
        yield SimulatedStream(
            draws=np.arange(chosen.start, chosen.stop),
            weeks=piece["weeks"] / streaming.size,
            yearly=piece["yearly"] / streaming.size,
        )


def _simulate(
    worlds: Iterable[tuple[Simulation, Policy]],
    values: dict[str, float],
    ends: Ints,
    exits_raised: float,
) -> Arrays:
    """Every policy in one world of people and luck; arrays with the policy first."""
    rows: list[tuple[npt.NDArray[np.int32], Floats]] = []
    for world, policy in worlds:
        weeks, passed, decisions = person_weeks(world, ends, exits_raised)
        rows.append((weeks, _yearly(world, policy, values, ends, passed, decisions)))
    return {
        "weeks": np.stack([weeks for weeks, _ in rows]),
        "yearly": np.stack([yearly for _, yearly in rows]),
    }


def person_weeks(
    world: Simulation, ends: Ints, exits_raised: float = 0.0
) -> tuple[npt.NDArray[np.int32], Ints, Ints]:
    """Live all years.

    Args:
        world: at its first week.
        ends: first calendar week after each period, in order.
        exits_raised: as `scenarios.forecast.reform.Reform`.

    Returns:
        People by period, week since entry and status, shape (periods, weeks, statuses); how many
        have come past each of `MILESTONES_COMPARED` by the end of each, shape (periods,
        milestones); and decisions made in each period, if mentors are granted for six months at a
        time, shape (periods,).
    """
    exits = RaisedExits(world, exits_raised) if exits_raised > 0.0 else None
    before: npt.NDArray[np.int64] = np.zeros((world.horizon, len(STATUSES)), np.int64)
    columns = [COUNTED.index(name) for name in MILESTONES_COMPARED]
    years, passed, decisions = [], [], []
    for end in ends:
        if exits is None:
            world.advance(int(end) - world.week)
        else:
            exits.advance(int(end))
        so_far = _weeks_so_far(world)
        years.append(so_far - before)
        before = so_far
        passed.append(world.counts.changes[: world.horizon, columns, 0].sum(axis=0))
        decisions.append(decisions_so_far(world))
    return (
        np.stack(years).astype(np.int32),
        np.stack(passed).astype(np.int64),
        np.array(decisions, np.int64) - np.array([0, *decisions[:-1]], np.int64),
    )


def _weeks_so_far(world: Simulation) -> npt.NDArray[np.int64]:
    """People by week since entry, if it has come, and status in it; shape (weeks, statuses).

    The engine books moves by week since entry. Summed up they leave everybody in their last status
    for all weeks to come: those weeks are taken off again.
    """
    changes = world.counts.changes[: world.horizon, : len(STATUSES), 0]
    booked = np.cumsum(changes, axis=0, dtype=np.int64)
    lived = world.week - world.cohort.entry[world.order].astype(np.int64)  # weeks of each so far
    here = lived > 0
    status = world.rows()["status"][here].astype(np.int64)
    first_to_come = np.minimum(lived[here], world.horizon) * len(STATUSES) + status
    ended = np.bincount(first_to_come, minlength=(world.horizon + 1) * len(STATUSES))
    to_come = np.cumsum(ended.reshape(-1, len(STATUSES)), axis=0)[: world.horizon]
    return np.asarray(booked - to_come)


def _yearly(
    world: Simulation,
    policy: Policy,
    values: dict[str, float],
    ends: Ints,
    passed: Ints,
    decisions: Ints,
) -> Floats:
    """Rows of `YEARLY` by period, shape (periods, rows).

    `passed` and `decisions` are as `person_weeks` gives them.
    """
    starts = np.concatenate([[0], ends[:-1]])
    calendar = world.counts.calendar[:, : int(ends[-1])]

    def row(name: str) -> Floats:
        return np.asarray(calendar[CALENDAR.index(name)])

    def most(name: str) -> Floats:
        return np.asarray(np.maximum.reduceat(row(name), starts))

    capacity = policy.capacity
    direct = values["direct_share"] if capacity.direct_share is None else capacity.direct_share
    employed = employed_hours(world.counts, world.corps, int(ends[-1]), world.rows())
    given = np.maximum(employed, row("direct_minutes") / MINUTES_PER_HOUR / direct)
    begun = world.counts.measures_begun[:, : int(ends[-1])].sum(axis=0)
    columns = {name: np.add.reduceat(row(name), starts) for name in SUMS}
    columns |= {
        "hours_employed": np.add.reduceat(employed, starts),
        "hours_given": np.add.reduceat(given, starts),
        "mentored_peak": most("mentored"),
        "waiting_peak": most("waiting"),
        "hours_peak": most("hours_used"),
        "measures": np.add.reduceat(begun, starts).astype(float),
        "decisions": decisions.astype(float),
    }
    if capacity.mentors == "enough" and capacity.hours is None:
        # Nobody hires for all years at once: posts are set up as more are in use than ever before.
        highest = np.maximum.accumulate(columns["hours_peak"]) / full_time_hours()
        columns["posts"] = np.diff(highest, prepend=0.0)
    else:
        columns["posts"] = np.zeros(len(ends))
        columns["posts"][0] = world.corps.full_time_equivalents
    columns |= {name: passed[:, k].astype(float) for k, name in enumerate(MILESTONES_COMPARED)}
    return np.stack([columns[name] for name in YEARLY], axis=1)
