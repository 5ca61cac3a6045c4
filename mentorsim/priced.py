"""Prices as commands ask for them: a rule year, or a file of one's own over a rule year."""

from __future__ import annotations

from typing import Annotated

import typer

from mentorsim.number_options import whole_option
from scenarios.economics.price_choice import default_rule_year
from scenarios.economics.price_file import Prices

#: The rule year if no other is asked for.
RULE_YEAR = default_rule_year()

#: What the provenance calls the file of one's own prices, and these prices beside those on
#: file.
OWN = "own_prices"
FROM_SHIPPED = "own_prices_from_shipped"

PricesAsked = Annotated[
    str | None,
    typer.Option("--prices", help="rule year, or a YAML file with prices of your own"),
]
RuleYear = Annotated[
    int | None,
    whole_option("--rule-year", f"whose rules a file lies over; else {RULE_YEAR}"),
]
PriceLevel = Annotated[
    int | None, whole_option("--price-level", "year of the kroner shown; else the rule year")
]


def prices_used(prices: Prices) -> dict[str, object]:
    """What the provenance of a result says of its prices."""
    return {
        "rule_year": prices.rule_year,
        "price_level": prices.price_level,
        OWN: prices.overlay or "none",
        "prices": prices.digest(),
    } | ({} if prices.overlay is None else {FROM_SHIPPED: _from_shipped(prices)})


def _from_shipped(prices: Prices) -> str:
    """Each price of one's own with the one on file, in kroner of its own level."""
    return "; ".join(
        f"{own.name} {own.entry.value:.10g} "
        + ("(none on file)" if own.shipped is None else f"(on file {own.shipped:.10g})")
        for own in prices.beside_shipped()
    )
