"""Prices of a forecast's workbook: each once for the rule sets in which it is the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from mentorsim.language import Language
from scenarios.economics.mentor_cost import DECISION_PRICE, ON_TOP
from scenarios.economics.price_draws import central_prices
from scenarios.economics.price_list import price_schema
from scenarios.economics.rates import Read
from scenarios.forecast.first_years import FirstYears

#: Prices of the programme, and of what the state refunds; all others are of people's lives.
PROGRAMME = (
    "mentor_salary",
    *(f"{part}_share" for part in ON_TOP),
    "startup_weeks",
    "replaced_share",
    "measure_cost",
    DECISION_PRICE,
)
REFUND = ("refund", "mentor_refund", "pension_refund", "placement_share", "entrants_new_share")
GROUPS = ("programme", "refund", "lives")


@dataclass(frozen=True)
class Price:
    """A price as a driver.

    Attributes:
        name: of its entry.
        sets: rule sets that it is the same in, by position.
        held: those of them that hold in the forecast's own years; none where it is a price of
            other first years alone, which has no cell.
        ours, low, high: as on file, in kroner of the forecast.
        mean: over its draws.
        mark: how certain its source is.
    """

    name: str
    sets: tuple[int, ...]
    held: tuple[int, ...]
    ours: float
    low: float
    high: float
    mean: float
    mark: str


def prices_read(first: FirstYears, used: Callable[[Read], object]) -> list[Price]:
    """The prices that an account is worked out from, each once for rule sets it is the same in.

    Args:
        first: the rule sets, and which of them hold in the forecast's own years.
        used: works an account out from prices.
    """
    read: set[str] = set()
    for values in first.sets:

        def noted(name: str, values: Mapping[str, np.ndarray] = values.values) -> np.ndarray:
            read.add(name)
            return values[name][:, None]

        used(noted)
    central = [central_prices(values.prices) for values in first.sets]
    found: list[Price] = []
    for name in (name for name in price_schema() if name in read):
        alike: dict[tuple[float, ...], list[int]] = {}
        for k, values in enumerate(first.sets):
            key = (float(central[k][name][0]), *values[name].tolist())
            alike.setdefault(key, []).append(k)
        for sets in alike.values():
            held = tuple(k for k in sets if k in first.used)
            entry = first.sets[(held or sets)[0]].prices[name]
            if not entry.in_force:
                continue
            ours = float(central[sets[0]][name][0])
            moved = ours / entry.value if entry.value else 1.0
            low, high = (end * moved for end in entry.span)
            mean = float(first.sets[sets[0]][name].mean())
            found.append(Price(name, tuple(sets), held, ours, low, high, mean, entry.certainty))
    return found


def price_words(price: Price, first: FirstYears, language: Language) -> str:
    """A price with a cell, and where it does not hold in all years from or until when it does.

    Args:
        price: with the sets of rules that have it.
        first: the forecast's first years, with the rules of each.
        language: of the words.
    """
    words = language.text(f"price.{price.name}")
    if price.held == first.used:
        return words
    last_day = first.sets[price.held[-1]].prices[price.name].last_day
    if last_day is not None:
        return language.text("workbook.price_until", price=words, date=language.date(last_day))
    rules = first.rules.names[price.held[0]]
    return language.text("workbook.price_from", price=words, rules=rules)


def group_of(name: str) -> str:
    """Of `GROUPS`."""
    if name in PROGRAMME:
        return "programme"
    return "refund" if name.startswith(REFUND) else "lives"
