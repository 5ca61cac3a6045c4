"""What the trial's rows say about the parameters: a joint likelihood of censored estimates.

The estimates behind the printed rows are jointly normal around what twin lives show, with the
covariance of replicate trials (subgroups overlap: women and low grades are the same people). Of an
estimate that is printed as a range or in words ("not significant") only the interval is known:

    L(theta) = integral over the box of intervals of N(y; f(theta), S + E) dy

S holds sampling errors, E the emulator's. Where how far a row may be off is itself a parameter
(jobcentres differ; groups elsewhere are not this one) each such row has a deviation of its own, a
standard normal times that parameter, sampled along. The integral is not worked out: the unknown
estimates are sampled along with the parameters, each uniform over its interval beforehand. Hours
per mentee and ratios enter as logarithms, since their error is a percentage.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from calibration.target import SLOPE, Target
from sim.parameters import ParameterSpace

Floats = npt.NDArray[np.float64]

#: Tables whose rows enter as logarithms.
LOGARITHMIC = ("jobcentres", "progression")
#: Of a row whose error a parameter multiplies, the share of it that is left as an error of its own.
OWN_SHARE = 0.1
#: Smallest error of an emulator that is believed, in standard errors.
LEAST_ERROR = 0.1
#: Shares nearer to 0 or 1 than this have the error of this.
LEAST_SHARE = 0.002
#: Smallest value whose logarithm is taken (hours per month).
LEAST = 1e-3


@dataclass(frozen=True)
class Data:
    """Rows as the likelihood sees them; on the scale of `transform`.

    Attributes:
        low, high: what is known of each estimate; equal where it is a number; shape (rows,).
        covariance: of the estimates around the truth, shape (rows, rows).
        spread: how far a row may be off where a parameter multiplies it, else 0; shape (rows,).
        spread_by: name of that parameter, or empty; one per row.
    """

    low: Floats
    high: Floats
    covariance: Floats
    spread: Floats
    spread_by: tuple[str, ...]

    def __len__(self) -> int:
        """Number of rows."""
        return len(self.low)

    def errors(self, error: Floats) -> Floats:
        """Covariance of the estimates around what the emulator shows, shape (rows, rows).

        That of the estimates plus that of the emulator's error, which is not believed to be below a
        tenth of a standard error on any row. Without that floor the subgroups' bookkeeping (women
        and men together are all, as are those with and without SU) would be held to more digits
        than are printed.
        """
        least = np.diag(LEAST_ERROR**2 * np.diag(self.covariance))
        return self.covariance + error + least

    def whitener(self, error: Floats) -> Floats:
        """W with W C W' = 1, shape (rows, rows); C is the covariance of `errors`."""
        return np.asarray(np.linalg.inv(np.linalg.cholesky(self.errors(error))))

    def usual_errors(self, space: ParameterSpace) -> Floats:
        """Standard error of each row, with what it may be off at the centre of its parameter."""
        by = [space[name].centre if name else 0.0 for name in self.spread_by]
        off = self.spread * np.array(by)
        return np.asarray(np.sqrt(np.diag(self.covariance) + off**2))

    def take(self, index: npt.NDArray[np.intp]) -> Data:
        """Some of the rows."""
        return Data(
            self.low[index],
            self.high[index],
            self.covariance[np.ix_(index, index)],
            self.spread[index],
            tuple(self.spread_by[k] for k in index),
        )


def transform(rows: Sequence[Target], values: Floats) -> Floats:
    """Values of rows on the scale of the likelihood, shape (..., rows)."""
    logs = np.array([t.table in LOGARITHMIC for t in rows])
    safe = np.where(logs, np.maximum(values, LEAST), 1.0)
    return np.asarray(np.where(logs, np.log(safe), values))


def standard_errors(rows: Sequence[Target], of_replicates: Floats) -> Floats:
    """Standard error of each row on the scale of the likelihood, shape (rows,).

    The spread of replicate trials, which knows the weeks a row is averaged over and each subgroup's
    own level. Errors that the source prints or implies (mentors' characteristics, the slope over
    jobcentres), and those of rows that no replicate can scatter, are the rows' own.
    """
    return np.array(
        [
            _own_error(t) if _has_own_error(t) else spread
            for t, spread in zip(rows, of_replicates, strict=True)
        ]
    )


#: Tables whose rows have errors of their own, not those of replicate trials.
OWN_ERRORS = ("mentor_effects", "jobcentres", "progression", "life_after")


def _has_own_error(t: Target) -> bool:
    return t.id == SLOPE or t.table in OWN_ERRORS


def _own_error(t: Target) -> float:
    assert t.se is not None
    if t.table in LOGARITHMIC:
        assert t.low is not None
        return t.se / t.low
    return t.se


def error_scale(rows: Sequence[Target], estimates: Floats, replicates: Floats) -> Floats:
    """Standard errors at a trial's own levels, relative to those of replicates; shape (rows,).

    Errors of shares go with sqrt(p (1 - p)). For effects, p is the level among all controls, where
    it is printed.

    Args:
        rows: targets.
        estimates: of the trial, in the rows' units, shape (rows,).
        replicates: what replicate trials showed, shape (replicates, rows).
    """
    usual = filled(replicates).mean(axis=0)
    pairs = zip(rows, estimates, usual, strict=True)
    spread = [_binomial(t, e) / _binomial(t, u) for t, e, u in pairs]
    by_outcome = {
        t.outcome.split(" ")[0]: s for t, s in zip(rows, spread, strict=True) if t.block == "levels"
    }
    return np.array(
        [
            s if t.block == "levels" or _is_share(t) else by_outcome.get(t.outcome, 1.0)
            for t, s in zip(rows, spread, strict=True)
        ]
    )


def _is_share(t: Target) -> bool:
    return t.table == "delivery" and t.unit.startswith("share")


def _binomial(t: Target, value: float) -> float:
    share = value / 100.0 if t.block == "levels" else value
    p = min(max(share, LEAST_SHARE), 1.0 - LEAST_SHARE)
    return float(np.sqrt(p * (1.0 - p)))


def trial_data(rows: Sequence[Target], replicates: Floats) -> Data:
    """The rows of a trial.

    Args:
        rows: targets with intervals.
        replicates: what replicate trials showed for them, shape (replicates, rows).
    """
    shown = transform(rows, filled(replicates))
    low = np.array([np.nan if t.low is None else t.low - t.rounding for t in rows])
    high = np.array([np.nan if t.high is None else t.high + t.rounding for t in rows])
    se = standard_errors(rows, shown.std(axis=0, ddof=1))
    own = np.array([_has_own_error(t) for t in rows])
    se = np.where(own, se, se * error_scale(rows, (low + high) / 2.0, replicates))
    learned = np.array([t.spread is not None for t in rows])
    kept = np.where(learned, OWN_SHARE, 1.0) * se
    return Data(
        transform(rows, low),
        transform(rows, high),
        correlations(rows, shown) * np.outer(kept, kept),
        np.array([t.spread_size for t in rows]),
        tuple(t.spread or "" for t in rows),
    )


#: Tables whose rows err independently of all others.
INDEPENDENT = ("jobcentres", "progression", "life_after")


def correlations(rows: Sequence[Target], shown: Floats) -> Floats:
    """Correlations of the estimates, shape (rows, rows).

    Hours per jobcentre scatter for reasons of their own, answers to the survey have errors of
    theirs, and figures from elsewhere have nothing to do with the trial's luck: independent.
    """
    sampled = np.array([t.table not in INDEPENDENT for t in rows])
    spread = shown.std(axis=0, ddof=1)
    sampled &= spread > 0.0
    scaled = (shown - shown.mean(axis=0)) / np.where(spread > 0.0, spread, 1.0)
    matrix = scaled.T @ scaled / (len(shown) - 1)
    return np.where(np.outer(sampled, sampled), matrix, np.eye(len(rows)))


def filled(table: Floats) -> Floats:
    """Runs in which a rare row could not be computed (no such mentor) take the others' mean."""
    return np.where(np.isnan(table), np.nanmean(table, axis=0), table)


def as_printed(rows: Sequence[Target], estimates: Floats, scale: Floats) -> list[Target]:
    """A simulated trial's estimates in the form in which the real trial's are printed.

    The real row's interval is one tile of the line; a simulated estimate is known to lie in its
    tile of the same width, as "not significant" is known to lie within 1.96 errors of zero.

    Args:
        rows: the real trial's targets.
        estimates: of the simulated trial, in the rows' units, shape (rows,).
        scale: size of each simulated standard error relative to the real row's, shape (rows,).
    """
    return [_tile(t, float(e), float(s)) for t, e, s in zip(rows, estimates, scale, strict=True)]


def _tile(t: Target, estimate: float, scale: float) -> Target:
    assert t.low is not None
    assert t.high is not None
    se = None if t.se is None else t.se * scale
    if t.table in LOGARITHMIC and t.se is not None:
        se = t.se / t.low * estimate
    low, width = t.low - t.rounding, t.high - t.low + 2.0 * t.rounding
    if t.in_words:
        low, width = low * scale, width * scale
    if width == 0.0:
        return replace(t, low=estimate, high=estimate, se=se)
    low += np.floor((estimate - low) / width) * width
    # What is printed lies inside the tile by half a unit.
    return replace(t, low=float(low + t.rounding), high=float(low + width - t.rounding), se=se)
