"""Indices from designs of their own: Sobol's, and Morris's screening; by SALib.

What noise adds to an index is taken out of it. A total index and a screened effect are sums of
squares and of absolute values, which noise makes larger: a factor that does nothing would seem to
do something.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd
from SALib.analyze import morris, sobol
from scipy.stats import norm

from scenarios.sensitivity.design import Design
from scenarios.sensitivity.methods import SOBOL
from scenarios.sensitivity.noise import Noise
from scenarios.sensitivity.setting import sensitivity_setting
from sim.errors import InputError
from sim.messages import Said

Floats = npt.NDArray[np.float64]

#: What is said of a factor: it matters, is small, is not told from chance at so many standard
#: errors as `dummy_sds` of `scenarios/sensitivity/sensitivity.yaml` says, or changes no life at
#: all.
MATTERS, SMALL, NOT_TOLD, NOTHING = "matters", "small", "not_told", "nothing"
#: That the method can say nothing of it here, neither that it matters nor that it does not.
UNTELLABLE = "untellable"
#: Verdicts of factors that nothing is known of.
UNKNOWN = (NOT_TOLD, NOTHING, UNTELLABLE)
#: Columns that every table of indices has.
COLUMNS = ("label", "index", "low", "high", "noise", "verdict")


@dataclass(frozen=True)
class Indices:
    """Indices of one method.

    Attributes:
        table: one row per label, largest first: label, index, low, high, noise (what noise would
            give by itself, on the scale of the index), verdict; and what else the method gives:
            first, first_low, first_high (Sobol); mean and sigma (Morris; NaN for a
            group of more than one factor, and left out where all are groups).
        pairs: label, other, index, low, high: what two factors do together (Sobol, if asked for).
        scale: what an index is compared with: 1 where it is a share, the largest otherwise.
        floor: what the method finds in a factor that does nothing; NaN where it finds nothing.
        ceiling: what it finds in a factor that decides everything; NaN where that is the whole.
        held_out: share of the variance of rows left out that the regression behind Shapley's shares
            predicts; NaN with other methods.
        trees: whether boosted trees are in that regression.
    """

    table: pd.DataFrame
    pairs: pd.DataFrame
    scale: float
    floor: float = float("nan")
    ceiling: float = float("nan")
    held_out: float = float("nan")
    trees: bool = False

    @property
    def half_widths(self) -> Floats:
        """Half the width of each interval, on the scale."""
        return ((self.table["high"] - self.table["low"]) / 2 / self.scale).to_numpy(float)


def no_pairs() -> pd.DataFrame:
    """A table of pairs without rows."""
    return pd.DataFrame(columns=["label", "other", "index", "low", "high"])


def check_varies(outcome: Floats) -> None:
    """Find out whether there is anything to explain.

    Raises:
        InputError: the outcome is the same in every run.
    """
    if np.ptp(outcome) == 0.0:
        raise InputError(
            Said("scenarios.the_outcome_is_the_same_in"),
            field="outcome",
            found=Said(
                "scenarios.outcome_in_all_count_runs", outcome=float(outcome[0]), count=len(outcome)
            ),
            allowed=Said("scenarios.a_later_week_another_outcome_or"),
        )


def salib_seed(seed: int) -> int:
    """A seed that SALib heeds: it takes 0 for none."""
    return seed + 1


def designed_indices(
    design: Design, outcome: Floats, noise: Noise, seed: int, *, blocks: int | None = None
) -> Indices:
    """Indices from Sobol's or Morris's design.

    Args:
        design: what was run.
        outcome: of every row, shape (rows,).
        noise: what other seeds do not repeat.
        seed: of the bootstrap.
        blocks: use the first blocks only (a power of two with Sobol); all by default.

    Raises:
        InputError: the outcome is the same in every row.
    """
    used = design.rows(blocks or design.samples)
    y = np.asarray(outcome[used], float)
    check_varies(y)
    find = _sobol if design.method == SOBOL else _morris
    return find(design, y, noise, seed)


def _z() -> float:
    return float(norm.ppf(0.5 + sensitivity_setting().level.value / 2))


def _sobol(design: Design, y: Floats, noise: Noise, seed: int) -> Indices:
    """First-order and total indices of Saltelli and others (2010), pairs of Saltelli (2002).

    With noise of variance v_i between seeds in the difference that factor i makes, the numerator
    of its total index is v_i / 2 too large, and the variance is too large by the noise's: both are
    taken out.
    """
    setting = sensitivity_setting()
    found = sobol.analyze(
        design.problem,
        y,
        calc_second_order=design.second,
        num_resamples=int(setting.resamples.value),
        conf_level=setting.level.value,
        seed=salib_seed(seed),
    )
    variance, left = float(y.var()), max(1.0 - noise.share, 1e-12)
    added = [noise.between.get(label, (0.0, 0.0)) for label in design.labels]
    part = np.array([0.5 * mean / variance for mean, _ in added])
    error = np.array([0.5 * spread / variance for _, spread in added])
    total, half = np.asarray(found["ST"]), np.hypot(found["ST_conf"], _z() * error)
    index, half = (total - part) / left, half / left
    first, first_half = np.asarray(found["S1"]) / left, np.asarray(found["S1_conf"]) / left
    table = pd.DataFrame(
        {
            "label": design.labels,
            "index": index,
            "low": index - half,
            "high": index + half,
            "noise": part / left,
            "first": first,
            "first_low": first - first_half,
            "first_high": first + first_half,
        }
    )
    table["verdict"] = _verdicts(total == 0.0, index, half, 1.0)
    pairs = no_pairs()
    if design.second:
        pairs = _pairs(design.labels, found["S2"] / left, found["S2_conf"] / left)
    return Indices(_largest_first(table), pairs, 1.0)


def _pairs(labels: Sequence[str], index: Floats, half: Floats) -> pd.DataFrame:
    rows = [
        (labels[i], labels[j], index[i, j], index[i, j] - half[i, j], index[i, j] + half[i, j])
        for i, j in combinations(range(len(labels)), 2)
    ]
    table = pd.DataFrame(rows, columns=["label", "other", "index", "low", "high"])
    return table.sort_values("index", ascending=False, ignore_index=True)


def _morris(design: Design, y: Floats, noise: Noise, seed: int) -> Indices:
    """Mean absolute effect of moving a factor over its range, others anywhere.

    Campolongo, Cariboni and Saltelli (2007). Effects are per whole range of the grid: a factor of
    index 2 moves the outcome by 2 from one end to the other, on average.
    """
    setting = sensitivity_setting()
    levels = int(setting.grid_levels.value)
    rows = slice(0, len(y))
    found = morris.analyze(
        design.problem,
        design.u[rows],
        y,
        num_resamples=int(setting.resamples.value),
        conf_level=setting.level.value,
        num_levels=levels,
        seed=salib_seed(seed),
    )
    raw = np.asarray(found["mu_star"], float)
    step = levels / (2.0 * (levels - 1))
    added = [noise.between.get(label, (0.0, 0.0)) for label in design.labels]
    # Of nothing but noise: the mean absolute value of normals with this mean variance (at most),
    # and how far the mean of so many of them may be from that; per whole range, not per step.
    noise_sd = np.sqrt([max(mean, 0.0) for mean, _ in added]) / step
    alone = np.sqrt(2 / np.pi) * noise_sd
    trajectories = len(y) // design.block
    doubt = np.array([spread / (2 * mean) if mean > 0 else 0.0 for mean, spread in added])
    error = np.hypot(np.sqrt((1 - 2 / np.pi) / trajectories) * noise_sd, doubt * alone)
    # Squares add up: what is left of the mean square without the noise's.
    index = np.sqrt(np.clip(raw**2 - alone**2, 0.0, None))
    half = np.asarray(found["mu_star_conf"], float)
    table = pd.DataFrame(
        {
            "label": design.labels,
            "index": index,
            "low": np.clip(index - half, 0.0, None),
            "high": index + half,
            "noise": alone,
        }
    )
    # Factors of a group move up and down together as the design happens to have it: the sign of a
    # group's effect, and its spread, are the design's and say nothing of the group.
    alone_in_it = np.array([len(member) == 1 for member in design.members])
    if alone_in_it.any():
        for name, given in (("mean", "mu"), ("sigma", "sigma")):
            table[name] = np.where(alone_in_it, np.asarray(found[given], float), np.nan)
    largest = float(index.max()) or 1.0
    table["verdict"] = _verdicts(raw == 0.0, raw - alone, _z() * error, largest, index)
    return Indices(_largest_first(table), no_pairs(), largest)


def _verdicts(
    nothing: npt.NDArray[np.bool_],
    above: Floats,
    half: Floats,
    scale: float,
    index: Floats | None = None,
) -> list[str]:
    """What is said of each factor.

    Args:
        nothing: where no row differs from another by the factor.
        above: by how much the index exceeds what noise gives.
        half: half the width of the interval of that excess, were the factor to do nothing.
        scale: what counts as the whole.
        index: what is held against the limit; `above` if None.
    """
    setting = sensitivity_setting()
    sure = setting.dummy_sds.value / _z()
    shown = above if index is None else index
    return [
        NOTHING
        if none
        else NOT_TOLD
        if a <= sure * h
        else MATTERS
        if x / scale >= setting.matters.value
        else SMALL
        for none, a, h, x in zip(nothing, above, half, shown, strict=True)
    ]


def _largest_first(table: pd.DataFrame) -> pd.DataFrame:
    ordered = table.sort_values("index", ascending=False, kind="stable", ignore_index=True)
    front = [c for c in COLUMNS if c in ordered]
    return ordered[[*front, *(c for c in ordered if c not in front)]]
