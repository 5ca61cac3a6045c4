"""The parameters after the trial, in Python: draws, and the chains they were taken from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from calibration.chain_data import chain_data
from calibration.posterior import Posterior
from calibration.reading_names import READINGS
from calibration.stored_posterior import read_posterior, shipped_posterior
from sim.errors import InputError
from sim.messages import Said

if TYPE_CHECKING:
    from calibration.inference_data import ArvizData


def posterior(reading: str = READINGS[0], *, folder: str | Path | None = None) -> Posterior:
    """The parameters' joint distribution after the trial, as draws.

    Args:
        reading: of the trial's subgroups: `pooled` or `as-printed`.
        folder: of a calibration of one's own (`mentorsim calibrate --out`); else the one that
            comes with the project.

    Returns:
        Draws that `compare`, `decide` and the others take as `posterior`; `conditioned`, `fixed`
        and `reweighted` give others, `to_arviz` hands them on.

    Raises:
        InputError: no such reading or folder, or draws of another model.

    Example:
        >>> len(posterior()), len(posterior("as-printed"))
        (1024, 1024)
    """
    if folder is not None:
        return read_posterior(Path(folder))
    return shipped_posterior(reading)


def chains(folder: str | Path) -> ArvizData:
    """The chains of a calibration of one's own as ArviZ data, for its plots and diagnostics.

    Args:
        folder: that `mentorsim calibrate --out` wrote, with its folder `work`. The posteriors that
            come with the project come without their chains.

    Returns:
        ArviZ's groups: `posterior`, `sample_stats`, `log_likelihood`, `posterior_predictive`,
        `prior`, `prior_predictive`, `observed_data` and `constant_data`
        (`calibration.chain_data.chain_data`).

    Raises:
        InputError: no chains, unfinished, or of another model; or a library of the calibration is
            not installed (extra `calibrate`).

    Example:
        >>> from calibration.stored_posterior import SHIPPED
        >>> try:
        ...     chains(SHIPPED)
        ... except InputError as error:
        ...     print(error.problem)
        these draws come without their chains
    """
    return chain_data(Path(folder))


def first_draws(posterior: Posterior | None, draws: int) -> Posterior:
    """The first draws of a posterior, by default of the one that comes with the project.

    Args:
        posterior: of one's own.
        draws: how many, 2 or more.

    Raises:
        InputError: fewer, or more than there are.
    """
    chosen: Posterior = shipped_posterior() if posterior is None else posterior
    if not isinstance(draws, int) or not 2 <= draws <= len(chosen):
        raise InputError(
            Said("mentorsim.draws"),
            field="draws",
            found=draws,
            allowed=Said("scenarios.2_to_most", most=len(chosen)),
        )
    return chosen.first(draws)
