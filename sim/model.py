"""The Mesa face: a Model whose step is one engine week, young people and mentors as Agents.

The agents are views: each reads and writes one column of the engine's tables, so that a run by
Mesa's steps is a run of the engine, bit for bit. They are made for looking, stepping and
extending; ensembles run `sim.simulation` itself, which is faster and needs no agents.

Works with Mesa 3.3 and the later 3.x: seeds go in as `rng=`, weeks are counted by the engine
(`MentoringModel.week`) and never by `model.steps`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import count
from typing import Any, ClassVar
from weakref import WeakKeyDictionary

import mesa
import numpy as np
import numpy.typing as npt
from mesa.agent import AgentSet

from sim import changes, meetings, moves, state
from sim.accounts import STATUSES, Accounts
from sim.errors import InputError
from sim.groups import group_mask
from sim.history import MENTORED_PLACES
from sim.population import Population, Stratum
from sim.programme import Policy
from sim.simulation import Scene, Simulation, build
from sim.state import MentorTrait, Place, Status, World

Mask = npt.NDArray[np.bool_]

#: The longest span of weeks that one call may add to somebody's support.
MOST_WEEKS = 520
#: Reasons for which support can end.
REASONS = (Place.ENDED, Place.OPTED_OUT, Place.MOVED, Place.OTHER_LEAVE)
_TRAITS = {
    MentorTrait.UNDER_40: state.UNDER_40,
    MentorTrait.MEDIUM_EDUCATION: state.MEDIUM_EDUCATION,
    MentorTrait.LONG_EDUCATION: state.LONG_EDUCATION,
    MentorTrait.WOMAN: state.POST_WOMAN,
    MentorTrait.FULL_TIME: state.FULL_TIME,
    MentorTrait.EXPERIENCED: state.EXPERIENCED,
}


class _Counters:
    """The next agent number of each model, without keeping the model alive.

    Mesa 3.3 counts agents in a dictionary on its Agent class whose keys are the models, which
    holds every model that ever made agents for the life of the process. Later versions count in
    the model and do not look here.
    """

    def __init__(self) -> None:
        self._counts: WeakKeyDictionary[Any, Iterator[int]] = WeakKeyDictionary()

    def __getitem__(self, model: object) -> Iterator[int]:
        return self._counts.setdefault(model, count(1))


class _View(mesa.Agent):  # type: ignore[misc]  # Mesa's classes are not typed
    """One column of the engine's tables."""

    _ids: ClassVar = _Counters()
    model: MentoringModel

    def __init__(self, model: MentoringModel, column: int) -> None:
        super().__init__(model)
        self._column = column
        self._world: World = model.simulation.world

    def remove(self) -> None:
        """Refused: the life behind a view goes on.

        Raises:
            InputError: always.
        """
        raise InputError(
            "nobody can be removed from the world",
            field="remove",
            allowed="move_to and end_support say where somebody goes",
        )


class YouthAgent(_View):
    """A young person.

    `trust` and `readiness` can be written; everything else changes through the methods, which keep
    the accounts right. A change takes effect at the start of the week that comes next.

    Attributes:
        index: place in the population, from 0.
    """

    def __init__(self, model: MentoringModel, column: int, index: int) -> None:
        super().__init__(model, column)
        self.index = index

    # --- who they are -----------------------------------------------------------------------
    @property
    def _population(self) -> Population:
        return self.model.scene.population

    @property
    def person(self) -> int:
        """Number that addresses all their draws."""
        return int(self._population.person[self.index])

    @property
    def jobcentre(self) -> str:
        """Name of the jobcentre."""
        population = self._population
        return str(population.jobcentre_names[population.jobcentre[self.index]])

    @property
    def entry(self) -> int:
        """Calendar week of entry."""
        return int(self._world.life[state.ENTRY, self._column])

    @property
    def woman(self) -> bool:
        """Whether they are a woman."""
        return bool(self._population.woman[self.index])

    @property
    def age(self) -> float:
        """Years at entry."""
        return float(self._population.age[self.index])

    @property
    def immigrant(self) -> bool:
        """Whether they are an immigrant or a descendant of immigrants."""
        return bool(self._population.immigrant[self.index])

    @property
    def stratum(self) -> Stratum:
        """Stratum of 9th-grade marks."""
        return Stratum(self._population.stratum[self.index])

    @property
    def mark(self) -> float:
        """Mean 9th-grade mark; nan without."""
        return float(self._population.mark[self.index])

    @property
    def severity(self) -> float:
        """Barriers, from 0 to 1."""
        return float(self._population.severity[self.index])

    @property
    def su_share(self) -> float:
        """Share of the last three years before entry on SU."""
        return float(self._population.su[self.index].mean())

    @property
    def transfer_share(self) -> float:
        """Share of the last three years before entry on other transfers."""
        return float(self._population.transfer[self.index].mean())

    def belongs_to(self, group: str) -> bool:
        """Whether they belong to a named group (`sim.groups`).

        Raises:
            InputError: no group has that name.
        """
        return bool(self.model.members(group)[self.index])

    # --- how they are -----------------------------------------------------------------------
    @property
    def entered(self) -> bool:
        """Whether they have entered."""
        return self.status is not Status.ABSENT

    @property
    def status(self) -> Status:
        """What they live from."""
        return Status(self._world.flag[state.STATUS, self._column])

    @property
    def weeks_in_status(self) -> int:
        """Weeks lived in the present status; 0 before entry."""
        if not self.entered:
            return 0
        return self.model.week - int(self._world.life[state.SINCE, self._column])

    @property
    def trust(self) -> float:
        """Trust in the mentor, from 0 to 1."""
        return float(self._world.real[state.TRUST, self._column])

    @trust.setter
    def trust(self, value: float) -> None:
        self._write(state.TRUST, "trust", value)

    @property
    def readiness(self) -> float:
        """Readiness for education and work, from 0 to 1."""
        return float(self._world.real[state.READINESS, self._column])

    @readiness.setter
    def readiness(self, value: float) -> None:
        # The engine draws its bounds of the hazards anew when readiness has outgrown them.
        self._write(state.READINESS, "readiness", value)

    # --- where they stand with the programme ------------------------------------------------
    @property
    def place(self) -> Place:
        """Where they stand with the programme."""
        return Place(self._world.flag[state.PLACE, self._column])

    @property
    def mentored(self) -> bool:
        """Whether they have a mentor from the programme."""
        return self.place in MENTORED_PLACES

    @property
    def waiting(self) -> bool:
        """Whether they are to have a mentor, and have not met one yet."""
        return self.place is Place.WAITING

    @property
    def mentor(self) -> MentorAgent | None:
        """Their mentor's post, if they have one."""
        if not self.mentored:
            return None
        return self.model.mentor_at(int(self._world.whole[state.POST, self._column]))

    @property
    def cap_weeks(self) -> int:
        """Weeks of support that they may have."""
        return int(self._world.life[state.CAP_WEEKS, self._column])

    @property
    def weeks_left(self) -> int:
        """Mentored weeks until the present stage (support, tapering, aftercare) ends."""
        return int(self._world.whole[state.WEEKS_LEFT, self._column])

    @property
    def mentored_weeks(self) -> int:
        """Weeks mentored so far."""
        return int(self._world.whole[state.MENTORED_WEEKS, self._column])

    @property
    def contact_weeks(self) -> int:
        """Weeks so far in which they met the mentor."""
        return int(self._world.whole[state.CONTACT_WEEKS, self._column])

    @property
    def mentors_met(self) -> int:
        """How many mentors they have had so far."""
        return int(self._world.life[state.MENTORS, self._column])

    @property
    def waited(self) -> int | None:
        """Weeks from entry to the first mentor; None while there has been none."""
        weeks = int(self._world.life[state.WAITED, self._column])
        return None if weeks < 0 else weeks

    @property
    def minutes(self) -> float:
        """Minutes with the programme's mentor in the week last lived."""
        return float(self._world.real[state.MINUTES, self._column])

    @property
    def total_minutes(self) -> float:
        """Minutes with the programme's mentors so far."""
        return float(self._world.real[state.TOTAL_MINUTES, self._column])

    # --- what can be done -------------------------------------------------------------------
    def extend_support(self, weeks: int) -> bool:
        """Raise the cap of support by some weeks.

        Whoever is mentored has so much longer until it ends; from tapering they come back to full
        support for those weeks. Those waiting will have the higher cap once they meet a mentor,
        and those in aftercare if they come back on support. Whoever never had support, or whose
        support is over, gets none by this.

        Returns:
            Whether it can make a difference to them.

        Raises:
            InputError: `weeks` is no whole number from 1 to 520, or the run is over.
        """
        self._check_open("extend_support")
        if isinstance(weeks, bool) or not isinstance(weeks, int | np.integer):
            weeks = 0
        if not 1 <= weeks <= MOST_WEEKS:
            raise InputError(
                "impossible length of support",
                field="extend_support.weeks",
                found=weeks,
                allowed=f"a whole number from 1 to {MOST_WEEKS}",
            )
        world, i, place = self._world, self._column, self.place
        world.life[state.CAP_WEEKS, i] += weeks
        if place is Place.ACTIVE:
            world.whole[state.WEEKS_LEFT, i] += weeks
        elif place is Place.TAPERING:
            world.flag[state.PLACE, i] = Place.ACTIVE
            world.whole[state.WEEKS_LEFT, i] = weeks
            world.real[state.WEIGHT, i] = 1.0
        return place in (*MENTORED_PLACES, Place.WAITING)

    def end_support(self, reason: Place = Place.ENDED, *, abrupt: bool | None = None) -> None:
        """End the support of somebody who is mentored.

        Args:
            reason: ENDED, OPTED_OUT, MOVED or OTHER_LEAVE.
            abrupt: whether readiness fades as after an abrupt end; None asks what the engine
                would: full support that simply ends is abrupt, anything else is not.

        Raises:
            InputError: they are not mentored, the reason is none, or the run is over.
        """
        self._check_open("end_support")
        self._check_mentored("end_support")
        if reason not in REASONS:
            raise InputError(
                "no reason for which support ends",
                field="end_support.reason",
                found=reason,
                allowed=", ".join(f"Place.{place.name}" for place in REASONS),
            )
        if abrupt is None:
            abrupt = self.place is Place.ACTIVE and reason == Place.ENDED
        moves.end_support(self._world, self._column, int(reason), bool(abrupt))

    def move_to(self, status: Status) -> None:
        """Change the status; the accounts, the queue and the programme follow.

        Raises:
            InputError: no status to move to, the present one, they have not entered, or the run
                is over.
        """
        self._check_open("move_to")
        if not isinstance(status, Status) or status not in STATUSES:
            raise InputError(
                "no status to move to",
                field="move_to.status",
                found=status,
                allowed=", ".join(f"Status.{s.name}" for s in STATUSES),
            )
        if not self.entered or status is self.status:
            raise InputError(
                "nobody can move to where they are" if self.entered else "has not entered yet",
                field="move_to.status",
                found=f"from {self.status.name} to {status.name}",
                allowed="another status, after entry",
            )
        if self.place is Place.AFTERCARE and status is Status.PENSION:
            # Aftercare goes with an education or a job.
            self.end_support(Place.ENDED, abrupt=False)
        before = self.place
        moves.move_to(self._world, self._column, int(status), self.model.week)
        if self.mentored and self.place is not before:
            # The engine moves people after they met in a week, and does not count that week to
            # the stage that follows; a move between weeks comes before they meet.
            self._world.whole[state.WEEKS_LEFT, self._column] -= 1

    def change_mentor(self, mentor: MentorAgent | None = None) -> None:
        """Go on with another mentor of the same jobcentre; part of the trust is kept.

        Args:
            mentor: who takes over; None is the one with the most free places.

        Raises:
            InputError: they are not mentored, nobody suitable has a free place, or the run is
                over.
        """
        self._check_open("change_mentor")
        self._check_mentored("change_mentor")
        before = self.mentor
        assert before is not None
        if mentor is None:
            others = [m for m in self.model.mentors if m is not before and self._suits(m)]
            mentor = max(others, key=lambda m: m.free_places, default=None)
        if mentor is None or mentor is before or not self._suits(mentor):
            raise InputError(
                "no mentor to change to",
                field="change_mentor.mentor",
                found=mentor,
                allowed=f"another mentor in post in {self.jobcentre} with a free place",
            )
        world, i = self._world, self._column
        world.post_whole[state.LOAD, before.post] -= 1
        world.post_whole[state.LOAD, mentor.post] += 1
        world.whole[state.POST, i] = mentor.post
        changes.hear(world, i, changes.LEFT)
        if mentor.away:
            changes.hear(world, i, changes.AWAY)

    def _suits(self, mentor: MentorAgent) -> bool:
        return (
            mentor.model is self.model
            and mentor.jobcentre == self.jobcentre
            and mentor.in_post
            and mentor.free_places > 0
        )

    def _write(self, row: int, name: str, value: float) -> None:
        self._check_open(name)
        number = not isinstance(value, bool) and isinstance(value, int | float | np.number)
        if not number or not math.isfinite(value) or not 0.0 <= value <= 1.0:
            raise InputError("no share", field=name, found=value, allowed="a number from 0 to 1")
        self._world.real[row, self._column] = value
        self.model.drifts(self._column)

    def _check_open(self, field: str) -> None:
        if self.model.over:
            raise InputError(
                "the run is over, nothing can change any more",
                field=field,
                found=f"week {self.model.week}",
                allowed=f"before week {self.model.weeks}",
            )

    def _check_mentored(self, field: str) -> None:
        if not self.mentored:
            raise InputError(
                "has no mentor",
                field=field,
                found=self.place.name,
                allowed=", ".join(place.name for place in MENTORED_PLACES),
            )


class MentorAgent(_View):
    """A mentor's post: whoever holds it, and the places it offers."""

    def __repr__(self) -> str:
        """Number and jobcentre of the post."""
        return f"<mentor of post {self.post}, {self.jobcentre}>"

    @property
    def post(self) -> int:
        """Number of the post, from 0."""
        return self._column

    @property
    def jobcentre(self) -> str:
        """Name of the jobcentre."""
        names = self.model.scene.population.jobcentre_names
        return str(names[self._world.post_whole[state.POST_JOBCENTRE, self._column]])

    @property
    def hours(self) -> float:
        """Paid hours per week."""
        return float(self._world.post_real[state.HOURS, self._column])

    @property
    def places(self) -> int:
        """Mentees that the post can carry at a time."""
        return int(self._world.post_whole[state.PLACES, self._column])

    @property
    def load(self) -> int:
        """Mentees now, in support, tapering and aftercare."""
        return int(self._world.post_whole[state.LOAD, self._column])

    @property
    def free_places(self) -> int:
        """Places that nobody has."""
        return max(0, self.places - self.load)

    @property
    def mentees(self) -> AgentSet:
        """The young people that the post carries now."""
        return self.model.mentees_of(self._column)

    @property
    def in_post(self) -> bool:
        """Whether the post is filled in the week that comes next."""
        return bool(self._world.post_whole[state.VACANT_UNTIL, self._column] <= self.model.week)

    @property
    def away(self) -> bool:
        """Whether a stand-in covers in the week that comes next."""
        return bool(self._world.post_whole[state.AWAY_UNTIL, self._column] > self.model.week)

    @property
    def holder(self) -> int:
        """Number of the present holder of the post, from 0."""
        return int(self._world.post_whole[state.HOLDER, self._column])

    @property
    def traits(self) -> MentorTrait:
        """Traits of the present holder."""
        held = MentorTrait(0)
        for trait, row in _TRAITS.items():
            if self._world.post_whole[row, self._column]:
                held |= trait
        return held

    @property
    def minutes(self) -> float:
        """Minutes given to mentees in the week last lived."""
        return float(self._world.post_real[state.USED, self._column])

    @property
    def total_minutes(self) -> float:
        """Minutes given to mentees so far."""
        return float(self._world.post_real[state.POST_MINUTES, self._column])


class MentoringModel(mesa.Model):  # type: ignore[misc]  # Mesa's classes are not typed
    """A world that Mesa steps, week by week.

    A policy in Python acts between weeks through AgentSets, and Mesa's DataCollector sees
    every attribute of the agents::

        def longer_for_the_distant(model):
            if model.week == 40:
                distant = model.youths.select(lambda y: y.mentored and y.trust < 0.2)
                distant.do("extend_support", weeks=26)

        model = MentoringModel(scene, policy, values, seed=1, horizon=74,
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

    Attributes:
        simulation: the engine's run that the agents look at.
        scene, policy, values, seed, horizon: what it was made from.
        youths: every young person, in the order of the population, those yet to enter included.
        mentors: every post.
        between_weeks: the policy in Python, called before each week but the first; can be changed.
        running: False once all weeks are lived.
    """

    def __init__(
        self,
        scene: Scene,
        policy: Policy,
        values: Mapping[str, float],
        *,
        seed: int,
        horizon: int,
        offered: Mask | None = None,
        between_weeks: Callable[[MentoringModel], None] | None = None,
        collect: bool = False,
    ) -> None:
        """A world in week 0.

        Args:
            scene: people, jobcentres and calendar.
            policy: what they are offered.
            values: a full set of parameters.
            seed: of every draw of the engine, and of Mesa's own generators (which only the
                user's code draws from), from 0 to 2^64 - 1.
            horizon: weeks since entry to count for each person.
            offered: who may be offered anything at all, shape (n,); None is everybody.
            between_weeks: called with the model before each week but the first.
            collect: collect shares by status, mentored, waiting and trust after each week.

        Raises:
            InputError: the policy names a group that does not exist.
        """
        simulation = build(scene, policy, values, seed, horizon=horizon, offered=offered)
        super().__init__(rng=seed)
        self.simulation: Simulation = simulation
        self.scene, self.policy, self.values = scene, policy, dict(values)
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
        self.datacollector = mesa.DataCollector(model_reporters=_reporters()) if collect else None
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
            if self.week > 0 and self.between_weeks is not None:
                self.between_weeks(self)
            self._drift()
            self.simulation.advance()
            if self._collects and self.datacollector is not None:
                self.datacollector.collect(self)
        self.running = not self.over

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
                meetings.drift_span(world, column, column + 1)

    def accounts(self) -> Accounts:
        """What has happened so far, by week since entry and by calendar week."""
        return self.simulation.accounts()

    def members(self, group: str) -> Mask:
        """Who belongs to a named group: shape (n,), in the order of the population.

        Raises:
            InputError: no group has that name.
        """
        if group not in self._members:
            self._members[group] = group_mask(self.scene.population, group)
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
