"""Whose lives a situation is about: one jobcentre by default, made up as the trial's or one's own.

In one jobcentre everybody waits in one queue for the same mentors. Spread over the trial's
jobcentres the same mentors leave places empty in some and queues in others.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from calibration.trial import Trial, starting
from scenarios.municipality.local_population import LocalPeople, local_people, one_jobcentre
from scenarios.municipality.municipality import Municipality, read_municipality
from scenarios.situation.beside import contradiction
from scenarios.situation.situation import Situation
from sim.messages import Said

#: What a jobcentre is called in a situation without a name.
NO_NAME = "jobcentre"


def people_of(
    situation: Situation,
    trial: Trial,
    staffed_as: str | None = None,
    population: Municipality | None = None,
) -> Trial | LocalPeople:
    """The young people of a situation.

    Args:
        situation: what is there.
        trial: whose joint structure, weeks of intake and mentors they have.
        staffed_as: jobcentre of the trial whose caseload, hours and matching it has; None is the
            median's.
        population: what the situation's file says, where somebody has read it already.

    Returns:
        One jobcentre: of as many people as come in a year or in the cohort, made up as the
        population, or as the trial's where none is given; or the trial's own jobcentres. Their
        calendar is the trial's: see `on_calendar`.

    Raises:
        InputError: a population that cannot be used, or that counts another number than the
            cohort; or no such jobcentre.
    """
    coming = situation.young_people
    if situation.jobcentres == "as_in_trial":
        if staffed_as is not None:
            raise contradiction("--staffing-as", staffed_as, "jobcentres", situation.jobcentres)
        return trial
    if situation.population is None:
        return one_jobcentre(coming.number, trial, situation.name or NO_NAME, staffed_as)
    found = population or read_municipality(
        situation.population, uncounted=coming.number, take=situation.take or ()
    )
    if coming.cohort is not None and found.people != coming.cohort:
        told = Said("scenarios.young_people_in_it", people=found.people)
        raise contradiction("population", told, "young_people.cohort", coming.cohort)
    if situation.name is not None:
        found = replace(found, name=situation.name)
    return local_people(found, trial, staffed_as)


def on_calendar(people: Trial | LocalPeople, situation: Situation) -> Trial | LocalPeople:
    """The same people on the situation's calendar: seasons are those of its weeks.

    A stream begins with the first week of the first year. A cohort begins in the trial's week of
    that year, or of the trial's own year if the situation names none. (A forecast has a calendar of
    its own.)

    Args:
        people: on the trial's calendar.
        situation: with a first year, or without.
    """
    if isinstance(people, Trial):
        return starting(people, _start(situation, people))
    return replace(people, trial=starting(people.trial, _start(situation, people.trial)))


def _start(situation: Situation, trial: Trial) -> date:
    """Monday of calendar week 0."""
    usual = trial.design.intake_start.value
    if situation.young_people.cohort is None:
        return situation.stream.start
    if situation.first_year is None:
        return usual
    return date.fromisocalendar(situation.first_year, usual.isocalendar().week, 1)
