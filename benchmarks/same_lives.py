"""Do the engine and the peer live the same lives, to the bit?"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from benchmarks.draws import AddressedPeer
from benchmarks.peer import COUNTED
from sim.simulation import Simulation
from sim.state import youth_rows

#: What is compared of every person, every week.
COMPARED = (
    "status", "place", "completed", "trust", "readiness", "weight", "contact", "minutes",
    "weeks_left", "mentored_weeks", "contact_weeks", "total_minutes", "mentors", "stand_in",
    "waited", "education_end",
)  # fmt: skip


class Difference(NamedTuple):
    """One number that differs."""

    week: int
    person: int
    quantity: str
    engine: float
    peer: float


def same_lives(simulation: Simulation, peer: AddressedPeer, *, most: int = 20) -> list[Difference]:
    """Live all weeks of both and return the first differences, `most` at the most."""
    found: list[Difference] = []
    while simulation.week < simulation.weeks and len(found) < most:
        week = simulation.week
        simulation.advance()
        peer.step()
        found += _differ(simulation, peer, week)
    return found[:most]


def _differ(simulation: Simulation, peer: AddressedPeer, week: int) -> list[Difference]:
    rows, found = youth_rows(simulation.world), []
    entered = len(peer.youths)
    met = rows["contact"][:entered] > 0.0
    for name in COMPARED:
        ours: npt.NDArray[Any] = rows[name][:entered]
        theirs = np.array([getattr(y, name) for y in peer.persons[:entered]], ours.dtype)
        if name == "minutes":  # without contact they mean nothing
            ours, theirs = np.where(met, ours, 0.0), np.where(met, theirs, 0.0)
        bits = f"u{ours.dtype.itemsize}"
        for i in np.flatnonzero(ours.view(bits) != theirs.view(bits)):
            found.append(
                Difference(week, int(rows["person"][i]), name, ours[i].item(), theirs[i].item())
            )
    return found


def same_counts(simulation: Simulation, peer: AddressedPeer) -> list[str]:
    """Names of the weekly counts that differ, after both have lived the same weeks."""
    ours = simulation.accounts().calendar
    theirs = peer.datacollector.get_model_vars_dataframe()
    return [name for name in COUNTED if not np.array_equal(ours[name], theirs[name])]
