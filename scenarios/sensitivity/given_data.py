"""Indices from rows as they are: PAWN, delta and RBD-FAST, by SALib.

They ask nothing of the design, so that they speak of posterior draws, whose parameters hang
together, as well as of a sample of the priors. What they say of a factor then includes what it
tells about others that go with it. PAWN and delta are distances between distributions and find
something in everything: made-up factors, which the model never saw, show how much.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
from SALib.analyze import pawn, rbd_fast
from SALib.analyze.delta import calc_delta
from scipy.stats import norm
from threadpoolctl import threadpool_limits

from scenarios.sensitivity.design import Design
from scenarios.sensitivity.indices import (
    MATTERS,
    NOISE,
    SMALL,
    Indices,
    check_varies,
    no_pairs,
    salib_seed,
)
from scenarios.sensitivity.setting import sensitivity_setting
from sim.errors import InputError

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: Points at which densities are compared, as in SALib.
GRID = 100
#: Bootstrap samples where no interval is wanted.
FEW = 2


def given_indices(
    design: Design, outcome: Floats, seed: int, *, samples: int | None = None
) -> Indices:
    """Indices of the factors of a design whose rows are a sample.

    Args:
        design: what was run.
        outcome: of every row, shape (rows,); ranks where it may be infinite.
        seed: of the bootstrap and of the made-up factors.
        samples: use the first rows only; all by default.

    Raises:
        InputError: the outcome is the same in every row, or the estimate fails.
    """
    n = samples or design.samples
    columns = [member[0] for member in design.members]
    u, y = design.u[:n][:, columns], np.asarray(outcome[:n], float)
    check_varies(y)
    setting = sensitivity_setting()
    generator = np.random.default_rng([seed, n])
    again = [generator.integers(n, size=n) for _ in range(int(setting.given_resamples.value))]
    # Many small steps: threads of linear algebra would only wait for each other.
    with threadpool_limits(1):
        index, half = _estimate(design.method, u, y, seed, again)
    made_up = generator.random((n, int(setting.dummies.value)))
    # Of nothing only the index is wanted; delta's takes the bootstrap for its bias.
    repeats = again if design.method == "delta" else again[:FEW]
    with threadpool_limits(1):
        nothing, _ = _estimate(design.method, made_up, y, seed, repeats)
    floor = float(nothing.mean() + setting.dummy_sds.value * nothing.std(ddof=1))
    limit = float(nothing.mean()) + setting.matters.value
    table = pd.DataFrame(
        {
            "label": design.labels, "index": index, "low": index - half, "high": index + half,
            "noise": float(nothing.mean()),
            "verdict": [
                NOISE if x <= floor else MATTERS if x >= limit else SMALL for x in index
            ],
        }
    )  # fmt: skip
    table = table.sort_values("index", ascending=False, kind="stable", ignore_index=True)
    return Indices(table, no_pairs(), 1.0, floor)


def _estimate(
    method: str, u: Floats, y: Floats, seed: int, again: Sequence[Ints]
) -> tuple[Floats, Floats]:
    """Indices and half the width of their intervals, each of shape (k,).

    Args:
        method: one of three.
        u: scores, shape (n, k).
        y: outcomes, shape (n,).
        seed: of SALib's bootstrap.
        again: rows of the bootstrap samples.
    """
    if method == "rbd_fast":
        return _rbd_fast(u, y, seed, len(again))
    find = _delta if method == "delta" else _pawn
    z = norm.ppf(0.5 + sensitivity_setting().level.value / 2)
    whole, parts = find(u, y), np.stack([find(u[rows], y[rows]) for rows in again])
    # Bias: what bootstrap samples find more than their whole (Plischke and others 2013, eq. 30).
    bias = parts.mean(axis=0) - whole if method == "delta" else 0.0
    index, half = whole - bias, z * parts.std(axis=0, ddof=1)
    if not np.isfinite(index).all():
        raise InputError(
            f"{method} could not be worked out", field="method", found=f"{index.min()}",
            allowed="another method, or more samples",
        )  # fmt: skip
    return index, half


def _problem(columns: int) -> dict[str, object]:
    # Names of our own: SALib forbids some endings.
    return {
        "num_vars": columns, "names": [f"x{k}" for k in range(columns)],
        "bounds": [[0.0, 1.0]] * columns,
    }  # fmt: skip


def _pawn(u: Floats, y: Floats) -> Floats:
    """Median over slices of a factor of the largest gap between distributions of the outcome."""
    slices = int(sensitivity_setting().slices.value)
    return np.asarray(pawn.analyze(_problem(u.shape[1]), u, y, S=slices)["median"], float)


def _delta(u: Floats, y: Floats) -> Floats:
    """Half the mean area between densities (Borgonovo 2007), by SALib's estimator.

    Its `analyze` takes a bootstrap sample for the whole one (1.6.0), which leaves an index at the
    mercy of that sample: the estimator is called on the whole sample here.
    """
    grid = np.linspace(y.min(), y.max(), GRID)
    edges = np.linspace(0, len(y), _classes(len(y)) + 1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return np.array([calc_delta(y, grid, column, edges) for column in u.T])


def _classes(n: int) -> int:
    """Classes of a factor: as many as SALib takes."""
    power = 2.0 / (7.0 + np.tanh((1500.0 - n) / 500.0))
    return min(int(np.ceil(n**power)), 48)


def _rbd_fast(u: Floats, y: Floats, seed: int, resamples: int) -> tuple[Floats, Floats]:
    """First-order index: the part of the variance that knowing a factor would take away.

    SALib's interval comes from halves of the sample and is wider than that of the whole.
    """
    setting = sensitivity_setting()
    found = rbd_fast.analyze(
        _problem(u.shape[1]), u, y, M=int(setting.harmonics.value),
        num_resamples=resamples, conf_level=setting.level.value,
        seed=salib_seed(seed),
    )  # fmt: skip
    return np.asarray(found["S1"], float), np.asarray(found["S1_conf"], float)
