"""The sheet of quantities: person-weeks and hours of every period, and the kroner that follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mentorsim.language import Language
from mentorsim.present.forecast.workbook_rates import FIRST, NUMBER, NUMBERS, TITLE, WORDS, Rates
from mentorsim.present.forecast.workbook_years import Years
from mentorsim.present.workbook.formula import Floats, Term, as_floats, term
from mentorsim.present.workbook.lists import safe
from mentorsim.present.workbook.sheet import MONEY, Book, Sheet, Style

AMOUNT, WEEKS, FACTOR = Style(number=MONEY), Style(number="#,##0.0"), Style(number="0.0000")
NUMBERED = Style(number="0")
#: Rows: heads of the periods, names of their rule sets, positions of these.
HEADS, RULES, POSITIONS = 2, 3, 4


class Calculation:
    """The sheet, period by period.

    Args:
        book: that it is written into.
        years: the calendar years, with the first one's own.
        rates: by rule set.
        language: of the sheet.
        granted: whether decisions that grant support are in the bill.
    """

    def __init__(
        self, book: Book, years: Years, rates: Rates, language: Language, *, granted: bool
    ) -> None:
        self._language, self._rates, self._granted = language, rates, granted
        sheet = self._quantities = book.sheet(language.text("workbook.sheet.quantities"))
        periods = len(years.first.offsets)
        sheet.widths(WORDS, *[NUMBER] * max(periods, 3)).freeze(POSITIONS + 1, FIRST)
        sheet.words(1, 1, language.text("workbook.title.quantities"), TITLE)
        sheet.words(RULES, 1, language.text("workbook.rules.rules"))
        sheet.words(POSITIONS, 1, language.text("workbook.rules.position"))
        self._positions = []
        for p in range(periods):
            column = FIRST + p
            sheet.told(HEADS, column, years.period(p), NUMBERS)
            cell = sheet.term(POSITIONS, column, rates.position(years.moment(p)), NUMBERED)
            sheet.told(RULES, column, rates.name(cell), Style(right=True))
            self._positions.append(cell)
        self._rows: dict[str, int] = {}
        self._next, self._column = POSITIONS + 2, FIRST
        self._position = self._positions[0]

    def begin(self, title: str) -> None:
        """The rows of a policy."""
        if self._rows:
            self._quantities.new_page(self._next)
        self._quantities.words(self._next, 1, safe(title), TITLE)
        self._rows = {}
        self._next += 1

    def factors(self, young: Term, factors: Mapping[str, Term]) -> dict[str, Term]:
        """What quantities are multiplied by: cells, each 1 as long as no driver is changed."""
        found = {
            "young": young,
            "follows": young * factors["effect"],
            "hours": factors["hours"],
            "weeks": factors["weeks"],
        }
        if not self._granted:
            del found["weeks"]
        for name, factor in found.items():
            words = self._language.text(f"workbook.factor.{name}")
            self._quantities.words(self._next, 1, words)
            found[name] = term(_note(self._quantities, self._next, FIRST, factor, FACTOR))
            self._next += 1
        return found

    def period(self, p: int) -> None:
        """What is written from now on is of a period."""
        self._column, self._position = FIRST + p, self._positions[p]

    def read(self, name: str) -> Floats:
        """A price of the rule set that the period has."""
        return as_floats(self._rates.price_at(name, self._position))

    def unit(self, by_set: Sequence[Mapping[str, Floats]]) -> dict[str, Floats]:
        """What one of each class brings and costs under the rule set that the period has.

        Args:
            by_set: rates of every rule set (`scenarios.economics.price_classes.unit_prices`).
        """
        return {
            name: as_floats(
                self._rates.rate_at(name, [term(x[name]) for x in by_set], self._position)
            )
            for name in by_set[0]
        }

    def counted(self, name: str, value: float) -> Term:
        """A sum as it was lived."""
        row = self._row(name)
        self._quantities.number(row, self._column, value, WEEKS)
        return self._quantities.cell(row, self._column)

    def noted(self, name: str, x: Floats) -> Floats:
        """What follows from sums, rates and drivers."""
        style = AMOUNT if name.startswith("amount.") else WEEKS
        return _note(self._quantities, self._row(name), self._column, term(x), style)

    def end(self) -> None:
        """A policy is done."""
        self._next += 1

    def _row(self, name: str) -> int:
        if name not in self._rows:
            self._rows[name] = self._next
            self._quantities.words(self._next, 1, self._quantity_title(name))
            self._next += 1
        return self._rows[name]

    def _quantity_title(self, name: str) -> str:
        kind, what, *parts = name.split(".")
        language = self._language
        if kind == "amount":
            if what == "school_local":
                return language.text("workbook.school_local")
            return language.text("workbook.amount", entry=language.text(f"entry.{what}"))
        if kind in ("own", "against", "taken"):
            taken = language.text(f"workbook.taken.{what}")
            return language.text(f"workbook.quantity.{kind}", what=taken)
        status = language.text(f"workbook.status.{what}")
        if not parts:
            return language.text("workbook.weeks", status=status)
        age = language.text(f"workbook.age.{parts[0]}")
        if kind == "sum" and len(parts) > 1:
            who = language.text(f"workbook.entrants.{parts[1]}")
            return language.text(
                "workbook.weeks_on_step", status=status, age=age, who=who, step=parts[2]
            )
        if kind == "refunded":
            return language.text("workbook.weeks_refunded", status=status, age=age)
        lived = "lived" if kind == "sum" else "counted"
        return language.text(f"workbook.weeks_of_age.{lived}", status=status, age=age)


def _note(sheet: Sheet, row: int, column: int, x: Term, style: Style) -> Floats:
    """Write a term; a number goes on as a number, so that nothing is multiplied by it."""
    cell = sheet.term(row, column, x, style)
    return as_floats(x if x.number else cell)
