"""What a design is run through: one row of inputs, one number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from scenarios.sensitivity.factors import Factor

Floats = npt.NDArray[np.float64]


class Model(Protocol):
    """What a design is run through."""

    @property
    def inputs(self) -> tuple[Factor, ...]:
        """What the columns of a design are."""

    @property
    def infinite(self) -> bool:
        """Whether an infinite outcome is one (no gain at any price), and no failure."""

    def run(self, row: Floats, seed: int) -> Floats:
        """What is kept of one run: row of shape (inputs,), result of shape (k,)."""

    def finish(self, rows: Floats, kept: Floats) -> Floats:
        """Outcomes of n runs, shape (n,), from rows (n, inputs) and what was kept (n, k)."""


@dataclass(frozen=True)
class FunctionModel:
    """A plain function as a model: the pipeline can be tried on functions with known indices.

    Attributes:
        inputs: its arguments.
        function: of a design, shape (n, inputs), and a seed, to outcomes of shape (n,).
        infinite: whether it may be infinite.
    """

    inputs: tuple[Factor, ...]
    function: Callable[[Floats, int], Floats]
    infinite: bool = False

    def run(self, row: Floats, seed: int) -> Floats:
        """The function of one row."""
        return np.asarray(self.function(row[None, :], seed), float).reshape(1)

    def finish(self, rows: Floats, kept: Floats) -> Floats:
        """What was kept is the outcome."""
        return kept[:, 0]
