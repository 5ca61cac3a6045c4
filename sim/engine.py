"""The weekly loop: eight steps over the tables of a world, compiled.

Speed comes from *fission*, one short loop per rule over contiguous rows that the compiler
vectorises, and from *thinning*: weekly event probabilities are small, so a raw
random word is first compared with a bound on the hazard, and exact hazards are worked out only for
the few candidates. Rules and loops stand in `sim/processes/`, a file for each step; `docs/model.md`
tells the rules in words. Sums run in the order of rows: results do not depend on blocks, on pieces
(`sim.pieces`) or on threads.
"""

from __future__ import annotations

from sim.compiled import compiled
from sim.processes.arrival import arrive
from sim.processes.contact import meet, plan
from sim.processes.ending import finish
from sim.processes.measures import begin_measures
from sim.processes.queue import match
from sim.processes.readiness import grow
from sim.processes.transitions import transit
from sim.processes.turnover import change_mentors
from sim.state import (
    ENTERED,
    MATCH_WEEK,
    MENTORED,
    MENTORED_NOW,
    PLACE,
    QUEUED_NOW,
    WAITING_TOTAL,
    Place,
    Segment,
)

OFFERED = int(Segment.OFFERED)
WAITING = int(Place.WAITING)


@compiled
def book(w, week):
    """Step 8. Quantities only; prices belong to the economics."""
    # A world may be one of several that count into the same tables (`sim.pieces`).
    w.calendar[MENTORED, week] += w.totals[MENTORED_NOW]
    if w.totals[QUEUED_NOW] > 0:
        # The queue: those who could meet a mentor by now if there were a place.
        queue = 0
        for i in range(w.spans[OFFERED, ENTERED]):
            queue += w.flag[PLACE, i] == WAITING and w.life[MATCH_WEEK, i] <= week
        w.calendar[WAITING_TOTAL, week] += queue


@compiled
def simulate(w, first, last):
    """Calendar weeks `first` to `last` - 1 of a world.

    Args:
        w: the world.
        first: the first week that is lived.
        last: the week after the last.
    """
    for week in range(first, last):
        arrive(w, week)
        match(w, week)
        begin_measures(w, week)
        change_mentors(w, week)
        plan(w, week)
        meet(w, week)
        grow(w)
        transit(w, week)
        finish(w, week)
        book(w, week)
