"""An emulator of what twin lives show: smooth, noise-free, differentiable.

A small ensemble of neural networks (two hidden layers beside a linear part), trained on runs over a
space-filling design. It stands in for the simulator while the posterior is sampled; how far it is
off is measured on runs it has not seen, and that error enters the likelihood as a covariance of its
own, so that a bad emulator widens the posterior instead of moving it.

Built on jax and optax, which `pip install mentorsim[calibrate]` brings.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import numpy.typing as npt
import optax

Floats = npt.NDArray[np.float64]
Weights = list[dict[str, jax.Array]]


@dataclass(frozen=True)
class TrainingSetting:
    """How the networks are trained.

    Attributes:
        nets: size of the ensemble; its mean is the emulator.
        hidden: units of each hidden layer.
        epochs: passes over the runs.
        batch: runs per step.
        rate: highest learning rate (falls along a cosine).
        decay: weight decay.
        seed: of starting weights and order of the runs.
    """

    nets: int = 4
    hidden: tuple[int, ...] = (128, 128, 128)
    epochs: int = 150
    batch: int = 128
    rate: float = 3e-3
    decay: float = 0.1
    seed: int = 1


@dataclass(frozen=True)
class Emulator:
    """Networks and the scale of their outputs.

    Attributes:
        weights: per net, its layers.
        centre, scale: of the outputs, shape (outputs,).
    """

    weights: tuple[Weights, ...]
    centre: Floats
    scale: Floats

    def __call__(self, x: Any) -> Any:
        """Outputs at features `x` of shape (..., features); traceable by jax."""
        total = sum(_net(w, x) for w in self.weights)
        return total / len(self.weights) * self.scale + self.centre

    def predict(self, x: Floats) -> Floats:
        """Outputs as a plain array, shape (runs, outputs)."""
        return np.asarray(jax.jit(lambda x: self(x))(jnp.asarray(x, jnp.float32)), np.float64)

    def as_arrays(self) -> dict[str, npt.NDArray[Any]]:
        """All numbers, by name, for `numpy.savez`."""
        arrays: dict[str, npt.NDArray[Any]] = {"centre": self.centre, "scale": self.scale}
        for k, layers in enumerate(self.weights):
            for i, layer in enumerate(layers):
                arrays |= {f"net{k}.layer{i}.{n}": np.asarray(a) for n, a in layer.items()}
        return arrays

    @staticmethod
    def from_arrays(arrays: dict[str, npt.NDArray[Any]]) -> Emulator:
        """The inverse of `as_arrays`."""
        nets: dict[int, dict[int, dict[str, jax.Array]]] = {}
        for name, array in arrays.items():
            if name.startswith("net"):
                net, layer, part = name.split(".")
                layers = nets.setdefault(int(net[3:]), {})
                layers.setdefault(int(layer[5:]), {})[part] = jnp.asarray(array)
        weights = tuple([layers[i] for i in sorted(layers)] for _, layers in sorted(nets.items()))
        return Emulator(weights, arrays["centre"], arrays["scale"])


def train(
    x: Floats,
    y: Floats,
    scale: Floats,
    setting: TrainingSetting,
    progress: Callable[[float], None] = lambda share: None,
) -> Emulator:
    """Train an emulator.

    Args:
        x: features, shape (runs, features).
        y: what the runs showed, shape (runs, outputs).
        scale: what counts as one unit of error per output, shape (outputs,): standard errors.
        setting: how.
        progress: called with the share that is done.
    """
    centre = y.mean(axis=0)
    inputs = jnp.asarray(x, jnp.float32)
    outputs = jnp.asarray((y - centre) / scale, jnp.float32)
    nets, training = [], _Training(inputs, outputs, setting)
    for k in range(setting.nets):
        nets.append(training.net(setting.seed * 1000 + k))
        progress((k + 1) / setting.nets)
    return Emulator(tuple(nets), centre, scale)


def _net(layers: Weights, x: Any) -> Any:
    *hidden, last = layers
    y = x
    for layer in hidden:
        y = jax.nn.silu(y @ layer["weight"] + layer["bias"])
    return y @ last["weight"] + last["bias"] + x @ last["linear"]


def _start(key: Any, sizes: tuple[int, ...]) -> Weights:
    layers: Weights = []
    for k, (fan_in, fan_out) in enumerate(itertools.pairwise(sizes)):
        spread = np.sqrt(2.0 / fan_in)
        weight = spread * jax.random.normal(jax.random.fold_in(key, k), (fan_in, fan_out))
        layers.append({"weight": weight, "bias": jnp.zeros(fan_out)})
    layers[-1]["weight"] = layers[-1]["weight"] / 2.0
    layers[-1]["linear"] = jnp.zeros((sizes[0], sizes[-1]))
    return layers


class _Training:
    """The training of nets on the same runs; compiled once for all of them."""

    def __init__(self, x: jax.Array, y: jax.Array, setting: TrainingSetting) -> None:
        self.setting, self.runs = setting, x.shape[0]
        self.batch = min(setting.batch, self.runs)
        self.sizes = (x.shape[1], *setting.hidden, y.shape[1])
        steps = setting.epochs * (self.runs // self.batch)
        rate = optax.cosine_decay_schedule(setting.rate, steps)
        self.rule = rule = optax.adamw(rate, weight_decay=setting.decay)

        def loss(weights: Weights, rows: Any) -> Any:
            return jnp.mean((_net(weights, x[rows]) - y[rows]) ** 2)

        def step(state: Any, rows: Any) -> Any:
            weights, moments = state
            change, moments = rule.update(jax.grad(loss)(weights, rows), moments, weights)
            return (optax.apply_updates(weights, change), moments), None

        def epoch(state: Any, order: Any) -> Any:
            return jax.lax.scan(step, state, order)[0]

        self.epoch = jax.jit(epoch)

    def net(self, seed: int) -> Weights:
        """One net; `seed` is of its starting weights and of the order of the runs."""
        weights = _start(jax.random.PRNGKey(seed), self.sizes)
        rng = np.random.default_rng(seed)
        state = (weights, self.rule.init(weights))
        for _ in range(self.setting.epochs):
            order = rng.permutation(self.runs)[: self.runs // self.batch * self.batch]
            state = self.epoch(state, jnp.asarray(order.reshape(-1, self.batch)))
        trained: Weights = jax.tree.map(jax.block_until_ready, state[0])
        return trained
