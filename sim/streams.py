"""Addressed random draws: the draw of person 17 in week 30 for one purpose, under any policy.

The generator is Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as
easy as 1, 2, 3", SC11), a counter-based generator: the draw is a pure function of its address.

    counter = (person, week, purpose, 0)      key = (low half of seed, high half of seed)

Each address gives four words of 32 bits. Uniforms are (word + 1/2) / 2^32, strictly inside (0, 1).
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np
import numpy.typing as npt

from sim.compiled import compiled, inlined
from sim.messages import Said

_M0, _M1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_W0, _W1 = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)  # golden ratio, sqrt(3) - 1
_LOW = np.uint64(0xFFFFFFFF)
_SHIFT = np.uint64(32)

#: Multiplier and offset that turn a word into a uniform strictly inside (0, 1).
UNIT = 1.0 / 4294967296.0
HALF = 0.5
#: Words run from 0 to this number.
WORDS = 4294967296.0


class Purpose(IntEnum):
    """What a draw is for: the third part of its address. Never renumber: lives would change."""

    TRANSITION = 1  # week = calendar week // 4; words: one for each of the four weeks
    PROGRAMME = 2  # week = calendar week // 2; words: meeting, leaving; the same a week later
    ENROLMENT = 3  # words: uptake, time to match, choice of mentor, (free)
    SPELL = 4  # words: length, kind and end of the education or course begun this week, (free)
    POST = 5  # person = post; words: leaves, away, (free)
    MENTOR = 6  # person = post, week = number of the holder; words: age, education, gender, years
    TRAITS = 7  # words: never bonds, ordinary mentor, week of entry, (free)
    POPULATION = 8  # week = number of the variable group; see sim.population
    ARM = 9  # words: randomisation within jobcentre
    JOBCENTRE = 10  # person = jobcentre; words: its factor on the direct share, (free)


@inlined
def _round(c0, c1, c2, c3, k0, k1):
    p0, p1 = _M0 * c0, _M1 * c2
    return (p1 >> _SHIFT) ^ c1 ^ k0, p1 & _LOW, (p0 >> _SHIFT) ^ c3 ^ k1, p0 & _LOW


@inlined
def philox4x32(c0, c1, c2, c3, k0, k1):
    """The published bijection: ten rounds on a counter of four words with a key of two.

    Words are carried in 64 bits and the rounds written out, so that a loop over persons becomes
    vector instructions.

    Args:
        c0, c1, c2, c3: the counter.
        k0, k1: the key.
    """
    c0, c1, c2, c3 = np.uint64(c0), np.uint64(c1), np.uint64(c2), np.uint64(c3)
    k0, k1 = np.uint64(k0), np.uint64(k1)
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1)
    k0, k1 = (k0 + _W0) & _LOW, (k1 + _W1) & _LOW
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1)
    k0, k1 = (k0 + _W0) & _LOW, (k1 + _W1) & _LOW
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1)
    k0, k1 = (k0 + _W0) & _LOW, (k1 + _W1) & _LOW
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1)
    k0, k1 = (k0 + _W0) & _LOW, (k1 + _W1) & _LOW
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1)
    k0, k1 = (k0 + _W0) & _LOW, (k1 + _W1) & _LOW
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1)
    k0, k1 = (k0 + _W0) & _LOW, (k1 + _W1) & _LOW
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1)
    k0, k1 = (k0 + _W0) & _LOW, (k1 + _W1) & _LOW
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1)
    k0, k1 = (k0 + _W0) & _LOW, (k1 + _W1) & _LOW
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1)
    k0, k1 = (k0 + _W0) & _LOW, (k1 + _W1) & _LOW
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1)
    return np.uint32(c0), np.uint32(c1), np.uint32(c2), np.uint32(c3)


@inlined
def philox(person, week, purpose, key0, key1):
    """Four random words for one address: (person, week, purpose) under a seed's key.

    Args:
        person: number of the person.
        week: calendar week.
        purpose: what the words are for.
        key0, key1: the seed's key.
    """
    return philox4x32(person, week, purpose, np.uint32(0), key0, key1)


@inlined
def uniform(word):
    """A uniform strictly inside (0, 1) from a random word."""
    return (np.float64(word) + HALF) * UNIT


#: Half of all words: signed words run from minus this number to one less than it.
HALF_WORDS = 2147483648


@inlined
def signed(word):
    """A word moved down by half of all words: as large as before, and order stays.

    Processors compare many signed whole numbers at once.
    """
    return np.int32(word ^ np.uint32(HALF_WORDS))


@inlined
def word_at(share):
    """The signed word below which that share of all words lies."""
    return int(share * WORDS) - HALF_WORDS


@compiled
def _fill_uniforms(persons, week, purpose, key0, key1, out):
    for i in range(persons.size):
        a, b, c, d = philox(persons[i], week, purpose, key0, key1)
        out[0, i] = uniform(a)
        out[1, i] = uniform(b)
        out[2, i] = uniform(c)
        out[3, i] = uniform(d)


def key(seed: int) -> tuple[np.uint32, np.uint32]:
    """The generator's key for a seed in [0, 2^64)."""
    if not 0 <= seed < 2**64:
        raise ValueError(Said("sim.seed_must_be_a_whole_number", seed=seed))
    return np.uint32(seed & 0xFFFFFFFF), np.uint32(seed >> 32)


#: Numbers of a jobcentre that lie side by side, so that it may grow without renumbering the next.
PAGE = 2**16


def numbers(
    jobcentre: npt.NDArray[np.integer] | int, rank: npt.NDArray[np.integer], jobcentres: int
) -> npt.NDArray[np.int64]:
    """Numbers of the people (or posts) of jobcentres: the first part of the addresses of draws.

    Each jobcentre has a page of `PAGE` numbers, one after the other; who does not fit in it is on
    a page behind all of those, and so on. So a number depends neither on how many there are nor on
    how many are elsewhere.

    Args:
        jobcentre: index of each, or of all of them.
        rank: of each within the jobcentre, from 0.
        jobcentres: how many there are.

    Example:
        >>> numbers(1, np.array([0, 1, 65535, 65536]), 13).tolist()
        [65536, 65537, 131071, 917504]
    """
    page, line = np.divmod(np.asarray(rank, np.int64), PAGE)
    return np.asarray((page * jobcentres + jobcentre) * PAGE + line, np.int64)


def most_numbers(jobcentres: int, first: int = 0) -> int:
    """How many people each of some jobcentres can have before the numbers run out.

    Args:
        jobcentres: how many there are.
        first: numbers before it are taken.
    """
    return max(0, 2**32 - first) // (jobcentres * PAGE) * PAGE


def uniforms(
    seed: int, persons: npt.NDArray[np.integer], week: int, purpose: Purpose
) -> npt.NDArray[np.float64]:
    """Uniforms for many persons at one (week, purpose): shape (4, persons), one row per word.

    Args:
        seed: of the world.
        persons: their numbers, shape (persons,).
        week: calendar week.
        purpose: what they are for.

    Example:
        >>> u = uniforms(1, np.arange(3), 0, Purpose.ENROLMENT)
        >>> u.shape, bool((u[:, :2] == uniforms(1, np.arange(2), 0, Purpose.ENROLMENT)).all())
        ((4, 3), True)
    """
    out = np.empty((4, len(persons)))
    key0, key1 = key(seed)
    _fill_uniforms(persons.astype(np.uint32), np.uint32(week), np.uint32(purpose), key0, key1, out)
    return out


@compiled
def fill_words(person, week, purpose, key0, key1, a, b, c, d):
    """The four random words of each person for one week and purpose.

    Args:
        person: numbers of the persons, shape (n,).
        week: calendar week.
        purpose: what the words are for.
        key0, key1: the seed's key.
        a, b, c, d: are filled, shape (n,).
    """
    for i in range(person.size):
        a[i], b[i], c[i], d[i] = philox(np.uint32(person[i]), week, purpose, key0, key1)
