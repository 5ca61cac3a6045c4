"""What a search found, in numbers that were printed from worlds nobody looked at before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from scenarios.search.grid import Grid, Ints
from scenarios.search.judging import Floats


@dataclass(frozen=True)
class Condition:
    """What would have to be true for the second to do better than the best.

    Attributes:
        parameter: what it is about; empty if nothing alone makes the second win.
        above: whether it has to be above `value`, or below.
        value: the limit, in the unit of the parameter.
        share: of the printed draws in which the condition holds.
        there: share of those draws in which the second does better.
        anywhere: share of all printed draws in which it does.
    """

    parameter: str
    above: bool
    value: float
    share: float
    there: float
    anywhere: float


@dataclass(frozen=True)
class Cost:
    """What a search took.

    Attributes:
        candidates: policies that were judged.
        searched, chosen, printed, besides: worlds of a policy that were lived to search, to choose,
            to print, and for views and curves.
        to_first: those lived before the first front was there.
    """

    candidates: int
    searched: int
    chosen: int
    printed: int
    besides: int
    to_first: int

    @property
    def lived(self) -> int:
        """Worlds of a policy that were lived in all."""
        return self.searched + self.chosen + self.printed + self.besides


@dataclass(frozen=True)
class Found:
    """Policies that do best, and how far to trust it.

    Attributes:
        grid: what could be chosen.
        objectives: what is wanted; the first counts most.
        rows: policies of the front, from the simplest (today's) to the finest, (n, levers).
        winner: position of the best by the first want.
        best: position of the best by each want, shape (wants,).
        second: position of the best of the others by the first want; None if there is no other.
        gains: one row per policy and want: place, objective, mean, low, high (over today's policy,
            printed), noise (of seeds, in the mean), above (share of draws in which it is better),
            searched, chosen (the same mean where it was searched and chosen), first (chance of
            being the best of the front), changes.
        claimed: whether the winner's interval over today's policy lies above zero.
        values: printed, shape (policies, draws, seeds, wants).
        regret: one row per view, policy and want: view, place, objective, mean, regret, draws.
        condition: for the second to win; None without one.
        curve: what each number of mentors brings (`scenarios.search.budget`); empty without one.
        first_front: what a first look told, before most of the search.
        cost: what it took.
        extra: other facts by name, for whoever shows it.
    """

    grid: Grid
    objectives: tuple[str, ...]
    rows: Ints
    winner: int
    best: Ints
    second: int | None
    gains: pd.DataFrame
    claimed: bool
    values: Floats
    regret: pd.DataFrame
    condition: Condition | None
    curve: pd.DataFrame
    first_front: Ints
    cost: Cost
    extra: Mapping[str, object] = field(default_factory=dict)

    def gain(self, place: int, objective: str | None = None) -> pd.Series[float]:
        """The row of `gains` of a policy and want; the first want by default."""
        name = self.objectives[0] if objective is None else objective
        table = self.gains
        return table[(table["place"] == place) & (table["objective"] == name)].iloc[0]

    @property
    def today(self) -> int:
        """Position of today's policy."""
        return int(np.flatnonzero((self.rows == self.grid.today_row).all(axis=1))[0])
