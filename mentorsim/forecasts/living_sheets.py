"""Sheets of a forecast's workbook that are worked out: rates, quantities, the state's tool."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mentorsim.forecasts.living_inputs import SIGN, Price, names_of_sets, price_words
from mentorsim.formula import Floats, Term, as_floats, products, term, total
from mentorsim.language import Language
from mentorsim.sheet import MONEY, Book, Sheet, Style
from mentorsim.workbook import Shown
from mentorsim.workbook_lists import safe
from scenarios.economics.price_classes import Keep
from scenarios.economics.purses import (
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
EXACT, WEEKS, FACTOR = Style(number="#,##0.000"), Style(number="#,##0.0"), Style(number="0.0000")
RATE = Style(number="#,##0.00")
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


class Calculation:
    """The sheets of rates by rule set, and of quantities by period."""

    def __init__(self, book: Book, result: Forecast, language: Language) -> None:
        self._language, self._priced = language, result.priced
        self._rates = book.sheet(language.text("workbook.sheet.rates"))
        self._quantities = book.sheet(language.text("workbook.sheet.quantities"))
        sets = names_of_sets(result)
        self._head(self._rates, language.text("workbook.title.rates"), sets)
        years = self._priced.period_years
        self._periods = [
            f"{year} ({sets[k]})" if years.count(year) > 1 else str(year)
            for year, k in zip(years, self._priced.period_sets, strict=True)
        ]
        title = language.text("workbook.title.quantities")
        self._head(self._quantities, title, self._periods)
        self._rate_rows: dict[str, int] = {}
        self._rows: dict[str, int] = {}
        self._next, self._column = 4, FIRST

    def _head(self, sheet: Sheet, title: str, columns: Sequence[str]) -> None:
        sheet.widths(WORDS, *[NUMBER] * max(len(columns), 3)).freeze(3, FIRST)
        sheet.words(1, 1, title, TITLE)
        for column, words in enumerate(columns, start=FIRST):
            sheet.words(2, column, words, NUMBERS)

    def rate(self, k: int) -> Keep:
        """Notes what one week, hour or post costs under a rule set."""

        def keep(name: str, x: Floats) -> Floats:
            row = self._rate_rows.setdefault(name, len(self._rate_rows) + 3)
            self._rates.words(row, 1, self._rate_title(name))
            return _note(self._rates, row, FIRST + k, term(x), RATE)

        return keep

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
        }
        for name, factor in found.items():
            words = self._language.text(f"workbook.factor.{name}")
            self._quantities.words(self._next, 1, words)
            found[name] = term(_note(self._quantities, self._next, FIRST, factor, FACTOR))
            self._next += 1
        return found

    def period(self, p: int) -> None:
        """What is written from now on is of a period."""
        self._column = FIRST + p

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

    def _rate_title(self, name: str) -> str:
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
        result: Forecast,
        language: Language,
    ) -> None:
        self._sheet, self._language = sheet, language
        self._prices = [price_words(price, result, language) for price, _, _ in shifts]
        years = result.stream.years
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
            for y, year in enumerate(years):
                column = FIRST + part * len(years) + y
                head = language.text(f"workbook.moved.{name}", year=str(year))
                sheet.words(top - 1, column, head, NUMBERS)
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


class Investment:
    """The accounts as the state's social investment tool (SØM) sets them out."""

    def __init__(self, sheet: Sheet, result: Forecast, young: Term, language: Language) -> None:
        self._sheet, self._result = sheet, result
        self._young, self._language = young, language
        self._row = 1

    def write(
        self, effects: Mapping[str, Term], heads: Mapping[str, Sequence[str]], shown: Shown
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

    def _policy(self, title: str, effect: Term, heads: Sequence[str], shown: Shown) -> None:
        years = len(heads)
        sheet, language, stream = self._sheet, self._language, self._result.stream
        sheet.words(self._row, 1, safe(title), TITLE)
        for column, year in enumerate(heads, start=FIRST):
            sheet.words(self._row + 1, column, year, NUMBERS)
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
