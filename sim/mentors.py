"""The mentor corps: posts, hours and places of each jobcentre.

Caseload, full-time equivalents and the number of young people hang together: two of them give the
third, and a policy says which. Hours per mentee then follow; they are never set.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from sim.reference import full_time_hours
from sim.streams import numbers

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Staffing:
    """How one jobcentre employs its mentors.

    Attributes:
        name: of the jobcentre.
        caseload: mentees per full-time mentor.
        hours_per_post: mean paid hours per week of a mentor.
        part_time_hours: paid hours per week of those who are not full-time.
        deliberate: mentors are matched to the young person (gender), not at random.
    """

    name: str
    caseload: float
    hours_per_post: float
    part_time_hours: float
    deliberate: bool


@dataclass(frozen=True)
class MentorShares:
    """Shares of the trial's mentors by trait (tables 76, 77, 79 and 82)."""

    women: float
    under_40: float
    medium_education: float
    long_education: float
    experienced: float


@dataclass(frozen=True)
class Corps:
    """Posts, one row each, sorted by jobcentre.

    Attributes:
        jobcentre: index, shape (posts,).
        hours: paid hours per week, shape (posts,).
        places: mentees that the post can carry at a time, shape (posts,).
        deliberate: 0 or 1, shape (posts,).
        person: address of the post's draws (`sim.streams.numbers`), shape (posts,).
        shares: of the traits that holders of the posts are drawn from.
        given: whether the policy gives the number of mentors, so that they are employed whether
            or not they are used; else they follow from the young people.
    """

    jobcentre: Ints
    hours: Floats
    places: Ints
    deliberate: npt.NDArray[np.uint8]
    person: npt.NDArray[np.uint32]
    shares: MentorShares
    given: bool

    @property
    def full_time_equivalents(self) -> float:
        """Paid hours of all posts over a full-time week."""
        return float(self.hours.sum() / full_time_hours())

    def some(self, first: int, last: int) -> Corps:
        """Posts `first` to `last` - 1."""
        columns = ("jobcentre", "hours", "places", "deliberate", "person")
        return replace(self, **{name: getattr(self, name)[first:last] for name in columns})


def _post_hours(staffing: Staffing, total: float) -> Floats:
    """Hours of the posts of one jobcentre: full-timers, the rest part-time, the sum exact."""
    full = full_time_hours()
    posts = max(1, round(total / staffing.hours_per_post), int(np.ceil(total / full - 1e-9)))
    part = staffing.part_time_hours
    full_timers = int(np.clip(round((total - part * posts) / (full - part)), 0, posts))
    while full_timers > 0 and (
        full_timers * full > total or (posts > full_timers and full_timers * full >= total)
    ):
        full_timers -= 1
    hours = np.full(posts, full)
    rest = posts - full_timers
    if rest > 0:
        hours[full_timers:] = (total - full * full_timers) / rest
    else:
        hours[:] = total / posts
    return hours


def _shared_out(total: int, weights: npt.NDArray[np.number]) -> Ints:
    """Whole places in proportion to weights, by largest remainder, summing to `total`."""
    exact = weights / weights.sum() * total
    places: Ints = np.floor(exact).astype(np.int32)
    order = np.argsort(-(exact - places), kind="stable")
    places[order[: total - int(places.sum())]] += 1
    return places


def _post_places(hours: Floats, total: int) -> tuple[Floats, Ints]:
    """Hours and whole places of the posts of one jobcentre; as given, if each has a place.

    A post without a place would be paid for nothing. Where the places are too few for the posts,
    fewer posts share the hours evenly; full-time mentors beyond the places stay without one.
    """
    places = _shared_out(total, hours)
    if (places > 0).all():
        return hours, places
    fewest = int(np.ceil(hours.sum() / full_time_hours() - 1e-9))
    posts = min(hours.size, max(total, fewest))
    even = np.full(posts, hours.sum() / posts)
    return even, _shared_out(total, even)


def _whole_places(needed: Floats, demand: npt.NDArray[np.int64], mentors: float) -> Ints:
    """Places of each jobcentre where they follow from the number of mentors.

    Everybody in `demand` has a place if there are as many mentors as are needed; with fewer, the
    same share everywhere, in whole places: one at least, if there are any mentors at all.
    """
    everybody = int(demand.sum())
    share = min(1.0, mentors / needed.sum())
    # Nine decimals: a half is a half, whatever the sums before it left over.
    total = max(1, int(np.floor(np.round(share * everybody, 9) + 0.5)))
    return _shared_out(total, demand)


def build_corps(
    staffing: Sequence[Staffing],
    shares: MentorShares,
    demand: npt.NDArray[np.int64],
    *,
    caseload: float | None = None,
    full_time_equivalents: float | None = None,
    spread: bool = False,
    deliberate: bool | None = None,
) -> Corps:
    """The corps for a number of young people per jobcentre.

    Args:
        staffing: one entry per jobcentre, in the order of `demand`.
        shares: traits of mentors.
        demand: young people to be mentored at a time, shape (jobcentres,).
        caseload: mentees per full-time mentor everywhere; None takes each jobcentre's own.
        full_time_equivalents: mentors in all; None gives everyone in `demand` a place. Whole
            places are shared out in proportion to the demand, and the mentors in proportion to
            what the places of a jobcentre take: none without a place.
        spread: with `full_time_equivalents`, everyone in `demand` has a place all the same, and
            the caseload follows (where there are mentors at all).
        deliberate: the matching rule everywhere; None takes each jobcentre's own.
    """
    # The worlds of a comparison mostly share their corps: it is made once.
    return _corps(
        tuple(staffing),
        shares,
        tuple(demand.tolist()),
        caseload,
        full_time_equivalents,
        spread,
        deliberate,
    )


@lru_cache(maxsize=256)
def _corps(
    staffing: tuple[Staffing, ...],
    shares: MentorShares,
    wanted: tuple[int, ...],
    caseload: float | None,
    full_time_equivalents: float | None,
    spread: bool,
    deliberate: bool | None,
) -> Corps:
    demand = np.array(wanted)
    loads = np.array([s.caseload if caseload is None else caseload for s in staffing])
    needed = demand / loads
    have, places = needed, demand.astype(np.int32)
    if full_time_equivalents is not None:
        if full_time_equivalents == 0 or needed.sum() == 0:
            have = np.zeros(len(loads))
        else:
            if not spread:
                places = _whole_places(needed, demand, full_time_equivalents)
            taken = places / loads
            have = taken / taken.sum() * full_time_equivalents
    columns: dict[str, list[npt.NDArray[np.generic]]] = {
        name: [] for name in ("jobcentre", "hours", "places", "deliberate", "person")
    }
    for j, jobcentre in enumerate(staffing):
        if have[j] <= 0:
            continue
        hours = _post_hours(jobcentre, have[j] * full_time_hours())
        hours, shared = _post_places(hours, int(places[j]))
        rule = jobcentre.deliberate if deliberate is None else deliberate
        columns["jobcentre"].append(np.full(hours.size, j, np.int32))
        columns["hours"].append(hours)
        columns["places"].append(shared)
        columns["deliberate"].append(np.full(hours.size, rule, np.uint8))
        number = numbers(j, np.arange(hours.size), len(staffing))
        columns["person"].append(number.astype(np.uint32))
    joined = {
        name: np.concatenate(parts) if parts else np.zeros(0) for name, parts in columns.items()
    }
    corps = Corps(
        jobcentre=joined["jobcentre"].astype(np.int32),
        hours=joined["hours"].astype(np.float64),
        places=joined["places"].astype(np.int32),
        deliberate=joined["deliberate"].astype(np.uint8),
        person=joined["person"].astype(np.uint32),
        shares=shares,
        given=full_time_equivalents is not None,
    )
    for name in columns:
        getattr(corps, name).flags.writeable = False  # shared by worlds
    return corps
