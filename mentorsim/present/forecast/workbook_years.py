"""Calendar years of a workbook whose first year is a cell: heads that follow it."""

from __future__ import annotations

from collections.abc import Sequence

from mentorsim.present.forecast.text import CARRIED
from mentorsim.present.forecast.workbook_rates import Rates
from mentorsim.present.workbook.formula import Term, Words, joined
from scenarios.forecast.first_years import A_LITTLE_LATER, FirstYears

#: Stands for the year in a text whose words are around it.
HERE = "\x00"


class Years:
    """Heads of years and periods.

    Args:
        first: the first years that can be chosen, and the periods.
        cell: with the first year that is counted with.
    """

    def __init__(self, first: FirstYears, cell: Term) -> None:
        self.first, self._cell = first, cell

    def year(self, offset: int) -> Term:
        """A calendar year, counted from the first, which is 0."""
        return self._cell + offset

    def moment(self, p: int) -> Term:
        """The day from which a period is counted, as a year and a part of it, and a little more."""
        return self._cell + round(self.first.offsets[p] + A_LITTLE_LATER, 4)

    def period(self, p: int) -> Words:
        """A period: its year, and the month that it begins with if that is not the first."""
        offset = self.first.years_of[p]
        month = 1 + int((self.first.offsets[p] - offset + A_LITTLE_LATER) * 12)
        return joined([self.year(offset), *([f"-{month:02d}"] if month > 1 else [])])

    def told(self, words: str, offset: int) -> Words:
        """A text around a year, which stands in it as `HERE`."""
        before, _, after = words.partition(HERE)
        return joined([x for x in (before, self.year(offset), after) if x != ""])

    def marked(self, marks: Sequence[str], rates: Rates) -> list[Words]:
        """Every year with a mark of its own, and the one of rules that are carried on."""
        found = []
        for offset, mark in enumerate(marks):
            year = self.year(offset)
            parts: list[str | Term | Words] = [year, *([mark] if mark else [])]
            if self.first.rules.calendar:
                parts.append(rates.mark(year, CARRIED))
            found.append(joined(parts))
        return found


def position_of_first(first: FirstYears, cell: Term) -> Term:
    """Which of the first years that differ is counted with, from 1; the last holds ever after."""
    last, lowest = first.choices[-1], first.choices[0]
    value = min(cell.value, float(last)) - lowest + 1
    return Term(f"MIN({cell.text},{last})-{lowest - 1}", value, binds=0)
