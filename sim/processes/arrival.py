"""Step 1a: newcomers enter on benefit; the eligible join the queue unless they decline."""

from __future__ import annotations

from sim.compiled import compiled
from sim.processes.contact import set_ordinary
from sim.processes.queue import join_queue
from sim.processes.spells import count_members
from sim.processes.transitions import set_bounds
from sim.state import (
    ELIGIBLE,
    ENTERED,
    ENTRY,
    EXPIRED,
    LAST,
    ORDINARY_NOW,
    PLACE,
    REFUSAL,
    SINCE,
    SPELL,
    STATUS,
    UPTAKE,
    Status,
)

ON_BENEFIT = int(Status.ON_BENEFIT)


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
