"""The command that shows prices, and tries a file of prices of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Group
from rich.table import Table
from rich.text import Text

from mentorsim.language import Language
from mentorsim.request.numbers import whole_argument
from mentorsim.request.prices import RULE_YEAR
from mentorsim.terminal.console import output, print_json
from scenarios.economics.rule_sets import rule_years
from sim.messages import Said

if TYPE_CHECKING:
    import pandas as pd

    from scenarios.economics.price_entry import Entry
    from scenarios.economics.price_file import Prices

#: Decimals of a price that is no amount of kroner.
SHARE_DIGITS = 3


def prices_command(
    year: Annotated[
        int,
        whole_argument(
            Said("mentorsim.metavar_year"),
            Said("mentorsim.help_rule_year_map", map=tuple(map(str, rule_years()))),
        ),
    ] = RULE_YEAR,
    check: Annotated[
        Path | None, typer.Option("--check", help=Said("mentorsim.help_try_a_yaml_file_with"))
    ] = None,
    json: Annotated[
        bool, typer.Option("--json", help=Said("mentorsim.help_results_for_machines_on_standard"))
    ] = False,
    language: Annotated[
        str, typer.Option("--language", help=Said("mentorsim.help_language_of_the_tables_da"))
    ] = "en",
) -> None:
    """The command `prices`; its help is `mentorsim.command_prices`.

    Args:
        year: rule year.
        check: file of prices that is checked instead; None checks none.
        json: whether results go to standard output for machines.
        language: of the reader, da or en.
    """
    from scenarios.economics.price_file import load_prices

    words = Language(language)
    prices = load_prices(year, check)
    if json:
        print_json(prices_json(prices))
        return
    if check is not None:
        for line in changes(prices, words):
            output().print(line, markup=False, highlight=False)
        return
    output().print(prices_view(prices, words))


def prices_json(prices: Prices) -> dict[str, object]:
    """A price set as plain values."""
    from mentorsim.present.comparison.json import records
    from mentorsim.present.own_prices import own_price_records
    from scenarios.economics.price_checks import benefit_week_parts, cross_check
    from scenarios.economics.price_file import price_limits

    checks: list[dict[str, object]] = records(cross_check(prices))
    return {
        "rule_year": prices.rule_year,
        "in_force_from": prices.rules.first.isoformat(),
        "price_level": prices.price_level,
        "own_file": prices.overlay,
        "own_prices": own_price_records(prices),
        "digest": prices.digest(),
        "prices": records(prices.to_frame()),
        "index": [
            {
                "year": year,
                "value": entry.value,
                "low": entry.span[0],
                "high": entry.span[1],
                "source": entry.source,
                "certainty": entry.certainty,
            }
            for year, entry in prices.index.items()
        ],
        "cross_check": checks,
        "benefit_week_parts": records(benefit_week_parts(prices)),
        "limits": price_limits(),
    }


def changes(prices: Prices, language: Language) -> list[str]:
    """What a file of one's own changes, line by line, each number as it was read.

    Args:
        prices: with the file.
        language: of the lines.
    """
    from mentorsim.present.clean import clean
    from mentorsim.present.own_prices import own_price_lines

    lines = [
        language.text(
            "prices.checked",
            path=clean(str(prices.overlay)),
            year=str(prices.rule_year),
            count=language.integer(len(prices.overlaid)),
        )
    ]
    lines += [
        language.text("prices.change", line=line, entry=name)
        for name, line in zip(prices.overlaid, own_price_lines(prices, language), strict=True)
    ]
    return lines


def written(entry: Entry, language: Language) -> str:
    """The value of a price: kroner whole, other numbers with the decimals they have."""
    if not entry.in_force:
        return language.text("number.none")
    return number(entry.value, entry.price_level is not None, language)


def number(value: float, kroner: bool, language: Language) -> str:
    """A price's number.

    Args:
        value: of the price.
        kroner: whether the price is an amount of kroner, which has no decimals.
        language: of the words.
    """
    digits = 0 if kroner or value == int(value) else SHARE_DIGITS
    text = language.number(value, digits)
    return text.rstrip("0") if digits else text


def prices_view(prices: Prices, language: Language) -> Group:
    """All prices, the published figures beside ours, and what no price says."""
    from mentorsim.present.terminal_tables import blank_table
    from scenarios.economics.price_checks import cross_check
    from scenarios.economics.price_file import price_limits

    table = blank_table(
        language.text("prices.caption", year=str(prices.rule_year)), language.text("prices.note")
    )
    table.expand = True
    columns = {"price": 5, "value": 0, "range": 0, "level": 0, "certainty": 0, "source": 4}
    for name, ratio in columns.items():
        right = name in ("value", "range")
        table.add_column(
            language.text(f"prices.column.{name}"),
            overflow="fold",
            ratio=ratio or None,
            justify="right" if right else "left",
            no_wrap=ratio == 0,
        )
    for name, entry in prices.entries.items():
        table.add_row(*_cells(name, entry, prices, language))
    limits = [Text(f"• {language.text(f'limit.{name}')}") for name in price_limits()]
    head = Text(language.text("prices.limits"), "bold")
    return Group(table, _cross(cross_check(prices), prices, language), head, *limits)


def _cells(name: str, entry: Entry, prices: Prices, language: Language) -> list[Text]:
    from mentorsim.present.clean import clean
    from scenarios.economics.price_list import price_schema

    money, (low, high) = entry.price_level is not None, entry.span
    span = ""
    if low != high:
        ends = (number(low, money, language), number(high, money, language))
        span = language.text("number.interval", low=ends[0], high=ends[1])
    title = Text(language.text(f"price.{name}") + ("*" if name in prices.overlaid else ""))
    unit = language.text(f"price_unit.{price_schema()[name].unit}")
    rest = [
        written(entry, language),
        span,
        "" if entry.price_level is None else str(entry.price_level),
        entry.certainty,
        clean(entry.source),
    ]
    return [title.append(f"\n{unit}", "dim"), *(Text(cell) for cell in rest)]


def _cross(frame: pd.DataFrame, prices: Prices, language: Language) -> Table:
    from mentorsim.present.kroner import amount, amount_interval
    from mentorsim.present.terminal_tables import blank_table

    table = blank_table(
        language.text("prices.cross.caption", level=str(prices.price_level)),
        benefit_note(frame, prices, language),
    )
    table.add_column(language.text("prices.cross.column.figure"), overflow="fold")
    for head in ("ours", "published"):
        table.add_column(language.text(f"prices.cross.column.{head}"), justify="right")
    for row in frame.to_dict("records"):
        ends = amount_interval(float(row["low"]), float(row["high"]), language)
        published = f"{amount(float(row['published']), language)} ({ends})"
        table.add_row(
            Text(language.text(f"prices.cross.{row['figure']}")),
            Text(amount(float(row["ours"]), language)),
            Text(published),
        )
    return table


def benefit_note(frame: pd.DataFrame, prices: Prices, language: Language) -> str:
    """What could lie between our week on benefit and the published one.

    Args:
        frame: our figures and the published ones, a row each (`figure`, `published`).
        prices: what kroner are worked out with.
        language: of the words.
    """
    from mentorsim.present.kroner import amount
    from scenarios.economics.price_checks import benefit_week_parts

    parts = benefit_week_parts(prices).set_index("part")["kroner"]
    published = frame.set_index("figure")["published"]["benefit_week"]
    kroner = {str(name): amount(float(x), language) for name, x in parts.items()}
    return language.text(
        "prices.cross.note", published=amount(float(published), language), **kroner
    )
