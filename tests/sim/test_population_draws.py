"""No life depends on another's, nor on what is drawn beside it."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from sim import population
from sim.population import (
    ITEMS,
    PERSONS_PER_JOBCENTRE,
    Latent,
    Population,
    PopulationTables,
    draw_population,
)
from tests.worlds.drawn_people import SHARES, a_hundred_thousand, same_lives, trial_tables


@pytest.fixture(scope="module")
def tables() -> PopulationTables:
    return trial_tables()


@pytest.fixture(scope="module")
def large() -> Population:
    return a_hundred_thousand()


def test_the_same_seed_gives_the_same_lives(
    tables: PopulationTables, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(population, "KEPT_PEOPLE", 0)  # each is drawn
    a, b = (draw_population(tables, tables.trial_seats, 11, **SHARES) for _ in range(2))
    other = draw_population(tables, tables.trial_seats, 12, **SHARES)
    assert a is not b
    assert same_lives(a, b)
    assert not np.array_equal(a.age, other.age)


def test_a_population_is_drawn_once_and_cannot_be_changed(tables: PopulationTables) -> None:
    seats = tables.trial_seats
    drawn = draw_population(tables, seats, 19, **SHARES)
    assert draw_population(tables, seats.copy(), 19, **SHARES) is drawn
    with pytest.raises(ValueError, match="read-only"):
        drawn.age[0] = 30.0
    others = (
        draw_population(replace(tables), seats, 19, **SHARES),
        draw_population(tables, 2 * seats, 19, **SHARES),
        draw_population(tables, seats, 20, **SHARES),
        draw_population(tables, seats, 19, **{**SHARES, "share_women": 0.5}),
        draw_population(tables, seats, 19, **{**SHARES, "share_never_su": 0.4}),
        draw_population(tables, seats, 19, first_person=1, **SHARES),
    )
    assert all(other is not drawn for other in others)
    for seed in range(population.KEPT):
        draw_population(tables, seats, 100 + seed, **SHARES)
    assert draw_population(tables, seats, 19, **SHARES) is not drawn


@pytest.mark.parametrize("centre", [0, 6, 12])
def test_one_more_seat_changes_nobody_else(tables: PopulationTables, centre: int) -> None:
    seats = tables.trial_seats.copy()
    before = draw_population(tables, seats, 3, **SHARES)
    seats[centre] += 1
    after = draw_population(tables, seats, 3, **SHARES)
    assert after.n == before.n + 1
    assert same_lives(after.take(np.isin(after.person, before.person)), before)


def test_lives_do_not_depend_on_how_many_are_drawn(
    tables: PopulationTables, large: Population
) -> None:
    few = draw_population(tables, np.full(13, 3), 20141001, **SHARES)
    assert same_lives(large.take(np.isin(large.person, few.person)), few)


def test_other_shares_change_only_what_they_are_about(tables: PopulationTables) -> None:
    a = draw_population(tables, tables.trial_seats, 3, share_women=0.4, share_never_su=0.4)
    b = draw_population(tables, tables.trial_seats, 3, share_women=0.6, share_never_su=0.5)
    assert np.all(a.woman <= b.woman)
    assert np.all(a.never_su <= b.never_su)
    for name in ("age", "mark", "severity", "mother_income", "health", "immigrant"):
        np.testing.assert_array_equal(getattr(a, name), getattr(b, name))


def test_no_two_variables_share_a_draw() -> None:
    own = [population._STRATUM, population._WOMAN, population._NEVER_SU, population._SEVERITY]
    addresses = [*own, *population._LATENT.values(), *population._ITEM]
    assert len(addresses) == len(set(addresses)) == len(own) + len(Latent) + len(ITEMS)
    assert all(0 <= word < 4 for _, word in addresses)


def test_a_variable_changes_only_itself(tables: PopulationTables) -> None:
    """What is drawn last may be tied otherwise, or asked otherwise: the rest stays to the bit."""
    before = draw_population(tables, tables.trial_seats, 3, **SHARES)
    tied = tables.correlation.copy()
    last = Latent.FATHER_INCOME
    tied[last, :last] = tied[:last, last] = 0
    cuts = (*tables.item_cuts[:4], tables.item_cuts[4] + 0.5)
    other = replace(tables, correlation=tied, item_cuts=cuts)
    after = draw_population(other, tables.trial_seats, 3, **SHARES)
    changed = {
        item.name
        for item in fields(Population)
        for x, y in [(getattr(before, item.name), getattr(after, item.name))]
        if isinstance(x, np.ndarray) and not np.array_equal(x, y, equal_nan=x.dtype.kind == "f")
    }
    assert changed == {"father_income", "wants_a_job"}


def test_person_numbers(tables: PopulationTables) -> None:
    drawn = draw_population(tables, np.full(13, 2), 3, first_person=1000, **SHARES)
    assert drawn.person[:3].tolist() == [1000, 1001, 1000 + PERSONS_PER_JOBCENTRE]
    assert drawn.person.dtype == np.uint32
    plain = draw_population(tables, np.full(13, 1002), 3, **SHARES)
    shifted = plain.take(np.isin(plain.person, drawn.person))
    assert same_lives(shifted, drawn)


def test_nobody_is_a_population_too(tables: PopulationTables) -> None:
    nobody = draw_population(tables, np.zeros(13, dtype=int), 3, **SHARES)
    assert nobody.n == 0
    assert len(nobody.to_frame()) == 0
    assert nobody.take([]).n == 0
