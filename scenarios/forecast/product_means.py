"""What the mean over draws of products is more than the product of means, and how a price moves it.

A workbook multiplies means: of person-weeks, of prices. The command takes the mean over draws of
their products. The difference is a number for each purse and year; it is another one once a price
is exact, since what is exact goes along with nothing, and it moves with that price in proportion.
It is another one, too, where the years have the rules of another first year.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
#: Numbers of an amount that are worked out at once: enough that most of the time goes into them,
#: few enough that they stay near the processor.
AT_ONCE = 100_000
#: Parts of a difference: of the programme's bill, and of what follows from lives.
PARTS = (True, False)


@dataclass(frozen=True)
class ExactPrice:
    """A price that becomes exact.

    Attributes:
        name: of the price.
        sets: rule sets that it is changed in, by position.
        at: the mean of its draws.
    """

    name: str
    sets: Sequence[int]
    at: float

    @property
    def step(self) -> float:
        """How far it is moved."""
        return STEP * abs(self.at) if self.at else STEP

    @property
    def ends(self) -> tuple[float, float]:
        """The two values that it is given."""
        return self.at, self.at + self.step


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
        return [self._differences(k, [{}], every)[0] for k in range(len(self._first.sets))]

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

    def moved(self, prices: Sequence[ExactPrice]) -> list[tuple[Floats, Floats]]:
        """How the difference moves once a price is exact, and by one unit of it after that.

        Args:
            prices: which, each by itself.

        Returns:
            For each, both of shape (purses, years), with the forecast's own first year.
        """
        shape = len(prices), len(PARTS), len(PURSES), len(self._ours)
        exact, slope = np.zeros(shape), np.zeros(shape)
        for k in range(len(self._first.sets)):
            periods = np.flatnonzero(self._ours == k)
            here = [i for i, price in enumerate(prices) if k in price.sets]
            if not periods.size or not here:
                continue
            choices = [{prices[i].name: x} for i in here for x in prices[i].ends]
            found = self._differences(k, choices, periods)
            for i, (at, after) in zip(here, zip(found[::2], found[1::2], strict=True), strict=True):
                exact[i][..., periods] = at - self._untouched[k][..., periods]
                slope[i][..., periods] = (after - at) / prices[i].step
        return [
            (self._by_year(e).sum(axis=0), self._by_year(s).sum(axis=0))
            for e, s in zip(exact, slope, strict=True)
        ]

    def _by_year(self, periods: Floats) -> Floats:
        """Sums over the periods of each year."""
        of = np.array(self._first.years_of)
        parts = [periods[..., of == year].sum(axis=-1) for year in range(self._years)]
        return np.stack(parts, axis=-1)

    def _differences(
        self, k: int, choices: Sequence[Mapping[str, float]], periods: npt.NDArray[np.int64]
    ) -> Floats:
        """Of some periods under one rule set, for each choice of exact prices, a part at a time.

        Returns:
            Shape (choices, parts, purses, periods).
        """
        most = max(1, AT_ONCE // (self._more.shape[0] * periods.size))
        parts = [choices[i : i + most] for i in range(0, len(choices), most)]
        return np.concatenate([self._all_at_once(k, part, periods) for part in parts])

    def _all_at_once(
        self, k: int, choices: Sequence[Mapping[str, float]], periods: npt.NDArray[np.int64]
    ) -> Floats:
        drawn = self._more[:, periods]
        values = self._first.sets[k]

        def with_choices(name: str, x: Floats) -> Floats:
            """Values of all choices, shape (1 or choices, draws, 1)."""
            given = [(c, choice[name]) for c, choice in enumerate(choices) if name in choice]
            if not given:
                return x[None]
            every = np.repeat(x[None], len(choices), axis=0)
            for c, value in given:
                every[c] = value
            return every

        def read(name: str) -> Floats:
            return with_choices(name, values[name][:, None])

        def read_mean(name: str) -> Floats:
            return with_choices(name, self._means[k][name])

        kroner = np.zeros((len(choices), len(PARTS), len(PURSES), periods.size))
        for sums, price, sign in (
            (drawn, read, 1.0),
            (drawn.mean(axis=0, keepdims=True), read_mean, -1.0),
        ):
            by_name = {name: sums[None, :, :, c] for c, name in enumerate(CLASSES)}
            for entry, purses in entries_of(by_name, unit_prices(price), price).items():
                part = PARTS.index(entry in PROGRAMME)
                for purse, amounts in purses.items():
                    kroner[:, part, PURSES.index(purse)] += sign * amounts.mean(axis=1)
        return kroner
