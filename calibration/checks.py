"""Simulation beside trial: every row of the trial's result tables and what the model shows."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from calibration.observe import observe, simulate_pair
from calibration.posterior import Posterior
from calibration.target import Target
from calibration.targets import targets
from calibration.trial import Trial
from sim.executor import Progress, run_all, silent

#: Seeds of these worlds begin here.
FIRST_SEED = 2**42
#: Bounds of the interval of the simulated value over draws, per cent.
INTERVAL = (2.5, 97.5)


@dataclass(frozen=True)
class CheckRow:
    """One row of the trial beside the model.

    Attributes:
        target: the trial's row.
        simulated: mean over posterior draws of what twin lives show; None outside the model.
        simulated_low, simulated_high: 95 % interval over draws (parameter uncertainty).
        agrees: whether the mean lies in the trial's 95 % interval; None where nothing can be said.
    """

    target: Target
    simulated: float | None
    simulated_low: float | None
    simulated_high: float | None
    agrees: bool | None

    def as_dict(self) -> dict[str, Any]:
        """The row as plain values; effects in percentage points."""
        t = self.target
        interval = t.interval() or (None, None)
        return {
            "id": t.id,
            "outcome": t.outcome,
            "subgroup": t.subgroup,
            "week_from": t.week_from,
            "week_to": t.week_to,
            "trial_low": t.low,
            "trial_high": t.high,
            "trial_se": t.se,
            "interval_low": interval[0],
            "interval_high": interval[1],
            "simulated": self.simulated,
            "simulated_low": self.simulated_low,
            "simulated_high": self.simulated_high,
            "agrees": self.agrees,
            "unit": t.unit,
            "role": t.role,
            "why": t.why,
            "derivation": t.derivation,
            "table": t.table,
            "source": t.source,
        }


def check_trial(
    trial: Trial,
    posterior: Posterior,
    *,
    seed: int = 1,
    workers: int = 2,
    progress: Progress = silent,
) -> list[CheckRow]:
    """The model beside every row of the trial.

    Each posterior draw lives once, on twin lives with a seed of its own; over the draws the noise
    of seeds averages out of the mean, and what is left of it widens the intervals a little.

    Args:
        trial: the tables.
        posterior: draws of the parameters, each of which lives once.
        seed: of the first world.
        workers: threads; results do not depend on them.
        progress: called with the share that is done.
    """
    rows = targets(trial)
    draws = list(posterior.values())

    def one(k: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        return observe(simulate_pair(trial, draws[k], FIRST_SEED + 10**6 * seed + k), rows)

    shown = np.array(run_all(one, range(len(draws)), workers=workers, progress=progress))
    return [_row(target, shown[:, k]) for k, target in enumerate(rows)]


def _row(target: Target, shown: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> CheckRow:
    seen = shown[np.isfinite(shown)]
    if not seen.size:
        return CheckRow(target, None, None, None, None)
    mean = float(seen.mean())
    low, high = (float(q) for q in np.percentile(seen, INTERVAL))
    agrees = target.agrees(mean) if math.isfinite(mean) else None
    return CheckRow(target, mean, low, high, agrees)
