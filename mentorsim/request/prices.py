"""Prices as commands ask for them: a rule year, or a file of one's own over a rule year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from mentorsim.request.numbers import whole_option
from scenarios.economics.price_choice import default_rule_year
from sim.messages import Said

if TYPE_CHECKING:
    from scenarios.economics.price_file import Prices
    from scenarios.economics.rule_calendar import Rules

#: The rule year if no other is asked for.
RULE_YEAR = default_rule_year()

#: What the provenance calls the file of one's own prices, and these prices beside those on
#: file.
OWN = "own_prices"
FROM_SHIPPED = "own_prices_from_shipped"
#: What the provenance has as the rule year where each calendar year has its own rules.
CALENDAR = "calendar"

PricesAsked = Annotated[
    str | None,
    typer.Option("--prices", help=Said("mentorsim.help_rule_year_or_a_yaml")),
]
RuleYear = Annotated[
    int | None,
    whole_option(
        "--rule-year", Said("mentorsim.help_whose_rules_a_file_lies", rule_year=RULE_YEAR)
    ),
]
PriceLevel = Annotated[
    int | None,
    whole_option("--price-level", Said("mentorsim.help_year_of_the_kroner_shown_else_the")),
]


def prices_used(prices: Prices) -> dict[str, object]:
    """What the provenance of a result says of its prices."""
    return {
        "rule_year": prices.rule_year,
        "price_level": prices.price_level,
        OWN: prices.overlay or "none",
        "prices": prices.digest(),
    } | ({} if prices.overlay is None else {FROM_SHIPPED: _from_shipped(prices)})


def rules_used(rules: Rules) -> dict[str, object]:
    """What the provenance of a forecast says of its rules and prices: of one set held as
    `prices_used`; by the calendar, `rule_sets` names the sets, and `prices` is of all of them.
    """
    from scenarios.economics.rule_calendar import set_name

    if not rules.calendar:
        return prices_used(rules.first)
    names = ", ".join(dict.fromkeys(set_name(prices.rules) for prices in rules.sets))
    return prices_used(rules.first) | {
        "rule_year": CALENDAR,
        "rule_sets": names,
        "prices": rules.digest(),
    }


def _from_shipped(prices: Prices) -> str:
    """Each price of one's own with the one on file, in kroner of its own level."""
    return "; ".join(
        f"{own.name} {own.entry.value:.10g} "
        + ("(none on file)" if own.shipped is None else f"(on file {own.shipped:.10g})")
        for own in prices.beside_shipped()
    )
