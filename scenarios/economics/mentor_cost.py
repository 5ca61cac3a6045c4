"""What a mentor costs, built bottom-up from pay (held against others in `price_checks`)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scenarios.economics.rates import Read, hours_per_year, weeks_per_year
from sim.errors import InputError
from sim.messages import Said

Floats = npt.NDArray[np.float64]

#: Hours of a caseworker per decision that grants a mentor.
DECISION_PRICE = "decision_hours"
#: What is paid on top of a mentor's salary, as shares of it.
ON_TOP = ("overhead", "supervision", "courses", "coordination", "travel", "holiday_cover")


def mentor_year(read: Read) -> Floats:
    """Kroner per full-time post and year, all in, with the successors of mentors who leave.

    The hours that do not reach a mentee (notes, meetings, travel) are paid hours: they are in the
    salary already and are not added again.
    """
    return np.asarray(_held(read) + read("replaced_share") * startup(read))


def _held(read: Read) -> Floats:
    """Kroner of a post and year whose mentor stays."""
    on_top = sum((read(f"{part}_share") for part in ON_TOP), start=np.zeros(1))
    return np.asarray(read("mentor_salary") * (1.0 + on_top))


def mentor_hour(read: Read) -> Floats:
    """Kroner per paid hour of a mentor."""
    return mentor_year(read) / hours_per_year()


def direct_hour(read: Read) -> Floats:
    """Kroner per hour that reaches a mentee, at the share that the prices state.

    Purses take paid hours from the model, which has a direct share of its own; this is for
    comparison with hourly prices of external mentors.
    """
    return mentor_hour(read) / read("mentor_direct_share")


def startup(read: Read) -> Floats:
    """Kroner per full-time mentor before the first mentee: recruitment and introduction."""
    return read("startup_weeks") / weeks_per_year() * _held(read)


def notice(read: Read) -> Floats:
    """Kroner per full-time mentor of a programme that ends, for weeks without mentees."""
    return read("notice_weeks") / weeks_per_year() * _held(read)


def decision(read: Read) -> Floats:
    """Kroner of a caseworker's time for one decision that grants a mentor.

    Caseworkers are social workers and paid as mentors are, with the same overhead; what else is
    paid on top of a mentor's salary is not theirs.
    """
    year = read("mentor_salary") * (1.0 + read("overhead_share"))
    return np.asarray(read(DECISION_PRICE) * year / hours_per_year())


def per_full_time_person(mentor_cost: Floats, full_time_people: Floats) -> Floats:
    """What mentors cost per full-time person and year: a yardstick, no part of any account.

    The ceiling of the law is national and holds other measures too; a bill per full-time person
    can be set beside its figure, and says nothing of what one municipality has covered.

    Args:
        mentor_cost: kroner, 0 or more.
        full_time_people: person-years on benefit, same shape.

    Returns:
        Kroner per person-year, same shape; NaN where there is nobody.

    Raises:
        InputError: the two do not belong together.
    """
    if mentor_cost.shape != full_time_people.shape:
        raise InputError(
            Said("scenarios.costs_and_people_do_not_belong"),
            field="full_time_people",
            found=full_time_people.shape,
            allowed=str(mentor_cost.shape),
        )
    anybody = full_time_people > 0
    return np.where(anybody, mentor_cost / np.where(anybody, full_time_people, 1.0), np.nan)
