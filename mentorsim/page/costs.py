"""Kroner on the page: by purse and year, and what one more year in education or work costs."""

from __future__ import annotations

from mentorsim.language import Language
from mentorsim.page.html import Cell, Grid, Note
from mentorsim.present.comparison.budget_words import (
    counted,
    price_sentence,
    public_words,
    purse_title,
    year_heads,
)
from mentorsim.present.kroner import Unit, kroner, unit_for
from mentorsim.present.names import price_title
from mentorsim.present.own_prices import own_price_lines
from mentorsim.present.results import compared, last_week, title
from scenarios.budget.budget import Budget, Money
from scenarios.economics.purse_names import PUBLIC_TOTAL


# --- words ----------------------------------------------------------------------------------------
def cost_sentences(found: Budget, language: Language) -> list[str]:
    """Each policy's bill, the public's net result, and what one more year costs."""
    return [
        words
        for name in compared(found.comparison)
        for words in (_net(found, name, language), price_sentence(found, name, language))
    ]


def _net(found: Budget, name: str, language: Language) -> str:
    comparison, public = found.comparison, found.total(name, PUBLIC_TOTAL)
    words = language.text(
        f"page.costs.net.{public.key}",
        policy=language.quoted(title(comparison, name, language)),
        reference=language.quoted(title(comparison, comparison.reference, language)),
        bill=kroner(-found.part(name, "programme").mean, language),
        weeks=language.integer(last_week(comparison)),
        **public_words(found, name, language),
    )
    return f"{words} {language.text('page.extrapolated')}" if public.extrapolated else words


def cost_notes(found: Budget, language: Language) -> list[Note]:
    """How it is counted, and the prices that nobody could source."""
    names = [price_title(a.name, language) for a in found.assumptions()]
    notes = [
        (language.text("page.sure.counted"), " ".join(counted(found, language))),
        (
            language.text("page.costs.assumed"),
            language.text(
                "page.costs.assumed.text",
                number=language.integer(len(names)),
                names="; ".join(names),
            ),
        ),
    ]
    if found.prices.overlaid:
        own = "; ".join(own_price_lines(found.prices, language))
        notes.append((language.text("page.costs.own"), f"{own}."))
    return notes


# --- numbers --------------------------------------------------------------------------------------
def cost_grids(found: Budget, language: Language) -> list[Grid]:
    """Net by purse and year, one table per policy."""
    return [_grid(found, name, language) for name in compared(found.comparison)]


def _grid(found: Budget, name: str, language: Language) -> Grid:
    purses = found.purses()
    by_year = {purse: found.by_year(name, purse) for purse in purses}
    unit = unit_for(x for row in by_year.values() for m in row for x in (m.low, m.high, m.mean))
    rows = [
        (
            purse_title(purse, language),
            [_cell(m, unit, language) for m in (*by_year[purse], found.total(name, purse))],
        )
        for purse in purses
    ]
    caption = language.text(
        "page.costs.caption",
        policy=language.quoted(title(found.comparison, name, language)),
        unit=unit.label(language),
    )
    heads = [language.text("kroner.column.purse"), *year_heads(found, language)]
    return Grid(caption, heads, rows)


def _cell(money: Money, unit: Unit, language: Language) -> Cell:
    return Cell(
        unit.number(money.mean, language, signed=True),
        unit.interval(money.low, money.high, language),
        money.extrapolated,
        money.clear,
    )
