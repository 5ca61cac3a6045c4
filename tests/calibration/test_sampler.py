"""The sampler against posteriors known in closed form: a linear model of what the trial shows."""

from __future__ import annotations

import math
from dataclasses import dataclass

import arviz as az
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.stats import norm, truncnorm

from calibration.emulator import Emulator
from calibration.likelihood import LEAST_ERROR, Data
from calibration.sampler import Chains, Features, Sampler, SamplerSetting
from sim.parameters import Parameter, ParameterSpace, Prior

NORMAL = Prior(shape="normal", centre=0.0, spread=1.0)
SHAPES = {
    "first": NORMAL,
    "second": NORMAL,
    "third": NORMAL,
    "free": NORMAL,
    "way": Prior(shape="either"),
    "held": NORMAL,
    "share": Prior(shape="uniform"),
}
#: Where the held parameter is held.
HELD = 0.7
#: What a row shows per unit of each feature. The emulator has one row that no data speak of.
SLOPES = np.array(
    [
        [9.0, 9.0, 9.0, 9.0, 9.0, 9.0, 9.0],
        [1.0, 0.5, 0.0, 0.0, 0.0, 2.0, 0.0],
        [-0.4, 1.2, 0.0, 0.0, 0.0, 0.0, 0.0],
        [0.3, 0.0, 1.3, 0.0, 0.0, 0.0, 0.0],
        [0.0, 0.0, 0.0, 0.9, 0.9, -1.0, 0.0],
        [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.5],
    ]
)
OFFSET = np.array([5.0, 0.2, -0.1, 0.0, 0.3, 0.0])
#: Errors of the fitted rows correlate; a part of it is the emulator's.
COVARIANCE = np.array(
    [
        [0.50, 0.32, 0.26, 0.0, 0.0],
        [0.32, 0.40, 0.22, 0.0, 0.0],
        [0.26, 0.22, 0.30, 0.0, 0.0],
        [0.0, 0.0, 0.0, 0.80, 0.0],
        [0.0, 0.0, 0.0, 0.0, 0.01],
    ]
)
ERROR = 0.8 * np.diag([0.5, 0.4, 0.3, 0.8, 0.01])
#: The third row and the last are known to an interval only.
LOW = np.array([2.6, 0.9, 0.9, 0.35, 0.15])
HIGH = np.array([2.6, 0.9, 2.4, 0.35, 0.75])
#: Standardised distance beyond which a test fails; see the docstrings.
TOO_FAR = 6.0


def space() -> ParameterSpace:
    low, high = {None: 0.0, 0.0: -50.0}, {None: 1.0, 0.0: 50.0}
    return ParameterSpace(
        Parameter(
            name=name,
            title=name,
            group="-",
            unit="-",
            low=low[prior.centre],
            high=high[prior.centre],
            prior=prior,
            source="-",
            certainty="?",
        )
        for name, prior in SHAPES.items()
    )


def linear() -> Emulator:
    """An emulator whose networks add nothing to the line."""
    features, rows = SLOPES.shape[1], SLOPES.shape[0]
    hidden = {"weight": jnp.zeros((features, 2)), "bias": jnp.zeros(2)}
    last = {"weight": jnp.zeros((2, rows)), "bias": jnp.zeros(rows), "linear": jnp.array(SLOPES.T)}
    return Emulator(([hidden, last],), OFFSET, np.ones(rows))


# One worker of pytest-xdist compiles the sampler and holds its chains.
pytestmark = pytest.mark.xdist_group("sampler")


@pytest.fixture(scope="module")
def sampler() -> Sampler:
    """Compiled once."""
    return Sampler(
        linear(),
        Features(space(), tuple(SHAPES)),
        np.arange(1, 6),
        SamplerSetting(chains=2, warmup=300, samples=4000),
        {"held": HELD},
    )


DATA = Data(LOW, HIGH, COVARIANCE, np.zeros(len(LOW)), ("",) * len(LOW))


@pytest.fixture(scope="module")
def chains(sampler) -> Chains:
    return sampler(DATA, ERROR, seed=1)


#: What the sampler believes: the errors, the emulator's, and the floor under the latter.
BELIEVED = COVARIANCE + ERROR + LEAST_ERROR**2 * np.diag(np.diag(COVARIANCE))


@dataclass(frozen=True)
class Known:
    """Means and sds of `first`, `second` and `third`, and of the estimate behind the interval."""

    mean: np.ndarray
    sd: np.ndarray
    estimate: float


def analytic(covariance: np.ndarray, *, told: bool = True, held: float = HELD) -> Known:
    """The posterior of the first three parameters in closed form.

    Given the two plain rows the interval's estimate is a truncated normal, and given all three the
    parameters are normal with a mean linear in it.

    Args:
        covariance: of the rows' errors, whole.
        told: whether the third row is known to its interval, or not at all.
        held: where the held parameter is.
    """
    a, c = SLOPES[1:4, :3], covariance[:3, :3]
    offset = OFFSET[1:4] + SLOPES[1:4, 5] * held
    s = a @ a.T + c
    centre = offset[2] + s[2, :2] @ np.linalg.solve(s[:2, :2], LOW[:2] - offset[:2])
    spread = math.sqrt(s[2, 2] - s[2, :2] @ np.linalg.solve(s[:2, :2], s[:2, 2]))
    middle, variance = centre, spread**2
    if told:
        ends = (LOW[2] - centre) / spread, (HIGH[2] - centre) / spread
        seen = truncnorm(*ends, loc=centre, scale=spread)
        middle, variance = seen.mean(), seen.var()
    gain = np.linalg.solve(s, a).T
    mean = gain @ (np.array([*LOW[:2], middle]) - offset)
    whole = np.eye(3) - gain @ a + variance * np.outer(gain[:, 2], gain[:, 2])
    return Known(mean, np.sqrt(np.diag(whole)), float(middle))


def away(values: np.ndarray, known: float) -> float:
    """Distance of a mean over chains from what is known, in Monte Carlo errors."""
    return float((values.mean() - known) / (values.std() / math.sqrt(float(az.ess(values)))))


def distances(chains: Chains, known: Known) -> np.ndarray:
    """Means, then variances, of the first three parameters, in Monte Carlo errors."""
    columns = list(zip(np.moveaxis(chains.z, -1, 0)[:3], known.mean, known.sd, strict=True))
    means = [away(z, mean) for z, mean, _ in columns]
    return np.array(means + [away((z - mean) ** 2, sd**2) for z, mean, sd in columns])


def test_the_posterior_of_a_linear_model_is_the_known_one(chains) -> None:
    """Means and variances within 6 Monte Carlo errors: false alarm below 1e-7 over six numbers.

    Two rows are numbers and one is an interval, with correlated errors, and a parameter that is
    held moves one of them. Power: with some 12,000 effective draws a variance is known to 1 %; each
    of the mistakes below lies twice as far away as the bound, and the test says so.
    """
    assert chains.diverging.mean() < 0.01
    assert (np.abs(distances(chains, analytic(BELIEVED))) < TOO_FAR).all()
    mistakes = {
        "covariance counted twice": analytic(BELIEVED / 2.0),
        "covariance counted half": analytic(BELIEVED * 2.0),
        "emulator's error counted twice": analytic(BELIEVED + 2.0 * ERROR),
        "emulator's error left out": analytic(BELIEVED - ERROR),
        "correlations left out": analytic(np.diag(np.diag(BELIEVED))),
        "interval ignored": analytic(BELIEVED, told=False),
        "held parameter not seen": analytic(BELIEVED, held=0.0),
    }
    for name, known in mistakes.items():
        assert np.abs(distances(chains, known)).max() > 2 * TOO_FAR, name


def test_the_unknown_estimate_is_drawn_within_its_interval(chains) -> None:
    """Its mean is that of a truncated normal: within 6 Monte Carlo errors, false alarm 2e-9.

    The middle of the interval must be found to be wrong.
    """
    estimate = LOW[2] + (HIGH[2] - LOW[2]) * norm.cdf(chains.latent[..., 2])
    assert abs(away(estimate, analytic(BELIEVED).estimate)) < TOO_FAR
    assert abs(away(estimate, (LOW[2] + HIGH[2]) / 2)) > 2 * TOO_FAR


def test_a_parameter_seen_through_an_interval_has_the_integrated_posterior(chains) -> None:
    """By numerical integration in one dimension, for a parameter that is a share.

    Its likelihood is the probability of the interval. Mean and variance within 6 Monte Carlo
    errors: false alarm below 1e-8. The interval taken for its middle, and an interval of twice the
    width, must be found.
    """
    grid = np.linspace(-8.0, 8.0, 16_001)
    s = math.sqrt(BELIEVED[4, 4])
    shown = OFFSET[5] + SLOPES[5, 6] * math.sqrt(12.0) * (norm.cdf(grid) - 0.5)

    def moments(likelihood: np.ndarray) -> tuple[float, float]:
        weight = norm.pdf(grid) * likelihood
        weight = weight / weight.sum()
        mean = float(weight @ grid)
        return mean, float(weight @ (grid - mean) ** 2)

    def far(likelihood: np.ndarray) -> float:
        z = chains.z[..., 6]
        mean, variance = moments(likelihood)
        return max(abs(away(z, mean)), abs(away((z - mean) ** 2, variance)))

    low, high = LOW[4], HIGH[4]
    half, middle = (high - low) / 2, (low + high) / 2
    assert far(norm.cdf(high, shown, s) - norm.cdf(low, shown, s)) < TOO_FAR
    assert far(norm.pdf(middle, shown, s)) > 2 * TOO_FAR
    wider = norm.cdf(high + half, shown, s) - norm.cdf(low - half, shown, s)
    assert far(wider) > 2 * TOO_FAR


def test_both_values_of_a_choice_have_their_posterior_probability(chains) -> None:
    """Its draws, its probabilities, and what goes with each value, within 6 Monte Carlo errors.

    Both values have a closed form: the row is normal given either. False alarm below 1e-8; no
    support (1/2) or a value drawn without regard to the rest must be found.
    """
    slope, held = SLOPES[4, 3], SLOPES[4, 5] * HELD
    shown = OFFSET[4] + held + np.array([1.0, -1.0]) * SLOPES[4, 4]
    whole = slope**2 + BELIEVED[3, 3]
    weight = norm.pdf(LOW[3], shown, math.sqrt(whole))
    support = weight[0] / weight.sum()
    means = slope / whole * (LOW[3] - shown)
    first = chains.z[..., 4] > 0.0
    assert abs(away(1.0 * first, support)) < TOO_FAR
    assert abs(away(1.0 * first, 0.5)) > 2 * TOO_FAR
    logs = chains.choice
    assert logs.shape == (2, 4000, 2)
    share = 1.0 / (1.0 + np.exp(logs[..., 1] - logs[..., 0]))
    assert abs(away(share, support)) < TOO_FAR
    # The mean of `free` over draws of one value: of its product with the indicator.
    free = chains.z[..., 3]
    assert abs(away(free * first, support * means[0])) < TOO_FAR
    assert abs(away(free * ~first, (1.0 - support) * means[1])) < TOO_FAR
    mixed = support * means[0] + (1.0 - support) * means[1]
    assert abs(away(free * first, support * mixed)) > 2 * TOO_FAR


def test_held_parameters_do_not_move_and_others_do(chains) -> None:
    held = list(SHAPES).index("held")
    assert (chains.z[..., held] == HELD).all()
    others = [k for k in range(len(SHAPES)) if k != held]
    assert (np.ptp(chains.z[..., others], axis=(0, 1)) > 1.0).all()


def test_the_same_seed_draws_the_same_and_another_seed_others(sampler, chains) -> None:
    again = sampler(DATA, ERROR, seed=1)
    for name in ("z", "latent", "choice", "diverging"):
        assert getattr(again, name).tobytes() == getattr(chains, name).tobytes(), name
    other = sampler(DATA, ERROR, seed=2)
    assert (np.abs(other.z[..., 0] - chains.z[..., 0]) > 0.0).mean() > 0.9


def test_chains_do_not_repeat_each_other(chains) -> None:
    assert chains.z.shape == (2, 4000, len(SHAPES))
    assert chains.latent.shape == (2, 4000, len(LOW))
    assert (chains.z[0, :, 0] != chains.z[1, :, 0]).mean() > 0.9


def test_parameters_become_features_of_like_spread() -> None:
    """Scores stay, a share becomes a uniform of variance one, a choice becomes its sign."""
    features = Features(space(), tuple(SHAPES))
    z = norm.ppf((np.arange(2000) + 0.5) / 2000)[:, None] * np.ones(len(SHAPES))
    x = features.numpy(z)
    assert x[:, 0] == pytest.approx(z[:, 0], rel=1e-5, abs=1e-6)
    share = x[:, list(SHAPES).index("share")]
    assert np.diff(share).std() < 1e-4, "evenly spread"
    assert share.std() == pytest.approx(1.0, abs=0.01)
    way = x[:, list(SHAPES).index("way")]
    assert (way == np.sign(z[:, 4])).all()
    assert features.choices == [(1.0,), (-1.0,)]
