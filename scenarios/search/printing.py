"""Printed numbers: gains over today's policy, their shrinkage, and the chance of being best.

They come from worlds that were neither searched nor chosen in, so that nothing was picked by their
luck. How much a gain shrank on the way from search to print is shown beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from scenarios.comparison.ensemble import SEEDS_PER_DRAW
from scenarios.comparison.intervals import summary
from scenarios.comparison.rank_chances import rank_probabilities
from scenarios.search.found import Condition
from scenarios.search.grid import Grid, Ints
from scenarios.search.judging import Floats, Judge, Ledger


@dataclass(frozen=True)
class Printed:
    """Numbers of a front.

    Attributes:
        gains: as in `scenarios.search.found.Found`.
        values: shape (policies, draws, seeds, wants).
    """

    gains: pd.DataFrame
    values: Floats


def by_seed(values: Floats) -> Floats:
    """Values of the printed worlds, shape (n, worlds, wants), as (n, draws, seeds, wants)."""
    n, worlds, wants = values.shape
    return values.reshape(n, worlds // SEEDS_PER_DRAW, SEEDS_PER_DRAW, wants)


def print_front(grid: Grid, rows: Ints, ledgers: Sequence[Ledger]) -> Printed:
    """Gains of the policies of a front over today's policy, which comes first.

    Args:
        grid: what can be chosen.
        rows: the front, today's policy first, shape (n, levers).
        ledgers: of the worlds that were searched in, chosen in, and are printed from.
    """
    searched, chosen = (ledger.values(rows).mean(axis=1) for ledger in ledgers[:2])
    values = by_seed(ledgers[2].values(rows))
    changes, found = grid.changes(rows), []
    for w, objective in enumerate(ledgers[2].judge.objectives):
        first = _first(values[..., w])
        for k in range(len(rows)):
            told = summary(values[k, ..., w] - values[0, ..., w])
            found.append(
                {
                    "place": k,
                    "objective": objective,
                    **{name: float(told[name]) for name in ("mean", "low", "high")},
                    "noise": float(told["noise"]),
                    "above": float(told["above"]),
                    "searched": float(searched[k, w] - searched[0, w]),
                    "chosen": float(chosen[k, w] - chosen[0, w]),
                    "first": float(first[k]),
                    "changes": int(changes[k]),
                }
            )
    return Printed(pd.DataFrame(found), values)


def _first(values: Floats) -> Floats:
    """Each policy's chance of being the best, shape (n,), of values (n, draws, seeds)."""
    return rank_probabilities(np.moveaxis(values, 0, -1), more_is_better=True)[:, 0]


def condition_for(
    judge: Judge,
    chosen: tuple[Sequence[int], Floats],
    printed: tuple[Sequence[int], Floats],
    least: float,
    errors: float = 2.0,
) -> Condition:
    """What would have to be true for the second to win.

    Of every parameter, each tail of the draws that the front was chosen in is looked at: the one in
    which the second is ahead by most on average, and in the largest part of the draws if several
    are, is the condition. How often it holds, and how often the second does better where it does,
    is told from the printed draws, in which it was not looked for.

    Args:
        judge: knows the parameters of each draw.
        chosen: draws that the front was chosen in, and in them the second less the best.
        printed: the same of the printed draws.
        least: share of the draws that a condition has to hold in.
        errors: standard errors by which the second has to do better more often where the condition
            holds than anywhere, in the printed draws; else nothing is told.
    """
    draws, ahead = np.array([judge.drawn(k) for k in chosen[0]]), np.asarray(chosen[1])
    others, told = np.array([judge.drawn(k) for k in printed[0]]), np.asarray(printed[1])
    anywhere = float((told > 0).mean())
    few, best = max(2, int(np.ceil(least * len(ahead)))), (0.0, -1, True, np.nan)
    for column in range(draws.shape[1]):
        order = np.argsort(draws[:, column], kind="stable")
        for above in (True, False):
            tail = order[::-1] if above else order
            sums = np.cumsum(ahead[tail])
            for count in range(few, len(tail)):
                inner, outer = draws[tail[count - 1], column], draws[tail[count], column]
                gain = sums[count - 1] / np.sqrt(count)
                if inner != outer and gain > best[0]:
                    best = (float(gain), column, above, float((inner + outer) / 2))
    if best[1] < 0:
        return Condition("", True, np.nan, 0.0, 0.0, anywhere)
    x = others[:, best[1]]
    holds = x > best[3] if best[2] else x < best[3]
    there = float((told[holds] > 0).mean()) if holds.any() else 0.0
    noise = errors * np.sqrt(anywhere * (1 - anywhere) / max(1, int(holds.sum())))
    # Whether it is ahead there as well, and more often: else the condition was luck of the choice.
    if not holds.any() or float(told[holds].mean()) <= 0 or there <= anywhere + noise:
        return Condition("", True, np.nan, 0.0, 0.0, anywhere)
    return Condition(
        judge.parameters[best[1]], best[2], best[3], float(holds.mean()), there, anywhere
    )
