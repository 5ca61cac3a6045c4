"""What the mean over draws of products is more than the product of means, and how a price moves it.

A workbook multiplies means: of person-weeks, of prices. The command takes the mean over draws of
their products. The difference is a number for each purse and year; it is another one once a price
is exact, since what is exact goes along with nothing, and it moves with that price in proportion.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from scenarios.economics.price_classes import CLASSES, entries_of, unit_prices
from scenarios.economics.purses import PURSES
from scenarios.forecast.priced import Priced

Floats = npt.NDArray[np.float64]
#: Numbers of one kind that are worked out at once: a few megabytes.
AT_ONCE = 200_000
#: How far a price is moved to see what moves with it, as a share of it.
STEP = 0.1


class MovedPrice(NamedTuple):
    """A price that is made exact, and then moved.

    Attributes:
        name: of the price.
        sets: rule sets that it is changed in, by position, in order.
        at: the mean of its draws.
    """

    name: str
    sets: Sequence[int]
    at: float

    @property
    def step(self) -> float:
        """How far it is moved."""
        return STEP * abs(self.at) if self.at else STEP


class ProductMeans:
    """Differences of one policy of a forecast; all of shape (purses, years).

    Args:
        priced: the forecast's numbers.
        policy, reference: names.
    """

    def __init__(self, priced: Priced, policy: str, reference: str) -> None:
        both = priced.classes.mean("seed")
        more = (both.sel(policy=policy) - both.sel(policy=reference)).to_numpy()
        self._sets = [values.values for values in priced.sets]
        self._set_means = [
            {name: x[:, None].mean(axis=0, keepdims=True) for name, x in values.items()}
            for values in self._sets
        ]
        years = sorted(set(priced.period_years))
        self._years = len(years)
        held = np.array(priced.period_sets)
        self._periods = [np.flatnonzero(held == k) for k in range(len(self._sets))]
        self._year_of = np.array([years.index(year) for year in priced.period_years])
        self._more = more

    def moved(self, prices: Sequence[MovedPrice]) -> list[tuple[Floats, Floats]]:
        """How the difference moves once each price is exact, and by one unit of it after that."""
        exact, slope = np.zeros((2, len(prices), len(PURSES), self._years))
        for k in range(len(self._sets)):
            here = [p for p, price in enumerate(prices) if k in price.sets]
            chosen: list[tuple[str, float] | None] = [None]
            for p in here:
                name, _, at = prices[p]
                chosen += [(name, at), (name, at + prices[p].step)]
            untouched, *changed = self._differences(k, chosen)
            for p, mended, beside in zip(here, changed[::2], changed[1::2], strict=True):
                exact[p] += mended - untouched
                slope[p] += (beside - mended) / prices[p].step
        return list(zip(exact, slope, strict=True))

    def _differences(self, k: int, chosen: Sequence[tuple[str, float] | None]) -> list[Floats]:
        """The difference in the periods of a rule set, with a price at a value or (None) none."""
        drawn = self._more[:, self._periods[k]]
        at_once = max(1, AT_ONCE // max(1, drawn[:, :, 0].size))
        parts = [chosen[first : first + at_once] for first in range(0, len(chosen), at_once)]
        return [one for part in parts for one in self._some(k, drawn, part)]

    def _some(
        self, k: int, drawn: Floats, chosen: Sequence[tuple[str, float] | None]
    ) -> Iterator[Floats]:
        values, means = self._sets[k], self._set_means[k]
        years = self._year_of[self._periods[k]]
        given: dict[str, list[tuple[int, float]]] = {}
        for v, price in enumerate(chosen):
            if price is not None:
                given.setdefault(price[0], []).append((v, price[1]))

        def of_each(name: str, prices: Floats) -> Floats:
            """A price, shape (n, 1), or where some choices have another (choices, n, 1)."""
            if name not in given:
                return prices
            each = np.repeat(prices[None], len(chosen), axis=0)
            for v, at in given[name]:
                each[v] = at
            return each

        def read(name: str) -> Floats:
            return of_each(name, values[name][:, None])

        def read_mean(name: str) -> Floats:
            return of_each(name, means[name])

        kroner = np.zeros((len(chosen), len(PURSES), self._years))
        for sums, price_of, sign in (
            (drawn, read, 1.0),
            (drawn.mean(axis=0, keepdims=True), read_mean, -1.0),
        ):
            by_name = {name: sums[:, :, c] for c, name in enumerate(CLASSES)}
            for purses in entries_of(by_name, unit_prices(price_of), price_of).values():
                for purse, amounts in purses.items():
                    mean = sign * amounts.mean(axis=-2)
                    for period, year in enumerate(years):
                        kroner[:, PURSES.index(purse), year] += mean[..., period]
        yield from kroner
