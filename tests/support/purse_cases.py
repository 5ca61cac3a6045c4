"""Budget accounts of cases worked by hand, and of a small ensemble."""

from __future__ import annotations

from functools import cache

import xarray as xr

from calibration.trial import the_trial
from scenarios.comparison.ensemble import EnsembleSetting, run_ensemble
from scenarios.economics.person_weeks import Quantities, quantities_of
from scenarios.economics.price_draws import central_prices, draw_prices
from scenarios.economics.price_file import load_prices
from scenarios.economics.purse_names import PURSES
from scenarios.economics.purses import BudgetAccount, budget_account
from scenarios.economics.rates import Read
from scenarios.economics.rule_sets import RuleSet
from scenarios.policy.policies import load_policies
from tests.support.price_cases import plain, simple
from tests.worlds.small_comparison import few_draws

HORIZON = 60


def kroner(account: BudgetAccount, entry: str) -> dict[str, float]:
    """Kroner of an entry by purse, all years, first draw; purses without any are left out."""
    sums = account.kroner.sel(entry=entry).isel(draw=0).sum("year")
    return {p: float(sums.sel(purse=p)) for p in PURSES if float(sums.sel(purse=p)) != 0.0}


def reader(year: int, **changes: float) -> Read:
    values = central_prices(plain(year, **changes))
    return lambda name: values[name][:, None]


def account(year: int, quantities: Quantities, **changes: float) -> BudgetAccount:
    return budget_account(quantities, central_prices(simple(year, **changes)))


@cache
def ensemble() -> xr.Dataset:
    return run_ensemble(
        the_trial(),
        load_policies(["as-in-trial", "no-mentor"]),
        few_draws(),
        EnsembleSetting(horizon=HORIZON),
    )


def of(policy: str) -> Quantities:
    return quantities_of(ensemble(), policy, the_trial().design.intake_start.value)


def accounts(rules: int | RuleSet, *, drawn: bool) -> tuple[BudgetAccount, BudgetAccount]:
    prices = load_prices(rules)
    n = of("as-in-trial").draws.size
    values = draw_prices(prices, n, 1) if drawn else central_prices(prices)
    return budget_account(of("as-in-trial"), values), budget_account(of("no-mentor"), values)
