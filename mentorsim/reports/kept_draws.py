"""What a kept run holds draw by draw: what kroner and drivers are worked out from, and no more.

Every draw is the mean over its seeds, of everybody; groups have their sizes only. That is a small
part of an ensemble, and is gathered in blocks, so that memory hardly grows with draws.
"""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import pandas as pd
import xarray as xr

from scenarios.comparison.keeping import blocks, give_back
from sim.errors import InputError

#: The calendar quantity that is paid for.
HOURS = "hours_used"
#: Dimensions of what is kept, the first three in front of all others.
FRONT = ("draw", "seed", "policy")
#: Arrays that no report can do without, with their dimensions.
KEPT = {
    "level": (*FRONT, "week", "status"),
    "resource": (*FRONT, "calendar_week", "quantity"),
    "measures_begun": (*FRONT, "measure", "calendar_week"),
    "full_time_equivalents": FRONT,
    "size": ("draw", "seed", "group"),
}


def kept_of(data: xr.Dataset) -> xr.Dataset:
    """The part of an ensemble that is kept: as if every draw had one seed.

    Args:
        data: of `scenarios.comparison.ensemble.live_all`; one without levels (a quick look) stays
            as it is.

    Returns:
        The arrays of `KEPT` in single precision (sizes in double), mean over seeds; `level` is
        weighted by people, so that person-weeks stay what they are.
    """
    if "level" not in data:
        return data
    people = data["size"].sel(group="all").to_numpy().astype(float)
    weights = people / people.sum(axis=1, keepdims=True)
    even = np.full_like(weights, 1 / weights.shape[1])
    hours = data.sel(quantity=[HOURS])
    arrays: dict[str, Any] = {
        "level": _mean(data["level"], weights),
        "resource": _mean(hours["resource"], even),
        "measures_begun": _mean(data["measures_begun"], even),
        "full_time_equivalents": _mean(data["full_time_equivalents"], even),
    }
    arrays["size"] = data["size"].mean("seed").expand_dims(seed=1, axis=1).to_numpy()
    coords = ("policy", "week", "report_week", "status", "calendar_week", "group")
    return xr.Dataset(
        {name: (dims, arrays[name]) for name, dims in KEPT.items()},
        coords={name: data[name].to_numpy() for name in coords} | {"quantity": [HOURS]},
    )


def _mean(array: xr.DataArray, weights: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Mean over seeds, the axis after draws, which stays with one place; block by block."""
    whole: Any = array.data
    found = np.empty((len(whole), 1, *whole.shape[2:]), np.float32)
    for some in blocks(len(whole), whole[0].nbytes):
        found[some, 0] = np.einsum("ds...,ds->d...", whole[some].astype(float), weights[some])
        give_back([whole])
    return found


def packed(data: xr.Dataset, parameters: pd.DataFrame) -> bytes:
    """Arrays with the names of their axes, without anything that would have to be unpickled."""
    arrays = {f"data.{name}": data[name].to_numpy() for name in data.data_vars}
    arrays |= {f"axis.{name}": data[name].to_numpy() for name in data.coords}
    dims = {str(name): [str(d) for d in data[name].dims] for name in data.data_vars}
    arrays["dims"] = np.array(json.dumps(dims))
    arrays["parameters.names"] = np.array([str(name) for name in parameters.columns], dtype=str)
    arrays["parameters.values"] = parameters.to_numpy(float)
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, **arrays)
    return buffer.getvalue()


def unpacked(path: Path, content: bytes, again: str) -> tuple[xr.Dataset, pd.DataFrame]:
    """What `packed` made, read back: the draws and their parameters.

    Args:
        path: where it was, for errors.
        content: of that file.
        again: what to do about a file that cannot be read.

    Raises:
        InputError: no such file, or one that lacks something.
    """
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as found:
            arrays = dict(found)
        dims = json.loads(str(arrays["dims"]))
        data = xr.Dataset(
            {name: (dims[name], arrays[f"data.{name}"]) for name in dims},
            coords={
                name.removeprefix("axis."): values
                for name, values in arrays.items()
                if name.startswith("axis.")
            },
        )
        columns = [str(name) for name in arrays["parameters.names"]]
        return data, pd.DataFrame(arrays["parameters.values"], columns=columns)
    except (ValueError, KeyError, EOFError, OSError, BadZipFile) as error:
        raise InputError("unreadable draws", file=path, found=str(error), allowed=again) from error
