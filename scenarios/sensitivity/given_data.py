"""Indices from rows as they are: PAWN, delta and RBD-FAST.

They ask nothing of the design, so that they speak of posterior draws, whose parameters hang
together, as well as of a sample of the priors. What they say of a factor then includes what it
tells about others that go with it. PAWN and delta are distances between distributions and find
something in everything: made-up factors, which the model never saw, show how much (the floor). The
outcome itself, taken for a factor, shows the most that a method could find (the ceiling): where
that hardly lies above the floor, the method cannot tell anything from nothing, and gives no
verdict.

Twin lives make many differences exactly zero. A value that many rows share has no density: delta
counts it as a step of its own, and RBD-FAST takes as many harmonics as the rows that differ need.
The estimators are written here, because those of SALib treat such rows differently from version to
version (docs/sensitivity.md).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import norm
from threadpoolctl import threadpool_limits

from scenarios.sensitivity.design import Design
from scenarios.sensitivity.distances import delta, harmonics_for, pawn, rbd_fast, steps_of
from scenarios.sensitivity.indices import (
    MATTERS,
    NOT_TOLD,
    SMALL,
    UNTELLABLE,
    Indices,
    check_varies,
    no_pairs,
)
from scenarios.sensitivity.setting import sensitivity_setting
from sim.errors import InputError
from sim.messages import Said

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
#: An estimator: scores, shape (n, k), and outcomes, shape (n,), to indices, shape (k,).
Estimator = Callable[[Floats, Floats], Floats]

#: Resamples where no interval is wanted.
FEW = 2


def given_indices(
    design: Design, outcome: Floats, seed: int, *, samples: int | None = None
) -> Indices:
    """Indices of the factors of a design whose rows are a sample.

    Args:
        design: what was run.
        outcome: of every row, shape (rows,); ranks where it may be infinite.
        seed: of the resamples and of the made-up factors.
        samples: use the first rows only; all by default.

    Raises:
        InputError: the outcome is the same in every row, or the estimate fails.
    """
    n = samples or design.samples
    columns = [member[0] for member in design.members]
    u, raw = design.u[:n][:, columns], np.asarray(outcome[:n], float)
    check_varies(raw)
    y, steps = steps_of(raw)
    setting, method = sensitivity_setting(), design.method
    generator = np.random.default_rng([seed, n])
    again = _resamples(method, n, int(setting.given_resamples.value), generator)
    estimate = _estimator(method, y, steps)
    made_up = generator.random((n, int(setting.dummies.value)))
    # The outcome itself as a factor; rows that share a value in random order.
    itself = np.lexsort((generator.random(n), y)).argsort()[:, None] / n
    # Of nothing and of everything only the index is wanted; delta's takes resamples for its bias.
    repeats = again if method == "delta" else again[:FEW]
    # Many small steps: threads of linear algebra would only wait for each other.
    with threadpool_limits(1):
        index, half = _with_intervals(method, estimate, u, y, again)
        nothing, _ = _with_intervals(method, estimate, made_up, y, repeats)
        most, _ = _with_intervals(method, estimate, itself, y, repeats)
    floor = float(nothing.mean() + setting.dummy_sds.value * nothing.std(ddof=1))
    limit = float(nothing.mean()) + setting.matters.value
    tells = bool(most[0] > max(floor, limit))
    table = pd.DataFrame(
        {
            "label": design.labels,
            "index": index,
            "low": index - half,
            "high": index + half,
            "noise": float(nothing.mean()),
            "verdict": [_verdict(float(x), floor, limit) if tells else UNTELLABLE for x in index],
        }
    )
    table = table.sort_values("index", ascending=False, kind="stable", ignore_index=True)
    return Indices(table, no_pairs(), 1.0, floor, ceiling=float(most[0]))


def _verdict(index: float, floor: float, limit: float) -> str:
    if index <= floor:
        return NOT_TOLD
    return MATTERS if index >= limit else SMALL


def _resamples(method: str, n: int, count: int, generator: np.random.Generator) -> list[Ints]:
    """Rows of each resample.

    PAWN and delta are bootstrapped. RBD-FAST goes by neighbours, of which a bootstrap sample makes
    twins: its resamples are halves without repeats, whose indices vary about the whole's as much
    as the whole's vary about the truth.
    """
    if method == "rbd_fast":
        return [generator.permutation(n)[: n // 2] for _ in range(count)]
    return [generator.integers(n, size=n) for _ in range(count)]


def _estimator(method: str, y: Floats, steps: Floats) -> Estimator:
    """What works out the indices of a method for an outcome and its steps."""
    if method == "delta":
        return lambda u, part: delta(u, part, steps)
    if method == "pawn":
        slices = int(sensitivity_setting().slices.value)
        return lambda u, part: pawn(u, part, slices)
    harmonics = harmonics_for(y)
    return lambda u, part: rbd_fast(u, part, harmonics)


def _with_intervals(
    method: str, estimate: Estimator, u: Floats, y: Floats, again: Sequence[Ints]
) -> tuple[Floats, Floats]:
    """Indices and half the width of their intervals, each of shape (k,).

    Args:
        method: one of three.
        estimate: works out indices.
        u: scores, shape (n, k).
        y: outcomes, shape (n,).
        again: rows of the resamples.

    Raises:
        InputError: an index or a width is no number.
    """
    z = norm.ppf(0.5 + sensitivity_setting().level.value / 2)
    whole, parts = estimate(u, y), np.stack([estimate(u[rows], y[rows]) for rows in again])
    # Bias: what bootstrap samples find more than their whole (Plischke and others 2013, eq. 30).
    bias = parts.mean(axis=0) - whole if method == "delta" else 0.0
    index, half = whole - bias, z * parts.std(axis=0, ddof=1)
    if not (np.isfinite(index).all() and np.isfinite(half).all()):
        raise InputError(
            Said("scenarios.method_could_not_be_worked_out", method=method),
            field="method",
            found=method,
            allowed=Said("scenarios.another_method_or_more_samples"),
        )
    return index, half
