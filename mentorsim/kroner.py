"""Kroner as people read them: in thousands or millions, with no more digits than they deserve."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from mentorsim.language import Language

THOUSAND, MILLION = 1e3, 1e6


@dataclass(frozen=True)
class Unit:
    """What amounts of one table or sentence are counted in.

    Attributes:
        name: `kroner`, `thousand` or `million`.
        scale: kroner in one.
        digits: decimals that are shown.
    """

    name: str
    scale: float
    digits: int

    def number(self, x: float, language: Language, *, signed: bool = False) -> str:
        """An amount without its unit."""
        write = language.signed if signed else language.number
        return write(x / self.scale, self.digits)

    def interval(self, low: float, high: float, language: Language) -> str:
        """From a low to a high amount, without the unit."""
        return language.interval(low / self.scale, high / self.scale, self.digits)

    def label(self, language: Language) -> str:
        """The unit as it stands in a heading."""
        return language.text(f"kroner.unit.{self.name}")


def unit_for(amounts: Iterable[float]) -> Unit:
    """The unit in which the largest of some amounts has two or three digits before the comma."""
    largest = max((abs(x) for x in amounts if math.isfinite(x)), default=0.0)
    if largest >= 20 * MILLION:
        return Unit("million", MILLION, 0)
    if largest >= MILLION:
        return Unit("million", MILLION, 1)
    if largest >= 10 * THOUSAND:
        return Unit("thousand", THOUSAND, 0)
    if largest >= THOUSAND:
        return Unit("thousand", THOUSAND, 1)
    return Unit("kroner", 1.0, 0)


def finer(unit: Unit) -> Unit:
    """The same with one more decimal, for tables where small amounts stand beside large ones."""
    return Unit(unit.name, unit.scale, unit.digits + 1)


def kroner(x: float, language: Language, *, signed: bool = False) -> str:
    """An amount with its unit: `4.2 million`, or whole kroner to two or three digits."""
    unit = unit_for([x])
    number = _in_words(x, unit, language, signed=signed)
    return language.text(f"kroner.amount.{_spoken(unit)}", number=number)


def kroner_with_interval(mean: float, low: float, high: float, language: Language) -> str:
    """A signed amount with its unit, and the interval behind it in the same unit."""
    unit = unit_for([mean, low, high])
    number = _in_words(mean, unit, language, signed=True)
    amount = language.text(f"kroner.amount.{_spoken(unit)}", number=number)
    return language.text(
        "kroner.with_interval", amount=amount, interval=_span(low, high, unit, language)
    )


def kroner_interval(low: float, high: float, language: Language) -> str:
    """From a low to a high amount, with the unit once."""
    unit = unit_for([low, high])
    number = _span(low, high, unit, language)
    return language.text(f"kroner.amount.{_spoken(unit)}", number=number)


def _spoken(unit: Unit) -> str:
    """Sentences count in kroner or millions: nobody says 6.6 thousand kroner."""
    return "million" if unit.name == "million" else "kroner"


def _in_words(x: float, unit: Unit, language: Language, *, signed: bool = False) -> str:
    if unit.name == "million":
        return unit.number(x, language, signed=signed)
    step = unit.scale / 10**unit.digits
    write = language.signed if signed else language.number
    return write(round(x / step) * step, 0)


def _span(low: float, high: float, unit: Unit, language: Language) -> str:
    return language.text(
        "number.interval", low=_in_words(low, unit, language), high=_in_words(high, unit, language)
    )
