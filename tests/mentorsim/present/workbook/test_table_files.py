"""Tables as files: for programs, for a Danish spreadsheet, and as a workbook; the same numbers."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

from mentorsim.language import LOCALES, Language
from mentorsim.present.workbook.table_files import (
    LONGEST,
    csv_in,
    danish_csv,
    machine_csv,
    sheet_names,
    write_tables,
)
from tests.support.sheets import opened_in_office

FRAME = pd.DataFrame(
    {
        "policy": ["as-in-trial", "=1+1", "med; semikolon og æ"],
        "week": [1, 52, 104],
        "mean": [0.1234567, -1234.5, np.nan],
        "low": [1e-07, 0.0, np.inf],
        "extrapolated": [False, True, True],
        "nothing": [None, None, None],
    }
)
ORIGIN = {"mentorsim": "0", "command": "=compare"}


def test_a_danish_spreadsheet_opens_the_danish_form() -> None:
    content = danish_csv(FRAME)
    assert content.startswith(b"\xef\xbb\xbfpolicy;week;mean;low;extrapolated;nothing\r\n")
    lines = content.decode("utf-8-sig").split("\r\n")
    assert lines[1] == "as-in-trial;1;0,123457;1e-07;False;"
    assert lines[2] == "=1+1;52;-1234,5;0;True;"
    assert lines[3] == '"med; semikolon og æ";104;;inf;True;'


def test_both_forms_hold_the_same_numbers() -> None:
    machine = pd.read_csv(io.BytesIO(machine_csv(FRAME)))
    danish = pd.read_csv(io.BytesIO(danish_csv(FRAME)), sep=";", decimal=",", encoding="utf-8-sig")
    pd.testing.assert_frame_equal(machine, danish)
    assert machine["mean"][0] == 0.123457
    assert csv_in(Language("da"), FRAME) == danish_csv(FRAME)
    assert csv_in(Language("en"), FRAME) == machine_csv(FRAME)


@pytest.mark.parametrize("code", LOCALES)
def test_the_workbook_holds_every_table_and_where_it_comes_from(code: str, tmp_path: Path) -> None:
    language = Language(code)
    write_tables(tmp_path, {"effects": FRAME, "few": FRAME[:1]}, [language], ORIGIN)
    danish = {"effects.da.csv", "few.da.csv"} if code == "da" else set()
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"effects.csv", "few.csv", "tables.xlsx"} | danish
    book = openpyxl.load_workbook(tmp_path / "tables.xlsx")
    first = language.text("workbook.sheet.readme")
    assert book.sheetnames == [first, "effects", "few"]
    told = {row[0].value: row[1].value for row in book[first].iter_rows()}
    assert told["mentorsim"] == "0"
    assert told["command"] == "'=compare"
    rows = list(book["effects"].values)
    assert list(rows[0]) == list(FRAME.columns)
    assert rows[1] == ("as-in-trial", 1, 0.123457, 1e-07, False, None)
    assert rows[2][:3] == ("'=1+1", 52, -1234.5)
    assert rows[3][2:4] == (None, "inf")
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_without_a_provenance_there_is_no_workbook_of_tables(tmp_path: Path) -> None:
    write_tables(tmp_path, {"effects": FRAME}, [Language("en")])
    assert {path.name for path in tmp_path.iterdir()} == {"effects.csv"}


def test_the_same_tables_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        write_tables(tmp_path / name, {"effects": FRAME}, [Language("da")], ORIGIN)
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()


@pytest.mark.office
@pytest.mark.xdist_group("office")
def test_an_office_program_reads_the_tables(tmp_path: Path) -> None:
    write_tables(tmp_path, {"effects": FRAME}, [Language("da")], ORIGIN)
    opened = opened_in_office(tmp_path / "tables.xlsx", tmp_path)
    assert [row[2] for row in opened["effects"].values][1:] == [0.123457, -1234.5, None]


def test_names_of_sheets_are_told_apart_and_can_be_opened() -> None:
    long = "a" * 40
    names = sheet_names(["Effects", "effects", "a[b]:*?/\\c", long, long + "b", "Read me"])
    assert len({name.lower() for name in names.values()}) == 6
    assert all(len(name) <= LONGEST for name in names.values())
    assert not any(set("[]:*?/\\") & set(name) for name in names.values())
    assert "read me" not in {name.lower() for name in names.values()}
