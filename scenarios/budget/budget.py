"""Kroner of a comparison: every policy beside the reference, by purse and year.

Everything is the budget account: kroner in and out of a purse over the weeks that are followed, per
young person, in constant prices and undiscounted, under the rules of one year throughout. The years
are those of the programme: the first begins with the week in which the first young person enters.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property

import numpy as np
import xarray as xr
from pydantic import BaseModel, ConfigDict

from calibration.sourced import Sourced
from scenarios.comparison.compare import Comparison
from scenarios.comparison.comparison import compared
from scenarios.comparison.reported_weeks import last_week
from scenarios.decision.outcome_names import ACTIVE_YEARS
from scenarios.decision.policy_account import PolicyAccount, policy_accounts
from scenarios.decision.policy_decision import Ratio, ratio
from scenarios.decision.policy_outcomes import effect_by_draw
from scenarios.decision.purse_tables import COST, GAIN, verdict
from scenarios.decision.spans import Floats, Span
from scenarios.economics.person_weeks import AS_BENEFIT, READ, Quantities, quantities_of
from scenarios.economics.price_choice import chosen_prices
from scenarios.economics.price_draws import PriceValues, draw_prices
from scenarios.economics.price_file import Assumption, Prices
from scenarios.economics.purse_names import PERSON, PROGRAMME, PUBLIC, PUBLIC_TOTAL
from scenarios.economics.setting import price_seed, programme_year
from sim.strict_yaml import packaged_yaml

#: Purses in the order of tables; `public` is the sum of the first three.
SHOWN_PURSES = (*PUBLIC, PUBLIC_TOTAL, PERSON)
REGION = "region"
#: What kroner come from: entries of the budget account that belong together.
PARTS: dict[str, tuple[str, ...]] = {
    "programme": PROGRAMME,
    "benefit": ("benefit", "benefit_refund", "tax_on_benefit", "regional_services"),
    "course": ("course_benefit", "course_refund", "tax_on_course"),
    "education": ("su", "tax_on_su", "school"),
    "work": (
        "wage",
        "labour_market_contribution",
        "tax_on_wage",
        "part_time_benefit",
        "part_time_refund",
        "tax_on_part_time",
    ),
    "pension": ("pension", "pension_refund", "tax_on_pension"),
}


class BudgetSetting(BaseModel):
    """Choices of what is told of kroner."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    step: Sourced[float]


@cache
def budget_setting() -> BudgetSetting:
    """The numbers of `scenarios/budget/budget.yaml`."""
    return BudgetSetting.model_validate(packaged_yaml("scenarios.budget", "budget.yaml"))


@dataclass(frozen=True)
class Money:
    """Net kroner of a purse.

    Attributes:
        mean, low, high: kroner per young person; positive into the purse.
        verdict: gain, cost, uncertain or unchanged, of the interval (`net_verdict`); not assessed
            where draws are too few.
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
    def key(self) -> str:
        """The verdict as it ends the key of a text."""
        return self.verdict.replace(" ", "_")

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
        year_ends: by year, the week since entry that the first to enter are in when it ends.
        last_weeks: calendar weeks of the last year that are lived.
        accounts: by policy, the difference to the reference, by year of the programme.
        priced_as_benefit: works out `without_pension`.
    """

    comparison: Comparison
    values: PriceValues
    year_ends: tuple[int, ...]
    last_weeks: int
    accounts: Mapping[str, PolicyAccount]
    priced_as_benefit: Callable[[], Mapping[str, PolicyAccount]] = field(repr=False, compare=False)

    @cached_property
    def without_pension(self) -> Mapping[str, PolicyAccount]:
        """`accounts` with weeks on a pension or resource course priced as benefit.

        Most parts of a page or report do not ask for them.
        """
        return self.priced_as_benefit()

    @property
    def prices(self) -> Prices:
        """The price set."""
        return self.values.prices

    @property
    def years(self) -> tuple[int, ...]:
        """Years of the programme, counted from 1."""
        return tuple(range(1, len(self.year_ends) + 1))

    def by_year(self, policy: str, purse: str) -> tuple[Money, ...]:
        """Net of a purse in each year."""
        account = self.accounts[policy]
        return tuple(self._money(policy, account.in_year(k, purse), k) for k in self.years)

    def total(self, policy: str, purse: str) -> Money:
        """Net of a purse over all years."""
        return self._money(policy, self.accounts[policy].total(purse))

    def total_without_pension(self, policy: str, purse: str) -> Money:
        """The same if people on a pension or resource course cost what people on benefit cost."""
        return self._money(policy, self.without_pension[policy].total(purse))

    def part(self, policy: str, part: str, purse: str = PUBLIC_TOTAL) -> Money:
        """What a purse gains or pays over all years through one of `PARTS`.

        Args:
            policy: name of one that was compared.
            purse: who pays, or all of the public.
            part: one of `PARTS`.
        """
        return self._money(policy, self.accounts[policy].part(PARTS[part], purse))

    def price(self, policy: str) -> Ratio:
        """What one more year in education or work costs the public in all, if that can be said.

        Kroner and years are counted over the same weeks: all that are followed.
        """
        reference, data = self.comparison.reference, self.comparison.ensemble
        mine, theirs = (effect_by_draw(data, name, ACTIVE_YEARS) for name in (policy, reference))
        cost = -self.accounts[policy].net_by_draw(PUBLIC_TOTAL)
        return ratio(policy, reference, cost, mine - theirs)

    def purses(self) -> tuple[str, ...]:
        """Purses in the order of tables, the region only if anything of its is priced."""
        region = any(bool((a.net(REGION).fillna(0) != 0).any()) for a in self.accounts.values())
        return tuple(purse for purse in SHOWN_PURSES if purse != REGION or region)

    def assumptions(self) -> tuple[Assumption, ...]:
        """Prices that nobody could source and that any of the differences leans on."""
        found: dict[str, Assumption] = {}
        for account in self.accounts.values():
            found |= {a.name: a for a in account.assumptions()}
        return tuple(found.values())

    def _money(self, policy: str, found: Span, year: int = -1) -> Money:
        """An amount up to the end of a year, or of the last."""
        ends = self.comparison.evidence_ends
        known = min(ends[policy], ends[self.comparison.reference])
        last = self.year_ends[year - 1 if year > 0 else -1]
        return Money(found.mean, found.low, found.high, net_verdict(found), last > known)


def shown(x: float) -> float:
    """Kroner as tables show them: to the nearest hundred (`scenarios/budget/budget.yaml`)."""
    step = budget_setting().step.value
    return x if math.isnan(x) else step * round(x / step)


def net_verdict(found: Span) -> str:
    """What a net amount per young person allows to say, of the interval that is shown beside it.

    Returns:
        Of `scenarios.decision.purse_tables`: gain or cost where all of the interval is one;
        unchanged where it is zero to the nearest hundred at both ends, whatever its sign;
        not assessed where draws are too few.
    """
    ends = found.low, found.high
    unmoved = all(shown(x) == 0 for x in ends)
    return verdict(*((0.0, 0.0) if unmoved else ends), enough=found.enough)


def net_effects(
    reference: str, of_draws: int, prices: Prices | None = None
) -> Callable[[xr.Dataset], dict[str, Floats]]:
    """What gives the net kroner of the public per young person over all weeks, by policy.

    Args:
        reference: the policy that they are over.
        of_draws: draws that there are; an ensemble has the first of them.
        prices: as of `budget`.

    Returns:
        Of an ensemble, shape (draws, seeds) by policy.
    """
    values = draw_prices(chosen_prices() if prices is None else prices, of_draws, price_seed())

    def of(data: xr.Dataset) -> dict[str, Floats]:
        some = data[list(READ)]

        def lived(policy: str, seed: int) -> Quantities:
            return quantities_of(some.isel(seed=slice(seed, seed + 1)), policy)

        names = (reference, *(str(p) for p in data["policy"].values if p != reference))
        here = values.of(np.arange(data.sizes["draw"]))
        found = policy_accounts(names, lived, here, data.sizes["seed"])
        return {name: account.net_by_draw(PUBLIC_TOTAL) for name, account in found.items()}

    return of


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
    values = draw_prices(chosen, data.sizes["draw"], price_seed())
    names = (comparison.reference, *compared(comparison))

    data = data[list(READ)]

    def lived(policy: str, seed: int) -> Quantities:
        return quantities_of(data.isel(seed=slice(seed, seed + 1)), policy)

    def without_pension(policy: str, seed: int) -> Quantities:
        return lived(policy, seed).priced_as(*AS_BENEFIT)

    seeds, weeks = data.sizes["seed"], data.sizes["calendar_week"]
    years = -(-weeks // programme_year())
    ends = np.minimum(programme_year() * np.arange(1, years + 1) - 1, last_week(comparison))
    return Budget(
        comparison=comparison,
        values=values,
        year_ends=tuple(int(week) for week in ends),
        last_weeks=weeks - programme_year() * (years - 1),
        accounts=policy_accounts(names, lived, values, seeds),
        priced_as_benefit=lambda: policy_accounts(names, without_pension, values, seeds),
    )
