"""The first page of a forecast's paper: what it costs, for whom, in which budget, and when it pays.

Amounts, verdicts and chances are those of the forecast's chapter. The first calendar year is that
of the budget, the three after it are the years that a municipal budget estimates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mentorsim.language import Language
from mentorsim.reports.kept_forecast import ForecastRun
from mentorsim.reports.tables import Block, Cell, Row

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


def case_row(title: str, single: Sequence[Cell], summed: Sequence[Cell]) -> Row:
    """A purse: each year of the budget, then the sums."""
    return Row(title, (*single, *summed))
