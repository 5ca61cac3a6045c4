"""Prices as commands ask for them: a rule year, or a file of one's own over a rule year."""

from __future__ import annotations

from typing import Annotated

import typer

from scenarios.price_file import Prices, load_prices
from sim.errors import InputError

#: The newest year whose base rates were read in print (docs/economics.md).
RULE_YEAR = 2023

PricesAsked = Annotated[
    str, typer.Option("--prices", help="rule year, or a YAML file with prices of your own")
]
RuleYear = Annotated[
    int | None,
    typer.Option("--rule-year", help=f"whose rules a file lies over; else {RULE_YEAR}"),
]
PriceLevel = Annotated[
    int | None, typer.Option("--price-level", help="year of the kroner shown; else the rule year")
]


def prices_asked(
    prices: str, rule_year: int | None = None, price_level: int | None = None
) -> Prices:
    """The price set that was asked for.

    Args:
        prices: a year, or the path of a YAML file.
        rule_year: whose rules a file lies over.
        price_level: year of the kroner.

    Raises:
        InputError: no such year or file, a wrong entry, or two rule years.
    """
    if not prices.isdigit():
        year = RULE_YEAR if rule_year is None else rule_year
        return load_prices(year, prices, price_level=price_level)
    if rule_year is not None and rule_year != int(prices):
        raise InputError(
            "two rule years", field="--rule-year", found=f"{rule_year} and --prices {prices}",
            allowed="one of them, or --prices FILE with --rule-year",
        )  # fmt: skip
    return load_prices(int(prices), price_level=price_level)


def prices_used(prices: Prices) -> dict[str, object]:
    """What the provenance of a result says of its prices."""
    return {
        "rule_year": prices.rule_year,
        "price_level": prices.price_level,
        "own_prices": prices.overlay or "none",
        "prices": prices.digest(),
    }
