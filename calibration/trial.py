"""The trial as a world: its people, jobcentres, calendar and arms.

Two ways to look at it. *Twin lives*: everybody lives once with and once without the offer, with the
same draws; the difference is what the model implies. *A replicate trial*: everybody is randomised
into the real arms of their jobcentre and lives once; the difference is what such a trial would
have seen, sampling noise included. The two are never mixed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, SupportsIndex

import numpy as np
import numpy.typing as npt

from calibration.readings import Readings, readings
from calibration.study_groups import StudyGroups
from calibration.tables import TrialTables, read_trial
from calibration.trial_design import TrialDesign, trial_design
from calibration.trial_population import (
    PopulationAssumptions,
    population_tables,
    read_assumptions,
)
from calibration.trial_rows import JobcentreRow, Matching
from calibration.trial_rows import Staffing as StaffingPattern
from sim.former_names import former
from sim.mentors import MentorShares, Staffing
from sim.parameters import parameter_space
from sim.population import UNPRINTED_SHARES, PopulationTables, draw_population
from sim.programme import Policy, Targeting, Text
from sim.reference import full_time_hours
from sim.simulation import Cohort
from sim.streams import Purpose, uniforms
from sim.strict_yaml import packaged_yaml

Mask = npt.NDArray[np.bool_]


@cache
def trial_groups() -> StudyGroups:
    """The groups of the trial that ships with the project; of another, see `Trial.groups`."""
    return StudyGroups.model_validate(
        packaged_yaml("calibration.studies.danish_mentor_rct", "groups.yaml")
    )


#: Groups that the trial that ships with the project reports on, besides the jobcentres.
TRIAL_GROUPS = trial_groups().names


@dataclass(frozen=True)
class Trial:
    """A study as a world: all that its tables say, and how they are read.

    `start` is the Monday of calendar week 0 if it is another than that of the design.
    """

    tables: TrialTables
    population: PopulationTables
    staffing: tuple[Staffing, ...]
    mentor_shares: MentorShares
    design: TrialDesign
    readings: Readings
    groups: StudyGroups
    start: date | None = field(default=None, kw_only=True)

    scene = former("scene", "cohort")

    def __reduce_ex__(self, protocol: SupportsIndex) -> Any:
        """The trial that comes with the project travels as its name: every process has it."""
        if self is the_trial():
            return the_trial, ()
        if self.start is not None and replace(self, start=None) == the_trial():
            return starting, (the_trial(), self.start)
        return super().__reduce_ex__(protocol)

    @property
    def trial(self) -> Trial:
        """The study behind these people: they are its own (`LocalPeople` has one, too)."""
        return self

    @property
    def begins(self) -> date:
        """Monday of calendar week 0."""
        return self.design.intake_start.value if self.start is None else self.start

    @property
    def treated_seats(self) -> npt.NDArray[np.int64]:
        """Treated per jobcentre, shape (jobcentres,)."""
        return np.array([row.n_treated for row in self.tables.jobcentres])

    @property
    def seats(self) -> npt.NDArray[np.int64]:
        """Participants per jobcentre, both arms, shape (jobcentres,)."""
        return np.array([row.n_treated + row.n_control for row in self.tables.jobcentres])

    def cohort(
        self,
        values: Mapping[str, float],
        seed: int,
        *,
        copies: int = 1,
        groups: tuple[str, ...] | None = None,
    ) -> Cohort:
        """People, entry dates and jobcentres for one seed.

        Args:
            values: parameters; the unknown shares of the population are among them.
            seed: of the population and the entry dates.
            copies: how many times the trial's seats (more people, less noise).
            groups: what is counted by; None is the groups that the study reports on.

        Raises:
            InputError: one of those shares is missing or impossible.
        """
        shares = parameter_space().some(values, UNPRINTED_SHARES)
        population = draw_population(
            self.population,
            self.seats * copies,
            seed,
            share_women=shares["share_women"],
            share_never_su=shares["share_never_su"],
        )
        u = uniforms(seed, population.person, 0, Purpose.TRAITS)[2]
        return Cohort(
            population=population,
            entry=np.floor(u * self.design.intake_weeks.value).astype(np.int32),
            start=self.begins,
            staffing=self.staffing,
            mentor_shares=self.mentor_shares,
            groups=self.groups.names if groups is None else groups,
        )

    def treated(self, cohort: Cohort, seed: int) -> Mask:
        """Randomisation: exactly the real number of treated in each jobcentre, shape (n,)."""
        population = cohort.population
        u = uniforms(seed, population.person, 0, Purpose.ARM)[0]
        copies = population.n // int(self.seats.sum())
        treated = np.zeros(population.n, bool)
        for j, seats in enumerate(self.treated_seats * copies):
            members = np.flatnonzero(population.jobcentre == j)
            treated[members[np.argsort(u[members], kind="stable")[:seats]]] = True
        return treated


@cache
def the_trial(folder: Path | None = None) -> Trial:
    """The trial of 2012-13, or one whose tables stand in a folder of one's own.

    Raises:
        InputError: a table is missing or malformed; the message names file, row and column.

    Example:
        >>> int(the_trial().seats.sum())
        2588
    """
    return made_trial(
        read_trial(folder), trial_design(), readings(), trial_groups(), read_assumptions()
    )


def made_trial(
    tables: TrialTables,
    design: TrialDesign,
    read: Readings,
    groups: StudyGroups,
    assumptions: PopulationAssumptions,
) -> Trial:
    """The world of a study.

    Args:
        tables: as printed.
        design: time and arms.
        read: how words and gaps of the tables are read.
        groups: what is reported on.
        assumptions: what the tables do not print of the people.

    Raises:
        InputError: the tables and the assumptions do not go together.
    """
    people = population_tables(tables, assumptions)
    return Trial(
        tables=tables,
        population=replace(people, own_groups=groups.groups) if groups.groups else people,
        staffing=tuple(_staffing(row, tables, design) for row in tables.jobcentres),
        mentor_shares=_mentor_shares(tables),
        design=design,
        readings=read,
        groups=groups,
    )


def starting(trial: Trial, start: date) -> Trial:
    """The same trial with a calendar that begins on another day.

    Args:
        trial: whose people, jobcentres and weeks of intake they are.
        start: Monday of calendar week 0.
    """
    return replace(trial, start=None if start == trial.design.intake_start.value else start)


def as_in_trial() -> Policy:
    """What the treated of the trial that ships were offered; of another, see `Trial.design`."""
    return trial_design().arms.treated


def no_mentors() -> Policy:
    """What controls are offered who have no programme: the jobcentre's ordinary services."""
    return Policy(
        title=Text(da="Ingen mentor", en="No mentor"),
        description=Text(da="Jobcentrets almindelige tilbud", en="Ordinary services"),
        reference="rct/README.md",
        targeting=Targeting(eligible=[]),
    )


def _part_time_hours(tables: TrialTables, design: TrialDesign) -> float:
    shares = {r.category: r.share for r in tables.mentors if r.variable == "weekly_hours"}
    bands = design.part_time_bands
    total = sum(shares[name] for name in bands)
    return sum(shares[name] * band.value for name, band in bands.items()) / total


def _staffing(row: JobcentreRow, tables: TrialTables, design: TrialDesign) -> Staffing:
    """Caseload and hours of one jobcentre.

    Where every mentor is full-time, the caseload is the treated over the mentors. Elsewhere it is
    the middle of the printed band, and never asks for more full-time equivalents than mentors.
    """
    upper = row.mentees_per_fte_max or int(design.open_band_mentees.value)
    if row.staffing is StaffingPattern.FULL_TIME_ONLY:
        full_time_equivalents = float(row.n_mentors)
    else:
        middle = (row.mentees_per_fte_min + upper) / 2
        full_time_equivalents = min(row.n_treated / middle, float(row.n_mentors))
    return Staffing(
        name=row.jobcentre,
        caseload=row.n_treated / full_time_equivalents,
        hours_per_post=full_time_equivalents * full_time_hours() / row.n_mentors,
        part_time_hours=_part_time_hours(tables, design),
        deliberate=row.matching is Matching.DELIBERATE,
    )


def _mentor_shares(tables: TrialTables) -> MentorShares:
    share = {(row.variable, row.category): row.share for row in tables.mentors}
    return MentorShares(
        women=share["gender", "woman"],
        under_40=share["age", "under 40"],
        medium_education=share["education", "medium higher"],
        long_education=share["education", "long higher"],
        # Two years or more with the group is what the survey's lowest band ends at.
        experienced=1.0 - share["experience_with_group", "under 2 years"],
    )
