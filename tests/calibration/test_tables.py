"""The reader of the trial's tables: what it keeps, and what it refuses."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from calibration import tables
from calibration.tables import DEFAULT_FOLDER, TrialTables, read_trial
from calibration.trial_rows import Significance
from sim.errors import InputError

ROWS = {
    "effects": 40,
    "baseline": 11,
    "baseline_by_grade": 14,
    "jobcentres": 13,
    "delivery": 18,
    "mentors": 36,
    "mentor_effects": 14,
    "progression": 15,
    "youth_survey": 26,
    "steps": 6,
    "mentor_practice": 31,
}
#: Files that are not named as what they hold.
FILES = {"steps": "steps_week_1"}


@pytest.fixture(scope="module")
def trial() -> TrialTables:
    return read_trial()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(DEFAULT_FOLDER, tmp_path / "rct")
    return tmp_path / "rct"


def edit(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def refused(folder: Path) -> InputError:
    with pytest.raises(InputError) as caught:
        read_trial(folder)
    return caught.value


@pytest.mark.parametrize(("table", "count"), ROWS.items())
def test_every_row_is_kept_with_its_source(trial: TrialTables, table: str, count: int) -> None:
    rows = getattr(trial, table)
    path = DEFAULT_FOLDER / f"{FILES.get(table, table)}.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(rows) == count == len(lines) - 1
    assert all(row.source for row in rows)


@pytest.mark.parametrize("table", ROWS)
def test_each_table_has_a_function_of_its_own(trial: TrialTables, table: str) -> None:
    read = getattr(tables, f"read_{table}")
    path = DEFAULT_FOLDER / f"{FILES.get(table, table)}.csv"
    assert read() == getattr(trial, table) == read(path)


def test_sizes_add_up(trial: TrialTables) -> None:
    n = next(row for row in trial.baseline if row.variable == "n")
    assert sum(row.n_control for row in trial.jobcentres) == n.control_mean == 1289
    assert sum(row.n_treated for row in trial.jobcentres) == n.treated_mean == 1299
    sizes = next(row for row in trial.baseline_by_grade if row.variable == "n").by_stratum
    assert sizes == (666, 538, 1384)


def test_empty_cells_are_none_and_sizes_are_told_apart(trial: TrialTables) -> None:
    effects = {row.id: row for row in trial.effects}
    assert effects["edu_grade_none"].effect_low_pp is None
    assert effects["edu_grade_none"].significant_95 is Significance.NO
    assert effects["edu_danish"].significant_95 is Significance.AT_TIMES
    assert effects["edu_all_52"].n_both_arms == 2588
    slope = effects["dose_response"]
    assert (slope.n_both_arms, slope.n_jobcentres) == (None, 13)
    assert slope.significant_95 is Significance.AT_90
    mark = trial.baseline_by_grade[0]
    assert mark.by_stratum == (5.92, 2.31, None)
    assert trial.jobcentres[0].mentees_per_fte_max is None


def test_both_contradictions_are_kept_with_both_readings(trial: TrialTables) -> None:
    found = {contradiction.ids: contradiction for contradiction in trial.contradictions}
    assert set(found) == {("edu_mother_low",), ("job_transfer_low", "job_transfer_high")}
    mother = found["edu_mother_low",]
    assert [(r.low_pp, r.high_pp) for r in mother.readings] == [(3, 4), (4, 6)]
    assert mother.readings[1].source == "the text beside figure 25"
    transfer = found["job_transfer_low", "job_transfer_high"]
    assert [(r.low_pp, r.high_pp) for r in transfer.readings] == [(3, 4), (3, 5)]
    assert "the source contradicts itself" in transfer.words


def test_rows_are_frozen(trial: TrialTables) -> None:
    with pytest.raises(ValueError, match="frozen"):
        trial.effects[0].outcome = "job"


MALFORMED = [
    # file, old text, new text, where, part of what is said
    ("effects.csv", ",effect_low_pp,", ",effect_lo_pp,", "row 1, effect_low_pp", "missing"),
    ("baseline.csv", "treated_mean\n", "treated_mean,extra\n", "row 1", "unknown column"),
    ("baseline.csv", "unit,control_mean", "unit,unit", "row 1, control_mean", "missing"),
    ("mentors.csv", "share,source", "share,source,share", "row 1", "twice"),
    ("effects.csv", "52,73,7,10,yes", "52,73,seven,10,yes", "row 5, effect_low_pp", "'seven'"),
    ("effects.csv", "52,73,7,10,yes", "52,73,11,10,yes", "row 5, effect_low_pp", "at most 10"),
    ("effects.csv", "52,73,7,10,yes", "52,73,,10,yes", "row 5, effect_low_pp", "both ends"),
    ("effects.csv", "52,73,7,10,yes", "73,52,7,10,yes", "row 5, week_to", ">= 73"),
    ("effects.csv", "52,73,7,10,yes", "52,73,7,nan,yes", "row 5, effect_high_pp", "'nan'"),
    ("effects.csv", "4,4,yes,0.12", "4,4,yes,1.2", "row 2, control_level", "from 0 to 1"),
    ("effects.csv", "7,10,yes", "7,10,perhaps", "row 5, significant_95", "yes, no, at_times"),
    ("effects.csv", "13 jobcentres", "thirteen", "row 41, n_both_arms", "jobcentres"),
    ("effects.csv", "edu_all_onset", "edu_all_52", "row 3, id", "the same row as row 2"),
    ("effects.csv", "with job_transfer_high", "with job_x", "row 28, reading", "job_x"),
    ("effects.csv", "edu_all_52,education", ",education", "row 2, id", "not empty"),
    ("effects.csv", "edu_all_52,education", "edu_all_52", "row 2", "12 cells"),
    ("baseline.csv", "0.55,0.52", "0.55,1.52", "row 3, treated_mean", "share from 0 to 1"),
    ("baseline.csv", "4.27,4.36", ",4.36", "row 2, control_mean", "a number"),
    ("baseline_by_grade.csv", "0.72,0.74", "0.72,-0.74", "row 3, grade_below_4", "from 0 to 1"),
    ("jobcentres.csv", "97,99,4.2", "97,9.9,4.2", "row 2, n_treated", "whole number"),
    ("jobcentres.csv", "97,99,4.2", "97,99,0", "row 2, hours_per_mentee_month", "above 0"),
    ("jobcentres.csv", "random,10,14", "random,15,14", "row 3, mentees_per_fte_min", "at most 14"),
    ("jobcentres.csv", "full_time_only", "full", "row 2, staffing", "full_time_only"),
    ("jobcentres.csv", "random", "chance", "row 2, matching", "random, deliberate"),
    ("delivery.csv", "0.60,0.70", "0.80,0.70", "row 3, low", "at most 0.7"),
    ("delivery.csv", "0.60,0.70", "0.60,1.70", "row 3, high", "from 0 to 1"),
    ("mentors.csv", "0.65", "65", "row 2, share", "from 0 to 1"),
    ("mentor_effects.csv", "0.012,0.014", "0.012,0", "row 2, se_26", "above 0"),
    ("progression.csv", "0-1,0.04", "0-1,x", "row 2, effect_before", "a number"),
    ("youth_survey.csv", "0.069,0.066", "0.169,0.066", "rows 2 to 7, control_share", "sum"),
    ("youth_survey.csv", "very good", "excellent", "row 3, answer", "row 2"),
    ("steps_week_1.csv", "0.108,0.152", "0.108,1.152", "row 2, treated_share", "from 0 to 1"),
    ("steps_week_1.csv", "0.152,968", "0.152,9.68", "row 2, n", "whole number"),
    (
        "steps_week_1.csv",
        "applied for a job",
        "visited an education institution",
        "row 6, question",
        "row 4",
    ),
    ("steps_week_1.csv", "control_share", "controls", "row 1, control_share", "missing"),
    ("mentor_practice.csv", "0.17,95", "17,95", "row 2, share", "from 0 to 1"),
    ("mentor_practice.csv", "2 of 4", "turned up (1 of 4)", "row 3, answer", "row 2"),
]


@pytest.mark.parametrize(("name", "old", "new", "where", "words"), MALFORMED)
def test_malformed_tables_are_refused_with_the_cell(
    folder: Path, name: str, old: str, new: str, where: str, words: str
) -> None:
    edit(folder, name, old, new)
    error = refused(folder)
    assert error.file == str(folder / name)
    assert error.field == where
    assert words in str(error)
    assert error.found is not None
    assert error.allowed is not None
    assert error.__cause__ is None
    assert "pydantic" not in str(error)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"id,outcome\n", "holds no rows"),
        (b"id,\xff\xfe\n1,2\n", "not UTF-8"),
        (b'id,"outcome\n1,2\n', "not a CSV file"),
    ],
)
def test_broken_files_are_refused(folder: Path, content: bytes, words: str) -> None:
    (folder / "effects.csv").write_bytes(content)
    error = refused(folder)
    assert error.file == str(folder / "effects.csv")
    assert words in str(error)


def test_missing_files_and_folders_are_refused(folder: Path) -> None:
    (folder / "delivery.csv").unlink()
    assert refused(folder).file == str(folder / "delivery.csv")
    assert "cannot be read" in str(refused(folder / "nowhere"))


def test_a_byte_order_mark_and_blank_last_lines_do_no_harm(folder: Path) -> None:
    path = folder / "effects.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes() + b"\n\n")
    assert read_trial(folder) == read_trial()
