"""One world from its ingredients: people, corps, policy, parameters and a seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from sim import changes, engine
from sim.accounts import STATUSES, Accounts, read_accounts
from sim.groups import group_mask, membership
from sim.history import History
from sim.measures import MEASURE, given_to
from sim.mentors import Corps, MentorShares, Staffing
from sim.moves import BLOCK
from sim.offers import corps, demand, levers, offers
from sim.population import PERSONS_PER_JOBCENTRE, Population, Stratum
from sim.programme import Policy
from sim.reference import reference
from sim.season import season
from sim.state import (
    CALENDAR,
    CENTRE,
    ENTERED,
    EXPIRED,
    FIRST,
    FLAG,
    FREE,
    LAST,
    LIFE,
    NEVER,
    NO_LIMIT,
    POST_REAL,
    POST_START,
    POST_WHOLE,
    QUEUE_HEAD,
    QUEUE_START,
    REAL,
    SEASON,
    SPLITS,
    TRAITS,
    WHOLE,
    Segment,
    Setting,
    Status,
    World,
    post_rows,
    rates_record,
    record,
    youth_rows,
)  # fmt: skip
from sim.streams import Purpose, key, uniforms

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

#: Attributes that modify the response to readiness; parameters `education_<name>`, `job_<name>`.
MODIFIERS = (
    "grade_high",
    "grade_low",
    "grade_none",
    "su_none",
    "woman",
    "mother_low_education",
    "father_low_education",
    "mother_low_income",
    "transfer_high",
    "immigrant",
)


@dataclass(frozen=True)
class Scene:
    """What stays the same when policies, parameters and seeds vary.

    Attributes:
        population: the young people.
        entry: calendar week in which each enters, shape (n,).
        start: Monday of calendar week 0.
        staffing: of each jobcentre, in the order of `population.jobcentre_names`.
        mentor_shares: traits that mentors are drawn from.
        groups: names of the groups that are counted.
    """

    population: Population
    entry: npt.NDArray[np.int32]
    start: date
    staffing: Sequence[Staffing]
    mentor_shares: MentorShares
    groups: tuple[str, ...] = ("all",)
    _cache: dict[str, npt.NDArray[np.generic]] = field(default_factory=dict, repr=False)

    def membership(self) -> npt.NDArray[np.uint8]:
        """Group membership, shape (n, groups); worked out once."""
        if "membership" not in self._cache:
            self._cache["membership"] = membership(self.population, self.groups)
        return np.asarray(self._cache["membership"], np.uint8)

    def modifier(self, name: str) -> Floats:
        """Membership of a group of `MODIFIERS` less its share in the reference, shape (n,)."""
        if name not in self._cache:
            mask = group_mask(self.population, name)
            self._cache[name] = mask - reference().centre(name)
        return np.asarray(self._cache[name], float)


@dataclass
class Simulation:
    """A world in time: `advance` lives weeks, `accounts` tells what has happened so far.

    Attributes:
        world: the arrays that the engine reads and writes.
        scene: what it was made from.
        corps: the mentors' posts.
        order: population index of each row of the state (sorted by segment and week of entry).
        horizon: weeks since entry that are counted.
        weeks: calendar weeks that the world can live.
        week: calendar week that comes next.
    """

    world: World
    scene: Scene
    corps: Corps
    order: npt.NDArray[np.int64]
    horizon: int
    weeks: int
    week: int = 0

    def advance(self, weeks: int = 1) -> None:
        """Live the next weeks (not beyond the last)."""
        last = min(self.weeks, self.week + weeks)
        engine.live(self.world, self.week, last)
        self.week = last

    def run(self, *, persons: bool = True) -> Accounts:
        """Live all weeks that are left and return the accounts (see `accounts`)."""
        self.advance(self.weeks - self.week)
        return self.accounts(persons=persons)

    def run_with_history(self) -> History:
        """Live all weeks that are left, keeping every person's every week."""
        history = History.blank(self.scene.population.n, self.horizon)
        entry = self.scene.entry[self.order]
        rows = youth_rows(self.world)
        while self.week < self.weeks:
            self.advance()
            history.keep(self.week - 1 - entry, self.order, rows)
        return history

    def run_with_snapshots(
        self, weeks: Sequence[int]
    ) -> tuple[Accounts, dict[int, npt.NDArray[np.uint8]]]:
        """Live all weeks that are left; also return everybody's status in some weeks.

        Returns:
            The accounts, and by week since entry the status of each person of the population.
        """
        status = youth_rows(self.world)["status"]
        entry = self.scene.entry[self.order]
        seen = {week: np.full(entry.size, Status.ABSENT, np.uint8) for week in weeks}
        # The engine lives many weeks at once fastest: stop only where somebody is to be seen.
        stops = {int(c) + week for c in np.unique(entry) for week in weeks}
        for stop in sorted(s for s in stops if s >= self.week):
            self.advance(stop + 1 - self.week)
            for week, column in seen.items():
                there = entry == stop - week
                column[self.order[there]] = status[there]
        self.advance(self.weeks - self.week)
        return self.accounts(), seen

    def accounts(self, *, persons: bool = True) -> Accounts:
        """What has happened so far; `persons` leaves out the table of persons if False."""
        return read_accounts(
            self.world,
            self.scene.groups,
            self.order,
            self.corps,
            self.week,
            persons=persons,
        )


def responses(scene: Scene, values: Mapping[str, float], outcome: str) -> Floats:
    """Log hazard at full readiness of each person, shape (n,): who responds more, who less.

    The mean response `readiness_<outcome>` times exp of the modifiers, each centred on the
    reference population so that it moves people apart without moving the average.
    """
    log = np.zeros(scene.population.n)
    for name in MODIFIERS:
        effect = values["response_spread"] * values[f"{outcome}_{name}"]
        if effect != 0.0:
            log += effect * scene.modifier(name)
    return np.asarray(values[f"readiness_{outcome}"] * np.exp(log))


def _hazards(population: Population, values: Mapping[str, float]) -> dict[str, Floats]:
    """Weekly hazards of each person without readiness or season, each of shape (n,)."""
    centre = reference().centre
    su = population.su.mean(axis=1) - centre("su_share")
    transfer = population.transfer.mean(axis=1) - centre("transfer_share")
    barriers = population.severity - centre("barriers")
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
        "pension_hazard": values["pension_start"] * np.exp(values["pension_barriers"] * barriers),
    }


def _bonds(population: Population, values: Mapping[str, float], bonds: Mask) -> dict[str, Floats]:
    """How fast trust grows and how far readiness can go, each of shape (n,).

    The two hypotheses about those without marks are mixed by `barrier_limited`: their trust
    grows more slowly (they need longer), or their readiness stops below its ceiling (barriers
    must be lifted first).
    """
    without_marks = population.stratum == Stratum.NO_GRADES
    mix = values["barrier_limited"]
    slow = values["trust_barrier"] * (population.severity - reference().centre("barriers"))
    slow = slow + (1.0 - mix) * values["trust_slow_no_grades"] * without_marks
    growth = values["trust_growth"] * np.exp(-slow)
    return {
        "severity": population.severity,
        "free_growth": growth * bonds,
        "trust_growth": np.minimum(1.0, growth) * bonds,
        "readiness_gain": np.full(population.n, values["readiness_gain"]),
        "readiness_ceiling": 1.0 - mix * population.severity * without_marks,
    }


#: What a person is before any policy: columns of shape (n,), by name.
Natures = dict[str, npt.NDArray[np.generic]]


def natures(scene: Scene, values: Mapping[str, float], seed: int) -> Natures:
    """What the policies of one draw and seed share: hazards, responses, bonds.

    Args:
        scene, values, seed: as in `build`.
    """
    population = scene.population
    traits = uniforms(seed, population.person, 0, Purpose.TRAITS)
    return {
        "person": population.person.astype(np.uint32),
        "entry": scene.entry.astype(np.int32),
        "jobcentre": population.jobcentre.astype(np.int32),
        "woman": population.woman.astype(np.uint8),
        "ordinary": (traits[1] < values["ordinary_share"]).astype(np.uint8),
        "education_response": responses(scene, values, "education"),
        "job_response": responses(scene, values, "job"),
        **_hazards(population, values),
        **_bonds(population, values, traits[0] >= values["never_bond_share"]),
    }


def build(
    scene: Scene,
    policy: Policy,
    values: Mapping[str, float],
    seed: int,
    *,
    horizon: int,
    offered: Mask | None = None,
    nature: Natures | None = None,
) -> Simulation:
    """A world in week 0.

    Args:
        scene: people, jobcentres and calendar.
        policy: what they are offered.
        values: a full set of parameters (`ParameterSpace.values`).
        seed: of every draw, from 0 to 2^64 - 1.
        horizon: weeks since entry to count for each person.
        offered: who may be offered anything at all, shape (n,) (a trial's treated arm);
            None is everybody.
        nature: `natures` of the same scene, values and seed, where several policies share them.

    Raises:
        InputError: the policy names a group that does not exist, has more educated mentors than
            mentors, or ranks by an expected gain that was not worked out.
    """
    population, n = scene.population, scene.population.n
    weeks = int(scene.entry.max(initial=0)) + horizon
    given = offers(scene, policy, values, seed, offered)
    fixed: dict[str, npt.NDArray[np.generic]] = {
        **(natures(scene, values, seed) if nature is None else nature),
        **{k: v for k, v in given.items() if k in (*TRAITS, *LIFE, *FLAG)},
    }
    segment = _segments(fixed)
    # Within a week of entry neighbours come from different jobcentres: sums over mentees of one
    # mentor then need not wait for each other.
    rank = population.person % PERSONS_PER_JOBCENTRE
    order = np.lexsort((population.jobcentre, rank, scene.entry, segment))
    to_mentor = demand(
        scene, policy, given["eligible"].astype(bool), given["cap_weeks"].astype(np.int64)
    )
    posts = corps(scene, policy, to_mentor)
    groups = np.ascontiguousarray(scene.membership()[order])
    calendar = np.zeros((len(CALENDAR), weeks))
    calendar[SEASON] = season(scene.start, weeks, values["august_peak"], values["january_peak"])
    jobcentre = population.jobcentre[order]
    world = World(
        real=np.zeros((len(REAL), n)),
        traits=np.zeros((len(TRAITS), n), order="F"),
        whole=np.zeros((len(WHOLE), n), np.int32),
        life=np.zeros((len(LIFE), n), np.int32, order="F"),
        flag=np.zeros((len(FLAG), n), np.uint8, order="F"),
        groups=groups,
        post_real=np.zeros((len(POST_REAL), posts.hours.size + 1)),
        post_whole=np.zeros((len(POST_WHOLE), posts.hours.size + 1), np.int32),
        centre=_centres(posts, jobcentre, len(scene.staffing)),
        queue=_queue(given, scene.entry, order, jobcentre),
        changes=np.zeros((horizon + 1, len(STATUSES), groups.shape[1]), np.int32),
        calendar=calendar,
        transition_words=np.zeros((4, n), np.uint32),
        programme_words=np.zeros((4, n), np.uint32),
        post_words=np.zeros((4, posts.hours.size), np.uint32),
        filled=np.full(n // BLOCK + 1, -1, np.int32),
        spans=_spans(segment),
        marks=np.zeros((n + 7) // 8 * 8, np.uint8),
        blocks=np.zeros(n // BLOCK + 1, np.int32),
        totals=np.zeros(2, np.int32),
        measures=_measures(policy),
        measured=given_to(population, policy)[order],
        measures_begun=np.zeros((len(policy.measures), weeks), np.int32),
        rates=rates_record(levers(policy, values)),
        setting=_setting(policy, values, seed, horizon, posts.shares),
    )
    youths = youth_rows(world)
    for name, column in fixed.items():
        youths[name][:] = column[order]
    youths["status"][:] = Status.ABSENT
    youths["education_end"][:] = youths["waited"][:] = -1
    youths["post"][:] = posts.hours.size
    youths["fade"][:] = values["readiness_fade"]
    youths["pace"][:] = youths["trust_growth"]
    _fill_posts(world, posts)
    return Simulation(world, scene, posts, order, horizon, weeks)


def _queue(
    given: Mapping[str, npt.NDArray[np.generic]],
    entry: npt.NDArray[np.integer],
    order: npt.NDArray[np.int64],
    jobcentre: npt.NDArray[np.integer],
) -> npt.NDArray[np.int32]:
    """Rows by jobcentre in the policy's order: priority, score, week of entry, chance."""
    points = -np.asarray(given["score"], float)
    keys = (given["tie"][order], entry[order], points[order], given["tier"][order], jobcentre)
    return np.lexsort(keys).astype(np.int32)


def _measures(policy: Policy) -> Floats:
    table = np.zeros((len(MEASURE), len(policy.measures)))
    for m, measure in enumerate(policy.measures):
        table[:, m] = measure.from_week, measure.share
    return table


def _level(level: float | None) -> float:
    return NEVER if level is None else float(level)


def _segments(fixed: Mapping[str, npt.NDArray[np.generic]]) -> npt.NDArray[np.int8]:
    """Which segment each person's row belongs to, shape (n,)."""
    offered = (fixed["eligible"] == 1) & (fixed["uptake"] == 1)
    # Those who decline an offer count as having left: no ordinary services either.
    ordinary = (fixed["eligible"] == 0) & (fixed["ordinary"] == 1)
    kinds = [Segment.OFFERED, Segment.ORDINARY]
    return np.select([offered, ordinary], kinds, Segment.REST).astype(np.int8)


def _spans(segment: npt.NDArray[np.int8]) -> npt.NDArray[np.int32]:
    table = np.zeros((len(Segment), 4), np.int32)
    sizes = np.bincount(segment, minlength=len(Segment))
    table[:, LAST] = np.cumsum(sizes)
    table[:, FIRST] = table[:, ENTERED] = table[:, EXPIRED] = table[:, LAST] - sizes
    return table


def _fill_posts(world: World, corps: Corps) -> None:
    posts = post_rows(world)
    for name in ("jobcentre", "hours", "places", "deliberate", "person"):
        posts[name][:-1] = getattr(corps, name)
    posts["full_time"][:-1] = corps.hours > reference().working_time["counted_as_full_time"].value
    for name in ("gain_factor", "scale"):
        posts[name][:] = 1.0
    changes.draw_holders(world)


def _centres(corps: Corps, jobcentre: npt.NDArray[np.integer], count: int) -> npt.NDArray[np.int32]:
    table = np.zeros((len(CENTRE), count + 1), np.int32)
    np.add.at(table[FREE], corps.jobcentre, corps.places)
    table[QUEUE_START, 1:] = np.cumsum(np.bincount(jobcentre, minlength=count))
    table[QUEUE_HEAD] = table[QUEUE_START]
    table[POST_START, 1:] = np.cumsum(np.bincount(corps.jobcentre, minlength=count))
    return table


def _setting(
    policy: Policy, values: Mapping[str, float], seed: int, horizon: int, shares: MentorShares
) -> Any:
    key0, key1 = key(seed)
    until, split = policy.duration.until, policy.contact.split
    max_wait = policy.targeting.max_wait_weeks
    return record(
        Setting(
            key0=int(key0),
            key1=int(key1),
            horizon=horizon,
            taper_weeks=policy.ending.taper_weeks,
            aftercare_weeks=policy.ending.aftercare_weeks,
            aftercare_weight=float(policy.ending.aftercare_weight),
            contact_every=policy.contact.every_weeks,
            foothold_weeks=until.foothold_weeks,
            until_trust=_level(until.trust),
            until_readiness=_level(until.readiness),
            max_wait_weeks=NO_LIMIT if max_wait is None else max_wait,
            split=SPLITS.index(split.rule),
            split_ratio=float(split.ratio or 1.0),
            split_weeks=split.weeks or 0,
            trust_barrier=float(values["trust_barrier"]),
            under_40_factor=float(values["trait_under_40"]),
            medium_education_factor=float(values["trait_medium_education"]),
            under_40_centre=reference().centre("mentor_under_40"),
            medium_education_centre=reference().centre("mentor_medium_education"),
            share_under_40=shares.under_40,
            share_medium_education=shares.medium_education,
            share_long_education=shares.long_education,
            share_women=shares.women,
            share_experienced=shares.experienced,
        )
    )
