"""The model as a good Mesa user would write it: agents with attributes, steps over AgentSets.

It starts from a world in week 0 (the same people, corps and parameters) and lives its weeks by
its own code: nothing of `sim.engine`, `sim.processes` or `sim.rules` is used.
"""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from types import SimpleNamespace
from typing import Any

import mesa
import numpy as np
from mesa.agent import AgentSet

from benchmarks.mentors import Jobcentre, Mentor
from benchmarks.youths import ABSENT, Youth
from sim.simulation import Simulation
from sim.state import (
    CALENDAR,
    COURSES_OPEN,
    GIVEN_CALENDAR,
    NEVER,
    NO_LIMIT,
    PENSION_TREND,
    POST_START,
    QUEUE_START,
    SEASON,
    Status,
    post_rows,
    youth_rows,
)


class Peer(mesa.Model):  # type: ignore[misc]  # Mesa's classes are not typed
    """The weekly model in plain Mesa.

    Attributes:
        persons: everybody, in the order of the world's rows.
        youths: those who have entered; `mentees` those of them with a mentor.
        mentors: the posts.
        week: calendar week that comes next.
    """

    youth_class: type[Youth] = Youth
    #: Whether weekly rules that the trial's kind of policy does not need are lived, too.
    knows_every_rule = False

    def __init__(self, simulation: Simulation, seed: int = 0) -> None:
        """Agents for the people and posts of a world that has not lived a week yet."""
        if simulation.week != 0:
            raise ValueError(f"a world in week 0 is needed, found week {simulation.week}")
        if not self.knows_every_rule and _needs_more(simulation):
            raise ValueError("this peer lives policies of the trial's kind only")
        super().__init__(rng=seed)
        self.rates: Any = _fields(simulation.world.rates)
        self.setting: Any = _fields(simulation.world.setting)
        self.weeks = simulation.weeks
        self.week = 0
        self.expected_contact = min(1.0, self.rates.contact_base + self.rates.contact_trust * 0.5)
        calendar = simulation.world.calendar
        self.given = calendar[[SEASON, PENSION_TREND, COURSES_OPEN]].T.tolist()
        self.season = self.pension_trend = self.courses_open = 1.0
        self.started, self.direct_minutes = 0, 0.0
        self.hours_used, self.hours_counted = 0.0, 0.0
        self.jobcentres = _jobcentres(simulation)
        self.mentors = AgentSet(self._hire(simulation), random=self.random)
        self.persons = self._invite(simulation)
        self.youths = AgentSet([], random=self.random)
        self.mentees = AgentSet([], random=self.random)
        self._newcomers: defaultdict[int, list[Youth]] = defaultdict(list)
        for youth in self.persons:
            self._newcomers[youth.entry].append(youth)
        self.datacollector = mesa.DataCollector(
            model_reporters={
                **{
                    status.name.lower(): partial(_count, status)
                    for status in Status
                    if status is not ABSENT
                },
                "mentored": lambda m: len(m.mentees),
                "waiting": lambda m: sum(centre.short(m.week) for centre in m.jobcentres),
                "started": "started",
                "direct_minutes": "direct_minutes",
                "hours_used": "hours_used",
                "hours_counted": "hours_counted",
            }
        )

    def count(self, status: Status) -> int:
        """Young people in a status now."""
        return sum(youth.status is status for youth in self.youths)

    def step(self) -> None:
        """One week, in eight steps."""
        self.season, self.pension_trend, self.courses_open = self.given[self.week]
        self.started, self.direct_minutes = 0, 0.0
        self.hours_used, self.hours_counted = 0.0, 0.0
        self.take_in()
        self.change_mentors()
        self.meet()
        self.grow()
        self.move()
        self.finish()
        self.datacollector.collect(self)
        self.week += 1

    def take_in(self) -> None:
        """Step 1. Newcomers enter; free places go to those waiting."""
        for youth in self._newcomers.pop(self.week, ()):
            self.youths.add(youth)
            youth.enter()
        for jobcentre in self.jobcentres:
            jobcentre.match(self.week)

    def change_mentors(self) -> None:
        """Step 2."""
        self.mentors.do("change")

    def meet(self) -> None:
        """Step 3."""
        self.mentors.do("meet")

    def grow(self) -> None:
        """Steps 4 and 5."""
        self.youths.do("grow")

    def move(self) -> None:
        """Step 6."""
        self.youths.do("move")

    def finish(self) -> None:
        """Step 7."""
        self.mentees.do("finish")

    def _hire(self, simulation: Simulation) -> list[Mentor]:
        return [
            Mentor(self, self.jobcentres[traits["jobcentre"]], traits, number)
            for number, traits in enumerate(_records(post_rows(simulation.world))[:-1])
        ]

    def _invite(self, simulation: Simulation) -> list[Youth]:
        # The engine keeps the queue's order as one list, jobcentre by jobcentre.
        rank = np.argsort(simulation.world.queue).tolist()
        return [
            self.youth_class(
                self, self.jobcentres[traits["jobcentre"]], {**traits, "rank": rank[row]}
            )
            for row, traits in enumerate(_records(youth_rows(simulation.world)))
        ]


def _count(status: Status, peer: Peer) -> int:
    return peer.count(status)


def _needs_more(simulation: Simulation) -> bool:
    """Whether the policy has weekly rules of the wider language."""
    setting = simulation.world.setting
    return bool(
        simulation.world.measures.size
        or setting["split"] != 0
        or setting["foothold_weeks"] != 0
        or setting["max_wait_weeks"] != NO_LIMIT
        or min(setting["until_trust"], setting["until_readiness"]) < NEVER
    )


def _jobcentres(simulation: Simulation) -> list[Jobcentre]:
    centre, deliberate = simulation.world.centre, post_rows(simulation.world)["deliberate"]
    return [
        Jobcentre(bool(deliberate[centre[POST_START, j]]))
        for j in range(centre[QUEUE_START].size - 1)
    ]


def _fields(record: Any) -> SimpleNamespace:
    """A record of the engine as plain Python numbers by name."""
    return SimpleNamespace(**dict(zip(record.dtype.names, record.item(), strict=True)))


def _records(rows: Any) -> list[dict[str, Any]]:
    """One mapping of plain Python numbers per column."""
    names = list(rows)
    columns = zip(*(rows[name].tolist() for name in names), strict=True)
    return [dict(zip(names, values, strict=True)) for values in columns]


#: What both count each week.
COUNTED = tuple(name for name in CALENDAR if name not in GIVEN_CALENDAR)
