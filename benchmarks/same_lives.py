"""Do the engine and the peer live the same lives, to the bit?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from benchmarks.draws import AddressedPeer
from benchmarks.peer import COUNTED
from sim.simulation import Simulation
from sim.state import post_rows, youth_rows

#: What is compared of every person, every week (weeks with contact and minutes say who met).
COMPARED = (
    "status",
    "place",
    "completed",
    "trust",
    "readiness",
    "weight",
    "minutes",
    "weeks_left",
    "mentored_weeks",
    "contact_weeks",
    "total_minutes",
    "mentors",
    "stand_in",
    "waited",
    "match_week",
    "since",
    "spell",
    "spell_end",
    "kind",
    "ends_in",
    "started",
    "left",
    "worked",
    "former_post",
    "former_holder",
)
#: And of every post.
POSTS_COMPARED = ("holder", "vacant_until", "away_until", "woman", "gain_factor")


class Difference(NamedTuple):
    """One number that differs."""

    week: int
    person: int  # or post: the address of their draws
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
    posts = {name: row[:-1] for name, row in post_rows(simulation.world).items()}
    return [
        *_unlike(youth_rows(simulation.world), peer.persons, COMPARED, week),
        *_unlike(posts, list(peer.mentors), POSTS_COMPARED, week),
    ]


def _unlike(
    rows: Mapping[str, npt.NDArray[Any]], agents: Sequence[Any], names: Sequence[str], week: int
) -> Iterator[Difference]:
    for name in names:
        ours = rows[name]
        theirs = np.array([getattr(agent, name) for agent in agents], ours.dtype)
        if name == "minutes":  # without a mentor they mean nothing
            mentored = rows["weight"] > 0.0
            ours, theirs = np.where(mentored, ours, 0.0), np.where(mentored, theirs, 0.0)
        bits = f"u{ours.dtype.itemsize}"
        for i in np.flatnonzero(ours.view(bits) != theirs.view(bits)):
            person = int(rows["person"][i])
            yield Difference(week, person, name, ours[i].item(), theirs[i].item())


def same_counts(simulation: Simulation, peer: AddressedPeer) -> list[str]:
    """Names of the weekly counts that differ, after both have lived the same weeks."""
    ours = simulation.accounts().calendar
    theirs = peer.datacollector.get_model_vars_dataframe()
    return [name for name in COUNTED if not np.array_equal(ours[name], theirs[name])]
