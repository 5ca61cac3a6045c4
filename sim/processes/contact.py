"""Step 3: mentors plan their week and meet their mentees; minutes are what capacity allows."""

from __future__ import annotations

import numpy as np

from sim.compiled import compiled, inlined
from sim.state import (
    AVAILABLE,
    BLOCK,
    CLAIMS,
    CONTACT,
    COUNTED,
    DIRECT_FACTOR,
    DIRECT_MINUTES,
    ENTERED,
    ENTRY,
    FIRST,
    HOURS,
    HOURS_COUNTED,
    HOURS_USED,
    LANES,
    LAST,
    LOAD,
    MENTORED_WEEKS,
    MINUTES,
    ORDINARY,
    ORDINARY_NOW,
    PERSON,
    PLACE,
    PLACES,
    PLANNED,
    POST,
    POST_MINUTES,
    SCALE,
    SEVERITY,
    SPLITS,
    STATUS,
    TRUST,
    USED,
    VACANT_UNTIL,
    WEIGHT,
    Place,
    Segment,
    Status,
)
from sim.streams import Purpose, fill_words, uniform

BY_NEED = SPLITS.index("by_need")
NOT_OFFERED = int(Place.NOT_OFFERED)
OFFERED = int(Segment.OFFERED)
ON_BENEFIT = int(Status.ON_BENEFIT)
PROGRAMME = np.uint32(Purpose.PROGRAMME)
WAITING = int(Place.WAITING)


MINUTES_PER_HOUR = 60.0
#: Stands for the weeks of a block's words where its last meetings are cleared away.
EMPTIED = -2


@inlined
def planned_minutes(
    available: float, load: float, places: float, slack_use: float, expected_contact: float
) -> float:
    """Minutes that a mentor plans for one mentee in a week with contact.

    The mentor's direct minutes are divided by the caseload: more mentees, fewer minutes each. Of
    the time freed by empty places a share `slack_use` goes to the mentees who remain. Weeks
    without contact (`expected_contact` of weeks have one) leave their minutes to those with.

    Args:
        available: the mentor's direct minutes in the week.
        load: mentees that the mentor has.
        places: mentees that the mentor could have.
        slack_use: share of the time of empty places that goes to the mentees, 0 to 1.
        expected_contact: share of weeks with contact, above 0.
    """
    share = slack_use * load + (1.0 - slack_use) * max(places, load)
    return available / (share * expected_contact)


@inlined
def claim_by_need(severity: float, ratio: float) -> float:
    """A mentee's claim on time where it goes by need: 1 without barriers, `ratio` with all."""
    return 1.0 + (ratio - 1.0) * severity


@inlined
def claim_by_stage(mentored_weeks: int, first_weeks: int, ratio: float) -> float:
    """A mentee's claim on time where the first weeks have more: `ratio`, later 1.

    Args:
        mentored_weeks: that the mentee has had.
        first_weeks: in which the claim is another.
        ratio: of that claim to the later one.
    """
    return ratio if mentored_weeks < first_weeks else 1.0


@inlined
def contact_probability(trust: float, base: float, by_trust: float) -> float:
    """Probability of contact in a week: outreach, and more with trust; never above 1.

    Args:
        trust: 0 to 1.
        base: probability of contact without trust.
        by_trust: what full trust adds to it.
    """
    return min(1.0, base + by_trust * trust)


@inlined
def meeting_length(u: float, floor: float) -> float:
    """Length of a meeting relative to the planned one: positive, skewed, mean 1 (u uniform)."""
    return floor + (1.0 - floor) * 3.0 * u * u


@compiled
def draw_contact(contact, minutes, words, trust, weight, ordinary_now, base, by_trust, floor):
    """Contact, and the length of the meeting asked for as a share of the planned one.

    Mentees have drawn contact, everybody else the expected one of ordinary services. One uniform
    serves both: given contact it is uniform below the probability of contact.

    Args:
        contact: is set: 0 or 1, or what is expected, shape (rows,).
        minutes: is set: length asked for as a share of the planned one, shape (rows,).
        words: random words, shape (rows,).
        trust: 0 to 1, shape (rows,).
        weight: weight of support of each, 0 without a mentor, shape (rows,).
        ordinary_now: expected contact with ordinary services, 0 to 1, shape (rows,).
        base: probability of contact without trust.
        by_trust: what full trust adds to it.
        floor: the shortest meeting as a share of the planned one.
    """
    for i in range(contact.size):
        u = uniform(words[i])
        p = contact_probability(trust[i], base, by_trust)
        drawn = 1.0 if u < p else 0.0
        minutes[i] = drawn * weight[i] * meeting_length(u / p, floor)
        contact[i] = drawn if weight[i] > 0.0 else ordinary_now[i]


@compiled
def ask_minutes(asked, minutes, planned, post):
    """Minutes asked for: the length times what the mentor plans; and of each post, in the order of
    rows.

    Args:
        asked: is added to: minutes asked of each post, shape (posts + LANES,).
        minutes: length as a share of the planned one, 0 without a mentor; becomes minutes, shape
            (rows,).
        planned: minutes that each post plans for a mentee, shape (posts + 1,).
        post: number of each mentee's post, the last of all without a mentor, shape (rows,).
    """
    none = planned.size - 1
    for i in range(minutes.size):
        lane = i & (LANES - 1) if post[i] == none else 0
        minutes[i] = minutes[i] * planned[np.uint32(post[i])]
        asked[np.uint32(post[i] + lane)] += minutes[i]


@compiled
def scale_minutes(minutes, scale, post):
    """No mentor gives more minutes than the week has.

    Args:
        minutes: asked for; becomes those given, shape (rows,).
        scale: share of what is asked for that each post can give, shape (posts,).
        post: number of each mentee's post, shape (rows,).
    """
    for i in range(minutes.size):
        minutes[i] = minutes[i] * scale[np.uint32(post[i])]


@inlined
def set_ordinary(w, i, week):
    """Ordinary services reach those without a place in the programme, on benefit, for a time.

    Args:
        w: the world.
        i: row of the person.
        week: calendar week.
    """
    outside = w.flag[PLACE, i] == NOT_OFFERED or w.flag[PLACE, i] == WAITING
    within = week - w.life[ENTRY, i] < w.rates.ordinary_weeks
    reached = w.flag[ORDINARY, i] == 1 and outside and within and w.flag[STATUS, i] == ON_BENEFIT
    w.real[ORDINARY_NOW, i] = w.rates.ordinary_contact if reached else 0.0


@inlined
def claim(w, i):
    """A mentee's claim on the mentor's time, where it is not split equally."""
    if w.setting.split == BY_NEED:
        return claim_by_need(w.traits[SEVERITY, i], w.setting.split_ratio)
    return claim_by_stage(w.whole[MENTORED_WEEKS, i], w.setting.split_weeks, w.setting.split_ratio)


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
    """Meetings are longer or shorter by the mentee's claim; their mean stays.

    Args:
        w: the world.
        a: first row of the span.
        z: the row after its last.
    """
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
    expected = contact_probability(0.5, r.contact_base, r.contact_trust)
    for k in range(w.post_whole.shape[1] - 1):
        load = w.post_whole[LOAD, k]
        available = planned = 0.0
        if w.post_whole[VACANT_UNTIL, k] <= week and load > 0:
            direct = min(1.0, r.direct_share * w.post_real[DIRECT_FACTOR, k])
            available = w.post_real[HOURS, k] * MINUTES_PER_HOUR * direct
            planned = w.setting.contact_every * planned_minutes(
                available, load, w.post_whole[PLACES, k], r.slack_use, expected
            )
        w.post_real[AVAILABLE, k] = available
        w.post_real[PLANNED, k] = planned
        w.asked[k] = 0.0


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
            fill_words(
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
        draw_contact(
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
        ask_minutes(w.asked, minutes[a:z], w.post_real[PLANNED], post[a:z])
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
    # Other posts of the week may be booked already (`sim.pieces`): the sum goes on from them.
    minutes = w.calendar[DIRECT_MINUTES, week]
    hours_used = w.calendar[HOURS_USED, week]
    hours_counted = w.calendar[HOURS_COUNTED, week]
    for k in range(w.post_words.shape[1]):
        asked = w.asked[k]
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
