"""What the mean over draws of products is more than the product of means, and how a price moves it.

A workbook multiplies means: of person-weeks, of prices. The command takes the mean over draws of
their products. The difference is a number for each purse and year; it is another one once a price
is exact, since what is exact goes along with nothing, and it moves with that price in proportion.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from scenarios.economics.price_classes import CLASSES, entries_of, unit_prices
from scenarios.economics.purses import PURSES
from scenarios.forecast.priced import Priced

Floats = npt.NDArray[np.float64]
#: How far a price is moved to see what moves with it, as a share of it.
STEP = 0.1


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
        years = sorted(set(priced.period_years))
        self._years = len(years)
        held = np.array(priced.period_sets)
        self._periods = [np.flatnonzero(held == k) for k in range(len(self._sets))]
        self._year_of = np.array([years.index(year) for year in priced.period_years])
        self._more = more

    @cached_property
    def _untouched(self) -> list[Floats]:
        """By rule set, the difference with every price as it is drawn."""
        return [self._difference(k, {}) for k in range(len(self._sets))]

    def moved(self, name: str, sets: Sequence[int], at: float) -> tuple[Floats, Floats]:
        """How the difference moves once a price is exact, and by one unit of it after that.

        Args:
            name: of the price.
            sets: rule sets that it is changed in, by position.
            at: the mean of its draws.
        """
        exact, slope = np.zeros((2, len(PURSES), self._years))
        step = STEP * abs(at) if at else STEP
        for k in sets:
            here = self._difference(k, {name: at})
            exact += here - self._untouched[k]
            slope += (self._difference(k, {name: at + step}) - here) / step
        return exact, slope

    def _difference(self, k: int, chosen: Mapping[str, float]) -> Floats:
        periods = self._periods[k]
        drawn = self._more[:, periods]
        values = self._sets[k]

        def read(name: str) -> Floats:
            given = chosen.get(name)
            return values[name][:, None] if given is None else np.full((1, 1), given)

        def read_mean(name: str) -> Floats:
            return np.asarray(read(name).mean(axis=0, keepdims=True))

        kroner = np.zeros((len(PURSES), self._years))
        for sums, price, sign in (
            (drawn, read, 1.0),
            (drawn.mean(axis=0, keepdims=True), read_mean, -1.0),
        ):
            by_name = {name: sums[:, :, c] for c, name in enumerate(CLASSES)}
            for purses in entries_of(by_name, unit_prices(price), price).values():
                for purse, amounts in purses.items():
                    mean = sign * amounts.mean(axis=0)
                    np.add.at(kroner[PURSES.index(purse)], self._year_of[periods], mean)
        return kroner
