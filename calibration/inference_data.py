"""Draws, chains and results as ArviZ knows them, whichever ArviZ there is.

ArviZ 0.x (Python 3.11) has a class of its own, `InferenceData`; from 1.0 on (Python 3.12 and later)
a set of groups is an `xarray.DataTree`. Groups, dimensions and names are the same in both, and
`data["posterior"]["uptake"]` is how both are asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
import xarray as xr

from sim.errors import InputError
from sim.messages import Said
from sim.parameters import ParameterSpace, parameter_space

if TYPE_CHECKING:
    from arviz import InferenceData

    #: What ArviZ 0.x and ArviZ 1.x call a set of groups.
    ArvizData: TypeAlias = InferenceData | xr.DataTree

#: Seed of the prior's sample.
SEED = 1
#: The first dimensions of whatever was drawn.
SAMPLE = ("chain", "draw")


def arviz_data(groups: Mapping[str, xr.Dataset], attributes: Mapping[str, Any]) -> ArvizData:
    """Groups as the ArviZ that is installed takes them.

    Args:
        groups: by ArviZ's names (`posterior`, `log_likelihood` ...), each over `chain` and `draw`.
        attributes: of the whole, and of each group.

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
            allowed=Said("calibration.pip_install_mentorsim_exchange"),
        ) from error
    known = {name: group.assign_attrs(attributes) for name, group in groups.items()}
    if version("arviz").startswith("0."):
        found: InferenceData = arviz.InferenceData(attrs=dict(attributes), **known)
        return found
    whole = xr.Dataset(attrs=dict(attributes))
    return xr.DataTree.from_dict({"/": whole, **known})


def drawn_group(values: Mapping[str, npt.NDArray[np.float64]]) -> xr.Dataset:
    """Parameters as a group, each in its unit.

    Args:
        values: by parameter, shape (chains, draws).
    """
    known = parameter_space()
    chains, draws = next(iter(values.values())).shape
    return xr.Dataset(
        {name: (SAMPLE, x, {"units": known[name].unit}) for name, x in values.items()},
        {"chain": np.arange(chains), "draw": np.arange(draws)},
    )


def inference_data(
    draws: pd.DataFrame, attributes: Mapping[str, Any], prior: ParameterSpace | None
) -> ArvizData:
    """Draws as ArviZ data.

    Args:
        draws: one row per draw, one column per parameter.
        attributes: of the whole.
        prior: the parameters with the priors of the fit, of which as many draws go with them;
            None has none.

    Raises:
        InputError: ArviZ is not installed.
    """
    kept = drawn_group({str(n): draws[n].to_numpy(float)[None, :] for n in draws.columns})
    groups = {"posterior": kept.assign_coords(row=("draw", draws.index.to_numpy()))}
    if prior is not None:
        scores = np.random.default_rng(SEED).standard_normal((len(prior.free), len(draws)))
        groups["prior"] = drawn_group(
            {
                name: np.asarray(prior[name].from_standard(z))[None, :]
                for name, z in zip(prior.free, scores, strict=True)
            }
        )
    return arviz_data(groups, attributes)
