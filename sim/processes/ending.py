"""Step 7: support ends at the cap (tapered or abrupt), on opting out, moving, or after a start."""

from __future__ import annotations

import numpy as np

from sim.compiled import compiled, inlined
from sim.processes.hazards import probability, raised, raised_bound
from sim.processes.queue import come_back, leave_queue
from sim.processes.readiness import fading, set_gain
from sim.state import (
    BLOCK,
    CAP_WEEKS,
    ELIGIBLE,
    ENTERED,
    FADE,
    FORMER_HOLDER,
    FORMER_POST,
    FREE,
    HOLDER,
    JOBCENTRE,
    LOAD,
    MENTORED_NOW,
    MENTORED_WEEKS,
    PACE,
    PLACE,
    POST,
    READINESS,
    TRUST,
    TRUST_GROWTH,
    UPTAKE,
    WEEKS_LEFT,
    WEIGHT,
    Place,
    Segment,
    Status,
)
from sim.streams import WORDS, uniform

ACTIVE = int(Place.ACTIVE)
AFTERCARE = int(Place.AFTERCARE)
EDUCATION = int(Status.EDUCATION)
EMPLOYMENT = int(Status.EMPLOYMENT)
ENDED = int(Place.ENDED)
MOVED = int(Place.MOVED)
OFFERED = int(Segment.OFFERED)
ON_BENEFIT = int(Status.ON_BENEFIT)
OPTED_OUT = int(Place.OPTED_OUT)
OTHER_LEAVE = int(Place.OTHER_LEAVE)
PENSION = int(Status.PENSION)
RESOURCE_COURSE = int(Status.RESOURCE_COURSE)
SELF_SUPPORTED = int(Status.SELF_SUPPORTED)
TAPERING = int(Place.TAPERING)
WAITING = int(Place.WAITING)


@inlined
def opts_out(u: float, hazard: float) -> bool:
    """Whether a mentee opts out of the programme this week."""
    return u < min(0.5, probability(hazard))


@inlined
def leaves_programme(u: float, hazard: float) -> bool:
    """Whether a mentee leaves the programme this week without opting out."""
    return u > max(0.5, 1.0 - probability(hazard))


@inlined
def has_moved(u: float, move_away: float, other_leave: float) -> bool:
    """Of those who leave without opting out, whether they have moved (else another reason).

    Args:
        u: a uniform.
        move_away: weekly risk of moving away.
        other_leave: weekly risk of leaving for another reason.
    """
    return 1.0 - u < probability(move_away + other_leave) * move_away / (move_away + other_leave)


@compiled
def mark_leaving(marks, words, weight, left, opt_out, gone):
    """Mark mentees who might leave the programme; their stage is a week shorter.

    Args:
        marks: is set: whether each might leave, shape (rows,).
        words: random words, shape (rows,).
        weight: weight of support of each, 0 without a mentor, shape (rows,).
        left: weeks that are left of the stage; becomes one less for mentees, shape (rows,).
        opt_out: words below it may be opting out.
        gone: words from it on may be leaving for another reason.
    """
    for i in range(weight.size):
        mentored = weight[i] > 0.0
        left[i] -= 1 if mentored else 0
        x = np.float64(words[i])
        marks[i] = mentored & ((x < opt_out) | (x >= gone) | (left[i] <= 0))


@compiled
def mark_every_mentee(marks, words, weight, left, opt_out, gone):
    """As `mark_leaving` where no bound is known (`sim.own_rules`): every mentee might leave.

    Args:
        marks: is set: whether each might leave, shape (rows,).
        words: as of `mark_leaving`; of no use here.
        weight: weight of support of each, 0 without a mentor, shape (rows,).
        left: as of `mark_leaving`.
        opt_out: as of `mark_leaving`; of no use here.
        gone: as of `mark_leaving`; of no use here.
    """
    for i in range(weight.size):
        mentored = weight[i] > 0.0
        left[i] -= 1 if mentored else 0
        marks[i] = mentored


@inlined
def end_support(w, i, place, abrupt):
    """Support ends, for the reason that `place` names.

    Args:
        w: the world.
        i: row of the person.
        place: place in the programme from now on (`sim.state.Place`).
        abrupt: whether support is cut off without a taper.
    """
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
    w.real[FADE, i] = fading(w.rates, False, abrupt)
    set_gain(w, i)


@inlined
def may_come_back(w, i, before, began, week):
    """Whether who leaves an education or a job may have a mentor again under the policy.

    Args:
        w: the world.
        i: row of the person.
        before: status that is left.
        began: calendar week in which the status that is left began.
        week: calendar week.
    """
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

    Args:
        w: the world.
        i: row of the person.
        status: status that is entered.
        before: status that is left.
        began: calendar week in which the status that is left began.
        week: calendar week.
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
def leave_programme(w, i, word):
    """Step 7 for one candidate.

    Args:
        w: the world.
        i: row of the person.
        word: a random word.
    """
    r, taper, u = w.rates, w.setting.taper_weeks, uniform(word)
    opt_out = raised(r.opt_out, -r.opt_out_trust, w.real[TRUST, i])
    place, abrupt = -1, False
    if opts_out(u, opt_out):
        place = OPTED_OUT
    elif leaves_programme(u, r.move_away + r.other_leave):
        place = MOVED if has_moved(u, r.move_away, r.other_leave) else OTHER_LEAVE
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
    """Full support has its last week where trust or readiness has reached the policy's level.

    Args:
        w: the world.
        a: first row of the span.
        z: the row after its last.
    """
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
    opt_out = raised_bound(r.opt_out, -r.opt_out_trust, 1.0) * WORDS
    gone = (1.0 - r.move_away - r.other_leave) * WORDS - 1.0
    words, weight, left = w.programme_words[2 * (week % 2) + 1], w.real[WEIGHT], w.whole[WEEKS_LEFT]
    eights = w.marks.view(np.uint64)
    adaptive = min(w.setting.until_trust, w.setting.until_readiness) <= 1.0
    for a in range(0, n, BLOCK):
        z = min(n, a + BLOCK)
        if w.blocks[a // BLOCK] == 0:
            continue
        if adaptive:
            end_what_is_reached(w, a, z)
        mark_leaving(w.marks[a:z], words[a:z], weight[a:z], left[a:z], opt_out, gone)
        if taper > 0:
            for i in range(a, z):
                if w.flag[PLACE, i] == TAPERING and left[i] > 0:
                    weight[i] = left[i] / (taper + 1.0)
        for k in range(a // 8, (z + 7) // 8):
            if eights[k] != 0:
                for i in range(8 * k, min(z, 8 * k + 8)):
                    if w.marks[i]:
                        leave_programme(w, i, words[i])
