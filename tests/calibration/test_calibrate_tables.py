"""`mentorsim calibrate --trial`: tables of one's own, and what is wrong with them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from calibration.tables import DEFAULT_FOLDER
from tests.support.calibrate_cases import refused


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
        "calibrate",
        "--quick",
        "--resume",
        "--out",
        str(unfinished),
        "--trial",
        str(trial),
    )
