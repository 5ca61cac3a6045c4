"""Twin lives over the prior and at draws: designs, and what each pair shows row by row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.stats import norm, qmc

from calibration.observe import observe, simulate_pair
from calibration.target import Target
from calibration.targets import targets
from calibration.trial import Trial
from sim.own_rules import OwnEngine
from sim.parameters import ParameterSpace, parameter_space

Floats = npt.NDArray[np.float64]

#: Seeds of the calibration's worlds; anything else uses seeds below.
FIRST_SEED = 2**44
#: Room for worlds of one purpose.
SEEDS = 2**24


@dataclass(frozen=True)
class PairedRuns:
    """Twin lives at scores of the prior, one seed each.

    Attributes:
        trial: the tables.
        rows: what is shown.
        first_seed: of the first pair.
        copies: people of a world, in trials.
        space: the parameters with the priors that the scores are of.
        own: the engine with rules of one's own; None is the project's.
    """

    trial: Trial
    rows: tuple[Target, ...]
    first_seed: int
    copies: int = 1
    space: ParameterSpace = field(default_factory=parameter_space)
    own: OwnEngine | None = None

    def one(self, task: tuple[int, Floats]) -> Floats:
        """What one pair shows; `task` is its number and its scores."""
        k, z = task
        values = self.space.from_standard(self.space.free, z)
        pair = simulate_pair(
            self.trial, values, self.first_seed + k, copies=self.copies, own=self.own
        )
        return observe(pair, self.rows)


def modelled_rows(trial: Trial, chosen: Mapping[str, str] | None = None) -> tuple[Target, ...]:
    """Every row of the trial that the model speaks to, fitted or kept aside."""
    return tuple(t for t in targets(trial, chosen) if t.role != "outside")


def prior_design(runs: int, seed: int, held: Mapping[str, float] | None = None) -> Floats:
    """Scores that fill the prior evenly (scrambled Sobol), shape (runs, parameters).

    Args:
        runs: how many.
        seed: of the scrambling.
        held: scores of parameters that stand still, by name.
    """
    names = parameter_space().free
    u = qmc.Sobol(len(names), rng=np.random.default_rng([seed, 0])).random(runs)
    # float32 keeps a score the same through storage and emulator.
    z = norm.ppf(np.clip(u, 1e-6, 1 - 1e-6)).astype(np.float32).astype(np.float64)
    for name, score in (held or {}).items():
        z[:, names.index(name)] = score
    return np.asarray(z)
