"""Steps 6 and 7: changes of status; ends of support."""

from __future__ import annotations

import numpy as np

from sim import kernels, rules
from sim.compiled import compiled, inlined
from sim.moves import BLOCK, end_support, move_to, set_bounds
from sim.state import (
    BOUND_LEVEL,
    COMPLETED,
    COURSE_BOUND,
    COURSE_HAZARD,
    COURSES_OPEN,
    EDUCATION_BOUND,
    EDUCATION_HAZARD,
    EDUCATION_RESPONSE,
    ENDS_IN,
    ENTERED,
    ENTRY,
    EXIT_BOUND,
    FIRST,
    JOB_BOUND,
    JOB_HAZARD,
    JOB_RESPONSE,
    LEFT_ONCE,
    PENSION_BOUND,
    PENSION_HAZARD,
    PENSION_RESPONSE,
    PENSION_TREND,
    PERSON,
    PLACE,
    READINESS,
    SEASON,
    SPELL,
    SPELL_END,
    STATUS,
    TRUST,
    WEEKS_LEFT,
    WEIGHT,
    WORKED,
    Education,
    Place,
    Segment,
    Status,
)
from sim.streams import WORDS, Purpose, uniform

ACTIVE = int(Place.ACTIVE)
AFTERCARE = int(Place.AFTERCARE)
EDUCATION = int(Status.EDUCATION)
EMPLOYMENT = int(Status.EMPLOYMENT)
ENDED = int(Place.ENDED)
MOVED = int(Place.MOVED)
OFFERED = int(Segment.OFFERED)
OPTED_OUT = int(Place.OPTED_OUT)
OTHER_LEAVE = int(Place.OTHER_LEAVE)
PENSION = int(Status.PENSION)
ON_BENEFIT, SELF_SUPPORTED = int(Status.ON_BENEFIT), int(Status.SELF_SUPPORTED)
RESOURCE_COURSE = int(Status.RESOURCE_COURSE)
TAPERING = int(Place.TAPERING)
QUALIFYING = int(Education.QUALIFYING)
TRANSITION = np.uint32(Purpose.TRANSITION)


@inlined
def seek(w, i, week, u):
    """Step 6 for one candidate on benefit or self-supported: where to, or -1."""
    r = w.rates
    status, readiness = w.flag[STATUS, i], w.real[READINESS, i]
    to = -1
    if u < rules.EDUCATION_ZONE[1]:
        hazard = rules.education_ratio(r, w.flag[COMPLETED, i], w.flag[LEFT_ONCE, i])
        hazard *= w.calendar[SEASON, week] * rules.raised(
            w.traits[EDUCATION_HAZARD, i], w.traits[EDUCATION_RESPONSE, i], readiness
        )
        if rules.education_starts(u, hazard):
            to = EDUCATION
    elif u < rules.JOB_ZONE[1]:
        hazard = rules.job_ratio(r, w.flag[COMPLETED, i], w.flag[WORKED, i])
        hazard *= rules.raised(w.traits[JOB_HAZARD, i], w.traits[JOB_RESPONSE, i], readiness)
        if w.real[WEIGHT, i] > 0.0:
            hazard *= 1.0 - r.job_lock_in
        if rules.job_starts(u, hazard):
            to = EMPLOYMENT
    elif u < rules.EXIT_ZONE[0]:
        if status == ON_BENEFIT:
            response = -w.traits[PENSION_RESPONSE, i]
            if u < rules.PENSION_ZONE[1]:
                hazard = w.calendar[PENSION_TREND, week] * rules.aged(
                    rules.raised(w.traits[PENSION_HAZARD, i], response, readiness),
                    r.pension_age,
                    week - w.life[ENTRY, i],
                )
                if rules.pension_starts(u, hazard):
                    to = PENSION
            else:
                hazard = w.calendar[COURSES_OPEN, week] * rules.raised(
                    w.traits[COURSE_HAZARD, i], response, readiness
                )
                if rules.course_starts(u, hazard):
                    to = RESOURCE_COURSE
    elif status == ON_BENEFIT:
        if rules.status_ends(u, r.self_support_start):
            to = SELF_SUPPORTED
    elif rules.status_ends(u, r.self_support_end):
        to = ON_BENEFIT
    return to


@inlined
def hold_on(w, i, week, u):
    """Step 6 for one candidate in an education, a job or a course: where to, or -1; and whether
    the spell has come to its own end.
    """
    r = w.rates
    status, spell = w.flag[STATUS, i], week - w.life[SPELL, i]
    to, finished = -1, False
    if status in (EDUCATION, EMPLOYMENT):
        hazard = rules.spell_hazard(r.education_dropout, spell, r.education_settle)
        if status == EMPLOYMENT:
            hazard = rules.spell_hazard(r.job_loss, spell, r.job_settle)
            if w.flag[COMPLETED, i] == QUALIFYING:
                hazard *= r.completed_loss_ratio
        elif rules.job_starts(u, r.education_to_job):
            to = EMPLOYMENT
        if w.flag[PLACE, i] == AFTERCARE:
            hazard = rules.raised(hazard, -r.aftercare_protection, w.real[READINESS, i])
        if rules.status_ends(u, hazard):
            to = ON_BENEFIT
    if to < 0 and w.whole[SPELL_END, i] == week:
        to, finished = int(w.flag[ENDS_IN, i]), True
    return to, finished


@compiled
def transit(w, week):
    """Step 6. Who changes status: by a start, by leaving or losing one, by an end of its own."""
    marks, eights, words = w.marks, w.marks.view(np.uint64), w.transition_words
    if week % 4 == 0:
        kernels.fill_words(
            w.whole[PERSON],
            np.uint32(week // 4),
            TRANSITION,
            np.uint32(w.setting.key0),
            np.uint32(w.setting.key1),
            words[0],
            words[1],
            words[2],
            words[3],
        )
    for segment in range(w.spans.shape[0]):
        a, z = w.spans[segment, FIRST], w.spans[segment, ENTERED]
        kernels.mark_candidates(
            marks[a:z],
            words[week % 4, a:z],
            w.real[EDUCATION_BOUND, a:z],
            w.whole[JOB_BOUND, a:z],
            w.whole[PENSION_BOUND, a:z],
            w.whole[COURSE_BOUND, a:z],
            w.whole[EXIT_BOUND, a:z],
            w.whole[SPELL_END, a:z],
            w.real[READINESS, a:z],
            w.real[BOUND_LEVEL, a:z],
            w.calendar[SEASON, week],
            np.int32(week),
        )
    for k in range(eights.size):
        if eights[k] != 0:
            for i in range(8 * k, 8 * k + 8):
                if marks[i]:
                    u, finished = uniform(words[week % 4, i]), False
                    seeking = w.flag[STATUS, i] in (ON_BENEFIT, SELF_SUPPORTED)
                    if seeking:
                        to = seek(w, i, week, u)
                    else:
                        to, finished = hold_on(w, i, week, u)
                    if to >= 0:
                        move_to(w, i, to, week, finished)
                    elif not seeking or w.real[READINESS, i] > w.real[BOUND_LEVEL, i]:
                        set_bounds(w, i, week)


@inlined
def leave_programme(w, i, word):
    """Step 7 for one candidate."""
    r, taper, u = w.rates, w.setting.taper_weeks, uniform(word)
    opt_out = rules.raised(r.opt_out, -r.opt_out_trust, w.real[TRUST, i])
    place, abrupt = -1, False
    if rules.opts_out(u, opt_out):
        place = OPTED_OUT
    elif rules.leaves_programme(u, r.move_away + r.other_leave):
        place = MOVED if rules.has_moved(u, r.move_away, r.other_leave) else OTHER_LEAVE
    elif w.whole[WEEKS_LEFT, i] <= 0:
        if w.flag[PLACE, i] == ACTIVE and taper > 0:
            w.flag[PLACE, i] = TAPERING
            w.whole[WEEKS_LEFT, i] = taper
            w.real[WEIGHT, i] = taper / (taper + 1.0)
        else:
            place, abrupt = ENDED, w.flag[PLACE, i] == ACTIVE
    if place >= 0:
        end_support(w, i, place, abrupt)


@compiled
def end_what_is_reached(w, a, z):
    """Full support has its last week where trust or readiness has reached the policy's level."""
    for i in range(a, z):
        reached = (
            w.real[TRUST, i] >= w.setting.until_trust
            or w.real[READINESS, i] >= w.setting.until_readiness
        )
        if reached and w.flag[PLACE, i] == ACTIVE:
            w.whole[WEEKS_LEFT, i] = 1


@compiled
def finish(w, week):
    """Step 7. Support ends at the cap (tapered or abrupt), on opting out or on moving away."""
    r, n, taper = w.rates, w.spans[OFFERED, ENTERED], w.setting.taper_weeks
    opt_out, gone = r.opt_out * WORDS, (1.0 - r.move_away - r.other_leave) * WORDS - 1.0
    words, weight, left = w.programme_words[2 * (week % 2) + 1], w.real[WEIGHT], w.whole[WEEKS_LEFT]
    eights = w.marks.view(np.uint64)
    adaptive = min(w.setting.until_trust, w.setting.until_readiness) <= 1.0
    for a in range(0, n, BLOCK):
        z = min(n, a + BLOCK)
        if w.blocks[a // BLOCK] == 0:
            continue
        if adaptive:
            end_what_is_reached(w, a, z)
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
