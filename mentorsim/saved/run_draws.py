"""What a kept run holds draw by draw: what kroner and drivers are worked out from, and no more.

Every draw keeps the seeds that it lived with (NaN for the others), without which the noise of a
seed could not be taken out of intervals, but of everybody only; groups have their sizes. That is a
small part of an ensemble.
"""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import DTypeLike

from scenarios.comparison.keeping import blocks, give_back
from scenarios.comparison.seeds import lived
from sim.errors import InputError
from sim.foreign import of_system
from sim.messages import Said

#: Calendar quantities that are paid for: hours of the mentors employed, and those of them in use,
#: in weeks since entry that are counted.
HOURS = ("hours_billed", "hours_counted")
#: Dimensions of what is kept, the first three in front of all others.
FRONT = ("draw", "seed", "policy")
#: How hard draws are pressed: harder takes three times as long and saves a tenth.
LIGHTLY = 1
#: With how many seeds each draw lived; a run that does not say lived all of its draws with two.
SEEDS = "seeds"
#: Arrays that no report can do without, with their dimensions.
KEPT = {
    "level": (*FRONT, "week", "status"),
    "resource": (*FRONT, "calendar_week", "quantity"),
    "measures_begun": (*FRONT, "measure", "calendar_week"),
    "full_time_equivalents": FRONT,
    "size": ("draw", "seed", "group"),
}


def saved_part(data: xr.Dataset) -> xr.Dataset:
    """The part of an ensemble that is kept.

    Args:
        data: of `scenarios.comparison.ensemble.simulate_all`; one without levels (a quick look)
            stays as it is.

    Returns:
        The arrays of `KEPT` in single precision (sizes in double), and `seeds`: with how many each
        draw lived.
    """
    if "level" not in data:
        return data
    of = data.sel(quantity=list(HOURS))
    arrays = {name: _gathered(of[name], float if name == "size" else np.float32) for name in KEPT}
    arrays[SEEDS] = lived(arrays["level"][:, :, 0, 0]).sum(axis=1)
    coords = ("policy", "week", "report_week", "status", "calendar_week", "group")
    return xr.Dataset(
        {name: (dims, arrays[name]) for name, dims in KEPT.items()}
        | {SEEDS: ("draw", arrays[SEEDS])},
        coords={name: data[name].to_numpy() for name in coords} | {"quantity": list(HOURS)},
    )


def _gathered(array: xr.DataArray, kind: DTypeLike) -> np.ndarray[Any, Any]:
    """An array in memory, read block by block where it is in a file."""
    whole: Any = array.data
    found = np.empty(whole.shape, kind)
    for some in blocks(len(whole), whole[0].nbytes):
        found[some] = whole[some]
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
    with ZipFile(buffer, "w", ZIP_DEFLATED, compresslevel=LIGHTLY) as archive:
        for name, array in arrays.items():
            with archive.open(f"{name}.npy", "w", force_zip64=True) as file:
                np.lib.format.write_array(file, np.asarray(array), allow_pickle=False)
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
        raise InputError(
            Said("mentorsim.unreadable_draws"), file=path, found=of_system(error), allowed=again
        ) from error
