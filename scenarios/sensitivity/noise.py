"""What the luck of a simulation adds to a sensitivity analysis, and what is left without it.

All rows live with the same seed, so that most luck is the same on both sides of every difference.
What is left shows when some blocks of the design are lived again with other seeds: outcomes of a
row that differ by more than the seeds' means are noise. A two-way analysis of variance (rows and
seeds) gives its variance; differences between rows of a block give the noise in each index.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from scenarios.sensitivity.design import Design
from scenarios.sensitivity.methods import MORRIS, SOBOL
from scenarios.sensitivity.model import Model
from scenarios.sensitivity.runs import Running, run_design
from scenarios.sensitivity.setting import sensitivity_setting

Floats = npt.NDArray[np.float64]

#: A block of a given-data design is one row; of these so many count as a block.
ROWS_AS_BLOCK = 8


@dataclass(frozen=True)
class Noise:
    """The part of the outcome's variance that other seeds do not repeat.

    Attributes:
        share: of the variance.
        error: standard error of that share.
        rows: that were lived again.
        seeds: with which they were lived in all.
        between: by label, variance between seeds of a difference that the label makes: its mean
            over pairs of rows and the standard error of that.
    """

    share: float
    error: float
    rows: int
    seeds: int
    between: Mapping[str, tuple[float, float]] = field(default_factory=dict)


def repeated_blocks(design: Design) -> int:
    """How many of the first blocks are lived again."""
    setting = sensitivity_setting()
    fewest = int(setting.noise_blocks.value) * (ROWS_AS_BLOCK if design.block == 1 else 1)
    wanted = max(fewest, int(np.ceil(setting.noise_share.value * design.samples)))
    return min(design.samples, wanted)


def other_seeds(seed: int) -> tuple[int, ...]:
    """The seeds besides the first."""
    return tuple(seed + 1 + k for k in range(int(sensitivity_setting().noise_seeds.value)))


def run_again(model: Model, design: Design, seed: int, running: Running, name: str) -> Floats:
    """Outcomes of the first blocks with other seeds, shape (seeds, rows).

    Args:
        model: what is run.
        design: the rows.
        seed: of the first run, which these differ from.
        running: where it is run and what is kept.
        name: under which the pieces are kept.
    """
    rows = design.x[design.rows(repeated_blocks(design))]
    seeds = other_seeds(seed)
    return np.stack(
        [
            run_design(
                model,
                rows,
                other,
                running.part(k / len(seeds), (k + 1) / len(seeds)),
                name=f"{name}-again",
            )
            for k, other in enumerate(seeds)
        ]
    )


def pairs_of_rows(design: Design, blocks: int) -> dict[str, tuple[npt.NDArray[np.int64], ...]]:
    """By label, rows before and after only that label has changed; within the first blocks."""
    starts = np.arange(blocks) * design.block
    found: dict[str, tuple[npt.NDArray[np.int64], ...]] = {}
    if design.method == SOBOL:
        for k, label in enumerate(design.labels):
            found[label] = (starts, starts + 1 + k)
    if design.method == MORRIS:
        changed: dict[str, list[int]] = {label: [] for label in design.labels}
        for start in starts:
            for step in range(design.block - 1):
                row = int(start) + step
                moved = np.flatnonzero(design.u[row] != design.u[row + 1])
                label = next(
                    name
                    for name, member in zip(design.labels, design.members, strict=True)
                    if moved[0] in member
                )
                changed[label].append(row)
        found = {k: (np.array(v), np.array(v) + 1) for k, v in changed.items()}
    return found


def noise_of(design: Design, first: Floats, again: Floats) -> Noise:
    """The noise of a design's outcomes.

    Args:
        design: what was run.
        first: outcomes with the first seed, shape (rows,).
        again: outcomes of the first rows with others, shape (seeds, repeated rows).
    """
    rows = again.shape[1]
    table = np.vstack([first[:rows], again])
    variance = float(first.var())
    blocks = rows // design.block
    residual = _residual_variance(table)
    # Blocks, not rows, are independent: those of a block share most of their inputs.
    shape = (len(table), blocks, design.block)
    by_block = _residuals(table).reshape(shape)
    freedom = (rows - 1) * (len(table) - 1) / blocks
    each = (by_block**2).sum(axis=(0, 2)) / freedom
    error = float(each.std(ddof=1) / np.sqrt(blocks)) if blocks > 1 else float("nan")
    scale = variance if variance > 0 else 1.0
    between = {}
    for label, (before, after) in pairs_of_rows(design, blocks).items():
        apart = (table[:, after] - table[:, before]).var(axis=0, ddof=1)
        spread = float(apart.std(ddof=1) / np.sqrt(len(apart))) if len(apart) > 1 else 0.0
        between[label] = (float(apart.mean()), spread)
    return Noise(residual / scale, error / scale, rows, len(table), between)


def _residuals(table: Floats) -> Floats:
    seeds, rows = table.mean(axis=1, keepdims=True), table.mean(axis=0, keepdims=True)
    return np.asarray(table - seeds - rows + table.mean())


def _residual_variance(table: Floats) -> float:
    seeds, rows = table.shape
    return float((_residuals(table) ** 2).sum() / ((seeds - 1) * (rows - 1)))


def on_ranks(sample: Floats) -> Floats:
    """The outcomes of a sample, sorted: what `ranked` compares with."""
    return np.sort(sample)


def ranked(values: Floats, among: Sequence[float] | Floats) -> Floats:
    """Share of a sample below each value, ties counted half; in [0, 1]."""
    order = np.asarray(among, float)
    below = np.searchsorted(order, values, side="left")
    up_to = np.searchsorted(order, values, side="right")
    return (below + up_to) / (2.0 * len(order))
