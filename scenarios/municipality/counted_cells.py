"""Numbers of people as offices write them: `1.285`, `<5`, `-`, `..`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from scenarios.municipality.margins import Range, schema
from scenarios.municipality.meaning import shown
from scenarios.municipality.population_file import number
from sim.errors import InputError
from sim.messages import Said

#: Unit of what such a cell holds.
PEOPLE = "whole number of people"
#: A mark of fewer than a number: `<5`, `< 5`, `under 5`, `1-4`.
_FEW = re.compile(r"(?:<|&lt;|færre end|under|fewer than|less than)\s*(\d)|1\s*[-–]\s*(\d)", re.I)
#: Counts that are all written with points between thousands, and no other number.
_DOTTED = re.compile(r"0|[1-9]\d{0,2}(?:\.\d{3})*")


@dataclass(frozen=True)
class Count:
    """How many a cell says.

    Attributes:
        people: that are used.
        low, high: what they can be; the number itself where it is told.
    """

    people: int
    low: int
    high: int

    def __add__(self, other: Count) -> Count:
        """As many people as both say."""
        return Count(self.people + other.people, self.low + other.low, self.high + other.high)

    @property
    def certain(self) -> bool:
        """Whether the number is told."""
        return self.low == self.high


NONE = Count(0, 0, 0)


def few(most: int) -> Count:
    """One to so many people; the middle is used."""
    return Count((1 + most) // 2, 1, most)


def dotted(cells: Iterable[str]) -> bool:
    """Whether a column writes points between thousands: then a point is no decimal mark.

    Args:
        cells: the column of a table that counts people. Whoever puts the point into one number of
            a thousand and more puts it into all, and no number has decimals.
    """
    numbers = [cell for cell in cells if cell[:1].isdigit()]
    return all(_DOTTED.fullmatch(cell) for cell in numbers) and any("." in c for c in numbers)


def count_of(
    file: Path, field: str, cell: str, *, dots: bool = False, most: float | None = None
) -> Count | None:
    """How many people a cell says; None if that is withheld or not known.

    Args:
        file, field: for messages.
        cell: its text.
        dots: whether the column writes points between thousands (`dotted`).
        most: the largest number that makes sense; by default the most young people.

    Raises:
        InputError: it says no whole number of people, or one that can be read in two ways.
    """
    office, word = schema().office, cell.strip().lower()
    if word in office.zero:
        return NONE
    if word in office.withheld:
        return None
    small = _FEW.fullmatch(cell.strip())
    if small is not None:
        highest = int(small[1]) - 1 if small[1] else int(small[2])
        if 1 <= highest < schema().limit("smallest_group"):
            return few(highest)
    if dots and _DOTTED.fullmatch(cell):
        cell = cell.replace(".", "")
    high = schema().limit("most_people") if most is None else most
    span = Range(unit=PEOPLE, low=0, high=high)
    found = number(cell)
    if found is not None:
        found.check_certain(most=span.high, whole=True, file=file, field=field)
        if span.holds(found.value) and found.value == int(found.value):
            return Count(int(found.value), int(found.value), int(found.value))
    raise InputError(
        Said("sim.impossible_value"),
        file=file,
        field=field,
        found=shown(cell),
        allowed=span.in_words(),
    )
