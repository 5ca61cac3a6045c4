"""Simulation-based calibration in numbers: are ranks uniform, do intervals cover, is the truth
recovered?"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import binomtest, chisquare

from calibration.sbc import SbcResult

Floats = npt.NDArray[np.float64]

#: Nominal coverage of the intervals that are checked, per cent.
LEVELS = (50, 80, 95)
#: Bins of the rank histograms.
BINS = 10


def ranks(truth: Floats, draws: Floats, rng: np.random.Generator) -> npt.NDArray[np.int64]:
    """How many draws lie below the truth, ties at random.

    Args:
        truth: shape (trials, quantities).
        draws: shape (trials, draws, quantities).
        rng: breaks ties.

    Returns:
        Ranks from 0 to the number of draws, shape (trials, quantities).
    """
    below = (draws < truth[:, None]).sum(axis=1)
    ties = (draws == truth[:, None]).sum(axis=1)
    return np.asarray(below + rng.integers(0, ties + 1), np.int64)


def uniformity(rank: npt.NDArray[np.int64], draws: int) -> float:
    """p-value of a chi-square test that ranks of one quantity are uniform on 0 ... draws."""
    edges = np.linspace(0, draws + 1, BINS + 1)
    counts = np.histogram(rank, bins=edges - 0.5)[0]
    widths = np.histogram(np.arange(draws + 1), bins=edges - 0.5)[0]
    return float(chisquare(counts, widths / widths.sum() * len(rank)).pvalue)


def coverage(rank: npt.NDArray[np.int64], draws: int, level: int) -> float:
    """Share of trials whose truth lies in the central interval of a nominal level.

    Args:
        rank: of the truth among the draws of each trial, 0 to `draws`, shape (trials,).
        draws: of each posterior.
        level: nominal, per cent.
    """
    tail = (1.0 - level / 100.0) / 2.0 * (draws + 1)
    # A rank r covers [r, r + 1) of the draws + 1 gaps; at the ends it counts in part.
    inside = np.clip(np.minimum(rank + 1, draws + 1 - tail) - np.maximum(rank, tail), 0.0, 1.0)
    return float(inside.mean())


def ranks_of(result: SbcResult) -> dict[str, npt.NDArray[np.int64]]:
    """Ranks of parameters and of forecasts, each of shape (trials, quantities)."""
    rng = np.random.default_rng(4)
    return {
        "parameter": ranks(result.truth, result.draws, rng),
        "forecast": ranks(result.forecast_truth, result.forecast_draws, rng),
    }


def sbc_table(result: SbcResult) -> pd.DataFrame:
    """One row per parameter and forecast.

    Returns:
        Columns `quantity`, `kind` (parameter or forecast), `p_uniform`, `coverage_50`,
        `coverage_80`, `coverage_95`, `recovered` (correlation of posterior mean and truth),
        `contraction` (1 - mean posterior variance / variance of the truth).
    """
    found = ranks_of(result)
    frames = [
        _rows_of(result.names, result.truth, result.draws, "parameter", found["parameter"]),
        _rows_of(
            result.forecast_names,
            result.forecast_truth,
            result.forecast_draws,
            "forecast",
            found["forecast"],
        ),
    ]
    return pd.concat(frames, ignore_index=True)


def _rows_of(
    names: tuple[str, ...],
    truth: Floats,
    draws: Floats,
    kind: str,
    found: npt.NDArray[np.int64],
) -> pd.DataFrame:
    count = draws.shape[1]
    mean = draws.mean(axis=1)
    rows = []
    for k, name in enumerate(names):
        row = {"quantity": name, "kind": kind, "p_uniform": uniformity(found[:, k], count)}
        for level in LEVELS:
            row[f"coverage_{level}"] = coverage(found[:, k], count, level)
        row["recovered"] = float(np.corrcoef(mean[:, k], truth[:, k])[0, 1])
        row["contraction"] = float(1.0 - draws[:, :, k].var(axis=1).mean() / truth[:, k].var())
        rows.append(row)
    return pd.DataFrame(rows)


def verdicts(table: pd.DataFrame, trials: int) -> dict[str, object]:
    """Simulation-based calibration in a few numbers.

    Returns:
        `quantities`; `smallest_p` with `quantity` and its Bonferroni-corrected value
        `smallest_p_corrected`; `p_below_5_percent`, how many, of which so many are expected by
        chance `p_below_5_percent_expected`; per level the mean coverage and `outside_<level>`, how
        many quantities lie outside what chance alone gives 99.9 % of the time.
    """
    worst = table.sort_values("p_uniform").iloc[0]
    summary: dict[str, object] = {
        "trials": trials,
        "quantities": len(table),
        "smallest_p": float(worst["p_uniform"]),
        "quantity": str(worst["quantity"]),
        "smallest_p_corrected": float(min(1.0, worst["p_uniform"] * len(table))),
        "p_below_5_percent": int((table["p_uniform"] < 0.05).sum()),
        "p_below_5_percent_expected": 0.05 * len(table),
    }
    for level in LEVELS:
        shares = table[f"coverage_{level}"]
        p = [binomtest(round(share * trials), trials, level / 100).pvalue for share in shares]
        summary[f"mean_coverage_{level}"] = float(shares.mean())
        summary[f"outside_{level}"] = int((np.array(p) < 0.001).sum())
    return summary
