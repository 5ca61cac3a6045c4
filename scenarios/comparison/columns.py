"""An ensemble's outcomes as columns, a block of them at a time.

A table has a row for each column, and needs all draws of it at once: blocks hold all draws of a few
columns, so that the memory a table takes does not grow with draws.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import xarray as xr

from scenarios.comparison.keeping import blocks, gathered
from scenarios.comparison.outcomes import Outcome
from scenarios.comparison.seeds import over_worlds

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]
#: Everybody in every week, and groups in the reported weeks: in this order in tables.
EVERYBODY, GROUPED = 0, 1
#: Bytes that are gathered at a time: each time all draws are looked through.
AT_A_TIME = 2**25


@dataclass(frozen=True)
class Columns:
    """Some columns of one outcome, under every policy.

    Attributes:
        outcome: per cent, or weeks per young person.
        kind: `EVERYBODY` or `GROUPED`.
        week: since entry, of each column, shape (columns,).
        group: position in the ensemble's groups, of each column, shape (columns,).
        values: shape (draws, seeds, policies, columns); NaN in the worlds that were not lived.
        variance: between people of one world, mean over worlds, in squares of the unit; shape
            (policies, columns).
        part: the group's share of all people, shape (columns,).
    """

    outcome: Outcome
    kind: int
    week: Ints
    group: Ints
    values: Floats
    variance: Floats
    part: Floats


def columns(
    data: xr.Dataset,
    outcomes: Sequence[Outcome],
    *,
    weekly: bool,
    groups: Sequence[str] | None = None,
    draws: npt.NDArray[np.intp] | None = None,
) -> Iterator[Columns]:
    """The columns of a table, block by block.

    Args:
        data: of `scenarios.comparison.ensemble.simulate_all`.
        outcomes: which of them.
        weekly: everybody in every week and the other groups in the reported weeks; otherwise all
            groups in the reported weeks.
        groups: which groups; None is all of them.
        draws: positions of the draws that are looked at; None is all of them.
    """
    names = [str(name) for name in data["group"].values]
    asked = [k for k, name in enumerate(names) if groups is None or name in groups]
    everybody = names.index("all")
    if weekly and everybody in asked:
        yield from _by_week(data, outcomes, everybody, draws)
        asked.remove(everybody)
    if asked:
        yield from _by_group(data, outcomes, asked, draws)


def _by_week(
    data: xr.Dataset, outcomes: Sequence[Outcome], everybody: int, draws: Ints | None
) -> Iterator[Columns]:
    """Everybody in every week."""
    level, spread = data["level"].data, data["level_spread"].data
    statuses = [str(name) for name in data["status"].values]
    worlds = level[0, :, :, 0].size * (len(level) if draws is None else len(draws))
    lived: dict[str, Floats] = {}  # weeks so far, of the weeks before the block
    for weeks in blocks(level.shape[3], 8 * len(statuses) * worlds, AT_A_TIME):
        part = (slice(None), slice(None), weeks)
        shares, between = gathered(level, part, draws), gathered(spread, part, draws)
        week = np.arange(weeks.start, weeks.stop)
        for outcome in outcomes:
            s = statuses.index(outcome.status)
            values = shares[..., s].astype(float)
            if outcome.summed:
                before = lived.get(outcome.name)
                # The week of entry is not counted.
                first = values[..., :1]
                values[..., :1] = 0.0 * first if before is None else first + before
                values = np.cumsum(values, axis=3)
                lived[outcome.name] = values[..., -1:]
                variance = over_worlds(between[..., s])
            else:
                values *= 100
                variance = _of_shares(values)
            group = np.full(week.size, everybody)
            yield Columns(outcome, EVERYBODY, week, group, values, variance, np.ones(week.size))


def _by_group(
    data: xr.Dataset, outcomes: Sequence[Outcome], groups: Sequence[int], draws: Ints | None
) -> Iterator[Columns]:
    """Groups in the reported weeks."""
    share, lived, spread = (data[name].data for name in ("share", "weeks", "spread"))
    statuses = [str(name) for name in data["status"].values]
    parts = group_shares(data, draws)
    worlds = share[0, :, :, 0, 0, 0].size * (len(share) if draws is None else len(draws))
    for w, report_week in enumerate(data["report_week"].values):
        for span in blocks(len(parts), 8 * len(statuses) * worlds):
            chosen = np.array([g for g in groups if span.start <= g < span.stop], np.intp)
            if chosen.size == 0:
                continue
            index = (slice(None), slice(None), w, slice(None), span)
            shares, sums, between = (
                gathered(array, index, draws)[..., chosen - span.start]
                for array in (share, lived, spread)
            )
            for outcome in outcomes:
                s = statuses.index(outcome.status)
                values = (sums if outcome.summed else shares)[..., s, :].astype(float)
                if outcome.summed:
                    variance = over_worlds(between[..., s, :])
                else:
                    values *= 100
                    variance = _of_shares(values)
                week = np.full(chosen.size, int(report_week))
                yield Columns(outcome, GROUPED, week, chosen, values, variance, parts[chosen])


def _of_shares(values: Floats) -> Floats:
    """Variance between people who are or are not in a status, of whom a share in per cent is."""
    mean = over_worlds(values)
    return np.asarray(mean * (100 - mean))


def group_shares(data: xr.Dataset, draws: Ints | None = None) -> Floats:
    """Share of all people who are in each group, mean over worlds, shape (groups,)."""
    sizes = data["size"].values if draws is None else data["size"].values[draws]
    everybody = [str(name) for name in data["group"].values].index("all")
    return over_worlds(sizes / sizes[:, :, [everybody]])
