"""Who comes: the trial's cohort, or a stream of young people like them over years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import overload

import numpy as np
import numpy.typing as npt

from calibration.trial import Trial
from scenarios.municipality.local_population import LocalPeople, Stream
from scenarios.policy.policies import NamedPolicy
from sim.errors import InputError
from sim.memory import BYTES_PER_PERSON, GIGA, most_people
from sim.messages import Said
from sim.parameters import parameter_space
from sim.policy_targeting import said_intake
from sim.population import UNPRINTED_SHARES, draw_population
from sim.programme import Intake
from sim.reference import weeks_per_month
from sim.simulation import Cohort
from sim.streams import Purpose, uniforms

MONTHS = 12


def on_one_intake(
    policies: Sequence[NamedPolicy],
) -> tuple[list[NamedPolicy], Intake]:
    """Policies that are compared live through the same intake, so that their people are twins.

    Returns:
        The policies, each with that intake, and the intake: what those say that say something,
        the trial's if none does.

    Raises:
        InputError: two policies say different things.
    """
    said = [(named.name, named.policy.intake) for named in policies if named.policy.intake]
    for name, intake in said:
        if intake != said[0][1]:
            raise InputError(
                Said("scenarios.policies_with_different_intakes_cannot_be"),
                field="intake",
                found=Said(
                    "scenarios.policies_and_intakes",
                    first=said[0][0],
                    one=said_intake(said[0][1]),
                    second=name,
                    other=said_intake(intake),
                ),
                allowed=Said("scenarios.the_same_intake_in_all_policies"),
            )
    shared = said[0][1] if said else Intake()
    assert shared is not None
    return [
        replace(named, policy=named.policy.model_copy(update={"intake": shared}))
        for named in policies
    ], shared


def intake_weeks(people: Trial | LocalPeople, intake: Intake) -> int:
    """Calendar weeks in which people enter."""
    return int(people.design.intake_weeks.value) if intake.weeks is None else intake.weeks


def stream_size(intake: Intake) -> int:
    """Young people of a stream in all its weeks."""
    assert intake.weeks is not None  # the language asks for it
    weekly = intake.per_week
    if weekly is None:
        assert intake.per_year is not None
        weekly = intake.per_year / (weeks_per_month() * MONTHS)
    return round(weekly * intake.weeks)


def stream_seats(trial: Trial, intake: Intake) -> npt.NDArray[np.int64]:
    """Young people of a stream in each jobcentre, shared as in the trial, shape (jobcentres,).

    Raises:
        InputError: more than this machine's memory can hold.
    """
    total = stream_size(intake)
    check_room(total, "intake", weeks=intake.weeks)
    exact = trial.seats / trial.seats.sum() * total
    seats: npt.NDArray[np.int64] = np.floor(exact).astype(np.int64)
    largest = np.argsort(-(exact - seats), kind="stable")
    seats[largest[: total - int(seats.sum())]] += 1
    return seats


def check_room(people: int, field: str, *, weeks: int | None = None) -> None:
    """Whether so many young people fit in this machine's memory.

    Args:
        people: of a world.
        field: that asks for them.
        weeks: in which they come, if over time.

    Raises:
        InputError: they do not.
    """
    most = most_people()
    if most is not None and people > most:
        raise InputError(
            Said("scenarios.more_young_people_than_memory"),
            field=field,
            found=Said("scenarios.size_young_people", size=people)
            if weeks is None
            else Said("scenarios.total_young_people_in_weeks_weeks", total=people, weeks=weeks),
            allowed=Said(
                "scenarios.at_most_most_in_memory",
                most=most,
                gigabytes=most * BYTES_PER_PERSON / GIGA,
            ),
        )


@overload
def arriving(people: Trial, intake: Intake) -> Trial: ...
@overload
def arriving(people: LocalPeople, intake: Intake) -> LocalPeople: ...
def arriving(people: Trial | LocalPeople, intake: Intake) -> Trial | LocalPeople:
    """The people under an intake: those of a municipality are then as many as the stream brings.

    Raises:
        InputError: a stream brings nobody to a municipality, or there are more than memory can
            hold.
    """
    if not isinstance(people, LocalPeople):
        return people
    if intake.kind == "cohort":
        check_room(people.people, "people")
        return people
    size = stream_size(intake)
    if size < 1:
        raise InputError(
            Said("scenarios.nobody_comes"),
            field="intake",
            found=Said("scenarios.size_young_people", size=size),
            allowed=Said("scenarios.1_or_more_over_all_weeks"),
        )
    check_room(size, "intake", weeks=intake.weeks)
    return replace(people, stream=Stream(size, intake_weeks(people, intake)))


def cohort_for(
    people: Trial | LocalPeople, intake: Intake, values: Mapping[str, float], seed: int
) -> Cohort:
    """People, weeks of entry and jobcentres under an intake.

    A stream's people are drawn like the trial's, or the municipality's, and enter evenly over its
    weeks.

    Args:
        people: the trial's or a municipality's.
        intake: a cohort at once, or a stream over weeks.
        values: the parameters by name.
        seed: of the world.

    Raises:
        InputError: more people than the model can hold, a municipality's margins are out of reach,
            or a share that no table prints is missing or impossible.
    """
    if isinstance(people, LocalPeople):
        return replace(arriving(people, intake).cohort(values, seed), intake=intake)
    if intake.kind == "cohort":
        return people.cohort(values, seed)
    trial = people
    shares = parameter_space().some(values, UNPRINTED_SHARES)
    population = draw_population(
        trial.population,
        stream_seats(trial, intake),
        seed,
        share_women=shares["share_women"],
        share_never_su=shares["share_never_su"],
    )
    u = uniforms(seed, population.person, 0, Purpose.TRAITS)[2]
    return Cohort(
        population=population,
        entry=np.floor(u * intake_weeks(trial, intake)).astype(np.int32),
        start=trial.begins,
        staffing=trial.staffing,
        mentor_shares=trial.mentor_shares,
        groups=trial.groups.names,
        intake=intake,
    )
