"""The weekly loop: eight steps over the tables of a world, compiled.

Speed comes from *fission*, one short loop per rule over contiguous rows that the compiler
vectorises (`sim/kernels.py`), and from *thinning*: weekly event probabilities are small, so a raw
random word is first compared with a bound on the hazard, and exact hazards are worked out only for
the few candidates. The rules themselves stand in `sim/rules.py`; `docs/model.md` tells them in
words. Sums run in the order of rows: results do not depend on blocks or threads.
"""

from __future__ import annotations

import math

import numpy as np

from sim import kernels, rules
from sim.compiled import compiled, inlined
from sim.moves import (
    BLOCK,
    begin_support,
    end_support,
    join_queue,
    move_to,
    set_bounds,
    set_gain,
    set_ordinary,
)
from sim.state import (
    AVAILABLE,
    AWAY_UNTIL,
    BOUND_LEVEL,
    COMPLETED,
    CONTACT,
    CONTACT_WEEKS,
    DELIBERATE,
    DIRECT_MINUTES,
    EDUCATION_BOUND,
    EDUCATION_END,
    EDUCATION_HAZARD,
    EDUCATION_RESPONSE,
    ELIGIBLE,
    ENTERED,
    ENTRY,
    EXIT_BOUND,
    EXPERIENCED,
    EXPIRED,
    FADE,
    FIRST,
    FREE,
    GAIN_FACTOR,
    HOLDER,
    HOURS,
    HOURS_USED,
    JOB_BOUND,
    JOB_HAZARD,
    JOB_RESPONSE,
    JOBCENTRE,
    LAST,
    LOAD,
    LONG_EDUCATION,
    MATCH_DRAW,
    MATCH_WEEK,
    MEDIUM_EDUCATION,
    MENTORED,
    MENTORED_NOW,
    MENTORED_WEEKS,
    MENTORS,
    MINUTES,
    NEWS,
    OPEN,
    ORDINARY_NOW,
    PACE,
    PENSION_BOUND,
    PENSION_HAZARD,
    PERSON,
    PLACE,
    PLACES,
    PLANNED,
    POST,
    POST_MINUTES,
    POST_PERSON,
    POST_START,
    POST_WOMAN,
    QUEUE_START,
    QUEUED_NOW,
    READINESS,
    READINESS_CEILING,
    READINESS_GAIN,
    REFUSAL,
    SCALE,
    SEASON,
    SINCE,
    STAND_IN,
    STATUS,
    TOTAL_MINUTES,
    TRUST,
    TRUST_GROWTH,
    UNDER_40,
    UPTAKE,
    USED,
    VACANT_UNTIL,
    WAITING_NOW,
    WAITING_TOTAL,
    WEEKS_LEFT,
    WEIGHT,
    WOMAN,
    Place,
    Segment,
    Status,
)  # fmt: skip
from sim.streams import WORDS, Purpose, philox, uniform

SUPPORT, EDUCATION, EMPLOYMENT = int(Status.SUPPORT), int(Status.EDUCATION), int(Status.EMPLOYMENT)
PENSION = int(Status.PENSION)
WAITING, ACTIVE, TAPERING = int(Place.WAITING), int(Place.ACTIVE), int(Place.TAPERING)
AFTERCARE, ENDED = int(Place.AFTERCARE), int(Place.ENDED)
OPTED_OUT, MOVED, OTHER_LEAVE = int(Place.OPTED_OUT), int(Place.MOVED), int(Place.OTHER_LEAVE)
OFFERED, ORDINARY_SEGMENT = int(Segment.OFFERED), int(Segment.ORDINARY)
TRANSITION, PROGRAMME = np.uint32(Purpose.TRANSITION), np.uint32(Purpose.PROGRAMME)
POST_DRAW, MENTOR_DRAW = np.uint32(Purpose.POST), np.uint32(Purpose.MENTOR)

MINUTES_PER_HOUR = 60.0
#: What happened to the holder of a post this week.
AWAY, BACK, LEFT = 1, 2, 3


@compiled
def arrive(w, week):
    """Step 1a. Newcomers enter on support; the eligible join the queue unless they decline."""
    for segment in range(w.spans.shape[0]):
        i = w.spans[segment, ENTERED]
        while i < w.spans[segment, LAST] and w.life[ENTRY, i] <= week:
            w.flag[STATUS, i] = SUPPORT
            w.life[SINCE, i] = week
            w.calendar[SUPPORT, week] += 1.0
            for g in range(w.groups.shape[1]):
                w.changes[0, SUPPORT, g] += w.groups[i, g]
            if w.flag[ELIGIBLE, i] and w.flag[UPTAKE, i]:
                join_queue(w, i)
            elif w.flag[ELIGIBLE, i]:
                w.flag[PLACE, i] = w.flag[REFUSAL, i]
            set_bounds(w, i)
            set_ordinary(w, i, week)
            i += 1
        w.spans[segment, ENTERED] = i
        # Ordinary services end some weeks after entry.
        k = w.spans[segment, EXPIRED]
        while k < i and week - w.life[ENTRY, k] >= w.rates.ordinary_weeks:
            w.real[ORDINARY_NOW, k] = 0.0
            k += 1
        w.spans[segment, EXPIRED] = k


@inlined
def choose_post(w, i):
    """The matching rule: a free place at random, or first among mentors of the same gender."""
    first = w.centre[POST_START, w.life[JOBCENTRE, i]]
    last = w.centre[POST_START, w.life[JOBCENTRE, i] + 1]
    free, woman = w.post_whole[OPEN], w.post_whole[POST_WOMAN]
    if w.post_whole[DELIBERATE, first] == 1:
        total = 0
        for k in range(first, last):
            total += free[k] if woman[k] == w.flag[WOMAN, i] else 0
        pick = int(w.traits[MATCH_DRAW, i] * total)
        for k in range(first, last):
            pick -= free[k] if woman[k] == w.flag[WOMAN, i] else 0
            if pick < 0:
                return k
    total = 0
    for k in range(first, last):
        total += free[k]
    pick = int(w.traits[MATCH_DRAW, i] * total)
    for k in range(first, last):
        pick -= free[k]
        if pick < 0:
            return k
    return -1


@compiled
def match(w, week):
    """Step 1b. Free places go to those waiting, in the policy's order."""
    if w.totals[QUEUED_NOW] == 0:
        return
    for k in range(w.post_words.shape[1]):
        free = w.post_whole[PLACES, k] - w.post_whole[LOAD, k]
        w.post_whole[OPEN, k] = free if w.post_whole[VACANT_UNTIL, k] <= week and free > 0 else 0
    for j in range(w.centre.shape[1] - 1):
        q = w.centre[QUEUE_START, j]
        last = w.centre[QUEUE_START, j + 1]
        while q < last and w.centre[WAITING_NOW, j] > 0 and w.centre[FREE, j] > 0:
            i = w.queue[q]
            q += 1
            if w.flag[PLACE, i] == WAITING and w.life[MATCH_WEEK, i] <= week:
                post = choose_post(w, i)
                if post < 0:
                    break
                w.post_whole[OPEN, post] -= 1
                begin_support(w, i, post, week)


@compiled
def draw_holder(w, k):
    """Traits of the present holder of a post, drawn from the shares among the trial's mentors."""
    s = w.setting
    a, b, c, d = philox(
        np.uint32(w.post_whole[POST_PERSON, k]), np.uint32(w.post_whole[HOLDER, k]), MENTOR_DRAW,
        np.uint32(s.key0), np.uint32(s.key1),
    )  # fmt: skip
    level = uniform(b)
    young = uniform(a) < s.share_under_40
    medium = level < s.share_medium_education
    w.post_whole[UNDER_40, k] = young
    w.post_whole[MEDIUM_EDUCATION, k] = medium
    w.post_whole[LONG_EDUCATION, k] = (
        not medium and level < s.share_medium_education + s.share_long_education
    )
    w.post_whole[POST_WOMAN, k] = uniform(c) < s.share_women
    w.post_whole[EXPERIENCED, k] = uniform(d) < s.share_experienced
    w.post_real[GAIN_FACTOR, k] = math.exp(
        s.under_40_factor * (young - s.under_40_centre)
        + s.medium_education_factor * (medium - s.medium_education_centre)
    )


@compiled
def draw_holders(w):
    """Traits of the first holders of all posts."""
    for k in range(w.post_whole.shape[1] - 1):
        draw_holder(w, k)


@compiled
def change_mentors(w, week):
    """Step 2. Mentors leave (the successor keeps part of the trust) or are away for a while."""
    post, words = w.post_whole, w.post_words
    kernels.fill_words(
        post[POST_PERSON, :-1], np.uint32(week), POST_DRAW, np.uint32(w.setting.key0),
        np.uint32(w.setting.key1), words[0], words[1], words[2], words[3],
    )  # fmt: skip
    leaves = rules.probability(w.rates.mentor_leaves)
    goes_away = rules.probability(w.rates.mentor_away)
    changes = 0
    for k in range(words.shape[1]):
        news = BACK if post[AWAY_UNTIL, k] == week else 0
        filled = post[VACANT_UNTIL, k] <= week
        if filled and uniform(words[0, k]) < leaves:
            news = LEFT
            post[HOLDER, k] += 1
            post[VACANT_UNTIL, k] = week + int(w.rates.vacancy_weeks)
            post[AWAY_UNTIL, k] = 0
            draw_holder(w, k)
        elif filled and post[AWAY_UNTIL, k] <= week and uniform(words[1, k]) < goes_away:
            news = AWAY
            post[AWAY_UNTIL, k] = week + int(w.rates.absence_weeks)
        post[NEWS, k] = news
        changes += news
    if changes > 0:
        for i in range(w.spans[OFFERED, ENTERED]):
            if post[NEWS, w.whole[POST, i]] > 0:
                hear(w, i, post[NEWS, w.whole[POST, i]])


@compiled
def hear(w, i, news):
    """What a change at the mentor's post means for a mentee."""
    if news == AWAY:
        w.flag[STAND_IN, i] = 1
        w.real[PACE, i] = 0.0
    else:
        w.real[PACE, i] = w.traits[TRUST_GROWTH, i]
    if news == LEFT:
        w.real[TRUST, i] *= w.rates.trust_kept
        w.life[MENTORS, i] += 1
        set_gain(w, i)


@compiled
def plan(w, week):
    """Step 3a. Each mentor divides the week's direct minutes among the mentees."""
    r = w.rates
    expected = rules.contact_probability(0.5, r.contact_base, r.contact_trust)
    for k in range(w.post_whole.shape[1] - 1):
        load = w.post_whole[LOAD, k]
        available = planned = 0.0
        if w.post_whole[VACANT_UNTIL, k] <= week and load > 0:
            available = w.post_real[HOURS, k] * MINUTES_PER_HOUR * r.direct_share
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
            contact[a:z] = 0.0
            minutes[a:z] = 0.0
            continue
        if w.filled[a // BLOCK] != pair:
            w.filled[a // BLOCK] = pair
            b = min(last, a + BLOCK)
            kernels.fill_words(
                person[a:b], np.uint32(pair), PROGRAMME, np.uint32(w.setting.key0),
                np.uint32(w.setting.key1), words[0, a:b], words[1, a:b], words[2, a:b],
                words[3, a:b],
            )  # fmt: skip
        kernels.draw_contact(
            contact[a:z], minutes[a:z], words[first, a:z], w.real[TRUST, a:z], weight[a:z],
            w.real[ORDINARY_NOW, a:z], r.contact_base, r.contact_trust, r.minutes_floor,
        )  # fmt: skip
        if every > 1:
            for i in range(a, z):
                if weight[i] > 0.0 and (week + person[i]) % every != 0:
                    contact[i] = minutes[i] = 0.0
        kernels.ask_minutes(minutes[a:z], w.post_real[PLANNED], post[a:z])
        kernels.sum_minutes(w.post_real[USED], minutes[a:z], post[a:z])
    share_capacity(w, week)


@compiled
def share_capacity(w, week):
    """Step 3c. What was asked of each post is cut to the minutes it has; the use is booked."""
    scale, used, available = w.post_real[SCALE], w.post_real[USED], w.post_real[AVAILABLE]
    total, hours = w.post_real[POST_MINUTES], w.post_real[HOURS]
    places, load, vacant = w.post_whole[PLACES], w.post_whole[LOAD], w.post_whole[VACANT_UNTIL]
    minutes = hours_used = 0.0
    for k in range(w.post_words.shape[1]):
        asked = used[k]
        scale[k] = available[k] / asked if asked > available[k] else 1.0
        used[k] = min(asked, available[k])
        total[k] += used[k]
        minutes += used[k]
        if places[k] > 0 and vacant[k] <= week:
            hours_used += min(1.0, load[k] / places[k]) * hours[k]
    w.calendar[DIRECT_MINUTES, week] = minutes
    w.calendar[HOURS_USED, week] = hours_used


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
            trust[a:z], readiness[a:z], contact[a:z], minutes[a:z], weight[a:z],
            w.real[PACE, a:z], w.real[READINESS_GAIN, a:z], w.real[READINESS_CEILING, a:z],
            w.real[FADE, a:z], r.trust_decay, r.mechanism, r.half_minutes, r.ordinary_minutes,
        )  # fmt: skip
        kernels.tally(
            weight[a:z], minutes[a:z], w.whole[MENTORED_WEEKS, a:z], w.whole[CONTACT_WEEKS, a:z],
            w.real[TOTAL_MINUTES, a:z],
        )  # fmt: skip
    drift_span(w, w.spans[ORDINARY_SEGMENT, FIRST], w.spans[ORDINARY_SEGMENT, ENTERED])


@compiled
def drift_span(w, a, z):
    """Steps 4 and 5 where nobody has a mentor of the programme."""
    r = w.rates
    kernels.drift(
        w.real[TRUST, a:z], w.real[READINESS, a:z], w.real[ORDINARY_NOW, a:z],
        w.real[PACE, a:z], w.real[READINESS_GAIN, a:z], w.real[READINESS_CEILING, a:z],
        w.real[FADE, a:z], r.trust_decay, r.mechanism, r.half_minutes, r.ordinary_minutes,
    )  # fmt: skip


@inlined
def next_status(w, i, week):
    """Step 6 for one candidate: the cause in whose zone the uniform lies, if it fires; else -1."""
    r = w.rates
    u = uniform(w.transition_words[week % 4, i])
    status, readiness = w.flag[STATUS, i], w.real[READINESS, i]
    to = -1
    if status == SUPPORT:
        if u < rules.EDUCATION_ZONE[1]:
            if w.flag[COMPLETED, i] == 0:
                hazard = w.calendar[SEASON, week] * rules.raised(
                    w.traits[EDUCATION_HAZARD, i], w.traits[EDUCATION_RESPONSE, i], readiness
                )
                if rules.education_starts(u, hazard):
                    to = EDUCATION
        elif u < rules.JOB_ZONE[1]:
            hazard = rules.raised(w.traits[JOB_HAZARD, i], w.traits[JOB_RESPONSE, i], readiness)
            if w.flag[COMPLETED, i]:
                hazard *= r.completed_job_ratio
            if w.real[WEIGHT, i] > 0.0:
                hazard *= 1.0 - r.job_lock_in
            if rules.job_starts(u, hazard):
                to = EMPLOYMENT
        else:
            hazard = rules.raised(w.traits[PENSION_HAZARD, i], -r.readiness_pension, readiness)
            if rules.pension_starts(u, hazard):
                to = PENSION
    elif status in (EDUCATION, EMPLOYMENT):
        hazard = r.education_dropout
        if status == EMPLOYMENT:
            hazard = r.job_loss
            if w.flag[COMPLETED, i]:
                hazard *= r.completed_loss_ratio
        if w.flag[PLACE, i] == AFTERCARE:
            hazard = rules.raised(hazard, -r.aftercare_protection, readiness)
        if rules.status_ends(u, hazard):
            to = SUPPORT
        elif w.whole[EDUCATION_END, i] == week:
            w.flag[COMPLETED, i] = 1
            to = SUPPORT
    return to


@compiled
def transit(w, week):
    """Step 6. Competing causes: education, job, pension; dropping out, losing the job."""
    marks, eights, words = w.marks, w.marks.view(np.uint64), w.transition_words
    if week % 4 == 0:
        kernels.fill_words(
            w.whole[PERSON], np.uint32(week // 4), TRANSITION, np.uint32(w.setting.key0),
            np.uint32(w.setting.key1), words[0], words[1], words[2], words[3],
        )  # fmt: skip
    for segment in range(w.spans.shape[0]):
        a, z = w.spans[segment, FIRST], w.spans[segment, ENTERED]
        kernels.mark_candidates(
            marks[a:z], words[week % 4, a:z], w.real[EDUCATION_BOUND, a:z], w.real[JOB_BOUND, a:z],
            w.real[PENSION_BOUND, a:z], w.real[EXIT_BOUND, a:z], w.whole[EDUCATION_END, a:z],
            w.real[READINESS, a:z], w.real[BOUND_LEVEL, a:z], w.calendar[SEASON, week], week,
        )  # fmt: skip
    for k in range(eights.size):
        if eights[k] != 0:
            for i in range(8 * k, 8 * k + 8):
                if marks[i]:
                    if w.real[READINESS, i] > w.real[BOUND_LEVEL, i]:
                        set_bounds(w, i)
                    to = next_status(w, i, week)
                    if to >= 0:
                        move_to(w, i, to, week)


@compiled
def leave_programme(w, i, word):
    """Step 7 for one candidate."""
    r, setting, u = w.rates, w.setting, uniform(word)
    opt_out = rules.raised(r.opt_out, -r.opt_out_trust, w.real[TRUST, i])
    if rules.opts_out(u, opt_out):
        end_support(w, i, OPTED_OUT, False)
    elif rules.leaves_programme(u, r.move_away + r.other_leave):
        moved = rules.has_moved(u, r.move_away, r.other_leave)
        end_support(w, i, MOVED if moved else OTHER_LEAVE, False)
    elif w.whole[WEEKS_LEFT, i] <= 0:
        if w.flag[PLACE, i] == ACTIVE and setting.taper_weeks > 0:
            w.flag[PLACE, i] = TAPERING
            w.whole[WEEKS_LEFT, i] = setting.taper_weeks
            w.real[WEIGHT, i] = setting.taper_weeks / (setting.taper_weeks + 1.0)
        else:
            end_support(w, i, ENDED, w.flag[PLACE, i] == ACTIVE)


@compiled
def finish(w, week):
    """Step 7. Support ends at the cap (tapered or abrupt), on opting out or on moving away."""
    r, n, taper = w.rates, w.spans[OFFERED, ENTERED], w.setting.taper_weeks
    opt_out, gone = r.opt_out * WORDS, (1.0 - r.move_away - r.other_leave) * WORDS - 1.0
    words, weight, left = w.programme_words[2 * (week % 2) + 1], w.real[WEIGHT], w.whole[WEEKS_LEFT]
    eights = w.marks.view(np.uint64)
    for a in range(0, n, BLOCK):
        z = min(n, a + BLOCK)
        if w.blocks[a // BLOCK] == 0:
            continue
        kernels.mark_leaving(w.marks[a:z], words[a:z], weight[a:z], left[a:z], opt_out, gone)
        if taper > 0:
            for i in range(a, z):
                if w.flag[PLACE, i] == TAPERING and left[i] > 0:
                    weight[i] = left[i] / (taper + 1.0)
        for k in range(a // 8, (z + 7) // 8):
            if eights[k] != 0:
                for i in range(8 * k, min(z, 8 * k + 8)):
                    if w.marks[i]:
                        leave_programme(w, i, words[i])


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
        change_mentors(w, week)
        plan(w, week)
        meet(w, week)
        grow(w)
        transit(w, week)
        finish(w, week)
        book(w, week)
