"""Step 1b: free places go to those waiting, by the policy's order and the matching rule."""

from __future__ import annotations

from sim.compiled import compiled, inlined
from sim.moves import begin_support, leave_queue, set_ordinary
from sim.state import (
    DELIBERATE,
    ENTERED,
    ENTRY,
    FORMER_POST,
    FREE,
    JOBCENTRE,
    LOAD,
    MATCH_DRAW,
    MATCH_WEEK,
    MENTORS,
    OPEN,
    PLACE,
    PLACES,
    POST_START,
    POST_WOMAN,
    QUEUE_HEAD,
    QUEUE_START,
    QUEUED_NOW,
    STATUS,
    VACANT_UNTIL,
    WAITING_NOW,
    WOMAN,
    Place,
    Segment,
    Status,
)

ABSENT = int(Status.ABSENT)
NOT_OFFERED = int(Place.NOT_OFFERED)
OFFERED = int(Segment.OFFERED)
WAITING = int(Place.WAITING)


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


@inlined
def former_or_chosen_post(w, i):
    """Who comes back goes to the former mentor's post if it has a place."""
    former = w.life[FORMER_POST, i]
    if former >= 0 and w.post_whole[OPEN, former] > 0:
        return former
    return choose_post(w, i)


@inlined
def skip_served(w, q, last):
    """The first in a queue, from `q` on, who may still be served: waiting, or not yet here."""
    while q < last:
        i = w.queue[q]
        if w.flag[STATUS, i] == ABSENT or w.flag[PLACE, i] == WAITING:
            break
        q += 1
    return q


@compiled
def give_up(w, week):
    """Who has waited for longer than the policy lets them is as if never offered a mentor."""
    for i in range(w.spans[OFFERED, ENTERED]):
        # Who comes back to a mentor waits for as long as it takes.
        first = w.flag[PLACE, i] == WAITING and w.life[MENTORS, i] == 0
        if first and week - w.life[ENTRY, i] > w.setting.max_wait_weeks:
            leave_queue(w, i, NOT_OFFERED)
            set_ordinary(w, i, week)


@compiled
def match(w, week):
    """Step 1b. Free places go to those waiting, in the policy's order."""
    if w.totals[QUEUED_NOW] == 0:
        return
    if w.setting.max_wait_weeks >= 0:
        give_up(w, week)
    for k in range(w.post_words.shape[1]):
        free = w.post_whole[PLACES, k] - w.post_whole[LOAD, k]
        w.post_whole[OPEN, k] = free if w.post_whole[VACANT_UNTIL, k] <= week and free > 0 else 0
    for j in range(w.centre.shape[1] - 1):
        last = w.centre[QUEUE_START, j + 1]
        q = skip_served(w, w.centre[QUEUE_HEAD, j], last)
        w.centre[QUEUE_HEAD, j] = q
        while q < last and w.centre[WAITING_NOW, j] > 0 and w.centre[FREE, j] > 0:
            i = w.queue[q]
            q += 1
            if w.flag[PLACE, i] == WAITING and w.life[MATCH_WEEK, i] <= week:
                post = former_or_chosen_post(w, i)
                if post < 0:
                    break
                w.post_whole[OPEN, post] -= 1
                begin_support(w, i, post, week)
