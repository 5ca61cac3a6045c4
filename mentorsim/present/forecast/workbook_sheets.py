"""Sheets of a forecast's workbook: sums, differences of means, the state's tool."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mentorsim.language import Language
from mentorsim.present.forecast.workbook_inputs import SIGN
from mentorsim.present.forecast.workbook_prices import Price, price_words
from mentorsim.present.forecast.workbook_years import HERE, Years
from mentorsim.present.workbook.budget import Shown
from mentorsim.present.workbook.formula import Floats, Term, Words, one_of, products, term, total
from mentorsim.present.workbook.lists import safe
from mentorsim.present.workbook.sheet import MONEY, Sheet, Style
from scenarios.economics.purse_names import (
    DECISIONS,
    MENTORS,
    PERSON,
    PROGRAMME,
    PUBLIC,
    PUBLIC_TOTAL,
)
from scenarios.forecast.forecast import Forecast

TITLE, HEAD, NUMBERS = Style(bold=True), Style(head=True), Style(head=True, right=True)
AMOUNT, SUM = Style(number=MONEY), Style(bold=True, number=MONEY)
EXACT, YEAR = Style(number="#,##0.000"), Style(number="0")
#: Column of the first number, and widths: words, number.
FIRST = 2
WORDS, NUMBER, LONG_NUMBER = 76, 14, 17
PURSES_TOLD = (*PUBLIC, PUBLIC_TOTAL, PERSON)
#: What a municipality pays for before anybody comes, and while they come.
STARTING = ("start_up",)
RUNNING = (*MENTORS, "other_measures", DECISIONS)


class Results:
    """Net amounts of all years on the sheet of drivers: ours, now, the difference."""

    def __init__(
        self, sheet: Sheet, top: int, titles: Sequence[str], years: int, language: Language
    ) -> None:
        self._sheet, self._years, self._language = sheet, years, language
        lines = len(PURSES_TOLD) + 3
        self._tops = {title: top + k * lines for k, title in enumerate(titles)}
        self.below = top + len(titles) * lines

    def write(self, shown: Shown) -> None:
        """The sums of every account; ours are numbers, which stay."""
        sheet, language = self._sheet, self._language
        for title, top in self._tops.items():
            sheet.words(top, 1, safe(title), TITLE)
            words = (
                language.text("workbook.drivers.net"),
                "",
                *(language.text(f"workbook.drivers.{k}") for k in ("now", "before", "moved")),
            )
            for column, word in enumerate(words, start=1):
                sheet.words(top + 1, column, word, HEAD if column < 3 else NUMBERS)
            for row, purse in enumerate(PURSES_TOLD, start=top + 2):
                sheet.words(row, 1, language.text(f"purse.sheet.{purse}"))
                net = shown(title, purse, [], self._years)
                now = sheet.term(row, 3, net, SUM)
                sheet.number(row, 4, net.value, AMOUNT)
                sheet.term(row, 5, now - sheet.cell(row, 4), AMOUNT)


class Moved:
    """The sheet of how the line of its own moves once a price is one's own.

    Above, by price, whether it is changed and what it is then more than the mean of its draws.
    Below, by policy and purse: what is added to each year once the price is exact, and what by each
    unit that it is more than the mean.
    """

    #: Row of the first price.
    TOP = 4

    def __init__(
        self,
        sheet: Sheet,
        shifts: Sequence[tuple[Price, Term, Term]],
        of: Years,
        language: Language,
    ) -> None:
        self._sheet, self._of, self._language = sheet, of, language
        self._prices = [price_words(price, of.first, language) for price, _, _ in shifts]
        years = 1 + max(of.first.years_of)
        sheet.widths(WORDS, *[LONG_NUMBER] * max(2 * years, 2)).freeze(2, FIRST)
        sheet.words(1, 1, language.text("workbook.title.moved"), TITLE)
        for column, head in enumerate(("driver", "changed", "shift"), start=1):
            words = language.text(f"workbook.driver.{head}")
            sheet.words(self.TOP - 1, column, words, NUMBERS if column > 1 else HEAD)
        for row, (words, (_, flag, shift)) in enumerate(
            zip(self._prices, shifts, strict=True), start=self.TOP
        ):
            sheet.words(row, 1, safe(words))
            sheet.term(row, 2, flag, SIGN)
            sheet.term(row, 3, shift, EXACT)
        self._next = self.TOP + len(shifts) + 1

    def added(
        self, title: str, purse: str, years: Sequence[int], moved: Sequence[tuple[Floats, Floats]]
    ) -> list[Term]:
        """What own prices add to the line of a purse, by year; 0 as long as none is one's own.

        Args:
            title: of the policy.
            purse: whose.
            years: calendar years.
            moved: by price, of every year, once it is exact and by each unit.
        """
        sheet, language = self._sheet, self._language
        if not any(each.any() for parts in moved for each in parts):
            return [term(0.0)] * len(years)
        sheet.new_page(self._next)
        words = f"{language.text(f'purse.sheet.{purse}')}, {title}"
        sheet.words(self._next, 1, safe(words), TITLE)
        sheet.words(self._next + 1, 1, language.text("workbook.driver.driver"), HEAD)
        top = self._next + 2
        for row, words in enumerate(self._prices, start=top):
            sheet.words(row, 1, safe(words))
        found = [term(0.0)] * len(years)
        for part, (name, by) in enumerate((("exact", 2), ("unit", 3))):
            for y in range(len(years)):
                column = FIRST + part * len(years) + y
                head = language.text(f"workbook.moved.{name}", year=HERE)
                sheet.told(top - 1, column, self._of.told(head, y), NUMBERS)
                for row, parts in enumerate(moved, start=top):
                    sheet.number(row, column, float(parts[part][y]), EXACT)
                found[y] = found[y] + self._products(by, top, column)
        self._next = top + len(moved) + 1
        return found

    def _products(self, by: int, top: int, column: int) -> Term:
        """The sum over prices of a column above and a column of a block."""
        sheet, last = self._sheet, len(self._prices) - 1
        both = ((self.TOP, by), (top, column))
        cells = [[sheet.cell(row + k, c) for k in range(last + 1)] for row, c in both]
        one, other = (sheet.range(row, c, row + last, c).full_address for row, c in both)
        return products(cells[0], cells[1], (one, other))


class Rest:
    """The sheet of what the mean of products is more than the product of means, by first year.

    Args:
        sheet: that it is written on.
        of: the years.
        position: which of the first years that differ is counted with, from 1.
        language: of the sheet.
    """

    def __init__(self, sheet: Sheet, of: Years, position: Term, language: Language) -> None:
        self._sheet, self._of, self._language = sheet, of, language
        self._years = 1 + max(of.first.years_of)
        sheet.widths(WORDS, *[NUMBER] * max(self._years, 2)).freeze(2, FIRST)
        sheet.words(1, 1, language.text("workbook.title.first_years"), TITLE)
        sheet.words(2, 1, language.text("workbook.first_years.position"))
        self._position = sheet.term(2, FIRST, position, YEAR)
        self._next = 4

    def chosen(
        self, title: str, purse: str, part: str, by_first: Sequence[Sequence[float]]
    ) -> list[Term]:
        """A part of the difference of every year, with the first year that is counted with.

        Args:
            title: of the policy.
            purse: whose.
            part: `programme` or `lives`.
            by_first: kroner by first year (`FirstYears.choices`) and year.
        """
        if not any(x for row in by_first for x in row):
            return [term(0.0)] * self._years
        sheet, language, choices = self._sheet, self._language, self._of.first.choices
        of_whom = language.text(f"purse.sheet.{purse}")
        words = language.text(f"workbook.first_years.{part}", purse=of_whom, policy=title)
        sheet.words(self._next, 1, safe(words), TITLE)
        top = self._next + 2
        sheet.words(top - 1, 1, language.text("workbook.driver.first_year"), HEAD)
        for y in range(self._years):
            sheet.told(top - 1, FIRST + y, self._of.told(HERE, y), NUMBERS)
        for row, (first, kroner) in enumerate(zip(choices, by_first, strict=True), start=top):
            key = "from" if first == choices[-1] else "year"
            sheet.words(row, 1, language.text(f"workbook.first_years.{key}", year=str(first)))
            for y, x in enumerate(kroner):
                sheet.number(row, FIRST + y, float(x), EXACT)
        self._next = top + len(choices) + 1
        found = []
        for y in range(self._years):
            column, last = FIRST + y, top + len(choices) - 1
            cells = [sheet.cell(row, column) for row in range(top, last + 1)]
            span = sheet.range(top, column, last, column).full_address
            found.append(cells[0] if len(cells) == 1 else one_of(cells, span, self._position))
        return found


class Investment:
    """The accounts as the state's social investment tool (SØM) sets them out."""

    def __init__(self, sheet: Sheet, result: Forecast, young: Term, language: Language) -> None:
        self._sheet, self._result = sheet, result
        self._young, self._language = young, language
        self._row = 1

    def write(
        self, effects: Mapping[str, Term], heads: Mapping[str, Sequence[Words]], shown: Shown
    ) -> None:
        """Of every policy: who comes, what it costs, success rate, what follows, net by year.

        Args:
            effects: by title, the cell of the effect.
            heads: by title, its years as they are to be read.
            shown: where the amounts stand.
        """
        sheet, language = self._sheet, self._language
        years = self._result.stream.calendar_years
        sheet.widths(WORDS, *[NUMBER] * (len(years) + 1)).freeze(2, FIRST)
        sheet.words(1, 1, language.text("workbook.title.investment"), TITLE)
        for row, note in enumerate(("source", "success", "signs"), start=2):
            words = language.text(f"workbook.investment.note.{note}")
            sheet.paragraph(row, FIRST + len(years), words, Style(italic=True, wrap=True))
        self._row = 6
        for k, (title, effect) in enumerate(effects.items()):
            if k:
                sheet.new_page(self._row)
            self._policy(title, effect, heads[title], shown)

    def _policy(self, title: str, effect: Term, heads: Sequence[Words], shown: Shown) -> None:
        years = len(heads)
        sheet, language, stream = self._sheet, self._language, self._result.stream
        sheet.words(self._row, 1, safe(title), TITLE)
        for column, year in enumerate(heads, start=FIRST):
            sheet.told(self._row + 1, column, year, NUMBERS)
        sheet.words(self._row + 1, FIRST + years, language.text("workbook.total"), NUMBERS)
        self._row += 2

        def entries(purse: str, names: Sequence[str]) -> list[Term]:
            return [shown(title, purse, names, y) for y in range(years)]

        coming = [
            self._young * float(stream.intake if y < stream.coming else 0) for y in range(years)
        ]
        self._line("participants", coming, Style(number="#,##0"))
        people = sheet.cell(self._row - 1, FIRST + years)
        starting = self._line("start_up", [-x for x in entries(PUBLIC_TOTAL, STARTING)])
        running = self._line("running", [-x for x in entries(PUBLIC_TOTAL, RUNNING)])
        whole = [a + b for a, b in zip(starting, running, strict=True)]
        self._line("cost", whole, SUM)
        cost = sheet.cell(self._row - 1, FIRST + years)
        self._one("cost_per_participant", cost / people, FIRST + years, AMOUNT)
        self._one("success_rate", effect, FIRST + years, Style(number="0.000"))
        self._line("refund", entries("municipality", ["mentor_refund"]))
        nets = {purse: entries(purse, []) for purse in (*PUBLIC, PUBLIC_TOTAL)}
        self._heading("follows")
        for purse in (*PUBLIC, PUBLIC_TOTAL):
            own = entries(purse, PROGRAMME)
            follows = [net - mine for net, mine in zip(nets[purse], own, strict=True)]
            self._line(purse, follows, SUM if purse == PUBLIC_TOTAL else AMOUNT)
        self._heading("net")
        for purse in (*PUBLIC, PUBLIC_TOTAL):
            cells = self._line(purse, nets[purse], SUM if purse == PUBLIC_TOTAL else AMOUNT)
        self._heading("cumulated")
        so_far: list[Term] = []
        for y, cell in enumerate(cells):
            before = [sheet.cell(self._row, FIRST + y - 1)] if y else []
            so_far.append(sheet.term(self._row, FIRST + y, total([*before, cell]), AMOUNT))
        sheet.words(self._row, 1, language.text(f"purse.sheet.{PUBLIC_TOTAL}"))
        self._row += 3

    def _heading(self, name: str) -> None:
        words = self._language.text(f"workbook.investment.{name}")
        self._sheet.words(self._row, 1, words, Style(italic=True))
        self._row += 1

    def _line(self, name: str, values: Sequence[Term], style: Style = AMOUNT) -> list[Term]:
        sheet, row = self._sheet, self._row
        if name in (*PUBLIC, PUBLIC_TOTAL):
            sheet.words(row, 1, self._language.text(f"purse.sheet.{name}"))
        else:
            sheet.words(row, 1, self._language.text(f"workbook.investment.{name}"))
        cells = [sheet.term(row, FIRST + y, x, style) for y, x in enumerate(values)]
        end = FIRST + len(values)
        sheet.total(row, end, sheet.range(row, FIRST, row, end - 1), style)
        self._row += 1
        return cells

    def _one(self, name: str, value: Term, column: int, style: Style) -> None:
        words = self._language.text(f"workbook.investment.{name}")
        self._sheet.words(self._row, 1, words)
        self._sheet.term(self._row, column, value, style)
        self._row += 1
