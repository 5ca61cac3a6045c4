"""Workbooks of Excel (XLSX, XLSB, XLS) and LibreOffice (ODS): the values of one sheet."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from scenarios.formats.grid import Grid, cell_text
from scenarios.formats.questions import QuestionError
from sim.errors import InputError
from sim.messages import Said

OTHER = Said("scenarios.a_workbook_without_a_password")


def read_workbook(file: Path, content: bytes, sheet: str | None = None) -> Grid:
    """The values of a sheet; empty sheets and hidden ones are passed over.

    Args:
        file: for messages.
        content: its bytes.
        sheet: by name; needed where several hold something.

    Raises:
        InputError: a workbook that cannot be opened, nothing in it, or several sheets and none
            named.
    """
    # The reader is loaded only where a workbook is read.
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        seen = [s.name for s in book.sheets_metadata if s.visible == SheetVisibleEnum.Visible]
        sheets: dict[str, list[list[Any]]] = {
            name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in seen
        }
    except (CalamineError, OSError, ValueError, TypeError, KeyError) as error:
        raise InputError(
            Said("scenarios.a_workbook_that_cannot_be_opened"),
            file=file,
            allowed=OTHER,
        ) from error
    filled = {name: rows for name, rows in sheets.items() if any(x != "" for r in rows for x in r)}
    if not filled:
        raise InputError(
            Said("scenarios.nothing_to_read"),
            file=file,
            found=Said("scenarios.empty_sheets"),
            allowed=OTHER,
        )
    if sheet is None and len(filled) > 1:
        raise QuestionError(Said("scenarios.which_sheet_is_it"), "sheet", list(filled), file=file)
    name = next(iter(filled)) if sheet is None else sheet
    if name not in filled:
        raise QuestionError(
            Said("scenarios.no_such_sheet_or_an_empty"), "sheet", list(filled), file=file
        )
    rows = tuple(
        (Said("scenarios.row_number", number=k), tuple(cell_text(x) for x in row))
        for k, row in enumerate(filled[name], 1)
    )
    return Grid(file, "workbook", rows, sheet=name if len(filled) > 1 else "")
