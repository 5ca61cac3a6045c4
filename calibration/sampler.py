"""Sampling the posterior: NUTS over parameters and unknown estimates, on the emulator.

Parameters are standard normal scores of their priors. A parameter that is one of two values (the
mechanism) is summed out: the likelihood is the mean over both, and each draw then takes one of them
with its posterior probability given the rest. That gives draws for both mechanisms and their
relative support from one chain. Built on NumPyro (Hoffman and Gelman 2014, JMLR 15: 1593-1623).
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import numpy.typing as npt
import numpyro
import numpyro.distributions as dist
from numpyro.infer import MCMC, NUTS

from calibration.emulator import Emulator
from calibration.likelihood import Data
from sim.messages import Said
from sim.parameters import ParameterSpace

Floats = npt.NDArray[np.float64]


#: Longest path of the sampler: 2^8 steps.
DEEPEST = 8


@dataclass(frozen=True)
class SamplerSetting:
    """How long to sample.

    Attributes:
        chains: side by side.
        warmup: iterations of each chain for step size and scales.
        samples: iterations of each chain that are kept.
    """

    chains: int = 4
    warmup: int = 600
    samples: int = 1000


@dataclass(frozen=True)
class Chains:
    """What the sampler drew.

    Attributes:
        z: standard scores, shape (chains, samples, parameters).
        latent: standard scores of the unknown estimates, shape (chains, samples, rows).
        choice: log likelihood under each combination of two-valued parameters, shape
            (chains, samples, combinations).
        diverging: whether the sampler lost its way there, shape (chains, samples).
    """

    z: Floats
    latent: Floats
    choice: Floats
    diverging: npt.NDArray[np.bool_]


class Features:
    """Parameters as the emulator sees them: scores, but shares as shares and choices as signs."""

    def __init__(self, space: ParameterSpace, names: tuple[str, ...]) -> None:
        shapes = [p.prior.shape if (p := space[name]).prior else "" for name in names]
        self.space, self.names = space, names
        self.uniform = np.array([shape == "uniform" for shape in shapes])
        self.either = np.flatnonzero([shape == "either" for shape in shapes])
        self.choices = list(itertools.product((1.0, -1.0), repeat=len(self.either)))

    def of(self, z: Any) -> Any:
        """Features of scores, shape (..., parameters)."""
        share = np.sqrt(12.0) * (jax.scipy.stats.norm.cdf(z) - 0.5)
        x = jnp.where(self.uniform, share, z)
        return x.at[..., self.either].set(jnp.sign(z[..., self.either]))

    def numpy(self, z: Floats) -> Floats:
        """Features as a plain array."""
        return np.asarray(jax.jit(self.of)(jnp.asarray(z, jnp.float32)), np.float64)


class Sampler:
    """Draws from the posterior of one trial after another; compiled once."""

    def __init__(
        self,
        emulator: Emulator,
        features: Features,
        rows: npt.NDArray[np.intp],
        setting: SamplerSetting,
        held: Mapping[str, float] | None = None,
    ) -> None:
        """Prepare to sample.

        Args:
            emulator: what the model shows.
            features: how it sees the parameters.
            rows: outputs of the emulator that the data speak of.
            setting: how long.
            held: scores of parameters that are not sampled.
        """
        self.emulator, self.features, self.rows = emulator, features, rows
        self.setting = setting
        self.space = features.space
        self.fixed = np.array([(held or {}).get(name, np.nan) for name in features.names])
        self._run = jax.jit(self._chains)

    def _model(self, data: Mapping[str, jax.Array]) -> None:
        features, fixed = self.features, jnp.asarray(self.fixed, jnp.float32)
        z = numpyro.sample("z", dist.Normal(jnp.zeros(len(features.names)), 1.0).to_event(1))
        v = numpyro.sample("v", dist.Normal(jnp.zeros(len(self.rows)), 1.0).to_event(1))
        at = data["off_at"]
        off = numpyro.sample("off", dist.Normal(jnp.zeros(at.shape), 1.0).to_event(1))
        scores = jnp.where(jnp.isnan(fixed), z, fixed)
        x = features.of(scores)
        estimate = data["low"] + data["width"] * jax.scipy.stats.norm.cdf(v)
        estimate = estimate.at[at].add(-off * data["spread"] * _multiplier(scores, data))
        logs = []
        for signs in features.choices:
            shown = self.emulator(x.at[features.either].set(jnp.array(signs)))[self.rows]
            logs.append(-0.5 * jnp.sum((data["whitener"] @ (estimate - shown)) ** 2))
        choice = numpyro.deterministic("choice", jnp.stack(logs))
        numpyro.factor("likelihood", jax.scipy.special.logsumexp(choice) - np.log(len(logs)))

    def _spreads(self, data: Data) -> dict[str, jax.Array]:
        """Rows that may be off by a deviation of their own, and what `_multiplier` reads of each.

        Raises:
            ValueError: a parameter that multiplies deviations is not lognormal.
        """
        at = np.flatnonzero(data.spread > 0.0)
        rows = np.zeros((4, len(at)))
        by = np.zeros(len(at), int)
        for k, name in enumerate(data.spread_by[row] for row in at):
            p = self.space[name]
            if p.prior is None or p.prior.shape != "lognormal":
                raise ValueError(
                    Said("calibration.name_multiplies_deviations_and_has_to", name=name)
                )
            rows[:, k] = np.log(p.centre), p.prior.spread or 0.0, p.low, p.high
            by[k] = self.features.names.index(name)
        names = ("log_centre", "log_spread", "lowest", "highest")
        found = {name: jnp.asarray(row, jnp.float32) for name, row in zip(names, rows, strict=True)}
        spread = jnp.asarray(data.spread[at], jnp.float32)
        return {**found, "by": jnp.asarray(by), "spread": spread, "off_at": jnp.asarray(at)}

    def _chains(self, key: jax.Array, data: Mapping[str, jax.Array]) -> Any:
        sampler = MCMC(
            NUTS(self._model, max_tree_depth=DEEPEST),
            num_warmup=self.setting.warmup,
            num_samples=self.setting.samples,
            num_chains=self.setting.chains,
            chain_method="vectorized",
            progress_bar=False,
        )
        sampler.run(key, data, extra_fields=("diverging",))
        grouped = {"group_by_chain": True}
        return sampler.get_samples(**grouped), sampler.get_extra_fields(**grouped)["diverging"]

    def __call__(self, data: Data, error: Floats, seed: int) -> Chains:
        """Chains of one trial's posterior.

        Args:
            data: the trial.
            error: covariance of the emulator's error, shape (rows, rows).
            seed: of the chains.
        """
        given = {
            "low": jnp.asarray(data.low, jnp.float32),
            "width": jnp.asarray(data.high - data.low, jnp.float32),
            "whitener": jnp.asarray(data.whitener(error), jnp.float32),
            **self._spreads(data),
        }
        drawn, diverging = self._run(jax.random.PRNGKey(seed), given)
        z = np.asarray(drawn["z"], np.float64)
        z = np.where(np.isnan(self.fixed), z, self.fixed)
        return Chains(
            _with_choices(z, drawn["choice"], self.features, seed),
            np.asarray(drawn["v"], np.float64),
            np.asarray(drawn["choice"], np.float64),
            np.asarray(diverging),
        )


def _multiplier(scores: jax.Array, data: Mapping[str, jax.Array]) -> jax.Array:
    """Value of the parameter that multiplies each deviation, cut at its bounds."""
    value = jnp.exp(data["log_centre"] + data["log_spread"] * scores[data["by"]])
    return jnp.clip(value, data["lowest"], data["highest"])


def _with_choices(z: Floats, choice: Any, features: Features, seed: int) -> Floats:
    """Each draw takes one value of the two-valued parameters, with its posterior probability."""
    logs = np.asarray(choice, np.float64)
    share = np.exp(logs - logs.max(axis=-1, keepdims=True))
    cuts = np.cumsum(share / share.sum(axis=-1, keepdims=True), axis=-1)
    u = np.random.default_rng([seed, 1]).random(logs.shape[:-1])
    taken = np.minimum((u[..., None] >= cuts).sum(axis=-1), len(features.choices) - 1)
    signs = np.array(features.choices)[taken]
    z = z.copy()
    z[..., features.either] = np.abs(z[..., features.either]) * signs
    return z
