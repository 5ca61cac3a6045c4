"""Kroner of a comparison: every policy beside the reference, by purse and year.

The years are those of the programme: the first begins with the week in which the first young person
enters, under the rules and in the prices of one rule year throughout.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from mentorsim.reports.setting import report_setting
from mentorsim.results import compared
from scenarios.comparison.compare import Comparison
from scenarios.decision.purse_tables import net_by_year, summary, verdict
from scenarios.economics.person_weeks import Quantities, quantities_of
from scenarios.economics.price_choice import chosen_prices
from scenarios.economics.price_draws import PriceValues, draw_prices
from scenarios.economics.price_file import Assumption, Prices
from scenarios.economics.purses import PERSON, PUBLIC, PUBLIC_TOTAL, BudgetAccount, budget_account

#: Purses in the order of tables; `public` is the sum of the first three.
SHOWN_PURSES = (*PUBLIC, PUBLIC_TOTAL, PERSON)
#: Kroner per young person are shown, and judged, to the nearest so many.
STEP = 100
#: What kroner come from: entries of the budget account that belong together.
PARTS: dict[str, tuple[str, ...]] = {
    "programme": ("mentors", "mentor_refund", "start_up", "other_measures"),
    "support": ("benefit", "benefit_refund", "tax_on_benefit", "regional_services"),
    "education": ("su", "tax_on_su", "school"),
    "work": ("wage", "labour_market_contribution", "tax_on_wage"),
    "pension": ("pension", "pension_refund", "tax_on_pension"),
}
#: What the pension's weeks are priced as to see how much rests on them.
PENSION, SUPPORT = "pension", "support"


@dataclass(frozen=True)
class Money:
    """Net kroner of a purse.

    Attributes:
        mean, low, high: kroner per young person; positive into the purse.
        verdict: gain, cost, uncertain, unchanged or not assessed
            (`scenarios.decision.purse_tables`), of the interval as it is shown.
        extrapolated: whether weeks beyond the trial are in it.
    """

    mean: float
    low: float
    high: float
    verdict: str
    extrapolated: bool


@dataclass(frozen=True)
class Kroner:
    """Kroner of every policy beside the reference, per young person.

    Attributes:
        values: the prices.
        years: of the programme, counted from 1.
        last_weeks: calendar weeks of the last year that are lived.
        accounts: by policy, the difference to the reference.
        without_pension: the same with weeks on a pension priced as benefit.
        ends: by policy, the last week that the trial speaks to in the difference.
    """

    values: PriceValues
    years: tuple[int, ...]
    last_weeks: int
    accounts: Mapping[str, BudgetAccount]
    without_pension: Mapping[str, BudgetAccount]
    ends: Mapping[str, int]

    @property
    def prices(self) -> Prices:
        """The price set."""
        return self.values.prices

    def by_year(self, policy: str, purse: str) -> tuple[Money, ...]:
        """Net of a purse in each year."""
        frame = net_by_year(self.accounts[policy])
        rows = frame[frame["purse"] == purse].sort_values("year").to_dict("records")
        return tuple(
            _money(row, self._beyond(policy, year))
            for year, row in zip(self.years, rows, strict=True)
        )

    def total(self, policy: str, purse: str) -> Money:
        """Net of a purse over all years."""
        net = self.accounts[policy].net(purse).sum("year")
        return _money(summary(net), self._beyond(policy, self.years[-1]))

    def total_without_pension(self, policy: str, purse: str) -> Money:
        """The same if people on a pension cost what people on benefit cost."""
        net = self.without_pension[policy].net(purse).sum("year")
        return _money(summary(net), self._beyond(policy, self.years[-1]))

    def part(self, policy: str, part: str, purse: str = PUBLIC_TOTAL) -> Money:
        """What a purse gains or pays over all years through one of `PARTS`."""
        kroner = self.accounts[policy].kroner
        purses = list(PUBLIC) if purse == PUBLIC_TOTAL else [purse]
        net = kroner.sel(entry=list(PARTS[part]), purse=purses).sum(("entry", "purse", "year"))
        return _money(summary(net), self._beyond(policy, self.years[-1]))

    def used_purses(self) -> tuple[str, ...]:
        """Purses that any policy moves a krone of, in the order of tables."""
        return tuple(
            purse
            for purse in SHOWN_PURSES
            if any(bool((account.net(purse) != 0).any()) for account in self.accounts.values())
        )

    def assumptions(self) -> tuple[Assumption, ...]:
        """What nobody could source and any of the differences leans on."""
        found: dict[str, Assumption] = {}
        for account in self.accounts.values():
            found |= {a.name: a for a in account.assumptions()}
        return tuple(found.values())

    def _beyond(self, policy: str, year: int) -> bool:
        """Whether the first to enter are beyond the trial within a year of the programme."""
        weeks = _weeks_of(date.fromisocalendar(self.prices.rule_year, 1, 1), len(self.years))
        last = sum(weeks[:year]) - 1
        return last > self.ends[policy]


def _money(row: Mapping[Any, Any], extrapolated: bool) -> Money:
    mean, low, high = (float(row[name]) for name in ("mean", "low", "high"))
    return Money(mean, low, high, verdict(shown(low), shown(high)), extrapolated)


def shown(x: float) -> float:
    """Kroner as they are shown: to the nearest `STEP`."""
    return x if math.isnan(x) else STEP * round(x / STEP)


def _weeks_of(start: date, years: int) -> list[int]:
    """Weeks of each year from the first (ISO 8601: 52 or 53)."""
    return [date(start.year + k, 12, 28).isocalendar().week for k in range(years)]


def kroner(comparison: Comparison, prices: Prices | None = None) -> Kroner | None:
    """What each policy costs and saves beside the reference.

    Args:
        comparison: with what was kept of every draw.
        prices: the price set; None is that of the default rule year.

    Returns:
        None if the comparison kept no draws (a quick look), or a single one.
    """
    data = comparison.ensemble
    if "level" not in data or data.sizes["draw"] < 2:
        return None
    chosen = chosen_prices() if prices is None else prices
    values = draw_prices(chosen, data.sizes["draw"], int(report_setting().price_seed.value))
    start = date.fromisocalendar(chosen.rule_year, 1, 1)
    reference, ends = comparison.reference, comparison.evidence_ends
    basis = _accounts(quantities_of(data, reference, start), values)
    accounts, without_pension = {}, {}
    for name in compared(comparison):
        # One policy at a time: person-weeks by week and draw are many.
        found = _accounts(quantities_of(data, name, start), values)
        accounts[name] = (found[0] - basis[0]).per_person()
        without_pension[name] = (found[1] - basis[1]).per_person()
    years = basis[0].kroner.sizes["year"]
    weeks = _weeks_of(start, years)
    return Kroner(
        values=values,
        years=tuple(range(1, years + 1)),
        last_weeks=int(data.sizes["calendar_week"]) - sum(weeks[:-1]),
        accounts=accounts,
        without_pension=without_pension,
        ends={name: min(ends[name], ends[reference]) for name in accounts},
    )


def _accounts(of: Quantities, values: PriceValues) -> tuple[BudgetAccount, BudgetAccount]:
    """The account as it is, and with weeks on a pension priced as support."""
    return budget_account(of, values), budget_account(of.priced_as(PENSION, SUPPORT), values)
