"""Numbers as people write them, in Danish and in English: read where they are certain.

`12,5` and `12.5` are one number, `1.234,5` and `1,234.5` another, and a space may stand between
thousands. One mark with exactly three digits after it can be meant both ways: `478.737` is 478737
to a Danish reader and a little under 479 to an English one. Nobody but the writer knows, so that
such a number is refused with the question which of the two it is.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from sim.errors import InputError
from sim.messages import Said

#: A number is no longer than this; anything longer is something else.
LONGEST = 40
#: From here on a number can have a mark between its thousands.
THOUSAND = 1000
SPACES = " \u00a0\u2009\u202f"

#: Decimals, or thousands: one mark at most. A point alone may begin or end a number.
_ONE_MARK = re.compile(
    r"(?P<sign>[+-]?)(?P<whole>0|[1-9][0-9]*)?(?:(?P<mark>[.,])(?P<part>[0-9]*))?"
    r"(?P<power>[eE][+-]?[0-9]+)?"
)
#: Thousands with one mark, decimals with another.
_GROUPED = re.compile(
    rf"(?P<sign>[+-]?)(?P<groups>[1-9][0-9]{{0,2}}(?:(?P<mark>[.,{SPACES}])[0-9]{{3}})"
    r"(?:(?P=mark)[0-9]{3})*)(?:(?P<point>[.,])(?P<part>[0-9]+))?"
)


@dataclass(frozen=True)
class Written:
    """A number that was written down.

    Attributes:
        text: how.
        value: what it is; a mark with three digits after it is taken for a decimal mark.
        grouped: what it is if that mark stands between thousands; None if it cannot.
    """

    text: str
    value: float
    grouped: int | None = None

    def is_certain(self, *, most: float = math.inf, whole: bool = False) -> bool:
        """Whether it can be read in one way only.

        Args:
            most: the largest value that makes sense; below a thousand the mark is a decimal mark.
            whole: whether the number is one of whole things: then decimals make no sense either.
        """
        return self.grouped is None or (most < THOUSAND and not whole)

    def question(self, *, file: object = None, field: str | None = None) -> InputError:
        """What is asked where it is not certain."""
        decimal = self.text.replace(",", ".")
        return InputError(
            Said("sim.is_this_grouped_or_decimal", grouped=self.grouped, decimal=decimal),
            file=file,
            field=field,
            found=self.text,
            allowed=Said("sim.write_grouped_or_text_0_if", grouped=self.grouped, text=self.text),
        )


def written(text: str) -> Written | None:
    """The number that a text is, with everything it can mean; None if it is none.

    A leading zero (`052`) is part of a code or of another notation, and no number here.

    Args:
        text: without blanks at its ends.
    """
    if len(text) > LONGEST:
        return None
    text = text.replace("\u2212", "-")
    found = _ONE_MARK.fullmatch(text)
    if found is not None:
        return _with_one_mark(text, found)
    found = _GROUPED.fullmatch(text)
    if found is None:
        return None
    mark, point, part = found["mark"], found["point"], found["part"]
    if mark == point:
        return None
    whole = int(found["sign"] + found["groups"].replace(mark, ""))
    if part is None:
        return Written(text, whole)
    return Written(text, float(f"{found['sign']}{abs(whole)}.{part}"))


def _with_one_mark(text: str, found: re.Match[str]) -> Written | None:
    sign, whole, mark = found["sign"], found["whole"], found["mark"]
    part, power = found["part"], found["power"]
    if not whole and not part:
        return None
    if mark == "," and not (whole and part):
        return None
    if mark is None and power is None:
        return Written(text, int(sign + whole))
    value = float(f"{sign}{whole or 0}.{part or 0}{power or ''}")
    if not math.isfinite(value):
        return None
    both = (
        mark is not None
        and power is None
        and whole not in (None, "0")
        and len(part) == 3
        and len(whole) <= 3
    )
    return Written(text, value, int(sign + whole + part) if both else None)


def read_number(
    text: str,
    *,
    low: float = -math.inf,
    high: float = math.inf,
    whole: bool = False,
    file: object = None,
    field: str | None = None,
) -> float:
    """A number that can be read in one way only.

    Args:
        text: as it was written.
        low, high: ends of what is allowed.
        whole: whether it must be a whole number; it is then an int.
        file, field: where it stands, for messages.

    Raises:
        InputError: no number, one that can be read in two ways, or one that is not allowed.
    """
    found = written(text.strip())
    wrong = InputError(
        Said("sim.not_possible_here"),
        file=file,
        field=field,
        found=text,
        allowed=number_in_words(low=low, high=high, whole=whole),
    )
    if found is None:
        raise wrong
    if not found.is_certain(most=high, whole=whole):
        raise found.question(file=file, field=field)
    if not low <= found.value <= high or (whole and found.value != int(found.value)):
        raise wrong
    return int(found.value) if whole else found.value


def number_in_words(*, low: float, high: float, whole: bool) -> Said:
    """What is allowed, in words.

    Args:
        low: least that is allowed; minus infinity if there is none.
        high: most that is allowed; infinity if there is none.
        whole: whether only whole numbers are.
    """
    kind = Said("sim.a_whole_number") if whole else Said("sim.a_number")
    if math.isinf(low) and math.isinf(high):
        return kind
    if math.isinf(high):
        return Said("sim.number_at_least", kind=kind, low=low)
    if math.isinf(low):
        return Said("sim.number_at_most", kind=kind, high=high)
    return Said("sim.number_from_to", kind=kind, low=low, high=high)
