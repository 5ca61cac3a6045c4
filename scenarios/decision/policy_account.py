"""Kroner of a policy beside the reference: the one set of numbers that every form shows.

Page, report, command, JSON, CSV, workbook and Python read their amounts and intervals here: every
entry, purse and year, and their sums, each with the noise of single seeds taken out
(`scenarios.comparison.intervals`). Ends of intervals are worked out for each sum by itself: they
cannot be added up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product

import numpy as np
import numpy.typing as npt
import xarray as xr

from scenarios.comparison.intervals import interval
from scenarios.decision.spans import Span, span, span_of
from scenarios.economics.person_weeks import Quantities
from scenarios.economics.price_draws import PriceValues
from scenarios.economics.price_file import Assumption, Prices
from scenarios.economics.purse_names import PUBLIC, PUBLIC_TOTAL
from scenarios.economics.purses import BudgetAccount, budget_account, counted_entries

Floats = npt.NDArray[np.float64]

#: Name of the sum over all entries of a purse.
NET = "net"


@dataclass(frozen=True)
class PolicyAccount:
    """What a policy moves in every purse, less the reference, by draw and seed.

    Attributes:
        kroner: dimensions (draw, seed, year, purse, entry), coordinate `kind` along `entry`;
            positive into the purse. Years are those of the programme, counted from 1, or calendar
            years.
        people: whom they are of, dimension draw; 1 where they are per young person.
        values: the prices, in force at first if each calendar year has its own rules.
        reads: by entry, the prices that it was worked out from.
        calendar: whether somebody chose a first calendar year; else years are the programme's.
        later: the prices of rule sets that come into force within the years, in order.
    """

    kroner: xr.DataArray
    people: xr.DataArray
    values: PriceValues
    reads: Mapping[str, frozenset[str]]
    calendar: bool = False
    later: tuple[PriceValues, ...] = ()

    @property
    def price_sets(self) -> tuple[Prices, ...]:
        """Every rule set that some year has, in the order in which they come into force."""
        return (self.values.prices, *(values.prices for values in self.later))

    @property
    def years(self) -> tuple[int, ...]:
        """Years, in order."""
        return tuple(int(year) for year in self.kroner["year"].values)

    @property
    def entries(self) -> tuple[str, ...]:
        """Names of the entries, in the order of the account."""
        return tuple(str(entry) for entry in self.kroner["entry"].values)

    @property
    def draws(self) -> int:
        """Draws behind the intervals."""
        return int(self.kroner.sizes["draw"])

    @cached_property
    def mean(self) -> BudgetAccount:
        """The same as a budget account, each draw the mean over its seeds."""
        return BudgetAccount(self.kroner.mean("seed"), self.people, self.values, self.reads)

    def net(self, purse: str) -> xr.DataArray:
        """Net kroner of a purse, or of `public` in all; dimensions (draw, seed, year)."""
        kroner = self.kroner
        if purse == PUBLIC_TOTAL:
            chosen = kroner.sel(purse=list(PUBLIC)).sum("purse", skipna=False)
        else:
            chosen = kroner.sel(purse=purse, drop=True)
        return chosen.sum("entry", skipna=False)

    def of_seed(self, seed: int) -> BudgetAccount:
        """The budget account of one seed, by position."""
        kroner = self.kroner.isel(seed=seed, drop=True)
        return BudgetAccount(kroner, self.people, self.values, self.reads)

    def assumptions(self) -> tuple[Assumption, ...]:
        """Prices that nobody could source and that any entry leans on, of every rule set."""
        found = [replace(self.mean, values=values) for values in (self.values, *self.later)]
        return tuple(dict.fromkeys(a for account in found for a in account.assumptions()))

    @cached_property
    def by_year(self) -> xr.Dataset:
        """Every number of every year.

        Returns:
            `mean`, `low`, `high`, `noise` and `above` (`scenarios.comparison.intervals.interval`),
            kroner, dimensions (year, purse, entry): `public` is among the purses, the sum of the
            first three and never added to them; `net` among the entries, the sum of the others.
        """
        return interval(_with_sums(self.kroner))

    @cached_property
    def in_all(self) -> xr.Dataset:
        """The same of all years together, dimensions (purse, entry)."""
        return interval(_with_sums(self.kroner.sum("year", skipna=False)))

    def total(self, purse: str, entry: str = NET) -> Span:
        """One number of all years together.

        Args:
            purse: or `public`.
            entry: or `net`.
        """
        return self._cells[None, purse, entry]

    def in_year(self, year: int, purse: str, entry: str = NET) -> Span:
        """One number of one year; else as `total`.

        Args:
            year: calendar year.
            purse: as in `total`.
            entry: as in `total`.
        """
        return self._cells[year, purse, entry]

    @cached_property
    def _cells(self) -> dict[tuple[int | None, str, str], Span]:
        """Every number by year (None: all together), purse and entry."""
        found: dict[tuple[int | None, str, str], Span] = {}
        names = ["mean", "low", "high", "noise"]
        for numbers in (self.by_year, self.in_all):
            years = self.years if "year" in numbers.dims else (None,)
            purses, entries = (numbers[name].values.tolist() for name in ("purse", "entry"))
            order = [d for d in ("year", "purse", "entry") if d in numbers.dims]
            tables = [numbers[name].transpose(*order).to_numpy().ravel() for name in names]
            places = product(years, purses, entries)
            for place, row in zip(places, np.stack(tables, axis=1).tolist(), strict=True):
                found[place] = span_of(dict(zip(names, row, strict=True)), self.draws)
        return found

    def part(self, entries: Sequence[str], purse: str = PUBLIC_TOTAL) -> Span:
        """Some entries of a purse together, over all years."""
        return span(self.net_by_draw(purse, entries))

    def net_by_draw(self, purse: str, entries: Sequence[str] | None = None) -> Floats:
        """Kroner of a purse over all years, of some entries or all; shape (draws, seeds)."""
        chosen = self.kroner
        if entries is not None:
            asked = counted_entries(entries, chosen["entry"].values)
            chosen = chosen.sel(entry=asked)
        of = _with_sums(chosen.sum("year", skipna=False)).sel(purse=purse, entry=NET)
        return np.asarray(of.transpose("draw", "seed").to_numpy(), np.float64)


def policy_accounts(
    names: Sequence[str],
    quantities: Callable[[str, int], Quantities],
    values: PriceValues,
    seeds: int,
) -> dict[str, PolicyAccount]:
    """Accounts of policies less that of the reference, per young person, by name.

    Args:
        names: of the policies, the reference first.
        quantities: of a policy in one seed, by position; of the draws that lived with it, all of
            them with the first.
        values: prices of the draws, or central ones.
        seeds: of each draw.

    Raises:
        InputError: quantities or prices that do not belong together.
    """

    def account(name: str, seed: int) -> BudgetAccount:
        found = quantities(name, seed)
        # With the first seed all draws live, and prices of others are refused.
        whole = values.draws is None or seed == 0
        return budget_account(found, values if whole else values.of(found.draws))

    basis = [account(names[0], seed) for seed in range(seeds)]
    found = {}
    for name in names[1:]:
        # One policy at a time: person-weeks by week and draw are many.
        parts = [(account(name, seed) - zero).per_person() for seed, zero in enumerate(basis)]
        # A draw that did not live with a seed has no kroner there: NaN.
        kroner = xr.concat([part.kroner for part in parts], "seed", join="outer")
        found[name] = PolicyAccount(
            kroner.transpose("draw", "seed", "year", "purse", "entry"),
            parts[0].people,
            values,
            parts[0].reads,
        )
    return found


def _with_sums(kroner: xr.DataArray) -> xr.DataArray:
    """The same with `public` among the purses and `net` among the entries."""
    plain = kroner.drop_vars("kind", errors="ignore")
    public = (
        plain.sel(purse=list(PUBLIC)).sum("purse", skipna=False).expand_dims(purse=[PUBLIC_TOTAL])
    )
    purses = xr.concat([plain, public], "purse")
    net = purses.sum("entry", skipna=False).expand_dims(entry=[NET])
    return xr.concat([purses, net], "entry")
