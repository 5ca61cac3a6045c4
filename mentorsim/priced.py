"""Prices as commands ask for them: a rule year, or a file of one's own over a rule year."""

from __future__ import annotations

from typing import Annotated

import typer

from scenarios.economics.price_choice import default_rule_year
from scenarios.economics.price_file import Prices

#: The rule year if no other is asked for.
RULE_YEAR = default_rule_year()

PricesAsked = Annotated[
    str | None,
    typer.Option("--prices", help="rule year, or a YAML file with prices of your own"),
]
RuleYear = Annotated[
    int | None,
    typer.Option("--rule-year", help=f"whose rules a file lies over; else {RULE_YEAR}"),
]
PriceLevel = Annotated[
    int | None, typer.Option("--price-level", help="year of the kroner shown; else the rule year")
]


def prices_used(prices: Prices) -> dict[str, object]:
    """What the provenance of a result says of its prices."""
    return {
        "rule_year": prices.rule_year,
        "price_level": prices.price_level,
        "own_prices": prices.overlay or "none",
        "prices": prices.digest(),
    }
