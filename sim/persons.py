"""The simulated people of one world as tables: who they are, every week, every spell.

Categories have names and columns are small, so that a world of thousands of people fits in memory
many times over. Nothing here changes a life: a world that is recorded is lived as any other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.errors import InputError
from sim.messages import Said
from sim.outcomes.accounts import place_names
from sim.outcomes.history import NOBODY, History
from sim.population import Population
from sim.simulation import Simulation
from sim.state import STATUSES, Place, youth_rows

Mask = npt.NDArray[np.bool_]

#: What a spell that lasts beyond the last week ends in.
CENSORED = "censored"
ARMS = ("control", "treated")
STATUS_NAMES = tuple(status.name.lower() for status in STATUSES)
PLACE_NAMES = tuple(place_names()[int(place)] for place in Place)
#: Traits that are real numbers, by the name of the row of a world in week 0.
DRAWN = (
    "trust_growth",
    "readiness_gain",
    "readiness_ceiling",
    "education_hazard",
    "job_hazard",
    "pension_hazard",
    "course_hazard",
    "education_response",
    "job_response",
    "pension_response",
)


@dataclass(frozen=True)
class Persons:
    """The people of one world and their lives.

    Attributes:
        population: who they are.
        entry: calendar week in which each enters, shape (n,).
        traits: what was drawn for each before anything happened, columns of shape (n,).
        history: every week since entry, shape (horizon, n).
        posts: name of the jobcentre of each mentor's post.
        treated: arm of a trial, shape (n,); None if they are in none.
    """

    population: Population
    entry: npt.NDArray[np.int32]
    traits: Mapping[str, Any]
    history: History
    posts: tuple[str, ...]
    treated: Mask | None = None

    @property
    def horizon(self) -> int:
        """Weeks since entry that were recorded of each person."""
        return len(self.history.status)

    def people(self) -> pd.DataFrame:
        """Who they are: one row per person, in the order of the population.

        Returns:
            The columns of `sim.population.Population.to_frame` (`person` is the key of all
            tables), `entry_week` (calendar week), `arm` (control or treated, only where there was
            a randomisation), and what was drawn before anything happened: `eligible` (under the
            policy), `accepts_offer`, `declines_as` (the place in the programme of those who do
            not accept), `ordinary_services` (would have a mentor from them), `first_meeting`
            (earliest week since entry), `cap_weeks` (of support), `bonds` (whether trust can
            grow), `trust_growth` and `readiness_gain` (per week), `readiness_ceiling` (0 to 1),
            `education_hazard`, `job_hazard`, `pension_hazard` and `course_hazard` (per week,
            without readiness, season and trend), `education_response` and `job_response` (log
            hazard at full readiness), `pension_response` (by how much it lowers that of both).
        """
        frame = self.population.to_frame()
        frame["entry_week"] = self.entry
        if self.treated is not None:
            frame["arm"] = _named(self.treated, ARMS)
        return frame.assign(**self.traits)

    def by_week(self) -> pd.DataFrame:
        """One row per person and week from entry to the last week asked for, a person's in order.

        Returns:
            `person`; `week` since entry; `calendar_week`; `status` of the week; at its end `place`
            in the programme (those `active`, `tapering` and in `aftercare` have a mentor of it),
            `post` (number of the mentor's post, missing without a mentor),
            `mentor` (jobcentre, post and holder, missing without a mentor), `trust` and
            `readiness` (0 to 1); `contact`, whether the programme's mentor was met in the week,
            and `minutes` of it. Who met the mentor a last time in a week in which support ended
            has contact and no mentor any more.
        """
        history, n = self.history, self.population.n
        week = np.tile(np.arange(self.horizon, dtype=np.int16), n)
        post = _by_person(history.post)
        return pd.DataFrame(
            {
                "person": np.repeat(self.population.person, self.horizon),
                "week": week,
                "calendar_week": week + np.repeat(self.entry.astype(np.int16), self.horizon),
                "status": _named(_by_person(history.status), STATUS_NAMES),
                "place": _named(_by_person(history.place), PLACE_NAMES),
                "post": pd.arrays.IntegerArray(post, post == NOBODY),
                "mentor": self._mentors(post, _by_person(history.holder)),
                "trust": _by_person(history.trust),
                "readiness": _by_person(history.readiness),
                "contact": _by_person(history.contact),
                "minutes": _by_person(history.minutes),
            }
        )

    def spells(self) -> pd.DataFrame:
        """One row per spell: a person's weeks in one status without a break, in order.

        Returns:
            `person`; `status`; `start` and `stop`, weeks since entry, of which the spell holds
            `start` and not `stop`; `event`, the status that it ended in, or `censored` where the
            last week came first. What survival analyses take: `event != "censored"` is their
            indicator, and the first category is the censored one.
        """
        status = self.history.status.T
        begins = np.ones(status.shape, bool)
        begins[:, 1:] = status[:, 1:] != status[:, :-1]
        row, start = np.nonzero(begins)
        last = np.append(row[1:] != row[:-1], True)
        stop = np.where(last, self.horizon, np.append(start[1:], 0))
        lived = status[row, start].astype(np.int8)
        event = np.where(last, 0, np.append(lived[1:], 0) + 1)
        return pd.DataFrame(
            {
                "person": self.population.person[row],
                "status": _named(lived, STATUS_NAMES),
                "start": start.astype(np.int16),
                "stop": stop.astype(np.int16),
                "event": _named(event, (CENSORED, *STATUS_NAMES)),
            }
        )

    def _mentors(
        self, post: npt.NDArray[np.int32], holder: npt.NDArray[np.int16]
    ) -> pd.Categorical[Any]:
        """The holders of posts by name; those who mentored nobody are no category."""
        most = int(holder.max(initial=0)) + 1
        number = np.where(post == NOBODY, NOBODY, post.astype(np.int64) * most + holder)
        known = np.unique(number[number != NOBODY])
        names = [
            f"{self.posts[k // most]}, post {k // most}, holder {k % most}" for k in known.tolist()
        ]
        codes = np.where(number == NOBODY, NOBODY, np.searchsorted(known, number))
        return pd.Categorical.from_codes(codes.astype(np.int64), pd.Index(names, dtype=object))


def simulate_persons(simulation: Simulation, treated: Mask | None = None) -> Persons:
    """Live all weeks of a world, week by week, keeping every person's every week.

    Args:
        simulation: in week 0; afterwards it has lived all weeks, as it would have without.
        treated: arm of a trial, shape (n,), in the order of the population; None if there is none.

    Raises:
        InputError: the world has begun to live: its first weeks are gone.
    """
    if simulation.week > 0:
        raise InputError(
            Said("sim.people_can_be_recorded_from_the"),
            field="week",
            found=simulation.week,
            allowed=Said("sim.a_world_in_week_0"),
        )
    cohort, traits = simulation.cohort, _traits(simulation)
    centres = cohort.population.jobcentre_names
    return Persons(
        population=cohort.population,
        entry=cohort.entry,
        traits=traits,
        history=simulation.run_with_history(),
        posts=tuple(centres[j] for j in simulation.corps.jobcentre),
        treated=treated,
    )


def _traits(simulation: Simulation) -> dict[str, Any]:
    """What was drawn for each person, in the order of the population, from a world in week 0."""
    back = np.argsort(simulation.order)
    rows = {name: row[back] for name, row in youth_rows(simulation.world).items()}
    accepts = rows["uptake"] == 1
    declines = np.where(accepts, NOBODY, rows["refusal"].astype(np.int16))
    return {
        "eligible": rows["eligible"] == 1,
        "accepts_offer": accepts,
        "declines_as": _named(declines, PLACE_NAMES),
        "ordinary_services": rows["ordinary"] == 1,
        "first_meeting": (rows["match_week"] - rows["entry"]).astype(np.int16),
        "cap_weeks": rows["cap_weeks"].astype(np.int16),
        "bonds": rows["free_growth"] > 0.0,
        **{name: rows[name] for name in DRAWN},
    }


def _by_person(weeks: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """A table (horizon, n) as one column, a person's weeks side by side."""
    return np.ascontiguousarray(weeks.T).ravel()


def _named(codes: npt.NDArray[Any], names: tuple[str, ...]) -> pd.Categorical[Any]:
    """Codes as categories with names; -1 is missing."""
    return pd.Categorical.from_codes(codes.astype(np.int64), pd.Index(names))
