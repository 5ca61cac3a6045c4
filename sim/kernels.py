"""The hot loops: one rule over one span of rows, written so that the compiler vectorises them.

Each takes the rows it needs, nothing else: few arrays of one length, no branches, contiguous
memory, a loop from 0 and unsigned indices (the compiler must see that none is negative).
"""

from __future__ import annotations

import numpy as np

from sim import rules
from sim.compiled import compiled
from sim.streams import philox, uniform


@compiled
def fill_words(person, week, purpose, key0, key1, a, b, c, d):
    """The four random words of each person for one week and purpose."""
    for i in range(a.size):
        a[i], b[i], c[i], d[i] = philox(np.uint32(person[i]), week, purpose, key0, key1)


@compiled
def draw_contact(contact, words, trust, base, by_trust):
    """Who has contact this week, if mentored."""
    for i in range(contact.size):
        met = uniform(words[i]) < rules.contact_probability(trust[i], base, by_trust)
        contact[i] = 1.0 if met else 0.0


@compiled
def plan_minutes(minutes, words, floor, planned, post, weight):
    """Minutes if there is contact."""
    for i in range(minutes.size):
        length = rules.meeting_length(uniform(words[i]), floor)
        minutes[i] = planned[np.uint32(post[i])] * weight[i] * length


@compiled
def combine(contact, minutes, weight, ordinary_now, ordinary_minutes):
    """Mentees have their drawn contact, everybody else the expected one of ordinary services."""
    for i in range(contact.size):
        mentored = weight[i] > 0.0
        minutes[i] = minutes[i] * contact[i] if mentored else ordinary_minutes
        contact[i] = contact[i] if mentored else ordinary_now[i]


@compiled
def ordinary_only(contact, minutes, ordinary_now, ordinary_minutes):
    """A span without mentees."""
    for i in range(contact.size):
        contact[i] = ordinary_now[i]
        minutes[i] = ordinary_minutes


@compiled
def sum_minutes(used, minutes, post, weight):
    """Minutes asked of each post, in the order of rows."""
    for i in range(minutes.size):
        if weight[i] > 0.0:
            used[np.uint32(post[i])] += minutes[i]


@compiled
def scale_minutes(minutes, contact, scale, post):
    """No mentor gives more minutes than the week has; a vacant post meets nobody."""
    for i in range(minutes.size):
        share = scale[np.uint32(post[i])]
        minutes[i] = minutes[i] * share
        contact[i] = contact[i] if share > 0.0 else 0.0


@compiled
def grow_trust(trust, contact, trust_growth, growth, post, decay):
    """Trust a week later; none grows with a stand-in."""
    for i in range(trust.size):
        trust[i] = rules.next_trust(
            trust[i], contact[i], trust_growth[i] * growth[np.uint32(post[i])], decay
        )


@compiled
def grow_readiness(readiness, contact, minutes, trust, gain, ceiling, fade, half, mechanism):
    """Readiness a week later."""
    for i in range(readiness.size):
        strength = rules.dose(contact[i], minutes[i], half)
        worth = rules.drive(trust[i], mechanism)
        readiness[i] = rules.next_readiness(
            readiness[i], strength, worth, gain[i], ceiling[i], fade[i]
        )


@compiled
def tally(weight, contact, minutes, weeks, contacts, total):
    """What each mentee has received so far."""
    for i in range(weight.size):
        mentored = weight[i] > 0.0
        weeks[i] += 1 if mentored else 0
        contacts[i] += 1 if mentored and contact[i] > 0.0 else 0
        total[i] += minutes[i] if mentored else 0.0


@compiled
def mark_candidates(
    marks, a, b, c, d, education, job, pension, leave, end, readiness, level, season, week
):
    """Mark who might move this week, or has outgrown the bounds of the weekly hazards."""
    for i in range(a.size):
        marks[i] = (
            (a[i] < season * education[i])
            | (b[i] < job[i])
            | (c[i] < pension[i])
            | (d[i] < leave[i])
            | (end[i] == week)
            | (readiness[i] > level[i])
        )


@compiled
def any_leaving(c, d, weight, left, opt_out, gone):
    """How many mentees in a span might leave the programme; their stage is a week shorter."""
    hits = 0
    for i in range(c.size):
        mentored = weight[i] > 0.0
        left[i] -= 1 if mentored else 0
        hits += mentored & ((c[i] < opt_out) | (d[i] < gone) | (left[i] <= 0))
    return hits
