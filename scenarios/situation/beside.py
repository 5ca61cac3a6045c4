"""What is said beside a situation: the same is fine, something else is an error that names both."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from scenarios.economics.price_choice import chosen_prices, names_rules
from scenarios.economics.price_file import Prices
from scenarios.economics.rule_calendar import Rules, chosen_rules
from scenarios.situation.situation import Situation, same_values
from sim.errors import InputError
from sim.messages import Said


def contradiction(
    field: str,
    found: object,
    place: str,
    said: object,
    *,
    file: object = None,
    allowed: str = Said("scenarios.the_same_in_both_or_left_out"),
) -> InputError:
    """The error of a situation and something beside it that say different things.

    Args:
        field: of the policy, or the argument of the function.
        found: what it says.
        place: field of the situation.
        said: what that says.
        file: name of the policy, if it is one.
        allowed: what would do.
    """
    return InputError(
        Said("scenarios.it_says_something_else_than_the"),
        file=file,
        field=field,
        found=Said("scenarios.found_beside_situation", found=found, place=place, said=said),
        allowed=allowed,
    )


def agreed(field: str, given: Any, place: str, said: Any) -> Any:
    """What an argument and the situation say together; None where neither says anything.

    Args:
        field: name of the argument.
        given: its value; None is not given.
        place: field of the situation.
        said: its value; None is not said.

    Raises:
        InputError: both say something, and not the same.
    """
    if given is None or said is None:
        return said if given is None else given
    if not same_values(_plain(given), _plain(said)):
        raise contradiction(field, _shown(given), place, _shown(said))
    return said


def prices_beside(
    situation: Situation,
    prices: str | Path | int | Mapping[str, Any] | None,
    rule_year: int | None,
    price_level: int | None,
) -> Prices:
    """The prices of a question: the situation's, and what is given beside it.

    Where neither says rules, they are those of the situation's first year
    (`scenarios.situation.situation.Situation.rule_year`).

    Args:
        situation: with rules and prices of its own, or without.
        prices, rule_year, price_level: as `scenarios.economics.price_choice.chosen_prices`.

    Raises:
        InputError: as there, or the two say different things.
    """
    own, rules = _own_and_rules(situation, prices, rule_year)
    if rules is None and (own is None or not names_rules(own)):
        rules = situation.rule_year
    return chosen_prices(own, rules, price_level)


def rules_beside(
    situation: Situation,
    days: tuple[date, date],
    prices: str | Path | int | Mapping[str, Any] | None,
    rule_year: int | None,
    price_level: int | None,
) -> Rules:
    """The rules of a forecast's years: each year's own unless somebody names a rule year.

    Args:
        situation: with rules and prices of its own, or without.
        days: the first and the last for which rules are wanted.
        prices, rule_year, price_level: as `scenarios.economics.rule_calendar.chosen_rules`.

    Raises:
        InputError: as there, or the two say different things.
    """
    own, rules = _own_and_rules(situation, prices, rule_year)
    return chosen_rules(*days, own, rules, price_level)


def _own_and_rules(
    situation: Situation, prices: str | Path | int | Mapping[str, Any] | None, rule_year: int | None
) -> tuple[Any, int | None]:
    """Prices of one's own and the rule year, as the situation and what is beside it say."""
    if prices is not None and str(prices).isdigit():
        chosen = chosen_prices(prices, rule_year).rule_year
        return situation.prices, agreed("prices", chosen, "rules", situation.rules)
    rules = agreed("rule_year", rule_year, "rules", situation.rules)
    return agreed("prices", prices, "prices", situation.prices), rules


def years_beside(
    situation: Situation, intake: int | None, years: int | None, start_year: int | None
) -> Situation:
    """A situation as a forecast looks at it, with the years that are given beside it.

    Args:
        situation: with young people who come year after year.
        intake, years, start_year: as `scenarios.forecast.setting.Stream`; None is not given.

    Raises:
        InputError: a cohort, numbers that cannot be, or the two say different things.
    """
    people = situation.young_people
    if people.cohort is not None:
        raise InputError(
            Said("scenarios.a_forecast_follows_young_people_who"),
            field="situation.young_people.cohort",
            found=people.cohort,
            allowed=Said("scenarios.young_people_per_year_compare_decide"),
        )
    agreed("intake", intake, "young_people.per_year", people.per_year)
    looked_at = {
        "years": agreed("years", years, "years", situation.years),
        "first_year": agreed("start_year", start_year, "first_year", situation.first_year),
    }
    found = situation.model_copy(update=looked_at)
    _ = found.stream  # years that cannot be are an error here
    return found


def weeks_beside(situation: Situation, weeks: int | None, usual: int) -> int:
    """The last week since entry that is followed: at most what the situation's years hold.

    Args:
        situation: with years to look at, or without.
        weeks: that are asked for; None is not given.
        usual: weeks without a situation.

    Returns:
        What is asked for; else the usual weeks, or as many as the years hold for those who come
        first, if these are fewer.

    Raises:
        InputError: more weeks than the situation's years hold.
    """
    if situation.years is None:
        return usual if weeks is None else weeks
    last = situation.stream.weeks - 1
    if weeks is None:
        return min(usual, last)
    if isinstance(weeks, int | np.integer) and weeks > last:
        told = f"{situation.years}"
        most = Said("scenarios.at_most_last_week_in_these_years", last=last)
        raise contradiction("weeks", weeks, "years", told, allowed=most)
    return weeks


def _plain(value: Any) -> Any:
    """Paths as such, so that a text and a path of the same file are the same."""
    if isinstance(value, str | Path):
        return Path(value).resolve()
    return dict(value) if isinstance(value, Mapping) else value


def _shown(value: Any) -> str:
    """A value for a message; never the rows of a table."""
    if isinstance(value, pd.DataFrame):
        return Said("scenarios.a_table_in_memory")
    return ", ".join(value) if isinstance(value, Mapping | list) else str(value)
