"""What policies cost a purse and achieve, draw by draw: the two sides of a decision.

Both are differences to one policy, per young person, on twin lives, and of the same weeks: kroner
are summed over everything that was simulated, an effect is that of its last week, or years or weeks
added up to it. Whoever asks for an earlier week simulates no further.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import add

import numpy as np
import numpy.typing as npt
import xarray as xr

from scenarios.comparison.outcomes import ALL_OUTCOMES, PER_CENT, in_weeks
from scenarios.comparison.seeds import lived
from scenarios.decision.outcome_names import (
    ACTIVE_YEARS,
    BILL,
    EFFECTS,
    PERSPECTIVES,
    SUMS,
    WELFARE,
    made_of,
)
from scenarios.decision.policy_account import PolicyAccount, policy_accounts
from scenarios.economics.person_weeks import Quantities, quantities_of
from scenarios.economics.price_draws import PriceValues
from scenarios.economics.purse_names import PROGRAMME, PUBLIC_TOTAL
from scenarios.economics.purses import BudgetAccount
from scenarios.economics.setting import weeks_per_person_year
from scenarios.economics.welfare import present_value, welfare_account
from sim.errors import InputError
from sim.messages import Said

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class PolicyOutcomes:
    """Costs and effects per young person, less those of the reference.

    Attributes:
        names: of the policies; the reference is the first.
        net: by sum of `SUMS`, net kroner into it over all years, (draws, seeds, policies).
        effect: by name of `EFFECTS`, persons (a share), years or weeks, the same shape.
        accounts: by policy other than the reference, its kroner by year, purse and entry.
    """

    names: tuple[str, ...]
    net: dict[str, Floats]
    effect: dict[str, Floats]
    accounts: dict[str, PolicyAccount]

    def cost(self, perspective: str) -> Floats:
        """What is a cost in a perspective, kroner per young person; below 0 is saved."""
        return -self.net[perspective]


def policy_outcomes(
    data: xr.Dataset,
    reference: str,
    values: PriceValues,
    *,
    discounted: bool = False,
) -> PolicyOutcomes:
    """Costs and effects of the policies of an ensemble, both up to its last week.

    Args:
        data: of `scenarios.comparison.ensemble.simulate_all`.
        reference: the policy that the others are set against.
        values: prices, one draw per draw of the ensemble (or central ones).
        discounted: present values of purses; the welfare account always is.

    Raises:
        InputError: no such policy, or prices of other draws.
    """
    names = (reference, *(str(p) for p in data["policy"].values if p != reference))

    def quantities(policy: str, seed: int) -> Quantities:
        return quantities_of(data.isel(seed=slice(seed, seed + 1)), policy)

    shape = (data.sizes["draw"], data.sizes["seed"], len(names))
    accounts = policy_accounts(names, quantities, values, shape[1])
    effect = effects_by_seed(data, names)
    missing = ~lived(next(iter(effect.values())))
    net = {name: np.zeros(shape) for name in SUMS}
    for p, account in enumerate(accounts.values(), start=1):
        for seed in range(shape[1]):
            alone = account.of_seed(seed)
            for name in SUMS:
                net[name][:, seed, p] = net_kroner(alone, name, discounted=discounted)
    for array in net.values():
        array[missing] = np.nan
    return PolicyOutcomes(names, net, effect, accounts)


def only(account: BudgetAccount, entries: Sequence[str]) -> BudgetAccount:
    """The account with some of its entries."""
    chosen = [str(e) for e in account.kroner["entry"].values if e in entries]
    reads = {entry: account.reads[entry] for entry in chosen}
    return replace(account, kroner=account.kroner.sel(entry=chosen), reads=reads)


def prices_read(account: BudgetAccount) -> set[str]:
    """Prices that an account was worked out from, entries that are all zeros left out."""
    used = (account.kroner != 0).any(("draw", "year", "purse")).to_numpy()
    names = account.kroner["entry"].values[used]
    return set[str]().union(*(account.reads[str(entry)] for entry in names))


def net_kroner(account: BudgetAccount, name: str, *, discounted: bool = False) -> Floats:
    """Net kroner over all years, positive for a gain; shape (draws,).

    Args:
        account: usually a difference, per person.
        name: of `SUMS`. `programme` is the programme's own entries in all public purses.
        discounted: present value at the rates of the rule year's guide; of welfare always.
    """
    if name == WELFARE:
        return present_value(welfare_account(account)).to_numpy()
    if name == BILL:
        return net_kroner(only(account, PROGRAMME), PUBLIC_TOTAL, discounted=discounted)
    if discounted:
        return present_value(account).sel(purse=name).to_numpy()
    return account.net(name).sum("year").to_numpy()


def effects_by_seed(data: xr.Dataset, names: Sequence[str]) -> dict[str, Floats]:
    """Every effect of `EFFECTS` of policies, less that of the first.

    Args:
        data: with `level`, (draw, seed, policy, week, status), and group where they are told apart.
        names: of the policies.

    Returns:
        Shape (draws, seeds, policies), and groups last, each.
    """
    level = data["level"].sel(policy=list(names))
    front = ["draw", "seed", "policy"]
    found = {
        effect: np.ascontiguousarray(effect_levels(level, effect).transpose(*front, ...).to_numpy())
        for effect in EFFECTS
    }
    return {effect: x - x[:, :, [0]] for effect, x in found.items()}


def effect_by_draw(data: xr.Dataset, policy: str, effect: str) -> Floats:
    """Level of an effect of one policy per young person, shape (draws, seeds); as `effect_levels`.

    Args:
        data: with `level`, (draw, seed, policy, week, status).
        policy: its name.
        effect: of `EFFECTS`.
    """
    level = effect_levels(data["level"].sel(policy=policy), effect)
    return level.transpose("draw", "seed").to_numpy()


def effect_levels(level: xr.DataArray, effect: str) -> xr.DataArray:
    """Level of an effect per young person: of the last week, or from week 1 up to it.

    Persons are a share; years and weeks are added up. A person-week is in one status only, so that
    a year in education or work counts nobody twice. Self-support is work, or neither work,
    education, benefit, resource course nor pension. Off benefit is education besides.

    Args:
        level: shares by week and status; any other dimensions are kept.
        effect: of `EFFECTS`.
    """
    if effect in ALL_OUTCOMES:
        outcome = ALL_OUTCOMES[effect]
        at = in_weeks(level, outcome).isel(week=-1, drop=True)
        return at / (100.0 if outcome.level_unit == PER_CENT else 1.0)

    def weekly(status: str) -> xr.DataArray:
        # Weeks lie side by side in memory, so that the order in which they are added is one.
        weeks = level.sel(status=status, drop=True).isel(week=slice(1, None))
        weeks = weeks.transpose(..., "week").astype(float)
        return weeks.copy(data=np.ascontiguousarray(weeks.to_numpy()))

    added = reduce(add, map(weekly, made_of(effect))).reduce(np.sum, "week")
    return added / weeks_per_person_year() if effect == ACTIVE_YEARS else added


def effect_unit(effect: str) -> str:
    """The unit that an effect of `EFFECTS` is counted in, per young person."""
    if effect == ACTIVE_YEARS:
        return "years per young person"
    if effect in ALL_OUTCOMES and not ALL_OUTCOMES[effect].summed:
        return "share of the young people"
    return "weeks per young person"


def check_effect(effect: str) -> None:
    """Refuse an effect that there is not.

    Raises:
        InputError: no such effect.
    """
    if effect not in EFFECTS:
        raise InputError(
            Said("scenarios.no_such_effect"),
            field="--effect",
            found=effect,
            allowed=", ".join(EFFECTS),
        )


def check_week(week: int, last: int) -> None:
    """Refuse an effect of another week than the last one that kroner are counted to.

    Raises:
        InputError: a week before or after it.
    """
    if week != last:
        raise InputError(
            Said("scenarios.cost_and_effect_are_not_of_the_same"),
            field="--week",
            found=week,
            allowed=Said("scenarios.last_the_last_week_that_is", last=last),
        )


def check_perspective(perspective: str) -> None:
    """Refuse a perspective that there is not.

    Raises:
        InputError: no such perspective.
    """
    if perspective not in PERSPECTIVES:
        raise InputError(
            Said("scenarios.no_such_perspective"),
            field="--perspective",
            found=perspective,
            allowed=", ".join(PERSPECTIVES),
        )
