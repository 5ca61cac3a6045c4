"""Step 1c: measures beside mentoring (treatment, housing, health) lift barriers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sim.compiled import compiled, inlined
from sim.state import (
    ENTERED,
    ENTRY,
    FREE_GROWTH,
    PACE,
    PLACE,
    READINESS_CEILING,
    SEVERITY,
    TRUST_GROWTH,
    Place,
    Segment,
)

if TYPE_CHECKING:
    from sim.population import Population
    from sim.programme import Policy

#: Rows of the table of measures: weeks after entry, share by which barriers fall.
MEASURE = ("from_week", "relief")
FROM_WEEK, RELIEF = range(len(MEASURE))

#: Where a person stands with a measure.
NOT_FOR_THEM, DUE, GIVEN = 0, 1, 2

OFFERED = int(Segment.OFFERED)
WAITING, ACTIVE = int(Place.WAITING), int(Place.ACTIVE)
TAPERING = int(Place.TAPERING)


def given_to(population: Population, policy: Policy) -> npt.NDArray[np.uint8]:
    """For whom each measure is, shape (n, measures): DUE or NOT_FOR_THEM.

    Raises:
        InputError: a measure names a group that does not exist.
    """
    from sim.offers import all_hold  # late: it loads tables of people, which compiling needs not

    table = np.full((population.n, len(policy.measures)), NOT_FOR_THEM, np.uint8)
    for m, measure in enumerate(policy.measures):
        table[all_hold(population, measure.who, f"measures.{m}.who"), m] = DUE
    return table


@inlined
def relieve(w, i, share):
    """Barriers fall by a share: readiness can go further, trust grows faster.

    Args:
        w: the world.
        i: row of the person.
        share: of the barriers that is lifted, 0 to 1.
    """
    before = w.traits[SEVERITY, i]
    after = before * (1.0 - share)
    w.traits[SEVERITY, i] = after
    missing = 1.0 - w.real[READINESS_CEILING, i]
    w.real[READINESS_CEILING, i] = 1.0 - missing * (1.0 - share)
    growth = w.traits[FREE_GROWTH, i] * math.exp(w.setting.trust_barrier * (before - after))
    w.traits[FREE_GROWTH, i] = growth
    w.traits[TRUST_GROWTH, i] = min(1.0, growth)
    if w.real[PACE, i] > 0.0:  # no trust grows while a stand-in covers
        w.real[PACE, i] = w.traits[TRUST_GROWTH, i]


@compiled
def begin_measures(w, week):
    """Step 1c. A measure is given once, to those on support who wait for or have a mentor."""
    for m in range(w.measures.shape[1]):
        for i in range(w.spans[OFFERED, ENTERED]):
            due = w.measured[i, m] == DUE and week - w.life[ENTRY, i] >= w.measures[FROM_WEEK, m]
            place = w.flag[PLACE, i]
            if due and place in (WAITING, ACTIVE, TAPERING):
                w.measured[i, m] = GIVEN
                w.measures_begun[m, week] += week - w.life[ENTRY, i] < w.setting.horizon
                relieve(w, i, w.measures[RELIEF, m])
