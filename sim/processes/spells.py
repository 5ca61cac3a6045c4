"""Spells of education, job and course: the risk of leaving, how long they last, what they leave."""

from __future__ import annotations

import numpy as np

from sim.compiled import inlined
from sim.state import (
    COMPLETED,
    COMPLETED_ANY,
    ENDS_IN,
    ENTRY,
    EVER_STARTED,
    KIND,
    LEFT_ONCE,
    PERSON,
    QUALIFIED,
    SPELL,
    SPELL_END,
    STARTED_ONCE,
    WORKED,
    Education,
    Status,
)
from sim.streams import Purpose, philox, uniform

EDUCATION = int(Status.EDUCATION)
EMPLOYMENT = int(Status.EMPLOYMENT)
NO_KIND = int(Education.NONE)
ON_BENEFIT = int(Status.ON_BENEFIT)
PENSION = int(Status.PENSION)
PREPARATORY = int(Education.PREPARATORY)
QUALIFYING = int(Education.QUALIFYING)
RESOURCE_COURSE = int(Status.RESOURCE_COURSE)
SPELL_DRAW = np.uint32(Purpose.SPELL)


@inlined
def spell_hazard(start: float, weeks: float, settle: float) -> float:
    """A risk of leaving that falls with the time in a spell: half of it after `settle` weeks.

    Args:
        start: weekly risk in the first week.
        weeks: that the spell has lasted.
        settle: weeks after which the risk is half of what it was.

    Example:
        >>> spell_hazard(0.04, 26.0, 26.0)
        0.02
    """
    return start / (1.0 + weeks / settle)


@inlined
def spell_hazard_bound(start: float, weeks: float, settle: float) -> float:
    """The most that `spell_hazard` gives after so many weeks or more: it falls from week to week.

    Args:
        start: as of `spell_hazard`.
        weeks: the fewest that the spell has lasted.
        settle: as of `spell_hazard`.
    """
    return spell_hazard(start, weeks, settle)


@inlined
def leads_on(u: float, first: float, second: float) -> int:
    """What follows the end of a spell: 0 with probability `first`, 1 with `second` of the rest.

    Args:
        u: a uniform.
        first: probability of the first, 0 to 1.
        second: probability of the second among the rest, 0 to 1.
    """
    if u < first:
        return 0
    return 1 if u < first + (1.0 - first) * second else 2


@inlined
def spell_length(u: float, median: float, spread: float) -> int:
    """Weeks that an education or a course lasts if nothing ends it before, at least one.

    Symmetric around the median, from `spread` x median to (2 - spread) x median.

    Args:
        u: a uniform.
        median: weeks.
        spread: the shortest as a share of the median, 0 to 1.
    """
    return max(1, int(median * (spread + 2.0 * (1.0 - spread) * u)))


@inlined
def count_members(row, member, times):
    """Count a person in the groups that they belong to; one row at a time, which vectorises.

    Args:
        row: is added to: counts by group.
        member: whether the person is in each group.
        times: how often the person is counted.
    """
    for g in range(member.size):
        row[g] += times * member[g]


@inlined
def pass_milestone(w, i, milestone, week):
    """The accounts of what somebody has done for the first time.

    Args:
        w: the world.
        i: row of the person.
        milestone: its column in the accounts.
        week: calendar week.
    """
    since_entry = week - w.life[ENTRY, i]
    if since_entry < w.setting.horizon:
        member = w.groups[i]
        count_members(w.changes[since_entry, milestone], member, 1)
        count_members(w.leads[since_entry, milestone], member, -max(1, since_entry))


@inlined
def end_education(w, i, finished, week):
    """What an education leaves behind: completed, or left.

    Args:
        w: the world.
        i: row of the person.
        finished: whether the spell has come to its own end.
        week: calendar week.
    """
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
    """How long an education or a course lasts if nothing ends it, and what it leads to.

    Args:
        w: the world.
        i: row of the person.
        status: status that is entered.
        week: calendar week.
    """
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
            next_status = leads_on(uniform(end), r.course_to_pension, r.course_to_job)
            w.flag[ENDS_IN, i] = (PENSION, EMPLOYMENT, ON_BENEFIT)[next_status]
        else:
            weeks, spread = r.qualifying_weeks, r.education_weeks_spread
            progress, job, w.flag[KIND, i] = 0.0, r.qualifying_job, QUALIFYING
            if w.flag[COMPLETED, i] == NO_KIND and uniform(kind) < r.preparatory_share:
                w.flag[KIND, i], weeks = PREPARATORY, r.preparatory_weeks
                progress, job = r.preparatory_progress, r.preparatory_job
            next_status = leads_on(uniform(end), progress, job)
            w.flag[ENDS_IN, i] = (EDUCATION, EMPLOYMENT, ON_BENEFIT)[next_status]
            if w.flag[STARTED_ONCE, i] == 0:
                w.flag[STARTED_ONCE, i] = 1
                pass_milestone(w, i, EVER_STARTED, week)
        w.whole[SPELL_END, i] = week + spell_length(uniform(length), weeks, spread)
