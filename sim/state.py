"""The state of a world: a few tables of numbers, one column per young person or mentor post.

Every quantity is one contiguous row, so that a rule is a loop over a row. Quantities of one type
share a table: the compiled engine then passes a handful of arrays around, and addresses a
quantity by table, row name and person, as in ``w.real[TRUST, i]``. Python and the Mesa agents read
and write the same memory by name (`rows`).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum, IntFlag
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.rates import Rates


class Status(IntEnum):
    """What a young person lives from in a week; exactly one applies."""

    ON_BENEFIT = 0
    EDUCATION = 1  # receives SU
    EMPLOYMENT = 2  # in ordinary employment
    PENSION = 3  # disability pension
    RESOURCE_COURSE = 4
    SELF_SUPPORTED = 5  # neither on benefit nor in any of the others
    ABSENT = 6  # has not entered yet


class Education(IntEnum):
    """Kinds of education: of a spell, and the highest that somebody has completed."""

    NONE = 0
    PREPARATORY = 1  # a step towards another: 10th grade, HF, FGU, basic courses
    QUALIFYING = 2  # leads to a trade or a profession


#: Statuses that somebody who has entered can be in, in the order of the arrays.
STATUSES = tuple(status for status in Status if status is not Status.ABSENT)
#: How many statuses somebody who has entered can be in; the others come before `ABSENT`.
STATUS_COUNT = int(Status.ABSENT)
#: What is counted beside the statuses: who has come past each by a week.
MILESTONES = ("started", "completed", "qualified")
#: Columns of what is counted: those of the statuses, then those of the milestones.
COUNTED_COLUMNS = STATUS_COUNT + len(MILESTONES)
EVER_STARTED, COMPLETED_ANY, QUALIFIED = range(STATUS_COUNT, COUNTED_COLUMNS)


class Place(IntEnum):
    """Where a young person stands with the programme."""

    NOT_OFFERED = 0
    WAITING = 1
    ACTIVE = 2
    TAPERING = 3
    AFTERCARE = 4
    ENDED = 5  # at the cap, or at education, job or pension
    OPTED_OUT = 6
    MOVED = 7
    OTHER_LEAVE = 8


class MentorTrait(IntFlag):
    """Traits of a mentor that the trial's table 42 knows."""

    UNDER_40 = 1
    MEDIUM_EDUCATION = 2
    LONG_EDUCATION = 4
    WOMAN = 8
    FULL_TIME = 16
    EXPERIENCED = 32


# Hot quantities, which rules loop over, are stored row after row; cold ones, which only a move of
# one person touches, person after person (so that a move finds them in one place in memory).

# --- real: float64, hot ----------------------------------------------------------------------
REAL = (
    "pace",  # trust growth now: 0 while a stand-in covers for the mentor
    "readiness_gain",  # per week
    "readiness_ceiling",
    "trust",
    "readiness",
    "fade",  # share of readiness that fades in a week, now
    "ordinary_now",  # share of weeks with contact with ordinary services, now
    "weight",  # minutes as a share of a full mentee's; 0 when not mentored
    "contact",  # this week: 0 or 1 (ordinary services: share of weeks)
    "minutes",  # this week, with a mentor of the programme
    "total_minutes",
    "education_bound",  # end of the zone of education now, in words, before the season
    "bound_level",  # readiness up to which the bounds hold
)
(
    PACE,
    READINESS_GAIN,
    READINESS_CEILING,
    TRUST,
    READINESS,
    FADE,
    ORDINARY_NOW,
    WEIGHT,
    CONTACT,
    MINUTES,
    TOTAL_MINUTES,
    EDUCATION_BOUND,
    BOUND_LEVEL,
) = range(len(REAL))

# --- traits: float64, cold -------------------------------------------------------------------
TRAITS = (
    "trust_growth",  # per week with contact; 0 for those who never bond
    "education_hazard",  # per week, before season and readiness
    "job_hazard",  # per week
    "pension_hazard",  # per week, at entry, before the years' trend
    "course_hazard",  # per week
    "education_response",  # log hazard at full readiness
    "job_response",
    "pension_response",  # by how much full readiness lowers the log hazard
    "match_draw",  # uniform that chooses the mentor
    "severity",  # barriers now; other measures lift them
    "free_growth",  # trust growth before it is cut at 1
)
(
    TRUST_GROWTH,
    EDUCATION_HAZARD,
    JOB_HAZARD,
    PENSION_HAZARD,
    COURSE_HAZARD,
    EDUCATION_RESPONSE,
    JOB_RESPONSE,
    PENSION_RESPONSE,
    MATCH_DRAW,
    SEVERITY,
    FREE_GROWTH,
) = range(len(TRAITS))

# --- whole: int32, hot -----------------------------------------------------------------------
WHOLE = (
    "person",  # address of their draws
    "spell_end",  # calendar week in which the education or course ends by itself; -1
    "job_bound",  # ends of the other causes' zones now, as signed words (`sim.streams.signed`)
    "pension_bound",
    "course_bound",
    "exit_bound",
    "post",  # column of the mentor's post; the last stands for "no mentor"
    "weeks_left",  # mentored weeks until the present stage ends
    "mentored_weeks",
    "contact_weeks",
)
(
    PERSON,
    SPELL_END,
    JOB_BOUND,
    PENSION_BOUND,
    COURSE_BOUND,
    EXIT_BOUND,
    POST,
    WEEKS_LEFT,
    MENTORED_WEEKS,
    CONTACT_WEEKS,
) = range(len(WHOLE))

# --- life: int32, cold -----------------------------------------------------------------------
LIFE = (
    "entry",  # calendar week of entry
    "jobcentre",  # index
    "match_week",  # earliest calendar week of the first meeting
    "cap_weeks",
    "since",  # calendar week in which the status began
    "spell",  # calendar week in which the present education, job or course began
    "mentors",  # holders of the post met, stand-ins not counted
    "waited",  # weeks from entry to first mentor, -1 while there is none
    "mentor_traits",  # bits of `MentorTrait`: the first mentor's
    "former_post",  # the last mentor's post, -1
    "former_holder",  # and who held it
    "benefit_weeks",  # in each status until the present one began; the week of entry is not counted
    "education_weeks",
    "employment_weeks",
    "pension_weeks",
    "course_weeks",
    "self_supported_weeks",
)
(
    ENTRY,
    JOBCENTRE,
    MATCH_WEEK,
    CAP_WEEKS,
    SINCE,
    SPELL,
    MENTORS,
    WAITED,
    MENTOR_TRAITS,
    FORMER_POST,
    FORMER_HOLDER,
    STATUS_WEEKS,
    *_OTHER_STATUS_WEEKS,
) = range(len(LIFE))

# --- flag: uint8, cold -----------------------------------------------------------------------
FLAG = (
    "woman",
    "ordinary",  # would have a mentor from ordinary services
    "eligible",
    "uptake",  # accepts an offer
    "refusal",  # Place they go to if not
    "status",
    "completed",  # highest `Education` completed
    "kind",  # `Education` of the present spell
    "ends_in",  # `Status` that the education or course leads to if it ends by itself
    "started",  # has ever started an education
    "left",  # has left an education without completing it
    "worked",  # has had a job
    "place",
    "stand_in",  # had a stand-in at least once
)
(
    WOMAN,
    ORDINARY,
    ELIGIBLE,
    UPTAKE,
    REFUSAL,
    STATUS,
    COMPLETED,
    KIND,
    ENDS_IN,
    STARTED_ONCE,
    LEFT_ONCE,
    WORKED,
    PLACE,
    STAND_IN,
) = range(len(FLAG))

# --- post_real: float64, one column per post and a last one for "no mentor" -----------------
POST_REAL = (
    "hours",  # paid, per week
    "direct_factor",  # of the jobcentre: on the share of paid hours that reaches the mentees
    "gain_factor",  # traits of the holder: factor on the mentees' readiness gain
    "planned",  # minutes planned for a mentee with contact this week
    "available",  # direct minutes this week
    "used",  # direct minutes given this week
    "scale",  # share of the planned minutes that capacity allows this week
    "total_minutes",
    "claims",  # sum of the mentees' shares of time; only where time is not split equally
)
(
    HOURS,
    DIRECT_FACTOR,
    GAIN_FACTOR,
    PLANNED,
    AVAILABLE,
    USED,
    SCALE,
    POST_MINUTES,
    CLAIMS,
) = range(len(POST_REAL))

# --- post_whole: int32 ---------------------------------------------------------------------
POST_WHOLE = (
    "jobcentre",
    "places",
    "deliberate",  # 1: matched on gender where possible
    "person",  # address of the post's draws
    "holder",  # number of the present holder, from 0
    "under_40",
    "medium_education",
    "long_education",
    "woman",
    "full_time",
    "experienced",
    "load",  # mentees now, all stages
    "vacant_until",  # calendar week from which the post is filled again
    "away_until",
    "news",  # what happened to the holder this week
    "open",  # places that can be given this week
    "open_women",  # those of women among the posts that are summed together (`processes.queue`)
    "open_men",  # and of men; both from the jobcentre's first post on, a column for each span
    "counted",  # mentees in a week since entry that is counted, this week
)
(
    POST_JOBCENTRE,
    PLACES,
    DELIBERATE,
    POST_PERSON,
    HOLDER,
    UNDER_40,
    MEDIUM_EDUCATION,
    LONG_EDUCATION,
    POST_WOMAN,
    FULL_TIME,
    EXPERIENCED,
    LOAD,
    VACANT_UNTIL,
    AWAY_UNTIL,
    NEWS,
    OPEN,
    OPEN_WOMEN,
    OPEN_MEN,
    COUNTED,
) = range(len(POST_WHOLE))

# --- centre: int32, one column per jobcentre and a last one that closes the spans -----------
CENTRE = ("waiting", "free", "queue_start", "queue_head", "post_start")
WAITING_NOW, FREE, QUEUE_START, QUEUE_HEAD, POST_START = range(len(CENTRE))

# --- calendar: float64, one column per calendar week ----------------------------------------
CALENDAR = (
    "on_benefit",  # net moves into each status
    "education",
    "employment",
    "pension",
    "resource_course",
    "self_supported",
    "mentored",
    "waiting",
    "started",
    "direct_minutes",
    "hours_used",  # paid hours of the places in use
    "hours_counted",  # those of people in a week since entry that is counted
    "season",  # multiplier of education starts
    "pension_trend",  # multiplier of new pensions
    "courses_open",  # 1 while new resource courses begin, then 0
)
#: Rows of the calendar that are given, not counted.
GIVEN_CALENDAR = ("season", "pension_trend", "courses_open")
(
    MENTORED,
    WAITING_TOTAL,
    STARTED,
    DIRECT_MINUTES,
    HOURS_USED,
    HOURS_COUNTED,
    SEASON,
    PENSION_TREND,
    COURSES_OPEN,
) = range(STATUS_COUNT, len(CALENDAR))

# --- totals: running counters ----------------------------------------------------------------
MENTORED_NOW, QUEUED_NOW, MOVES_MADE = range(3)

# --- moves: int32, one row per change of status, kept only if a world is asked to ----------------
MOVES = (
    "row",  # of the person
    "week",  # calendar week
    "before",  # `Status`
    "after",
    "kind",  # `Education` that ended; 0 if none did
    "completed",  # whether it was completed
    "next_kind",  # `Education` that began; 0 if none did
)


class Segment(IntEnum):
    """Rows are sorted by segment, then by week of entry: rules skip those they cannot touch."""

    OFFERED = 0  # accept an offer: the only ones who ever have a mentor of the programme
    ORDINARY = 1  # the others who have a mentor from ordinary services
    REST = 2


# --- spans: int32, one row per segment -------------------------------------------------------
# Rows run from FIRST to LAST; those before ENTERED have entered, and for those before EXPIRED the
# time with ordinary services is over.
FIRST, ENTERED, LAST, EXPIRED = range(4)


#: Rules by which a mentor splits time, by the number that the engine knows them by.
SPLITS = ("equal", "by_need", "front_loaded")
#: A level of trust or readiness that nobody reaches.
NEVER = 2.0
#: Stands for "no limit" to a number of weeks.
NO_LIMIT = -1


class Setting(NamedTuple):
    """What holds for a whole run."""

    key0: int
    key1: int
    horizon: int  # weeks since entry that are counted
    taper_weeks: int
    aftercare_weeks: int
    aftercare_weight: float
    aftercare_in_cap: int  # 1: weeks after a start count towards the cap
    return_weeks: int  # after a start, within which who comes back may have a mentor again
    contact_every: int  # weeks between meetings
    foothold_weeks: int  # of full support into an education or a job
    until_trust: float  # levels that end full support
    until_readiness: float
    max_wait_weeks: int  # in the queue, from entry; NO_LIMIT is for ever
    split: int  # index of the rule in SPLITS
    split_ratio: float
    split_weeks: int
    trust_barrier: float
    pension_trend_most: float  # the most by which years multiply the hazard of a pension
    under_40_factor: float  # log factor on the readiness gain
    medium_education_factor: float
    under_40_centre: float
    medium_education_centre: float
    share_under_40: float
    share_medium_education: float
    share_long_education: float
    share_women: float
    share_experienced: float


class World(NamedTuple):
    """Everything a week reads and writes; the tables' rows are named above.

    `groups` is membership, shape (n, groups). `changes` are net moves into statuses and past
    milestones, shape (weeks since entry + 1, `COUNTED_COLUMNS`, groups); `leads`, of the same
    shape, are changes of the sum, over those in a status or past a milestone, of the weeks they had
    of it before less the week since entry from which the present ones count (what the spread of
    weeks between people needs: `sim.outcomes.accounts`). `transition_words`, shape (4, n), are
    random words for four weeks; `programme_words`, shape (4, n), two for each of two weeks, filled
    block by block (`filled` says for which weeks); `post_words` those of the posts for one week.
    `asked` are minutes asked of each post this week; its last columns (`LANES`) stand for no
    mentor. `spans` bound the segments of rows. `marks` flags who is looked at alone this week
    (length a multiple of 8). `blocks` counts mentees per block of rows. `measures` are the policy's
    other measures (`sim.processes.measures.MEASURE`, measures), `measured` where each person stands
    with them (n, measures) and `measures_begun` how many began in a week since entry that is
    counted (measures, calendar weeks). `moves` are the changes of status in the order in which they
    happen, one row of `MOVES` each; without room (no rows) none is kept.
    """

    real: npt.NDArray[np.float64]
    traits: npt.NDArray[np.float64]
    whole: npt.NDArray[np.int32]
    life: npt.NDArray[np.int32]
    flag: npt.NDArray[np.uint8]
    groups: npt.NDArray[np.uint8]
    post_real: npt.NDArray[np.float64]
    post_whole: npt.NDArray[np.int32]
    centre: npt.NDArray[np.int32]
    queue: npt.NDArray[np.int32]
    changes: npt.NDArray[np.int32]
    leads: npt.NDArray[np.int32]
    calendar: npt.NDArray[np.float64]
    transition_words: npt.NDArray[np.uint32]
    programme_words: npt.NDArray[np.uint32]
    post_words: npt.NDArray[np.uint32]
    asked: npt.NDArray[np.float64]
    filled: npt.NDArray[np.int32]
    spans: npt.NDArray[np.int32]
    marks: npt.NDArray[np.uint8]
    blocks: npt.NDArray[np.int32]
    totals: npt.NDArray[np.int32]
    measures: npt.NDArray[np.float64]
    measured: npt.NDArray[np.uint8]
    measures_begun: npt.NDArray[np.int32]
    moves: npt.NDArray[np.int32]
    rates: Any  # a record with the fields of Rates
    setting: Any  # a record with the fields of Setting


class Rows(Mapping[str, npt.NDArray[Any]]):
    """Quantities by name: views of the rows of tables of different types."""

    def __init__(self, *tables: tuple[tuple[str, ...], npt.NDArray[Any]]) -> None:
        self._rows = {name: table[row] for names, table in tables for row, name in enumerate(names)}

    def __getitem__(self, name: str) -> npt.NDArray[Any]:
        """The row of that name; writing to it writes to the world."""
        return np.asarray(self._rows[name])

    def __iter__(self) -> Any:
        """Names of the quantities."""
        return iter(self._rows)

    def __len__(self) -> int:
        """How many quantities there are."""
        return len(self._rows)


def youth_rows(world: World) -> Rows:
    """Quantities of the young people, by name; each of shape (n,)."""
    return Rows(
        (REAL, world.real),
        (TRAITS, world.traits),
        (WHOLE, world.whole),
        (LIFE, world.life),
        (FLAG, world.flag),
    )


def post_rows(world: World) -> Rows:
    """Quantities of the posts, by name; each of shape (posts + 1,)."""
    return Rows((POST_REAL, world.post_real), (POST_WHOLE, world.post_whole))


def record(values: NamedTuple) -> Any:
    """A named tuple of numbers as a record that compiled code reads by field."""
    return np.array([tuple(values)], _kinds(type(values), tuple(map(type, values))))[0]


@cache
def _kinds(kind: type[NamedTuple], types: tuple[type, ...]) -> np.dtype[Any]:
    """The type of a record with these fields; the same for all worlds."""
    kinds = {bool: np.int64, int: np.int64, float: np.float64}
    return np.dtype([(n, kinds[t]) for n, t in zip(kind._fields, types, strict=True)])


def rates_record(values: Mapping[str, float]) -> Any:
    """The record of `Rates` from a full set of parameters."""
    return record(Rates(**{name: float(values[name]) for name in Rates._fields}))


#: Young people per block: a block without mentees skips the programme's draws.
BLOCK = 512
#: Columns for no mentor in a table that is added to row by row: sums of neighbours who have none
#: then need not wait for each other. A power of two.
LANES = 8
