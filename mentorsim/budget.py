"""Kroner of a comparison: every policy beside the reference, by purse and year.

Everything is the budget account: kroner in and out of a purse over the weeks that are followed, per
young person, in constant prices and undiscounted, under the rules of one year throughout. The years
are those of the programme: the first begins with the week in which the first young person enters.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

import numpy as np
import xarray as xr
from pydantic import BaseModel, ConfigDict

from calibration.sourced import Sourced
from mentorsim.results import compared, last_week, spoken_week
from scenarios.comparison.compare import Comparison
from scenarios.decision.policy_decision import Ratio, Span, ratio, span
from scenarios.decision.policy_outcomes import effect_by_draw
from scenarios.decision.purse_tables import COST, GAIN, verdict
from scenarios.economics.person_weeks import quantities_of
from scenarios.economics.price_choice import chosen_prices
from scenarios.economics.price_draws import PriceValues, draw_prices
from scenarios.economics.price_file import Assumption, Prices
from scenarios.economics.purses import (
    PERSON,
    PROGRAMME,
    PUBLIC,
    PUBLIC_TOTAL,
    BudgetAccount,
    budget_account,
)
from sim.strict_yaml import packaged_yaml

#: Purses in the order of tables; `public` is the sum of the first three.
SHOWN_PURSES = (*PUBLIC, PUBLIC_TOTAL, PERSON)
REGION = "region"
#: What kroner come from: entries of the budget account that belong together.
PARTS: dict[str, tuple[str, ...]] = {
    "programme": PROGRAMME,
    "support": ("benefit", "benefit_refund", "tax_on_benefit", "regional_services"),
    "education": ("su", "tax_on_su", "school"),
    "work": ("wage", "labour_market_contribution", "tax_on_wage"),
    "pension": ("pension", "pension_refund", "tax_on_pension"),
}
#: What the pension's weeks are priced as to see how much rests on them.
PENSION, SUPPORT = "pension", "support"
#: What one more of is bought.
BOUGHT = "education"


class BudgetSetting(BaseModel):
    """Choices of what is told of kroner."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    price_seed: Sourced[float]
    step: Sourced[float]


@cache
def budget_setting() -> BudgetSetting:
    """The numbers of `mentorsim/budget.yaml`."""
    return BudgetSetting.model_validate(packaged_yaml("mentorsim", "budget.yaml"))


@dataclass(frozen=True)
class Money:
    """Net kroner of a purse.

    Attributes:
        mean, low, high: kroner per young person; positive into the purse.
        verdict: gain, cost, uncertain or unchanged (`scenarios.decision.purse_tables`), of the
            interval as it is shown with the noise of seeds in its mean.
        extrapolated: whether weeks beyond the trial are in it.
    """

    mean: float
    low: float
    high: float
    verdict: str
    extrapolated: bool

    @property
    def clear(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.verdict in (GAIN, COST)

    @property
    def told(self) -> tuple[float, float, float]:
        """Mean, low and high as words need them: what costs is counted as a cost."""
        if self.verdict != COST:
            return self.mean, self.low, self.high
        return -self.mean, -self.high, -self.low


@dataclass(frozen=True)
class Budget:
    """Kroner of every policy beside the reference, per young person.

    Attributes:
        comparison: whose kroner they are.
        values: the prices.
        years: of the programme, counted from 1.
        year_ends: by year, the week since entry that the first to enter are in when it ends.
        last_weeks: calendar weeks of the last year that are lived.
        accounts: by policy, the difference to the reference, mean over seeds.
        by_seed: the same kroner with each seed (seed, draw, year, purse, entry).
        without_pension: net kroner of purses with weeks on a pension priced as benefit
            (seed, draw, year, purse).
    """

    comparison: Comparison
    values: PriceValues
    years: tuple[int, ...]
    year_ends: tuple[int, ...]
    last_weeks: int
    accounts: Mapping[str, BudgetAccount]
    by_seed: Mapping[str, xr.DataArray]
    without_pension: Mapping[str, xr.DataArray]

    @property
    def prices(self) -> Prices:
        """The price set."""
        return self.values.prices

    @property
    def week(self) -> int:
        """Since entry, in which one more person in education is counted."""
        return spoken_week(self.comparison, BOUGHT)

    def by_year(self, policy: str, purse: str) -> tuple[Money, ...]:
        """Net of a purse in each year."""
        net = _of(self.by_seed[policy].sum("entry"), purse)
        return tuple(self._money(policy, net.isel(year=k - 1), k) for k in self.years)

    def total(self, policy: str, purse: str) -> Money:
        """Net of a purse over all years."""
        net = _of(self.by_seed[policy].sum("entry"), purse)
        return self._money(policy, net.sum("year"), self.years[-1])

    def total_without_pension(self, policy: str, purse: str) -> Money:
        """The same if people on a pension cost what people on benefit cost."""
        net = _of(self.without_pension[policy], purse)
        return self._money(policy, net.sum("year"), self.years[-1])

    def part(self, policy: str, part: str, purse: str = PUBLIC_TOTAL) -> Money:
        """What a purse gains or pays over all years through one of `PARTS`."""
        net = _of(self.by_seed[policy].sel(entry=list(PARTS[part])).sum("entry"), purse)
        return self._money(policy, net.sum("year"), self.years[-1])

    def price(self, policy: str) -> Ratio:
        """What one more person in education costs the public in all, if that can be said."""
        reference, data = self.comparison.reference, self.comparison.ensemble
        mine, theirs = (
            effect_by_draw(data, name, self.values, BOUGHT, self.week)
            for name in (policy, reference)
        )
        net = _of(self.by_seed[policy].sum("entry"), PUBLIC_TOTAL).sum("year")
        return ratio(policy, reference, -net.transpose("draw", "seed").to_numpy(), mine - theirs)

    def purses(self) -> tuple[str, ...]:
        """Purses in the order of tables, the region only if anything of its is priced."""
        region = any(bool((a.net(REGION) != 0).any()) for a in self.accounts.values())
        return tuple(purse for purse in SHOWN_PURSES if purse != REGION or region)

    def assumptions(self) -> tuple[Assumption, ...]:
        """Prices that nobody could source and that any of the differences leans on."""
        found: dict[str, Assumption] = {}
        for account in self.accounts.values():
            found |= {a.name: a for a in account.assumptions()}
        return tuple(found.values())

    def _money(self, policy: str, net: xr.DataArray, year: int) -> Money:
        """Kroner by draw and seed up to the end of a year, or of that year."""
        found: Span = span(net.transpose("draw", "seed").to_numpy())
        ends = self.comparison.evidence_ends
        return Money(
            found.mean, found.low, found.high, verdict(*map(shown, found.judged)),
            self.year_ends[year - 1] > min(ends[policy], ends[self.comparison.reference]),
        )  # fmt: skip


def _of(net: xr.DataArray, purse: str) -> xr.DataArray:
    if purse == PUBLIC_TOTAL:
        return net.sel(purse=list(PUBLIC)).sum("purse")
    return net.sel(purse=purse, drop=True)


def shown(x: float) -> float:
    """Kroner as tables show them: to the nearest hundred (`mentorsim/budget.yaml`)."""
    step = budget_setting().step.value
    return x if math.isnan(x) else step * round(x / step)


def can_be_priced(comparison: Comparison) -> bool:
    """Whether a comparison kept its draws, as a quick look does not, and has two or more."""
    data = comparison.ensemble
    return "level" in data and data.sizes["draw"] > 1


def budget(comparison: Comparison, prices: Prices | None = None) -> Budget:
    """What each policy costs and saves beside the reference, with a draw of prices for each draw.

    Args:
        comparison: that can be priced (`can_be_priced`).
        prices: the price set; its rules and prices hold in all years. None is that of the default
            rule year.
    """
    data, chosen = comparison.ensemble, chosen_prices() if prices is None else prices
    seed = int(budget_setting().price_seed.value)
    values = draw_prices(chosen, data.sizes["draw"], seed)
    start = date.fromisocalendar(chosen.rule_year, 1, 1)
    basis = _lived(data, comparison.reference, start, values)
    accounts, by_seed, without_pension = {}, {}, {}
    for name in compared(comparison):
        # One policy at a time: person-weeks by week and draw are many.
        found = _lived(data, name, start, values)
        pairs = [
            [(a - b).per_person() for a, b in zip(mine, theirs, strict=True)]
            for mine, theirs in zip(found, basis, strict=True)
        ]
        by_seed[name] = xr.concat([as_is.kroner for as_is, _ in pairs], "seed")
        accounts[name] = replace(pairs[0][0], kroner=by_seed[name].mean("seed"))
        nets = [without.kroner.sum("entry") for _, without in pairs]
        without_pension[name] = xr.concat(nets, "seed")
    years = basis[0][0].kroner.sizes["year"]
    # Weeks of each year from the first (ISO 8601: 52 or 53).
    weeks = [date(start.year + k, 12, 28).isocalendar().week for k in range(years)]
    ends = np.minimum(np.cumsum(weeks) - 1, last_week(comparison))
    return Budget(
        comparison=comparison,
        values=values,
        years=tuple(range(1, years + 1)),
        year_ends=tuple(int(week) for week in ends),
        last_weeks=int(data.sizes["calendar_week"]) - sum(weeks[:-1]),
        accounts=accounts,
        by_seed=by_seed,
        without_pension=without_pension,
    )


def _lived(
    data: xr.Dataset, policy: str, start: date, values: PriceValues
) -> list[tuple[BudgetAccount, BudgetAccount]]:
    """Of each seed the account as it is, and with weeks on a pension priced as support."""
    found = []
    for seed in range(data.sizes["seed"]):
        of = quantities_of(data.isel(seed=[seed]), policy, start)
        without = of.priced_as(PENSION, SUPPORT)
        found.append((budget_account(of, values), budget_account(without, values)))
    return found
