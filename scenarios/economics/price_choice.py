"""Which prices a result rests on: a rule year, or one's own put over one, at a price level."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scenarios.economics.rule_sets import rule_set_named, rule_sets, rule_years
from scenarios.economics.setting import economics_setting
from sim.errors import InputError
from sim.messages import Said

if TYPE_CHECKING:
    from scenarios.economics.price_file import Prices


def default_rule_year() -> int:
    """The rule year that is taken unless another is asked for."""
    return int(economics_setting().rule_year.value)


def chosen_prices(
    prices: str | Path | int | Mapping[str, Any] | None = None,
    rule_year: int | None = None,
    price_level: int | None = None,
) -> Prices:
    """The price set that is asked for.

    Args:
        prices: a rule year, the name of a rule set (`2025-01`), the path of a YAML file with
            prices of one's own, or these as plain values (see `load_prices`).
        rule_year: whose rules a file is put over; the default of
            `scenarios/economics/economics.yaml`.
        price_level: year of the kroner that amounts are wanted in; None is the rule year.

    Raises:
        InputError: no such rule year, price level or file; two different rule years; or a file
            with an entry that cannot be.

    Example:
        >>> prices = chosen_prices(2023)
        >>> prices.entries["mentor_salary"].unit
        'DKK per full-time year, pension included'
        >>> chosen_prices({"mentor_salary": 560000}, 2023).entries["mentor_salary"].value
        560000.0
    """
    from scenarios.economics.price_file import load_prices

    default = default_rule_year()
    if prices is None:
        return load_prices(default if rule_year is None else rule_year, price_level=price_level)
    if isinstance(prices, Mapping):
        over = default if rule_year is None else rule_year
        return load_prices(over, prices, price_level=price_level)
    asked = str(prices)
    if asked.isdigit():
        if rule_year is not None and rule_year != int(asked):
            raise InputError(
                Said("scenarios.two_rule_years"),
                field="--rule-year",
                found=Said("scenarios.asked_and_rule_year", asked=asked, rule_year=rule_year),
                allowed=Said("scenarios.a_rule_year_as_prices_or"),
            )
        return load_prices(int(asked), price_level=price_level)
    named = rule_set_named(asked)
    if named is not None:
        if rule_year is not None:
            raise InputError(
                Said("scenarios.a_rule_set_and_a_rule"),
                field="--rule-year",
                found=Said("scenarios.asked_and_rule_year", asked=asked, rule_year=rule_year),
                allowed=Said("scenarios.one_or_the_other"),
            )
        return load_prices(named, price_level=price_level)
    path = own_file(asked)
    return load_prices(default if rule_year is None else rule_year, path, price_level=price_level)


def names_rules(prices: object) -> bool:
    """Whether prices are asked for by a rule year, or by the name of a rule set."""
    return str(prices).isdigit() or rule_set_named(str(prices)) is not None


def own_file(asked: str | Path) -> Path:
    """The path of a file with prices of one's own.

    Raises:
        InputError: there is none.
    """
    path = Path(asked)
    if not path.exists():
        years = ", ".join([*map(str, rule_years()), *(r.name for r in rule_sets())])
        raise InputError(
            Said("scenarios.no_such_prices"),
            field="--prices",
            found=str(asked),
            allowed=Said("scenarios.a_rule_year_or_set_years", years=years),
        )
    return path
