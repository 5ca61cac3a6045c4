"""Paid hours: of places in use, and of mentors who are employed whether or not they are used.

People enter over some weeks, and each is followed for the same number of weeks since entry. The
mentors work on until the last to enter are through: what they are paid for people who are through
already belongs to no week that is counted, and is left out of the bill.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.mentors import Corps
from sim.state import CALENDAR, World, youth_rows

Floats = npt.NDArray[np.float64]

#: Rows of the calendar of which any above zero says that an offer is in use, or waited for.
IN_USE = ("hours_used", "mentored", "waiting")


def employed_hours(
    world: World, corps: Corps, week: int, rows: Mapping[str, npt.NDArray[Any]] | None = None
) -> Floats:
    """Paid hours of the mentors employed in each calendar week so far, shape (week,).

    Where a policy gives the number of mentors, all their posts (vacant ones too: somebody stands
    in or is being hired) are paid in every week that the offer runs: from the first eligible
    entry to the last week in which anybody is still to come, has a mentor or waits for one.
    Where mentors follow from the young people, they are those in use, hour by hour.

    Args:
        world: after `week` calendar weeks.
        corps: its mentors.
        week: calendar weeks lived.
        rows: quantities of everybody by name; None are those of the world.
    """
    used = world.calendar[CALENDAR.index("hours_used"), :week]
    if not corps.given:
        return used.copy()
    entry = _entry_of_eligible(youth_rows(world) if rows is None else rows)
    hours = np.zeros(week)
    if entry.size == 0:
        return hours
    used_in = [CALENDAR.index(name) for name in IN_USE]
    running = np.flatnonzero((world.calendar[used_in, :week] > 0).any(axis=0))
    last = max(int(entry.max()), int(running.max(initial=0)))
    hours[int(entry.min()) : last + 1] = corps.hours.sum()
    return hours


def billed_hours(world: World, employed: Floats, rows: Mapping[str, npt.NDArray[Any]]) -> Floats:
    """Paid hours of weeks since entry that are counted, by calendar week, shape (weeks,).

    A place in use is billed for whoever has it, in the weeks of theirs that are counted, hour by
    hour. Empty places of mentors employed in a given number are there for everybody the offer is
    made to: each of those who have entered by then bears an equal share of them, in the weeks that
    are counted. Until the first to enter are through, that is every hour employed.

    Args:
        world: after some calendar weeks.
        employed: paid hours of the mentors employed in each of them (`employed_hours`).
        rows: quantities of everybody by name.
    """
    weeks = employed.size
    used, counted = (
        world.calendar[CALENDAR.index(name), :weeks] for name in ("hours_used", "hours_counted")
    )
    entry = np.sort(_entry_of_eligible(rows))
    week = np.arange(weeks)
    entered = np.searchsorted(entry, week, side="right")
    through = np.searchsorted(entry, week - world.setting["horizon"], side="right")
    share_through = through / np.maximum(1, entered)
    return np.asarray(employed - (used - counted) - (employed - used) * share_through)


def _entry_of_eligible(rows: Mapping[str, npt.NDArray[Any]]) -> npt.NDArray[np.int32]:
    return np.asarray(rows["entry"][rows["eligible"] == 1], np.int32)
