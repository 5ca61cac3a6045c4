"""A municipality as a world: the trial's synthetic young people, reweighted to its margins.

A large population with the trial's joint structure is drawn, raked to what is known of the
municipality, and sampled to its size, so that the simulation runs on unweighted people. What is
not known of the municipality is as in the trial, given what is known.

A person keeps the number, and with it all draws, that it has in the large population; who is taken
a second time is another person of the same attributes with draws of their own. Policies therefore
share lives, and other margins leave the lives of those who are taken under both as they were.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path
from statistics import median

import numpy as np
import numpy.typing as npt

from calibration.trial import Trial
from calibration.trial_design import TrialDesign
from scenarios.municipality.margins import MEAN, schema, values_of, wanted
from scenarios.municipality.municipality import TRIAL_KIND, Municipality
from scenarios.municipality.raking import rake, systematic_sample
from scenarios.municipality.suppression import protected
from sim.errors import InputError
from sim.foreign import hint
from sim.mentors import Staffing
from sim.messages import Said
from sim.parameters import parameter_space
from sim.population import UNPRINTED_SHARES, Population, draw_population
from sim.programme import Policy
from sim.simulation import Cohort
from sim.streams import Purpose, uniforms

Floats = npt.NDArray[np.float64]

#: Person numbers between a person and its next copy: more than the large population uses.
COPY = 2**20
#: Where the start of the sample is drawn: a block of the population's draws that nobody has.
_SAMPLE_BLOCK = 7


@dataclass(frozen=True)
class Pool:
    """The large population and its weights.

    Attributes:
        population: with the trial's joint structure, N people in the trial's jobcentres.
        weights: under which it has the municipality's margins, mean 1, shape (N,).
    """

    population: Population
    weights: Floats


@dataclass(frozen=True)
class Stream:
    """Young people who come over time instead of as one cohort.

    Attributes:
        people: in all, to the municipality.
        weeks: in which they enter, evenly.
    """

    people: int
    weeks: int


@dataclass(frozen=True)
class LocalPeople:
    """Where the people of a run come from, if not from the trial.

    Attributes:
        municipality: what may be used of what is known
            (`scenarios.municipality.suppression.protected`).
        trial: whose joint structure, calendar and mentors are taken.
        staffing: of the municipality, its one jobcentre.
        staffed_as: jobcentre of the trial that the staffing is taken from; None is the median.
        stream: who comes and when, made up as the municipality's young people are; None is the
            municipality's number within the trial's weeks of intake.
    """

    municipality: Municipality
    trial: Trial
    staffing: Staffing
    staffed_as: str | None
    stream: Stream | None = None

    @property
    def design(self) -> TrialDesign:
        """Intake and calendar: as in the trial."""
        return self.trial.design

    @property
    def as_in_trial(self) -> bool:
        """Whether they are made up as the trial's young people, as nothing is known of them."""
        return not self.municipality.margins

    @property
    def people(self) -> int:
        """Young people of the municipality who live in a world."""
        return self.municipality.people if self.stream is None else self.stream.people

    @property
    def entry_weeks(self) -> int:
        """Calendar weeks in which they enter."""
        return int(self.design.intake_weeks.value) if self.stream is None else self.stream.weeks

    @property
    def copies(self) -> int:
        """How many times a world holds the municipality, each a jobcentre with its own queue.

        A small one lives side by side with copies of itself until they are as many as the trial's
        people: then an effect is as free of noise as for the trial.
        """
        return max(1, ceil(int(self.trial.seats.sum()) / self.people))

    def pool(self, values: Mapping[str, float], seed: int, size: str = "world") -> Pool:
        """The large population of a seed with its weights.

        Args:
            values: parameters; the unknown shares of the population are among them.
            seed: of the population.
            size: by name in the schema: `world` to live in, `report` to look at.

        Raises:
            InputError: no weights have the municipality's margins, or a share is missing or
                impossible.
        """
        shares = parameter_space().some(values, UNPRINTED_SHARES)
        population = draw_population(
            self.trial.population,
            self.trial.seats * int(schema().pool[size].value),
            seed,
            share_women=shares["share_women"],
            share_never_su=shares["share_never_su"],
        )
        margins = [wanted(population, margin) for margin in self.municipality.margins]
        return Pool(population, rake(margins, population.n, file=self.municipality.file))

    def cohort(
        self,
        values: Mapping[str, float],
        seed: int,
        *,
        groups: tuple[str, ...] | None = None,
    ) -> Cohort:
        """People, entry dates and jobcentres for one seed, as `Trial.cohort`.

        Args:
            values: the parameters by name.
            seed: of the world.
            groups: names of the groups that are counted.

        Raises:
            InputError: no weights have the municipality's margins.
        """
        population = self._sampled(self.pool(values, seed), seed)
        u = uniforms(seed, population.person, 0, Purpose.TRAITS)[2]
        return Cohort(
            population=population,
            entry=np.floor(u * self.entry_weeks).astype(np.int32),
            start=self.trial.begins,
            staffing=tuple(
                replace(self.staffing, name=name) for name in population.jobcentre_names
            ),
            mentor_shares=self.trial.mentor_shares,
            groups=self.trial.groups.names if groups is None else groups,
        )

    def scaled(self, policy: Policy) -> Policy:
        """The policy for a world of `copies` municipalities: as many times the mentors or hours."""
        given = policy.capacity
        more: dict[str, float] = {}
        if given.mentors != "enough":
            more["mentors"] = given.mentors * self.copies
        if given.hours is not None:
            more["hours"] = given.hours * self.copies
        if not more:
            return policy
        capacity = given.model_copy(update=more)
        return policy.model_copy(update={"capacity": capacity})

    def _sampled(self, pool: Pool, seed: int) -> Population:
        """`copies` municipalities of unweighted people, in the order of their numbers."""
        people, copies = self.people, self.copies
        # Sorted by the known categories, so that the comb keeps their shares.
        known = [
            values_of(pool.population, margin.variable, margin.category)
            for margin in reversed(self.municipality.margins)
            if margin.category != MEAN
        ]
        order = np.lexsort(np.stack([pool.population.person.astype(float), *known]))
        start = uniforms(seed, np.zeros(1, np.uint32), _SAMPLE_BLOCK, Purpose.POPULATION)[0, 0]
        taken = order[systematic_sample(pool.weights[order], people * copies, start)]
        # Equal ones stand side by side: the copy is the distance to the first of them.
        first = np.flatnonzero(np.append(True, taken[1:] != taken[:-1]))
        rank = np.arange(taken.size) - np.repeat(first, np.diff(np.append(first, taken.size)))
        if rank.max(initial=0) >= 2**32 // COPY:
            raise InputError(
                Said("scenarios.a_single_synthetic_person_would_stand"),
                file=self.municipality.file,
                found=Said("scenarios.max_people", max=rank.max() + 1),
                allowed=Said("scenarios.margins_nearer_to_the_trials"),
            )
        person = pool.population.person[taken].astype(np.int64) + COPY * rank
        jobcentre = np.arange(taken.size) % copies
        by_number = np.argsort(person, kind="stable")
        name = self.municipality.name
        return replace(
            pool.population.take(taken[by_number]),
            person=person[by_number].astype(np.uint32),
            jobcentre=jobcentre[by_number].astype(np.int16),
            jobcentre_names=tuple(
                name if copies == 1 else f"{name} ({k + 1})" for k in range(copies)
            ),
        )


def local_people(
    municipality: Municipality, trial: Trial, staffed_as: str | None = None
) -> LocalPeople:
    """The municipality as one jobcentre of its own.

    Args:
        municipality: what is known of its young people; small groups get stand-ins.
        trial: what it is reweighted from.
        staffed_as: jobcentre of the trial whose caseload, hours and matching it has. By default
            the median caseload and hours of the trial's jobcentres, and random matching, which
            most of them had.

    Raises:
        InputError: the trial has no such jobcentre, or nothing is known of enough people.
    """
    return as_published(protected(municipality), trial, staffed_as)


def as_published(
    municipality: Municipality, trial: Trial, staffed_as: str | None = None
) -> LocalPeople:
    """As `local_people`, of what may be shown of a municipality.

    Args:
        municipality: with stand-ins for small groups already
            (`scenarios.municipality.suppression.protected`).
        trial, staffed_as: as in `local_people`.

    Raises:
        InputError: the trial has no such jobcentre.
    """
    staffing = _staffing(trial, municipality.name, staffed_as)
    return LocalPeople(municipality, trial, staffing, staffed_as)


def one_jobcentre(
    people: int, trial: Trial, name: str, staffed_as: str | None = None
) -> LocalPeople:
    """One jobcentre of young people who are made up as the trial's, and wait in one queue.

    Args:
        people: how many they are.
        trial: whose young people they are made up as.
        name: of the jobcentre.
        staffed_as: as in `local_people`.

    Raises:
        InputError: the trial has no such jobcentre.
    """
    return as_published(Municipality(name, Path(name), TRIAL_KIND, people, ()), trial, staffed_as)


def _staffing(trial: Trial, name: str, staffed_as: str | None) -> Staffing:
    """Caseload, hours and matching of a jobcentre of the trial, or the median's."""
    if staffed_as is None:
        return _median_staffing(trial, name)
    for staffing in trial.staffing:
        if staffing.name == staffed_as:
            return replace(staffing, name=name)
    names = [staffing.name for staffing in trial.staffing]
    raise InputError(
        Said("scenarios.not_a_jobcentre_of_the_trial_hint", hint=hint(staffed_as, names)),
        field="--staffing-as",
        found=staffed_as,
        allowed=", ".join(names),
    )


def _median_staffing(trial: Trial, name: str) -> Staffing:
    staffing = trial.staffing
    return Staffing(
        name=name,
        caseload=median(s.caseload for s in staffing),
        hours_per_post=median(s.hours_per_post for s in staffing),
        part_time_hours=median(s.part_time_hours for s in staffing),
        deliberate=sum(s.deliberate for s in staffing) > len(staffing) / 2,
    )
