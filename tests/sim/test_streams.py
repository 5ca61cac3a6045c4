"""The addressed draws: the published generator, uniforms inside (0, 1), addresses apart."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from scipy import stats

from sim.streams import Purpose, key, philox, philox4x32, uniform, uniforms

# Random123 1.14, tests/kat_vectors: philox4x32 10 rounds; counter, key, result.
KNOWN_ANSWERS = [
    (
        (0, 0, 0, 0),
        (0, 0),
        (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8),
    ),
    (
        (0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF),
        (0xFFFFFFFF, 0xFFFFFFFF),
        (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD),
    ),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


def words(*address: int) -> tuple[int, ...]:
    return tuple(int(word) for word in philox(*(np.uint32(part) for part in address)))


@pytest.mark.parametrize(("counter", "seed_key", "expected"), KNOWN_ANSWERS)
def test_published_known_answers(
    counter: tuple[int, ...], seed_key: tuple[int, ...], expected: tuple[int, ...]
) -> None:
    found = philox4x32(*(np.uint32(word) for word in (*counter, *seed_key)))
    assert tuple(int(word) for word in found) == expected


def test_an_address_is_person_week_purpose_and_zero() -> None:
    low, high = key(0x299F31D0_A4093822)
    assert (int(low), int(high)) == (0xA4093822, 0x299F31D0)
    expected = philox4x32(*map(np.uint32, (17, 30, 2, 0)), low, high)
    assert words(17, 30, 2, int(low), int(high)) == tuple(int(word) for word in expected)


@pytest.mark.parametrize("word", [0, 1, 2**31, 2**32 - 2, 2**32 - 1])
def test_uniforms_lie_strictly_inside(word: int) -> None:
    u = uniform(np.uint32(word))
    assert 0.0 < u < 1.0
    assert u == (word + 0.5) / 2**32
    # What the rules take of it stays finite.
    assert math.isfinite(math.log(u))
    assert math.isfinite(math.log1p(-u))


def test_each_part_of_an_address_matters() -> None:
    """Neighbouring addresses share no word: a chance of 1e-5 once, and nothing is random here."""
    parts = itertools.product((0, 1, 2, 65536), (0, 1, 73), Purpose, (0, 1, 2**32 - 1), (0, 1))
    seen = [word for address in parts for word in words(*address)]
    assert len(set(seen)) == len(seen)


def test_draws_depend_on_nothing_but_their_address() -> None:
    persons = np.arange(50)
    whole = uniforms(7, persons, 3, Purpose.TRANSITION)
    assert np.array_equal(whole[:, 20:], uniforms(7, persons[20:], 3, Purpose.TRANSITION))
    assert np.array_equal(whole[:, ::-1], uniforms(7, persons[::-1], 3, Purpose.TRANSITION))


def test_uniform_and_independent_along_every_direction() -> None:
    """Kolmogorov-Smirnov and lag correlations at a total false-alarm rate of 1e-7.

    Nothing is drawn afresh (the seed is fixed), so the rate is over the choice of the seed. With
    20,000 draws a correlation of 0.05, or a distribution function off by 0.03, is found with a
    probability above 99 %.
    """
    n, comparisons = 20_000, 4 + 3 * 4 + 6
    level = 1e-7 / comparisons
    bound = stats.norm.isf(level / 2) / math.sqrt(n)
    persons = np.arange(n)
    here = uniforms(11, persons, 5, Purpose.TRANSITION)
    others = {
        "week": uniforms(11, persons, 6, Purpose.TRANSITION),
        "purpose": uniforms(11, persons, 5, Purpose.PROGRAMME),
        "seed": uniforms(12, persons, 5, Purpose.TRANSITION),
    }
    for word in range(4):
        assert stats.kstest(here[word], "uniform").pvalue > level
        for other in others.values():
            assert abs(np.corrcoef(here[word], other[word])[0, 1]) < bound
    for a, b in itertools.combinations(range(4), 2):
        assert abs(np.corrcoef(here[a], here[b])[0, 1]) < bound


@pytest.mark.parametrize("seed", [-1, 2**64])
def test_seeds_outside_64_bits_are_refused(seed: int) -> None:
    with pytest.raises(ValueError, match=r"from 0 to 2\^64 - 1"):
        key(seed)


def test_the_largest_seed_is_a_seed() -> None:
    assert tuple(int(half) for half in key(2**64 - 1)) == (2**32 - 1, 2**32 - 1)
    assert tuple(int(half) for half in key(0)) == (0, 0)
