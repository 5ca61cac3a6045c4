"""Step 2: mentors leave, are away, come back; their successors."""

from __future__ import annotations

import math

import numpy as np

from sim.compiled import compiled
from sim.processes.hazards import probability
from sim.processes.readiness import set_gain
from sim.state import (
    AWAY_UNTIL,
    BLOCK,
    ENTERED,
    EXPERIENCED,
    GAIN_FACTOR,
    HOLDER,
    LONG_EDUCATION,
    MEDIUM_EDUCATION,
    MENTORED_NOW,
    MENTORS,
    NEWS,
    PACE,
    POST,
    POST_PERSON,
    POST_WOMAN,
    STAND_IN,
    TRUST,
    TRUST_GROWTH,
    UNDER_40,
    VACANT_UNTIL,
    Segment,
)
from sim.streams import Purpose, fill_words, philox, uniform

MENTOR_DRAW = np.uint32(Purpose.MENTOR)
OFFERED = int(Segment.OFFERED)
POST_DRAW = np.uint32(Purpose.POST)


#: What happened to the holder of a post this week.
AWAY, BACK, LEFT = 1, 2, 3


@compiled
def draw_holder(w, k):
    """Traits of the present holder of a post, drawn from the shares among the trial's mentors."""
    s = w.setting
    a, b, c, d = philox(
        np.uint32(w.post_whole[POST_PERSON, k]),
        np.uint32(w.post_whole[HOLDER, k]),
        MENTOR_DRAW,
        np.uint32(s.key0),
        np.uint32(s.key1),
    )
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
    fill_words(
        post[POST_PERSON, :-1],
        np.uint32(week),
        POST_DRAW,
        np.uint32(w.setting.key0),
        np.uint32(w.setting.key1),
        words[0],
        words[1],
        words[2],
        words[3],
    )
    leaves = probability(w.rates.mentor_leaves)
    goes_away = probability(w.rates.mentor_away)
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
    if changes > 0 and w.totals[MENTORED_NOW] > 0:
        n, eights = w.spans[OFFERED, ENTERED], w.marks.view(np.uint64)
        for a in range(0, n, BLOCK):
            if w.blocks[a // BLOCK] > 0:
                z = min(n, a + BLOCK)
                mark_news(w.marks[a:z], post[NEWS], w.whole[POST, a:z])
                for k in range(a // 8, (z + 7) // 8):
                    if eights[k] != 0:
                        for i in range(8 * k, min(z, 8 * k + 8)):
                            if w.marks[i]:
                                hear(w, i, post[NEWS, w.whole[POST, i]])


@compiled
def mark_news(marks, news, post):
    """Mark whose mentor has news this week.

    Args:
        marks: is set, shape (rows,).
        news: of each post, 0 is none, shape (posts + 1,).
        post: number of each mentee's post, shape (rows,).
    """
    for i in range(post.size):
        marks[i] = news[np.uint32(post[i])] > 0


@compiled
def hear(w, i, news):
    """What a change at the mentor's post means for a mentee.

    Args:
        w: the world.
        i: row of the person.
        news: what has happened at the post.
    """
    if news == AWAY:
        w.flag[STAND_IN, i] = 1
        w.real[PACE, i] = 0.0
    else:
        w.real[PACE, i] = w.traits[TRUST_GROWTH, i]
    if news == LEFT:
        w.real[TRUST, i] *= w.rates.trust_kept
        w.life[MENTORS, i] += 1
        set_gain(w, i)
