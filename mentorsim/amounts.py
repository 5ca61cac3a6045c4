"""Kroner and prices as they are written: no more digits than the intervals bear."""

from __future__ import annotations

from math import floor, isfinite, log10

from mentorsim.language import Language

#: Digits of an amount that are shown.
DIGITS = 3


def rounded(x: float, digits: int = DIGITS) -> float:
    """An amount with so many digits: 34,728 becomes 34,700; whole kroner at the least."""
    if not isfinite(x) or x == 0:
        return x
    return float(round(x, min(0, digits - 1 - floor(log10(abs(x))))))


def amount(x: float, language: Language) -> str:
    """A number of kroner without the unit, for tables that say it in their heads."""
    return language.integer(rounded(x))


def signed_amount(x: float, language: Language) -> str:
    """The same with a plus before what is above zero."""
    return language.signed(rounded(x), 0)


def kroner(x: float, language: Language) -> str:
    """An amount with its unit."""
    return language.text("number.kroner", number=amount(x, language))


def span_of(low: float, high: float, language: Language) -> str:
    """From an amount to another, without the unit."""
    if not (isfinite(low) and isfinite(high)):
        return language.text("number.none")
    return language.text("number.interval", low=amount(low, language), high=amount(high, language))


def millions(x: float, language: Language) -> str:
    """A large sum in millions, with its unit; smaller ones as they are."""
    if abs(x) < 1e6:
        return kroner(x, language)
    return language.text("number.million_kroner", number=language.number(x / 1e6, 1))
