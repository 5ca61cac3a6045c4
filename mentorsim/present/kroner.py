"""Kroner as people read them, with no more digits than they deserve: the one way to round them.

Sentences say an amount to two or three digits (`kroner`), tables hold three (`amount`) or share one
unit (`unit_for`). What somebody asked for keeps all its digits (`whole_kroner`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from mentorsim.language import Language, rounding

THOUSAND, MILLION = 1e3, 1e6
#: Digits of an amount in a table whose amounts have no unit in common.
TABLE_DIGITS = 3
#: Decimals that the ends of an interval may take for none of them to read as zero.
MOST_DIGITS = 2


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
        """An amount without its unit.

        Args:
            x: kroner.
            language: of the words.
            signed: whether a plus stands before what is above zero.
        """
        write = language.signed if signed else language.number
        return write(x / self.scale, self.digits)

    def interval(self, low: float, high: float, language: Language) -> str:
        """From a low to a high amount, without the unit.

        Args:
            low: kroner at the lower end.
            high: kroner at the upper end.
            language: of the words.
        """
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


def rounded(x: float, digits: int = TABLE_DIGITS) -> float:
    """An amount with so many digits: 34,728 becomes 34,700; whole kroner at the least."""
    if not math.isfinite(x) or x == 0:
        return x
    return float(round(x, min(0, digits - 1 - math.floor(math.log10(abs(x))))))


def amount(x: float, language: Language) -> str:
    """A number of kroner without the unit, for tables that say it in their heads."""
    return language.integer(rounded(x))


def signed_amount(x: float, language: Language) -> str:
    """The same with a plus before what is above zero."""
    return language.signed(rounded(x), 0)


def amount_interval(low: float, high: float, language: Language) -> str:
    """From an amount to another as tables hold them; a dash where an end is none.

    Args:
        low: kroner at the lower end; NaN is none.
        high: kroner at the upper end; NaN is none.
        language: of the words.
    """
    if not (math.isfinite(low) and math.isfinite(high)):
        return language.text("number.none")
    return language.text("number.interval", low=amount(low, language), high=amount(high, language))


def whole_kroner(x: float, language: Language) -> str:
    """An amount that somebody asked for, to the krone, with its unit."""
    return language.text("kroner.amount.kroner", number=language.integer(x))


def kroner(x: float, language: Language, *, signed: bool = False) -> str:
    """An amount with its unit: `4.2 million`, or whole kroner to two or three digits.

    Args:
        x: kroner.
        language: of the words.
        signed: whether a plus stands before what is above zero.
    """
    unit = unit_for([x])
    number = _in_words(x, unit, language, signed=signed)
    return language.text(f"kroner.amount.{_spoken(unit)}", number=number)


def kroner_with_interval(mean: float, low: float, high: float, language: Language) -> str:
    """A signed amount with its unit, and the interval behind it in the same unit.

    Args:
        mean: kroner, the mean over the draws.
        low: kroner at the lower end.
        high: kroner at the upper end.
        language: of the words.
    """
    unit = unit_for([mean, low, high])
    number = _in_words(mean, unit, language, signed=True)
    amount = language.text(f"kroner.amount.{_spoken(unit)}", number=number)
    return language.text(
        "kroner.with_interval", amount=amount, interval=_span(low, high, unit, language)
    )


def kroner_interval(low: float, high: float, language: Language) -> str:
    """From a low to a high amount, with the unit once, each to two or three digits of its own.

    Args:
        low: kroner at the lower end.
        high: kroner at the upper end.
        language: of the words.
    """
    unit = unit_for([low, high])
    number = _span(low, high, unit, language)
    return language.text(f"kroner.amount.{_spoken(unit)}", number=number)


def _own_digits(x: float, unit: Unit) -> Unit:
    """The unit that a sentence counts in, with the decimals that one amount of it deserves.

    That is as if the amount stood alone: the size of another says nothing of how well this one is
    known. Below a million of a sentence in millions, one decimal, or two not to read as zero.
    """
    own = unit_for([x])
    if unit.name != "million" or own.name == "million":
        return own
    own = Unit(unit.name, unit.scale, 0 if x == 0 else 1)
    if x != 0 and math.isfinite(x):
        while own.digits < MOST_DIGITS and rounding(x / own.scale, own.digits) == 0:
            own = finer(own)
    return own


def _spoken(unit: Unit) -> str:
    """Sentences count in kroner or millions: nobody says 6.6 thousand kroner."""
    return "million" if unit.name == "million" else "kroner"


def _in_words(x: float, spoken: Unit, language: Language, *, signed: bool = False) -> str:
    unit = _own_digits(x, spoken)
    if unit.name == "million":
        return unit.number(x, language, signed=signed)
    step = unit.scale / 10**unit.digits
    write = language.signed if signed else language.number
    return write(round(x / step) * step, 0)


def _span(low: float, high: float, unit: Unit, language: Language) -> str:
    return language.text(
        "number.interval", low=_in_words(low, unit, language), high=_in_words(high, unit, language)
    )
