"""The sheet of drivers: a cell for each, ours beside it with its interval.

A price that is left as it is counts with the mean of its draws, as in the command; one's own counts
as it is. The other drivers are arithmetic: the lives behind the numbers stay as they were lived.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import xarray as xr

from mentorsim.language import Language
from mentorsim.present.forecast.workbook_prices import GROUPS, Price, group_of, price_words
from mentorsim.present.workbook.formula import NOTHING, Term, term
from mentorsim.present.workbook.lists import safe
from mentorsim.present.workbook.sheet import MONEY, Sheet, Style
from scenarios.decision.outcome_names import ACTIVE_YEARS
from scenarios.economics.price_list import price_schema
from scenarios.forecast.first_years import FirstYears
from scenarios.forecast.forecast import Forecast
from scenarios.forecast.priced import active_years
from scenarios.forecast.setting import START_YEARS
from scenarios.forecast.tables import spread
from sim.reference import full_time_hours

TITLE, HEAD, NUMBERS = Style(bold=True), Style(head=True), Style(head=True, right=True)
TEXT, NOTE = Style(wrap=True), Style(italic=True, wrap=True)
#: Columns: driver, unit, one's own, ours, its interval, what is counted with, mean over draws,
#: whether it is changed, the mark of the source.
NAME, UNIT, OWN, OURS, LOW, HIGH, USED, MEAN, CHANGED, MARK = range(1, 11)
WIDTHS = (62, 38, 14, 14, 13, 13, 14, 14, 8, 8)
FINE, SHARE, YEAR = "#,##0.00", "0.000", "0"
#: A mark where a driver is changed, nothing where it is not.
SIGN = Style(number='"×";;', right=True)
#: Young people per mentor that one's own caseload is at least: hours are divided by it.
SMALLEST_CASELOAD = 0.1


@dataclass(frozen=True)
class Driver:
    """A driver that is no price.

    Attributes:
        name: of its texts.
        ours: as the forecast has it.
        low, high: its interval; None where it is chosen.
        least: that one's own may be; None is without end.
    """

    name: str
    ours: float
    low: float | None = None
    high: float | None = None
    least: float | None = 0.0


def policy_drivers(result: Forecast, policy: str) -> list[Driver]:
    """Effect, weeks of support, hours and caseload of a policy; of one without mentors the first.

    Hours and caseload are of the hours that are paid: a full-time week over one is the other.
    """
    priced = result.priced
    people = priced.people
    years = active_years(priced.person_years).sum("year")
    gained = years.sel(policy=policy) - years.sel(policy=result.reference)
    # An effect can be a loss.
    found = [_spread(ACTIVE_YEARS, gained / people, least=None)]
    totals = priced.yearly.sel(policy=policy).sum("year")
    supported, paid = totals.sel(quantity="mentored"), totals.sel(quantity="hours_employed")
    if float(supported.min()) <= 0 or float(paid.min()) <= 0:
        return found
    return [
        *found,
        _spread("support_weeks", supported / people),
        # Of all draws together, as the accounts are: the mean of ratios is another.
        _spread("hours", paid / supported, float(paid.mean() / supported.mean())),
        _spread(
            "caseload",
            full_time_hours() * supported / paid,
            full_time_hours() * float(supported.mean() / paid.mean()),
            least=SMALLEST_CASELOAD,
        ),
    ]


def _spread(
    name: str, values: xr.DataArray, ours: float | None = None, least: float | None = 0.0
) -> Driver:
    found = spread(values.drop_vars(["policy", "quantity"], errors="ignore"))
    mean = float(found["mean"]) if ours is None else ours
    return Driver(name, mean, float(found["low"]), float(found["high"]), least)


class Inputs:
    """The sheet of drivers.

    Attributes:
        changed: the cell that says how many are no longer ours.
        last: the cell that the last driver is counted with.
        shifts: by price, whether it is changed, and what it is then more than the mean: cells.
    """

    def __init__(self, sheet: Sheet, first: FirstYears, language: Language, top: int) -> None:
        self.sheet, self._first, self._language = sheet, first, language
        self._row, self._heads = top, 0
        self._flags: list[int] = []
        self._prices: dict[tuple[str, int], Term] = {}
        self.changed = self.last = NOTHING
        self.shifts: list[tuple[Price, Term, Term]] = []

    def section(self, words: str, note: str = "") -> None:
        """A line above some drivers, and their heads."""
        self.sheet.words(self._row + 1, NAME, safe(words), TITLE)
        self._row += 2
        if note:
            self.sheet.paragraph(self._row, MARK, note, NOTE)
            self._row += 1
        if not self._heads:
            self._heads = self._row
            self.sheet.on_every_page(self._row)
        self._head_line()

    def _head_line(self) -> None:
        words = ("driver", "unit", "own", "ours", "low", "high", "used", "mean", "changed", "mark")
        for column, word in enumerate(words, start=1):
            style = NUMBERS if column >= OWN else HEAD
            self.sheet.words(
                self._row, column, self._language.text(f"workbook.driver.{word}"), style
            )
        self._row += 1

    def driver(self, given: Driver) -> Term:
        """A driver that is no price: one's own over ours."""
        words = self._language.text(f"workbook.driver.{given.name}")
        unit = self._language.text(f"workbook.driver_unit.{given.name}")
        number = MONEY if given.low is None else "0.000"
        used = self._line(
            words,
            unit,
            given.ours,
            (given.low, given.high),
            None,
            number,
            (given.least, None),
        )
        if given.ours == 0:
            return term(1.0)
        return used / self.sheet.cell(self._row - 1, OURS)

    def first_year(self) -> Term:
        """The first calendar year; other numbers than those of years with rules are not taken."""
        first, language = self._first, self._language
        kind = "calendar" if first.rules.calendar else "held"
        least = first.choices[0] if first.rules.calendar else START_YEARS[0]
        return self._line(
            language.text("workbook.driver.first_year"),
            language.text(f"workbook.driver_unit.first_year.{kind}", first=str(least)),
            float(first.ours),
            (None, None),
            None,
            YEAR,
            (float(least), float(START_YEARS[1])),
            whole=True,
        )

    def prices(self, found: Sequence[Price]) -> None:
        """All prices, by group; those of other first years alone have no cell."""
        elsewhere = [price for price in found if not price.held]
        self._prices |= {(p.name, k): term(p.mean) for p in elsewhere for k in p.sets}
        for group in GROUPS:
            self.section(self._language.text(f"workbook.drivers.{group}"))
            for price in (p for p in found if p.held and group_of(p.name) == group):
                rule = price_schema()[price.name]
                number = {"kroner": MONEY, "share": SHARE}.get(rule.kind, FINE)
                used = self._line(
                    price_words(price, self._first, self._language),
                    self._language.text(f"price_unit.{rule.unit}"),
                    price.ours,
                    (price.low, price.high),
                    price.mean,
                    number,
                    (0.0, 1.0 if rule.kind == "share" else None),
                    price.mark,
                )
                self._prices |= {(price.name, k): used for k in price.sets}
                flag = self.sheet.cell(self._row - 1, CHANGED)
                beyond = used - self.sheet.cell(self._row - 1, MEAN)
                shift = Term(f"IF({flag.text}=0,0,{beyond.text})", 0.0)
                self.shifts.append((price, flag, shift))

    def of_set(self, k: int) -> Callable[[str], Term]:
        """The prices of a rule set, by name; what is not in force is 0 and no cell."""
        return lambda name: self._prices.get((name, k), NOTHING)

    def count(self, row: int, column: int) -> None:
        """Write how many drivers are changed."""
        first, last = min(self._flags), max(self._flags)
        self.sheet.total(row, column, self.sheet.range(first, CHANGED, last, CHANGED), TITLE)
        self.changed = self.sheet.cell(row, column)

    def _line(
        self,
        words: str,
        unit: str,
        ours: float,
        ends: tuple[float | None, float | None],
        mean: float | None,
        number: str,
        allowed: tuple[float | None, float | None],
        mark: str = "",
        *,
        whole: bool = False,
    ) -> Term:
        sheet, row, style = self.sheet, self._row, Style(number=number)
        sheet.words(row, NAME, safe(words), TEXT)
        sheet.words(row, UNIT, safe(unit), TEXT)
        own = sheet.given(row, OWN, ours, number, *allowed, whole=whole)
        sheet.number(row, OURS, ours, style)
        for column, end in zip((LOW, HIGH), ends, strict=True):
            if end is not None and ends[0] != ends[1]:
                sheet.number(row, column, end, style)
        here = sheet.cell(row, OURS)
        counted = here
        if mean is not None:
            sheet.number(row, MEAN, mean, style)
            counted = sheet.cell(row, MEAN)
        left = f'OR({own.text}="",{own.text}={here.text})'
        sheet.term(row, USED, Term(f"IF({left},{counted.text},{own.text})", counted.value), style)
        sheet.term(row, CHANGED, Term(f"IF({left},0,1)", 0.0), SIGN)
        if mark:
            sheet.words(row, MARK, safe(mark), Style(right=True))
        self._flags.append(row)
        self._row += 1
        self.last = sheet.cell(row, USED)
        return self.last
