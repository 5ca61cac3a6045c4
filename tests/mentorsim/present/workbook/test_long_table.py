"""A long table is the file that XlsxWriter makes cell by cell."""

from __future__ import annotations

import io
from collections.abc import Sequence

from xlsxwriter import Workbook

from mentorsim.present.workbook.long_table import AT_A_TIME, LongTable, Plain
from mentorsim.present.workbook.sheet import MADE

COUNT = AT_A_TIME + 40
COLUMNS: list[list[Plain]] = [
    [("a word", "=1+1", None, " room ")[k % 4] for k in range(COUNT)],
    [None if k % 5 == 0 else k / 7 for k in range(COUNT)],
    [k % 3 == 0 for k in range(COUNT)],
    # Empty for whole blocks of rows: the file says how far its rows go.
    [1e-12 if k % 100 < 20 else None for k in range(COUNT)],
]


def book(columns: Sequence[Sequence[Plain]], *, at_once: bool) -> bytes:
    stream = io.BytesIO()
    made = Workbook(stream, {"in_memory": True, "strings_to_formulas": False})
    made.set_properties({"created": MADE})
    look = made.add_format({"valign": "top"})
    for _ in range(2):
        page = made.add_worksheet()
        for c in range(len(columns)):
            page.write_string(0, c, f"head {c}", look)
        if at_once:
            LongTable(page, 1, columns, look)
            continue
        for row, values in enumerate(zip(*columns, strict=True), start=1):
            for c, value in enumerate(values):
                if isinstance(value, bool):
                    page.write_boolean(row, c, value, look)
                elif isinstance(value, str):
                    page.write_string(row, c, value, look)
                elif value is not None:
                    page.write_number(row, c, value, look)
    made.close()
    return stream.getvalue()


def test_a_long_table_has_the_bytes_of_its_cells() -> None:
    assert book(COLUMNS, at_once=True) == book(COLUMNS, at_once=False)
    few = [column[:3] for column in COLUMNS]
    assert book(few, at_once=True) == book(few, at_once=False)
