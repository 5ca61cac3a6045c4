"""Danish and English: every text in a catalogue, every number as the language writes it.

Texts live in `locale/da.po` and `locale/en.po` under short stable keys and are read at run time.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from scenarios.outcomes.registry import ANY, Code, outcome_texts
from sim.errors import InputError
from sim.messages import Said

#: Languages by code, with the locale whose numbers and dates they use.
LOCALES = {"da": "da_DK", "en": "en_GB"}
MINUS = "\N{MINUS SIGN}"
#: How rarely what has the largest probability told would be seen in none of the draws.
UNSEEN = 0.05


@cache
def written(code: Code) -> dict[str, str]:
    """Texts of a language by key, as the file of the catalogue has them."""
    with (files("mentorsim") / "locale" / f"{code}.po").open("rb") as file:
        messages = read_po(file, locale=code)
    return {str(m.id): str(m.string) for m in messages if m.id}


@cache
def catalogue(code: Code) -> dict[str, str]:
    """All texts of a language by key: with those that stand beside outcomes, levers and prices."""
    # Read only once a text of theirs is wanted: they import far more than a language needs.
    from scenarios.economics.price_list import price_titles
    from scenarios.policy.levers import lever_texts

    texts = dict(written(code))
    patterns = {key: texts.pop(key) for key in list(texts) if ANY in key}
    return texts | outcome_texts(patterns, code) | lever_texts(code) | price_titles(code)


class Language:
    """Texts, numbers, dates and lists in one language.

    Args:
        code: `da` or `en`.

    Raises:
        InputError: another code.
    """

    def __init__(self, code: str) -> None:
        if code not in LOCALES:
            raise InputError(
                Said("mentorsim.unknown_language"),
                field="--language",
                found=code,
                allowed=", ".join(LOCALES),
            )
        self.code = code
        self._locale = Locale.parse(LOCALES[code])
        self._texts = written(code)

    def text(self, key: str, **values: object) -> str:
        """The text of a key with its placeholders filled.

        Raises:
            KeyError: no such key, or a placeholder without a value.
        """
        # The full stop of an amount (10 kr.) ends its sentence, too.
        return self._found(key).format(**values).replace("kr..", "kr.")

    def name(self, family: str, identifier: str) -> str:
        """The name of something known by an identifier; unknown ones are shown as they are."""
        try:
            return self._found(f"{family}.{identifier}")
        except KeyError:
            return identifier.replace("_", " ")

    def _found(self, key: str) -> str:
        """A text as it stands; those beside data are read once one is asked for."""
        text = self._texts.get(key)
        return catalogue(self.code)[key] if text is None else text

    def quoted(self, words: str) -> str:
        """A title in the language's quotation marks."""
        return self.text("quoted", words=words)

    def number(self, x: float, digits: int = 1) -> str:
        """A number with a fixed count of decimals; a dash where there is none."""
        if not math.isfinite(x):
            return self.text("number.none")
        rounded = rounding(x, digits)
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        digits_only = str(format_decimal(abs(rounded), format=pattern, locale=self._locale))
        return (MINUS if rounded < 0 else "") + digits_only

    def signed(self, x: float, digits: int = 1) -> str:
        """As `number`, with a plus before what is above zero."""
        plus = "+" if math.isfinite(x) and rounding(x, digits) > 0 else ""
        return plus + self.number(x, digits)

    def integer(self, x: float) -> str:
        """A whole number."""
        return self.number(x, 0)

    def percent(self, share: float, digits: int = 0) -> str:
        """A share as per cent."""
        return self.text("number.percent", number=self.number(100 * share, digits))

    def percent_points(self, x: float, digits: int = 1) -> str:
        """A difference in percentage points, with the unit."""
        return self.text("number.percent_points", number=self.number(x, digits))

    def per_thousand(self, percent_points: float) -> str:
        """Percentage points as people of 1,000: ten times what `number` shows."""
        return self.integer(10 * float(rounding(percent_points, 1)))

    def interval(self, low: float, high: float, digits: int = 1) -> str:
        """From a low to a high.

        Args:
            low: lower end.
            high: upper end.
            digits: decimals of both ends.
        """
        if not (math.isfinite(low) and math.isfinite(high)):
            return self.text("number.none")
        return self.text(
            "number.interval", low=self.number(low, digits), high=self.number(high, digits)
        )

    def probability(self, share: float, draws: int) -> str:
        """A share of draws; never nearer to 0 or 1 than so many draws can tell.

        What none of them shows may still have the probability that would give none with a chance
        of one in twenty: 1 - 0.05^(1 / draws), about 3 / draws. It is told as the next whole per
        cent, and nothing below that is told any nearer.
        """
        if not math.isfinite(share):
            return self.text("number.none")
        nearest = math.ceil(100 * (1 - UNSEEN ** (1 / draws))) / 100
        if share > 1 - nearest:
            return self.text("number.above", number=self.percent(1 - nearest))
        if share < nearest:
            return self.text("number.below", number=self.percent(nearest))
        return self.percent(share)

    def date(self, day: date) -> str:
        """A day, in words."""
        return str(format_date(day, format="long", locale=self._locale))

    def list_of(self, items: Iterable[str]) -> str:
        """Several things: `a, b and c`."""
        return str(format_list(list(items), locale=self._locale))

    def any_of(self, items: Iterable[str]) -> str:
        """Alternatives: `a, b or c`."""
        return str(format_list(list(items), style="or", locale=self._locale))


def rounding(x: float, digits: int) -> Decimal:
    """A number as it is shown (half to even on its shortest decimal form)."""
    return Decimal(repr(float(x))).quantize(Decimal(1).scaleb(-digits))
