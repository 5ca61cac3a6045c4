"""The Mesa face: a Model whose step is one engine week, young people and mentors as Agents.

The agents are views: each reads and writes one column of the engine's tables, so that a run by
Mesa's steps is a run of the engine, bit for bit. They are made for looking, stepping and
extending; ensembles run `sim.simulation` itself, which is faster and needs no agents.

Works with Mesa 3.3 and the later 3.x; what is taken from Mesa stands in `sim.mesa_names`. Weeks are
counted by the engine (`MentoringModel.week`) and never by `model.steps`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from sim import state
from sim.groups import group_mask
from sim.mentor_agent import MentorAgent
from sim.mesa_names import AgentSet, DataCollector, Model, random_numbers
from sim.outcomes.accounts import Accounts
from sim.processes import readiness
from sim.programme import Policy
from sim.simulation import Cohort, PersonTraits, Simulation, build
from sim.state import STATUSES, Place, Status
from sim.youth_agent import YouthAgent

Mask = npt.NDArray[np.bool_]


class MentoringModel(Model):  # type: ignore[misc]  # Mesa's classes are not typed
    """A world that Mesa steps, week by week.

    A policy in Python acts between weeks through AgentSets, and Mesa's DataCollector sees
    every attribute of the agents::

        def longer_for_the_distant(model):
            if model.week == 40:
                distant = model.youths.select(lambda y: y.mentored and y.trust < 0.2)
                distant.do("extend_support", weeks=26)

        model = MentoringModel(cohort, policy, values, seed=1, horizon=74,
                               between_weeks=longer_for_the_distant)
        model.datacollector = mesa.DataCollector(
            model_reporters={"mentored": "mentored"},
            agenttype_reporters={YouthAgent: {"trust": "trust"}, MentorAgent: {"load": "load"}},
        )
        while model.running:
            model.step()
            model.datacollector.collect(model)
        model.datacollector.get_agenttype_vars_dataframe(YouthAgent)

    With `collect=True` the model has a DataCollector of its own and feeds it after each week.

    Mesa's `batch_run` takes everything that can be iterated for a list of values to vary: wrap
    what is to stay, as in ``{"policy": [policy], "values": [values], "seed": range(10)}``, and
    vary `seed` here, as Mesa 3.3's `iterations` would repeat the same lives. Where `batch_run` has
    an argument `rng` (later 3.x), the seeds go there, beside ``"seed": 0`` in the parameters.

    A model can be copied (`copy.deepcopy`) and pickled in any week, and the copy lives on as the
    model does: two copies of one week are branches that share all weeks before. To be pickled, as
    `batch_run` in several processes and joblib do, a `between_weeks` has to stand in a module.

    Attributes:
        simulation: the engine's run that the agents look at.
        cohort, policy, values, seed, horizon: what it was made from.
        youths: every young person, in the order of the population, those yet to enter included.
        mentors: every post.
        between_weeks: the policy in Python, called before each week but the first; can be changed.
        running: False once all weeks are lived.
    """

    def __init__(
        self,
        cohort: Cohort,
        policy: Policy,
        values: Mapping[str, float],
        *,
        seed: int,
        horizon: int,
        offered: Mask | None = None,
        person_traits: PersonTraits | None = None,
        between_weeks: Callable[[MentoringModel], None] | None = None,
        collect: bool = False,
    ) -> None:
        """A world in week 0.

        Args:
            cohort: people, jobcentres and calendar.
            policy: what they are offered.
            values: a full set of parameters.
            seed: of every draw of the engine, and of Mesa's own generators (which only the
                user's code draws from), from 0 to 2^64 - 1.
            horizon: weeks since entry to count for each person.
            offered: who may be offered anything at all, shape (n,); None is everybody.
            person_traits: `sim.simulation.draw_person_traits` of the same cohort, values and seed,
                where several worlds share them.
            between_weeks: called with the model before each week but the first.
            collect: collect shares by status, mentored, waiting and trust after each week.

        Raises:
            InputError: a parameter is missing, unknown, no number or out of its bounds; the policy
                names another intake than that of the cohort (a stream's people are drawn by
                `scenarios.policy.intake.cohort_for`) or a group that does not exist, or ranks by an
                expected gain that was not worked out
                (`scenarios.policy.gain.with_expected_gain`).
        """
        simulation = build(
            cohort,
            policy,
            values,
            seed,
            horizon=horizon,
            offered=offered,
            person_traits=person_traits,
        )
        super().__init__(**random_numbers(seed))
        self.simulation: Simulation = simulation
        simulation.before_week = self._before_week
        self.cohort, self.policy, self.values = cohort, policy, dict(values)
        self.seed, self.horizon = seed, horizon
        self.between_weeks = between_weeks
        self._members: dict[str, Mask] = {}
        self._adrift: set[int] = set()
        back = np.argsort(simulation.order)
        in_order = [YouthAgent(self, int(back[k]), k) for k in range(back.size)]
        self._by_row = [in_order[k] for k in simulation.order]
        self._posts = [MentorAgent(self, k) for k in range(simulation.corps.hours.size)]
        self.youths = AgentSet(in_order, random=self.random)
        self.mentors = AgentSet(self._posts, random=self.random)
        self._collects = collect
        self.datacollector = DataCollector(model_reporters=_reporters()) if collect else None
        self.running = not self.over

    @property
    def week(self) -> int:
        """Calendar week that comes next; so many weeks have been lived."""
        return self.simulation.week

    @property
    def weeks(self) -> int:
        """Calendar weeks that the world can live."""
        return self.simulation.weeks

    @property
    def over(self) -> bool:
        """Whether all weeks are lived."""
        return self.week >= self.weeks

    def step(self) -> None:
        """Live one week, after the policy in Python; nothing happens once the run is over."""
        if not self.over:
            self.simulation.advance()
            if self._collects and self.datacollector is not None:
                self.datacollector.collect(self)
        self.running = not self.over

    def _before_week(self) -> None:
        if self.week > 0 and self.between_weeks is not None:
            self.between_weeks(self)
        self._drift()

    def drifts(self, column: int) -> None:
        """Somebody's trust or readiness was written: it has to decay where the engine skips it.

        The engine leaves out those who have no mentor of any kind, as theirs never grow.
        """
        if column >= self.simulation.world.spans[state.Segment.REST, state.FIRST]:
            self._adrift.add(column)

    def _drift(self) -> None:
        world = self.simulation.world
        for column in self._adrift:
            if world.life[state.ENTRY, column] <= self.week:
                readiness.drift_span(world, column, column + 1)

    def accounts(self) -> Accounts:
        """What has happened so far, by week since entry and by calendar week."""
        return self.simulation.accounts()

    def members(self, group: str) -> Mask:
        """Who belongs to a named group: shape (n,), in the order of the population.

        Raises:
            InputError: no group has that name.
        """
        if group not in self._members:
            self._members[group] = group_mask(self.cohort.population, group)
        return self._members[group]

    def share(self, status: Status, group: str = "all") -> float:
        """Share in a status now, of those of a group who have entered; nan before any has.

        Weeks are calendar weeks here; `accounts` has the shares by week since entry.

        Raises:
            InputError: no group has that name.
        """
        now = self.simulation.world.flag[state.STATUS]
        among = (now != Status.ABSENT) & self.members(group)[self.simulation.order]
        return float((now[among] == status).mean()) if among.any() else math.nan

    @property
    def mentored(self) -> int:
        """Young people who have a mentor now."""
        return int(self.simulation.world.totals[state.MENTORED_NOW])

    @property
    def waiting(self) -> int:
        """Young people who would have met a mentor by now if there had been a place."""
        world = self.simulation.world
        due = world.life[state.MATCH_WEEK] < self.week
        return int(np.count_nonzero(due & (world.flag[state.PLACE] == Place.WAITING)))

    @property
    def mean_trust(self) -> float:
        """Mean trust of those who have a mentor now; nan if nobody has."""
        world = self.simulation.world
        mentored = world.real[state.WEIGHT] > 0.0
        return float(world.real[state.TRUST, mentored].mean()) if mentored.any() else math.nan

    def mentor_at(self, post: int) -> MentorAgent:
        """The mentor of a post, by its number."""
        return self._posts[post]

    def mentees_of(self, post: int) -> AgentSet:
        """The young people that a post carries now."""
        rows = np.flatnonzero(self.simulation.world.whole[state.POST] == post)
        return AgentSet([self._by_row[row] for row in rows], random=self.random)


def _share(model: MentoringModel, *, status: Status) -> float:
    return model.share(status)


def _reporters() -> dict[str, Any]:
    """What the model's own DataCollector collects."""
    shares = {status.name.lower(): partial(_share, status=status) for status in STATUSES}
    names = ("week", "mentored", "waiting", "mean_trust")
    return {**shares, **{name: name for name in names}}
