"""All policies in one table: the same numbers as the other tables, and which of them is best."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from rich.console import Console

from mentorsim.language import LOCALES, Language
from mentorsim.page.blocks import BLOCKS
from mentorsim.page.drawn import Shown
from mentorsim.present.comparison.cells import TOTALS, total_cell
from mentorsim.present.comparison.money import money_cell
from mentorsim.present.comparison.overview import (
    BEST,
    PERSONS,
    TIED,
    marks,
    overview,
    overview_records,
    standing,
)
from mentorsim.present.comparison.terminal import overview_view
from mentorsim.present.results import compared, effect, last_week
from mentorsim.present.terminal_tables import longest_word
from scenarios.budget.budget import Budget, budget
from scenarios.comparison.intervals import least_draws
from scenarios.economics.price_file import load_prices
from tests.worlds.small_comparison import small_comparison

ENOUGH = least_draws()


@cache
def money() -> Budget:
    return budget(small_comparison(), load_prices(2023))


def draws(mean: float, spread: float = 0.0, count: int = ENOUGH) -> np.ndarray:
    """Levels by draw, the same for both seeds: spread evenly about a mean."""
    return np.repeat(np.linspace(mean - spread, mean + spread, count)[:, None], 2, axis=1)


def test_best_is_only_what_is_told_from_all_others() -> None:
    """By hand: 0.5 against 0.4 and 0.3, sure in every draw; then one that moves across it."""
    sure = {"a": draws(0.5), "b": draws(0.4), "none": draws(0.3)}
    assert standing(sure, 100) == {"a": BEST}
    crossing = {**sure, "b": draws(0.49, 0.1)}
    assert standing(crossing, 100) == {"a": TIED, "b": TIED}
    # The reference can be the best one, and what differs in no decimal shown is tied.
    assert standing({"a": draws(0.2), "none": draws(0.3)}, 100) == {"none": BEST}
    assert standing({"a": draws(0.30004), "none": draws(0.3)}, 100) == {"a": TIED, "none": TIED}


def test_what_moves_together_is_told_apart_draw_by_draw() -> None:
    """Two that are both uncertain, and always 0.02 apart: the same parameters make both."""
    low, high = draws(0.40, 0.3), draws(0.42, 0.3)
    assert standing({"a": high, "b": low}, 100) == {"a": BEST}


def test_too_few_draws_mark_nothing() -> None:
    few = {"a": draws(0.5, count=ENOUGH - 1), "none": draws(0.3, count=ENOUGH - 1)}
    assert standing(few, 100) == {}
    found = overview(money(), Language("en"))
    assert not money().comparison.enough_draws
    assert not any(cell.mark or cell.clear for row in found.rows for cell in row.cells[:4])
    assert str(ENOUGH) in found.notes[0]
    assert marks(money()) == {key: {} for key in marks(money())}


@pytest.mark.parametrize("code", LOCALES)
def test_cells_are_those_of_the_other_tables(code: str) -> None:
    """People per 1,000 as the sentences say them; kroner and mentors the report's own cells."""
    language, found = Language(code), overview(money(), Language(code))
    comparison, purses = money().comparison, money().purses()
    assert len(found.rows) == len(compared(comparison)) + 1
    for name, row in zip(compared(comparison), found.rows, strict=False):
        assert len(row.cells) == len(found.heads) - 1
        for outcome, cell in zip(PERSONS, row.cells, strict=False):
            shown = effect(comparison, name, outcome, last_week(comparison))
            assert cell.value.lstrip("+") == language.per_thousand(shown.mean)
            assert cell.beyond == shown.extrapolated
        start = len(PERSONS) + 1
        kroner = row.cells[start : start + len(purses)]
        expected = [money_cell(money().total(name, purse), language) for purse in purses]
        assert [replace(cell, mark="") for cell in kroner] == expected
        assert row.cells[-2] == total_cell(comparison, name, "mentor_years", 0, language)
        assert row.cells[-1] == total_cell(comparison, name, "longest_queue", 0, language)
        years = 100 * money().price(name).effect.mean
        assert row.cells[len(PERSONS)].value == language.signed(years, 1)


@pytest.mark.parametrize("code", LOCALES)
def test_it_is_the_first_part_of_the_page(code: str) -> None:
    first = next(iter(BLOCKS))
    assert first == "overview"
    block = BLOCKS[first](
        Shown(small_comparison(), "education", Language(code), False, load_prices(2023))
    )
    assert block.open
    (grid,) = block.grids
    assert grid.caption == overview(money(), Language(code)).caption


@pytest.mark.parametrize("code", LOCALES)
def test_the_terminal_and_machines_have_the_same_numbers(code: str) -> None:
    """Each cell of the page's table stands in the terminal's, and is a row of the JSON rounded."""
    language, found, comparison = (
        Language(code),
        overview(money(), Language(code)),
        money().comparison,
    )
    written = io.StringIO()
    Console(file=written, width=100).print(overview_view(found, language))
    shown = " ".join(written.getvalue().split())
    assert found.caption.split(":")[0] in shown
    columns = [*PERSONS, "years", *money().purses(), "mentor_years", "longest_queue"]
    rows = overview_records(money())
    by_key = {(row["policy"], row["column"]): row for row in rows}
    assert len(by_key) == len(rows)
    for name, row in zip(compared(comparison), found.rows, strict=False):
        for column, cell in zip(columns, row.cells, strict=True):
            assert cell.value in shown
            told = by_key[name, column]
            assert told["extrapolated"] == cell.beyond
            assert told["low"] is told["high"] is None
            digits = 1 if column in ("years",) else 0
            if column in money().purses():
                assert cell.value == money_cell(money().total(name, column), language).value
                assert told["mean"] == money().total(name, column).mean
            else:
                signed = column not in ("mentor_years", "longest_queue")
                write = language.signed if signed else language.number
                assert abs(_read(cell.value, code) - _read(write(told["mean"], digits), code)) <= 1
    assert {row["mark"] for row in rows} == {None}


def _read(words: str, code: str) -> float:
    thousands, decimal = {"da": (".", ","), "en": (",", ".")}[code]
    plain = words.replace("−", "-").replace(thousands, "").replace(decimal, ".")
    return float(plain)


@pytest.mark.parametrize("code", LOCALES)
def test_the_table_of_mentors_fits_a_terminal(code: str) -> None:
    """Its columns are as wide as their longest words at least, three blanks between them."""
    words = [Language(code).text(f"total.{quantity}") for quantity in TOTALS]
    assert 20 + sum(3 + max(8, longest_word(text)) for text in words) <= 100
