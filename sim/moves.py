"""Moves of one young person between statuses and places in the programme."""

from __future__ import annotations

import numpy as np

from sim import rules
from sim.compiled import inlined
from sim.state import (
    AWAY_UNTIL,
    BOUND_LEVEL,
    CAP_WEEKS,
    COMPLETED,
    EDUCATION_BOUND,
    EDUCATION_END,
    EDUCATION_HAZARD,
    EDUCATION_RESPONSE,
    ENTRY,
    EXIT_BOUND,
    EXPERIENCED,
    FADE,
    FREE,
    FULL_TIME,
    GAIN_FACTOR,
    JOB_BOUND,
    JOB_HAZARD,
    JOB_RESPONSE,
    JOBCENTRE,
    LOAD,
    LONG_EDUCATION,
    MEDIUM_EDUCATION,
    MENTOR_TRAITS,
    MENTORED_NOW,
    MENTORED_WEEKS,
    MENTORS,
    ORDINARY,
    ORDINARY_NOW,
    PACE,
    PENSION_BOUND,
    PENSION_HAZARD,
    PERSON,
    PLACE,
    POST,
    POST_WOMAN,
    QUEUED_NOW,
    READINESS,
    READINESS_GAIN,
    SINCE,
    STARTED,
    STATUS,
    SUPPORT_WEEKS,
    TRUST_GROWTH,
    UNDER_40,
    WAITED,
    WAITING_NOW,
    WEEKS_LEFT,
    WEIGHT,
    MentorTrait,
    Place,
    Status,
)  # fmt: skip
from sim.streams import WORDS, Purpose, philox, uniform

SUPPORT, EDUCATION, EMPLOYMENT = int(Status.SUPPORT), int(Status.EDUCATION), int(Status.EMPLOYMENT)
NOT_OFFERED, WAITING, ACTIVE = int(Place.NOT_OFFERED), int(Place.WAITING), int(Place.ACTIVE)
TAPERING, AFTERCARE, ENDED = int(Place.TAPERING), int(Place.AFTERCARE), int(Place.ENDED)
EDUCATION_LENGTH = np.uint32(Purpose.EDUCATION_LENGTH)
BIT_UNDER_40, BIT_WOMAN = int(MentorTrait.UNDER_40), int(MentorTrait.WOMAN)
BIT_MEDIUM, BIT_LONG = int(MentorTrait.MEDIUM_EDUCATION), int(MentorTrait.LONG_EDUCATION)
BIT_FULL_TIME, BIT_EXPERIENCED = int(MentorTrait.FULL_TIME), int(MentorTrait.EXPERIENCED)

#: Young people per block: a block without mentees skips the programme's draws.
BLOCK = 512
#: How much readiness may grow before the bounds of the hazards are drawn anew.
BOUND_ROOM = 0.3


@inlined
def set_bounds(w, i):
    """Bounds of the weekly hazards in the present status, with some room for readiness to grow."""
    level = min(1.0, w.real[READINESS, i] + BOUND_ROOM)
    w.real[BOUND_LEVEL, i] = level
    education = job = pension = leave = 0.0
    status = w.flag[STATUS, i]
    if status == SUPPORT:
        job = w.traits[JOB_HAZARD, i]
        if w.flag[COMPLETED, i]:
            job *= w.rates.completed_job_ratio
        else:
            education = rules.raised(
                w.traits[EDUCATION_HAZARD, i], w.traits[EDUCATION_RESPONSE, i], level
            )
        job = rules.raised(job, w.traits[JOB_RESPONSE, i], level)
        pension = w.traits[PENSION_HAZARD, i]
    elif status == EDUCATION:
        leave = w.rates.education_dropout
    elif status == EMPLOYMENT:
        leave = w.rates.job_loss
    # A probability is below its hazard; the word of a uniform is below it by half, so minus one.
    w.real[EDUCATION_BOUND, i] = education * WORDS
    w.real[JOB_BOUND, i] = (rules.JOB_ZONE[0] + job) * WORDS
    w.real[PENSION_BOUND, i] = (rules.PENSION_ZONE[0] + pension) * WORDS
    w.real[EXIT_BOUND, i] = (1.0 - leave) * WORDS - 1.0 if leave > 0.0 else 2.0 * WORDS


@inlined
def set_ordinary(w, i, week):
    """Ordinary services reach those without a place in the programme, on support, for a time."""
    outside = w.flag[PLACE, i] == NOT_OFFERED or w.flag[PLACE, i] == WAITING
    within = week - w.life[ENTRY, i] < w.rates.ordinary_weeks
    reached = w.flag[ORDINARY, i] == 1 and outside and within and w.flag[STATUS, i] == SUPPORT
    w.real[ORDINARY_NOW, i] = w.rates.ordinary_contact if reached else 0.0


@inlined
def set_gain(w, i):
    """The traits of the present mentor act on the readiness gain (none: their factor is 1)."""
    gain = w.rates.readiness_gain * w.post_real[GAIN_FACTOR, w.whole[POST, i]]
    w.real[READINESS_GAIN, i] = min(1.0, gain)


@inlined
def join_queue(w, i):
    """An eligible young person waits for a mentor."""
    w.flag[PLACE, i] = WAITING
    w.centre[WAITING_NOW, w.life[JOBCENTRE, i]] += 1
    w.totals[QUEUED_NOW] += 1


@inlined
def leave_queue(w, i, place):
    """A waiting young person leaves the queue."""
    w.flag[PLACE, i] = place
    w.centre[WAITING_NOW, w.life[JOBCENTRE, i]] -= 1
    w.totals[QUEUED_NOW] -= 1


@inlined
def begin_support(w, i, post, week):
    """A waiting young person meets the mentor."""
    leave_queue(w, i, ACTIVE)
    w.centre[FREE, w.life[JOBCENTRE, i]] -= 1
    w.totals[MENTORED_NOW] += 1
    w.blocks[i // BLOCK] += 1
    w.calendar[STARTED, week] += 1.0
    w.post_whole[LOAD, post] += 1
    w.whole[POST, i] = post
    w.whole[WEEKS_LEFT, i] = w.life[CAP_WEEKS, i]
    w.life[MENTORS, i] = 1
    w.life[WAITED, i] = week - w.life[ENTRY, i]
    w.life[MENTOR_TRAITS, i] = (
        w.post_whole[UNDER_40, post] * BIT_UNDER_40
        + w.post_whole[MEDIUM_EDUCATION, post] * BIT_MEDIUM
        + w.post_whole[LONG_EDUCATION, post] * BIT_LONG
        + w.post_whole[POST_WOMAN, post] * BIT_WOMAN
        + w.post_whole[FULL_TIME, post] * BIT_FULL_TIME
        + w.post_whole[EXPERIENCED, post] * BIT_EXPERIENCED
    )
    w.real[WEIGHT, i] = 1.0
    w.real[PACE, i] = 0.0 if w.post_whole[AWAY_UNTIL, post] > week else w.traits[TRUST_GROWTH, i]
    w.real[FADE, i] = rules.fading(w.rates, True, False)
    set_gain(w, i)
    set_ordinary(w, i, week)


@inlined
def end_support(w, i, place, abrupt):
    """Support ends, for the reason that `place` names."""
    w.centre[FREE, w.life[JOBCENTRE, i]] += 1
    w.totals[MENTORED_NOW] -= 1
    w.blocks[i // BLOCK] -= 1
    w.post_whole[LOAD, w.whole[POST, i]] -= 1
    w.flag[PLACE, i] = place
    w.whole[POST, i] = w.post_whole.shape[1] - 1
    w.whole[WEEKS_LEFT, i] = 0
    w.real[WEIGHT, i] = 0.0
    w.real[PACE, i] = w.traits[TRUST_GROWTH, i]
    w.real[FADE, i] = rules.fading(w.rates, False, abrupt)
    set_gain(w, i)


@inlined
def follow_status(w, i, status):
    """What a change of status means for the place in the programme."""
    place = w.flag[PLACE, i]
    ends = False
    if place == WAITING and status != SUPPORT:
        leave_queue(w, i, ENDED)
    elif place in (ACTIVE, TAPERING):
        weeks, weight = w.setting.aftercare_weeks, w.setting.aftercare_weight
        if w.setting.foothold_weeks > 0:
            # A foothold is full support that goes on, within the cap.
            remaining = w.life[CAP_WEEKS, i] - w.whole[MENTORED_WEEKS, i]
            weeks, weight = min(w.setting.foothold_weeks, remaining), 1.0
        ends = not (status in (EDUCATION, EMPLOYMENT) and weeks > 0)
        if not ends:
            w.flag[PLACE, i] = AFTERCARE
            w.real[WEIGHT, i] = weight
            # This week ends in step 7; the weeks of aftercare come after it.
            w.whole[WEEKS_LEFT, i] = weeks + 1
    elif place == AFTERCARE and status == SUPPORT:
        # Back on support: the weeks that are left of the cap can be used.
        remaining = w.life[CAP_WEEKS, i] - w.whole[MENTORED_WEEKS, i]
        ends = remaining <= 0
        if not ends:
            w.flag[PLACE, i] = ACTIVE
            w.real[WEIGHT, i] = 1.0
            w.whole[WEEKS_LEFT, i] = remaining + 1
    if ends:
        end_support(w, i, ENDED, False)


@inlined
def move_to(w, i, status, week):
    """A young person changes status; accounts, programme and bounds follow."""
    before = w.flag[STATUS, i]
    since_entry = week - w.life[ENTRY, i]
    if since_entry < w.setting.horizon:
        # Weeks in a status count from the week after entry.
        begun = max(1, w.life[SINCE, i] - w.life[ENTRY, i])
        left = w.life[SUPPORT_WEEKS + before, i] - begun
        joined = w.life[SUPPORT_WEEKS + status, i] - max(1, since_entry)
        w.life[SUPPORT_WEEKS + before, i] += max(0, since_entry - begun)
        member = w.groups[i]
        fewer, more = w.changes[since_entry, before], w.changes[since_entry, status]
        less, lead = w.leads[since_entry, before], w.leads[since_entry, status]
        for g in range(member.size):
            fewer[g] -= member[g]
            more[g] += member[g]
            less[g] -= left * member[g]
            lead[g] += joined * member[g]
    w.calendar[before, week] -= 1.0
    w.calendar[status, week] += 1.0
    w.flag[STATUS, i] = status
    w.life[SINCE, i] = week
    w.whole[EDUCATION_END, i] = -1
    if status == EDUCATION:
        word = philox(
            np.uint32(w.whole[PERSON, i]), np.uint32(week), EDUCATION_LENGTH,
            np.uint32(w.setting.key0), np.uint32(w.setting.key1),
        )[0]  # fmt: skip
        w.whole[EDUCATION_END, i] = week + rules.education_length(
            uniform(word), w.rates.education_weeks, w.rates.education_weeks_spread
        )
    follow_status(w, i, status)
    set_bounds(w, i)
    set_ordinary(w, i, week)
