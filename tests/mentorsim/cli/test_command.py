"""The command as a user meets it: results, files, and one clear message for every wrong input."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mentorsim.cli import app
from mentorsim.folders.output import unfinished, whole_folder
from mentorsim.terminal.errors import INTERRUPTED
from sim.errors import InputError

SEVERAL = str(Path(__file__).parents[2] / "population_samples" / "bank_several.csv")
SMALL = ["--draws", "4", "--weeks", "60"]


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, result.stdout, result.stderr


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_compare_writes_the_same_files_twice_and_with_any_number_of_workers(tmp_path: Path) -> None:
    seen = []
    for k, workers in enumerate(("1", "2", "2")):
        out = tmp_path / str(k)
        code, _, errors = run(
            "compare", "as-in-trial", "caseload-25", *SMALL, "--workers", workers, "--out", str(out)
        )
        assert code == 0, errors
        seen.append(contents(out))
    assert set(seen[0]) == {
        "levels.csv",
        "differences.csv",
        "views.csv",
        "weekly.csv",
        "totals.csv",
        "report.html",
        "education.png",
        "provenance.json",
        "comparison.json",
        "draws.npz",
        "tables.xlsx",
        "setting.json",
    }
    assert seen[0] == seen[1] == seen[2]


def test_compare_speaks_json_with_shares_in_percentage_points() -> None:
    code, text, errors = run("compare", "as-in-trial", "104-weeks", *SMALL, "--json")
    assert code == 0, errors
    content = json.loads(text)
    assert [p["name"] for p in content["policies"]] == ["as-in-trial", "104-weeks", "no-mentor"]
    row = content["outcomes"][0]
    assert set(row) == {
        "policy",
        "against",
        "outcome",
        "week",
        "group",
        "unit",
        "mean",
        "low",
        "high",
        "noise",
        "trial_sd",
        "prob_better",
        "extrapolated",
    }
    effects = [
        r["mean"]
        for r in content["outcomes"]
        if (r["policy"], r["against"], r["outcome"], r["group"], r["week"])
        == ("as-in-trial", "no-mentor", "education", "all", 52)
    ]
    assert len(effects) == 1
    assert 0.5 < effects[0] < 10
    beyond = {
        r["week"]: r["extrapolated"]
        for r in content["outcomes"]
        if r["policy"] == "104-weeks" and r["against"] == "no-mentor"
    }
    assert beyond[52] is False
    assert beyond[53] is True
    weekly = {(r["policy"], r["calendar_week"]): r["extrapolated"] for r in content["weekly"]}
    assert weekly["104-weeks", 52] is False
    assert weekly["104-weeks", 53] is True
    assert weekly["as-in-trial", 53] is False
    totals = {r["policy"]: r["extrapolated"] for r in content["totals"]}
    assert totals == {"as-in-trial": False, "104-weeks": True, "no-mentor": False}


def test_trial_lists_every_row_of_the_tables() -> None:
    code, text, errors = run("trial", "--draws", "4", "--json")
    assert code == 0, errors
    rows = {row["id"]: row for row in json.loads(text)["rows"]}
    assert {"edu_all_52", "job_transfer_high", "hours_Aalborg", "under_40_52"} <= set(rows)
    assert rows["activation_all"]["agrees"] is None
    assert rows["activation_all"]["why"]
    needed = {
        "id",
        "outcome",
        "subgroup",
        "week_from",
        "week_to",
        "trial_low",
        "trial_high",
        "trial_se",
        "simulated",
        "agrees",
    }
    for row in rows.values():
        assert needed <= set(row)


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize(
    "arguments",
    [
        ("trial", "--draws", "2"),
        ("population",),
        ("policies",),
        ("compare", "104-weeks", "--draws", "2", "--weeks", "30"),
    ],
)
def test_tables_fit_and_come_in_both_languages(arguments: tuple[str, ...], language: str) -> None:
    code, text, errors = run(*arguments, "--language", language)
    assert code == 0, errors
    assert text.strip()
    if arguments[0] != "policies":
        assert max(len(line) for line in text.splitlines()) <= 100


def test_population_shows_every_cell_as_json() -> None:
    code, text, errors = run("population", "--json")
    assert code == 0, errors
    rows = json.loads(text)["rows"]
    assert len(rows) > 60
    assert all(row["agrees"] is not False for row in rows)


def test_parameters_are_listed_with_their_sources() -> None:
    code, text, _ = run("parameters", "--json")
    assert code == 0
    assert all(row["source"] and row["unit"] for row in json.loads(text))
    assert run("parameters")[0] == 0


GOOD = "title: {da: a, en: b}\ndescription: {da: a, en: b}\nreference: test\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("capacity: {caseload: 0}", ["capacity.caseload", "0"]),
        ("duration: {weeks: -3}", ["duration.weeks", "-3"]),
        ("ending: {aftercare_weight: 1.4}", ["ending.aftercare_weight", "1.4"]),
        ("durration: {weeks: 5}", ["durration", "did you mean duration?"]),
        ("duration: [", ["unreadable YAML"]),
    ],
)
def test_a_faulty_policy_is_one_message_and_exit_2(
    tmp_path: Path, text: str, words: list[str]
) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(GOOD + text + "\n", encoding="utf-8")
    out = tmp_path / "out"
    code, output, errors = run("compare", str(path), *SMALL, "--out", str(out))
    assert code == 2
    assert output == ""
    assert str(path) in errors
    for word in words:
        assert word in errors
    assert "Traceback" not in errors
    assert not out.exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["compare", "104-week"], ["104-week", "did you mean 104-weeks?"]),
        (["compare", "104-weeks", "--against", "nothing"], ["nothing"]),
        (["compare", "no-mentor"], ["nothing to compare"]),
        (["compare", "104-weeks", "104-weeks"], ["same name", "each policy once"]),
        (["compare", "104-weeks", "--draws", "100000"], ["--draws", "100000"]),
        (["compare", "104-weeks", "--draws", "1"], ["--draws", "found:   1", "at least 2"]),
        (["compare", "104-weeks", "--draws", "few"], ["--draws", "found:   few", "a whole number"]),
        (["check", "/"], ["cannot read the policy", "this is a folder", "YAML"]),
        (["new", "/no/such/folder/x.yaml"], ["/no/such/folder/x.yaml", "a folder that is there"]),
        (
            ["compare", "104-weeks", "--population", "/no.csv"],
            ["/no.csv", "a file that can be read"],
        ),
        (
            ["compare", "104-weeks", "--population", SEVERAL],
            ["bank_several.csv: OMRÅDE: which area", "Hele landet, Vejle", '--take "OMRÅDE=Hele'],
        ),
        (
            ["compare", "104-weeks", "--population", SEVERAL, "--take", "område=Ribe"],
            ["bank_several.csv: OMRÅDE: no such value", "Hele landet, Vejle"],
        ),
        (["compare", "104-weeks", "--take", "tid=2025"], ["--take", "with --population FILE"]),
        (["check", "104-weeks", "--language", "tlh"], ["--language", "tlh", "da, en"]),
        (["compare", "104-weeks", "--weeks", "0"], ["--weeks"]),
        (["compare", "104-weeks", "--seed", "-1"], ["--seed"]),
        (["compare", "104-weeks", "--seed", str(2**70)], ["--seed"]),
        (["compare", "104-weeks", "--language", "tlh", *SMALL], ["tlh"]),
        (["compare"], ["POLICIES"]),
        (["no-such-command"], ["no-such-command"]),
    ],
)
def test_wrong_arguments_exit_2_and_name_themselves(arguments: list[str], words: list[str]) -> None:
    code, _, errors = run(*arguments)
    assert code == 2
    for word in words:
        assert word in errors
    assert "Traceback" not in errors


@pytest.mark.parametrize("below_a_file", [True, False])
def test_an_output_folder_that_cannot_be_exits_2(tmp_path: Path, below_a_file: bool) -> None:
    taken = tmp_path / "taken"
    taken.write_text("mine", encoding="utf-8")
    out = taken / "deeper" if below_a_file else taken
    code, _, errors = run("compare", "104-weeks", "--draws", "2", "--weeks", "5", "--out", str(out))
    assert code == 2
    assert str(out) in errors
    assert taken.read_text(encoding="utf-8") == "mine"


def test_an_output_that_fails_half_way_leaves_nothing(tmp_path: Path) -> None:
    out = tmp_path / "out"

    def fail() -> None:
        with whole_folder(out) as folder:
            (folder / "one.csv").write_text("1", encoding="utf-8")
            raise OSError(28, "No space left on device")

    with pytest.raises(InputError, match="no space left"):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_new_results_replace_old_ones_and_leave_other_files(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "notes.txt").write_text("keep", encoding="utf-8")
    (out / "one.csv").write_text("old", encoding="utf-8")
    with whole_folder(out) as folder:
        (folder / "one.csv").write_text("new", encoding="utf-8")
    assert contents(out) == {"notes.txt": b"keep", "one.csv": b"new"}
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


COMPARISON = ("compare", "104-weeks", "as-in-trial", "--draws", "80", "--weeks", "60", "--json")


def interrupted(
    out: Path, how: signal.Signals, arguments: Sequence[str] = COMPARISON
) -> tuple[int, str, str]:
    """A run that is stopped once its first piece is finished."""
    process = subprocess.Popen(
        [sys.executable, "-m", "mentorsim", *arguments, "--out", str(out)],
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
        text=True,
        # A shell's background jobs hand down that Ctrl-C is ignored.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    )
    until = time.monotonic() + 120
    while not any(unfinished(out).glob("*.npz")) and time.monotonic() < until:
        time.sleep(0.05)
    assert process.poll() is None, "it must still be running when it is interrupted"
    process.send_signal(how)
    output, errors = process.communicate(timeout=60)
    return process.returncode, output, errors


def test_an_interruption_exits_130_and_leaves_only_what_can_be_resumed(tmp_path: Path) -> None:
    out = tmp_path / "out"
    code, output, errors = interrupted(out, signal.SIGINT)
    assert code == 130
    assert "interrupted" in errors
    assert "Traceback" not in errors
    assert output == ""
    assert list(tmp_path.iterdir()) == [unfinished(out)]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, bytes], str]:
    """The files of a comparison that nobody stopped, and what it said."""
    out = tmp_path_factory.mktemp("whole") / "out"
    code, told, errors = run(*COMPARISON, "--out", str(out), "--workers", "1")
    assert code == 0, errors
    return contents(out), told


@pytest.mark.parametrize(
    ("how", "ends"), [(signal.SIGKILL, -signal.SIGKILL), (signal.SIGINT, INTERRUPTED)]
)
def test_a_stopped_comparison_resumes_and_ends_with_the_same_files(
    tmp_path: Path, whole: tuple[dict[str, bytes], str], how: signal.Signals, ends: int
) -> None:
    out, same, (files, told) = tmp_path / "out", COMPARISON, whole
    assert interrupted(out, how)[0] == ends
    kept = {p.name: p.stat().st_mtime_ns for p in unfinished(out).glob("*.npz")}
    assert kept
    code, _, errors = run(*same, "--out", str(out))
    assert code == 2
    assert "--resume" in errors
    code, _, errors = run(*same, "--seed", "2", "--out", str(out), "--resume")
    assert code == 2
    assert "seed" in errors
    after = {p.name: p.stat().st_mtime_ns for p in unfinished(out).glob("*.npz")}
    assert after == kept, "what was finished is used, not made again"
    code, again, errors = run(*same, "--out", str(out), "--resume", "--workers", "2")
    assert code == 0, errors
    assert again == told
    assert contents(out) == files
    assert [p.name for p in tmp_path.iterdir()] == ["out"]
    code, _, errors = run(*same, "--out", str(out), "--resume")
    assert code == 0
    assert "this run is finished" in errors
    assert contents(out) == files


def test_there_is_nothing_to_resume_without_a_folder() -> None:
    code, _, errors = run("compare", "104-weeks", *SMALL, "--resume")
    assert code == 2
    assert "--out" in errors
