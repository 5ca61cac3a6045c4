"""What a mentor costs, built bottom-up from pay (held against others in `price_checks`)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from scenarios.economics.price_draws import PriceValues
from scenarios.economics.rates import Read, hours_per_year, weeks_per_year
from sim.errors import InputError

Floats = npt.NDArray[np.float64]

#: What is paid on top of a mentor's salary, as shares of it.
ON_TOP = ("overhead", "supervision", "courses", "coordination", "travel")


def mentor_year(read: Read) -> Floats:
    """Kroner per full-time mentor and year, all in.

    The hours that do not reach a mentee (notes, meetings, travel) are paid hours: they are in the
    salary already and are not added again.
    """
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
    """Kroner per full-time mentor before the first mentee."""
    return read("startup_weeks") / weeks_per_year() * mentor_year(read)


def cap_use(values: PriceValues, mentor_cost: Floats, full_time_people: Floats) -> pd.DataFrame:
    """How much of the mentor bill lies under the ceiling of the budget guarantee.

    The ceiling of a year is an amount per full-time person; what is above it is not guaranteed.
    Everything else that falls under the same ceiling is not known here: it would take up room.

    Args:
        values: prices of a year that has the ceiling.
        mentor_cost: kroner by draw and year, shape (draws, years), positive.
        full_time_people: person-years on benefit by draw and year, same shape.

    Returns:
        year (0, 1, ...), cost, ceiling, within, above: means over the draws.

    Raises:
        InputError: the rule year has no ceiling, or the two do not belong together.
    """
    if not values.prices["mentor_cap"].in_force:
        raise InputError(
            "this rule year has no ceiling on mentor support", field="mentor_cap",
            found=values.prices.rule_year, allowed="a rule year from 2026, or a price of one's own",
        )  # fmt: skip
    if mentor_cost.shape != full_time_people.shape:
        raise InputError(
            "costs and people do not belong together", field="full_time_people",
            found=full_time_people.shape, allowed=str(mentor_cost.shape),
        )  # fmt: skip
    ceiling = values["mentor_cap"][:, None] * full_time_people
    within = np.minimum(mentor_cost, ceiling)
    return pd.DataFrame(
        {
            "year": np.arange(mentor_cost.shape[1]),
            "cost": mentor_cost.mean(axis=0),
            "ceiling": ceiling.mean(axis=0),
            "within": within.mean(axis=0),
            "above": (mentor_cost - within).mean(axis=0),
        }
    )
