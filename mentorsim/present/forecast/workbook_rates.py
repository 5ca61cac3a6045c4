"""The sheet of rates: what a week, an hour and a post cost under each rule set.

Each rule set has a column. Above the rates stand the day from which it holds and the year whose
rules it is: the table in which a period of the forecast looks up its rules, once the first calendar
year is one's own. A price that is not the same in all sets has a row here, of cells on the sheet of
drivers and of numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mentorsim.language import Language
from mentorsim.present.workbook.formula import (
    Floats,
    Term,
    Words,
    as_floats,
    last_not_above,
    mark_unless_among,
    one_of,
    term,
)
from mentorsim.present.workbook.sheet import Book, Range, Style
from scenarios.economics.price_classes import Keep
from scenarios.economics.rates import Read
from scenarios.forecast.first_years import FirstYears

TITLE, HEAD, NUMBERS = Style(bold=True), Style(head=True), Style(head=True, right=True)
RATE, MOMENT, YEAR = Style(number="#,##0.00"), Style(number="0.00"), Style(number="0")
#: Column of the first rule set, and widths: words, number.
FIRST, WORDS, NUMBER = 2, 76, 14
#: Rows: names of the rule sets, from when they hold, the year whose rules they are, the first rate.
NAMES, BEGINS, YEARS, TOP = 2, 3, 4, 5


class Rates:
    """The sheet, with the prices of every rule set.

    Args:
        book: that it is written into.
        first: the rule sets.
        language: of the sheet.
        of_set: a price by name, of a rule set by position: cells, or numbers.
    """

    def __init__(
        self,
        book: Book,
        first: FirstYears,
        language: Language,
        of_set: Callable[[int], Callable[[str], Term]],
    ) -> None:
        self._language, self._first = language, first
        self._sheet = book.sheet(language.text("workbook.sheet.rates"))
        self._read = [of_set(k) for k in range(len(first.sets))]
        self._rows: dict[str, int] = {}
        self._next = TOP
        sheet, names = self._sheet, first.rules.names
        sheet.widths(WORDS, *[NUMBER] * max(len(names), 3)).freeze(TOP, FIRST)
        sheet.words(1, 1, language.text("workbook.title.rates"), TITLE)
        for row, word in ((NAMES, "rules"), (BEGINS, "from"), (YEARS, "of_year")):
            sheet.words(row, 1, language.text(f"workbook.rules.{word}"), HEAD)
        for k, name in enumerate(names):
            sheet.words(NAMES, FIRST + k, name, NUMBERS)
            sheet.number(BEGINS, FIRST + k, first.begins[k], MOMENT)
            sheet.number(YEARS, FIRST + k, first.rules.sets[k].rules.year, YEAR)

    def _span(self, row: int) -> Range:
        return self._sheet.range(row, FIRST, row, FIRST + len(self._read) - 1)

    def _cells(self, row: int) -> list[Term]:
        return [self._sheet.cell(row, FIRST + k) for k in range(len(self._read))]

    def position(self, moment: Term) -> Term:
        """Which rule set holds at a moment, counted from 1."""
        if len(self._read) == 1:
            return term(1.0)
        return last_not_above(self._cells(BEGINS), self._span(BEGINS).full_address, moment)

    def name(self, position: Term) -> str | Words:
        """Name of the rule set at a position."""
        if len(self._read) == 1:
            return self._first.rules.names[0]
        value = self._first.rules.names[int(position.value) - 1]
        return Words(f"INDEX({self._span(NAMES).full_address},{position.text})", value)

    def mark(self, year: Term, mark: str) -> Words:
        """A mark where no rules are those of a year."""
        return mark_unless_among(self._cells(YEARS), self._span(YEARS).full_address, year, mark)

    def price(self, name: str) -> list[Term]:
        """A price by rule set: the cell or number itself where all sets share it, else a row."""
        terms = [read(name) for read in self._read]
        if all(each.text == terms[0].text for each in terms):
            return terms
        key = _price_row(name)
        if key not in self._rows:
            row = self._row(key, self._language.text(f"price.{name}"))
            for k, each in enumerate(terms):
                self._sheet.term(row, FIRST + k, each, RATE)
        return self._cells(self._rows[key])

    def of_set(self, k: int) -> Read:
        """Prices of a rule set, by name."""
        return lambda name: as_floats(self.price(name)[k])

    def rate(self, k: int) -> Keep:
        """Notes what one week, hour or post costs under a rule set."""

        def keep(name: str, x: Floats) -> Floats:
            row = self._rows.get(name) or self._row(name, self._title(name))
            cell = self._sheet.term(row, FIRST + k, term(x), RATE)
            return as_floats(term(x) if term(x).number else cell)

        return keep

    def price_at(self, name: str, position: Term) -> Term:
        """A price of the rule set at a position."""
        terms = self.price(name)
        return self._one_of(_price_row(name), terms, position)

    def rate_at(self, name: str, rates: Sequence[Term], position: Term) -> Term:
        """A rate, which every set has, of the rule set at a position.

        Args:
            name: of the row.
            rates: the rate of every set of rules.
            position: counted from 1.
        """
        return self._one_of(name, rates, position)

    def _one_of(self, row: str, terms: Sequence[Term], position: Term) -> Term:
        if all(each.text == terms[0].text for each in terms):
            return terms[0]
        cells = self._cells(self._rows[row])
        return one_of(cells, self._span(self._rows[row]).full_address, position)

    def _row(self, name: str, words: str) -> int:
        self._rows[name] = row = self._next
        self._sheet.words(row, 1, words)
        self._next += 1
        return row

    def _title(self, name: str) -> str:
        kind, *parts = name.split(".")
        language = self._language
        if kind == "refund":
            return language.text("workbook.refund_of_step", step=parts[0])
        if not parts:
            return language.text(f"workbook.rate.{kind}")
        age = language.text(f"workbook.age.{parts[0]}")
        if len(parts) == 1:
            return language.text(f"workbook.rate_of_age.{kind}", age=age)
        who = language.text(f"workbook.household.{parts[1]}")
        return language.text(f"workbook.rate_of_household.{kind}", age=age, household=who)


def _price_row(name: str) -> str:
    """A price's row: a rate can have the same name."""
    return f"price {name}"
