"""`mentorsim calibrate` as a user meets it: wrong input, a killed run, and what it writes."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
from typer.testing import CliRunner

from calibration.posterior import SHIPPED
from calibration.tables import DEFAULT_FOLDER
from mentorsim.cli import app
from sim.parameters import parameter_space


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, result.stdout, result.stderr


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def refused(words: list[str], *arguments: str) -> str:
    """The one message with which a command refuses its arguments."""
    code, output, errors = run(*arguments)
    assert code == 2, errors
    assert output == ""
    assert "Traceback" not in errors
    for word in words:
        assert word in errors, (word, errors)
    return errors


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
    assert "draws in" in output
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


def test_draws_of_a_calibration_hold_both_mechanisms(calibrated: Path) -> None:
    draws = pd.read_csv(calibrated / "whole" / "draws.csv")
    assert len(draws) == 100
    assert list(draws.columns) == list(parameter_space().free)
    assert set(draws["mechanism"]) == {0.0, 1.0}
    for name in parameter_space().free:
        parameter = parameter_space()[name]
        assert draws[name].between(parameter.low, parameter.high).all(), name


def test_tables_of_a_calibration_fit_the_width(calibrated: Path) -> None:
    code, text, errors = run("posterior", str(calibrated / "broken"))
    assert code == 0, errors
    assert "Diagnostics" in text
    assert max(len(line) for line in text.splitlines()) <= 100


def test_a_calibration_of_ones_own_serves_a_comparison(calibrated: Path) -> None:
    code, text, errors = run(
        "compare", "104-weeks", "--draws", "4", "--weeks", "30", "--json",
        "--posterior", str(calibrated / "whole"),
    )  # fmt: skip
    assert code == 0, errors
    assert json.loads(text)["outcomes"]


def test_a_finished_calibration_is_not_overwritten_unasked(calibrated: Path) -> None:
    before = (calibrated / "whole" / "draws.csv").read_bytes()
    refused(["--resume"], "calibrate", "--quick", "--out", str(calibrated / "whole"))
    assert (calibrated / "whole" / "draws.csv").read_bytes() == before


def begun(*arguments: object) -> None:
    raise AssertionError("worlds were run before the input was found to be wrong")


def interrupted(*arguments: object) -> None:
    raise KeyboardInterrupt


@pytest.fixture
def no_worlds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wrong input must be found before the first world is lived."""
    monkeypatch.setattr("calibration.calibrate.replicate_trial", begun)
    monkeypatch.setattr("calibration.calibrate.twin_lives", begun)


@pytest.mark.usefixtures("no_worlds")
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--reading", "pooledd"], ["pooledd", "pooled, as-printed"]),
        (["--choose", "mothers=edu_mother_low"], ["--choose", "mothers=edu_mother_low"]),
        (["--choose", "mother_education=edu_men"], ["--choose", "mother_education=edu_men"]),
        (["--choose", "mother_education"], ["--choose", "mother_education"]),
        (["--choose", ""], ["--choose"]),
        (["--prior-runs", "100"], ["--prior-runs", "100", "64, 128"]),
        (["--prior-runs", "8191"], ["--prior-runs", "8191"]),
        (["--trial", "/no/such/folder"], ["/no/such/folder", "cannot be read"]),
    ],
)
def test_wrong_arguments_are_one_message_and_nothing_is_written(
    tmp_path: Path, arguments: list[str], words: list[str]
) -> None:
    out = tmp_path / "out"
    errors = refused(words, "calibrate", "--quick", "--out", str(out), *arguments)
    assert errors.count("mentorsim:") == 1
    assert len(errors.splitlines()) <= 3
    if arguments[0] == "--choose":
        for allowed in (
            "transfers_and_jobs=job_transfer_low or job_transfer_high",
            "mother_education=edu_mother_low or edu_mother_low_reading_2",
        ):
            assert allowed in errors
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("no_worlds")
@pytest.mark.parametrize(
    "arguments",
    [
        ["--prior-runs", "32"],
        ["--prior-runs", "-64"],
        ["--prior-runs", "many"],
        ["--draws", "99"],
        ["--draws", "4001"],
        ["--workers", "0"],
        ["--seed", "-1"],
        ["--seed", str(2**40)],
        ["--no-such-option", "1"],
    ],
)
def test_numbers_out_of_range_name_their_option(tmp_path: Path, arguments: list[str]) -> None:
    refused([arguments[0]], "calibrate", "--quick", "--out", str(tmp_path / "out"), *arguments)
    assert list(tmp_path.iterdir()) == []


def test_a_calibration_needs_a_folder() -> None:
    refused(["--out"], "calibrate", "--quick")


@pytest.mark.usefixtures("no_worlds")
@pytest.mark.parametrize("below_a_file", [True, False])
def test_an_output_folder_that_cannot_be_exits_2(tmp_path: Path, below_a_file: bool) -> None:
    taken = tmp_path / "taken"
    taken.write_text("mine", encoding="utf-8")
    out = taken / "deeper" if below_a_file else taken
    refused([str(out)], "calibrate", "--quick", "--out", str(out))
    assert taken.read_text(encoding="utf-8") == "mine"


@pytest.mark.usefixtures("no_worlds")
@pytest.mark.parametrize("there", [True, False])
def test_nothing_is_resumed_in_an_empty_folder(tmp_path: Path, there: bool) -> None:
    out = tmp_path / "out"
    if there:
        out.mkdir()
    refused(["nothing to resume", str(out)], "calibrate", "--quick", "--out", str(out), "--resume")
    assert list(tmp_path.rglob("*")) == ([out] if there else [])


@pytest.fixture
def unfinished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A calibration that was interrupted in its first world."""
    out = tmp_path / "out"
    with monkeypatch.context() as patch:
        patch.setattr("calibration.calibrate.replicate_trial", interrupted)
        assert run("calibrate", "--quick", "--out", str(out))[0] == 130
    assert (out / "work" / "setting.json").exists()
    return out


def test_an_interruption_says_how_to_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is finished is kept, so "nothing was written" would be wrong."""
    monkeypatch.setattr("calibration.calibrate.replicate_trial", interrupted)
    code, output, errors = run("calibrate", "--quick", "--out", str(tmp_path / "out"))
    assert code == 130
    assert output == ""
    assert "interrupted" in errors
    assert "Traceback" not in errors
    assert "nothing was written" not in errors
    assert "--resume" in errors


@pytest.mark.usefixtures("no_worlds")
def test_nothing_is_begun_where_an_unfinished_calibration_lies(unfinished: Path) -> None:
    before = contents(unfinished)
    words = ["is here", str(unfinished), "--resume"]
    refused(words, "calibrate", "--quick", "--out", str(unfinished))
    assert contents(unfinished) == before


@pytest.mark.usefixtures("no_worlds")
@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        (["--quick", "--seed", "2"], "seed"),
        (["--quick", "--reading", "as-printed"], "reading"),
        (["--quick", "--choose", "mother_education=edu_mother_low_reading_2"], "chosen"),
        ([], "draws"),
    ],
)
def test_another_calibration_is_not_resumed(
    unfinished: Path, arguments: list[str], field: str
) -> None:
    before = contents(unfinished)
    refused(
        ["another setting", "setting.json", field],
        "calibrate", "--resume", "--out", str(unfinished), *arguments,
    )  # fmt: skip
    assert contents(unfinished) == before


def own_tables(folder: Path, table: str, edit: Callable[[str], str]) -> Path:
    shutil.copytree(DEFAULT_FOLDER, folder)
    path = folder / table
    path.write_text(edit(path.read_text(encoding="utf-8")), encoding="utf-8")
    return folder


def swap(old: str, new: str) -> Callable[[str], str]:
    def edit(text: str) -> str:
        assert text.count(old) >= 1, old
        return text.replace(old, new, 1)

    return edit


def again(start: str) -> Callable[[str], str]:
    """The row that starts so, once more at the end."""

    def edit(text: str) -> str:
        row = next(line for line in text.splitlines() if line.startswith(start))
        return text.rstrip("\n") + "\n" + row + "\n"

    return edit


@pytest.mark.usefixtures("no_worlds")
@pytest.mark.parametrize(
    ("table", "edit", "words"),
    [
        (
            "effects.csv",
            swap(",52,52,4,4,", ",52,52,four,4,"),
            ["row 2", "effect_low_pp", "'four'"],
        ),
        ("effects.csv", swap("yes,0.12,", "yes,12,"), ["row 2", "control_level", "'12'"]),
        ("effects.csv", swap(",52,73,7,10,", ",52,73,10,7,"), ["row 5", "effect_low_pp"]),
        ("effects.csv", swap(",week_to", ",last_week"), ["row 1", "week_to"]),
        ("effects.csv", again("edu_women,"), ["row 42, id", "edu_women", "row 15"]),
        ("effects.csv", swap("education,gender,woman", "education,gender"), ["row 15", "cells"]),
        ("effects.csv", lambda text: "", ["is empty"]),
        ("delivery.csv", again("left_opted_out,"), ["row 20, quantity", "left_opted_out"]),
        ("jobcentres.csv", swap(",4.2,", ",-4.2,"), ["row 2", "hours_per_mentee_month", "-4.2"]),
        ("mentor_effects.csv", swap(",0.014,", ",0,"), ["row 2", "se_26", "'0'"]),
    ],
)
def test_a_faulty_table_names_file_row_and_column(
    tmp_path: Path, table: str, edit: Callable[[str], str], words: list[str]
) -> None:
    trial = own_tables(tmp_path / "mine", table, edit)
    out = tmp_path / "out"
    words = [str(trial / table), *words]
    errors = refused(words, "calibrate", "--quick", "--out", str(out), "--trial", str(trial))
    assert errors.count("mentorsim:") == 1
    assert not out.exists()


@pytest.mark.usefixtures("no_worlds")
@pytest.mark.parametrize("table", sorted(p.name for p in DEFAULT_FOLDER.glob("*.csv")))
def test_a_missing_table_is_named(tmp_path: Path, table: str) -> None:
    trial = own_tables(tmp_path / "mine", table, str)
    (trial / table).unlink()
    out = tmp_path / "out"
    words = [str(trial / table), "cannot be read"]
    refused(words, "calibrate", "--quick", "--out", str(out), "--trial", str(trial))
    assert not out.exists()


@pytest.mark.usefixtures("no_worlds")
@pytest.mark.parametrize(
    ("table", "edit", "name"),
    [
        ("effects.csv", swap("edu_men,education,", "edu_men,health,"), "health"),
        ("effects.csv", swap("education,gender,woman", "education,gender,women"), "women"),
        ("effects.csv", swap("education,gender,man", "education,sex,man"), "sex"),
        ("delivery.csv", swap("left_opted_out,", "left_for_good,"), "left_for_good"),
        ("mentor_effects.csv", swap("under_40,", "under_45,"), "under_45"),
    ],
)
def test_a_row_that_the_model_does_not_know_is_refused(
    tmp_path: Path, table: str, edit: Callable[[str], str], name: str
) -> None:
    """Not fitted as if it were about everybody, and no traceback."""
    trial = own_tables(tmp_path / "mine", table, edit)
    out = tmp_path / "out"
    refused([table, name], "calibrate", "--quick", "--out", str(out), "--trial", str(trial))
    assert not out.exists()


@pytest.mark.usefixtures("no_worlds")
@pytest.mark.parametrize(
    ("table", "edit"),
    [
        ("effects.csv", swap(",52,52,4,4,", ",52,52,5,5,")),
        ("mentors.csv", swap("age,under 40,0.32,", "age,under 40,0.42,")),
        ("jobcentres.csv", swap("deliberate", "random")),
    ],
)
def test_a_calibration_to_other_tables_is_not_resumed(
    unfinished: Path, tmp_path: Path, table: str, edit: Callable[[str], str]
) -> None:
    """Pieces depend on every table: on what is fitted, and on who lives in the worlds."""
    trial = own_tables(tmp_path / "mine", table, edit)
    refused(
        ["another setting", "setting.json"],
        "calibrate", "--quick", "--resume", "--out", str(unfinished), "--trial", str(trial),
    )  # fmt: skip


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

    monkeypatch.setattr("mentorsim.calibrating.find_spec", without)
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
        "from calibration.posterior import shipped_posterior\n"
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
