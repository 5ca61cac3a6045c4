"""The first page of a forecast's paper: what it costs, for whom, in which budget, and when it pays.

Amounts, verdicts and chances are those of the forecast's chapter. The first calendar year is that
of the budget, the three after it are the years that a municipal budget estimates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mentorsim.language import Language
from mentorsim.present.comparison.cells import Block, Row
from mentorsim.present.method import nobody_knows
from mentorsim.report.forecast_words import (
    DRAWN,
    forecast_title,
    net_cell,
    payback_words,
    quoted_policy,
)
from mentorsim.saved.forecast import ForecastRun
from scenarios.comparison.intervals import enough_draws

#: Years of a municipal budget: the budget's own, and those that it estimates.
BUDGET_YEARS = 4
#: Years that are told in all, if they are forecast.
LONG = 10
#: What a forecast rests on and is told on the first page, by its text in the catalogue.
RESTS = ("beyond_support", "persistence", "pension")


@dataclass(frozen=True)
class Case:
    """The business case of a forecast, ready for page and paper.

    Attributes:
        caption: of the table.
        heads: who, the years of the budget, and sums.
        blocks: a policy each, a row for each purse.
        payback: when it has paid for itself, and how likely that is.
        rests: what it rests on: a heading and a text.
    """

    caption: str
    heads: list[str]
    blocks: list[Block]
    payback: list[str]
    rests: list[tuple[str, str]]


def business_case(run: ForecastRun, purses: Sequence[str], language: Language) -> Case:
    """The case of a forecast: the budget's years and sums for every purse.

    Args:
        run: the forecast.
        purses: in which anything moves, in the order of tables.
        language: of the words.
    """
    years = sorted({row.year for row in run.years})
    sums, known = sum_years(years), dict(nobody_knows(language))
    blocks = []
    for name in run.policies:
        rows = []
        for purse in purses:
            own = {row.year: row for row in run.rows(name, purse)}
            single = [net_cell(run, own[year], language) for year in years[:BUDGET_YEARS]]
            summed = [net_cell(run, own[year], language, cumulated=True) for year in sums]
            rows.append(Row(language.text(f"purse_title.{purse}"), (*single, *summed)))
        blocks.append(Block(forecast_title(run, name, language), tuple(rows)))
    return Case(
        caption=language.text(
            "report.forecast.caption.net", reference=quoted_policy(run, run.reference, language)
        ),
        heads=case_heads(run, language),
        blocks=blocks,
        payback=[
            words
            for name in run.policies
            for purse in DRAWN
            if purse in purses
            and enough_draws(run.draws)
            and (words := payback_words(run, name, purse, language))
        ],
        rests=[
            (title, known[title])
            for title in (language.text(f"unknown.{key}.title") for key in RESTS)
        ],
    )


def case_heads(run: ForecastRun, language: Language) -> list[str]:
    """Heads of the table: the budget, its estimates, their sum, and ten years."""
    years = sorted({row.year for row in run.years})
    budget, estimates = years[0], years[1:BUDGET_YEARS]
    heads = [language.text("kroner.column.purse")]
    heads.append(language.text("case.column.budget", year=str(budget)))
    heads += [language.text("case.column.estimate", year=str(year)) for year in estimates]
    return heads + [
        language.text("case.column.sum", first=str(budget), last=str(last))
        for last in sum_years(years)
    ]


def sum_years(years: Sequence[int]) -> list[int]:
    """Years up to which sums are told: the last of the budget's, and of ten years or all."""
    short = years[min(BUDGET_YEARS, len(years)) - 1]
    long = years[min(LONG, len(years)) - 1]
    return [short] if short == long else [short, long]
