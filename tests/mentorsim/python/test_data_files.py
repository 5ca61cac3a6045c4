"""Results and posteriors as netCDF, Zarr and ArviZ data, read back by xarray and ArviZ."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr

import mentorsim
from calibration.stored_posterior import SHIPPED, shipped_posterior
from mentorsim.python.data_files import check_data_file, save
from scenarios.comparison.comparison import Comparison
from scenarios.comparison.intervals import without_seed_noise
from scenarios.comparison.saved_sums import UNITS
from sim.errors import InputError
from sim.parameters import parameter_space
from tests.support.calibrate_cases import run

az = pytest.importorskip("arviz")
ENDINGS = [".nc", ".zarr"]
READERS = {".nc": "from_netcdf", ".zarr": "from_zarr"}


@pytest.fixture(scope="module")
def compared() -> Comparison:
    return mentorsim.compare("as-in-trial", "26-weeks", weeks=30, draws=3)


def opened(path: Path) -> xr.Dataset:
    kind = {".nc": "h5netcdf", ".zarr": "zarr"}[path.suffix]
    with xr.open_dataset(path, engine=kind) as data:
        return data.load()


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_comparison_comes_back_from_its_file(
    compared: Comparison, tmp_path: Path, ending: str
) -> None:
    path = save(compared, tmp_path / "new" / f"runs{ending}")
    found, kept = opened(path), compared.to_xarray()
    xr.testing.assert_equal(found, kept)
    assert found.sizes == kept.sizes
    for name in kept.data_vars:
        assert found[name].attrs["units"] == UNITS[str(name)]
        assert found[name].dtype == kept[name].dtype
    for name in ("posterior", "model", "reference", "mentorsim"):
        assert found.attrs[name] == kept.attrs[name]
    assert [p.name for p in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_posterior_comes_back_by_arviz(tmp_path: Path, ending: str) -> None:
    posterior = shipped_posterior().first(40)
    path = save(posterior, tmp_path / f"posterior{ending}")
    if ending == ".zarr" and az.__version__.startswith("0."):
        # ArviZ 0.x reads no files of zarr 3 itself, and says that they are read like this.
        found = az.InferenceData.from_datatree(xr.open_datatree(path, engine="zarr"))
    else:
        found = getattr(az, READERS[ending])(path)
    for name in parameter_space().free:
        column = found["posterior"][name]
        assert np.array_equal(column.values[0], posterior.draws[name])
        assert column.attrs["units"] == parameter_space()[name].unit
    assert found["posterior"].attrs["posterior"] == posterior.provenance.draws
    assert set(found["prior"].data_vars) == set(parameter_space().free)
    assert set(az.summary(found, var_names=["uptake", "trust_kept"]).index) == {
        "uptake",
        "trust_kept",
    }


def test_a_world_comes_back_from_its_file(tmp_path: Path) -> None:
    world = mentorsim.run("as-in-trial", weeks=10)
    found = opened(save(world, tmp_path / "world.nc"))["share"]
    xr.testing.assert_identical(found, world.to_xarray())
    hidden = replace(world, stays_in_memory=True)
    with pytest.raises(InputError, match="made up from a file of individuals"):
        save(hidden, tmp_path / "hidden.nc")


def test_arviz_has_what_a_comparison_leads_to(compared: Comparison) -> None:
    data = compared.to_arviz()
    level = data["posterior_predictive"]["level"].sel(
        policy="26-weeks", week=30, status="education"
    )
    kept = compared.ensemble["level"].sel(policy="26-weeks", week=30, status="education")
    assert level.values[0] == pytest.approx(without_seed_noise(kept.to_numpy().astype(float))[0])
    drawn = shipped_posterior().draws["uptake"].head(3)
    assert data["posterior"]["uptake"].values[0] == pytest.approx(drawn.to_numpy())
    assert list(data["posterior"]["row"].values) == [0, 1, 2]
    with pytest.raises(InputError, match="lived again"):
        replace(compared, drawn=None).to_arviz()


@pytest.mark.parametrize("ending", ENDINGS)
def test_attributes_are_kept_as_texts_and_numbers(tmp_path: Path, ending: str) -> None:
    """NetCDF makes 1 of [1], and refuses None, truth values and tables."""
    data = xr.Dataset({"x": ("a", [1.0, 2.0])}, {"a": ["æ", "b"]})
    data.attrs = {"none": None, "one": [1], "true": True, "table": {"å": 1}, "n": 3}
    data["x"].attrs = {"units": "weeks", "list": ["a"]}
    found = opened(save(data, tmp_path / f"data{ending}"))
    assert found.attrs == {
        "none": "null",
        "one": "[1]",
        "true": "true",
        "table": '{"\\u00e5": 1}',
        "n": 3,
    }
    assert found["x"].attrs == {"units": "weeks", "list": '["a"]'}
    assert list(found["a"].values) == ["æ", "b"]


def test_no_unit_is_read_as_a_date(tmp_path: Path) -> None:
    assert all("since" not in unit.split() for unit in UNITS.values())
    assert all(
        "since" not in p.unit.split()
        for p in map(parameter_space().__getitem__, parameter_space().names)
    )
    data = xr.Dataset({"x": ("a", [1.0], {"units": "weeks since entry"})})
    with pytest.raises(AssertionError, match="weeks since entry"):
        save(data, tmp_path / "never.nc")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("runs.csv", r"\.nc \(netCDF\) or \.zarr"),
        ("there.nc", "this file exists"),
        ("runs", "no ending"),
    ],
)
def test_files_that_cannot_be_written_are_refused(tmp_path: Path, name: str, words: str) -> None:
    (tmp_path / "there.nc").write_bytes(b"x")
    with pytest.raises(InputError, match=words):
        save(shipped_posterior(), tmp_path / name)
    assert [p.name for p in tmp_path.iterdir()] == ["there.nc"]


def test_what_is_no_result_is_refused(tmp_path: Path) -> None:
    result: Any = io.StringIO()
    with pytest.raises(InputError, match="StringIO"):
        save(result, tmp_path / "x.nc")


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("mentorsim.python.data_files.find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"mentorsim\[exchange\]"):
        check_data_file(tmp_path / "x.zarr")


def test_the_command_writes_the_posterior(tmp_path: Path) -> None:
    path = tmp_path / "posterior.nc"
    code, text, errors = run("posterior", "--out", str(path), "--language", "da")
    assert code == 0, errors
    assert f"Skrevet til {path}" in " ".join(text.split()) or str(path.name) in text
    assert az.from_netcdf(path)["posterior"]["uptake"].shape == (1, len(shipped_posterior()))
    code, _, errors = run("posterior", "--out", str(path))
    assert code == 2
    assert "this file exists" in errors


def test_the_draws_that_ship_have_no_chains() -> None:
    with pytest.raises(InputError, match="without their chains"):
        mentorsim.chains(SHIPPED)
