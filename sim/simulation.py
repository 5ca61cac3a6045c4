"""One world from its ingredients: people, corps, policy, parameters and a seed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from sim import ahead, engine, pieces
from sim.cohort import Cohort
from sim.counting import WeeklyTally, weekly_rules
from sim.errors import InputError
from sim.mentors import Corps, MentorShares
from sim.messages import Said
from sim.offers import levers, offer_of
from sim.outcomes.accounts import Accounts, read_accounts
from sim.outcomes.history import History
from sim.own_rules import OwnEngine, said_of
from sim.person_traits import Layout, PersonTraits, draw_person_traits
from sim.pieces import Piece, PieceRows, joined, lived
from sim.policy_support import AS_IN_TRIAL
from sim.policy_targeting import said_intake
from sim.processes import turnover
from sim.processes.measures import MEASURE, given_to
from sim.programme import Policy
from sim.reference import reference
from sim.season import courses_open, pension_trend, season
from sim.series import Series
from sim.state import (
    BLOCK,
    CALENDAR,
    CAP_WEEKS,
    CENTRE,
    COUNTED_COLUMNS,
    COURSES_OPEN,
    ELIGIBLE,
    FREE,
    LANES,
    MOVES,
    MOVES_MADE,
    NEVER,
    NO_LIMIT,
    PENSION_TREND,
    POST,
    POST_REAL,
    POST_START,
    POST_WHOLE,
    QUEUE_HEAD,
    QUEUE_START,
    SEASON,
    SPLITS,
    Segment,
    Setting,
    World,
    post_rows,
    rates_record,
    record,
    youth_rows,
)
from sim.streams import Purpose, key, uniforms

__all__ = ["Cohort", "PersonTraits", "Simulation", "build", "draw_person_traits"]

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

#: Room for moves that are kept: one in so many person-weeks, which no parameters come near.
MOVE_EVERY = 6


@dataclass
class Simulation:
    """A world in time: `advance` lives weeks, `accounts` tells what has happened so far.

    Attributes:
        pieces: the world, whole or in pieces that meet nobody but each other (`sim.pieces`).
        cohort: what it was made from.
        corps: the mentors' posts.
        order: population index of each row of the state (sorted by segment and week of entry).
        horizon: weeks since entry that are counted.
        weeks: calendar weeks that the world can live.
        week: calendar week that comes next.
        before_week: called before each week is lived, which then are lived one by one; None is
            nothing (a policy in Python acts here: `sim.model`).
        own: the engine with rules of one's own; None is the project's.
        tally: what is counted week by week besides (`sim.counting`); None is nothing.
        in_pieces: whether it is lived piece by piece.
    """

    pieces: list[Piece] = field(repr=False)
    cohort: Cohort
    corps: Corps
    order: npt.NDArray[np.int64]
    horizon: int
    weeks: int
    week: int = 0
    before_week: Callable[[], None] | None = field(default=None, repr=False)
    own: OwnEngine | None = field(default=None, repr=False)
    tally: WeeklyTally | None = field(default=None, repr=False)
    in_pieces: bool = False

    @property
    def world(self) -> World:
        """The arrays that the engine reads and writes.

        A large world that was in pieces is one from then on, and lived so: slower, and the same.
        To look at one without that, `rows` and `counts` will do.
        """
        if self.in_pieces:
            self.pieces = [Piece(joined(self.pieces, self.order), self.order)]
            self.in_pieces = False
        return self.pieces[0].world

    def rows(self) -> Mapping[str, npt.NDArray[Any]]:
        """Quantities of the young people by name (`sim.state`), each of shape (n,), to be read."""
        if self.in_pieces:
            return PieceRows(self.pieces, self.order)
        return youth_rows(self.world)

    @property
    def counts(self) -> World:
        """The world for its counts of everybody: `calendar`, `changes`, `leads`,
        `measures_begun`, and the `setting`."""
        return self.pieces[0].world

    def advance(self, weeks: int = 1) -> None:
        """Live the next weeks (not beyond the last).

        Raises:
            InputError: a rule of one's own gave no number, or one that it may not give.
        """
        last = min(self.weeks, self.week + weeks)
        one_by_one = self.before_week is not None or self.tally is not None
        while self.week < last:
            if self.before_week is not None:
                self.before_week()
            stop = self.week + 1 if one_by_one else last
            try:
                self._simulate(stop, whole=one_by_one)
            except ArithmeticError as error:
                raise InputError(
                    Said("sim.a_rule_gave_what_it_may_not"),
                    field="rules",
                    found=said_of(error),
                    allowed=Said("sim.a_number_in_the_range_of_the_rule"),
                ) from error
            if self.tally is not None:
                self.tally.keep(self.world, self.week)
            self.week = stop

    def _simulate(self, stop: int, *, whole: bool) -> None:
        simulate = engine.simulate if self.own is None else self.own.simulate
        if self.in_pieces and not whole:
            self.pieces = lived(self.pieces, simulate, self.week, stop)
        else:
            simulate(self.world, self.week, stop)

    def run(self, *, persons: bool = True) -> Accounts:
        """Live all weeks that are left and return the accounts (see `accounts`)."""
        self.advance(self.weeks - self.week)
        return self.accounts(persons=persons)

    def run_with_history(self) -> History:
        """Live all weeks that are left, keeping every person's every week."""
        history = History.blank(self.cohort.population.n, self.horizon)
        entry = self.cohort.entry[self.order]
        rows, holders = youth_rows(self.world), post_rows(self.world)["holder"]
        while self.week < self.weeks:
            self.advance()
            history.keep(self.week - 1 - entry, self.order, rows, holders)
        return history

    def run_with_snapshots(
        self, wanted: Mapping[int, Sequence[str]]
    ) -> tuple[Accounts, dict[int, dict[str, npt.NDArray[Any]]]]:
        """Live all weeks that are left; also return how everybody was in some weeks.

        Args:
            wanted: by week since entry, names of rows of the state (`sim.state`).

        Returns:
            The accounts, and by week and name the row at the end of that week, in the order of the
            population.
        """
        rows, entry = self.rows(), self.cohort.entry[self.order]
        seen = {
            week: {name: np.zeros(entry.size, rows[name].dtype) for name in names}
            for week, names in wanted.items()
        }
        # The engine lives many weeks at once fastest: stop only where somebody is to be seen.
        entered = {int(c): np.flatnonzero(entry == c) for c in np.unique(entry)}
        stops: dict[int, list[tuple[int, int]]] = {}
        for came in entered:
            for week in wanted:
                stops.setdefault(came + week, []).append((came, week))
        for stop in sorted(s for s in stops if s >= self.week):
            self.advance(stop + 1 - self.week)
            rows = self.rows()
            for came, week in stops[stop]:
                there = entered[came]
                for name, column in seen[week].items():
                    column[self.order[there]] = rows[name][there]
        self.advance(self.weeks - self.week)
        return self.accounts(), seen

    def moves(self) -> npt.NDArray[np.int32]:
        """Every change of status so far, in the order in which they happened.

        Returns:
            One row per move, columns as `sim.state.MOVES`; the first holds the index of the person
            in the population.

        Raises:
            RuntimeError: the world was not asked to keep them, or they were too many.
        """
        made = int(self.world.totals[MOVES_MADE])
        if made > len(self.world.moves):
            raise RuntimeError(f"{made} moves, and room for {len(self.world.moves)}")
        kept = self.world.moves[:made].copy()
        kept[:, 0] = self.order[kept[:, 0]]
        return kept

    def accounts(self, *, persons: bool = True) -> Accounts:
        """What has happened so far; `persons` leaves out the table of persons if False."""
        return read_accounts(
            self.counts,
            self.rows(),
            self.cohort.groups,
            self.order,
            self.corps,
            self.week,
            persons=persons,
            tally=self.tally,
        )


def build(
    cohort: Cohort,
    policy: Policy,
    values: Mapping[str, float],
    seed: int,
    *,
    horizon: int,
    offered: Mask | None = None,
    person_traits: PersonTraits | None = None,
    keep_moves: bool = False,
    followed: int = 0,
    own: OwnEngine | None = None,
) -> Simulation:
    """A world in week 0.

    Args:
        cohort: people, jobcentres and calendar.
        policy: what they are offered.
        values: a full set of parameters (`ParameterSpace.values`).
        seed: of every draw, from 0 to 2^64 - 1.
        horizon: weeks since entry to count for each person.
        offered: who may be offered anything at all, shape (n,) (a trial's treated arm);
            None is everybody.
        person_traits: `draw_person_traits` of the same cohort, values and seed, where several
            policies share them.
        keep_moves: whether every change of status is kept (`Simulation.moves`).
        followed: weeks since entry that each person lives on for at least, where the moves are
            wanted for longer than the accounts.
        own: the engine with rules of one's own (`sim.own_rules`); None is the project's.

    Raises:
        InputError: a parameter is missing, unknown, no number or out of its bounds, or not that of
            `person_traits`; the policy names another intake than that of the cohort, a group that
            does not exist, has more educated mentors than mentors, or ranks by an expected gain
            that was not worked out.
    """
    ahead.start()
    _check_intake(cohort, policy)
    people, n = person_traits or draw_person_traits(cohort, values, seed), cohort.population.n
    _check_shared(values, people)
    weeks = int(cohort.entry.max(initial=0)) + max(horizon, followed)
    offer = offer_of(cohort, policy, offered)
    eligible, posts = offer.eligible, offer.corps
    worked_out = Series() if people.series is None else people.series
    calendar = np.zeros((len(CALENDAR), weeks))
    calendar[[SEASON, PENSION_TREND, COURSES_OPEN]] = worked_out.piece(
        ("calendar", weeks), lambda read: _given_calendar(cohort, weeks, read), values
    )
    counted = (horizon + 1, COUNTED_COLUMNS, len(cohort.groups))
    changes, leads = np.zeros(counted, np.int32), np.zeros(counted, np.int32)
    measures, measured = _measures(policy), given_to(cohort.population, policy)
    begun = np.zeros((len(policy.measures), weeks), np.int32)
    moves = np.zeros((n * weeks // MOVE_EVERY if keep_moves else 0, len(MOVES)), np.int32)
    rates = rates_record(levers(policy, values))
    setting = _setting(policy, values, seed, horizon, posts.shares, calendar[PENSION_TREND])
    factors = worked_out.piece(
        ("direct", policy.capacity.direct_share is None),
        lambda read: _direct_factors(read, policy, len(cohort.staffing), seed),
        values,
    )

    def world(layout: Layout, shared: Corps) -> World:
        """Of these people and their posts, counting into the same tables as all others."""
        order, size = layout.order, layout.order.size
        made = World(
            real=layout.real,
            traits=layout.traits,
            whole=layout.whole,
            life=layout.life,
            flag=layout.flag,
            groups=layout.groups,
            post_real=np.zeros((len(POST_REAL), shared.hours.size + 1)),
            post_whole=np.zeros((len(POST_WHOLE), shared.hours.size + 1), np.int32),
            centre=_centres(shared, layout.jobcentre, len(cohort.staffing)),
            queue=layout.queue(offer.tier[order], offer.score[order]),
            changes=changes,
            leads=leads,
            calendar=calendar,
            transition_words=np.zeros((4, size), np.uint32),
            programme_words=np.zeros((4, size), np.uint32),
            post_words=np.zeros((4, shared.hours.size), np.uint32),
            asked=np.zeros(shared.hours.size + LANES),
            filled=np.full(size // BLOCK + 1, -1, np.int32),
            spans=layout.spans.copy(),
            marks=np.zeros((size + 7) // 8 * 8, np.uint8),
            blocks=np.zeros(size // BLOCK + 1, np.int32),
            totals=np.zeros(3, np.int32),
            measures=measures,
            measured=measured[order],
            measures_begun=begun,
            moves=moves,
            rates=rates,
            setting=setting,
        )
        made.flag[ELIGIBLE] = eligible[order]
        made.life[CAP_WEEKS] = offer.caps[order]
        made.whole[POST] = shared.hours.size
        _fill_posts(made, shared, factors)
        (turnover.draw_holders if own is None else own.draw_holders)(made)
        return made

    # What looks at everybody between weeks, or keeps moves in their order, needs the world whole.
    in_pieces = n > 2 * pieces.PEOPLE_AT_ONCE and not keep_moves and not weekly_rules()
    if in_pieces:
        order, segment = people.rows_in_order(eligible)
        made = list[Piece]()
        for rows, first, last in pieces.cut(
            cohort.population.jobcentre,
            len(cohort.staffing),
            order,
            int(np.count_nonzero(segment == Segment.OFFERED)),
        ):
            a, z = np.searchsorted(posts.jobcentre, [first, last]).tolist()
            made.append(Piece(world(people.layout_of(rows, segment), posts.some(a, z)), rows, a))
    else:
        layout = people.layout(eligible)
        order = layout.order
        made = [Piece(world(layout.copied(), posts), order)]
    tally = WeeklyTally.blank(made[0].world, horizon)
    return Simulation(
        made, cohort, posts, order, horizon, weeks, own=own, tally=tally, in_pieces=in_pieces
    )


def _given_calendar(cohort: Cohort, weeks: int, values: Mapping[str, float]) -> Floats:
    """Season, trend of pensions and whether courses are open, shape (3, weeks)."""
    return np.array(
        [
            season(cohort.start, weeks, values["august_peak"], values["january_peak"]),
            pension_trend(cohort.start, weeks, values["pension_trend"]),
            courses_open(cohort.start, weeks, cohort.courses_until),
        ]
    )


def _check_intake(cohort: Cohort, policy: Policy) -> None:
    """Who comes is drawn before a policy acts: it has to be what the policy says, if it does."""
    if policy.intake not in (None, cohort.intake):
        raise InputError(
            Said("sim.these_young_people_do_not_come"),
            field="intake",
            found=Said(
                "sim.people_of_the_intake_said_intake",
                said_intake=said_intake(cohort.intake),
                said_intake2=said_intake(policy.intake),
            ),
            allowed=Said("sim.people_drawn_for_it_as_scenarios"),
        )


def _check_shared(values: Mapping[str, float], people: PersonTraits) -> None:
    """PersonTraits were made with values that were checked: a world of them lives by the same."""
    if values != people.values:
        other = sorted(
            name
            for name in {*values, *people.values}
            if values.get(name) != people.values.get(name)
        )
        raise InputError(
            Said("sim.people_were_made_with_other_parameters"),
            field=other[0],
            found=values.get(other[0], Said("sim.nothing")),
            allowed=str(people.values[other[0]])
            if other[0] in people.values
            else Said("sim.no_parameter_of_this_name"),
        )


def _measures(policy: Policy) -> Floats:
    table = np.zeros((len(MEASURE), len(policy.measures)))
    for m, measure in enumerate(policy.measures):
        table[:, m] = measure.from_week, measure.share
    return table


def aftercare_weeks(policy: Policy, values: Mapping[str, float]) -> int:
    """Weeks of support after a start: the policy's own, or as the trial's mentors stayed."""
    weeks = policy.ending.aftercare_weeks
    return round(values["mentor_stays"]) if weeks == AS_IN_TRIAL else int(weeks)


def _level(level: float | None) -> float:
    return NEVER if level is None else float(level)


def _direct_factors(values: Mapping[str, float], policy: Policy, centres: int, seed: int) -> Floats:
    """What each jobcentre's own ways do to the share of paid hours that reaches the mentees.

    Lognormal around 1, shape (centres,); 1 everywhere where the policy itself says the share.
    """
    if policy.capacity.direct_share is not None:
        return np.ones(centres)
    luck = ndtri(uniforms(seed, np.arange(centres), 0, Purpose.JOBCENTRE)[0])
    return np.asarray(np.exp(values["direct_share_spread"] * luck))


def _fill_posts(world: World, corps: Corps, direct_factors: Floats) -> None:
    posts = post_rows(world)
    posts["direct_factor"][:-1] = direct_factors[corps.jobcentre]
    for name in ("jobcentre", "hours", "places", "deliberate", "person"):
        posts[name][:-1] = getattr(corps, name)
    posts["full_time"][:-1] = corps.hours > reference().working_time["counted_as_full_time"].value
    for name in ("gain_factor", "scale"):
        posts[name][:] = 1.0


def _centres(corps: Corps, jobcentre: npt.NDArray[np.integer], count: int) -> npt.NDArray[np.int32]:
    table = np.zeros((len(CENTRE), count + 1), np.int32)
    np.add.at(table[FREE], corps.jobcentre, corps.places)
    table[QUEUE_START, 1:] = np.cumsum(np.bincount(jobcentre, minlength=count))
    table[QUEUE_HEAD] = table[QUEUE_START]
    table[POST_START, 1:] = np.cumsum(np.bincount(corps.jobcentre, minlength=count))
    return table


def _setting(
    policy: Policy,
    values: Mapping[str, float],
    seed: int,
    horizon: int,
    shares: MentorShares,
    trend: Floats,
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
            aftercare_weeks=aftercare_weeks(policy, values),
            aftercare_weight=float(policy.ending.aftercare_weight),
            aftercare_in_cap=int(policy.ending.aftercare_weeks == AS_IN_TRIAL),
            return_weeks=policy.ending.return_weeks,
            contact_every=policy.contact.every_weeks,
            foothold_weeks=until.foothold_weeks,
            until_trust=_level(until.trust),
            until_readiness=_level(until.readiness),
            max_wait_weeks=NO_LIMIT if max_wait is None else max_wait,
            split=SPLITS.index(split.rule),
            split_ratio=float(split.ratio or 1.0),
            split_weeks=split.weeks or 0,
            trust_barrier=float(values["trust_barrier"]),
            pension_trend_most=float(trend.max(initial=0.0)),
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
