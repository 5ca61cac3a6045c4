"""Kroner in words and cells: net by purse and year, what it comes from, what it leans on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mentorsim.language import Language
from mentorsim.present.comparison import budget_words
from mentorsim.present.comparison.cells import Block, Cell, Row
from mentorsim.present.kroner import kroner, kroner_with_interval
from mentorsim.present.names import price_title, price_unit
from mentorsim.present.own_prices import own_price_lines
from mentorsim.present.results import DAGGER, compared, interval_level, last_week, title
from scenarios.budget.budget import PARTS, Budget, Money
from scenarios.decision.purse_tables import NOT_ASSESSED
from scenarios.economics.price_file import Assumption
from scenarios.economics.purse_names import PUBLIC_TOTAL


@dataclass(frozen=True)
class AssumptionRow:
    """A price that nobody could source, as it is shown."""

    title: str
    value: str
    span: str
    unit: str


@dataclass(frozen=True)
class KronerSection:
    """Everything the report says of kroner."""

    intro: list[str]
    heads: list[str]
    blocks: list[Block]
    part_heads: list[str]
    parts: list[Row]
    price: list[str]
    pension: list[str]
    note: str


def money_cell(money: Money, language: Language) -> Cell:
    """A net amount with its interval."""
    return Cell(
        budget_words.kroner_text(money.mean, language),
        budget_words.kroner_span(money.low, money.high, language),
        money.extrapolated,
        money.clear,
    )


def kroner_sentence(money: Budget, names: Sequence[str], language: Language) -> str:
    """What the public purses gain or pay with some policies, over all weeks, and the verdict.

    Of few draws it says once, for all policies, that there is none, and what the brackets are.

    Args:
        money: kroner of a comparison by policy, purse and year.
        names: of the policies.
        language: of the words.
    """
    comparison, parts, key = money.comparison, list[str](), "answer.kroner"
    for name in names:
        public = money.total(name, PUBLIC_TOTAL)
        if public.verdict == NOT_ASSESSED:
            key = "answer.kroner.waiting"
        parts.append(
            language.text(
                f"answer.kroner.one.{public.key}",
                policy=language.quoted(title(comparison, name, language)),
                dagger=DAGGER if public.extrapolated else "",
                **budget_words.public_words(money, name, language),
            )
        )
    return language.text(
        key,
        reference=language.quoted(title(comparison, comparison.reference, language)),
        weeks=language.integer(last_week(comparison)),
        level=interval_level(language),
        parts="; ".join(parts),
    )


def kroner_section(money: Budget, language: Language) -> KronerSection:
    """Tables and words of the kroner section."""
    comparison = money.comparison
    names = compared(comparison)
    purse, verdict = (language.text(f"kroner.column.{key}") for key in ("purse", "verdict"))
    return KronerSection(
        intro=_intro(money, language),
        heads=[purse, *budget_words.year_heads(money, language), verdict],
        blocks=[_block(money, name, language) for name in names],
        part_heads=[language.text(f"report.kroner.part.{part}") for part in PARTS],
        parts=[
            Row(
                title(comparison, name, language),
                tuple(money_cell(money.part(name, part), language) for part in PARTS),
            )
            for name in names
        ],
        price=[budget_words.price_sentence(money, name, language) for name in names],
        pension=[_pension(money, name, language) for name in names],
        note=language.text("report.kroner.note", level=interval_level(language)),
    )


def _intro(money: Budget, language: Language) -> list[str]:
    words = budget_words.counted(money, language)
    if money.prices.overlaid:
        own = "; ".join(own_price_lines(money.prices, language))
        words.append(language.text("report.kroner.own", prices=own))
    return words


def _block(money: Budget, name: str, language: Language) -> Block:
    rows = []
    for purse in money.purses():
        whole = money.total(name, purse)
        cells = [money_cell(m, language) for m in (*money.by_year(name, purse), whole)]
        verdict = language.text(f"report.kroner.verdict.{whole.key}")
        cells.append(Cell(verdict, "", whole.extrapolated))
        rows.append(Row(budget_words.purse_title(purse, language), tuple(cells)))
    return Block(title(money.comparison, name, language), tuple(rows))


def _pension(money: Budget, name: str, language: Language) -> str:
    """How much of the public result rests on a status whose size nobody knows well."""
    public = money.total(name, PUBLIC_TOTAL)
    left = money.total_without_pension(name, PUBLIC_TOTAL)
    return language.text(
        "report.kroner.pension",
        policy=language.quoted(title(money.comparison, name, language)),
        number=kroner(public.mean, language, signed=True),
        left=kroner_with_interval(left.mean, left.low, left.high, language),
    )


def assumption_row(found: Assumption, language: Language) -> AssumptionRow:
    """A price without a source, as tables show it."""
    digits = 0 if abs(found.high) >= 100 else 2
    unit = price_unit(found.unit, language)
    if found.price_level is not None:
        unit = language.text("report.kroner.unit.level", unit=unit, year=found.price_level)
    return AssumptionRow(
        price_title(found.name, language),
        language.number(found.value, digits),
        language.interval(found.low, found.high, digits),
        unit,
    )
