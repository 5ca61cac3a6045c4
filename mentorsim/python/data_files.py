"""Results and posteriors as files of labelled data: netCDF and Zarr, with units on every variable.

xarray opens them, and ArviZ where they hold its groups. Attributes are numbers and texts in them:
the formats know no None, truth value, list or table, and change some of these without a word.
"""

from __future__ import annotations

import json
import sys
import tempfile
import warnings
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import xarray as xr

from calibration.posterior import Posterior
from mentorsim.python.one_world import OneWorld
from sim.errors import InputError
from sim.foreign import of_system
from sim.messages import Said

#: What writes each kind of file, by its ending: packages of the extra `exchange`.
NETCDF, ZARR = ".nc", ".zarr"
NEEDS = {NETCDF: ("h5netcdf", "h5py"), ZARR: ("zarr",)}
#: Version of Zarr's format: the one that older readers know, too, and that has a place for texts.
ZARR_FORMAT = 2
#: A unit with this word is read as a date by xarray, which then cannot open the file.
DATED = "since"


def save(result: Any, path: str | Path) -> Path:
    """Write a result or a posterior as labelled data.

    Args:
        result: what `compare`, `run` or `posterior` gave, or what their `to_xarray` or `to_arviz`
            gives (`decide(...).to_arviz()`, `chains(...)`).
        path: a new file NAME.nc (netCDF) or folder NAME.zarr (Zarr); it appears whole or not at
            all.

    Returns:
        The path.

    Raises:
        InputError: another ending, a path that is there or cannot be written to, a package that is
            not installed, or people who were made up from a file of individuals.

    Example:
        >>> import tempfile, xarray
        >>> from mentorsim import run
        >>> path = save(run("as-in-trial", weeks=4), tempfile.mkdtemp() + "/world.nc")
        >>> xarray.load_dataset(path)["share"].attrs["units"]
        'share of the group'
    """
    target = Path(path)
    check_data_file(target)
    data = _plain(_labelled(result, target))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as part:
            whole = Path(part) / target.name
            _write(data, whole)
            whole.rename(target)
    except OSError as error:
        raise InputError(
            Said("mentorsim.cannot_write_the_file"),
            file=target,
            found=of_system(error),
            allowed=Said("mentorsim.a_place_with_enough_space"),
        ) from error
    return target


def check_data_file(path: Path) -> None:
    """Find out before a long run whether data can be written there.

    Raises:
        InputError: another ending, a path that is there, or a package that is not installed.
    """
    if path.suffix not in NEEDS:
        raise InputError(
            Said("mentorsim.not_a_kind_of_data_file"),
            file=path,
            found=path.suffix or Said("mentorsim.no_ending"),
            allowed=Said("mentorsim.netcdf_or_zarr", netcdf=NETCDF, zarr=ZARR),
        )
    missing = [name for name in NEEDS[path.suffix] if find_spec(name) is None]
    if missing:
        raise InputError(
            Said("mentorsim.this_needs_packages"),
            file=path,
            found=Said("mentorsim.no_names", names=missing),
            allowed=Said("calibration.pip_install_mentorsim_exchange"),
        )
    if path.exists():
        raise InputError(
            Said("mentorsim.this_file_exists"),
            file=path,
            allowed=Said("mentorsim.the_path_of_a_new_file"),
        )


def _labelled(result: Any, path: Path) -> xr.DataTree:
    """Data as a tree of groups; data without groups are its root."""
    if isinstance(result, OneWorld) and result.stays_in_memory:
        raise InputError(
            Said("mentorsim.people_who_were_made_up_from"),
            file=path,
            allowed=Said("mentorsim.a_comparison_with_blank_groups"),
        )
    if isinstance(result, Posterior):
        result = result.to_arviz()
    elif hasattr(result, "to_xarray"):
        result = result.to_xarray()
    if isinstance(result, xr.DataArray):
        result = result.to_dataset()
    if isinstance(result, xr.Dataset):
        return xr.DataTree(result)
    if isinstance(result, xr.DataTree):
        return result
    groups = getattr(result, "groups", None)
    if not callable(groups):
        raise InputError(
            Said("mentorsim.no_result_that_can_be_written"),
            file=path,
            found=type(result).__name__,
            allowed=Said("mentorsim.what_compare_run_and_posterior_give"),
        )
    # ArviZ 0.x: groups by name.
    whole = xr.Dataset(attrs=dict(result.attrs))
    return xr.DataTree.from_dict({"/": whole, **{name: result[name] for name in groups()}})


def _plain(data: xr.DataTree) -> xr.DataTree:
    """The same with attributes that every format holds."""
    return xr.DataTree.from_dict(
        {node.path: _plain_dataset(node.to_dataset()) for node in data.subtree}
    )


def _plain_dataset(data: xr.Dataset) -> xr.Dataset:
    found = data.copy()
    found.attrs = _plain_values(found.attrs)
    for name, variable in found.variables.items():
        variable.attrs = _plain_values(variable.attrs)
        unit = str(variable.attrs.get("units", ""))
        assert DATED not in unit.split(), f"{name} in {unit}"
    return found


def _plain_values(attributes: Mapping[Any, Any]) -> dict[str, str | int | float]:
    return {str(name): _plain_value(value) for name, value in attributes.items()}


def _plain_value(value: Any) -> str | int | float:
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return value
    return json.dumps(dict(value) if isinstance(value, Mapping) else value, default=str)


def _write(data: xr.DataTree, path: Path) -> None:
    with _at_once():
        _write_at_once(data, path)


def _at_once() -> AbstractContextManager[object]:
    """What is in memory is written here, whatever cluster Dask has known before."""
    dask = sys.modules.get("dask")
    return nullcontext() if dask is None else dask.config.set(scheduler="synchronous")


def _write_at_once(data: xr.DataTree, path: Path) -> None:
    if path.suffix == NETCDF:
        data.to_netcdf(path, engine="h5netcdf")
        return
    with warnings.catch_warnings():
        # zarr says which of its own forms are not settled yet.
        warnings.simplefilter("ignore")
        data.to_zarr(path, zarr_format=ZARR_FORMAT)
