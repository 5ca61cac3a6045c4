"""Rows that may be off by a deviation times a parameter, against an integral over that parameter.

Jobcentres differ in their hours, and figures on life after a start are of other groups: how far
such rows may be off is a parameter, and each has a deviation of its own.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import arviz as az
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.stats import norm

from calibration.emulator import Emulator
from calibration.likelihood import LEAST_ERROR, Data
from calibration.sampler import Chains, Features, Sampler, SamplerSetting
from sim.parameters import Parameter, ParameterSpace, Prior

PRIORS = {
    "level": (Prior(shape="normal", centre=0.0, spread=1.0), -50.0, 50.0),
    "width": (Prior(shape="lognormal", centre=0.6, spread=0.5), 0.05, 1.0),
    "other": (Prior(shape="normal", centre=0.0, spread=1.0), -50.0, 50.0),
    "calm": (Prior(shape="lognormal", centre=0.2, spread=0.4), 0.02, 2.0),
}
#: Score at which `calm` is held, and its value there.
HELD = 1.5
CALM = 0.2 * math.exp(0.4 * HELD)
#: What a row shows per unit of `level`, `width`, `other` and `calm`. The first row of the emulator
#: is one that no data speak of.
SLOPES = np.array(
    [
        [7.0, 7.0, 7.0, 7.0],
        [1.0, 0.0, 0.0, 0.0],
        [1.0, 0.0, 0.0, 0.0],
        [0.8, 0.0, 0.0, 0.0],
        [0.0, 0.0, 1.0, 0.0],
    ]
)
OFFSET = np.array([3.0, 0.1, -0.2, 0.3, 0.1])
#: Three numbers and an interval.
LOW = np.array([0.9, 2.6, -1.1, 0.6])
HIGH = np.array([0.9, 2.6, -1.1, 1.6])
COVARIANCE = np.array(
    [
        [0.30, 0.05, 0.04, 0.0],
        [0.05, 0.06, 0.02, 0.0],
        [0.04, 0.02, 0.08, 0.0],
        [0.0, 0.0, 0.0, 0.04],
    ]
)
ERROR = np.diag([0.03, 0.01, 0.01, 0.02])
#: The first row has no deviation, and the last one's parameter is held.
SPREAD = np.array([0.0, 1.0, 1.5, 2.0])
DATA = Data(LOW, HIGH, COVARIANCE, SPREAD, ("", "width", "width", "calm"))
#: Errors that are left beside the deviations.
BELIEVED = COVARIANCE + ERROR + LEAST_ERROR**2 * np.diag(np.diag(COVARIANCE))
#: Standardised distance beyond which a test fails; see the docstrings.
TOO_FAR = 6.0

# One worker of pytest-xdist compiles the sampler and holds its chains.
pytestmark = pytest.mark.xdist_group("sampler-spread")


def space(**shapes: Prior) -> ParameterSpace:
    return ParameterSpace(
        Parameter(
            name=name,
            title=name,
            group="-",
            unit="-",
            low=low,
            high=high,
            prior=shapes.get(name, prior),
            source="-",
            certainty="?",
        )
        for name, (prior, low, high) in PRIORS.items()
    )


def a_sampler(known: ParameterSpace) -> Sampler:
    """With an emulator whose networks add nothing to the line."""
    rows, features = SLOPES.shape
    hidden = {"weight": jnp.zeros((features, 2)), "bias": jnp.zeros(2)}
    last = {"weight": jnp.zeros((2, rows)), "bias": jnp.zeros(rows), "linear": jnp.array(SLOPES.T)}
    return Sampler(
        Emulator(([hidden, last],), OFFSET, np.ones(rows)),
        Features(known, tuple(PRIORS)),
        np.arange(1, rows),
        SamplerSetting(chains=2, warmup=400, samples=4000),
        {"calm": HELD},
    )


@pytest.fixture(scope="module")
def chains() -> Chains:
    return a_sampler(space())(DATA, ERROR, seed=1)


def away(values: np.ndarray, known: float) -> float:
    """Distance of a mean over chains from what is known, in Monte Carlo errors."""
    return float((values.mean() - known) / (values.std() / math.sqrt(float(az.ess(values)))))


def own(width: np.ndarray) -> np.ndarray:
    """Covariance that deviations of their own add to the three numbers, by width."""
    return (width**2)[:, None, None] * np.diag(SPREAD[:3] ** 2)


def cut(z: np.ndarray) -> np.ndarray:
    """Values of `width` at scores."""
    return np.clip(0.6 * np.exp(0.5 * z), 0.05, 1.0)


def integrated(
    added: Callable[[np.ndarray], np.ndarray] = own, values: Callable[..., np.ndarray] = cut
) -> dict[str, tuple[float, float]]:
    """Mean and variance of the scores of `level` and `width`, by integration over the latter.

    Given the width the three numbers are jointly normal and `level` has a closed form.

    Args:
        added: covariance that the deviations add, by width.
        values: of the width at scores.
    """
    z = np.linspace(-8.0, 8.0, 4001)
    a, missed = SLOPES[1:4, 0], LOW[:3] - OFFSET[1:4]
    whole = np.outer(a, a) + BELIEVED[:3, :3] + added(values(z))
    inverse = np.linalg.inv(whole)
    gain = inverse @ a
    mean, variance = gain @ missed, 1.0 - gain @ a
    log = -0.5 * (missed @ inverse @ missed + np.linalg.slogdet(whole)[1]) - 0.5 * z**2
    weight = np.exp(log - log.max())
    weight = weight / weight.sum()
    centre, width = float(weight @ mean), float(weight @ z)
    return {
        "level": (centre, float(weight @ (variance + (mean - centre) ** 2))),
        "width": (width, float(weight @ (z - width) ** 2)),
    }


def farthest(chains: Chains, known: dict[str, tuple[float, float]]) -> float:
    """Largest distance of means and variances from what is known, in Monte Carlo errors."""
    found = []
    for name, (mean, variance) in known.items():
        z = chains.z[..., list(PRIORS).index(name)]
        found += [away(z, mean), away((z - mean) ** 2, variance)]
    return float(np.abs(found).max())


def test_deviations_times_a_parameter_have_the_integrated_posterior(chains) -> None:
    """Means and variances of both parameters within 6 Monte Carlo errors.

    False alarm below 1e-8 over four numbers. Power: each of the mistakes below gives a posterior
    that lies more than twice as far away as the bound, and the test says so.
    """
    assert chains.diverging.mean() < 0.01
    assert farthest(chains, integrated()) < TOO_FAR

    def none(width: np.ndarray) -> np.ndarray:
        return np.zeros((len(width), 3, 3))

    def shared(width: np.ndarray) -> np.ndarray:
        return (width**2)[:, None, None] * np.outer(SPREAD[:3], SPREAD[:3])

    def sizeless(width: np.ndarray) -> np.ndarray:
        return (width**2)[:, None, None] * np.diag([0.0, 1.0, 1.0])

    def as_variance(width: np.ndarray) -> np.ndarray:
        return width[:, None, None] * np.diag(SPREAD[:3])

    def on_all(width: np.ndarray) -> np.ndarray:
        return (width**2)[:, None, None] * np.diag([1.0, 1.0, 1.5]) ** 2

    mistakes = {
        "deviations left out": integrated(none),
        "one deviation for both rows": integrated(shared),
        "sizes left out": integrated(sizeless),
        "taken as a variance": integrated(as_variance),
        "a row without one has one": integrated(on_all),
        "held at the centre": integrated(values=lambda z: np.full(len(z), 0.6)),
        "not cut at its bounds": integrated(values=lambda z: 0.6 * np.exp(0.5 * z)),
        "scores taken as values": integrated(values=np.abs),
    }
    for name, known in mistakes.items():
        assert farthest(chains, known) > 2 * TOO_FAR, name


def test_a_deviation_times_a_held_parameter_has_the_closed_form(chains) -> None:
    """Of an interval: the normal's mass in it, widened by what the row may be off.

    By integration in one dimension; within 6 Monte Carlo errors, false alarm below 1e-8. The
    deviation left out, or taken at the centre of its parameter, must be found.
    """
    grid = np.linspace(-8.0, 8.0, 16_001)
    shown = OFFSET[4] + grid

    def far(off: float) -> float:
        s = math.sqrt(BELIEVED[3, 3] + off**2)
        weight = norm.pdf(grid) * (norm.cdf(HIGH[3], shown, s) - norm.cdf(LOW[3], shown, s))
        weight = weight / weight.sum()
        mean = float(weight @ grid)
        z = chains.z[..., list(PRIORS).index("other")]
        return max(abs(away(z, mean)), abs(away((z - mean) ** 2, weight @ (grid - mean) ** 2)))

    assert far(SPREAD[3] * CALM) < TOO_FAR
    assert far(0.0) > 2 * TOO_FAR
    assert far(SPREAD[3] * 0.2) > 2 * TOO_FAR
    assert (chains.z[..., list(PRIORS).index("calm")] == HELD).all()


def test_deviations_are_drawn_anew_for_other_rows() -> None:
    """A sampler serves data with other rows that may be off, and data in which none may."""
    draw = a_sampler(space())
    quick = replace(draw.setting, chains=1, warmup=150, samples=150)
    draw.setting = quick
    none = replace(DATA, spread=np.zeros(4), spread_by=("",) * 4)
    for data in (none, DATA):
        found = draw(data, ERROR, seed=2)
        assert found.z.shape == (1, 150, len(PRIORS))
        assert np.isfinite(found.z).all()
        assert np.isfinite(found.choice).all()


def test_a_parameter_that_multiplies_deviations_has_to_be_lognormal() -> None:
    known = space(width=Prior(shape="normal", centre=0.6, spread=0.2))
    with pytest.raises(ValueError, match="width multiplies deviations and has to be lognormal"):
        a_sampler(known)(DATA, ERROR, seed=1)
