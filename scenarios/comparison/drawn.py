"""Which posterior draws a result rests on, so that its rows can be laid beside them."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

import pandas as pd

from calibration.posterior import Posterior


@dataclass(frozen=True)
class Drawn:
    """The draws behind a result.

    Attributes:
        parameters: one row per draw, in the order in which they were lived; the index holds the row
            number in the posterior, the columns are the parameters that have a prior.
        posterior: fingerprint of the posterior (`Provenance.draws`), 16 hexadecimal digits.
        model: fingerprint of the model.
        changes: what was done to the posterior since it was fitted; none for one that ships.
        seed: of the first world.
    """

    parameters: pd.DataFrame
    posterior: str
    model: str
    changes: tuple[str, ...]
    seed: int

    @property
    def rows(self) -> pd.Index[Any]:
        """Row numbers in the posterior, shape (draws,); named `draw`."""
        return self.parameters.index.rename("draw")

    def attributes(self) -> dict[Hashable, Any]:
        """What tables by draw carry in their `attrs`: version, seed and fingerprints."""
        return {
            "mentorsim": version("mentorsim"),
            "seed": self.seed,
            "posterior": self.posterior,
            "posterior_changes": "; ".join(self.changes),
            "model": self.model,
        }


def drawn_from(posterior: Posterior, seed: int) -> Drawn:
    """The draws of a posterior as they are lived.

    Args:
        posterior: with the draws that are lived, and no others.
        seed: of the first world.
    """
    fitted = posterior.provenance
    return Drawn(posterior.draws, fitted.draws, fitted.model, fitted.changes, seed)
