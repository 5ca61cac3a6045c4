"""The hot loops: one rule over one span of rows, written so that the compiler vectorises them.

Each takes the rows it needs, nothing else: few arrays of one length, no branches, contiguous
memory, a loop from 0 and unsigned indices (the compiler must see that none is negative).
"""

from __future__ import annotations

import numpy as np

from sim import rules
from sim.compiled import compiled
from sim.streams import HALF_WORDS, WORDS, philox, signed, uniform

#: Where the zones of the causes begin, as signed words.
JOB_FROM = np.int32(rules.JOB_ZONE[0] * WORDS - HALF_WORDS)
PENSION_FROM = np.int32(rules.PENSION_ZONE[0] * WORDS - HALF_WORDS)
COURSE_FROM = np.int32(rules.COURSE_ZONE[0] * WORDS - HALF_WORDS)


@compiled
def fill_words(person, week, purpose, key0, key1, a, b, c, d):
    """The four random words of each person for one week and purpose."""
    for i in range(person.size):
        a[i], b[i], c[i], d[i] = philox(np.uint32(person[i]), week, purpose, key0, key1)


@compiled
def draw_contact(contact, minutes, words, trust, weight, ordinary_now, base, by_trust, floor):
    """Contact, and the length of the meeting asked for as a share of the planned one.

    Mentees have drawn contact, everybody else the expected one of ordinary services. One uniform
    serves both: given contact it is uniform below the probability of contact.
    """
    for i in range(contact.size):
        u = uniform(words[i])
        p = rules.contact_probability(trust[i], base, by_trust)
        drawn = 1.0 if u < p else 0.0
        minutes[i] = drawn * weight[i] * rules.meeting_length(u / p, floor)
        contact[i] = drawn if weight[i] > 0.0 else ordinary_now[i]


@compiled
def ask_minutes(minutes, planned, post):
    """Minutes asked for: the length times what the mentor plans."""
    for i in range(minutes.size):
        minutes[i] = minutes[i] * planned[np.uint32(post[i])]


@compiled
def sum_minutes(used, minutes, post):
    """Minutes asked of each post, in the order of rows."""
    for i in range(minutes.size):
        used[np.uint32(post[i])] += minutes[i]


@compiled
def scale_minutes(minutes, scale, post):
    """No mentor gives more minutes than the week has."""
    for i in range(minutes.size):
        minutes[i] = minutes[i] * scale[np.uint32(post[i])]


@compiled
def grow(
    trust,
    readiness,
    contact,
    minutes,
    weight,
    pace,
    gain,
    ceiling,
    fade,
    decay,
    mechanism,
    half,
    ordinary_minutes,
):
    """Trust and readiness a week later; a meeting without minutes is none."""
    for i in range(trust.size):
        mentored = weight[i] > 0.0
        given = minutes[i] if mentored else ordinary_minutes
        met = contact[i] if given > 0.0 else 0.0
        trust[i] = rules.next_trust(trust[i], met, pace[i], decay)
        strength = rules.dose(met, given, half)
        worth = rules.drive(trust[i], mechanism)
        readiness[i] = rules.next_readiness(
            readiness[i], strength, worth, gain[i], ceiling[i], fade[i]
        )


@compiled
def drift(trust, readiness, contact, pace, gain, ceiling, fade, decay, mechanism, half, minutes):
    """Trust and readiness a week later in a span without mentees (ordinary services only)."""
    for i in range(trust.size):
        trust[i] = rules.next_trust(trust[i], contact[i], pace[i], decay)
        strength = rules.dose(contact[i], minutes, half)
        worth = rules.drive(trust[i], mechanism)
        readiness[i] = rules.next_readiness(
            readiness[i], strength, worth, gain[i], ceiling[i], fade[i]
        )


@compiled
def tally(weight, minutes, weeks, contacts, total):
    """What each mentee has received so far."""
    for i in range(weight.size):
        weeks[i] += 1 if weight[i] > 0.0 else 0
        contacts[i] += 1 if minutes[i] > 0.0 else 0
        total[i] += minutes[i]


@compiled
def mark_candidates(
    marks, words, education, job, pension, course, leave, end, readiness, level, season, week
):
    """Mark who might move this week, or has outgrown the bounds of the weekly hazards."""
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
def mark_leaving(marks, words, weight, left, opt_out, gone):
    """Mark mentees who might leave the programme; their stage is a week shorter."""
    for i in range(weight.size):
        mentored = weight[i] > 0.0
        left[i] -= 1 if mentored else 0
        x = np.float64(words[i])
        marks[i] = mentored & ((x < opt_out) | (x >= gone) | (left[i] <= 0))


@compiled
def mark_everybody(
    marks, words, education, job, pension, course, leave, end, readiness, level, season, week
):
    """As `mark_candidates` where no bound is known (`sim.own_rules`): everybody might move."""
    for i in range(words.size):
        marks[i] = 1


@compiled
def mark_every_mentee(marks, words, weight, left, opt_out, gone):
    """As `mark_leaving` where no bound is known (`sim.own_rules`): every mentee might leave."""
    for i in range(weight.size):
        mentored = weight[i] > 0.0
        left[i] -= 1 if mentored else 0
        marks[i] = mentored


@compiled
def add_up(rows, sums):
    """Running sums over weeks: each week's row is added to those before; (weeks, ., .) both."""
    for s in range(sums.shape[1]):
        for g in range(sums.shape[2]):
            sums[0, s, g] = rows[0, s, g]
    for week in range(1, sums.shape[0]):
        for s in range(sums.shape[1]):
            for g in range(sums.shape[2]):
                sums[week, s, g] = sums[week - 1, s, g] + rows[week, s, g]


@compiled
def add_up_squares(people, leads, squares):
    """Sums over people of the square of their weeks in a status so far, by week; shapes as above.

    Whoever is in the status in a week has had C weeks of it before, and C^2 grows by 2 C + 1. The
    sum of C over those in it is the sum of their leads (`sim.state.World`) plus the week times
    how many they are.
    """
    squares[0] = 0
    for week in range(1, squares.shape[0]):
        for s in range(squares.shape[1]):
            for g in range(squares.shape[2]):
                there = people[week, s, g]
                grown = 2 * (leads[week, s, g] + week * there) + there
                squares[week, s, g] = squares[week - 1, s, g] + grown


@compiled
def interpolate(u, which, tables, probabilities, begins, values):
    """What `numpy.interp` gives for each u, from 0 to 1, in its own table; to the bit.

    `begins` are, for equal parts of (0, 1), the last of the probabilities not above their begin.
    """
    last, parts = probabilities.size - 1, begins.size - 1
    for i in range(u.size):
        x, table = u[i], tables[which[i]]
        k = begins[int(x * parts)]
        while k < last and probabilities[k + 1] <= x:
            k += 1
        if k == last or probabilities[k] == x:
            values[i] = table[k]
        else:
            slope = (table[k + 1] - table[k]) / (probabilities[k + 1] - probabilities[k])
            values[i] = slope * (x - probabilities[k]) + table[k]
