"""Policies in a situation: its intake and its mentors, and everything else as they say it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import isclose

from scenarios.policy.policies import NamedPolicy
from scenarios.situation.beside import contradiction
from scenarios.situation.situation import Situation
from sim.messages import Said
from sim.policy_capacity import Capacity
from sim.policy_targeting import Intake, said_intake
from sim.programme import Policy
from sim.reference import full_time_hours, weeks_per_year

#: What a policy may say of its mentors in a situation that has some.
OF_CAPACITY = Said("scenarios.the_same_number_in_both")


def situation_intake(situation: Situation) -> Intake | None:
    """How the young people of a situation come, in the policy language; None is as a cohort.

    A stream brings exactly so many in each calendar year, as in a forecast.
    """
    if situation.young_people.cohort is not None:
        return None
    stream = situation.stream
    weekly = stream.people / stream.intake_weeks
    return Intake(kind="stream", per_week=weekly, weeks=stream.intake_weeks)


def in_situation(
    policies: Sequence[NamedPolicy], situation: Situation, posts: float | None
) -> list[NamedPolicy]:
    """Policies with a situation's intake and mentors; caseload, targeting, weeks ... stay.

    Who offers no mentor to anybody gets none. Of a policy whose mentors followed from the young
    people, the places now follow from the mentors: mentors times caseload, and the others wait.

    Args:
        policies: as they are asked for.
        situation: what is there.
        posts: full-time mentors (`scenarios.situation.posts`); None leaves a policy's own.

    Raises:
        InputError: a policy says a capacity or an intake of its own, and another one.
    """
    intake = situation_intake(situation)
    found = []
    for named in policies:
        _check_intake(named, situation, intake)
        capacity = named.policy.capacity
        if posts is not None and named.policy.targeting.eligible:
            capacity = _employing(named, situation, posts)
        changes = {"intake": intake, "capacity": capacity}
        found.append(replace(named, policy=named.policy.model_copy(update=changes)))
    return found


def without_intake(policies: Sequence[NamedPolicy]) -> list[NamedPolicy]:
    """The same policies for what says the intake itself, as a forecast does."""
    return [replace(p, policy=p.policy.model_copy(update={"intake": None})) for p in policies]


def _check_intake(named: NamedPolicy, situation: Situation, intake: Intake | None) -> None:
    own, people = named.policy.intake, situation.young_people
    if own is None:
        return
    if own.kind == "cohort" or intake is None:
        if own.kind == "cohort" and intake is None:
            return
        place = f"young_people.{people.kind}"
        raise contradiction("intake", said_intake(own), place, people.number, file=named.name)
    a_year = own.per_year
    if a_year is None:
        assert own.per_week is not None  # the language asks for one of the two
        a_year = own.per_week * weeks_per_year()
        if own.per_week == intake.per_week:
            a_year = float(people.number)
    if not isclose(a_year, people.number):
        told = Said("scenarios.number_a_year", number=a_year)
        raise contradiction("intake", told, "young_people.per_year", people.number, file=named.name)
    if own.weeks != intake.weeks:
        years = len(situation.stream.calendar_years)
        told = Said("scenarios.years_which_are_weeks", years=years, weeks=intake.weeks)
        raise contradiction("intake.weeks", own.weeks, "years", told, file=named.name)


def _employing(named: NamedPolicy, situation: Situation, posts: float) -> Capacity:
    """A policy's capacity with the situation's mentors."""
    policy: Policy = named.policy
    own = policy.capacity
    place = "mentors" if situation.budget is None else "budget"
    told: float | str = posts
    if situation.budget is not None:
        budget = situation.budget
        told = Said("scenarios.kroner_which_employ_mentors", budget=budget, mentors=posts)
    if own.hours is not None:
        if not isclose(own.hours, posts * full_time_hours()):
            found = Said("scenarios.hours_a_week", hours=own.hours)
            raise contradiction(
                "capacity.hours", found, place, told, file=named.name, allowed=OF_CAPACITY
            )
        return own
    if own.mentors != "enough":
        if not isclose(own.mentors, posts):
            raise contradiction(
                "capacity.mentors",
                f"{own.mentors:g}",
                place,
                told,
                file=named.name,
                allowed=OF_CAPACITY,
            )
        return own
    return own.model_copy(update={"follows": "places", "mentors": posts})
