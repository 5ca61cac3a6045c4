"""Step 6: changes of status, by a start, by leaving or losing one, or by an end of its own."""

from __future__ import annotations

import math

import numpy as np

from sim.compiled import compiled, inlined
from sim.processes.contact import set_ordinary
from sim.processes.ending import follow_status
from sim.processes.hazards import probability, raised, raised_bound
from sim.processes.spells import (
    begin_spell,
    count_members,
    end_education,
    spell_hazard,
    spell_hazard_bound,
)
from sim.rates import Rates
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
    KIND,
    LEFT_ONCE,
    MOVES_MADE,
    PENSION_BOUND,
    PENSION_HAZARD,
    PENSION_RESPONSE,
    PENSION_TREND,
    PERSON,
    PLACE,
    READINESS,
    SEASON,
    SINCE,
    SPELL,
    SPELL_END,
    STATUS,
    STATUS_WEEKS,
    WEIGHT,
    WORKED,
    Education,
    Place,
    Status,
)
from sim.streams import HALF_WORDS, WORDS, Purpose, fill_words, signed, uniform, word_at

AFTERCARE = int(Place.AFTERCARE)
EDUCATION = int(Status.EDUCATION)
EMPLOYMENT = int(Status.EMPLOYMENT)
ON_BENEFIT = int(Status.ON_BENEFIT)
PENSION = int(Status.PENSION)
QUALIFYING = int(Education.QUALIFYING)
RESOURCE_COURSE = int(Status.RESOURCE_COURSE)
SELF_SUPPORTED = int(Status.SELF_SUPPORTED)
TRANSITION = np.uint32(Purpose.TRANSITION)


#: Weeks in ten years, the unit of age in hazards.
TEN_YEARS = 521.775
# One uniform a week decides about all causes of a change of status. Each cause has a zone of its
# own in (0, 1), so that a change of one hazard leaves the others' luck alone, and in one week at
# most one fires. A zone is far wider than any weekly probability; one that is not is cut there.
EDUCATION_ZONE = (0.0, 0.5)
JOB_ZONE = (0.5, 0.75)
PENSION_ZONE = (0.75, 0.78125)
COURSE_ZONE = (0.78125, 0.8125)
EXIT_ZONE = (0.8125, 1.0)  # fires at its upper end
#: Where the zones of the causes begin, as signed words.
JOB_FROM = np.int32(JOB_ZONE[0] * WORDS - HALF_WORDS)
PENSION_FROM = np.int32(PENSION_ZONE[0] * WORDS - HALF_WORDS)
COURSE_FROM = np.int32(COURSE_ZONE[0] * WORDS - HALF_WORDS)
#: How much readiness may grow before the bounds of the hazards are drawn anew.
BOUND_ROOM = 0.3


@inlined
def by_completed(completed: int, preparatory: float, qualifying: float) -> float:
    """The ratio that goes with the highest `sim.state.Education` completed; 1 without one.

    Args:
        completed: the highest `sim.state.Education`.
        preparatory: ratio with a preparatory one.
        qualifying: ratio with a qualifying one.
    """
    if completed == 1:
        return preparatory
    return qualifying if completed == 2 else 1.0


@inlined
def education_ratio(rates: Rates, completed: int, left: int) -> float:
    """By how much an earlier education multiplies the hazard of starting one.

    `completed` is the highest `sim.state.Education`; `left` whether one was left since.

    Args:
        rates: the parameters.
        completed: the highest `sim.state.Education`.
        left: whether one was left since, 0 or 1.
    """
    ratio = by_completed(completed, rates.prepared_education_ratio, rates.qualified_education_ratio)
    return ratio * rates.return_education_ratio if left else ratio


@inlined
def job_ratio(rates: Rates, completed: int, worked: int) -> float:
    """By how much a completed education and earlier work multiply the hazard of a job.

    Args:
        rates: the parameters.
        completed: the highest `sim.state.Education`.
        worked: whether somebody has had a job, 0 or 1.
    """
    ratio = by_completed(completed, rates.prepared_job_ratio, rates.completed_job_ratio)
    return ratio * rates.job_return_ratio if worked else ratio


@inlined
def aged(hazard: float, age: float, weeks: float) -> float:
    """A hazard of a pension some weeks after entry; `age` is its log growth in ten years.

    Args:
        hazard: weekly, at entry.
        age: log growth in ten years.
        weeks: since entry.
    """
    return hazard * math.exp(age * weeks / TEN_YEARS)


@inlined
def aged_bound(hazard: float, age: float, weeks: float) -> float:
    """The most that `aged` gives within so many weeks after entry, for a hazard up to this one.

    Args:
        hazard: the largest, weekly, at entry.
        age: as of `aged`.
        weeks: the most since entry.
    """
    return aged(hazard, max(0.0, age), weeks)


@inlined
def education_starts(u: float, hazard: float) -> bool:
    """Whether an education starts this week."""
    return u < min(EDUCATION_ZONE[1], probability(hazard))


@inlined
def job_starts(u: float, hazard: float) -> bool:
    """Whether a job starts this week."""
    return JOB_ZONE[0] <= u < min(JOB_ZONE[1], JOB_ZONE[0] + probability(hazard))


@inlined
def pension_starts(u: float, hazard: float) -> bool:
    """Whether a pension starts this week."""
    return PENSION_ZONE[0] <= u < min(PENSION_ZONE[1], PENSION_ZONE[0] + probability(hazard))


@inlined
def course_starts(u: float, hazard: float) -> bool:
    """Whether a resource course starts this week."""
    return COURSE_ZONE[0] <= u < min(COURSE_ZONE[1], COURSE_ZONE[0] + probability(hazard))


@inlined
def status_ends(u: float, hazard: float) -> bool:
    """Whether a status is left for another this week: a job lost, an education left, benefit."""
    return u > max(EXIT_ZONE[0], EXIT_ZONE[1] - probability(hazard))


@compiled
def mark_candidates(
    marks, words, education, job, pension, course, leave, end, readiness, level, season, week
):
    """Mark who might move this week, or has outgrown the bounds of the weekly hazards.

    Args:
        marks: is set: whether each might move, shape (rows,).
        words: random words, shape (rows,).
        education: words below it, times the season, may start an education, shape (rows,).
        job: words up to it may start a job, shape (rows,).
        pension: words up to it may get a pension, shape (rows,).
        course: words up to it may begin a resource course, shape (rows,).
        leave: words above it may leave the status, shape (rows,).
        end: calendar week in which the spell ends by itself, shape (rows,).
        readiness: 0 to 1, shape (rows,).
        level: readiness up to which the bounds hold, shape (rows,).
        season: of starts of education in this week.
        week: calendar week.
    """
    for i in range(words.size):
        x = signed(words[i])
        marks[i] = (
            (np.float64(words[i]) < season * education[i])
            | ((x >= JOB_FROM) & (x < job[i]))
            | ((x >= PENSION_FROM) & (x < pension[i]))
            | ((x >= COURSE_FROM) & (x < course[i]))
            | (x > leave[i])
            | (end[i] == week)
            | (readiness[i] > level[i])
        )


@compiled
def mark_everybody(
    marks, words, education, job, pension, course, leave, end, readiness, level, season, week
):
    """As `mark_candidates` where no bound is known (`sim.own_rules`): everybody might move.

    Args:
        marks: is set to true, shape (rows,).
        words: as of `mark_candidates`; of no use here.
        education: as of `mark_candidates`; of no use here.
        job: as of `mark_candidates`; of no use here.
        pension: as of `mark_candidates`; of no use here.
        course: as of `mark_candidates`; of no use here.
        leave: as of `mark_candidates`; of no use here.
        end: as of `mark_candidates`; of no use here.
        readiness: as of `mark_candidates`; of no use here.
        level: as of `mark_candidates`; of no use here.
        season: as of `mark_candidates`; of no use here.
        week: as of `mark_candidates`; of no use here.
    """
    for i in range(words.size):
        marks[i] = 1


@inlined
def set_bounds(w, i, week):
    """Bounds of the weekly hazards in the present status, with some room for readiness to grow.

    Rules of one's own bring bounds of their own, or nobody looks at these (`sim.own_rules`).

    Args:
        w: the world.
        i: row of the person.
        week: calendar week.
    """
    level = min(1.0, w.real[READINESS, i] + BOUND_ROOM)
    w.real[BOUND_LEVEL, i] = level
    education = job = pension = course = leave = 0.0
    status, spell = w.flag[STATUS, i], week - w.life[SPELL, i]
    if status in (ON_BENEFIT, SELF_SUPPORTED):
        education = education_ratio(w.rates, w.flag[COMPLETED, i], w.flag[LEFT_ONCE, i])
        education *= raised_bound(
            w.traits[EDUCATION_HAZARD, i], w.traits[EDUCATION_RESPONSE, i], level
        )
        job = job_ratio(w.rates, w.flag[COMPLETED, i], w.flag[WORKED, i])
        job *= raised_bound(w.traits[JOB_HAZARD, i], w.traits[JOB_RESPONSE, i], level)
        leave = w.rates.self_support_end
    if status == ON_BENEFIT:
        # Readiness lowers both, but for those for whom it raises them.
        response = -w.traits[PENSION_RESPONSE, i]
        pension = w.setting.pension_trend_most * aged_bound(
            raised_bound(w.traits[PENSION_HAZARD, i], response, level),
            w.rates.pension_age,
            w.calendar.shape[1],
        )
        course = raised_bound(w.traits[COURSE_HAZARD, i], response, level)
        leave = w.rates.self_support_start
    elif status == EDUCATION:
        job = w.rates.education_to_job
        leave = spell_hazard_bound(w.rates.education_dropout, spell, w.rates.education_settle)
    elif status == EMPLOYMENT:
        leave = spell_hazard_bound(w.rates.job_loss, spell, w.rates.job_settle)
        if w.flag[COMPLETED, i] == QUALIFYING:
            leave *= w.rates.completed_loss_ratio
    if status in (EDUCATION, EMPLOYMENT):
        leave = max(leave, raised_bound(leave, -w.rates.aftercare_protection, level))
    # A probability is below its hazard; bounds are rounded outwards, and end with their zones.
    w.real[EDUCATION_BOUND, i] = education * WORDS
    w.whole[JOB_BOUND, i] = word_at(min(JOB_ZONE[1], JOB_ZONE[0] + job)) + 1
    w.whole[PENSION_BOUND, i] = word_at(min(PENSION_ZONE[1], PENSION_ZONE[0] + pension)) + 1
    w.whole[COURSE_BOUND, i] = word_at(min(COURSE_ZONE[1], COURSE_ZONE[0] + course)) + 1
    first = word_at(max(EXIT_ZONE[0], 1.0 - leave)) - 2
    w.whole[EXIT_BOUND, i] = first if leave > 0.0 else HALF_WORDS - 1  # no word is above the last


@inlined
def count_move(w, i, before, status, week):
    """The accounts of a change of status.

    Args:
        w: the world.
        i: row of the person.
        before: status that is left.
        status: status that is entered.
        week: calendar week.
    """
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
def keep_move(w, i, before, status, kind, finished, week):
    """The move as a row of its own, where a world is asked to keep them and has room.

    Args:
        w: the world.
        i: row of the person.
        before: status that is left.
        status: status that is entered.
        kind: of the education or course that is left; 0 is none.
        finished: whether the spell has come to its own end.
        week: calendar week.
    """
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

    Args:
        w: the world.
        i: row of the person.
        status: status that is entered.
        week: calendar week.
        finished: whether the spell has come to its own end.
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


@inlined
def seek(w, i, week, u):
    """Step 6 for one candidate on benefit or self-supported: where to, or -1.

    Args:
        w: the world.
        i: row of the person.
        week: calendar week.
        u: a uniform, which chooses among the causes.
    """
    r = w.rates
    status, readiness = w.flag[STATUS, i], w.real[READINESS, i]
    to = -1
    if u < EDUCATION_ZONE[1]:
        hazard = education_ratio(r, w.flag[COMPLETED, i], w.flag[LEFT_ONCE, i])
        hazard *= w.calendar[SEASON, week] * raised(
            w.traits[EDUCATION_HAZARD, i], w.traits[EDUCATION_RESPONSE, i], readiness
        )
        if education_starts(u, hazard):
            to = EDUCATION
    elif u < JOB_ZONE[1]:
        hazard = job_ratio(r, w.flag[COMPLETED, i], w.flag[WORKED, i])
        hazard *= raised(w.traits[JOB_HAZARD, i], w.traits[JOB_RESPONSE, i], readiness)
        if w.real[WEIGHT, i] > 0.0:
            hazard *= 1.0 - r.job_lock_in
        if job_starts(u, hazard):
            to = EMPLOYMENT
    elif u < EXIT_ZONE[0]:
        if status == ON_BENEFIT:
            response = -w.traits[PENSION_RESPONSE, i]
            if u < PENSION_ZONE[1]:
                hazard = w.calendar[PENSION_TREND, week] * aged(
                    raised(w.traits[PENSION_HAZARD, i], response, readiness),
                    r.pension_age,
                    week - w.life[ENTRY, i],
                )
                if pension_starts(u, hazard):
                    to = PENSION
            else:
                hazard = w.calendar[COURSES_OPEN, week] * raised(
                    w.traits[COURSE_HAZARD, i], response, readiness
                )
                if course_starts(u, hazard):
                    to = RESOURCE_COURSE
    elif status == ON_BENEFIT:
        if status_ends(u, r.self_support_start):
            to = SELF_SUPPORTED
    elif status_ends(u, r.self_support_end):
        to = ON_BENEFIT
    return to


@inlined
def hold_on(w, i, week, u):
    """Step 6 for one candidate in an education, a job or a course: where to, or -1; and whether
    the spell has come to its own end.

    Args:
        w: the world.
        i: row of the person.
        week: calendar week.
        u: a uniform, which chooses among the causes.
    """
    r = w.rates
    status, spell = w.flag[STATUS, i], week - w.life[SPELL, i]
    to, finished = -1, False
    if status in (EDUCATION, EMPLOYMENT):
        hazard = spell_hazard(r.education_dropout, spell, r.education_settle)
        if status == EMPLOYMENT:
            hazard = spell_hazard(r.job_loss, spell, r.job_settle)
            if w.flag[COMPLETED, i] == QUALIFYING:
                hazard *= r.completed_loss_ratio
        elif job_starts(u, r.education_to_job):
            to = EMPLOYMENT
        if w.flag[PLACE, i] == AFTERCARE:
            hazard = raised(hazard, -r.aftercare_protection, w.real[READINESS, i])
        if status_ends(u, hazard):
            to = ON_BENEFIT
    if to < 0 and w.whole[SPELL_END, i] == week:
        to, finished = int(w.flag[ENDS_IN, i]), True
    return to, finished


@compiled
def transit(w, week):
    """Step 6. Who changes status: by a start, by leaving or losing one, by an end of its own."""
    marks, eights, words = w.marks, w.marks.view(np.uint64), w.transition_words
    if week % 4 == 0:
        fill_words(
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
        mark_candidates(
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
