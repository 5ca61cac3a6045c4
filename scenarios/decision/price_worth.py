"""What each price that has a range is worth in kroner: one at a time, from its low to its high.

The people's weeks are held as they are; all other prices stand at their value. What a policy costs
or brings beside another is then two numbers per price and purse, and their difference is what it
would be worth to look the price up.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from scenarios.economics.person_weeks import Quantities
from scenarios.economics.price_draws import PriceValues, central_prices
from scenarios.economics.price_entry import Entry
from scenarios.economics.price_file import Prices
from scenarios.economics.purse_names import PUBLIC_TOTAL
from scenarios.economics.purses import BudgetAccount, budget_account

#: Whose kroner are told.
PURSES = ("municipality", "state", PUBLIC_TOTAL)
#: What the price level of all years is called, which moves as one.
INDEX = "index"


@dataclass(frozen=True)
class Simulated:
    """The person-weeks and hours of a policy and of what it is held against."""

    policy: Quantities
    reference: Quantities

    def difference(self, values: PriceValues) -> BudgetAccount:
        """Kroner per young person of the policy less the reference."""
        mine, theirs = (budget_account(x, values) for x in (self.policy, self.reference))
        return (mine - theirs).per_person()

    def net(self, values: PriceValues) -> dict[str, float]:
        """Kroner per young person by purse of `PURSES`, all years, mean over draws."""
        account = self.difference(values)
        return {p: float(account.net(p).sum("year").mean("draw")) for p in PURSES}


def price_worth(prices: Prices, lived: Simulated) -> pd.DataFrame:
    """Every price with a range that a budget account reads, and the index where one is moved.

    Args:
        prices: of a rule set.
        lived: what is priced.

    Returns:
        entry, certainty, low, high (of the entry, as on file), and by purse of `PURSES` the kroner
        per young person at the low (`municipality_low`) and at the high end; in the order of the
        schema, the index last.
    """
    read = set().union(*lived.difference(central_prices(prices)).reads.values())
    rows = []
    for name, entry in prices.entries.items():
        if name not in read or entry.span[0] == entry.span[1]:
            continue
        ends = [
            replace(prices, entries={**prices.entries, name: _at(entry, x)}) for x in entry.span
        ]
        rows.append(_row(name, entry.certainty, entry.span, ends, lived))
    moved = [name for name in read if prices.converts(name)]
    if moved:
        ends = [
            replace(prices, index={y: _at(e, e.span[k]) for y, e in prices.index.items()})
            for k in (0, 1)
        ]
        level = prices.index[prices.price_level]
        # The year that all others are held against is exact; what is moved is not.
        rows.append(_row(INDEX, "?", level.span, ends, lived))
    return pd.DataFrame(rows)


def swing(worth: pd.DataFrame, purse: str) -> pd.Series[float]:
    """How far a price moves a purse between its ends, kroner per young person, 0 or more."""
    return (worth[f"{purse}_high"] - worth[f"{purse}_low"]).abs()


def certainties(prices: Prices) -> dict[str, int]:
    """How many entries there are of each certainty, those not in force apart (`none`)."""
    marks = [e.certainty if e.in_force else "none" for e in prices.entries.values()]
    return {mark: marks.count(mark) for mark in ("A", "B", "D", "?", "none")}


def _at(entry: Entry, value: float) -> Entry:
    return entry.model_copy(update={"value": value, "low": None, "high": None})


def _row(
    name: str, certainty: str, span: tuple[float, float], ends: list[Prices], lived: Simulated
) -> dict[str, object]:
    low, high = (lived.net(central_prices(prices)) for prices in ends)
    kroner = {f"{p}_{end}": x[p] for p in PURSES for end, x in (("low", low), ("high", high))}
    return {"entry": name, "certainty": certainty, "low": span[0], "high": span[1], **kroner}


def mean_lives(quantities: Quantities) -> Quantities:
    """The mean over draws as one draw: kroner are linear in weeks and hours.

    Args:
        quantities: of the same number of people in every draw, or nearly.
    """

    def mean(
        x: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
    ) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        return np.asarray(x.mean(axis=0, keepdims=True))

    unused = quantities.unused_hours
    return replace(
        quantities,
        weeks={name: mean(x) for name, x in quantities.weeks.items()},
        mentor_hours=mean(quantities.mentor_hours),
        new_mentors=mean(quantities.new_mentors),
        measures=mean(quantities.measures),
        draws=np.arange(1),
        unused_hours=None if unused is None else mean(unused),
    )
