"""What the mean over draws of products is more than the product of means, and how a price moves it.

A workbook multiplies means: of person-weeks, of prices. The command takes the mean over draws of
their products. The difference is a number for each purse and year; it is another one once a price
is exact, since what is exact goes along with nothing, and it moves with that price in proportion.
It is another one, too, where the years have the rules of another first year.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from scenarios.economics.price_classes import CLASSES, entries_of, unit_prices
from scenarios.economics.purse_names import PROGRAMME, PURSES
from scenarios.forecast.first_years import FirstYears
from scenarios.forecast.priced import Priced

Floats = npt.NDArray[np.float64]
#: How far a price is moved to see what moves with it, as a share of it.
STEP = 0.1
#: Parts of a difference: of the programme's bill, and of what follows from lives.
PARTS = (True, False)


class ProductMeans:
    """Differences of one policy of a forecast.

    Args:
        priced: the forecast's numbers.
        policy, reference: names.
        first: the rule sets, and which of them each period has.
    """

    def __init__(self, priced: Priced, policy: str, reference: str, first: FirstYears) -> None:
        both = priced.classes.mean("seed")
        more = both.sel(policy=policy) - both.sel(policy=reference)
        self._more = np.asarray(more.to_numpy(), np.float64)
        self._first = first
        self._years = 1 + max(first.years_of)
        self._ours = np.array(first.sets_of(first.ours))

    @cached_property
    def _means(self) -> list[dict[str, Floats]]:
        """By rule set, the mean of every price over its draws, shape (1, 1)."""
        return [
            {name: np.full((1, 1), x.mean()) for name, x in values.values.items()}
            for values in self._first.sets
        ]

    @cached_property
    def _untouched(self) -> list[Floats]:
        """By rule set, the difference of every period with every price as it is drawn."""
        every = np.arange(self._more.shape[1])
        return [self._difference(k, {}, every) for k in range(len(self._first.sets))]

    def with_first(self, year: int) -> Floats:
        """The difference with another first calendar year, no price being one's own.

        Returns:
            Shape (parts, purses, years): of the programme's bill, and of what follows from lives.
        """
        return self._by_year(
            np.stack(
                [self._untouched[k][:, :, p] for p, k in enumerate(self._first.sets_of(year))],
                axis=-1,
            )
        )

    def moved(self, name: str, sets: Sequence[int], at: float) -> tuple[Floats, Floats]:
        """How the difference moves once a price is exact, and by one unit of it after that.

        Args:
            name: of the price.
            sets: rule sets that it is changed in, by position.
            at: the mean of its draws.

        Returns:
            Both of shape (purses, years), with the forecast's own first year.
        """
        exact, slope = np.zeros((2, len(PARTS), len(PURSES), len(self._ours)))
        step = STEP * abs(at) if at else STEP
        for k in sets:
            periods = np.flatnonzero(self._ours == k)
            if not periods.size:
                continue
            here = self._difference(k, {name: at}, periods)
            exact[:, :, periods] = here - self._untouched[k][:, :, periods]
            slope[:, :, periods] = (self._difference(k, {name: at + step}, periods) - here) / step
        return self._by_year(exact).sum(axis=0), self._by_year(slope).sum(axis=0)

    def _by_year(self, periods: Floats) -> Floats:
        """Sums over the periods of each year."""
        of = np.array(self._first.years_of)
        parts = [periods[..., of == year].sum(axis=-1) for year in range(self._years)]
        return np.stack(parts, axis=-1)

    def _difference(
        self, k: int, chosen: Mapping[str, float], periods: npt.NDArray[np.int64]
    ) -> Floats:
        """Of some periods under one rule set; shape (parts, purses, periods)."""
        drawn = self._more[:, periods]
        values = self._first.sets[k]

        def read(name: str) -> Floats:
            given = chosen.get(name)
            return values[name][:, None] if given is None else np.full((1, 1), given)

        def read_mean(name: str) -> Floats:
            given = chosen.get(name)
            return self._means[k][name] if given is None else np.full((1, 1), given)

        kroner = np.zeros((len(PARTS), len(PURSES), periods.size))
        for sums, price, sign in (
            (drawn, read, 1.0),
            (drawn.mean(axis=0, keepdims=True), read_mean, -1.0),
        ):
            by_name = {name: sums[:, :, c] for c, name in enumerate(CLASSES)}
            for entry, purses in entries_of(by_name, unit_prices(price), price).items():
                part = PARTS.index(entry in PROGRAMME)
                for purse, amounts in purses.items():
                    kroner[part, PURSES.index(purse)] += sign * amounts.mean(axis=0)
        return kroner
