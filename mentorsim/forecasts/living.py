"""The forecast's workbook as a calculation: change a driver and every total follows.

A sheet of drivers (`living_inputs`), a sheet of what one week, hour or post costs under each rule
set, a sheet of person-weeks and hours with what follows from them, and formulas of these on the
sheets of the accounts. Formulas are those of the program itself: the code that prices lives
(`scenarios.economics.price_classes`) is run on cells (`mentorsim.formula`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from mentorsim.forecasts.living_inputs import (
    MARK,
    NAME,
    OWN,
    TITLE,
    UNIT,
    WIDTHS,
    Driver,
    Inputs,
    policy_drivers,
    prices_read,
)
from mentorsim.forecasts.living_sheets import Calculation, Investment, Moved, Results
from mentorsim.forecasts.text import finding, marked_years, notes, quoted
from mentorsim.formula import Floats, Term, as_floats, term
from mentorsim.language import Language
from mentorsim.sheet import Book, Style
from mentorsim.workbook import Formulas, Shown, write_workbook
from scenarios.decision.policy_account import PolicyAccount
from scenarios.economics.price_classes import CLASSES, LIVED, TAKEN, entries_of, unit_prices
from scenarios.economics.purses import PROGRAMME, PURSES
from scenarios.economics.rates import Read
from scenarios.forecast.forecast import Forecast
from scenarios.forecast.product_means import MovedPrice, ProductMeans

#: What is said above the drivers, by the end of the key.
SAID = ("use", "prices", "arithmetic", "intervals", "rest", "held")


def write_forecast_workbook(
    path: Path,
    result: Forecast,
    accounts: Mapping[str, PolicyAccount],
    language: Language,
    provenance: Mapping[str, str],
    heading: str,
) -> None:
    """The accounts of a forecast with their drivers; else as `mentorsim.workbook.write_workbook`.

    Args:
        path: of the file.
        result: the forecast.
        accounts: of its policies, in order, by title.
        language: of heads and entries.
        provenance: where the numbers come from.
        heading: what they are about.
    """
    told = [finding(result, policy, language) for policy in result.compared]
    write_workbook(
        path,
        accounts,
        language,
        provenance,
        heading=heading,
        notes=[language.text("workbook.read.drivers"), *told, *notes(result, language).values()],
        living=Calculated(result, accounts, language),
    )


class Calculated:
    """The sheets of a forecast that are worked out from drivers (`mentorsim.workbook.Living`)."""

    def __init__(
        self, result: Forecast, accounts: Mapping[str, PolicyAccount], language: Language
    ) -> None:
        self._result, self._accounts, self._language = result, accounts, language
        #: Title of each policy, as its account has it.
        self._titles = dict(zip(result.compared, accounts, strict=True))
        means = result.priced.classes.mean(("draw", "seed"))
        #: By policy, means of `CLASSES` of every period.
        self._means: dict[str, list[list[float]]] = {
            str(name): means.sel(policy=name).to_numpy().tolist() for name in means["policy"].values
        }
        #: By title, the years with their marks.
        self._years = {title: marked_years(result, name) for name, title in self._titles.items()}
        #: By title, the cell of the effect that is counted with.
        self._effects: dict[str, Term] = {}

    def front(self, book: Book) -> None:
        """Drivers, and the accounts as the state's tool sets them out."""
        language = self._language
        self._drivers = book.sheet(language.text("workbook.sheet.drivers"))
        self._investment = book.sheet(language.text("workbook.sheet.investment"))

    def work(self, book: Book) -> Formulas:
        """Drivers, prices of a week, and quantities; gives the accounts as formulas of them."""
        language, result = self._language, self._result
        sheet = self._drivers.widths(*WIDTHS).freeze(2, UNIT)
        sheet.words(1, NAME, language.text("workbook.drivers.title"), Style(bold=True))
        for row, name in enumerate(SAID, start=2):
            words = language.text(f"workbook.drivers.{name}")
            sheet.paragraph(row, MARK, words, Style(wrap=True))
        top = 2 + len(SAID)
        self._count_row = top
        sheet.words(top, NAME, language.text("workbook.drivers.changed"), TITLE)
        self._results = Results(sheet, top + 2, list(self._accounts), result.stream.years, language)
        inputs = Inputs(sheet, result, language, self._results.below)
        inputs.section(language.text("workbook.drivers.people"))
        young = inputs.driver(Driver("young_people", float(result.stream.intake)))
        factors: dict[str, dict[str, Term]] = {}
        for policy in result.compared:
            inputs.section(
                quoted(result, policy, language), language.text("workbook.drivers.of_policy")
            )
            effect, *taken = policy_drivers(result, policy)
            factors[policy] = {"effect": inputs.driver(effect), "hours": term(1.0)}
            self._effects[self._titles[policy]] = inputs.last
            if taken:
                weeks, hours, caseload = (inputs.driver(each) for each in taken)
                factors[policy]["hours"] = weeks * hours / caseload
        prices = prices_read(result.priced, _account_of_nothing)
        inputs.prices(prices)
        inputs.count(self._count_row, OWN)
        self._young = young
        return self._formulas(book, inputs, young, factors)

    def _formulas(
        self, book: Book, inputs: Inputs, young: Term, factors: Mapping[str, Mapping[str, Term]]
    ) -> Formulas:
        result, language = self._result, self._language
        calculation = Calculation(book, result, language)
        unit = [
            unit_prices(_reader(inputs.of_set(k)), calculation.rate(k))
            for k in range(len(result.priced.sets))
        ]
        moved = Moved(
            book.sheet(language.text("workbook.sheet.moved")), inputs.shifts, result, language
        )
        amounts: dict[tuple[str, str, str, int], Term] = {}
        rest: dict[tuple[str, str, int], Term] = {}
        years = result.stream.calendar_years
        for policy, title in self._titles.items():
            calculation.begin(title)
            scale = calculation.factors(young, factors[policy])
            for p, (year, k) in enumerate(
                zip(result.priced.period_years, result.priced.period_sets, strict=True)
            ):
                calculation.period(p)
                sums = self._sums(calculation, policy, p, scale)
                read = _reader(inputs.of_set(k))
                posted = entries_of(
                    sums, unit[k], read, calculation.noted, as_floats(scale["follows"])
                )
                y = years.index(year)
                for entry, purses in posted.items():
                    for purse, kroner in purses.items():
                        key = title, purse, entry, y
                        before = amounts.get(key)
                        amounts[key] = term(kroner) if before is None else before + term(kroner)
            calculation.end()
            rest |= self._rest(policy, amounts, scale, moved, inputs)
        return Formulas(amounts, rest, inputs.changed, self._years)

    def _sums(
        self, calculation: Calculation, policy: str, period: int, scale: Mapping[str, Term]
    ) -> dict[str, Floats]:
        """Cells of the sums of a period: person-weeks more, and what mentors take."""
        mine, theirs = (
            dict(zip(CLASSES, self._means[name][period], strict=True))
            for name in (policy, self._result.reference)
        )
        found: dict[str, Floats] = {}
        for name in LIVED:
            more = mine[name] - theirs[name]
            found[name] = as_floats(calculation.counted(f"sum.{name}", more))
        for name in TAKEN:
            own = calculation.counted(f"own.{name}", mine[name])
            against = calculation.counted(f"against.{name}", theirs[name])
            by = term(1.0) if name == "measures" else scale["hours"]
            taken = (own * by - against) * scale["young"]
            found[name] = calculation.noted(f"taken.{name}", as_floats(taken))
        return found

    def _rest(
        self,
        policy: str,
        amounts: Mapping[tuple[str, str, str, int], Term],
        scale: Mapping[str, Term],
        moved: Moved,
        inputs: Inputs,
    ) -> dict[tuple[str, str, int], Term]:
        """What the means of products are more than the products of means, by purse and year."""
        title = self._titles[policy]
        account = self._accounts[title]
        means = ProductMeans(self._result.priced, policy, self._result.reference)
        by_price = means.moved([MovedPrice(p.name, p.sets, p.mean) for p, _, _ in inputs.shifts])
        found = {}
        for k, purse in enumerate(PURSES):
            parts = [(exact[k], unit[k]) for exact, unit in by_price]
            own = moved.added(title, purse, account.years, parts)
            for y, year in enumerate(account.years):
                left = {True: 0.0, False: 0.0}
                for entry in account.entries:
                    known = amounts.get((title, purse, entry, y))
                    product = 0.0 if known is None else known.value
                    mean = account.in_year(year, purse, entry).mean
                    left[entry in PROGRAMME] += mean - product
                found[title, purse, y] = (
                    term(left[True]) * scale["young"]
                    + term(left[False]) * scale["follows"]
                    + own[y] * scale["young"]
                )
        return found

    def finish(self, shown: Shown) -> None:
        """Sums beside the drivers, and the state's tool."""
        self._results.write(shown)
        investment = Investment(self._investment, self._result, self._young, self._language)
        investment.write(self._effects, self._years, shown)


def _reader(price: Callable[[str], Term]) -> Read:
    return lambda name: as_floats(price(name))


def _account_of_nothing(read: Read) -> object:
    """An account of one person-week and hour of each kind, to see which prices it reads."""
    one = dict.fromkeys(CLASSES, np.ones((1, 1)))
    return entries_of(one, unit_prices(read), read)
