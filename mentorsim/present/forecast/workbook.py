"""The forecast's workbook as a calculation: change a driver and every total follows.

A sheet of drivers (`living_inputs`), a sheet of what one week, hour or post costs under each rule
set, a sheet of person-weeks and hours with what follows from them, and formulas of these on the
sheets of the accounts. Formulas are those of the program itself: the code that prices lives
(`scenarios.economics.price_classes`) is run on cells (`mentorsim.present.workbook.formula`).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from mentorsim.language import Language
from mentorsim.present.forecast.text import beyond_marks, finding, notes, quoted
from mentorsim.present.forecast.workbook_inputs import (
    MARK,
    NAME,
    OWN,
    TITLE,
    UNIT,
    WIDTHS,
    Driver,
    Inputs,
    policy_drivers,
)
from mentorsim.present.forecast.workbook_prices import prices_read
from mentorsim.present.forecast.workbook_quantities import Calculation
from mentorsim.present.forecast.workbook_rates import Rates
from mentorsim.present.forecast.workbook_sheets import Investment, Moved, Rest, Results
from mentorsim.present.forecast.workbook_years import HERE, Years, position_of_first
from mentorsim.present.workbook.budget import Formulas, Shown, write_workbook
from mentorsim.present.workbook.formula import Floats, Term, Words, as_floats, term
from mentorsim.present.workbook.sheet import Book, Style
from scenarios.decision.policy_account import PolicyAccount
from scenarios.economics.price_classes import CLASSES, LIVED, TAKEN, entries_of, unit_prices
from scenarios.economics.purse_names import DECISIONS, PROGRAMME, PURSES
from scenarios.economics.rates import Read
from scenarios.forecast.first_years import first_years
from scenarios.forecast.forecast import Forecast
from scenarios.forecast.product_means import PARTS, ExactPrice, ProductMeans

#: By what programme's sums follow drivers besides the number of young people; the others follow
#: hours.
FOLLOWS = {"measures": "nothing", DECISIONS: "weeks"}
#: What is said above the drivers, by the end of the key.
SAID = ("use", "prices", "first_year.{rules}", "arithmetic", "intervals", "rest", "held")


def write_forecast_workbook(
    path: Path,
    result: Forecast,
    accounts: Mapping[str, PolicyAccount],
    language: Language,
    provenance: Mapping[str, str],
    heading: str,
) -> None:
    """The accounts of a forecast with their drivers; else as
    `mentorsim.present.workbook.budget.write_workbook`.

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
    """The sheets of a forecast that are worked out from drivers
    (`mentorsim.present.workbook.budget.Living`)."""

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
        self._first = first_years(result.stream, result.rules, result.priced)
        self._granted = result.stream.reform.granted
        #: What one of each class is counted by: without decisions where they are in no bill.
        self._taken = [name for name in TAKEN if self._granted or name != DECISIONS]
        #: By title, the years with their marks.
        self._heads: dict[str, list[Words]] = {}
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
            kind = "calendar" if result.rules.calendar else "held"
            words = language.text(f"workbook.drivers.{name}".format(rules=kind))
            sheet.paragraph(row, MARK, words, Style(wrap=True))
        top = 2 + len(SAID)
        self._count_row = top
        sheet.words(top, NAME, language.text("workbook.drivers.changed"), TITLE)
        self._results = Results(sheet, top + 2, list(self._accounts), result.stream.years, language)
        inputs = Inputs(sheet, self._first, language, self._results.below)
        inputs.section(language.text("workbook.drivers.people"))
        years = Years(self._first, inputs.first_year())
        young = inputs.driver(Driver("young_people", float(result.stream.intake)))
        factors: dict[str, dict[str, Term]] = {}
        for policy in result.compared:
            inputs.section(
                quoted(result, policy, language), language.text("workbook.drivers.of_policy")
            )
            effect, *taken = policy_drivers(result, policy)
            own = {"effect": inputs.driver(effect), "hours": term(1.0), "weeks": term(1.0)}
            factors[policy] = own
            self._effects[self._titles[policy]] = inputs.last
            if taken:
                weeks, hours, caseload = (inputs.driver(each) for each in taken)
                own |= {"hours": weeks * hours / caseload, "weeks": weeks}
        inputs.prices(prices_read(self._first, self._account_of_nothing))
        inputs.count(self._count_row, OWN)
        self._young = young
        return self._formulas(book, inputs, years, factors)

    def _formulas(
        self, book: Book, inputs: Inputs, years: Years, factors: Mapping[str, Mapping[str, Term]]
    ) -> Formulas:
        result, language = self._result, self._language
        rates = Rates(book, self._first, language, inputs.of_set)
        unit = [
            unit_prices(rates.of_set(k), rates.rate(k), granted=self._granted)
            for k in range(len(self._first.sets))
        ]
        calculation = Calculation(book, years, rates, language, granted=self._granted)
        sheet = book.sheet(language.text("workbook.sheet.moved"))
        moved = Moved(sheet, inputs.shifts, years, language)
        sheet = book.sheet(language.text("workbook.sheet.first_years"))
        rests = Rest(sheet, years, position_of_first(self._first, years.year(0)), language)
        for policy, title in self._titles.items():
            self._heads[title] = years.marked(beyond_marks(result, policy), rates)
        amounts: dict[tuple[str, str, str, int], Term] = {}
        rest: dict[tuple[str, str, int], Term] = {}
        for policy, title in self._titles.items():
            calculation.begin(title)
            scale = calculation.factors(self._young, factors[policy])
            for p, y in enumerate(self._first.years_of):
                calculation.period(p)
                sums = self._sums(calculation, policy, p, scale)
                posted = entries_of(
                    sums,
                    calculation.unit(unit),
                    calculation.read,
                    calculation.noted,
                    as_floats(scale["follows"]),
                )
                for entry, purses in posted.items():
                    for purse, kroner in purses.items():
                        key = title, purse, entry, y
                        before = amounts.get(key)
                        amounts[key] = term(kroner) if before is None else before + term(kroner)
            calculation.end()
            rest |= self._rest(policy, amounts, scale, moved, rests, inputs)
        titles = [
            years.told(language.text("workbook.title.year", year=HERE), y)
            for y in range(result.stream.years)
        ]
        return Formulas(amounts, rest, inputs.changed, self._heads, titles)

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
        for name in self._taken:
            own = calculation.counted(f"own.{name}", mine[name])
            against = calculation.counted(f"against.{name}", theirs[name])
            by = scale.get(FOLLOWS.get(name, "hours"), term(1.0))
            taken = (own * by - against) * scale["young"]
            found[name] = calculation.noted(f"taken.{name}", as_floats(taken))
        return found

    def _rest(
        self,
        policy: str,
        amounts: Mapping[tuple[str, str, str, int], Term],
        scale: Mapping[str, Term],
        moved: Moved,
        rests: Rest,
        inputs: Inputs,
    ) -> dict[tuple[str, str, int], Term]:
        """What the means of products are more than the products of means, by purse and year."""
        title = self._titles[policy]
        account = self._accounts[title]
        first = self._first
        means = ProductMeans(self._result.priced, policy, self._result.reference, first)
        by_price = means.moved([ExactPrice(p.name, p.held, p.mean) for p, _, _ in inputs.shifts])
        by_first = [means.with_first(year) for year in first.choices]
        ours = first.choices.index(min(first.ours, first.choices[-1]))
        found = {}
        for k, purse in enumerate(PURSES):
            parts = [(exact[k], unit[k]) for exact, unit in by_price]
            own = moved.added(title, purse, account.years, parts)
            left = np.zeros((len(PARTS), len(account.years)))
            for y, year in enumerate(account.years):
                for entry in account.entries:
                    known = amounts.get((title, purse, entry, y))
                    product = 0.0 if known is None else known.value
                    mean = account.in_year(year, purse, entry).mean
                    left[PARTS.index(entry in PROGRAMME), y] += mean - product
            chosen = []
            for part, name in enumerate(("programme", "lives")):
                rows = [left[part] if n == ours else x[part, k] for n, x in enumerate(by_first)]
                chosen.append(rests.chosen(title, purse, name, [row.tolist() for row in rows]))
            for y in range(len(account.years)):
                found[title, purse, y] = (
                    chosen[0][y] * scale["young"]
                    + chosen[1][y] * scale["follows"]
                    + own[y] * scale["young"]
                )
        return found

    def _account_of_nothing(self, read: Read) -> object:
        """An account of one person-week and hour of each kind, to see which prices it reads."""
        one = dict.fromkeys((*LIVED, *self._taken), np.ones((1, 1)))
        return entries_of(one, unit_prices(read, granted=self._granted), read)

    def finish(self, shown: Shown) -> None:
        """Sums beside the drivers, and the state's tool."""
        self._results.write(shown)
        investment = Investment(self._investment, self._result, self._young, self._language)
        investment.write(self._effects, self._heads, shown)
