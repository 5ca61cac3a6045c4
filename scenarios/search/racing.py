"""A race: few worlds for many policies, more for those that go on, and a look around the best.

First round: the optimiser proposes, and everything is judged in a few worlds. Those that do well go
on and are judged in four times as many, where the optimiser begins from them again. Then every
policy that differs in one lever from the best of each number of changes is judged, from today's
policy on, so that each step of a ladder from simple to fine is the best that was found. The last
round has four times as many worlds again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from scenarios.search.grid import Grid, Ints, distinct
from scenarios.search.judging import Floats, Ledger
from scenarios.search.optimiser import Propose, evolve, scores, weights_of
from scenarios.search.setting import FEWEST, SearchSetting

#: What is told while a race goes on: the first front.
Seen = Callable[[Ints], None]


@dataclass(frozen=True)
class Race:
    """A race, ready to be run.

    Attributes:
        grid: what can be chosen.
        ledger: of the worlds that are searched in.
        setting: how many of everything.
        rng: random numbers.
        propose: the optimiser.
        around: whether the neighbours of the best are looked at.
        first: called once a first front is there.
    """

    grid: Grid
    ledger: Ledger
    setting: SearchSetting
    rng: np.random.Generator
    propose: Propose = evolve
    around: bool = True
    first: Seen = lambda rows: None

    def finalists(self) -> Ints:
        """Policies that may be chosen, today's first, shape (n, levers)."""
        count, ledger = self.setting.count, self.ledger
        few, more, many = (count(f"{name}_worlds") for name in ("scan", "refine", "last"))
        weights = weights_of(len(ledger.judge.objectives))
        start = self._start(self.setting.generation)
        scale = spread_of(ledger, start, few)
        scanned = round(count("candidates") * self.setting.scan_share.value)
        self._propose(few, weights, scale, start, scanned // 2)
        rows = self.best(ledger.rows(), few, weights, scale, self.setting.generation)
        self.first(rows[: count("front")])
        self._propose(few, weights, scale, rows, scanned - scanned // 2)
        rows = self.best(ledger.rows(), few, weights, scale, self.setting.kept("refine"))
        left = count("candidates") - scanned
        around = self._sweeps(left // 2) if self.around else 0
        self._propose(more, weights, scale, rows[: self.setting.generation], left - around)
        if self.around:
            self._around(more, weights, scale, around)
        rows = distinct(np.vstack([rows, *ledger.rows(more)]))
        rows = self.best(rows, more, weights, scale, self.setting.kept("refine"))
        return self._last(rows, many, weights, scale, self.setting.kept("last"))

    def among(self) -> Ints:
        """Of a grid whose policies are given those that may be chosen, today's first.

        Shape (n, 1). All are judged in a few worlds, and the better go on, as many as of a search.
        """
        count, weights = self.setting.count, weights_of(len(self.ledger.judge.objectives))
        rows = np.arange(self.grid.sizes[0], dtype=np.int64)[:, None]
        scale = spread_of(self.ledger, rows, count("scan_worlds"))
        for name, kept in (
            ("scan", self.setting.kept("refine")),
            ("refine", self.setting.kept("last")),
            ("last", self.setting.kept("last")),
        ):
            rows = self.best(rows, count(f"{name}_worlds"), weights, scale, kept)
            if name == "scan":
                self.first(rows[: count("front")])
        return rows

    def best(self, rows: Ints, worlds: int, weights: Floats, scale: Floats, kept: int) -> Ints:
        """The best of some policies: as many by each set of weights, today's before all.

        Args:
            rows: policies.
            worlds: in which they are judged.
            weights: sets of weights, shape (sets, wants).
            scale: of the wants.
            kept: how many go on.
        """
        orders = [
            np.argsort(-scores(self.ledger, rows, worlds, each, scale), kind="stable")
            for each in weights
        ]
        in_turn = np.stack(orders, axis=1).ravel()
        found = distinct(np.vstack([self.grid.today_row, rows[in_turn]]))
        return found[:kept]

    def _start(self, population: int) -> Ints:
        spread = self.grid.spread(population, self.rng)
        return np.vstack([self.grid.today_row, spread[1:]])

    def _propose(
        self, worlds: int, weights: Floats, scale: Floats, start: Ints, budget: int
    ) -> None:
        """The optimiser, with an equal share of the budget for every set of weights."""
        if len(start) < FEWEST:
            start = np.vstack([start, self.grid.spread(FEWEST, self.rng)])
        ledger = self.ledger
        for k, each in enumerate(weights):
            part = round(budget * (k + 1) / len(weights)) - round(budget * k / len(weights))
            if part:
                self.propose(self.grid, ledger, worlds, each, scale, start, part, self.rng)

    def _sweeps(self, at_most: int) -> int:
        each = sum(size - 1 for size in self.grid.sizes)
        return min(at_most, each * (len(self.grid.sizes) + 1))

    def _around(self, worlds: int, weights: Floats, scale: Floats, budget: int) -> None:
        """Neighbours of the best with each number of changes, from today's policy on."""
        last = self.ledger.judged + budget
        for changes in range(len(self.grid.sizes) + 1):
            for each in weights[: len(self.ledger.judge.objectives)]:
                rows = self.ledger.rows(worlds)
                rows = rows[self.grid.changes(rows) == changes] if len(rows) else rows
                if self.ledger.judged >= last or not len(rows):
                    continue
                best = rows[int(np.argmax(scores(self.ledger, rows, worlds, each, scale)))]
                self.ledger.values(self.grid.neighbours(best), worlds)

    def _last(self, rows: Ints, worlds: int, weights: Floats, scale: Floats, kept: int) -> Ints:
        """Of those that are left the best, and the best with each number of changes."""
        levels = len(self.grid.sizes) + 1
        by_changes = []
        known = self.ledger.rows(self.setting.count("refine_worlds"))
        for changes in range(levels):
            alike = known[self.grid.changes(known) == changes]
            if len(alike):
                fewer = self.best(alike, self.setting.count("refine_worlds"), weights, scale, 4)
                by_changes.append(fewer)
        rows = distinct(np.vstack([rows, *by_changes]))
        best = self.best(rows, worlds, weights, scale, max(1, kept // 2))
        simple = [self.grid.simpler(row) for row in best[: len(weights) + 1]]
        others = distinct(np.vstack([best, *simple, *by_changes]))
        # The best first, then what is simpler: as many as may go on.
        rest = self.best(others, worlds, weights, scale, len(others))
        return distinct(np.vstack([best, *_in_turn(self.grid, rest)]))[:kept]


def _in_turn(grid: Grid, rows: Ints) -> list[Ints]:
    """Policies with one of each number of changes, then a second of each, and so on."""
    changes, groups = grid.changes(rows), []
    for k in range(int(changes.max(initial=0)) + 1):
        groups.append(rows[changes == k])
    longest = max(len(group) for group in groups)
    return [group[[k]] for k in range(longest) for group in groups if k < len(group)]


def spread_of(ledger: Ledger, rows: Ints, worlds: int) -> Floats:
    """What counts as one of each want: its spread over some policies, shape (wants,).

    Args:
        ledger: what is known.
        rows: the policies.
        worlds: how many of the ledger's first worlds judge them.
    """
    spread = ledger.values(rows, worlds).mean(axis=1).std(axis=0)
    return np.where(spread > 0, spread, 1.0)
