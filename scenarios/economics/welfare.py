"""Discounting, and the welfare account: what society as a whole gains, in market prices.

Two views that are never mixed. The budget account (`scenarios.economics.purses`) is kroner in and
out of a purse. The welfare account leaves transfers out, since what one purse pays another
receives; values labour and goods at market prices with the net tax factor; counts what work
produces at its gross pay; and adds the distortion of the taxes that pay the net public cost. It is
discounted. Conventions are those of the Danish guide of the rule year, and are prices like all
others.

Not counted: the value of leisure that work takes, and what education is worth in itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import xarray as xr

from scenarios.economics.price_draws import PriceValues
from scenarios.economics.price_file import Assumption
from scenarios.economics.purse_names import PRODUCTION, PUBLIC_TOTAL, PURSES, RESOURCE, TRANSFER
from scenarios.economics.purses import BudgetAccount
from sim.errors import InputError
from sim.messages import Said

Floats = npt.NDArray[np.float64]

CONVENTIONS = ("tax_distortion", "net_tax_factor")


@dataclass(frozen=True)
class WelfareAccount:
    """Society's kroner in market prices, by draw, calendar year and entry, undiscounted.

    Attributes:
        kroner: dimensions (draw, year, entry); positive is a gain. Entries are those of the
            budget account that are resources or production, and `tax_distortion`.
        values: the prices.
        reads: prices that the account was worked out from.
    """

    kroner: xr.DataArray
    values: PriceValues
    reads: frozenset[str]

    def assumptions(self) -> tuple[Assumption, ...]:
        """What nobody could source and the account leans on, discounting included."""
        years = [int(year) for year in self.kroner["year"].values]
        return self.values.prices.assumptions(self.reads | discount_rates_used(self.values, years))


def discount_factors(
    values: PriceValues, years: Sequence[int], base_year: int | None = None
) -> Floats:
    """Present value of a krone by year, shape (n, years); whole years, the base year undiscounted.

    The rate of a year holds for the step from the year before: a krone after 40 years is
    discounted 35 times with the first rate and 5 times with the second.

    Args:
        values: the prices.
        years: calendar years.
        base_year: year that present values are of; None is the first.

    Raises:
        InputError: a year before the base year.
    """
    base = min(years) if base_year is None else base_year
    if min(years) < base:
        raise InputError(
            Said("scenarios.a_year_before_the_base_year"),
            field="base_year",
            found=base,
            allowed=Said("scenarios.years_or_earlier", years=min(years)),
        )
    step = np.arange(1, max(years) - base + 1)
    rate = np.where(
        step >= values["discount_rate_2_from_year"][:, None],
        values["discount_rate_2"][:, None],
        values["discount_rate_1"][:, None],
    )
    last = step >= values["discount_rate_3_from_year"][:, None]
    rate = np.where(last, values["discount_rate_3"][:, None], rate)
    ones = np.ones((len(values), 1))
    factors = np.concatenate([ones, np.cumprod(1.0 / (1.0 + rate), axis=1)], axis=1)
    return np.asarray(factors[:, np.array(years) - base])


def discount_rates_used(
    values: PriceValues, years: Sequence[int], base_year: int | None = None
) -> frozenset[str]:
    """Prices that `discount_factors` of these years depend on: not the rates of later spans.

    Args:
        values: the prices.
        years: calendar years.
        base_year: year that present values are of; None is the first.
    """
    last = max(years) - (min(years) if base_year is None else base_year)
    used = {"discount_rate_1"} if last > 0 else set()
    for span in (2, 3):
        if last >= values[f"discount_rate_{span}_from_year"].min():
            used |= {f"discount_rate_{span}", f"discount_rate_{span}_from_year"}
    return frozenset(used)


def present_value(
    account: BudgetAccount | WelfareAccount, base_year: int | None = None
) -> xr.DataArray:
    """Net present value over all years.

    Args:
        account: a budget account gives dimensions (draw, purse), `public` in all among them;
            a welfare account gives (draw,).
        base_year: as `discount_factors`.

    Raises:
        InputError: a year before the base year.
    """
    kroner, values = account.kroner, account.values
    years = [int(year) for year in kroner["year"].values]
    factors = np.broadcast_to(
        discount_factors(values, years, base_year), (kroner.sizes["draw"], len(years))
    )
    weights = xr.DataArray(
        factors, dims=("draw", "year"), coords={"draw": kroner["draw"], "year": kroner["year"]}
    )
    if isinstance(account, WelfareAccount):
        return (kroner.sum("entry") * weights).sum("year")
    names = [*PURSES, PUBLIC_TOTAL]
    parts = [(account.net(purse) * weights).sum("year") for purse in names]
    return xr.concat(parts, dim="purse").assign_coords(purse=names).transpose(..., "draw", "purse")


def welfare_account(account: BudgetAccount) -> WelfareAccount:
    """The welfare account of what a budget account holds.

    Taxes, benefits, SU and refunds cancel. Mentors, school and measures at the net tax factor are
    costs; pay at the net tax factor is what the work produces (at the margin, in a competitive
    labour market: an assumption of the guides). The tax distortion is a share of the net public
    cost in factor prices, a gain where the public saves.
    """
    kinds = account.kroner["kind"].values
    real = account.kroner.isel(entry=np.isin(kinds, (RESOURCE, PRODUCTION))).sum("purse")
    draws = account.kroner["draw"]

    def convention(name: str) -> xr.DataArray:
        spread = np.broadcast_to(account.values[name], (draws.size,))
        return xr.DataArray(spread, dims="draw", coords={"draw": draws})

    market = real * convention("net_tax_factor")
    distortion = account.net(PUBLIC_TOTAL) * convention("tax_distortion")
    kroner = xr.concat(
        [market.drop_vars("kind"), distortion.expand_dims(entry=["tax_distortion"])], dim="entry"
    ).transpose(..., "draw", "year", "entry")
    reads = frozenset(CONVENTIONS).union(
        *(
            names
            for entry, names in account.reads.items()
            if (account.kroner.sel(entry=entry) != 0).any()
        )
    )
    return WelfareAccount(kroner, account.values, reads)


def transfers_left(account: BudgetAccount) -> xr.DataArray:
    """What transfers sum to over all purses, (draw, year, entry): zeros, or a krone is lost."""
    kinds = account.kroner["kind"].values
    return account.kroner.isel(entry=kinds == TRANSFER).sum("purse")
