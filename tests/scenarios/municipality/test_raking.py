"""Weights have the margins wanted, agree with plain proportional fitting, or say why not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scenarios.municipality.raking import Wanted, effective_size, rake, systematic_sample
from sim.errors import InputError

PEOPLE = 4000


def people(seed: int = 1) -> dict[str, np.ndarray]:
    """A group of three, a group of two tied to it, a number tied to both, and a free one."""
    rng = np.random.default_rng(seed)
    three = rng.choice(3, PEOPLE, p=[0.2, 0.3, 0.5])
    two = rng.random(PEOPLE) < 0.2 + 0.2 * three
    number = rng.gamma(2.0, 1.0 + three) + two
    return {"three": three, "two": two.astype(int), "number": number}


def groups(codes: np.ndarray, shares: list[float], name: str) -> list[Wanted]:
    return [
        Wanted(f"{name} {k}", (codes == k).astype(float), share) for k, share in enumerate(shares)
    ]


@settings(deadline=None, max_examples=30)
@given(st.floats(0.05, 0.6), st.floats(0.05, 0.35), st.floats(0.1, 0.9), st.floats(2.5, 6.0))
# Here the trust region stops short of the last digits.
@example(0.25, 0.25, 0.6875, 4.0)
def test_margins_are_met(a: float, b: float, two: float, mean: float) -> None:
    drawn = people()
    wanted = [
        *groups(drawn["three"], [a, b, 1 - a - b], "three"),
        *groups(drawn["two"], [1 - two, two], "two"),
        Wanted("number", drawn["number"], mean),
    ]
    weights = rake(wanted, PEOPLE)
    assert weights.min() >= 0
    assert weights.mean() == pytest.approx(1, abs=1e-9)
    for margin in wanted:
        assert weights @ margin.values / PEOPLE == pytest.approx(margin.target, abs=1e-6)


def test_it_agrees_with_plain_proportional_fitting() -> None:
    """Shares of categories only: there the textbook's routine is the same problem."""
    drawn = people()
    shares = {"three": [0.5, 0.2, 0.3], "two": [0.25, 0.75]}
    plain = np.ones(PEOPLE)
    for _ in range(500):
        for name, wanted in shares.items():
            now = np.bincount(drawn[name], plain) / plain.sum()
            plain = plain * (np.array(wanted) / now)[drawn[name]]
    plain /= plain.mean()
    weights = rake(
        [m for name, wanted in shares.items() for m in groups(drawn[name], wanted, name)], PEOPLE
    )
    np.testing.assert_allclose(weights, plain, rtol=1e-7)
    assert weights.std() > 0.3


def test_own_margins_leave_everybody_as_they_are() -> None:
    drawn = people()
    own = [float(x) for x in np.bincount(drawn["three"]) / PEOPLE]
    weights = rake(
        [
            *groups(drawn["three"], own, "three"),
            Wanted("number", drawn["number"], float(drawn["number"].mean())),
        ],
        PEOPLE,
    )
    np.testing.assert_allclose(weights, 1, atol=1e-7)
    assert effective_size(weights) == pytest.approx(PEOPLE)


def test_an_empty_group_has_no_weight() -> None:
    drawn = people()
    weights = rake(groups(drawn["three"], [0.0, 0.4, 0.6], "three"), PEOPLE)
    assert np.all(weights[drawn["three"] == 0] == 0)
    assert weights[drawn["three"] == 1].sum() / PEOPLE == pytest.approx(0.4, abs=1e-6)


def test_a_mean_at_the_end_of_its_range_leaves_those_who_are_there() -> None:
    drawn = people()
    number = np.where(drawn["two"] == 1, 0.0, drawn["number"])
    weights = rake(
        [Wanted("number", number, 0.0), *groups(drawn["three"], [0.3, 0.3, 0.4], "three")], PEOPLE
    )
    assert np.all(weights[number > 0] == 0)
    assert weights[drawn["three"] == 2].sum() / PEOPLE == pytest.approx(0.4, abs=1e-6)


@pytest.mark.parametrize(
    ("mean", "shares", "words"),
    [
        (1e3, [0.2, 0.3, 0.5], ["number", "1000", "above"]),
        (-1.0, [0.2, 0.3, 0.5], ["number", "-1", "below"]),
        # Whoever is in the first group only has small numbers: together they cannot be.
        (12.0, [0.999, 0.0005, 0.0005], ["contradict", "nearest"]),
    ],
)
def test_margins_out_of_reach_are_named(mean: float, shares: list[float], words: list[str]) -> None:
    drawn = people()
    drawn["number"] = np.where(drawn["three"] == 0, drawn["number"] % 3, drawn["number"])
    wanted = [*groups(drawn["three"], shares, "three"), Wanted("number", drawn["number"], mean)]
    with pytest.raises(InputError) as error:
        rake(wanted, PEOPLE, file="mine.csv")
    for word in ["mine.csv", *words]:
        assert word in str(error.value)


def test_the_nearest_that_it_names_can_be_reached() -> None:
    """Taking its word for the margin furthest off gives weights, up to a hair inside."""
    drawn = people()
    two, three = drawn["two"].astype(float), (drawn["three"] == 2).astype(float)
    # `both` can be no larger than the smaller of its parts.
    wanted = {
        "two": Wanted("two", two, 0.3),
        "three": Wanted("three", three, 0.6),
        "both": Wanted("both", two * three, 0.4),
    }
    with pytest.raises(InputError) as error:
        rake(list(wanted.values()), PEOPLE)
    worst = wanted[str(error.value.field)]
    assert worst.name in ("two", "both")
    nearest = float(str(error.value.allowed).split()[0])
    assert nearest == pytest.approx({"both": 0.3, "two": 0.4}[worst.name], abs=1e-3)
    inside = nearest + 0.01 * np.sign(nearest - worst.target)
    wanted[worst.name] = Wanted(worst.name, worst.values, float(inside))
    assert rake(list(wanted.values()), PEOPLE).min() >= 0


def test_groups_that_cannot_all_be_empty() -> None:
    drawn = people()
    with pytest.raises(InputError, match="nobody is left"):
        rake(groups(drawn["three"], [0.0, 0.0, 0.0], "three"), PEOPLE)


@settings(deadline=None)
@given(st.integers(1, 300), st.floats(1e-6, 1 - 1e-6), st.integers(0, 2**32))
def test_everybody_is_taken_as_often_as_they_weigh(size: int, start: float, seed: int) -> None:
    weights = np.random.default_rng(seed).gamma(0.5, 1, 80)
    taken = np.bincount(systematic_sample(weights, size, start), minlength=80)
    expected = size * weights / weights.sum()
    assert taken.sum() == size
    assert np.all(np.abs(taken - expected) < 1 + 1e-9)


def test_nobody_without_weight_is_taken() -> None:
    weights = np.array([0.0, 1.0, 0.0, 2.0, 0.0])
    for start in (1e-12, 0.5, 1 - 1e-12):
        assert set(systematic_sample(weights, 30, start)) == {1, 3}


def test_effective_size() -> None:
    assert effective_size(np.array([1.0, 1, 1, 1])) == pytest.approx(4)
    assert effective_size(np.array([1.0, 0, 0, 0])) == pytest.approx(1)
    assert effective_size(np.array([3.0, 1.0])) == pytest.approx(1.6)


def test_a_target_that_may_be_moved_goes_to_what_the_others_allow() -> None:
    """Of a tenth who have any, all of it gives a mean of a tenth: a step's middle may be beyond."""
    some = np.repeat([1.0, 0.0], [300, 2700])
    amount = some * (np.arange(3000) % 20 + 1) / 20
    share = Wanted("some", some, 0.1058)
    beyond = Wanted("amount", amount, 0.125, (0.1, 0.15))
    weights = rake([share, beyond], 3000)
    assert weights @ some / 3000 == pytest.approx(0.1058, abs=1e-7)
    assert 0.1 <= weights @ amount / 3000 < 0.1058
    for fixed in (replace(beyond, between=None), replace(beyond, between=(0.12, 0.13))):
        with pytest.raises(InputError):
            rake([share, fixed], 3000)
    # What can be had is had exactly, whether it may be moved or not.
    near = Wanted("amount", amount, 0.06)
    movable = replace(near, between=(0.05, 0.07))
    np.testing.assert_array_equal(rake([share, near], 3000), rake([share, movable], 3000))
