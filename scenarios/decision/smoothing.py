"""Smooth regressions of net benefit on what could be learnt.

Both smoothers are the same penalised regression, y = X b + Z u + e with u ~ N(0, t), in an
orthonormal basis in which every coefficient is shrunk by itself: its prior variance is known up
to one factor, and restricted maximum likelihood (REML) finds that factor.

* One parameter: a natural cubic regression spline with knots at quantiles, penalised by the
  integrated squared second derivative (Wood 2017, *Generalized Additive Models*, 2nd ed., 5.3.1).
* Several: a Gaussian process with a linear mean, a squared-exponential covariance with one length
  scale per parameter and noise, as in Strong, Oakley and Brennan (2014, *Medical Decision Making*
  34: 311-326), on a subset of draws as centres (subset of regressors: Rasmussen and Williams 2006,
  *Gaussian Processes for Machine Learning*, 8.3.1) so that thousands of draws cost seconds.

Parameters enter as normal scores of their ranks. Knowing a parameter is knowing its rank, so the
value of it is the same; but a prior with a long tail no longer hides what happens in its bulk.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.linalg import eigh, svd
from scipy.special import ndtri

Floats = npt.NDArray[np.float64]

#: Knots of a spline; the penalty, not their number, says how smooth the curve is.
KNOTS = 20
#: Centres of a Gaussian process.
CENTRES = 150
#: Draws its length scales are found on, without that shortcut.
SCALE_DRAWS = 300
#: Length scales, in standard deviations of the scores: shorter is noise, longer is a line.
SHORTEST, LONGEST = 0.3, 50.0
#: Directions of less than this share of the largest singular value are rounding.
FLAT = 1e-7
#: Ratios of noise to signal variance that are tried, relative to a coefficient's prior.
RATIOS: Floats = np.logspace(-9, 9, 181)


@dataclass(frozen=True)
class Basis:
    """Orthonormal columns for a regression.

    Attributes:
        free: columns that are not shrunk, shape (draws, f); they span the constant.
        shrunk: columns that are, orthogonal to those, shape (draws, s).
        prior: relative prior variance of the coefficients of `shrunk`, shape (s,); largest 1.
    """

    free: Floats
    shrunk: Floats
    prior: Floats


@dataclass(frozen=True)
class Fit:
    """A regression of several responses on one basis.

    Attributes:
        fitted: shape (draws, responses). Their mean over draws is that of the responses.
        kept: share of each coefficient that the shrinkage leaves, shape (s, responses).
        noise: covariance of the residuals, shape (responses, responses).
    """

    fitted: Floats
    kept: Floats
    noise: Floats


def spline_basis(values: Floats) -> Basis:
    """Curves in one parameter.

    Args:
        values: of the parameter, shape (draws,); not all the same.
    """
    from scipy.interpolate import CubicSpline  # late, as below: lives come before

    x = normal_scores(values[:, None])[:, 0]
    x = (x - x.min()) / (x.max() - x.min())
    count = int(np.clip(len(x) // 4, 3, KNOTS))
    knots = np.quantile(np.unique(x), np.linspace(0, 1, count))
    knots = knots[np.concatenate([[True], np.diff(knots) > FLAT])]
    free = _orthonormal(np.stack([np.ones_like(x), x], axis=1))
    if len(knots) < 3:
        return Basis(free, np.empty((len(x), 0)), np.empty(0))
    curves = CubicSpline(knots, np.eye(len(knots)), bc_type="natural")
    bends = np.asarray(curves(knots, 2))
    # Second derivatives of a cubic are straight between knots: their products integrate exactly.
    left, right, steps = bends[:-1], bends[1:], np.diff(knots)[:, None]
    roughness = (
        (left * steps).T @ left
        + (right * steps).T @ right
        + ((left * steps).T @ right + (right * steps).T @ left) / 2
    ) / 3
    bent, vectors = eigh(roughness)
    # Two directions are straight lines, which the free columns hold.
    features = np.asarray(curves(x)) @ (vectors[:, 2:] / np.sqrt(bent[2:]))
    return _shrunk(free, features)


def process_basis(parameters: Floats, responses: Floats) -> Basis:
    """Surfaces in several parameters, with length scales that suit the responses.

    Args:
        parameters: shape (draws, k), none constant.
        responses: what will be regressed on them, shape (draws, r). One set of length scales is
            found for all.
    """
    x = normal_scores(parameters)
    scales = _length_scales(x[:SCALE_DRAWS], responses[:SCALE_DRAWS])
    return _process(x, scales, CENTRES)


def normal_scores(values: Floats) -> Floats:
    """Standard normal quantiles of the ranks of each column, ties sharing theirs.

    Args:
        values: shape (draws, k).
    """
    ranks = np.ascontiguousarray(pd.DataFrame(values).rank().to_numpy())
    return np.asarray(ndtri((ranks - 0.5) / len(values)), dtype=np.float64)


def fit(basis: Basis, responses: Floats) -> Fit:
    """Regress every response on the basis, each with its own smoothness.

    Args:
        basis: of the smoother.
        responses: shape (draws, r).
    """
    free, shrunk = basis.free.T @ responses, basis.shrunk.T @ responses
    rest = responses - basis.free @ free - basis.shrunk @ shrunk
    _, ratio = _reml(basis, shrunk, np.square(rest).sum(axis=0))
    kept = basis.prior[:, None] / (basis.prior[:, None] + ratio)
    fitted = basis.free @ free + basis.shrunk @ (kept * shrunk)
    residuals = responses - fitted
    freedom = len(responses) - basis.free.shape[1] - kept.sum(axis=0)
    noise = residuals.T @ residuals / np.sqrt(np.outer(freedom, freedom))
    return Fit(fitted, kept, noise)


def resampled(basis: Basis, found: Fit, count: int, rng: np.random.Generator) -> Floats:
    """Fits that could as well be true, shape (draws, count, responses).

    Coefficients are drawn from their posterior, normal around the fit with the variance
    noise x share kept (the free ones: noise).

    Args:
        basis: what was fitted on.
        found: the fit.
        count: how many others.
        rng: random numbers.
    """
    responses = found.fitted.shape[1]
    values, vectors = np.linalg.eigh(found.noise)
    root = (vectors * np.sqrt(np.maximum(values, 0.0))) @ vectors.T
    free = rng.standard_normal((basis.free.shape[1], count, responses)) @ root
    shrunk = rng.standard_normal((len(basis.prior), count, responses)) @ root
    shrunk *= np.sqrt(found.kept)[:, None, :]
    moved = np.tensordot(basis.free, free, 1) + np.tensordot(basis.shrunk, shrunk, 1)
    return np.asarray(found.fitted[:, None, :] + moved)


def _reml(basis: Basis, shrunk: Floats, rest: Floats) -> tuple[Floats, Floats]:
    """Twice the negative restricted log likelihood at its smallest, and the ratio that gives it.

    A shrunk coefficient is N(0, s2 (1 + prior / ratio)), everything outside the basis N(0, s2);
    s2 is profiled out. Shapes (responses,).
    """
    draws, freedom = len(basis.free), len(basis.free) - basis.free.shape[1]
    if not len(basis.prior):
        return np.zeros(shrunk.shape[1]), np.ones(shrunk.shape[1])
    spread = 1 + basis.prior[:, None] / RATIOS
    total = rest[:, None] + np.square(shrunk).T @ (1 / spread)
    # A response that is exactly on the basis has no noise; its logarithm must still be a number.
    floor = np.finfo(float).eps ** 2 * (rest + np.square(shrunk).sum(axis=0)) + 1e-300 * draws
    criterion = freedom * np.log(np.maximum(total, floor[:, None])) + np.log(spread).sum(axis=0)
    chosen = criterion.argmin(axis=1)
    return criterion.min(axis=1), RATIOS[chosen]


def _length_scales(x: Floats, responses: Floats) -> Floats:
    """Length scales of the largest restricted likelihood of all responses together."""
    from scipy.optimize import minimize

    varying = responses[:, responses.std(axis=0) > 0]
    if not varying.size:
        return np.full(x.shape[1], LONGEST)
    free = np.concatenate([np.ones((len(x), 1)), x], axis=1)
    left, values, _ = svd(free)
    # Directions in which a linear mean leaves no trace: there the likelihood is the restricted one.
    outside = left[:, int((values > FLAT * values[0]).sum()) :]
    data = outside.T @ varying

    def criterion(logs: Floats) -> tuple[float, Floats]:
        scaled = x / np.exp(logs)
        covariance = _covariance(scaled, scaled)
        spread, vectors = eigh(outside.T @ covariance @ outside)
        spread = np.maximum(spread, 0.0)
        turned = vectors.T @ data
        basis = Basis(left[:, : -len(data)], vectors, spread)
        value, ratio = _reml(basis, turned, np.zeros(varying.shape[1]))
        # Its slope at the best ratio of each response: d/dK of log det and of the squares.
        back = outside @ vectors
        weighted = turned / (1 + spread[:, None] / ratio)
        squares = (turned * weighted).sum(axis=0)
        alpha = back @ (weighted * np.sqrt(len(data) / (ratio * squares)))
        inverse = (1 / (ratio + spread[:, None])).sum(axis=1)
        slope = ((back * inverse) @ back.T - alpha @ alpha.T) * covariance
        squared = slope.sum(axis=1) @ np.square(scaled)
        return float(value.sum()), 2 * (squared - (scaled * (slope @ scaled)).sum(axis=0))

    bounds = [(np.log(SHORTEST), np.log(LONGEST))] * x.shape[1]
    start = np.full(x.shape[1], 0.5 * np.log(4.0 * x.shape[1]))

    found = minimize(
        criterion, start, jac=True, bounds=bounds, method="L-BFGS-B", options={"maxiter": 50}
    )
    return np.asarray(np.exp(found.x), dtype=np.float64)


def _process(x: Floats, scales: Floats, centres: int) -> Basis:
    # Draws are exchangeable, so the first of them are as good a subset as any.
    middle = x[: min(centres, len(x) // 2)]
    free = _orthonormal(np.concatenate([np.ones((len(x), 1)), x], axis=1))
    values, vectors = eigh(_covariance(middle / scales, middle / scales))
    kept = values > FLAT * values[-1]
    features = _covariance(x / scales, middle / scales) @ (vectors[:, kept] / np.sqrt(values[kept]))
    return _shrunk(free, features)


def _covariance(a: Floats, b: Floats) -> Floats:
    squares = np.square(a).sum(axis=1)[:, None] + np.square(b).sum(axis=1) - 2 * a @ b.T
    return np.asarray(np.exp(-0.5 * np.maximum(squares, 0.0)))


def _orthonormal(columns: Floats) -> Floats:
    """A basis of what the columns span, the constant among it."""
    left, values, _ = svd(columns, full_matrices=False)
    return np.asarray(left[:, values > FLAT * values[0]])


def _shrunk(free: Floats, features: Floats) -> Basis:
    """Features of unit prior variance, less what the free columns already span."""
    features = features - free @ (free.T @ features)
    features = features - free @ (free.T @ features)
    left, values, _ = svd(features, full_matrices=False)
    kept = values > FLAT * max(float(values[0]), np.finfo(float).tiny)
    prior = np.square(values[kept])
    return Basis(free, left[:, kept], prior / prior.max() if len(prior) else prior)
