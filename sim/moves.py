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
    COMPLETED_ANY,
    COURSE_BOUND,
    COURSE_HAZARD,
    EDUCATION_BOUND,
    EDUCATION_HAZARD,
    EDUCATION_RESPONSE,
    ELIGIBLE,
    ENDS_IN,
    ENTRY,
    EVER_STARTED,
    EXIT_BOUND,
    EXPERIENCED,
    FADE,
    FORMER_HOLDER,
    FORMER_POST,
    FREE,
    FULL_TIME,
    GAIN_FACTOR,
    HOLDER,
    JOB_BOUND,
    JOB_HAZARD,
    JOB_RESPONSE,
    JOBCENTRE,
    KIND,
    LEFT_ONCE,
    LOAD,
    LONG_EDUCATION,
    MATCH_WEEK,
    MEDIUM_EDUCATION,
    MENTOR_TRAITS,
    MENTORED_NOW,
    MENTORED_WEEKS,
    MENTORS,
    MOVES_MADE,
    ORDINARY,
    ORDINARY_NOW,
    PACE,
    PENSION_BOUND,
    PENSION_HAZARD,
    PENSION_RESPONSE,
    PERSON,
    PLACE,
    POST,
    POST_WOMAN,
    QUALIFIED,
    QUEUE_HEAD,
    QUEUE_START,
    QUEUED_NOW,
    READINESS,
    READINESS_GAIN,
    SINCE,
    SPELL,
    SPELL_END,
    STARTED,
    STARTED_ONCE,
    STATUS,
    STATUS_WEEKS,
    TRUST,
    TRUST_GROWTH,
    UNDER_40,
    UPTAKE,
    WAITED,
    WAITING_NOW,
    WEEKS_LEFT,
    WEIGHT,
    WORKED,
    Education,
    MentorTrait,
    Place,
    Status,
)
from sim.streams import HALF_WORDS, WORDS, Purpose, philox, uniform, word_at

ON_BENEFIT, EDUCATION = int(Status.ON_BENEFIT), int(Status.EDUCATION)
EMPLOYMENT, PENSION = int(Status.EMPLOYMENT), int(Status.PENSION)
RESOURCE_COURSE, SELF_SUPPORTED = int(Status.RESOURCE_COURSE), int(Status.SELF_SUPPORTED)
NO_KIND, PREPARATORY = int(Education.NONE), int(Education.PREPARATORY)
QUALIFYING = int(Education.QUALIFYING)
NOT_OFFERED, WAITING, ACTIVE = int(Place.NOT_OFFERED), int(Place.WAITING), int(Place.ACTIVE)
TAPERING, AFTERCARE, ENDED = int(Place.TAPERING), int(Place.AFTERCARE), int(Place.ENDED)
SPELL_DRAW = np.uint32(Purpose.SPELL)
BIT_UNDER_40, BIT_WOMAN = int(MentorTrait.UNDER_40), int(MentorTrait.WOMAN)
BIT_MEDIUM, BIT_LONG = int(MentorTrait.MEDIUM_EDUCATION), int(MentorTrait.LONG_EDUCATION)
BIT_FULL_TIME, BIT_EXPERIENCED = int(MentorTrait.FULL_TIME), int(MentorTrait.EXPERIENCED)

#: Young people per block: a block without mentees skips the programme's draws.
BLOCK = 512
#: How much readiness may grow before the bounds of the hazards are drawn anew.
BOUND_ROOM = 0.3


@inlined
def set_bounds(w, i, week):
    """Bounds of the weekly hazards in the present status, with some room for readiness to grow.

    The risk of leaving an education or a job falls from week to week: that of this week bounds it.
    """
    level = min(1.0, w.real[READINESS, i] + BOUND_ROOM)
    w.real[BOUND_LEVEL, i] = level
    education = job = pension = course = leave = 0.0
    status, spell = w.flag[STATUS, i], week - w.life[SPELL, i]
    if status in (ON_BENEFIT, SELF_SUPPORTED):
        education = rules.education_ratio(w.rates, w.flag[COMPLETED, i], w.flag[LEFT_ONCE, i])
        education *= rules.raised(
            w.traits[EDUCATION_HAZARD, i], w.traits[EDUCATION_RESPONSE, i], level
        )
        job = rules.job_ratio(w.rates, w.flag[COMPLETED, i], w.flag[WORKED, i])
        job *= rules.raised(w.traits[JOB_HAZARD, i], w.traits[JOB_RESPONSE, i], level)
        leave = w.rates.self_support_end
    if status == ON_BENEFIT:
        # Readiness lowers both, but for those for whom it raises them.
        response = -w.traits[PENSION_RESPONSE, i]
        raised = rules.raised(1.0, response, level) if response > 0.0 else 1.0
        pension = w.traits[PENSION_HAZARD, i] * raised * w.setting.pension_growth
        course = w.traits[COURSE_HAZARD, i] * raised
        leave = w.rates.self_support_start
    elif status == EDUCATION:
        job = w.rates.education_to_job
        leave = rules.spell_hazard(w.rates.education_dropout, spell, w.rates.education_settle)
    elif status == EMPLOYMENT:
        leave = rules.spell_hazard(w.rates.job_loss, spell, w.rates.job_settle)
        if w.flag[COMPLETED, i] == QUALIFYING:
            leave *= w.rates.completed_loss_ratio
    # A probability is below its hazard; bounds are rounded outwards, and end with their zones.
    w.real[EDUCATION_BOUND, i] = education * WORDS
    w.whole[JOB_BOUND, i] = word_at(min(rules.JOB_ZONE[1], rules.JOB_ZONE[0] + job)) + 1
    w.whole[PENSION_BOUND, i] = (
        word_at(min(rules.PENSION_ZONE[1], rules.PENSION_ZONE[0] + pension)) + 1
    )
    w.whole[COURSE_BOUND, i] = word_at(min(rules.COURSE_ZONE[1], rules.COURSE_ZONE[0] + course)) + 1
    first = word_at(max(rules.EXIT_ZONE[0], 1.0 - leave)) - 2
    w.whole[EXIT_BOUND, i] = first if leave > 0.0 else HALF_WORDS - 1  # no word is above the last


@inlined
def set_ordinary(w, i, week):
    """Ordinary services reach those without a place in the programme, on benefit, for a time."""
    outside = w.flag[PLACE, i] == NOT_OFFERED or w.flag[PLACE, i] == WAITING
    within = week - w.life[ENTRY, i] < w.rates.ordinary_weeks
    reached = w.flag[ORDINARY, i] == 1 and outside and within and w.flag[STATUS, i] == ON_BENEFIT
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
def come_back(w, i, week):
    """Who had a mentor before, or left the queue at a start, waits for one from next week on."""
    join_queue(w, i)
    w.life[MATCH_WEEK, i] = week + 1
    # Their place in the queue may lie before those who were served.
    w.centre[QUEUE_HEAD, w.life[JOBCENTRE, i]] = w.centre[QUEUE_START, w.life[JOBCENTRE, i]]


@inlined
def begin_support(w, i, post, week):
    """A waiting young person meets the mentor: the first, or one again."""
    leave_queue(w, i, ACTIVE)
    w.centre[FREE, w.life[JOBCENTRE, i]] -= 1
    w.totals[MENTORED_NOW] += 1
    w.blocks[i // BLOCK] += 1
    w.calendar[STARTED, week] += 1.0
    w.post_whole[LOAD, post] += 1
    w.whole[POST, i] = post
    w.whole[WEEKS_LEFT, i] = w.life[CAP_WEEKS, i] - w.whole[MENTORED_WEEKS, i]
    if w.life[MENTORS, i] == 0:
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
    elif post != w.life[FORMER_POST, i] or w.post_whole[HOLDER, post] != w.life[FORMER_HOLDER, i]:
        w.real[TRUST, i] *= w.rates.trust_kept
        w.life[MENTORS, i] += 1
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
    w.life[FORMER_POST, i] = w.whole[POST, i]
    w.life[FORMER_HOLDER, i] = w.post_whole[HOLDER, w.whole[POST, i]]
    w.flag[PLACE, i] = place
    w.whole[POST, i] = w.post_whole.shape[1] - 1
    w.whole[WEEKS_LEFT, i] = 0
    w.real[WEIGHT, i] = 0.0
    w.real[PACE, i] = w.traits[TRUST_GROWTH, i]
    w.real[FADE, i] = rules.fading(w.rates, False, abrupt)
    set_gain(w, i)


@inlined
def may_come_back(w, i, before, began, week):
    """Whether who leaves an education or a job may have a mentor again under the policy."""
    return (
        w.flag[PLACE, i] == ENDED
        and before in (EDUCATION, EMPLOYMENT)
        and week - began <= w.setting.return_weeks
        and w.life[CAP_WEEKS, i] > w.whole[MENTORED_WEEKS, i]
        and w.flag[ELIGIBLE, i] == 1
        and w.flag[UPTAKE, i] == 1
    )


@inlined
def follow_status(w, i, status, before, began, week):
    """What a change of status means for the place in the programme.

    Neither leaving benefit without a start nor coming back to it changes the place; `began` is the
    calendar week in which the status that is left began.
    """
    place = w.flag[PLACE, i]
    seeking = status in (ON_BENEFIT, SELF_SUPPORTED)
    ends = False
    if seeking:
        if place == AFTERCARE:
            # The weeks that are left of the cap can be used.
            remaining = w.life[CAP_WEEKS, i] - w.whole[MENTORED_WEEKS, i]
            ends = remaining <= 0
            if not ends:
                w.flag[PLACE, i] = ACTIVE
                w.real[WEIGHT, i] = 1.0
                w.whole[WEEKS_LEFT, i] = remaining + 1
        elif w.setting.return_weeks > 0 and may_come_back(w, i, before, began, week):
            come_back(w, i, week)
    elif place == WAITING:
        leave_queue(w, i, ENDED)
    elif place in (ACTIVE, TAPERING):
        weeks, weight = w.setting.aftercare_weeks, w.setting.aftercare_weight
        # A foothold is full support that goes on; it and the trial's own weeks after a start are
        # within the cap.
        remaining = w.life[CAP_WEEKS, i] - w.whole[MENTORED_WEEKS, i]
        if w.setting.foothold_weeks > 0:
            weeks, weight = min(w.setting.foothold_weeks, remaining), 1.0
        elif w.setting.aftercare_in_cap == 1:
            weeks = min(weeks, remaining)
        ends = not (status in (EDUCATION, EMPLOYMENT) and weeks > 0)
        if not ends:
            w.flag[PLACE, i] = AFTERCARE
            w.real[WEIGHT, i] = weight
            # This week ends in step 7; the weeks of aftercare come after it.
            w.whole[WEEKS_LEFT, i] = weeks + 1
    elif place == AFTERCARE:
        ends = status in (PENSION, RESOURCE_COURSE)
    if ends:
        end_support(w, i, ENDED, False)


@inlined
def count_members(row, member, times):
    """Count a person in the groups that they belong to; one row at a time, which vectorises."""
    for g in range(member.size):
        row[g] += times * member[g]


@inlined
def count_move(w, i, before, status, week):
    """The accounts of a change of status."""
    since_entry = week - w.life[ENTRY, i]
    if since_entry < w.setting.horizon:
        # Weeks in a status count from the week after entry.
        begun = max(1, w.life[SINCE, i] - w.life[ENTRY, i])
        left = w.life[STATUS_WEEKS + before, i] - begun
        joined = w.life[STATUS_WEEKS + status, i] - max(1, since_entry)
        w.life[STATUS_WEEKS + before, i] += max(0, since_entry - begun)
        member = w.groups[i]
        count_members(w.changes[since_entry, before], member, -1)
        count_members(w.changes[since_entry, status], member, 1)
        count_members(w.leads[since_entry, before], member, -left)
        count_members(w.leads[since_entry, status], member, joined)
    w.calendar[before, week] -= 1.0
    w.calendar[status, week] += 1.0
    w.flag[STATUS, i] = status
    w.life[SINCE, i] = week


@inlined
def pass_milestone(w, i, milestone, week):
    """The accounts of what somebody has done for the first time."""
    since_entry = week - w.life[ENTRY, i]
    if since_entry < w.setting.horizon:
        member = w.groups[i]
        count_members(w.changes[since_entry, milestone], member, 1)
        count_members(w.leads[since_entry, milestone], member, -max(1, since_entry))


@inlined
def end_education(w, i, finished, week):
    """What an education leaves behind: completed, or left."""
    kind = w.flag[KIND, i]
    w.flag[KIND, i] = NO_KIND
    w.flag[LEFT_ONCE, i] = 0 if finished else 1
    if finished:
        before = w.flag[COMPLETED, i]
        if before == NO_KIND:
            pass_milestone(w, i, COMPLETED_ANY, week)
        if kind == QUALIFYING and before != QUALIFYING:
            pass_milestone(w, i, QUALIFIED, week)
        w.flag[COMPLETED, i] = max(before, kind)


@inlined
def begin_spell(w, i, status, week):
    """How long an education or a course lasts if nothing ends it, and what it leads to."""
    r = w.rates
    w.life[SPELL, i] = week
    w.whole[SPELL_END, i] = -1
    if status == EMPLOYMENT:
        w.flag[WORKED, i] = 1
    elif status in (EDUCATION, RESOURCE_COURSE):
        length, kind, end, _ = philox(
            np.uint32(w.whole[PERSON, i]),
            np.uint32(week),
            SPELL_DRAW,
            np.uint32(w.setting.key0),
            np.uint32(w.setting.key1),
        )
        if status == RESOURCE_COURSE:
            weeks, spread = r.course_weeks, r.course_weeks_spread
            next_status = rules.leads_on(uniform(end), r.course_to_pension, r.course_to_job)
            w.flag[ENDS_IN, i] = (PENSION, EMPLOYMENT, ON_BENEFIT)[next_status]
        else:
            weeks, spread = r.qualifying_weeks, r.education_weeks_spread
            progress, job, w.flag[KIND, i] = 0.0, r.qualifying_job, QUALIFYING
            if w.flag[COMPLETED, i] == NO_KIND and uniform(kind) < r.preparatory_share:
                w.flag[KIND, i], weeks = PREPARATORY, r.preparatory_weeks
                progress, job = r.preparatory_progress, r.preparatory_job
            next_status = rules.leads_on(uniform(end), progress, job)
            w.flag[ENDS_IN, i] = (EDUCATION, EMPLOYMENT, ON_BENEFIT)[next_status]
            if w.flag[STARTED_ONCE, i] == 0:
                w.flag[STARTED_ONCE, i] = 1
                pass_milestone(w, i, EVER_STARTED, week)
        w.whole[SPELL_END, i] = week + rules.spell_length(uniform(length), weeks, spread)


@inlined
def keep_move(w, i, before, status, kind, finished, week):
    """The move as a row of its own, where a world is asked to keep them and has room."""
    k = w.totals[MOVES_MADE]
    w.totals[MOVES_MADE] += 1
    if k < w.moves.shape[0]:
        row = w.moves[k]
        row[0], row[1], row[2], row[3] = i, week, before, status
        row[4], row[5], row[6] = kind, finished and kind > 0, w.flag[KIND, i]


@inlined
def move_to(w, i, status, week, finished):
    """A young person changes status; accounts, programme and bounds follow.

    `finished` says that an education or a course has come to its own end. From one education to the
    next the status stays, and with it the place in the programme.
    """
    before, began, kind = w.flag[STATUS, i], w.life[SINCE, i], w.flag[KIND, i]
    if before == EDUCATION:
        end_education(w, i, finished, week)
    if status != before:
        count_move(w, i, before, status, week)
    begin_spell(w, i, status, week)
    keep_move(w, i, before, status, kind, finished, week)
    if status != before:
        follow_status(w, i, status, before, began, week)
    set_bounds(w, i, week)
    set_ordinary(w, i, week)
