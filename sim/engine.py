"""The weekly loop: eight steps over the tables of a world, compiled.

Speed comes from *fission*, one short loop per rule over contiguous rows that the compiler
vectorises (`sim/kernels.py`), and from *thinning*: weekly event probabilities are small, so a raw
random word is first compared with a bound on the hazard, and exact hazards are worked out only for
the few candidates. The rules themselves stand in `sim/rules.py`; `docs/model.md` tells them in
words. Sums run in the order of rows: results do not depend on blocks or threads.
"""

from __future__ import annotations

from sim.compiled import compiled
from sim.moves import count_members, join_queue, set_bounds, set_ordinary
from sim.processes.contact import grow, meet, plan
from sim.processes.measures import begin_measures
from sim.processes.queue import match
from sim.processes.transitions import finish, transit
from sim.processes.turnover import change_mentors
from sim.state import (
    ELIGIBLE,
    ENTERED,
    ENTRY,
    EXPIRED,
    LAST,
    MATCH_WEEK,
    MENTORED,
    MENTORED_NOW,
    ORDINARY_NOW,
    PLACE,
    QUEUED_NOW,
    REFUSAL,
    SINCE,
    SPELL,
    STATUS,
    UPTAKE,
    WAITING_TOTAL,
    Place,
    Segment,
    Status,
)

OFFERED = int(Segment.OFFERED)
ON_BENEFIT = int(Status.ON_BENEFIT)
WAITING = int(Place.WAITING)


@compiled
def arrive(w, week):
    """Step 1a. Newcomers enter on benefit; the eligible join the queue unless they decline."""
    for segment in range(w.spans.shape[0]):
        i = w.spans[segment, ENTERED]
        while i < w.spans[segment, LAST] and w.life[ENTRY, i] <= week:
            w.flag[STATUS, i] = ON_BENEFIT
            w.life[SINCE, i] = w.life[SPELL, i] = week
            w.calendar[ON_BENEFIT, week] += 1.0
            count_members(w.changes[0, ON_BENEFIT], w.groups[i], 1)
            count_members(w.leads[0, ON_BENEFIT], w.groups[i], -1)
            if w.flag[ELIGIBLE, i] and w.flag[UPTAKE, i]:
                join_queue(w, i)
            elif w.flag[ELIGIBLE, i]:
                w.flag[PLACE, i] = w.flag[REFUSAL, i]
            set_bounds(w, i, week)
            set_ordinary(w, i, week)
            i += 1
        w.spans[segment, ENTERED] = i
        # Ordinary services end some weeks after entry.
        k = w.spans[segment, EXPIRED]
        while k < i and week - w.life[ENTRY, k] >= w.rates.ordinary_weeks:
            w.real[ORDINARY_NOW, k] = 0.0
            k += 1
        w.spans[segment, EXPIRED] = k


@compiled
def book(w, week):
    """Step 8. Quantities only; prices belong to the economics."""
    w.calendar[MENTORED, week] = w.totals[MENTORED_NOW]
    if w.totals[QUEUED_NOW] > 0:
        # The queue: those who could meet a mentor by now if there were a place.
        queue = 0
        for i in range(w.spans[OFFERED, ENTERED]):
            queue += w.flag[PLACE, i] == WAITING and w.life[MATCH_WEEK, i] <= week
        w.calendar[WAITING_TOTAL, week] = queue


@compiled
def live(w, first, last):
    """Calendar weeks `first` to `last` - 1 of a world."""
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
