"""A world counted as a municipality counts: by period, figure and group, each copy by itself."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from scenarios.follow_up.figures import figure_names
from scenarios.follow_up.programme import Programme
from sim.reference import full_time_hours
from sim.simulation import Simulation
from sim.state import Education, Place, Status, post_rows, youth_rows

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

#: Places in which somebody has a mentor.
SUPPORTED = (Place.ACTIVE, Place.TAPERING, Place.AFTERCARE)
#: Statuses that somebody can start, by the figure that counts it.
STARTS = {"education_starts": Status.EDUCATION, "job_starts": Status.EMPLOYMENT}
MINUTES = 60.0


def counted_world(world: Simulation, programme: Programme) -> Floats:
    """Live a world to its end, and count it.

    Args:
        world: in week 0, with its moves kept (`sim.simulation.build`).
        programme: whose periods and groups are counted.

    Returns:
        Shape (groups, figures, periods, copies), figures as `figure_names`. What happened in a
        period is counted in it; NaN is not counted by group, or not known of this policy.
    """
    names, copies = figure_names(), programme.copies
    found = np.full((len(programme.groups), len(names), programme.ends.size, copies), np.nan)
    members = world.world.groups.astype(bool)
    before = _Before(world)
    for period, end in enumerate(programme.ends):
        world.advance(int(end) + 1 - world.week)
        for name, people in before.people(world).items():
            for group in range(members.shape[1]):
                found[group, names.index(name), period] = before.by_copy(people, members[:, group])
        for name, numbers in before.mentors(world, copies).items():
            found[0, names.index(name), period] = numbers
    _count_moves(world, programme, found, names)
    return found


class _Before:
    """How everybody was at the last look."""

    def __init__(self, world: Simulation) -> None:
        """In week 0."""
        rows = youth_rows(world.world)
        self.jobcentre = rows["jobcentre"].astype(np.int64)
        self.copies = len(world.cohort.staffing)
        self.begun = np.zeros(self.jobcentre.size, bool)
        self.entered = np.zeros(self.jobcentre.size, bool)
        self.contacts = np.zeros(self.jobcentre.size, np.int64)
        self.minutes = np.zeros(self.copies)

    def by_copy(self, numbers: npt.NDArray[np.generic], members: Mask) -> Floats:
        """A sum over those who are members, shape (copies,)."""
        weights = np.where(members, numbers, 0).astype(float)
        return np.asarray(np.bincount(self.jobcentre, weights, minlength=self.copies), float)

    def people(self, world: Simulation) -> dict[str, npt.NDArray[np.generic]]:
        """Who is counted since the last look, shape (n,) each; the look moves on."""
        rows = youth_rows(world.world)
        eligible = rows["eligible"] == 1
        entered = rows["entry"] < world.week
        begun = rows["waited"] >= 0
        contacts = rows["contact_weeks"].astype(np.int64)
        new = contacts - self.contacts
        found = {
            "came": entered & ~self.entered,
            "offered": eligible & entered & ~self.entered,
            "begun": begun & ~self.begun,
            "in_contact": new > 0,
            "supported": eligible & np.isin(rows["place"], SUPPORTED),
        }
        self.meetings = self.by_copy(new, np.ones(new.size, bool))
        self.entered, self.begun, self.contacts = entered, begun, contacts
        return dict(found)

    def mentors(self, world: Simulation, copies: int) -> dict[str, Floats]:
        """What mentors did since the last look, shape (copies,) each."""
        posts = post_rows(world.world)
        centre = world.corps.jobcentre
        given = posts["total_minutes"][:-1]
        minutes = np.asarray(np.bincount(centre, given, minlength=copies), float)
        hours = (minutes - self.minutes) / MINUTES
        self.minutes = minutes
        found = {"meetings": self.meetings, "hours": hours}
        if world.corps.given:
            filled = np.where(posts["vacant_until"][:-1] < world.week, world.corps.hours, 0.0)
            found["mentors"] = np.bincount(centre, filled, minlength=copies) / full_time_hours()
        return found


def _count_moves(
    world: Simulation, programme: Programme, found: Floats, names: Sequence[str]
) -> None:
    """Starts, dropouts and completions of those offered, into the table."""
    moves = world.moves()
    person, week, before, after, kind, completed = (moves[:, k] for k in range(6))
    population = world.cohort.population
    eligible = np.zeros(population.n, bool)
    eligible[world.order] = youth_rows(world.world)["eligible"] == 1
    ended = kind != Education.NONE
    happened = {
        name: (after == status) & (before != status) & (before != Status.ABSENT)
        for name, status in STARTS.items()
    }
    happened |= {"dropouts": ended & (completed == 0), "completed": ended & (completed == 1)}
    period = np.searchsorted(programme.ends, week)
    members = world.cohort.membership().astype(bool)
    shape = (programme.ends.size, programme.copies)
    for name, which in happened.items():
        for group in range(members.shape[1]):
            mine = which & eligible[person] & members[person, group] & (period < shape[0])
            place = period[mine] * shape[1] + population.jobcentre[person[mine]]
            total = np.bincount(place, minlength=shape[0] * shape[1])
            found[group, names.index(name)] = total.reshape(shape)
