"""Outcomes that many rows share, as twin lives make them: known answers for given-data methods.

X1 and X2 are even from 0 to 1; whatever lies below c in X1 gives exactly zero, a share c of the
rows. The answers are worked out by hand below.
"""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.sensitivity.design import Design, over_priors
from scenarios.sensitivity.distances import classes, delta, harmonics_for, pawn, rbd_fast, steps_of
from scenarios.sensitivity.given_data import given_indices
from scenarios.sensitivity.indices import MATTERS, NOT_TOLD, SMALL, UNTELLABLE
from tests.support.sensitivity_cases import Floats, plain

ROWS = 1024
TIES = (0.0, 0.4, 0.82, 0.95)


def design(method: str, factors: int = 3, seed: int = 1) -> Design:
    return over_priors(method, plain(factors, 0.0, 1.0), ROWS, seed)


def yes_or_no(x: Floats, c: float) -> Floats:
    """X1 alone decides."""
    return np.asarray(x[:, 0] >= c, float) if c else x[:, 0]


def product(x: Floats, c: float) -> Floats:
    """X1 decides whether, X2 how much."""
    return np.where(x[:, 0] >= c, x[:, 1], 0.0)


@pytest.mark.parametrize("c", TIES[1:])
def test_delta_of_a_yes_or_no_outcome(c: float) -> None:
    """A class of zeros lies 1 - c away, a class of ones c: 2 c (1 - c) in all.

    The class that both meet in costs at most its part of the rows, one in eighteen.
    """
    u = design("delta").u
    y, steps = steps_of(yes_or_no(u, c))
    found = delta(u, y, steps)
    assert found[0] == pytest.approx(2 * c * (1 - c), abs=0.06)
    assert found[0] > 4 * found[1:].max() or c == 0.95


def test_a_class_of_one_value_lies_one_minus_its_share_away() -> None:
    u = (np.arange(1000)[:, None] + 0.5) / 1000
    # All of the first half is 0, and half of the rest is: a share of 0.75.
    y = np.concatenate([np.zeros(500), np.tile([0.0, 1.0], 250)])
    scaled, steps = steps_of(y)
    assert list(steps) == [0.0, 1.0]
    assert delta(u, scaled, steps)[0] == pytest.approx(0.5 * 0.25 + 0.5 * 0.25)


@pytest.mark.parametrize("c", TIES[1:])
def test_delta_of_a_product(c: float) -> None:
    """X1: 1 - c where it is below c, and c above. X2: its density is a point: 1 - c."""
    u = design("delta").u
    y, steps = steps_of(product(u, c))
    found = delta(u, y, steps)
    assert found[0] == pytest.approx(2 * c * (1 - c), abs=0.08)
    # Less the one part in so many classes that a class has in common with all rows.
    assert found[1] == pytest.approx((1 - c) * (1 - 1 / classes(ROWS)), abs=0.13)
    assert found[1] > found[2]


@pytest.mark.parametrize("c", TIES)
def test_pawn_of_a_product(c: float) -> None:
    """X1: a slice of zeros is 1 - c away, another one c. X2: from 0.5 to 0.9 of 1 - c, median 0.7.

    The statistic of a slice of 102 rows errs by about 0.05 (1 - c).
    """
    u = design("pawn").u
    found = pawn(u, product(u, c), 10)
    if c:
        assert found[0] == pytest.approx(1 - c if c > 0.5 else c, abs=0.06)
    assert found[1] == pytest.approx(0.7 * (1 - c), abs=0.06)
    assert found[2] < 0.12 * np.sqrt(1 - c)


@pytest.mark.parametrize("c", TIES)
def test_rbd_fast_of_a_product(c: float) -> None:
    """First orders of 1(X1 >= c) X2: variances of the conditional means over the whole."""
    u = design("rbd_fast").u
    y = product(u, c)
    whole = (1 - c) / 3 - (1 - c) ** 2 / 4
    right = np.array([c * (1 - c) / 4, (1 - c) ** 2 / 12, 0.0]) / whole
    found = rbd_fast(u, y, harmonics_for(y))
    # A tenth of a pulse lies beyond the harmonics that are counted.
    assert found[0] == pytest.approx(right[0], abs=0.1)
    assert found[1:] == pytest.approx(right[1:], abs=0.05)


def test_rbd_fast_takes_as_many_harmonics_as_a_pulse_needs() -> None:
    u = design("rbd_fast").u
    y = yes_or_no(u, 0.95)
    # 51 of 1,024 rows are ones: a pulse of a twentieth of the period.
    assert harmonics_for(y) == 21
    # Six harmonics hold 0.57 of a pulse of a twentieth; the right answer is 1.
    assert rbd_fast(u, y, 6)[0] < 0.6
    assert rbd_fast(u, y, harmonics_for(y))[0] > 0.85


@pytest.mark.parametrize("c", TIES)
@pytest.mark.parametrize("method", ["delta", "pawn", "rbd_fast"])
def test_verdicts_hold_with_ties_or_are_not_given(method: str, c: float) -> None:
    rows = design(method, 8)
    found = given_indices(rows, yes_or_no(rows.x, c), 1)
    table = found.table.set_index("label")
    verdict = str(table.loc["plain:x1", "verdict"])
    assert np.isfinite(table[["index", "low", "high"]].to_numpy(float)).all()
    if verdict == UNTELLABLE:
        # Most slices of PAWN hold nothing but zeros: the median says too little.
        assert (method, c) == ("pawn", 0.95)
        assert (table["verdict"] == UNTELLABLE).all()
        return
    assert verdict in (MATTERS, SMALL)
    assert (table["verdict"].drop("plain:x1") == NOT_TOLD).all()
    assert found.floor < found.ceiling


def test_half_widths_are_numbers_where_hardly_any_row_differs() -> None:
    """Halves of the sample in which nothing varied gave widths that were no numbers."""
    rows = design("rbd_fast")
    y = np.zeros(ROWS)
    y[:2] = 1.0
    table = given_indices(rows, y, 1).table
    assert np.isfinite(table[["index", "low", "high"]].to_numpy(float)).all()
    assert not (table["verdict"] == MATTERS).any()


def test_sums_that_differ_by_their_rounding_are_the_same_value() -> None:
    y = np.array([0.1 + 0.2, 0.3, 0.3, 1.0, 0.5])
    _, steps = steps_of(np.tile(y, 20))
    assert len(steps) == 3
