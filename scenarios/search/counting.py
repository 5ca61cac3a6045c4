"""What happened in worlds, as wants count it: shares of people by status, and quantities to price.

Kroner are worked out as `mentorsim decide` works them out: from person-weeks, paid hours of the
mentors employed, posts and measures by year of the programme.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from scenarios.economics.person_weeks import NEEDED, PRECISION, Quantities, calendar_of
from sim.outcomes.accounts import COUNTED, Accounts
from sim.state import CALENDAR

Floats = npt.NDArray[np.float64]


def shares_of(lived: Sequence[Accounts], weights: Mapping[str, float]) -> Floats:
    """Shares of everybody, in which some count more, (n, weeks, `sim.outcomes.accounts.COUNTED`).

    Args:
        lived: accounts of each policy in one world of people; `all` is their first group, and the
            groups of the weights follow it.
        weights: by group, what somebody in it counts; 1 is as everybody else.
    """
    extra = np.array([1.0, *(weight - 1.0 for weight in weights.values())])
    total = max(1e-9, float(lived[0].sizes[: len(extra)] @ extra))
    return np.stack([accounts.people[:, :, : len(extra)] @ extra for accounts in lived]) / total


def quantities_of(lived: Sequence[Accounts], intake_weeks: int) -> Quantities:
    """What is priced, per young person; each policy stands as a draw.

    Args:
        lived: accounts of each policy in one world of people.
        intake_weeks: calendar weeks in which people enter.
    """
    horizon = lived[0].people.shape[0]
    weeks = intake_weeks - 1 + horizon
    years, calendar = calendar_of(None, intake_weeks, horizon)
    _, by_week = calendar_of(None, 1, weeks)
    size = max(1, int(lived[0].sizes[0]))
    paid, used, measures = np.zeros((3, len(lived), weeks))
    for k, accounts in enumerate(lived):
        paid[k, : accounts.hours_billed.size] = accounts.hours_billed
        counted = accounts.weekly[CALENDAR.index("hours_counted")]
        used[k, : counted.size] = counted
        begun = accounts.measures_begun.sum(axis=0)
        measures[k, : begun.size] = begun
    paid, used = paid @ by_week / size, used @ by_week / size
    share = shares_of(lived, {})
    return Quantities(
        weeks={name: share[:, :, COUNTED.index(name)] for name in NEEDED},
        years=years,
        calendar=calendar,
        mentor_hours=paid,
        unused_hours=np.where(
            np.isclose(paid, used, rtol=PRECISION), 0.0, np.maximum(paid - used, 0.0)
        ),
        new_mentors=np.array([accounts.full_time_equivalents / size for accounts in lived]),
        measures=measures @ by_week / size,
        draws=np.arange(len(lived)),
    )
