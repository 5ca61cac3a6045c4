"""`mentorsim calibrate` and wrong input: one message, and nothing is begun or written."""

from __future__ import annotations

from pathlib import Path

import pytest

from calibration.calibration_setting import CalibrationSetting
from sim.errors import InputError
from tests.support.calibrate_cases import contents, interrupted, refused, run


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


@pytest.mark.parametrize(
    ("arguments", "prior_runs", "draws"),
    [
        ([], 8192, 1024),
        (["--quick"], 256, 100),
        (["--quick", "--draws", "150"], 256, 150),
        (["--quick", "--prior-runs", "128"], 128, 100),
        (["--draws", "200"], 8192, 200),
    ],
)
def test_what_is_asked_for_by_name_counts_before_quick(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    prior_runs: int,
    draws: int,
) -> None:
    def stop(trial: object, setting: CalibrationSetting, *_: object, **__: object) -> None:
        assert (setting.prior_runs, setting.draws) == (prior_runs, draws)
        raise InputError("that far", field="reached")

    monkeypatch.setattr("calibration.calibrate.calibrate", stop)
    refused(["reached"], "calibrate", "--out", str(tmp_path / "out"), *arguments)


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


@pytest.mark.parametrize("there", [True, False])
def test_where_nothing_was_kept_resuming_begins(
    tmp_path: Path, there: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    if there:
        out.mkdir()
    monkeypatch.setattr("calibration.calibration_steps.replicate_trial", interrupted)
    assert run("calibrate", "--quick", "--out", str(out), "--resume")[0] == 130
    assert (out / "work" / "setting.json").exists()


def test_an_interruption_says_how_to_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is finished is kept, so "nothing was written" would be wrong."""
    monkeypatch.setattr("calibration.calibration_steps.replicate_trial", interrupted)
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
        "calibrate",
        "--resume",
        "--out",
        str(unfinished),
        *arguments,
    )
    assert contents(unfinished) == before
