"""A world lived week by week, with everybody's rows before and after each week."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy.typing as npt

from sim.simulation import Simulation
from sim.state import post_rows, youth_rows

Rows = dict[str, npt.NDArray[Any]]
NAMES = (
    "status",
    "place",
    "since",
    "mentored_weeks",
    "weeks_left",
    "post",
    "former_post",
    "former_holder",
    "trust",
    "mentors",
    "match_week",
    "spell_end",
    "kind",
)


def watched(simulation: Simulation) -> Iterator[tuple[int, Rows, Rows, Rows, Rows]]:
    """Live all weeks: the calendar week, young people's rows before and after it, posts' rows."""
    rows, posts = youth_rows(simulation.world), post_rows(simulation.world)
    kept = ("holder", "load", "places", "vacant_until")
    while simulation.week < simulation.weeks:
        week = simulation.week
        before = {name: rows[name].copy() for name in NAMES}
        posts_before = {name: posts[name].copy() for name in kept}
        simulation.advance()
        after = {name: rows[name].copy() for name in NAMES}
        yield week, before, after, posts_before, {name: posts[name].copy() for name in kept}
