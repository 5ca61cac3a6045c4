"""What is followed up: a policy in a situation, for the young people who came and are to come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property

import numpy as np
import numpy.typing as npt

from calibration.trial import Trial, starting
from scenarios.follow_up.periods import TO_THURSDAY, Period, last_weeks, planned
from scenarios.follow_up.reading import ALL, FollowUp
from scenarios.municipality.local_population import LocalPeople, Stream
from scenarios.policy.policies import NamedPolicy
from scenarios.situation.beside import contradiction
from scenarios.situation.situation import Situation
from sim.errors import InputError
from sim.messages import Said

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Programme:
    """A policy and its young people on the calendar of a follow-up.

    Attributes:
        people: one jobcentre, as many as came and are to come, from the first period on.
        named: what is offered, with the situation's mentors.
        periods: at whose ends is looked, the planned ones after those that are counted.
        seen: periods that are counted.
        coming: young people of each period, shape (periods,).
        groups: counted, everybody first.
    """

    people: LocalPeople
    named: NamedPolicy
    periods: tuple[Period, ...]
    seen: int
    coming: Ints
    groups: tuple[str, ...] = (ALL,)

    @cached_property
    def ends(self) -> Ints:
        """The last calendar week of each period, from 0, shape (periods,)."""
        return last_weeks(self.periods, self.people.trial.begins)

    @property
    def weeks(self) -> int:
        """Calendar weeks that are lived."""
        return int(self.ends[-1]) + 1

    @property
    def copies(self) -> int:
        """How many municipalities live in a world, each by itself."""
        return self.people.copies

    def entry(self, order: npt.NDArray[np.integer], jobcentre: npt.NDArray[np.integer]) -> Ints:
        """The calendar week in which each enters: as many in each period as came or are to come.

        Args:
            order: rank of each person by chance, shape (n,).
            jobcentre: copy of each, shape (n,).

        Returns:
            Weeks from 0, spread evenly over those of each period, shape (n,).
        """
        first = np.concatenate([[0], self.ends[:-1] + 1])
        lengths = self.ends + 1 - first
        weeks = np.concatenate(
            [
                start + (np.arange(n) + 0.5) * length // max(1, n)
                for start, length, n in zip(first, lengths, self.coming, strict=True)
            ]
        ).astype(np.int64)
        found = np.zeros(order.size, np.int64)
        for copy in range(self.copies):
            here = np.flatnonzero(jobcentre == copy)
            found[here[np.argsort(order[here], kind="stable")]] = weeks
        return found


def programme_of(
    counted: FollowUp,
    situation: Situation,
    people: Trial | LocalPeople,
    named: NamedPolicy,
) -> Programme:
    """What a follow-up is about.

    Args:
        counted: what the municipality counted.
        situation: with young people a year, and years to look at: the plan of looks.
        people: who lives in it (`scenarios.situation.people.people_of`).
        named: what is offered, with its mentors (`scenarios.situation.policies.in_situation`).

    Raises:
        InputError: no years, several jobcentres, a cohort, a period outside the years, nobody who
            came, or numbers of a policy for some that leave out how many came.
    """
    if not isinstance(people, LocalPeople):
        raise InputError(
            Said("scenarios.follow_up_one_jobcentre"),
            field="situation.jobcentres",
            found=situation.jobcentres,
            allowed="one",
        )
    if situation.years is None or situation.first_year is None:
        raise InputError(
            Said("scenarios.follow_up_which_years"),
            field="situation.years",
            found=Said("sim.nothing"),
            allowed=Said("scenarios.follow_up_first_year_and_years"),
        )
    if situation.young_people.cohort is not None:
        raise InputError(
            Said("scenarios.follow_up_a_stream"),
            field="situation.young_people.cohort",
            found=situation.young_people.cohort,
            allowed=Said("scenarios.follow_up_per_year"),
        )
    years = situation.stream.calendar_years
    for period in (counted.periods[0], counted.periods[-1]):
        if period.year not in years:
            raise contradiction(
                "period", str(period), "years", f"{years[0]}-{years[-1]}", file=counted.file
            )
    first = counted.periods[0]
    # The first week whose Thursday is in the first period.
    start = first.first_day - TO_THURSDAY
    start += timedelta(days=-start.weekday() % 7)
    weeks = (situation.stream.start - start).days // 7 + situation.stream.weeks
    periods = planned(first, start, weeks)
    ends = last_weeks(periods, start)
    lengths = np.diff(ends, prepend=-1)
    coming = _came(counted, named)
    weekly = situation.stream.people / situation.stream.intake_weeks
    later = np.rint(np.cumsum(lengths * weekly)).astype(np.int64)
    later = np.diff(later, prepend=0)[coming.size :]
    everybody = np.concatenate([coming, later])
    if coming.sum() < 1:
        raise InputError(
            Said("scenarios.nobody_comes"),
            file=counted.file,
            field="came",
            found="0",
            allowed=Said("sim.1_or_more"),
        )
    lives = replace(
        people,
        trial=starting(people.trial, start),
        stream=Stream(int(everybody.sum()), int(ends[-1]) + 1),
    )
    own = replace(named, policy=named.policy.model_copy(update={"intake": None}))
    groups: Sequence[str] = (ALL, *counted.groups)
    return Programme(lives, own, periods, coming.size, everybody, tuple(groups))


def _came(counted: FollowUp, named: NamedPolicy) -> Ints:
    """Young people who came in each period that is counted, shape (periods,).

    Where the policy is for everybody, those offered a mentor are those who came.

    Raises:
        InputError: it is not said, in some period.
    """
    came = counted.counts.get((ALL, "came"))
    if came is None and named.policy.targeting.eligible == [ALL]:
        came = counted.counts.get((ALL, "offered"))
    if came is None or np.isnan(came).any():
        missing = 0 if came is None else int(np.flatnonzero(np.isnan(came))[0])
        raise InputError(
            Said("scenarios.follow_up_how_many_came"),
            file=counted.file,
            field=f"{counted.periods[missing]}, came",
            found=Said("sim.nothing"),
            allowed=Said("scenarios.follow_up_came_in_every_period"),
        )
    # Of sums: what may not be told has stand-ins with halves, and all who came are to be there.
    return np.diff(np.rint(np.cumsum(came)), prepend=0.0).astype(np.int64)
