"""Prices of one's own beside those on file: what every result that rests on them says."""

from __future__ import annotations

from mentorsim.language import Language
from mentorsim.present.names import price_title, price_unit
from scenarios.economics.price_file import OwnPrice, Prices

#: Decimals of a number that is read from a file: as many as it has, up to these.
MOST_DECIMALS = 6
#: A change of less than this share has a decimal of its percentage.
SMALL = 0.1


def own_price_lines(prices: Prices | None, language: Language) -> list[str]:
    """One line for each price of one's own: what it is, what stands on file, how far they are.

    Args:
        prices: of the result; None for one without kroner.
        language: of the lines.
    """
    if prices is None:
        return []
    return [_line(own, language) for own in prices.beside_shipped()]


def own_price_records(prices: Prices | None) -> list[dict[str, object]]:
    """The same as plain values: kroner of the own price's level, ratio own to shipped.

    Args:
        prices: of the result; None for one without kroner.
    """
    if prices is None:
        return []
    return [
        {
            "entry": own.name,
            "value": own.entry.value,
            "low": own.entry.low,
            "high": own.entry.high,
            "unit": own.entry.unit,
            "price_level": own.entry.price_level,
            "shipped": own.shipped,
            "ratio": own.ratio,
        }
        for own in prices.beside_shipped()
    ]


def as_read(x: float, language: Language) -> str:
    """A number with the decimals that it has."""
    digits = next(d for d in range(MOST_DECIMALS + 1) if round(x, d) == x or d == MOST_DECIMALS)
    return language.number(x, digits)


def _line(own: OwnPrice, language: Language) -> str:
    number = as_read(own.entry.value, language)
    if own.entry.low is not None and own.entry.high is not None:
        ends = (as_read(own.entry.low, language), as_read(own.entry.high, language))
        span = language.text("number.interval", low=ends[0], high=ends[1])
        number = language.text("own_price.range", number=number, span=span)
    unit = price_unit(own.entry.unit, language)
    if own.entry.price_level is not None:
        unit = language.text("own_price.level", unit=unit, level=str(own.entry.price_level))
    words = {"price": price_title(own.name, language), "number": number, "unit": unit}
    if own.shipped is None or own.ratio is None:
        return language.text("own_price.new", **words)
    on_file = own.shipped if own.entry.price_level is None else round(own.shipped)
    words["shipped"] = as_read(on_file, language)
    change = own.ratio - 1.0
    digits = 1 if abs(change) < SMALL else 0
    if language.percent(abs(change), digits) == language.percent(0.0, digits):
        return language.text("own_price.same", **words)
    kind = "more" if change > 0 else "less"
    return language.text(f"own_price.{kind}", share=language.percent(abs(change), digits), **words)
