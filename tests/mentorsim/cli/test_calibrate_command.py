"""`mentorsim calibrate` run to its end, killed on the way, and what it writes."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import warnings
from pathlib import Path
from types import SimpleNamespace

import arviz as az
import numpy as np
import pandas as pd
import pytest

import mentorsim
from calibration.stored_posterior import SHIPPED
from sim.errors import InputError
from sim.parameters import parameter_space
from tests.support.calibrate_cases import refused, run

#: A calibration of some seconds may take this long on a busy machine.
PATIENCE = 600


def calibrate(out: Path, compiled: Path, *arguments: str) -> subprocess.Popen[str]:
    """The command in a process of its own; what jax compiles is kept for the next one."""
    command = [sys.executable, "-m", "mentorsim", "calibrate", "--quick", "--out", str(out)]
    return subprocess.Popen(
        [*command, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"JAX_COMPILATION_CACHE_DIR": str(compiled)},
    )


def finish(process: subprocess.Popen[str]) -> None:
    output, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, errors
    assert "parameter sets are in" in output
    assert "Traceback" not in errors


def kill_after_two_pieces(process: subprocess.Popen[str], out: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while len(list((out / "work").glob("prior-*.npz"))) < 2:
        assert process.poll() is None, process.communicate()[1]
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=PATIENCE)
    assert process.returncode == -signal.SIGKILL


def make_both(folder: Path) -> None:
    whole, broken, compiled = (folder / name for name in ("whole", "broken", "compiled"))
    for path in (whole, broken):
        shutil.rmtree(path, ignore_errors=True)
    killed = calibrate(broken, compiled, "--workers", "2")
    try:
        kill_after_two_pieces(killed, broken)
    finally:
        killed.kill()
    assert not (broken / "draws.csv").exists(), "it was killed before it was finished"
    kept = {p.name: p.stat().st_mtime_ns for p in (broken / "work").glob("*.npz")}
    finish(calibrate(whole, compiled, "--workers", "2"))
    finish(calibrate(broken, compiled, "--workers", "1", "--resume"))
    for name, made in kept.items():
        assert (broken / "work" / name).stat().st_mtime_ns == made, "finished pieces are kept"
    (folder / "done").touch()


#: One worker of pytest-xdist makes the calibrations and looks at them; the others do other things.
shared = pytest.mark.xdist_group("calibration")


@pytest.fixture(scope="module")
def calibrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An uninterrupted quick calibration, and one that was killed and resumed; made once.

    Workers of pytest-xdist share it.
    """
    root = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent
    folder = root / "calibrated"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "done").exists():
            make_both(folder)
    return folder


@shared
def test_a_killed_calibration_resumes_to_the_same_draws_with_other_workers(
    calibrated: Path,
) -> None:
    whole, broken = calibrated / "whole", calibrated / "broken"
    assert (whole / "draws.csv").read_bytes() == (broken / "draws.csv").read_bytes()
    one, two = (json.loads((folder / "fit.json").read_text("utf-8")) for folder in (whole, broken))
    for content in (one, two):
        del content["provenance"]["fitted"]  # the day, which may change between the two
    assert one == two
    names = [sorted(p.name for p in (folder / "work").glob("*.npz")) for folder in (whole, broken)]
    assert names[0] == names[1]


@shared
def test_the_posterior_of_a_calibration_speaks_json(calibrated: Path) -> None:
    code, text, errors = run("posterior", str(calibrated / "whole"), "--json")
    assert code == 0, errors
    content = json.loads(text)
    assert {"parameters", "targets", "diagnostics", "provenance"} <= set(content)
    needed = {"name", "unit", "prior_sd", "posterior_mean", "posterior_sd", "contraction"}
    space = parameter_space()
    assert [row["name"] for row in content["parameters"]] == list(space.free)
    for row in content["parameters"]:
        assert needed <= set(row)
        assert row["unit"] == space[row["name"]].unit
        assert row["contraction"] == pytest.approx(
            1.0 - (row["posterior_sd"] / row["prior_sd"]) ** 2, abs=1e-6
        )
    by_id = {row["id"]: row["agrees"] for row in content["targets"]}
    assert {"edu_all_52", "one_mentor", "hours_Aalborg", "education_retention"} <= set(by_id)
    assert set(by_id.values()) <= {True, False, None}
    assert by_id["edu_all_52"] is not None
    found = content["diagnostics"]
    assert {"r_hat_max", "ess_bulk_min", "divergences", "emulator_error_median"} <= set(found)
    assert 0.0 < found["support_for_trust"] < 1.0
    assert content["provenance"]["reading"] == "pooled"


@shared
def test_draws_of_a_calibration_hold_both_mechanisms(calibrated: Path) -> None:
    draws = pd.read_csv(calibrated / "whole" / "draws.csv")
    assert len(draws) == 100
    assert list(draws.columns) == list(parameter_space().free)
    assert set(draws["mechanism"]) == {0.0, 1.0}
    for name in parameter_space().free:
        parameter = parameter_space()[name]
        assert draws[name].between(parameter.low, parameter.high).all(), name


@shared
def test_tables_of_a_calibration_fit_the_width(calibrated: Path) -> None:
    code, text, errors = run("posterior", str(calibrated / "broken"))
    assert code == 0, errors
    assert "Diagnostics" in text
    assert max(len(line) for line in text.splitlines()) <= 100


@shared
def test_its_chains_are_arviz_data_that_diagnostics_take(calibrated: Path, tmp_path: Path) -> None:
    data = mentorsim.chains(calibrated / "whole")
    posterior = mentorsim.posterior(folder=calibrated / "whole")
    chains, samples = data["posterior"]["uptake"].shape
    # The draws that were kept are some of the chains', to the six digits that are stored.
    drawn = {f"{x:.6g}" for x in data["posterior"]["uptake"].values.ravel()}
    assert {f"{x:.6g}" for x in posterior.draws["uptake"]} <= drawn
    rows = [r["id"] for r in posterior.report["targets"] if r["role"] == "target"]
    for group in ("log_likelihood", "posterior_predictive"):
        found = data[group]["estimate"]
        assert list(found["target"].values) == rows
        assert found.shape == (chains, samples, len(rows))
        assert np.isfinite(found.values).all()
    assert (data["log_likelihood"]["estimate"].max() < 20).all()
    summary = az.summary(data, var_names=["uptake", "readiness_gain"])
    assert {"ess_bulk", "r_hat"} <= set(summary.columns)
    told = posterior.report["diagnostics"]
    assert float(summary["r_hat"].astype(float).max()) <= told["r_hat_max"] + 0.01
    assert int(data["sample_stats"]["diverging"].sum()) == told["divergences"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a hundred samples are few for leaving rows out
        left_out = az.loo(data, var_name="estimate")
    assert np.isfinite(getattr(left_out, "elpd_loo", getattr(left_out, "elpd", np.nan)))
    # What other trials would print lies around what this one printed: a rough fit, but a fit.
    printed = data["observed_data"]["estimate"].values
    others = data["posterior_predictive"]["estimate"].values.reshape(-1, len(rows))
    below = (others < printed).mean(axis=0)
    assert ((below > 0.005) & (below < 0.995)).mean() > 0.8
    # The prior that was lived: as wide as the parameter's, and so is what it leads to.
    prior = data["prior"]["readiness_gain"].values
    assert prior.std() > data["posterior"]["readiness_gain"].values.std()
    assert data["prior_predictive"]["estimate"].shape == (1, prior.size, len(rows))
    assert all(unit for unit in data["constant_data"]["unit"].values)
    path = tmp_path / "chains.nc"
    code, _, errors = run("posterior", str(calibrated / "whole"), "--out", str(path))
    assert code == 0, errors
    again = az.from_netcdf(path)
    assert np.array_equal(again["posterior"]["uptake"].values, data["posterior"]["uptake"].values)


@shared
def test_chains_of_another_calibration_are_refused(calibrated: Path, tmp_path: Path) -> None:
    mixed = tmp_path / "mixed"
    shutil.copytree(calibrated / "whole", mixed)
    for name in ("draws.csv", "fit.json"):
        shutil.copy(SHIPPED / name, mixed / name)
    with pytest.raises(InputError, match="of another calibration"):
        mentorsim.chains(mixed)
    (mixed / "work" / "chains-2.npz").unlink()
    with pytest.raises(InputError, match="not finished"):
        mentorsim.chains(mixed)


@shared
def test_a_calibration_of_ones_own_serves_a_comparison(calibrated: Path) -> None:
    code, text, errors = run(
        "compare",
        "104-weeks",
        "--draws",
        "4",
        "--weeks",
        "30",
        "--json",
        "--posterior",
        str(calibrated / "whole"),
    )
    assert code == 0, errors
    assert json.loads(text)["outcomes"]


@shared
def test_a_finished_calibration_is_not_overwritten_unasked(calibrated: Path) -> None:
    before = (calibrated / "whole" / "draws.csv").read_bytes()
    refused(["--resume"], "calibrate", "--quick", "--out", str(calibrated / "whole"))
    assert (calibrated / "whole" / "draws.csv").read_bytes() == before


@pytest.mark.usefixtures("no_worlds")
@pytest.mark.parametrize(
    "arguments",
    [
        ["calibrate", "--quick", "--out", "OUT"],
        ["examine", "--out", "OUT", "--work", "WORK"],
        ["audit", str(SHIPPED), "--out", "OUT"],
    ],
)
def test_a_missing_library_is_one_message_that_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    def without(name: str) -> object:
        return None if name in ("numpyro", "optax") else SimpleNamespace(name=name)

    monkeypatch.setattr("mentorsim.python.calibrate.find_spec", without)
    places = {"OUT": str(tmp_path / "out"), "WORK": str(tmp_path / "work")}
    words = ["numpyro, optax", "pip install 'mentorsim[calibrate]'"]
    refused(words, *(places.get(a, a) for a in arguments))
    assert list(tmp_path.iterdir()) == []


def test_other_commands_do_without_these_libraries() -> None:
    """Whoever only compares policies needs neither jax nor NumPyro, and does not wait for them."""
    code = (
        "import sys\n"
        "for name in ('jax', 'numpyro', 'optax', 'arviz'):\n"
        "    sys.modules[name] = None\n"
        "import mentorsim.cli\n"
        "from calibration.stored_posterior import shipped_posterior\n"
        "from calibration.trial import the_trial\n"
        "the_trial(), shipped_posterior()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("part", ["model", "parameters", "targets", "draws"])
def test_a_posterior_of_another_version_is_one_message(tmp_path: Path, part: str) -> None:
    folder = tmp_path / "p"
    shutil.copytree(SHIPPED, folder)
    path = folder / "fit.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    content["provenance"][part] = "0" * 16
    path.write_text(json.dumps(content), encoding="utf-8")
    for arguments in (
        ["posterior", str(folder)],
        ["posterior", str(folder), "--json"],
        ["compare", "104-weeks", "--draws", "2", "--posterior", str(folder)],
    ):
        words = [str(path), f"provenance.{part}", "0" * 16, "mentorsim calibrate"]
        refused(words, *arguments)


def test_a_posterior_that_is_not_there_is_one_message(tmp_path: Path) -> None:
    words = [str(tmp_path / "no"), "no posterior here", "mentorsim calibrate"]
    refused(words, "posterior", str(tmp_path / "no"))
    refused(["tlh", "pooled, as-printed"], "posterior", "--reading", "tlh")
