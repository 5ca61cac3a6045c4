"""Steps 3 to 5: mentors meet their mentees; trust and readiness move."""

from __future__ import annotations

import numpy as np

from sim import kernels, rules
from sim.compiled import compiled, inlined
from sim.moves import BLOCK
from sim.state import (
    AVAILABLE,
    CLAIMS,
    CONTACT,
    CONTACT_WEEKS,
    COUNTED,
    DIRECT_FACTOR,
    DIRECT_MINUTES,
    ENTERED,
    ENTRY,
    FADE,
    FIRST,
    HOURS,
    HOURS_COUNTED,
    HOURS_USED,
    LAST,
    LOAD,
    MENTORED_WEEKS,
    MINUTES,
    ORDINARY_NOW,
    PACE,
    PERSON,
    PLACES,
    PLANNED,
    POST,
    POST_MINUTES,
    READINESS,
    READINESS_CEILING,
    READINESS_GAIN,
    SCALE,
    SEVERITY,
    SPLITS,
    TOTAL_MINUTES,
    TRUST,
    USED,
    VACANT_UNTIL,
    WEIGHT,
    Segment,
)
from sim.streams import Purpose

OFFERED = int(Segment.OFFERED)
ORDINARY_SEGMENT = int(Segment.ORDINARY)
PROGRAMME = np.uint32(Purpose.PROGRAMME)
BY_NEED = SPLITS.index("by_need")

MINUTES_PER_HOUR = 60.0
#: Stands for the weeks of a block's words where its last meetings are cleared away.
EMPTIED = -2


@inlined
def claim(w, i):
    """A mentee's claim on the mentor's time, where it is not split equally."""
    if w.setting.split == BY_NEED:
        return rules.claim_by_need(w.traits[SEVERITY, i], w.setting.split_ratio)
    return rules.claim_by_stage(
        w.whole[MENTORED_WEEKS, i], w.setting.split_weeks, w.setting.split_ratio
    )


@compiled
def add_claims(w):
    """The claims on each mentor's time, summed in the order of rows."""
    claims, post = w.post_real[CLAIMS], w.whole[POST]
    claims[:] = 0.0
    for i in range(w.spans[OFFERED, ENTERED]):
        if w.real[WEIGHT, i] > 0.0:
            claims[post[i]] += claim(w, i)


@compiled
def split_minutes(w, a, z):
    """Meetings are longer or shorter by the mentee's claim; their mean stays."""
    claims, load, post = w.post_real[CLAIMS], w.post_whole[LOAD], w.whole[POST]
    for i in range(a, z):
        if w.real[MINUTES, i] > 0.0:
            w.real[MINUTES, i] *= claim(w, i) * (load[post[i]] / claims[post[i]])


@compiled
def plan(w, week):
    """Step 3a. Each mentor divides the week's direct minutes among the mentees."""
    r = w.rates
    if w.setting.split > 0:
        add_claims(w)
    expected = rules.contact_probability(0.5, r.contact_base, r.contact_trust)
    for k in range(w.post_whole.shape[1] - 1):
        load = w.post_whole[LOAD, k]
        available = planned = 0.0
        if w.post_whole[VACANT_UNTIL, k] <= week and load > 0:
            direct = min(1.0, r.direct_share * w.post_real[DIRECT_FACTOR, k])
            available = w.post_real[HOURS, k] * MINUTES_PER_HOUR * direct
            planned = w.setting.contact_every * rules.planned_minutes(
                available, load, w.post_whole[PLACES, k], r.slack_use, expected
            )
        w.post_real[AVAILABLE, k] = available
        w.post_real[PLANNED, k] = planned
        w.post_real[USED, k] = 0.0


@compiled
def meet(w, week):
    """Step 3b. Contact is drawn; minutes given contact are a draw around what capacity allows."""
    r, n, last = w.rates, w.spans[OFFERED, ENTERED], w.spans[OFFERED, LAST]
    every, pair, first = w.setting.contact_every, week // 2, 2 * (week % 2)
    contact, minutes, weight = w.real[CONTACT], w.real[MINUTES], w.real[WEIGHT]
    post, person, words = w.whole[POST], w.whole[PERSON], w.programme_words
    for a in range(0, n, BLOCK):
        z = min(n, a + BLOCK)
        if w.blocks[a // BLOCK] == 0:
            if w.filled[a // BLOCK] != EMPTIED:
                w.filled[a // BLOCK] = EMPTIED
                contact[a:z] = 0.0
                minutes[a:z] = 0.0
            continue
        if w.filled[a // BLOCK] != pair:
            w.filled[a // BLOCK] = pair
            b = min(last, a + BLOCK)
            kernels.fill_words(
                person[a:b],
                np.uint32(pair),
                PROGRAMME,
                np.uint32(w.setting.key0),
                np.uint32(w.setting.key1),
                words[0, a:b],
                words[1, a:b],
                words[2, a:b],
                words[3, a:b],
            )
        kernels.draw_contact(
            contact[a:z],
            minutes[a:z],
            words[first, a:z],
            w.real[TRUST, a:z],
            weight[a:z],
            w.real[ORDINARY_NOW, a:z],
            r.contact_base,
            r.contact_trust,
            r.minutes_floor,
        )
        if every > 1:
            for i in range(a, z):
                if weight[i] > 0.0 and (week + person[i]) % every != 0:
                    contact[i] = minutes[i] = 0.0
        if w.setting.split > 0:
            split_minutes(w, a, z)
        kernels.ask_minutes(minutes[a:z], w.post_real[PLANNED], post[a:z])
        kernels.sum_minutes(w.post_real[USED], minutes[a:z], post[a:z])
    share_capacity(w, week)


@compiled
def count_mentees(w, week):
    """How many of each mentor's mentees are in a week since entry that is counted.

    All of them, until the first to enter are through; rows are in the order of entry.
    """
    load, counted = w.post_whole[LOAD], w.post_whole[COUNTED]
    for k in range(load.size):
        counted[k] = load[k]
    for i in range(w.spans[OFFERED, FIRST], w.spans[OFFERED, ENTERED]):
        if week - w.life[ENTRY, i] < w.setting.horizon:
            break
        counted[w.whole[POST, i]] -= 1


@compiled
def share_capacity(w, week):
    """Step 3c. What was asked of each post is cut to the minutes it has; the use is booked."""
    scale, used, available = w.post_real[SCALE], w.post_real[USED], w.post_real[AVAILABLE]
    total, hours = w.post_real[POST_MINUTES], w.post_real[HOURS]
    places, load, vacant = w.post_whole[PLACES], w.post_whole[LOAD], w.post_whole[VACANT_UNTIL]
    counted = w.post_whole[COUNTED]
    count_mentees(w, week)
    minutes = hours_used = hours_counted = 0.0
    for k in range(w.post_words.shape[1]):
        asked = used[k]
        scale[k] = available[k] / asked if asked > available[k] else 1.0
        used[k] = min(asked, available[k])
        total[k] += used[k]
        minutes += used[k]
        if places[k] > 0 and vacant[k] <= week:
            hours_used += min(1.0, load[k] / places[k]) * hours[k]
            hours_counted += min(1.0, counted[k] / places[k]) * hours[k]
    w.calendar[DIRECT_MINUTES, week] = minutes
    w.calendar[HOURS_USED, week] = hours_used
    w.calendar[HOURS_COUNTED, week] = hours_counted


@compiled
def grow(w):
    """Steps 4 and 5. Trust and readiness move."""
    r, n = w.rates, w.spans[OFFERED, ENTERED]
    contact, minutes, weight = w.real[CONTACT], w.real[MINUTES], w.real[WEIGHT]
    trust, readiness, post = w.real[TRUST], w.real[READINESS], w.whole[POST]
    for a in range(0, n, BLOCK):
        z = min(n, a + BLOCK)
        if w.blocks[a // BLOCK] == 0:
            drift_span(w, a, z)
            continue
        kernels.scale_minutes(minutes[a:z], w.post_real[SCALE], post[a:z])
        kernels.grow(
            trust[a:z],
            readiness[a:z],
            contact[a:z],
            minutes[a:z],
            weight[a:z],
            w.real[PACE, a:z],
            w.real[READINESS_GAIN, a:z],
            w.real[READINESS_CEILING, a:z],
            w.real[FADE, a:z],
            r.trust_decay,
            r.mechanism,
            r.half_minutes,
            r.ordinary_minutes,
        )
        kernels.tally(
            weight[a:z],
            minutes[a:z],
            w.whole[MENTORED_WEEKS, a:z],
            w.whole[CONTACT_WEEKS, a:z],
            w.real[TOTAL_MINUTES, a:z],
        )
    drift_span(w, w.spans[ORDINARY_SEGMENT, FIRST], w.spans[ORDINARY_SEGMENT, ENTERED])


@compiled
def drift_span(w, a, z):
    """Steps 4 and 5 where nobody has a mentor of the programme."""
    r = w.rates
    kernels.drift(
        w.real[TRUST, a:z],
        w.real[READINESS, a:z],
        w.real[ORDINARY_NOW, a:z],
        w.real[PACE, a:z],
        w.real[READINESS_GAIN, a:z],
        w.real[READINESS_CEILING, a:z],
        w.real[FADE, a:z],
        r.trust_decay,
        r.mechanism,
        r.half_minutes,
        r.ordinary_minutes,
    )
