"""Intervals that hold what the parameters leave open, and apart from them what a trial would see.

Parameter uncertainty is the spread over posterior draws. What a seed does to one draw is measured
by living some draws with two seeds (`scenarios.comparison.seeds`), and is taken out. What a trial
of some size would see besides is the sampling error of its arms; it is never mixed into the
intervals.

The ends are quantiles that hold as often as they say with any number of draws that can span them
(`percentiles`). With fewer draws (`enough_draws`) an interval is shown as not yet one, and nothing
is called sure.
"""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
import numpy.typing as npt
import xarray as xr

from scenarios.comparison.seeds import parts, without_noise

Floats = npt.NDArray[np.float64]

#: Bounds of the reported intervals, per cent.
INTERVAL = (2.5, 97.5)
#: The same in words: how likely an interval is to hold the truth.
LEVEL = f"{INTERVAL[1] - INTERVAL[0]:g} %"
#: How numpy and xarray name the quantile at position p (n + 1) of n draws in order.
METHOD: Literal["weibull"] = "weibull"


def percentiles(
    values: npt.ArrayLike, bounds: tuple[float, ...] = INTERVAL, axis: int = 0
) -> Floats:
    """Percentiles over draws that the next draw lies between as often as they say.

    Args:
        values: shape (..., draws, ...), the unit of the outcome.
        bounds: per cent.
        axis: of the draws.

    Returns:
        Shape (bounds, ...), the unit of `values`.

    Of n draws in order, a further draw falls below the k-th with probability k / (n + 1), whatever
    its distribution. So the end at probability p is taken at position p (n + 1), between two draws
    by linear interpolation: on average 2.5 % lie below the lower end. Numpy's own choice, position
    1 + p (n - 1), is too narrow for few draws: a 95 % interval of 16 draws then holds 85 %, of 64
    draws 92 %. Interpolation errs outwards, by half a per cent at most for a normal outcome. With
    fewer draws than `least_draws` the ends are the outermost draws and hold less than they say.
    """
    found = np.percentile(np.asarray(values, float), bounds, axis=axis, method=METHOD)
    return np.asarray(found, float)


def least_draws(bounds: tuple[float, ...] = INTERVAL) -> int:
    """The smallest number of draws whose outermost ones are the ends of an interval.

    Args:
        bounds: of the interval, per cent.

    A further draw falls outside n draws with probability 1 / (n + 1) on either side. The interval
    is spanned once that is no more than its tail: 39 draws for 95 %. Fewer draws cannot carry it
    without a guess at the shape of what they are drawn from.
    """
    tail = min(min(bounds), 100 - max(bounds)) / 100
    return math.ceil(round(1 / tail, 9)) - 1


def enough_draws(draws: int, bounds: tuple[float, ...] = INTERVAL) -> bool:
    """Whether so many draws can carry an interval, and with it a verdict; see `least_draws`."""
    return draws >= least_draws(bounds)


def few_draws_note(draws: int) -> tuple[str, ...]:
    """What to know of numbers over so few draws, for how a result shows itself; else nothing."""
    if enough_draws(draws):
        return ()
    return (f"{draws} draws are too few for intervals and verdicts: {least_draws()} or more are.",)


def without_seed_noise(values: Floats) -> tuple[Floats, Floats]:
    """Draws with the noise of their seeds taken out.

    Args:
        values: shape (draws, seeds, ...); NaN in the worlds that were not lived.

    Returns:
        The draws, shape (draws, ...), and the variance that seeds add to the mean over the seeds
        of a draw, shape (...).

    The variance over draws of the mean of s seeds is that of the parameters plus 1/s of that of a
    seed. The latter is estimated within the draws that lived with two or more
    (`scenarios.comparison.seeds.parts`); draws are moved towards their mean so that their variance
    is the former's (a one-way random-effects analysis of variance). It is never less than the
    variance that seeds leave in the mean over draws: where the parameters move an outcome less than
    the simulation can tell, the draws say how well it can, not that they agree. If no draw lived
    with a second seed, its noise does not show: none is taken out.
    """
    found = parts(values)
    return without_noise(found), found.of_mean


def summary(values: Floats) -> dict[str, Floats]:
    """Mean and interval over draws, with the noise of single seeds taken out.

    Args:
        values: an outcome, shape (draws, seeds, ...); NaN in the worlds that were not lived.

    Returns:
        Shape (...) each: `mean`, `low`, `high` over draws; `noise`, the standard error that seeds
        alone leave in the mean over draws; `above`, the share of draws above zero.
    """
    found = parts(values)
    moved, within = without_noise(found), found.of_mean
    low, high = percentiles(moved)
    all_alike = bool((found.seeds == values.shape[1]).all())
    return {
        "mean": values.mean(axis=(0, 1)) if all_alike else found.by_draw.mean(axis=0),
        "low": low,
        "high": high,
        "noise": np.sqrt(within / len(values)),
        "above": (moved > 0).mean(axis=0) + 0.5 * (moved == 0).mean(axis=0),
    }


def interval(values: xr.DataArray) -> xr.Dataset:
    """Mean and interval over draws, with the noise of single seeds taken out; see `summary`.

    Args:
        values: an outcome with dimensions `draw` and `seed`.
    """
    rest = [d for d in values.dims if d not in ("draw", "seed")]
    table = values.transpose("draw", "seed", *rest).to_numpy().astype(float)
    coords = {name: values.coords[name] for name in rest if name in values.coords}
    return xr.Dataset({name: (rest, x) for name, x in summary(table).items()}, coords)


def trial_sd(variance: Floats, people: Floats | float) -> Floats:
    """Standard error of a mean observed on so many people: the root of the variance over n.

    Args:
        variance: between people; of a share p it is p (1 - p).
        people: n, in the arm (and the group); none gives NaN.
    """
    n = np.asarray(people, float)
    return np.asarray(np.sqrt(variance / np.where(n > 0, n, np.nan)))
