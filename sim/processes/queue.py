"""Step 1b: free places go to those waiting, by the policy's order and the matching rule."""

from __future__ import annotations

from sim.compiled import compiled, inlined
from sim.processes.contact import set_ordinary
from sim.processes.readiness import fading, set_gain
from sim.state import (
    AWAY_UNTIL,
    BLOCK,
    CAP_WEEKS,
    DELIBERATE,
    ENTERED,
    ENTRY,
    EXPERIENCED,
    FADE,
    FORMER_HOLDER,
    FORMER_POST,
    FREE,
    FULL_TIME,
    HOLDER,
    JOBCENTRE,
    LOAD,
    LONG_EDUCATION,
    MATCH_DRAW,
    MATCH_WEEK,
    MEDIUM_EDUCATION,
    MENTOR_TRAITS,
    MENTORED_NOW,
    MENTORED_WEEKS,
    MENTORS,
    OPEN,
    OPEN_MEN,
    OPEN_WOMEN,
    PACE,
    PLACE,
    PLACES,
    POST,
    POST_START,
    POST_WOMAN,
    QUEUE_HEAD,
    QUEUE_START,
    QUEUED_NOW,
    STARTED,
    STATUS,
    TRUST,
    TRUST_GROWTH,
    UNDER_40,
    VACANT_UNTIL,
    WAITED,
    WAITING_NOW,
    WEEKS_LEFT,
    WEIGHT,
    WOMAN,
    MentorTrait,
    Place,
    Segment,
    Status,
)

ABSENT = int(Status.ABSENT)
ACTIVE = int(Place.ACTIVE)
BIT_EXPERIENCED = int(MentorTrait.EXPERIENCED)
BIT_FULL_TIME = int(MentorTrait.FULL_TIME)
BIT_LONG = int(MentorTrait.LONG_EDUCATION)
BIT_MEDIUM = int(MentorTrait.MEDIUM_EDUCATION)
BIT_UNDER_40 = int(MentorTrait.UNDER_40)
BIT_WOMAN = int(MentorTrait.WOMAN)
NOT_OFFERED = int(Place.NOT_OFFERED)
OFFERED = int(Segment.OFFERED)
WAITING = int(Place.WAITING)
#: Posts whose free places are summed.
POSTS_TOGETHER = 64


@inlined
def join_queue(w, i):
    """An eligible young person waits for a mentor."""
    w.flag[PLACE, i] = WAITING
    w.centre[WAITING_NOW, w.life[JOBCENTRE, i]] += 1
    w.totals[QUEUED_NOW] += 1


@inlined
def leave_queue(w, i, place):
    """A waiting young person leaves the queue.

    Args:
        w: the world.
        i: row of the person.
        place: place in the programme from now on (`sim.state.Place`).
    """
    w.flag[PLACE, i] = place
    w.centre[WAITING_NOW, w.life[JOBCENTRE, i]] -= 1
    w.totals[QUEUED_NOW] -= 1


@inlined
def come_back(w, i, week):
    """Who had a mentor before, or left the queue at a start, waits for one from next week on.

    Args:
        w: the world.
        i: row of the person.
        week: calendar week.
    """
    join_queue(w, i)
    w.life[MATCH_WEEK, i] = week + 1
    # Their place in the queue may lie before those who were served.
    w.centre[QUEUE_HEAD, w.life[JOBCENTRE, i]] = w.centre[QUEUE_START, w.life[JOBCENTRE, i]]


@inlined
def begin_support(w, i, post, week):
    """A waiting young person meets the mentor: the first, or one again.

    Args:
        w: the world.
        i: row of the person.
        post: number of the mentor's post.
        week: calendar week.
    """
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
    w.real[FADE, i] = fading(w.rates, True, False)
    set_gain(w, i)
    set_ordinary(w, i, week)


@inlined
def open_place(w, first, last, luck, women, men):
    """The post of a free place at random; -1 if there is none.

    Args:
        w: the world.
        first: the jobcentre's first post.
        last: the post after its last.
        luck: a uniform.
        women: whether posts held by women count.
        men: whether the others do.
    """
    spans = (last - first + POSTS_TOGETHER - 1) // POSTS_TOGETHER
    total = 0
    for span in range(first, first + spans):
        total += women * w.post_whole[OPEN_WOMEN, span] + men * w.post_whole[OPEN_MEN, span]
    if total == 0:
        return -1
    pick, span = int(luck * total), first
    while True:
        here = women * w.post_whole[OPEN_WOMEN, span] + men * w.post_whole[OPEN_MEN, span]
        if pick < here:
            break
        pick -= here
        span += 1
    k = first + (span - first) * POSTS_TOGETHER
    while True:
        counts = women if w.post_whole[POST_WOMAN, k] == 1 else men
        pick -= counts * w.post_whole[OPEN, k]
        if pick < 0:
            return k
        k += 1


@inlined
def choose_post(w, i):
    """The matching rule: a free place at random, or first among mentors of the same gender."""
    first = w.centre[POST_START, w.life[JOBCENTRE, i]]
    last = w.centre[POST_START, w.life[JOBCENTRE, i] + 1]
    luck, woman = w.traits[MATCH_DRAW, i], w.flag[WOMAN, i]
    post = -1
    if w.post_whole[DELIBERATE, first] == 1:
        post = open_place(w, first, last, luck, woman == 1, woman == 0)
    if post < 0:
        post = open_place(w, first, last, luck, True, True)
    return post


@inlined
def count_open(w, j, week):
    """The free places of a jobcentre that can be given this week: of each post, and summed over
    some posts together, so that a large jobcentre need not look at all of them for each place.

    Args:
        w: the world.
        j: the jobcentre.
        week: the calendar week.
    """
    first, last = w.centre[POST_START, j], w.centre[POST_START, j + 1]
    for k in range(first, last):
        w.post_whole[OPEN_WOMEN, k] = w.post_whole[OPEN_MEN, k] = 0
    for k in range(first, last):
        free = w.post_whole[PLACES, k] - w.post_whole[LOAD, k]
        w.post_whole[OPEN, k] = 0
        if w.post_whole[VACANT_UNTIL, k] <= week and free > 0:
            change_open(w, first, k, free)


@inlined
def change_open(w, first, k, places):
    """More or fewer places of a post can be given.

    Args:
        w: the world.
        first: the jobcentre's first post.
        k: the post.
        places: how many more.
    """
    w.post_whole[OPEN, k] += places
    span = first + (k - first) // POSTS_TOGETHER
    w.post_whole[OPEN_WOMEN if w.post_whole[POST_WOMAN, k] == 1 else OPEN_MEN, span] += places


@inlined
def former_or_chosen_post(w, i):
    """Who comes back goes to the former mentor's post if it has a place."""
    former = w.life[FORMER_POST, i]
    if former >= 0 and w.post_whole[OPEN, former] > 0:
        return former
    return choose_post(w, i)


@inlined
def skip_served(w, q, last):
    """The first in a queue, from `q` on, who may still be served: waiting, or not yet here.

    Args:
        w: the world.
        q: where in the list of the queue to begin.
        last: where the queue ends in the list.
    """
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
    for j in range(w.centre.shape[1] - 1):
        count_open(w, j, week)
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
                change_open(w, w.centre[POST_START, j], post, -1)
                begin_support(w, i, post, week)
