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
    WORDS,
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
    FADE,
    FREE,
    GAIN_FACTOR,
    GROWTH,
    HOLDER,
    HOURS,
    HOURS_USED,
    JOB_BOUND,
    JOB_HAZARD,
    JOB_RESPONSE,
    JOBCENTRE,
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
    ORDINARY_DONE,
    ORDINARY_NOW,
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
    Status,
)  # fmt: skip
from sim.streams import Purpose, philox, uniform

SUPPORT, EDUCATION, EMPLOYMENT = int(Status.SUPPORT), int(Status.EDUCATION), int(Status.EMPLOYMENT)
PENSION = int(Status.PENSION)
WAITING, ACTIVE, TAPERING = int(Place.WAITING), int(Place.ACTIVE), int(Place.TAPERING)
AFTERCARE, ENDED = int(Place.AFTERCARE), int(Place.ENDED)
OPTED_OUT, MOVED, OTHER_LEAVE = int(Place.OPTED_OUT), int(Place.MOVED), int(Place.OTHER_LEAVE)
TRANSITION, PROGRAMME = np.uint32(Purpose.TRANSITION), np.uint32(Purpose.PROGRAMME)
POST_DRAW, MENTOR_DRAW = np.uint32(Purpose.POST), np.uint32(Purpose.MENTOR)

MINUTES_PER_HOUR = 60.0


@compiled
def arrive(w, week):
    """Step 1a. Newcomers enter on support; the eligible join the queue unless they decline."""
    i = w.totals[ENTERED]
    while i < w.whole.shape[1] and w.whole[ENTRY, i] <= week:
        w.flag[STATUS, i] = SUPPORT
        w.whole[SINCE, i] = week
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
    w.totals[ENTERED] = i
    # Ordinary services end some weeks after entry; rows are sorted by entry.
    k = w.totals[ORDINARY_DONE]
    while k < i and week - w.whole[ENTRY, k] >= w.rates.ordinary_weeks:
        w.real[ORDINARY_NOW, k] = 0.0
        k += 1
    w.totals[ORDINARY_DONE] = k


@inlined
def can_take(w, k, i, week, alike):
    """Free places of a post for this young person: 0 if vacant, full, or unlike when it counts."""
    if w.post_whole[VACANT_UNTIL, k] > week:
        return 0
    if alike and w.post_whole[POST_WOMAN, k] != w.flag[WOMAN, i]:
        return 0
    return max(0, w.post_whole[PLACES, k] - w.post_whole[LOAD, k])


@inlined
def choose_post(w, i, week):
    """The matching rule: a free place at random, or first among mentors of the same gender."""
    first = w.centre[POST_START, w.whole[JOBCENTRE, i]]
    last = w.centre[POST_START, w.whole[JOBCENTRE, i] + 1]
    for attempt in range(2):
        alike = attempt == 0
        if alike and w.post_whole[DELIBERATE, first] == 0:
            continue
        total = 0
        for k in range(first, last):
            total += can_take(w, k, i, week, alike)
        pick = int(w.real[MATCH_DRAW, i] * total)
        for k in range(first, last):
            pick -= can_take(w, k, i, week, alike)
            if pick < 0:
                return k
    return -1


@compiled
def match(w, week):
    """Step 1b. Free places go to those waiting, in the policy's order."""
    if w.totals[QUEUED_NOW] == 0:
        return
    for j in range(w.centre.shape[1] - 1):
        q = w.centre[QUEUE_START, j]
        while (
            q < w.centre[QUEUE_START, j + 1]
            and w.centre[WAITING_NOW, j] > 0
            and w.centre[FREE, j] > 0
        ):
            i = w.queue[q]
            q += 1
            if w.flag[PLACE, i] == WAITING and w.whole[MATCH_WEEK, i] <= week:
                post = choose_post(w, i, week)
                if post < 0:
                    break
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
    key0, key1 = np.uint32(w.setting.key0), np.uint32(w.setting.key1)
    leave_bound, away_bound = w.rates.mentor_leaves * WORDS, w.rates.mentor_away * WORDS
    for k in range(w.post_whole.shape[1] - 1):
        w.post_real[GROWTH, k] = 0.0 if w.post_whole[AWAY_UNTIL, k] > week else 1.0
        words = philox(
            np.uint32(w.post_whole[POST_PERSON, k]), np.uint32(week), POST_DRAW, key0, key1
        )
        if words[0] >= leave_bound and words[1] >= away_bound:
            continue
        filled = w.post_whole[VACANT_UNTIL, k] <= week
        if filled and rules.firing_time(uniform(words[0]), w.rates.mentor_leaves) < rules.NEVER:
            filled = w.rates.vacancy_weeks < 1.0
            w.post_whole[HOLDER, k] += 1
            w.post_whole[VACANT_UNTIL, k] = week + int(w.rates.vacancy_weeks)
            draw_holder(w, k)
            for i in range(w.totals[ENTERED]):
                if w.whole[POST, i] == k:
                    w.real[TRUST, i] *= w.rates.trust_kept
                    w.whole[MENTORS, i] += 1
                    set_gain(w, i)
        present = filled and w.post_whole[AWAY_UNTIL, k] <= week
        if present and rules.firing_time(uniform(words[1]), w.rates.mentor_away) < rules.NEVER:
            w.post_whole[AWAY_UNTIL, k] = week + int(w.rates.absence_weeks)
            for i in range(w.totals[ENTERED]):
                if w.whole[POST, i] == k:
                    w.flag[STAND_IN, i] = 1
            w.post_real[GROWTH, k] = 0.0


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
    r, n = w.rates, w.totals[ENTERED]
    every = w.setting.contact_every
    contact, minutes, weight = w.real[CONTACT], w.real[MINUTES], w.real[WEIGHT]
    ordinary, post, person = w.real[ORDINARY_NOW], w.whole[POST], w.whole[PERSON]
    for a in range(0, n, BLOCK):
        z = min(n, a + BLOCK)
        if w.blocks[a // BLOCK] == 0:
            kernels.ordinary_only(contact[a:z], minutes[a:z], ordinary[a:z], r.ordinary_minutes)
            continue
        kernels.fill_words(
            person[a:z], np.uint32(week), PROGRAMME, np.uint32(w.setting.key0),
            np.uint32(w.setting.key1), w.words[4, a:z], w.words[5, a:z], w.words[6, a:z],
            w.words[7, a:z],
        )  # fmt: skip
        kernels.draw_contact(
            contact[a:z], w.words[4, a:z], w.real[TRUST, a:z], r.contact_base, r.contact_trust
        )
        if every > 1:
            for i in range(a, z):
                if (week + person[i]) % every != 0:
                    contact[i] = 0.0
        kernels.plan_minutes(
            minutes[a:z], w.words[5, a:z], r.minutes_floor, w.post_real[PLANNED], post[a:z],
            weight[a:z],
        )  # fmt: skip
        kernels.combine(contact[a:z], minutes[a:z], weight[a:z], ordinary[a:z], r.ordinary_minutes)
        kernels.sum_minutes(w.post_real[USED], minutes[a:z], post[a:z], weight[a:z])
    share_capacity(w, week)
    kernels.scale_minutes(minutes[:n], contact[:n], w.post_real[SCALE], post[:n])


@compiled
def share_capacity(w, week):
    """Step 3c. What was asked of each post is cut to the minutes it has; the use is booked."""
    for k in range(w.post_whole.shape[1] - 1):
        asked, available = w.post_real[USED, k], w.post_real[AVAILABLE, k]
        vacant = w.post_whole[VACANT_UNTIL, k] > week
        scale = available / asked if asked > available else 1.0
        w.post_real[SCALE, k] = 0.0 if vacant else scale
        given = min(asked, available)
        w.post_real[USED, k] = given
        w.post_real[POST_MINUTES, k] += given
        w.calendar[DIRECT_MINUTES, week] += given
        if w.post_whole[PLACES, k] > 0:
            busy = min(1.0, w.post_whole[LOAD, k] / w.post_whole[PLACES, k])
            w.calendar[HOURS_USED, week] += busy * w.post_real[HOURS, k]


@compiled
def grow(w):
    """Steps 4 and 5. Trust and readiness move."""
    r, n = w.rates, w.totals[ENTERED]
    contact, minutes, trust = w.real[CONTACT, :n], w.real[MINUTES, :n], w.real[TRUST, :n]
    kernels.grow_trust(
        trust, contact, w.real[TRUST_GROWTH, :n], w.post_real[GROWTH], w.whole[POST, :n],
        r.trust_decay,
    )  # fmt: skip
    kernels.grow_readiness(
        w.real[READINESS, :n], contact, minutes, trust, w.real[READINESS_GAIN, :n],
        w.real[READINESS_CEILING, :n], w.real[FADE, :n], r.half_minutes, r.mechanism,
    )  # fmt: skip
    for a in range(0, n, BLOCK):
        if w.blocks[a // BLOCK] > 0:
            z = min(n, a + BLOCK)
            kernels.tally(
                w.real[WEIGHT, a:z], contact[a:z], minutes[a:z], w.whole[MENTORED_WEEKS, a:z],
                w.whole[CONTACT_WEEKS, a:z], w.real[TOTAL_MINUTES, a:z],
            )  # fmt: skip


@compiled
def resolve(w, i, week):
    """Step 6 for one candidate: exact hazards; the first clock to fire wins."""
    r = w.rates
    status, readiness = w.flag[STATUS, i], w.real[READINESS, i]
    if status == SUPPORT:
        education = 0.0
        job = w.real[JOB_HAZARD, i]
        if w.flag[COMPLETED, i]:
            job *= r.completed_job_ratio
        else:
            education = w.calendar[SEASON, week] * rules.raised(
                w.real[EDUCATION_HAZARD, i], w.real[EDUCATION_RESPONSE, i], readiness
            )
        job = rules.raised(job, w.real[JOB_RESPONSE, i], readiness)
        if w.real[WEIGHT, i] > 0.0:
            job *= 1.0 - r.job_lock_in
        pension = rules.raised(w.real[PENSION_HAZARD, i], -r.readiness_pension, readiness)
        best, to = rules.firing_time(uniform(w.words[0, i]), education), EDUCATION
        time = rules.firing_time(uniform(w.words[1, i]), job)
        if time < best:
            best, to = time, EMPLOYMENT
        time = rules.firing_time(uniform(w.words[2, i]), pension)
        if time < best:
            best, to = time, PENSION
        if best < rules.NEVER:
            move_to(w, i, to, week)
    elif status == EDUCATION or status == EMPLOYMENT:
        hazard = r.education_dropout
        if status == EMPLOYMENT:
            hazard = r.job_loss
            if w.flag[COMPLETED, i]:
                hazard *= r.completed_loss_ratio
        if w.flag[PLACE, i] == AFTERCARE:
            hazard = rules.raised(hazard, -r.aftercare_protection, readiness)
        if rules.firing_time(uniform(w.words[3, i]), hazard) < rules.NEVER:
            move_to(w, i, SUPPORT, week)
        elif w.whole[EDUCATION_END, i] == week:
            w.flag[COMPLETED, i] = 1
            move_to(w, i, SUPPORT, week)


@compiled
def transit(w, week):
    """Step 6. Competing hazards, each with its own clock."""
    n = w.totals[ENTERED]
    season = w.calendar[SEASON, week]
    a, b, c, d = w.words[0], w.words[1], w.words[2], w.words[3]
    education, job = w.real[EDUCATION_BOUND], w.real[JOB_BOUND]
    pension, leave = w.real[PENSION_BOUND], w.real[EXIT_BOUND]
    end, readiness, level = w.whole[EDUCATION_END], w.real[READINESS], w.real[BOUND_LEVEL]
    kernels.fill_words(
        w.whole[PERSON, :n], np.uint32(week), TRANSITION, np.uint32(w.setting.key0),
        np.uint32(w.setting.key1), a[:n], b[:n], c[:n], d[:n],
    )  # fmt: skip
    kernels.mark_candidates(
        w.marks[:n], a[:n], b[:n], c[:n], d[:n], education, job, pension, leave, end, readiness,
        level, season, week,
    )  # fmt: skip
    eights = w.marks.view(np.uint64)
    for k in range((n + 7) // 8):
        if eights[k] != 0:
            for i in range(8 * k, min(n, 8 * k + 8)):
                if w.marks[i]:
                    if readiness[i] > level[i]:
                        set_bounds(w, i)
                    resolve(w, i, week)


@compiled
def leave_programme(w, i):
    """Step 7 for one candidate."""
    r, setting = w.rates, w.setting
    opt_out = rules.raised(r.opt_out, -r.opt_out_trust, w.real[TRUST, i])
    goes = rules.firing_time(uniform(w.words[7, i]), r.move_away + r.other_leave)
    if rules.firing_time(uniform(w.words[6, i]), opt_out) < goes:
        end_support(w, i, OPTED_OUT, False)
    elif goes < rules.NEVER:
        # One clock for both reasons; where in its time it fired says which.
        moved = goes * (r.move_away + r.other_leave) < r.move_away
        end_support(w, i, MOVED if moved else OTHER_LEAVE, False)
    elif w.whole[WEEKS_LEFT, i] <= 0:
        if w.flag[PLACE, i] == ACTIVE and setting.taper_weeks > 0:
            w.flag[PLACE, i] = TAPERING
            w.whole[WEEKS_LEFT, i] = setting.taper_weeks
            w.real[WEIGHT, i] = setting.taper_weeks / (setting.taper_weeks + 1.0)
        else:
            end_support(w, i, ENDED, w.flag[PLACE, i] == ACTIVE)


@compiled
def finish(w):
    """Step 7. Support ends at the cap (tapered or abrupt), on opting out or on moving away."""
    r, n, taper = w.rates, w.totals[ENTERED], w.setting.taper_weeks
    opt_out, gone = r.opt_out * WORDS, (r.move_away + r.other_leave) * WORDS
    c, d, weight, left = w.words[6], w.words[7], w.real[WEIGHT], w.whole[WEEKS_LEFT]
    for a in range(0, n, BLOCK):
        z = min(n, a + BLOCK)
        if w.blocks[a // BLOCK] == 0:
            continue
        hits = kernels.any_leaving(c[a:z], d[a:z], weight[a:z], left[a:z], opt_out, gone)
        if taper > 0:
            for i in range(a, z):
                if w.flag[PLACE, i] == TAPERING and left[i] > 0:
                    weight[i] = left[i] / (taper + 1.0)
        if hits == 0:
            continue
        for i in range(a, z):
            if weight[i] > 0.0 and (c[i] < opt_out or d[i] < gone or left[i] <= 0):
                leave_programme(w, i)


@compiled
def book(w, week):
    """Step 8. Quantities only; prices belong to the economics."""
    w.calendar[MENTORED, week] = w.totals[MENTORED_NOW]
    if w.totals[QUEUED_NOW] > 0:
        # The queue: those who could meet a mentor by now if there were a place.
        queue = 0
        for i in range(w.totals[ENTERED]):
            queue += w.flag[PLACE, i] == WAITING and w.whole[MATCH_WEEK, i] <= week
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
        finish(w)
        book(w, week)
