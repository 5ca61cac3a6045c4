"""Kroner in words and cells: net by purse and year, what it comes from, what it leans on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.figure import Figure

from mentorsim.figure_style import (
    PANEL_COLUMNS,
    across,
    beyond_handle,
    colour,
    finish,
    panels,
    squat,
    styled,
    wrapped,
)
from mentorsim.figure_words import described, headed, policy_title, quoted_title
from mentorsim.forest import Dot, all_beyond, dot_handles, forest
from mentorsim.language import Language
from mentorsim.names import price_limit, price_title, price_unit
from mentorsim.reports.run_kroner import PARTS, Kroner, Money, shown
from mentorsim.reports.tables import Block, Cell, Row
from mentorsim.results import DAGGER, compared, interval_level, last_week, title
from scenarios.comparison.compare import Comparison
from scenarios.decision.purse_tables import COST, GAIN
from scenarios.economics.price_file import Assumption, price_limits
from scenarios.economics.purses import PUBLIC_TOTAL

#: Verdicts that leave zero out of the interval.
CLEAR = (GAIN, COST)
REGION = "region"


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
    year_heads: list[str]
    blocks: list[Block]
    part_heads: list[str]
    parts: list[Row]
    pension: list[str]
    assumptions: list[AssumptionRow]
    limits: list[str]
    note: str


def kroner_text(x: float, language: Language) -> str:
    """Kroner as they are shown, without the unit; a dash where there is none."""
    return language.signed(shown(x), 0)


def _span(low: float, high: float, language: Language) -> str:
    return language.interval(shown(low), shown(high), 0)


def money_cell(money: Money, language: Language) -> Cell:
    """A net amount with its interval."""
    return Cell(
        kroner_text(money.mean, language),
        _span(money.low, money.high, language),
        money.extrapolated,
        money.verdict in CLEAR,
    )


def kroner_sentence(
    comparison: Comparison, money: Kroner, names: Sequence[str], language: Language
) -> str:
    """What the public purses gain or pay with some policies, over all weeks, and the verdict."""
    parts = []
    for name in names:
        public = money.total(name, PUBLIC_TOTAL)
        number, interval = _sized(public, language)
        parts.append(
            language.text(
                f"answer.kroner.one.{_key(public)}",
                policy=language.quoted(title(comparison, name, language)),
                number=number,
                interval=interval,
                dagger=DAGGER if public.extrapolated else "",
            )
        )
    return language.text(
        "answer.kroner",
        reference=language.quoted(title(comparison, comparison.reference, language)),
        weeks=language.integer(last_week(comparison)),
        level=interval_level(language),
        parts="; ".join(parts),
    )


def _sized(money: Money, language: Language) -> tuple[str, str]:
    """An amount and its interval as words need them: what costs is counted as a cost."""
    sign = -1.0 if money.verdict == COST else 1.0
    low, high = sorted((sign * money.low, sign * money.high))
    return language.integer(shown(sign * money.mean)), _span(low, high, language)


def _key(money: Money) -> str:
    return money.verdict.replace(" ", "_")


def _verdict(money: Money, language: Language) -> str:
    return language.text(f"report.kroner.verdict.{_key(money)}")


def kroner_section(comparison: Comparison, money: Kroner, language: Language) -> KronerSection:
    """Tables and words of the kroner section."""
    names = compared(comparison)
    return KronerSection(
        intro=_intro(comparison, money, language),
        year_heads=[language.text("report.kroner.column.year", year=year) for year in money.years],
        blocks=[_block(comparison, money, name, language) for name in names],
        part_heads=[language.text(f"report.kroner.part.{part}") for part in PARTS],
        parts=[
            Row(
                title(comparison, name, language),
                tuple(money_cell(money.part(name, part), language) for part in PARTS),
            )
            for name in names
        ],
        pension=[_pension(comparison, money, name, language) for name in names],
        assumptions=[assumption_row(a, language) for a in money.assumptions()],
        limits=[price_limit(name, language) for name in price_limits()],
        note=language.text("report.kroner.note", level=interval_level(language)),
    )


def _intro(comparison: Comparison, money: Kroner, language: Language) -> list[str]:
    prices = money.prices
    reference = language.quoted(title(comparison, comparison.reference, language))
    words = [
        language.text(
            "report.kroner.intro",
            reference=reference,
            year=prices.rule_year,
            price_level=prices.price_level,
            weeks=language.integer(last_week(comparison)),
        ),
        language.text(
            "report.kroner.years",
            last=money.years[-1],
            weeks=language.integer(money.last_weeks),
        ),
    ]
    if REGION not in money.used_purses():
        words.append(language.text("report.kroner.no_region"))
    if prices.overlaid:
        own = language.list_of(price_title(name, language) for name in prices.overlaid)
        words.append(language.text("report.kroner.own", prices=own))
    return words


def _block(comparison: Comparison, money: Kroner, name: str, language: Language) -> Block:
    rows = []
    for purse in money.used_purses():
        whole = money.total(name, purse)
        cells = [money_cell(m, language) for m in (*money.by_year(name, purse), whole)]
        cells.append(Cell(_verdict(whole, language), "", whole.extrapolated))
        rows.append(Row(language.text(f"purse_title.{purse}"), tuple(cells)))
    return Block(title(comparison, name, language), tuple(rows))


def _pension(comparison: Comparison, money: Kroner, name: str, language: Language) -> str:
    """How much of the public result rests on a status whose size nobody knows well."""
    public = money.total(name, PUBLIC_TOTAL)
    left = money.total_without_pension(name, PUBLIC_TOTAL)
    return language.text(
        "report.kroner.pension",
        policy=language.quoted(title(comparison, name, language)),
        number=kroner_text(public.mean, language),
        left=kroner_text(left.mean, language),
        interval=_span(left.low, left.high, language),
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


@styled
def kroner_forest(comparison: Comparison, money: Kroner, language: Language) -> Figure:
    """Net kroner per young person over all weeks: a panel per policy, a dot per purse."""
    names = compared(comparison)
    figure, axes = panels(len(names), share_y=False, share_x=True, height=squat(len(names), 1.5))
    numbers, beyond = [], False
    for k, (panel, name) in enumerate(zip(axes, names, strict=True)):
        found = {purse: money.total(name, purse) for purse in money.used_purses()}
        dots = [
            Dot(
                label=language.text(f"purse_title.{purse}"),
                mean=m.mean,
                low=m.low,
                high=m.high,
                clear=m.verdict in CLEAR,
                colour=colour(k),
                marker="s" if purse == PUBLIC_TOTAL else "o",
            )
            for purse, m in found.items()
        ]
        forest(panel, dots, language, labels=k % across() == 0)
        if any(m.extrapolated for m in found.values()):
            all_beyond(panel)
            beyond = True
        panel.set_title(wrapped(policy_title(comparison, name, language), PANEL_COLUMNS))
        if k >= len(names) - across():
            panel.set_xlabel(language.text("axis.kroner"))
        numbers += [
            language.text(
                "report.alt.kroner_purse",
                policy=quoted_title(comparison, name, language),
                purse=language.text(f"purse_title.{purse}"),
                number=kroner_text(m.mean, language),
                interval=_span(m.low, m.high, language),
                dagger=DAGGER if m.extrapolated else "",
            )
            for purse, m in found.items()
        ]
    handles = dot_handles(language)
    if beyond:
        handles.append(beyond_handle(language))
    heading = _heading(comparison, money, names[0], language)
    return finish(figure, heading, handles, alt=described("kroner", heading, numbers, language))


def _heading(comparison: Comparison, money: Kroner, name: str, language: Language) -> str:
    public = money.total(name, PUBLIC_TOTAL)
    number, interval = _sized(public, language)
    words = language.text(
        f"finding.kroner.{_key(public)}",
        policy=quoted_title(comparison, name, language),
        reference=quoted_title(comparison, comparison.reference, language),
        number=number,
        interval=interval,
        weeks=language.integer(last_week(comparison)),
        level=interval_level(language),
    )
    return headed(comparison, words, language, beyond=public.extrapolated)
