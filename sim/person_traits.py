"""What people are before any policy: hazards, responses, bonds and luck; and their rows in order.

The policies of one draw and seed are lived by the same people. What they share is made once: the
columns of everybody, and the tables of a world in week 0 for each division into segments.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, partial
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.cohort import Cohort
from sim.groups import GROUPS
from sim.offers import enrolment
from sim.parameters import parameter_space
from sim.population import PERSONS_PER_JOBCENTRE, Population, Stratum
from sim.reference import reference
from sim.series import Series
from sim.state import (
    ENTERED,
    ENTRY,
    EXPIRED,
    FIRST,
    FLAG,
    LAST,
    LIFE,
    REAL,
    TRAITS,
    WHOLE,
    Rows,
    Segment,
    Status,
)
from sim.streams import Purpose, uniforms

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]
Mask = npt.NDArray[np.bool_]
Order = npt.NDArray[np.int64]
Segments = npt.NDArray[np.int8]

#: Age in years of which `pension_start` is the hazard, and the years in its unit of age.
PENSION_AGE, YEARS = 25.0, 10.0
#: Divisions into segments whose tables are kept: policies that are compared mostly share one.
KEPT_LAYOUTS = 4
#: People whose columns are made at a time where a large world is built: they take half as much
#: memory again as their rows.
MADE_AT_ONCE = 16_384


@cache
def modifiers() -> tuple[str, ...]:
    """Groups that modify the response to readiness: those with a parameter `job_<group>`."""
    names = (name.removeprefix("job_") for name in parameter_space().names if name[:4] == "job_")
    return tuple(name for name in names if name in GROUPS)


def responses(cohort: Cohort, values: Mapping[str, float], outcome: str) -> Floats:
    """Log hazard at full readiness of each person, shape (n,): who responds more, who less.

    The mean response `readiness_<outcome>` times exp of the modifiers, each centred on the
    reference population so that it moves people apart without moving the average.

    Args:
        cohort: the people.
        values: the parameters by name.
        outcome: what somebody may start: `education` or `job`.
    """
    log = np.zeros(cohort.population.n)
    for name in modifiers():
        effect = values["response_spread"] * values[f"{outcome}_{name}"]
        if effect != 0.0:
            log += effect * cohort.modifier(name)
    return np.asarray(values[f"readiness_{outcome}"] * np.exp(log))


def _hazards(population: Population, values: Mapping[str, float]) -> dict[str, Floats]:
    """Weekly hazards of each person without readiness, season or trend, and the response of
    pension; each of shape (n,)."""
    centre = reference().centre
    su = population.su.mean(axis=1) - centre("su_share")
    transfer = population.transfer.mean(axis=1) - centre("transfer_share")
    barriers = population.severity - centre("barriers")
    decades = (population.age - PENSION_AGE) / YEARS
    no_grades = (population.stratum == Stratum.NO_GRADES) - centre("grade_none")
    return {
        "education_hazard": values["education_start"]
        * np.exp(
            values["education_su"] * su
            + values["education_no_grades"] * no_grades
            + values["education_barriers"] * barriers
        ),
        "job_hazard": values["job_start"]
        * np.exp(values["job_barriers"] * barriers + values["job_transfer"] * transfer),
        "pension_hazard": values["pension_start"]
        * np.exp(values["pension_barriers"] * barriers + values["pension_age"] * decades),
        "course_hazard": values["course_start"] * np.exp(values["pension_barriers"] * barriers),
        "pension_response": values["readiness_pension"]
        - values["readiness_pension_barriers"] * barriers,
    }


def _bonds(population: Population, values: Mapping[str, float], bonds: Mask) -> dict[str, Floats]:
    """How fast trust grows and how far readiness can go, each of shape (n,).

    The two hypotheses about those without marks are mixed by `barrier_limited`: their trust
    grows more slowly (they need longer), or their readiness stops below its ceiling (barriers
    must be lifted first).
    """
    no_marks = population.stratum == Stratum.NO_GRADES
    mix = values["barrier_limited"]
    slow = values["trust_barrier"] * (population.severity - reference().centre("barriers"))
    slow = slow + (1.0 - mix) * values["trust_slow_no_grades"] * no_marks
    growth = values["trust_growth"] * np.exp(-slow)
    return {
        "severity": population.severity,
        "free_growth": growth * bonds,
        "trust_growth": np.minimum(1.0, growth) * bonds,
        "readiness_gain": np.full(population.n, values["readiness_gain"]),
        "readiness_ceiling": 1.0 - mix * population.severity * no_marks,
    }


@dataclass(frozen=True)
class Layout:
    """The rows of people in week 0, in the order in which a world has them.

    Attributes:
        order: population index of each row (sorted by segment and week of entry).
        jobcentre: of each row.
        tie: the chance that orders the queue, of each row.
        groups: membership of each row, shape (n, groups); nothing writes to it.
        spans: rows of the segments (`sim.state.World`).
        real, traits, whole, life, flag: tables of `sim.state.World`.
    """

    order: npt.NDArray[np.int64]
    jobcentre: npt.NDArray[np.int16]
    tie: Floats
    groups: npt.NDArray[np.uint8]
    spans: Ints
    real: Floats
    traits: Floats
    whole: Ints
    life: Ints
    flag: npt.NDArray[np.uint8]
    _queues: dict[bytes, Ints] = field(default_factory=dict, repr=False)

    def queue(self, tier: Ints, score: Floats) -> Ints:
        """Rows by jobcentre in a policy's order: priority, score, week of entry, chance.

        Args:
            tier: priority of each row, the first is 0, shape (n,).
            score: points of each row, more go first, shape (n,).
        """
        if self.spans[Segment.OFFERED, FIRST] == self.spans[Segment.OFFERED, LAST]:
            # Nobody is offered a mentor: nobody ever waits.
            return np.zeros(self.order.size, np.int32)
        key = tier.tobytes() + score.tobytes()
        if key not in self._queues:
            entry, first = self.life[ENTRY], _joined(self.jobcentre, tier)
            if (score == score[:1]).all():
                keys: tuple[npt.NDArray[Any], ...] = (self.tie, _joined(first, entry))
            else:
                keys = (self.tie, entry, -score, first)
            self._queues[key] = np.lexsort(keys).astype(np.int32)
        return self._queues[key]

    def copied(self) -> Layout:
        """Tables of its own for a world to live on; what nothing writes to is shared."""
        tables = ("real", "traits", "whole", "life", "flag")
        return replace(self, **{name: getattr(self, name).copy(order="K") for name in tables})


@dataclass(frozen=True)
class PersonTraits:
    """People before any policy, under one draw and seed.

    Attributes:
        cohort: who they are.
        values: the parameters they are made with, all of them and each within its bounds.
        seed: of every draw.
        series: of worlds of these people and this luck that have been made before; None is none.
    """

    cohort: Cohort
    values: Mapping[str, float]
    seed: int
    series: Series | None = None
    _layouts: dict[bytes, Layout] = field(default_factory=dict, repr=False)

    @cached_property
    def columns(self) -> dict[str, npt.NDArray[np.generic]]:
        """By name, shape (n,) each, in the order of the population; made when first asked for.

        The names are those of the rows of a world (`sim.state`), and `tie`, the chance that orders
        the queue.
        """
        return _columns(self.cohort, self.values, self.seed, series=self.series)

    def layout(self, eligible: npt.NDArray[np.uint8]) -> Layout:
        """All rows of a world in which these are eligible, 0 or 1, shape (n,); not to be written
        to: worlds share it."""
        segment = _segments(self.columns, eligible)
        key = segment.tobytes()
        if key not in self._layouts:
            if len(self._layouts) == KEPT_LAYOUTS:
                del self._layouts[next(iter(self._layouts))]
            self._layouts[key] = self._laid_out(segment, key)
        return self._layouts[key]

    def _laid_out(self, segment: Segments, key: bytes) -> Layout:
        """The rows of a division; in a series only the columns that have changed are filled in."""
        fade = self.values["readiness_fade"]
        before = None if self.series is None else self.series.last("layout", key)
        if before is None:
            order = _order(self.cohort, segment)
            layout = _blank(self.cohort, self.values, order, segment)
            _fill(layout, slice(None), self.columns, order, self.cohort.membership())
        else:
            columns, faded, layout = before
            changed = {n: c for n, c in self.columns.items() if c is not columns[n]}
            if changed or fade != faded:
                layout = _refilled(layout, changed, fade)
        if self.series is not None:
            self.series.keep("layout", key, (self.columns, fade, layout))
        return layout

    def rows_in_order(self, eligible: npt.NDArray[np.uint8]) -> tuple[Order, Segments]:
        """Population index of each row of a world in which these are eligible, and the segment of
        each person, both of shape (n,); as `layout`, with little in memory at a time."""
        segment = np.empty(eligible.size, np.int8)
        for part in _parts(eligible.size):
            some = _columns(self.cohort.take(part), self.values, self.seed, _OF_SEGMENTS)
            segment[part] = _segments(some, eligible[part])
        return _order(self.cohort, segment), segment

    def layout_of(self, order: Order, segment: Segments) -> Layout:
        """Some rows of a world, for it to live on; made a part at a time, and not kept.

        Args:
            order: population index of each row, as `rows_in_order` has them.
            segment: of each person of the population, as `rows_in_order` has it.
        """
        layout = _blank(self.cohort, self.values, order, segment[order])
        for part in _parts(order.size):
            some = self.cohort.take(order[part])
            columns = _columns(some, self.values, self.seed)
            _fill(layout, part, columns, slice(None), some.membership())
        return layout


def _parts(n: int) -> Iterator[slice]:
    """People that are made at a time."""
    for first in range(0, n, MADE_AT_ONCE):
        yield slice(first, min(n, first + MADE_AT_ONCE))


def _segments(
    columns: Mapping[str, npt.NDArray[np.generic]], eligible: npt.NDArray[np.uint8]
) -> Segments:
    """Which segment each person's row belongs to, shape (n,)."""
    may = eligible == 1
    # Those who decline an offer count as having left: no ordinary services either.
    segment = np.full(may.size, Segment.REST, np.int8)
    segment[~may & (columns["ordinary"] == 1)] = Segment.ORDINARY
    segment[may & (columns["uptake"] == 1)] = Segment.OFFERED
    return segment


def _order(cohort: Cohort, segment: Segments) -> Order:
    """Population index of each row: by segment, week of entry, number within the jobcentre."""
    population = cohort.population
    # Within a week of entry neighbours come from different jobcentres: sums over mentees of
    # one mentor then need not wait for each other.
    rank = population.person % PERSONS_PER_JOBCENTRE
    return np.argsort(_joined(segment, cohort.entry, rank, population.jobcentre))


def _blank(cohort: Cohort, values: Mapping[str, float], order: Order, segment: Segments) -> Layout:
    """Rows of people of whom nothing has been filled in yet; `segment` is of all who have one."""
    n = order.size
    layout = Layout(
        order=order,
        jobcentre=cohort.population.jobcentre[order],
        tie=np.empty(n),
        groups=np.empty((n, len(cohort.groups)), np.uint8),
        spans=_spans(segment),
        real=np.zeros((len(REAL), n)),
        traits=np.zeros((len(TRAITS), n), order="F"),
        whole=np.zeros((len(WHOLE), n), np.int32),
        life=np.zeros((len(LIFE), n), np.int32, order="F"),
        flag=np.zeros((len(FLAG), n), np.uint8, order="F"),
    )
    rows = _rows(layout)
    rows["status"][:] = Status.ABSENT
    for name in ("spell_end", "waited", "former_post"):
        rows[name][:] = -1
    rows["fade"][:] = values["readiness_fade"]
    return layout


def _fill(
    layout: Layout,
    part: slice,
    columns: Mapping[str, npt.NDArray[np.generic]],
    people: slice | Order,
    membership: npt.NDArray[np.uint8],
) -> None:
    """Fill a part of the rows in.

    Args:
        layout: whose rows they are.
        part: the rows.
        columns: of some people.
        people: where in the columns those of the rows are.
        membership: of the people of the columns, shape (people, groups).
    """
    rows = _rows(layout)
    for name, column in columns.items():
        if name in rows:
            rows[name][part] = column[people]
    rows["pace"][part] = rows["trust_growth"][part]
    layout.tie[part] = columns["tie"][people]
    layout.groups[part] = membership[people]


def _refilled(
    layout: Layout, columns: Mapping[str, npt.NDArray[np.generic]], fade: float
) -> Layout:
    """A layout with other columns of the same people.

    Args:
        layout: as it was; it is left so.
        columns: of everybody, in the order of the population.
        fade: share of readiness that fades in a week.
    """
    order, made = layout.order, layout.copied()
    rows = _rows(made)
    for name, column in columns.items():
        if name in rows:
            rows[name][:] = column[order]
    rows["fade"][:] = fade
    rows["pace"][:] = rows["trust_growth"]
    tie = np.asarray(columns["tie"][order], float) if "tie" in columns else layout.tie
    if np.array_equal(tie, layout.tie):
        return made
    return replace(made, tie=tie, _queues={})


def _rows(layout: Layout) -> Rows:
    return Rows(
        (REAL, layout.real),
        (TRAITS, layout.traits),
        (WHOLE, layout.whole),
        (LIFE, layout.life),
        (FLAG, layout.flag),
    )


def _joined(*keys: npt.NDArray[np.integer]) -> npt.NDArray[np.int64]:
    """One number that sorts as these whole numbers from 0 do, the first before the others."""
    joined = keys[0].astype(np.int64)
    for following in keys[1:]:
        joined = joined * (int(following.max(initial=0)) + 1) + following
    return joined


def _spans(segment: npt.NDArray[np.int8]) -> Ints:
    table = np.zeros((len(Segment), 4), np.int32)
    sizes = np.bincount(segment, minlength=len(Segment))
    table[:, LAST] = np.cumsum(sizes)
    table[:, FIRST] = table[:, ENTERED] = table[:, EXPIRED] = table[:, LAST] - sizes
    return table


def draw_person_traits(
    cohort: Cohort, values: Mapping[str, float], seed: int, series: Series | None = None
) -> PersonTraits:
    """What the policies of one draw and seed share: hazards, responses, bonds, luck.

    Args:
        cohort: people, jobcentres and calendar.
        values: a full set of parameters (`ParameterSpace.values`); it is checked here, once for
            all policies.
        seed: of every draw, from 0 to 2^64 - 1.
        series: of worlds of this cohort and seed, where many sets of parameters are lived: what
            does not depend on those that have changed is taken from there.

    Raises:
        InputError: a parameter is missing, unknown, no number or out of its bounds.
    """
    return PersonTraits(cohort, parameter_space().complete(values), seed, series)


Columns = dict[str, npt.NDArray[np.generic]]
Work = Callable[[Cohort, Mapping[str, float], int], Columns]


def _columns(
    cohort: Cohort,
    values: Mapping[str, float],
    seed: int,
    pieces: Mapping[str, Work] | None = None,
    *,
    series: Series | None = None,
) -> Columns:
    """Columns of people by name, shape (n,) each; what a person has depends on nobody else.

    Args:
        cohort: the people.
        values: a full set of parameters.
        seed: of every draw.
        pieces: that are wanted, if only `_OF_SEGMENTS` are; None is all.
        series: of worlds of these people that have been made before; None is none.
    """
    worked_out = Series() if series is None else series
    columns: Columns = {}
    for name, work in (_PIECES if pieces is None else pieces).items():
        columns |= worked_out.piece(name, partial(_made, work, cohort, seed), values)
    return columns


def _made(work: Work, cohort: Cohort, seed: int, values: Mapping[str, float]) -> Columns:
    return work(cohort, values, seed)


def _people(cohort: Cohort, values: Mapping[str, float], seed: int) -> Columns:
    population = cohort.population
    return {
        "person": population.person.astype(np.uint32),
        "entry": cohort.entry.astype(np.int32),
        "jobcentre": population.jobcentre.astype(np.int32),
        "woman": population.woman.astype(np.uint8),
    }


def _ordinary(cohort: Cohort, values: Mapping[str, float], seed: int) -> Columns:
    luck = uniforms(seed, cohort.population.person, 0, Purpose.TRAITS)[1]
    return {"ordinary": (luck < values["ordinary_share"]).astype(np.uint8)}


def _trusting(cohort: Cohort, values: Mapping[str, float], seed: int) -> Columns:
    luck = uniforms(seed, cohort.population.person, 0, Purpose.TRAITS)[0]
    return {**_bonds(cohort.population, values, luck >= values["never_bond_share"])}


#: What the division into segments needs.
_OF_SEGMENTS: Mapping[str, Work] = {"ordinary": _ordinary, "enrolment": enrolment}
#: What people are before any policy, in pieces that read different parameters.
_PIECES: Mapping[str, Work] = {
    **_OF_SEGMENTS,
    "people": _people,
    "education": lambda cohort, values, _: {
        "education_response": responses(cohort, values, "education")
    },
    "job": lambda cohort, values, _: {"job_response": responses(cohort, values, "job")},
    "hazards": lambda cohort, values, _: {**_hazards(cohort.population, values)},
    "trusting": _trusting,
}
