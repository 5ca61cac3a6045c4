"""Until when two policies are the same: what they give is lived week by week by the same people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from scenarios.comparison.keeping import blocks, give_back
from scenarios.comparison.seeds import over_seeds
from scenarios.comparison.setting import comparison_setting
from sim.state import STATUSES

#: Weeks that are looked at at a time: most pairs differ within the first of them.
AT_A_TIME = 16


def last_same_weeks(
    data: xr.Dataset,
    pairs: Sequence[tuple[str, str]],
    draws: npt.NDArray[np.intp] | None = None,
) -> dict[tuple[str, str], int]:
    """The last week up to which two policies are the same for everybody, from entry on.

    Args:
        data: of `scenarios.comparison.ensemble.simulate_all`, or what a kept run has of it.
        pairs: names of policies.
        draws: positions of the draws that are looked at; None is all of them.

    Returns:
        By pair, weeks since entry; -1 if they differ in week 0, the last week if they never do.

    Every random number is addressed by seed, person, week and purpose, and all policies share
    them. So under two policies a person lives the same life, to the last bit, until a rule treats
    somebody otherwise: 104 weeks of support and 52 are one policy until the first support ends.
    Whoever's support ends first frees a place for people who entered later, and moves a few of
    them to another mentor earlier since their own entry; so lives part one by one, long before
    anything can be told of it. Two policies therefore count as the same up to the last week in
    which, and before which, fewer people fare otherwise than one decimal shows (`negligible` of
    `scenarios/comparison/comparison.yaml`). Whoever fares otherwise is in another status: half the
    sum over statuses of the distances of their shares, in a world, and the mean over all worlds.
    Distances do not cancel out: policies of which nobody knows which is better differ in every
    draw, and are not the same.
    """
    level = data["level"].transpose("draw", "seed", "policy", "week", "status").data
    names = [str(name) for name in data["policy"].values]
    return {
        pair: _last_same_week(level, names.index(pair[0]), names.index(pair[1]), draws)
        for pair in pairs
    }


def apart(one: npt.NDArray[Any], other: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """How many fare otherwise in one of two lives than in the other.

    Args:
        one, other: shares in each status, shape (..., statuses); what follows the statuses
            (milestones, in the accounts) does not count.

    Returns:
        A share of the young people, shape (...): half the sum over statuses of the distances.
    """
    statuses = slice(len(STATUSES))
    moved = np.abs(one[..., statuses].astype(float) - other[..., statuses])
    return np.asarray(moved.sum(axis=-1) / 2, float)


def negligible() -> float:
    """The share of the young people that must fare otherwise before two policies differ."""
    return comparison_setting().negligible.value / 100


def _last_same_week(
    level: npt.NDArray[np.float32], one: int, other: int, draws: npt.NDArray[np.intp] | None
) -> int:
    count = len(level) if draws is None else len(draws)
    for first in range(0, level.shape[3], AT_A_TIME):
        weeks = slice(first, first + AT_A_TIME)
        moved = np.zeros(level[0, 0, 0, weeks].shape[0])
        for some in blocks(count, level[0].nbytes):
            part = level[some if draws is None else draws[some]][:, :, [one, other], weeks]
            moved += over_seeds(apart(part[:, :, 0], part[:, :, 1])).sum(axis=0)
            give_back([level])
        differ = moved / count >= negligible()
        if differ.any():
            return first + int(np.argmax(differ)) - 1
    return int(level.shape[3]) - 1
