"""The mentor corps: posts, hours and places of each jobcentre.

Caseload, full-time equivalents and the number of young people hang together: two of them give the
third, and a policy says which. Hours per mentee then follow; they are never set.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from sim.reference import full_time_hours

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
        person: address of the post's draws (jobcentre x 65536 + rank), shape (posts,).
        shares: of the traits that holders of the posts are drawn from.
    """

    jobcentre: Ints
    hours: Floats
    places: Ints
    deliberate: npt.NDArray[np.uint8]
    person: npt.NDArray[np.uint32]
    shares: MentorShares

    @property
    def full_time_equivalents(self) -> float:
        """Paid hours of all posts over a full-time week."""
        return float(self.hours.sum() / full_time_hours())


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


def _places(hours: Floats, total: int) -> Ints:
    """Whole places in proportion to hours, by largest remainder, summing to `total`."""
    exact = hours / hours.sum() * total
    places: Ints = np.floor(exact).astype(np.int32)
    order = np.argsort(-(exact - places), kind="stable")
    places[order[: total - int(places.sum())]] += 1
    return places


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
        full_time_equivalents: mentors in all, spread in proportion to what the demand would
            need; None gives everyone in `demand` a place.
        spread: with `full_time_equivalents`, everyone in `demand` has a place all the same, and
            the caseload follows (where there are mentors at all).
        deliberate: the matching rule everywhere; None takes each jobcentre's own.
    """
    # The worlds of a comparison mostly share their corps: it is made once.
    return _corps(
        tuple(staffing), shares, tuple(demand.tolist()), caseload, full_time_equivalents, spread,
        deliberate,
    )  # fmt: skip


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
    if full_time_equivalents is None:
        have, places = needed, demand.astype(np.int64)
    else:
        have = (
            needed / needed.sum() * full_time_equivalents
            if needed.sum() > 0
            else np.zeros(len(loads))
        )
        places = demand if spread else np.floor(have * loads + 0.5)
        places = places.astype(np.int64)
    columns: dict[str, list[npt.NDArray[np.generic]]] = {
        name: [] for name in ("jobcentre", "hours", "places", "deliberate", "person")
    }
    for j, jobcentre in enumerate(staffing):
        if have[j] <= 0:
            continue
        hours = _post_hours(jobcentre, have[j] * full_time_hours())
        rule = jobcentre.deliberate if deliberate is None else deliberate
        columns["jobcentre"].append(np.full(hours.size, j, np.int32))
        columns["hours"].append(hours)
        columns["places"].append(_places(hours, int(places[j])))
        columns["deliberate"].append(np.full(hours.size, rule, np.uint8))
        columns["person"].append((j * 65536 + np.arange(hours.size)).astype(np.uint32))
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
    )
    for name in columns:
        getattr(corps, name).flags.writeable = False  # shared by worlds
    return corps
