"""Prices as numbers: the central ones, or one draw of every price per posterior draw.

A price with a range is drawn from the triangle over low, value and high (the value is the
likeliest, not the mean). The draw of an entry is addressed by seed, name of the entry and number of
the draw: more draws, another entry or another range leave all others as they are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scenarios.economics.price_entry import Entry
from scenarios.economics.price_file import Prices
from scenarios.economics.triangle import triangle
from sim.errors import InputError
from sim.messages import Said

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class PriceValues:
    """Every price as numbers, kroner in the price level of the set.

    Attributes:
        prices: where they come from.
        values: by entry, shape (n,); n is 1 for central prices.
        draws: number of each draw, shape (n,); None for central prices, which go with any draws.
        seed: of the draws.
    """

    prices: Prices
    values: Mapping[str, Floats]
    draws: Ints | None = None
    seed: int | None = None

    def __getitem__(self, name: str) -> Floats:
        """One price, shape (n,)."""
        return self.values[name]

    def of(self, draws: Ints) -> PriceValues:
        """Some of the draws, by number; central prices go with any and stay as they are.

        Raises:
            InputError: there is no draw of such a number.
        """
        if self.draws is None:
            return self
        place = np.searchsorted(self.draws, draws)
        if (place >= self.draws.size).any() or (self.draws[place] != draws).any():
            raise InputError(
                Said("scenarios.no_such_draw_of_prices"),
                field="draws",
                found=int(np.max(draws)),
                allowed=Said("sim.low_to_high", low=self.draws[0], high=self.draws[-1]),
            )
        values = {name: x[place] for name, x in self.values.items()}
        return PriceValues(self.prices, values, draws, self.seed)

    def equals(self, other: PriceValues) -> bool:
        """Whether every number is the same (a copy from another process is)."""
        return self.values.keys() == other.values.keys() and all(
            np.array_equal(x, other.values[name]) for name, x in self.values.items()
        )

    def __len__(self) -> int:
        """How many draws there are."""
        return 1 if self.draws is None else len(self.draws)


def central_prices(prices: Prices) -> PriceValues:
    """Every price at its stated value.

    Example:
        >>> from scenarios.economics.price_file import load_prices
        >>> central_prices(load_prices(2023))["mentor_salary"].shape
        (1,)
    """
    index = {year: np.array([entry.value]) for year, entry in prices.index.items()}
    values = {name: np.array([entry.value]) for name, entry in prices.entries.items()}
    return PriceValues(prices, _in_one_level(prices, values, index))


def prices_at(prices: Prices, chosen: Mapping[str, Floats], n: int) -> PriceValues:
    """Some prices at values of one's own, all others at their stated value.

    Args:
        prices: the price set.
        chosen: by entry, values as they would stand in its file, shape (n,).
        n: how many sets of prices; set k goes with the k-th draw.
    """
    index = {year: np.full(n, entry.value) for year, entry in prices.index.items()}
    values = {
        name: np.asarray(chosen[name], float) if name in chosen else np.full(n, entry.value)
        for name, entry in prices.entries.items()
    }
    return PriceValues(prices, _in_one_level(prices, values, index), np.arange(n))


def draw_prices(prices: Prices, n: int, seed: int) -> PriceValues:
    """Draws of every price from its range.

    The index has one draw for all years: a year that is dear beside the base year is so beside
    every other draw of the same quantile.

    Args:
        prices: the price set.
        n: how many draws, 1 or more; draw k goes with the k-th posterior draw.
        seed: 0 or more.

    Raises:
        InputError: no draws, or a seed that cannot be.
    """
    if n < 1:
        raise InputError(
            Said("scenarios.no_draws_of_prices"), field="n", found=n, allowed=Said("sim.1_or_more")
        )
    if seed < 0:
        raise InputError(
            Said("scenarios.impossible_seed"),
            field="seed",
            found=seed,
            allowed=Said("scenarios.0_or_more"),
        )
    u = entry_uniforms(seed, "index", n)
    index = {year: triangular(u, entry) for year, entry in prices.index.items()}
    values = {
        name: triangular(entry_uniforms(seed, name, n), entry)
        for name, entry in prices.entries.items()
    }
    return PriceValues(prices, _in_one_level(prices, values, index), np.arange(n), seed)


def triangular(u: Floats, entry: Entry) -> Floats:
    """Quantiles of an entry's triangle at the uniforms u, shape (n,); its value if it is exact."""
    low, high = entry.span
    return triangle(u, low, entry.value, high)


def entry_uniforms(seed: int, name: str, n: int) -> Floats:
    """Uniforms of an entry: the first n of a stream of its own.

    Args:
        seed: of the prices.
        name: of the entry.
        n: how many.
    """
    address = hashlib.sha256(f"prices/{seed}/{name}".encode()).digest()[:16]
    return np.random.Generator(np.random.Philox(key=int.from_bytes(address, "big"))).random(n)


def _in_one_level(
    prices: Prices, values: dict[str, Floats], index: Mapping[int, Floats]
) -> dict[str, Floats]:
    """The same with all kroner in the price level of the set."""
    for name in values:
        level = prices[name].price_level
        if level is not None and prices.converts(name):
            values[name] = values[name] * index[prices.price_level] / index[level]
    return values
