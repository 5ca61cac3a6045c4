"""A posterior as ArviZ knows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sim.errors import InputError
from sim.messages import Said
from sim.parameters import ParameterSpace, parameter_space

if TYPE_CHECKING:
    from arviz import InferenceData

#: Seed of the prior's sample.
SEED = 1


def inference_data(
    draws: pd.DataFrame, attributes: dict[str, Any], prior: ParameterSpace | None
) -> InferenceData:
    """Draws as `arviz.InferenceData`.

    Args:
        draws: one row per draw, one column per parameter.
        attributes: of the whole.
        prior: the parameters with the priors of the fit, of which as many draws go with them;
            None has none.

    Raises:
        InputError: ArviZ is not installed.
    """
    try:
        import arviz
    except ImportError as error:
        raise InputError(
            Said("calibration.this_needs_the_package_arviz_which"),
            field="to_arviz",
            found=error.name,
            allowed=Said("calibration.pip_install_mentorsim_calibrate"),
        ) from error
    groups = {"posterior": {str(n): draws[n].to_numpy(float)[None, :] for n in draws.columns}}
    if prior is not None:
        scores = np.random.default_rng(SEED).standard_normal((len(prior.free), len(draws)))
        groups["prior"] = {
            name: prior[name].from_standard(z)[None, :]
            for name, z in zip(prior.free, scores, strict=True)
        }
    found: InferenceData = arviz.from_dict(**groups, attrs=attributes)
    found.posterior = found.posterior.assign_coords(row=("draw", draws.index.to_numpy()))
    found.posterior.attrs |= attributes
    for group in found.groups():
        for name, column in found[group].data_vars.items():
            column.attrs |= {"units": parameter_space()[str(name)].unit}
    return found
